"""What weights do: against the model counted anew, ranks against scipy, and who pays for a small change."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from scipy.stats import rankdata, spearmanr

from piiri.funding import FundingModel, Inputs, allocate, preset
from piiri.funding.sensitivity import nudged, one_at_a_time, rank_stability, ranks, with_weights


def test_one_weight_at_a_time_and_who_pays(helsinki_model: FundingModel, helsinki_schools: Inputs) -> None:
    base = allocate(helsinki_model, helsinki_schools)
    effects = one_at_a_time(base, Fraction(1, 2))
    assert [effect.indicator for effect in effects] == [each.id for each in helsinki_model.indicator]
    for effect in effects:
        assert effect.changed == Fraction(3, 2)
        other = allocate(helsinki_model.with_weight(effect.indicator, Fraction(3, 2)), helsinki_schools)
        assert effect.differences.tolist() == [b - a for a, b in zip(base.amounts, other.amounts, strict=True)]
        assert effect.differences.sum() == 0  # somebody pays for it, to the cent
        gained = [base.inputs.ids[row] for row in range(5) if effect.differences[row] > 0]
        assert sorted(effect.gains) == gained and effect.moved == sum(d for d in effect.differences.tolist() if d > 0)
        assert set(effect.gains) & set(effect.pays) == set()


def test_a_weight_of_nothing_is_raised_to_the_share(helsinki_model: FundingModel, helsinki_schools: Inputs) -> None:
    model = helsinki_model.with_weight("net_attraction", Fraction(0))
    effect = one_at_a_time(allocate(model, helsinki_schools))[-1]
    assert (effect.weight, effect.changed) == (0, Fraction(1, 5)) and effect.moved > 0


def test_ranks_are_those_of_scipy() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        values = rng.integers(0, 8, 20).astype(float)
        assert np.array_equal(ranks(values), rankdata(-values))
    assert ranks(np.array([1.0, np.nan, 2.0])).tolist() == [2.0, 3.0, 1.0]


def test_ranks_under_jitter(helsinki_model: FundingModel, helsinki_schools: Inputs) -> None:
    base = allocate(helsinki_model, helsinki_schools)
    found = rank_stability(base, 40)
    again = rank_stability(base, 40)
    assert np.array_equal(found.correlation, again.correlation)  # the same on every machine and at every call
    assert found.always_top == ("A",)
    assert (found.low <= found.rank).all() and (found.rank <= found.high).all()
    none = rank_stability(base, 10, 0.0)
    assert none.correlation.tolist() == pytest.approx([1.0] * 10) and np.array_equal(none.low, base_rank(base))


def base_rank(base: object) -> np.ndarray:
    return ranks(base.per_pupil)


def test_correlation_is_that_of_scipy(helsinki_model: FundingModel, helsinki_schools: Inputs) -> None:
    base = allocate(helsinki_model, helsinki_schools)
    found = rank_stability(base, 5, 0.9)
    rng = np.random.default_rng(20260101)
    for draw in range(5):
        factors = rng.integers(100, 1901, 4).tolist()
        weights = {
            each.id: Fraction(factor, 1000) for each, factor in zip(helsinki_model.indicator, factors, strict=True)
        }
        other = allocate(with_weights(helsinki_model, weights), helsinki_schools, base.reference)
        said = spearmanr(base.per_pupil, other.per_pupil).statistic
        assert found.correlation[draw] == pytest.approx(said)


def test_one_unit_more_and_who_pays(helsinki_model: FundingModel, helsinki_schools: Inputs) -> None:
    base = allocate(helsinki_model, helsinki_schools)
    found = {nudge.key: nudge for nudge in nudged(base, "A")}
    ids = [each.id for each in helsinki_model.indicator]
    assert set(found) == {*ids, "pupils", *(f"weight:{key}" for key in ids)}
    heavier = helsinki_model.with_weight("net_attraction", Fraction(11, 10))
    other = allocate(heavier, helsinki_schools, base.reference)
    assert found["weight:net_attraction"].difference == other.amounts[0] - base.amounts[0] != 0
    nudge = found["adults_no_degree"]
    values = helsinki_schools.column("adults_no_degree_share").copy()
    values[0] += 1
    other = allocate(helsinki_model, helsinki_schools.with_column("adults_no_degree_share", values), base.reference)
    assert nudge.difference == other.amounts[0] - base.amounts[0] > 0
    assert nudge.payers == ("B",)
    assert found["net_attraction"].difference < 0  # a school that draws more pupils has less need


def test_a_school_without_money_learns_how_much_it_takes(
    helsinki_model: FundingModel, helsinki_schools: Inputs
) -> None:
    base = allocate(helsinki_model, helsinki_schools)
    reached = [nudge for nudge in nudged(base, "C") if nudge.difference]
    assert {nudge.key for nudge in reached} == {"adults_no_degree", "income_per_resident", "foreign_language_share"}, (
        "no figure beyond all others"
    )
    for nudge in reached:
        assert nudge.difference > 0
        column = helsinki_model.indicator_of(nudge.key).reads
        for step, gets in ((nudge.step, True), (nudge.step - np.sign(nudge.step), False)):
            values = np.array(helsinki_schools.column(column))
            values[2] += step
            other = allocate(helsinki_model, helsinki_schools.with_column(column, values), base.reference)
            assert (other.amounts[2] > 0) == gets, nudge
    assert not any(nudge.difference for nudge in nudged(base, "D") if nudge.key == "pupils")


def test_pupils_that_a_component_counts_are_tried_too() -> None:
    schools = Inputs.of(["A", "B"], {"pupils": [100, 50], "free_meals": [10, 5]})
    found = {nudge.key: nudge for nudge in nudged(allocate(preset("scotland_pef"), schools), "A")}
    assert found["free_meals"].difference == 1225


def test_who_is_kept_secret_stays_so(helsinki_model: FundingModel, helsinki_schools: Inputs) -> None:
    state = np.array(helsinki_schools.state)
    at = helsinki_schools.columns.index("adults_no_degree_share")
    state[0, at] = 1
    secret = replace(helsinki_schools, state=state)
    base = allocate(helsinki_model, secret)
    assert "adults_no_degree" not in {nudge.key for nudge in nudged(base, "A")}
    assert "adults_no_degree" in {nudge.key for nudge in nudged(base, "B")}
