"""Columns of foreign files as texts, numbers and flags: nothing is turned into NaN without being listed."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..i18n import N_
from ..model.arrays import Array, BoolArray, FloatArray
from .report import Findings
from .table import Fate, Table

_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")
_MINUS = dict.fromkeys(map(ord, "\u2212\u2013\u2012\ufe63\uff0d"), "-")
_GROUPED = re.compile(r"[+-]?\d{1,3}( \d{3})+([.,]\d+)?")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
YES = (
    *("1", "true", "t", "yes", "y", "x", "kyllä", "k", "ja", "j", "on", "turvakielto", "skyddad", "sekretess"),
    *("sekretessmarkering", "skyddad folkbokföring", "spärrmarkering", "fortrolig", "strengt fortrolig", "protected"),
)
NO = ("", "0", "false", "f", "no", "n", "ei", "e", "nej", "off")
MASKED = "•••"
ABSENT_SIGNS = ("", ".", "-", "–", "…", "n/a", "N/A", "NA")
"""Where these stand for *not known*, there never was a value; all other signs say that it is kept secret."""
UNTOLD_SIGNS = ("..", ".", "...", "…", "*", "~100", "x")
"""What statistics write instead of a count; never the beginning of a number."""


def texts(values: Array) -> Array:
    """Return a column as texts without spaces around them; empty where there is no value.

    Whole numbers lose no digit and get no ``.0``; codes stay as they are.

    >>> texts(np.array([1.0, np.nan, 2.5])).tolist(), texts(np.array([" 091 ", None], dtype=object)).tolist()
    (['1', '', '2.5'], ['091', ''])
    """
    if np.issubdtype(values.dtype, np.floating):
        whole = [str(int(v)) if v.is_integer() else repr(v) for v in np.nan_to_num(values).tolist()]
        return np.where(np.isnan(values), "", np.array(whole, dtype=object))
    codes, distinct = pd.factorize(np.asarray(values, dtype=object), use_na_sentinel=True)
    strings = np.array([str(value).strip() for value in distinct] + [""], dtype=object)
    return strings[codes]


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of numbers.

    Attributes
    ----------
    values
        (N,) float64; NaN where there is no number and in rows that are not usable.
    hidden
        (N,) True where one of the layer's signs for *not known* stands, or nothing.
    absent
        (N,) True for those of them that were never given, rather than kept secret: nothing stands there, or a sign
        that says so.
    """

    values: FloatArray
    hidden: BoolArray
    absent: BoolArray


