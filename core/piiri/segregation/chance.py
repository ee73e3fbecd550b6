"""What chance alone makes: indices if the same pupils were allotted to the same places by lot.

Small units are never quite even: with 100 pupils a school and a group of 10 %, D is 0.131 by chance alone (Winship
1977). Units and groups keep their sizes; who is where is drawn (:func:`scipy.stats.random_table`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model.arrays import Array, FloatArray, LongArray
from .measuring import columns, figures_of_draws


@dataclass(frozen=True, eq=False)
class Chance:
    """Indices under random allocation.

    Attributes
    ----------
    expected, deviation
        (F,) mean and standard deviation over the draws, in the order of :func:`.measuring.columns`.
    high
        (F,) what chance passes in one of twenty draws: an index above it is not chance alone.
    draws
        How many.
    """

    expected: FloatArray
    deviation: FloatArray
    high: FloatArray
    draws: int


def by_chance(counts: Array, groups: Sequence[int], draws: int = 200, seed: int = 1) -> Chance:
    """Return the indices expected under random allocation.

    Parameters
    ----------
    counts
        (U, G) whole numbers of pupils.
    groups
        Which groups are looked at one by one.
    draws
        Tables drawn. The mean is known to ``deviation / sqrt(draws)``.
    seed
        Of the generator; the same seed gives the same figures.

    Examples
    --------
    >>> schools = np.full((30, 2), (10, 90))
    >>> keys = [index.key for index, group in columns([0])]
    >>> round(float(by_chance(schools, [0]).expected[keys.index("dissimilarity")]), 2)
    0.13
    """
    n = present(counts)
    if min(n.shape) < 2 or draws < 2:
        nothing = np.full(len(columns(groups)), np.nan)
        return Chance(nothing, nothing, nothing, 0)
    from scipy.stats import random_table  # a third of a second to import, which the window need not wait for

    rng = np.random.default_rng(seed)
    drawn = random_table(n.sum(axis=0), n.sum(axis=1))
    there = np.flatnonzero(np.asarray(counts).any(axis=0))

    def draw(some: int) -> LongArray:
        tables = np.zeros((some, np.shape(counts)[1], len(n)), dtype=np.int64)
        tables[:, there] = drawn.rvs(some, random_state=rng)
        return tables

    found = figures_of_draws(draw, draws, n.size, groups)
    return Chance(found.mean(axis=0), found.std(axis=0, ddof=1), np.quantile(found, 0.95, axis=0), draws)


def beyond_chance(value: Array, expected: Array, most: Array | float = 1.0) -> FloatArray:
    """Return how far an index is from what chance makes, on the way to its most: 0 as by chance, 1 the most possible.

    ``(value - expected) / (most - expected)``; below what chance makes ``(value - expected) / expected``, down to −1
    (Carrington & Troske 1997).

    Parameters
    ----------
    value, expected, most
        Of the index; shapes that fit each other.

    Examples
    --------
    >>> beyond_chance(np.array([0.55, 0.05]), np.array([0.1, 0.1])).round(3).tolist()
    [0.5, -0.5]
    """
    apart = np.asarray(value, dtype=np.float64) - expected
    room = np.where(apart >= 0, np.asarray(most) - expected, expected)
    return np.asarray(apart / np.where(room > 0, room, np.nan))


def present(counts: Array) -> LongArray:
    """Return the table without units and groups that have no pupils; whole numbers only.

    Raises
    ------
    ValueError
        Counts below 0 or not whole: pupils cannot be drawn in parts.
    """
    n = np.asarray(counts)
    whole: LongArray = n.astype(np.int64)
    if (whole != n).any() or (whole < 0).any():
        raise ValueError("pupils must be whole numbers, 0 or more")
    return whole[np.ix_(whole.any(axis=1), whole.any(axis=0))]
