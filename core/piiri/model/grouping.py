"""Which edges meet at each corner, and which lie around each face: rows of whole numbers of any length.

A few rows can be written anew without copying the others. They are kept beside the table, so that a step of a tool
costs what it changes and not what the municipality has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .arrays import Array, IntArray, LongArray, frozen, ranges

MOST_BESIDE = 512
"""So many rows may lie beside the table before it is written anew, at the first step after an edit was kept."""


@dataclass(frozen=True, eq=False)
class Groups:
    """Rows of whole numbers.

    Attributes
    ----------
    members, start
        (N,) int32 and (R + 1,): row ``r`` of the table is ``members[start[r]:start[r + 1]]``.
    beside
        Rows that are other than in the table, or come after it.
    count
        How many rows there are.
    """

    members: IntArray
    start: LongArray
    count: int
    beside: Mapping[int, IntArray] = field(default_factory=dict)

    @classmethod
    def of(cls, keys: Array, count: int, values: Array) -> Groups:
        """Return ``values`` by key, 0..count − 1; those of one key in the order in which they come."""
        order = np.argsort(keys, kind="stable")
        return cls(frozen(values[order], np.int32), np.searchsorted(keys[order], np.arange(count + 1)), count)

    def row(self, row: int) -> IntArray:
        """Return one row."""
        anew = self.beside.get(row)
        return self.members[self.start[row] : self.start[row + 1]] if anew is None else anew

    def rows(self, wanted: Array) -> IntArray:
        """Return some rows after one another, in no particular order."""
        if not self.beside:
            return self.members[ranges(self.start[wanted], self.start[wanted + 1])]
        names = self._beside_names
        at = np.searchsorted(names, wanted)
        apart = names[np.minimum(at, len(names) - 1)] == wanted
        table = wanted[~apart]
        parts = [self.members[ranges(self.start[table], self.start[table + 1])]]
        parts += [self.beside[row] for row in wanted[apart].tolist()]
        return np.concatenate(parts)

    @cached_property
    def _beside_names(self) -> LongArray:
        return np.array(sorted(self.beside), dtype=np.int64)

    def with_rows(self, rows: Mapping[int, IntArray], count: int) -> Groups:
        """Return the rows with some exchanged or added, cut or lengthened to ``count``; what is added leaves no gap."""
        beside = {**self.beside, **rows}
        if count < self.count:
            beside = {row: members for row, members in beside.items() if row < count}
        return Groups(self.members, self.start, count, beside)

    def settled(self) -> Groups:
        """Return the same rows in one table where many lie beside it."""
        return self if len(self.beside) <= MOST_BESIDE else self.in_one_table()

    def in_one_table(self) -> Groups:
        """Return the same rows with none beside the table."""
        if not self.beside and self.count == len(self.start) - 1:
            return self
        start = self.start
        lengths = np.zeros(self.count, dtype=np.int64)
        kept = min(self.count, len(start) - 1)
        lengths[:kept] = np.diff(start[: kept + 1])
        for row, anew in self.beside.items():
            lengths[row] = len(anew)
        return Groups(
            frozen(spliced(self.members, start, self.beside, self.count), np.int32),
            np.concatenate(([0], np.cumsum(lengths))),
            self.count,
        )


def spliced(values: Array, start: LongArray, rows: Mapping[int, Array], count: int) -> Array:
    """Return ragged rows after one another, some of them exchanged or added, cut or lengthened to ``count`` rows.

    Parameters
    ----------
    values
        The rows there are, one after another.
    start
        (R + 1,): row ``r`` is ``values[start[r]:start[r + 1]]``.
    rows
        Rows that are exchanged, and new ones from R on without a gap.
    count
        How many rows there shall be.

    Examples
    --------
    >>> spliced(np.arange(4), np.array([0, 2, 4]), {1: np.array([7]), 2: np.array([8])}, 3).tolist()
    [0, 1, 7, 8]
    """
    parts, position = [], 0
    had = len(start) - 1
    for row in sorted(rows):
        if row < had:
            parts.append(values[start[position] : start[row]])
        elif position < had:
            parts.append(values[start[position] :])
        parts.append(rows[row])
        position = row + 1
    if position < had and position < count:
        parts.append(values[start[position] : start[min(had, count)]])
    return np.concatenate(parts) if parts else values[:0]
