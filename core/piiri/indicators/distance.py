"""How far pupils live from their school."""

from __future__ import annotations

import numpy as np

from ..distances import BIN_EDGES_M
from ..model.arrays import FloatArray
from .table import IntakeTable

_WIDTHS_M = np.append(np.diff(BIN_EDGES_M), 0.0)

TRANSPORT_COST_EUR = 1600.0
"""Euros a pupil and year: the mean of Finnish municipalities in 2017 (Kuntaliitto)."""


def transport_cost_eur(beyond: FloatArray, per_pupil_eur: float = TRANSPORT_COST_EUR) -> FloatArray:
    """Return what it costs a year to drive the pupils beyond the limit of their grade.

    Parameters
    ----------
    beyond
        Pupils beyond their limit, of any shape.
    per_pupil_eur
        Euros a pupil and year.

    >>> transport_cost_eur(np.array([0.0, 2.0])).tolist()
    [0.0, 3200.0]
    """
    return np.asarray(beyond, dtype=np.float64) * per_pupil_eur


def mean_m(distance_cm: FloatArray, pupils: FloatArray) -> FloatArray:
    """Return the mean distance in metres from its sum in centimetres; NaN where there are no pupils."""
    return np.asarray(
        np.divide(distance_cm, pupils * 100.0, out=np.full(np.shape(pupils), np.nan), where=np.asarray(pupils) > 0)
    )


def percentile_m(bins: FloatArray, share: float = 0.9) -> FloatArray:
    """Return the distance that a share of the pupils stays within.

    Parameters
    ----------
    bins
        (U, B) pupils in each distance bin of :data:`piiri.distances.BIN_EDGES_M`.
    share
        0..1.

    Returns
    -------
    (U,) float64
        Metres: linear within the bin where the running count reaches ``share`` of the pupils, so never further from the
        true percentile than that bin is wide. NaN without pupils; the lower end of the open last bin where it falls
        there.
    """
    # a row a bin: whole rows are added faster than many short ones are run along
    running = np.cumsum(np.array(np.asarray(bins).T, order="C"), axis=0)
    total = running[-1]
    wanted = share * total
    at = np.minimum((running < wanted).sum(axis=0), bins.shape[1] - 1)
    rows = np.arange(len(bins))
    inside = bins[rows, at]
    below = running[at, rows] - inside
    part = np.divide(wanted - below, inside, out=np.zeros(len(bins)), where=inside > 0)
    return np.where(total > 0, BIN_EDGES_M[at] + part * _WIDTHS_M[at], np.nan)


def share_of(part: FloatArray, base: FloatArray) -> FloatArray:
    """Return ``part / base``, 0..1; NaN where there is nobody."""
    return np.asarray(np.divide(part, base, out=np.full(np.shape(base), np.nan), where=np.asarray(base) > 0))


def share_beyond(beyond: FloatArray, pupils: FloatArray) -> FloatArray:
    """Return the share of pupils beyond the limit of their grade, 0..1; NaN where there are no pupils."""
    return share_of(beyond, pupils)


def share_beyond_by_grade(table: IntakeTable) -> FloatArray:
    """Return the share of pupils beyond the limit for grades 1-9, (U, 9); NaN where a grade has no pupils, or where the
    pupils' grades are not known at all."""
    if not table.has("grade_1"):
        return np.full((len(table.school), 9), np.nan)
    first = table.columns["beyond_1"]
    beyond = table.counts[:, first : first + 9]
    grade = table.columns["grade_1"]
    return share_beyond(beyond, table.counts[:, grade : grade + 9])
