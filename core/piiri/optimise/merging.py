"""Two schools become one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..edits import AssignFaces, stage_of
from ..edits.naming import school_of
from ..errors import EditRejected
from ..i18n import N_
from ..model.plan import UNASSIGNED, Plan
from . import receiving
from .receiving import Zone


def merge(plan: Plan, school: str, into: str, *, stages: Sequence[str] | None = None) -> tuple[AssignFaces, ...]:
    """Return the assignments by which a school's blocks become another's.

    Each block that the school serves alone goes to the catchment in which the other has its largest share of the
    stage. Blocks of joint zones stay; :func:`zones_of_merger` says who serves them.

    Parameters
    ----------
    plan
        The plan as it is.
    school
        Id of the school that ceases.
    into
        Id of the school that goes on.
    stages
        Ids of the stages that are merged; all where not given.

    Returns
    -------
    tuple
        One a stage in which the school has blocks of its own, in the plan's order.

    Raises
    ------
    EditRejected
        ``unknown-school``, ``unknown-stage``, ``same-school``, ``locked`` (a school, catchment or block);
        ``no-receiver``: the other school does not teach a stage in which blocks have to move.
    """
    giver, heir, leaves = _checked(plan, school, into, stages)
    shares = receiving.shares_without(plan, giver, leaves)
    orphaned = np.append(~shares.any(axis=1), False)
    locked = receiving.catchments_locked(plan)
    edits = []
    for stage in leaves:
        faces = np.flatnonzero(orphaned[plan.catchment_of_face[stage]])
        if not len(faces):
            continue
        target = receiving.own_catchment(plan, shares, heir, stage)
        able = np.zeros(len(locked), dtype=bool)
        if target != UNASSIGNED:
            able[target] = True
        receiving.refuse_without_receiver(plan, stage, able)
        touched = np.unique(np.append(plan.catchment_of_face[stage, faces], target))
        if locked[touched].any():
            _refuse(plan.catchments.names[touched[locked[touched]][0]])
        kept = faces[receiving.faces_locked(plan)[faces]]
        if len(kept):
            _refuse(plan.coverage.face_ids[kept[0]])
        ids = tuple(plan.coverage.face_ids[face] for face in faces)
        edits.append(AssignFaces(plan.stages[stage].id, ids, plan.catchments.ids[target]))
    return tuple(edits)


def zones_of_merger(plan: Plan, school: str, into: str, *, stages: Sequence[str] | None = None) -> tuple[Zone, ...]:
    """Return the joint zones that a school gives up: the one it merges into takes over its share.

    Parameters and errors are those of :func:`merge`.
    """
    giver, heir, leaves = _checked(plan, school, into, stages)
    return receiving.zones_changed(plan, receiving.shares_without(plan, giver, leaves, heir))


def _checked(plan: Plan, school: str, into: str, stages: Sequence[str] | None) -> tuple[int, int, list[int]]:
    giver, heir = school_of(plan, school), school_of(plan, into)
    if giver == heir:
        raise EditRejected(
            "same-school",
            N_("{school} cannot take in its own blocks."),
            N_("Name other schools."),
            school=plan.schools.names[giver],
        )
    for each in (giver, heir):
        receiving.refuse_locked_school(plan, each)
    leaves = list(range(len(plan.stages))) if stages is None else [stage_of(plan, stage) for stage in stages]
    receiving.refuse_locked_zones(plan, giver, leaves)
    return giver, heir, leaves


def _refuse(name: str) -> None:
    raise EditRejected("locked", N_("{school} is locked."), N_("Unlock it or choose another target."), school=name)
