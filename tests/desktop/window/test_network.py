"""The pages on the school network in a real window: from the menu to the history, by mouse and by the keyboard alone.

The tasks by keyboard go like those of ``test_keyboard.py``; where ``PIIRI_SCREENSHOTS`` names a folder, their pictures
lie there.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, CloseSchool
from piiri_desktop.main_window import MainWindow
from piiri_desktop.panels.closing_page import ClosingPage
from piiri_desktop.panels.expected_page import ExpectedPage

Key = Qt.Key
CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier


def closing_page(window: MainWindow) -> ClosingPage:
    assert window.workbench is not None
    page = window.workbench.views.pages.pages["closing"]
    assert isinstance(page, ClosingPage)
    return page


def expected_page(window: MainWindow) -> ExpectedPage:
    assert window.workbench is not None
    page = window.workbench.views.pages.pages["expected"]
    assert isinstance(page, ExpectedPage)
    return page


def test_the_actions_need_a_target(planning: MainWindow) -> None:
    actions = planning.actions_of
    assert actions["expected"].isEnabled()
    assert not actions["close_school"].isEnabled()
    assert "Choose a target school first." in actions["merge_schools"].toolTip()
    assert planning.attention is not None
    planning.attention.set_target(2)
    assert actions["close_school"].isEnabled() and actions["merge_schools"].isEnabled()
    planning.comparing.show()
    assert planning.comparing.page is None or not actions["close_school"].isEnabled()
    planning.comparing.close()
    assert actions["close_school"].isEnabled()
    planning.close_project()


def test_the_target_is_closed_wherever_the_pointer_lies(planning: MainWindow) -> None:
    assert planning.workbench is not None
    attention, names = planning.workbench.attention, planning.workbench.bridge.state.plan.schools.names
    attention.set_target(2)
    attention.hover_school(4)
    planning.actions_of["close_school"].trigger()
    assert names[2] in closing_page(planning).head.title.text()


def test_map_tiles_and_charts_follow_the_preview(planning: MainWindow, qtbot: QtBot) -> None:
    bridge, bench = planning.bridge, planning.workbench
    assert bridge is not None and bench is not None and planning.attention is not None
    start, plan = bridge.state, bridge.state.plan
    planning.attention.set_target(0)
    planning.actions_of["close_school"].trigger()
    page = closing_page(planning)
    assert page.isVisible() and bench.views.pages.shown == "closing"
    qtbot.waitUntil(page.keep.isEnabled)
    assert bridge.state.provisional and bench.views.map.content.state.plan is bridge.state.plan
    assert bridge.state.evaluation.total.changed > start.evaluation.total.changed
    qtbot.keyClick(page.year.box, Key.Key_Escape)
    assert bench.views.pages.shown == "" and bridge.state.plan is plan
    assert bench.views.map.content.state.plan is plan


def test_what_is_done_is_said_and_can_be_taken_back(planning: MainWindow, qtbot: QtBot) -> None:
    bridge = planning.bridge
    assert bridge is not None and planning.attention is not None
    plan = bridge.state.plan
    planning.attention.ask_page("closing", 0)
    page = closing_page(planning)
    qtbot.waitUntil(page.keep.isEnabled)
    page.keep.click()
    assert bridge.state.plan.schools.closed[0] and bridge.state.history.cursor == 1
    assert planning.notices.banner is not None
    assert plan.schools.names[0] in planning.notices.banner.text
    planning.actions_of["undo"].trigger()
    assert bridge.state.plan is plan
    planning.actions_of["redo"].trigger()
    assert bridge.state.plan.schools.closed[0]


def test_another_language_drops_the_preview_and_leads_the_new_page(planning: MainWindow, qtbot: QtBot) -> None:
    bridge = planning.bridge
    assert bridge is not None and planning.attention is not None
    planning.attention.ask_page("closing", 0)
    qtbot.waitUntil(closing_page(planning).keep.isEnabled)
    planning.preferences.set_language("fi")
    qtbot.waitUntil(lambda: not bridge.state.provisional)
    planning.attention.ask_page("closing", 0)
    page = closing_page(planning)
    qtbot.waitUntil(page.keep.isEnabled)
    assert page.keep.text() == "Lakkauta koulu" and bridge.state.provisional


def test_closing_the_project_while_it_is_worked_out(planning: MainWindow, qtbot: QtBot) -> None:
    assert planning.attention is not None
    planning.attention.ask_page("closing", 0)
    planning.actions_of["close"].trigger()
    qtbot.waitUntil(lambda: planning.start is not None and not planning.network.running)
    qtbot.wait(200)
    assert not planning.actions_of["close_school"].isEnabled() and not planning.actions_of["expected"].isEnabled()


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_the_pages_ask_for_no_more_room_than_a_small_window_has(
    make_window: Callable[..., MainWindow], qtbot: QtBot, scale: float
) -> None:
    window = make_window(language="fi", text_scale=scale)
    window.open_demo()
    qtbot.waitUntil(lambda: window.workbench is not None and not window.jobs.running)
    assert window.workbench is not None
    least = window.workbench.views.pages.first.minimumSizeHint()
    for page in window.workbench.views.pages.pages.values():
        hint = page.minimumSizeHint()
        assert hint.width() <= max(least.width(), 404 * scale) and hint.height() <= max(least.height(), 200 * scale)


# ---------------------------------------------------------------------------------------------------- keyboard alone


class Typist:
    """Hands on the keyboard: every key goes to what has the focus."""

    def __init__(self, window: MainWindow, qtbot: QtBot, folder: Path) -> None:
        self.window, self.qtbot, self._folder = window, qtbot, folder

    def press(self, *keys: Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
        for key in keys:
            self.qtbot.keyClick(QApplication.focusWidget() or self.window, key, modifiers)
            QApplication.processEvents()

    def tab_to(self, there: Callable[[], bool]) -> None:
        for _ in range(14):
            if there():
                return
            self.press(Key.Key_Tab)
        assert there(), QApplication.focusWidget()

    def picture(self, name: str) -> None:
        self.qtbot.wait(300)
        path = self._folder / f"{name}.png"
        assert self.window.grab().save(str(path))
        assert path.stat().st_size > 20_000


@pytest.fixture
def typist(make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path) -> Typist:
    chosen = os.environ.get("PIIRI_SCREENSHOTS", "")
    folder = Path(chosen) if chosen else tmp_path / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    window = make_window(language="fi")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    made = Typist(window, qtbot, folder)
    made.press(Key.Key_D, modifiers=CTRL)
    qtbot.waitUntil(lambda: window.workbench is not None and not window.jobs.running)
    qtbot.waitUntil(lambda: window.workbench is not None and window.workbench.views.map.hasFocus())
    return made


def test_close_a_school_within_places_by_keyboard_alone(typist: Typist) -> None:
    window = typist.window
    assert window.bridge is not None and window.attention is not None
    while window.attention.target < 0:  # the first one is no school at all
        typist.press(Key.Key_BracketRight)
    target = window.attention.target
    assert target >= 0
    typist.press(Key.Key_F8)
    page = closing_page(window)
    assert page.year.box.hasFocus()
    year = page.year.value
    typist.press(Key.Key_Up)
    typist.tab_to(page.rule_buttons["nearest"].hasFocus)
    typist.press(Key.Key_Right)
    assert page.rule == "within_places" and page.rule_buttons["within_places"].hasFocus()
    typist.qtbot.waitUntil(lambda: page.keep.isEnabled() or page.sentence.isVisible())
    assert page.keep.isEnabled(), page.sentence.text()
    typist.tab_to(page.table.hasFocus)
    typist.press(Key.Key_Down)
    typist.picture("13-closing")
    typist.tab_to(page.keep.hasFocus)
    typist.press(Key.Key_Space)
    (entry,) = window.bridge.state.history.entries
    assert isinstance(entry.edit, CloseSchool)
    assert (entry.edit.rule, entry.edit.closed_from) == ("within_places", year + 1)
    assert entry.edit.school == window.bridge.state.plan.schools.ids[target]
    typist.press(Key.Key_Z, modifiers=CTRL)
    assert not window.bridge.state.plan.schools.closed.any()


def test_look_at_the_expected_figures_by_keyboard_alone(typist: Typist) -> None:
    window = typist.window
    assert window.bridge is not None
    plan = window.bridge.state.plan
    row = plan.catchment_of_face[0]
    first, other = sorted(set(row[row >= 0].tolist()))[:2]
    faces = tuple(plan.coverage.face_ids[f] for f in range(plan.coverage.face_count) if row[f] == first)[::2]
    assert window.bridge.commit(AssignFaces(plan.stages[0].id, faces, plan.catchments.ids[other]))
    typist.press(Key.Key_F9)
    page = expected_page(window)
    assert page.year.box.hasFocus()
    typist.qtbot.waitUntil(lambda: page.complete.text().startswith("Valmis lukuvuonna"))
    typist.tab_to(page.grade.hasFocus)
    typist.press(Key.Key_Down)
    typist.qtbot.waitUntil(lambda: page.stay_from_grade == 1 and page.complete.text().startswith("Valmis"))
    typist.tab_to(page.siblings.hasFocus)
    typist.press(Key.Key_Space)
    assert not page.siblings.isChecked()
    typist.qtbot.waitUntil(lambda: page.complete.text().startswith("Valmis"))
    typist.tab_to(page.table.hasFocus)
    marked = page.table.marked
    typist.press(Key.Key_Down, Key.Key_Right)
    assert page.table.marked != marked
    said = page.table.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("odotettuja ")
    typist.picture("14-expected")
    typist.press(Key.Key_Escape)
    assert window.workbench is not None and window.workbench.views.pages.shown == ""
