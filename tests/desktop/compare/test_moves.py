"""The matrix and the list say the same, by grade, with totals."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from piiri.compare import Comparison
from piiri_desktop.compare.moves import MovesTab
from piiri_desktop.palette import palette


@pytest.fixture
def tab(qtbot: QtBot, comparison: Comparison) -> MovesTab:
    made = MovesTab(palette("light"))
    qtbot.addWidget(made)
    made.set_look(palette("light"), 1.0)
    made.resize(1000, 240)
    made.show_comparison(comparison, 0, 2)
    made.show()
    return made


def cells(text: str) -> int:
    return int(text.replace("\u202f", ""))


def test_both_forms_add_up(tab: MovesTab, comparison: Comparison) -> None:
    moves = comparison.differences[1].moves
    mine = moves.stage == 0
    n = int(moves.pupils[mine & moves.moving].sum())
    assert n > 0
    for table in (tab.matrix, tab.list):
        assert table.cells.totals is not None
    assert cells(tab.list.cells.totals.cells[-1].text) == n
    assert sum(cells(row.cells[-1].text) for row in tab.list.cells.rows) == n
    assert cells(tab.matrix.cells.totals.cells[-2].text) == n
    for row in tab.matrix.cells.rows:
        *moved, leave, stay = (cells(cell.text) for cell in row.cells[1:])
        assert sum(moved) == leave
        (source,) = [i for i, place in enumerate(comparison.places) if place.name == row.cells[0].text]
        assert leave + stay == int(moves.pupils[mine & (moves.source == source)].sum()), "the first plan's pupils"
    assert tab.matrix.cells.headings[1].text == "No catchment"


def test_the_list_says_every_grade_beside_the_sum(tab: MovesTab, comparison: Comparison) -> None:
    moves = comparison.differences[1].moves
    model = tab.list.cells
    heads = [heading.text for heading in model.headings]
    assert heads[:2] == ["From", "To"] and heads[-1] == "Pupils"
    mine = (moves.stage == 0) & moves.moving
    present = [int(grade) for grade in np.flatnonzero(moves.by_grade[mine].any(axis=0))]
    assert heads[2:-1] == [f"gr. {grade}" for grade in present] and len(present) > 1
    for row in model.rows:
        names = [comparison.places[i].name for i in tab._ends[row.about]]
        assert [cell.text for cell in row.cells[:2]] == names
        way = mine & (moves.source == tab._ends[row.about][0]) & (moves.target == tab._ends[row.about][1])
        assert [cells(cell.text) for cell in row.cells[2:-1]] == moves.by_grade[way].sum(axis=0)[present].tolist()
        assert sum(cells(cell.text) for cell in row.cells[2:-1]) == cells(row.cells[-1].text)
    assert model.totals is not None
    assert [cells(cell.text) for cell in model.totals.cells[2:-1]] == moves.by_grade[mine].sum(axis=0)[present].tolist()
    tab.show_grade(present[0])
    assert [heading.text for heading in model.headings] == ["From", "To", "Pupils"], "one grade has no columns"


def test_one_grade(tab: MovesTab, comparison: Comparison) -> None:
    moves = comparison.differences[1].moves
    moving = (moves.stage == 0) & moves.moving
    for action in tab.pick.menu().actions()[1:]:
        action.trigger()
        grade = int(action.data())
        assert cells(tab.list.cells.totals.cells[-1].text) == int(moves.by_grade[moving, grade].sum())
        assert tab.pick.accessibleName() == f"Grade: grade {grade}"


def test_where_there_is_no_room_it_is_a_list(tab: MovesTab, qtbot: QtBot) -> None:
    assert tab.table is tab.matrix
    tab.resize(300, 240)
    assert tab.table is tab.list
    assert tab.form_buttons["list"].isChecked()
    qtbot.mouseClick(tab.form_buttons["matrix"], Qt.MouseButton.LeftButton)
    assert tab.table is tab.matrix, "who asks for the matrix gets it"


def test_a_plan_and_itself(tab: MovesTab, comparison: Comparison, qtbot: QtBot) -> None:
    from piiri.compare import compare

    with qtbot.waitSignal(tab.said) as heard:
        tab.show_comparison(compare(comparison.dataset, [comparison.plans[0]] * 2), 0, 1)
    assert heard.args[0].startswith("0 pupils change school")
    assert tab.list.cells.rows == [] and tab.matrix.cells.rows == []
