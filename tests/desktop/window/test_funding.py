"""In the real window: a weight and a border are dragged by mouse, and bars, tile and map colours move meanwhile."""

from __future__ import annotations

from collections.abc import Callable

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
from piiri_desktop.panels.controls import letters
from piiri_desktop.panels.funding_cells import detail
from piiri_desktop.panels.funding_table import SIDE
from piiri_desktop.panels.school_delegate import gutter

FOREIGN, POT = ("index", "weights", "foreign_language_share"), ("model", "pot")


def pictures(window: MainWindow) -> dict[str, QImage]:
    """What the views of money show."""
    assert window.workbench is not None
    views = window.workbench.views
    parts: dict[str, QWidget] = {
        "map": views.map,
        "strip": views.strip,
        "rows": views.funding.table,
        "sum": views.funding.sum,
        "chart": views.need,
    }
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


@pytest.mark.parametrize(
    ("number", "indicator", "follow"),
    [
        (FOREIGN, "money_per_pupil_change", {"strip", "rows", "chart", "map"}),
        (POT, "money_per_pupil", {"strip", "rows", "chart", "map", "sum"}),
    ],
)
def test_a_number_dragged_moves_bars_tile_and_map_before_it_is_kept(
    money: MainWindow, qtbot: QtBot, number: tuple[str, ...], indicator: str, follow: set[str]
) -> None:
    assert money.workbench is not None and money.bridge is not None and money.attention is not None
    money.attention.set_indicator(indicator)
    money.workbench.views.map.settle()
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
    before, said = pictures(money), money.workbench.views.funding.pot.text
    hand = Hand(view)
    sweep(hand, start.plan, scene)
    assert bridge.state.provisional and paid(bridge.state) != paid(start)
    during = pictures(money)
    still = [name for name in before if during[name] == before[name]]
    assert still in ([], ["sum"]), "all move while the button is down, but for the sum, which is the pot"
    assert money.workbench.views.funding.pot.text == said, "the pot stays whole"
    hand.release()
    assert bridge.state.history.cursor == 2 and paid(bridge.state) != paid(start)
    money.actions_of["undo"].trigger()
    assert paid(bridge.state) == paid(start)


@pytest.mark.parametrize(("language", "theme"), [("en", "dark"), ("fi", "light"), ("sv", "dark")])
def test_nothing_is_cut_in_a_small_window(
    make_window: Callable[..., MainWindow], qtbot: QtBot, language: str, theme: str
) -> None:
    """Numbers, headings and buttons have the room they ask for; names alone may end in an ellipsis."""
    window = make_window(language=language, theme=theme)
    window.open_demo()
    qtbot.waitUntil(lambda: window.workbench is not None and not window.jobs.running)
    assert window.workbench is not None and window.bridge is not None
    window.bridge.commit(SetFundingModel(text_of(preset("helsinki_pd_like"))))
    qtbot.keyClick(window, Qt.Key.Key_6, Qt.KeyboardModifier.ControlModifier)
    panel = window.workbench.views.funding
    qtbot.waitUntil(panel.table.isVisible)
    table, t = panel.table, letters(1.0)
    right = panel.mapToGlobal(panel.rect().bottomRight())
    for part in (panel.order, panel.copy, panel.why, panel.against):
        assert part.isVisible() and part.mapToGlobal(part.rect().bottomRight()).x() <= right.x()
    qtbot.waitUntil(lambda: all(each.width() >= each.sizeHint().width() for each in (panel.order, panel.why)))
    assert t.caption.width(panel.pot.text) <= panel.pot.width() - t.px(14) - 6
    assert sum(table.columnWidth(at) for at in range(len(table.money.keys))) <= table.viewport().width()
    for section, key in enumerate(table.money.keys):
        room = table.columnWidth(section) - 2 * SIDE
        assert t.caption_medium.width(table.header.title(key)) <= room, key
        if section:
            texts = [table.money.text(key, at) for at in range(table.money.rowCount())]
            assert max(t.body.width(text) for text in [*texts, table.money.total(key)]) <= room, key
        else:
            under = max(t.caption.width(detail(table.money.rows, at)) for at in range(table.money.rowCount()))
            assert under <= room - gutter(t) + SIDE, "pupils and need stand whole under the name"


def test_a_wide_window_has_two_columns_and_gives_the_room_back(money: MainWindow, qtbot: QtBot) -> None:
    assert money.workbench is not None and money.attention is not None
    bench, panel = money.workbench, money.workbench.views.funding
    assert panel.width() == 404
    money.resize(1920, 1000)
    qtbot.waitUntil(lambda: panel.width() == 640)
    school = panel.table.money.school_at(0)
    panel.explain(school)
    assert panel.table.isVisible() and panel.page.isVisible(), "the ledger stands beside the rows"
    other = panel.table.money.school_at(1)
    money.attention.set_target(other)
    assert panel.page.school in (school, other)
    panel.table.setFocus()
    panel.table.setCurrentIndex(panel.table.money.index(1, 0))
    assert panel.page.school == other, "it follows the rows"
    panel.go_back()
    assert not panel.page.isVisible()
    qtbot.waitUntil(lambda: "pupils" in panel.table.money.keys)  # then every figure has a column
    bench.docks["schools"].raise_()
    qtbot.waitUntil(lambda: bench.docks["schools"].width() == 560)
    bench.docks["funding"].raise_()
    qtbot.waitUntil(lambda: panel.width() == 640)
    money.resize(1280, 720)
    qtbot.waitUntil(lambda: panel.width() == 404)
    panel.explain(school)
    assert panel.page.isVisible() and not panel.table.isVisible(), "in a narrow one the ledger takes the place"
