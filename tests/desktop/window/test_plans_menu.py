"""Several plans in one project: which is worked on, what it is compared with, and each keeps its own history."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from piiri.edits import SetCapacity
from piiri.model import Dataset, Plan
from piiri.storage import create_project
from piiri_desktop.main_window import MainWindow
from piiri_desktop.plans_menu import PlansMenu


@pytest.fixture
def options(town: tuple[Dataset, Plan], window: MainWindow) -> MainWindow:
    """A window on two plans; in the second all blocks of the first stage belong to its first catchment."""
    dataset, plan = town
    table = np.array(plan.catchment_of_face)
    table[0] = np.flatnonzero(plan.catchments.stage == 0)[0]
    option = replace(plan, name="One for all", catchment_of_face=table)
    window.projects.take(create_project(dataset, (plan, option)))
    return window


def menu(window: MainWindow) -> PlansMenu:
    found = window.findChild(PlansMenu)
    assert isinstance(found, PlansMenu)
    return found


def choose(window: MainWindow, section: int, text: str) -> None:
    """Trigger the entry of a name in the first or second section."""
    menu(window).aboutToShow.emit()
    entries = [action for action in menu(window).actions() if action.text() == text]
    entries[-1 if section else 0].trigger()


def checked(window: MainWindow) -> list[str]:
    menu(window).aboutToShow.emit()
    return [action.text() for action in menu(window).actions() if action.isChecked()]


def test_one_plan_can_be_branched(planning: MainWindow) -> None:
    assert checked(planning) == ["Today", "Its own start"]
    (entry,) = [action for action in menu(planning).actions() if action.objectName() == "branch"]
    entry.trigger()
    assert checked(planning) == ["\u2003Today, branch", "Its own start"]
    assert planning.bridge is not None and planning.bridge.state.plan.name == "Today, branch"


def test_the_menu_is_an_indented_tree_of_living_plans(options: MainWindow) -> None:
    assert options.plans is not None
    options.plans.branch(1)
    options.plans.branch()
    options.plans.delete(2)
    menu(options).aboutToShow.emit()
    names = [action.text() for action in menu(options).actions() if action.isCheckable()]
    assert names[:3] == ["Today", "\u2003Today, branch", "\u2003\u2003Today, branch, branch"]
    assert len(names) == 3 + 1 + 2


def test_another_plan_is_worked_on_and_shown(options: MainWindow, qtbot: QtBot) -> None:
    assert options.bridge is not None and options.workbench is not None
    assert checked(options) == ["Today", "Its own start"]
    before = options.workbench.views.map.grab().toImage()
    choose(options, 0, "One for all")
    state = options.bridge.state
    assert state.plan.name == "One for all"
    assert state.evaluation.stages[0].changed == 0, "compared with its own start"
    assert options.projects.project is not None
    assert options.projects.project.active == "One for all"
    qtbot.waitUntil(lambda: options.workbench is not None and options.workbench.views.map.grab().toImage() != before)
    drawn = options.workbench.views.map.grab().toImage()
    options.workbench.views.map.redraw()
    assert options.workbench.views.map.grab().toImage() == drawn


def test_compared_with_another_plan(options: MainWindow) -> None:
    assert options.bridge is not None
    choose(options, 0, "One for all")
    choose(options, 1, "Today")
    assert options.bridge.state.before_plan.name == "Today"
    assert options.bridge.state.evaluation.stages[0].changed > 0
    assert checked(options) == ["One for all", "Today"]
    choose(options, 1, "Its own start")
    assert options.bridge.state.evaluation.stages[0].changed == 0


def test_each_plan_keeps_its_own_history(options: MainWindow) -> None:
    assert options.bridge is not None
    school = options.bridge.state.plan.schools.ids[0]
    assert options.bridge.commit(SetCapacity(school, 7))
    choose(options, 0, "One for all")
    assert not options.bridge.state.history.entries
    assert not options.actions_of["undo"].isEnabled()
    assert options.bridge.commit(SetCapacity(school, 9))
    choose(options, 0, "Today")
    assert options.bridge.state.plan.schools.places[0] == 7
    options.actions_of["undo"].trigger()
    choose(options, 0, "One for all")
    assert options.bridge.state.plan.schools.places[0] == 9


def test_the_choice_survives_another_language(options: MainWindow, qtbot: QtBot) -> None:
    choose(options, 0, "One for all")
    choose(options, 1, "Today")
    old = menu(options)
    options.preferences.set_language("sv")
    qtbot.waitUntil(lambda: options.findChild(PlansMenu) is not None and menu(options) is not old)
    assert options.plans is not None and options.plans.compared == 1
    assert checked(options) == ["One for all", "Nuläge"], "a name that Piiri gave is said in the language"
