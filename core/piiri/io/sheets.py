"""CSV and Excel as tables of texts, with the row numbers a spreadsheet shows."""

from __future__ import annotations

import csv
import io
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl

from ..i18n import N_
from ..model.arrays import LongArray
from .mapping import LayerMapping
from .report import Findings
from .sources import damaged
from .table import Fate, Table

_DELIMITERS = (";", ",", "\t", "|")
_ERRORS = frozenset(("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"))


def read_csv(path: Path, spec: LayerMapping, findings: Findings) -> Table:
    """Read a CSV file: its encoding by BOM, else UTF-8, else cp1252 (listed); its delimiter by what fits its rows."""
    raw = path.read_bytes()
    text = _decode(raw, spec, findings)
    delimiter = spec.delimiter or _delimiter(text)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as problem:
        damaged(spec.file, findings, problem)
    return _table(spec, records, findings)


def read_excel(path: Path, spec: LayerMapping, findings: Findings) -> Table:
    """Read a sheet of an Excel workbook: values as last computed; hidden sheets and cells in error are listed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and validations that openpyxl does not keep; no value is lost
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
            names = [sheet.title for sheet in book.worksheets]
            hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
            chosen = spec.layer or next((name for name in names if name not in hidden), names[0])
            if chosen in names:
                records = [[_cell(value) for value in row] for row in book[chosen].iter_rows(values_only=True)]
            book.close()
    except Exception as problem:  # openpyxl raises whatever its parsers do
        damaged(spec.file, findings, problem)
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
    return _table(spec, records, findings)


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


def _decode(raw: bytes, spec: LayerMapping, findings: Findings) -> str:
    tries = ["utf-8-sig", "cp1252"]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        tries = ["utf-16"]
    if spec.encoding:
        tries = [spec.encoding]
    for encoding in tries:
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == "cp1252":
            findings.list(
                "encoding-guessed",
                spec.file,
                N_("{file} is not in UTF-8; it was read as Windows-1252."),
                N_("Look at names with å, ä and ö; if they are wrong, name the encoding in the mapping."),
            )
        return text
    findings.stop(
        "encoding-wrong",
        spec.file,
        N_("{file} cannot be read as text in {encoding}."),
        N_("Save it as UTF-8, or name its encoding in the mapping."),
        encoding=tries[-1],
    )


def _delimiter(text: str) -> str:
    """Return the sign that cuts the first rows most evenly into the most cells."""
    sample = text[:20000]
    best, score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter) if row][:50]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count) if widths else 1
        if usual > 1 and (widths.count(usual) / len(widths), usual) > score:
            best, score = delimiter, (widths.count(usual) / len(widths), usual)
    return best


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _table(spec: LayerMapping, records: list[list[str]], findings: Findings) -> Table:
    """Make a table of records; a record whose cells do not fit the header is rejected, an empty one is no row."""
    at = spec.header_row - 1
    if at >= len(records) or not any(cell.strip() for cell in records[at]):
        findings.stop(
            "header-missing",
            spec.file,
            N_("{file}, row {row}: there are no column names."),
            N_("Say in the mapping which row they stand in: header_row = 1 is the first."),
            row=spec.header_row,
        )
    header = [name.strip() for name in records[at]]
    while header and not header[-1]:
        header.pop()
    _refuse_doubled(spec, header, findings)
    width = len(header)
    body: list[list[str]] = []
    numbers: list[int] = []
    ragged: list[int] = []
    for number, record in enumerate(records[at + 1 :], spec.header_row + 1):
        if not any(cell.strip() for cell in record):
            continue
        surplus = any(cell.strip() for cell in record[width:])
        if surplus or len(record) < width:
            ragged.append(len(body))
        body.append([*record[:width], *[""] * (width - len(record))])
        numbers.append(number)
    cells = np.array(body, dtype=object).reshape(len(body), width)
    cells[np.isin(cells.astype(str), list(_ERRORS))] = ""
    columns = {name: cells[:, position] for position, name in enumerate(header) if name}
    row: LongArray = np.array(numbers, dtype=np.int64)
    table = Table(spec, columns, row, len(body))
    for index in ragged:
        table.fate[index] = Fate.REJECTED
        findings.list(
            "row-ragged",
            spec.file,
            N_("{file}, row {row}: it has another number of cells than the {n} columns of the header."),
            N_("The row is left out; put text that holds the separating sign in quotes."),
            **table.place(index),
            n=width,
        )
    return table


def _refuse_doubled(spec: LayerMapping, header: list[str], findings: Findings) -> None:
    for column in spec.used_columns():
        if header.count(column) > 1:
            findings.stop(
                "column-doubled",
                spec.file,
                N_("{file} has the column “{column}” {times} times."),
                N_("Rename one of them in the file."),
                layer=spec.layer,
                column=column,
                times=header.count(column),
            )
