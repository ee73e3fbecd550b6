"""Money in whole cents: shared out by largest remainder, so that the sum is the pot to the cent."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction


def share_out(shares: Sequence[int], pot: int) -> list[int]:
    """Share a pot out in proportion; what is left over in cents goes to the largest remainders, ties to the first.

    Parameters
    ----------
    shares
        Whole numbers from 0 on, not all of them 0, on any common scale, in the order of the schools' ids.
    pot
        Whole number of the smallest amount.

    Returns
    -------
    list of int
        Sums to ``pot``; each is its exact share, rounded down or up.

    >>> share_out([1, 1, 1], 10000)
    [3334, 3333, 3333]
    """
    total = sum(shares)
    whole = []
    rest = []
    for share in shares:
        quotient, remainder = divmod(share * pot, total)
        whole.append(quotient)
        rest.append(remainder)
    return _give(whole, rest, pot - sum(whole))


def in_cents(exact: Sequence[tuple[int, int]], pot: int) -> list[int]:
    """Round exact amounts that sum to a whole number; the same rule.

    Parameters
    ----------
    exact
        (numerator, denominator) of each; the denominator is one for all, or 1.
    pot
        What they sum to.
    """
    whole, rest = [], []
    for numerator, denominator in exact:
        quotient, remainder = divmod(numerator, denominator)
        whole.append(quotient)
        rest.append(remainder)
    return _give(whole, rest, pot - sum(whole))


def _give(whole: list[int], rest: list[int], left: int) -> list[int]:
    if left:
        # sorting is stable also in reverse: equal remainders keep the order of the ids
        for position in sorted(range(len(rest)), key=rest.__getitem__, reverse=True)[:left]:
            whole[position] += 1
    return whole


def half_up(numerator: int, denominator: int) -> int:
    """Round a fraction to the nearest whole number, a half up.

    >>> half_up(5, 2), half_up(-5, 2), half_up(7, 3)
    (3, -2, 2)
    """
    return (2 * numerator + denominator) // (2 * denominator)


def in_steps(amount: Fraction, step: Fraction) -> int:
    """Return how many of the smallest amount there are in an amount, rounded half up."""
    exact = amount / step
    return half_up(exact.numerator, exact.denominator)
