"""Pupils against places: what is drawn, what stays still, and where a click goes."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.charts.places import PlacesChart
from piiri_desktop.palette import Palette, palette

ASEMA, HAKAMAKI, AIJALA = range(3)


@pytest.fixture
def chart(bridge: Bridge, attention: Attention, light: Palette, qtbot: object) -> PlacesChart:
    made = PlacesChart(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(420, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


def order(chart: PlacesChart) -> list[str]:
    return [row[0] for row in chart.figures()[1:]]


def place(chart: PlacesChart, school: str, pupils: float = 5.0) -> QPoint:
    """Where a school's bar stands in the plot, at a height in pupils."""
    from PySide6.QtCore import QPointF

    return chart.plot.mapFromScene(chart.plot.box.mapViewToScene(QPointF(order(chart).index(school), pupils)))


def picture(chart: PlacesChart) -> QImage:
    QApplication.processEvents()
    return chart.plot.grab().toImage()


def colour(chart: PlacesChart, school: str, pupils: float = 5.0) -> QColor:
    return QColor(picture(chart).pixel(place(chart, school, pupils)))


def test_figures_as_written_in_the_order_of_the_bars(chart: PlacesChart) -> None:
    assert chart.figures() == [
        ["School", "Pupils", "Before", "Places", "Over by"],
        ["Hakamäki", "110", "110", "100", "10"],
        ["Asema", "50", "50", "60", "0"],
        ["Äijälä", "45", "45", ".", "."],
    ]


def test_bars_reach_their_pupils_and_what_is_over_the_places_is_marked(chart: PlacesChart, light: Palette) -> None:
    assert colour(chart, "Asema", 40) == light.bar and colour(chart, "Asema", 55) == light.surface
    assert colour(chart, "Hakamäki", 90) == light.bar
    assert colour(chart, "Hakamäki", 106) == light.bad and colour(chart, "Hakamäki", 114) != light.bad


def test_places_are_a_line_wider_than_the_bar(chart: PlacesChart, light: Palette) -> None:
    image, at = picture(chart), place(chart, "Asema", 60)
    beside = place(chart, "Asema", 60) - QPoint(round(chart.plot.width() / 3 * 0.33), 0)
    assert light.text in [QColor(image.pixel(at.x(), at.y() + dy)) for dy in (-1, 0, 1)]
    assert light.text in [QColor(image.pixel(beside.x(), at.y() + dy)) for dy in (-1, 0, 1)]


def test_before_is_a_tick_once_something_changed(
    chart: PlacesChart, bridge: Bridge, light: Palette, to_hakamaki: AssignFaces
) -> None:
    def ticked() -> bool:
        image, at = picture(chart), place(chart, "Asema", 50)
        return light.text in [QColor(image.pixel(at.x(), at.y() + dy)) for dy in (-1, 0, 1)]

    assert not ticked()
    bridge.session.preview(to_hakamaki)
    assert ticked() and colour(chart, "Asema", 30) == light.surface


def test_the_target_is_drawn_in_the_accent(chart: PlacesChart, attention: Attention, light: Palette) -> None:
    attention.set_target(ASEMA)
    assert colour(chart, "Asema") == light.accent and colour(chart, "Äijälä") == light.bar


def test_order_and_axis_stay_in_a_stroke_and_settle_on_release(
    chart: PlacesChart, bridge: Bridge, to_asema: AssignFaces
) -> None:
    names, axis = order(chart), chart.plot.box.viewRange()
    for faces in (("b4",), ("b2", "b3", "b4")):
        bridge.session.preview(AssignFaces("fi-1-6", faces, "fi-1-6/S0"))
    assert order(chart) == names and chart.plot.box.viewRange() == axis
    assert chart.figures()[2][1] == "140"  # Asema's bar has grown all the same
    bridge.session.commit()
    assert order(chart)[0] == "Asema" and chart.plot.box.viewRange() != axis


def test_a_click_chooses_the_school_and_the_map_goes_there(
    chart: PlacesChart, attention: Attention, qtbot: object
) -> None:
    with qtbot.waitSignal(attention.zoom_to_school) as told:
        qtbot.mouseClick(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=place(chart, "Äijälä", 10))
    assert told.args == [AIJALA] and attention.target == AIJALA


def test_pointing_goes_both_ways(chart: PlacesChart, attention: Attention, light: Palette, qtbot: object) -> None:
    qtbot.mouseMove(chart.plot.viewport(), place(chart, "Asema", 10))
    QApplication.processEvents()
    assert attention.hovered_school == ASEMA
    before = picture(chart)
    attention.hover_school(AIJALA)
    after = picture(chart)
    top = place(chart, "Äijälä", 45)
    column = range(top.y() - 5, top.y() + 1)
    assert light.text in [QColor(after.pixel(top.x(), y)) for y in column]
    assert light.text not in [QColor(before.pixel(top.x(), y)) for y in column]


def test_by_keys_alone(chart: PlacesChart, attention: Attention, qtbot: object) -> None:
    qtbot.keyClick(chart.plot, Qt.Key.Key_Right)
    assert attention.hovered_school == HAKAMAKI
    qtbot.keyClick(chart.plot, Qt.Key.Key_End)
    qtbot.keyClick(chart.plot, Qt.Key.Key_Left)
    qtbot.keyClick(chart.plot, Qt.Key.Key_Return)
    assert attention.target == ASEMA


def test_the_wheel_and_the_mouse_do_not_zoom(chart: PlacesChart, qtbot: object) -> None:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QWheelEvent

    axis = chart.plot.box.viewRange()
    place_ = QPointF(100, 60)
    none = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(
        chart.plot.viewport(),
        QWheelEvent(
            place_, place_, QPoint(), QPoint(0, 240), Qt.MouseButton.NoButton, none, Qt.ScrollPhase.NoScrollPhase, False
        ),
    )
    qtbot.mousePress(chart.plot.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(100, 60))
    qtbot.mouseMove(chart.plot.viewport(), QPoint(200, 90))
    assert chart.plot.box.viewRange() == axis


def test_as_table_with_the_same_figures(chart: PlacesChart, bridge: Bridge, to_hakamaki: AssignFaces) -> None:
    chart.as_table.trigger()
    assert chart.table.isVisible() and not chart.plot.isVisible()
    bridge.session.preview(to_hakamaki)
    model = chart.table.model()
    shown = [[model.index(row, column).data() for column in range(5)] for row in range(3)]
    assert shown == chart.figures()[1:] and shown[0][1] == "140"
    chart.as_table.trigger()
    assert chart.plot.isVisible()


def test_copies(chart: PlacesChart) -> None:
    chart.copy_figures()
    assert QGuiApplication.clipboard().text().splitlines()[1] == "Hakamäki\t110\t110\t100\t10"
    chart.copy_picture()
    assert QGuiApplication.clipboard().pixmap().size() == chart.size()


def test_the_chart_in_one_sentence(chart: PlacesChart) -> None:
    assert chart.plot.accessibleDescription() == (
        "3 schools; 100\u00a0% of 160 places in use; over capacity: Hakamäki +10."
    )


def test_stages_show_their_schools(chart: PlacesChart, attention: Attention) -> None:
    attention.set_stage(1)
    assert order(chart) == ["Hakamäki"]


def test_dark(chart: PlacesChart) -> None:
    dark = palette("dark")
    chart.set_palette(dark)
    assert colour(chart, "Asema", 40) == dark.bar and colour(chart, "Asema", 80) == dark.surface
