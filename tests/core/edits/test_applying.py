"""Several edits as one step: all of them, or none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from piiri.edits import (
    AssignFaces,
    JoinFaces,
    MoveVertex,
    OpenSchool,
    SetCapacity,
    SplitFaces,
    Together,
    apply,
    difference,
)
from piiri.errors import EditRejected
from piiri.model import Dataset, Plan
from piiri.session import Session

Town = tuple[Dataset, Plan]
LOW = "fi-1-6"


def parts(plan: Plan, inside: Any) -> tuple[Any, ...]:
    split = SplitFaces(inside.across(plan, "b40"), ("b40",))
    vertex = inside.corner(plan, 0)
    x, y = map(float, plan.coverage.vertices[vertex])
    return (
        OpenSchool("new", "Uusi", 2500.0, 2500.0, 90, (LOW,), 2027),
        split,
        AssignFaces(LOW, ("b40~2", "b20"), f"{LOW}/new"),
        MoveVertex(vertex, x + 0.3, y),
        SetCapacity("new", 91),
    )


def test_each_means_the_plan_as_the_ones_before_leave_it(town: Town, inside: Any) -> None:
    plan = town[1]
    edits = parts(plan, inside)
    one_by_one = plan
    for edit in edits:
        one_by_one, _ = apply(one_by_one, edit)
    together, change = apply(plan, Together(edits))
    assert together.fingerprint == one_by_one.fingerprint
    full = difference(plan, together)
    assert set(full.faces) <= set(change.faces) and set(full.catchments) <= set(change.catchments)
    assert change.network and change.places and change.reshaped is not None and full.reshaped is not None
    assert np.array_equal(change.reshaped.before, full.reshaped.before)
    nested, _ = apply(plan, Together((Together(edits[:2]), Together(edits[2:]))))
    assert nested.fingerprint == together.fingerprint


@pytest.mark.parametrize("at", range(6))
def test_all_or_nothing(town: Town, inside: Any, at: int) -> None:
    plan = town[1]
    edits = list(parts(plan, inside))
    edits.insert(at, SetCapacity("nowhere", 1))
    session = Session(town[0], plan)
    before, first = session.state, plan.fingerprint
    with pytest.raises(EditRejected) as caught:
        session.do(Together(tuple(edits)))
    assert caught.value.code == "unknown-school"
    assert session.state is before and session.committed is before and plan.fingerprint == first
    assert not session.committed.history.entries


def test_one_step_in_the_history(town: Town, inside: Any) -> None:
    session = Session(town[0], town[1])
    state = session.do(Together(parts(town[1], inside)))
    assert len(state.history.entries) == 1
    assert session.undo().plan.fingerprint == town[1].fingerprint


def test_nothing_is_no_step(town: Town, inside: Any) -> None:
    plan = town[1]
    assert apply(plan, Together(()))[0] is plan
    session = Session(town[0], plan)
    session.do(Together((SetCapacity("S1", int(plan.schools.places[1])),)))
    assert not session.committed.history.entries


def test_split_and_joined_in_one_step_is_the_block_again(town: Town, inside: Any) -> None:
    plan = town[1]
    split = SplitFaces(inside.across(plan, "b40"), ("b40",))
    after, _ = apply(plan, Together((split, JoinFaces(("b40", "b40~2")))))
    assert set(after.coverage.face_ids) == set(plan.coverage.face_ids)
    assert not after.coverage.problems()
