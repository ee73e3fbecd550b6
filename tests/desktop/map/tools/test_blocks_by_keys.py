"""Blocks without a mouse: arrows from block to block, Enter gives them away; selecting; picking the target."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from piiri.session import Session
from piiri_desktop.map import MapView
from piiri_desktop.map.focus_block import next_block


def test_next_block_is_the_neighbour_in_that_direction() -> None:
    middles = np.array([[0.0, 0.0], [10.0, 1.0], [1.0, 12.0], [-9.0, 0.0], [0.0, -20.0], [8.0, 7.0]])
    around = np.array([1, 2, 3, 4, 5])
    assert [next_block(0, way, around, middles) for way in ((1, 0), (0, 1), (-1, 0), (0, -1))] == [1, 2, 3, 4]
    assert next_block(0, (0, -1), np.array([2]), middles) == 0
    assert next_block(0, (1, 0), np.array([], dtype=int), middles) == 0


def test_every_step_goes_to_a_neighbour(map_view: MapView, qtbot) -> None:
    map_view.set_tool("paint")
    topology = map_view.state.plan.coverage.topology
    seen = []
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(map_view, key)
        seen.append(map_view.focus_block.face)
    assert all(face >= 0 for face in seen)
    assert len(set(seen)) > 3
    for one, two in pairwise(seen):
        assert one == two or two in topology.neighbours(one)
    assert map_view.attention.hovered_face == seen[-1]


def test_the_block_stays_in_view(map_view: MapView, qtbot) -> None:
    map_view.set_tool("paint")
    map_view.look_at(map_view.view.zoomed(6.0, 350, 240))
    map_view.settle()
    for _ in range(25):
        qtbot.keyClick(map_view, Qt.Key.Key_Up)
        x, y = map_view.view.to_screen(map_view.content.middles[map_view.focus_block.face])
        assert 0 <= x <= map_view.width()
        assert 0 <= y <= map_view.height()


def test_enter_gives_the_block_to_the_target(map_view, qtbot, session: Session, attention) -> None:
    map_view.set_tool("paint")
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    face = map_view.focus_block.face
    own = map_view.content.school_of_face(face)
    other = next(s for s in map_view.marks.schools if s != own)
    attention.set_target(other)
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert map_view.content.school_of_face(face) == other
    qtbot.keyClick(map_view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert session.state.plan.catchment_of_face[0, face] == -1
    assert len(session.state.history.entries) == 2


def test_enter_picks_the_target(map_view, qtbot, attention) -> None:
    map_view.set_tool("pick")
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    own = map_view.content.school_of_face(map_view.focus_block.face)
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert attention.target == own
    assert map_view.chosen_tool.name == "paint"


def test_without_a_target_enter_says_why_not(map_view, qtbot, session: Session) -> None:
    said: list[str] = []
    map_view.status.connect(said.append)
    map_view.set_tool("paint")
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert any("Choose a target" in text for text in said)
    assert session.state.history.entries == ()


def test_selected_blocks_go_together(map_view, qtbot, mouse, session: Session, attention) -> None:
    map_view.set_tool("select")
    places = map_view.view.to_screen(map_view.content.middles)
    inside = [
        (face, float(x), float(y))
        for face, (x, y) in enumerate(places.tolist())
        if 120 < x < 600
        and 90 < y < 320
        and map_view.frame.face_at(x, y) == face
        and map_view.marks.school_at(x, y) < 0
    ][:2]
    (one, x1, y1), (two, x2, y2) = inside
    mouse("press", x1, y1)
    mouse("release", x1, y1)
    mouse("press", x2, y2, modifiers=Qt.KeyboardModifier.ControlModifier)
    mouse("release", x2, y2)
    assert np.flatnonzero(map_view.content.selected).tolist() == sorted((one, two))
    target = next(s for s in map_view.marks.schools if s not in map(map_view.content.school_of_face, (one, two)))
    attention.set_target(target)
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert [map_view.content.school_of_face(face) for face in (one, two)] == [target, target]
    assert len(session.state.history.entries) == 1
    assert not map_view.content.selected.any()


def test_a_click_on_a_school_makes_it_the_target(map_view, mouse, attention) -> None:
    map_view.set_tool("select")
    school = map_view.marks.schools[0]
    at = map_view.marks.place_of(school)
    mouse("press", at.x(), at.y())
    mouse("release", at.x(), at.y())
    assert attention.target == school


@pytest.mark.parametrize("tool", ["pan", "select", "paint", "pick"])
def test_every_tool_says_what_to_do(map_view, tool: str) -> None:
    said: list[str] = []
    map_view.status.connect(said.append)
    map_view.set_tool("corner")
    map_view.set_tool(tool)
    assert said[-1] == map_view.tool.hint()
    assert map_view.tool.hint()


SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(params=["paint", "lasso", "rectangle", "flood"])
def stretched(request: pytest.FixtureRequest, map_view: MapView, qtbot, attention) -> list[int]:
    """With Shift held the arrows have gone from block to block; the blocks passed."""
    map_view.set_tool(request.param)
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    path = [map_view.focus_block.face]
    row, taught = map_view.state.plan.catchment_of_face[0], map_view.marks.schools
    attention.set_target(next(s for s in taught if map_view.state.plan.catchments.of_school(s, 0) != row[path[0]]))
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down):
        qtbot.keyClick(map_view, key, SHIFT)
        path.append(map_view.focus_block.face)
    QApplication.processEvents()
    return path


def meant(view: MapView, tool: str, path: list[int]) -> set[int]:
    """What each tool takes, found the slow way."""
    plan, middles = view.state.history.plan, view.content.middles
    if tool == "paint":
        return set(path)
    if tool == "rectangle":
        area = shapely.box(*middles[[path[0], path[-1]]].min(axis=0), *middles[[path[0], path[-1]]].max(axis=0))
        return set(np.flatnonzero(shapely.intersects_xy(area, middles)).tolist())
    if tool == "lasso":
        inside = shapely.contains_xy(shapely.Polygon(middles[path]).buffer(0), middles)
        return {*path, *np.flatnonzero(inside).tolist()}
    row = plan.catchment_of_face[0]
    return {int(face) for start in path for face in view.tool.around(start)} | {f for f in path if row[f] < 0}


def test_shift_and_arrows_take_blocks_along_and_enter_keeps_them(map_view, qtbot, session, stretched) -> None:
    before, target, tool = session.state.history.plan.catchment_of_face[0], map_view.content.target, map_view.tool.name
    assert session.state.provisional
    assert map_view.tool.busy
    wanted = {face for face in meant(map_view, tool, stretched) if before[face] != target}
    assert map_view.tool._tip is not None and f"{len(wanted)} block" in map_view.tool._tip.title
    assert "Enter keeps" in map_view.tool.hint()
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    after = session.state.plan.catchment_of_face[0]
    assert set(np.flatnonzero(before != after).tolist()) == wanted
    assert session.state.history.cursor == 1
    assert not map_view.tool.busy


def test_escape_drops_what_keys_have_taken(map_view, qtbot, session, stretched) -> None:
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    assert not session.state.provisional and not map_view.tool.busy
    assert session.state.history.entries == ()


def test_the_mouse_takes_over_from_the_keys(map_view, mouse, session, stretched) -> None:
    """A press drops what the keys had taken and begins anew; letting go keeps only that."""
    mouse("move", 300, 250, held=False)
    assert session.state.provisional
    mouse("press", 5, 5)
    mouse("release", 5, 5)
    assert not session.state.provisional
    assert session.state.history.entries == ()


def test_selecting_by_keys(map_view, qtbot, session) -> None:
    map_view.set_tool("select")
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    path = [map_view.focus_block.face]
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(map_view, key, SHIFT)
        path.append(map_view.focus_block.face)
    assert set(np.flatnonzero(map_view.content.selected).tolist()) == set(path)


def test_what_changes_nothing_says_so(map_view, qtbot, session, attention) -> None:
    said: list[str] = []
    map_view.status.connect(said.append)
    map_view.set_tool("paint")
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    own = map_view.content.school_of_face(map_view.focus_block.face)
    attention.set_target(own)
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert said[-1] == f"This belongs to {session.state.plan.schools.names[own]} already."
    attention.set_target(next(s for s in map_view.marks.schools if s != own))
    qtbot.keyClick(map_view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert said[-1].startswith("Only blocks of ")
    attention.set_target(-1)
    qtbot.keyClick(map_view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert said[-1].startswith("Unassigned has nothing to give away.")
    assert session.state.history.entries == ()
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert session.state.plan.catchment_of_face[0, map_view.focus_block.face] == -1
