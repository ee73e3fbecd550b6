"""Products and quotients of whole numbers, exact for whole arrays at once.

A product of two 64-bit numbers does not fit into 64 bits, its remainder does: the quotient is guessed with floats,
off by one at most, and the remainder ``a·n − q·d`` is right modulo 2⁶⁴, so it is right. Where numbers are too large for
that, Python's own whole numbers take over; both agree to the last unit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..model.arrays import Array, LongArray

_FACTOR, _DIVISOR, _QUOTIENT = 2**62, 2**61, 2.0**48


def whole(values: Any) -> Array:
    """Return whole numbers as int64, or as Python's own where one does not fit."""
    if isinstance(values, np.ndarray) and values.dtype == np.int64:
        return values
    if isinstance(values, int) and -(2**63) <= values < 2**63:
        return np.asarray(values, dtype=np.int64)
    # by way of Python's own: numpy turns a list that mixes very large and negative numbers into floats
    array = np.array(values, dtype=object)
    try:
        return array.astype(np.int64)
    except OverflowError:
        return array


def times(a: Array, b: Any) -> Array:
    """Return ``a · b`` exactly.

    >>> times(np.array([2**40]), 2**40).tolist() == [2**80]
    True
    """
    b = whole(b)
    if a.dtype == np.int64 and b.dtype == np.int64 and _largest(a) * _largest(b) < _FACTOR:
        return np.asarray(a * b)
    return whole(np.asarray(a.astype(object) * b.astype(object)))


def plus(a: Array, b: Array) -> Array:
    """Return ``a + b`` exactly."""
    if a.dtype == np.int64 and b.dtype == np.int64 and _largest(a) + _largest(b) < _FACTOR:
        return np.asarray(a + b)
    return whole(np.asarray(a.astype(object) + b.astype(object)))


def total(a: Array) -> int:
    """Return the sum exactly.

    >>> total(np.array([2**62, 2**62, 2**62])) == 3 * 2**62
    True
    """
    if a.dtype == np.int64:
        # right modulo 2⁶⁴; the sum with floats, off by far less than 2⁶², tells that this is all of it
        found = np.add.reduce(a).item()
        if abs(np.add.reduce(a, dtype=np.float64).item()) < _FACTOR:
            return int(found)
    return sum(a.tolist())


def divided(a: Array, n: Any, d: Any) -> tuple[Array, Array]:
    """Return quotient and remainder of ``a · n / d``, rounded down, each element exactly.

    Parameters
    ----------
    a, n
        Whole numbers; ``n`` one for all, or one each.
    d
        Above 0, one for all, or one each.

    Returns
    -------
    (H,), (H,)
        Both int64 where they fit; ``0 ≤ remainder < d``.

    >>> quotient, remainder = divided(np.array([10**12, -7]), 10**7, 3)
    >>> quotient.tolist(), remainder.tolist()
    ([3333333333333333333, -23333334], [1, 2])
    """
    n, d = whole(n), whole(d)
    if a.dtype == np.int64 and n.dtype == np.int64 and d.dtype == np.int64:
        # three roundings of 2⁻⁵³ each leave a guess below 2⁴⁸ less than one off, however large a and n are
        guess = a.astype(np.float64) * n.astype(np.float64) / d.astype(np.float64)
        # none is larger than the root of the sum of squares: one call instead of two
        if _largest(d) < _DIVISOR and float(guess @ guess) < _QUOTIENT**2:
            q = np.floor(guess).astype(np.int64)
            r = a * n - q * d  # both may wrap round; their difference does not
            step = r // d
            return np.asarray(q + step), np.asarray(r - step * d)
    product = a.astype(object) * n.astype(object)
    below = d.astype(object)
    return whole(np.asarray(product // below)), np.asarray(product % below)


def half_up(a: Array, n: Any, d: Any) -> LongArray:
    """Return ``a · n / d`` rounded to the nearest whole number, a half up.

    >>> half_up(np.array([5, -5, 7]), 1, 2).tolist()
    [3, -2, 4]
    """
    q, r = divided(a, n, d)
    return np.asarray(q + (2 * r.astype(object) >= d if r.dtype == object else r >= d - r)).astype(np.int64)


def up(a: Array, n: Any, d: Any) -> LongArray:
    """Return ``a · n / d`` rounded up.

    >>> up(np.array([4, 5]), 1, 2).tolist()
    [2, 3]
    """
    q, r = divided(a, n, d)
    return np.asarray(q + (r > 0)).astype(np.int64)


def _largest(a: Array) -> Any:
    if a.ndim == 0:
        return abs(a.item())
    # the bare reductions: half the time of the methods for a few hundred schools
    return max(np.maximum.reduce(a).item(), -np.minimum.reduce(a).item()) if len(a) else 0
