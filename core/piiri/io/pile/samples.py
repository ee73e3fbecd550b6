"""The first rows of a layer as they were read, with those that show how å ä ö came out; nothing private in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ...i18n import N_
from ..columns import MASKED, YES, texts
from ..recognise.kinds import address_columns
from ..recognise.looking import Seen
from ..recognise.privacy import identity_columns, name_columns

FIRST, LETTERS, LOOKED_AT = 20, 3, 20_000

PRIVATE = {"identity": N_("identity numbers, never stored"), "name": N_("names, never stored")}
"""Why a column is not imported -> words for people."""


@dataclass(frozen=True)
class SampleRow:
    """One row: its number as a person counts it, its cells, and whether it is here for its letters."""

    number: int
    cells: tuple[str, ...]
    for_letters: bool = False
    protected: bool = False


@dataclass(frozen=True)
class Sample:
    """Rows of a layer.

    Attributes
    ----------
    columns
        Names.
    private
        Column -> a key of :data:`PRIVATE`.
    numeric
        The columns that hold numbers, to be written at the right.
    rows
        The first ones, then some with letters beyond a to z where the first have none.
    of
        How many rows there are.
    letters
        Words with such letters, to see whether the encoding is right.
    """

    columns: tuple[str, ...]
    private: dict[str, str]
    numeric: frozenset[str]
    rows: tuple[SampleRow, ...]
    of: int
    letters: tuple[str, ...] = ()


def sample_of(seen: Seen, protected: str = "") -> Sample:
    """Return rows of a layer to be looked at.

    Parameters
    ----------
    seen
        The layer.
    protected
        The column that says whose address is protected: coordinates in such rows are masked.
    """
    private = dict.fromkeys(identity_columns(seen), "identity")
    private |= {name: "name" for name in name_columns(seen) if name not in private}
    homes = set(address_columns(seen).values())
    count = len(seen.table)
    shown = [name for name in seen.columns if name not in private]
    first = np.arange(min(FIRST, count))
    lettered, words = _with_letters(seen, [name for name in shown if not protected or name not in homes])
    more = [row for row in lettered if row >= len(first)] if not (lettered and lettered[0] < len(first)) else []
    rows = [*first.tolist(), *more[:LETTERS]]
    said = {name: texts(seen.table.columns[name][rows]).astype(object) for name in seen.columns}
    for name in private:
        said[name] = np.where(said[name] == "", "", MASKED)
    banned = np.zeros(len(rows), dtype=bool)
    if protected in said:
        banned = np.array([each.casefold() in YES for each in said[protected]], dtype=bool)
    for name in {*seen.coordinates, seen.shape_column, *homes} - {""}:
        said[name] = np.where(banned, MASKED, said[name])
    return Sample(
        seen.columns,
        private,
        frozenset(name for name in shown if seen.values(name).numeric >= 0.9),
        tuple(
            SampleRow(
                int(seen.table.row[row]),
                tuple(str(said[name][n]) for name in seen.columns),
                n >= len(first),
                bool(banned[n]),
            )
            for n, row in enumerate(rows)
        ),
        seen.table.counted,
        words,
    )


def _with_letters(seen: Seen, columns: list[str]) -> tuple[list[int], tuple[str, ...]]:
    """Return the first rows with a letter beyond a to z, and the words that have them."""
    rows: dict[int, None] = {}
    words: dict[str, None] = {}
    for name in columns:
        if name == seen.shape_column:
            continue
        column = seen.table.columns[name][:LOOKED_AT]
        if np.issubdtype(column.dtype, np.number):
            continue
        for row, text in enumerate(texts(column)):
            if not text.isascii() and any(sign.isalpha() and not sign.isascii() for sign in text):
                rows.setdefault(row)
                words.setdefault(text)
                if len(words) >= 8:
                    break
    named = sorted(words, key=lambda word: not word[:1].isupper())  # names tell more than words do
    return sorted(rows), tuple(named)[:LETTERS]
