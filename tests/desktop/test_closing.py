"""Closing a school: worked out beside the window, shown at once, kept as one step, never by surprise."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, CloseSchool, SetLock, Together
from piiri.optimise import work_out
from piiri.progress import Progress
from piiri_desktop.banner import Way
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.closing import Closing
from piiri_desktop.jobs import Jobs
from piiri_desktop.palette import palette
from piiri_desktop.panels.closing_page import ClosingPage
from piiri_desktop.panels.pages import Pages
from piiri_desktop.panels.strip import TopStrip


class Told:
    """Writes down what is said."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.errors: list[BaseException] = []
        self.ways: tuple[Way, ...] = ()

    def show(self, box: str, what: str, how: str = "", ways: tuple[Way, ...] = ()) -> None:
        self.said.append(what)
        self.ways = ways

    def show_error(self, error: BaseException) -> None:
        self.errors.append(error)


class Desk:
    """The page with everything that leads it."""

    def __init__(self, bridge: Bridge, qtbot: QtBot) -> None:
        self.bridge, self.qtbot, self.told = bridge, qtbot, Told()
        self.attention = Attention()
        self.page = ClosingPage(palette("light"))
        self.pages = Pages(QWidget(), {"closing": self.page}, self.attention)
        qtbot.addWidget(self.pages)
        self.strip = TopStrip(bridge, self.attention, palette("light"), self.pages)
        self.jobs = Jobs(self.pages)
        self.desk = Closing(self.page, bridge, self.attention, self.strip, self.told, self.jobs, self.pages)
        self.pages.resize(404, 540)
        self.pages.show()

    def open(self, school: int = 0) -> None:
        self.attention.ask_page("closing", school)

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.page.keep.isEnabled())

    def cell(self, row: int, column: int) -> tuple[str, str]:
        cell = self.page.table.rows.lines[row].cells[column]
        return cell.above, cell.below


