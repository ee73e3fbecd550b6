"""The row with the column names in a text file or a sheet, with the encoding and the delimiter it is read with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..i18n import N_
from .columns import number_of
from .mapping import LayerMapping
from .report import Findings
from .sheets import header_of, text_of
from .sources import Format
from .workbooks import Spans, read_sheet

_HEADER_WITHIN, _HEADER_SAMPLE = 40, 400


def with_header(spec: LayerMapping, kind: Format, findings: Findings) -> LayerMapping:
    """Return a layer with the encoding and the delimiter it was read with, and the rows of its column names."""
    path = spec.path
    assert path is not None
    merged: Mapping[int, Spans] = {}
    if kind == "csv":
        text = text_of(path, spec, findings, _HEADER_SAMPLE)
        found = "" if text.encoding == "utf-8-sig" else text.encoding
        sign = text.delimiter if text.delimiter != "," else ""
        spec = replace(spec, encoding=spec.encoding or found, delimiter=spec.delimiter or sign)
        records = text.records
    else:
        sheet = read_sheet(path, spec, findings)
        records, merged = sheet.records, sheet.merged
    row, rows = find_header(records, merged)
    if row < 0:
        findings.stop(
            "header-missing",
            spec.file,
            N_("{file}, row {row}: there are no column names."),
            N_("Say in the mapping which row they stand in: header_row = 1 is the first."),
            row=1,
        )
    return replace(spec, header_row=row + 1, header_rows=rows)


def find_header(records: Sequence[Sequence[str]], merged: Mapping[int, Spans] | None = None) -> tuple[int, int]:
    """Return the position of the row with the column names and how many rows they fill; −1 where there are none.

    It is the first row that is about as wide as those that follow, and in which every cell is a text of its own and no
    number. A row above it with joined cells, or cells over several columns, belongs to it.

    Parameters
    ----------
    records
        All rows of the sheet.
    merged
        Row number (from 1) -> columns that are joined side by side in it.

    >>> find_header([["Report"], [], ["id", "name"], ["1", "A"]])
    (2, 1)
    """
    filled = [[cell.strip() for cell in record if cell.strip()] for record in records[:400]]
    widths = [len(cells) for cells in filled if cells]
    if not widths:
        return -1, 1
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    for row, cells in enumerate(filled[:_HEADER_WITHIN]):
        spans = (merged or {}).get(row + 1, ())
        title = len(cells) == 1 and any(last - first + 1 >= 0.8 * usual for first, last in spans)
        if spans and not title and row + 1 < len(filled) and len(filled[row + 1]) >= 0.6 * usual:
            names = header_of(records, row, 2, merged)
            if len(names) >= 0.6 * usual and len(set(filter(None, names))) == len(list(filter(None, names))):
                return row, 2
        if len(cells) < max(1, 0.6 * usual) or len(set(cells)) < len(cells):
            continue
        if any(np.isfinite(number_of(cell)) for cell in cells):
            return (-1, 1) if len(cells) >= usual else (row, 1) if _mostly_words(cells) else (-1, 1)
        if _is_named_better(cells, filled[row + 1 : row + 2]):
            continue
        above = filled[row - 1] if row else []
        if len(above) > 1 and row and _stands_over(records[row - 1], records[row]):
            return row - 1, 2
        return row, 1
    return -1, 1


def _is_named_better(cells: Sequence[str], following: Sequence[Sequence[str]]) -> bool:
    """Tell whether the next row has more names, so that this one is a line of text above the table."""
    return any(
        len(row) > len(cells) and len(set(row)) == len(row) and not any(np.isfinite(number_of(cell)) for cell in row)
        for row in following
    )


def _mostly_words(cells: Sequence[str]) -> bool:
    return sum(not np.isfinite(number_of(cell)) for cell in cells) > len(cells) / 2


def _stands_over(above: Sequence[str], below: Sequence[str]) -> bool:
    """Tell whether a row holds titles of several columns of the row below it: fewer, and all above a name."""
    if above and above[0].strip():
        return False  # a line of text above the table begins where the table does
    over = [position for position, cell in enumerate(above) if cell.strip()]
    return len(over) < sum(bool(cell.strip()) for cell in below) and all(
        position < len(below) and below[position].strip() for position in over
    )
