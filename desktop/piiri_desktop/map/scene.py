"""What a frame shows, apart from where: the state seen through the chosen stage, colours and target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from piiri.i18n import tr
from piiri.model.arrays import Array, BoolArray, IntArray
from piiri.model.plan import UNASSIGNED, Plan
from piiri.session import State

from ..palette import Palette
from .fill import swept_table

NOWHERE: Final = -2
"""The catchment of a target that has none at the stage, and of no target at all; of *Unassigned* it is −1."""


@dataclass(frozen=True, eq=False)
class Scene:
    """One thing to draw.

    Attributes
    ----------
    state
        The state.
    stage
        Index of the stage shown, −1 for all together.
    label
        (F,) int32: equal for blocks that belong together at the stage.
    label_before
        (F,) the same in the plan last committed.
    swept
        (F,) bool: blocks that the previewed edit gives to another catchment.
    target
        Catchment of the target at the stage, −1 for *Unassigned*, :data:`NOWHERE` for none.
    table
        (F + 1, 16) uint32 colours, see :func:`piiri_desktop.map.fill.colour_table`.
    selected
        (F,) bool: blocks a person has picked.
    of_catchments
        True where colours stand for catchments.
    pupils_shown
        True to draw a dot a pupil.
    palette
        The colours of everything else.
    """

    state: State
    stage: int
    label: IntArray
    label_before: IntArray
    swept: BoolArray
    target: int
    table: Array
    selected: BoolArray
    of_catchments: bool
    pupils_shown: bool
    palette: Palette


def committed_plan(state: State) -> Plan:
    """Return the plan without the previewed edit."""
    return state.history.plan if state.provisional else state.plan


def labels(plan: Plan, stage: int) -> IntArray:
    """Return (F,) int32: the catchment of each block; for all stages together, a number for each combination."""
    if stage >= 0:
        return np.asarray(plan.catchment_of_face[stage])
    if len(plan.catchment_of_face) == 1:
        return np.asarray(plan.catchment_of_face[0])
    _, combination = np.unique(plan.catchment_of_face, axis=1, return_inverse=True)
    return np.asarray(combination.reshape(-1), dtype=np.int32)


def locked_blocks(plan: Plan, stage: int) -> BoolArray:
    """Return (F,) True for blocks that no edit may change at a stage, at any of them for −1: they are locked, or their
    catchment is, or its school."""
    if not plan.has_locks:
        return np.zeros(plan.coverage.face_count, dtype=bool)
    rows = plan.catchment_of_face if stage < 0 else plan.catchment_of_face[stage : stage + 1]
    held = ((rows >= 0) & plan.locked_catchment[rows]).any(axis=0)
    return np.asarray(plan.locked_face | held)


def target_catchment(plan: Plan, school: int, stage: int) -> int:
    """Return the catchment that painting for a target changes: −1 for *Unassigned*, :data:`NOWHERE` for none."""
    if stage < 0 or school >= len(plan.schools):
        return NOWHERE
    if school < 0:
        return UNASSIGNED if school == UNASSIGNED else NOWHERE
    found = plan.catchments.of_school(school, stage)
    return found if found >= 0 else NOWHERE


def leading_school(plan: Plan, catchment: int) -> int:
    """Return the school that stands for a catchment: of a joint zone the first whose own catchment it is, so that
    picking the zone and painting gives blocks to the zone. −1 for no catchment."""
    if catchment < 0:
        return UNASSIGNED
    schools, stage = sorted(plan.catchments.schools_of(catchment).tolist()), int(plan.catchments.stage[catchment])
    if len(schools) == 1:
        return int(schools[0])
    own = [school for school in schools if plan.catchments.of_school(school, stage) == catchment]
    return int((own or schools)[0])


def scope_words(plan: Plan, stage: int, all_stages: bool) -> str:
    """Say in words what stages a stroke holds for."""
    if all_stages:
        return tr("Strokes: all stages")
    return tr("Strokes: {stage} alone", stage=tr(plan.stages[stage].name)) if stage >= 0 else ""


def coloured(scene: Scene, before: Array | None = None, faces: Array | None = None) -> Array:
    """Return the scene's table of colours with what is swept on top; with the table before, only some blocks' rows are
    written anew, in place."""
    if before is None or faces is None:
        table = np.array(scene.table)
        swept = np.flatnonzero(scene.swept)
    else:
        table = before
        table[faces] = scene.table[faces]
        swept = np.asarray(faces)[scene.swept[faces]]
    if len(swept):
        table[swept] = swept_table(scene.table[swept], scene.palette)
    return table
