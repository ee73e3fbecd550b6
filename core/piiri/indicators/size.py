"""How many pupils a school takes in, and how full it is."""

from __future__ import annotations

import numpy as np

from ..model.arrays import FloatArray, IntArray
from .table import IntakeTable


def pupils(table: IntakeTable) -> FloatArray:
    """Return the pupils of each intake, (U,)."""
    return table.column("pupils")


def of_schools(table: IntakeTable, values: FloatArray, school_count: int) -> FloatArray:
    """Return the sum over stages of a value of the intakes, (H,)."""
    return np.bincount(table.school, weights=values, minlength=school_count)


def use(school_pupils: FloatArray, places: IntArray) -> FloatArray:
    """Return pupils divided by places, (H,); NaN where places are not known, infinite where there are none but pupils.

    >>> use(np.array([90.0, 5.0, 7.0]), np.array([100, -1, 0])).tolist()
    [0.9, nan, inf]
    """
    result = np.full(len(places), np.nan)
    known = places > 0
    result[known] = school_pupils[known] / places[known]
    result[(places == 0) & (school_pupils > 0)] = np.inf
    return result


def over_capacity(school_pupils: FloatArray, places: IntArray) -> int:
    """Return how many schools have more pupils than places; those with unknown places do not count."""
    return int(((places >= 0) & (school_pupils > places)).sum())
