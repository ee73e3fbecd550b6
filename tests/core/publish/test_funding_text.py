"""Funding as tables for people: columns that say something, and sums below the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest

from piiri.funding import Allocation, Inputs, allocate, preset
from piiri.funding.model import Balance
from piiri.i18n import set_language
from piiri.publish.funding_text import funding_text, sensitivity_text


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


SCHOOLS = Inputs.of(
    ["A", "B", "C"],
    {
        "pupils": [300, 500, 400],
        "adults_no_degree_share": [40, 30, 20],
        "income_per_resident": [22000, 26000, 32000],
        "foreign_language_share": [50, 35, 15],
        "net_attraction": [-12, -4, 2],
        "last_amount": [50_000, None, 20_000],
    },
    names=["Asema", "Björkhagen", "Tori"],
)


def of(pot: int = 100_000) -> Allocation:
    return allocate(preset("helsinki_pd_like").with_pot(Fraction(pot)), SCHOOLS)


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


TABLE = """\
Kaislalahti · Today · Helsinki-like need index 2017
Model: described by third parties, to be confirmed by the city.

School       Pupils  Need index   Amount, €  Per pupil  Against flat  Against last year  Against the other plan
───────────────────────────────────────────────────────────────────────────────────────────────────────────────
Asema           300       1,200   94 669,24     315,56    +69 669,24         +44 669,24              +47 334,62
Björkhagen      500       0,041    5 330,76      10,66    −36 335,91                  –               +2 665,38
Tori            400       0,000        0,00       0,00    −33 333,33         −20 000,00                    0,00
───────────────────────────────────────────────────────────────────────────────────────────────────────────────
All schools   1 200              100 000,00      83,33          0,00         +24 669,24              +50 000,00

The sum is the pot, to the cent: 100 000,00 €.
"""


def test_the_table() -> None:
    assert plain(funding_text(of(), of(50_000), "Kaislalahti · Today")) == TABLE


@pytest.mark.parametrize(("language", "floats"), [("en", "floats"), ("fi", "ei ole rajattu"), ("sv", "rörlig")])
def test_a_cost_that_floats_says_so(language: str, floats: str) -> None:
    model = replace(preset("scotland_pef"), balance=Balance("none"))
    set_language(language)
    text = funding_text(allocate(model, Inputs.of(["A"], {"pupils": [100], "free_meals": [37]})))
    assert floats in text and ", £" in text and "45 325" in plain(text)


def test_remarks_stand_above_the_table() -> None:
    secret = Inputs.of(["A", "B"], {"pupils": [10, 10], "free_meals": [5, ".."], "last_amount": [1.0, None]})
    lines = plain(funding_text(allocate(preset("scotland_pef"), secret))).splitlines()
    remarks = [line for line in lines if line.startswith("! ")]
    assert remarks == ["! Last year's amount of B is not known, so nothing is guaranteed against it."]


def test_what_each_weight_does() -> None:
    text = plain(sensitivity_text(of(), 10))
    assert "Adults with no degree, weight 1,00 → 1,20:" in text and "10 draws" in text
    assert text.count("gains most") == text.count("pays most") == 4
