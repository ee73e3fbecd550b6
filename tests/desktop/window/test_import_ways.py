"""The ways into the wizard of the import, and out of it before the end: nothing is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shared.city_files import CATCHMENTS

from piiri.io.pile import Decisions
from piiri.progress import Cancelled
from piiri_desktop.importing.work import make
from piiri_desktop.main_window import MainWindow
from piiri_desktop.projects import opens_as_it_is

from .import_walk import Walk, answer_all, drop, never_done
from .test_accessible import unnamed

pytestmark = pytest.mark.usefixtures("in_front")


def test_a_cancelled_read_leaves_nothing(
    window: MainWindow, qtbot: QtBot, city: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    window.importing.show()
    qtbot.waitUntil(lambda: window.importing.page is not None)
    walk = Walk(window, qtbot)
    with monkeypatch.context() as patch:
        patch.setattr("piiri_desktop.importing.work.read", never_done)
        walk.work.add(city)
    job = walk.work._job
    assert job is not None
    job.cancel()
    qtbot.waitUntil(lambda: not walk.work.busy)
    assert walk.work.stopped and walk.work.standing is None and walk.work.paths == ()
    assert walk.page._body.currentWidget() is walk.page.empty
    walk.work.add(city)
    walk.still()
    assert walk.work.standing is not None


def test_a_cancelled_addition_goes_back_to_what_was_there(
    walk: Walk, tmp_path: Path, city: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    extra = tmp_path / "lisa.csv"
    extra.write_text("a;b\n1;2\n", encoding="utf-8")
    kept = walk.work.standing
    with monkeypatch.context() as patch:
        patch.setattr("piiri_desktop.importing.work.read", never_done)
        walk.work.add([extra])
    job = walk.work._job
    assert job is not None
    job.cancel()
    walk.qtbot.waitUntil(lambda: not walk.work.busy)
    assert walk.work.paths == tuple(city) and walk.work.standing is kept
    assert walk.page.on.isEnabled() and walk.page.on.text() == "Read again"
    walk.page.go_on()
    walk.still()
    assert not walk.work.stopped and walk.work.outcome is not None


def test_a_cancelled_project_is_not_made(walk: Walk, own_folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_all(walk)
    before = sorted(path for path in own_folders.rglob("*") if path.is_file())
    walk.page.go("summary")
    with monkeypatch.context() as patch:
        patch.setattr("piiri_desktop.importing.work.make", never_done)
        walk.work.commit()
    job = walk.work._job
    assert job is not None
    job.cancel()
    walk.qtbot.waitUntil(lambda: not walk.work.busy)
    assert walk.window.projects.project is None and walk.window.importing.page is not None
    assert sorted(path for path in own_folders.rglob("*") if path.is_file()) == before
    walk.page.go_on()  # reads again
    walk.still()
    walk.page.go_on()
    walk.qtbot.waitUntil(lambda: walk.window.workbench is not None, timeout=60_000)


def test_a_project_that_is_cancelled_at_its_end_is_thrown_away(walk: Walk, own_folders: Path) -> None:
    answer_all(walk)
    outcome = walk.work.outcome
    assert outcome is not None
    before = sorted(path for path in own_folders.rglob("*") if path.is_file())

    def stop_at_the_end(fraction: float, text: str) -> None:
        if fraction >= 1.0:
            raise Cancelled

    with pytest.raises(Cancelled):
        make(outcome, stop_at_the_end)
    assert sorted(path for path in own_folders.rglob("*") if path.is_file()) == before


def test_the_way_in_over_an_open_project(planning: MainWindow, qtbot: QtBot, city: list[Path]) -> None:
    before = planning.projects.project
    drop(planning, city)
    walk = Walk(planning, qtbot)
    walk.still()
    assert not planning.actions_of["undo"].isEnabled() and not planning.actions_of["paint"].isEnabled()
    walk.page.leave.click()
    assert planning.projects.project is before and planning.actions_of["paint"].isEnabled()
    assert planning.workbench is not None and planning.workbench.views.map.hasFocus()


def test_what_is_dropped_is_told_apart(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, city: list[Path], tmp_path: Path
) -> None:
    opened: list[Path] = []
    imported: list[Path] = []
    monkeypatch.setattr(window, "open_path", opened.append)
    monkeypatch.setattr(window.importing, "add", imported.extend)
    mapping = tmp_path / "m.toml"
    mapping.write_text("", encoding="utf-8")
    drop(window, [mapping])
    assert opened == [mapping]
    gpkg = next(path for path in city if path.name == CATCHMENTS)
    drop(window, [gpkg])
    assert imported == [gpkg] and opened == [mapping]
    drop(window, [mapping, gpkg])
    assert imported == [gpkg, mapping, gpkg]


def test_a_project_of_piiri_opens_as_it_is(planning: MainWindow, tmp_path: Path) -> None:
    project = planning.projects.project
    assert project is not None
    project.save_as(tmp_path / "own.gpkg")
    assert opens_as_it_is(tmp_path / "own.gpkg")


def test_the_empty_state_says_what_may_be_dropped(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_of["new"].trigger()
    qtbot.waitUntil(lambda: window.importing.page is not None)
    page = window.importing.page
    assert page is not None and page.empty.choose.hasFocus()
    said = " ".join(label.text() for label in page.empty.findChildren(QLabel))
    assert "GeoPackage" in said and "Catchments or blocks" in said
    assert not page.on.isEnabled() and page.on.toolTip()
    assert unnamed(window) == []


def test_an_empty_folder_is_said(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.importing.add([tmp_path])
    qtbot.waitUntil(lambda: window.importing.page is not None and window.importing.page.notices.banner is not None)
    page = window.importing.page
    assert page is not None and page.notices.banner is not None
    assert "no file" in page.notices.banner.text
    work = window.importing.work
    assert work is not None and work.decisions == Decisions() and work.paths == ()
