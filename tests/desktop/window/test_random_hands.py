"""Whatever hands do: nothing is thrown at the person, every figure is that of the plan, and undo leads all the way
back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot
from shared.invariants import one_face_each, partition_is_whole, plan_makes_sense

from piiri.countable import Countable
from piiri.tally import tally_everything
from piiri_desktop.main_window import MainWindow

from .random_hands import Hands

MakeWindow = Callable[..., MainWindow]

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support (raise|grabbing the keyboard|propagateSizeHints)",  # menus without a screen
    extend=True,
)


def play(window: MainWindow, qtbot: QtBot, seed: int, acts: int) -> None:
    """Let hands do anything in the small town, then look whether all is well; what is raised meanwhile fails too."""
    window.open_demo()
    qtbot.waitUntil(lambda: window.workbench is not None and not window.jobs.running)
    hands = Hands(window, seed)
    try:
        hands.act(acts)
    finally:
        hands.rest()
        print("\n".join(hands.last))
    qtbot.waitUntil(lambda: not window.jobs.running, timeout=60_000)
    assert window.bridge is not None
    session = window.bridge.session
    state = session.cancel()
    assert not state.provisional
    plan, dataset = state.plan, state.dataset
    partition_is_whole(plan.coverage)
    plan_makes_sense(plan)
    one_face_each(dataset, plan)
    anew = tally_everything(Countable(dataset, state.before_plan), plan)
    assert (state.tally.counts == anew.counts).all()
    end, history = plan.fingerprint, state.history
    assert session.jump(0).plan.fingerprint == history.start.fingerprint
    assert session.jump(history.cursor).plan.fingerprint == end


@pytest.mark.parametrize(("seed", "language"), [(1, "en"), (2, "fi")])
def test_hands_that_do_anything_break_nothing(make_window: MakeWindow, qtbot: QtBot, seed: int, language: str) -> None:
    play(make_window(language=language), qtbot, seed, 150)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(10, 30))
def test_hands_that_go_on_for_long_break_nothing(make_window: MakeWindow, qtbot: QtBot, seed: int) -> None:
    settings = {"language": ("fi", "sv", "en")[seed % 3], "theme": ("light", "dark")[seed % 2]}
    play(make_window(**settings), qtbot, seed, 2_000)
