"""The table the tabs share: order, copying, keys."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from piiri_desktop.compare.table import Cell, CellTable, Heading, Row
from piiri_desktop.palette import palette

HEADS = [Heading("School", True), Heading("Pupils")]
ROWS = [Row((Cell("Asema", "Asema"), Cell("9", 9.0)), 4), Row((Cell("Äijälä", "Äijälä"), Cell("..", math.nan)), 5)]
ROWS += [Row((Cell("Hakamäki", "Hakamäki"), Cell("10", 10.0)), 6)]


@pytest.fixture
def table(qtbot: QtBot) -> Iterator[CellTable]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = CellTable("Table", palette("light"), parent)
    made.set_look(palette("light"), 1.0)
    made.resize(300, 200)
    made.show_rows(HEADS, ROWS, Row((Cell("All"), Cell("19", 19.0))))
    parent.show()
    yield made  # while the one it belongs to is there
    parent.close()


def order(table: CellTable) -> list[int]:
    return [row.about for row in table.cells.rows]


def test_sorted_by_a_click_or_s(table: CellTable, qtbot: QtBot) -> None:
    table.horizontalHeader().sectionClicked.emit(1)
    assert order(table) == [6, 4, 5], "what is not a number comes last downwards"
    table.horizontalHeader().sectionClicked.emit(1)
    assert order(table) == [5, 4, 6]
    table.setCurrentIndex(table.cells.index(0, 0))
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert order(table) == [4, 6, 5]
    assert table.cells.headerData(0, Qt.Orientation.Horizontal).endswith("↑")
    said = table.cells.headerData(0, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
    assert said == "School, sorted upwards"
    table.show_rows(HEADS, list(reversed(ROWS)))
    assert order(table) == [4, 6, 5], "the order is kept"


def test_copied_as_it_looks(table: CellTable, qtbot: QtBot) -> None:
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "School\tPupils\nAsema\t9\nÄijälä\t..\nHakamäki\t10\nAll\t19\n"


def test_chosen_by_enter_and_step(table: CellTable, qtbot: QtBot) -> None:
    table.setCurrentIndex(table.cells.index(1, 0))
    with qtbot.waitSignal(table.chosen) as heard:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == [5]
    with qtbot.waitSignal(table.chosen) as heard:
        table.step(1)
    assert heard.args == [6]
    with qtbot.waitSignal(table.chosen) as heard:
        table.step(1)
    assert heard.args == [4], "round the end; the totals are not stepped on"
    with qtbot.assertNotEmitted(table.chosen):
        table.setCurrentIndex(table.cells.index(3, 0))
        qtbot.keyClick(table, Qt.Key.Key_Return)
