"""Plates on locked and unassigned areas: where they lie, and that they follow blocks that are split and joined."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces, JoinFaces, SetLock, SplitFaces
from piiri.session import Session
from piiri_desktop.map import MapView
from piiri_desktop.map.badges import areas_of


def large_one(session: Session) -> int:
    """The largest of the blocks in the middle of the municipality."""
    coverage = session.state.plan.coverage
    west, south, east, north = coverage.extent
    away = np.abs(coverage.label_points - ((west + east) / 2, (south + north) / 2)) / (east - west, north - south)
    return int(np.argmax(np.where((away < 0.2).all(axis=1), coverage.areas_m2, 0.0)))


def across(session: Session, face: int) -> SplitFaces:
    """Through the middle of a block, and of it alone."""
    coverage = session.state.plan.coverage
    west, south, east, north = coverage.bounds[face]
    x, y = coverage.label_points[face]
    key = coverage.face_ids[face]
    if east - west > north - south:
        return SplitFaces(((float(x), south - 5), (float(x), north + 5)), (key,))
    return SplitFaces(((west - 5, float(y)), (east + 5, float(y))), (key,))


def kinds(view: MapView) -> list[str]:
    QApplication.processEvents()
    view.settle()
    view.rest()
    return sorted(kind for kind, _ in view.badges.placed)


def test_areas_are_parts_that_hang_together_the_largest_first(session: Session) -> None:
    plan = session.state.plan
    middles = plan.coverage.label_points
    far = [int(np.argmin(middles[:, 0])), int(np.argmax(middles[:, 0]))]
    mine = np.zeros(plan.coverage.face_count, dtype=bool)
    mine[[*far, *plan.coverage.topology.neighbours(far[0])]] = True
    found = areas_of("lock", plan, mine, middles)
    assert len(found) == 2
    assert found[0].across_m >= found[1].across_m
    together = sorted(area.across_m**2 for area in found)
    assert np.isclose(sum(together), plan.coverage.areas_m2[mine].sum())
    assert areas_of("lock", plan, np.zeros_like(mine), middles) == []


def test_a_locked_area_has_a_lock_and_a_bare_one_its_word(map_view: MapView, session: Session) -> None:
    assert kinds(map_view) == []
    key = session.state.plan.coverage.face_ids[large_one(session)]
    stage = session.state.plan.stages[0].id
    session.do(SetLock(True, faces=(key,)))
    assert kinds(map_view) == ["lock"]
    _, box = map_view.badges.placed[0]
    middle = map_view.view.to_screen(session.state.plan.coverage.label_points[large_one(session)])
    assert box.contains(QPointF(*middle.tolist()))
    assert map_view.badges.kind_at(box.center()) == "lock"
    session.undo()
    session.do(AssignFaces(stage, (key,), ""))
    assert kinds(map_view) == ["unassigned"]
    session.undo()
    assert kinds(map_view) == []


def test_plates_card_and_finder_follow_a_block_that_is_split_and_joined(map_view: MapView, session: Session) -> None:
    """The pieces are blocks of their own: one is locked, the other belongs to nobody; joined again they are one."""
    face, faces = large_one(session), session.state.plan.coverage.face_count
    key, stage = session.state.plan.coverage.face_ids[face], session.state.plan.stages[0].id
    map_view.set_tool("paint")
    near = [row.name for row in map_view.targets.listed()]
    x, y = map_view.view.to_screen(session.state.plan.coverage.label_points[face]).tolist()
    map_view.look_at(map_view.view.zoomed(3.0, x, y))
    session.do(across(session, face))
    assert session.state.plan.coverage.face_count == faces + 1
    piece = session.state.plan.coverage.face_ids[faces]
    assert kinds(map_view) == []
    session.do(AssignFaces(stage, (piece,), ""))
    session.do(SetLock(True, faces=(key,)))
    assert kinds(map_view) == ["lock", "unassigned"]
    for kind, index in (("lock", face), ("unassigned", faces)):
        box = next(box for each, box in map_view.badges.placed if each == kind)
        assert map_view.frame.face_at(box.center().x(), box.center().y()) == index, kind
        map_view.attention.hover_face(index)
        map_view.card._come()
        words, own = map_view.card.words, session.state.plan.coverage.face_ids[index]
        assert words is not None and words.title.startswith(f"Block {own}"), words
        assert bool(words.locked) == (kind == "lock")
    assert [row.name for row in map_view.targets.listed()] == near
    session.do(SetLock(False, faces=(key,)))
    session.do(
        AssignFaces(
            stage, (piece,), session.state.plan.catchments.ids[int(session.state.plan.catchment_of_face[0, face])]
        )
    )
    session.do(JoinFaces((key, piece)))
    assert session.state.plan.coverage.face_count == faces
    assert kinds(map_view) == []
    assert map_view.attention.hovered_face == face, "the piece pointed at is part of its block again"
    map_view.card._come()
    assert map_view.card.words is not None and map_view.card.words.title.startswith(f"Block {key}, ")
    session.jump(0)
    assert kinds(map_view) == []
