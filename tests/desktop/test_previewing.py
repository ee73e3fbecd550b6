"""A preview that stands while a page is open, beside strokes, undo and redo."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, CloseSchool, SetCapacity, SetLock
from piiri.errors import EditRejected
from piiri.session import State
from piiri_desktop.bridge import Bridge
from piiri_desktop.previewing import Previewing

CLOSING = CloseSchool("S0", 2030, (AssignFaces("fi-1-6", ("b0", "b1"), "fi-1-6/S1"),), "nearest")


@pytest.fixture
def standing(bridge: Bridge) -> Iterator[Previewing]:
    owner = QObject()
    made = Previewing(bridge, owner)
    made.start()
    yield made
    made.stop()


def shows(bridge: Bridge, edit: object) -> bool:
    return bridge.state.provisional and bridge.state.edit is edit


def test_what_is_previewed_is_dropped_with_the_page(standing: Previewing, bridge: Bridge, qtbot: QtBot) -> None:
    start = bridge.state.plan
    with qtbot.waitSignal(standing.shown):
        standing.show(CLOSING)
    assert shows(bridge, CLOSING) and standing.is_shown and not standing.busy
    standing.stop()
    assert bridge.state.plan is start and not bridge.state.provisional and not standing.is_open
    standing.show(CLOSING)
    qtbot.wait(20)
    assert not bridge.state.provisional, "nothing is shown after the page was left"


def test_keeping_is_one_step_and_undone_as_one(standing: Previewing, bridge: Bridge, qtbot: QtBot) -> None:
    start = bridge.state.plan
    with qtbot.waitSignal(standing.shown):
        standing.show(CLOSING)
    assert standing.keep() and not standing.is_open
    kept = bridge.state.plan
    assert bridge.state.history.cursor == 1 and kept.schools.closed[0]
    bridge.undo()
    assert bridge.state.plan is start
    bridge.redo()
    assert bridge.state.plan is kept
    assert not standing.keep(), "there is nothing more to keep"


def test_a_stroke_takes_its_place_and_it_comes_back_where_the_stroke_is_dropped(
    standing: Previewing, bridge: Bridge, to_asema: AssignFaces, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(standing.shown):
        standing.show(CLOSING)
    bridge.preview(to_asema)
    qtbot.waitUntil(lambda: shows(bridge, to_asema))
    assert standing.busy and not standing.is_shown
    qtbot.wait(20)
    assert shows(bridge, to_asema), "a stroke is never disturbed"
    bridge.cancel()
    qtbot.waitUntil(lambda: shows(bridge, CLOSING))


def test_an_edit_given_during_a_stroke_waits_for_its_end(
    standing: Previewing, bridge: Bridge, to_asema: AssignFaces, qtbot: QtBot
) -> None:
    bridge.preview(to_asema)
    qtbot.waitUntil(lambda: shows(bridge, to_asema))
    standing.show(CLOSING)
    qtbot.wait(20)
    assert shows(bridge, to_asema)
    bridge.cancel()
    qtbot.waitUntil(lambda: shows(bridge, CLOSING))


def test_leaving_the_page_during_a_stroke_leaves_the_stroke(
    standing: Previewing, bridge: Bridge, to_asema: AssignFaces, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(standing.shown):
        standing.show(CLOSING)
    bridge.preview(to_asema)
    qtbot.waitUntil(lambda: shows(bridge, to_asema))
    standing.stop()
    assert shows(bridge, to_asema)


def test_another_plan_makes_it_outdated(
    standing: Previewing, bridge: Bridge, to_asema: AssignFaces, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(standing.shown):
        standing.show(CLOSING)
    with qtbot.waitSignal(standing.outdated):
        bridge.commit(to_asema)
    qtbot.wait(20)
    assert not bridge.state.provisional
    with qtbot.waitSignal(standing.outdated):
        bridge.undo()
    qtbot.wait(20)
    assert not bridge.state.provisional and bridge.state.history.cursor == 0


def test_a_newer_edit_replaces_the_one_before(standing: Previewing, bridge: Bridge, qtbot: QtBot) -> None:
    other = SetCapacity("S1", 120)
    with qtbot.waitSignal(standing.shown):
        standing.show(CLOSING)
    with qtbot.waitSignal(standing.shown):
        standing.show(other)
    assert shows(bridge, other)
    standing.show(None)
    assert not bridge.state.provisional


def test_what_the_plan_cannot_take_is_refused_in_words(standing: Previewing, bridge: Bridge, qtbot: QtBot) -> None:
    said: list[EditRejected] = []
    states: list[State] = []
    standing.refused.connect(said.append)
    standing.start()
    bridge.commit(SetLock(True, ("S0",)))
    bridge.changed.connect(states.append)
    standing.show(CLOSING)
    qtbot.wait(20)
    assert [each.code for each in said] == ["locked"] and states == [] and not standing.keep()
