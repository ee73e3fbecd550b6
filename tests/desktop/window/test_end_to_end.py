"""The one path through everything: demo, paint by mouse, numbers change meanwhile, undo, save, reopen."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shared.painting import scene_in_view, sweep

from piiri.countable import Countable
from piiri.edits import AssignFaces, MoveVertex, apply, from_json
from piiri.evaluate import evaluate
from piiri.model import Dataset, Plan
from piiri.tally import tally_everything
from piiri_desktop import demo_session
from piiri_desktop.demo_session import Hand, choose_corner, choose_scene
from piiri_desktop.main_window import MainWindow
from piiri_desktop.settings import Settings


def pictures(window: MainWindow) -> dict[str, QImage]:
    """What map, strip, table and charts show."""
    assert window.workbench is not None
    views = window.workbench.views
    parts = {"strip": views.strip, "schools": views.schools, "places": views.places, "distance": views.distance}
    return {name: part.grab().toImage() for name, part in {"map": views.map, **parts}.items()}


def test_demo_paint_release_undo_save_reopen(
    planning: MainWindow, make_window: Callable[..., MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    assert planning.workbench is not None and planning.bridge is not None and planning.attention is not None
    bridge, view = planning.bridge, planning.workbench.views.map
    start = bridge.state
    scene = scene_in_view(planning)
    before = pictures(planning)

    hand = Hand(view)
    sweep(hand, start.plan, scene)
    during = bridge.state
    assert during.provisional
    assert during.committed is start.evaluation
    moved = set(np.flatnonzero(during.plan.catchment_of_face[0] != start.plan.catchment_of_face[0]).tolist())
    assert moved.issuperset(scene.faces)
    assert during.evaluation.school_pupils[scene.taker] > start.evaluation.school_pupils[scene.taker]
    assert during.evaluation.school_pupils[scene.giver] < start.evaluation.school_pupils[scene.giver]
    shown = pictures(planning)
    assert [name for name in before if shown[name] == before[name]] == [], "all views follow while the button is down"
    assert planning.projects.project is not None
    assert not planning.projects.project.history("Today").entries, "nothing is kept yet"

    hand.release()
    kept = bridge.state
    assert not kept.provisional
    assert len(kept.history.entries) == 1
    assert np.array_equal(kept.plan.catchment_of_face, during.plan.catchment_of_face)
    slow = tally_everything(Countable(kept.dataset, kept.before_plan), kept.plan)
    assert np.array_equal(kept.tally.counts, slow.counts)
    assert np.array_equal(kept.evaluation.school_pupils, evaluate(kept.dataset, kept.plan, slow).school_pupils)

    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert bridge.state.plan is start.plan
    assert np.array_equal(bridge.state.tally.counts, start.tally.counts)
    qtbot.keyClick(view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert bridge.state.plan is kept.plan

    planning.projects.save(tmp_path / "town.gpkg")
    qtbot.waitUntil(lambda: not planning.projects.saving)
    other = make_window()
    other.open_path(tmp_path / "town.gpkg")
    qtbot.waitUntil(lambda: other.workbench is not None)
    assert other.bridge is not None
    again = other.bridge.state
    assert again.plan.fingerprint == kept.plan.fingerprint
    assert again.dataset.fingerprint == kept.dataset.fingerprint
    assert np.array_equal(again.tally.counts, kept.tally.counts)
    assert again.history.describe(1) == kept.history.describe(1)


def test_esc_drops_a_stroke(planning: MainWindow, qtbot: QtBot) -> None:
    assert planning.workbench is not None and planning.bridge is not None and planning.attention is not None
    view, start = planning.workbench.views.map, planning.bridge.state
    scene = choose_scene(start)
    planning.attention.set_target(scene.taker)
    planning.actions_of["paint"].trigger()
    hand = Hand(view)
    hand.press(hand.place(start.plan.coverage.label_points[scene.faces[0]]))
    QApplication.processEvents()
    assert planning.bridge.state.provisional
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert planning.bridge.state.plan is start.plan
    assert not planning.bridge.state.provisional
    hand.release()
    assert not planning.bridge.state.history.entries


def test_the_demo_session_leaves_pictures_and_true_figures(
    town: tuple[Dataset, Plan], qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    dataset, plan = town
    out = tmp_path / "out"
    assert demo_session.play(out, Settings(theme="light")) == 0
    assert capsys.readouterr().out.splitlines() == [f"Pictures and figures are in {out}"]
    grabs = {path.name: QImage(str(path)) for path in out.glob("*.png")}
    assert set(grabs) == {
        *("0-start.png", "1-before.png", "2-during.png", "2-during-corner.png", "3-after.png", "4-dark-fi.png")
    }
    assert {(image.width(), image.height()) for image in grabs.values()} == {demo_session.SIZE}
    assert grabs["1-before.png"] != grabs["2-during.png"] != grabs["3-after.png"]
    assert (
        grabs["4-dark-fi.png"].pixelColor(2, 200).lightness() < 60 < grabs["3-after.png"].pixelColor(2, 200).lightness()
    )

    figures = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    edits = [from_json(edit) for edit in figures["session"]["edits"]]
    assert [type(edit) for edit in edits] == [AssignFaces, MoveVertex]
    end = plan
    for edit in edits:
        end, _ = apply(end, edit)
    countable = Countable(dataset, plan)
    for position, each in enumerate((plan, end)):
        slow = evaluate(dataset, each, tally_everything(countable, each)).total
        totals = figures["plans"][position]["totals"]
        assert totals["changed_pupils"] == slow.changed
        assert totals["mean_distance_m"] == pytest.approx(slow.mean_distance_m)
        assert totals["schools_over_capacity"] == slow.over_capacity
    assert figures["plans"][1]["totals"]["changed_pupils"] > 0
    assert figures["session"]["while_the_button_was_down"]["changed_pupils"] > 0
    text = (out / "figures.txt").read_text(encoding="utf-8")
    assert "Pupils who change school" in text
    assert "Corner moved" in text


def test_the_scene_cuts_nothing_off(town: tuple[Dataset, Plan], planning: MainWindow) -> None:
    """No block of the giving school is left behind as an island of a few blocks."""
    assert planning.bridge is not None
    state = planning.bridge.state
    scene = choose_scene(state)
    plan = state.plan
    giver = plan.catchments.of_school(scene.giver, scene.stage)
    taker = plan.catchments.of_school(scene.taker, scene.stage)
    faces = tuple(plan.coverage.face_ids[face] for face in scene.faces)
    after, _ = apply(plan, AssignFaces(plan.stages[scene.stage].id, faces, plan.catchments.ids[taker]))
    row, topology = after.catchment_of_face[scene.stage], plan.coverage.topology
    for face in np.flatnonzero(row == giver):
        assert (row[topology.neighbours(int(face))] == giver).any()


def test_the_corner_moves_pupils_where_it_can(planning: MainWindow) -> None:
    assert planning.bridge is not None
    state = planning.bridge.state
    scene = choose_scene(state)
    middle = state.plan.coverage.label_points[list(scene.faces)].mean(axis=0)
    edit = choose_corner(state, scene, middle)
    assert edit is not None
    assert apply(state.plan, edit)[0] is not state.plan
