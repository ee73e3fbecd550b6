"""Figures and their differences in words, written the same on the screen, in the terminal and on paper."""

from __future__ import annotations

import math
from typing import Literal

from ..i18n import HARD_SPACE, HIDDEN, number, share, tr
from ..indicators import at_least
from ..indicators.at_least import Limit
from .figures import FigureKind

Judgement = Literal["better", "worse", ""]

_DECIMALS = {"index": 3}


def figure_text(kind: FigureKind, value: float, cells: float = 0) -> str:
    """Write a figure as it stands in a comparison: metres throughout, since kilometres would hide the change.

    ``cells``: with any behind it, whose numbers are not told, it is a lower limit.

    >>> figure_text(FigureKind("mean_distance_m", "Mean distance", "m"), 1234.4).replace(chr(0xa0), " ")
    '1\\u202f234 m'
    """
    return at_least.sign(_written(kind, value, sign=False), cells)


def change_text(kind: FigureKind, change: float, limit: Limit = "") -> tuple[str, Judgement]:
    """Write by how much a figure differs, and say whether that is better or worse; an empty word where neither is so.

    ``limit``: what the difference is where numbers behind it are not told. Nothing is judged whose direction may be
    another.

    >>> change_text(FigureKind("schools_over_capacity", "Schools over capacity", "schools", "lower"), 2.0)
    ('+2', 'worse')
    """
    written = _written(kind, change, sign=True)
    none = not any(digit in written for digit in "123456789")
    written = at_least.marked(written, limit)
    if not kind.better or none or not sure_of(change, limit):
        return written, ""
    return written, "better" if change < 0 else "worse"


def sure_of(change: float, limit: Limit) -> bool:
    """Tell whether it is sure that a figure grows, or that it shrinks.

    >>> sure_of(5.0, ""), sure_of(5.0, "least"), sure_of(-5.0, "least"), sure_of(-5.0, "most"), sure_of(5.0, "about")
    (True, True, False, True, False)
    """
    return not limit or (limit == "least" and change > 0) or (limit == "most" and change < 0)


def certainty_text(change: float, limit: Limit) -> str:
    """Say that the direction of a difference is not sure; empty where it is."""
    return "" if sure_of(change, limit) else tr("uncertain")


def _written(kind: FigureKind, value: float, *, sign: bool) -> str:
    if not math.isfinite(value):
        return HIDDEN
    if kind.unit == "share":
        written = share(value, 1, sign=sign)
        # a difference of two percentages is in percentage points
        return written.replace("%", tr("pp")) if sign else written
    unit = {"m": f"{HARD_SPACE}m", "money": f"{HARD_SPACE}{kind.sign}".rstrip(HARD_SPACE)}.get(kind.unit, "")
    return f"{number(value, _DECIMALS.get(kind.unit, 0), sign=sign)}{unit}"


def judgement_text(judgement: Judgement) -> str:
    """Say a judgement in the current language."""
    return {"better": tr("better"), "worse": tr("worse"), "": ""}[judgement]
