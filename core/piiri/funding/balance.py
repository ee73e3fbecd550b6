"""Keeping to the pot: one factor for all, with every floor and ceiling held. Exact, in whole numbers.

**Water-filling:** find λ with Σ clamp(λ·A, low, high) = pot. The sum is a rising broken line in λ: between two
neighbouring breakpoints (low / A, high / A) it is straight, so λ is a ratio of whole numbers. Source: the standard
solution of proportional sharing under bounds; compared with linear programming in the tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .rounding import in_cents

Bound = int | None


@dataclass(frozen=True, slots=True)
class Filled:
    """What water-filling found.

    Attributes
    ----------
    factor
        λ; None where no factor meets the pot.
    exact
        (numerator, denominator) of each amount before it is rounded.
    amounts
        Whole numbers that sum to the pot, unless ``short`` or ``left`` say otherwise.
    short
        How much all floors together exceed the pot (one below 0 counts as empty).
    missing
        What each school lacks to its floor; sums to ``short``.
    left
        What nobody may take because all are at their ceilings, or because nobody has a share.
    """

    factor: Fraction | None
    exact: tuple[tuple[int, int], ...]
    amounts: list[int]
    short: int = 0
    missing: tuple[int, ...] = ()
    left: int = 0


def water_fill(shares: Sequence[int], low: Sequence[int], high: Sequence[Bound], pot: int) -> Filled:
    """Return clamp(λ · shares, low, high) with the λ for which they sum to the pot.

    Parameters
    ----------
    shares
        Whole numbers from 0 on, on any scale.
    low, high
        Whole numbers of the smallest amount, low ≤ high; None is no ceiling. All are held exactly after rounding.
    pot
        What is to be shared out.

    Returns
    -------
    Filled
        Where the floors exceed the pot, every floor is cut by the same share, and what is missing is said; where all
        are at their ceilings and money is left, that is said.

    >>> water_fill([100, 200, 300], [150, 0, 0], [None] * 3, 600).factor
    Fraction(9, 10)
    """
    floors = sum(low)
    if floors > pot:
        there = max(pot, 0)
        cut = in_cents([(bound * there, floors) for bound in low], there) if floors else list(low)
        missing = tuple(bound - paid for bound, paid in zip(low, cut, strict=True))
        return Filled(None, tuple((paid, 1) for paid in cut), cut, floors - there, missing)
    # who has no share stays at the floor, and every ceiling that exists may have been reached
    most = [bound if share == 0 else top for share, bound, top in zip(shares, low, high, strict=True)]
    if all(top is not None for top in most):
        ceilings = sum(top for top in most if top is not None)
        if ceilings <= pot:
            full = [top for top in most if top is not None]
            return Filled(None, tuple((top, 1) for top in full), full, left=pot - ceilings)
    n, d = _factor(shares, low, high, pot)
    exact = []
    for share, bound, top in zip(shares, low, high, strict=True):
        scaled = share * n
        if scaled <= bound * d:
            exact.append((bound, 1))
        elif top is not None and scaled >= top * d:
            exact.append((top, 1))
        else:
            exact.append((scaled, d))
    return Filled(Fraction(n, d), tuple(exact), in_cents(exact, pot))


def _factor(shares: Sequence[int], low: Sequence[int], high: Sequence[Bound], pot: int) -> tuple[int, int]:
    """λ as a ratio: guessed with floats, proved with whole numbers; exact search where the guess does not hold."""
    guess = _guess(shares, low, high, pot)
    # each try sorts everybody by the λ before; a few settle it unless breakpoints lie closer than floats can tell
    n, d = guess.as_integer_ratio()
    for _ in range(8):
        fixed = slope = 0
        for share, bound, top in zip(shares, low, high, strict=True):
            scaled = share * n
            if scaled <= bound * d:
                fixed += bound
            elif top is not None and scaled >= top * d:
                fixed += top
            else:
                slope += share
        if slope == 0:
            if fixed == pot:
                return n, d
            break
        n, d = pot - fixed, slope
        if _sum_is(shares, low, high, n, d, pot):
            return n, d
    return _searched(shares, low, high, pot)


def _sum_is(shares: Sequence[int], low: Sequence[int], high: Sequence[Bound], n: int, d: int, pot: int) -> bool:
    fixed = slope = 0
    for share, bound, top in zip(shares, low, high, strict=True):
        scaled = share * n
        if scaled <= bound * d:
            fixed += bound
        elif top is not None and scaled >= top * d:
            fixed += top
        else:
            slope += share
    return fixed * d + slope * n == pot * d


def _guess(shares: Sequence[int], low: Sequence[int], high: Sequence[Bound], pot: int) -> float:
    a = np.array(shares, dtype=np.float64)
    scale = float(a.max()) or 1.0
    some = a > 0
    a = a[some] / scale
    lo = np.array(low, dtype=np.float64)[some]
    hi = np.array([np.inf if top is None else top for top in high], dtype=np.float64)[some]
    rest = pot - float(np.array(low, dtype=np.float64)[~some].sum())
    points = np.concatenate((lo / a, hi / a))
    change = np.concatenate((a, -a))
    finite = np.isfinite(points)
    order = np.argsort(points[finite], kind="stable")
    points, change = points[finite][order], change[finite][order]
    slopes = np.cumsum(change)
    sums = lo.sum() + np.concatenate(([0.0], np.cumsum(slopes[:-1] * np.diff(points))))
    at = max(int(np.searchsorted(sums, rest)) - 1, 0)
    slope = float(slopes[at])
    found = float(points[at]) + (rest - float(sums[at])) / slope if slope > 1e-12 else float(points[at])
    return max(found, 0.0) / scale


def _searched(shares: Sequence[int], low: Sequence[int], high: Sequence[Bound], pot: int) -> tuple[int, int]:
    """λ by all breakpoints in exact order: slow and sure."""
    points = sorted(
        {
            Fraction(bound, share)
            for share, bottom, top in zip(shares, low, high, strict=True)
            if share
            for bound in (bottom, top)
            if bound is not None
        }
    )
    before = Fraction(0)
    for point in [*points, points[-1] + 1]:
        at, start = _sum(shares, low, high, point), _sum(shares, low, high, before)
        if at >= pot or point == points[-1] + 1:
            found = point if at == start else before + (point - before) * (pot - start) / (at - start)
            return found.numerator, found.denominator
        before = point
    raise AssertionError("the last breakpoint ends the search")


def _sum(shares: Sequence[int], low: Sequence[int], high: Sequence[Bound], factor: Fraction) -> Fraction:
    total = Fraction(0)
    for share, bound, top in zip(shares, low, high, strict=True):
        value = max(factor * share, Fraction(bound))
        total += value if top is None else min(value, Fraction(top))
    return total
