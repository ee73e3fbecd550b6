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
    groups, length = mine.shape[1], np.diff(start, append=len(mine))
    both = np.concatenate((mine, everyone - mine), axis=1)
    told = xlogy(both, both)
    size = xlogy(everyone, everyone)
    share = mine / np.where(everyone > 0, everyone, 1.0)
    added = np.add.reduceat(np.concatenate((both, told, mine * share, everyone, size), axis=1), start)
    side, told = added[:, : 2 * groups], added[:, 2 * groups : 4 * groups]
    met, (total, size) = added[:, 4 * groups : 5 * groups], np.split(added[:, 5 * groups :], 2, axis=1)
    known = np.where(side > 0, side, np.nan)
    x, y = known[:, :groups], known[:, groups:]

    part = both / np.repeat(known, length, axis=0)
    d = np.add.reduceat(np.abs(part[:, :groups] - part[:, groups:]), start) / 2

    # units of each part by share, lowest first; parts stay where they are, since shares are 1 at most
    order = np.argsort(share + 2.0 * np.repeat(np.arange(len(start)), length)[:, None], axis=0)
    low = np.take_along_axis(part[:, :groups], order, axis=0)
    other = np.take_along_axis(part[:, groups:], order, axis=0)
    # twice the area below the curve
    below = np.cumsum(np.nan_to_num(low), axis=0)
    below -= np.repeat(below[start] - np.nan_to_num(low[start]), length, axis=0) + low / 2
    gini = 1.0 - 2.0 * np.add.reduceat(other * below, start)

    mixed = xlogy(total, total) - xlogy(side, side) @ np.tile(np.eye(groups), (2, 1))
    mutual = np.clip(told[:, :groups] + told[:, groups:] - size + mixed, 0.0, mixed)
    of_all, of_two = np.where(total > 0, total, np.nan), x + y
    isolation = met / x
    whole = x / of_two
    ratio = (isolation - whole) / (1.0 - whole)
    heard = mutual / np.where(np.isnan(of_two), np.nan, mixed)
    return np.stack((d, gini, heard, mutual / of_all, ratio, isolation, 1.0 - isolation), axis=2)


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
