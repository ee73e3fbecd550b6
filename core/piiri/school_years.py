"""School years, named by the calendar year in which they begin."""

from __future__ import annotations

from datetime import date

_FIRST_MONTH = 8


def school_year(year: int) -> str:
    """Write a school year as people do.

    >>> school_year(2027), school_year(2099)
    ('2027–28', '2099–00')
    """
    return f"{year}–{(year + 1) % 100:02d}"


def next_school_year(today: date | None = None) -> int:
    """Return the school year that begins next; it begins in August.

    >>> next_school_year(date(2026, 7, 31)), next_school_year(date(2026, 8, 1))
    (2026, 2027)
    """
    day = today or date.today()  # noqa: DTZ011  # the school year of the place where the program runs
    return day.year if day.month < _FIRST_MONTH else day.year + 1
