"""Maps that move together, side by side and under a divider; what is pointed at is shown on all of them."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from piiri.compare import Comparison
from piiri_desktop.compare.colouring import USE, pictures
from piiri_desktop.compare.maps import CompareMaps
from piiri_desktop.palette import palette


@pytest.fixture
def maps(qtbot: QtBot, comparison: Comparison) -> CompareMaps:
    made = CompareMaps(palette("light"))
    qtbot.addWidget(made)
    made.resize(900, 300)
    with qtbot.waitExposed(made):
        made.show()
    made.show_pictures(pictures(comparison, 0, USE, palette("light")), "abc", ["", "", ""])
    made.zoom_to_all()
    for pane in made.panes:
        pane.settle()
    return made


def mouse(widget: QWidget, kind: QEvent.Type, x: float, y: float, held: bool = False) -> None:
    button = Qt.MouseButton.LeftButton if kind != QEvent.Type.MouseMove else Qt.MouseButton.NoButton
    buttons = Qt.MouseButton.LeftButton if held else Qt.MouseButton.NoButton
    there = QPointF(widget.mapToGlobal(QPoint(0, 0))) + QPointF(x, y)
    QApplication.sendEvent(
        widget, QMouseEvent(kind, QPointF(x, y), there, button, buttons, Qt.KeyboardModifier.NoModifier)
    )


def centres(maps: CompareMaps) -> set[tuple[float, float, float]]:
    return {(pane.view.x, pane.view.y, pane.view.metres) for pane in maps.panes if pane.view is not None}


def test_pan_and_zoom_move_all_of_them(maps: CompareMaps, qtbot: QtBot) -> None:
    seen = [centres(maps)]
    pane = maps.panes[1]
    mouse(pane, QEvent.Type.MouseButtonPress, 100, 100, True)
    mouse(pane, QEvent.Type.MouseMove, 130, 90, True)
    mouse(pane, QEvent.Type.MouseButtonRelease, 130, 90)
    seen.append(centres(maps))
    at = QPointF(40, 50)
    wheel = QWheelEvent(at, QPointF(pane.mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(pane, wheel)
    seen.append(centres(maps))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Plus, Qt.Key.Key_Up, Qt.Key.Key_Minus):
        qtbot.keyClick(maps.panes[2], key)
        seen.append(centres(maps))
    assert all(len(each) == 1 for each in seen)
    assert len({next(iter(each)) for each in seen}) == len(seen)
    qtbot.keyClick(maps.panes[0], Qt.Key.Key_Home)
    assert centres(maps) == seen[0]


def test_a_place_is_pointed_at_on_all_maps(maps: CompareMaps, comparison: Comparison) -> None:
    plan = comparison.plans[0].plan
    blocks = comparison.differences[0].blocks
    block = int(blocks.face[np.argmax(plan.coverage.areas_m2[blocks.face])])
    pane = maps.panes[0]
    assert pane.view is not None
    x, y = pane.view.to_screen(plan.coverage.label_points[block])
    mouse(pane, QEvent.Type.MouseMove, float(x), float(y))
    assert [each.hovered_face for each in maps.panes] == [block] * 3
    titles = [each.tip.title if each.tip is not None else "" for each in maps.panes]
    assert titles[0] != titles[1], "it belongs elsewhere"
    assert all(f"Block {plan.coverage.face_ids[block]}" in each.tip.lines[-1] for each in maps.panes if each.tip)
    QApplication.sendEvent(pane, QEvent(QEvent.Type.Leave))
    assert [each.hovered_face for each in maps.panes] == [-1] * 3


def test_swipe_shows_every_map_at_the_same_place(maps: CompareMaps, qtbot: QtBot) -> None:
    maps.set_swipe(True)
    width = maps.width()
    assert {pane.width() for pane in maps.panes} == {width}
    strips = [(clip.x(), clip.x() + clip.width()) for clip in maps._clips]
    assert maps.view is not None
    assert maps.panes[0].picture is not None
    west, south, east, _ = maps.panes[0].picture.counted.plan.coverage.extent
    left, right = maps.view.to_screen(np.array([[west, south], [east, south]]))[:, 0]
    thirds = [left + (right - left) * part / 3 for part in (1, 2)]
    assert [strip[1] for strip in strips] == [*(pytest.approx(x, abs=1) for x in thirds), width], "of what is drawn"
    assert [strip[0] for strip in strips] == [0, *(strip[1] for strip in strips[:-1])]
    for clip, pane in zip(maps._clips, maps.panes, strict=True):
        assert clip.x() + pane.x() == 0, "the map does not move with its strip"
    divider = maps.dividers[0]
    assert divider.isVisible()
    divider.setFocus()
    qtbot.keyClick(divider, Qt.Key.Key_Right)
    assert maps._clips[0].width() == round(thirds[0] + width * 0.02)
    qtbot.keyClick(divider, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert maps._clips[0].width() == round(thirds[0] + width * (0.02 - 0.1))
    qtbot.keyClick(divider, Qt.Key.Key_End)
    assert divider.at < maps.dividers[1].at, "dividers do not pass each other"
    assert "%" in divider.accessibleDescription()
    mouse(divider, QEvent.Type.MouseButtonPress, 12, 20, True)
    mouse(divider, QEvent.Type.MouseMove, 12 - 200, 20, True)
    assert divider.at == pytest.approx(maps.dividers[1].at - 0.04 - 200 / width, abs=0.01)
    for pane in maps.panes:
        for school in pane._marks.schools:
            if pane._marks.side_of(school) is not None:
                label = pane._marks._marks[school].label
                assert pane.strip.contains(label), "no label is cut by a divider"
    kept = [divider.at for divider in maps.dividers]
    maps.set_swipe(False)
    maps.set_swipe(True)
    assert [divider.at for divider in maps.dividers] == kept, "where a person put them they stay"
    maps.set_swipe(False)
    assert not divider.isVisible()
    assert [clip.width() for clip in maps._clips] == [299, 299, 300]


def test_swiped_strips_are_the_maps_side_by_side_would_show(maps: CompareMaps, comparison: Comparison) -> None:
    maps.set_swipe(True)
    for pane in maps.panes:
        pane.settle()
    whole = maps.grab().toImage()
    alone = [pane.grab().toImage() for pane in maps.panes]
    for position, x in enumerate((100, 450, 800)):
        for y in range(40, 280, 7):
            assert whole.pixelColor(x, y) == alone[position].pixelColor(x, y)


def test_away_from_everything(maps: CompareMaps) -> None:
    maps.panes[0].pointed.emit(0.0, 0.0)
    assert [pane.tip for pane in maps.panes] == [None] * 3
    maps.panes[0].pointed.emit(math.nan, math.nan)
    assert not maps.grab().isNull()
