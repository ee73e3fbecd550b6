"""A table of pupils by unit and group, with names, made from rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model.arrays import Array, IntArray, LongArray, frozen


@dataclass(frozen=True, eq=False)
class GroupTable:
    """Pupils by unit and group.

    Attributes
    ----------
    units, groups
        Names, U and G, each once.
    counts
        (U, G) int64 pupils, 0 or more.
    levels
        Of each level of a hierarchy, coarsest first, the (U,) name of the unit's part.

    Raises
    ------
    ValueError
        Shapes that do not fit, doubled names or negative counts.
    """

    units: tuple[str, ...]
    groups: tuple[str, ...]
    counts: LongArray
    levels: tuple[tuple[str, ...], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "counts", frozen(self.counts, np.int64))
        if self.counts.shape != (len(self.units), len(self.groups)) or (self.counts < 0).any():
            raise ValueError("counts must be 0 or more, one for each unit and group")
        if any(len(level) != len(self.units) for level in self.levels):
            raise ValueError("each level must name the part of every unit")
        keys = list(zip(*self.levels, self.units, strict=True))
        if len(set(keys)) < len(keys) or len(set(self.groups)) < len(self.groups):
            raise ValueError("a unit or a group is there twice")

    def focal(self, group: int) -> tuple[LongArray, LongArray]:
        """Return pupils of a group and all others, (U,) each.

        >>> [side.tolist() for side in GroupTable(("A", "B"), ("x", "y"), np.array([[1, 2], [3, 4]])).focal(0)]
        [[1, 3], [2, 4]]
        """
        mine = self.counts[:, group]
        return mine, self.counts.sum(axis=1) - mine


def table_of_rows(unit: Array, group: Array, count: Array, levels: Sequence[Array] = ()) -> GroupTable:
    """Count rows into a table; units and groups in the order of their names, those without pupils left out.

    Parameters
    ----------
    unit, group
        (N,) texts.
    count
        (N,) whole numbers: how many pupils a row stands for.
    levels
        (N,) texts each, coarsest first. A unit that occurs in several parts is another unit in each.

    Examples
    --------
    >>> table = table_of_rows(np.array(["B", "A", "B"]), np.array(["x", "x", "y"]), np.array([2, 3, 4]))
    >>> table.units, table.groups, table.counts.tolist()
    (('A', 'B'), ('x', 'y'), [[3, 0], [2, 4]])
    """
    count = np.asarray(count, dtype=np.int64)
    there = count > 0
    count = count[there]
    code: IntArray = np.zeros(len(count), dtype=np.int64)
    columns = [np.asarray(column)[there].astype(str) for column in (*levels, unit)]
    for column in columns:
        named, part = np.unique(column, return_inverse=True)
        code = np.unique(code * max(len(named), 1) + part, return_inverse=True)[1]
    first = np.unique(code, return_index=True)[1]
    groups, column_of = np.unique(np.asarray(group)[there].astype(str), return_inverse=True)
    counts = np.zeros((len(first), len(groups)), dtype=np.int64)
    np.add.at(counts, (code, column_of), count)
    *parts, units = [tuple(map(str, column[first])) for column in columns]
    return GroupTable(units, tuple(map(str, groups)), counts, tuple(parts))