def numbers(
    table: Table,
    column: str,
    findings: Findings,
    *,
    whole: bool = False,
    low: float | None = None,
    high: float | None = None,
    masked: BoolArray | None = None,
    percent: bool = False,
    signs: tuple[str, ...] = (),
) -> Numbers:
    """Read a column of numbers; rows with something else are rejected and listed, blocking where no row is left.

    Parameters
    ----------
    table
        Its usable rows are looked at.
    column
        Name in the file.
    whole, low, high
        What a value must be.
    masked
        (N,) rows whose values are not to be repeated in a problem.
    percent
        True where a percent sign after the number is part of how it is written.
    signs
        Signs for *not known* besides those of the layer.
    """
    raw, spec = table.columns[column], table.spec
    if np.issubdtype(raw.dtype, np.number):
        values = raw.astype(np.float64)
        coded = [float(sign) for sign in spec.missing if _NUMBER.fullmatch(sign)]
        absent = np.isnan(values)
        hidden = absent | np.isin(values, coded)
        bad = ~np.isfinite(values) & ~hidden
    else:
        text = texts(raw)
        codes, distinct = pd.factorize(text)
        if percent:
            distinct = np.array([value.removesuffix("%").rstrip() for value in distinct], dtype=object)
        decimal = spec.decimal or _decimal(table, column, distinct, findings)
        parsed = _parse_all(distinct, decimal)
        signs_of = np.array([value in ("", *spec.missing, *signs) for value in distinct], dtype=bool)
        never = np.array([value in ABSENT_SIGNS for value in distinct], dtype=bool)
        values, hidden = parsed[codes], signs_of[codes]
        absent = hidden & never[codes]
        bad = np.isnan(values) & ~hidden
    values = np.where(hidden, np.nan, values)
    usable = table.usable
    for wrong, code, template in (
        (bad, "not-a-number", N_("{file}, row {row}: “{value}” in column “{column}” is not a number.")),
        (
            (np.rint(values) != values) & ~np.isnan(values) if whole else None,
            "not-whole",
            N_("{file}, row {row}: {value} in column “{column}” is not a whole number."),
        ),
        (
            values < low if low is not None else None,
            "too-small",
            N_("{file}, row {row}: {value} in column “{column}” is less than {low}."),
        ),
        (
            values > high if high is not None else None,
            "too-large",
            N_("{file}, row {row}: {value} in column “{column}” is more than {high}."),
        ),
    ):
        if wrong is None or not (wrong & usable).any():
            continue
        rows = np.flatnonzero(wrong & usable)
        if len(rows) == usable.sum():
            findings.stop(
                f"all-{code}",
                table.file,
                N_("{file}: no row of column “{column}” can be used; row {row} has “{value}”."),
                N_("Check that the mapping names the right column."),
                **table.place(rows[0], column),
                value=_shown(raw, rows[0], masked),
            )
        for row in map(int, rows):
            table.reject(row)
            findings.list(
                code,
                table.file,
                template,
                N_("The row is left out; mend it in the file and import again."),
                **table.place(row, column),
                value=_shown(raw, row, masked),
                low=low,
                high=high,
            )
        usable = table.usable
    return Numbers(np.where(usable, values, np.nan), hidden, absent)


def flags(table: Table, column: str, findings: Findings, yes: tuple[str, ...] | None = None) -> BoolArray:
    """Read a column as yes or no; with ``yes`` given, those values mean yes and all others no."""
    text = texts(table.columns[column])
    if yes is not None:
        return np.isin(text.astype(str), yes)
    codes, distinct = pd.factorize(text)
    folded = [str(value).casefold() for value in distinct]
    known = np.array([value in YES or value in NO for value in folded], dtype=bool)[codes]
    for row in map(int, np.flatnonzero(~known & table.usable)):
        table.reject(row)
        findings.list(
            "not-yes-or-no",
            table.file,
            N_("{file}, row {row}: “{value}” in column “{column}” is neither yes nor no."),
            N_("The row is left out; name the values that mean yes under “is” in the mapping."),
            **table.place(row, column),
            value=text[row],
        )
    return np.array([value in YES for value in folded], dtype=bool)[codes]


_RANGE = re.compile(r"(\d{1,2}|[fkp]k?|pk|pre-?k)\s*[.:]?\s*-\s*(\d{1,2})\s*[.:]?")
_BEFORE_FIRST = ("f", "k", "kg", "p", "pk", "prek", "pre-k", "esi", "esk")


def grades_of(text: str) -> tuple[int, ...]:
    """Return the grades a text names, 0 (pre-primary) to 9 and above; empty where it names none.

    Dashes of all lengths, words around the figures and lists are understood; "F", "K" and "PK" are grade 0.

    >>> grades_of("1\u20136"), grades_of("\u00e5k F-3"), grades_of("7.-9. lk"), grades_of("K, 1, 2"), grades_of("5b")
    ((1, 2, 3, 4, 5, 6), (0, 1, 2, 3), (7, 8, 9), (0, 1, 2), ())
    """
    clean = text.casefold().translate(_SPACES).translate(_MINUS).replace("\u2014", "-")
    clean = re.sub(r"\b(grades?|gr|luokat?|luokka|vl|lk|årskurs|åk|ak|klasse?|kl|trinn|vuosiluokat)\b\.?", " ", clean)
    found: list[int] = []
    for part in re.split(r"[,;/&+]|\bja\b|\boch\b|\bog\b|\band\b", clean):
        part = part.strip().rstrip(".")
        if part in _BEFORE_FIRST:
            found.append(0)
        elif part.isdecimal() and int(part) <= 13:
            found.append(int(part))
        elif match := _RANGE.fullmatch(part):
            low = int(match[1]) if match[1].isdecimal() else 0
            high = int(match[2])
            if not low <= high <= 13:
                return ()
            found += range(low, high + 1)
        else:
            return ()
    return tuple(sorted(set(found)))


