"""How a number is written that is *at least* so much, because numbers behind it are hidden or were not given."""

from __future__ import annotations

from piiri.i18n import HARD_SPACE, tr, trn


def sign(text: str, cells: float) -> str:
    """Return a number as it is written where there is little room.

    >>> sign("120", 3), sign("120", 0)
    ('≥\xa0120', '120')
    """
    return f"≥{HARD_SPACE}{text}" if cells and any(each.isdigit() for each in text) else text


def words(text: str, cells: float) -> str:
    """Return a number in words, for those who hear it."""
    return tr("at least {n}", n=text) if cells and any(each.isdigit() for each in text) else text


def why(cells: float) -> str:
    """Return why a number is only a lower limit; empty where it is not."""
    if not cells:
        return ""
    return trn(
        "At least: in {n} cell the number is hidden or was not given.",
        "At least: in {n} cells the number is hidden or was not given.",
        round(cells),
    )
