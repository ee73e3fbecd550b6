"""Which columns name the schools of another file, and what a name that is not quite one may mean."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..schools import plain_name
from .looking import Seen
from .values import Values

_LIKE = 0.8
_AHEAD = 0.08
_LONG = 10
_OLD = re.compile(r"\b(old|former|vanha|entinen|gamla|gamle|tidigare|tidligere)\b")


@dataclass(frozen=True)
class SchoolNames:
    """Names and ids of the schools that files list.

    Attributes
    ----------
    names
        Plain name -> names as they are written; two schools may share one.
    ids
        Ids.
    """

    names: dict[str, list[str]] = field(default_factory=dict)
    ids: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.names)

    def knows(self, said: str) -> bool:
        """Tell whether a text is a school's name or id."""
        return said in self.ids or plain_name(said) in self.names

    def share(self, values: Values) -> float:
        """Return the share of a column's different values that are names or ids of schools."""
        distinct = values.distinct
        if not self.names or not 1 < len(distinct) <= 2000:
            return 0.0
        return sum(map(self.knows, distinct)) / len(distinct)

    def unknown(self, said: Iterable[str]) -> list[str]:
        """Return the texts that are no school's name or id."""
        return [each for each in said if not self.knows(each)]

    def close(self, said: str, name: str) -> bool:
        """Tell whether a name is so much like a text that it may well be meant."""
        return difflib.SequenceMatcher(None, plain_name(said), plain_name(name)).ratio() >= _LIKE

    def likely(self, said: str, most: int = 3) -> tuple[list[str], bool]:
        """Return names that look like a text, the likeliest first, and whether the first is far ahead.

        >>> SchoolNames({"catonsville es": ["Catonsville ES"], "relay es": ["Relay ES"]}).likely("NewCatonsville ES")
        (['Catonsville ES'], True)
        """
        plain = plain_name(said)
        near = difflib.get_close_matches(plain, self.names, most, 0.6)
        scores = [difflib.SequenceMatcher(None, plain, each).ratio() for each in near]
        clear = bool(near) and scores[0] >= _LIKE and (len(near) == 1 or scores[0] - scores[1] >= _AHEAD)
        # "Catonsville ES" is "NewCatonsville ES" where no other school is called so in part, but for the old building
        parts = [each for each in self.names if len(plain) >= _LONG and (plain in each or each in plain)]
        parts = [each for each in parts if not _OLD.search(each) or _OLD.search(plain)]
        if len(parts) == 1 and parts == near[:1]:
            clear = True
        return [name for each in near for name in self.names[each]][:most], clear


def names_of(layers: Sequence[tuple[Seen, str, str]]) -> SchoolNames:
    """Collect the names and ids of layers of schools, given as (layer, column of ids, column of names)."""
    names: dict[str, list[str]] = {}
    ids: set[str] = set()
    for seen, id_column, name_column in layers:
        for name in seen.values(name_column).distinct if name_column else ():
            names.setdefault(plain_name(name), []).append(name)
        if id_column:
            ids.update(seen.values(id_column).distinct)
    return SchoolNames(names, frozenset(ids))


def lost_zeros(codes: Values, others: frozenset[str]) -> int:
    """Return how many digits a column's codes should have, where a spreadsheet took their leading zeros; else 0.

    Parameters
    ----------
    codes
        The column.
    others
        The same codes in another file.

    >>> import numpy as np
    >>> lost_zeros(Values("koulu", np.array(["91", "180"], dtype=object)), frozenset({"0091", "0180"}))
    4
    """
    widths = {len(each) for each in others}
    if len(widths) != 1 or not any(each.startswith("0") for each in others):
        return 0
    (width,) = widths
    said = codes.distinct
    if not said or not all(each.isdecimal() and len(each) <= width for each in said):
        return 0
    short = [each for each in said if len(each) < width]
    return width if short and sum(each.zfill(width) in others for each in said) >= 0.8 * len(said) else 0
