"""Read-only arrays and the one-centimetre grid.

Coordinates live on a grid of 1 cm. Whatever must be exact (is this point on the border?) is computed on whole
centimetres as 64-bit integers; floats are never compared.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

# numpy's stubs lose the dtype in most operations; these names tell the reader what the docstrings promise
Array = NDArray[Any]
FloatArray = NDArray[Any]
IntArray = NDArray[Any]
LongArray = NDArray[Any]
BoolArray = NDArray[Any]

GRID_M = 0.01
"""Size of the coordinate grid in metres."""


def frozen(values: Any, dtype: DTypeLike) -> Array:
    """Return ``values`` as a C-contiguous read-only array; copies only where it must."""
    array = np.ascontiguousarray(values, dtype=dtype)
    if array.flags.writeable:
        if array is values or array.base is not None:
            array = array.copy()
        array.flags.writeable = False
    return array


def to_cm(metres: Any) -> LongArray:
    """Return coordinates in whole centimetres, int64."""
    return np.rint(np.asarray(metres, dtype=np.float64) * 100.0).astype(np.int64)


def on_grid(metres: Any) -> FloatArray:
    """Return coordinates in metres, snapped to the 1 cm grid. NaN stays NaN.

    >>> on_grid([1.23456]).tolist()
    [1.23]
    """
    return np.rint(np.asarray(metres, dtype=np.float64) * 100.0) / 100.0


def digest(parts: Iterable[Any]) -> str:
    """Return the SHA-256 of arrays and texts, with shape and dtype, as hex."""
    sha = hashlib.sha256()
    for part in parts:
        if isinstance(part, np.ndarray):
            sha.update(f"{part.dtype.str}{part.shape}".encode())
            sha.update(np.ascontiguousarray(part).tobytes())
        else:
            sha.update(repr(part).encode())
    return sha.hexdigest()


def ranges(start: Array, stop: Array) -> LongArray:
    """Concatenate the integer ranges ``start[i]..stop[i]`` without a Python loop.

    >>> ranges(np.array([0, 10]), np.array([2, 13])).tolist()
    [0, 1, 10, 11, 12]
    """
    length = np.asarray(stop, dtype=np.int64) - start
    total = int(length.sum())
    if total == 0:
        return np.zeros(0, dtype=np.int64)
    ends = np.cumsum(length)
    first = np.asarray(start, dtype=np.int64) - (ends - length)
    return np.asarray(np.arange(total, dtype=np.int64) + np.repeat(first, length))


def distinct(values: Array) -> Array:
    """Return the values, (N,), ascending, each once; faster than ``np.unique`` on the small arrays of a drag.

    >>> distinct(np.array([3, 1, 3])).tolist()
    [1, 3]
    """
    ordered = np.sort(values)
    if len(ordered) < 2:
        return ordered
    keep = np.empty(len(ordered), dtype=np.bool_)
    keep[0] = True
    np.not_equal(ordered[1:], ordered[:-1], out=keep[1:])
    return np.asarray(ordered[keep])


@lru_cache(maxsize=8)
def upto(count: int) -> IntArray:
    """Return 0, 1, ... ``count`` − 1 as int32, read-only; remembered, since each step of a tool asks for all blocks."""
    return frozen(np.arange(count, dtype=np.int32), np.int32)


def in_sorted(values: Array, members: Array) -> BoolArray:
    """Tell which values are among ascending members; faster than ``np.isin`` on the small arrays of a drag."""
    at = np.searchsorted(members, values)
    at[at == len(members)] = 0
    return np.asarray(members[at] == values) if len(members) else np.zeros(len(values), dtype=bool)


ODD = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F), np.uint64(0x165667B19E3779F9))
"""Odd numbers without a pattern, to mix by."""


def mixed(values: Array) -> Array:
    """Spread the bits of whole numbers: the finaliser of MurmurHash3 (Appleby, public domain)."""
    mixed = values ^ (values >> np.uint64(33))
    mixed = mixed * np.uint64(0xFF51AFD7ED558CCD)
    mixed ^= mixed >> np.uint64(33)
    mixed = mixed * np.uint64(0xC4CEB9FE1A85EC53)
    return np.asarray(mixed ^ (mixed >> np.uint64(33)))


def boxes_meeting(boxes: FloatArray, low: Array, high: Array) -> LongArray:
    """Return which of some boxes (N, 4) meet the box from ``low`` to ``high``, ascending."""
    # each side is asked of fewer boxes than the one before
    near = np.flatnonzero(boxes[:, 0] <= high[0])
    for column, limit, below in ((2, low[0], False), (1, high[1], True), (3, low[1], False)):
        side = boxes[near, column]
        near = near[side <= limit if below else side >= limit]
    return near
