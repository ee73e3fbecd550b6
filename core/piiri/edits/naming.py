"""From the ids in an edit to the indices in a plan, with a clear refusal where there is no such thing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, IntArray
from ..model.plan import UNASSIGNED, Plan


def stage_of(plan: Plan, stage: str) -> int:
    """Return the position of a stage; ``EditRejected`` with code ``unknown-stage`` where its id is not known."""
    try:
        return plan.stage_index(stage)
    except KeyError:
        raise EditRejected(
            "unknown-stage",
            N_("There is no stage {stage} in this plan."),
            N_("Choose one of: {stages}."),
            stage=stage,
            stages=", ".join(s.id for s in plan.stages),
        ) from None


def catchment_of(plan: Plan, catchment: str, stage: int | None = None) -> int:
    """Return the position of a catchment, −1 for an empty id; ``EditRejected`` with ``unknown-catchment``, or
    ``other-stage`` where it does not belong to the stage given."""
    if not catchment:
        return UNASSIGNED
    try:
        found = plan.catchments.index(catchment)
    except KeyError:
        raise EditRejected(
            "unknown-catchment",
            N_("There is no catchment {catchment} in this plan."),
            N_("Choose one of the plan's catchments."),
            catchment=catchment,
        ) from None
    if stage is not None and plan.catchments.stage[found] != stage:
        raise EditRejected(
            "other-stage",
            N_("The catchment {catchment} belongs to another stage than {stage}."),
            N_("Choose a school that teaches this stage."),
            catchment=plan.catchments.names[found],
            stage=plan.stages[stage].name,
        )
    if stage is not None and plan.catchments.closed[found]:
        raise EditRejected(
            "closed-catchment",
            N_("{catchment} no longer teaches {stage}."),
            N_("Choose a school that teaches this stage."),
            catchment=plan.catchments.names[found],
            stage=plan.stages[stage].name,
        )
    return found


def faces_of(plan: Plan, faces: Sequence[str]) -> IntArray:
    """Return the positions of blocks, ascending, each once; ``EditRejected`` with code ``unknown-block``."""
    index = plan.coverage.topology.face_index
    try:
        return np.unique(np.array([index[face] for face in faces], dtype=np.int32))
    except KeyError as missing:
        raise EditRejected(
            "unknown-block",
            N_("There is no block {block} in this plan."),
            N_("Check the block's id."),
            block=missing.args[0],
        ) from None


def school_of(plan: Plan, school: str) -> int:
    """Return the position of a school; ``EditRejected`` with code ``unknown-school`` where its id is not known."""
    try:
        return plan.schools.index(school)
    except KeyError:
        raise EditRejected(
            "unknown-school",
            N_("There is no school {school} in this plan."),
            N_("Check the school's id."),
            school=school,
        ) from None


def corner_of(plan: Plan, corner: int) -> int:
    """Return a corner's index; ``EditRejected`` with code ``unknown-corner`` where the plan has none of that index."""
    if not 0 <= corner < len(plan.coverage.vertices):
        raise EditRejected(
            "unknown-corner",
            N_("There is no corner {corner} in this plan."),
            N_("Point at a corner of a block."),
            corner=corner,
        )
    return corner


def refuse_locked_catchments(plan: Plan, catchments: Array) -> None:
    """Refuse where one of some catchments, −1 among them, is locked or served by a locked school."""
    if not (plan.locked or plan.locked_catchments):
        return
    for catchment in np.unique(catchments[catchments >= 0]).tolist():
        if not plan.locked_catchment[catchment]:
            continue
        for school in plan.catchments.schools_of(catchment):
            if plan.schools.ids[school] in plan.locked:
                raise EditRejected(
                    "locked",
                    N_("{school} is locked."),
                    N_("Unlock it or choose another target."),
                    school=plan.schools.names[school],
                )
        raise EditRejected(
            "locked",
            N_("The catchment {catchment} is locked."),
            N_("Unlock it or choose another target."),
            catchment=plan.catchments.names[catchment],
        )


def refuse_locked_faces(plan: Plan, faces: Array) -> None:
    """Refuse where one of some blocks is locked itself."""
    if not plan.locked_faces:
        return
    inside = faces[faces >= 0]
    held = inside[plan.locked_face[inside]]
    if len(held):
        raise EditRejected(
            "locked",
            N_("Block {block} is locked."),
            N_("Unlock it or leave it out."),
            block=plan.coverage.face_ids[int(held[0])],
        )


def refuse_locked_around(plan: Plan, faces: Array) -> None:
    """Refuse where a block, or the catchment it belongs to at any stage, is locked: for edits that change its shape."""
    inside = np.asarray(faces)[np.asarray(faces) >= 0]
    refuse_locked_faces(plan, inside)
    refuse_locked_catchments(plan, plan.catchment_of_face[:, inside].ravel())
