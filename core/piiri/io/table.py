"""A foreign file once it is open: named columns, shapes, row numbers as a person counts them, and each row's fate."""

from __future__ import annotations

import difflib
from enum import IntEnum
from typing import Any

import numpy as np

from ..i18n import N_
from ..model.arrays import Array, BoolArray, LongArray
from .mapping import LayerMapping
from .report import Findings, Ledger


class Fate(IntEnum):
    """What becomes of a row."""

    ACCEPTED = 0
    REPAIRED = 1
    REJECTED = 2
    EXCLUDED = 3


class Table:
    """Rows of one layer of one file.

    Parameters
    ----------
    spec
        What the mapping says of it.
    columns
        Arrays of N values each: texts as objects, numbers as numpy has them.
    row
        (N,) row numbers as a person counts them.
    counted
        Rows the file says it has, found without reading them; the ledger is measured against it.
    shapes
        (N,) shapely geometries, None where there is none; None for plain tables.
    crs
        As the file states it; empty where it does not.

    Attributes
    ----------
    fate
        (N,) int8 what becomes of each row, see :class:`Fate`.
    unreadable
        Position of a row whose shape is there and cannot be parsed -> why.
    """

    def __init__(
        self,
        spec: LayerMapping,
        columns: dict[str, Array],
        row: LongArray,
        counted: int,
        shapes: Array | None = None,
        crs: str = "",
    ) -> None:
        self.spec, self.columns, self.row, self.counted = spec, columns, row, counted
        self.shapes, self.crs = shapes, crs
        self.fate = np.zeros(len(row), dtype=np.int8)
        self.unreadable: dict[int, str] = {}

    def __len__(self) -> int:
        return len(self.row)

    @property
    def file(self) -> str:
        """The file's name, as problems name it."""
        return self.spec.file

    @property
    def usable(self) -> BoolArray:
        """(N,) True for rows that are neither rejected nor excluded."""
        return np.asarray(self.fate <= Fate.REPAIRED)

    def place(self, row: int, column: str = "") -> dict[str, Any]:
        """Return the fields of a problem that say where it is."""
        return {"layer": self.spec.layer, "row": int(self.row[row]), "column": column}

    def reject(self, row: int) -> None:
        """Give a row up; the caller lists why."""
        self.fate[row] = Fate.REJECTED

    def ledger(self) -> Ledger:
        """Return what became of the rows; ``ValueError`` where it does not add up to the rows in the file."""
        counts = np.bincount(self.fate, minlength=4)
        return Ledger(self.file, self.spec.layer, self.spec.kind, self.counted, *map(int, counts))

    def check_columns(self, findings: Findings) -> None:
        """Note each column that the mapping names and the file lacks, with those it has."""
        used = self.spec.used_columns()
        for column, role in used.items():
            if column in self.columns:
                continue
            near = difflib.get_close_matches(column, self.columns, 1, 0.5)
            folded = [each for each in self.columns if each.casefold() == column.casefold()]
            mend = N_("Its columns are: {columns}.")
            if near or folded:
                mend = N_("Did you mean “{nearest}”? Its columns are: {columns}.")
            findings.block(
                "column-missing",
                self.file,
                N_("The file {file} has no column “{column}” (wanted as {role})."),
                mend,
                layer=self.spec.layer,
                column=column,
                role=role,
                nearest=(folded or near or [""])[0],
                columns=", ".join(self.columns),
            )


def note_left_out(tables: list[Table], findings: Findings) -> None:
    """Note the columns of each file that no layer of the mapping uses: they are not imported at all."""
    used: dict[tuple[object, str], set[str]] = {}
    for table in tables:
        used.setdefault((table.spec.path, table.spec.layer), set()).update(table.spec.used_columns())
    for table in tables:
        known = used.pop((table.spec.path, table.spec.layer), None)
        left = [column for column in table.columns if known is not None and column not in known]
        if left:
            findings.list(
                "columns-left-out",
                table.file,
                N_("{file}: these columns are not imported: {columns}."),
                N_("Name them in the mapping if they are needed."),
                layer=table.spec.layer,
                columns=", ".join(left),
                n=len(left),
            )
