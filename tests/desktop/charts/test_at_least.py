"""Charts of pupils some of whose numbers are hidden: bars, tables and words say that they are lower limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from shared.hidden import with_hidden

from piiri.edits import AssignFaces
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.charts.chart_panel import ChartPanel
from piiri_desktop.charts.distance import DistanceChart
from piiri_desktop.charts.places import PlacesChart
from piiri_desktop.palette import Palette

SIGNS = set("≥≤≈")
BEFORE_LAST = np.arange(12) == 1
"""A block of Asema, which has 60 places."""


@pytest.fixture
def hidden(street: tuple[Dataset, Plan], qapp: object) -> Bridge:
    dataset, plan = street
    return Bridge(Session(with_hidden(dataset, BEFORE_LAST), plan, now=lambda: "2026-09-20T14:32:00+03:00"))


def shown(chart: ChartPanel, qtbot: object) -> None:
    qtbot.addWidget(chart)
    chart.resize(420, 200)
    chart.show()
    qtbot.waitExposed(chart)


def test_pupils_against_places(hidden: Bridge, light: Palette, qtbot: object) -> None:
    chart = PlacesChart(hidden, Attention(), light)
    shown(chart, qtbot)
    rows = {row[0]: row for row in chart.figures()}
    asema = rows["Asema"]
    assert asema[1].startswith("≥\u00a0") and asema[2] == asema[1] and asema[4].startswith("≥\u00a0")
    assert not SIGNS & set("".join(rows["Hakamäki"])), "only the school with the cell is marked"
    assert "at least" in chart.summary() and "≥" not in chart.summary()
    assert chart._legend.text().startswith("≥ = at least")
    x = next(at for at, school in enumerate(chart._order) if school == 0)
    assert "at least" in chart._tip(float(x))


def test_distances(hidden: Bridge, light: Palette, qtbot: object, to_asema: AssignFaces) -> None:
    attention = Attention()
    chart = DistanceChart(hidden, attention, light)
    shown(chart, qtbot)
    rows = chart.figures()[1:]
    assert all(row[1].startswith("≥\u00a0") and row[2].startswith("≥\u00a0") for row in rows)
    assert all(row[3] == "0" for row in rows), "nothing has changed: that is exact"
    assert "at least" in chart.summary() and not SIGNS & set(chart.summary())
    hidden.session.do(to_asema)
    assert all(row[3].startswith("≈\u00a0") for row in chart.figures()[1:])
    assert "≥\u00a0" in chart._limit_words(*chart._limits[0])
    attention.set_stage(1)
    assert not SIGNS & set("".join(map("".join, chart.figures()))), "no cell of the other grades is hidden"


def test_a_bar_that_may_be_higher_is_drawn_so(
    street: tuple[Dataset, Plan], hidden: Bridge, light: Palette, qtbot: object
) -> None:
    """The same municipality with the block empty instead of hidden looks different, by the sign above the bar."""
    dataset, plan = street
    points = with_hidden(dataset, BEFORE_LAST).pupils.points
    told = points.values.copy()
    told[:, list(points.untold("pupils"))] = 0
    empty = replace(dataset, pupils=replace(dataset.pupils, points=replace(points, values=told)))
    pictures = []
    for bridge in (hidden, Bridge(Session(empty, plan))):
        chart = PlacesChart(bridge, Attention(), light)
        shown(chart, qtbot)
        QApplication.processEvents()
        pictures.append(chart.plot.grab().toImage())
    assert pictures[0] != pictures[1]


def test_nothing_looks_different_where_every_number_is_told(
    bridge: Bridge, attention: Attention, light: Palette, qtbot: object, to_asema: AssignFaces
) -> None:
    bridge.session.do(to_asema)
    for chart in (PlacesChart(bridge, attention, light), DistanceChart(bridge, attention, light)):
        shown(chart, qtbot)
        words = "".join(map("".join, chart.figures())) + chart.summary() + chart._legend.text()
        assert not SIGNS & set(words) and "at least" not in words.casefold()
