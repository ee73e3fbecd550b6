"""Mean relative proximity by block, catchment and school, live: from that of the plan kept last, and the pupils on the
move.

A border changes to which school and catchment a pupil counts, a school that moves changes the ways of those near it;
both are followed exactly, see :mod:`.proximity` and :attr:`piiri.tally.Tally.moves`. All pupils are counted once, when
the figure is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import Literal

import numpy as np

from ..countable import Countable
from ..flows.whereabouts import assigned_in
from ..model.arrays import Array, FloatArray, IntArray, LongArray
from ..model.plan import Plan
from ..tally import Tally
from .distance import mean_m
from .proximity import TwoNearest

Place = Literal["catchment", "school"]


class PlanProximity:
    """Relative proximity in a plan, counted when first asked for and remembered.

    Parameters
    ----------
    countable
        The dataset's points.
    plan, tally
        The plan and its tally.
    before
        That of the plan that ``tally`` was made from; None where it was counted from nothing.

    Examples
    --------
    >>> # kept = PlanProximity(countable, plan, tally)
    >>> # kept.after(previewed, retally(countable, tally, plan, previewed, change)).mean_m("school", 0)
    """

    def __init__(self, countable: Countable, plan: Plan, tally: Tally, before: PlanProximity | None = None) -> None:
        self._countable, self.plan, self.tally, self._before = countable, plan, tally, before
        self._sums: dict[tuple[Place, int], LongArray] = {}

    @cached_property
    def nearest(self) -> TwoNearest:
        """The two nearest schools of every pupil."""
        if self._before is None:
            return TwoNearest.of(self._countable, self.plan)
        return self._before.nearest.after(self._countable, self.plan)

    def after(self, plan: Plan, tally: Tally) -> PlanProximity:
        """Return it for a plan whose tally was made from this one's, or is the same."""
        return PlanProximity(self._countable, plan, tally, self)

    def settled(self, tally: Tally) -> PlanProximity:
        """Return it for a plan that is kept: what was asked for is known, the plan before is not.

        ``tally`` counts the same as that of the preview.
        """
        kept = PlanProximity(self._countable, self.plan, tally)
        before = self._before._sums if self._before is not None else {}
        if self._sums or before:
            kept.__dict__["nearest"] = self.nearest.whole()
            kept._sums = {key: self.sums(*key) for key in {**before, **self._sums}}
        return kept

    def sums(self, place: Place, stage: int) -> LongArray:
        """Return sums by catchment or by school.

        Parameters
        ----------
        place, stage
            Of what, and for which stage; −1 for all together.

        Returns
        -------
        (K or H, 2) int64
            Pupils who have two schools to go to, and the sum of their relative proximity in centimetres.
        """
        found = self._sums.get((place, stage))
        if found is None:
            found = self._sums[place, stage] = self._counted(place, stage)
        return found

    def mean_m(self, place: Place, stage: int) -> tuple[FloatArray, FloatArray]:
        """Return the mean by catchment or by school in metres, NaN without pupils, and the pupils it rests on."""
        sums = self.sums(place, stage).astype(np.float64)
        return mean_m(sums[:, 1], sums[:, 0]), sums[:, 0]

    def of_school(self, school: int, stage: int) -> float:
        """Return the mean in metres of a school's pupils; of all who have a place where the school is −1."""
        if school >= 0:
            return float(self.mean_m("school", stage)[0][school])
        pupils, ways = self.nearest.total(self._countable, stage).tolist()
        return ways / pupils / 100 if pupils else float("nan")

    def of_blocks(self, stage: int, faces: Array | None = None) -> tuple[FloatArray, FloatArray]:
        """Return the mean by block in metres and the pupils it rests on, of some blocks, ascending, or of all."""
        placement, count = self.tally.pupils, self.plan.coverage.face_count
        if faces is None:
            points = np.arange(len(self._countable.weight))
            row = placement.face_of_point
        else:
            points, count = placement.points_in(faces), len(faces)
            row = np.searchsorted(faces, placement.faces_of(points))
        cm, weight = self.nearest.cm_of(points), self._countable.weight[points]
        mine = (cm >= 0) & (row >= 0)
        if stage >= 0:
            mine &= self._countable.stage[points] == stage
        base = np.bincount(row[mine], weight[mine], count)
        return mean_m(np.bincount(row[mine], weight[mine] * cm[mine], count), base), base

    # ------------------------------------------------------------------------------------------------ counting
    def _counted(self, place: Place, stage: int) -> LongArray:
        count = len(self.plan.schools) if place == "school" else len(self.plan.catchments)
        moved = self._on_the_move
        if self._before is None or moved is None:
            found = np.zeros((count, 2), dtype=np.int64)
            self._add(found, place, stage, np.arange(len(self._countable.weight)), 1)
            return found
        had = self._before.sums(place, stage)
        found = np.zeros((max(count, len(had)), 2), dtype=np.int64)
        found[: len(had)] = had
        self._before._add(found, place, stage, moved, -1)
        self._add(found, place, stage, moved, 1)
        return found[:count]

    @cached_property
    def _on_the_move(self) -> LongArray | None:
        """Pupils who count elsewhere or otherwise than in the plan before; None where that cannot be told."""
        before = self._before
        if before is None:
            return None
        others = self.nearest.differ_from(before.nearest)
        if self.tally.counts is before.tally.counts:
            return others
        moves = self.tally.moves
        if moves is None or self.tally.origin is not before.tally.counts:
            return None
        points: LongArray = np.unique(np.concatenate((moves.points, others)))
        return points

    def _add(self, into: LongArray, place: Place, stage: int, points: LongArray, sign: int) -> None:
        countable, k = self._countable, len(self.plan.catchments)
        cm = self.nearest.cm_of(points)
        mine = (cm >= 0) & (countable.weight[points] > 0)
        if stage >= 0:
            mine &= countable.stage[points] == stage
        points, cm = points[mine], cm[mine]
        row = countable.rows(self.plan, points, self.tally.pupils.faces_of(points))
        area: IntArray = np.where(row < k, row, -1)
        at = area
        if place == "school":
            at = assigned_in(countable, self.plan, points, area, countable.dataset.pupils.attends[points])
        there = at >= 0
        weight = sign * countable.weight[points[there]]
        np.add.at(into, at[there], np.stack((weight, weight * cm[there]), axis=1))
