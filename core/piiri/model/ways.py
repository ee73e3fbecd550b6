"""Ways as a walker knows them: may this be walked, is it hard to cross, what is it called."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .arrays import Array, BoolArray, FloatArray, IntArray, digest, frozen


@dataclass(frozen=True, eq=False)
class Ways:
    """Roads, streets and paths, and what else stops a walker.

    Attributes
    ----------
    xy
        (P, 2) float64, metres, all ways after one another. Ways meet where they have a point in the same centimetre.
    start
        (L + 1,) int32: way ``i`` is ``xy[start[i]:start[i + 1]]``; at least two points.
    walkable
        (L,) bool: may be walked along.
    busy
        (L,) bool: hard to cross where nothing makes it safe: a road with much traffic, a railway. It parts those who
        stand on its two sides, whether it may be walked along or not.
    name
        (L,) int32: index into ``names``, −1 for a way without one.
    names
        What ways are called.
    safe
        (C, 2) float64, metres: where a busy way is crossed safely, by lights or a marked crossing.
    """

    xy: FloatArray
    start: IntArray
    walkable: BoolArray
    busy: BoolArray
    name: IntArray
    names: tuple[str, ...] = ()
    safe: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))

    def __post_init__(self) -> None:
        object.__setattr__(self, "xy", frozen(np.asarray(self.xy, dtype=np.float64).reshape(-1, 2), np.float64))
        object.__setattr__(self, "safe", frozen(np.asarray(self.safe, dtype=np.float64).reshape(-1, 2), np.float64))
        for key, dtype in (("start", np.int32), ("walkable", np.bool_), ("busy", np.bool_), ("name", np.int32)):
            object.__setattr__(self, key, frozen(getattr(self, key), dtype))
        if not (len(self.start) - 1 == len(self.walkable) == len(self.busy) == len(self.name)):
            raise ValueError("each way needs to be told whether it is walkable, busy, and its name")
        if (np.diff(self.start) < 2).any() or not np.isfinite(self.xy).all():
            raise ValueError("a way needs two places at least")

    def __len__(self) -> int:
        return len(self.walkable)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all that distances rest on."""
        return digest((self.xy, self.start, self.walkable, self.busy, self.safe))


def together(some: Sequence[Ways]) -> Ways:
    """Return the ways of several files as one."""
    lines = [ways.xy[a:b] for ways in some for a, b in itertools.pairwise(ways.start.tolist())]
    names = [ways.names[name] if name >= 0 else "" for ways in some for name in ways.name.tolist()]
    return ways_of(
        lines,
        np.concatenate([ways.walkable for ways in some]),
        np.concatenate([ways.busy for ways in some]),
        names,
        np.concatenate([ways.safe for ways in some]),
    )


def ways_of(
    lines: Sequence[Array],
    walkable: Array | None = None,
    busy: Array | None = None,
    names: Sequence[str] = (),
    safe: Array | None = None,
) -> Ways:
    """Return ways from rows of points.

    Parameters
    ----------
    lines
        Each (K, 2) float64, metres.
    walkable, busy
        One value a line; None: all may be walked, none is busy.
    names
        One a line, ``""`` for none; none given: no way has one.
    safe
        (C, 2) metres; see :class:`Ways`.

    Examples
    --------
    >>> len(ways_of([np.array([[0.0, 0.0], [10.0, 0.0]])]))
    1
    """
    count = len(lines)
    known = sorted({name for name in names if name})
    index = {name: position for position, name in enumerate(known)}
    return Ways(
        np.concatenate(lines) if count else np.zeros((0, 2)),
        np.concatenate(([0], np.cumsum([len(line) for line in lines]))) if count else np.zeros(1),
        np.ones(count, dtype=bool) if walkable is None else walkable,
        np.zeros(count, dtype=bool) if busy is None else busy,
        np.array([index.get(name, -1) for name in names] or [-1] * count, dtype=np.int32),
        tuple(known),
        np.zeros((0, 2)) if safe is None else safe,
    )
