"""Several groups in one number: multigroup D, Gini and normalised exposure.

Minimum base: two groups and two units with pupils. All are 0 (even) to 1 (apart), without unit, lower is more even; NaN
where there are fewer than two groups. Source of all: Reardon & Firebaugh 2002."""

from __future__ import annotations

import numpy as np

from ..model.arrays import Array, FloatArray
from .evenness import gini


def multigroup_dissimilarity(counts: Array) -> float:
    """Return the dissimilarity of several groups: the share of pupils who would have to move, of the most possible.

    ``D = sum_u sum_g t_u |p_ug - P_g| / (2 t I)``, ``I = sum_g P_g (1 - P_g)`` (Morgan 1975; Sakoda 1981).

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group.

    Examples
    --------
    >>> multigroup_dissimilarity(np.array([[100, 0], [60, 40], [40, 60], [0, 100]]))
    0.6
    """
    n, size, share, total = _margins(counts)
    apart = np.abs(n - size[:, None] * share).sum()
    return float(apart / (2 * total * _interaction(share)))


def normalised_exposure(counts: Array) -> float:
    """Return how much less groups meet each other than if they were spread evenly.

    ``V = sum_g sum_u t_u (p_ug - P_g)^2 / (t (1 - P_g))`` (James 1986). With two groups it is the variance ratio.

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group.

    Examples
    --------
    >>> normalised_exposure(np.array([[10, 30], [30, 10]]))
    0.25
    """
    n, size, share, total = _margins(counts)
    apart = n - size[:, None] * share
    between = (apart * apart / np.where(size > 0, size, 1)[:, None]).sum(axis=0)
    part = between / np.where(share < 1, 1 - share, np.nan)
    return float(part.sum() / total)


def multigroup_gini(counts: Array) -> float:
    """Return the Gini index of several groups.

    ``G = sum_g sum_u sum_v t_u t_v |p_ug - p_vg| / (2 t^2 I)``, ``I = sum_g P_g (1 - P_g)`` (Reardon & Firebaugh 2002):
    the mean of each group's :func:`~.evenness.gini`, weighted by ``P_g (1 - P_g)``.

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group.

    Examples
    --------
    >>> round(multigroup_gini(np.array([[100, 0], [60, 40], [40, 60], [0, 100]])), 3)
    0.8
    """
    n, size, share, _ = _margins(counts)
    of_group = np.array([gini(focal, size - focal) for focal in n.T])
    return float((np.nan_to_num(of_group) * share * (1 - share)).sum() / _interaction(share))


def _margins(counts: Array) -> tuple[FloatArray, FloatArray, FloatArray, float]:
    n = np.asarray(counts, dtype=np.float64)
    total = n.sum() if n.sum() > 0 else np.nan
    return n, n.sum(axis=1), n.sum(axis=0) / total, total


def _interaction(share: FloatArray) -> float:
    most = float((share * (1 - share)).sum())
    return most if most > 0 else float("nan")
