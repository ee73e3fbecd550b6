"""The distance chart: bars, the line of before, limits in words."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.charts.distance import DistanceChart
from piiri_desktop.palette import Palette


@pytest.fixture
def chart(bridge: Bridge, attention: Attention, light: Palette, qtbot: object) -> DistanceChart:
    made = DistanceChart(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(420, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def colours(chart: DistanceChart, metres: float, pupils: float) -> list[QColor]:
    QApplication.processEvents()
    image = chart.plot.grab().toImage()
    at: QPoint = chart.plot.mapFromScene(chart.plot.box.mapViewToScene(QPointF(metres, pupils)))
    return [QColor(image.pixel(at.x(), at.y() + dy)) for dy in (-1, 0, 1)]


def test_all_145_pupils_live_half_a_kilometre_away(chart: DistanceChart) -> None:
    rows = chart.figures()
    assert rows[0] == ["Distance", "Pupils", "Before", "Change"]
    assert rows[3] == ["0,50–0,75\u00a0km", "145", "145", "0"]
    assert sum(int(row[1]) for row in rows[1:]) == 145


def test_bars_beyond_the_limit_and_the_line_of_before(
    chart: DistanceChart, bridge: Bridge, light: Palette, to_asema: AssignFaces
) -> None:
    assert light.bar in colours(chart, 620, 100)
    bridge.session.do(to_asema)  # forty pupils now live 3,5 km away
    assert light.bad in colours(chart, 3620, 20) and light.bad not in colours(chart, 620, 50)
    assert light.surface in colours(chart, 620, 125)  # above the bar of 105
    assert light.text in colours(chart, 620, 145)  # the line at 145


def test_the_axis_stays_in_a_stroke(chart: DistanceChart, bridge: Bridge, to_asema: AssignFaces) -> None:
    axis, bars = chart.plot.box.viewRange(), len(chart.figures())
    bridge.session.preview(to_asema)
    assert chart.plot.box.viewRange() == axis and len(chart.figures()) == bars
    assert chart.figures()[-1] == ["2,00\u00a0km and more", "40", "0", "+40"]
    bridge.session.commit()
    assert chart.plot.box.viewRange() != axis


def test_limits_in_words(chart: DistanceChart, bridge: Bridge, attention: Attention, to_asema: AssignFaces) -> None:
    bridge.session.do(to_asema)
    assert chart.plot.accessibleDescription() == (
        "Mean distance 1,3\u00a0km, 90\u00a0% within 3,5\u00a0km; limit 2\u00a0km: 40 beyond."
    )
    attention.set_stage(-1)
    said = chart.plot.accessibleDescription()
    assert "limit 2\u00a0km, grades 1–6: 40 beyond" in said and "limit 3\u00a0km, grades 7–9: 0 beyond" in said


def test_the_tip_of_a_bar(chart: DistanceChart) -> None:
    assert chart._tip(600.0) == "0,50–0,75\u00a0km: 145 pupils, 145 before"
    assert chart._tip(-50.0) == "" and chart._tip(float("nan")) == ""
