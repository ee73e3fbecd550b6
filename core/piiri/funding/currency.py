"""Amounts as people read them: ``61 618,36 €``."""

from __future__ import annotations

from fractions import Fraction

from ..i18n import HARD_SPACE, number
from .model import Head

_SIGNS = {"EUR": "€", "GBP": "£", "SEK": "kr", "DKK": "kr.", "NOK": "kr", "USD": "$"}


def sign_of(currency: str) -> str:
    """Return the sign of a currency, or its code where it has none.

    >>> sign_of("EUR"), sign_of("NZD")
    ('€', 'NZD')
    """
    return _SIGNS.get(currency, currency)


def amount(head: Head, steps: int | Fraction, *, sign: bool = False, unit: bool = True) -> str:
    """Return so many of a model's smallest amount as shown.

    >>> amount(Head("x", 2026), 6161836).replace("\\u202f", " ").replace("\\xa0", " ")
    '61 618,36 €'
    """
    decimals = len(str(head.rounding.denominator)) - 1
    said = number(float(steps * head.rounding), decimals, sign=sign)
    return f"{said}{HARD_SPACE}{sign_of(head.currency)}" if unit else said
