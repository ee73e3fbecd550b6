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
    width = countable.columns.pupil_columns
    table = intake_table(plan, tally)
    assigned = _by_school(table.school, table.counts, h)
    keeps = ~plan.schools.closed[choices.school] if len(choices) else np.zeros(0, dtype=np.bool_)
    points, school = choices.points[keeps], choices.school[keeps]
    if not len(points):
        none = np.zeros(h)
        return Enrolled(assigned, np.array(assigned[:, :width]), none, np.array(none))
    rows = countable.rows(plan, points, tally.pupils.faces_of(points))
    values = countable.values[points].astype(np.int64)
    weight = countable.weight[points]
    away = Tally(tally.columns, _by_row(rows, values, tally.counts.shape), tally.pupils, ())
    gone = intake_table(plan, away) if not plan.by_places else _same_shares(plan, tally, away)
    left = _by_school(gone.school, gone.counts, h)
    chosen = np.zeros((h, width))
    for column in range(width):
        chosen[:, column] = np.bincount(school, values[:, column], h)
    own = _serves(plan, rows, school)
    return Enrolled(
        assigned,
        assigned[:, :width] - left[:, :width] + chosen,
        left[:, 0] - np.bincount(school[own], weight[own], h),
        np.bincount(school[~own], weight[~own], h),
    )


def _by_row(rows: IntArray, values: LongArray, shape: tuple[int, ...]) -> LongArray:
    counts = np.zeros(shape, dtype=np.int64)
    placed = rows >= 0
    for column in range(values.shape[1]):
        counts[:, column] = np.rint(np.bincount(rows[placed], values[placed, column], shape[0])).astype(np.int64)
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
