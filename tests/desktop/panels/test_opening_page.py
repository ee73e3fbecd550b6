"""The page of a school about to be opened writes into the edit that is previewed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from piiri.edits import OpenSchool
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.opening import draft_school
from piiri_desktop.palette import Palette
from piiri_desktop.panels.opening_page import OpeningPage
from piiri_desktop.panels.pages import Page, Pages


class Plain(Page):
    """Stands for the page of the school."""

    def open_for(self, school: int) -> None:
        self.head.set_title(str(school))


@pytest.fixture
def pages(bridge: Bridge, attention: Attention, light: Palette, qtbot: QtBot) -> Pages:
    shown = Pages(QWidget(), {"opening": OpeningPage(bridge, attention, light), "school": Plain(light)}, attention)
    qtbot.addWidget(shown)
    shown.resize(404, 560)
    with qtbot.waitExposed(shown):
        shown.show()
    return shown


@pytest.fixture
def page(pages: Pages, attention: Attention, bridge: Bridge, session: Session, qtbot: QtBot) -> OpeningPage:
    """The page, as the map's tool asks for it: first the page, then the preview."""
    attention.ask_page("opening")
    bridge.preview(draft_school(bridge.state.plan, 0, 2500.0, 500.0, 2027))
    qtbot.waitUntil(lambda: session.state.provisional)
    found = pages.pages["opening"]
    assert isinstance(found, OpeningPage)
    return found


def asked(bridge: Bridge) -> OpenSchool:
    edit = bridge.asked
    assert isinstance(edit, OpenSchool)
    return edit


def test_it_shows_what_is_previewed(page: OpeningPage) -> None:
    assert (page.name.text(), page.places.text(), page.year.text()) == ("New school", "", "2027")
    assert page.name.selectedText() == "New school"  # typing replaces it
    assert [box.isChecked() for box in page.stages.values()] == [True, False]


def test_what_is_written_is_shown_and_kept_as_one_step(
    page: OpeningPage, pages: Pages, bridge: Bridge, session: Session, attention: Attention, qtbot: QtBot
) -> None:
    qtbot.keyClicks(page.name, "Satama")
    qtbot.keyClicks(page.places, "240")
    page.stages["fi-7-9"].click()
    qtbot.waitUntil(lambda: session.state.plan.schools.names[-1] == "Satama")
    assert session.state.provisional and page.head.title.text() == "Satama"
    edit = asked(bridge)
    assert (edit.places, edit.stages, edit.x_m) == (240, ("fi-1-6", "fi-7-9"), 2500.0)
    qtbot.keyClick(page.places, Qt.Key.Key_Return)
    assert len(session.state.history.entries) == 1
    assert session.state.plan.schools.names[-1] == "Satama" and session.state.plan.schools.places[-1] == 240
    assert pages.shown == "school" and attention.target == 3


def test_the_map_may_move_it_meanwhile(page: OpeningPage, bridge: Bridge, session: Session, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.name, "Satama")
    bridge.preview(replace(asked(bridge), x_m=3500.0))
    qtbot.waitUntil(lambda: bool(session.state.plan.schools.xy[-1, 0] == 3500.0))
    assert page.name.text() == "Satama"
    page.accept.click()
    assert session.state.plan.schools.xy[-1].tolist() == [3500.0, 500.0]
    assert session.state.plan.schools.names[-1] == "Satama"


def test_what_cannot_be_is_said_and_not_kept(page: OpeningPage, session: Session, qtbot: QtBot) -> None:
    page.name.selectAll()
    qtbot.keyClick(page.name, Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: bool(page.problem.text))
    assert "name" in page.problem.text
    page.accept.click()
    assert session.state.history.entries == () and session.state.provisional
    qtbot.keyClicks(page.name, "Satama")
    qtbot.waitUntil(lambda: not page.problem.text)
    page.year.selectAll()
    qtbot.keyClicks(page.year, "18")
    qtbot.waitUntil(lambda: bool(page.problem.text))
    page.accept.click()
    assert session.state.history.entries == ()


def test_leaving_the_page_drops_it(page: OpeningPage, pages: Pages, session: Session) -> None:
    page.drop.click()
    assert pages.shown == "" and not session.state.provisional and session.state.history.entries == ()


def test_dropped_from_the_map_the_table_comes_back(
    page: OpeningPage, pages: Pages, bridge: Bridge, session: Session
) -> None:
    bridge.cancel()
    assert pages.shown == ""


def test_undo_drops_it_and_nothing_more(page: OpeningPage, pages: Pages, bridge: Bridge, session: Session) -> None:
    bridge.undo()
    assert pages.shown == "" and session.state.history.entries == ()
