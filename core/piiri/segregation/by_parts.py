"""Indices of many parts at once, as a drag step needs them: all stages and groups, and numpy is asked once.

The units of the parts follow one another, and ``start`` (P,) says where each part begins."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from ..model.arrays import Array, FloatArray
from .indices import INDICES, Index

LIVE: tuple[Index, ...] = tuple(
    next(index for index in INDICES if index.key == key)
    for key in (
        "dissimilarity",
        "gini",
        "two_group_information_h",
        "mutual_information_m",
        "variance_ratio",
        "isolation",
        "exposure_to_others",
    )
)
"""What :func:`indices_by_parts` computes, in its order; M is that of the group and all others."""


def indices_by_parts(focal: Array, pupils: Array, start: Array) -> FloatArray:
    """Return the indices of :data:`LIVE` of G groups in P parts, each group against all others.

    Formulas and sources as in their own functions, which are the slow oracle of this one.

    Parameters
    ----------
    focal
        (U, G) pupils of each group.
    pupils
        (U,) all pupils; or (U, G), for each group those of whom it is known whether they belong to it.
    start
        (P,) ascending: where each part's units begin; no part is empty.

    Returns
    -------
    (P, G, 7) float64
        NaN where one side is empty.

    Examples
    --------
    >>> indices_by_parts(np.array([[40], [0], [10], [30]]), np.array([40, 40, 40, 40]), np.array([0, 2]))[:, 0, 0]
    array([1. , 0.5])
    """
    mine, everyone = np.asarray(focal, dtype=np.float64), np.asarray(pupils, dtype=np.float64)
    everyone = everyone[:, None] if everyone.ndim == 1 else everyone
    groups, parts = mine.shape[1], len(start)
    length = np.append(start[1:], len(mine)) - start
    part_of = np.repeat(np.arange(parts), length)
    both = np.concatenate((mine, everyone - mine), axis=1)
    told, size = xlogy(both, both), xlogy(everyone, everyone)
    share = mine / np.where(everyone > 0, everyone, 1.0)
    added = np.add.reduceat(np.concatenate((both, told, mine * share, everyone, size), axis=1), start)
    side, told, met = added[:, : 2 * groups], added[:, 2 * groups : 4 * groups], added[:, 4 * groups : 5 * groups]
    middle = 5 * groups + everyone.shape[1]
    total, size = added[:, 5 * groups : middle], added[:, middle:]
    told = told[:, :groups] + told[:, groups:]
    there = side > 0
    part = both / np.where(there, side, 1.0)[part_of]
    known = np.where(there, side, np.nan)
    x, y = known[:, :groups], known[:, groups:]

    # units of each part by share, lowest first; parts stay where they are, since shares are 1 at most
    order = np.argsort(share + 2.0 * part_of[:, None], axis=0)
    column = np.arange(groups)
    low, other = part[order, column], part[order, column + groups]
    # twice the area below the curve
    below = np.cumsum(low, axis=0)
    below -= (below[start] - low[start])[part_of] + low / 2
    areas = np.add.reduceat(np.concatenate((np.abs(part[:, :groups] - part[:, groups:]), other * below), axis=1), start)

    entropy = xlogy(side, side)
    of_two = x + y
    nowhere = np.isnan(of_two)
    areas[:, :groups][nowhere] = areas[:, groups:][nowhere] = np.nan
    mixed = xlogy(total, total) - (entropy[:, :groups] + entropy[:, groups:])
    mutual = np.minimum(np.maximum(told - size + mixed, 0.0), mixed)
    isolation = met / x
    whole = x / of_two
    result = np.empty((parts, groups, len(LIVE)))
    result[:, :, 0] = areas[:, :groups] / 2
    result[:, :, 1] = 1.0 - 2.0 * areas[:, groups:]
    result[:, :, 2] = mutual / np.where(nowhere, np.nan, mixed)
    result[:, :, 3] = mutual / np.where(total > 0, total, np.nan)
    result[:, :, 4] = (isolation - whole) / (1.0 - whole)
    result[:, :, 5] = isolation
    result[:, :, 6] = 1.0 - isolation
    return result


def dissimilarity_by_parts(focal: Array, rest: Array, start: Array) -> FloatArray:
    """Return the dissimilarity D of G groups in P parts; formula and source as in :func:`.evenness.dissimilarity`.

    Parameters
    ----------
    focal, rest
        (U, G) pupils of each group, and all other pupils.
    start
        (P,) ascending: where each part's units begin; no part is empty.

    Returns
    -------
    (P, G) float64
        NaN where one side is empty.

    Examples
    --------
    >>> focal, rest = np.array([[100], [60], [3]]), np.array([[0], [40], [3]])
    >>> dissimilarity_by_parts(focal, rest, np.array([0, 2])).round(3).tolist()
    [[0.625], [0.0]]
    """
    both = np.concatenate((focal, rest), axis=1, dtype=np.float64)
    total = np.add.reduceat(both, start)
    total[total <= 0] = np.nan
    size = np.diff(start, append=len(both))
    share = both / np.repeat(total, size, axis=0)
    groups = both.shape[1] // 2
    return np.asarray(np.add.reduceat(np.abs(share[:, :groups] - share[:, groups:]), start) / 2)


def information_by_parts(counts: Array, start: Array) -> FloatArray:
    """Return the information index H of P parts; formula and source as in :func:`.information.information_index`.

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group.
    start
        (P,) ascending: where each part's units begin; no part is empty.

    Returns
    -------
    (P,) float64
        NaN where there are fewer than two groups.

    Examples
    --------
    >>> information_by_parts(np.array([[40, 0], [0, 40], [7, 7]]), np.array([0, 2]))
    array([1., 0.])
    """
    n = np.asarray(counts, dtype=np.float64)
    units, groups = n.sum(axis=1), np.add.reduceat(n, start)
    total = groups.sum(axis=1)
    # t M = sum n_ug ln n_ug - sum n_u ln n_u - sum n_g ln n_g + t ln t, and t E = t ln t - sum n_g ln n_g
    entropy = xlogy(total, total) - xlogy(groups, groups).sum(axis=1)
    mutual = np.add.reduceat(xlogy(n, n).sum(axis=1) - xlogy(units, units), start) + entropy
    enough = (groups > 0).sum(axis=1) >= 2
    return np.asarray(np.divide(mutual, entropy, out=np.full(len(total), np.nan), where=enough))
