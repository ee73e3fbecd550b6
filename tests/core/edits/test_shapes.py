"""Edits that change the shape of blocks: what they keep, and every way they are refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from piiri.edits import (
    DeleteCorner,
    Edit,
    InsertCorner,
    JoinFaces,
    MoveCornerInStage,
    MoveVertex,
    RedrawBorder,
    SetLock,
    SplitFaces,
    apply,
)
from piiri.errors import EditRejected
from piiri.model import Dataset, Plan

Town = tuple[Dataset, Plan]
LOW, HIGH = "fi-1-6", "fi-7-9"
NOWHERE = ((-900.0, -900.0), (-800.0, -800.0))


@pytest.mark.parametrize(
    ("edit", "wanted"),
    [
        (SplitFaces(NOWHERE), "nothing-split"),
        (SplitFaces(NOWHERE, ("nowhere",)), "unknown-block"),
        (SplitFaces(((1.0, 1.0),)), "not-a-line"),
        (SplitFaces(((0.0, 0.0), (float("nan"), 0.0))), "not-a-line"),
        (SplitFaces(((-9.0, 900.0), (5009.0, 900.0), (5009.0, 990.0), (90.0, 990.0), (90.0, 90.0))), "line-crosses"),
        (RedrawBorder("fi-10", "", NOWHERE), "unknown-stage"),
        (RedrawBorder(LOW, f"{LOW}/S99", NOWHERE), "unknown-catchment"),
        (RedrawBorder(LOW, f"{HIGH}/S4", NOWHERE), "other-stage"),
        (RedrawBorder(LOW, f"{LOW}/S2", NOWHERE), "nothing-enclosed"),
        (RedrawBorder(LOW, "", NOWHERE), "nothing-enclosed"),
        (RedrawBorder(LOW, f"{LOW}/S2", ()), "not-a-line"),
        (MoveCornerInStage("fi-10", 0, 0.0, 0.0), "unknown-stage"),
        (MoveCornerInStage(LOW, -1, 0.0, 0.0), "unknown-corner"),
        (MoveCornerInStage(LOW, 0, float("inf"), 0.0), "not-a-place"),
        (InsertCorner(-1, 0, 0.0, 0.0), "unknown-corner"),
        (InsertCorner(0, 10**6, 0.0, 0.0), "unknown-corner"),
        (InsertCorner(0, 0, 0.0, 0.0), "unknown-edge"),
        (DeleteCorner(10**6), "unknown-corner"),
        (JoinFaces(("b1", "nowhere")), "unknown-block"),
        (JoinFaces(("b1", "b2")), "not-of-one-block"),
        (JoinFaces(()), "not-of-one-block"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_refused(town: Town, edit: Edit, wanted: str) -> None:
    before = town[1].fingerprint
    with pytest.raises(EditRejected) as caught:
        apply(town[1], edit)
    assert caught.value.code.startswith(wanted)
    assert caught.value.what.endswith(".") and caught.value.how.endswith(".") and "{" not in caught.value.sentence
    assert town[1].fingerprint == before


def test_pieces_keep_the_catchments_of_every_stage(town: Town, inside: Any) -> None:
    plan = town[1]
    after, change = apply(plan, SplitFaces(inside.across(plan, "b40"), ("b40",)))
    index = after.coverage.topology.face_index
    assert set(after.coverage.face_ids) - set(plan.coverage.face_ids) == {"b40~2"}
    for key in ("b40", "b40~2"):
        was = plan.catchment_of_face[:, plan.coverage.topology.face_index["b40"]]
        assert after.catchment_of_face[:, index[key]].tolist() == was.tolist()
    assert change.reshaped is not None and index["b40"] in change.reshaped.made
    back, _ = apply(after, JoinFaces(("b40~2", "b40")))
    assert set(back.coverage.face_ids) == set(plan.coverage.face_ids)


def test_a_corner_for_one_stage_leaves_the_other_stages_alone(town: Town, inside: Any) -> None:
    plan = town[1]
    vertex = inside.corner(plan, 0)
    x, y = map(float, plan.coverage.vertices[vertex])
    after, _ = apply(plan, MoveCornerInStage(LOW, vertex, x + 9.0, y + 9.0))

    def areas(of: Plan, stage: int) -> np.ndarray:
        row = of.catchment_of_face[stage]
        return np.bincount(row + 1, weights=of.coverage.areas_m2, minlength=len(of.catchments) + 1)

    bent = 0.005 * 5000
    assert np.abs(areas(after, 1) - areas(plan, 1)).max() < bent
    assert np.abs(areas(after, 0) - areas(plan, 0)).max() > bent


def test_where_it_stands_already(town: Town) -> None:
    plan = town[1]
    x, y = map(float, plan.coverage.vertices[3])
    for edit in (MoveVertex(3, x, y), MoveVertex(3, x + 0.004, y), MoveCornerInStage(LOW, 3, x, y - 0.004)):
        after, change = apply(plan, edit)
        assert after is plan and change.empty


def test_a_lock_goes_with_a_joined_piece_nowhere(town: Town, inside: Any) -> None:
    """A locked piece cannot be joined; unlocked, it can, and the plan names no lock of a block that is no more."""
    plan = apply(town[1], SplitFaces(inside.across(town[1], "b40"), ("b40",)))[0]
    locked = apply(plan, SetLock(True, (), (), ("b40~2",)))[0]
    with pytest.raises(EditRejected, match="Block b40~2 is locked"):
        apply(locked, JoinFaces(("b40", "b40~2")))
    unlocked = apply(locked, SetLock(False, (), (), ("b40~2",)))[0]
    assert apply(unlocked, JoinFaces(("b40", "b40~2")))[0].locked_faces == frozenset()
