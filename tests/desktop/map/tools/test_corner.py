"""Moving a corner: by hand and by keys, kept, dropped or refused."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from piiri.edits import DeleteCorner, InsertCorner, MoveCornerInStage, MoveVertex
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


def test_one_stage_alone_where_several_share_a_border(map_view, mouse, session: Session, corner: Corner) -> None:
    tool, attention, plan = map_view.tools["corner"], map_view.attention, session.state.plan
    on_border = np.flatnonzero(tool.borders.corners())
    places = map_view.view.to_screen(plan.coverage.vertices)
    inside = [
        v
        for v in on_border.tolist()
        if len(tool.borders.stages_at(v)) > 1
        and (plan.coverage.topology.faces_of_vertex(v) >= 0).all()
        and 60 < places[v, 0] < 640
        and 60 < places[v, 1] < 420
        and tool.corner_at(QPointF(*places[v])) == v
    ]
    assert inside, "no corner in view has borders of several stages"
    vertex = inside[0]
    x, y = places[vertex]
    mouse("move", x, y, held=False)
    assert "Borders that move: " in tool._tip.title
    attention.set_all_stages(False)
    mouse("move", x + 1, y, held=False)
    assert "alone" in tool._tip.title
    others = plan.catchment_of_face[1:].copy()
    mouse("press", x, y)
    mouse("move", x + 4, y + 2)
    assert isinstance(session.state.edit, MoveCornerInStage)
    assert "alone" in tool._tip.title
    mouse("release", x + 4, y + 2)
    now = session.state.plan
    origin = np.arange(now.coverage.face_count)
    assert len(session.state.history.entries) == 1
    assert (now.catchment_of_face[1:, : others.shape[1]] == others).all()
    assert len(origin) > others.shape[1]
    assert now.coverage.problems() == []


def test_a_corner_is_put_on_an_edge_and_taken_away(map_view, mouse, qtbot, session: Session, corner: Corner) -> None:
    tool, plan = map_view.tools["corner"], session.state.plan
    map_view.look_at(map_view.view.zoomed(2.0, 350, 240))
    map_view.settle()
    t = plan.coverage.topology
    ends = map_view.view.to_screen(plan.coverage.vertices[t.edges])
    middles, long = ends.mean(axis=1), np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    corners = map_view.view.to_screen(plan.coverage.vertices)
    for edge in np.flatnonzero((long > 36) & (t.left >= 0) & (t.right >= 0)).tolist():
        x, y = middles[edge].tolist()
        if 60 < x < 640 and 60 < y < 420 and np.hypot(*(corners - (x, y)).T).min() > 16:
            break
    else:
        raise AssertionError("no long edge in view")
    mouse("move", x, y, held=False)
    assert tool._ghost is not None
    mouse("press", x, y)
    mouse("release", x, y)
    assert session.state.history.entries == ()
    mouse("double", x, y)
    mouse("release", x, y)
    assert [type(entry.edit) for entry in session.state.history.entries] == [InsertCorner]
    assert session.state.plan.coverage.topology.vertex_count == t.vertex_count + 1
    assert tool._vertex == t.vertex_count
    qtbot.keyClick(map_view, Qt.Key.Key_Delete)
    assert [type(entry.edit) for entry in session.state.history.entries] == [InsertCorner, DeleteCorner]
    assert session.state.plan.coverage.topology.vertex_count == t.vertex_count
    # pulled out of the edge at once: one step
    mouse("move", x, y, held=False)
    mouse("press", x, y)
    mouse("move", x + 3, y + 3)
    mouse("move", x + 4, y + 4)
    assert isinstance(session.state.edit, InsertCorner)
    mouse("release", x + 4, y + 4)
    assert len(session.state.history.entries) == 3
    assert session.state.plan.coverage.problems() == []
    session.jump(0)
    assert session.state.plan is session.state.history.start


def test_a_corner_where_borders_meet_stays_and_says_why(
    map_view, mouse, qtbot, session: Session, corner: Corner
) -> None:
    tool, t = map_view.tools["corner"], session.state.plan.coverage.topology
    degree = np.bincount(t.edges.reshape(-1), minlength=t.vertex_count)
    places = map_view.view.to_screen(session.state.plan.coverage.vertices)
    for vertex in np.flatnonzero(degree > 2).tolist():
        x, y = places[vertex].tolist()
        if 60 < x < 640 and 60 < y < 420 and tool.corner_at(QPointF(x, y)) == vertex:
            break
    mouse("move", x, y, held=False)
    assert tool._vertex == vertex
    qtbot.keyClick(map_view, Qt.Key.Key_Delete)
    assert session.state.history.entries == ()
    assert tool._refused is not None
    assert tool._vertex == vertex


def test_insert_and_delete_by_keys(map_view, qtbot, session: Session, corner: Corner) -> None:
    tool, t = map_view.tools["corner"], session.state.plan.coverage.topology
    map_view.focus_block.face = int(t.faces_of_vertex(corner[0])[-1])
    qtbot.keyClick(map_view, Qt.Key.Key_Tab)
    first = tool._vertex
    assert first >= 0
    qtbot.keyClick(map_view, Qt.Key.Key_Insert)
    assert [type(entry.edit) for entry in session.state.history.entries] == [InsertCorner]
    added = tool._vertex
    assert added == t.vertex_count
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    QApplication.processEvents()
    assert session.state.provisional
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert len(session.state.history.entries) == 2
    qtbot.keyClick(map_view, Qt.Key.Key_Delete)
    assert isinstance(session.state.history.entries[-1].edit, DeleteCorner)
    assert session.state.plan.coverage.topology.vertex_count == t.vertex_count
