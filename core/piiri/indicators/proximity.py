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
    """The two nearest schools of the stage of every pupil.

    Attributes
    ----------
    plan
        Whose schools they are.
    open
        The schools of each stage, see :func:`schools_of`.
    ways
        (N, 2) int64: the shortest way and the next, centimetres; :data:`NONE` for pupils without a place or a stage,
        and where the stage has too few schools.
    which
        (N, 2) int32: which schools these are, −1 for none.
    """

    plan: Plan
    open: tuple[IntArray, ...]
    ways: LongArray
    which: IntArray

    @classmethod
    def of(cls, countable: Countable, plan: Plan) -> TwoNearest:
        """Find them for all pupils of a plan."""
        ways = np.full((len(countable.xy), 2), NONE, dtype=np.int64)
        which = np.full(ways.shape, -1, dtype=np.int32)
        schools = tuple(schools_of(plan, stage) for stage in range(len(plan.stages)))
        for stage, mine in enumerate(schools):
            points = _of_stage(countable, stage)
            ways[points], which[points] = two_nearest(countable, plan.schools.xy, mine, points)
        return cls(plan, schools, frozen(ways, np.int64), frozen(which, np.int32))

    def after(self, countable: Countable, plan: Plan) -> TwoNearest:
        """Find them for another plan, from these: only pupils near a school that comes, goes or stands elsewhere are
        measured again. The same object where no school does; equal to ``TwoNearest.of(countable, plan)``."""
        had, has = self.plan.schools, plan.schools
        if had is has and self.plan.catchments is plan.catchments:
            return self
        shared = min(len(had), len(has))
        if had.ids[:shared] != has.ids[:shared]:
            return TwoNearest.of(countable, plan)
        elsewhere = np.flatnonzero((had.xy[:shared] != has.xy[:shared]).any(axis=1))
        schools = tuple(schools_of(plan, stage) for stage in range(len(plan.stages)))
        ways, which, same = self.ways, self.which, True
        for stage, (before, now) in enumerate(zip(self.open, schools, strict=True)):
            gone = np.concatenate((np.setdiff1d(before, now), np.intersect1d(before, elsewhere)))
            come = np.concatenate((np.setdiff1d(now, before), np.intersect1d(now, elsewhere)))
            if not len(gone) and not len(come):
                continue
            if same:
                ways, which, same = np.array(ways), np.array(which), False
            _moved(countable, has.xy, now, _of_stage(countable, stage), gone, come, ways, which)
        if same:
            return TwoNearest(plan, schools, self.ways, self.which)
        return TwoNearest(plan, schools, frozen(ways, np.int64), frozen(which, np.int32))

    @cached_property
    def cm(self) -> LongArray:
        """(N,) int64: the relative proximity of every pupil, 0 or more; −1 where there are not two schools."""
        told = self.ways[:, 1] < NONE
        return frozen(np.where(told, self.ways[:, 1] - self.ways[:, 0], -1), np.int64)

    @cached_property
    def _totals(self) -> dict[int, tuple[int, int]]:
        return {}

    def total(self, countable: Countable, stage: int) -> tuple[int, int]:
        """Return how many pupils of a stage, −1 for all, have two schools to go to, and the sum of their relative
        proximity in centimetres. No border changes it, so it is counted once."""
        if stage not in self._totals:
            mine = (self.cm >= 0) & (countable.weight > 0)
            if stage >= 0:
                mine &= countable.stage == stage
            weight = countable.weight[mine]
            self._totals[stage] = int(weight.sum()), int((weight * self.cm[mine]).sum())
        return self._totals[stage]

    def differ_from(self, other: TwoNearest) -> LongArray:
        """Return the pupils whose relative proximity is another one."""
        if self.ways is other.ways:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.cm != other.cm)


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


def _of_stage(countable: Countable, stage: int) -> LongArray:
    """The pupils of a stage who have a place."""
    return np.flatnonzero(~countable.unlocated & (countable.stage == stage))


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


def _moved(
    countable: Countable,
    school_xy: FloatArray,
    schools: Array,
    points: LongArray,
    gone: Array,
    come: Array,
    ways: LongArray,
    which: IntArray,
) -> None:
    """Find the two nearest of the pupils of a stage again, in place, where some schools went and others came."""
    lost: BoolArray = np.zeros(len(points), dtype=np.bool_)
    for school in gone.tolist():
        lost |= (which[points] == school).any(axis=1)
    again = points[lost]
    ways[again], which[again] = two_nearest(countable, school_xy, schools, again)
    rest = points[~lost]
    for school in come.tolist():
        away_m = np.hypot(*(countable.xy[rest] - school_xy[school]).T)
        near = rest[away_m * 100.0 - 1.0 < ways[rest, 1]]
        way = _way(countable, school_xy, near, np.full(len(near), school))
        first, second = way < ways[near, 0], way < ways[near, 1]
        # who was nearest comes second; who was second is not among the two any more
        ways[near[first], 1], which[near[first], 1] = ways[near[first], 0], which[near[first], 0]
        ways[near[first], 0], which[near[first], 0] = way[first], school
        only = second & ~first
        ways[near[only], 1], which[near[only], 1] = way[only], school
