"""Series and three-year means: gaps stay gaps, breaks are not crossed."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.model.observations import ABSENT, NUMBER, SUPPRESSED, Observations, SeriesBreak
from piiri.years import of_municipality, series_of, three_year_mean


def observed(values: dict[int, float | None], base: dict[int, int] | None = None, broken: int = 0) -> Observations:
    years = sorted(values)
    value = np.array([np.nan if values[y] is None else values[y] for y in years], dtype=np.float64)
    state = np.where(np.isnan(value), SUPPRESSED, NUMBER)
    size = np.array([(base or {}).get(y, -1) for y in years])
    breaks = (SeriesBreak("s2", broken, "new law"),) if broken else ()
    return Observations(("s2",) * len(years), ("A",) * len(years), np.array(years), value, state, size, breaks)


def test_a_year_without_a_row_is_absent_and_a_hidden_one_suppressed() -> None:
    series = series_of(observed({2021: 0.1, 2022: None, 2024: 0.4}, {2024: 7}), "s2", "A", minimum_base=10)
    assert series.years.tolist() == [2021, 2022, 2023, 2024]
    assert series.state.tolist() == [NUMBER, SUPPRESSED, ABSENT, NUMBER]
    assert series.small.tolist() == [False, False, False, True]
    assert len(series_of(observed({2021: 0.1}), "s2", "B").years) == 0
    assert len(three_year_mean(series_of(observed({2021: 0.1}), "other", "A"))) == 0


def test_means_of_three_years_weigh_by_base() -> None:
    values, base = {2021: 0.1, 2022: 0.2, 2023: 0.6, 2024: 0.4}, {2021: 10, 2022: 10, 2023: 20, 2024: 10}
    found = three_year_mean(series_of(observed(values, base), "s2", "A"))
    assert np.isnan(found[:2]).all()
    assert found[2] == pytest.approx((0.1 * 10 + 0.2 * 10 + 0.6 * 20) / 40)
    assert found[3] == pytest.approx((0.2 * 10 + 0.6 * 20 + 0.4 * 10) / 40)
    del base[2022]
    assert three_year_mean(series_of(observed(values, base), "s2", "A"))[2] == pytest.approx(0.3)


@pytest.mark.parametrize(("broken", "told"), [(2022, [False, True]), (2023, [False, False]), (2024, [True, False])])
def test_a_mean_never_crosses_a_break(broken: int, told: list[bool]) -> None:
    values: dict[int, float | None] = {2021: 0.1, 2022: 0.2, 2023: 0.3, 2024: 0.4}
    found = three_year_mean(series_of(observed(values, broken=broken), "s2", "A"))
    assert np.isfinite(found[2:]).tolist() == told


def test_the_municipality_is_the_mean_weighted_by_what_it_rests_on() -> None:
    seen = Observations(
        ("s2",) * 5,
        ("A", "B", "A", "B", "A"),
        np.array([2023, 2023, 2024, 2024, 2026]),
        np.array([0.1, 0.4, 0.1, np.nan, 0.3]),
        np.array([NUMBER, NUMBER, NUMBER, SUPPRESSED, NUMBER]),
        np.array([200, 100, 50, -1, -1]),
        (SeriesBreak("s2", 2024, "law"),),
    )
    city = of_municipality(seen, "s2")
    assert city.years.tolist() == [2023, 2024, 2025, 2026]
    assert np.allclose(city.value, [0.2, 0.1, np.nan, 0.3], equal_nan=True)
    assert city.state.tolist() == [NUMBER, NUMBER, ABSENT, NUMBER]
    assert city.base.tolist() == [300, 50, -1, -1]
    assert city.breaks.tolist() == [False, True, False, False]
    assert not len(of_municipality(seen, "none").years)
