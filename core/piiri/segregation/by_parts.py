"""D and H of many parts at once, as a drag step needs them: all stages and groups, and numpy is asked once.

The units of the parts follow one another, and ``start`` (P,) says where each part begins."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from ..model.arrays import Array, FloatArray


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
