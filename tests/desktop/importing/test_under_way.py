"""Files dropped into an import or a renewal: a folder that may not be read is told, and nothing changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from shared.years import town_in

from piiri.errors import InputError
from piiri_desktop.importing.under_way import UnderWay
from piiri_desktop.importing.work import ImportWork
from piiri_desktop.jobs import Jobs
from piiri_desktop.renewing.work import RenewalWork


@pytest.mark.parametrize("which", ["import", "renewal"])
def test_a_folder_that_may_not_be_read_is_told(
    which: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    town = town_in(tmp_path)
    jobs = Jobs()
    work: UnderWay = ImportWork(jobs) if which == "import" else RenewalWork(town.project, jobs)

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refuse)
    with qtbot.waitSignal(work.failed) as heard:
        work.add([tmp_path])
    (error,) = heard.args
    assert isinstance(error, InputError) and error.code == "file-not-read" and tmp_path.name in error.sentence
    assert not work.paths and not work.busy
    monkeypatch.undo()
    town.project.close(discard=True)
