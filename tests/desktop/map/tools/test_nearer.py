"""Nearer blocks: shown at once, changed by target and distance, kept by Enter or the button."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from piiri.edits import SetLock
from piiri.model import Plan
from piiri.session import Session
from piiri_desktop.bridge import UNCHOSEN, Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.map.tools.nearer import nearer_blocks


def slow(plan: Plan, stage: int, school: int, radius: float) -> list[int]:
    """One block after another."""
    found, xy = [], plan.schools.xy.tolist()
    for face, middle in enumerate(plan.coverage.label_points.tolist()):
        catchment = int(plan.catchment_of_face[stage, face])
        own = [math.dist(middle, xy[s]) for s in plan.catchments.schools_of(catchment)] if catchment >= 0 else []
        away = math.dist(middle, xy[school])
        if away <= radius and away < min(own, default=math.inf):
            found.append(face)
    return found


@pytest.fixture
def school(map_view: MapView, attention: Attention) -> int:
    """The school of the first stage that most blocks within 3 km are nearer to."""
    plan = map_view.state.plan
    found = [
        len(slow(plan, 0, s, 3000.0)) if plan.catchments.of_school(s, 0) >= 0 else -1 for s in range(len(plan.schools))
    ]
    assert max(found) > 3
    attention.set_target(int(np.argmax(found)))
    map_view.furniture.tool.reach.setValue(6)
    assert map_view.furniture.tool.reach_m == 3000
    return attention.target


def changed(session: Session, before: np.ndarray) -> list[int]:
    return np.flatnonzero(session.state.plan.catchment_of_face[0] != before).tolist()


def test_choosing_it_shows_and_enter_keeps(map_view, qtbot, session: Session, school: int) -> None:
    before, wanted = session.state.plan.catchment_of_face[0], slow(session.state.plan, 0, school, 3000.0)
    map_view.set_tool("nearer")
    QApplication.processEvents()
    assert session.state.provisional
    assert session.state.history.entries == ()
    assert changed(session, before) == wanted
    assert f"{len(wanted)} blocks" in map_view.tool._tip.title
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert not session.state.provisional
    assert session.state.history.cursor == 1
    assert changed(session, before) == wanted
    qtbot.keyClick(map_view, Qt.Key.Key_Return)  # once more: by now there is none
    assert "no block is nearer" in map_view.tool._tip.title
    assert not map_view.furniture.tool.keep.isEnabled()


def test_the_button_keeps_too(map_view, qtbot, session: Session, school: int) -> None:
    before, wanted = session.state.plan.catchment_of_face[0], slow(session.state.plan, 0, school, 3000.0)
    keep = map_view.furniture.tool.keep
    assert not keep.isEnabled()
    map_view.set_tool("nearer")
    QApplication.processEvents()
    assert keep.isVisible() and keep.isEnabled()
    qtbot.mouseClick(keep, Qt.MouseButton.LeftButton)
    assert changed(session, before) == wanted
    assert session.state.history.cursor == 1
    assert not keep.isEnabled()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_plate_leaves_room_for_zooming(map_view, school: int, scale: float) -> None:
    map_view.resize(520, 400)
    map_view.set_text_scale(scale)
    plate, zoom = map_view.furniture.tool, map_view.furniture.zoom
    for name in ("nearer", "flood", "paint", "nearer"):
        map_view.set_tool(name)
        QApplication.processEvents()
        assert not plate.geometry().intersects(zoom.geometry())
        assert name != "nearer" or (plate.keep.isVisible() and plate.rect().contains(plate.keep.geometry()))
    map_view.set_tool("pan")


def test_escape_and_another_tool_drop_it(map_view, qtbot, session: Session, school: int) -> None:
    before, picture = session.state.plan, map_view.frame.image.copy()
    for drop in (lambda: qtbot.keyClick(map_view, Qt.Key.Key_Escape), lambda: map_view.set_tool("pan")):
        map_view.set_tool("nearer")
        QApplication.processEvents()
        assert map_view.frame.image != picture
        drop()
        QApplication.processEvents()
        assert session.state.plan is before
        assert not session.state.provisional
    assert map_view.frame.image == picture


def test_the_distance_changes_what_is_shown(map_view, qtbot, session: Session, school: int) -> None:
    before, plan = session.state.plan.catchment_of_face[0], session.state.plan
    map_view.set_tool("nearer")
    for key, reach in ((Qt.Key.Key_Comma, 2000), (Qt.Key.Key_Comma, 1500), (Qt.Key.Key_Period, 2000)):
        qtbot.keyClick(map_view, key)
        QApplication.processEvents()
        assert map_view.furniture.tool.reach_m == reach
        assert changed(session, before) == slow(plan, 0, school, reach)


def test_another_target_is_shown_at_once(map_view, session: Session, attention: Attention, school: int) -> None:
    before, plan = session.state.plan.catchment_of_face[0], session.state.plan
    map_view.set_tool("nearer")
    other = next(s for s in range(len(plan.schools)) if s != school and plan.catchments.of_school(s, 0) >= 0)
    attention.set_target(other)
    QApplication.processEvents()
    assert changed(session, before) == slow(plan, 0, other, 3000.0)
    attention.set_target(UNCHOSEN)
    QApplication.processEvents()
    assert not session.state.provisional
    assert "Choose a target" in map_view.tool._tip.title


def test_blocks_of_a_locked_school_stay(map_view, qtbot, session: Session, bridge: Bridge, school: int) -> None:
    plan = session.state.plan
    wanted = slow(plan, 0, school, 3000.0)
    row = plan.catchment_of_face[0]
    locked = int(row[wanted].max())
    bridge.commit(SetLock(True, (plan.schools.ids[int(plan.catchments.servers[locked, 0])],)))
    map_view.set_tool("nearer")
    QApplication.processEvents()
    assert map_view.tool._tip.problem
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert changed(session, row) == [face for face in wanted if row[face] != locked]


def test_undo_from_elsewhere_ends_it(map_view, session: Session, bridge: Bridge, school: int) -> None:
    map_view.set_tool("nearer")
    QApplication.processEvents()
    bridge.undo()
    QApplication.processEvents()
    assert not session.state.provisional
    assert map_view.tool.outline().isEmpty()
    assert not map_view.furniture.tool.keep.isEnabled()


@pytest.mark.parametrize("radius", [300.0, 1000.0, 5000.0])
def test_the_same_blocks_as_one_by_one(town, radius: float) -> None:
    _, plan = town
    for stage in range(len(plan.stages)):
        for school in range(len(plan.schools)):
            found = nearer_blocks(plan, stage, school, plan.coverage.label_points, radius)
            assert found.tolist() == slow(plan, stage, school, radius)
