"""The lock: blocks under the brush, a whole catchment with Shift; what is locked looks so and says so."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces, SetLock
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.palette import palette

SHIFT, CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def place(map_view: MapView) -> tuple[float, float]:
    """The inner point of a block in the middle of the map, with the lock in hand."""
    map_view.set_tool("lock")
    for x, y in map_view.view.to_screen(map_view.content.middles).tolist():
        if 250 < x < 450 and 150 < y < 330 and map_view.marks.school_at(x, y) < 0:
            return x, y
    raise AssertionError("no block lies in the middle")


def test_a_stroke_locks_and_the_same_stroke_unlocks(map_view, mouse, session: Session, place) -> None:
    x, y = place
    face = map_view.frame.face_at(x, y)
    plain = map_view.frame.image.copy()
    mouse("press", x, y)
    for step in range(1, 8):
        mouse("move", x + 8 * step, y)
    assert session.state.provisional
    locked = session.state.plan.locked_faces
    assert "Lock " in map_view.tool._tip.title and f"{len(locked)} block" in map_view.tool._tip.title
    assert map_view.frame.image != plain  # the fence is there while the button is down
    mouse("release", x + 56, y)
    assert session.state.plan.locked_faces == locked
    assert session.state.plan.coverage.face_ids[face] in locked
    assert session.state.history.cursor == 1
    assert map_view.content.locked.sum() == len(locked)
    mouse("press", x, y)
    for step in range(1, 8):
        mouse("move", x + 8 * step, y)
    mouse("release", x + 56, y)
    assert session.state.plan.locked_faces == frozenset()
    map_view.settle()
    mouse("move", 3, 470, held=False)
    assert map_view.frame.image == plain


def test_escape_drops_it(map_view, mouse, qtbot, session: Session, place) -> None:
    before, plain = session.state.plan, map_view.frame.image.copy()
    mouse("press", *place)
    assert session.state.plan.locked_faces
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    assert session.state.plan is before
    assert map_view.frame.image == plain


def test_ctrl_only_unlocks(map_view, mouse, session: Session, place) -> None:
    mouse("press", *place, modifiers=CTRL)
    mouse("release", *place, modifiers=CTRL)
    assert not session.state.plan.has_locks
    assert session.state.history.entries == ()


def test_shift_takes_the_whole_catchment(map_view, mouse, qtbot, session: Session, place) -> None:
    face = map_view.frame.face_at(*place)
    plan = session.state.plan
    catchment = int(plan.catchment_of_face[0, face])
    mouse("press", *place, modifiers=SHIFT)
    mouse("release", *place, modifiers=SHIFT)
    assert session.state.plan.locked_catchments == {plan.catchments.ids[catchment]}
    assert np.array_equal(map_view.content.locked, plan.catchment_of_face[0] == catchment)
    assert map_view.marks.look_of(map_view.content.school_of_face(face)).locked
    qtbot.waitUntil(lambda: any(kind == "lock" for kind, _ in map_view.badges.placed))
    for _, box in map_view.badges.placed:
        assert map_view.content.locked[map_view.frame.face_at(box.center().x(), box.center().y())]
        assert not any(box.intersects(cover) for cover in map_view.marks.covers)
    mouse("press", *place, modifiers=SHIFT)
    assert not session.state.plan.has_locks
    qtbot.waitUntil(lambda: not map_view.badges.placed)


def test_a_block_without_a_catchment_says_why_not(map_view, mouse, session: Session, attention, place) -> None:
    face = map_view.frame.face_at(*place)
    plan = session.state.plan
    session.do(AssignFaces(plan.stages[0].id, (plan.coverage.face_ids[face],), ""))
    QApplication.processEvents()
    mouse("press", *place, modifiers=SHIFT)
    assert map_view.tool._tip.problem and "no catchment" in map_view.tool._tip.title
    attention.set_stage(-1)
    mouse("press", *place, modifiers=SHIFT)
    assert "grades" in map_view.tool._tip.title
    assert not session.state.plan.has_locks


def test_by_keys(map_view, qtbot, session: Session) -> None:
    map_view.set_tool("lock")
    for _ in range(2):
        qtbot.keyClick(map_view, Qt.Key.Key_Right)
    face, plan = map_view.focus_block.face, session.state.plan
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert session.state.plan.locked_faces == {plan.coverage.face_ids[face]}
    assert "Locked block" in map_view.focus_block.words()
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert not session.state.plan.has_locks
    qtbot.keyClick(map_view, Qt.Key.Key_Return, SHIFT)
    assert len(session.state.plan.locked_catchments) == 1
    name = plan.catchments.names[plan.catchment_of_face[0, face]]
    assert f"{name} is locked" in map_view.focus_block.words()
    qtbot.keyClick(map_view, Qt.Key.Key_Return, SHIFT)
    path = [face]
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(map_view, key, SHIFT)
        path.append(map_view.focus_block.face)
    QApplication.processEvents()
    assert session.state.provisional
    qtbot.keyClick(map_view, Qt.Key.Key_Return)
    assert session.state.plan.locked_faces == {plan.coverage.face_ids[each] for each in path}


def test_the_brush_leaves_locked_blocks_and_says_which(map_view, mouse, session: Session, attention, place) -> None:
    face = map_view.frame.face_at(*place)
    plan = session.state.plan
    block = plan.coverage.face_ids[face]
    session.do(SetLock(True, faces=(block,)))
    map_view.set_tool("paint")
    attention.set_target(next(s for s in map_view.marks.schools if s != map_view.content.school_of_face(face)))
    mouse("press", *place)
    assert map_view.tool._tip.problem
    assert map_view.tool._tip.title.startswith(f"Block {block} is locked.")
    mouse("release", *place)
    row = session.state.plan.catchment_of_face[0]
    assert row[face] == plan.catchment_of_face[0, face]


def test_it_is_heard(map_view, session: Session, bridge: Bridge) -> None:
    interface = QAccessible.queryAccessibleInterface(map_view)
    school = map_view.marks.schools[0]
    catchment = session.state.plan.catchments.of_school(school, 0)
    bridge.commit(SetLock(True, catchments=(session.state.plan.catchments.ids[catchment],)))
    words = [interface.child(at).text(QAccessible.Text.Name) for at in range(interface.childCount())]
    name = session.state.plan.schools.names[school]
    assert any(text.startswith(name) and text.endswith("locked") for text in words)
    held = int(map_view.content.locked.sum())
    assert f"{held} blocks locked" in interface.text(QAccessible.Text.Description)


@pytest.mark.parametrize("indicator", ["pupil_density", "catchments"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_fence_stays_with_its_blocks(map_view, bridge, session, attention, indicator: str, theme: str) -> None:
    """Whatever else is drawn again: colours, themes, strokes, undo."""
    map_view.set_palette(palette(theme))
    attention.set_indicator(indicator)
    plan = session.state.plan
    some = tuple(plan.coverage.face_ids[face] for face in (3, 40, 77))
    bridge.commit(SetLock(True, faces=some))
    map_view.settle()
    fenced = map_view.content.scene().table
    for face in range(plan.coverage.face_count):
        lines = len(np.unique(fenced[face])) > 1
        assert lines or face not in (3, 40, 77)
    other = next(
        f for f in range(plan.coverage.face_count) if f not in (3, 40, 77) and plan.catchment_of_face[0, f] >= 0
    )
    bridge.commit(AssignFaces(plan.stages[0].id, (plan.coverage.face_ids[other],), ""))
    bridge.undo()
    assert np.array_equal(map_view.content.scene().table, fenced)
    bridge.undo()
    map_view.content.recolour()
    assert not np.array_equal(map_view.content.scene().table, fenced)


def test_unassigned_areas_say_so_and_can_be_picked_there(map_view, mouse, qtbot, session, attention: Attention) -> None:
    plan = session.state.plan
    middle = np.hypot(*(map_view.view.to_screen(map_view.content.middles) - (350, 240)).T)
    some = tuple(plan.coverage.face_ids[face] for face in np.argsort(middle)[:12])
    session.do(AssignFaces(plan.stages[0].id, some, ""))
    QApplication.processEvents()
    qtbot.waitUntil(lambda: any(kind == "unassigned" for kind, _ in map_view.badges.placed))
    at: QPointF = next(box.center() for kind, box in map_view.badges.placed if kind == "unassigned")
    map_view.set_tool("pick")
    mouse("press", at.x(), at.y())
    assert attention.no_school_is_target
