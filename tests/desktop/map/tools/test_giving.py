"""What a stroke means, at one stage and at all of them, against one block and one stage after another."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.edits import AssignFaces, SetLock, Together, apply, from_json, to_json
from piiri.errors import EditRejected
from piiri.io.demo import demo_municipality
from piiri.model.plan import UNASSIGNED, Plan
from piiri.session import Session
from piiri_desktop.bridge import UNCHOSEN
from piiri_desktop.map.tools.giving import Giving

TOWN = demo_municipality(pupils=300, schools=8, faces=90)


def one_by_one(plan: Plan, giving: Giving, faces: list[int]) -> Plan:
    """Give each block at each stage by an edit of its own, and leave out what the plan refuses."""
    for stage, taker in giving.takers.items():
        for face in faces:
            own = plan.catchment_of_face[stage, face]
            if giving.removing and (own != taker or own < 0):
                continue
            to = "" if giving.removing or taker < 0 else plan.catchments.ids[taker]
            try:
                plan, _ = apply(plan, AssignFaces(plan.stages[stage].id, (plan.coverage.face_ids[face],), to))
            except EditRejected:
                continue
    return plan


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_same_as_one_by_one(data: st.DataObject) -> None:
    plan = TOWN[1]
    draw = data.draw
    ids, keys, blocks = plan.schools.ids, plan.catchments.ids, plan.coverage.face_ids
    lock = SetLock(
        True,
        tuple(draw(st.sets(st.sampled_from(ids), max_size=2))),
        tuple(draw(st.sets(st.sampled_from(keys), max_size=2))),
        tuple(draw(st.sets(st.sampled_from(blocks), max_size=12))),
    )
    plan, _ = apply(plan, lock)
    bare = tuple(draw(st.sets(st.sampled_from(sorted(set(blocks) - set(lock.faces))), max_size=10)))
    for stage in plan.stages:
        plan = one_by_one(plan, Giving(plan, {plan.stage_index(stage.id): UNASSIGNED}), [blocks.index(b) for b in bare])
    target = draw(st.sampled_from([UNASSIGNED, *range(len(ids))]))
    stage = draw(st.sampled_from(range(len(plan.stages))))
    giving = Giving.to(plan, target, stage, everywhere=draw(st.booleans()), removing=draw(st.booleans()))
    faces = sorted(draw(st.sets(st.sampled_from(range(len(blocks))), min_size=1, max_size=25)))
    wanted = one_by_one(plan, giving, faces)
    found = giving.changing(np.array(faces))
    free, reason = giving.free(found)
    edit = giving.edit(free)
    after = apply(plan, edit)[0] if edit is not None else plan
    assert np.array_equal(after.catchment_of_face, wanted.catchment_of_face)
    moved = np.flatnonzero((after.catchment_of_face != plan.catchment_of_face).any(axis=0))
    assert free.tolist() == moved.tolist()
    assert bool(reason) or len(free) == len(found)
    if edit is not None:
        assert from_json(to_json(edit)) == edit


def test_all_stages_are_one_step_and_go_back_as_one() -> None:
    session = Session(*TOWN)
    plan = session.state.plan
    taught = [
        [s for s in range(len(plan.stages)) if plan.catchments.of_school(h, s) >= 0] for h in range(len(plan.schools))
    ]
    school = max(range(len(plan.schools)), key=lambda h: len(taught[h]))
    giving = Giving.to(plan, school, 0, everywhere=True)
    assert sorted(giving.takers) == taught[school]
    giving = Giving.to(plan, UNASSIGNED, 0, everywhere=True)
    assert sorted(giving.takers) == list(range(len(plan.stages)))
    before = plan.catchment_of_face
    edit = giving.edit(giving.changing(np.arange(6)))
    assert isinstance(edit, Together) and len(edit.edits) == len(plan.stages)
    session.do(edit)
    assert (session.state.plan.catchment_of_face[:, :6] == -1).all()
    assert session.state.history.cursor == 1
    assert session.state.history.describe(1).startswith("6 blocks to Unassigned (")
    for step in (session.undo, session.redo, session.undo):
        step()
    assert np.array_equal(session.state.plan.catchment_of_face, before)


@pytest.mark.parametrize("target", [UNCHOSEN, 999])
def test_nobody_gets_nothing(target: int) -> None:
    giving = Giving.to(TOWN[1], target, 0, everywhere=True)
    assert giving.takers == {}
    assert giving.edit(np.arange(5)) is None
    assert len(giving.changing(np.arange(5))) == 0
