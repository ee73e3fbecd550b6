"""Money follows need: a dot a school, linked with table and map, moved by what is under way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, SetFundingModel, SetFundingNumber
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.charts.need import NeedChart
from piiri_desktop.palette import Palette

MODEL = """
[model]
id = "street"
year = 2026
status = "illustrative"
currency = "EUR"
rounding = "0.01"
pot = "20500"
[[indicator]]
id = "foreign"
unit = "%"
basis = "enrolled"
numerator = { foreign_language = 100 }
denominator = "pupils"
standardise = "none"
[index]
combine = "weighted_mean"
weights = { foreign = 1 }
[[component]]
id = "need"
driver = "pupils*index"
mode = "pot"
pot = { share_of_total = 1 }
[balance]
kind = "water_fill"
"""
"""So much for each foreign-language pupil of the street: need is their share in percent."""


@pytest.fixture
def chart(bridge: Bridge, attention: Attention, light: Palette, qtbot: QtBot) -> NeedChart:
    made = NeedChart(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(420, 220)
    bridge.commit(SetFundingModel(MODEL))
    made.show()
    qtbot.waitExposed(made)
    return made


def place(chart: NeedChart, school: int) -> QPoint:
    """Where a school's dot stands in the plot."""
    rows = chart._rows
    assert rows is not None
    row = rows.schools.tolist().index(school)
    scene = chart.plot.box.mapViewToScene(QPointF(float(rows.need[row]), float(rows.per_pupil[row])))
    return chart.plot.mapFromScene(scene)


def picture(chart: NeedChart) -> QImage:
    QApplication.processEvents()
    return chart.plot.grab().toImage()


def test_figures_are_need_and_money_of_every_school(chart: NeedChart) -> None:
    """28 foreign-language pupils of 205: Asema 15 of 50, Hakamäki 5 of 110, Äijälä 8 of 45."""
    assert chart.figures() == [
        ["School", "Need", "Per pupil", "Before"],
        ["Asema", "30,00", "220", "220"],
        ["Äijälä", "17,78", "130", "130"],
        ["Hakamäki", "4,55", "33", "33"],
    ]
    assert "3 schools" in chart.summary() and "Gini" in chart.plot.accessibleDescription()


def test_dots_stand_at_their_figures_and_a_click_goes_to_the_school(
    chart: NeedChart, attention: Attention, light: Palette
) -> None:
    for school in range(3):
        assert QColor(picture(chart).pixel(place(chart, school))) == light.bar
    zoomed: list[int] = []
    attention.zoom_to_school.connect(zoomed.append)
    QTest.mouseMove(chart.plot.viewport(), place(chart, 2))
    assert attention.hovered_school == 2
    QTest.mouseClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=place(chart, 2))
    assert attention.target == 2 and zoomed == [2]
    assert QColor(picture(chart).pixel(place(chart, 2))) == light.accent
    rows = chart._rows
    assert rows is not None
    chart.plot.height_pointed = float(rows.per_pupil[0]) / 2
    assert chart._row_at(float(rows.need[0])) == -1, "far below a dot is nothing"


def test_arrows_go_by_need_and_enter_chooses(chart: NeedChart, attention: Attention) -> None:
    QTest.keyClick(chart.plot, Qt.Key.Key_Home)
    seen = []
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right):
        QTest.keyClick(chart.plot, key)
        seen.append(attention.hovered_school)
    assert seen == [1, 2, 0, 0], "from least to most need"
    QTest.keyClick(chart.plot, Qt.Key.Key_Return)
    assert attention.target == 0


def test_dots_move_with_a_stroke_while_the_axes_stay(
    chart: NeedChart, bridge: Bridge, to_hakamaki: AssignFaces, qtbot: QtBot
) -> None:
    before, axes = picture(chart), chart.plot.box.viewRange()
    with qtbot.waitSignal(bridge.changed):
        bridge.preview(to_hakamaki)
    assert picture(chart) != before and chart.plot.box.viewRange() == axes
    assert chart.figures()[1:][0][0] == "Asema", "nothing changes its order under the mouse"
    bridge.cancel()
    assert picture(chart) == before
    bridge.commit(SetFundingNumber(("model", "pot"), "41000"))
    assert chart.figures()[1] == ["Asema", "30,00", "439", "220"], "before: by the model as it was chosen"


def test_it_is_there_only_with_an_index(chart: NeedChart, bridge: Bridge) -> None:
    assert chart.isVisible()
    bridge.commit(SetFundingModel(text_of(preset("flat"))))
    assert not chart.isVisible() and chart.figures() == [["School", "Need", "Per pupil", "Before"]]
    bridge.undo()
    assert chart.isVisible()
    bridge.undo()
    assert not chart.isVisible()
