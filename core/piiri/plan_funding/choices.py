"""Who attends another school than the one their home belongs to: counted with a plan, so that money follows borders.

A pupil who attends a school that today's plan does not assign has *chosen* it, and keeps it in every plan in which it
is open. All others go where the plan says. In a joint zone whoever attends one of its schools has not chosen; its
pupils are shared out by its shares. Pupils whose school is not known go where the plan says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..countable import Countable
from ..indicators.table import IntakeTable, intake_table, shares_by_places
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


def _serves(plan: Plan, rows: IntArray, school: IntArray) -> BoolArray:
    """Tell whether a school serves the catchment of a row."""
    servers = plan.catchments.servers
    inside = rows < len(plan.catchments)
    found = np.zeros(len(rows), dtype=np.bool_)
    found[inside] = (servers[rows[inside]] == school[inside, None]).any(axis=1)
    return found


@dataclass(frozen=True, eq=False)
class Enrolled:
    """Pupils by school.

    Attributes
    ----------
    assigned
        (H, C) float64: who lives in the school's catchments; columns of the pupils' layer, then of the statistics.
    enrolled
        (H, P) float64: who goes there, columns of the pupils' layer.
    leaving
        (H,) float64: who lives in the catchments and goes elsewhere by choice.
    coming
        (H,) float64: who comes from elsewhere by choice.
    """

    assigned: FloatArray
    enrolled: FloatArray
    leaving: FloatArray
    coming: FloatArray

    @property
    def net_attraction(self) -> FloatArray:
        """(H,) share who came, of those enrolled, less the share who left, of those assigned; in percent; NaN where
        nobody is enrolled or assigned."""
        pupils, living = self.enrolled[:, 0], self.assigned[:, 0]
        some = (pupils > 0) & (living > 0)
        nothing = np.full(len(pupils), np.nan)
        came = np.divide(self.coming, pupils, out=np.array(nothing), where=some)
        left = np.divide(self.leaving, living, out=np.array(nothing), where=some)
        return np.asarray(100.0 * (came - left))


@dataclass(frozen=True, eq=False)
class Placed:
    """The pupils who chose, placed in a plan. From one plan to the next only those whose home belongs elsewhere are
    counted again.

    Attributes
    ----------
    plan
        The plan.
    kept
        (N',) bool: who keeps the chosen school, since it is open.
    rows
        (N',) int32: row of the tally of each home, −1 for those whom no stage places.
    own
        (N',) bool: whose home belongs to the chosen school all the same.
    away
        (K + ..., P) int64: who chose, by row of the tally of their home; columns of the pupils' layer.
    chosen
        (H, P) float64: who chose, by school chosen; columns of the pupils' layer.
    """

    plan: Plan
    kept: BoolArray
    rows: IntArray
    own: BoolArray
    away: LongArray
    chosen: FloatArray


def placed(choices: Choices, plan: Plan, tally: Tally, before: Placed | None = None) -> Placed:
    """Return where the pupils who chose live and which school they keep.

    Parameters
    ----------
    choices
        Who chose.
    plan, tally
        The plan and its tally.
    before
        The same for another plan, if it is known: then only what differs is counted.
    """
    countable = choices.countable
    rows = countable.rows(plan, choices.points, tally.pupils.faces_of(choices.points))
    closed = plan.schools.closed
    if before is not None and _served_alike(before.plan, plan) and len(before.away) == len(tally.counts):
        differ = np.flatnonzero(rows != before.rows)
        if not len(differ):
            return replace(before, plan=plan)
        own, away = np.array(before.own), np.array(before.away)
        own[differ] = _serves(plan, rows[differ], choices.school[differ])
        counted = differ[before.kept[differ]]
        values = countable.values[choices.points[counted]].astype(np.int64)
        for sign, where in ((-1, before.rows[counted]), (1, rows[counted])):
            there = where >= 0
            np.add.at(away, where[there], sign * values[there])
        return Placed(plan, before.kept, rows, own, away, before.chosen)
    kept = ~closed[choices.school] if len(choices) else np.zeros(0, dtype=np.bool_)
    values = countable.values[choices.points[kept]].astype(np.int64)
    chosen = np.zeros((len(plan.schools), values.shape[1]))
    for column in range(values.shape[1]):
        chosen[:, column] = np.bincount(choices.school[kept], values[:, column], len(plan.schools))
    away = _by_row(rows[kept], values, len(tally.counts))
    return Placed(plan, kept, rows, _serves(plan, rows, choices.school), away, chosen)


def _served_alike(before: Plan, after: Plan) -> bool:
    """Tell whether two plans have the same schools, open and serving alike, so that rows and columns mean the same."""
    if before.catchments is not after.catchments or before.schools.ids != after.schools.ids:
        return False
    return before.schools is after.schools or np.array_equal(before.schools.closed, after.schools.closed)


def enrolled(choices: Choices, plan: Plan, tally: Tally, there: Placed | None = None) -> Enrolled:
    """Return who is enrolled where in a plan.

    Parameters
    ----------
    choices
        Who chose.
    plan, tally
        The plan and its tally.
    there
        Those who chose, :func:`placed` in the plan, if that is known already.
    """
    countable, h = choices.countable, len(plan.schools)
    width = countable.columns.pupil_columns
    table = intake_table(plan, tally)
    assigned = _by_school(table.school, table.counts, h)
    if not len(choices):
        none = np.zeros(h)
        return Enrolled(assigned, np.array(assigned[:, :width]), none, np.array(none))
    there = there or placed(choices, plan, tally)
    away = Tally(tally.columns, there.away, tally.pupils, ())
    gone = intake_table(plan, away) if not plan.by_places else _same_shares(plan, tally, away)
    left = _by_school(gone.school, gone.counts, h)
    weight = countable.weight[choices.points]
    own, coming = there.kept & there.own, there.kept & ~there.own
    return Enrolled(
        assigned,
        assigned[:, :width] - left + there.chosen,
        left[:, 0] - np.bincount(choices.school[own], weight[own], h),
        np.bincount(choices.school[coming], weight[coming], h),
    )


def _by_row(rows: IntArray, values: LongArray, room: int) -> LongArray:
    counts = np.zeros((room, values.shape[1]), dtype=np.int64)
    there = rows >= 0
    for column in range(values.shape[1]):
        counts[:, column] = np.rint(np.bincount(rows[there], values[there, column], room)).astype(np.int64)
    return counts


def _by_school(school: IntArray, counts: FloatArray, h: int) -> FloatArray:
    found = np.zeros((h, counts.shape[1]))
    if len(school):
        order = np.argsort(school, kind="stable")
        start = np.flatnonzero(np.diff(school[order], prepend=-1))
        found[school[order][start]] = np.add.reduceat(counts[order], start)
    return found


def _same_shares(plan: Plan, tally: Tally, away: Tally) -> IntakeTable:
    """The intakes of those who chose, shared out as all of their zone are."""
    filled = replace(plan.catchments, server_share=shares_by_places(plan, tally))
    return intake_table(replace(plan, catchments=filled, by_places=frozenset()), away)
