"""Personal identity numbers of Finland, Sweden and Norway: recognised by date and check digits, and turned into keyed
pseudonyms, never kept.

A pseudonym is HMAC-SHA256 of the number with a key that lies in the person's own data folder. The same number gives the
same pseudonym next year on the same machine, so that a pupil is known again; without the key nobody can turn it back or
try all numbers, of which there are few enough to try. The key is never in a project.

Check digits: Finland, regulation 128/2010 with the century signs of 2023 (``-YXWVU`` for the 1900s, ``ABCDEF`` for the
2000s); Sweden, Luhn's over ten digits, with 60 added to the day of a samordningsnummer; Norway, two digits modulo 11,
with 40 added to the day of a D-number.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import platformdirs

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import Array
from ..model.dataset import PSEUDONYM_BYTES

KEY_BYTES = 32

_HETU = re.compile(r"(\d{2})(\d{2})(\d{2})([-+A-FU-Y])(\d{3})([0-9A-FHJ-NPR-Y])")
_HETU_SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
_SWEDISH = re.compile(r"(?:18|19|20)?(\d{2})(\d{2})(\d{2})[-+]?(\d{4})")
_NORWEGIAN = re.compile(r"(\d{2})(\d{2})(\d{2})\s?(\d{5})")


def canonical(text: str) -> str:
    """Return an identity number as it is written once for all, with its country; empty where it is none.

    A Swedish number is kept by its last ten digits: with and without the century it is the same person, as pupils are
    not a hundred years apart.

    >>> canonical(" 131052-308t "), canonical("19811228-9874"), canonical("8112289874"), canonical("131052-308U")
    ('FI131052-308T', 'SE8112289874', 'SE8112289874', '')
    """
    text = text.strip().upper()
    if found := _HETU.fullmatch(text):
        day, month, year, _, order, sign = found.groups()
        if _a_date(int(day), int(month), int(year)) and _HETU_SIGNS[int(day + month + year + order) % 31] == sign:
            return f"FI{text}"
    if found := _SWEDISH.fullmatch(text):
        year, month, day, rest = found.groups()
        doubled = [int(digit) * (2 - n % 2) for n, digit in enumerate(year + month + day + rest)]
        luhn = sum(value // 10 + value % 10 for value in doubled) % 10 == 0
        if luhn and _a_date(int(day) - 60 * (int(day) > 60), int(month), int(year)):
            return f"SE{year}{month}{day}{rest}"
    if found := _NORWEGIAN.fullmatch(text):
        joined = "".join(found.groups())
        digits = [int(digit) for digit in joined]
        first = sum(w * d for w, d in zip((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), digits, strict=False))
        second = sum(w * d for w, d in zip((5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1), digits, strict=True))
        day, month, year = (int(found[n]) for n in (1, 2, 3))
        if first % 11 == 0 and second % 11 == 0 and _a_date(day - 40 * (day > 40), month, year):
            return f"NO{joined}"
    return ""


def is_identity_number(text: str) -> bool:
    """Tell whether a text is a Finnish, Swedish or Norwegian personal identity number, by date and check digits.

    >>> is_identity_number("131052-308T"), is_identity_number("131052-308U"), is_identity_number("811228-9874")
    (True, False, True)
    """
    return bool(canonical(text))


def _a_date(day: int, month: int, year: int) -> bool:
    try:
        date(2000 + year % 100, month, day)
    except ValueError:
        return False
    return True


def key_path() -> Path:
    """Return where the key lies: in the person's own data folder, on this machine only."""
    return Path(platformdirs.user_data_dir("Piiri", appauthor=False, roaming=False)) / "pseudonym.key"


def pseudonym_key(path: Path | None = None) -> bytes:
    """Return the key, made where there is none yet, for its owner's eyes only.

    Raises
    ------
    InputError
        ``key-unusable``: the file is there and is no key, or cannot be read or written. It is never replaced: with
        another key no pupil would be known again.
    """
    target = path or key_path()
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            made = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            key = target.read_bytes()
        else:
            key = secrets.token_bytes(KEY_BYTES)
            with os.fdopen(made, "wb") as opened:
                opened.write(key)
                opened.flush()
                os.fsync(opened.fileno())
    except OSError as problem:
        raise _unusable(target, problem.strerror or "?") from None
    if len(key) != KEY_BYTES:
        raise _unusable(target, f"{len(key)} ≠ {KEY_BYTES}")
    return key


def _unusable(target: Path, reason: str) -> InputError:
    return InputError(
        "key-unusable",
        N_("The key of the pseudonyms in {file} cannot be used: {reason}."),
        N_("Bring it back from a backup, or import without identity numbers."),
        file=target,
        reason=reason,
    )


def pseudonyms(said: Array, key: bytes) -> Array:
    """Return (N, 16) uint8 pseudonyms of identity numbers; zeros where a text is none.

    Parameters
    ----------
    said
        (N,) texts.
    key
        From :func:`pseudonym_key`.

    Examples
    --------
    >>> both = pseudonyms(np.array(["131052-308T", "131052-308t", "x"], dtype=object), b"k" * 32)
    >>> bool((both[0] == both[1]).all()), bool(both[2].any())
    (True, False)
    """
    codes, distinct = pd.factorize(said, use_na_sentinel=False)
    found = np.zeros((len(distinct) + 1, PSEUDONYM_BYTES), dtype=np.uint8)
    for n, text in enumerate(distinct):
        if number := canonical(str(text)):
            made = hmac.digest(key, number.encode(), hashlib.sha256)[:PSEUDONYM_BYTES]
            found[n] = np.frombuffer(made, dtype=np.uint8)
    return found[codes]
