"""The look: a sheet for every theme, a ring around the focus, fonts that stay when a panel moves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QFocusFrame, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from piiri_desktop.palette import palette
from piiri_desktop.style import FocusRing, apply_style, theme_name
from piiri_desktop.style_sheet import style_sheet
from piiri_desktop.typeset import ElidedLabel, apply_text_scale, text_label


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_sheet_is_complete(theme: str, scale: float) -> None:
    sheet = style_sheet(palette(theme), scale)
    assert "$" not in sheet
    assert palette(theme).accent.name() in sheet
    assert sheet.count("{") == sheet.count("}")


def test_the_wanted_theme_wins_over_the_system(qtbot: QtBot) -> None:
    assert theme_name("light") == "light"
    assert theme_name("dark") == "dark"
    assert theme_name("system") in ("light", "dark")


def two_buttons(qtbot: QtBot) -> tuple[QWidget, QPushButton, QPushButton]:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    column.setContentsMargins(20, 20, 20, 20)
    buttons = QPushButton("one"), QPushButton("two")
    for button in buttons:
        column.addWidget(button)
    return page, *buttons


def test_the_ring_is_drawn_around_what_has_the_focus(qtbot: QtBot) -> None:
    colours = apply_style("light", 1.0)
    page, one, two = two_buttons(qtbot)
    FocusRing(page)
    with qtbot.waitExposed(page):
        page.show()
    for button in (one, two):
        button.setFocus()
        frame = page.findChild(QFocusFrame)
        assert frame.widget() is button
        assert frame.isVisible()
        assert frame.geometry().contains(QRect(button.mapTo(page, button.rect().topLeft()), button.size()))
        picture = page.grab().toImage()
        above = button.mapTo(page, button.rect().center())
        edge = picture.pixelColor(above.x(), frame.geometry().top() + 1)
        assert edge == colours.accent


def test_a_ring_of_ones_own_is_respected(qtbot: QtBot) -> None:
    apply_style("light", 1.0)
    page, one, two = two_buttons(qtbot)
    two.setProperty("own_focus", True)
    FocusRing(page)
    with qtbot.waitExposed(page):
        page.show()
    one.setFocus()
    two.setFocus()
    assert page.findChild(QFocusFrame).widget() is None


def test_fonts_survive_a_move_to_another_parent(qtbot: QtBot) -> None:
    apply_style("light", 1.0)
    first, second = QWidget(), QWidget()
    for page in (first, second):
        qtbot.addWidget(page)
        QVBoxLayout(page)
    label = text_label("Asema", 11)
    first.layout().addWidget(label)
    first.show()
    apply_style("light", 2.0)
    apply_text_scale(first, 2.0)
    assert label.font().pixelSize() == 22
    second.layout().addWidget(label)
    second.show()
    assert label.font().pixelSize() == 22


def test_a_name_that_does_not_fit_ends_in_an_ellipsis_and_is_its_tooltip(qtbot: QtBot) -> None:
    label = ElidedLabel("Lehtikorven koulu")
    qtbot.addWidget(label)
    label.resize(60, 20)
    label.show()
    assert label.toolTip() == "Lehtikorven koulu"
    label.resize(400, 20)
    assert label.toolTip() == ""
