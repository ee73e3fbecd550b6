"""Whom pupils meet in their unit: isolation, exposure, and the variance ratio made from them.

They depend on how large the group is: isolation is at least its share of all. Minimum base: one pupil of the group;
below about ten the value is noise."""

from __future__ import annotations

import numpy as np

from ..model.arrays import Array, FloatArray


def isolation(focal: Array, rest: Array) -> float:
    """Return isolation xPx: the mean share of the group in the units of its own pupils.

    ``xPx = sum_u (x_u / X) (x_u / t_u)`` (Bell 1954; Lieberson 1981).

    Parameters
    ----------
    focal, rest
        (U,) pupils of the group, and all other pupils, in each unit.

    Returns
    -------
    float
        Share, from the group's share of all (even) to 1 (apart); lower is more mixed. NaN without pupils of the group.

    Examples
    --------
    >>> isolation(np.array([10, 30]), np.array([30, 10]))
    0.625
    """
    return float(_met(focal, focal, focal + rest))


def exposure(focal: Array, other: Array, total: Array) -> float:
    """Return exposure xPy: the mean share of another group in the units of the focal group's pupils.

    ``xPy = sum_u (x_u / X) (y_u / t_u)`` (Lieberson 1981). Not symmetric: ``xPy X = yPx Y``.

    Parameters
    ----------
    focal, other, total
        (U,) pupils of the group, of the group met, and all pupils, in each unit.

    Returns
    -------
    float
        Share 0..1; higher is more contact. NaN without pupils of the focal group.

    Examples
    --------
    >>> exposure(np.array([10, 30]), np.array([30, 10]), np.array([40, 40]))
    0.375
    """
    return _met(focal, other, total)


def exposure_to_others(focal: Array, rest: Array) -> float:
    """Return exposure of the group to all others, ``1 - isolation``: :func:`exposure` to the rest.

    Parameters
    ----------
    focal, rest
        (U,) pupils of the group, and all other pupils, in each unit.

    Examples
    --------
    >>> exposure_to_others(np.array([10, 30]), np.array([30, 10]))
    0.375
    """
    return float(_met(focal, rest, focal + rest))


def exposure_between(counts: Array) -> FloatArray:
    """Return exposure of every group to every group; isolation on the diagonal.

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group.

    Returns
    -------
    (G, G) float64
        Row: whose; column: to whom. Rows sum to 1; NaN rows for groups without pupils.

    Examples
    --------
    >>> exposure_between(np.array([[10, 30], [30, 10]])).tolist()
    [[0.625, 0.375], [0.375, 0.625]]
    """
    n = np.asarray(counts, dtype=np.float64)
    total, size = n.sum(axis=1, keepdims=True), n.sum(axis=0)
    return np.asarray((n / np.where(size > 0, size, np.nan)).T @ (n / np.where(total > 0, total, 1)))


def variance_ratio(focal: Array, rest: Array) -> float:
    """Return the variance ratio V, also called eta squared: the share of the variance that lies between units.

    ``V = (xPx - P) / (1 - P)``, xPx isolation, P the group's share of all (Bell 1954; James & Taeuber 1985).

    Parameters
    ----------
    focal, rest
        (U,) pupils of the group, and all other pupils, in each unit.

    Returns
    -------
    float
        0 (even) to 1 (apart), lower is more even; NaN where one side is empty.

    Examples
    --------
    >>> variance_ratio(np.array([10, 30]), np.array([30, 10]))
    0.25
    """
    x, y = np.sum(focal, dtype=np.float64), np.sum(rest, dtype=np.float64)
    if not (x > 0 and y > 0):
        return float("nan")
    share = x / (x + y)
    return float((isolation(focal, rest) - share) / (1 - share))


def _met(focal: Array, other: Array, total: Array) -> float:
    size = np.sum(focal, dtype=np.float64)
    met = (np.multiply(focal, other, dtype=np.float64) / np.where(np.asarray(total) > 0, total, 1)).sum()
    return float(met / size) if size > 0 else float("nan")