_CLASS = re.compile(r"(\d{1,2})\s*[.:]?\s*(lk|luokka|klass|klasse|åk)?\s*[-./]?\s*[a-zåäöæø]{0,2}\d?")


def class_grade(text: str) -> int:
    """Return the grade of a class as schools write it, −1 where it names none from 0 to 10.

    >>> class_grade("3B"), class_grade("5. lk A"), class_grade("Valmistava"), class_grade("2026")
    (3, 5, -1, -1)
    """
    found = _CLASS.fullmatch(text.casefold().strip())
    return int(found[1]) if found and int(found[1]) <= 10 else -1


def restore_zeros(table: Table, findings: Findings) -> None:
    """Give codes back the leading zeros a spreadsheet has taken (``digits``), and list how many."""
    for column, width in table.spec.digits.items():
        if column not in table.columns:
            continue
        said = texts(table.columns[column])
        short = np.array([value.isdecimal() and len(value) < width for value in said], dtype=bool)
        if not short.any():
            continue
        said[short] = [value.zfill(width) for value in said[short]]
        table.columns[column] = said
        first = int(np.flatnonzero(short)[0])
        findings.list(
            "zeros-restored",
            table.file,
            N_("{file}: codes in column “{column}” had lost their leading zeros: {n}, the first in row {row}."),
            N_("They were completed to {digits} digits; export the column as text."),
            **table.place(first, column),
            value=said[first],
            n=int(short.sum()),
            digits=width,
        )


def leave_out(table: Table, findings: Findings) -> None:
    """Exclude the rows that the mapping leaves out on purpose (``only``, ``without``, ``without_rows``)."""
    if table.spec.without_rows:
        out = np.isin(table.row, table.spec.without_rows) & table.usable
        table.fate[out] = Fate.EXCLUDED
        for row in map(int, np.flatnonzero(out)):
            findings.list(
                "row-refused",
                table.file,
                N_("{file}, feature {row}: it is left out, as its repair was refused or the mapping says so."),
                N_("Where it lay, no school of this layer takes pupils until you say which."),
                **table.place(row),
            )
    for column, unwanted in table.spec.without.items():
        out = np.isin(texts(table.columns[column]).astype(str), unwanted) & table.usable
        table.fate[out] = Fate.EXCLUDED
        if out.any():
            rows = np.flatnonzero(out)
            findings.list(
                "rows-without",
                table.file,
                N_("{file}, row {row}: “{value}” in column “{column}” is left out, as the mapping says (rows: {n})."),
                N_("Take it from “without” if it is meant to count."),
                **table.place(int(rows[0]), column),
                value=str(texts(table.columns[column])[rows[0]]),
                n=len(rows),
            )
    for column, wanted in table.spec.only.items():
        keep = np.isin(texts(table.columns[column]).astype(str), wanted)
        table.fate[table.usable & ~keep] = Fate.EXCLUDED
    if (table.fate == Fate.REJECTED).all():
        findings.block(
            "nothing-usable",
            table.file,
            N_("{file}: no row can be used; the first is row {row}."),
            N_("The reasons are listed; export the file again at its source."),
            layer=table.spec.layer,
            row=int(table.row[0]),
        )
    elif not table.usable.any():
        findings.block(
            "nothing-left",
            table.file,
            N_("{file}: no row is left after the choice “only”."),
            N_("Check the values under “only” in the mapping."),
            layer=table.spec.layer,
        )


