"""What the views of years say: observations by school, expected beside observed, and why they differ."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from piiri.i18n import number, tr
from piiri.indicators.blocks import SMALLEST_BASE
from piiri.model.arrays import Array
from piiri.model.dataset import Group
from piiri.model.observations import ABSENT, NUMBER, SUPPRESSED, Observations
from piiri.model.schools import Schools
from piiri.school_years import school_year
from piiri.years import Explained, FollowUp, Series, of_municipality, series_of, three_year_mean

from ..charts.years import YearLine, decimals_of
from ..collation import by_name
from .grid_table import GridRow

HIDDEN_SIGN, ABSENT_SIGN, SMALL_SIGN, BREAK_SIGN = "..", "–", "*", "│"
PUPILS = ("pupils", "oppilaat", "oppilaita", "oppilasmäärä", "elever", "elevantal")
"""Names under which files tell how many pupils a school has."""


@dataclass(frozen=True)
class Why:
    """The difference to a later year, group by group; pupils of schools are the same in all of them.

    Attributes
    ----------
    project
        Name of the later year's project.
    found
        Of each group that both years know.
    """

    project: str
    found: tuple[tuple[Group, Explained], ...]


def observed_rows(
    observations: Observations, indicator: str, schools: Schools
) -> tuple[tuple[str, ...], list[GridRow]]:
    """Return headings and rows of an indicator: the mean of the last three years told, then a column a year."""
    city = of_municipality(observations, indicator)
    years = city.years.tolist()
    broken = {each.year for each in observations.breaks if each.indicator == indicator}
    mine = np.array([key == indicator for key in observations.indicator], dtype=np.bool_)
    decimals = decimals_of(observations.value[mine])
    heads = (tr("School"), tr("3-year mean"), *(f"{BREAK_SIGN} {y}" if y in broken else str(y) for y in years))
    rows = [_row(tr("All schools"), -1, city, years, max(decimals, 1) if decimals else 0, whole=True)]
    for school in by_name(schools.names):
        series = series_of(observations, indicator, schools.ids[school], SMALLEST_BASE)
        if len(series.years):
            rows.append(_row(tr(schools.names[school]), school, series, years, decimals))
    return heads, rows


def _row(name: str, school: int, series: Series, years: list[int], decimals: int, *, whole: bool = False) -> GridRow:
    cells = dict.fromkeys(years, ABSENT_SIGN)
    said = []
    for y, year in enumerate(series.years.tolist()):
        cells[year] = _cell(float(series.value[y]), int(series.state[y]), decimals)
        words = {NUMBER: cells[year], SUPPRESSED: tr("hidden"), ABSENT: tr("not told")}[int(series.state[y])]
        if series.small[y]:
            cells[year] += SMALL_SIGN
            words = tr("{value}, few pupils behind it", value=words)
        said.append(f"{year}: {words}")
    means = three_year_mean(series)
    mean = _cell(float(means[-1]), NUMBER, decimals) if len(means) else ABSENT_SIGN
    return GridRow((name, mean, *cells.values()), f"{name}. {'; '.join(said)}", school, series, whole)


def _cell(value: float, state: int, decimals: int) -> str:
    if state == SUPPRESSED:
        return HIDDEN_SIGN
    return number(value, decimals) if math.isfinite(value) else ABSENT_SIGN


def observed_lines(observations: Observations, indicator: str, schools: Schools, school: int) -> list[YearLine]:
    """Return the lines of a school, −1 for none, and of the municipality."""
    lines = [YearLine(tr("All schools"), of_municipality(observations, indicator), dashed=school >= 0)]
    if school >= 0:
        mine = series_of(observations, indicator, schools.ids[school], SMALLEST_BASE)
        if len(mine.years):
            lines.insert(0, YearLine(tr(schools.names[school]), mine))
    return lines


def breaks_in_words(observations: Observations, indicator: str) -> str:
    """Say where the series begin anew, and why."""
    found = [each for each in observations.breaks if each.indicator == indicator]
    return "; ".join(tr("{sign} from {year}: {why}", sign=BREAK_SIGN, year=each.year, why=each.why) for each in found)


def pupils_among(observations: Observations) -> str:
    """Return the indicator that tells how many pupils a school has: by its name, else the first of whole numbers of a
    size; empty where none does."""
    known = observations.indicators
    for key in known:
        if key.casefold() in PUPILS:
            return key
    for key in known:
        values = observations.value[[each == key for each in observations.indicator]]
        told = values[np.isfinite(values)]
        if len(told) and (np.rint(told) == told).all() and told.max() >= SMALLEST_BASE:
            return key
    return ""


# -------------------------------------------------------------------------------------------------- the follow-up
def follow_rows(found: FollowUp, names: tuple[str, ...]) -> tuple[tuple[str, ...], list[GridRow]]:
    """Return headings and rows: expected, observed and the difference of each year that is told of."""
    told = [y for y in range(len(found.years)) if (found.state[y] != ABSENT).any()]
    heads = [tr("School")]
    for y in told:
        heads += [tr("{year} expected", year=_short(found.years[y])), tr("observed"), tr("±")]
    expected, observed = found.by_year
    rows = [GridRow((tr("Schools told of"), *_triples(expected, observed, told)), whole=True)]
    for school in by_name(names):
        if not (found.state[told, school] != ABSENT).any():
            continue
        cells = _triples(found.expected[:, school], found.observed[:, school], told, found.state[:, school])
        rows.append(GridRow((tr(names[school]), *cells), school=school))
    return tuple(heads), rows


def _triples(expected: Array, observed: Array, told: list[int], state: Array | None = None) -> list[str]:
    cells = []
    for y in told:
        seen = float(observed[y])
        how = NUMBER if state is None else int(state[y])
        there = math.isfinite(seen)
        difference = number(seen - float(expected[y]), sign=True) if there else "."
        cells += [number(float(expected[y])), _cell(seen, how, 0), difference]
    return cells


def follow_lines(found: FollowUp, names: tuple[str, ...], school: int) -> list[YearLine]:
    """Return what was observed and, dashed, what was expected, of a school or, −1, of the schools told of."""
    told = (found.state != ABSENT).any(axis=1)
    if not told.any():
        return []
    last = int(np.flatnonzero(told)[-1]) + 1
    if school >= 0:
        expected, observed, state = found.expected[:, school], found.observed[:, school], found.state[:, school]
    else:
        expected, observed = found.by_year
        state = np.where(told, NUMBER, ABSENT)
        expected, observed = np.where(told, expected, np.nan), np.where(told, observed, np.nan)
    return [
        YearLine(tr("Observed"), _series(found.years[:last], observed[:last], state[:last])),
        YearLine(tr("Expected"), _series(found.years[:last], expected[:last], np.zeros(last)), dashed=True),
    ]


def _series(years: Array, value: Array, state: Array) -> Series:
    no = np.zeros(len(years), dtype=np.bool_)
    return Series(years, value, state, np.full(len(years), -1), no, no)


def why_rows(why: Why, names: dict[str, str], order: dict[str, int]) -> tuple[tuple[str, ...], list[GridRow]]:
    """Return headings and rows: D of each group first, then pupils school by school; the parts sum to the difference.

    Parameters
    ----------
    why
        What was found.
    names, order
        Name, and index in the plan, of schools by id.
    """
    heads = (
        tr("School"),
        tr("Expected"),
        tr("Observed"),
        tr("Population"),
        tr("Border"),
        tr("Choice of school"),
    )
    rows = []
    for group, each in why.found:
        cells = [number(each.index_before, 3), number(each.index_after, 3)]
        cells += [number(part, 3, sign=True) for part in each.index_parts]
        rows.append(GridRow((tr("D, {group}", group=tr(group.name)), *cells), whole=True))
    first = why.found[0][1]
    written = tuple(names.get(school, school) for school in first.schools)
    for h in by_name(written):
        if first.before[h].any() or first.after[h].any():
            parts = [number(part[h].sum(), sign=True) for part in (first.population, first.border, first.choice)]
            pupils = [number(first.before[h].sum()), number(first.after[h].sum())]
            school = order.get(first.schools[h], -1)
            rows.append(GridRow((tr(written[h]), *pupils, *parts), school=school))
    return heads, rows


def why_parts(why: Why, school: str) -> tuple[str, tuple[float, float, float], int]:
    """Return title, parts and decimals for the chart: pupils of a school by id, else D of the first group."""
    group, found = why.found[0]
    if school in found.schools:
        h = found.schools.index(school)
        parts = (float(found.population[h].sum()), float(found.border[h].sum()), float(found.choice[h].sum()))
        return tr("Pupils"), parts, 1
    return tr("D, {group}", group=tr(group.name)), found.index_parts, 3


def _short(year: int) -> str:
    return school_year(int(year))[2:]
