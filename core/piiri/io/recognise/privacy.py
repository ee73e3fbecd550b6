"""Personal identity numbers and names, recognised so that they are never stored; the column of protected addresses."""

from __future__ import annotations

import re
from datetime import date

from .looking import Seen
from .values import Values
from .words import role_matches

_HETU = re.compile(r"(\d{2})(\d{2})(\d{2})[-+A-FU-Y](\d{3})([0-9A-FHJ-NPR-Y])")
_HETU_SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_SWEDISH = re.compile(r"(?:19|20)?(\d{2})(\d{2})(\d{2})[-+]?(\d{4})")
_NORWEGIAN = re.compile(r"(\d{2})(\d{2})(\d{2})\s?(\d{5})")


def is_identity_number(text: str) -> bool:
    """Tell whether a text is a Finnish, Swedish or Norwegian personal identity number, by date and check digits.

    >>> is_identity_number("131052-308T"), is_identity_number("131052-308U"), is_identity_number("811228-9874")
    (True, False, True)
    """
    text = text.strip().upper()
    if found := _HETU.fullmatch(text):
        day, month, year, order, sign = found.groups()
        number = int(day + month + year + order)
        if _a_date(int(day), int(month), int(year)) and _HETU_SIGNS[number % 31] == sign:
            return True
    if found := _SWEDISH.fullmatch(text):
        year, month, day, rest = found.groups()
        doubled = [int(digit) * (2 - n % 2) for n, digit in enumerate(year + month + day + rest)]
        luhn = sum(value // 10 + value % 10 for value in doubled) % 10 == 0
        if luhn and _a_date(int(day) % 60 or 1, int(month), int(year)):
            return True
    if found := _NORWEGIAN.fullmatch(text):
        digits = [int(digit) for digit in "".join(found.groups())]
        first = sum(w * d for w, d in zip((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), digits, strict=False))
        second = sum(w * d for w, d in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), digits, strict=True))
        return first % 11 == 0 and second % 11 == 0 and 1 <= digits[0] * 10 + digits[1] <= 71
    return False


def _a_date(day: int, month: int, year: int) -> bool:
    try:
        date(2000 + year % 100, month, day)
    except ValueError:
        return False
    return True


def identity_columns(seen: Seen) -> tuple[str, ...]:
    """Return the columns that hold personal identity numbers, by their values or by their names."""
    named = seen.by_role("personal_id")
    return tuple(name for name in seen.columns if name in named or _holds_numbers(seen.values(name)))


def _holds_numbers(values: Values) -> bool:
    sample = values.distinct[:300]
    return len(sample) > 0 and sum(map(is_identity_number, sample)) >= max(1, 0.6 * len(sample))


def name_columns(seen: Seen) -> tuple[str, ...]:
    """Return the columns that hold names of people, by their names."""
    return seen.by_role("person_name")


def protected_columns(seen: Seen) -> tuple[str, ...]:
    """Return the columns that may say whose address is protected; also those in which nobody's is."""
    return tuple(name for name in seen.columns if role_matches("protected", name))
