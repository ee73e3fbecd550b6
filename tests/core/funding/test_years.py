"""Year by year: by hand, against one year counted by itself, and what guarantees hold on the way."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import strategies as st

from piiri.errors import InputError
from piiri.funding import FundingModel, Inputs, allocate, preset, reference_of
from piiri.funding.model import Cap, Guarantee, LastYear
from piiri.funding.years import Years, over_years, parse_pots, share_left

LAST = Inputs.of(["A", "B", "C"], {"pupils": [100, 100, 200], "last_amount": [900, 100, 1000]})


def flat(phase: Fraction = Fraction(1), pot: int = 2000) -> FundingModel:
    return replace(preset("flat").with_pot(Fraction(pot)), guarantee=Guarantee(phase_in=phase))


def euros(found: Years) -> list[list[float]]:
    return [[amount / 100 for amount in each.allocation.amounts] for each in found.years]


def test_a_third_a_year_is_the_whole_way_in_three() -> None:
    found = over_years(flat(Fraction(1, 3)), LAST, years=4)
    assert euros(found) == pytest.approx(
        np.array([[766.67, 233.33, 1000], [633.33, 366.67, 1000], [500, 500, 1000], [500, 500, 1000]]), abs=0.011
    )
    assert [each.gone for each in found.years] == [Fraction(1, 3), Fraction(2, 3), 1, 1]
    assert [each.year for each in found.years] == [found.full.model.model.year + n for n in range(4)]
    assert found.full_from == found.years[2].year and found.last == (90000, 10000, 100000)


def test_the_first_year_is_the_model_itself(made: SimpleNamespace) -> None:
    phases = st.sampled_from([Fraction(1), Fraction(1, 3), Fraction(1, 5), Fraction(0)])

    @made.holds(40, made.models(), made.cities(), phases, st.integers(1, 5))
    def check(model: FundingModel, city: Inputs, phase: Fraction, years: int) -> None:
        model = replace(model, guarantee=replace(model.guarantee, phase_in=phase))
        reference = reference_of(model, city)
        found = over_years(model, city, reference, years)
        assert found.years[0].allocation.amounts == allocate(model, city, reference).amounts
        for before, after in zip(found.years, found.years[1:], strict=False):
            assert after.allocation.bounds.last.amount.tolist() == list(before.allocation.amounts)
            assert after.allocation.bounds.last.pupils.tolist() == city.pupil_quanta.tolist()
        if not phase and not found.years[0].allocation.notes:
            assert [each.gone for each in found.years] == [0] * years


def test_where_nothing_binds_the_way_is_straight() -> None:
    model = flat(Fraction(1, 4))
    found = over_years(model, LAST, years=6)
    for number, each in enumerate(found.years, 1):
        gone = min(1.0, number / 4)
        straight = [last * (1 - gone) + full * gone for last, full in zip(found.last, found.full.amounts, strict=True)]
        assert np.abs(np.array(each.allocation.amounts) - straight).max() <= number + 1


def test_guarantees_and_ceilings_follow_the_year_before() -> None:
    rule = Guarantee(mfg=LastYear(Fraction(-1, 10)), cap=Cap(Fraction(2)))
    model = replace(flat(), guarantee=rule)
    model = replace(model, balance=replace(model.balance, kind="water_fill"))
    found = over_years(model, LAST, years=8)
    a = [row[0] for row in euros(found)]
    assert a[:3] == [810, 729, 656.1] and a[-1] == 500
    assert [row[1] for row in euros(found)][:2] == [
        290,
        423.67,
    ]  # what the floor of C leaves, then its share of the rest
    assert all(sum(row) == 2000 for row in euros(found))
    assert found.full_from == found.years[[row[0] for row in euros(found)].index(500)].year


def test_pots_of_the_years_and_the_last_holds_on() -> None:
    found = over_years(flat(), LAST, years=4, pots=[Fraction(2000), Fraction(3000)])
    assert [each.allocation.total for each in found.years] == [200000, 300000, 300000, 300000]
    assert found.full.total == 300000 and found.full_from == found.years[1].year


def test_without_last_year_every_year_is_in_full() -> None:
    found = over_years(flat(Fraction(1, 3)), Inputs.of(["A", "B"], {"pupils": [1, 3]}), years=2)
    assert not found.knows_last and euros(found)[0] == [500, 1500]
    assert found.full_from == found.years[0].year


@pytest.mark.parametrize(
    ("years", "pots", "said"), [(0, [], "1 to 30"), (31, [], "1 to 30"), (2, [Fraction(5)], "pot")]
)
def test_what_cannot_be_counted(years: int, pots: list[Fraction], said: str) -> None:
    model = flat() if not pots else replace(flat(), model=replace(flat().model, pot=None))
    with pytest.raises(InputError) as caught:
        over_years(model, LAST, years=years, pots=pots)
    assert said in caught.value.how


def test_shares_of_what_is_left() -> None:
    assert [share_left(Fraction(2, 5), year) for year in (1, 2, 3, 4)] == [Fraction(2, 5), Fraction(2, 3), 1, 1]
    assert [share_left(Fraction(0), year) for year in (1, 9)] == [0, 0]


def test_pots_as_people_write_them() -> None:
    model = preset("flat")
    assert parse_pots("", model) == [] == parse_pots(" ; ", model)
    assert parse_pots("2 500 000,50; 1.5;3", model) == [Fraction("2500000.50"), Fraction("1.5"), Fraction(3)]
    for wrong in ("many", "-5", "1,005", "1;;x", "1,2,3"):
        with pytest.raises(InputError, match=r"is no pot\. Write amounts such as 2500000,00 between semicolons\."):
            parse_pots(wrong, model)
