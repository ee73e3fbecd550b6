"""Numbers that are *at least* so much: behind how many cells no number is told, and how such numbers are written.

A cell that is hidden or was not given counts 0, and columns of their own count such cells beside it. A sum over any of
them is a lower limit. A share or a mean is taken of those who are known; it is neither a lower nor an upper limit, and
bears no mark.

What is true of a *difference* of two such sums depends on the cells and not on how many there are. Those that stand
behind both sums cancel out: whatever their numbers are, the difference is exact. One that stands behind the second sum
only can make the difference larger, one behind the first only can make it smaller, and with both kinds nothing holds::

    same cells         +5       exact
    gained some      ≥ +5       at least
    lost some        ≤ +5       at most
    gained and lost  ≈ +5       about
"""

from __future__ import annotations

from typing import Literal

import numpy as np

from ..countable import Columns
from ..i18n import HARD_SPACE, tr, trn
from ..model.arrays import Array, FloatArray
from ..model.points import UNTOLD
from .table import IntakeTable

Limit = Literal["", "least", "most", "about"]
"""What a number is of the true one: exact, a lower limit, an upper limit, or near it."""

_SIGNS: dict[Limit, str] = {"least": "≥", "most": "≤", "about": "≈"}


def cells(columns: Columns, counts: Array, key: str = "pupils") -> Array:
    """Return in how many cells a number is not told, (...,), from the tally's columns, (..., C); nearly always 0.

    >>> # cells(state.tally.columns, state.tally.counts)  # (K + 2S,) of each catchment
    """
    at = [columns[f"{key}_{role}"] for role in UNTOLD if f"{key}_{role}" in columns]
    if not at:
        return np.zeros(counts.shape[:-1], dtype=counts.dtype)
    return np.asarray(counts[..., at].sum(axis=-1))


def of_schools(table: IntakeTable, schools: int, stage: int | None = None, key: str = "pupils") -> FloatArray:
    """Return in how many cells of each school a number is not told, (H,): of a stage, of all of them for None."""
    if not any(f"{key}_{role}" in table.columns for role in UNTOLD):
        return np.zeros(schools)  # most data hide nothing, and every frame asks
    mine = slice(None) if stage is None else table.stage == stage
    weights = cells(table.columns, table.counts[mine], key)
    return np.bincount(table.school[mine], weights=weights, minlength=schools).astype(np.float64)


def limit(cells: float) -> Limit:
    """Return what a sum is that has cells behind it whose number is not told."""
    return "least" if cells else ""


def limit_of_change(gained: float, lost: float) -> Limit:
    """Return what a difference of two sums is.

    ``gained`` cells stand behind the second sum only, ``lost`` ones behind the first only.

    >>> limit_of_change(0, 0), limit_of_change(2, 0), limit_of_change(0, 1), limit_of_change(2, 1)
    ('', 'least', 'most', 'about')
    """
    if gained and lost:
        return "about"
    return "least" if gained else "most" if lost else ""


def marked(text: str, limit: Limit) -> str:
    """Return a number with the sign of what it is.

    >>> marked("+5", "about"), marked("+5", ""), marked(".", "least")
    ('≈\xa0+5', '+5', '.')
    """
    return f"{_SIGNS[limit]}{HARD_SPACE}{text}" if limit and any(each.isdigit() for each in text) else text


def said(text: str, limit: Limit) -> str:
    """Return a number in words, for those who hear it."""
    if not limit or not any(each.isdigit() for each in text):
        return text
    if limit == "least":
        return tr("at least {n}", n=text)
    return tr("at most {n}", n=text) if limit == "most" else tr("about {n}", n=text)


def sign(text: str, cells: float) -> str:
    """Return a number as it is written where there is little room.

    >>> sign("120", 3), sign("120", 0)
    ('≥\xa0120', '120')
    """
    return marked(text, limit(cells))


def words(text: str, cells: float) -> str:
    """Return a number in words, for those who hear it."""
    return said(text, limit(cells))


def pupils(count: int, cells: float) -> str:
    """Return how many pupils there are, in words: at least so many where cells are not told."""
    return trn("at least {n} pupil", "at least {n} pupils", count) if cells else trn("{n} pupil", "{n} pupils", count)


def spoken(text: str) -> str:
    """Return a written number as it is said: the sign in words; any other text as it is."""
    for each, sign in _SIGNS.items():
        if text.startswith(f"{sign}{HARD_SPACE}"):
            return said(text[2:], each)
    return text


def why(cells: float) -> str:
    """Return why a number is only a lower limit; empty where it is not."""
    if not cells:
        return ""
    return trn(
        "At least: in {n} cell the number is hidden or was not given.",
        "At least: in {n} cells the number is hidden or was not given.",
        round(cells),
    )


def why_change(gained: float, lost: float, both: float = 0) -> str:
    """Return why a difference is a limit, or is none though both of its numbers are; ``both``: cells behind both."""
    found, n = limit_of_change(gained, lost), max(1, round(gained + lost))
    if found == "least":
        return trn(
            "At least: {n} cell whose number is hidden or was not given counts here in this plan only.",
            "At least: {n} cells whose numbers are hidden or were not given count here in this plan only.",
            n,
        )
    if found == "most":
        return trn(
            "At most: {n} cell whose number is hidden or was not given counts here in the first plan only.",
            "At most: {n} cells whose numbers are hidden or were not given count here in the first plan only.",
            n,
        )
    if found == "about":
        return tr("Uncertain: cells whose numbers are hidden or were not given do not count alike in both plans.")
    return tr("Exact: the same cells are hidden in both plans and cancel out.") if both else ""
