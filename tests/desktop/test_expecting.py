"""Assigned and expected in the window: counted when a state is kept, remembered, silent while a stroke is drawn."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces
from piiri.expected import attendance
from piiri_desktop.banner import Way
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.expecting import REMEMBERED, Expecting
from piiri_desktop.jobs import Jobs
from piiri_desktop.palette import palette
from piiri_desktop.panels.expected_page import ExpectedPage
from piiri_desktop.panels.pages import Pages


class Desk:
    def __init__(self, bridge: Bridge, qtbot: QtBot) -> None:
        self.attention, self._qtbot = Attention(), qtbot
        self.page = ExpectedPage(palette("light"))
        self.pages = Pages(QWidget(), {"expected": self.page}, self.attention)
        qtbot.addWidget(self.pages)
        self.jobs = Jobs(self.pages)
        self.started: list[str] = []
        self.jobs.started.connect(lambda job: self.started.append(job.name))
        self.desk = Expecting(self.page, bridge, self.attention, self.jobs, self, self.pages)
        self.page.year.set_value(2027)
        self.pages.resize(404, 540)
        self.pages.show()

    def show(self, box: str, what: str, how: str = "", ways: tuple[Way, ...] = ()) -> None:
        raise AssertionError(what)

    def show_error(self, error: BaseException) -> None:
        raise error

    def open(self) -> None:
        self.attention.ask_page("expected")
        self.wait()

    def wait(self) -> None:
        self._qtbot.waitUntil(lambda: self.page.complete.text().startswith("Complete"))

    def cells(self, row: int) -> list[tuple[str, str]]:
        return [(cell.above, cell.below) for cell in self.page.table.rows.lines[row].cells]


@pytest.fixture
def desk(bridge: Bridge, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(bridge, qtbot)
    yield made
    made.desk.close()
    made.jobs.finish()


def test_today_is_complete_at_once(desk: Desk) -> None:
    desk.open()
    assert desk.page.complete.text() == "Complete at once, in school year 2027–28."
    assert desk.cells(0) == [("Asema", "60 places"), ("50", "50")]
    assert [line.cells[0].above for line in desk.page.table.rows.lines][-1] == "Together"
    assert "import the column “attends”" in desk.page.notes.text()


def test_those_who_stay_are_expected_in_the_old_school(desk: Desk, bridge: Bridge, to_hakamaki: AssignFaces) -> None:
    bridge.commit(to_hakamaki)
    desk.open()
    # first graders: six years until the stage ends
    assert desk.page.complete.text() == "Complete in school year 2033–34."
    assert [each.text for each in desk.page.table.rows.headings][1:] == [
        *("27–28", "28–29", "29–30", "30–31", "31–32", "32–33", "33–34"),
    ]
    assert desk.cells(0)[1] == ("50", "20") and desk.cells(1)[1] == ("110", "140")
    assert desk.page.table.rows.lines[1].cells[1].warned, "Hakamäki has 100 places"
    assert desk.page.table.rows.lines[1].cells[1].said == "110 expected, 140 assigned, over the places"
    desk.page.grade.setCurrentIndex(desk.page.grade.findData(10))
    desk.wait()
    assert desk.page.complete.text() == "Complete at once, in school year 2027–28."
    assert desk.cells(0)[1] == ("20", "20")


def test_what_was_counted_is_remembered(desk: Desk, bridge: Bridge, to_hakamaki: AssignFaces) -> None:
    desk.open()
    bridge.commit(to_hakamaki)
    desk.wait()
    assert len(desk.started) == desk.desk.remembered == 2
    bridge.undo()
    assert desk.cells(0)[1] == ("50", "50"), "at once"
    bridge.redo()
    assert desk.cells(0)[1] == ("50", "20")
    assert len(desk.started) == 2
    for year in range(2030, 2030 + REMEMBERED + 2):
        desk.page.year.box.setValue(year)
        desk.wait()
    assert desk.desk.remembered == REMEMBERED


def test_nothing_is_counted_while_a_stroke_is_drawn(
    desk: Desk, bridge: Bridge, to_hakamaki: AssignFaces, qtbot: QtBot
) -> None:
    desk.open()
    bridge.preview(to_hakamaki)
    qtbot.waitUntil(lambda: bridge.state.provisional)
    assert desk.page.complete.text() == "While you draw: before the stroke." and len(desk.started) == 1
    qtbot.wait(200)
    assert len(desk.started) == 1 and desk.cells(0)[1] == ("50", "50")
    bridge.cancel()
    assert desk.page.complete.text().startswith("Complete") and len(desk.started) == 1


def test_a_page_that_was_left_hears_nothing(
    desk: Desk, bridge: Bridge, to_hakamaki: AssignFaces, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = threading.Event()

    def slowly(*inputs: Any, **named: Any) -> Any:
        """The count is not done before the page is left, however quick the machine."""
        assert left.wait(20)
        return attendance(*inputs, **named)

    monkeypatch.setattr("piiri_desktop.expecting.attendance", slowly)
    desk.attention.ask_page("expected")
    qtbot.waitUntil(lambda: bool(desk.started))
    desk.pages.go_back()
    left.set()
    qtbot.waitUntil(lambda: not desk.jobs.running)
    assert desk.page.table.rows.lines == () and desk.desk.remembered == 0
    bridge.commit(to_hakamaki)
    qtbot.wait(200)
    assert len(desk.started) == 1


def test_the_chart_is_of_the_target_or_of_the_row_that_is_reached(desk: Desk, qtbot: QtBot) -> None:
    desk.attention.set_target(1)
    desk.open()
    assert desk.page.table.marked == 1
    assert desk.page.chart.figures()[1] == ["2027–28", "110", "110", "100"]
    desk.attention.set_target(2)
    assert desk.page.table.marked == 2 and desk.page.chart.figures()[1][3] == "."
    desk.page.table.setFocus()
    qtbot.waitUntil(desk.page.table.hasFocus)
    qtbot.keyClick(desk.page.table, Qt.Key.Key_Down)
    assert desk.page.table.marked == 1
    assert "110 expected, 110 assigned" in desk.page.chart.summary()
    qtbot.keyClick(desk.page.table, Qt.Key.Key_Return)
    assert desk.attention.target == 1
