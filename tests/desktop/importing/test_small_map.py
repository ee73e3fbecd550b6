"""The small map shows everything at first, keeps where it was moved to, and can be heard."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from piiri_desktop.importing.small_map import Drawn, SmallMap
from piiri_desktop.palette import Palette

SQUARE = np.array([[0.0, 0.0], [1000.0, 0.0], [1000.0, 1000.0], [0.0, 1000.0], [0.0, 0.0]])
INSIDE, FAR = np.array([[500.0, 500.0]]), np.array([[90_000.0, 40_000.0]])


@pytest.fixture
def small(qtbot: QtBot, light: Palette) -> SmallMap:
    made = SmallMap("Where", light, 1.0)
    qtbot.addWidget(made)
    made.resize(400, 300)
    made.show_layers(
        (Drawn("areas", (SQUARE,)), Drawn("dots", points=INSIDE), Drawn("far", points=FAR)), "All is well."
    )
    made.show()
    return made


def colour(small: SmallMap, x: float, y: float) -> str:
    return small.grab().toImage().pixelColor(round(x), round(y)).name()


def test_the_areas_are_seen_whole_and_a_stray_does_not_push_them_aside(small: SmallMap) -> None:
    assert small.view is not None
    west, south, east, north = small.view.extent
    assert west < 0 and east > 1000 and south < 0 and north > 1000 and east - west < 3000


def test_what_is_drawn(small: SmallMap, light: Palette) -> None:
    assert small.view is not None
    x, y = small.view.to_screen(np.array([[300.0, 700.0]]))[0]
    assert colour(small, x, y) == light.surface.name()
    assert colour(small, 3, 150) == light.land_outside.name()
    assert colour(small, small.width() - 10, 10) == light.bad.name(), "a triangle at the edge"
    dot = small.view.to_screen(INSIDE)[0]
    assert colour(small, *dot) != light.surface.name()


def test_keys_wheel_and_hand_move_it_and_home_shows_all(small: SmallMap) -> None:
    first = small.view
    assert first is not None
    QTest.keyClick(small, Qt.Key.Key_Minus)
    assert small.view is not None and small.view.metres > first.metres
    QTest.keyClick(small, Qt.Key.Key_Home)
    assert small.view == first
    QTest.mousePress(small, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(small, QPoint(140, 100))
    QTest.mouseRelease(small, Qt.MouseButton.LeftButton, pos=QPoint(140, 100))
    assert small.view is not None and small.view.x < first.x


def test_the_place_stays_when_the_same_is_shown_again_and_goes_with_another(small: SmallMap) -> None:
    QTest.keyClick(small, Qt.Key.Key_Plus)
    closer = small.view
    small.show_layers((Drawn("areas", (SQUARE,)),), "Still.")
    assert small.view == closer
    small.show_layers((Drawn("areas", (SQUARE + 5000.0,)),), "Elsewhere.")
    assert small.view is not None and small.view.x > 5000


def test_it_is_said_what_is_seen_and_why_nothing_is(small: SmallMap) -> None:
    assert small.accessibleName() == "Where" and small.accessibleDescription() == "All is well."
    small.show_nothing("Nothing yet.")
    assert small.view is None and small.accessibleDescription() == "Nothing yet."
    assert not small.grab().isNull()


def test_a_patch_shows_its_hole(small: SmallMap, light: Palette) -> None:
    hole = SQUARE * 0.4 + 300.0
    small.show_layers(
        (Drawn("patch", (SQUARE, hole), tone=0), Drawn("defect", (hole + 5000.0,))), "A hole.", (0, 0, 1000, 1000)
    )
    assert small.view is not None
    x, y = small.view.to_screen(np.array([[500.0, 500.0]]))[0]
    assert colour(small, x, y) == light.land_outside.name()


def test_many_outlines_are_drawn_too(small: SmallMap, light: Palette) -> None:
    rings = tuple(SQUARE / 40 + np.array([25.0 * (n % 30), 25.0 * (n // 30)]) for n in range(900))
    small.show_layers(
        (Drawn("areas", rings), Drawn("edges", rings), Drawn("cells", rings), Drawn("lines", rings)), "Many."
    )
    assert not small.grab().isNull()
