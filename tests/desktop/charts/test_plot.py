"""What the charts share: an item that raises while it is painted is told, and the window lives on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from piiri_desktop.charts.plot import BottomAxis, Pixels, Plot
from piiri_desktop.palette import Palette


@pytest.mark.parametrize("where", ["marks", "bottom"])
def test_what_an_item_raises_is_told(qtbot: QtBot, light: Palette, where: str) -> None:
    """An index out of range comes as a bare text, with which PySide crashed on its way through the view."""

    def marks(painter: QPainter, pixels: Pixels) -> None:
        painter.fillRect(0, 0, 1, 1, 0)
        if where == "marks":
            [][1]

    def names(painter: QPainter, place: Callable[[float], float], room: QRectF) -> None:
        if where == "bottom":
            [][1]

    plot = Plot(marks, BottomAxis(names), lambda _: "", light)
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.set_range(0.0, 10.0, [(0.0, "0"), (5.0, "5")], 10.0)
    with qtbot.captureExceptions() as caught:
        plot.show()
        qtbot.waitUntil(lambda: bool(caught))
        plot.grab()
    assert {kind for kind, *_ in caught} == {IndexError}
