"""Did the decision do what its plan expected? Pupils expected and observed, year by year and school by school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..expected import Attendance
from ..model.arrays import Array, FloatArray, IntArray
from ..model.observations import ABSENT, NUMBER, Observations


@dataclass(frozen=True, eq=False)
class FollowUp:
    """Expected and observed.

    Attributes
    ----------
    years
        (Y,) school years of the plan.
    schools
        Ids, in the plan's order.
    expected, observed
        (Y, H) pupils; ``observed`` NaN where nothing is told.
    state
        (Y, H) number, suppressed or absent, as in :class:`~piiri.model.observations.Observations`.
    """

    years: IntArray
    schools: tuple[str, ...]
    expected: FloatArray
    observed: FloatArray
    state: Array

    @property
    def difference(self) -> FloatArray:
        """(Y, H) observed less expected; NaN where nothing is told."""
        return np.asarray(self.observed - self.expected)

    @property
    def by_year(self) -> tuple[FloatArray, FloatArray]:
        """(Y,) each: expected and observed of the schools that are told of in the year; 0 where none is."""
        told = np.isfinite(self.observed)
        return np.where(told, self.expected, 0.0).sum(axis=1), np.where(told, self.observed, 0.0).sum(axis=1)


def follow_up(
    attendance: Attendance, schools: Sequence[str], observations: Observations, indicator: str = "pupils"
) -> FollowUp:
    """Set what was observed beside what the plan expected.

    Parameters
    ----------
    attendance
        Of the plan decided on, see :func:`piiri.expected.attendance`.
    schools
        The plan's schools, in its order.
    observations
        What was observed.
    indicator
        Key under which the pupils of each school are told.
    """
    expected = attendance.expected.sum(axis=2)
    observed = np.full(expected.shape, np.nan)
    state = np.full(expected.shape, ABSENT)
    row = {int(year): y for y, year in enumerate(attendance.years)}
    column = {school: h for h, school in enumerate(schools)}
    for key, school, year, value, how in zip(
        observations.indicator,
        observations.school,
        observations.year.tolist(),
        observations.value.tolist(),
        observations.state.tolist(),
        strict=True,
    ):
        if key == indicator and year in row and school in column:
            state[row[year], column[school]] = how
            if how == NUMBER:
                observed[row[year], column[school]] = value
    return FollowUp(attendance.years, tuple(schools), expected, observed, state)
