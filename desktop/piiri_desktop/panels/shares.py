"""Shares of a joint zone in whole percents that always add up to 100."""

from __future__ import annotations

from collections.abc import Sequence

WHOLE = 100


def percents(shares: Sequence[float]) -> list[int]:
    """Return shares in whole percents that add up to 100, each at least 1: the largest remainders are rounded up.

    >>> percents([1 / 3, 1 / 3, 1 / 3])
    [34, 33, 33]
    """
    return _parts(shares, WHOLE)


def with_percent(before: Sequence[int], at: int, percent: int) -> list[int]:
    """Return percents of which one is set; the others share what is left as they did before.

    Parameters
    ----------
    before
        Whole percents that add up to 100.
    at
        Which one is set.
    percent
        Kept between 1 and what leaves 1 for each of the others.

    >>> with_percent([50, 30, 20], 0, 60)
    [60, 24, 16]
    """
    others = [value for position, value in enumerate(before) if position != at]
    if not others:
        return [WHOLE]
    wanted = min(max(percent, 1), WHOLE - len(others))
    rest = _parts(others, WHOLE - wanted)
    return [*rest[:at], wanted, *rest[at:]]


def with_one_more(before: Sequence[int]) -> list[int]:
    """Return percents of one school more, which gets as much as the others have on average.

    >>> with_one_more([100])
    [50, 50]
    """
    mine = WHOLE // (len(before) + 1)
    return [*_parts(before, WHOLE - mine), mine]


def without(before: Sequence[int], at: int) -> list[int]:
    """Return percents of one school fewer; the others share its part as they share the rest.

    >>> without([50, 30, 20], 0)
    [60, 40]
    """
    return _parts([value for position, value in enumerate(before) if position != at], WHOLE)


def fractions(percent: Sequence[int]) -> tuple[float, ...]:
    """Return shares, 0 to 1, that add up to 1 as exactly as floats can."""
    return tuple(value / WHOLE for value in percent)


def _parts(values: Sequence[float], whole: int) -> list[int]:
    """Whole parts of a sum, in proportion, each at least 1."""
    total = sum(values)
    exact = [value * whole / total for value in values]
    found = [max(1, int(value)) for value in exact]
    while sum(found) < whole:
        found[max(range(len(found)), key=lambda at: (exact[at] - found[at], -at))] += 1
    while sum(found) > whole:
        found[max(range(len(found)), key=lambda at: (found[at], at))] -= 1
    return found
