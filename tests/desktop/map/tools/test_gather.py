"""Lasso and rectangle: what they enclose is shown while they are drawn and kept or dropped as a whole."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from piiri.edits import SetLock
from piiri.session import Session
from piiri_desktop.bridge import UNCHOSEN, Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.map.tools.lasso import turns

CTRL = Qt.KeyboardModifier.ControlModifier
Place = tuple[float, float]


def ring(x: float, y: float, radius: float, points: int = 24) -> list[Place]:
    turn = [2 * math.pi * step / points for step in range(points)]
    return [(x + radius * math.cos(a), y + radius * math.sin(a)) for a in turn]


def corners(x: float, y: float, radius: float) -> list[Place]:
    return [(x - radius, y - radius), (x, y), (x + radius, y + radius)]


def enclosed(view: MapView, tool: str, line: list[Place]) -> np.ndarray:
    """The slow oracle: shapely on the whole line."""
    xy = np.array([view.view.to_map(*place) for place in line])
    area = shapely.Polygon(xy) if tool == "lasso" else shapely.box(*xy.min(axis=0), *xy.max(axis=0))
    return shapely.contains_xy(area, view.state.plan.coverage.label_points)


def draw(mouse, line: list[Place], modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    mouse("press", *line[0], modifiers=modifiers)
    for place in line[1:]:
        mouse("move", *place, modifiers=modifiers)


@pytest.fixture(params=["lasso", "rectangle"])
def tool(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def line(map_view: MapView, attention: Attention, tool: str) -> list[Place]:
    """A line around blocks of several schools in the middle of the town, with a target among them."""
    map_view.set_tool(tool)
    made = ring(330, 240, 110) if tool == "lasso" else corners(330, 240, 100)
    row = map_view.state.plan.catchment_of_face[0]
    inside = row[enclosed(map_view, tool, made)]
    count = np.bincount(inside[inside >= 0])
    assert (count > 0).sum() >= 2
    attention.set_target(int(map_view.state.plan.catchments.servers[count.argmax(), 0]))
    return made


def test_what_is_enclosed_goes_to_the_target_as_one_step(map_view, mouse, session: Session, tool, line) -> None:
    before, target = session.state.plan.catchment_of_face, map_view.content.target
    inside = enclosed(map_view, tool, line)
    wanted = inside & (before[0] != target)
    assert 3 < wanted.sum() < inside.sum()
    draw(mouse, line)
    assert session.state.provisional
    ids = session.state.plan.coverage.face_ids
    assert set(session.state.edit.faces) == {ids[face] for face in np.flatnonzero(wanted)}
    assert session.state.history.entries == ()
    mouse("release", *line[-1])
    assert not session.state.provisional
    assert session.state.history.cursor == 1
    after = session.state.plan.catchment_of_face
    assert ((after[0] != before[0]) == wanted).all()
    assert (after[0][wanted] == target).all()
    assert (after[1:] == before[1:]).all()
    assert map_view.tool.outline().isEmpty()


def test_the_preview_follows(map_view, mouse, session: Session, tool, line) -> None:
    """At every place of the pointer it shows what the line would enclose if it were closed there."""
    row, ids = session.state.plan.catchment_of_face[0], session.state.plan.coverage.face_ids
    target, sizes = map_view.content.target, set()
    mouse("press", *line[0])
    for step in range(1, len(line)):
        mouse("move", *line[step])
        inside = enclosed(map_view, tool, line[: step + 1] if step > 1 or tool == "rectangle" else [*line[:2], line[0]])
        wanted = {ids[face] for face in np.flatnonzero(inside & (row != target))}
        assert session.state.provisional == bool(wanted)
        assert not wanted or set(session.state.edit.faces) == wanted
        sizes.add(len(wanted))
    assert len(sizes) > 2 or tool == "rectangle"
    assert f"{len(wanted)} blocks" in map_view.tool._tip.title
    map_view.tool.cancel()


def test_a_rectangle_may_become_empty_again(map_view, mouse, session: Session, attention: Attention) -> None:
    map_view.set_tool("rectangle")
    attention.set_target(0)
    draw(mouse, [(250, 150), (430, 330)])
    assert session.state.provisional
    mouse("move", 250, 150)
    assert not session.state.provisional
    assert map_view.tool.busy
    mouse("move", 430, 330)
    assert session.state.provisional
    mouse("release", 430, 330)
    assert session.state.history.cursor == 1


def test_escape_drops_it(map_view, mouse, qtbot, session: Session, line) -> None:
    before, picture = session.state.plan, map_view.frame.image.copy()
    draw(mouse, line)
    assert map_view.frame.image != picture
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    assert session.state.plan is before
    assert map_view.frame.image == picture
    mouse("move", *line[3 % len(line)])
    mouse("release", *line[0])
    assert session.state.history.entries == ()


def test_ctrl_takes_blocks_from_the_target_only(map_view, mouse, session: Session, tool, line) -> None:
    before, target = session.state.plan.catchment_of_face[0], map_view.content.target
    wanted = enclosed(map_view, tool, line) & (before == target)
    draw(mouse, line, CTRL)
    mouse("release", *line[-1])
    after = session.state.plan.catchment_of_face[0]
    assert wanted.any()
    assert ((after != before) == wanted).all()
    assert (after[wanted] == -1).all()


def test_blocks_of_a_locked_school_stay_and_the_reason_is_shown(
    map_view, mouse, session: Session, bridge: Bridge, tool, line
) -> None:
    before, target = session.state.plan.catchment_of_face[0], map_view.content.target
    inside = enclosed(map_view, tool, line)
    others = before[inside & (before >= 0) & (before != target)]
    locked = int(np.bincount(others).argmax())
    school = int(session.state.plan.catchments.servers[locked, 0])
    bridge.commit(SetLock(True, (session.state.plan.schools.ids[school],)))
    draw(mouse, line)
    assert map_view.tool._tip.problem
    assert session.state.plan.schools.names[school] in map_view.tool._tip.title
    mouse("release", *line[-1])
    after = session.state.plan.catchment_of_face[0]
    wanted = inside & (before != target) & (before != locked)
    assert ((after != before) == wanted).all()


def test_undo_from_elsewhere_ends_it(map_view, mouse, session: Session, bridge: Bridge, line) -> None:
    draw(mouse, line)
    bridge.undo()
    QApplication.processEvents()
    assert not map_view.tool.busy
    mouse("release", *line[-1])
    assert session.state.history.entries == ()


def test_a_click_does_nothing_and_without_a_target_it_says_so(map_view, mouse, session, attention, line) -> None:
    mouse("press", *line[0])
    mouse("release", *line[0])
    assert session.state.history.entries == ()
    attention.set_target(UNCHOSEN)
    draw(mouse, line)
    assert not session.state.provisional
    assert not map_view.tool.busy
    mouse("release", *line[-1])
    assert session.state.history.entries == ()


def test_enter_gives_the_block_under_the_keys(map_view, qtbot, session: Session, line) -> None:
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    face, target = map_view.focus_block.face, map_view.content.target
    if session.state.plan.catchment_of_face[0, face] == target:
        qtbot.keyClick(map_view, Qt.Key.Key_Return, CTRL)
        assert session.state.plan.catchment_of_face[0, face] == -1
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert session.state.plan.catchment_of_face[0, face] == target


def test_the_line_is_painted(map_view, mouse, line) -> None:
    before = map_view.grab().toImage()
    draw(mouse, line)
    at = map_view.tool.outline().pointAtPercent(0.3).toPoint()
    shown = map_view.grab().toImage()
    assert shown.pixelColor(at) != before.pixelColor(at)
    assert map_view.tool.region().contains(at)
    map_view.tool.cancel()


def test_turns_against_shapely() -> None:
    rng = np.random.default_rng(11)
    points = rng.uniform(0, 100, (2_000, 2))
    for _ in range(30):
        # a star-shaped line does not cross itself
        angle = np.sort(rng.uniform(0, 2 * np.pi, 17))
        line = 50 + np.column_stack((np.cos(angle), np.sin(angle))) * rng.uniform(10, 50, (17, 1))
        ends = [tuple(place) for place in line.tolist()]
        total = sum(turns(points, a, b) for a, b in zip(ends, [*ends[1:], ends[0]], strict=True))
        assert (total != 0).tolist() == shapely.contains_xy(shapely.Polygon(line), points).tolist()
        assert set(total.tolist()) == {0, 1}


def test_a_loop_within_the_line_is_enclosed_as_well() -> None:
    around = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]
    twice = [*around, *[(x / 2 + 2, y / 2 + 2) for x, y in around]]
    middle = np.array([[4.0, 4.0], [9.0, 5.0], [11.0, 5.0]])
    total = sum(turns(middle, a, b) for a, b in zip(twice, [*twice[1:], twice[0]], strict=True))
    assert total.tolist() == [2, 1, 0]
