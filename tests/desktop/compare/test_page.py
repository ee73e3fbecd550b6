"""The page as a person uses it: which plans, which grades, where to look, what is copied, how it follows an edit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from piiri_desktop.compare import ComparePage
from piiri_desktop.palette import palette


def test_two_plans_are_shown_with_what_differs(page: ComparePage) -> None:
    assert page.comparison is not None
    assert [pane.accessibleName() for pane in page.maps.panes] == ["Map of plan A: Today", "Map of plan B: Other"]
    moves = page.comparison.differences[0].moves
    n = int(moves.pupils[moves.moving & (moves.stage == 0)].sum())
    assert n > 0
    assert f"{n} change school" in page.plans.heads[1].said.replace("\u202f", "")
    assert page.plans.heads[2].isHidden()
    assert page.maps.panes[1].accessibleDescription() == page.plans.heads[1].said


def test_a_third_plan_comes_and_goes(page: ComparePage, qtbot: QtBot) -> None:
    head = page.plans.heads[1]
    qtbot.mouseClick(head.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.comparison is not None and len(page.comparison.plans) == 3)
    assert page.chosen == ("Today", "Other", "Unfinished")
    assert len(page.maps.panes) == 3
    page.tabs.setCurrentWidget(page.blocks)
    qtbot.mouseClick(page.bar.against_buttons[1], Qt.MouseButton.LeftButton)
    assert page.bar.position == 2
    assert len(page.blocks.table.cells.rows) == 3
    assert page.blocks.table.cells.rows[0].cells[2].text == "No catchment"
    qtbot.mouseClick(page.plans.heads[2].remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.comparison is not None and len(page.comparison.plans) == 2)
    assert len(page.maps.panes) == 2
    assert page.bar.position == 1, "the list is about a plan that is there"


def test_what_is_shown_stays_while_a_third_plan_is_compared(page: ComparePage, qtbot: QtBot) -> None:
    """Other grades or colours are asked for before the comparison of three has come."""
    page.choose(("Today", "Other", "Unfinished"))
    assert page.comparison is not None and len(page.comparison.plans) == 2
    page.attention.set_stage(1)
    page._colour()
    assert len(page.maps.panes) == 2
    qtbot.waitUntil(lambda: page.comparison is not None and len(page.comparison.plans) == 3)
    assert len(page.maps.panes) == 3


def test_an_unfinished_plan_says_its_problems(page: ComparePage, qtbot: QtBot) -> None:
    page.choose(("Today", "Unfinished"))
    qtbot.waitUntil(lambda: page.comparison is not None and page.comparison.plans[1].plan.name == "Unfinished")
    assert page.comparison is not None
    problems = page.comparison.plans[1].problems
    assert "unassigned" in {problem.kind for problem in problems}
    assert f"{len(problems)} problem" in page.plans.heads[1].said
    page.tabs.setCurrentWidget(page.problems)
    assert page.tabs.tabText(3) == f"Problems {page.problems.count}"
    listed = {row.cells[3].text: row for row in page.problems.table.cells.rows}
    assert {problem.sentence for problem in problems} <= set(listed)
    row = listed["3 blocks without a catchment"]
    assert [cell.text for cell in row.cells[:3]] == ["B", "new", "Blocks without a catchment"]
    assert page.status.hint.startswith("1 new problem, ")
    page.problems.table.enter(page.problems.table.cells.rows.index(row))
    faces = np.flatnonzero(page.comparison.plans[1].plan.catchment_of_face[0] < 0)
    assert all(pane._pinned_faces.tolist() == faces.tolist() for pane in page.maps.panes)


def test_a_plan_chosen_twice_changes_places(page: ComparePage, qtbot: QtBot) -> None:
    menu = page.plans.heads[0].pick.menu()
    next(action for action in menu.actions() if action.text() == "Other").trigger()
    assert page.chosen == ("Other", "Today")
    qtbot.waitUntil(lambda: page.comparison is not None and page.comparison.plans[0].plan.name == "Other")


def test_grades_are_those_of_the_window(page: ComparePage) -> None:
    assert page.comparison is not None
    before = page.figures.totals.cells.rows[0].cells[1].text
    page.attention.set_stage(1)
    assert page.figures.totals.cells.headings[0].text == page.comparison.dataset.stages[1].name
    assert page.figures.totals.cells.rows[0].cells[1].text != before
    page.attention.set_stage(-1)
    assert page.figures.totals.cells.headings[0].text == "All grades"
    assert page.bar.key.accessibleName().startswith("Choose grades to see colours")
    assert page.figures.totals.cells.rows[-1].cells[0].text == "Problems of the plan"
    assert page.bar.stage_pick.accessibleName() == "Grades: All grades"
    actions = page.bar.stage_pick.menu().actions()
    actions[0].trigger()
    assert page.attention.stage == 0


def test_it_follows_an_edit(page: ComparePage, shelf, qtbot: QtBot) -> None:
    assert page.comparison is not None
    old = page.comparison
    shelf.plans["Other"] = replace(shelf.plans["Today"], name="Other")
    page.refresh()
    qtbot.waitUntil(lambda: page.comparison is not old)
    assert page.comparison.plans[0].tally.pupils is old.plans[0].tally.pupils, (
        "what did not change is not counted again"
    )
    assert "0 change school" in page.plans.heads[1].said
    assert page.blocks.table.cells.rows == []


def test_the_newest_comparison_wins(page: ComparePage, qtbot: QtBot) -> None:
    for chosen in (("Today", "Unfinished"), ("Other", "Unfinished"), ("Other", "Today")):
        page.choose(chosen)
    qtbot.waitUntil(lambda: not page.work.busy)
    assert page.comparison is not None
    assert [each.plan.name for each in page.comparison.plans] == ["Other", "Today"]


def test_a_plan_that_is_gone_is_replaced(page: ComparePage, shelf, qtbot: QtBot) -> None:
    del shelf.plans["Other"]
    page.refresh()
    assert page.chosen == ("Today", "Unfinished")
    qtbot.waitUntil(lambda: page.comparison is not None and page.comparison.plans[1].plan.name == "Unfinished")


def test_a_moved_block_is_shown_on_all_maps(page: ComparePage, qtbot: QtBot) -> None:
    page.maps.panes[0].setFocus()
    qtbot.keyClick(page.maps.panes[0], Qt.Key.Key_D)
    assert page.tabs.currentWidget() is page.blocks
    assert page.comparison is not None
    blocks = page.comparison.differences[0].blocks
    face = int(blocks.face[0])
    plan = page.comparison.plans[0].plan
    west, south, east, north = plan.coverage.bounds[face]
    for pane in page.maps.panes:
        assert pane.view is not None
        seen = pane.view.extent
        assert seen[0] <= west and seen[1] <= south and seen[2] >= east and seen[3] >= north
    views = [pane.view for pane in page.maps.panes]
    qtbot.keyClick(page, Qt.Key.Key_D, Qt.KeyboardModifier.ShiftModifier)
    assert page.blocks.table.currentIndex().row() == len(page.blocks.table.cells.rows) - 1
    assert [pane.view for pane in page.maps.panes] != views


def test_each_table_is_copied_as_it_looks(page: ComparePage, qtbot: QtBot) -> None:
    for tab in (page.blocks, page.moves, page.problems):
        page.tabs.setCurrentWidget(tab)
        table = tab.table  # of those who move the form that has room, once it is shown
        table.setFocus()
        qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        text = QGuiApplication.clipboard().text()
        assert text == table.cells.as_text()
        assert {line.count("\t") for line in text.splitlines()} == {table.cells.columnCount() - 1}
        QGuiApplication.clipboard().clear()
        qtbot.mouseClick(page.copy_button, Qt.MouseButton.LeftButton)
        assert QGuiApplication.clipboard().text() == text
    page.tabs.setCurrentWidget(page.figures)
    qtbot.mouseClick(page.copy_button, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert "Pupils who change school\t0\t" in text and text.count("School\tA\tB") == 1


def test_esc_goes_back_from_wherever_the_focus_is(page: ComparePage, qtbot: QtBot) -> None:
    places: list[QWidget] = [
        page.maps.panes[0],
        page.figures.totals,
        page.figures.schools,
        page.bar.back,
        page.tabs.tabBar(),
    ]
    for widget in places:
        widget.setFocus()
        with qtbot.waitSignal(page.closed):
            qtbot.keyClick(widget, Qt.Key.Key_Escape)
    with qtbot.waitSignal(page.closed):
        qtbot.mouseClick(page.bar.back, Qt.MouseButton.LeftButton)


def test_a_way_and_a_school_are_shown(page: ComparePage) -> None:
    page.tabs.setCurrentWidget(page.moves)
    page.moves.list.enter(0)
    assert page.comparison is not None
    blocks = page.comparison.differences[0].blocks
    assert page.maps.panes[0]._pinned_faces.tolist() == sorted(blocks.face_before[blocks.stage == 0].tolist())
    page.maps.zoom_to_all()
    whole = page.maps.view
    page.tabs.setCurrentWidget(page.figures)
    page.figures.schools.setFocus()
    page.figures.schools.enter(0)
    assert page.maps.view is not None and whole is not None
    assert page.maps.view.metres < whole.metres


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_every_look(page: ComparePage, qtbot: QtBot, theme: str, scale: float) -> None:
    page.set_look(palette(theme), scale)
    for index in range(page.tabs.count()):
        page.tabs.setCurrentIndex(index)
        assert not page.grab().isNull()
    pane = page.maps.panes[1]
    assert pane.picture is not None and pane.picture.scene.palette.name == theme


def test_no_control_is_without_a_name(page: ComparePage, qtbot: QtBot) -> None:
    page.choose(("Today", "Other", "Unfinished"))
    qtbot.waitUntil(lambda: len(page.maps.panes) == 3)
    page.maps.set_swipe(True)
    for index in range(page.tabs.count()):
        page.tabs.setCurrentIndex(index)
        for widget in page.findChildren(QWidget):
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() != Qt.FocusPolicy.NoFocus:
                interface = QAccessible.queryAccessibleInterface(widget)
                assert interface.text(QAccessible.Text.Name).strip(), (widget, widget.parent())


def test_tab_reaches_everything(page: ComparePage) -> None:
    wanted = {
        widget
        for widget in page.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
    }
    # of buttons that exclude each other Tab stops at the chosen one; the arrow keys go to the others
    grouped = [w for w in wanted if isinstance(w, QAbstractButton) and w.group() is not None and not w.isChecked()]
    wanted -= set(grouped)
    assert len(grouped) == 1, "side by side or swipe"
    seen = set()
    for _ in range(3 * len(wanted)):
        page.focusNextPrevChild(True)
        seen.add(page.focusWidget())
    assert {type(widget).__name__ for widget in wanted - seen} == set()


def test_the_hint_says_what_the_tab_shows(page: ComparePage) -> None:
    page.tabs.setCurrentWidget(page.moves)
    assert "change school" in page.status.hint
    assert page.comparison is not None
    moves = page.comparison.differences[0].moves
    grade = int(np.flatnonzero(moves.by_grade[moves.moving].any(axis=0))[0])
    page.moves.show_grade(grade)
    n = int(moves.by_grade[moves.moving & (moves.stage == 0), grade].sum())
    assert page.status.hint.startswith(f"{n} pupil")
