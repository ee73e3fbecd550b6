"""Moving a school: by hand and by keys, kept, dropped or refused."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from piiri.edits import MoveSchool, SetLock
from piiri.model.plan import Plan
from piiri.session import Session
from piiri_desktop.map import MapView
from piiri_desktop.map.tools.school_move import moved_tip, ways

Spot = tuple[int, float, float]


@pytest.fixture
def spot(map_view: MapView) -> Spot:
    """A school in the middle of the map and where its symbol is; the tool is in hand."""
    map_view.set_tool("move_school")
    for school in map_view.marks.schools:
        at = map_view.marks.place_of(school)
        if at is not None and 120 < at.x() < 520 and 90 < at.y() < 330:
            return school, at.x(), at.y()
    raise AssertionError("no school stands in the middle of the map")


def test_drag_and_let_go(map_view: MapView, mouse, session: Session, spot: Spot) -> None:
    school, x, y = spot
    old = session.state.plan.schools.xy[school].copy()
    mouse("press", x + 2, y + 1)
    assert not session.state.provisional
    mouse("move", x + 12, y + 1)
    assert session.state.provisional and isinstance(session.state.edit, MoveSchool)
    mouse("move", x + 22, y - 9)
    mouse("release", x + 22, y - 9)
    moved = session.state.plan.schools.xy[school] - old
    metres = map_view.view.metres
    assert moved == pytest.approx((20 * metres, 10 * metres), abs=0.011)  # it keeps its distance from the pointer
    assert len(session.state.history.entries) == 1
    assert not map_view.tool.busy


def test_escape_puts_it_back(map_view: MapView, mouse, qtbot, session: Session, spot: Spot) -> None:
    _, x, y = spot
    before = session.state.plan
    mouse("press", x, y)
    mouse("move", x + 30, y)
    assert session.state.provisional
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    assert session.state.plan is before
    mouse("release", x + 30, y)
    assert session.state.history.entries == ()


def test_the_label_tells_what_the_figures_say(map_view: MapView, mouse, session: Session, spot: Spot) -> None:
    school, x, y = spot
    table = session.state.evaluation.table
    mine = table.school == school
    pupils = table.column("pupils")[mine].sum()
    was = table.column("distance_cm")[mine].sum() / pupils / 100
    mouse("press", x, y)
    mouse("move", x + 60, y + 40)
    state = session.state
    tip = map_view.tool._tip
    assert tip == moved_tip(state, school, *state.plan.schools.xy[school], "")
    now = state.evaluation.table
    mean = now.column("distance_cm")[now.school == school].sum() / pupils / 100
    assert mean != pytest.approx(was)
    assert ways(now, school) == (pytest.approx(mean), int(now.column("beyond")[now.school == school].sum()))
    assert ways(state.committed.table, school)[0] == pytest.approx(was)
    assert state.plan.schools.names[school] in tip.title
    mouse("release", x + 60, y + 40)


def test_by_keys(map_view: MapView, qtbot, session: Session) -> None:
    map_view.set_tool("move_school")
    qtbot.keyClick(map_view, Qt.Key.Key_Tab)
    names = session.state.plan.schools.names
    shown = [names[school] for school in map_view.marks.schools]
    key = map_view.tool.school
    school = session.state.plan.schools.index(key)
    assert names[school] == sorted(shown)[0]
    old = session.state.plan.schools.xy[school].copy()
    for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier):
        qtbot.keyClick(map_view, Qt.Key.Key_Right, modifier)
        QApplication.processEvents()
    qtbot.keyClick(map_view, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert session.state.provisional
    assert session.state.plan.schools.xy[school] - old == pytest.approx((11.0, -100.0))
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert len(session.state.history.entries) == 1 and not session.state.provisional
    assert map_view.tool.school == key  # still in hand
    qtbot.keyClick(map_view, Qt.Key.Key_Left)
    QApplication.processEvents()
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    assert len(session.state.history.entries) == 1 and not session.state.provisional


def test_tab_goes_through_all_schools_and_then_leaves(map_view: MapView, qtbot) -> None:
    map_view.set_tool("move_school")
    seen = []
    for _ in map_view.marks.schools:
        assert map_view.tool.key(_key(Qt.Key.Key_Tab))
        seen.append(map_view.tool.school)
    assert len(set(seen)) == len(map_view.marks.schools)
    assert not map_view.tool.key(_key(Qt.Key.Key_Tab))


def test_enter_on_one_that_has_not_moved_opens_its_page(map_view: MapView, qtbot) -> None:
    map_view.set_tool("move_school")
    qtbot.keyClick(map_view, Qt.Key.Key_Tab)
    with qtbot.waitSignal(map_view.attention.page_asked) as asked:
        qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert asked.args[0] == "school"


def test_the_target_is_in_hand_at_once(map_view: MapView) -> None:
    map_view.attention.set_target(2)
    map_view.set_tool("move_school")
    assert map_view.tool.school == map_view.state.plan.schools.ids[2]


def test_a_locked_school_says_so_and_stays(map_view: MapView, mouse, session: Session, spot: Spot) -> None:
    school, x, y = spot
    key = session.state.plan.schools.ids[school]
    session.do(SetLock(True, schools=(key,)))
    before: Plan = session.state.plan
    mouse("press", x, y)
    mouse("move", x + 20, y)
    refused = map_view.tool._refused
    assert refused is not None and refused[0].problem and before.schools.names[school] in refused[0].title
    assert not map_view.tool.region().isEmpty()
    map_view.grab()
    mouse("release", x + 20, y)
    assert session.state.plan is before and len(session.state.history.entries) == 1


def test_outside_the_map_it_cannot_stand(map_view: MapView, mouse, session: Session, spot: Spot) -> None:
    _, x, y = spot
    before = session.state.plan
    mouse("press", x, y)
    mouse("move", x + 20, y)
    west, _, _, north = before.coverage.extent
    out = map_view.view.to_screen(np.array((west - 500, north + 500)))
    mouse("move", float(out[0]), float(out[1]))
    assert "outside" in map_view.tool._refused[0].title
    mouse("release", float(out[0]), float(out[1]))
    assert session.state.plan is before


def test_undo_from_elsewhere_while_it_is_moved(map_view: MapView, mouse, session: Session, spot: Spot) -> None:
    _, x, y = spot
    mouse("press", x, y)
    mouse("move", x + 20, y)
    map_view.bridge.cancel()
    assert not map_view.tool.busy and map_view.tool.asked is None
    mouse("release", x + 20, y)
    assert session.state.history.entries == ()


def _key(key: Qt.Key) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
