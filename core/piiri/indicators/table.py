"""The table indicators read: one row a school and stage (an *intake*), made from the tally.

**Joint zones.** A zone goes by shares, or *by places*: each pupil goes to the nearest of the zone's schools, as long as
it has places left; who does not fit goes to the zone's other schools in proportion to their free places, and where
there are none left, stays with the nearest. Places that a school's other catchments take are not free. The tally knows
how many pupils live nearest to each school; grades and groups are shared out in the proportion that follows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..countable import Columns
from ..model.arrays import FloatArray, IntArray, LongArray, ranges
from ..model.intakes import Intakes
from ..model.plan import Plan
from ..tally import Tally


@dataclass(frozen=True, eq=False)
class IntakeTable:
    """What every school takes in at every stage.

    Attributes
    ----------
    columns
        Where each column stands.
    stage, school
        (U,) int32: the stage and the school of each row, sorted by both. A school has one row for each stage in which
        it serves a catchment that is not closed.
    counts
        (U, C) float64: the tally's columns; a joint zone's are shared out by its schools' shares.
    intakes
        The catchments' intakes, which these rows are, all of them or some.
    """

    columns: Columns
    stage: IntArray
    school: IntArray
    counts: FloatArray
    intakes: Intakes

    def column(self, key: str) -> FloatArray:
        """Return one column, (U,)."""
        return self.counts[:, self.columns[key]]

    def has(self, key: str) -> bool:
        """Tell whether the dataset has a column."""
        return key in self.columns


def intake_table(plan: Plan, tally: Tally) -> IntakeTable:
    """Return the intakes of a plan.

    Parameters
    ----------
    plan
        Gives the schools that serve each catchment and their shares.
    tally
        The plan's tally.
    """
    intakes = plan.catchments.intakes
    share = plan.catchments.server_share if not plan.by_places else shares_by_places(plan, tally)
    counts = _taken_in(intakes.server, intakes.catchment, intakes.start, share, tally)
    return IntakeTable(tally.columns, intakes.stage, intakes.school, counts, intakes)


def intake_rows(plan: Plan, tally: Tally, rows: LongArray) -> IntakeTable:
    """Return some rows of :func:`intake_table`, of a plan none of whose zones goes by places."""
    intakes = plan.catchments.intakes
    start, stop = intakes.start[rows], intakes.start[rows + 1]
    here = ranges(start, stop)
    first = np.zeros(len(rows) + 1, dtype=np.int64)
    np.cumsum(stop - start, out=first[1:])
    counts = _taken_in(intakes.server[here], intakes.catchment[here], first, plan.catchments.server_share, tally)
    return IntakeTable(tally.columns, intakes.stage[rows], intakes.school[rows], counts, intakes)


def _taken_in(
    server: LongArray, catchment: IntArray, start: LongArray, server_share: FloatArray, tally: Tally
) -> FloatArray:
    """(U, C) what intakes take in; intake ``u`` is served by ``server[start[u]:start[u + 1]]``."""
    served = tally.counts[catchment].astype(np.float64)
    share = server_share[server]
    shared = np.flatnonzero(share != 1.0)
    if len(shared):
        served[shared] *= share[shared, None]
    if len(start) - 1 == len(server):
        return served
    # some school has several catchments of a stage; most have one, which is its intake
    counts = served[start[:-1]]
    more = np.ones(len(server), dtype=np.bool_)
    more[start[:-1]] = False
    np.add.at(counts, np.repeat(np.arange(len(counts)), np.diff(start))[more], served[more])
    return counts


def shares_by_places(plan: Plan, tally: Tally) -> FloatArray:
    """Return (J,) the share of each server, with joint zones by places filled up, in the order of their catchments."""
    c = plan.catchments
    share = np.array(c.server_share)
    pupils = tally.column("pupils").astype(np.float64)
    zones = [c.index(zone) for zone in sorted(plan.by_places, key=c.index)]
    taken = np.zeros(len(plan.schools))
    ordinary = ~np.isin(c.server_catchment, zones)
    np.add.at(taken, c.server_school[ordinary], (pupils[c.server_catchment] * share)[ordinary])
    for zone in zones:
        rows = np.flatnonzero(c.server_catchment == zone)
        rows = rows[np.argsort(c.server_school[rows], kind="stable")]  # as in Catchments.servers
        school = c.server_school[rows]
        nearest = tally.counts[zone, tally.columns.nearest].astype(np.float64)[: len(rows)]
        if len(rows) > len(nearest) or not pupils[zone]:
            continue
        places = plan.schools.places[school]
        free = np.where(places < 0, np.inf, np.maximum(places - taken[school], 0.0))
        filled = filled_up(nearest, free)
        share[rows] = filled / filled.sum()
        taken[school] += filled
    return share


def filled_up(wish: FloatArray, free: FloatArray) -> FloatArray:
    """Return how many each school takes when all go where they wish as long as there is room.

    Parameters
    ----------
    wish
        (L,) how many wish to go to each.
    free
        (L,) how many each has room for; infinite where there is no limit.

    Returns
    -------
    (L,) float64
        Sums to ``wish.sum()``. Those who do not fit are spread over the free places of the others in proportion, and
        where these do not suffice, stay where they wished to go.

    >>> filled_up(np.array([80.0, 20.0]), np.array([50.0, 60.0])).tolist()
    [50.0, 50.0]
    """
    inside = np.minimum(wish, free)
    over = wish - inside
    room = free - inside
    unlimited = np.isinf(room)
    if unlimited.any():
        return np.asarray(inside + np.where(unlimited, over.sum() / unlimited.sum(), 0.0))
    placed = min(float(over.sum()), float(room.sum()))
    if placed <= 0:
        return np.asarray(wish, dtype=np.float64)
    spread = inside + room * (placed / room.sum())
    return np.asarray(spread + over * (1 - placed / over.sum()))
