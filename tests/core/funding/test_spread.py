"""How unequal money is, pupil by pupil; and two allocations side by side."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from piiri.funding import FundingModel, Inputs, allocate, preset
from piiri.funding.spread import less_flat, less_last_year, less_other, spread_of


def gini(values: np.ndarray) -> float:
    """Mean difference of all pairs over twice the mean."""
    return float(np.abs(values[:, None] - values[None]).mean() / (2 * values.mean()))


def test_gini_and_percentiles_are_those_of_pupils_one_by_one() -> None:
    rng = np.random.default_rng(1)
    for _ in range(30):
        pupils = rng.integers(1, 60, 8).astype(float)
        money = rng.integers(0, 10_000, 8).astype(float)
        each = np.repeat(money / pupils, pupils.astype(int))
        found = spread_of(money, pupils)
        assert found.gini == pytest.approx(gini(each), abs=1e-9)
        for share, value in ((0.1, found.low), (0.5, found.median), (0.9, found.high)):
            assert value == np.percentile(each, share * 100, method="inverted_cdf")
        assert found.pupils_share[-1] == found.money_share[-1] == pytest.approx(1.0)
        assert (found.money_share <= found.pupils_share + 1e-12).all()


def test_schools_without_pupils_do_not_count() -> None:
    assert spread_of(np.array([10.0, 99.0]), np.array([1.0, 0.0])).gini == 0.0
    assert np.isnan(spread_of(np.zeros(1), np.zeros(1)).gini)
    assert spread_of(np.zeros(2), np.ones(2)).gini == 0.0


def test_against_flat_the_differences_sum_to_nothing(helsinki_model: FundingModel, helsinki_schools: Inputs) -> None:
    found = allocate(helsinki_model, helsinki_schools)
    flat = less_flat(found)
    assert flat.difference.sum() == 0 and flat.other.sum() == found.total
    assert flat.other.tolist() == [1_500_000, 2_500_000, 2_000_000, 3_000_000, 1_000_000]
    assert not less_flat(allocate(preset("flat"), helsinki_schools)).difference.any()


def test_against_last_year_only_where_it_is_known(helsinki_model: FundingModel, helsinki_schools: Inputs) -> None:
    last = np.array([60_000.0, np.nan, 0.0, 5.0, np.nan])
    schools = helsinki_schools.with_column("last_amount", last)
    found = less_last_year(allocate(helsinki_model, schools))
    assert found.known.tolist() == [True, False, True, True, False]
    assert found.difference.tolist() == [161_836, 0, 0, -500, 0] and found.moved == 161_836


def test_against_another_model_in_another_smallest_amount(
    helsinki_model: FundingModel, helsinki_schools: Inputs
) -> None:
    found = allocate(helsinki_model, helsinki_schools)
    whole = replace(helsinki_model, model=replace(helsinki_model.model, rounding=Fraction(1)))
    other = allocate(whole, replace_ids(helsinki_schools))
    difference = less_other(found, other)
    assert difference.known.tolist() == [False, True, True, True, True]
    assert difference.other[0] == 0 and difference.other[1] % 100 == 0
    assert abs(difference.difference[1]) < 100


def replace_ids(schools: Inputs) -> Inputs:
    return replace(schools, ids=("0", *schools.ids[1:]))
