"""The history panel: words, times, where the plan is, and going there."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from piiri.edits import AssignFaces, SetCapacity, SetLock
from piiri.history import History
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.palette import Palette
from piiri_desktop.panels.history import HistoryPanel
from piiri_desktop.panels.history_list import HistoryModel, written_time


@pytest.fixture
def panel(bridge: Bridge, attention: Attention, light: Palette, qtbot: object) -> HistoryPanel:
    made = HistoryPanel(bridge, attention, light)
    qtbot.addWidget(made)
    made.resize(404, 400)
    made.show()
    return made


@pytest.fixture
def three(bridge: Bridge, to_hakamaki: AssignFaces) -> None:
    bridge.session.do(to_hakamaki, "agreed with the head teachers")
    bridge.session.do(SetCapacity("S1", 140))
    bridge.session.do(SetLock(True, ("S2",)))


def words(panel: HistoryPanel) -> list[str]:
    return [panel.model.text(row) for row in range(panel.model.rowCount())]


def heard(panel: HistoryPanel, row: int) -> str:
    return str(panel.model.data(panel.model.index(row), Qt.ItemDataRole.AccessibleTextRole))


def test_before_the_first_edit_it_says_what_will_be_here(panel: HistoryPanel, bridge: Bridge) -> None:
    assert panel.empty.isVisible() and not panel.list.isVisible()
    assert panel.empty.text().startswith("No edits yet. ")
    bridge.session.do(SetCapacity("S1", 140))
    assert panel.list.isVisible() and not panel.empty.isVisible()


def test_every_edit_in_words(panel: HistoryPanel, three: None) -> None:
    assert words(panel) == [
        "Start: Today",
        "1 block from Asema to Hakamäki",
        "Places of Hakamäki: 100 → 140",
        "Äijälä locked",
    ]
    assert heard(panel, 1).startswith("1 block from Asema to Hakamäki, ")
    assert "agreed with the head teachers" in heard(panel, 1)
    assert heard(panel, 3).endswith("the plan is here")


def test_a_click_goes_there_and_what_is_taken_back_says_so(
    panel: HistoryPanel, bridge: Bridge, three: None, qtbot: object
) -> None:
    place = panel.list.visualRect(panel.model.index(1)).center()
    qtbot.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bridge.state.history.cursor == 1
    assert heard(panel, 2).endswith("taken back") and heard(panel, 1).endswith("the plan is here")
    said = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert "2 edits are taken back. Redo brings them back; a new edit drops them." in said


def test_enter_goes_there(panel: HistoryPanel, bridge: Bridge, three: None, qtbot: object) -> None:
    qtbot.keyClick(panel.list, Qt.Key.Key_Home)
    assert bridge.state.history.cursor == 3  # looking is not going
    qtbot.keyClick(panel.list, Qt.Key.Key_Return)
    assert bridge.state.history.cursor == 0


def test_undo_and_redo_are_at_hand(panel: HistoryPanel, bridge: Bridge, three: None) -> None:
    assert panel.undo_button.isEnabled() and not panel.redo_button.isEnabled()
    panel.undo_button.click()
    assert bridge.state.history.cursor == 2 and panel.redo_button.isEnabled()
    panel.redo_button.click()
    assert bridge.state.history.cursor == 3


def test_a_new_edit_drops_what_was_taken_back(
    panel: HistoryPanel, bridge: Bridge, three: None, qtmodeltester: object
) -> None:
    bridge.jump(1)
    bridge.session.do(SetCapacity("S0", 80))
    assert words(panel) == ["Start: Today", "1 block from Asema to Hakamäki", "Places of Asema: 60 → 80"]
    qtmodeltester.check(panel.model)


def test_a_preview_is_no_step(panel: HistoryPanel, bridge: Bridge, to_asema: AssignFaces) -> None:
    bridge.session.preview(to_asema)
    assert panel.model.rowCount() == 1


def test_each_step_is_put_into_words_once(
    panel: HistoryPanel, bridge: Bridge, three: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    words(panel)
    asked: list[int] = []
    whole = History.describe

    def noting(self: History, position: int) -> str:
        asked.append(position)
        return whole(self, position)

    monkeypatch.setattr(History, "describe", noting)
    bridge.undo()
    bridge.redo()
    bridge.session.do(SetLock(False, ("S2",)))
    words(panel)
    assert asked == [4]


def test_rows_come_and_go_as_qt_expects(bridge: Bridge, three: None, qtmodeltester: object) -> None:
    state = bridge.state
    model = HistoryModel(History(state.history.start), "Today")
    qtmodeltester.check(model)
    removed: list[tuple[int, int]] = []
    model.rowsRemoved.connect(lambda _, first, last: removed.append((first, last)))
    model.show_history(state.history)
    assert model.rowCount() == 4
    shorter = History(state.history.start, state.history.entries[:1], 1)
    model.show_history(shorter)
    assert removed == [(2, 3)] and model.rowCount() == 2


@pytest.mark.parametrize(
    ("at", "written"),
    [
        ("2026-09-20T09:05:00+03:00", "9.05"),
        ("2026-09-19T23:59:59+03:00", "19.9. 23.59"),
        ("2025-12-31T08:00:00+02:00", "31.12.2025 8.00"),
        ("", ""),
    ],
)
def test_times_as_they_are_written_in_the_north(at: str, written: str) -> None:
    assert written_time(at, date(2026, 9, 20)) == written
