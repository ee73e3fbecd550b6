"""Where segregation comes from: between and within the parts of a hierarchy such as district, stage or language.

``M(T) = M(S) + sum_s p_s M(T_s)`` and ``H(T) = H(S) + sum_s (E_s / E) p_s H(T_s)``, where S is the table of the parts,
T_s that of the units in part s, p_s the part's share of all pupils and E its entropy (Theil 1972; Reardon & Firebaugh
2002). Exact: what is between and what is within sum to the whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model.arrays import Array, FloatArray, IntArray
from .information import entropy, entropy_of_units


@dataclass(frozen=True, eq=False)
class Within:
    """The parts of one level.

    Attributes
    ----------
    share
        (S,) the part's share of all pupils.
    m, h
        (S,) M in nats and H of the units inside the part; H is NaN where the part has one group only.
    weight
        (S,) of h in the whole: ``E_s / E * share``. The weight of m is ``share``.
    """

    share: FloatArray
    m: FloatArray
    h: FloatArray
    weight: FloatArray


@dataclass(frozen=True, eq=False)
class Nested:
    """M and H, level by level.

    Attributes
    ----------
    m, h
        (L + 1,): between the parts of the coarsest level, between those of the next within them, ..., between units
        within the finest. They sum to M and H of the whole table.
    """

    m: FloatArray
    h: FloatArray


def within(counts: Array, part: Array) -> Within:
    """Return M and H of the units inside each part.

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group.
    part
        (U,) index of each unit's part, 0..S-1.

    Examples
    --------
    >>> found = within(np.array([[40, 0], [0, 40], [20, 20]]), np.array([0, 0, 1]))
    >>> found.h.tolist(), found.weight.round(3).tolist()
    ([1.0, 0.0], [0.667, 0.333])
    """
    n, part = np.asarray(counts, dtype=np.float64), np.asarray(part)
    groups = sums(n, part)
    size = groups.sum(axis=1)
    known = np.where(size > 0, size, np.nan)
    mixed = entropy_of_units(groups)
    inner = np.bincount(part, weights=entropy_of_units(n), minlength=len(groups))
    m = np.maximum((mixed - inner) / known, 0)
    e = np.where((groups > 0).sum(axis=1) > 1, mixed / known, np.nan)
    total = size.sum()
    whole = entropy(n)
    share = size / (total if total > 0 else np.nan)
    weight = np.nan_to_num(e) * share / (whole if whole > 0 else np.nan)
    return Within(share, m, m / e, weight)


def nested(counts: Array, levels: Sequence[Array]) -> Nested:
    """Split M and H of a table over a hierarchy.

    Parameters
    ----------
    counts
        (U, G) pupils by unit and group.
    levels
        Of each level the (U,) part of each unit, coarsest first. A part of a finer level lies inside one of each
        coarser level: equal names in different coarser parts are different parts.

    Examples
    --------
    >>> table = np.array([[40, 20], [20, 40], [5, 60], [1, 80]])
    >>> nested(table, [np.array([0, 0, 1, 1])]).m.round(4).tolist()
    [0.1535, 0.0331]
    """
    n = np.asarray(counts, dtype=np.float64)
    inside = np.zeros(len(n), dtype=np.int64)
    # t times the entropy that is left when one knows the part: all pupils, then each level, then the units
    left = [entropy_of_units(sums(n, inside)).sum()]
    for level in levels:
        inside = finer(inside, level)
        left.append(entropy_of_units(sums(n, inside)).sum())
    left.append(entropy_of_units(n).sum())
    total = n.sum()
    m = -np.diff(np.array(left)) / (total if total > 0 else np.nan)
    whole = entropy(n)
    return Nested(m, m / (whole if whole > 0 else np.nan))


def finer(coarse: IntArray, level: Array) -> IntArray:
    """Return the parts of a level inside coarser parts, numbered in the order of both.

    >>> finer(np.array([0, 0, 1]), np.array(["a", "b", "a"])).tolist()
    [0, 1, 2]
    """
    names, code = np.unique(level, return_inverse=True)
    return np.unique(coarse * len(names) + code, return_inverse=True)[1]


def sums(counts: Array, part: IntArray) -> FloatArray:
    """Return pupils by part and group, (S, G), of units (U, G)."""
    found = np.zeros((int(part.max(initial=-1)) + 1, counts.shape[1]))
    np.add.at(found, part, counts)
    return found
