"""Carrying an edit out: one small function an action, each checking first and then making the new plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ..model.arrays import frozen
from ..model.plan import Plan
from .change import NO_CHANGE, NONE, Change, followed
from .funding import FUNDING
from .kinds import AssignFaces, Edit, SetLock, Together
from .naming import (
    catchment_of,
    faces_of,
    refuse_locked_catchments,
    refuse_locked_faces,
    school_of,
    stage_of,
)
from .network import EMPTYING, NETWORK
from .shapes import SHAPES


def apply(plan: Plan, edit: Edit) -> tuple[Plan, Change]:
    """Carry out an edit.

    Parameters
    ----------
    plan
        Stays as it is.
    edit
        What to do.

    Returns
    -------
    plan, change
        The new plan and what differs; the same plan and :data:`NO_CHANGE` where the edit changes nothing.

    Raises
    ------
    EditRejected
        The plan cannot take it. Codes: ``unknown-stage``, ``unknown-block``, ``unknown-catchment``, ``unknown-school``,
        ``unknown-corner``, ``unknown-edge``, ``other-stage``, ``locked``, ``places-negative``, ``not-a-place``,
        ``crossing-border``, ``corner-on-corner``, and those of :mod:`piiri.reshaping`, :mod:`.network` and
        :mod:`.funding`.
    """
    if type(edit) in EMPTYING:
        return EMPTYING[type(edit)](plan, edit, _assign_faces)
    handler: Callable[[Plan, Any], tuple[Plan, Change]] = _APPLY[type(edit)]
    return handler(plan, edit)


def _assign_faces(plan: Plan, edit: AssignFaces) -> tuple[Plan, Change]:
    stage = stage_of(plan, edit.stage)
    target = catchment_of(plan, edit.catchment, stage)
    faces = faces_of(plan, edit.faces)
    row = plan.catchment_of_face[stage]
    faces = faces[row[faces] != target]
    if not len(faces):
        return plan, NO_CHANGE
    if plan.has_locks:
        refuse_locked_catchments(plan, np.append(row[faces], target))
        refuse_locked_faces(plan, faces)
    table = np.array(plan.catchment_of_face)
    table[stage, faces] = target
    table.flags.writeable = False
    return replace(plan, catchment_of_face=table), Change(frozen(faces, np.int32), NONE, NONE)


def _set_lock(plan: Plan, edit: SetLock) -> tuple[Plan, Change]:
    for school in edit.schools:
        school_of(plan, school)
    for catchment in edit.catchments:
        catchment_of(plan, catchment)
    faces_of(plan, edit.faces)
    parts = (plan.locked, plan.locked_catchments, plan.locked_faces)
    named = (edit.schools, edit.catchments, edit.faces)
    schools, catchments, faces = (
        part | frozenset(ids) if edit.locked else part - frozenset(ids) for part, ids in zip(parts, named, strict=True)
    )
    if (schools, catchments, faces) == parts:
        return plan, NO_CHANGE
    locked = replace(plan, locked=schools, locked_catchments=catchments, locked_faces=faces)
    return locked, Change(NONE, NONE, NONE, locks=True)


def _together(plan: Plan, edit: Together) -> tuple[Plan, Change]:
    here, change = plan, NO_CHANGE
    for part in edit.edits:
        after, more = apply(here, part)
        change = followed(change, more, plan, here)
        here = after
    return here, change


_APPLY: dict[type, Callable[[Plan, Any], tuple[Plan, Change]]] = {
    AssignFaces: _assign_faces,
    SetLock: _set_lock,
    Together: _together,
    **FUNDING,
    **SHAPES,
    **NETWORK,
}
