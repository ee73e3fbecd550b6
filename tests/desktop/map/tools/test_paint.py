"""A stroke of the brush: one preview that grows, kept or dropped as a whole."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces, SetLock
from piiri.session import Session, State
from piiri_desktop.bridge import UNCHOSEN, Attention, Bridge
from piiri_desktop.map import MapView
from piiri_desktop.map.tools.brush import near_segment


def stroke_place(view: MapView) -> tuple[float, float, int, int]:
    """A place on a border inland: x, y, and the schools left and right of it."""
    plan = view.state.plan
    row, t = plan.catchment_of_face[0], plan.coverage.topology
    inland = np.flatnonzero((t.left >= 0) & (t.right >= 0) & (row[t.left] != row[t.right]))
    for edge in inland.tolist():
        one, two = int(t.left[edge]), int(t.right[edge])
        x, y = view.view.to_screen(view.content.middles[one])
        if (row[t.neighbours(one)] == row[one]).sum() < 3:
            continue  # an island, or a spit of land: a stroke would find no more there
        if 80 < x < 500 and 80 < y < 330 and view.frame.face_at(float(x), float(y)) == one:
            return float(x), float(y), view.content.school_of_face(one), view.content.school_of_face(two)
    raise AssertionError("the town has no border in the middle of the map")


def edits(state: State) -> list[AssignFaces]:
    return [entry.edit for entry in state.history.entries[: state.history.cursor]]


@pytest.fixture
def painting(map_view: MapView, attention: Attention) -> tuple[float, float]:
    x, y, _, other = stroke_place(map_view)
    attention.set_target(other)
    map_view.set_tool("paint")
    map_view.settle()
    return x, y


def test_a_stroke_grows_and_is_kept_as_one_step(map_view, mouse, session: Session, painting) -> None:
    x, y = painting
    before = session.state.plan
    mouse("press", x, y)
    assert session.state.provisional
    first = set(session.state.edit.faces)
    for step in range(1, 25):
        turn = step / 3.0  # a spiral: whatever lies around is swept at last
        mouse("move", x + 3 * step * np.cos(turn), y + 3 * step * np.sin(turn))
    grown = set(session.state.edit.faces)
    assert first < grown
    assert session.state.history.entries == ()
    mouse("release", x + 66, y)
    assert not session.state.provisional
    (edit,) = edits(session.state)
    assert set(edit.faces) == grown
    changed = session.state.plan.catchment_of_face != before.catchment_of_face
    assert changed[0].sum() == len(grown)
    assert not changed[1:].any()
    assert (session.state.plan.catchment_of_face[0][changed[0]] == map_view.content.target).all()


def test_what_the_pointer_passes_over_is_swept(map_view, mouse, session: Session, painting) -> None:
    x, y = painting
    map_view.furniture.tool.slider.setValue(0)
    under = set(map_view.frame.faces_along(x, y, x + 90, y + 30).tolist())
    row = session.state.plan.catchment_of_face[0]
    wanted = {session.state.plan.coverage.face_ids[f] for f in under if row[f] != map_view.content.target}
    mouse("press", x, y)
    mouse("move", x + 90, y + 30)  # one jump: what lies between is swept as well
    assert wanted <= set(session.state.edit.faces)
    mouse("release", x + 90, y + 30)


def test_escape_drops_the_stroke(map_view, mouse, qtbot, session: Session, painting) -> None:
    x, y = painting
    before, picture = session.state.plan, map_view.frame.image.copy()
    mouse("press", x, y)
    mouse("move", x + 40, y)
    assert map_view.frame.image != picture
    qtbot.keyClick(map_view, Qt.Key.Key_Escape)
    assert session.state.plan is before
    assert session.state.history.entries == ()
    assert map_view.frame.image == picture
    mouse("move", x + 60, y)
    mouse("release", x + 60, y)
    assert session.state.history.entries == ()


def test_the_picture_after_undo_is_the_one_before(map_view, mouse, bridge: Bridge, painting) -> None:
    x, y = painting
    picture = map_view.frame.image.copy()
    mouse("press", x, y)
    mouse("move", x + 40, y)
    mouse("release", x + 40, y)
    kept = map_view.frame.image.copy()
    assert kept != picture
    bridge.undo()
    assert map_view.frame.image == picture
    bridge.redo()
    assert map_view.frame.image == kept


def test_ctrl_takes_blocks_from_the_target_only(map_view, mouse, session: Session, attention, painting) -> None:
    x, y = painting
    attention.set_target(map_view.content.school_of_face(map_view.frame.face_at(x, y)))
    target = map_view.content.target
    before = session.state.plan.catchment_of_face[0]
    mouse("press", x, y, modifiers=Qt.KeyboardModifier.ControlModifier)
    for step in range(1, 15):
        mouse("move", x + 8 * step, y)
    mouse("release", x + 112, y)
    after = session.state.plan.catchment_of_face[0]
    changed = before != after
    assert changed.any()
    assert (before[changed] == target).all()
    assert (after[changed] == -1).all()


@pytest.mark.parametrize(
    ("button", "modifiers"),
    [
        (Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier),
        (Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier),
    ],
)
def test_picking_the_target(map_view, mouse, session, attention, painting, button, modifiers) -> None:
    x, y = painting
    school = map_view.content.school_of_face(map_view.frame.face_at(x, y))
    assert attention.target != school
    mouse("press", x, y, button, modifiers)
    mouse("release", x, y, button, modifiers)
    assert attention.target == school
    assert session.state.history.entries == ()


def test_without_a_target_it_says_so(map_view, mouse, session: Session, attention, painting) -> None:
    x, y = painting
    attention.set_target(UNCHOSEN)
    mouse("press", x, y)
    assert not session.state.provisional
    assert "Choose a target" in map_view.tools["paint"].problem()
    attention.set_stage(-1)
    assert "Choose the grades" in map_view.tools["paint"].problem()


def test_blocks_of_a_locked_school_stay_and_the_others_go(
    map_view, mouse, session, bridge, attention, painting
) -> None:
    x, y = painting
    plan = session.state.plan
    giver = map_view.content.school_of_face(map_view.frame.face_at(x, y))
    bridge.commit(SetLock(True, (plan.schools.ids[giver],)))
    refused = []
    bridge.rejected.connect(refused.append)
    mouse("press", x, y)
    for step in range(1, 40):
        mouse("move", x - 8 * step, y + 2 * step)
    mouse("release", x - 312, y + 78)
    locked = plan.catchments.of_school(giver, 0)
    before, after = plan.catchment_of_face[0], session.state.plan.catchment_of_face[0]
    assert (after[before == locked] == locked).all()
    assert refused == []


def test_comma_and_full_stop_change_the_brush(map_view, qtbot, painting) -> None:
    tool = map_view.furniture.tool
    before = tool.radius_m
    qtbot.keyClick(map_view, Qt.Key.Key_Period)
    assert tool.radius_m > before
    qtbot.keyClick(map_view, Qt.Key.Key_Comma)
    qtbot.keyClick(map_view, Qt.Key.Key_Comma)
    assert tool.radius_m < before


def test_the_label_says_what_moves(map_view, mouse, session: Session, painting) -> None:
    x, y = painting
    mouse("press", x, y)
    for step in range(1, 12):
        mouse("move", x + 6 * step, y)
    tool = map_view.tools["paint"]
    state = session.state
    tip = tool._tip
    moved = state.evaluation.stages[0].changed  # from no changes at the start
    blocks = len(state.edit.faces)
    assert tip.title.startswith(f"{blocks} block")
    assert f"{moved} pupil" in tip.title
    assert tip.title.endswith(f"→ {tool.target_name}")
    assert {row.name for row in tip.rows} >= {tool.target_name} if moved else True
    mouse("release", x + 66, y)


def test_undo_from_elsewhere_ends_the_stroke(map_view, mouse, session: Session, bridge, painting) -> None:
    x, y = painting
    mouse("press", x, y)
    bridge.undo()
    QApplication.processEvents()
    assert not map_view.tool.busy
    mouse("move", x + 40, y)
    mouse("release", x + 40, y)
    assert session.state.history.entries == ()


def test_near_segment_against_every_point() -> None:
    rng = np.random.default_rng(3)
    points = rng.uniform(0, 100, (500, 2))
    for _ in range(20):
        a, b, radius = rng.uniform(0, 100, 2), rng.uniform(0, 100, 2), float(rng.uniform(1, 30))
        along = np.linspace(0, 1, 4001)[:, None]
        way = a + (b - a) * along
        away = np.sqrt(((points[:, None, :] - way[None, ::8]) ** 2).sum(axis=2)).min(axis=1)
        found = np.zeros(500, dtype=bool)
        found[near_segment(points, a, b, radius)] = True
        sure = np.abs(away - radius) > 0.2
        assert (found[sure] == (away <= radius)[sure]).all()
