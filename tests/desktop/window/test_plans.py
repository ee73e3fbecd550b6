"""The plans panel in the window: a tree that is branched, named, noted, thinned and brought back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, SetCapacity
from piiri.model import Dataset, Plan
from piiri.storage import create_project
from piiri_desktop.main_window import MainWindow
from piiri_desktop.panels.plans import PlansPanel

LONG = "Lautakunnan vaihtoehto A: Aseman koulun pohjoisosat Pajuniittyyn, jos koulukyyti järjestyy syksyllä 2027"


def panel(window: MainWindow) -> PlansPanel:
    assert window.workbench is not None
    return window.workbench.views.plans


def rows(window: MainWindow) -> list[str]:
    """The tree as it is drawn: name, indented, with what is done with it."""
    found = []
    for row in panel(window).model.rows:
        if isinstance(row, str):
            found.append(row)
        else:
            state = f" [{row.state}]" if row.state else ""
            found.append("  " * row.node.depth + row.node.name + state)
    return found


@pytest.fixture
def shown(planning: MainWindow, qtbot: QtBot) -> MainWindow:
    """The panel on top, with the focus in its list."""
    planning.activateWindow()
    qtbot.keyClick(planning, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: panel(planning).isVisible())
    assert QApplication.focusWidget() is panel(planning).list
    return planning


def press(qtbot: QtBot, key: Qt.Key) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key)


def name(window: MainWindow, qtbot: QtBot, text: str) -> None:
    """Type over the name that waits for it."""
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    editor.insert(text)  # Qt's own test keys know no letter beyond z
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    QApplication.processEvents()  # Qt hands the name over once Return was dealt with


def way(window: MainWindow, text: str) -> QPushButton:
    """A button of the message that is shown."""
    assert window.workbench is not None
    banner = window.workbench.notices.banner
    assert banner is not None
    (button,) = [each for each in banner.findChildren(QPushButton) if each.text() == text]
    return button


def test_a_branch_asks_for_its_name_and_is_worked_on(shown: MainWindow, qtbot: QtBot) -> None:
    assert rows(shown) == ["Today [worked on]"]
    assert not panel(shown).delete_button.isEnabled(), "the only plan stays"
    assert "The only plan cannot be deleted." in panel(shown).delete_button.toolTip()
    qtbot.mouseClick(panel(shown).branch_button, Qt.MouseButton.LeftButton)
    name(shown, qtbot, LONG)
    assert rows(shown) == ["Today", f"  {LONG} [worked on]"]
    assert shown.bridge is not None and shown.bridge.state.plan.name == LONG
    row = panel(shown).model.plan(1)
    assert row is not None and row.facts == "0 steps · from the start of Today"
    assert not panel(shown).grab().isNull()
    assert panel(shown).model.data(panel(shown).model.index(1), Qt.ItemDataRole.ToolTipRole).startswith(LONG)


def test_keys_do_everything(shown: MainWindow, qtbot: QtBot) -> None:
    qtbot.mouseClick(panel(shown).branch_button, Qt.MouseButton.LeftButton)
    name(shown, qtbot, "South")
    press(qtbot, Qt.Key.Key_Up)
    press(qtbot, Qt.Key.Key_Return)
    assert rows(shown) == ["Today [worked on]", "  South"]
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_F2)
    name(shown, qtbot, "Far south")
    assert rows(shown) == ["Today [worked on]", "  Far south"]
    press(qtbot, Qt.Key.Key_F2)
    name(shown, qtbot, "Today")
    assert rows(shown) == ["Today [worked on]", "  Far south"], "two plans of one name cannot be told apart"
    assert shown.workbench is not None and shown.workbench.notices.banner is not None
    press(qtbot, Qt.Key.Key_Delete)
    assert rows(shown) == ["Today [worked on]", "1 · Deleted", "Far south [deleted]"]
    row = panel(shown).model.row_of(2)
    panel(shown).list.setCurrentIndex(panel(shown).model.index(row))
    panel(shown).list.setFocus()
    press(qtbot, Qt.Key.Key_Return)
    assert rows(shown) == ["Today [worked on]", "  Far south"]


def test_deleting_the_plan_worked_on_is_taken_back_whole(shown: MainWindow, qtbot: QtBot) -> None:
    assert shown.bridge is not None and shown.plans is not None
    qtbot.mouseClick(panel(shown).branch_button, Qt.MouseButton.LeftButton)
    name(shown, qtbot, "South")
    school = shown.bridge.state.plan.schools.ids[0]
    assert shown.bridge.commit(SetCapacity(school, 123))
    panel(shown).list.setFocus()
    press(qtbot, Qt.Key.Key_Delete)
    assert shown.bridge.state.plan.name == "Today"
    assert shown.bridge.state.plan.schools.places[0] != 123
    qtbot.mouseClick(way(shown, "Undo"), Qt.MouseButton.LeftButton)
    assert rows(shown) == ["Today", "  South [worked on]"]
    assert shown.bridge.state.plan.schools.places[0] == 123
    assert len(shown.bridge.state.history.entries) == 1


def test_throwing_away_is_asked_for(shown: MainWindow, qtbot: QtBot) -> None:
    assert shown.plans is not None
    shown.plans.branch()
    shown.plans.delete(2)
    panel(shown).list.setCurrentIndex(panel(shown).model.index(panel(shown).model.row_of(2)))
    assert panel(shown).restore_button.isVisible() and not panel(shown).rename_button.isVisible()
    panel(shown).list.setFocus()
    press(qtbot, Qt.Key.Key_Delete)
    qtbot.mouseClick(way(shown, "Keep it"), Qt.MouseButton.LeftButton)
    assert "1 · Deleted" in rows(shown)
    panel(shown).list.setFocus()
    press(qtbot, Qt.Key.Key_Delete)
    qtbot.mouseClick(way(shown, "Throw it away"), Qt.MouseButton.LeftButton)
    assert rows(shown) == ["Today [worked on]"]


def test_a_note_is_kept_and_an_esc_drops_it(shown: MainWindow, qtbot: QtBot) -> None:
    assert shown.plans is not None
    text = panel(shown).note.text
    text.setFocus()
    qtbot.keyClicks(text, "Board, 12 March")
    qtbot.keyClick(text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shown.plans.tree[0].note == "Board, 12 March"
    qtbot.keyClicks(text, " and more")
    qtbot.keyClick(text, Qt.Key.Key_Escape)
    assert text.toPlainText() == shown.plans.tree[0].note == "Board, 12 March"


def test_compared_with_another_plan_of_the_tree(shown: MainWindow, qtbot: QtBot) -> None:
    assert shown.plans is not None and shown.bridge is not None
    shown.plans.branch()
    state = shown.bridge.state
    plan, stage = state.plan, state.plan.stages[0]
    block = next(f for f in range(plan.coverage.face_count) if state.plan.catchment_of_face[0, f] == 0)
    other = next(k for k in range(1, len(plan.catchments)) if plan.catchments.stage[k] == 0)
    assert shown.bridge.commit(AssignFaces(stage.id, (plan.coverage.face_ids[block],), plan.catchments.ids[other]))
    menu = panel(shown).menu_of(0)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Compare with this plan").trigger()
    assert rows(shown) == ["Today [compared with]", "  Today, branch [worked on]"]
    assert shown.bridge.state.before_plan.name == "Today"
    menu = panel(shown).menu_of(0)
    assert menu is not None
    next(action for action in menu.actions() if action.text() == "Compare with its own start").trigger()
    assert shown.plans.compared is None


def test_the_tree_survives_a_restart(
    town: tuple[Dataset, Plan], make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "town.gpkg"
    window = make_window()
    window.projects.take(create_project(town[0], (town[1],)))
    assert window.plans is not None and window.bridge is not None and window.projects.project is not None
    window.plans.branch()
    assert window.plans.rename(2, LONG)
    window.plans.set_note(2, "agreed")
    assert window.bridge.commit(SetCapacity(town[1].schools.ids[0], 123))
    window.plans.branch()
    window.plans.delete(3)
    window.plans.work_on(2)
    window.bridge.undo()
    window.projects.project.save_as(path)
    known = rows(window)
    window.close_project()
    again = make_window()
    again.open_path(path)
    qtbot.waitUntil(lambda: again.workbench is not None)
    assert rows(again) == known
    assert again.plans is not None and again.bridge is not None
    assert again.plans.tree[1].note == "agreed"
    assert again.actions_of["redo"].isEnabled() and not again.actions_of["undo"].isEnabled()
    again.actions_of["redo"].trigger()
    assert again.bridge.state.plan.schools.places[0] == 123
