"""What all tables share: keys, the first focus, letters that are left to the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from pytestqt.qtbot import QtBot

from piiri_desktop.panels.plain_table import PlainTable


class Diary(PlainTable):
    """Writes down what it is asked."""

    def __init__(self, *, sortable: bool) -> None:
        super().__init__()
        self.log: list[str] = []
        self._sortable = sortable

    def copy(self) -> None:
        self.log.append("copy")

    def enter(self, row: int) -> None:
        self.log.append(f"enter {row}")

    def sort(self, column: int) -> bool:
        self.log.append(f"sort {column}")
        return self._sortable

    def first_row(self) -> int:
        return 1


def table_of(qtbot: QtBot, *, sortable: bool) -> Diary:
    table = Diary(sortable=sortable)
    model = QStandardItemModel(table)
    for row in range(3):
        model.appendRow([QStandardItem(f"Asema {row}"), QStandardItem(str(row))])
    table.setModel(model)
    qtbot.addWidget(table)
    table.show()
    table.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    return table


@pytest.mark.parametrize("sortable", [True, False])
def test_the_same_keys_everywhere(qtbot: QtBot, sortable: bool) -> None:
    table = table_of(qtbot, sortable=sortable)
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, 0), "the first focus comes to a row"
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Right)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(table, Qt.Key.Key_S)
    assert table.log == ["enter 2", "copy", "sort 1"]
    qtbot.keyClick(table, Qt.Key.Key_A)
    assert table.currentIndex().row() == 2, "a letter is no search for a name"
    assert len(table.log) == 3
