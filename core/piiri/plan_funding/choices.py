"""Who attends another school than the one their home belongs to: counted with a plan, so that money follows borders.

A pupil who attends a school that today's plan does not assign has *chosen* it, and keeps it in every plan in which it
is open. All others go where the plan says. In a joint zone whoever attends one of its schools has not chosen; its
pupils are shared out by its shares. Pupils whose school is not known go where the plan says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from ..countable import Countable
from ..indicators.table import IntakeTable, intake_rows, intake_table, shares_by_places
from ..model.arrays import BoolArray, FloatArray, IntArray, LongArray
from ..model.plan import Plan
from ..tally import Tally


@dataclass(frozen=True, eq=False)
class Choices:
    """The pupils who chose.

    Attributes
    ----------
    countable
        The dataset's points; its plan compared with is today's.
    points
        (N',) int32 indices of their points.
    school
        (N',) int32: the school each attends, in the order of the dataset's schools.
    """

    countable: Countable
    points: IntArray
    school: IntArray

    @classmethod
    def of(cls, countable: Countable) -> Choices:
        """Return who chose, measured against the plan that ``countable`` compares with."""
        attends = countable.dataset.pupils.attends
        known = np.flatnonzero((attends >= 0) & (countable.weight > 0) & (countable.stage >= 0))
        before = countable.before
        rows = countable.rows(before, known, countable.start_placement.base[known])
        chose = known[~_serves(before, rows, attends[known])]
        return cls(countable, chose.astype(np.int32), np.asarray(attends[chose], dtype=np.int32))

    def __len__(self) -> int:
        return len(self.points)

    @cached_property
    def place(self) -> IntArray:
        """(N,) int32: where each point of the pupils' layer stands among those who chose, −1 for the others."""
        found = np.full(len(self.countable.weight), -1, dtype=np.int32)
        found[self.points] = np.arange(len(self))
        return found


def _serves(plan: Plan, rows: IntArray, school: IntArray) -> BoolArray:
    """Tell whether a school serves the catchment of a row."""
    servers = plan.catchments.servers
    inside = rows < len(plan.catchments)
    found = np.zeros(len(rows), dtype=np.bool_)
    found[inside] = (servers[rows[inside]] == school[inside, None]).any(axis=1)
    return found


@dataclass(frozen=True, eq=False)
class Enrolled:
    """Pupils by school. From one plan to the next only those on the move are counted again, see :func:`enrolled_after`.

    Attributes
    ----------
    plan, counts
        The plan, and the counts of its tally.
    assigned
        (H, C) float64: who lives in the school's catchments; columns of the pupils' layer, then of the statistics.
    away
        (K + ..., P) int64: who chose and keeps the chosen school, since it is open, by row of the tally of their home;
        columns of the pupils' layer.
    left
        (H, P) float64: the same by the school that their home belongs to.
    chosen
        (H, P) float64: the same by the school chosen.
    own
        (H,) float64: those whose home belongs to the chosen school all the same.
    """

    plan: Plan
    counts: LongArray
    assigned: FloatArray
    away: LongArray
    left: FloatArray
    chosen: FloatArray
    own: FloatArray

    @cached_property
    def enrolled(self) -> FloatArray:
        """(H, P) who goes to each school; columns of the pupils' layer."""
        return np.asarray(self.assigned[:, : self.left.shape[1]] - self.left + self.chosen)

    @property
    def leaving(self) -> FloatArray:
        """(H,) who lives in the catchments and goes elsewhere by choice."""
        return np.asarray(self.left[:, 0] - self.own)

    @property
    def coming(self) -> FloatArray:
        """(H,) who comes from elsewhere by choice."""
        return np.asarray(self.chosen[:, 0] - self.own)

    @cached_property
    def net_attraction(self) -> FloatArray:
        """(H,) share who came, of those enrolled, less the share who left, of those assigned; in percent; NaN where
        nobody is enrolled or assigned."""
        pupils, living = self.enrolled[:, 0], self.assigned[:, 0]
        some = (pupils > 0) & (living > 0)
        nothing = np.full(len(pupils), np.nan)
        came = np.divide(self.coming, pupils, out=np.array(nothing), where=some)
        left = np.divide(self.leaving, living, out=np.array(nothing), where=some)
        return np.asarray(100.0 * (came - left))


def enrolled(choices: Choices, plan: Plan, tally: Tally) -> Enrolled:
    """Return who is enrolled where in a plan.

    Parameters
    ----------
    choices
        Who chose.
    plan, tally
        The plan and its tally.
    """
    countable, h = choices.countable, len(plan.schools)
    kept = np.flatnonzero(~plan.schools.closed[choices.school])
    points, school = choices.points[kept], choices.school[kept]
    rows = countable.rows(plan, points, tally.pupils.faces_of(points))
    values = countable.values[points, : countable.columns.pupil_columns]
    table = intake_table(plan, tally)
    away = _summed(rows, values, len(tally.counts))
    gone = Tally(tally.columns, away, tally.pupils, ())
    if len(kept) and plan.by_places:
        left = _same_shares(plan, tally, gone)
    else:
        left = intake_table(plan, gone)
    own = _serves(plan, rows, school)
    return Enrolled(
        plan,
        tally.counts,
        _by_school(table, np.zeros((h, table.counts.shape[1]))),
        away,
        _by_school(left, np.zeros((h, values.shape[1]))),
        _summed(school, values, h).astype(np.float64),
        np.bincount(school[own], countable.weight[points[own]], h),
    )


def enrolled_after(choices: Choices, known: Enrolled, plan: Plan, tally: Tally) -> Enrolled | None:
    """Return the same from who is enrolled in the plan whose tally this one was made from.

    Neither all pupils nor all schools are looked at: only those on the move, and the schools that they leave or enter.

    Parameters
    ----------
    choices
        Who chose.
    known
        Who is enrolled where in the other plan.
    plan, tally
        The plan and its tally.

    Returns
    -------
    Enrolled | None
        Equal to ``enrolled(choices, plan, tally)`` to the last bit; None where the tally was not made from that of the
        other plan, where schools open, close or serve otherwise, and where a zone goes by places: then all are counted.
    """
    if plan.by_places or not _served_alike(known.plan, plan):
        return None
    if tally.counts is known.counts:
        return replace(known, plan=plan)
    moves, recounted = tally.moves, tally.recounted
    if moves is None or recounted is None or tally.origin is not known.counts:
        return None
    countable, catchments = choices.countable, recounted[recounted < len(plan.catchments)]
    place = choices.place[moves.points]
    mine = np.flatnonzero(place >= 0)
    mine = mine[~plan.schools.closed[choices.school[place[mine]]]]
    away, own = known.away, known.own
    if len(mine):
        points, rows, sign, school = moves.points[mine], moves.rows[mine], moves.sign[mine], choices.school[place[mine]]
        away, own = np.array(away), np.array(own)
        np.add.at(away, rows, sign[:, None] * countable.values[points, : away.shape[1]])
        serves = _serves(plan, rows, school)
        np.add.at(own, school[serves], (sign * countable.weight[points])[serves])
    intakes = _intakes_of_schools(plan, catchments)
    assigned, left = known.assigned, known.left
    if len(intakes):
        assigned = _by_school(intake_rows(plan, tally, intakes), np.array(assigned))
        if len(mine):
            left = _by_school(intake_rows(plan, Tally(tally.columns, away, tally.pupils, ()), intakes), np.array(left))
    return Enrolled(plan, tally.counts, assigned, away, left, known.chosen, own)


def _intakes_of_schools(plan: Plan, catchments: LongArray) -> LongArray:
    """All intakes, ascending, of the schools that serve some catchments."""
    intakes = plan.catchments.intakes
    wanted = np.zeros(len(plan.schools), dtype=np.bool_)
    wanted[intakes.school[intakes.of_catchments(catchments)]] = True
    return np.flatnonzero(wanted[intakes.school])


def _served_alike(before: Plan, after: Plan) -> bool:
    """Tell whether two plans have the same schools, open and serving alike, so that rows and columns mean the same."""
    if before.catchments is not after.catchments or before.schools.ids != after.schools.ids or before.by_places:
        return False
    return before.schools is after.schools or np.array_equal(before.schools.closed, after.schools.closed)


def _summed(where: IntArray, values: LongArray, room: int) -> LongArray:
    """(room, P) sums of whole numbers by where they belong, without those at −1."""
    counts = np.zeros((room, values.shape[1]), dtype=np.int64)
    there = where >= 0
    for column in range(values.shape[1]):
        counts[:, column] = np.rint(np.bincount(where[there], values[there, column], room)).astype(np.int64)
    return counts


def _by_school(table: IntakeTable, into: FloatArray) -> FloatArray:
    """Put the sums of the schools of a table into their rows of ``into``, and return it."""
    if len(table.school):
        order = np.argsort(table.school, kind="stable")
        school = table.school[order]
        start = np.flatnonzero(np.diff(school, prepend=-1))
        into[school[start]] = np.add.reduceat(table.counts[order], start)
    return into


def _same_shares(plan: Plan, tally: Tally, away: Tally) -> IntakeTable:
    """The intakes of those who chose, shared out as all of their zone are."""
    filled = replace(plan.catchments, server_share=shares_by_places(plan, tally))
    return intake_table(replace(plan, catchments=filled, by_places=frozenset()), away)
