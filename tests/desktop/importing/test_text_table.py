"""A table of words: keys, what is copied, and the row that stays."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from piiri_desktop.importing.text_table import Line, TextTable
from piiri_desktop.palette import Palette

LINES = (Line(("a", "1"), "A"), Line(("b", "2"), "B", "error", ("bad",), "b is bad"), Line(("c", "3"), "C"))


def made(qtbot: QtBot, light: Palette) -> TextTable:
    table = TextTable("Letters", light, 1.0)
    qtbot.addWidget(table)
    table.fill(("Letter", "Number"), LINES, right=(1,), stretch=0)
    return table


def test_the_current_row_stays_with_its_key(qtbot: QtBot, light: Palette) -> None:
    table = made(qtbot, light)
    table.choose("C")
    heard: list[int] = []
    table.chosen.connect(heard.append)
    table.fill(("Letter", "Number"), LINES[::-1])
    assert (table.current_key, table.current_row) == ("C", 0) and heard == [], "nobody has chosen anything"
    table.fill(("Letter", "Number"), LINES[:1])
    assert table.current_key == "A"
    table.fill((), ())
    assert table.current_key == "" and table.current_row == -1


def test_keys(qtbot: QtBot, light: Palette) -> None:
    table = made(qtbot, light)
    chosen: list[int] = []
    entered: list[int] = []
    table.chosen.connect(chosen.append)
    table.entered_row.connect(entered.append)
    QTest.keyClick(table, Qt.Key.Key_Down)
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        QTest.keyClick(table, key)
    assert chosen == [1] and entered == [1, 1]
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Letter\tNumber\na\t1\nb\t2\nc\t3"


def test_what_is_heard_and_seen(qtbot: QtBot, light: Palette) -> None:
    table = made(qtbot, light)
    at = table.model().index(1, 0)
    role = Qt.ItemDataRole
    assert at.data(role.AccessibleTextRole) == "b is bad" and at.data(role.ToolTipRole) == "b"
    assert at.data(role.ForegroundRole) == light.bad and not at.data(role.DecorationRole).isNull()
    assert table.model().index(0, 0).data(role.AccessibleTextRole) == "a"
    assert Qt.AlignmentFlag.AlignRight in table.model().index(0, 1).data(role.TextAlignmentRole)
