"""Moving a corner: by hand and by keys, kept, dropped or refused."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from piiri.edits import MoveVertex
from piiri.session import Session
from piiri_desktop.map import MapView

Corner = tuple[int, float, float]


@pytest.fixture
def corner(map_view: MapView) -> Corner:
    """A corner on a border with room around it, and where it is on the screen; strokes hold for all stages."""
    map_view.attention.set_all_stages(True)
    map_view.set_tool("corner")
    map_view.look_at(map_view.view.zoomed(5.0, map_view.width() / 2, map_view.height() / 2))
    map_view.settle()
    plan = map_view.state.plan
    on_border = np.unique(plan.coverage.topology.edges[plan.coverage.border(plan.catchment_of_face[0])])
    places = map_view.view.to_screen(plan.coverage.vertices[on_border])
    for vertex, (x, y) in zip(on_border.tolist(), places.tolist(), strict=True):
        if 120 < x < 560 and 90 < y < 330 and map_view.tools["corner"].corner_at(QPointF(x, y)) == vertex:
            return vertex, x, y
    raise AssertionError("the town has no border corner in the middle of the map")


def test_a_corner_is_found_within_reach_and_borders_first(map_view: MapView, corner: Corner) -> None:
    vertex, x, y = corner
    tool = map_view.tools["corner"]
    assert tool.corner_at(QPointF(x + 3, y - 2)) == vertex
    on_border = tool.borders.corners()
    vertices = map_view.view.to_screen(map_view.state.plan.coverage.vertices)
    inner = np.flatnonzero(~on_border)
    near_border = [int(v) for v in inner if 0 < np.hypot(*(vertices[on_border] - vertices[v]).T).min() < 20]
    assert near_border, "no inner corner stands near a border"
    at = vertices[near_border[0]]
    found = tool.corner_at(QPointF(*at))
    assert on_border[found]
    assert tool.corner_at(QPointF(-500, -500)) == -1


def test_drag_and_let_go(map_view, mouse, session: Session, corner: Corner) -> None:
    vertex, x, y = corner
    old = session.state.plan.coverage.vertices[vertex].copy()
    mouse("move", x + 2, y + 1, held=False)
    mouse("press", x + 2, y + 1)
    mouse("move", x + 4, y + 1)
    assert session.state.provisional
    assert isinstance(session.state.edit, MoveVertex)
    mouse("release", x + 4, y + 1)
    moved = session.state.plan.coverage.vertices[vertex] - old
    # the corner keeps its distance from the pointer: two pixels to the east
    assert moved == pytest.approx((2 * map_view.view.metres, 0.0), abs=0.011)
    assert len(session.state.history.entries) == 1
    assert session.state.plan.coverage.problems() == []


def test_escape_puts_it_back(map_view, mouse, qtbot, session: Session, corner: Corner) -> None:
    _, x, y = corner
    before, picture = session.state.plan, map_view.frame.image.copy()
    mouse("press", x, y)
    mouse("move", x + 3, y)
    assert session.state.provisional
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    assert session.state.plan is before
    assert map_view.frame.image == picture
    mouse("release", x + 3, y)
    assert session.state.history.entries == ()


def test_a_refused_place_keeps_the_last_valid_figures(map_view, mouse, session: Session, corner: Corner) -> None:
    _, x, y = corner
    mouse("press", x, y)
    mouse("move", x + 2, y)
    valid = session.state
    assert valid.provisional
    tool = map_view.tools["corner"]
    mouse("move", x + 4_000, y)
    assert session.state is valid
    assert tool._refused is not None
    assert "cross" in tool._refused.title
    calm = map_view.grab().toImage()
    mouse("move", x + 2, y)
    assert tool._refused is None
    assert map_view.grab().toImage() != calm
    mouse("move", x + 4_000, y)
    mouse("release", x + 4_000, y)
    # what was asked for last is refused: nothing is kept, not even the last valid place
    assert session.state.history.entries == ()
    assert not session.state.provisional


def test_by_keys(map_view, qtbot, session: Session, corner: Corner) -> None:
    _, x, y = corner
    face = map_view.frame.face_at(x, y)
    face = face if face >= 0 else int(session.state.plan.coverage.topology.faces_of_vertex(corner[0])[-1])
    map_view.focus_block.face = face
    qtbot.keyClick(map_view, Qt.Key.Key_Tab)
    tool = map_view.tools["corner"]
    rings = session.state.plan.coverage.topology
    first = rings.ring_vertex[rings.ring_start[rings.rings_of(face).start]]
    assert tool._vertex == first
    old = session.state.plan.coverage.vertices[first].copy()
    for key, modifiers in ((Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier),) * 2 + (
        (Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier),
    ):
        qtbot.keyClick(map_view, key, modifiers)
        QApplication.processEvents()
    assert session.state.provisional
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert session.state.plan.coverage.vertices[first] - old == pytest.approx((2.0, 1.0), abs=0.011)
    qtbot.keyClick(map_view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    QApplication.processEvents()
    assert abs(session.state.edit.x_m - old[0] - 12.0) < 0.011
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    assert len(session.state.history.entries) == 1
    assert not session.state.provisional


def test_tab_goes_round_the_corners_and_then_on(map_view, qtbot, session: Session, corner: Corner) -> None:
    t = session.state.plan.coverage.topology
    face = int(t.faces_of_vertex(corner[0])[-1])
    map_view.focus_block.face = face
    rings = t.rings_of(face)
    corners = t.ring_vertex[t.ring_start[rings.start] : t.ring_start[rings.stop]].tolist()
    seen = []
    for _ in corners:
        qtbot.keyClick(map_view, Qt.Key.Key_Tab)
        seen.append(map_view.tools["corner"]._vertex)
    assert seen == corners
    assert map_view.hasFocus()
    qtbot.keyClick(map_view, Qt.Key.Key_Tab)
    assert not map_view.hasFocus()
