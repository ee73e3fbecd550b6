"""Every index of one table, or of many tables at once, in one row of figures.

The same numbers as the functions of :data:`~.indices.INDICES` one by one (a test compares them), an order of magnitude
faster over many tables: most indices come from the same few sums over units, and ``n ln n`` of whole numbers is looked
up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.special import xlogy

from ..model.arrays import Array, FloatArray, LongArray
from .indices import OF_ALL, OF_GROUP, Index
from .information import entropy

CELLS_AT_ONCE = 200_000
"""So many cells of many tables are looked at together: what is made of them stays in the processor's cache."""


def columns(groups: Sequence[int]) -> list[tuple[Index, int]]:
    """Return what the figures are, in order: each index with its group, −1 for all groups together.

    >>> [(index.key, group) for index, group in columns([2])][3:5]
    [('normalised_exposure', -1), ('dissimilarity', 2)]
    """
    return [(index, -1) for index in OF_ALL] + [(index, group) for group in groups for index in OF_GROUP]


def figures(counts: Array, groups: Sequence[int]) -> FloatArray:
    """Return the figures of a table.

    Parameters
    ----------
    counts
        (U, G) whole numbers of pupils by unit and group.
    groups
        Which groups are looked at one by one.

    Returns
    -------
    (F,) float64
        In the order of :func:`columns`.

    Examples
    --------
    >>> keys = [index.key for index, _ in columns([0])]
    >>> float(figures(np.array([[3, 1], [1, 3]]), [0])[keys.index("dissimilarity")])
    0.5
    """
    return np.asarray(figures_of_many(np.ascontiguousarray(np.asarray(counts).T)[None], groups)[0])


def most(counts: Array, groups: Sequence[int]) -> FloatArray:
    """Return the largest value each figure could have with these groups, (F,): 1; for M the entropy; for exposure to
    others their share, which it has where all is even.

    >>> most(np.array([[3, 1], [1, 3]]), []).round(3).tolist()
    [1.0, 0.693, 1.0, 1.0]
    """
    size = np.asarray(counts).sum(axis=0, dtype=np.float64)
    others = 1 - size / max(size.sum(), 1)
    return np.array(
        [
            entropy(counts) if index.unit == "nats" else others[group] if index.key == "exposure_to_others" else 1.0
            for index, group in columns(groups)
        ]
    )


def figures_of_draws(draw: Callable[[int], LongArray], draws: int, cells: int, groups: Sequence[int]) -> FloatArray:
    """Return the figures of drawn tables, (draws, F), a few tables at a time.

    Parameters
    ----------
    draw
        Gives so many tables, (n, G, U): a row a group.
    draws
        How many in all.
    cells
        Of a table.
    groups
        As in :func:`figures`.
    """
    at_once = max(1, CELLS_AT_ONCE // max(cells, 1))
    parts = [figures_of_many(draw(min(at_once, draws - done)), groups) for done in range(0, draws, at_once)]
    return np.concatenate(parts)


def figures_of_many(tables: LongArray, groups: Sequence[int]) -> FloatArray:
    """Return the figures of tables, (B, F).

    Parameters
    ----------
    tables
        (B, G, U) whole numbers of pupils: a row a group.
    groups
        As in :func:`figures`.
    """
    chosen = list(groups)
    size = tables.sum(axis=1)  # of units, (B, U)
    group = tables.sum(axis=2).astype(np.float64)
    total = group.sum(axis=1)
    total = np.where(total > 0, total, np.nan)[:, None]
    share = group / total  # (B, G), as all below
    other = np.where(share < 1, 1 - share, np.nan)
    share = np.where(share > 0, share, np.nan)
    n, units = tables.astype(np.float64), size.astype(np.float64)
    n_ln_n = _n_ln_n(int(size.max(initial=0)))

    apart = np.abs(n - share[:, :, None] * units[:, None]).sum(axis=2)
    d = apart / (2 * total * share * other)
    met = (n * n / np.where(units > 0, units, 1)[:, None]).sum(axis=2)
    isolation = met / (total * share)
    v = (isolation - share) / other
    inside, sizes = n_ln_n.take(tables).sum(axis=2), n_ln_n.take(size).sum(axis=1)
    flat = total[:, 0]
    mixed = np.where((group > 0).sum(axis=1) > 1, xlogy(flat, flat) - xlogy(group, group).sum(axis=1), 0.0)
    mutual = np.clip(inside.sum(axis=1) - sizes + mixed, 0, mixed)
    weight = np.nan_to_num(share * other)
    of_all = (
        mutual / np.where(mixed > 0, mixed, np.nan),
        mutual / flat,
        (np.nan_to_num(d) * weight).sum(axis=1) / _positive(weight.sum(axis=1)),
        np.where(mixed > 0, np.nansum(v * share, axis=1), np.nan),
    )
    mine, theirs = tables[:, chosen], size[:, None] - tables[:, chosen]
    x, y = group[:, chosen], flat[:, None] - group[:, chosen]
    both = np.where((x > 0) & (y > 0), 1.0, np.nan)
    mixed_two = xlogy(flat, flat)[:, None] - xlogy(x, x) - xlogy(y, y)
    told = inside[:, chosen] + n_ln_n.take(theirs).sum(axis=2) - sizes[:, None] + mixed_two
    of_group = (
        d[:, chosen],
        both * _gini(n[:, chosen], units, x, y),
        both * (1 - np.sqrt((mine * theirs).astype(np.float64)).sum(axis=2) ** 2 / _positive(x * y)),
        both * np.clip(told, 0, mixed_two) / np.where(mixed_two > 0, mixed_two, np.nan),
        v[:, chosen],
        isolation[:, chosen],
        1 - isolation[:, chosen],
    )
    return np.hstack((np.stack(of_all, axis=1), np.stack(of_group, axis=2).reshape(len(tables), -1)))


def _gini(focal: FloatArray, units: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """Gini (B, K) of groups (B, K, U) in units (B, U), x and y (B, K) the group's and the others' pupils."""
    order = np.argsort(focal / np.where(units > 0, units, 1)[:, None], axis=2)
    mine = np.take_along_axis(focal, order, axis=2)
    theirs = np.take_along_axis(units[:, None] - focal, order, axis=2)
    below = np.cumsum(mine, axis=2)
    below -= mine / 2
    return np.asarray(1 - 2 * (theirs * below).sum(axis=2) / _positive(x * y))


def _n_ln_n(highest: int) -> FloatArray:
    n = np.arange(highest + 1, dtype=np.float64)
    return np.asarray(xlogy(n, n))


def _positive(values: FloatArray) -> FloatArray:
    return np.where(values > 0, values, np.nan)
