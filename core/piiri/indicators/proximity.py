"""Relative proximity: how much further the second nearest school is than the nearest.

In Swedish school choice (*relativ närhet*) who has the longest way to another school goes first to the nearest one. On
a map it shows where a border could run otherwise at little cost to anybody: where the difference is small."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from scipy.spatial import KDTree

from ..countable import Countable
from ..model.arrays import Array, FloatArray, IntArray, LongArray, frozen
from ..model.plan import Catchments, Plan
from ..model.schools import Schools

FIRST = 6
"""So many schools, nearest by the straight line, are measured on foot at first; more where they could change it."""


def relative_proximity_cm(countable: Countable, plan: Plan) -> LongArray:
    """Return, for each pupil, the way to the second nearest school of the stage less the way to the nearest.

    Borders do not matter, only which schools are open: those that serve a catchment of the stage that is not closed. So
    what was found last is remembered until schools or catchments change.

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
    known = _LAST.get(countable)
    if known is not None and known[0] is plan.catchments and known[1] is plan.schools:
        return known[2]
    found = _found(countable, plan)
    _LAST[countable] = plan.catchments, plan.schools, found
    return found


_LAST: WeakKeyDictionary[Countable, tuple[Catchments, Schools, LongArray]] = WeakKeyDictionary()


def _found(countable: Countable, plan: Plan) -> LongArray:
    found = np.full(len(countable.xy), -1, dtype=np.int64)
    located = ~countable.unlocated
    for stage in range(len(plan.stages)):
        schools = schools_of(plan, stage)
        points = np.flatnonzero(located & (countable.stage == stage))
        if len(schools) > 1 and len(points):
            nearest, second = two_nearest_cm(countable, plan.schools.xy, schools, points)
            found[points] = second - nearest
    return frozen(found, np.int64)


def schools_of(plan: Plan, stage: int) -> IntArray:
    """Return the schools that serve an open catchment of a stage, ascending."""
    c = plan.catchments
    mine = ~c.closed[c.server_catchment] & (c.stage[c.server_catchment] == stage)
    schools = np.unique(c.server_school[mine])
    return np.asarray(schools[~plan.schools.closed[schools]])


def two_nearest_cm(
    countable: Countable, school_xy: FloatArray, schools: Array, points: Array
) -> tuple[LongArray, LongArray]:
    """Return the ways of some pupils to the nearest and to the second nearest of some schools, (n,) each.

    Parameters
    ----------
    countable
        Gives places and measure.
    school_xy
        (H, 2) metres.
    schools
        (L,) indices, two or more.
    points
        (n,) pupils with a place.

    Notes
    -----
    No way is shorter than the straight line. So schools are taken in the order of the straight line, until the next
    one is straight further than the second shortest way found: exact, without measuring all schools.
    """
    tree = KDTree(school_xy[schools])
    nearest, second = np.zeros(len(points), dtype=np.int64), np.zeros(len(points), dtype=np.int64)
    open_, wanted = np.arange(len(points)), FIRST if countable.measure.on_foot else 3
    while len(open_):
        k = min(wanted, len(schools))
        straight_m, near = tree.query(countable.xy[points[open_]], k=k)
        ways = np.empty((len(open_), k), dtype=np.int64)
        for column in range(k):
            server = np.asarray(schools[near[:, column]], dtype=np.int32)[:, None]
            ways[:, column], _ = countable.measure.nearest_server(points[open_], school_xy, server)
        ways.partition(1, axis=1)
        nearest[open_], second[open_] = ways[:, 0], ways[:, 1]
        if k == len(schools):
            break
        open_ = open_[ways[:, 1] > straight_m[:, -1] * 100.0 - 1.0]
        wanted *= 2
    return nearest, second
