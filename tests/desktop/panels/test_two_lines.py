"""The table whose cells have two lines."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from piiri_desktop.palette import palette
from piiri_desktop.panels.two_lines import NARROWEST_NAME, Heading, Line, TwoLines, TwoLineTable

HEADS = (Heading("School"), Heading("Pupils", "All grades."), Heading("A heading far too long", "", True))
LINES = (
    Line((TwoLines("Asema", "+3", "Asema, takes in 3"), TwoLines("13", "10", "13, before 10"), TwoLines("7 %")), 4),
    Line((TwoLines("A school with an exceedingly long name"), TwoLines("5", warned=True), TwoLines("6 %")), 7),
    Line((TwoLines("Together"), TwoLines("18"), TwoLines(""))),
)


@pytest.fixture
def table(qtbot: QtBot) -> TwoLineTable:
    made = TwoLineTable("Figures", palette("light"))
    qtbot.addWidget(made)
    made.resize(300, 200)
    made.show()
    made.show_lines(HEADS, LINES)
    return made


def test_cells_are_heard_in_words(table: TwoLineTable) -> None:
    index = table.rows.index(0, 1)
    role = Qt.ItemDataRole
    assert index.data(role.DisplayRole) == "13"
    assert index.data(role.AccessibleTextRole) == "13, before 10"
    assert index.data(role.ToolTipRole) == "Pupils: 13, before 10"
    assert table.rows.headerData(1, Qt.Orientation.Horizontal, role.ToolTipRole) == "Pupils. All grades."
    assert table.rows.data(QModelIndex()) is None


def test_the_columns_fill_the_width_and_a_long_heading_does_not_widen_one(table: TwoLineTable) -> None:
    header = table.horizontalHeader()
    assert sum(header.sectionSize(n) for n in range(3)) == table.viewport().width()
    assert header.sectionSize(2) < 50
    table.resize(120, 200)
    assert header.sectionSize(0) == NARROWEST_NAME
    table.set_look(palette("dark"), 2.0)
    assert header.sectionSize(0) == 2 * NARROWEST_NAME and table.row_height > 60


def test_only_cells_are_drawn_anew_where_the_rows_are_the_same(table: TwoLineTable, qtbot: QtBot) -> None:
    table.setCurrentIndex(table.rows.index(1, 1))
    with qtbot.assertNotEmitted(table.rows.modelReset):
        table.show_lines(HEADS, LINES)
    with qtbot.waitSignal(table.rows.modelReset):
        table.show_lines(HEADS, LINES[:2])
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 1)


def test_keys(table: TwoLineTable, qtbot: QtBot) -> None:
    reached, chosen = [], []
    table.reached.connect(reached.append)
    table.chosen.connect(chosen.append)
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert reached[-2:] == [7, -1] and chosen == [7], "several schools together are none"
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert copied[0] == "School\tPupils\tA heading far too long"
    assert copied[1].startswith("Asema\t13, before 10\t") and copied[1].endswith("7 %")
    before = table.currentIndex()
    qtbot.keyClick(table, Qt.Key.Key_A)
    assert table.currentIndex() == before, "letters are the map's"


def test_the_marked_school_is_tinted(table: TwoLineTable) -> None:
    colours = palette("light")
    place = table.visualRect(table.rows.index(0, 1)).topLeft()
    plain = table.viewport().grab().toImage().pixelColor(place.x() + 2, place.y() + 2)
    table.mark(4)
    tinted = table.viewport().grab().toImage().pixelColor(place.x() + 2, place.y() + 2)
    assert (plain.name(), tinted.name()) == (colours.surface.name(), colours.tint.name())
