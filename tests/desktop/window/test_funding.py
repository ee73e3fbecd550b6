"""In the real window: a weight and a border are dragged by mouse, and bars, tile and map colours move meanwhile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shared.painting import scene_in_view, sweep

from piiri.edits import SetFundingModel
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.session import State
from piiri_desktop.demo_session import Hand
from piiri_desktop.main_window import MainWindow

FOREIGN, POT = ("index", "weights", "foreign_language_share"), ("model", "pot")


def pictures(window: MainWindow) -> dict[str, QImage]:
    """What the views of money show."""
    assert window.workbench is not None
    views = window.workbench.views
    parts: dict[str, QWidget] = {"map": views.map, "strip": views.strip, "rows": views.funding.table}
    return {name: part.grab().toImage() for name, part in parts.items()}


def paid(state: State) -> tuple[int, ...]:
    """What every school gets, in cents."""
    assert state.funding is not None and state.funding.allocation is not None
    assert sum(state.funding.allocation.amounts) == state.funding.allocation.pot
    return state.funding.allocation.amounts


def written(window: MainWindow) -> list[list[str]]:
    """The cells of the rows."""
    assert window.workbench is not None
    model = window.workbench.views.funding.table.money
    return [[model.index(row, at).data() for at in range(len(model.keys))] for row in range(model.rowCount())]


@pytest.fixture
def money(planning: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window on the panel of money, its map coloured by it."""
    assert planning.workbench is not None and planning.bridge is not None and planning.attention is not None
    planning.bridge.commit(SetFundingModel(text_of(preset("helsinki_pd_like"))))
    qtbot.keyClick(planning, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    planning.attention.set_indicator("money_per_pupil")
    planning.workbench.views.map.settle()
    assert planning.workbench.views.funding.table.isVisible()
    return planning


@pytest.mark.parametrize(("number", "follow"), [(FOREIGN, {"strip", "rows"}), (POT, {"strip", "rows", "map"})])
def test_a_number_dragged_moves_bars_tile_and_map_before_it_is_kept(
    money: MainWindow, qtbot: QtBot, number: tuple[str, ...], follow: set[str]
) -> None:
    """The weight takes no block over a limit of its class here; the pot does."""
    assert money.workbench is not None and money.bridge is not None
    bridge, slider = money.bridge, money.workbench.views.funding.numbers.row(number).slider
    start, before, words = bridge.state, pictures(money), written(money)
    middle = slider.height() // 2
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 3, middle))
    QTest.mouseMove(slider, QPoint(slider.width() - 8, middle))
    qtbot.waitUntil(lambda: bridge.state.provisional and paid(bridge.state) != paid(start))
    QApplication.processEvents()
    assert bridge.state.history.cursor == 1
    during = pictures(money)
    assert follow <= {name for name in before if during[name] != before[name]}, "while the button is down"
    QTest.keyClick(slider, Qt.Key.Key_Escape)
    assert not bridge.state.provisional and paid(bridge.state) == paid(start)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 8, middle))
    assert bridge.state.history.cursor == 1 and written(money) == words

    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() // 3, middle))
    QTest.mouseMove(slider, QPoint(slider.width() - 8, middle))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 8, middle))
    assert bridge.state.history.cursor == 2 and paid(bridge.state) != paid(start)
    kept = paid(bridge.state)
    money.actions_of["undo"].trigger()
    assert paid(bridge.state) == paid(start)
    money.actions_of["redo"].trigger()
    assert paid(bridge.state) == kept


def test_a_border_painted_moves_money_before_it_is_kept(money: MainWindow) -> None:
    assert money.workbench is not None and money.bridge is not None and money.attention is not None
    bridge, view = money.bridge, money.workbench.views.map
    start = bridge.state
    scene = scene_in_view(money)
    before = pictures(money)
    hand = Hand(view)
    sweep(hand, start.plan, scene)
    assert bridge.state.provisional and paid(bridge.state) != paid(start)
    during = pictures(money)
    assert [name for name in before if during[name] == before[name]] == [], "all move while the button is down"
    hand.release()
    assert bridge.state.history.cursor == 2 and paid(bridge.state) != paid(start)
    money.actions_of["undo"].trigger()
    assert paid(bridge.state) == paid(start)
