"""Lorenz and segregation curves as points, for charts: units sorted by the group's share, lowest first."""

from __future__ import annotations

import numpy as np

from ..model.arrays import Array, FloatArray


def segregation_curve(focal: Array, rest: Array) -> FloatArray:
    """Return the segregation curve: share of all others against share of the group (Duncan & Duncan 1955).

    D is its largest distance below the diagonal, Gini twice the area between.

    Parameters
    ----------
    focal, rest
        (U,) pupils of the group, and all other pupils, in each unit.

    Returns
    -------
    (U + 1, 2) float64
        x: cumulative share of the others; y: of the group; from 0, 0 to 1, 1. NaN where one side is empty.

    Examples
    --------
    >>> segregation_curve(np.array([30, 10]), np.array([10, 30])).tolist()
    [[0.0, 0.0], [0.75, 0.25], [1.0, 1.0]]
    """
    return _curve(np.asarray(focal), np.asarray(rest), np.asarray(rest))


def lorenz_curve(focal: Array, rest: Array) -> FloatArray:
    """Return the Lorenz curve: share of all pupils against share of the group (Lorenz 1905).

    Parameters
    ----------
    focal, rest
        (U,) pupils of the group, and all other pupils, in each unit.

    Returns
    -------
    (U + 1, 2) float64
        x: cumulative share of all pupils; y: of the group; from 0, 0 to 1, 1. NaN where there is nobody in the group.

    Examples
    --------
    >>> lorenz_curve(np.array([30, 10]), np.array([10, 30])).tolist()
    [[0.0, 0.0], [0.5, 0.25], [1.0, 1.0]]
    """
    return _curve(np.asarray(focal), np.asarray(rest), np.asarray(focal) + np.asarray(rest))


def _curve(focal: Array, rest: Array, across: Array) -> FloatArray:
    total = focal + rest
    order = np.argsort(focal / np.where(total > 0, total, 1), kind="stable")
    points = np.zeros((len(focal) + 1, 2))
    for column, values in enumerate((across, focal)):
        whole = values.sum()
        points[1:, column] = np.cumsum(values[order]) / (whole if whole > 0 else np.nan)
    return points
