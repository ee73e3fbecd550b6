"""Rows of a spreadsheet that say who is where: a unit, a group, how many; for segregation measured on a table alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..i18n import N_
from ..model.arrays import Array, LongArray
from .columns import numbers, texts
from .guarded import read_table
from .mapping import LayerMapping
from .report import Findings, ImportReport

HIDDEN = ("..", ".", "…", "-", "–", "*", "x")
"""What statistics offices write where a number is not told."""


@dataclass(frozen=True, eq=False)
class GroupRows:
    """The rows that can be used.

    Attributes
    ----------
    unit, group
        (N,) texts.
    count
        (N,) int64 pupils; 1 each where no column was named.
    within
        (N,) texts for each level, coarsest first.
    home
        (N,) texts: where the pupils live; None where no column was named.
    report
        Rows left out, each with its place, and what became of all rows.
    """

    unit: Array
    group: Array
    count: LongArray
    within: tuple[Array, ...]
    home: Array | None
    report: ImportReport


def read_group_rows(
    path: Path,
    *,
    unit: str,
    group: str,
    count: str = "",
    within: Sequence[str] = (),
    home: str = "",
    sheet: str = "",
) -> GroupRows:
    """Read a table of pupils by unit and group from CSV, Excel or any file that :func:`.guarded.read_table` opens.

    Parameters
    ----------
    path
        The file.
    unit, group, count, within, home
        Names of columns; without ``count`` each row is one pupil.
    sheet
        Sheet or layer; the first where not given.

    Raises
    ------
    ImportBlocked
        As :func:`.guarded.read_table`, and ``file-missing``, ``column-missing``, ``all-not-a-number``,
        ``nothing-usable``.
    """
    findings = Findings()
    if not path.is_file():
        findings.stop("file-missing", path.name, N_("There is no file {file}."), N_("Check the path."))
    levels = {f"within {position}": column for position, column in enumerate(within, 1)}
    roles = {"unit": unit, "group": group, "count": count, "home": home} | levels
    columns = {role: column for role, column in roles.items() if column}
    spec = LayerMapping("table", path, path.name, layer=sheet, columns=columns, missing=HIDDEN)
    table = read_table(spec, findings)
    findings.check()
    found = {role: texts(table.columns[column]) for role, column in columns.items() if role != "count"}
    for role, values in found.items():
        for row in map(int, np.flatnonzero((values == "") & table.usable)):
            table.reject(row)
            findings.list(
                "cell-empty",
                table.file,
                N_("{file}, row {row}: nothing stands in column “{column}”."),
                N_("The row is left out."),
                **table.place(row, columns[role]),
            )
    pupils = np.ones(len(table))
    if count:
        told = numbers(table, count, findings, whole=True, low=0)
        for row in map(int, np.flatnonzero(told.hidden & table.usable)):
            table.reject(row)
            findings.list(
                "count-hidden",
                table.file,
                N_("{file}, row {row}: how many pupils there are is not told."),
                N_("The row is left out; segregation of what is left may be another."),
                **table.place(row, count),
                value=str(table.columns[count][row]),
            )
        pupils = told.values
    keep = np.flatnonzero(table.usable)
    if not (len(keep) and pupils[keep].sum() > 0):
        findings.stop(
            "nothing-usable",
            table.file,
            N_("{file}: no row with pupils can be used."),
            N_("Check that the columns named are the right ones."),
        )
    findings.ledgers.append(table.ledger())
    return GroupRows(
        found["unit"][keep],
        found["group"][keep],
        pupils[keep].astype(np.int64),
        tuple(found[role][keep] for role in levels),
        found["home"][keep] if home else None,
        findings.report(),
    )
