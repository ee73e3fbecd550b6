"""Names as they are compared from year to year: case, years and signs between words do not matter."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Sequence

from ..io.schools import plain_name as plain

__all__ = ["likeness", "nearest_column", "plain", "without_year"]

_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")


def without_year(name: str) -> str:
    """Return a name without years, case and signs: what last year's and this year's file have in common.

    >>> without_year("Oppilaat_2026-09.csv"), without_year("oppilaat 2025-09.csv")
    ('oppilaat 09 csv', 'oppilaat 09 csv')
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(re.sub(r"[\W_]+", " ", _YEAR.sub(" ", folded)).split())


def likeness(one: str, other: str) -> float:
    """Return how alike two names are, 0 to 1, years aside; 1 for equal ones.

    >>> likeness("pupils_2025.csv", "pupils_2026.csv")
    1.0
    """
    a, b = without_year(one), without_year(other)
    return 1.0 if a == b else difflib.SequenceMatcher(None, a, b).ratio()


def nearest_column(wanted: str, columns: Sequence[str]) -> str:
    """Return the column that is most likely the wanted one under this year's name; empty where none is.

    >>> nearest_column("school_2025", ["id", "school_2026", "n"]), nearest_column("grade", ["x", "y"])
    ('school_2026', '')
    """
    same = [each for each in columns if without_year(each) == without_year(wanted)]
    if len(same) == 1:
        return same[0]
    near = [each for each in columns if likeness(each, wanted) >= 0.8]
    return near[0] if len(near) == 1 and not same else ""
