"""Who moves: pupils by grade, from one place in the first plan to one in the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model.arrays import Array, BoolArray, IntArray, LongArray, frozen
from ..model.dataset import Dataset
from .counting import CountedPlan

GRADES = 10
"""Columns of a count by grade: not known, then 1 to 9."""


@dataclass(frozen=True, eq=False)
class Moves:
    """Pupils by stage, grade, and where they belong in both plans; those who stay as well.

    Attributes
    ----------
    stage
        (M,) int16: index of the stage. Rows are sorted by stage, source and target.
    source, target
        (M,) int32: place in the first plan and in the other, see :attr:`piiri.compare.Comparison.places`.
    by_grade
        (M, 10) int64: pupils whose grade is not known, then those of grades 1 to 9.
    cells
        (M, 10) int64: in how many cells the number of pupils is hidden or was not given; a cell whose grade is not
        known may hold pupils of any. No row is all zero in both.
    """

    stage: IntArray
    source: IntArray
    target: IntArray
    by_grade: LongArray
    cells: LongArray

    def __len__(self) -> int:
        return len(self.stage)

    @property
    def pupils(self) -> LongArray:
        """(M,) pupils of all grades."""
        return np.asarray(self.by_grade.sum(axis=1))

    @property
    def moving(self) -> BoolArray:
        """(M,) True where source and target differ."""
        return np.asarray(self.source != self.target)

    def chosen(self, stage: int = -1, grade: int = -1) -> tuple[IntArray, IntArray, LongArray]:
        """Return source, target and pupils of one stage (−1 for all) and one grade (−1 for all, 0 for not known).

        Each pair of places stands there once, sorted by source, then target, and not without pupils or cells.
        """
        return self._ways(stage, grade)[:3]

    def chosen_cells(self, stage: int = -1, grade: int = -1) -> LongArray:
        """Return in how many cells behind each of :meth:`chosen` the number of pupils is not told."""
        return self._ways(stage, grade)[3]

    def cells_of(self, grade: int) -> LongArray:
        """Return (M,) the cells that may hold pupils of a grade (−1 for any, 0 for not known)."""
        if grade < 0:
            return np.asarray(self.cells.sum(axis=1))
        return np.asarray(self.cells[:, grade] + (self.cells[:, 0] if grade else 0))

    def _ways(self, stage: int, grade: int) -> tuple[IntArray, IntArray, LongArray, LongArray]:
        pupils = self.pupils if grade < 0 else self.by_grade[:, grade]
        cells = self.cells_of(grade)
        mine = ((pupils > 0) | (cells > 0)) & ((self.stage == stage) if stage >= 0 else True)
        pair = np.column_stack((self.source[mine], self.target[mine]))
        both, where = np.unique(pair, axis=0, return_inverse=True)
        counts, behind = (
            np.bincount(where.reshape(-1), weights=each[mine], minlength=len(both)).astype(np.int64)
            for each in (pupils, cells)
        )
        return both[:, 0], both[:, 1], counts, behind

    def matrix(self, count: int, stage: int = -1, grade: int = -1) -> LongArray:
        """Return the same as a table, (count, count) int64: a row a source, a column a target.

        Parameters
        ----------
        count
            How many places there are.
        stage, grade
            As in :meth:`chosen`.
        """
        table = np.zeros((count, count), dtype=np.int64)
        source, target, pupils = self.chosen(stage, grade)
        table[source, target] = pupils
        return table


def moves_between(
    dataset: Dataset, one: CountedPlan, other: CountedPlan, place_of_row: Sequence[IntArray]
) -> tuple[Moves, LongArray]:
    """Count who belongs where.

    Parameters
    ----------
    dataset
        Gives the pupils; one point may stand for several.
    one, other
        The plans.
    place_of_row
        For each of them, as from :func:`piiri.compare.places.places_of`.

    Returns
    -------
    moves
        See :class:`Moves`.
    changed
        (K + 2S,) int64: pupils of each tally row of ``other`` who belong to another place in ``one``.
    """
    pupils = dataset.pupils
    weight = pupils.points.column("pupils").astype(np.int64)
    untold = pupils.points.untold_cells("pupils")
    counted = np.flatnonzero((pupils.stage >= 0) & ((weight > 0) | (untold > 0)))
    source, target = (table[plan.row[counted]] for table, plan in zip(place_of_row, (one, other), strict=True))
    weight = weight[counted]
    moving = source != target
    changed = np.bincount(other.row[counted][moving], weights=weight[moving], minlength=len(other.tally.counts)).astype(
        np.int64
    )
    count = int(max(table.max() for table in place_of_row)) + 1
    key = (pupils.stage[counted].astype(np.int64) * count + source) * count + target
    known, where = np.unique(key, return_inverse=True)
    by_grade = np.zeros((len(known), GRADES), dtype=np.int64)
    for grade, each in _by_grade(dataset, counted, weight):
        by_grade[:, grade] = np.bincount(where, weights=each, minlength=len(known))
    cells = np.zeros_like(by_grade)
    np.add.at(cells, (where.reshape(-1), np.clip(pupils.grade[counted], 0, GRADES - 1)), untold[counted])
    pair, target_of = np.divmod(known, count)
    stage, source_of = np.divmod(pair, count)
    moves = Moves(
        frozen(stage, np.int16),
        frozen(source_of, np.int32),
        frozen(target_of, np.int32),
        frozen(by_grade, np.int64),
        frozen(cells, np.int64),
    )
    return moves, changed


def _by_grade(dataset: Dataset, counted: Array, weight: LongArray) -> list[tuple[int, Array]]:
    """Pupils of each grade at each point; a point that stands for several pupils says so in columns of its own."""
    layer = dataset.pupils.points
    if any(column.key == "grade_1" for column in layer.columns):
        columns = [layer.values[counted, layer.index(f"grade_{grade}")].astype(np.int64) for grade in range(1, GRADES)]
        return [(0, weight - np.sum(columns, axis=0)), *enumerate(columns, 1)]
    grade = dataset.pupils.grade[counted]
    return [(each, np.where(grade == each, weight, 0)) for each in range(GRADES)]
