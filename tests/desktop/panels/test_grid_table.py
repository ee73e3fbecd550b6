"""The table of written cells: lines of years, copies as text and as a picture, rows and schools."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from piiri.years import Series
from piiri_desktop.bridge import Attention
from piiri_desktop.palette import Palette
from piiri_desktop.panels.grid_table import GridRow, GridTable


def line() -> Series:
    no = np.zeros(3, dtype=bool)
    return Series(np.arange(2022, 2025), np.array([1.0, np.nan, 3.0]), np.array([0, 1, 0]), np.full(3, -1), no, no)


def test_lines_keys_copies_and_the_target(attention: Attention, light: Palette, qtbot: QtBot) -> None:
    table = GridTable("Grid", attention, light)
    qtbot.addWidget(table)
    table.resize(300, 120)
    table.show()
    rows = [GridRow(("All", "1"), whole=True), *(GridRow((f"S{h}", str(h)), f"row {h}", h, line()) for h in range(12))]
    table.show_rows(("School", "Value"), rows)
    assert table.grid.columnCount() == 3 and table.grid.is_line(1)
    assert [table.grid.title(column) for column in range(3)] == ["School", "", "Value"]
    assert table.grid.text(3, 2) == "2" and table.grid.text(3, 1) == ""
    index = table.grid.index(3, 0)
    assert table.grid.data(index, Qt.ItemDataRole.AccessibleTextRole) == "row 2"
    assert table.grid.data(table.grid.index(3, 2), Qt.ItemDataRole.AccessibleTextRole) == "S2, Value: 2"
    chosen: list[int] = []
    table.chosen.connect(chosen.append)
    table.setCurrentIndex(index)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Return)
    table.enter(0)
    assert chosen == [2], "the row of all schools means none"
    table.copy()
    assert QGuiApplication.clipboard().text().splitlines()[:3] == ["School\tValue", "All\t1", "S0\t0"]
    table.copy_picture()
    picture = QGuiApplication.clipboard().pixmap()
    assert picture.height() >= 13 * 24, "also what is scrolled out of sight"
    table.show_rows(("School", "Value"), [GridRow(("All", "1"), whole=True)])
    assert table.grid.columnCount() == 2 and not table.grid.with_lines
