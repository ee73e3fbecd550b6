"""Weighted points: the one form of everything that can be counted.

A pupil, a child not yet at school, a statistics cell with its residents, a planning block with its pupil count: each
is a point with a row of whole numbers. Whole numbers make a tally exact: what is added and taken away a thousand
times equals what is counted anew."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from .arrays import Array, BoolArray, FloatArray, LongArray, digest, frozen, on_grid

Role = Literal["pupils", "grade", "group", "age", "residents", "hidden", "absent"]


UNTOLD: tuple[Role, ...] = ("hidden", "absent")
"""Roles of columns that count cells whose value is not known."""


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a :class:`PointLayer` counts.

    Attributes
    ----------
    key
        Stable name for programs: ``"pupils"``, ``"grade_3"``, ``"foreign_language"``, ``"adults_no_degree"``.
    name
        Name for people, in the source language (translated when shown).
    role
        ``"pupils"`` (how many), ``"grade"``, ``"group"`` (a part of the pupils), ``"age"`` (a child not yet at school),
        ``"residents"`` (statistics), ``"hidden"`` and ``"absent"`` (in how many cells the value of the column ``of`` is
        kept secret, or not given: it counts 0 there, so that a sum over any of them is *at least* what it says).
    of
        Key of the column this one is a part of; empty where it stands alone. ``share = column / of``, but for
        ``"hidden"`` and ``"absent"``.
    decimals
        The stored whole number divided by ``10 ** decimals`` is the value.
    """

    key: str
    name: str
    role: Role
    of: str = ""
    decimals: int = 0


@dataclass(frozen=True, eq=False)
class PointLayer:
    """Points with countable columns.

    Attributes
    ----------
    name
        Key of the layer: ``"pupils"``, ``"residents"``.
    xy
        (N, 2) float64, metres in the dataset's CRS, on the 1 cm grid. A row of NaN has no place: a pupil whose address
        is protected is counted in the municipality's totals, never on the map.
    columns
        What the C columns of ``values`` count.
    values
        (N, C), the smallest integer type that holds them.

    Raises
    ------
    ValueError
        Shapes disagree, a column key is doubled, or a value is negative.

    Examples
    --------
    >>> layer = PointLayer("pupils", [[0, 0], [10, 5]], (Column("pupils", "Pupils", "pupils"),), [[1], [2]])
    >>> layer.total("pupils")
    3
    """

    name: str
    xy: FloatArray
    columns: tuple[Column, ...]
    values: Array

    def __post_init__(self) -> None:
        xy = np.asarray(self.xy, dtype=np.float64).reshape(-1, 2)
        values = np.asarray(self.values)
        if values.size == 0:
            values = values.reshape(len(xy), len(self.columns)).astype(np.int64)
        if values.shape != (len(xy), len(self.columns)):
            raise ValueError(f"values {values.shape} do not fit {len(xy)} points and {len(self.columns)} columns")
        if len({column.key for column in self.columns}) != len(self.columns):
            raise ValueError("a column key is used twice")
        if not np.issubdtype(values.dtype, np.integer):
            whole = np.rint(values).astype(np.int64)
            if not np.array_equal(whole, values):
                raise ValueError("values must be whole numbers; use Column.decimals for fractions")
            values = whole
        low, high = (int(values.min()), int(values.max())) if values.size else (0, 0)
        if low < 0:
            raise ValueError("values must not be negative")
        object.__setattr__(self, "xy", frozen(on_grid(xy), np.float64))
        object.__setattr__(self, "values", frozen(values, np.min_scalar_type(high)))

    def __len__(self) -> int:
        return len(self.xy)

    @cached_property
    def located(self) -> BoolArray:
        """(N,) True where the point has a place."""
        return frozen(np.isfinite(self.xy).all(axis=1), np.bool_)

    def index(self, key: str) -> int:
        """Return the position of a column; ``KeyError`` where there is none of that key."""
        for position, column in enumerate(self.columns):
            if column.key == key:
                return position
        raise KeyError(key)

    def column(self, key: str) -> Array:
        """Return one column, (N,)."""
        return self.values[:, self.index(key)]

    def untold(self, key: str) -> tuple[int, ...]:
        """Return the positions of the columns that count the hidden and the absent cells of another; often none."""
        return tuple(n for n, column in enumerate(self.columns) if column.role in UNTOLD and column.of == key)

    def untold_cells(self, key: str) -> LongArray:
        """Return in how many cells of each point the value of a column is hidden or absent, (N,) int64."""
        return np.asarray(self.values[:, list(self.untold(key))].sum(axis=1, dtype=np.int64))

    def untold_total(self, key: str) -> int:
        """Return in how many cells the value of a column is hidden or absent."""
        return int(self.untold_cells(key).sum())

    def total(self, key: str) -> int:
        """Return the sum of one column over all points, with and without a place."""
        return int(self.column(key).sum(dtype=np.int64))

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the layer's content."""
        return digest(
            (
                self.name,
                [(c.key, c.role, c.of, c.decimals) for c in self.columns],
                self.xy,
                self.values.astype(np.int64),
            )
        )


def empty_layer(name: str, columns: tuple[Column, ...] = ()) -> PointLayer:
    """Return a layer without points."""
    return PointLayer(name, np.zeros((0, 2)), columns, np.zeros((0, len(columns)), dtype=np.int64))
