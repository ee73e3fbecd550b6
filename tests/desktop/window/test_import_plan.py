"""A colleague's plan: read beside the window, its differences listed, brought in whole or as far as it fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, SetCapacity, SetLock, SplitFaces
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri.storage import create_project
from piiri_desktop.dialogs.import_plan import ImportPlanDialog
from piiri_desktop.dialogs.misfits import MisfitsDialog
from piiri_desktop.main_window import MainWindow

Save = Callable[[Dataset], Path]


def moved(plan: Plan) -> AssignFaces:
    row = plan.catchment_of_face[0]
    faces = np.flatnonzero(row == 0)[:3]
    return AssignFaces(plan.stages[0].id, tuple(plan.coverage.face_ids[face] for face in faces), plan.catchments.ids[1])


@pytest.fixture
def colleague(town: tuple[Dataset, Plan], tmp_path: Path) -> Save:
    """Save a colleague's project on some data: a branch with a note, blocks given away, one split, places set."""

    def save(dataset: Dataset) -> Path:
        path = tmp_path / "her plans.gpkg"
        plan = town[1]
        with create_project(dataset, (plan,), workdir=tmp_path / "hers") as project:
            name = project.branch(plan.name, "Hers", "for the board")
            session = Session(dataset, project.history(name), journal=project)
            session.do(moved(plan), note="agreed")
            west, south, east, north = plan.coverage.bounds[20]
            line = ((west - 5, (south + north) / 2), (east + 5, (south + north) / 2))
            session.do(SplitFaces(line, (plan.coverage.face_ids[20],)))
            session.do(SetCapacity(plan.schools.ids[0], 77))
            project.save_as(path)
        return path

    return save


def fewer_pupils(dataset: Dataset) -> Dataset:
    points = dataset.pupils.points
    values = np.array(points.values)
    values[0] = 0
    return replace(dataset, pupils=replace(dataset.pupils, points=replace(points, values=values)))


def opened(
    window: MainWindow, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, dialog: type = ImportPlanDialog
) -> ImportPlanDialog:
    """Ask for the file as the menu does, and wait for the dialog."""
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.actions_of["import_plan"].trigger()
    qtbot.waitUntil(lambda: window.findChild(dialog) is not None and window.findChild(dialog).isVisible())
    found = window.findChild(dialog)
    assert isinstance(found, ImportPlanDialog)
    return found


def test_on_the_same_data_it_comes_in_whole(
    planning: MainWindow, town: tuple[Dataset, Plan], colleague: Save, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(planning, colleague(town[0]), qtbot, monkeypatch)
    assert not hasattr(dialog, "differences")
    assert [dialog.plans.item(row).text() for row in range(2)] == [
        "Today · 0 steps",
        "\u2003Hers · 3 steps · for the board",
    ]
    assert dialog.plans.hasFocus()
    qtbot.keyClick(dialog.plans, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.take_button, Qt.Key.Key_Space)
    assert planning.plans is not None and planning.bridge is not None
    assert [(node.name, node.steps, node.note) for node in planning.plans.tree] == [
        ("Today", 0, ""),
        ("Hers", 3, "for the board"),
    ]
    state = planning.bridge.state
    assert state.plan.name == "Hers" and state.plan.schools.places[0] == 77
    assert [entry.note for entry in state.history.entries] == ["agreed", "", ""]
    assert all(entry.at for entry in state.history.entries), "the colleague's own times"
    planning.actions_of["undo"].trigger()
    assert planning.bridge.state.plan.schools.places[0] != 77


def test_on_other_data_what_differs_is_listed(
    planning: MainWindow, town: tuple[Dataset, Plan], colleague: Save, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = opened(planning, colleague(fewer_pupils(town[0])), qtbot, monkeypatch)
    assert dialog.differences.text().startswith("• Pupils: ")
    dialog.plans.setCurrentRow(1)
    assert dialog.outcome.text() == "3 steps fit."
    assert not dialog.table.isVisible()
    qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    assert planning.bridge is not None and planning.bridge.state.plan.name == "Hers"
    assert planning.bridge.state.plan.coverage.face_count == town[1].coverage.face_count + 1


def test_what_does_not_fit_is_listed_with_its_reason(
    window: MainWindow, town: tuple[Dataset, Plan], colleague: Save, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset, plan = town
    locked = replace(plan, locked=frozenset({plan.schools.ids[int(plan.catchments.schools_of(1)[0])]}))
    window.projects.take(create_project(dataset, (locked,)))
    dialog = opened(window, colleague(fewer_pupils(dataset)), qtbot, monkeypatch)
    low = dialog.height()
    dialog.plans.setCurrentRow(1)
    assert dialog.outcome.text() == "2 steps fit. 1 does not:"
    assert dialog.table.isVisible() and dialog.height() > low
    assert dialog.table.item(0, 0).text() == "1"
    assert dialog.table.item(0, 2).text().endswith("Unlock it or choose another target.")
    assert dialog.take_button.text() == "Import what fits"
    boxes = [dialog.plans.geometry(), dialog.outcome.geometry(), dialog.table.geometry(), dialog.take_button.geometry()]
    for above, below in pairwise(boxes):
        assert above.bottom() < below.top(), "nothing lies over anything"
    qtbot.mouseClick(dialog.take_button, Qt.MouseButton.LeftButton)
    assert window.bridge is not None
    assert [type(entry.edit) for entry in window.bridge.state.history.entries] == [SplitFaces, SetCapacity]


def test_steps_are_copied_to_another_plan_as_far_as_they_fit(planning: MainWindow, qtbot: QtBot) -> None:
    assert planning.bridge is not None and planning.plans is not None
    plan = planning.bridge.state.plan
    planning.plans.branch()
    school = plan.schools.ids[int(plan.catchments.schools_of(1)[0])]
    assert planning.bridge.commit(SetLock(True, (school,)))
    planning.plans.work_on(1)
    assert planning.bridge.commit(moved(plan))
    assert planning.bridge.commit(SetCapacity(plan.schools.ids[0], 55))
    planning.plans.copy((1, 2), 2)
    dialog = planning.findChild(MisfitsDialog)
    assert isinstance(dialog, MisfitsDialog) and dialog.isVisible()
    assert dialog.table.rowCount() == 1 and dialog.table.item(0, 1).text().startswith("3 blocks")
    tree = {node.number: node.steps for node in planning.plans.tree}
    assert tree == {1: 2, 2: 1}, "nothing is copied before it is agreed to"
    qtbot.mouseClick(dialog.keep_button, Qt.MouseButton.LeftButton)
    assert {node.number: node.steps for node in planning.plans.tree} == {1: 2, 2: 2}
    planning.plans.work_on(2)
    assert planning.bridge.state.plan.schools.places[0] == 55
