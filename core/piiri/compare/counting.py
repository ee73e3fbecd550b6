"""A plan counted once, so that it can be compared again and again."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..assignment import Placement, assign
from ..countable import Countable
from ..evaluate import Evaluation, evaluate
from ..model.arrays import FloatArray, IntArray, frozen
from ..model.coverage import Coverage
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..parts import PlanProblem, plan_problems
from ..tally import Tally, tally_everything
from .shapes import same_shape


@dataclass(frozen=True, eq=False)
class CountedPlan:
    """A plan with its table and figures.

    Attributes
    ----------
    plan
        The plan.
    tally
        Its tally. Nobody has changed school in it: it is compared with nothing but itself.
    evaluation
        Its figures.
    row
        (N,) int32: tally row of each pupil, −1 for those whom no stage places.
    problems
        What is wrong with it, see :func:`piiri.parts.plan_problems`; in the language in force when it was counted.
    """

    plan: Plan
    tally: Tally
    evaluation: Evaluation
    row: IntArray
    problems: tuple[PlanProblem, ...]


def count_plan(dataset: Dataset, plan: Plan, near: CountedPlan | None = None) -> CountedPlan:
    """Count a plan.

    Parameters
    ----------
    dataset
        What is counted.
    plan
        Any plan of the dataset; it may have blocks, catchments and schools of its own.
    near
        Another plan counted before: only points in blocks that have another shape there are asked where they are.
    """
    layers = (dataset.pupils.points.xy, *(layer.xy for layer in dataset.residents))
    if near is None:
        pupils, *residents = (Placement.of(assign(plan.coverage, xy), plan.coverage.face_count) for xy in layers)
    else:
        known = (near.tally.pupils, *near.tally.residents)
        pupils, *residents = _placed(plan.coverage, layers, near.plan.coverage, known)
    countable = Countable(dataset, plan, pupils)
    tally = tally_everything(countable, plan, tuple(residents))
    evaluation = evaluate(dataset, plan, tally)
    row = countable.rows(plan, np.arange(len(countable.xy)), tally.pupils.face_of_point)
    problems = plan_problems(dataset, plan, tally, evaluation)
    return CountedPlan(plan, tally, evaluation, frozen(row, np.int32), problems)


def _placed(
    coverage: Coverage, layers: tuple[FloatArray, ...], known: Coverage, placements: tuple[Placement, ...]
) -> tuple[Placement, ...]:
    """Place points by where they are in another coverage: in a block of the same shape they stay."""
    if coverage is known:
        return placements
    same = same_shape(known, coverage)
    kept, changed = np.flatnonzero(same >= 0), np.flatnonzero(same < 0)
    face_of_known = np.full(known.face_count + 1, -1, dtype=np.int32)
    face_of_known[same[kept]] = kept
    found = []
    for xy, at in zip(layers, placements, strict=True):
        face = face_of_known[at.face_of_point]
        # who was in no block that stays can only be in one of those that have another shape now
        asked = np.flatnonzero(face < 0)
        face[asked] = assign(coverage, xy[asked], changed)
        found.append(Placement.of(frozen(face, np.int32), coverage.face_count))
    return tuple(found)
