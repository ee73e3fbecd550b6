"""CSV and Excel as tables of texts, with the row numbers a spreadsheet shows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np

from ..i18n import N_
from ..model.arrays import Array, LongArray
from .mapping import LayerMapping
from .report import Findings
from .sources import damaged, utf_16
from .table import Fate, Table
from .workbooks import Spans, layer_missing, read_sheet

__all__ = ["Text", "layer_missing", "read_csv", "read_excel", "text_of"]

_BLOCK = 20_000
"""Rows that are cut into cells before they are turned into columns."""
_DELIMITERS = (";", ",", "\t", "|")
_GARBLED = ("Ã¤", "Ã¶", "Ã¥", "Ã„", "Ã–", "Ã…", "Ã¸", "Ã¦", "\ufffd")
"""What å ä ö ø æ become where UTF-8 was once read as Windows-1252 and saved again; U+FFFD where they were lost."""


@dataclass(frozen=True)
class Text:
    """A text file, read.

    Attributes
    ----------
    records
        Its rows as texts.
    encoding, delimiter
        As they were found, or as the mapping says.
    """

    records: list[list[str]]
    encoding: str
    delimiter: str


def text_of(path: Path, spec: LayerMapping, findings: Findings, most: int | None = None) -> Text:
    """Read a text file: its encoding by BOM, else UTF-16 by its zero bytes, else UTF-8, else cp1252 (listed).

    The delimiter is the one that fits its rows. Text that was garbled before it came here is listed. With ``most``,
    only so many rows are cut into cells.
    """
    text, encoding, delimiter = _opened(path, spec, findings)
    try:
        records = list(islice(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), most))
    except csv.Error as problem:
        damaged(spec.file, findings, problem)
    return Text(records, encoding, delimiter)


def read_csv(path: Path, spec: LayerMapping, findings: Findings) -> Table:
    """Read a CSV file as a table; see :func:`text_of`. Its rows are cut one after another, never held twice."""
    text, _, delimiter = _opened(path, spec, findings)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    del text
    try:
        return _table(spec, rows, findings)
    except csv.Error as problem:
        damaged(spec.file, findings, problem)


def _opened(path: Path, spec: LayerMapping, findings: Findings) -> tuple[str, str, str]:
    """Return a text file's text, encoding and delimiter."""
    text, encoding = _decode(path.read_bytes(), spec, findings)
    _note_garbled(text, spec, findings)
    return text, encoding, spec.delimiter or _delimiter(text)


def read_excel(path: Path, spec: LayerMapping, findings: Findings) -> Table:
    """Read a sheet of an Excel workbook: values as last computed; what is hidden or in error is listed."""
    sheet = read_sheet(path, spec, findings)
    return _table(spec, sheet.records, findings, sheet.merged)


def _decode(raw: bytes, spec: LayerMapping, findings: Findings) -> tuple[str, str]:
    tries = ["utf-8-sig", "cp1252"]
    if wide := utf_16(raw[:65536]):
        tries = [wide]
    if spec.encoding:
        tries = [spec.encoding]
    for encoding in tries:
        try:
            text = raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        if encoding == "cp1252" and not spec.encoding:
            findings.list(
                "encoding-guessed",
                spec.file,
                N_("{file} is not in UTF-8; it was read as Windows-1252, for example “{value}”."),
                N_("Look at names with å, ä and ö; if they are wrong, name the encoding in the mapping."),
                value=_foreign_letters(text),
            )
        return text, encoding
    findings.stop(
        "encoding-wrong",
        spec.file,
        N_("{file} cannot be read as text in {encoding}."),
        N_("Save it as UTF-8, or name its encoding in the mapping."),
        encoding=tries[-1],
    )


def _foreign_letters(text: str) -> str:
    """Return the letters that are not English, each once, as they come first: never a whole cell, which may be a name
    or an address."""
    return " ".join(list(dict.fromkeys(sign for sign in text if sign > "\x7f" and sign.isalpha()))[:8])


