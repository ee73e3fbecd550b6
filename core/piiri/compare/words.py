"""Figures and their differences in words, written the same on the screen, in the terminal and on paper."""

from __future__ import annotations

import math
from typing import Literal

from ..i18n import HARD_SPACE, HIDDEN, number, share, tr
from .figures import FigureKind

Judgement = Literal["better", "worse", ""]

_DECIMALS = {"index": 3}


def figure_text(kind: FigureKind, value: float) -> str:
    """Write a figure as it stands in a comparison: metres throughout, since kilometres would hide the change.

    >>> figure_text(FigureKind("mean_distance_m", "Mean distance", "m"), 1234.4).replace(chr(0xa0), " ")
    '1\\u202f234 m'
    """
    return _written(kind, value, sign=False)


def change_text(kind: FigureKind, change: float) -> tuple[str, Judgement]:
    """Write by how much a figure differs, and say whether that is better or worse; an empty word where neither is so.

    >>> change_text(FigureKind("schools_over_capacity", "Schools over capacity", "schools", "lower"), 2.0)
    ('+2', 'worse')
    """
    written = _written(kind, change, sign=True)
    if not kind.better or not any(digit in written for digit in "123456789"):
        return written, ""
    return written, "better" if change < 0 else "worse"


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
