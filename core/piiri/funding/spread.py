"""How unequal money is: Lorenz curve and Gini, per pupil and against need; two allocations side by side."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..model.arrays import FloatArray, LongArray
from .allocating import Allocation
from .rounding import share_out


@dataclass(frozen=True, eq=False, slots=True)
class Spread:
    """Spread of money per pupil over the pupils.

    Attributes
    ----------
    pupils_share, money_share
        (H + 1,) the Lorenz curve: schools from least to most per pupil, shares added up from 0 to 1.
    gini
        0 where every pupil brings the same; twice the area between curve and diagonal.
    low, median, high
        10th, 50th and 90th percentile of the amount per pupil, each pupil counted once.
    """

    pupils_share: FloatArray
    money_share: FloatArray
    gini: float
    low: float
    median: float
    high: float


def spread_of(money: FloatArray, pupils: FloatArray) -> Spread:
    """Return the spread of money over pupils.

    Parameters
    ----------
    money, pupils
        (H,) of each school; schools without pupils do not count.

    >>> spread_of(np.array([100.0, 100.0]), np.array([10.0, 10.0])).gini
    0.0
    """
    some = pupils > 0
    money, pupils = money[some], pupils[some]
    if not len(pupils):
        nan = float("nan")
        return Spread(np.array([0.0, 1.0]), np.array([0.0, 1.0]), nan, nan, nan, nan)
    per_pupil = money / pupils
    order = np.argsort(per_pupil, kind="stable")
    x = np.concatenate(([0.0], np.cumsum(pupils[order]))) / pupils.sum()
    total = money.sum()
    y = np.concatenate(([0.0], np.cumsum(money[order]))) / total if total else x
    gini = float(1.0 - ((x[1:] - x[:-1]) * (y[1:] + y[:-1])).sum())
    at = np.minimum(np.searchsorted(x[1:], (0.1, 0.5, 0.9)), len(order) - 1)
    low, median, high = per_pupil[order][at].tolist()
    return Spread(x, y, max(0.0, round(gini, 12)), low, median, high)


@dataclass(frozen=True, eq=False, slots=True)
class Difference:
    """One allocation less another, for the schools of the first.

    Attributes
    ----------
    other
        (H,) int64: the amounts compared with; 0 where ``known`` says there are none.
    difference
        (H,) int64: first less other.
    known
        (H,) bool.
    moved
        How much changes hands among the schools known: the sum of the gains.
    """

    other: LongArray
    difference: LongArray
    known: FloatArray
    moved: int


def _less(found: Allocation, other: LongArray, known: FloatArray) -> Difference:
    difference = np.where(known, np.array(found.amounts, dtype=np.int64) - other, 0)
    return Difference(np.where(known, other, 0), difference, known, int(difference[difference > 0].sum()))


def less_flat(found: Allocation) -> Difference:
    """Return how an allocation differs from the same sum shared out by pupils."""
    quanta = found.inputs.pupil_quanta
    flat = share_out(quanta, found.total) if quanta.any() else np.zeros(len(quanta), dtype=np.int64)
    return _less(found, flat, np.ones(len(quanta), dtype=np.bool_))


def less_last_year(found: Allocation) -> Difference:
    """Return how an allocation differs from last year's."""
    last = found.bounds.last
    return _less(found, last.amount, last.known)


def less_other(found: Allocation, other: Allocation) -> Difference:
    """Return how an allocation differs from another model's, another plan's: schools are matched by id.

    Both may pay in other smallest amounts; the difference is in that of the first.
    """
    to = other.model.model.rounding / found.model.model.rounding
    rows = [other.inputs.index.get(key, -1) for key in found.inputs.ids]
    amounts = [0 if row < 0 else round(other.amounts[row] * Fraction(to)) for row in rows]
    return _less(found, np.array(amounts, dtype=np.int64), np.array(rows) >= 0)
