"""The slider that shows at once what it moves."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from piiri_desktop.palette import palette
from piiri_desktop.panels.value_slider import ValueSlider


class Diary:
    """Writes down what a slider says."""

    def __init__(self, slider: ValueSlider) -> None:
        self.said: list[str] = []
        slider.moved.connect(lambda step: self.said.append(str(step)))
        slider.kept.connect(lambda: self.said.append("kept"))
        slider.dropped.connect(lambda: self.said.append("dropped"))


@pytest.fixture
def slider(qtbot: QtBot) -> ValueSlider:
    made = ValueSlider("Weight of income", palette("light"))
    qtbot.addWidget(made)
    made.setRange(0, 60)
    made.setPageStep(10)
    made.show_step(20)
    made.resize(120, 24)
    made.show()
    return made


def test_keys_step_and_their_release_keeps(slider: ValueSlider) -> None:
    diary = Diary(slider)
    for key, step in (
        (Qt.Key.Key_Right, "21"),
        (Qt.Key.Key_PageUp, "31"),
        (Qt.Key.Key_Left, "30"),
        (Qt.Key.Key_Home, "0"),
        (Qt.Key.Key_End, "60"),
    ):
        QTest.keyClick(slider, key)
        assert diary.said[-2:] == [step, "kept"]
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert diary.said[-1] == "kept" and len(diary.said) == 10, "at the end there is nothing to keep"


def test_esc_drops_a_pull_and_the_release_after_it_keeps_nothing(slider: ValueSlider) -> None:
    diary = Diary(slider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(100, 12))
    assert slider.under_way
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    QTest.mouseMove(slider, QPoint(20, 12))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(20, 12))
    assert diary.said[1:] == ["dropped"] and not slider.under_way


def test_the_wheel_moves_no_money(slider: ValueSlider) -> None:
    diary = Diary(slider)
    none, plain = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    at, turned = QPointF(60, 12), QPoint(0, 120)
    wheel = QWheelEvent(at, at, QPoint(), turned, none, plain, Qt.ScrollPhase.NoScrollPhase, False)
    QApplication.sendEvent(slider, wheel)
    assert diary.said == [] and slider.value() == 20


def test_what_is_shown_is_not_said_and_a_tick_stands_before(slider: ValueSlider) -> None:
    diary = Diary(slider)
    plain = slider.grab().toImage()
    slider.show_step(40)
    without = slider.grab().toImage()
    slider.show_step(40, before=10)
    assert diary.said == [] and plain != without != slider.grab().toImage()


def test_who_hears_it_hears_name_and_value(slider: ValueSlider) -> None:
    heard = QAccessible.queryAccessibleInterface(slider)
    assert heard.text(QAccessible.Text.Name) == "Weight of income"
    assert heard.valueInterface() is None or heard.valueInterface().currentValue() == 20
