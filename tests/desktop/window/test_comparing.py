"""The comparison in the window: opened and left by keys, and it follows the plan that is worked on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces
from piiri.model import Dataset, Plan
from piiri.storage import create_project
from piiri_desktop.actions import TOOLS
from piiri_desktop.compare import ComparePage
from piiri_desktop.main_window import MainWindow


@pytest.fixture
def options(town: tuple[Dataset, Plan], window: MainWindow) -> MainWindow:
    """A window on two plans; in the second all blocks of the first stage belong to its first catchment."""
    dataset, plan = town
    table = np.array(plan.catchment_of_face)
    table[0] = np.flatnonzero(plan.catchments.stage == 0)[0]
    window.projects.take(create_project(dataset, (plan, replace(plan, name="One for all", catchment_of_face=table))))
    return window


def compared(window: MainWindow, qtbot: QtBot) -> ComparePage:
    qtbot.keyClick(window, Qt.Key.Key_F7)
    qtbot.waitUntil(lambda: window.comparing.page is not None and window.comparing.page.comparison is not None)
    assert window.comparing.page is not None
    return window.comparing.page


def test_f7_compares_and_esc_returns(options: MainWindow, qtbot: QtBot) -> None:
    bench = options.workbench
    assert bench is not None
    page = compared(options, qtbot)
    assert page.isVisible() and not bench.isVisible()
    assert page.chosen == ("One for all", "Today")
    for name in TOOLS:
        assert not options.actions_of[name].isEnabled()
        assert "Go back to planning first (Esc)." in options.actions_of[name].toolTip()
    qtbot.keyClick(page.maps.panes[0], Qt.Key.Key_Escape)
    assert options.comparing.page is None
    assert bench.isVisible() and options.workbench is bench
    assert options.actions_of["paint"].isEnabled()
    assert not options.actions_of["next_unassigned"].isEnabled(), "every block has a catchment"
    assert bench.focusWidget() is bench.views.map
    assert compared(options, qtbot) is not page, "and again"


def test_one_plan_is_compared_with_its_start(planning: MainWindow, qtbot: QtBot) -> None:
    assert planning.bridge is not None
    plan = planning.bridge.state.plan
    stage = plan.stages[0]
    row = plan.catchment_of_face[0]
    to = int(np.setdiff1d(row[row >= 0], [row[0]])[0])
    page = compared(planning, qtbot)
    assert page.comparison is not None
    assert [head.pick.accessibleName() for head in page.plans.heads[:2]] == [
        "Plan A: Today, at its start",
        "Plan B: Today",
    ]
    assert len(page.comparison.differences[0].blocks) == 0
    assert planning.bridge.commit(AssignFaces(stage.id, (plan.coverage.face_ids[0],), plan.catchments.ids[to]))
    qtbot.waitUntil(lambda: page.comparison is not None and len(page.comparison.differences[0].blocks) == 1)
    qtbot.keyClick(planning, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: page.comparison is not None and len(page.comparison.differences[0].blocks) == 0)


def test_stages_by_key_theme_and_text_size(options: MainWindow, qtbot: QtBot) -> None:
    page = compared(options, qtbot)
    qtbot.keyClick(options, Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
    assert page.stage == 1
    options.actions_of["theme_dark"].trigger()
    assert page.maps.panes[0].picture is not None
    assert page.maps.panes[0].picture.scene.palette.is_dark
    options.preferences.set_text_scale(1.5)
    assert page.bar.back.font().pixelSize() == 18


def test_another_language_keeps_the_comparison(options: MainWindow, qtbot: QtBot) -> None:
    page = compared(options, qtbot)
    page.choose(("Today", "One for all"))
    options.preferences.set_language("fi")
    qtbot.waitUntil(lambda: options.comparing.page is not page)
    new = options.comparing.page
    assert new is not None
    assert new.chosen == ("Today", "One for all")
    qtbot.waitUntil(lambda: new.comparison is not None)
    assert new.bar.back.text() == "‹ Suunnittelu"


def test_another_project_ends_it(options: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    compared(options, qtbot)
    monkeypatch.setattr("piiri_desktop.main_window.ask_unsaved", lambda *_: "discard")
    options.open_demo()
    qtbot.waitUntil(lambda: options.comparing.page is None)
    qtbot.waitUntil(lambda: not options.jobs.running)


def test_messages_come_up_over_the_comparison(options: MainWindow, qtbot: QtBot) -> None:
    page = compared(options, qtbot)
    options.messages.show("error", "The disk is full.", "Make room on it.")
    assert page.notices.isVisible()
    assert page.rect().contains(page.notices.geometry())


def test_it_is_left_while_it_counts(options: MainWindow, qtbot: QtBot) -> None:
    options.comparing.show()
    options.comparing.close()
    qtbot.wait(50)
    assert options.comparing.page is None
    assert options.workbench is not None and options.workbench.isVisible()


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """A key goes to what has the focus, as for a person."""
    widget = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, modifiers)


def test_the_keyboard_alone(options: MainWindow, qtbot: QtBot) -> None:
    options.activateWindow()
    page = compared(options, qtbot)
    control = Qt.KeyboardModifier.ControlModifier
    assert QApplication.focusWidget() is page.maps.panes[0]
    seen = []
    for _ in range(page.tabs.count()):
        press(qtbot, Qt.Key.Key_Tab, control)
        seen.append(page.tabs.currentWidget())
    assert seen == [page.blocks, page.moves, page.problems, page.figures]
    press(qtbot, Qt.Key.Key_Backtab, control | Qt.KeyboardModifier.ShiftModifier)
    assert page.tabs.currentWidget() is page.problems
    page.problems.table.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, Qt.Key.Key_Tab, control)
    assert page.tabs.currentWidget() is page.figures, "from a table too"
    page.maps.panes[1].setFocus(Qt.FocusReason.TabFocusReason)
    view = page.maps.view
    press(qtbot, Qt.Key.Key_D)
    assert page.tabs.currentWidget() is page.blocks and page.maps.view != view
    page.bar.way_buttons[0].setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, Qt.Key.Key_Right)
    assert page.maps.swipe, "the arrow keys go from one way of showing to the other"
    page.bar.stage_pick.setFocus(Qt.FocusReason.TabFocusReason)
    press(qtbot, Qt.Key.Key_Escape)
    assert options.comparing.page is None and options.workbench is not None and options.workbench.isVisible()
