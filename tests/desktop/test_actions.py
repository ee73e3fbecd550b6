"""Every action once: no key twice, a tooltip with name and key, and a reason while it cannot be used."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from piiri_desktop.actions import SPECS, TOOLS, Actions, plain
from piiri_desktop.icons import icon
from piiri_desktop.palette import palette


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    column = QVBoxLayout(made)
    for name in ("map", "other"):
        part = QWidget()
        part.setObjectName(name)
        part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        column.addWidget(part)
    field = QLineEdit()
    field.setObjectName("field")
    column.addWidget(field)
    with qtbot.waitExposed(made):
        made.show()
    return made


def test_no_key_is_used_twice() -> None:
    keys = Counter(QKeySequence(key).toString() for spec in SPECS for key in spec.keys)
    assert [key for key, times in keys.items() if times > 1] == []
    assert "" not in keys


def test_no_letter_for_alt_is_used_twice_in_a_menu() -> None:
    from piiri_desktop.menu_row import _MENUS, _SUBMENUS

    texts = {spec.name: spec.text for spec in SPECS} | _SUBMENUS
    for title, names in _MENUS:
        marked = [texts[name] for name in names if "&" in texts.get(name, "")]
        letters = Counter(text[text.index("&") + 1].lower() for text in marked)
        assert [letter for letter, times in letters.items() if times > 1] == [], title


def test_every_icon_exists(qtbot: QtBot) -> None:
    for spec in SPECS:
        if spec.icon:
            assert not icon(spec.icon, palette("light").text).isNull()


def test_a_tooltip_says_name_key_and_reason(page: QWidget) -> None:
    actions = Actions(page)
    assert actions["undo"].toolTip() == "Undo (Ctrl+Z)"
    actions.enable("undo", False)
    assert actions["undo"].toolTip() == "Undo (Ctrl+Z)\nThere is nothing to take back."
    actions.enable("undo", False, "The plan is being saved.")
    assert actions["undo"].toolTip().endswith("The plan is being saved.")


def test_plain_names_have_no_marks() -> None:
    assert all("&" not in plain(spec.text) and "…" not in plain(spec.text) for spec in SPECS)


def test_letters_choose_a_tool_from_anywhere_but_a_text_field(page: QWidget, qtbot: QtBot) -> None:
    actions = Actions(page)
    other, field = page.findChild(QWidget, "other"), page.findChild(QLineEdit, "field")
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_B)
    assert actions["paint"].isChecked()
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_H)
    assert field.text() == "h"
    assert actions["paint"].isChecked()


def test_letters_can_be_kept_to_the_map(page: QWidget, qtbot: QtBot) -> None:
    actions = Actions(page)
    here, other = page.findChild(QWidget, "map"), page.findChild(QWidget, "other")
    actions.keep_letters_to(here)
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_B)
    assert not actions["paint"].isChecked()
    here.setFocus()
    qtbot.keyClick(here, Qt.Key.Key_B)
    assert actions["paint"].isChecked()
    actions.keep_letters_to(None)
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_M)
    assert actions["corner"].isChecked()
    assert not actions["paint"].isChecked()


def test_one_tool_at_a_time(page: QWidget) -> None:
    actions = Actions(page)
    for name in TOOLS:
        actions[name].trigger()
        assert [each for each in TOOLS if actions[each].isChecked()] == [name]
