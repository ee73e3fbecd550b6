"""Random formulas and cities for the properties, and how many of them are tried."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.funding import FundingModel, Inputs, parse_model, preset
from piiri.funding.model import Balance, Cap, Guarantee, LastYear, Pot

SOAK = [pytest.mark.soak, pytest.mark.timeout(7200)]


@pytest.fixture(params=[pytest.param(60, id="some"), pytest.param(10_000, id="ten_thousand", marks=SOAK)])
def cases(request: pytest.FixtureRequest) -> int:
    """How many cases of a property are tried."""
    return int(request.param)


BASE = """
    [model]
    id = "random"
    year = 2026
    pot = "100000.00"
    [[indicator]]
    id = "a"
    [[indicator]]
    id = "b"
    more_is_need = false
    [[indicator]]
    id = "c"
    standardise = "minmax"
    low = 0
    high = 100
    [index]
    weights = { a = 1, b = 1, c = 1 }
    post = { kind = "relu" }
    [[component]]
    id = "base"
    driver = "pupils"
    mode = "unit_rate"
    rate = "10.00"
    [[component]]
    id = "flag"
    driver = "flag:flagged"
    mode = "pot"
    pot = { share_of_total = 0.1 }
    [[component]]
    id = "need"
    driver = "pupils*index"
    mode = "pot"
    pot = { residual = true }
    [balance]
    kind = "water_fill"
"""


def holds(cases: int, *strategies: st.SearchStrategy[Any]) -> Callable[[Callable[..., None]], None]:
    """Run a property over so many cases at once."""

    def run(check: Callable[..., None]) -> None:
        settings(max_examples=cases, deadline=None)(given(*strategies)(check))()

    return run


@st.composite
def cities(draw: st.DrawFn, most: int = 7, least: int = 1) -> Inputs:
    """Schools with pupils, indicators, flags and last year's money."""
    n = draw(st.integers(least, most))
    whole = st.integers(1, 900)
    value = st.integers(0, 1000).map(lambda x: x / 10)

    def column(strategy: st.SearchStrategy[Any]) -> list[Any]:
        return draw(st.lists(strategy, min_size=n, max_size=n))

    pupils = column(whole)
    return Inputs.of(
        [f"s{i}" for i in range(n)],
        {
            "pupils": pupils,
            "a": column(value),
            "b": column(value),
            "c": column(value),
            "flagged": [min(p, f) for p, f in zip(pupils, column(st.integers(0, 300)), strict=True)],
            "last_amount": column(st.integers(0, 5_000_000).map(lambda x: x / 100)),
            "last_pupils": column(whole),
        },
    )


@st.composite
def models(draw: st.DrawFn, *, bounds: bool = True) -> FundingModel:
    """A formula: any scale, weights, way to combine, guarantees and balance."""
    model = parse_model(BASE)
    weights = {key: Fraction(draw(st.integers(0, 20)), 4) for key in "abc"}
    indicators = tuple(
        replace(
            each,
            standardise=draw(st.sampled_from(["zscore", "minmax", "none"])) if not each.more_is_need else
            draw(st.sampled_from(["zscore", "minmax", "none", "ratio", "share_above"])),
            weight_by=draw(st.sampled_from(["none", "pupils"])),
        )
        for each in model.indicator
    )  # fmt: skip
    combine = draw(st.sampled_from(["weighted_mean", "weighted_sum"]))
    pot = Fraction(draw(st.integers(2_000_000, 90_000_000)), 100)
    changed = replace(
        model,
        model=replace(model.model, pot=pot),
        indicator=indicators,
        index=replace(model.index, weights=weights, combine=combine),
    )
    if not bounds:
        return replace(changed, balance=Balance("none"))
    guarantee = Guarantee(
        mfg=draw(st.none() | st.integers(-50, 10).map(lambda x: LastYear(Fraction(x, 1000)))),
        cap=draw(st.none() | st.integers(0, 200).map(lambda x: Cap(Fraction(x, 1000)))),
    )
    kind = draw(st.sampled_from(["water_fill", "water_fill:need"]))
    return replace(changed, guarantee=guarantee, balance=Balance(kind))


def pots_only(model: FundingModel) -> FundingModel:
    """The same with nothing at a fixed rate, so that all money scales with the pot."""
    parts = tuple(each for each in model.component if each.mode == "pot")
    return replace(model, component=tuple(replace(each, pot=Pot(share_of_total=share)) for each, share in
                                          zip(parts, (Fraction(1, 10), Fraction(9, 10)), strict=True)))  # fmt: skip


@pytest.fixture(scope="session")
def made() -> SimpleNamespace:
    """What random cases are made of."""
    return SimpleNamespace(holds=holds, cities=cities, models=models, pots_only=pots_only)


@pytest.fixture(scope="session")
def helsinki_schools() -> Inputs:
    """The five schools of the first golden example."""
    return Inputs.of(
        list("ABCDE"),
        {
            "pupils": [300, 500, 400, 600, 200],
            "adults_no_degree_share": [40, 30, 20, 15, 25],
            "income_per_resident": [22000, 26000, 32000, 40000, 30000],
            "foreign_language_share": [50, 35, 15, 5, 20],
            "net_attraction": [-12, -4, 2, 10, 4],
        },
    )


@pytest.fixture(scope="session")
def helsinki_model() -> FundingModel:
    """The Helsinki-like model with 100 000 euros."""
    return preset("helsinki_pd_like").with_pot(Fraction(100_000))
