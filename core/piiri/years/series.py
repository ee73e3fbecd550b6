"""Series of one indicator of one school, or of a municipality, and their three-year means."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model.arrays import Array, BoolArray, FloatArray, IntArray
from ..model.observations import ABSENT, NUMBER, Observations


@dataclass(frozen=True, eq=False)
class Series:
    """Values of consecutive years.

    Attributes
    ----------
    years
        (Y,) every year from the first to the last that is told of.
    value
        (Y,) NaN where nothing is told.
    state
        (Y,) as in :class:`~piiri.model.observations.Observations`; years without a row are *absent*.
    base
        (Y,) what the value rests on, −1 where not known.
    breaks
        (Y,) True where the year begins a new series: it must not be compared with the years before.
    small
        (Y,) True where the base is known and below the indicator's minimum.
    """

    years: IntArray
    value: FloatArray
    state: Array
    base: IntArray
    breaks: BoolArray
    small: BoolArray


def series_of(observations: Observations, indicator: str, school: str, minimum_base: int = 0) -> Series:
    """Return the series of an indicator of a school.

    Parameters
    ----------
    observations
        What was observed.
    indicator, school
        Key and id.
    minimum_base
        Values that rest on fewer are flagged as small.
    """
    rows = [
        row
        for row, (key, name) in enumerate(zip(observations.indicator, observations.school, strict=True))
        if key == indicator and name == school
    ]
    told = observations.year[rows].astype(np.int64)
    years = np.arange(told.min(), told.max() + 1) if len(told) else np.zeros(0, dtype=np.int64)
    value, state = np.full(len(years), np.nan), np.full(len(years), ABSENT)
    base = np.full(len(years), -1)
    at = told - years[0] if len(years) else told
    value[at], state[at], base[at] = observations.value[rows], observations.state[rows], observations.base[rows]
    broken = {each.year for each in observations.breaks if each.indicator == indicator}
    breaks = np.isin(years, list(broken))
    return Series(years, value, state, base, breaks, (base >= 0) & (base < minimum_base) & (state == NUMBER))


def of_municipality(observations: Observations, indicator: str) -> Series:
    """Return the mean of an indicator over the schools that are told of, year by year: what a school is compared with.

    Weighted by the base where every school told of in the year has one, else each school counts alike. Other schools
    may be told of in other years, so that it may move though no school does.

    Examples
    --------
    >>> seen = Observations(("s2",) * 2, ("A", "B"), np.array([2024] * 2), np.array([0.1, 0.4]), np.zeros(2),
    ...     np.array([200, 100]))
    >>> round(float(of_municipality(seen, "s2").value[0]), 3)
    0.2
    """
    mine = np.array([key == indicator for key in observations.indicator], dtype=np.bool_)
    told = observations.year[mine].astype(np.int64)
    years = np.arange(told.min(), told.max() + 1) if len(told) else np.zeros(0, dtype=np.int64)
    value, base = np.full(len(years), np.nan), np.full(len(years), -1)
    for y, year in enumerate(years.tolist()):
        here = mine & (observations.year == year) & (observations.state == NUMBER)
        if here.any():
            behind = observations.base[here].astype(np.float64)
            known = bool((behind > 0).all())
            value[y] = np.average(observations.value[here], weights=behind if known else None)
            base[y] = int(behind.sum()) if known else -1
    broken = [each.year for each in observations.breaks if each.indicator == indicator]
    state = np.where(np.isfinite(value), NUMBER, ABSENT)
    return Series(years, value, state, base, np.isin(years, broken), np.zeros(len(years), dtype=np.bool_))


def three_year_mean(series: Series) -> FloatArray:
    """Return the mean of each year and the two before, (Y,): what small schools are read by.

    Weighted by the base where it is known in all three years. NaN where one of the three is not told, or where the
    series breaks between them.

    >>> years = np.arange(2022, 2025)
    >>> no = np.zeros(3, dtype=bool)
    >>> three_year_mean(Series(years, np.array([1.0, 2.0, 6.0]), np.zeros(3), np.full(3, -1), no, no)).tolist()
    [nan, nan, 3.0]
    """
    found = np.full(len(series.years), np.nan)
    for year in range(2, len(found)):
        three = slice(year - 2, year + 1)
        if series.breaks[year - 1 : year + 1].any() or not (series.state[three] == NUMBER).all():
            continue
        base = series.base[three].astype(np.float64)
        weight = base if (base > 0).all() else np.ones(3)
        found[year] = float((series.value[three] * weight).sum() / weight.sum())
    return found
