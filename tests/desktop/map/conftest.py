"""A small town on the map, its session and what the person looks at."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.palette import palette


@pytest.fixture(scope="session")
def town() -> tuple[Dataset, Plan]:
    return demo_municipality(pupils=1_500, schools=8, faces=160)


@pytest.fixture
def session(town: tuple[Dataset, Plan]) -> Session:
    return Session(*town)


@pytest.fixture
def bridge(session: Session, qapp: QApplication) -> Bridge:
    return Bridge(session)


@pytest.fixture
def attention(qapp: QApplication) -> Attention:
    return Attention()


@pytest.fixture
def map_view(qtbot: QtBot, bridge: Bridge, attention: Attention) -> MapView:
    view = MapView(bridge, attention, palette("light"))
    qtbot.addWidget(view)
    view.resize(700, 480)
    with qtbot.waitExposed(view):
        view.show()
    view.settle()
    view.setFocus()
    return view


Mouse = Callable[..., None]


@pytest.fixture
def mouse(map_view: MapView) -> Mouse:
    """``mouse("press", x, y)``, ``mouse("move", ...)``, ``mouse("release", ...)``; the event loop runs after each."""
    kinds = {
        "press": QEvent.Type.MouseButtonPress,
        "move": QEvent.Type.MouseMove,
        "release": QEvent.Type.MouseButtonRelease,
        "double": QEvent.Type.MouseButtonDblClick,
    }

    def send(
        kind: str,
        x: float,
        y: float,
        button: Qt.MouseButton = Qt.MouseButton.LeftButton,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
        held: bool = True,
    ) -> None:
        buttons = button if held and kind != "release" else Qt.MouseButton.NoButton
        at = QPointF(x, y)
        there = QPointF(map_view.mapToGlobal(QPoint(0, 0))) + at
        QApplication.sendEvent(map_view, QMouseEvent(kinds[kind], at, there, button, buttons, modifiers))
        QApplication.processEvents()

    return send
