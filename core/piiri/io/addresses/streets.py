"""Names of streets as people write them: other case, abbreviations, without marks; and those that are merely alike."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

import numpy as np

from ..folding import fold

_SHORT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("k", ("katu",)),
    ("t", ("tie",)),
    ("kj", ("kuja",)),
    ("p", ("polku",)),
    ("g", ("gatan", "gata")),
    ("v", ("vägen", "väg", "veien", "vegen", "vei")),
    ("vg", ("vägen", "väg", "vegen")),
    ("vn", ("veien",)),
    ("gt", ("gate", "gata", "gaten")),
    ("gr", ("gränden", "gränd")),
    ("st", ("stigen", "stig")),
    ("pl", ("plats", "platsen", "plass")),
)
"""What the end of a street's name is short for: Finnish, Swedish and Norwegian."""

_WORDS = {"st": "sankt", "s t": "sankt", "gml": "gamla", "gl": "gamle", "n": "norra", "s": "södra", "v": "västra"}
_MOST_NEAR = 3


def plain(street: str) -> str:
    """Return a street's name in small letters, without points and hyphens; its marks are kept.

    >>> plain("Karl  Johans Gt."), plain("Itä-Pasilan katu")
    ('karl johans gt', 'itä pasilan katu')
    """
    small = unicodedata.normalize("NFC", street).casefold()
    return re.sub(r"[\s.'’:\-]+", " ", small).strip()


def spellings(street: str) -> Iterator[str]:
    """Return what a plain name may be short for.

    >>> list(spellings("runebergink")), "karl johans gate" in spellings("karl johans gt")
    (['runeberginkatu'], True)
    """
    first, _, rest = street.partition(" ")
    if rest and first in _WORDS:
        yield f"{_WORDS[first]} {rest}"
    for short, whole in _SHORT:
        stem = street.removesuffix(short)
        if stem != street and len(stem.strip()) >= 2:
            yield from (stem + each for each in whole)


class StreetNames:
    """The streets of a city, to be found by what people write.

    Parameters
    ----------
    names
        As the city writes them; two languages of a street are two names of one number.
    numbers
        The number of the street that each name is of.
    """

    def __init__(self, names: Iterable[str], numbers: Iterable[int]) -> None:
        self.name_of: dict[int, str] = {}
        self._written: dict[str, set[int]] = {}
        self._plain: dict[str, set[int]] = {}
        self._folded: dict[str, set[int]] = {}
        short: list[tuple[str, int]] = []
        for name, number in zip(names, numbers, strict=True):
            self.name_of.setdefault(number, name)
            self._written.setdefault(name, set()).add(number)
            key = plain(name)
            self._plain.setdefault(key, set()).add(number)
            self._folded.setdefault(fold(key), set()).add(number)
            short += [(each, number) for each in spellings(key)]
        self._longer: dict[str, set[int]] = {}
        for key, number in short:
            self._longer.setdefault(key, set()).add(number)
        self._keys = sorted(self._folded)
        self._counts = _letters(self._keys)

    def written(self, street: str) -> set[int]:
        """Return the streets that are written just so."""
        return self._written.get(street, set())

    def other_spelling(self, street: str) -> set[int]:
        """Return the streets a name may mean: other case, then abbreviations, then without marks; the first that fit.

        More than one means that the name says too little.
        """
        key = plain(street)
        longer = set(spellings(key))
        for found in (
            self._plain.get(key, set()),
            set().union(*(self._plain.get(each, set()) for each in longer)),
            self._longer.get(key, set()),
            self._folded.get(fold(key), set()),
            set().union(*(self._folded.get(fold(each), set()) for each in longer)),
        ):
            if found:
                return found
        return set()

    def near(self, street: str) -> list[int]:
        """Return up to three streets whose names are one or two slips away, the nearest first.

        >>> StreetNames(["Mannerheimintie", "Runeberginkatu"], [0, 1]).near("Manerheimintie")
        [0]
        """
        key = fold(plain(street))
        most = 1 if len(key) <= 6 else 2
        if len(key) < 4 or not self._keys:
            return []
        apart = np.abs(self._counts - _letters([key])).sum(axis=1)
        found = []
        for at in map(int, np.flatnonzero(apart <= 2 * most)):
            slips = slips_between(key, self._keys[at], most)
            if slips <= most:
                found += [(slips, self.name_of[number], number) for number in sorted(self._folded[self._keys[at]])]
        return list(dict.fromkeys(number for _, _, number in sorted(found)))[:_MOST_NEAR]


def slips_between(one: str, other: str, most: int) -> int:
    """Return how many letters are missing, too many, wrong or swapped with the next; ``most + 1`` for more than that.

    >>> slips_between("storgatan", "stogratan", 2), slips_between("storgatan", "skolgatan", 1)
    (1, 2)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before, row = [0] * (len(other) + 1), list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        above, row, before = row, [n] + [0] * len(other), before
        for m, wanted in enumerate(other, 1):
            row[m] = min(above[m] + 1, row[m - 1] + 1, above[m - 1] + (letter != wanted))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == wanted:
                row[m] = min(row[m], before[m - 2] + 1)
        if min(row) > most:
            return most + 1
        before = above
    return min(row[-1], most + 1)


def _letters(keys: list[str]) -> np.ndarray[tuple[int, int], np.dtype[np.int16]]:
    """How often each letter is in each key, (K, 37): two names that differ in this differ in at least half as much."""
    counts = np.zeros((len(keys), 37), dtype=np.int16)
    for n, key in enumerate(keys):
        for sign in key:
            counts[n, _PLACE.get(sign, 36)] += 1
    return counts


_PLACE = {sign: n for n, sign in enumerate("abcdefghijklmnopqrstuvwxyz0123456789")}
