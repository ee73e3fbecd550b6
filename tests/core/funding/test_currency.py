"""Amounts as people read them."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from piiri.funding.currency import amount, sign_of
from piiri.funding.model import Head

EUROS = Head("x", 2026)


@pytest.mark.parametrize(
    ("head", "steps", "sign", "said"),
    [
        (EUROS, 6161836, False, "61 618,36 €"),
        (EUROS, -5, True, "−0,05 €"),
        (EUROS, 0, True, "0,00 €"),
        (EUROS, 10**12 + 1, True, "+10 000 000 000,01 €"),
        (replace(EUROS, currency="SEK", rounding=Fraction(1)), 92467, False, "92 467 kr"),
        (replace(EUROS, currency="NZD", rounding=Fraction(100)), 7, False, "700 NZD"),
    ],
)
def test_an_amount(head: Head, steps: int, sign: bool, said: str) -> None:
    assert amount(head, steps, sign=sign).replace("\u202f", " ").replace("\xa0", " ") == said


def test_without_its_sign_there_is_only_the_number() -> None:
    assert amount(EUROS, 150, unit=False) == "1,50"
    assert sign_of("CHF") == "CHF"
