"""Placing a new school: shown where it is clicked, moved, opened or dropped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from piiri.edits import OpenSchool
from piiri.session import Session
from piiri_desktop.map import MapView


@pytest.fixture
def placing(map_view: MapView) -> MapView:
    map_view.set_tool("place_school")
    return map_view


def test_a_click_shows_it_and_asks_for_the_rest(placing: MapView, mouse, qtbot, session: Session) -> None:
    x, y = 350.0, 240.0
    mouse("move", x, y, held=False)
    assert not placing.tool.region().isEmpty()  # the ghost
    with qtbot.waitSignal(placing.attention.page_asked) as asked:
        mouse("press", x, y)
    mouse("release", x, y)
    assert asked.args == ["opening", -1]
    edit = session.state.edit
    assert session.state.provisional and isinstance(edit, OpenSchool)
    assert (edit.x_m, edit.y_m) == pytest.approx(placing.place_of(_point(x, y)))
    assert edit.stages == (session.state.plan.stages[0].id,)
    new = len(session.state.history.plan.schools)
    assert placing.marks.place_of(new) is not None
    assert placing.marks._marks[new].kind == "new"
    assert session.state.history.entries == ()


def test_another_click_moves_it_and_keeps_what_was_written(placing: MapView, mouse, session: Session) -> None:
    mouse("press", 350, 240)
    mouse("release", 350, 240)
    first = session.state.edit
    assert isinstance(first, OpenSchool)
    placing.bridge.preview(replace(first, name="Satama", places=240))
    mouse("press", 300, 200)  # before the event loop has run
    mouse("release", 300, 200)
    second = session.state.edit
    assert isinstance(second, OpenSchool)
    assert (second.school, second.name, second.places) == (first.school, "Satama", 240)
    assert (second.x_m, second.y_m) == pytest.approx(placing.place_of(_point(300, 200)))


def test_escape_drops_it(placing: MapView, mouse, qtbot, session: Session) -> None:
    before = session.state.plan
    mouse("press", 350, 240)
    mouse("release", 350, 240)
    assert session.state.provisional
    qtbot.keyClick(placing, Qt.Key.Key_Escape)
    assert session.state.plan is before and session.state.history.entries == ()
    assert placing.tool.asked is None


def test_another_tool_drops_it(placing: MapView, mouse, session: Session) -> None:
    before = session.state.plan
    mouse("press", 350, 240)
    mouse("release", 350, 240)
    placing.set_tool("pan")
    assert session.state.plan is before


def test_by_keys_in_the_middle_of_a_block(placing: MapView, qtbot, session: Session) -> None:
    qtbot.keyClick(placing, Qt.Key.Key_Right)
    face = placing.focus_block.face
    assert face >= 0
    qtbot.keyClick(placing, Qt.Key.Key_Return)
    QApplication.processEvents()
    edit = session.state.edit
    assert isinstance(edit, OpenSchool)
    assert (edit.x_m, edit.y_m) == pytest.approx(placing.content.middles[face])
    qtbot.keyClick(placing, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    QApplication.processEvents()
    moved = session.state.edit
    assert isinstance(moved, OpenSchool)
    assert (moved.x_m - edit.x_m, moved.y_m - edit.y_m) == pytest.approx((0.0, 10.0))
    with qtbot.waitSignal(placing.attention.tool_asked) as tool:
        qtbot.keyClick(placing, Qt.Key.Key_Return)
    assert tool.args == ["paint"]
    assert len(session.state.history.entries) == 1
    assert placing.attention.target == len(session.state.plan.schools) - 1


def test_outside_the_map_nothing_is_placed(placing: MapView, mouse, session: Session) -> None:
    mouse("press", 3, 3)
    mouse("release", 3, 3)
    place = placing.place_of(_point(3, 3))
    west, south, east, north = session.state.plan.coverage.extent
    assert not (west <= place[0] <= east and south <= place[1] <= north)
    assert not session.state.provisional
    assert "outside" in placing.tool._refused[0].title
    placing.grab()


def _point(x: float, y: float) -> QPointF:
    return QPointF(x, y)