def _note_garbled(text: str, spec: LayerMapping, findings: Findings) -> None:
    at = min((found for sign in _GARBLED if (found := text.find(sign)) >= 0), default=-1)
    if at >= 0:
        findings.list(
            "text-garbled",
            spec.file,
            N_("{file}, row {row}: “{value}” was saved in a wrong encoding before it came here."),
            N_("The letters å, ä and ö cannot be told for certain; export the file again at its source as UTF-8."),
            layer=spec.layer,
            row=text.count("\n", 0, at) + 1,
            value=text[at : at + 2].strip(),  # the letter alone: what stands around it may be a name
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


def header_of(
    records: Sequence[Sequence[str]], first: int, count: int, merged: Mapping[int, Spans] | None = None
) -> list[str]:
    """Return column names from ``count`` rows at position ``first``; a name over several columns holds for each.

    Where ``merged`` says which cells are joined (row number -> columns), only those share a name; in a text file a name
    holds until the next one.

    >>> header_of([["", "Pupils", "", ""], ["id", "1", "2", ""]], 0, 2)
    ['id', 'Pupils 1', 'Pupils 2']
    """
    rows = [[cell.strip() for cell in record] for record in records[first : first + count]]
    width = max(map(len, rows), default=0)
    rows = [row + [""] * (width - len(row)) for row in rows]
    for number, row in enumerate(rows[:-1], first + 1):
        joined = [range(left + 1, right + 1) for left, right in (merged or {}).get(number, ())]
        for position in range(1, width):
            if merged is None or any(position in span for span in joined):
                row[position] = row[position] or (row[position - 1] if rows[-1][position] else "")
    header = [" ".join(part for part in parts if part) for parts in zip(*rows, strict=True)]
    while header and not header[-1]:
        header.pop()
    return header


def _table(
    spec: LayerMapping,
    records: Iterable[list[str]],
    findings: Findings,
    merged: Mapping[int, Spans] | None = None,
) -> Table:
    """Make a table of records; a record whose cells do not fit the header is rejected, an empty one is no row."""
    rest, start = iter(records), spec.header_row - 1 + spec.header_rows
    header = header_of(list(islice(rest, start)), spec.header_row - 1, spec.header_rows, merged)
    if not header:
        findings.stop(
            "header-missing",
            spec.file,
            N_("{file}, row {row}: there are no column names."),
            N_("Say in the mapping which row they stand in: header_row = 1 is the first."),
            row=spec.header_row,
        )
    _refuse_doubled(spec, header, findings)
    width = len(header)
    columns = [_Cells() for _ in header]
    body: list[list[str]] = []
    numbers: list[int] = []
    ragged: list[int] = []
    for number, record in enumerate(rest, start + 1):
        if len(record) != width or not record[0].strip():  # as hardly any row is
            if not any(cell.strip() for cell in record):
                continue
            if any(cell.strip() for cell in record[width:]) or len(record) < width:
                ragged.append(len(numbers))
            record = [*record[:width], *[""] * (width - len(record))]
        body.append(record)
        numbers.append(number)
        if len(body) == _BLOCK:
            _pour(body, columns)
    _pour(body, columns)
    row: LongArray = np.array(numbers, dtype=np.int64)
    named = {name: column.array() for name, column in zip(header, columns, strict=True) if name}
    table = Table(spec, named, row, len(row))
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


class _Cells:
    """The cells of one column, equal texts held once as long as many are equal."""

    def __init__(self) -> None:
        self._blocks: list[Array] = []
        self._known: dict[str, str] | None = {}

    def add(self, cells: Sequence[str]) -> None:
        """Append the cells of a block of rows."""
        if self._known is not None:
            keep = self._known.setdefault
            cells = [keep(cell, cell) for cell in cells]
            if len(self._known) > _BLOCK // 2:
                self._known = None
        self._blocks.append(np.array(cells, dtype=object))

    def array(self) -> Array:
        """Return all cells, (N,) objects."""
        return np.concatenate(self._blocks) if self._blocks else np.zeros(0, dtype=object)


def _pour(body: list[list[str]], columns: Sequence[_Cells]) -> None:
    """Move a block of rows into the columns."""
    for column, cells in zip(columns, zip(*body, strict=True), strict=False):
        column.add(cells)
    body.clear()


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
