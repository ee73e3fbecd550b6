"""Entropy, mutual information M, Theil's H, and how much each unit or group adds to them. Natural logarithms (nats).

Minimum base: two groups and two units with pupils. Small units alone make M and H larger than 0: read them beside
:func:`.chance.by_chance`."""

from __future__ import annotations

import numpy as np
from scipy.special import xlogy

from ..model.arrays import Array, FloatArray


def entropy(counts: Array) -> float:
    """Return the entropy E of the groups: how mixed all pupils together are.

    ``E = -sum_g p_g ln p_g`` (Theil 1972).

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group.

    Returns
    -------
    float
        Nats, 0 (one group) to ln G (all as large); NaN without pupils.

    Examples
    --------
    >>> round(entropy(np.array([[40, 0], [0, 40]])), 6)
    0.693147
    """
    return _mutual_and_entropy(counts)[1]


def mutual_information(counts: Array) -> float:
    """Return the mutual information M: how much less mixed units are than all pupils together.

    ``M = sum_ug p_ug ln(p_ug / (p_u p_g))`` (Theil & Finizza 1971; Mora & Ruiz-Castillo 2011). It is the only index
    that decomposes both over units and over groups, see :mod:`.hierarchy`.

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group. Units and groups without pupils do not count.

    Returns
    -------
    float
        Nats, 0 (even) to the entropy of the groups (apart); lower is more even. NaN without pupils.

    Examples
    --------
    >>> round(mutual_information(np.array([[40, 0], [0, 40]])), 6)
    0.693147
    """
    return _mutual_and_entropy(counts)[0]


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
        0 (even) to 1 (apart), lower is more even; NaN where there are fewer than two groups.

    Examples
    --------
    >>> information_index(np.array([[40, 0], [0, 0], [0, 0], [0, 40]]))
    1.0
    """
    mutual, mixed = _mutual_and_entropy(counts)
    return mutual / mixed if mixed > 0 else float("nan")


def two_group_information(focal: Array, rest: Array) -> float:
    """Return H of one group against all others, see :func:`information_index`.

    Parameters
    ----------
    focal, rest
        (U,) pupils of the group, and all other pupils, in each unit.

    Examples
    --------
    >>> two_group_information(np.array([40, 0]), np.array([0, 40]))
    1.0
    """
    return information_index(np.stack((focal, rest), axis=-1))


def local_segregation(counts: Array) -> FloatArray:
    """Return how far each unit is from the whole: ``L_u = sum_g p_g|u ln(p_g|u / p_g)`` (Alonso-Villar & del Río 2010).

    The same of the groups is ``local_segregation(counts.T)``. ``M = sum_u p_u L_u``.

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group.

    Returns
    -------
    (U,) float64
        Nats, 0 (as the whole) or more; NaN for units without pupils.

    Examples
    --------
    >>> local_segregation(np.array([[40, 0], [0, 40], [20, 20]])).round(3).tolist()
    [0.693, 0.693, 0.0]
    """
    n = np.asarray(counts, dtype=np.float64)
    size = n.sum(axis=1, keepdims=True)
    share = n / np.where(size > 0, size, np.nan)
    whole = n.sum(axis=0)
    ratio = np.divide(share, whole / max(whole.sum(), 1e-300), out=np.ones_like(share), where=n > 0)
    return np.asarray((xlogy(share, ratio)).sum(axis=1))


def contributions(counts: Array) -> FloatArray:
    """Return which share of M, and of H, each unit adds: ``p_u L_u / M``; they sum to 1.

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group; transposed for the groups' part.

    Returns
    -------
    (U,) float64
        0..1; 0 for units without pupils; NaN everywhere where M is 0.

    Examples
    --------
    >>> contributions(np.array([[40, 0], [0, 40], [20, 20]])).tolist()
    [0.5, 0.5, 0.0]
    """
    n = np.asarray(counts, dtype=np.float64)
    part = np.nan_to_num(local_segregation(n)) * n.sum(axis=1)
    whole = part.sum()
    return np.asarray(part / (whole if whole > 0 else np.nan))


def _mutual_and_entropy(counts: Array) -> tuple[float, float]:
    """M and E: t M = t E - sum_u t_u E_u, t E = t ln t - sum_g n_g ln n_g."""
    n = np.asarray(counts, dtype=np.float64)
    total = float(n.sum())
    if not total > 0:
        return float("nan"), float("nan")
    mixed = float(entropy_of_units(n.sum(axis=0, keepdims=True))[0])
    mutual = min(max(mixed - float(entropy_of_units(n).sum()), 0.0), mixed)
    return mutual / total, mixed / total


def entropy_of_units(counts: Array) -> FloatArray:
    """Return each unit's pupils times the entropy of its groups, (U,) nats: ``t_u ln t_u - sum_g n_ug ln n_ug``.

    >>> entropy_of_units(np.array([[1, 1], [5, 0]])).round(3).tolist()
    [1.386, 0.0]
    """
    n = np.asarray(counts, dtype=np.float64)
    size = n.sum(axis=1)
    return np.asarray(np.where((n > 0).sum(axis=1) > 1, xlogy(size, size) - xlogy(n, n).sum(axis=1), 0.0))
