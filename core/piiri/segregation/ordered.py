"""Segregation by something that has an order: income classes, guardians' education.

Each threshold between two classes makes two groups, those at or below it and those above; thresholds near the middle
count for more, because their two groups are more mixed. Minimum base: two classes and two units with pupils. All are 0
(even) to 1 (apart), without unit, lower is more even."""

from __future__ import annotations

from math import comb

import numpy as np

from ..model.arrays import Array, FloatArray
from .information import entropy, information_index

MOST_TERMS = 4


def ordinal_information(counts: Array) -> float:
    """Return the ordinal information theory index: H over all thresholds between neighbouring classes.

    ``H = sum_k E(c_k) H_k / sum_k E(c_k)``, where H_k is :func:`~.information.information_index` of the pupils at or
    below class k against those above, and E(c_k) the entropy of these two (Reardon 2009).

    Parameters
    ----------
    counts
        (U, K) pupils by unit and class, lowest class first.

    Returns
    -------
    float
        NaN where fewer than two classes have pupils.

    Examples
    --------
    >>> ordinal_information(np.array([[40, 0, 0], [0, 0, 40]]))
    1.0
    """
    _, mixed, h = thresholds(counts)
    return float((mixed * h).sum() / mixed.sum()) if len(h) else float("nan")


def rank_order_information(counts: Array, terms: int | None = None) -> float:
    """Return the rank-order information theory index H^R: as if every pupil's rank were known and not only the class.

    ``H^R = 2 ln 2 * integral_0^1 E(p) H(p) dp``, E in bits; H(p) is a polynomial through the H_k of the thresholds,
    which lie at the shares c_k of pupils at or below class k, fitted with weights ``E(c_k)^2`` (Reardon 2011,
    "Measures of income segregation"). It does not depend on where the classes were cut.

    Parameters
    ----------
    counts
        (U, K) pupils by unit and class, lowest class first.
    terms
        Degree of the polynomial; not given: one less than there are thresholds, at most four.

    Returns
    -------
    float
        NaN where fewer than two classes have pupils.

    Raises
    ------
    ValueError
        ``terms`` is negative or needs more thresholds than there are.

    Examples
    --------
    >>> round(rank_order_information(np.array([[40, 0, 0], [0, 0, 40]])), 6)
    1.0
    """
    at, mixed, h = thresholds(counts)
    if not len(h):
        return float("nan")
    degree = min(len(h) - 1, MOST_TERMS) if terms is None else terms
    if not 0 <= degree < len(h):
        raise ValueError(f"a polynomial of degree {degree} needs more than {len(h)} thresholds, and no degree below 0")
    # numpy's weights multiply the residuals, so they are the roots of the weights of the squares
    fit = np.polynomial.polynomial.polyfit(at, h, degree, w=mixed)
    return float(fit @ [_moment(m) for m in range(degree + 1)])


def thresholds(counts: Array) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return of each threshold that has pupils on both sides: where it lies, its entropy, and H of its two sides.

    Returns
    -------
    three arrays (k,), k < K
        The share of pupils at or below it, 0..1; E of the two sides in nats; H.

    Examples
    --------
    >>> at, _, h = thresholds(np.array([[30, 0, 10], [10, 0, 30]]))
    >>> at.tolist(), h.round(3).tolist()
    ([0.5], [0.189])
    """
    n = np.asarray(counts, dtype=np.float64)
    n = n[:, n.sum(axis=0) > 0]
    total = n.sum(axis=1)
    sides = [np.stack((below, total - below), axis=1) for below in np.cumsum(n, axis=1).T[:-1]]
    at = np.array([side[:, 0].sum() / total.sum() for side in sides])
    return at, np.array([entropy(side) for side in sides]), np.array([information_index(side) for side in sides])


def _moment(m: int) -> float:
    """2 ln 2 * integral of E(p) p^m over 0..1, E in bits."""
    return float(2 / (m + 2) ** 2 + 2 * sum((-1) ** (m - n) * comb(m, n) / (m - n + 2) ** 2 for n in range(m + 1)))
