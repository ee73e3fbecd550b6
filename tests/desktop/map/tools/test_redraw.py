"""Drawing a border anew: freely, corner by corner, by keys; kept, dropped, mended after a refusal."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces, RedrawBorder, SetLock, SetStages, Together
from piiri.errors import EditRejected
from piiri.session import Session
from piiri_desktop.map import MapView
from piiri_desktop.map.scene import leading_school

Line = list[tuple[float, float]]


@pytest.fixture
def line(map_view: MapView) -> Line:
    """From a border corner out to the side and back to another one, which gives land away: logical pixels."""
    map_view.set_tool("redraw")
    map_view.look_at(map_view.view.zoomed(5.0, map_view.width() / 2, map_view.height() / 2))
    map_view.settle()
    plan, trial = map_view.state.plan, Session(map_view.state.dataset, map_view.state.plan)
    t, row = plan.coverage.topology, plan.catchment_of_face[0]
    inner = plan.coverage.border(row) & (t.left >= 0) & (t.right >= 0)
    corners = np.unique(t.edges[inner])
    places = map_view.view.to_screen(plan.coverage.vertices[corners])
    seen = (places[:, 0] > 90) & (places[:, 0] < 610) & (places[:, 1] > 90) & (places[:, 1] < 400)
    places = places[seen]
    tool = map_view.tools["redraw"]
    for a in places:
        for b in places[(np.hypot(*(places - a).T) > 60) & (np.hypot(*(places - a).T) < 200)]:
            across = np.array((a[1] - b[1], b[0] - a[0])) / np.hypot(*(b - a))
            middle = (a + b) / 2 + 45 * across
            found = [(float(x), float(y)) for x, y in (a, middle, b)]
            metres = tuple(map_view.place_of(QPointF(*p)) for p in found)
            tool.begun(metres[0])
            try:
                state = trial.preview(tool.edit_along(metres))
            except EditRejected:
                continue
            moved = state.evaluation.total.changed - trial.committed.evaluation.total.changed
            if moved and tool._border_at(metres[0]) and tool._border_at(metres[-1]):
                return found
    raise AssertionError("no line in the middle of the map gives land away")


def draw(mouse, line: Line, steps: int = 12) -> None:
    mouse("press", *line[0])
    for (ax, ay), (bx, by) in pairwise(line):
        for i in range(1, steps + 1):
            mouse("move", ax + (bx - ax) * i / steps, ay + (by - ay) * i / steps)


def test_a_free_line_is_one_step(map_view, mouse, session: Session, line: Line) -> None:
    tool = map_view.tool
    view = map_view.view
    draw(mouse, line)
    assert session.state.provisional
    assert isinstance(session.state.edit, RedrawBorder)
    assert tool._tip is not None and not tool._tip.problem
    assert tool._takers, "nobody is named who gets land"
    mouse("release", *line[-1])
    assert not session.state.provisional
    assert [type(entry.edit) for entry in session.state.history.entries] == [RedrawBorder]
    assert session.state.plan.coverage.problems() == []
    assert len(session.state.history.entries[0].edit.line) < 20
    assert map_view.view == view
    assert map_view.tool is tool
    assert not tool.busy
    session.undo()
    assert session.state.plan is session.state.history.start


def test_corner_by_corner_and_a_double_click(map_view, mouse, session: Session, line: Line) -> None:
    tool = map_view.tool
    for at in line:
        mouse("move", *at, held=False)
        mouse("press", *at)
        mouse("release", *at)
    assert session.state.provisional
    assert len(tool.line) == 3
    assert session.state.history.entries == ()
    mouse("double", *line[-1])
    mouse("release", *line[-1])
    assert len(session.state.history.entries) == 1
    # the first and the last corner were drawn to corners that are there
    places = session.state.history.start.coverage.vertices
    for end in (0, -1):
        x, y = session.state.history.entries[0].edit.line[end]
        assert np.hypot(*(places - (x, y)).T).min() < 0.011


def test_enter_keeps_backspace_takes_back_escape_drops(map_view, mouse, qtbot, session: Session, line: Line) -> None:
    tool, picture = map_view.tool, map_view.frame.image.copy()
    for at in line:
        mouse("press", *at)
        mouse("release", *at)
        mouse("move", *at, held=False)
    qtbot.keyClick(map_view, Qt.Key.Key_Backspace)
    QApplication.processEvents()
    assert len(tool._points) == 2
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    assert not tool.busy
    assert not session.state.provisional
    assert session.state.plan is session.state.history.start
    assert map_view.frame.image == picture
    for at in line[:2]:
        mouse("press", *at)
        mouse("release", *at)
    mouse("move", *line[2], held=False)
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert len(session.state.history.entries) == 1


def test_a_refused_line_stays_and_says_why(map_view, mouse, qtbot, session: Session, line: Line) -> None:
    tool = map_view.tool
    plan = session.state.plan
    session.do(SetLock(True, catchments=tuple(plan.catchments.ids)))
    kept = len(session.state.history.entries)
    draw(mouse, line)
    mouse("release", *line[-1])
    assert len(session.state.history.entries) == kept
    assert tool.busy
    assert tool._tip is not None and tool._tip.problem
    assert "locked" in tool._tip.title
    assert len(tool.line) >= 3
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    session.undo()
    # half a line is no refusal: it waits to be drawn on
    mouse("press", *line[0])
    mouse("release", *line[0])
    mouse("move", (line[0][0] + line[1][0]) / 2, (line[0][1] + line[1][1]) / 2, held=False)
    assert tool._tip is not None and not tool._tip.problem
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert tool.busy
    assert tool._tip.problem
    assert session.state.history.cursor == 0


def test_undo_from_elsewhere_drops_the_line(map_view, mouse, bridge, session: Session, line: Line) -> None:
    draw(mouse, line)
    mouse("release", *line[-1])
    draw(mouse, [line[0], (line[0][0] + 40, line[0][1] + 3), line[1]])
    bridge.undo()
    assert not map_view.tool.busy or map_view.tool._asked is None
    assert session.state.history.cursor == 0
    assert not session.state.provisional


def test_ctrl_lets_go_of_corners(map_view, mouse, line: Line) -> None:
    tool, (x, y) = map_view.tool, line[0]
    mouse("move", x + 4, y + 3, held=False)
    assert tool._snap is not None
    assert tool._snap.kind == "corner"
    assert tool._snap.word == "corner"
    mouse("move", x + 4, y + 3, held=False, modifiers=Qt.KeyboardModifier.ControlModifier)
    assert tool._snap is None


def test_by_keys(map_view, qtbot, session: Session, line: Line) -> None:
    tool = map_view.tool
    start, goal = (np.array(map_view.place_of(QPointF(*line[i]))) for i in (0, -1))
    over = np.array(map_view.place_of(QPointF(*line[1])))
    t = session.state.plan.coverage.topology
    corner = int(np.argmin(np.hypot(*(session.state.plan.coverage.vertices - start).T)))
    face = int(t.faces_of_vertex(corner)[-1])
    map_view.focus_block.face = face
    for _ in range(200):
        qtbot.keyClick(map_view, Qt.Key.Key_Tab)
        if tool.corner == corner:
            break
    assert tool.corner == corner
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert tool.busy

    def lead(place: np.ndarray) -> None:
        for axis, (more, less) in enumerate(((Qt.Key.Key_Right, Qt.Key.Key_Left), (Qt.Key.Key_Up, Qt.Key.Key_Down))):
            for step, held in ((10, Qt.KeyboardModifier.ShiftModifier), (1, Qt.KeyboardModifier.NoModifier)):
                gap = place[axis] - tool._end[axis]
                for _ in range(int(abs(gap) // step)):
                    qtbot.keyClick(map_view, more if gap > 0 else less, held)

    lead(over)
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert len(tool._points) == 2
    lead(goal)
    for _ in range(41):  # the nearest corner on a border is one Tab away, or a few
        qtbot.keyClick(map_view, Qt.Key.Key_Tab)
        if np.hypot(*(np.array(tool._end) - goal)) < 0.1:
            break
    assert np.hypot(*(np.array(tool._end) - goal)) < 0.1
    QApplication.processEvents()
    assert session.state.provisional
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert [type(entry.edit) for entry in session.state.history.entries] == [RedrawBorder]
    assert not tool.busy


def test_all_stages_together_have_no_border_of_their_own(map_view, mouse, attention, line: Line) -> None:
    attention.set_stage(-1)
    mouse("press", *line[0])
    assert not map_view.tool.busy
    assert "Choose the grades" in map_view.tool._tip.title
    mouse("release", *line[0])


def test_the_borders_of_all_stages_follow_one_line(map_view, mouse, session: Session, line: Line) -> None:
    """The second stage gets the borders of the first where it has none; then one line draws both, as one step."""
    tool, stages = map_view.tool, session.state.plan.stages
    for school in map(int, np.unique(session.state.plan.catchments.server_school)):
        plan = session.state.plan
        taught = {s for s in range(len(stages)) if plan.catchments.of_school(school, s) >= 0}
        if 0 in taught:
            ids = tuple(stages[s].id for s in sorted(taught | {1}))
            session.do(SetStages(plan.schools.ids[school], ids, ()))
    plan = session.state.plan
    row = plan.catchment_of_face[0]
    sisters = {int(mine): plan.catchments.of_school(leading_school(plan, mine), 1) for mine in np.unique(row)}
    for mine, sister in sisters.items():
        faces = tuple(plan.coverage.face_ids[face] for face in np.flatnonzero(row == mine))
        session.do(AssignFaces(stages[1].id, faces, plan.catchments.ids[sister]))
    before, steps = session.state.plan, len(session.state.history.entries)
    map_view.attention.set_all_stages(True)
    draw(mouse, line)
    both = session.state
    assert both.provisional and tool._tip is not None
    assert isinstance(both.edit, Together), both.edit
    assert {edit.stage for edit in both.edit.edits} == {stages[0].id, stages[1].id}
    assert all(stage.name in tool._tip.title for stage in stages[:2])
    mouse("release", *line[-1])
    assert len(session.state.history.entries) == steps + 1
    moved = session.state.plan
    for mine, sister in sisters.items():
        np.testing.assert_array_equal(moved.catchment_of_face[0] == mine, moved.catchment_of_face[1] == sister)
    session.undo()
    assert session.state.plan is before


def _street(map_view: MapView) -> list[tuple[float, float]]:
    """Corners one after another along the lines of blocks in the middle of the map, logical pixels."""
    t, vertices = map_view.state.plan.coverage.topology, map_view.state.plan.coverage.vertices
    seen = map_view.view.to_screen(vertices)
    inside = ((seen > 100) & (seen < np.array((600, 380)))).all(axis=1)
    for start in np.flatnonzero(inside).tolist():
        walk, far = [start], 0.0
        while far < 150:
            ends = t.edges[t.edges_of_vertex(walk[-1])]
            way = seen[walk[-1]] - seen[walk[-2]] if len(walk) > 1 else np.array((1.0, 0.2))
            near = [v for v in ends[ends != walk[-1]].tolist() if inside[v]]
            near = [v for v in near if np.dot(seen[v] - seen[walk[-1]], way) > 0]
            if not near:
                break
            walk.append(near[0])
            far += float(np.hypot(*(seen[walk[-1]] - seen[walk[-2]])))
        if far >= 150:
            return [(float(x), float(y)) for x, y in seen[walk]]
    raise AssertionError("no street in the middle of the map")


@pytest.mark.parametrize("free", [False, True])
def test_a_free_line_follows_what_it_runs_beside_unless_ctrl_is_held(map_view, mouse, free: bool) -> None:
    map_view.set_tool("redraw")
    map_view.look_at(map_view.view.zoomed(3.0, map_view.width() / 2, map_view.height() / 2))
    map_view.settle()
    street, tool = _street(map_view), map_view.tool
    rng = np.random.default_rng(4)
    held = Qt.KeyboardModifier.ControlModifier if free else Qt.KeyboardModifier.NoModifier
    mouse("press", *street[0])
    for (ax, ay), (bx, by) in pairwise(street):
        for i in range(1, 9):
            x, y = np.array((ax, ay)) + np.array((bx - ax, by - ay)) * i / 8 + rng.uniform(-4, 4, 2)
            mouse("move", x, y, modifiers=held)
    mouse("move", *street[-1], modifiers=held)
    corners = {tuple(map_view.place_of(QPointF(*at))) for at in street}
    line = np.array(tool.line)
    away = [np.hypot(*(line - corner).T).min() for corner in corners]
    if free:
        assert tool._snap_word() == ""
        assert max(away) > 0.5, "nothing was drawn to anything"
    else:
        assert max(away) < 0.011, "it goes through every corner of the street"
        assert len(line) == len(street)
        assert "follows" in tool._snap_word()
        assert not tool._drawn.followed(tool._end).isEmpty()
    map_view.grab()
    tool.cancel()
    assert tool._drawn is None
