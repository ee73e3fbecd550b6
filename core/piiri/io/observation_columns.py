"""Which column of a table of observations is which, told from names and values, for those who only choose a file.

A year, a school and one or more columns of numbers must be there; a column named *n* or *base* says how many the values
of a row rest on, one named *break* why the series begin anew in a year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..i18n import N_
from ..model.arrays import Array
from ..model.observations import Observations, SeriesBreak
from .columns import number_of, texts
from .group_rows import HIDDEN
from .guarded import kept_readings, read_table
from .mapping import LayerMapping
from .observations import read_observations
from .pile.samples import Sample, SampleRow
from .report import Findings, ImportReport
from .table import Table

_YEAR_NAMES = ("year", "school year", "vuosi", "lukuvuosi", "år", "läsår", "ar", "lasar")
_SCHOOL_NAMES = ("school", "school id", "koulu", "koulun nimi", "koulutunnus", "skola", "skolans namn", "skolkod", "id")
_BASE_NAMES = ("base", "n", "pupils behind", "pohja", "havainnot", "lukumäärä", "bas", "underlag", "antal")
_BREAK_NAMES = ("break", "katkos", "sarjakatkos", "brott", "tidsseriebrott")
_YEAR = re.compile(r"^\s*(?:19|20)\d\d(?:\s*[-–/]\s*(?:\d\d|(?:19|20)\d\d))?\s*$")
_NUMBERS_FROM = 0.5
"""A column is one of numbers where at least so many of its cells that are neither empty nor hidden are."""


@dataclass(frozen=True, slots=True)
class ObservationColumns:
    """Names of the columns.

    Attributes
    ----------
    year, school
        Of these.
    values
        Of the indicators; each is its own key.
    base, series_break
        Empty where there is none.
    """

    year: str
    school: str
    values: tuple[str, ...]
    base: str = ""
    series_break: str = ""


ROLES: tuple[tuple[str, str], ...] = (
    ("year", N_("Year")),
    ("school", N_("School")),
    ("value", N_("Indicator")),
    ("base", N_("How many behind it")),
    ("break", N_("Why a series breaks")),
)
"""Key and name of what a column can be; all but indicators are one column each."""

SHOWN = 12
"""So many rows are shown of a file whose columns are being told."""


@dataclass(frozen=True)
class ObservationFile:
    """A file that was opened, its first rows and which column is taken for what, for a person to correct.

    Attributes
    ----------
    path
        The file.
    rows
        Its columns and first rows.
    columns
        What is recognised; names are empty where nothing is.
    """

    path: Path
    rows: Sample
    columns: ObservationColumns


def look_at(path: Path, schools: Mapping[str, str]) -> ObservationFile:
    """Open a file and say which column seems to be which; parameters as of :func:`recognised_columns`.

    Raises
    ------
    ImportBlocked
        As :func:`.layers.read_table`. A column that is not recognised is no reason: a person will say.
    """
    table = _opened(path)
    shown = np.arange(min(SHOWN, len(table)))
    cells = {name: texts(column[shown]) for name, column in table.columns.items()}
    numeric = frozenset(name for name, column in table.columns.items() if _is_numbers(texts(column)))
    rows = tuple(SampleRow(int(table.row[n]), tuple(str(cells[name][n]) for name in cells)) for n in shown.tolist())
    return ObservationFile(path, Sample(tuple(cells), {}, numeric, rows, len(table)), _guess(table, schools))


def read_as(
    path: Path, schools: Mapping[str, str], columns: ObservationColumns
) -> tuple[Observations, ImportReport, ObservationColumns]:
    """Read what was observed from a file of whose columns a person has said which is which.

    Raises
    ------
    ImportBlocked
        ``no-year-column``, ``no-school-column``, ``no-value-column``, and as :func:`.observations.read_observations`.
    """
    with kept_readings():
        return _read(path, schools, *_checked(_opened(path), columns))


def recognised_columns(path: Path, schools: Mapping[str, str]) -> tuple[ObservationColumns, tuple[SeriesBreak, ...]]:
    """Return the columns of a file, and the breaks that it tells of.

    Parameters
    ----------
    path
        CSV, Excel or any file that :func:`.layers.read_table` opens; of a workbook the first sheet.
    schools
        Names of the project's schools by id.

    Raises
    ------
    ImportBlocked
        As :func:`.layers.read_table`, and ``no-year-column``, ``no-school-column``, ``no-value-column``.
    """
    table = _opened(path)
    return _checked(table, _guess(table, schools))


def read_recognised(path: Path, schools: Mapping[str, str]) -> tuple[Observations, ImportReport, ObservationColumns]:
    """Read what was observed from a file whose columns nobody has named; see :func:`.observations.read_observations`.

    Raises
    ------
    ImportBlocked
        As :func:`recognised_columns` and :func:`.observations.read_observations`.
    """
    with kept_readings():
        return _read(path, schools, *recognised_columns(path, schools))


def missing(columns: ObservationColumns) -> tuple[str, str, str] | None:
    """Return why nothing can be read by these columns: a code, what is wrong and the mend, in the source language;
    None where something can."""
    if not columns.year:
        code, what = "no-year-column", N_("{file}: no column with years is recognised.")
        return code, what, N_("Name it “year”, with years as 2024 or 2024-25.")
    if not columns.school:
        code, what = "no-school-column", N_("{file}: no column with the project’s schools is recognised.")
        return code, what, N_("Name it “school”, with ids or names as in the project.")
    if not columns.values:
        code, what = "no-value-column", N_("{file}: no column with numbers is recognised beside year and school.")
        return code, what, N_("Write one column an indicator, its name in the first row.")
    return None


def _opened(path: Path) -> Table:
    findings = Findings()
    if not path.is_file():
        findings.stop("file-missing", path.name, N_("There is no file {file}."), N_("Check the path."))
    table = read_table(LayerMapping("table", path, path.name, columns={}, missing=HIDDEN), findings)
    findings.check()
    return table


def _guess(table: Table, schools: Mapping[str, str]) -> ObservationColumns:
    known = {*(key.casefold() for key in schools), *(name.casefold() for name in schools.values())}
    year = _best(table, _YEAR_NAMES, lambda cells: _part(cells, lambda text: bool(_YEAR.match(text))))
    school = _best(table, _SCHOOL_NAMES, lambda cells: _part(cells, lambda text: text.casefold() in known), (year,))
    taken = [year, school]
    series_break = _named(table, _BREAK_NAMES, taken)
    base = _named(table, _BASE_NAMES, [*taken, series_break])
    left = [name for name in table.columns if name not in (*taken, series_break, base)]
    values = tuple(name for name in left if _is_numbers(texts(table.columns[name])))
    return ObservationColumns(year, school, values, base, series_break)


def _checked(table: Table, columns: ObservationColumns) -> tuple[ObservationColumns, tuple[SeriesBreak, ...]]:
    lacking = missing(columns)
    if lacking is not None:
        code, what, mend = lacking
        Findings().stop(code, table.file, what, mend)
    return columns, _breaks(table, columns)


def _read(
    path: Path, schools: Mapping[str, str], columns: ObservationColumns, breaks: tuple[SeriesBreak, ...]
) -> tuple[Observations, ImportReport, ObservationColumns]:
    found, report = read_observations(
        path,
        schools,
        year=columns.year,
        school=columns.school,
        values={name: name for name in columns.values},
        base=columns.base,
        breaks=breaks,
    )
    return found, report, columns


def _breaks(table: Table, columns: ObservationColumns) -> tuple[SeriesBreak, ...]:
    if not columns.series_break:
        return ()
    found: dict[tuple[str, int], SeriesBreak] = {}
    years = texts(table.columns[columns.year])
    for year, why in zip(years, texts(table.columns[columns.series_break]), strict=True):
        match = re.search(r"(?:19|20)\d\d", year)
        if why and match:
            for key in columns.values:
                found.setdefault((key, int(match[0])), SeriesBreak(key, int(match[0]), why))
    return tuple(found.values())


def _named(table: Table, names: tuple[str, ...], taken: list[str]) -> str:
    free = {_plain(name): name for name in table.columns if name not in taken}
    return next((free[name] for name in names if name in free), "")


def _best(table: Table, names: tuple[str, ...], fits: object, taken: tuple[str, ...] = ()) -> str:
    """The column called so, if half its cells fit; else the one most of whose cells do."""
    assert callable(fits)
    parts = {name: float(fits(texts(table.columns[name]))) for name in table.columns if name not in taken}
    called = _named(table, names, list(taken))
    if called and parts[called] >= _NUMBERS_FROM:
        return called
    best = max(parts, key=lambda name: parts[name], default="")
    return best if best and parts[best] >= _NUMBERS_FROM else ""


def _part(cells: Array, fits: object) -> float:
    assert callable(fits)
    told = [text for text in cells.tolist() if text]
    return float(np.mean([bool(fits(text)) for text in told])) if told else 0.0


def _is_numbers(cells: Array) -> bool:
    told = [text for text in cells.tolist() if text and text not in HIDDEN]
    return bool(told) and float(np.mean([not np.isnan(number_of(text)) for text in told])) >= _NUMBERS_FROM


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s_\-.]+", name.strip().casefold()))
