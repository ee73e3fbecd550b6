"""Segregation indices on a (units x groups) table; usable alone. Sources and goldens: see the tests."""

from __future__ import annotations

import numpy as np

from .model.arrays import Array


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
    focal, rest = np.asarray(focal, dtype=np.float64), np.asarray(rest, dtype=np.float64)
    a, b = focal.sum(), rest.sum()
    if a <= 0 or b <= 0:
        return float("nan")
    return float(np.abs(focal / a - rest / b).sum() / 2)
