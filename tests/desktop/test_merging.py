"""Merging schools: previewed while the form is filled in, one step when kept."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from piiri.edits import MergeSchools, OpenSchool, SetLock
from piiri_desktop.banner import Way
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.merging import Merging
from piiri_desktop.palette import palette
from piiri_desktop.panels.merging_page import MergingPage
from piiri_desktop.panels.pages import Pages
from piiri_desktop.panels.strip import TopStrip


class Desk:
    def __init__(self, bridge: Bridge, qtbot: QtBot) -> None:
        self.said: list[str] = []
        self.attention = Attention()
        self.page = MergingPage(palette("light"))
        self.pages = Pages(QWidget(), {"merging": self.page}, self.attention)
        qtbot.addWidget(self.pages)
        strip = TopStrip(bridge, self.attention, palette("light"), self.pages)
        self.desk = Merging(self.page, bridge, self.attention, strip, self, self.pages)
        self.pages.show()
        self._qtbot = qtbot

    def show(self, box: str, what: str, how: str = "", ways: tuple[Way, ...] = ()) -> None:
        self.said.append(what)

    def show_error(self, error: BaseException) -> None:
        raise error

    def open(self, school: int = 0) -> None:
        self.attention.ask_page("merging", school)
        self.wait()

    def wait(self) -> None:
        self._qtbot.waitUntil(lambda: self.page.keep.isEnabled())


@pytest.fixture
def desk(bridge: Bridge, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(bridge, qtbot)
    yield made
    made.desk.close()


def test_a_school_of_other_stages_comes_after_all_that_teach_the_same(desk: Desk, bridge: Bridge) -> None:
    assert bridge.commit(OpenSchool("new-1", "Yläkoulu", 1100.0, 500.0, 50, ("fi-7-9",), 2027))
    desk.open()
    listed = [str(desk.page.into.itemData(row)) for row in range(desk.page.into.count())]
    assert listed == ["S1", "S2", "new-1"] and desk.page.wish.into == "S1"


def test_the_nearest_school_is_suggested_with_its_places(desk: Desk, bridge: Bridge) -> None:
    desk.open()
    assert desk.page.wish.into == "S1" and desk.page.wish.places == 100
    assert bridge.state.provisional and bridge.state.plan.schools.closed[0]
    desk.page.into.setCurrentIndex(1)
    assert desk.page.wish.into == "S2" and desk.page.wish.places == -1 and desk.page.places.box.text() == "not known"
    desk.wait()
    assert [line.cells[0].above for line in desk.page.table.rows.lines] == ["Äijälä"]
    desk.pages.go_back()
    assert not bridge.state.provisional and bridge.state.history.cursor == 0


def test_missing_places_can_be_added_in_the_same_step(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    start = bridge.state.plan
    desk.open()
    assert "50 places are missing: Hakamäki 50." in desk.page.shortage.words.text()
    qtbot.mouseClick(desk.page.shortage.buttons["raise"], Qt.MouseButton.LeftButton)
    desk.wait()
    assert desk.page.wish.places == 160 and not desk.page.shortage.isVisible()
    year = desk.page.wish.year
    desk.page.keep.click()
    assert bridge.state.history.entries[0].edit == MergeSchools("S0", "S1", year, 160)
    assert desk.said and desk.said[0].startswith("Asema merges into Hakamäki in school year ")
    assert desk.pages.shown == ""
    kept = bridge.state.plan
    bridge.undo()
    assert bridge.state.plan is start
    bridge.redo()
    assert bridge.state.plan is kept


def test_a_locked_school_is_refused_in_words(desk: Desk, bridge: Bridge, qtbot: QtBot) -> None:
    desk.open()
    bridge.commit(SetLock(True, ("S1",)))
    qtbot.waitUntil(lambda: "Hakamäki is locked." in desk.page.sentence.text())
    assert not desk.page.keep.isEnabled() and not bridge.state.provisional
    desk.page.into.setCurrentIndex(1)
    desk.wait()
    assert bridge.state.provisional


def test_the_form_stays_as_it_was_filled_in_when_the_plan_changes(desk: Desk, bridge: Bridge) -> None:
    desk.open()
    desk.page.into.setCurrentIndex(1)
    desk.page.year.box.setValue(2040)
    desk.wait()
    bridge.commit(SetLock(True, faces=("b5",)))
    assert (desk.page.wish.into, desk.page.wish.year) == ("S2", 2040)
