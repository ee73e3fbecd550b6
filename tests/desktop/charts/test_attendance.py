"""The chart of expected pupils by year."""

from __future__ import annotations

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from piiri.publish.attendance import AttendanceTable
from piiri_desktop.charts.attendance import AttendanceChart
from piiri_desktop.palette import Palette

TABLE = AttendanceTable(
    (2027, 2028, 2029),
    (0, 1),
    ("Asema", "Hakamäki"),
    (60, -1),
    np.array([[20.0, 25.0, 30.0], [0.0, 0.0, 0.0]]),
    np.array([[70.0, 50.0, 30.0], [10.0, 5.0, 0.0]]),
    np.zeros(3),
    2029,
    2028,
)


@pytest.fixture
def chart(qtbot: QtBot, light: Palette) -> AttendanceChart:
    made = AttendanceChart(light)
    qtbot.addWidget(made)
    made.resize(400, 150)
    made.show()
    return made


def test_the_figures_are_beside_it(chart: AttendanceChart) -> None:
    chart.show_school(TABLE, 0)
    assert chart.figures()[1:] == [
        ["2027–28", "70", "20", "60"],
        ["2028–29", "50", "25", "60"],
        ["2029–30", "30", "30", "60"],
    ]
    assert chart.summary().startswith("2027–28: 70 expected, 20 assigned; ")
    assert chart.plot.accessibleDescription() == chart.summary()
    chart.show_school(TABLE, 1)
    assert chart.figures()[1] == ["2027–28", "10", "0", "."]


def test_no_school_is_empty(chart: AttendanceChart) -> None:
    for table, school in ((None, -1), (TABLE, 5), (TABLE, -1)):
        chart.show_school(table, school)
        assert len(chart.figures()) == 1 and chart.summary() == ""
    assert not chart.grab().isNull()


def test_pupils_beyond_the_places_are_drawn_in_another_colour(chart: AttendanceChart, light: Palette) -> None:
    def reds() -> int:
        picture = chart.plot.grab().toImage()
        wanted = light.bad.name()
        return sum(
            picture.pixelColor(x, y).name() == wanted
            for x in range(0, picture.width(), 2)
            for y in range(0, picture.height(), 2)
        )

    chart.show_school(TABLE, 0)
    assert reds() > 20
    chart.show_school(TABLE, 1)
    assert reds() == 0, "its places are not known"


def test_the_tip_says_the_year_that_is_pointed_at(chart: AttendanceChart) -> None:
    chart.show_school(TABLE, 0)
    assert chart._tip(1.2) == "2028–29: 50 expected, 25 assigned, 60 places"
    assert chart._tip(9.0) == chart._tip(float("nan")) == ""
