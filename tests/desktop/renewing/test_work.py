"""What the renewal writes: a file of its own, or last year's file with a copy kept, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from shared.years import Town, town_in

from piiri.again import Renewal, renew
from piiri.edits import SetCapacity, apply
from piiri.errors import InputError
from piiri.history import Entry
from piiri.progress import Cancelled, silent
from piiri.storage import open_project
from piiri_desktop.renewing.desk import next_year
from piiri_desktop.renewing.work import backup_of, replace_old, write_new


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    made = town_in(tmp_path)
    made.project.save_as(tmp_path / "2025.gpkg")
    yield made
    made.project.close(discard=True)


@pytest.fixture
def renewal(town: Town) -> Renewal:
    return renew(town.project, town.this.files)


def plans_of(path: Path) -> dict[str, int]:
    with open_project(path, recover=False) as project:
        return {node.name: len(project.history_of(node.number).entries) for node in project.tree}


def test_a_new_file_leaves_the_old_one_as_it_is(town: Town, renewal: Renewal, tmp_path: Path) -> None:
    before = (tmp_path / "2025.gpkg").read_bytes()
    made = write_new(renewal, "South", tmp_path / "2026.gpkg", silent)
    assert made.active == "South" and made.path == tmp_path / "2026.gpkg" and not made.unsaved
    made.close()
    assert plans_of(tmp_path / "2026.gpkg") == {"Today": 3, "option": 0, "South": 1}
    assert (tmp_path / "2025.gpkg").read_bytes() == before


def test_a_replaced_file_is_kept_with_steps_that_were_not_saved(town: Town, renewal: Renewal, tmp_path: Path) -> None:
    history = town.project.history("Today")
    edit = SetCapacity("092", 300)
    entry = Entry(edit, apply(history.plan, edit)[0], "2026-08-01T10:00:00+03:00")
    town.project.append("Today", history.cursor + 1, entry)
    assert town.project.unsaved
    path, kept = tmp_path / "2025.gpkg", tmp_path / "old.gpkg"
    replace_old(renewal, town.project, kept, silent).close()
    assert plans_of(kept) == {"Today": 4, "option": 0, "South": 1}
    assert plans_of(path)["Today"] == 3
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".piiri")] == []


@pytest.mark.parametrize("at", ["Saving", "Checking", "Putting"])
def test_a_cancel_leaves_everything_as_it_was(town: Town, renewal: Renewal, tmp_path: Path, at: str) -> None:
    def cancel(_: float, text: str) -> None:
        if text.startswith(at):
            raise Cancelled

    before, files = (tmp_path / "2025.gpkg").read_bytes(), sorted(tmp_path.iterdir())
    with pytest.raises(Cancelled):
        replace_old(renewal, town.project, tmp_path / "old.gpkg", cancel)
    with pytest.raises(Cancelled):
        write_new(renewal, "", tmp_path / "new.gpkg", cancel)
    assert sorted(tmp_path.iterdir()) == files and (tmp_path / "2025.gpkg").read_bytes() == before


def test_without_room_for_the_copy_nothing_is_replaced(town: Town, renewal: Renewal, tmp_path: Path) -> None:
    before = (tmp_path / "2025.gpkg").read_bytes()
    with pytest.raises(InputError) as told:
        replace_old(renewal, town.project, tmp_path / "no" / "such.gpkg", silent)
    assert told.value.code == "file-not-written"
    assert (tmp_path / "2025.gpkg").read_bytes() == before


def test_names_of_files(tmp_path: Path) -> None:
    path = tmp_path / "town.gpkg"
    first = backup_of(path, "2026-11-24")
    assert first.name == "town (until 2026-11-24).gpkg"
    first.touch()
    assert backup_of(path, "2026-11-24").name == "town (until 2026-11-24) 2.gpkg"
    assert next_year(tmp_path / "2025-26 town 2025.gpkg").name == "2025-26 town 2026.gpkg"
    assert next_year(path).name.startswith("town 20")
