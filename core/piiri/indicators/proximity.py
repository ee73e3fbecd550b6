"""Relative proximity: how much further the second nearest school is than the nearest.

In Swedish school choice (*relativ närhet*) who has the longest way to another school goes first to the nearest one. On
a map it shows where a border could run otherwise at little cost to anybody: where the difference is small.

Borders do not matter, only which schools are open: those that serve a catchment of the stage that is not closed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.spatial import KDTree

from ..countable import Countable
from ..model.arrays import Array, BoolArray, FloatArray, IntArray, LongArray, frozen
from ..model.plan import Plan

FIRST = 6
"""So many schools, nearest by the straight line, are measured on foot at first; more where they could change it."""

NONE = 2**62
"""Stands for a way where there is no school: longer than any."""


@dataclass(frozen=True, eq=False)
class TwoNearest:
    """The two nearest schools of the stage of every pupil: all told, or those that differ from another plan's.

    Attributes
    ----------
    plan
        Whose schools they are.
    open
        The schools of each stage, see :func:`schools_of`.
    points
        (n,) int64, ascending: the pupils told here; all N of them where ``base`` is None.
    ways
        (n, 2) int64: the shortest way and the next, centimetres; :data:`NONE` for pupils without a place or a stage,
        and where the stage has too few schools.
    which
        (n, 2) int32: which schools these are, −1 for none.
    base
        Those of the other plan, which hold for everybody else; they tell all.
    """

    plan: Plan
    open: tuple[IntArray, ...]
    points: LongArray
    ways: LongArray
    which: IntArray
    base: TwoNearest | None = None

    @classmethod
    def of(cls, countable: Countable, plan: Plan) -> TwoNearest:
        """Find them for all pupils of a plan."""
        ways = np.full((len(countable.xy), 2), NONE, dtype=np.int64)
        which = np.full(ways.shape, -1, dtype=np.int32)
        schools = tuple(schools_of(plan, stage) for stage in range(len(plan.stages)))
        for stage, mine in enumerate(schools):
            points = np.flatnonzero(~countable.unlocated & (countable.stage == stage))
            ways[points], which[points] = two_nearest(countable, plan.schools.xy, mine, points)
        everybody = np.arange(len(ways))
        return cls(plan, schools, everybody, frozen(ways, np.int64), frozen(which, np.int32))

    def after(self, countable: Countable, plan: Plan) -> TwoNearest:
        """Find them for another plan, from these: only pupils near a school that comes, goes or stands elsewhere are
        measured again. The same object where no school does; else as ``TwoNearest.of(countable, plan)`` says."""
        had, has = self.plan.schools, plan.schools
        if had is has and self.plan.catchments is plan.catchments:
            return self
        shared = min(len(had), len(has))
        if had.ids[:shared] != has.ids[:shared]:
            return TwoNearest.of(countable, plan)
        if self.base is not None:
            return self.whole().after(countable, plan)
        elsewhere = np.ones(max(len(had), len(has)), dtype=np.bool_)
        elsewhere[:shared] = (had.xy[:shared] != has.xy[:shared]).any(axis=1)
        schools = tuple(schools_of(plan, stage) for stage in range(len(plan.stages)))
        found = []
        for stage, (before, now) in enumerate(zip(self.open, schools, strict=True)):
            was, stays = (np.zeros(len(elsewhere), dtype=np.bool_) for _ in range(2))
            was[before], stays[now] = True, True
            gone, come = (some[elsewhere[some] | ~other[some]] for some, other in ((before, stays), (now, was)))
            if len(gone) or len(come):
                found.append(self._of_stage(countable, stage).moved(countable, has.xy, before, gone, come))
        if not found:
            return TwoNearest(plan, schools, self.points, self.ways, self.which)
        points, ways, which = (np.concatenate(parts) for parts in zip(*found, strict=True))
        order = np.argsort(points)
        return TwoNearest(plan, schools, points[order], ways[order], which[order], self)

    def whole(self) -> TwoNearest:
        """Return the same with everybody told here, for a plan that is kept: it does not know the other one."""
        if self.base is None:
            return self
        ways, which = np.array(self.base.ways), np.array(self.base.which)
        ways[self.points], which[self.points] = self.ways, self.which
        return TwoNearest(self.plan, self.open, self.base.points, frozen(ways, np.int64), frozen(which, np.int32))

    @cached_property
    def _stages(self) -> dict[int, _OfStage]:
        return {}

    def _of_stage(self, countable: Countable, stage: int) -> _OfStage:
        if stage not in self._stages:
            points = np.flatnonzero(~countable.unlocated & (countable.stage == stage))
            self._stages[stage] = _OfStage(points, countable.xy[points], self.ways[points], self.which[points])
        return self._stages[stage]

    # ------------------------------------------------------------------------------------------------ the figure
    @cached_property
    def _cm(self) -> LongArray:
        """(n,) of the pupils told here."""
        return frozen(np.where(self.ways[:, 1] < NONE, self.ways[:, 1] - self.ways[:, 0], -1), np.int64)

    @cached_property
    def cm(self) -> LongArray:
        """(N,) int64: the relative proximity of every pupil, 0 or more; −1 where there are not two schools."""
        return self._cm if self.base is None else self.whole().cm

    def cm_of(self, points: Array) -> LongArray:
        """Return the relative proximity of some pupils, as :attr:`cm`, without looking at the others."""
        if self.base is None:
            return np.asarray(self._cm[points])
        found = self.base.cm_of(points)
        if len(self.points):
            at = np.minimum(np.searchsorted(self.points, points), len(self.points) - 1)
            hit = self.points[at] == points
            found[hit] = self._cm[at[hit]]
        return found

    @cached_property
    def _totals(self) -> dict[int, LongArray]:
        return {}

    def total(self, countable: Countable, stage: int) -> LongArray:
        """Return how many pupils of a stage, −1 for all, have two schools to go to, and the sum of their relative
        proximity in centimetres, (2,). No border changes it, so it is counted once."""
        if stage not in self._totals:
            found = _sums(countable, stage, self.points, self._cm)
            if self.base is not None:
                before = _sums(countable, stage, self.points, self.base.cm_of(self.points))
                found = self.base.total(countable, stage) - before + found
            self._totals[stage] = found
        return self._totals[stage]

    def differ_from(self, other: TwoNearest) -> LongArray:
        """Return the pupils, ascending, whose relative proximity is another one."""
        mine, theirs = self.base or self, other.base or other
        if mine.ways is not theirs.ways:
            return np.flatnonzero(self.cm != other.cm)
        told = [each.points for each in (self, other) if each.base is not None]
        points: LongArray = np.unique(np.concatenate(told)) if told else np.zeros(0, dtype=np.int64)
        differ: LongArray = points[self.cm_of(points) != other.cm_of(points)]
        return differ


def _sums(countable: Countable, stage: int, points: LongArray, cm: LongArray) -> LongArray:
    mine = (cm >= 0) & (countable.weight[points] > 0)
    if stage >= 0:
        mine &= countable.stage[points] == stage
    weight = countable.weight[points[mine]]
    return np.array([weight.sum(), (weight * cm[mine]).sum()], dtype=np.int64)


class _OfStage:
    """The pupils of a stage who have a place, side by side: looked through at every step at which a school moves."""

    def __init__(self, points: LongArray, xy: FloatArray, ways: LongArray, which: IntArray) -> None:
        self.points, self.ways, self.which = points, ways, which
        self._first, self._second = np.ascontiguousarray(which[:, 0]), np.ascontiguousarray(which[:, 1])
        # Half the digits are enough to tell whom a school could concern: within a hundred kilometres they are off by
        # less than a decimetre, and one more than that costs one way measured.
        self._origin = xy.mean(axis=0) if len(xy) else np.zeros(2)
        self._x, self._y = (np.ascontiguousarray(column, dtype=np.float32) for column in (xy - self._origin).T)
        within_m = np.where(ways[:, 1] < NONE, ways[:, 1] / 100.0 + 0.2, np.inf)
        self._within_m2 = (within_m * within_m).astype(np.float32)
        self._room = np.empty((2, len(points)), dtype=np.float32)
        self._without: tuple[tuple[int, ...], LongArray, LongArray, IntArray] | None = None

    def without(
        self, countable: Countable, school_xy: FloatArray, schools: Array, gone: Array
    ) -> tuple[LongArray, LongArray, IntArray]:
        """Who had one of some schools among the two nearest, as positions here, and their two nearest of the others.

        Where a school goes to does not matter, so that it is found once a drag.
        """
        key = tuple(gone.tolist())
        if self._without is None or self._without[0] != key:
            lost = np.zeros(len(self.points), dtype=np.bool_)
            for school in key:
                lost |= (self._first == school) | (self._second == school)
            at = np.flatnonzero(lost)
            others = np.setdiff1d(schools, gone)
            self._without = (key, at, *two_nearest(countable, school_xy, others, self.points[at]))
        return self._without[1:]

    def moved(
        self, countable: Countable, school_xy: FloatArray, schools: Array, gone: Array, come: Array
    ) -> tuple[LongArray, LongArray, IntArray]:
        """Points, ways and schools of those whom some schools concern that went, and others that came."""
        lost, lost_ways, lost_which = self.without(countable, school_xy, schools, gone)
        near = np.zeros(len(self.points), dtype=np.bool_)
        for school in come.tolist():
            near |= self._near(school_xy[school])
        near[lost] = False
        at = np.concatenate((lost, np.flatnonzero(near)))
        ways = np.concatenate((lost_ways, self.ways[at[len(lost) :]]))
        which = np.concatenate((lost_which, self.which[at[len(lost) :]]))
        for school in come.tolist():
            _insert(ways, which, _way(countable, school_xy, self.points[at], np.full(len(at), school)), school)
        return self.points[at], ways, which

    def _near(self, place: FloatArray) -> BoolArray:
        """Who is straight no further from a place than from the second nearest school: all for whom it could matter."""
        x, y = (place - self._origin).astype(np.float32)
        across, along = self._room
        np.subtract(self._x, x, out=across)
        np.multiply(across, across, out=across)
        np.subtract(self._y, y, out=along)
        np.multiply(along, along, out=along)
        np.add(across, along, out=across)
        return np.asarray(across < self._within_m2)


def _insert(ways: LongArray, which: IntArray, way: LongArray, school: int) -> None:
    """Let a school be among the two nearest where its way is short enough, in place."""
    first, second = way < ways[:, 0], way < ways[:, 1]
    # who was nearest comes second; who was second is not among the two any more
    ways[first, 1], which[first, 1] = ways[first, 0], which[first, 0]
    ways[first, 0], which[first, 0] = way[first], school
    only = second & ~first
    ways[only, 1], which[only, 1] = way[only], school


def relative_proximity_cm(countable: Countable, plan: Plan) -> LongArray:
    """Return, for each pupil, the way to the second nearest school of the stage less the way to the nearest.

    Parameters
    ----------
    countable
        Gives pupils and how their way is measured: on foot where the project has ways, else straight.
    plan
        Gives the schools.

    Returns
    -------
    (N,) int64
        Centimetres, 0 or more; −1 for pupils without a place or a stage, and where the stage has one school only.
    """
    return TwoNearest.of(countable, plan).cm


def schools_of(plan: Plan, stage: int) -> IntArray:
    """Return the schools that serve an open catchment of a stage, ascending."""
    c = plan.catchments
    mine = ~c.closed[c.server_catchment] & (c.stage[c.server_catchment] == stage)
    schools = np.unique(c.server_school[mine])
    return np.asarray(schools[~plan.schools.closed[schools]])


def two_nearest(
    countable: Countable, school_xy: FloatArray, schools: Array, points: Array
) -> tuple[LongArray, IntArray]:
    """Return the ways of some pupils to the nearest and the second nearest of some schools, and which these are.

    Parameters
    ----------
    countable
        Gives places and measure.
    school_xy
        (H, 2) metres.
    schools
        (L,) indices; of one only the nearest is told, of none nothing.
    points
        (n,) pupils with a place.

    Returns
    -------
    ways, which
        (n, 2) int64 centimetres, :data:`NONE` for none, and (n, 2) int32, −1 for none.

    Notes
    -----
    No way is shorter than the straight line. So schools are taken in the order of the straight line, until the next
    one is straight further than the second shortest way found: exact, without measuring all schools.
    """
    ways = np.full((len(points), 2), NONE, dtype=np.int64)
    which = np.full(ways.shape, -1, dtype=np.int32)
    if not len(schools) or not len(points):
        return ways, which
    tree = KDTree(school_xy[schools])
    open_, wanted = np.arange(len(points)), FIRST if countable.measure.on_foot else 3
    while len(open_):
        k = min(wanted, len(schools))
        straight_m, near = tree.query(countable.xy[points[open_]], k=range(1, k + 1))
        found = np.empty((len(open_), k), dtype=np.int64)
        for column in range(k):
            found[:, column] = _way(countable, school_xy, points[open_], schools[near[:, column]])
        two = min(k, 2)
        order = np.argsort(found, axis=1, kind="stable")[:, :two]
        ways[open_, :two] = np.take_along_axis(found, order, axis=1)
        which[open_, :two] = schools[np.take_along_axis(near, order, axis=1)]
        if k == len(schools):
            break
        open_ = open_[ways[open_, 1] > straight_m[:, -1] * 100.0 - 1.0]
        wanted *= 2
    return ways, which


def _way(countable: Countable, school_xy: FloatArray, points: Array, schools: Array) -> LongArray:
    """(n,) the way of each pupil to a school."""
    server = np.asarray(schools, dtype=np.int32)[:, None]
    return np.asarray(countable.measure.nearest_server(points, school_xy, server)[0])
