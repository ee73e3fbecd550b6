"""Segregation indices on a (units x groups) table; usable alone. Sources and goldens: see the tests.

Each index has a plain form for one table and a form for many tables at once (*by parts*): the units of the parts
follow one another, and ``start`` (P,) says where each part begins. A drag step needs all stages and groups, and asks
numpy once."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from .model.arrays import Array, FloatArray


def dissimilarity(focal: Array, rest: Array) -> float:
    """Return the dissimilarity index D: the share of the focal group that would have to change unit for an even spread.

    ``D = 1/2 * sum_u |focal_u / sum(focal) - rest_u / sum(rest)|`` (Duncan & Duncan 1955).

    Parameters
    ----------
    focal, rest
        (U,) pupils of the group, and all other pupils, in each unit. Units without pupils do not count.

    Returns
    -------
    float
        0 (even) to 1 (apart); NaN where one side is empty.

    Examples
    --------
    >>> dissimilarity(np.array([100, 60, 40, 0]), np.array([0, 40, 60, 100]))
    0.6
    """
    if not len(focal):
        return float("nan")
    return float(dissimilarity_by_parts(np.asarray(focal)[:, None], np.asarray(rest)[:, None], np.array([0]))[0, 0])


def dissimilarity_by_parts(focal: Array, rest: Array, start: Array) -> FloatArray:
    """Return D of G groups in P parts.

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
    """
    both = np.concatenate((focal, rest), axis=1, dtype=np.float64)
    total = np.add.reduceat(both, start)
    total[total <= 0] = np.nan
    size = np.diff(start, append=len(both))
    share = both / np.repeat(total, size, axis=0)
    groups = both.shape[1] // 2
    return np.asarray(np.add.reduceat(np.abs(share[:, :groups] - share[:, groups:]), start) / 2)


def information_index(counts: Array) -> float:
    """Return Theil's information theory index H: how much knowing the unit tells about the group.

    ``H = M / E``, ``M = sum p_ug ln(p_ug / (p_u p_g))``, ``E = -sum p_g ln p_g`` (Theil & Finizza 1971).

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group. Units and groups without pupils do not count.

    Returns
    -------
    float
        0 (even) to 1 (apart); NaN where there are fewer than two groups.

    Examples
    --------
    >>> information_index(np.array([[40, 0], [0, 0], [0, 0], [0, 40]]))
    1.0
    """
    if not len(counts):
        return float("nan")
    return float(information_by_parts(np.asarray(counts), np.array([0]))[0])


def information_by_parts(counts: Array, start: Array) -> FloatArray:
    """Return H of P parts, (P,); ``counts`` (U, G) and ``start`` (P,) as in :func:`dissimilarity_by_parts`."""
    n = np.asarray(counts, dtype=np.float64)
    units, groups = n.sum(axis=1), np.add.reduceat(n, start)
    total = groups.sum(axis=1)
    # t M = sum n_ug ln n_ug - sum n_u ln n_u - sum n_g ln n_g + t ln t, and t E = t ln t - sum n_g ln n_g
    entropy = xlogy(total, total) - xlogy(groups, groups).sum(axis=1)
    mutual = np.add.reduceat(xlogy(n, n).sum(axis=1) - xlogy(units, units), start) + entropy
    enough = (groups > 0).sum(axis=1) >= 2
    return np.asarray(np.divide(mutual, entropy, out=np.full(len(total), np.nan), where=enough))
