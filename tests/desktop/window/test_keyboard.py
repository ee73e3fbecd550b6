"""Fifteen tasks by the keyboard alone, in a real window in Finnish; each ends in a check of the plan and a picture.

The pictures lie in the test's own folder, or, where the environment variable ``PIIRI_SCREENSHOTS`` names one, there, so
that a person can look at them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from piiri.edits import AssignFaces, MoveSchool, OpenSchool, SetLock, SetStages
from piiri.model import Plan
from piiri.progress import Progress
from piiri.session import State
from piiri.storage import Project, create_project
from piiri_desktop.bridge import UNCHOSEN
from piiri_desktop.main_window import MainWindow
from piiri_desktop.map import MapView

Key, Modifier = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT, NONE = Modifier.ControlModifier, Modifier.ShiftModifier, Modifier.NoModifier


class Typist:
    """Hands on the keyboard: every key goes to what has the focus, as for a person."""

    def __init__(self, window: MainWindow, qtbot: QtBot, folder: Path) -> None:
        self.window, self._qtbot, self._folder = window, qtbot, folder

    def press(self, *keys: Key, modifiers: Modifier = NONE) -> None:
        for key in keys:
            receiver = QApplication.activePopupWidget() or QApplication.focusWidget() or self.window
            self._qtbot.keyClick(receiver, key, modifiers)
            QApplication.processEvents()

    def press_until(self, key: Key, there: Callable[[], bool]) -> None:
        """From one place to the next, ten times at most."""
        for _ in range(10):
            if there():
                return
            self.press(key)
        assert there()

    def type(self, text: str) -> None:
        self._qtbot.keyClicks(QApplication.focusWidget(), text)
        QApplication.processEvents()

    def wait(self, until: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(until)

    def picture(self, name: str) -> None:
        """What a person sees now, 1280 × 720."""
        self._qtbot.wait(500)  # the card of the block, the plates on areas
        path = self._folder / f"{name}.png"
        assert self.window.grab().save(str(path))
        assert path.stat().st_size > 20_000

    # ------------------------------------------------------------------------------------------------ what it leads to
    @property
    def map(self) -> MapView:
        assert self.window.workbench is not None
        return self.window.workbench.views.map

    @property
    def state(self) -> State:
        assert self.window.bridge is not None
        return self.window.bridge.state

    @property
    def plan(self) -> Plan:
        return self.state.plan

    @property
    def face(self) -> int:
        return self.map.focus_block.face

    def to_a_block(self, *arrows: Key) -> int:
        """Arrows from block to block; the first one lands in the middle of the map."""
        self.press(*(arrows or (Key.Key_Right, Key.Key_Up)))
        assert self.face >= 0
        return self.face

    def to_another_target(self) -> int:
        """A digit: the nearest school that does not have the block."""
        own = self.map.content.school_of_face(self.face)
        for digit in (Key.Key_1, Key.Key_2):
            self.press(digit)
            if self.map.attention.target != own:
                return self.map.content.target
        raise AssertionError("two schools are one and the same")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    chosen = os.environ.get("PIIRI_SCREENSHOTS", "")
    made = Path(chosen) if chosen else tmp_path / "pictures"
    made.mkdir(parents=True, exist_ok=True)
    return made


@pytest.fixture
def at_start(make_window: Callable[..., MainWindow], qtbot: QtBot, folder: Path) -> Typist:
    window = make_window(language="fi")
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return Typist(window, qtbot, folder)


@pytest.fixture
def typist(at_start: Typist) -> Typist:
    """The demo is open."""
    at_start.press(Key.Key_D, modifiers=CTRL)
    at_start.wait(lambda: at_start.window.workbench is not None and not at_start.window.jobs.running)
    at_start.wait(at_start.map.hasFocus)
    return at_start


def test_1_open_the_demo(at_start: Typist) -> None:
    at_start.press(Key.Key_D, modifiers=CTRL)
    at_start.wait(lambda: at_start.window.workbench is not None and not at_start.window.jobs.running)
    assert at_start.plan.coverage.face_count > 100
    assert at_start.map.hasFocus()
    assert at_start.map.attention.target == UNCHOSEN
    at_start.picture("01-demo")


def test_2_choose_a_target_by_a_part_of_its_name(typist: Typist) -> None:
    typist.press(Key.Key_B, Key.Key_T)
    wanted = next(row for row in typist.map.finder.model.rows[1:] if row.name[1:5].isascii())
    typist.type(wanted.name[1:5])
    rows = typist.map.finder.model.rows
    typist.press(*[Key.Key_Down] * [row.school for row in rows].index(wanted.school))
    typist.picture("02-finder")
    typist.press(Key.Key_Return)
    assert typist.map.attention.target == wanted.school
    assert typist.map.hasFocus()
    assert typist.window.workbench is not None
    assert wanted.name in typist.window.workbench.status.hint


def test_3_paint_a_block(typist: Typist) -> None:
    typist.press(Key.Key_B)
    face = typist.to_a_block()
    target = typist.to_another_target()
    typist.picture("03-before-painting")
    typist.press(Key.Key_Return)
    assert typist.plan.catchment_of_face[0, face] == target
    assert typist.state.history.cursor == 1
    typist.picture("03-painted")


def test_4_paint_three_blocks_by_arrows(typist: Typist) -> None:
    typist.press(Key.Key_B)
    faces = [typist.to_a_block()]
    target = typist.to_another_target()
    for arrow in (Key.Key_Right, Key.Key_Down):
        typist.press(arrow, modifiers=SHIFT)
        faces.append(typist.face)
    before = typist.state.history.plan.catchment_of_face[0]
    assert len(set(faces)) == 3
    assert typist.state.provisional
    typist.picture("04-three-blocks")
    typist.press(Key.Key_Return)
    after = typist.plan.catchment_of_face[0]
    assert (after[faces] == target).all()
    assert set(np.flatnonzero(before != after).tolist()) <= set(faces)
    assert typist.state.history.cursor == 1


def test_5_undo_and_redo(typist: Typist) -> None:
    start = typist.plan.fingerprint
    typist.press(Key.Key_B)
    typist.to_a_block()
    typist.to_another_target()
    typist.press(Key.Key_Return)
    painted = typist.plan.fingerprint
    assert painted != start
    typist.press(Key.Key_Z, modifiers=CTRL)
    assert typist.plan.fingerprint == start
    typist.picture("05-undone")
    typist.press(Key.Key_Y, modifiers=CTRL)
    assert typist.plan.fingerprint == painted


def test_6_move_a_corner_ten_metres_and_keep_it(typist: Typist) -> None:
    before = typist.plan.coverage.vertices.copy()
    typist.press(Key.Key_M)
    typist.to_a_block()
    for _ in range(8):  # some corners have no room; Esc and Tab go to the next
        typist.press(Key.Key_Tab)
        typist.press(Key.Key_Right, modifiers=SHIFT)
        if typist.state.provisional:
            break
    typist.picture("06-corner")
    typist.press(Key.Key_Return)
    assert not typist.state.provisional
    moved = np.flatnonzero((typist.plan.coverage.vertices != before).any(axis=1))
    assert len(moved) == 1
    assert typist.plan.coverage.vertices[moved[0]] - before[moved[0]] == pytest.approx((10.0, 0.0))


def test_7_a_rectangle(typist: Typist) -> None:
    typist.press(Key.Key_G)
    first = typist.to_a_block()
    target = typist.to_another_target()
    for arrow in (Key.Key_Right, Key.Key_Right, Key.Key_Down):
        typist.press(arrow, modifiers=SHIFT)
    middles = typist.map.content.middles
    low, high = np.sort(middles[[first, typist.face]], axis=0)
    inside = ((middles >= low) & (middles <= high)).all(axis=1)
    typist.picture("07-rectangle")
    typist.press(Key.Key_Return)
    assert inside.sum() >= 2
    assert (typist.plan.catchment_of_face[0, inside] == target).all()
    assert typist.state.history.cursor == 1


def test_8_flood_up_to_a_barrier(typist: Typist) -> None:
    typist.press(Key.Key_F)
    face = typist.to_a_block()
    before = typist.plan.catchment_of_face[0]
    target = typist.to_another_target()
    wanted = typist.map.tool.around(face)  # type: ignore[attr-defined]
    typist.press(Key.Key_Return)
    assert len(wanted) > 1
    assert set(np.flatnonzero(typist.plan.catchment_of_face[0] != before).tolist()) == set(wanted.tolist())
    assert typist.plan.catchment_of_face[0, face] == target
    typist.picture("08-flood")


def test_9_give_nearer_blocks(typist: Typist) -> None:
    before = typist.plan.catchment_of_face[0]
    typist.press(Key.Key_BracketRight, Key.Key_N)
    typist.press(*[Key.Key_Period] * 3)  # farther
    for _ in typist.map.targets.schools:
        typist.press(Key.Key_BracketRight)
        if typist.state.provisional:
            break
    assert typist.state.provisional
    typist.picture("09-nearer")
    typist.press(Key.Key_Return)
    changed = typist.plan.catchment_of_face[0] != before
    assert changed.any()
    assert (typist.plan.catchment_of_face[0, changed] == typist.map.content.target).all()
    assert typist.state.history.cursor == 1


def test_10_lock_and_unlock_a_school_and_a_block(typist: Typist) -> None:
    typist.press(Key.Key_K)
    face = typist.to_a_block()
    typist.press(Key.Key_Return)
    assert typist.plan.locked_faces == {typist.plan.coverage.face_ids[face]}
    typist.press(Key.Key_2, modifiers=CTRL)
    assert typist.window.workbench is not None
    table = typist.window.workbench.views.schools.table
    typist.press_until(Key.Key_Tab, table.hasFocus)
    typist.press(Key.Key_Down, Key.Key_K)
    school = typist.plan.schools.ids[table.current_school]
    assert typist.plan.locked == {school}
    assert isinstance(typist.state.edit, SetLock)
    typist.press(Key.Key_1, modifiers=CTRL)
    assert typist.map.hasFocus()
    typist.picture("10-locked")
    typist.press(Key.Key_2, modifiers=CTRL)
    typist.press_until(Key.Key_Tab, table.hasFocus)
    typist.press(Key.Key_K)
    typist.press(Key.Key_1, modifiers=CTRL)
    typist.press(Key.Key_Return)
    assert not typist.plan.has_locks
    assert typist.state.history.cursor == 4


def test_11_unassign_a_block_and_find_it_again(typist: Typist) -> None:
    typist.press(Key.Key_B)
    face = typist.to_a_block()
    typist.press(Key.Key_0, Key.Key_Return)
    assert typist.plan.catchment_of_face[0, face] == -1
    edit = typist.state.edit
    assert isinstance(edit, AssignFaces) and edit.catchment == ""
    typist.press(Key.Key_Home)
    assert typist.window.workbench is not None
    problems = typist.window.workbench.views.problems
    typist.wait(lambda: any(face in problem.faces for problem in problems.of_kind("unassigned")))
    typist.press(Key.Key_U)
    assert face in np.flatnonzero(typist.map.content.selected)
    x, y = typist.map.view.to_screen(typist.map.content.middles[face])
    assert typist.map.rect().contains(round(x), round(y))
    typist.picture("11-unassigned")


@pytest.fixture
def two_plans(town: tuple[object, Plan], monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, plan = town

    def make(progress: Progress) -> Project:
        return create_project(dataset, (plan, plan.renamed("Toinen")))  # type: ignore[arg-type]

    monkeypatch.setattr("piiri_desktop.projects.make_demo", make)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # of menus, without a screen
def test_12_work_on_another_plan(two_plans: None, typist: Typist, folder: Path) -> None:
    first = typist.plan.name
    typist.press(Key.Key_B)
    face = typist.to_a_block()
    typist.to_another_target()
    typist.press(Key.Key_Return)
    painted = int(typist.plan.catchment_of_face[0, face])
    assert typist.window.workbench is not None
    strip = typist.window.workbench.views.strip
    typist.press_until(Key.Key_F6, lambda: strip.isAncestorOf(QApplication.focusWidget()))
    field = QApplication.focusWidget()
    assert isinstance(field, QToolButton)
    menu = field.menu()
    menu.aboutToShow.connect(lambda: QTimer.singleShot(0, choose))

    def choose() -> None:
        assert typist.window.grab().save(str(folder / "12-before.png"))
        for _ in menu.actions():
            if menu.activeAction() is not None and menu.activeAction().text() == "Toinen":
                break
            typist.press(Key.Key_Down)
        typist.press(Key.Key_Return)

    typist.press(Key.Key_Space)
    typist.wait(lambda: typist.plan.name == "Toinen")
    assert typist.plan.name != first
    assert typist.plan.catchment_of_face[0, face] != painted
    typist.picture("12-another-plan")


def test_13_open_a_school(typist: Typist) -> None:
    """P, a block, Enter; name and places on its page; Enter opens it, and the brush is in hand for its area."""
    typist.press(Key.Key_P)
    face = typist.to_a_block()
    typist.press(Key.Key_Return)
    typist.wait(lambda: typist.state.provisional)
    assert not typist.map.hasFocus()
    typist.type("Satama")
    typist.press(Key.Key_Tab)
    typist.type("240")
    typist.press(Key.Key_Tab, Key.Key_Tab, Key.Key_Tab, Key.Key_Space)  # the year, the stage shown, the next one
    typist.picture("13-opening")
    typist.press(*[Key.Key_Backtab] * 3, Key.Key_Return)
    edit = typist.state.edit
    assert isinstance(edit, OpenSchool) and not typist.state.provisional
    assert (edit.name, edit.places, len(edit.stages)) == ("Satama", 240, 2)
    assert (edit.x_m, edit.y_m) == pytest.approx(typist.map.content.middles[face])
    assert typist.map.hasFocus() and typist.map.chosen_tool.name == "paint"
    typist.press(Key.Key_Return)
    assert typist.plan.catchment_of_face[0, face] == typist.plan.catchments.index(f"{edit.stages[0]}/{edit.school}")
    typist.picture("13-opened")
    typist.press(Key.Key_Z, Key.Key_Z, modifiers=CTRL)
    assert typist.state.history.cursor == 0


def test_14_move_a_school(typist: Typist) -> None:
    typist.press(Key.Key_M, modifiers=SHIFT)
    typist.press(Key.Key_Tab, Key.Key_Tab)
    school = typist.plan.schools.index(typist.map.tool.school)
    before = typist.plan.schools.xy[school].copy()
    typist.press(Key.Key_Right, Key.Key_Right, modifiers=CTRL)
    typist.press(Key.Key_Up, modifiers=SHIFT)
    assert typist.state.provisional
    typist.picture("14-moving")
    typist.press(Key.Key_Return)
    assert typist.plan.schools.xy[school] - before == pytest.approx((200.0, 10.0))
    assert isinstance(typist.state.edit, MoveSchool) and typist.state.history.cursor == 1


def test_15_change_the_stages_of_a_school(typist: Typist) -> None:
    """From its row: F4 opens its page, Tab goes to the stages, the space bar ticks one, Esc goes back."""
    assert typist.window.workbench is not None
    views = typist.window.workbench.views
    typist.press(Key.Key_2, modifiers=CTRL)
    typist.press_until(Key.Key_Tab, views.schools.table.hasFocus)
    school = views.schools.table.current_school
    typist.press(Key.Key_F4)
    assert views.pages.shown == "school"
    boxes = list(views.pages.pages["school"].stages.boxes.values())
    free = next(box for box in boxes if not box.isChecked())
    typist.press_until(Key.Key_Tab, free.hasFocus)
    typist.press(Key.Key_Space)
    edit = typist.state.edit
    assert isinstance(edit, SetStages) and edit.school == typist.plan.schools.ids[school]
    stage = next(at for at, box in enumerate(boxes) if box is free)
    assert typist.plan.catchments.of_school(school, stage) >= 0
    typist.picture("15-stages")
    typist.press(Key.Key_Escape)
    assert views.pages.shown == "" and views.pages.isAncestorOf(QApplication.focusWidget())
