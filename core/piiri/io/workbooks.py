"""What a sheet of an Excel workbook hides from those who only see its values: read from the sheet's own XML.

Hidden rows, cells in error and formulas that were never computed are listed, never passed over; hidden rows are read
like the others, as a filter that somebody left on must not drop pupils.
"""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import column_index_from_string

from ..i18n import N_
from .mapping import LayerMapping
from .report import Findings
from .sources import damaged

_ERRORS = frozenset(("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"))
_ROW = re.compile(rb"<row\s[^>]*>")
_NUMBER = re.compile(rb'\sr="(\d+)"')
_HIDDEN = re.compile(rb'\shidden="(1|true)"')
_FORMULA = re.compile(rb'<c\s[^>]*r="([A-Z]+\d+)"[^>]*><f[^>]*(?:/>|>[^<]*</f>)(?:<v\s*/>|<v></v>)?</c>')
_MERGED = re.compile(rb'<mergeCell\s+ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')

Spans = tuple[tuple[int, int], ...]
"""First and last columns, from 0, of cells joined side by side in one row."""


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook.

    Attributes
    ----------
    name
        Its name.
    records
        Its rows as texts; cells in error are empty.
    merged
        Row number -> the columns, from 0, that are joined side by side in it.
    """

    name: str
    records: list[list[str]]
    merged: Mapping[int, Spans]


def sheet_names(path: Path, file: str, findings: Findings) -> tuple[list[str], list[str]]:
    """Return the names of all sheets in their order, and of those that are hidden."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            names = [sheet.title for sheet in book.worksheets]
            hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
            book.close()
    except Exception as problem:  # openpyxl raises whatever its parsers do
        damaged(file, findings, problem)
    return names, hidden


def read_sheet(path: Path, spec: LayerMapping, findings: Findings) -> Sheet:
    """Read the sheet a mapping names, else the first that can be seen; what is hidden or in error is listed.

    Parameters
    ----------
    path, spec, findings
        The workbook; which sheet; receives ``sheets-hidden``, ``rows-hidden``, ``cells-in-error`` and
        ``formulas-not-computed``.

    Raises
    ------
    ImportBlocked
        ``file-damaged`` or ``layer-missing``.
    """
    names, hidden = sheet_names(path, spec.file, findings)
    chosen = spec.layer or next((name for name in names if name not in hidden), names[0])
    if hidden:
        findings.list(
            "sheets-hidden",
            spec.file,
            N_("{file} has hidden sheets: {sheets}."),
            N_("Name a sheet as “layer” in the mapping if another one is meant than {layer}."),
            layer=chosen,
            sheets=", ".join(hidden),
        )
    if chosen not in names:
        layer_missing(spec, names, findings)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations that openpyxl does not keep; no value is lost
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            sheet: Any = book[chosen]
            records = [[cell_text(value) for value in row] for row in sheet.iter_rows(values_only=True)]
            with zipfile.ZipFile(path) as archive:
                xml = archive.read(sheet._worksheet_path)
            book.close()
    except Exception as problem:  # openpyxl raises whatever its parsers do
        damaged(spec.file, findings, problem)
    _note_hidden_rows(xml, spec, chosen, findings)
    _note_errors(records, spec, chosen, findings)
    _note_formulas(xml, spec, chosen, findings)
    merged: dict[int, Spans] = {}
    for left, first, right, last in _MERGED.findall(xml):
        if first == last:
            span = (column_index_from_string(left.decode()) - 1, column_index_from_string(right.decode()) - 1)
            merged[int(first)] = (*merged.get(int(first), ()), span)
    return Sheet(chosen, records, merged)


def cell_text(value: Any) -> str:
    """Return a cell as text: whole numbers without ``.0``, nothing as nothing.

    >>> cell_text(91.0), cell_text(True), cell_text(None)
    ('91', '1', '')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def layer_missing(spec: LayerMapping, names: Sequence[str], findings: Findings) -> None:
    """Stop with ``layer-missing``: the layer or sheet named is not there."""
    findings.stop(
        "layer-missing",
        spec.file,
        N_("The file {file} has no layer or sheet “{layer}”."),
        N_("It has: {layers}."),
        layer=spec.layer,
        layers=", ".join(names),
    )


def _note_hidden_rows(xml: bytes, spec: LayerMapping, sheet: str, findings: Findings) -> None:
    rows = [int(found[1]) for tag in _ROW.findall(xml) if _HIDDEN.search(tag) and (found := _NUMBER.search(tag))]
    if rows:
        findings.list(
            "rows-hidden",
            spec.file,
            N_("{file}: hidden rows: {n}, the first is row {row}."),
            N_("They are read like the others; delete them in the file if they are not meant."),
            layer=sheet,
            row=rows[0],
            n=len(rows),
            rows=rows,
        )


def _note_errors(records: list[list[str]], spec: LayerMapping, sheet: str, findings: Findings) -> None:
    found = []
    for number, record in enumerate(records, 1):
        for position, cell in enumerate(record):
            if cell in _ERRORS:
                found.append((number, cell))
                record[position] = ""
    if found:
        findings.list(
            "cells-in-error",
            spec.file,
            N_("{file}: cells in error: {n}, the first in row {row} ({value})."),
            N_("They are read as empty; mend the formulas in Excel."),
            layer=sheet,
            row=found[0][0],
            value=found[0][1],
            n=len(found),
        )


def _note_formulas(xml: bytes, spec: LayerMapping, sheet: str, findings: Findings) -> None:
    cells = [cell.decode() for cell in _FORMULA.findall(xml)]
    if cells:
        findings.list(
            "formulas-not-computed",
            spec.file,
            N_("{file}: formulas without a computed value: {n}, the first in cell {value}."),
            N_("They are read as empty; open the file in Excel, save it, and import again."),
            layer=sheet,
            value=cells[0],
            n=len(cells),
        )
