"""Pages that take the place of the schools' table."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from piiri_desktop.bridge import Attention
from piiri_desktop.palette import palette
from piiri_desktop.panels.pages import Page, Pages


class Diary(Page):
    """A page that writes down what is asked of it."""

    def __init__(self) -> None:
        super().__init__(palette("light"))
        self.log: list[str] = []
        self.field = QLineEdit()
        self.column.addWidget(self.field)
        self.setFocusProxy(self.field)

    def open_for(self, school: int) -> None:
        self.head.set_title(f"School {school}")
        self.log.append(f"open {school}")

    def leave(self) -> None:
        self.log.append("leave")


@pytest.fixture
def pages(qtbot: QtBot) -> Pages:
    attention = Attention()
    shown = Pages(QWidget(), {"one": Diary(), "other": Diary()}, attention)
    attention.setParent(shown)
    qtbot.addWidget(shown)
    shown.show()
    return shown


def test_a_page_takes_the_place_of_the_table_and_gives_it_back(pages: Pages, qtbot: QtBot) -> None:
    attention, page = pages.findChild(Attention), pages.pages["one"]
    assert isinstance(page, Diary)
    with qtbot.waitSignal(pages.turned) as turned:
        attention.ask_page("one", 3)
    assert turned.args == ["one"] and pages.currentWidget() is page and page.head.title.text() == "School 3"
    with qtbot.waitSignal(pages.turned) as turned:
        page.head.button.click()
    assert turned.args == [""] and pages.currentWidget() is pages.first
    assert page.log == ["open 3", "leave"]


def test_another_page_lets_the_first_one_go_first(pages: Pages) -> None:
    attention, page = pages.findChild(Attention), pages.pages["one"]
    assert isinstance(page, Diary)
    attention.ask_page("one", 3)
    attention.ask_page("other")
    assert page.log == ["open 3", "leave"] and pages.currentWidget() is pages.pages["other"]


def test_escape_inside_a_page_goes_back(pages: Pages, qtbot: QtBot) -> None:
    page = pages.pages["one"]
    assert isinstance(page, Diary)
    pages.findChild(Attention).ask_page("one", 3)
    pages.activateWindow()
    qtbot.waitUntil(page.field.hasFocus)
    qtbot.keyClick(page.field, Qt.Key.Key_Escape)
    assert pages.currentWidget() is pages.first
