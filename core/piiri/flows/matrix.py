"""Flows: how many pupils live in each area and attend each school."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model.arrays import Array, BoolArray, IntArray, LongArray, frozen
from .whereabouts import Whereabouts


@dataclass(frozen=True, eq=False)
class Flows:
    """Who attends where; only pupils whose school is known.

    Attributes
    ----------
    areas
        (A,) int32 catchments of the plan that anybody counted lives in, in their order; −1, last, for no catchment.
    counts
        (A, H) int64: pupils who live in the area and attend the school.
    own
        (A, H) bool: the school serves the area.
    living, staying, enrolled
        (H,) int64: pupils assigned to the school; those of them who attend it; all who attend it.
    between
        (H, H) int64: pupils assigned to one school who attend another, or, on the diagonal, the same.
    unknown
        Pupils left out, since the data do not say which school they attend.
    """

    areas: IntArray
    counts: LongArray
    own: BoolArray
    living: LongArray
    staying: LongArray
    enrolled: LongArray
    between: LongArray
    unknown: int

    @property
    def left(self) -> LongArray:
        """(H,) pupils assigned to the school who attend another."""
        return np.asarray(self.living - self.staying)

    @property
    def came(self) -> LongArray:
        """(H,) pupils who attend the school and are assigned to another, or to none."""
        return np.asarray(self.enrolled - self.staying)


def flows_of(where: Whereabouts, stage: int | None = None, members: Array | None = None) -> Flows:
    """Count flows.

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
    mine = where.of_stage(stage)
    everyone = where.weight if members is None else np.asarray(members, dtype=np.int64)[where.points]
    known = np.flatnonzero(mine & (where.attended >= 0))
    weight, h = everyone[known], len(where.plan.schools)
    area, attended, assigned = where.area[known], where.attended[known], where.assigned[known]
    areas = np.unique(area)
    if len(areas) and areas[0] < 0:
        areas = np.append(areas[1:], -1)
    row = np.zeros(len(where.plan.catchments) + 1, dtype=np.int64)
    row[areas] = np.arange(len(areas))  # −1 is the last
    counts = _table(row[area], attended, weight, len(areas), h)
    own = np.zeros((len(areas), h), dtype=np.bool_)
    for a, catchment in enumerate(areas.tolist()):
        if catchment >= 0:
            servers = where.plan.catchments.servers[catchment]
            own[a, servers[servers >= 0]] = True
    placed = assigned >= 0
    between = _table(assigned[placed], attended[placed], weight[placed], h, h)
    return Flows(
        frozen(areas, np.int32),
        frozen(counts, np.int64),
        frozen(own, np.bool_),
        frozen(between.sum(axis=1), np.int64),
        frozen(between.diagonal(), np.int64),
        frozen(counts.sum(axis=0), np.int64),
        frozen(between, np.int64),
        int(everyone[mine & (where.attended < 0)].sum()),
    )


def _table(row: IntArray, column: IntArray, weight: LongArray, rows: int, columns: int) -> LongArray:
    """(rows, columns) sums of whole weights; each is far below 2^53, so that floats hold it exactly."""
    flat = np.bincount(row.astype(np.int64) * columns + column, weight, rows * columns)
    return np.rint(flat).astype(np.int64).reshape(rows, columns)
