"""What is said of a block, against a count of one pupil after another; and the card that shows it."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication

from piiri.edits import AssignFaces
from piiri.i18n import distance, share
from piiri.model import Column
from piiri.model.ways import ways_of
from piiri.session import Session
from piiri_desktop.map import MapView
from piiri_desktop.map.block_words import block_words


def slow(session: Session, face: int, stage: int) -> dict[str, int]:
    """Every pupil, one by one."""
    pupils, where = session.state.dataset.pupils, session.state.tally.pupils.face_of_point
    layer, found = pupils.points, {column.key: 0 for column in pupils.points.columns}
    for n in range(len(pupils)):
        if where[n] == face and (pupils.stage[n] == stage if stage >= 0 else pupils.stage[n] >= 0):
            for key in found:
                found[key] += int(layer.values[n, layer.index(key)])
    return found


@pytest.mark.parametrize("stage", [0, 1, -1])
def test_the_same_as_one_by_one(session: Session, stage: int) -> None:
    state = session.state
    plan, middles = state.plan, state.plan.coverage.label_points
    pupils = next(found for found in state.blocks if found.key == "pupils").values
    for face in np.argsort(-pupils)[[0, 1, 7, 40, -1]].tolist():
        words, counted = block_words(state, face, stage, middles[face]), slow(session, face, stage)
        assert words.pupils.startswith(f"{counted['pupils']} pupil")
        assert {grade: int(n) for grade, n in words.grades} == {
            grade: counted[f"grade_{grade}"] for grade, _ in words.grades
        }
        for group, (_, count, part) in zip(state.dataset.groups, words.groups, strict=True):
            assert int(count) == counted[group.key]
            big = counted["pupils"] >= 10
            assert part == (share(counted[group.key] / counted["pupils"]) if big else "")
        if stage < 0:
            assert len(words.schools) == len(plan.stages)
            continue
        row = plan.catchments
        teaching = sorted(
            {int(s) for s, c in zip(row.server_school, row.server_catchment, strict=True) if row.stage[c] == stage}
        )
        away = {s: math.dist(plan.schools.xy[s], middles[face]) for s in teaching}
        own = int(plan.catchment_of_face[stage, face])
        mine = plan.catchments.schools_of(own).tolist() if own >= 0 else []
        others = sorted((s for s in teaching if s not in mine), key=away.__getitem__)[:1]
        assert words.schools == tuple((plan.schools.names[s], distance(away[s])) for s in (*mine, *others))


def test_on_foot_where_the_project_has_ways(session: Session) -> None:
    """A road with much traffic from north to south, and one path across it."""
    old = session.state.dataset
    low, high = old.coverage.vertices.min(axis=0) - 500, old.coverage.vertices.max(axis=0) + 500
    middle = (low + high) / 2
    road = np.array([[middle[0], low[1]], [middle[0], middle[1]], [middle[0], high[1]]])
    path = np.array([[low[0], middle[1]], [middle[0], middle[1]], [high[0], middle[1]]])
    grid = [np.array([[x, middle[1]], [x, y]]) for x in np.linspace(low[0], high[0], 40) for y in (low[1], high[1])]
    path = np.array(
        sorted({(float(line[0, 0]), float(middle[1])) for line in grid} | {(float(x), float(y)) for x, y in path})
    )
    ways = ways_of(
        [road, path, *grid], busy=np.arange(2 + len(grid)) == 0, names=["Main road"] + [""] * (1 + len(grid))
    )
    dataset = replace(old, ways=ways)
    state = Session(dataset, session.state.plan).state
    middles, row = state.plan.coverage.label_points, state.plan.catchment_of_face[0]
    school = state.plan.catchments.servers[row, 0]
    across = (middles[:, 0] < middle[0]) != (state.plan.schools.xy[school, 0] < middle[0])
    for face, crosses in ((int(np.flatnonzero((row >= 0) & (across == each))[0]), each) for each in (True, False)):
        words = block_words(state, face, 0, middles[face])
        assert words.route is not None
        assert words.route.on_network
        assert words.schools[0][1] == distance(words.route.length_cm / 100)
        assert words.crossings == ("Crosses Main road" if crosses else "")
        assert (words.crossings in words.spoken) is True


def test_grades_are_those_of_the_stage(session: Session) -> None:
    state = session.state
    for stage, taught in enumerate(state.plan.stages):
        words = block_words(state, 0, stage, state.plan.coverage.label_points[0])
        assert [int(grade) for grade, _ in words.grades] == list(taught.grades)


def test_a_block_without_a_school(session: Session) -> None:
    plan = session.state.plan
    session.do(AssignFaces(plan.stages[0].id, (plan.coverage.face_ids[3],), ""))
    words = block_words(session.state, 3, 0, plan.coverage.label_points[3])
    assert words.title.endswith("Unassigned")
    assert words.own == 0 and len(words.schools) == 1
    assert words.spoken.startswith(words.title)


# ---------------------------------------------------------------------------------------------------- the card
def test_it_comes_after_a_rest_and_follows_at_once(map_view: MapView, mouse, qtbot) -> None:
    card = map_view.card
    mouse("move", 300, 200, held=False)
    assert not card.isVisible()
    qtbot.waitUntil(card.isVisible)
    face = map_view.attention.hovered_face
    assert map_view.state.plan.coverage.face_ids[face] in card.words.title
    place = card.geometry()
    mouse("move", 260, 180, held=False)
    other = map_view.attention.hovered_face
    assert other != face
    assert map_view.state.plan.coverage.face_ids[other] in card.words.title  # without a pause
    assert card.pos() == place.topLeft()  # and without moving
    QApplication.sendEvent(map_view, QEvent(QEvent.Type.Leave))
    assert not card.isVisible()


def test_it_never_lies_on_the_pointer_or_the_block(map_view: MapView, mouse, qtbot) -> None:
    card = map_view.card
    map_view.set_tool("paint")
    mouse("move", 300, 200, held=False)
    qtbot.waitUntil(card.isVisible)
    for x in range(10, 700, 23):
        for y in (70, 150, 230, 310, 390, 460):
            mouse("move", x, y, held=False)
            if card.isVisible():
                at = map_view.pointer.toPoint()
                assert not card.geometry().adjusted(-20, -20, 20, 20).contains(at)
                assert not card.geometry().intersects(map_view.hover.block_rectangle())
                for plate in map_view.furniture.plates:
                    assert not card.geometry().intersects(plate.geometry())


def test_it_is_away_while_something_is_dragged(map_view: MapView, mouse, qtbot, attention) -> None:
    map_view.set_tool("paint")
    mouse("move", 300, 200, held=False)
    qtbot.waitUntil(map_view.card.isVisible)
    own = map_view.content.school_of_face(attention.hovered_face)
    attention.set_target(next(s for s in map_view.marks.schools if s != own))
    mouse("press", 300, 200)
    assert not map_view.card.isVisible()
    mouse("move", 320, 210)
    qtbot.wait(450)
    assert not map_view.card.isVisible()
    mouse("release", 320, 210)
    mouse("move", 321, 210, held=False)
    qtbot.waitUntil(map_view.card.isVisible)


def test_keys_show_it_too_and_it_takes_no_mouse(map_view: MapView, qtbot) -> None:
    map_view.set_tool("paint")
    qtbot.keyClick(map_view, Qt.Key.Key_Right)
    qtbot.waitUntil(map_view.card.isVisible)
    assert map_view.card.words.title in map_view.focus_block.words()
    assert map_view.card.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)


def test_a_count_that_is_kept_secret_is_no_nought(session: Session) -> None:
    """The pupils of a block are hidden, those of another are not."""
    dataset, plan = session.state.dataset, session.state.plan
    where = session.state.tally.pupils.face_of_point
    stage = dataset.pupils.stage
    face, other = np.unique(where[(where >= 0) & (stage == 0)])[:2].tolist()
    points = dataset.pupils.points
    here = (where == face)[:, None]
    values = np.hstack((np.where(here, 0, points.values.astype(np.int64)), here.astype(np.int64)))
    hidden = Column("pupils_hidden", "Pupils", "hidden", "pupils")
    layer = replace(points, columns=(*points.columns, hidden), values=values)
    state = Session(replace(dataset, pupils=replace(dataset.pupils, points=layer)), plan).state
    middles = plan.coverage.label_points
    words = block_words(state, face, 0, middles[face])
    assert words.pupils.startswith("Pupils: kept secret") and all(count == "?" for _, count in words.grades)
    assert block_words(state, other, 0, middles[other]) == block_words(session.state, other, 0, middles[other])
