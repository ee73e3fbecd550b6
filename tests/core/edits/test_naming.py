"""Locks: what is locked refuses every tool, what is not lets every tool through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import numpy as np
import pytest

from piiri.edits import (
    AssignFaces,
    CloseSchool,
    Edit,
    MergeSchools,
    MoveSchool,
    ReopenSchool,
    SetLock,
    SetServers,
    SetStages,
    SplitFaces,
    Together,
    apply,
)
from piiri.errors import EditRejected
from piiri.model import Dataset, Plan

Town = tuple[Dataset, Plan]
LOW, HIGH = "fi-1-6", "fi-7-9"
SHAPES = ("move corner", "insert corner", "delete corner", "split", "join")
ONE_STAGE = ("assign", "corner in stage", "redraw")
NETWORK = ("close", "stages less", "stages other", "stages more", "merge", "shares", "move school", "reopen")


@pytest.fixture(scope="module")
def prepared(town: Town, samples_of: Callable[[Plan], dict[str, Any]]) -> Callable[[str], tuple[Plan, Any]]:
    found = samples_of(town[1])

    def of(kind: str) -> tuple[Plan, Any]:
        plan = town[1]
        for edit in found[kind].before:
            plan, _ = apply(plan, edit)
        return plan, found[kind].edit

    return of


def refuses(plan: Plan, edit: Edit) -> str:
    with pytest.raises(EditRejected) as caught:
        apply(plan, edit)
    assert caught.value.code == "locked" and caught.value.how
    return caught.value.what


def touched(plan: Plan, edit: Edit) -> np.ndarray:
    """The blocks of the plan before that the edit gives away, splits, joins or reshapes by more than a neighbour's new
    corner does."""
    after, change = apply(plan, edit)
    if change.reshaped is None:
        if len(change.vertices):
            around = [plan.coverage.topology.faces_of_vertex(int(v)) for v in change.vertices]
            return np.unique(np.concatenate(around))
        return np.asarray(change.faces)
    ids = {key.split("~")[0] for key in set(after.coverage.face_ids) ^ set(plan.coverage.face_ids)}
    split = [f for f, key in enumerate(plan.coverage.face_ids) if key.split("~")[0] in ids]
    return np.array(split) if split else np.asarray(change.reshaped.gone)


@pytest.mark.parametrize("kind", [*SHAPES, *ONE_STAGE])
def test_a_locked_block_refuses_every_tool(prepared: Any, kind: str) -> None:
    plan, edit = prepared(kind)
    faces = touched(plan, edit)
    assert len(faces)
    for face in faces:
        block = plan.coverage.face_ids[face]
        assert block in refuses(apply(plan, SetLock(True, (), (), (block,)))[0], edit)
    far = next(f for f in range(plan.coverage.face_count) if _far(plan, f, faces))
    apply(apply(plan, SetLock(True, (), (), (plan.coverage.face_ids[far],)))[0], edit)


def _far(plan: Plan, face: int, faces: np.ndarray) -> bool:
    away = plan.coverage.label_points[face] - plan.coverage.label_points[faces]
    return bool((np.hypot(*away.T) > 1500).all())


@pytest.mark.parametrize("kind", [*SHAPES, *ONE_STAGE])
@pytest.mark.parametrize("by", ["catchment", "school"])
def test_a_locked_catchment_refuses_every_tool(prepared: Any, kind: str, by: str) -> None:
    """Tools that change blocks for all stages refuse at every stage; tools of one stage at theirs."""
    plan, edit = prepared(kind)
    c = plan.catchments
    for stage in range(2):
        for k in np.unique(plan.catchment_of_face[stage][touched(plan, edit)]).tolist():
            if k < 0:
                continue
            lock = (
                SetLock(True, (), (c.ids[k],))
                if by == "catchment"
                else SetLock(True, (plan.schools.ids[c.schools_of(k)[0]],))
            )
            locked = apply(plan, lock)[0]
            if kind in SHAPES or stage == 0:
                refuses(locked, edit)
            elif by == "catchment":
                apply(locked, edit)


def test_a_locked_target_takes_nothing_in(prepared: Any) -> None:
    plan, edit = prepared("assign")
    assert "School 3" in refuses(apply(plan, SetLock(True, (), (edit.catchment,)))[0], edit)
    assert "School 3" in refuses(apply(plan, SetLock(True, ("S3",)))[0], edit)


@pytest.mark.parametrize("kind", NETWORK)
def test_a_locked_school_stays_as_it_is(prepared: Any, kind: str) -> None:
    plan, edit = prepared(kind)
    school = edit.school if hasattr(edit, "school") else "S2"
    locked = apply(plan, SetLock(True, (school,)))[0]
    assert refuses(locked, edit) == f"School {school[1:]} is locked."
    unlocked = apply(locked, SetLock(False, (school,)))[0]
    assert apply(unlocked, edit)[0].fingerprint == apply(plan, edit)[0].fingerprint


@pytest.mark.parametrize(
    ("kind", "locks"),
    [
        ("close", (f"{LOW}/S2", f"{LOW}/S3", f"{LOW}/joint")),
        ("close in a zone", (f"{LOW}/S1", f"{LOW}/joint", f"{LOW}/S0")),
        ("merge", (f"{LOW}/S4", f"{HIGH}/S4", f"{LOW}/S3")),
        ("merge in a zone", (f"{LOW}/joint", f"{LOW}/S0")),
        ("stages less", (f"{HIGH}/S4", f"{HIGH}/S5")),
        ("shares", (f"{LOW}/S2",)),
        ("reopen", (f"{LOW}/S2",)),
    ],
)
def test_a_locked_catchment_refuses_edits_of_the_network(prepared: Any, kind: str, locks: tuple[str, ...]) -> None:
    plan, edit = prepared(kind)
    for catchment in locks:
        refuses(apply(plan, SetLock(True, (), (catchment,)))[0], edit)
    apply(apply(plan, SetLock(True, (), (f"{HIGH}/S7",)))[0], edit)


def test_a_locked_catchment_without_blocks_is_not_closed_either(town: Town, inside: Any) -> None:
    plan = town[1]
    moved = AssignFaces(LOW, inside.blocks(plan, "S2", LOW), f"{LOW}/S3")
    locked = apply(apply(plan, moved)[0], SetLock(True, (), (f"{LOW}/S2",)))[0]
    refuses(locked, CloseSchool("S2", 2028, ()))
    refuses(locked, SetStages("S2", ()))
    refuses(locked, MergeSchools("S2", "S4", 2028, 1))
    closed = apply(apply(locked, SetLock(False, (), (f"{LOW}/S2",)))[0], CloseSchool("S2", 2028, ()))[0]
    refuses(apply(closed, SetLock(True, ("S2",)))[0], ReopenSchool("S2"))


def test_a_joint_zone_is_locked_by_any_of_its_schools(town: Town) -> None:
    for school in ("S0", "S1"):
        locked = apply(town[1], SetLock(True, (school,)))[0]
        refuses(locked, SetServers(f"{LOW}/joint", ("S0", "S1"), (0.6, 0.4)))
        refuses(locked, MoveSchool(school, 0.0, 0.0))
    refuses(apply(town[1], SetLock(True, ("S3",)))[0], SetServers(f"{LOW}/joint", ("S0", "S3"), (0.6, 0.4)))


def test_a_lock_within_a_step_holds_for_what_comes_after_it(town: Town, inside: Any) -> None:
    plan = town[1]
    split = SplitFaces(inside.across(plan, "b40"), ("b40",))
    refuses(plan, Together((SetLock(True, (), (), ("b40",)), split)))
    apply(plan, Together((SetLock(True, (), (), ("b40",)), SetLock(False, (), (), ("b40",)), split)))


def test_every_kind_has_its_place_here(prepared: Any) -> None:
    named = {type(prepared(kind)[1]).__name__ for kind in (*SHAPES, *ONE_STAGE, *NETWORK)}
    # places, names, new schools and locks themselves change nothing that a lock holds; a step refuses by its parts
    free = {"SetCapacity", "RenameSchool", "OpenSchool", "SetLock", "Together"}
    free |= {"SetFundingModel", "SetFundingNumber", "SetSchoolFigures", "SetMoneyUse"}
    assert named | free == {kind.__name__ for kind in get_args(Edit)}
