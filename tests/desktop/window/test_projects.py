"""Projects through the window: undo, save, reopen, recovery, closing with unsaved work, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, SetCapacity
from piiri.errors import StorageError
from piiri.storage import recoverable
from piiri_desktop.dialogs.unsaved import UnsavedDialog
from piiri_desktop.main_window import MainWindow
from piiri_desktop.start.kept import KeptEdits


def edit(window: MainWindow) -> None:
    """Move one block from its catchment to that of a neighbour."""
    assert window.bridge is not None
    plan = window.bridge.state.plan
    row, topology = plan.catchment_of_face[0], plan.coverage.topology
    for face in range(plan.coverage.face_count):
        others = row[topology.neighbours(face)]
        others = others[(others != row[face]) & (others >= 0)]
        if len(others):
            target = plan.catchments.ids[others[0]]
            assert window.bridge.commit(AssignFaces(plan.stages[0].id, (plan.coverage.face_ids[face],), target))
            return
    raise AssertionError("no border in this town")


def save(window: MainWindow, qtbot: QtBot, path: Path) -> None:
    window.projects.save(path)
    qtbot.waitUntil(lambda: not window.projects.saving)
    assert not window.projects.unsaved


def answer(choice: str) -> None:
    """Press a button of the question that is about to come up."""

    def press() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, UnsavedDialog)
        dialog.findChild(QPushButton, choice).click()

    QTimer.singleShot(0, press)


def shown_words(window: MainWindow) -> str:
    assert window.workbench is not None
    return "\n".join(label.text() for label in window.workbench.menu_row.findChildren(QLabel))


def test_undo_and_redo_follow_the_history(planning: MainWindow, qtbot: QtBot) -> None:
    actions, bridge = planning.actions_of, planning.bridge
    assert bridge is not None
    start = bridge.state.plan
    assert not actions["undo"].isEnabled()
    assert "nothing to take back" in actions["undo"].toolTip()
    edit(planning)
    after = bridge.state.plan
    assert actions["undo"].isEnabled()
    assert bridge.state.history.describe(1) in actions["undo"].toolTip()
    qtbot.keyClick(planning, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert bridge.state.plan is start
    assert not actions["undo"].isEnabled()
    qtbot.keyClick(planning, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert bridge.state.plan is after
    assert not actions["redo"].isEnabled()


def test_saving_for_the_first_time_asks_where(
    planning: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "town"), ""))
    assert "Not saved to a file yet" in shown_words(planning)
    assert planning.isWindowModified()
    qtbot.keyClick(planning, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not planning.projects.unsaved)
    qtbot.waitUntil(lambda: not planning.isWindowModified())
    assert (tmp_path / "town.gpkg").is_file(), "the ending is added"
    assert planning.windowTitle() == "town[*] – Piiri"
    assert "Saved " in shown_words(planning)
    assert not planning.actions_of["save"].isEnabled()
    assert planning.settings.recent[0][0] == str((tmp_path / "town.gpkg").resolve())
    edit(planning)
    assert "Changes not saved yet" in shown_words(planning)
    assert planning.isWindowModified()
    assert planning.actions_of["save"].isEnabled()


def test_save_reopen_equal_with_its_history(
    planning: MainWindow, make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    edit(planning)
    edit(planning)
    assert planning.bridge is not None
    planning.bridge.undo()
    before = planning.bridge.state
    save(planning, qtbot, tmp_path / "town.gpkg")
    other = make_window()
    other.open_path(tmp_path / "town.gpkg")
    qtbot.waitUntil(lambda: other.workbench is not None)
    assert other.bridge is not None
    after = other.bridge.state
    assert after.plan.fingerprint == before.plan.fingerprint
    assert np.array_equal(after.tally.counts, before.tally.counts)
    assert (len(after.history.entries), after.history.cursor) == (2, 1)
    assert other.actions_of["redo"].isEnabled()
    assert not other.isWindowModified()


def test_closing_an_untouched_demo_asks_nothing(planning: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(planning, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert planning.workbench is None
    assert planning.start is not None
    assert planning.windowTitle() == "Piiri"
    assert recoverable() == ()


@pytest.mark.parametrize(("choice", "left"), [("keep", 1), ("discard", 0)])
def test_unsaved_work_is_kept_or_let_go_as_chosen(planning: MainWindow, qtbot: QtBot, choice: str, left: int) -> None:
    edit(planning)
    answer(choice)
    planning.close_project()
    assert planning.workbench is None
    assert len(recoverable()) == left


def test_back_to_work_leaves_all_as_it_was(planning: MainWindow, qtbot: QtBot) -> None:
    edit(planning)
    answer("back")
    planning.close_project()
    assert planning.workbench is not None
    edit(planning)
    assert planning.projects.project is not None
    assert planning.projects.unsaved


def test_save_then_close_follows_by_itself(planning: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    save(planning, qtbot, tmp_path / "town.gpkg")
    edit(planning)
    answer("save")
    planning.close_project()
    qtbot.waitUntil(lambda: planning.start is not None)
    assert recoverable() == ()


def test_quitting_asks_too(planning: MainWindow, qtbot: QtBot) -> None:
    edit(planning)
    answer("back")
    assert not planning.close()
    assert planning.isVisible()
    answer("keep")
    assert planning.close()
    assert len(recoverable()) == 1


def test_what_was_kept_comes_back(
    planning: MainWindow, make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    save(planning, qtbot, tmp_path / "town.gpkg")
    edit(planning)
    assert planning.bridge is not None
    plan = planning.bridge.state.plan
    answer("keep")
    planning.close()
    other = make_window()
    assert other.start is not None
    kept = other.start.kept
    assert isinstance(kept, KeptEdits)
    assert "Your last step in town was kept" in kept.accessibleName()
    qtbot.mouseClick(kept.first, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: other.workbench is not None)
    assert other.bridge is not None
    assert other.bridge.state.plan.fingerprint == plan.fingerprint
    banner = other.notices.banner
    assert banner is not None
    assert "1 step that no file had is back" in banner.text
    assert other.bridge.state.history.describe(1) in banner.text
    assert other.isWindowModified()


def test_the_saved_project_can_be_opened_instead_and_the_rest_let_go(
    planning: MainWindow, make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    save(planning, qtbot, tmp_path / "town.gpkg")
    assert planning.bridge is not None
    saved = planning.bridge.state.plan
    edit(planning)
    answer("keep")
    planning.close()
    other = make_window()
    assert other.start is not None
    assert other.start.kept is not None
    qtbot.mouseClick(other.start.kept.second, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: other.workbench is not None)
    assert other.bridge is not None
    assert other.bridge.state.plan.fingerprint == saved.fingerprint
    banner = other.notices.banner
    assert banner is not None
    assert "still kept beside the file" in banner.text
    assert len(recoverable()) == 1
    (let_go,) = banner.findChildren(QPushButton)
    qtbot.mouseClick(let_go, Qt.MouseButton.LeftButton)
    assert recoverable() == ()


def test_decide_later_keeps_it(
    planning: MainWindow, make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    edit(planning)
    answer("keep")
    planning.close()
    other = make_window()
    assert other.start is not None
    assert other.start.kept is not None
    qtbot.mouseClick(other.start.kept.third, Qt.MouseButton.LeftButton)
    assert other.start.kept is None
    assert len(recoverable()) == 1


def test_a_file_that_cannot_be_opened_leaves_the_open_project(
    planning: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "bad.gpkg").write_bytes(b"not a project")
    project = planning.projects.project
    planning.open_path(tmp_path / "bad.gpkg")
    qtbot.waitUntil(lambda: planning.notices.banner is not None)
    banner = planning.notices.banner
    assert banner is not None
    assert "bad.gpkg" in banner.text
    assert planning.projects.project is project
    edit(planning)
    qtbot.keyClick(banner, Qt.Key.Key_Escape)
    assert planning.notices.banner is None


def test_a_file_of_another_kind_is_refused_in_words(window: MainWindow, tmp_path: Path) -> None:
    window.open_path(tmp_path / "town.xlsx")
    banner = window.notices.banner
    assert banner is not None
    assert banner.text == (
        "town.xlsx is neither a project (.gpkg) nor a mapping (.toml). Choose a file of one of these kinds."
    )


def test_a_save_that_fails_offers_two_ways_out(
    planning: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planning.projects.save(tmp_path / "missing" / "town.gpkg")
    qtbot.waitUntil(lambda: planning.notices.banner is not None)
    banner = planning.notices.banner
    assert banner is not None
    elsewhere, again = banner.findChildren(QPushButton)
    assert (elsewhere.text(), again.text()) == ("Save elsewhere", "Try again")
    assert planning.projects.unsaved
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "town.gpkg"), ""))
    qtbot.mouseClick(elsewhere, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not planning.projects.unsaved and planning.notices.banner is None)
    assert (tmp_path / "town.gpkg").is_file()


def test_an_edit_that_cannot_be_kept_is_dropped_and_said(planning: MainWindow) -> None:
    assert planning.bridge is not None
    project = planning.projects.project
    assert project is not None

    def full(*_: object) -> None:
        raise StorageError("disk-full", "The disk is full.", "Make room on it.")

    plan = planning.bridge.state.plan
    project.append = full  # type: ignore[method-assign]
    assert not planning.bridge.commit(SetCapacity(plan.schools.ids[0], 1))
    banner = planning.notices.banner
    assert banner is not None
    assert banner.text == "The disk is full. Make room on it."
    assert planning.bridge.state.plan is plan
    assert not planning.bridge.state.provisional
    del project.append  # type: ignore[misc]
    edit(planning)
    assert planning.bridge.state.history.cursor == 1


def test_what_nobody_foresaw_is_said_with_the_log(planning: MainWindow, own_folders: Path) -> None:
    planning.messages.show_error(RuntimeError("pupil 60114"))
    banner = planning.notices.banner
    assert banner is not None
    assert "Something unexpected happened" in banner.text
    assert str(own_folders / "log" / "piiri.log") in banner.text
    assert "60114" not in banner.text
    assert (own_folders / "log" / "piiri.log").is_file()


def test_the_project_before_hears_no_more(planning: MainWindow, qtbot: QtBot) -> None:
    """Undo in the second project is one step there and nothing in the first, whose session and views are gone."""
    edit(planning)
    first = planning.bridge
    assert first is not None
    session = first.session
    gone: list[str] = []
    first.destroyed.connect(lambda: gone.append("bridge"))
    assert planning.workbench is not None
    planning.workbench.destroyed.connect(lambda: gone.append("workbench"))
    answer("discard")
    planning.open_demo()
    qtbot.waitUntil(lambda: planning.bridge is not first and not planning.jobs.running)
    qtbot.waitUntil(lambda: len(gone) == 2)
    edit(planning)
    edit(planning)
    planning.actions_of["undo"].trigger()
    assert planning.bridge is not None
    assert planning.bridge.state.history.cursor == 1
    assert session.state.history.cursor == 1, "as it was left"
    assert planning.notices.banner is None
