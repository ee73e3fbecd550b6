"""Who can get blocks: Unassigned and the schools of the stage, by name and by nearness; digits and what is said."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces
from piiri.model.plan import UNASSIGNED
from piiri.session import Session
from piiri_desktop.bridge import UNCHOSEN, Attention
from piiri_desktop.map import MapView
from piiri_desktop.map.targets import nearest_first


def by_distance(view: MapView, place: tuple[float, float]) -> list[int]:
    """One school after another."""
    xy = view.state.plan.schools.xy.tolist()
    return sorted(view.marks.schools, key=lambda school: math.dist(xy[school], place))


def test_nothing_is_chosen_at_first(attention: Attention, map_view: MapView) -> None:
    assert attention.target == UNCHOSEN
    assert not attention.no_school_is_target
    assert map_view.targets.name(attention.target) == "Choose a target"
    assert not map_view.furniture.tool.target.dot


def test_digits_choose_by_nearness_to_the_pointer(map_view, mouse, attention: Attention) -> None:
    for x, y in ((200, 300), (500, 150), (350, 240)):
        mouse("move", x, y, held=False)
        order = by_distance(map_view, map_view.view.to_map(x, y))
        for digit in (1, 2, 3):
            map_view.targets.choose_digit(digit)
            assert attention.target == order[digit - 1]
    map_view.targets.choose_digit(9)  # there are fewer schools of this stage
    assert attention.target == order[2]
    map_view.targets.choose_digit(0)
    assert attention.no_school_is_target


def test_after_an_arrow_key_the_block_counts_and_not_the_pointer(map_view, mouse, qtbot, attention) -> None:
    map_view.set_tool("paint")
    mouse("move", 120, 100, held=False)
    for _ in range(3):
        qtbot.keyClick(map_view, Qt.Key.Key_Right)
    middle = map_view.content.middles[map_view.focus_block.face]
    map_view.targets.choose_digit(1)
    assert attention.target == by_distance(map_view, middle.tolist())[0]
    mouse("move", 121, 100, held=False)
    assert map_view.targets.place().tolist() == pytest.approx(map_view.view.to_map(121, 100))


def test_ties_go_by_index(town) -> None:
    _, plan = town
    place = plan.schools.xy[[0, 1]].mean(axis=0)
    assert nearest_first(plan, [1, 0], place) in ([1, 0], [0, 1])
    assert nearest_first(plan, [], place) == []


def test_previous_and_next_go_round_by_name(map_view, attention: Attention) -> None:
    order = map_view.targets.in_order
    names = [map_view.targets.name(target) for target in order]
    assert order[0] == UNASSIGNED
    assert set(order[1:]) == set(map_view.marks.schools)
    assert names[1:] == sorted(names[1:], key=lambda name: name.translate(str.maketrans("åäö", "{|}")).casefold())
    seen = []
    for _ in order:
        map_view.targets.step(+1)
        seen.append(attention.target)
    assert seen == order
    map_view.targets.step(+1)
    assert attention.target == order[0]
    map_view.targets.step(-1)
    assert attention.target == order[-1]


def test_numbers_stay_while_they_are_shown(map_view, mouse, attention: Attention) -> None:
    mouse("move", 200, 300, held=False)
    plain = map_view.grab().toImage()
    map_view.targets.show_numbers(True)
    shown = map_view.targets.near()
    assert map_view.grab().toImage() != plain
    mouse("move", 560, 120, held=False)
    assert map_view.targets.near() == shown
    map_view.targets.choose_digit(2)
    assert attention.target == shown[1]
    map_view.targets.show_numbers(False)
    assert map_view.targets.near() == by_distance(map_view, map_view.view.to_map(560, 120))


def test_holding_alt_shows_the_numbers_and_a_tap_does_not(map_view, qtbot) -> None:
    said: list[str] = []
    map_view.status.connect(said.append)
    qtbot.keyPress(map_view, Qt.Key.Key_Alt)
    qtbot.keyRelease(map_view, Qt.Key.Key_Alt)
    assert map_view.marks._numbers == {}
    qtbot.keyPress(map_view, Qt.Key.Key_Alt)
    qtbot.waitUntil(lambda: bool(map_view.marks._numbers))
    near = map_view.targets.near()
    assert map_view.marks._numbers == {school: at for at, school in enumerate(near[:9], 1)}
    assert f"1 {map_view.state.plan.schools.names[near[0]]}" in said[-1]
    assert "0 Unassigned" in said[-1]
    qtbot.keyRelease(map_view, Qt.Key.Key_Alt)
    assert map_view.marks._numbers == {}


def test_the_target_is_read_out(map_view, attention: Attention) -> None:
    said: list[str] = []
    map_view.status.connect(said.append)
    attention.set_target(UNASSIGNED)
    assert said[-1] == "Target: Unassigned"
    elsewhere = next(s for s in range(len(map_view.state.plan.schools)) if s not in map_view.marks.schools)
    attention.set_target(elsewhere)
    assert said[-1].endswith("not at these grades")
    assert map_view.furniture.tool.target.accessibleName() == said[-1]


def test_unassigned_is_outlined_as_a_target(map_view, session: Session, attention: Attention) -> None:
    plan = session.state.plan
    faces = np.argsort(np.hypot(*(plan.coverage.label_points - plan.coverage.label_points.mean(axis=0)).T))[:5]
    session.do(AssignFaces(plan.stages[0].id, tuple(plan.coverage.face_ids[face] for face in faces), ""))
    map_view.settle()
    plain = map_view.frame.image.copy()
    attention.set_target(UNASSIGNED)
    outlined = map_view.frame.image.copy()
    assert outlined != plain
    attention.set_target(UNCHOSEN)
    assert map_view.frame.image == plain


def test_unassigned_can_be_picked_and_painted(map_view, mouse, session: Session, attention: Attention) -> None:
    """Eyedropper on a block without a school, then the brush takes blocks away from their schools."""
    plan = session.state.plan
    places = map_view.view.to_screen(map_view.content.middles)
    inside = [
        face
        for face, (x, y) in enumerate(places.tolist())
        if 100 < x < 600
        and 90 < y < 330
        and map_view.frame.face_at(x, y) == face
        and map_view.marks.school_at(x, y) < 0
        and plan.catchment_of_face[0, face] >= 0
    ]
    bare, taken = inside[0], inside[-1]
    session.do(AssignFaces(plan.stages[0].id, (plan.coverage.face_ids[bare],), ""))
    QApplication.processEvents()
    map_view.set_tool("pick")
    mouse("press", *places[bare])
    mouse("release", *places[bare])
    assert attention.no_school_is_target
    assert map_view.chosen_tool.name == "paint"
    mouse("press", *places[taken])
    assert "→ Unassigned" in map_view.tool._tip.title
    mouse("release", *places[taken])
    assert session.state.plan.catchment_of_face[0, taken] == -1
    assert session.state.edit.catchment == ""


def test_the_eyedropper_says_whose_area_lies_under_it(map_view, mouse, session) -> None:
    map_view.set_tool("pick")
    tool, plan = map_view.tool, session.state.plan
    said = set()
    for face in range(0, plan.coverage.face_count, 7):
        x, y = map_view.view.to_screen(plan.coverage.label_points[face]).tolist()
        mouse("move", x, y, held=False)
        if tool._tip is not None:
            meant = tool.meant_at(QPointF(x, y))
            name = "Unassigned" if meant < 0 else plan.schools.names[meant]
            assert tool._tip.title == f"Target: {name}"
            said.add(name)
    assert len(said) > 2
    assert not tool.region().isEmpty()
    map_view.grab()
    mouse("move", -5000, -5000, held=False)
    assert tool._tip is None
    mouse("move", x, y, held=False)
    map_view.set_tool("pan")
    assert tool._tip is None
