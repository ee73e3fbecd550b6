"""The ledger in words: every figure of it is the ledger's, amounts add up to the total, in three languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from piiri.funding import Allocation, FundingModel, Inputs, allocate, preset, preset_names
from piiri.funding.inputs import Source
from piiri.funding.ledger import ledger
from piiri.funding.model import Guarantee, LastYear
from piiri.funding.pay_parts import Cap
from piiri.funding.school_table import columns_of
from piiri.funding.sensitivity import nudged
from piiri.funding.words import Line, as_text, explained
from piiri.i18n import set_language


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    set_language("en")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def lines_of(found: Allocation, school: str) -> tuple[Line, ...]:
    return explained(ledger(found, school), nudged(found, school))


def adds_up(lines: tuple[Line, ...]) -> bool:
    paid = sum(line.amount or 0 for line in lines if line.part == "amount")
    return [line.amount for line in lines if line.part == "total"] == [paid]


def any_city(model: FundingModel) -> Inputs:
    """Three schools with every column that a model may read, and every text."""
    columns = {key: [12.0, 7.0, 20.0] for key in sorted(columns_of(model)) if not re.search(r"_y[12]$", key)}
    columns |= {"pupils": [300, 100, 200], "last_amount": [900000.0, 1000.0, 5.0], "last_pupils": [310, 90, 200]}
    texts = {key: ["fi", "sv", "fi"] for key in model.model.strata}
    if model.sector is not None:
        texts[model.sector.column] = [next(iter(model.sector.factors))] * 3
    return Inputs.of(["a", "b", "c"], columns, names=["Asema", "Björkhagen", "Tori"], texts=texts)


@pytest.mark.parametrize("language", ["en", "fi", "sv"])
@pytest.mark.parametrize("name", preset_names())
def test_every_shipped_model_is_explained_in_every_language(name: str, language: str) -> None:
    set_language(language)
    found = allocate(preset(name), any_city(preset(name)))
    for school in found.inputs.ids:
        lines = lines_of(found, school)
        text = plain(as_text(lines))
        assert adds_up(lines)
        assert "{" not in text and not re.search(r"\bnan\b", text)
        assert found.inputs.names[found.inputs.index[school]] in text
        assert str(preset(name).model.source).rstrip(".") in text
        assert all(each.component.title in text for each in found.paid)


def test_the_helsinki_example_is_told_as_a_person_would_check_it(
    helsinki_model: FundingModel, helsinki_schools: Inputs
) -> None:
    sources = dict.fromkeys(helsinki_schools.columns, Source("register.csv", 2024))
    found = allocate(helsinki_model, replace(helsinki_schools, sources=sources))
    text = plain(as_text(lines_of(found, "A")))
    assert "A: 61 618,36 € for 2017." in text
    assert "Adults with no degree, of those who live in the catchment: 40 % (register.csv, 2024)." in text
    assert "The mean is 26 % and the standard deviation 8,6023 %: that is 1,6275 deviations more need." in text
    assert "Its weight is 1 of 4: it adds +0,4069 to the index." in text
    assert "The city prints it with the other sign: −1,532734; below 0 is need." in text
    assert "300 pupils × index 1,5327 = 459,82; of 746,24 in all schools that is 61,6184 % of the pot" in text
    assert "61 618,36 €  Together (per pupil 205,39 €)" in text


def test_why_nothing_and_what_would_change_it(helsinki_model: FundingModel, helsinki_schools: Inputs) -> None:
    text = plain(as_text(lines_of(allocate(helsinki_model, helsinki_schools), "D")))
    assert "It is not above 0, so it counts as no need; it lacks 1,382098." in text
    assert (
        "so no share in the pot" in text
        and "Why nothing: the index of need −1,3821 is not above 0. With 1,3821 more" in text
    )
    assert "What would change it, all else the same:\n" in text and " €  Adults with no degree +48 %\n" in text


def test_what_is_not_known_is_said(helsinki_model: FundingModel) -> None:
    schools = Inputs.of(
        ["A", "B", "C"],
        {
            "pupils": [300, 500, 400],
            "adults_no_degree_share": ["..", 30, 20],
            "income_per_resident": [22000, None, 32000],
            "foreign_language_share": [50, 35, 15],
            "net_attraction": [-12, -4, 2],
        },
    )
    found = allocate(helsinki_model, schools)
    first, second = (plain(as_text(lines_of(found, key))) for key in "AB")
    assert "Adults with no degree is kept secret or from too few people: the mean of the other schools" in first
    assert "Income per adult is not known: the mean of the other schools stands for it, 27 000 €." in second


def test_guarantee_and_ceiling_are_lines_that_add_up() -> None:
    rule = Guarantee(mfg=LastYear(Fraction(-15, 1000)), cap=Cap(Fraction(5, 100)))
    model = replace(preset("helsinki_pd_like").with_pot(Fraction(100_000)), guarantee=rule)
    columns = {
        "pupils": [300, 500, 400],
        "adults_no_degree_share": [40, 30, 20],
        "income_per_resident": [22000, 26000, 32000],
        "foreign_language_share": [50, 35, 15],
        "net_attraction": [-12, -4, 2],
        "last_amount": [50_000, 25_000, 20_000],
        "last_pupils": [300, 500, 400],
    }
    found = allocate(model, Inputs.of(["A", "B", "C"], columns))
    texts = {key: plain(as_text(lines_of(found, key))) for key in "ABC"}
    assert "Ceiling: at most 52 500,00 €." in texts["A"]
    assert "Guarantee: last year per pupil −1,5 %, at least 19 700,00 €." in texts["C"]
    assert all(adds_up(lines_of(found, key)) for key in "ABC")
    assert "The pot is not used up: paid up to the ceiling of 26 250,00 €." in texts["B"]
    assert "Last year: 20 000,00 €; the difference is" in texts["C"]


def test_random_ledgers_add_up_in_words(cases: int, made: SimpleNamespace) -> None:
    @made.holds(max(cases // 20, 10), made.models(), made.cities())
    def check(model: FundingModel, city: Inputs) -> None:
        found = allocate(model, city)
        for school in city.ids:
            lines = explained(ledger(found, school))
            assert adds_up(lines) and not any("{" in line.text for line in lines)


def test_lines_are_broken_within_the_columns(helsinki_model: FundingModel, helsinki_schools: Inputs) -> None:
    lines = lines_of(allocate(helsinki_model, helsinki_schools), "A")
    broken = as_text(lines, 80)
    assert max(map(len, broken.splitlines())) <= 80
    assert broken.split() == as_text(lines).split()
