"""Carrying an edit out: one small function an action, each checking first and then making the new plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ..corners import check_corner
from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import IntArray, frozen, on_grid
from ..model.plan import UNASSIGNED, Plan
from .change import NO_CHANGE, NONE, Change
from .kinds import AssignFaces, Edit, MoveVertex, SetCapacity, SetLock


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
        ``unknown-stage``, ``unknown-block``, ``unknown-catchment``, ``unknown-school``, ``unknown-corner``,
        ``other-stage``, ``locked``, ``places-negative``, ``not-a-place``, ``crossing-border``, ``corner-on-corner``.
    """
    handler: Callable[[Plan, Any], tuple[Plan, Change]] = _APPLY[type(edit)]
    return handler(plan, edit)


def _assign_faces(plan: Plan, edit: AssignFaces) -> tuple[Plan, Change]:
    stage = stage_of(plan, edit.stage)
    target = UNASSIGNED
    if edit.catchment:
        try:
            target = plan.catchments.index(edit.catchment)
        except KeyError:
            raise EditRejected(
                "unknown-catchment",
                N_("There is no catchment {catchment} in this plan."),
                N_("Choose one of the plan's catchments."),
                catchment=edit.catchment,
            ) from None
        if plan.catchments.stage[target] != stage:
            raise EditRejected(
                "other-stage",
                N_("The catchment {catchment} belongs to another stage than {stage}."),
                N_("Choose a school that teaches this stage."),
                catchment=plan.catchments.names[target],
                stage=plan.stages[stage].name,
            )
    index = plan.coverage.topology.face_index
    try:
        faces = np.unique(np.array([index[face] for face in edit.faces], dtype=np.int32))
    except KeyError as missing:
        raise EditRejected(
            "unknown-block",
            N_("There is no block {block} in this plan."),
            N_("Check the block's id."),
            block=missing.args[0],
        ) from None
    row = plan.catchment_of_face[stage]
    faces = faces[row[faces] != target]
    if not len(faces):
        return plan, NO_CHANGE
    _refuse_locked(plan, np.append(row[faces], target))
    table = np.array(plan.catchment_of_face)
    table[stage, faces] = target
    table.flags.writeable = False
    return replace(plan, catchment_of_face=table), Change(frozen(faces, np.int32), NONE, NONE)


def _move_vertex(plan: Plan, edit: MoveVertex) -> tuple[Plan, Change]:
    coverage, vertex = plan.coverage, edit.vertex
    if not 0 <= vertex < len(coverage.vertices):
        raise EditRejected(
            "unknown-corner",
            N_("There is no corner {corner} in this plan."),
            N_("Point at a corner of a block."),
            corner=vertex,
        )
    if not np.isfinite((edit.x_m, edit.y_m)).all():
        raise EditRejected("not-a-place", N_("A corner needs a place in metres."), N_("Give two numbers."))
    if np.array_equal(on_grid((edit.x_m, edit.y_m)), coverage.vertices[vertex]):
        return plan, NO_CHANGE
    around = coverage.topology.faces_of_vertex(vertex)
    around = around[around >= 0]
    _refuse_locked(plan, np.unique(plan.catchment_of_face[:, around]))
    check_corner(coverage, vertex, edit.x_m, edit.y_m)
    moved = coverage.with_vertex(vertex, edit.x_m, edit.y_m)
    return replace(plan, coverage=moved), Change(NONE, frozen(np.array([vertex]), np.int32), NONE)


def _set_capacity(plan: Plan, edit: SetCapacity) -> tuple[Plan, Change]:
    school = _school(plan, edit.school)
    if edit.places < -1:
        raise EditRejected(
            "places-negative",
            N_("{school} cannot have {places} places."),
            N_("Give a whole number from 0 on."),
            school=plan.schools.names[school],
            places=edit.places,
        )
    if plan.schools.places[school] == edit.places:
        return plan, NO_CHANGE
    schools = plan.schools.with_places(edit.school, edit.places)
    return replace(plan, schools=schools), Change(NONE, NONE, NONE, places=True)


def _set_lock(plan: Plan, edit: SetLock) -> tuple[Plan, Change]:
    _school(plan, edit.school)
    if (edit.school in plan.locked) == edit.locked:
        return plan, NO_CHANGE
    locked = plan.locked | {edit.school} if edit.locked else plan.locked - {edit.school}
    return replace(plan, locked=locked), Change(NONE, NONE, NONE, locks=True)


_APPLY: dict[type, Callable[[Plan, Any], tuple[Plan, Change]]] = {
    AssignFaces: _assign_faces,
    MoveVertex: _move_vertex,
    SetCapacity: _set_capacity,
    SetLock: _set_lock,
}


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


def _school(plan: Plan, school: str) -> int:
    try:
        return plan.schools.index(school)
    except KeyError:
        raise EditRejected(
            "unknown-school",
            N_("There is no school {school} in this plan."),
            N_("Check the school's id."),
            school=school,
        ) from None


def _refuse_locked(plan: Plan, catchments: IntArray) -> None:
    """Refuse where a locked school serves one of the catchments."""
    if not plan.locked:
        return
    for catchment in catchments[catchments >= 0]:
        for school in plan.catchments.schools_of(int(catchment)):
            if plan.schools.ids[school] in plan.locked:
                raise EditRejected(
                    "locked",
                    N_("{school} is locked."),
                    N_("Unlock it or choose another target."),
                    school=plan.schools.names[school],
                )
