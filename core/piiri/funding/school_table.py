"""A table of schools without a map: CSV in, :class:`~piiri.funding.inputs.Inputs` out.

One row a school. Needed: ``id`` and ``pupils``; ``name`` is the id where not given. Columns that the model reads as
text (strata, sector) stay text, as does what schools say of their money (:mod:`.school_uses`); all others are numbers;
columns with text that nobody reads are left alone.

A number may have a decimal comma or point, spaces between thousands, and the true minus sign. **Not known is never
zero:** an empty cell, ``.``, ``-``, ``–`` and ``NA`` are absent; ``..``, ``*``, ``x``, ``<5``, ``~100`` and ``1–4`` are
suppressed. Whatever else is no number is refused with its row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from ..errors import InputError
from ..i18n import N_
from .inputs import Inputs, Source
from .model import FundingModel
from .school_uses import NOTE, REPORT, USE_COLUMNS

ABSENT_SIGNS = frozenset(("", ".", "-", "–", "—", "na", "n/a", "null"))
_SUPPRESSED = re.compile(r"\.\.|…|\*|x|[<~≈]\s*\d+([.,]\d+)?|\d+\s*[–-]\s*\d+", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009"), "")
MOST_BYTES = 50_000_000


def read_school_table(path: Path, model: FundingModel, year: int = 0, *, needs_pupils: bool = True) -> Inputs:
    """Read a CSV file of schools.

    Parameters
    ----------
    path
        UTF-8 or Windows-1252; ``;``, ``,`` or tab between cells.
    model
        Tells which columns are text.
    year
        Year of the figures, for the ledger; 0 where not known.
    needs_pupils
        False where the table stands beside a plan, which counts its pupils itself.

    Raises
    ------
    InputError
        ``file-not-read``, ``table-empty``, ``table-column-missing``, ``table-row``: with file, row and mend. Nothing is
        left out silently: one bad row refuses the file.
    """
    return parse_school_table(table_text(path), path, model, year, needs_pupils=needs_pupils)


def table_text(path: Path) -> str:
    """Return the text of a CSV file; ``InputError`` as :func:`read_school_table`."""
    try:
        raw = path.read_bytes()
    except OSError as problem:
        raise InputError(
            "file-not-read",
            N_("The file {file} cannot be read: {reason}."),
            N_("Check the path; the file must be UTF-8 text."),
            file=path,
            reason=problem.strerror,
        ) from None
    if len(raw) > MOST_BYTES or b"\0" in raw:
        raise _refused(path, 1, N_("it is not a table of text"), N_("Save it as CSV in UTF-8."))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def parse_school_table(
    text: str, path: Path, model: FundingModel, year: int = 0, *, needs_pupils: bool = True
) -> Inputs:
    """Return the inputs that the text of a table says; as :func:`read_school_table`."""
    delimiter = _delimiter(text)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as fault:
        raise _refused(path, 1, str(fault), N_("Save it as CSV in UTF-8.")) from None
    numbered = [(line, row) for line, row in enumerate(rows, 1) if any(cell.strip() for cell in row)]
    if len(numbered) < 2:
        raise InputError(
            "table-empty",
            N_("{file} has no row of a school."),
            N_("Give column names in the first row and one school a row below."),
            file=path.name,
        )
    header = [name.strip() for name in numbered[0][1]]
    while header and not header[-1]:
        header.pop()
    _check_header(header, path, ("id", "pupils") if needs_pupils else ("id",))
    body = []
    for line, row in numbered[1:]:
        if len(row) < len(header) or any(cell.strip() for cell in row[len(header) :]):
            raise _refused(
                path,
                line,
                N_("it has another number of cells than the header"),
                N_("Put text that holds the separating sign in quotes."),
            )
        body.append((line, [cell.strip() for cell in row[: len(header)]]))
    return _inputs(header, body, path, model, year, delimiter)


def _inputs(
    header: Sequence[str],
    body: Sequence[tuple[int, list[str]]],
    path: Path,
    model: FundingModel,
    year: int,
    delimiter: str,
) -> Inputs:
    ids = [row[header.index("id")] for _, row in body]
    seen: dict[str, int] = {}
    for (line, _), key in zip(body, ids, strict=True):
        if not key:
            raise _refused(path, line, N_("it has no id"), N_("Give each school an id of its own."))
        if key in seen:
            raise _refused(path, line, N_("its id stands in another row too"), N_("Give each school an id of its own."))
        seen[key] = line
    wanted = {NOTE, REPORT, *model.model.strata, *((model.sector.column,) if model.sector else ())}
    names, texts, columns = ids, {}, {}
    for at, column in enumerate(header):
        cells = [(line, row[at]) for line, row in body]
        if column == "name":
            names = [cell or key for (_, cell), key in zip(cells, ids, strict=True)]
        elif column in wanted:
            texts[column] = tuple(cell for _, cell in cells)
        elif column != "id":
            read = [_value(cell, line, column, path, delimiter) for line, cell in cells]
            if any(isinstance(value, _NoNumber) for value in read):
                if column in columns_of(model) or column in USE_COLUMNS:
                    bad = next(value for value in read if isinstance(value, _NoNumber))
                    raise bad.error
                continue
            columns[column] = read
    source = Source(path.name, year)
    return Inputs.of(ids, columns, names=names, texts=texts, sources=dict.fromkeys(columns, source))


def columns_of(model: FundingModel) -> set[str]:
    """Return the columns of numbers that a model may read."""
    found = {"pupils", "last_amount", "last_pupils", *(f"last_{c.id}" for c in model.component)}
    for each in model.indicator:
        found |= {each.reads, f"{each.reads}_y1", f"{each.reads}_y2", *each.numerator, each.denominator}
        found |= {each.counted_by, each.weight_by}
    for part in model.component:
        found |= {part.driver_column, part.times, *part.weights, *part.rates, *part.scores}
    if model.sector:
        found.add(model.sector.supplement)
    if model.guarantee.minimum:
        found |= set(model.guarantee.minimum.rates)
    return found - {"", "none"}


class _NoNumber:
    def __init__(self, error: InputError) -> None:
        self.error = error


def _value(text: str, line: int, column: str, path: Path, delimiter: str) -> float | str | _NoNumber | None:
    if text.casefold() in ABSENT_SIGNS:
        return None
    clean = text.translate(_SPACES).replace("\u2212", "-")
    if clean.count(",") == 1 and "." not in clean:
        # in a table with commas between cells, "1,234" may be a thousand or one and a bit
        if delimiter == "," and re.fullmatch(r"[+-]?[1-9]\d{0,2},\d{3}", clean):
            mend = N_("Write it without a separator of thousands, with a point for decimals.")
            return _NoNumber(
                _refused(
                    path, line, N_("“{value}” in “{column}” can be read in two ways"), mend, value=text, column=column
                )
            )
        clean = clean.replace(",", ".")
    if _NUMBER.fullmatch(clean):
        return float(clean)
    if _SUPPRESSED.fullmatch(text):
        return ".."
    mend = N_("Write a number, leave the cell empty where there is none, or write .. where it is suppressed.")
    return _NoNumber(
        _refused(path, line, N_("“{value}” in “{column}” is not a number"), mend, value=text[:40], column=column)
    )


def _check_header(header: Sequence[str], path: Path, needed: Sequence[str]) -> None:
    for column in needed:
        if column not in header:
            raise InputError(
                "table-column-missing",
                N_("{file} has no column “{column}”."),
                N_("Add it; the columns there are: {columns}."),
                file=path.name,
                column=column,
                columns=", ".join(name for name in header if name),
            )
    doubled = next((name for name in header if name and header.count(name) > 1), None)
    if doubled or not all(header):
        raise _refused(path, 1, N_("column names are empty or doubled"), N_("Give each column a name of its own."))


def _delimiter(text: str) -> str:
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(";,\t", key=first.count)


def _refused(path: Path, line: int, reason: str, mend: str, **facts: str) -> InputError:
    return _RowRefused(
        "table-row", N_("{file}, row {row}: {reason}."), mend, file=path.name, row=line, reason=reason, **facts
    )


class _RowRefused(InputError):
    """The reason is a text of its own, translated with the sentence."""

    @property
    def what(self) -> str:
        from ..i18n import tr

        facts = dict(self.facts)
        reason = facts.pop("reason")
        return tr(self.template, reason=tr(reason, **facts), **facts)
