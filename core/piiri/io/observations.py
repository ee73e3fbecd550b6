"""Observations by year and school from a spreadsheet: a row a school and year, a column an indicator.

A number, a value that is hidden because too few stand behind it (``..`` and its like) and an empty cell are three
different things and stay so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from ..i18n import N_
from ..model.arrays import LongArray
from ..model.observations import ABSENT, NUMBER, SUPPRESSED, Observations, SeriesBreak
from .columns import numbers, texts
from .group_rows import HIDDEN
from .guarded import read_table
from .mapping import LayerMapping
from .report import Findings, ImportReport
from .table import Table

_YEAR = re.compile(r"(?:19|20)\d\d")


def read_observations(
    path: Path,
    schools: Mapping[str, str],
    *,
    year: str,
    school: str,
    values: Mapping[str, str],
    base: str = "",
    breaks: Sequence[SeriesBreak] = (),
    sheet: str = "",
) -> tuple[Observations, ImportReport]:
    """Read what was observed.

    Parameters
    ----------
    path
        CSV, Excel or any file that :func:`.layers.read_table` opens.
    schools
        Names of the project's schools by id; a row may say either.
    year, school, base
        Names of columns. A year is written ``2024``, ``2024-25``, ``2024/2025``; it is the one in which school begins.
    values
        The column of each indicator, by the indicator's key.
    breaks
        From which years on an indicator means something else.
    sheet
        Sheet or layer; the first where not given.

    Returns
    -------
    Observations, ImportReport
        Rows that are left out are listed, each with its place.

    Raises
    ------
    ImportBlocked
        As :func:`.layers.read_table`, and ``file-missing``, ``column-missing``, ``all-not-a-number``,
        ``nothing-usable``.
    """
    findings = Findings()
    if not path.is_file():
        findings.stop("file-missing", path.name, N_("There is no file {file}."), N_("Check the path."))
    roles = {"year": year, "school": school, "base": base, **{f"value {key}": name for key, name in values.items()}}
    columns = {role: column for role, column in roles.items() if column}
    spec = LayerMapping("table", path, path.name, layer=sheet, columns=columns, missing=HIDDEN)
    table = read_table(spec, findings)
    findings.check()
    years = _years(table, year, findings)
    ids = _schools(table, school, schools, findings)
    size = numbers(table, base, findings, low=0).values if base else np.full(len(table), np.nan)
    told = {key: numbers(table, column, findings) for key, column in values.items()}
    _reject_doubled(table, years, ids, school, findings)
    keep = np.flatnonzero(table.usable)
    if not len(keep):
        findings.stop(
            "nothing-usable",
            table.file,
            N_("{file}: no row can be used."),
            N_("Check that the columns named are the right ones."),
        )
    findings.ledgers.append(table.ledger())
    indicator: list[str] = []
    value, state = [], []
    for key, column in values.items():
        indicator += [key] * len(keep)
        value.append(told[key].values[keep])
        empty = (
            texts(table.columns[column])[keep] == ""
            if table.columns[column].dtype == object
            else told[key].hidden[keep]
        )
        state.append(np.where(~told[key].hidden[keep], NUMBER, np.where(empty, ABSENT, SUPPRESSED)))
    some = len(values)
    found = Observations(
        tuple(indicator),
        tuple(ids[row] for row in keep.tolist()) * some,
        np.tile(years[keep], some),
        np.concatenate(value),
        np.concatenate(state),
        np.tile(np.where(np.isnan(size), -1, size)[keep], some),
        tuple(breaks),
    )
    return found, findings.report()


def _years(table: Table, column: str, findings: Findings) -> LongArray:
    found = np.zeros(len(table), dtype=np.int64)
    for row, text in enumerate(texts(table.columns[column])):
        match = _YEAR.search(text)
        if match:
            found[row] = int(match[0])
        elif table.usable[row]:
            table.reject(row)
            findings.list(
                "no-year",
                table.file,
                N_("{file}, row {row}: “{value}” in column “{column}” is no year."),
                N_("Write it as 2024, 2024-25 or 2024/2025. The row is left out."),
                **table.place(row, column),
                value=text,
            )
    return found


def _schools(table: Table, column: str, schools: Mapping[str, str], findings: Findings) -> list[str]:
    by_name = {name.casefold(): key for key, name in schools.items()}
    found = []
    for row, text in enumerate(texts(table.columns[column])):
        known = text if text in schools else by_name.get(text.casefold(), "")
        found.append(known)
        if not known and table.usable[row]:
            table.reject(row)
            findings.list(
                "school-unknown",
                table.file,
                N_("{file}, row {row}: the project has no school “{value}”."),
                N_("Write its id or its name as in the project. The row is left out."),
                **table.place(row, column),
                value=text,
            )
    return found


def _reject_doubled(table: Table, years: LongArray, ids: list[str], column: str, findings: Findings) -> None:
    seen: dict[tuple[str, int], int] = {}
    for row in np.flatnonzero(table.usable).tolist():
        key = ids[row], int(years[row])
        if key in seen:
            table.reject(row)
            findings.list(
                "told-twice",
                table.file,
                N_("{file}, row {row}: the school {value} is told of in {year} a second time; row {first} was first."),
                N_("Keep one of the two. The row is left out."),
                **table.place(row, column),
                value=ids[row],
                year=key[1],
                first=int(table.row[seen[key]]),
            )
        else:
            seen[key] = row
