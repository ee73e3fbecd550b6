"""Keeping to the pot: one factor for all, with every floor and ceiling held. Exact, in whole numbers.

**Water-filling:** find λ with Σ clamp(λ·A, low, high) = pot. The sum is a rising broken line in λ: between two
neighbouring breakpoints (low / A, high / A) it is straight, so λ is a ratio of whole numbers. Source: the standard
solution of proportional sharing under bounds; compared with linear programming in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np

from ..model.arrays import Array, BoolArray, LongArray
from .exact import divided, total, whole
from .rounding import given_out, share_out

NO_CEILING = 2**62
"""Stands for a ceiling where there is none."""


@dataclass(frozen=True, eq=False, slots=True)
class Filled:
    """What water-filling found.

    Attributes
    ----------
    factor
        λ; None where no factor meets the pot, or where none matters.
    amounts
        (H,) int64: whole numbers that sum to the pot, unless ``short`` or ``left`` say otherwise.
    short
        How much all floors together exceed the pot (one below 0 counts as empty).
    missing
        (H,) int64: what each school lacks to its floor; sums to ``short``.
    left
        What nobody may take because all are at their ceilings, or because nobody has a share.
    """

    factor: Fraction | None
    amounts: LongArray
    short: int
    missing: LongArray
    left: int


def water_fill(shares: Any, low: Any, high: Any, pot: int) -> Filled:
    """Return clamp(λ · shares, low, high) with the λ for which they sum to the pot.

    Parameters
    ----------
    shares
        (H,) whole numbers from 0 on, on any scale.
    low, high
        (H,) whole numbers of the smallest amount, low ≤ high, :data:`NO_CEILING` where there is none. They are held
        exactly, also after rounding.
    pot
        What is to be shared out.

    Returns
    -------
    Filled
        Where the floors exceed the pot, every floor is cut by the same share, and what is missing is said; where all
        are at their ceilings and money is left, that is said.

    >>> water_fill([100, 200, 300], [150, 0, 0], [NO_CEILING] * 3, 600).factor
    Fraction(9, 10)
    """
    shares = whole(shares)
    low, high = np.asarray(low, dtype=np.int64), np.asarray(high, dtype=np.int64)
    none = np.zeros(len(low), dtype=np.int64)
    floors = total(low)
    if floors > pot:
        there = max(pot, 0)
        cut = share_out(low, there) if floors else low
        return Filled(None, cut, floors - there, low - cut, 0)
    # who has no share stays at the floor, whatever the factor
    most = np.where(shares == 0, low, high)
    if (most < NO_CEILING).all() and total(most) <= pot:
        return Filled(None, most, 0, none, pot - total(most))
    at = _met(shares, low, high, pot)
    amounts = np.where(at.under, low, np.where(at.over, high, at.whole)).astype(np.int64)
    rest = np.where(at.under | at.over, 0, at.rest)
    return Filled(Fraction(at.n, at.d), given_out(amounts, rest, pot), 0, none, 0)


class _At(NamedTuple):
    """λ = n / d, λ·shares as whole numbers and remainders, and who is at the floor and at the ceiling."""

    n: int
    d: int
    whole: Array
    rest: Array
    under: BoolArray
    over: BoolArray


def _at(shares: Array, low: LongArray, high: LongArray, n: int, d: int) -> _At:
    q, r = divided(shares, n, d)
    under = np.asarray((q < low) | ((q == low) & (r == 0)))
    return _At(n, d, q, r, under, np.asarray(~under & (q >= high)))


def _met(shares: Array, low: LongArray, high: LongArray, pot: int) -> _At:
    """The λ that meets the pot: guessed with floats, proved with whole numbers; exact search where no guess holds."""
    n, d = _guess(shares, low, high, pot).as_integer_ratio()
    small = max(d.bit_length() - 60, 0)  # no more digits than 64-bit numbers can prove: it is a guess
    n, d = n >> small, d >> small
    # each try sorts everybody by the λ before; a few settle it unless breakpoints lie closer than floats can tell
    for _ in range(8):
        tried = _at(shares, low, high, n, d)
        fixed = total(low[tried.under]) + total(high[tried.over])
        slope = total(shares[~(tried.under | tried.over)])
        if slope * n + fixed * d == pot * d:
            return tried
        if slope == 0 or pot < fixed:
            break
        n, d = pot - fixed, slope
    return _at(shares, low, high, *_searched(shares, low, high, pot))


def _guess(shares: Array, low: LongArray, high: LongArray, pot: int) -> float:
    a = shares.astype(np.float64)
    scale = float(a.max())
    some = a > 0
    a = a[some] / scale
    lo, hi = low[some].astype(np.float64), np.where(high < NO_CEILING, high, np.inf)[some].astype(np.float64)
    rest = pot - float(low[~some].sum())
    points = np.concatenate((lo / a, hi / a))
    change = np.concatenate((a, -a))
    finite = np.isfinite(points)
    order = np.argsort(points[finite])  # equal points may stand in any order
    points, change = points[finite][order], change[finite][order]
    slopes = np.cumsum(change)
    sums = lo.sum() + np.concatenate(([0.0], np.cumsum(slopes[:-1] * np.diff(points))))
    at = max(int(np.searchsorted(sums, rest)) - 1, 0)
    slope = float(slopes[at])
    found = float(points[at]) + (rest - float(sums[at])) / slope if slope > 1e-12 else float(points[at])
    return max(found, 0.0) / scale


def _searched(shares: Array, low: LongArray, high: LongArray, pot: int) -> tuple[int, int]:
    """λ by all breakpoints in exact order: slow and sure."""
    rows = list(zip(shares.tolist(), low.tolist(), high.tolist(), strict=True))

    def amount(factor: Fraction) -> Fraction:
        return sum(
            (min(max(factor * share, Fraction(bottom)), Fraction(top)) for share, bottom, top in rows), Fraction()
        )

    points = sorted(
        {Fraction(b, share) for share, bottom, top in rows if share for b in (bottom, top) if b < NO_CEILING}
    )
    before = Fraction(0)
    for point in [*points, points[-1] + 1]:
        at, start = amount(point), amount(before)
        if at >= pot or point > points[-1]:
            found = point if at == start else before + (point - before) * (pot - start) / (at - start)
            return found.numerator, found.denominator
        before = point
    raise AssertionError("the last breakpoint ends the search")
