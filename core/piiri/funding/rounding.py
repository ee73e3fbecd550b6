"""Money in whole cents: shared out by largest remainder, so that the sum is the pot to the cent."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ..model.arrays import Array, LongArray
from .exact import divided, total, whole


def share_out(shares: Any, pot: int) -> LongArray:
    """Share a pot out in proportion; what is left over in cents goes to the largest remainders, ties to the first.

    Parameters
    ----------
    shares
        (H,) whole numbers from 0 on, not all of them 0, on any common scale, in the order of the schools' ids.
    pot
        Whole number of the smallest amount.

    Returns
    -------
    (H,) int64
        Sums to ``pot``; each is its exact share, rounded down or up.

    >>> share_out([1, 1, 1], 10000).tolist()
    [3334, 3333, 3333]
    """
    shares = whole(shares)
    return given_out(*divided(shares, pot, total(shares)), pot)


def given_out(quotient: Array, remainder: Array, pot: int) -> LongArray:
    """Return quotients, those with the largest remainders one more, so that they sum to the pot."""
    left = pot - int(quotient.sum())
    if left:
        last = np.partition(remainder, -left)[-left]  # the smallest remainder that gets one
        above = remainder > last
        quotient += above
        # of those that are equal the first ones, in the order of the ids
        quotient[(remainder == last).nonzero()[0][: left - int(np.count_nonzero(above))]] += 1
    return quotient


def in_steps(amount: Fraction, step: Fraction) -> int:
    """Return how many of the smallest amount there are in an amount, rounded half up."""
    exact = amount / step
    return (2 * exact.numerator + exact.denominator) // (2 * exact.denominator)