def _shown(raw: Array, row: int, masked: BoolArray | None) -> str:
    return MASKED if masked is not None and masked[row] else str(raw[row])


def _decimal(table: Table, column: str, distinct: Array, findings: Findings) -> str:
    """Tell what the decimal sign of a column of texts is; ask where it can be read in two ways."""
    if not any("," in value for value in distinct):
        return "."
    comma = dot = False
    unclear = ""
    for value in distinct:
        if "," in value:
            as_comma, as_dot = _parse(value, ","), _parse(value, ".")
            comma |= np.isnan(as_dot) and not np.isnan(as_comma)
            dot |= np.isnan(as_comma) and not np.isnan(as_dot)
            unclear = unclear or (value if not np.isnan(as_comma) and not np.isnan(as_dot) else "")
    if comma != dot:
        return "," if comma else "."
    if not comma and not unclear:
        return "."
    unclear = unclear or next(value for value in distinct if "," in value)
    row = int(np.flatnonzero(texts(table.columns[column]) == unclear)[0])
    findings.stop(
        "number-ambiguous",
        table.file,
        N_("{file}, row {row}: “{value}” in column “{column}” can be read in two ways."),
        N_("Say in the mapping whether decimal = “,” or decimal = “.” holds for this layer."),
        **table.place(row, column),
        value=unclear,
    )


_PLAIN_POINT = re.compile(r"(?:[0-9]{1,15}(?:\.[0-9]*)?\n)+")
_PLAIN_COMMA = re.compile(r"(?:[0-9]{1,15}(?:,[0-9]*)?\n)+")
_FEW = 200


def _parse_all(distinct: Array, decimal: str) -> FloatArray:
    """Return what :func:`_parse` says of each text; at once where all are written plainly, as coordinates are."""
    if len(distinct) > _FEW:
        whole = "\n".join(distinct) + "\n"
        if (_PLAIN_COMMA if decimal == "," else _PLAIN_POINT).fullmatch(whole):
            plain = whole.replace(",", ".") if decimal == "," else whole
            return np.array(plain.split(), dtype=np.float64)
    return np.array([_parse(value, decimal) for value in distinct], dtype=np.float64)


def numbers_of(distinct: Array) -> FloatArray:
    """Return what :func:`number_of` says of each text."""
    if len(distinct) > _FEW and _PLAIN_POINT.fullmatch("\n".join(distinct) + "\n"):
        return _parse_all(distinct, ".")
    return np.array([number_of(str(value)) for value in distinct], dtype=np.float64)


def number_of(text: str) -> float:
    """Return the number a text says, with a decimal point or else a decimal comma; NaN where it says none.

    Only for a first look: where both readings are possible, :func:`numbers` asks.

    >>> number_of("1\u00a0234,5"), number_of("\u22127")
    (1234.5, -7.0)
    """
    if _NUMBER.fullmatch(text):
        return float(text)
    as_point = _parse(text, ".")
    return as_point if np.isfinite(as_point) else _parse(text, ",")


def _parse(text: str, decimal: str) -> float:
    """Return the number a text says, NaN where it says none."""
    clean = text.translate(_SPACES).translate(_MINUS)
    if _GROUPED.fullmatch(clean):
        clean = clean.replace(" ", "")
    thousands = "." if decimal == "," else ","
    if thousands in clean and re.fullmatch(rf"[+-]?[1-9]\d{{,2}}(\{thousands}\d{{3}})+(\{decimal}\d*)?", clean):
        clean = clean.replace(thousands, "")
    if decimal == ",":
        clean = clean.replace(",", ".", 1) if "." not in clean else clean
    return float(clean) if _NUMBER.fullmatch(clean) else float("nan")
