"""How evenly one group and all others are spread over units: D, Gini, Atkinson.

Each takes ``focal`` and ``rest`` (U,), the group's and all other pupils of each unit. Minimum base: two units with
pupils; below about ten pupils of the group the value is noise. All are 0 (even) to 1 (apart), without unit; lower is
more even. NaN where one side is empty. Small units alone make them larger than 0: read them beside
:func:`.chance.by_chance`."""

from __future__ import annotations

import numpy as np

from ..model.arrays import Array, FloatArray


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
    return float(np.abs(_share(focal) - _share(rest)).sum() / 2)


def gini(focal: Array, rest: Array) -> float:
    """Return the Gini index of segregation: twice the area between the segregation curve and the diagonal.

    ``G = sum_u sum_v t_u t_v |p_u - p_v| / (2 t^2 P (1 - P))`` (Duncan & Duncan 1955; Massey & Denton 1988), computed
    from the units sorted by ``p_u``, in O(U log U).

    Parameters
    ----------
    focal, rest
        (U,) pupils of the group, and all other pupils, in each unit.

    Returns
    -------
    float
        0 (even) to 1 (apart), never less than D; NaN where one side is empty.

    Examples
    --------
    >>> round(gini(np.array([100, 60, 40, 0]), np.array([0, 40, 60, 100])), 3)
    0.8
    """
    x, y = _share(rest), _share(focal)
    total = np.add(focal, rest)
    order = np.argsort(focal / np.where(total > 0, total, 1)) if len(total) else np.array([0])
    x, y = x[order], np.cumsum(y[order])
    below = (x * y).sum() + (x[1:] * y[:-1]).sum()  # twice the area below the curve
    return float(1 - below)


def atkinson(focal: Array, rest: Array, b: float = 0.5) -> float:
    """Return Atkinson's index of segregation.

    ``A = 1 - P / (1 - P) * (sum_u (1 - p_u)^(1-b) p_u^b t_u / (P t))^(1/(1-b))`` (James & Taeuber 1985). With
    ``b = 0.5`` units above and below the mean weigh the same.

    Parameters
    ----------
    focal, rest
        (U,) pupils of the group, and all other pupils, in each unit.
    b
        Above 0, below 1: larger looks more at units where the group is strong.

    Returns
    -------
    float
        0 (even) to 1 (apart); NaN where one side is empty.

    Raises
    ------
    ValueError
        ``b`` is not between 0 and 1.

    Examples
    --------
    >>> round(atkinson(np.array([90, 10]), np.array([10, 90])), 3)
    0.64
    """
    if not 0 < b < 1:
        raise ValueError(f"b must lie between 0 and 1, not {b}")
    # t_u (1 - p_u)^(1-b) p_u^b is rest_u^(1-b) focal_u^b, and so for the totals
    x, y = _share(rest), _share(focal)
    return float(1 - (x ** (1 - b) * y**b).sum() ** (1 / (1 - b)))


def _share(side: Array) -> FloatArray:
    """Share of the side's pupils in each unit; NaN, at least one, where it is empty."""
    total = float(np.sum(side, dtype=np.float64))
    return np.asarray(side) / total if total > 0 else np.full(max(len(side), 1), np.nan)
