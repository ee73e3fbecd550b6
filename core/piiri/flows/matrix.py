"""Flows: how many pupils live in each area, are assigned to each school and attend each school."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..model.arrays import Array, BoolArray, IntArray, LongArray, frozen
from .whereabouts import Whereabouts


@dataclass(frozen=True, eq=False)
class Flows:
    """Who attends where; only pupils whose school is known.

    Attributes
    ----------
    living, staying, enrolled
        (H,) int64: pupils assigned to the school; those of them who attend it; all who attend it.
    unknown
        Pupils left out, since the data do not say which school they attend.
    whole
        Makes :attr:`table` when that is first asked for.
    """

    living: LongArray
    staying: LongArray
    enrolled: LongArray
    unknown: int
    whole: Callable[[], LongArray]

    @classmethod
    def of(cls, table: LongArray, unknown: int) -> Flows:
        """Return the flows of a :attr:`table`."""
        between = table[:-1]
        return cls(between.sum(axis=1), np.array(between.diagonal()), table.sum(axis=0), unknown, lambda: table)

    @cached_property
    def table(self) -> LongArray:
        """(H + 1, H) int64: pupils assigned to one school who attend another or, on the diagonal, the same; in the last
        row those assigned to none."""
        return frozen(self.whole(), np.int64)

    @property
    def between(self) -> LongArray:
        """(H, H) int64: :attr:`table` without those assigned to no school."""
        return self.table[:-1]

    @property
    def left(self) -> LongArray:
        """(H,) pupils assigned to the school who attend another."""
        return np.asarray(self.living - self.staying)

    @property
    def came(self) -> LongArray:
        """(H,) pupils who attend the school and are assigned to another, or to none."""
        return np.asarray(self.enrolled - self.staying)

    def moved(self, old: IntArray, new: IntArray, attended: IntArray, weight: LongArray, schools: int) -> Flows:
        """Return the flows after other schools were assigned to some pupils; costs these, and the table when asked for.

        Parameters
        ----------
        old, new
            (M,) schools assigned before and now, −1 for none.
        attended
            (M,) schools they attend.
        weight
            (M,) int64: how many pupils each point stands for.
        schools
            How many schools there are now; those opened or dropped are the last.

        Examples
        --------
        >>> one = Flows.of(np.array([[3, 1], [0, 2], [0, 0]]), 0)
        >>> two = one.moved(np.array([0]), np.array([1]), np.array([1]), np.array([1]), 2)
        >>> two.staying.tolist(), two.table.tolist()
        ([3, 3], [[3, 0], [0, 3], [0, 0]])
        """
        had = len(self.living)
        room = max(had, schools)
        living, staying, enrolled = np.zeros((3, room), dtype=np.int64)
        living[:had], staying[:had], enrolled[:had] = self.living, self.staying, self.enrolled
        for sign, school in ((-1, old), (1, new)):
            some, own = school >= 0, school == attended
            np.add.at(living, school[some], sign * weight[some])
            np.add.at(staying, school[own], sign * weight[own])

        def table() -> LongArray:
            found = np.zeros((room + 1, room), dtype=np.int64)
            found[:had, :had], found[-1, :had] = self.between, self.table[-1]
            for sign, school in ((-1, old), (1, new)):
                np.add.at(found, (school, attended), sign * weight)  # −1, for none, is the last row
            return np.concatenate((found[:schools, :schools], found[-1:, :schools])) if schools < room else found

        # nobody is assigned to a school that is no more, and the data know none of them
        return Flows(living[:schools], staying[:schools], enrolled[:schools], self.unknown, table)


@dataclass(frozen=True, eq=False)
class AreaFlows:
    """Who attends where by the area of the home; only pupils whose school is known.

    Attributes
    ----------
    areas
        (A,) int32 catchments of the plan that anybody counted lives in, in their order; −1, last, for no catchment.
    counts
        (A, H) int64: pupils who live in the area and attend the school.
    own
        (A, H) bool: the school serves the area.
    """

    areas: IntArray
    counts: LongArray
    own: BoolArray


def flows_of(where: Whereabouts, stage: int | None = None, members: Array | None = None) -> Flows:
    """Count flows pupil by pupil: the first of a session, and the slow oracle of those that follow an edit.

    Parameters
    ----------
    where
        The pupils.
    stage
        One stage, so that languages are told apart; None for all together.
    members
        (N,) how many pupils of a group each point of the pupils' layer stands for: then only they are counted, as those
        in emphasised classes, where the data has such a group; None for everybody.
    """
    mine, weight, h = where.of_stage(stage), _weight(where, members), len(where.plan.schools)
    known = np.flatnonzero(mine & (where.attended >= 0))
    assigned = where.assigned[known]
    table = _table(np.where(assigned < 0, h, assigned), where.attended[known], weight[known], h + 1, h)
    return Flows.of(table, int(weight[mine & (where.attended < 0)].sum()))


def area_flows_of(where: Whereabouts, stage: int | None = None, members: Array | None = None) -> AreaFlows:
    """Count who attends where by the area of the home; parameters as of :func:`flows_of`."""
    known = np.flatnonzero(where.of_stage(stage) & (where.attended >= 0))
    area, h = where.area[known], len(where.plan.schools)
    areas = np.unique(area)
    if len(areas) and areas[0] < 0:
        areas = np.append(areas[1:], -1)
    row = np.zeros(len(where.plan.catchments) + 1, dtype=np.int64)
    row[areas] = np.arange(len(areas))  # −1 is the last
    counts = _table(row[area], where.attended[known], _weight(where, members)[known], len(areas), h)
    own = np.zeros((len(areas), h), dtype=np.bool_)
    for a, catchment in enumerate(areas.tolist()):
        if catchment >= 0:
            servers = where.plan.catchments.servers[catchment]
            own[a, servers[servers >= 0]] = True
    return AreaFlows(frozen(areas, np.int32), frozen(counts, np.int64), frozen(own, np.bool_))


def _weight(where: Whereabouts, members: Array | None) -> LongArray:
    return where.weight if members is None else np.asarray(members, dtype=np.int64)[where.points]


def _table(row: IntArray, column: IntArray, weight: LongArray, rows: int, columns: int) -> LongArray:
    """(rows, columns) sums of whole weights; each is far below 2^53, so that floats hold it exactly."""
    flat = np.bincount(row.astype(np.int64) * columns + column, weight, rows * columns)
    return np.rint(flat).astype(np.int64).reshape(rows, columns)
