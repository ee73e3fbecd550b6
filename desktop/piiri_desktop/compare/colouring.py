"""What the compared maps show: one set of classes for all of them, and the blocks that differ marked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from piiri.compare import Comparison, CountedPlan
from piiri.edits import NO_CHANGE
from piiri.history import History
from piiri.i18n import N_, tr
from piiri.indicators.blocks import SMALLEST_BASE, BlockIndicator
from piiri.model.arrays import Array, BoolArray, FloatArray, IntArray, LongArray
from piiri.parts import pupils_of_faces, untold_of_faces
from piiri.session import State

from ..map.classes import CATCHMENTS, PLAIN, Classes, breaks_of, catchment_classes, classify
from ..map.fill import colour_table, with_limit_hatch
from ..map.scene import Scene, labels
from ..palette import Palette

USE = "use"
DISTANCE = "mean_distance_m"
_GROUP = "group:"

_FULL = np.nextafter(100.0, 200.0)
"""A school with exactly as many pupils as places is not over its capacity."""


@dataclass(frozen=True, eq=False)
class Picture:
    """One plan as it is drawn.

    Attributes
    ----------
    counted
        The plan with its figures.
    scene
        What the map draws.
    classes
        Classes and colours, with the limits of all compared plans.
    pupils_of_face, untold_of_face
        (F,) pupils of the stage shown, or of all stages, in each block, and in how many cells their number is not told.
    """

    counted: CountedPlan
    scene: Scene
    classes: Classes
    pupils_of_face: LongArray
    untold_of_face: LongArray


def colour_choices(comparison: Comparison) -> tuple[tuple[str, str], ...]:
    """Return what the blocks can be coloured by: key and name in the current language."""
    groups = [(f"{_GROUP}{g.key}", tr("Share of {group}", group=tr(g.name))) for g in comparison.dataset.groups]
    return (
        (USE, tr("Use of places")),
        (DISTANCE, tr("Mean distance")),
        *groups,
        (CATCHMENTS, tr("Catchments")),
    )


def pictures(comparison: Comparison, stage: int, key: str, palette: Palette) -> tuple[Picture, ...]:
    """Return how each plan is drawn.

    Parameters
    ----------
    comparison
        The plans.
    stage
        Index of the stage, −1 for all: then borders of all stages are drawn, and blocks are coloured by nothing, since
        they belong to several schools.
    key
        One of :func:`colour_choices`.
    palette
        The theme.
    """
    classes = _classes(comparison, stage, key)
    moved, reshaped = differing(comparison, stage)
    made = []
    for position, (counted, each) in enumerate(zip(comparison.plans, classes, strict=True)):
        plan = counted.plan
        table = colour_table(each, palette)
        if key == USE:
            over = np.flatnonzero(each.class_of_face == len(each.breaks)) if len(each.breaks) else np.zeros(0, int)
            table = with_limit_hatch(table, over, palette)
        label = labels(plan, stage)
        state = _state(comparison, counted)
        scene = Scene(
            state,
            stage,
            label,
            label,
            moved[position],
            -1,
            table,
            reshaped[position],
            each.of_catchments,
            False,
            palette,
        )
        lives = (
            of(comparison.dataset, counted.tally, plan.coverage.face_count) for of in (pupils_of_faces, untold_of_faces)
        )
        made.append(Picture(counted, scene, each, *(n[stage] if stage >= 0 else n.sum(axis=0) for n in lives)))
    return tuple(made)


def differing(comparison: Comparison, stage: int) -> tuple[tuple[BoolArray, ...], tuple[BoolArray, ...]]:
    """Return for each plan which of its blocks belong elsewhere, and which have another shape, (F,) bool each.

    On the first plan's map these are the blocks that differ in any of the others.
    """
    moved = [np.zeros(each.plan.coverage.face_count, dtype=bool) for each in comparison.plans]
    shaped = [np.zeros(len(mask), dtype=bool) for mask in moved]
    for position, found in enumerate(comparison.differences, 1):
        blocks, reshaped = found.blocks, found.reshaped
        mine = (blocks.stage == stage) if stage >= 0 else np.ones(len(blocks), dtype=bool)
        for mask, faces in ((moved[0], blocks.face_before[mine]), (moved[position], blocks.face[mine])):
            mask[faces[faces >= 0]] = True
        shaped[position][reshaped.face] = True
        shaped[0][reshaped.face_before[reshaped.face_before >= 0]] = True
    return tuple(moved), tuple(shaped)


def _state(comparison: Comparison, counted: CountedPlan) -> State:
    """The plan as a state, which is what a map draws."""
    first = comparison.plans[0]
    return State(
        dataset=comparison.dataset,
        plan=counted.plan,
        tally=counted.tally,
        evaluation=counted.evaluation,
        before=first.evaluation,
        before_plan=first.plan,
        committed=counted.evaluation,
        change=NO_CHANGE,
        provisional=False,
        edit=None,
        history=History(counted.plan),
        revision=0,
        took_ms=0.0,
    )


def _classes(comparison: Comparison, stage: int, key: str) -> list[Classes]:
    plans = [each.plan for each in comparison.plans]
    if stage < 0:
        none: FloatArray = np.zeros(0)
        return [_plain(each.coverage.face_count, none) for each in plans]
    if key == CATCHMENTS:
        return _catchment_colours(comparison, stage)
    values = [_of_catchments(comparison, each, stage, key) for each in comparison.plans]
    if key == USE:
        breaks = np.array([80.0, 90.0, 95.0, _FULL])
    else:
        everything = [np.concatenate(part) for part in zip(*values, strict=True)]
        breaks = breaks_of(_indicator(comparison, key, everything[0], everything[1]))
    found = []
    for plan, (value, hidden) in zip(plans, values, strict=True):
        row = plan.catchment_of_face[stage]
        of_face = np.append(value, np.nan)[row]
        found.append(classify(_indicator(comparison, key, of_face, np.append(hidden, False)[row]), breaks))
    return found


def _plain(faces: int, none: FloatArray) -> Classes:
    """Blocks without colour."""
    nothing = np.full(faces, -1, dtype=np.int16)
    return Classes("", tr("Choose grades to see colours"), none, (), nothing, np.full(faces, PLAIN, dtype=np.uint8), 0)


def _indicator(comparison: Comparison, key: str, values: Array, hidden: Array) -> BlockIndicator:
    if key == USE:
        return BlockIndicator(key, N_("Use of places"), "share", values, hidden)
    if key == DISTANCE:
        return BlockIndicator(key, N_("Mean distance, m"), "m", values, hidden)
    name = next(g.name for g in comparison.dataset.groups if f"{_GROUP}{g.key}" == key)
    return BlockIndicator(key, name, "share", values, hidden)


def _of_catchments(comparison: Comparison, counted: CountedPlan, stage: int, key: str) -> tuple[FloatArray, BoolArray]:
    """The figure of each catchment's schools, of a joint zone their mean by share, and where it must be hidden."""
    plan, evaluation = counted.plan, counted.evaluation
    table, c = evaluation.table, plan.catchments
    mine = np.flatnonzero(table.stage == stage)
    base = np.full(len(plan.schools), np.nan)
    if key == USE:
        of_school = evaluation.school_use
        base = np.full(len(plan.schools), np.inf)
    else:
        of_school = np.full(len(plan.schools), np.nan)
        column = [f"{_GROUP}{g.key}" for g in comparison.dataset.groups].index(key) if key.startswith(_GROUP) else -1
        source = evaluation.group_share[:, column] if column >= 0 else evaluation.mean_distance_m
        of_school[table.school[mine]] = source[mine]
        base[table.school[mine]] = table.column("pupils")[mine] if column >= 0 else np.inf
    share = c.server_share
    value = np.bincount(c.server_catchment, weights=share * of_school[c.server_school], minlength=len(c))
    weakest = np.full(len(c), np.inf)
    np.minimum.at(weakest, c.server_catchment, np.nan_to_num(base[c.server_school], nan=np.inf))
    return np.where(c.stage == stage, value, np.nan), (weakest < SMALLEST_BASE) & np.isfinite(value)


def _catchment_colours(comparison: Comparison, stage: int) -> list[Classes]:
    """Colours that tell neighbours apart; a catchment has the same one in every plan wherever it can."""
    known: dict[str, int] = {}
    found = []
    for each in comparison.plans:
        plan = each.plan
        previous: IntArray = np.array([known.get(key, -1) for key in plan.catchments.ids], dtype=np.int16)
        classes, colours = catchment_classes(plan, stage, previous if known else None)
        for key, colour in zip(plan.catchments.ids, colours.tolist(), strict=True):
            if colour >= 0:
                known.setdefault(key, colour)
        found.append(classes)
    return found