@pytest.fixture
def desk(bridge: Bridge, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(bridge, qtbot)
    yield made
    made.desk.close()
    made.jobs.finish()


def test_the_closing_is_previewed_and_dropped_with_the_page(desk: Desk) -> None:
    start = desk.bridge.state.plan
    desk.open()
    desk.wait()
    assert desk.bridge.state.provisional and desk.bridge.state.plan.schools.closed[0]
    assert desk.page.head.title.text() == "Close Asema"
    # 50 pupils of Asema, 500 m from school; b0 is 2.5 km and b1 1.5 km from Hakamäki
    assert [value.text() for _, value in desk.page.facts][:2] == ["50 in 2 blocks", "500\xa0m → 1,9\xa0km"]
    assert desk.cell(0, 0)[0] == "Hakamäki" and desk.cell(0, 1) == ("160", "110")
    assert desk.cell(0, 4) == ("−60", "−10")
    desk.pages.go_back()
    assert desk.bridge.state.plan is start and not desk.bridge.state.provisional
    assert desk.bridge.state.history.cursor == 0


def test_kept_undone_and_done_again(desk: Desk, qtbot: QtBot) -> None:
    start = desk.bridge.state.plan
    desk.open()
    desk.wait()
    desk.page.year.box.setValue(2031)
    qtbot.waitUntil(lambda: not desk.page.keep.isEnabled())
    desk.wait()
    qtbot.mouseClick(desk.page.keep, Qt.MouseButton.LeftButton)
    state = desk.bridge.state
    assert not state.provisional and state.history.cursor == 1 and desk.pages.shown == ""
    edit = state.history.entries[0].edit
    assert isinstance(edit, CloseSchool) and (edit.school, edit.closed_from, edit.rule) == ("S0", 2031, "nearest")
    assert desk.told.said == ["Asema closes in school year 2031–32"]
    kept = state.plan
    desk.told.ways[0][1]()
    assert desk.bridge.state.plan is start
    desk.bridge.redo()
    assert desk.bridge.state.plan is kept


def test_missing_places_are_said_with_ways_out(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.wait()
    shortage = desk.page.shortage
    assert "50 places are missing: Hakamäki 50." in shortage.words.text()
    assert "Do not fit: Finnish 1–6: 2 blocks." in shortage.words.text()
    assert all(shortage.buttons[name].isVisible() for name in ("raise", "within_places", "show"))
    shown: list[object] = []
    desk.attention.blocks_shown.connect(lambda box, faces: shown.append(faces.tolist()))
    qtbot.mouseClick(shortage.buttons["show"], Qt.MouseButton.LeftButton)
    assert shown == [[0, 1]]
    qtbot.mouseClick(shortage.buttons["raise"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not shortage.isVisible())
    assert desk.cell(0, 2) == ("150", "100")
    qtbot.mouseClick(desk.page.keep, Qt.MouseButton.LeftButton)
    assert isinstance(desk.bridge.state.history.entries[0].edit, Together)
    assert desk.bridge.state.plan.schools.places[1] == 150


def test_within_places_uses_the_school_that_has_room(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.wait()
    qtbot.mouseClick(desk.page.shortage.buttons["within_places"], Qt.MouseButton.LeftButton)
    assert desk.page.rule == "within_places" and not desk.page.keep.isEnabled()
    desk.wait()
    assert desk.cell(0, 0)[0] == "Äijälä" and not desk.page.shortage.isVisible()


def test_named_schools(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    assert not desk.page.schools.isVisible()
    desk.page.set_rule("named")
    qtbot.waitUntil(lambda: "No school is named" in desk.page.sentence.text())
    assert desk.page.schools.isVisible() and not desk.page.keep.isEnabled() and not desk.bridge.state.provisional
    words = [desk.page.schools.item(row).text() for row in range(desk.page.schools.count())]
    assert words == ["Hakamäki, 2,0\xa0km", "Äijälä, 4,0\xa0km"]
    desk.page.schools.item(1).setCheckState(Qt.CheckState.Checked)
    desk.wait()
    assert desk.page.wish.to == ("S2",) and desk.page.named.text() == "1 named"
    assert desk.cell(0, 0)[0] == "Äijälä"


def test_a_refusal_is_a_sentence_and_nothing_is_previewed(desk: Desk, qtbot: QtBot) -> None:
    desk.bridge.commit(SetLock(True, ("S0",)))
    desk.open()
    qtbot.waitUntil(lambda: "Asema is locked." in desk.page.sentence.text())
    assert desk.page.sentence.isVisible() and not desk.page.keep.isEnabled() and not desk.page.table.isVisible()
    desk.bridge.undo()
    desk.wait()
    assert desk.page.table.isVisible() and not desk.page.sentence.isVisible()


def test_the_last_school_of_a_stage_cannot_close(desk: Desk, qtbot: QtBot) -> None:
    desk.open(1)
    qtbot.waitUntil(lambda: "There is no school that can take in blocks of Finnish 7–9." in desk.page.sentence.text())
    assert not desk.page.keep.isEnabled()


def test_a_plan_that_changes_is_worked_out_anew(desk: Desk, to_hakamaki: AssignFaces, qtbot: QtBot) -> None:
    desk.open()
    desk.wait()
    desk.bridge.commit(to_hakamaki)
    assert not desk.bridge.state.provisional and not desk.page.keep.isEnabled()
    desk.wait()
    assert desk.page.facts[0][1].text() == "20 in 1 blocks"
    desk.bridge.undo()
    desk.wait()
    assert desk.page.facts[0][1].text() == "50 in 2 blocks"


def test_work_that_ends_after_the_page_was_left_does_nothing(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = Event(), Event()

    def slow(*inputs: object, progress: Progress, **more: object) -> object:
        begun.set()
        assert go_on.wait(10)
        return work_out(*inputs, **more)

    monkeypatch.setattr("piiri_desktop.closing.work_out", slow)
    desk.open()
    qtbot.waitUntil(begun.is_set)
    start = desk.bridge.state
    desk.pages.go_back()
    go_on.set()
    qtbot.waitUntil(lambda: not desk.jobs.running)
    qtbot.wait(20)
    assert desk.bridge.state is start and not desk.bridge.state.provisional and not desk.page.keep.isEnabled()


def test_a_stale_answer_is_dropped(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on, rules = Event(), Event(), []

    def slow(*inputs: object, progress: Progress, **more: object) -> object:
        rules.append(inputs[4])
        if len(rules) == 1:
            begun.set()
            assert go_on.wait(10)
        return work_out(*inputs, **more)

    monkeypatch.setattr("piiri_desktop.closing.work_out", slow)
    desk.open()
    qtbot.waitUntil(begun.is_set)
    desk.page.set_rule("within_places")
    go_on.set()
    desk.wait()
    assert rules == ["nearest", "within_places"] and desk.cell(0, 0)[0] == "Äijälä"


def test_stopping_the_work_is_said(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = Event()

    def endless(*inputs: object, progress: Progress, **more: object) -> object:
        while True:
            progress(0.5, "…")
            begun.set()

    monkeypatch.setattr("piiri_desktop.closing.work_out", endless)
    desk.open()
    qtbot.waitUntil(begun.is_set)
    desk.jobs.running[0].cancel()
    qtbot.waitUntil(lambda: desk.page.sentence.text().startswith("Stopped."))
    assert not desk.page.keep.isEnabled() and not desk.bridge.state.provisional


def test_a_fault_is_shown(desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*inputs: object, progress: Progress, **more: object) -> object:
        raise ZeroDivisionError

    monkeypatch.setattr("piiri_desktop.closing.work_out", broken)
    desk.open()
    qtbot.waitUntil(lambda: desk.page.sentence.text() == "It could not be worked out.")
    assert [type(each) for each in desk.told.errors] == [ZeroDivisionError]


def test_a_closed_school_can_be_reopened(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.wait()
    year = desk.page.year.value
    desk.page.keep.click()
    desk.open()
    assert f"Asema is closed from school year {year}" in desk.page.sentence.text()
    assert desk.page.reopen.isVisible() and not desk.page.form.isVisible() and not desk.page.keep.isVisible()
    qtbot.mouseClick(desk.page.reopen, Qt.MouseButton.LeftButton)
    assert not desk.bridge.state.plan.schools.closed.any()
    desk.wait()
    assert desk.page.form.isVisible() and not desk.page.reopen.isVisible()
    assert desk.page.facts[0][1].text() == "0 in 0 blocks"


def test_without_a_school_it_says_what_to_do(desk: Desk) -> None:
    desk.open(-1)
    assert "Choose a school first" in desk.page.sentence.text() and not desk.page.form.isVisible()
    desk.attention.set_target(0)
    desk.open(-1)
    desk.wait()
    assert desk.page.head.title.text() == "Close Asema"


def test_the_group_of_the_strip_is_shown(desk: Desk) -> None:
    desk.open()
    desk.wait()
    assert desk.page.table.rows.headings[5].text == "Foreign-language"
    assert desk.cell(0, 5) == ("12,5\xa0%", "4,5\xa0%")
    desk.strip.set_group(1)
    assert desk.page.table.rows.headings[5].text == "With support"


def test_a_table_row_shows_its_school(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.wait()
    shown: list[int] = []
    desk.attention.zoom_to_school.connect(shown.append)
    desk.page.table.setFocus()
    qtbot.keyClick(desk.page.table, Qt.Key.Key_Return)
    assert shown == [1]
    said = desk.page.table.rows.data(desk.page.table.rows.index(0, 0), Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Hakamäki, takes in 50 pupils, 60 over"
