"""Flood: one block and what is reached from it within its catchment, up to a barrier."""

from __future__ import annotations

from collections import deque

import numpy as np
import pytest
from PySide6.QtCore import Qt

from piiri.barriers import BARRIERS, barrier_edges
from piiri.edits import SetLock
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.map import MapView

CTRL = Qt.KeyboardModifier.ControlModifier


def walk(view: MapView, face: int, roads: bool) -> set[int]:
    plan = view.state.plan
    t, row = plan.coverage.topology, plan.catchment_of_face[0]
    closed = barrier_edges(plan.coverage, view.state.dataset.backdrop, (*BARRIERS, "road") if roads else BARRIERS)
    seen, queue = {face}, deque([face])
    while queue:
        here = queue.popleft()
        for edge in t.edges_of_faces(np.array([here])).tolist():
            other = int(t.left[edge] + t.right[edge] - here)
            if not closed[edge] and other >= 0 and row[other] == row[here] and other not in seen:
                seen.add(other)
                queue.append(other)
    return seen


@pytest.fixture
def face(map_view: MapView, attention: Attention) -> int:
    """A block in the middle of the view whose flood is a part of its catchment; another school is the target."""
    map_view.set_tool("flood")
    plan = map_view.state.plan
    row = plan.catchment_of_face[0]
    for face in range(plan.coverage.face_count):
        x, y = place(map_view, face)
        here = 60 < x < 500 and 80 < y < 330 and map_view.frame.face_at(x, y) == face
        if here and row[face] >= 0 and 3 < len(walk(map_view, face, False)) < (row == row[face]).sum():
            other = next(c for c in np.unique(row[row >= 0]).tolist() if c != row[face])
            attention.set_target(int(plan.catchments.servers[other, 0]))
            return face
    raise AssertionError("no barrier parts a catchment of the town")


def place(view: MapView, face: int) -> tuple[float, float]:
    x, y = view.view.to_screen(view.content.middles[face])
    return float(x), float(y)


def test_it_fills_up_to_the_barrier_as_one_step(map_view, mouse, session: Session, face: int) -> None:
    before, wanted = session.state.plan.catchment_of_face[0], walk(map_view, face, False)
    mouse("press", *place(map_view, face))
    assert session.state.provisional
    assert f"{len(wanted)} blocks" in map_view.tool._tip.title
    mouse("release", *place(map_view, face))
    after = session.state.plan.catchment_of_face[0]
    assert set(np.flatnonzero(before != after).tolist()) == wanted
    assert (after[list(wanted)] == map_view.content.target).all()
    assert session.state.history.cursor == 1


def test_roads_stop_it_where_chosen(map_view, mouse, session: Session, face: int) -> None:
    map_view.furniture.tool.roads.setChecked(True)
    found = set(map_view.tool.around(face).tolist())
    assert found == walk(map_view, face, True)
    map_view.furniture.tool.roads.setChecked(False)
    assert found < set(map_view.tool.around(face).tolist())


def test_escape_drops_it(map_view, mouse, qtbot, session: Session, face: int) -> None:
    before = session.state.plan
    mouse("press", *place(map_view, face))
    assert session.state.provisional
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    mouse("release", *place(map_view, face))
    assert session.state.plan is before
    assert session.state.history.entries == ()


def test_enter_floods_from_the_block_of_the_keys(map_view, qtbot, session: Session, face: int) -> None:
    before, wanted = session.state.plan.catchment_of_face[0], walk(map_view, face, False)
    map_view.focus_block.face = face
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    after = session.state.plan.catchment_of_face[0]
    assert set(np.flatnonzero(before != after).tolist()) == wanted
    assert session.state.history.cursor == 1
    qtbot.keyClick(map_view, Qt.Key.Key_Return, CTRL)
    reached = map_view.tool.around(face)  # by now nobody's, and so is what lies around
    assert (session.state.plan.catchment_of_face[0, reached] == -1).all()
    assert session.state.plan.catchment_of_face[0, face] == -1


def test_ctrl_floods_the_target_only(map_view, mouse, session: Session, attention, face: int) -> None:
    mouse("press", *place(map_view, face), modifiers=CTRL)
    assert not session.state.provisional
    mouse("release", *place(map_view, face), modifiers=CTRL)
    attention.set_target(map_view.content.school_of_face(face))
    wanted = walk(map_view, face, False)
    mouse("press", *place(map_view, face), modifiers=CTRL)
    mouse("release", *place(map_view, face), modifiers=CTRL)
    row = session.state.plan.catchment_of_face[0]
    assert (row[list(wanted)] == -1).all()
    assert session.state.history.cursor == 1


def test_a_locked_school_keeps_its_blocks(map_view, mouse, qtbot, session: Session, bridge: Bridge, face: int) -> None:
    plan = session.state.plan
    giver = map_view.content.school_of_face(face)
    bridge.commit(SetLock(True, (plan.schools.ids[giver],)))
    said: list[str] = []
    map_view.status.connect(said.append)
    mouse("press", *place(map_view, face))
    assert map_view.tool._tip.problem and plan.schools.names[giver] in map_view.tool._tip.title
    mouse("release", *place(map_view, face))
    map_view.focus_block.face = face
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert f"{plan.schools.names[giver]} is locked" in said[-1]
    assert (session.state.plan.catchment_of_face == plan.catchment_of_face).all()
    assert session.state.history.cursor == 1  # the lock itself


def test_barriers_are_found_once_for_each_state_of_the_corners(map_view, monkeypatch, face: int) -> None:
    calls = []
    real = barrier_edges

    def counted(*args):
        calls.append(args)
        return real(*args)

    monkeypatch.setattr("piiri_desktop.map.tools.flood.barrier_edges", counted)
    for _ in range(3):
        map_view.tool.around(face)
    map_view.furniture.tool.roads.setChecked(True)
    map_view.tool.around(face)
    map_view.furniture.tool.roads.setChecked(False)
    map_view.tool.around(face)
    assert len(calls) == 2
