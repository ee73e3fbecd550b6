"""Lines over the years: what is hidden, missing or small is said apart; decimals by size; no name is cut."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from piiri.model.observations import ABSENT, NUMBER, SUPPRESSED
from piiri.years import Series
from piiri_desktop.charts.parts import PartsChart
from piiri_desktop.charts.years import YearLine, YearsChart, decimals_of
from piiri_desktop.palette import Palette


def series(values: list[float], states: list[int], small: list[bool] | None = None, first: int = 2022) -> Series:
    some = len(values)
    return Series(
        np.arange(first, first + some),
        np.array(values),
        np.array(states),
        np.full(some, -1),
        np.arange(some) == 2,
        np.array(small or [False] * some),
    )


MINE = series([0.2, np.nan, 0.31, np.nan], [NUMBER, SUPPRESSED, NUMBER, ABSENT], [True, False, False, False])
CITY = series([0.3, 0.31, 0.4, 0.42, 0.5], [NUMBER] * 5, first=2021)


@pytest.fixture
def chart(light: Palette, qtbot: QtBot) -> YearsChart:
    made = YearsChart("Over the years", "dashed = all schools", light)
    qtbot.addWidget(made)
    made.resize(400, 180)
    made.show()
    return made


def test_the_table_says_what_the_lines_leave_open(chart: YearsChart) -> None:
    chart.show_lines("Asema", [YearLine("Asema", MINE), YearLine("All schools", CITY, dashed=True)])
    assert chart.figures() == [
        ["Year", "Asema", "All schools"],
        ["2021", "–", "0,300"],
        ["2022", "0,200*", "0,310"],
        ["2023", "..", "0,400"],
        ["2024", "0,310", "0,420"],
        ["2025", "–", "0,500"],
    ]
    assert "2022: Asema 0,200*, All schools 0,310" in chart.summary()
    assert chart.plot.accessibleDescription() == chart.summary()
    assert chart._tip(2.2) == "2023: Asema .., All schools 0,400"
    assert chart._tip(float("nan")) == chart._tip(99.0) == ""


def test_it_draws_with_nothing_with_one_year_and_large(chart: YearsChart, light: Palette) -> None:
    for lines in (
        [],
        [YearLine("A", series([5.0], [NUMBER]))],
        [YearLine("A", MINE), YearLine("B", CITY, dashed=True)],
    ):
        chart.show_lines("A", lines)
        chart.set_text_scale(2.0)
        assert not chart.grab().isNull()
    chart.show_lines("A", [])
    assert chart.figures() == [["Year"]]


def test_decimals_follow_the_size() -> None:
    assert decimals_of(np.array([])) == decimals_of(np.array([np.nan])) == 0
    assert decimals_of(np.array([0.25])) == 3
    assert decimals_of(np.array([1.5, 99.0])) == 1
    assert decimals_of(np.array([1.5, 480.0])) == 0


def test_parts_stand_above_and_below_none(light: Palette, qtbot: QtBot) -> None:
    chart = PartsChart(light)
    qtbot.addWidget(chart)
    chart.resize(400, 180)
    chart.show()
    chart.show_parts("D", (0.01, 0.02, -0.05), 3)
    assert [row[1] for row in chart.figures()[1:]] == ["+0,010", "+0,020", "−0,050", "−0,020"]
    (low, high) = chart.plot.box.viewRange()[1]
    assert low == -high and high > 0.05
    assert chart._tip(2.0) == "Choice of school: −0,050" and chart._tip(7.0) == ""
    chart.show_parts("D", (0.0, 0.0, 0.0), 3)
    assert not chart.grab().isNull()
