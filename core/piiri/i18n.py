"""The one translation door, and how numbers are written.

English is the source language: a text is its own key. ``resources/translations/<language>.json`` maps it to Finnish and
Swedish. English, Finnish and Swedish share one plural rule (one / other), so a plural is two keys, see :func:`trn`.
Numbers follow the design: U+202F between thousands, decimal comma, U+2212 for minus, U+00A0 before a unit, in all three
languages (English here is the English of Finland).
"""

from __future__ import annotations

import json
import math
from typing import Any

from .resources import resource

LANGUAGES = ("en", "fi", "sv")
NARROW_SPACE = "\u202f"
HARD_SPACE = "\u00a0"
MINUS = "\u2212"
HIDDEN = ".."

_language = "en"
_catalogues: dict[str, dict[str, str]] = {"en": {}}


def set_language(language: str) -> None:
    """Choose the language of every text from now on.

    Parameters
    ----------
    language
        ``"en"``, ``"fi"`` or ``"sv"``; a locale name such as ``"fi_FI"`` is cut to its language. An unknown one gives
        English.
    """
    global _language
    short = language.replace("-", "_").split("_")[0].lower()
    _language = short if short in LANGUAGES else "en"
    if _language not in _catalogues:
        text = resource("translations", f"{_language}.json").read_text(encoding="utf-8")
        _catalogues[_language] = json.loads(text)


def language() -> str:
    """Return the language in force: ``"en"``, ``"fi"`` or ``"sv"``."""
    return _language


def N_(text: str) -> str:
    """Mark a text for translation where it stands; it is translated where it is shown."""
    return text


def tr(text: str, /, **values: Any) -> str:
    """Translate ``text`` and fill in its ``{placeholders}``.

    >>> tr("{school} is locked.", school="Asema")
    'Asema is locked.'
    """
    translated = _catalogues[_language].get(text, text)
    return translated.format(**values) if values else translated


def trn(one: str, many: str, n: float, /, **values: Any) -> str:
    """Translate the singular for exactly 1, else the plural; ``{n}`` is written as a number.

    >>> trn("{n} school", "{n} schools", 3)
    '3 schools'
    """
    text = one if n == 1 else many
    return _catalogues[_language].get(text, text).format(n=number(n), **values)


def number(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """Write a number: ``12 345,6`` with a narrow no-break space, decimal comma and true minus; NaN as ``".."``.

    >>> number(-1234.5, 1)
    '−1\\u202f234,5'
    >>> number(49, sign=True)
    '+49'
    """
    if not math.isfinite(value):
        return HIDDEN
    body = f"{abs(value):,.{decimals}f}".replace(",", NARROW_SPACE).replace(".", ",")
    if not body.strip("0,\u202f"):
        return body
    return (MINUS if value < 0 else "+" if sign else "") + body


def share(value: float, decimals: int = 0, *, sign: bool = False) -> str:
    """Write a share of 0..1 as a percentage.

    >>> share(0.094, 1)
    '9,4\\xa0%'
    """
    text = number(value * 100, decimals, sign=sign)
    return text if text == HIDDEN else f"{text}{HARD_SPACE}%"


def distance(metres: float) -> str:
    """Write a distance: metres below one kilometre, else kilometres with one decimal.

    >>> distance(849), distance(1234)
    ('849\\xa0m', '1,2\\xa0km')
    """
    if not math.isfinite(metres):
        return HIDDEN
    if abs(metres) < 999.5:
        return f"{number(metres)}{HARD_SPACE}m"
    return f"{number(metres / 1000, 1)}{HARD_SPACE}km"
