"""Every edit: what it does, JSON both ways, do-undo-redo-undo, and every way it is refused."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from piiri.edits import (
    NO_CHANGE,
    AssignFaces,
    Edit,
    MoveVertex,
    SetCapacity,
    SetLock,
    apply,
    describe,
    difference,
    edits_between,
    from_json,
    to_json,
)
from piiri.errors import EditRejected
from piiri.history import Entry, History
from piiri.model import Dataset, Plan

Town = tuple[Dataset, Plan]


def inner_vertex(plan: Plan) -> int:
    t = plan.coverage.topology
    return next(v for v in range(t.vertex_count) if (t.faces_of_vertex(v) >= 0).all() and len(t.faces_of_vertex(v)) > 2)


def samples(plan: Plan) -> dict[str, Edit]:
    vertex = inner_vertex(plan)
    x, y = plan.coverage.vertices[vertex]
    return {
        "assign": AssignFaces("fi-1-6", ("b20", "b21", "b22"), "fi-1-6/S2"),
        "unassign": AssignFaces("fi-7-9", ("b20",), ""),
        "joint": AssignFaces("fi-1-6", ("b30",), "fi-1-6/joint"),
        "move": MoveVertex(vertex, x + 0.5, y - 0.25),
        "capacity": SetCapacity("S3", 123),
        "unknown places": SetCapacity("S3", -1),
        "lock": SetLock(True, ("S3",)),
    }


KINDS = ["assign", "unassign", "joint", "move", "capacity", "unknown places", "lock"]


@pytest.mark.parametrize("kind", KINDS)
def test_json_both_ways(town: Town, kind: str) -> None:
    edit = samples(town[1])[kind]
    assert from_json(json.loads(json.dumps(to_json(edit)))) == edit


@pytest.mark.parametrize("kind", KINDS)
def test_do_undo_redo_undo(town: Town, kind: str) -> None:
    _, plan = town
    edit = samples(plan)[kind]
    start = plan.fingerprint
    done, change = apply(plan, edit)
    assert done.fingerprint != start
    assert not change.empty
    history = History(plan).push(Entry(edit, done))
    after = done.fingerprint
    for cursor, expected in ((0, start), (1, after), (0, start)):
        history = history.moved(cursor)
        assert history.plan.fingerprint == expected
    assert plan.fingerprint == start


@pytest.mark.parametrize("kind", KINDS)
def test_the_change_names_what_differs(town: Town, kind: str) -> None:
    _, plan = town
    done, change = apply(plan, samples(plan)[kind])
    full = difference(plan, done)
    assert np.array_equal(change.faces, full.faces)
    assert np.array_equal(change.vertices, full.vertices)
    assert (change.places, change.locks) == (full.places, full.locks)


@pytest.mark.parametrize("kind", KINDS)
def test_doing_it_twice_changes_nothing(town: Town, kind: str) -> None:
    _, plan = town
    edit = samples(plan)[kind]
    done, _ = apply(plan, edit)
    again, change = apply(done, edit)
    assert again is done
    assert change is NO_CHANGE


@pytest.mark.parametrize("kind", KINDS)
def test_words(town: Town, kind: str) -> None:
    _, plan = town
    words = {
        "assign": "3 blocks",
        "unassign": "to Unassigned",
        "joint": "to Joint zone",
        "move": "Corner moved 0,6 m",
        "capacity": "Places of School 3",
        "unknown places": "→ not known",
        "lock": "School 3 locked",
    }
    assert words[kind] in describe(samples(plan)[kind], plan)


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (AssignFaces("fi-10", ("b1",), ""), "unknown-stage"),
        (AssignFaces("fi-1-6", ("nowhere",), ""), "unknown-block"),
        (AssignFaces("fi-1-6", ("b1",), "fi-1-6/S99"), "unknown-catchment"),
        (AssignFaces("fi-1-6", ("b1",), "fi-7-9/S5"), "other-stage"),
        (SetCapacity("S99", 1), "unknown-school"),
        (SetCapacity("S1", -2), "places-negative"),
        (SetLock(True, ("S99",)), "unknown-school"),
        (MoveVertex(-1, 0.0, 0.0), "unknown-corner"),
        (MoveVertex(0, float("nan"), 0.0), "not-a-place"),
        (MoveVertex(0, 1e7, 1e7), "crossing-border"),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_refused(town: Town, edit: Edit, code: str) -> None:
    _, plan = town
    before = plan.fingerprint
    with pytest.raises(EditRejected) as caught:
        apply(plan, edit)
    assert caught.value.code == code
    assert caught.value.what.endswith(".") and "{" not in caught.value.sentence
    assert plan.fingerprint == before


def test_a_locked_school_keeps_its_blocks(town: Town) -> None:
    _, plan = town
    own = int(np.flatnonzero(plan.catchment_of_face[0] == plan.catchments.index("fi-1-6/S2"))[0])
    other = int(np.flatnonzero(plan.catchment_of_face[0] == plan.catchments.index("fi-1-6/S4"))[0])
    ids = plan.coverage.face_ids
    locked, _ = apply(plan, SetLock(True, ("S2",)))
    for edit in (
        AssignFaces("fi-1-6", (ids[own],), "fi-1-6/S4"),
        AssignFaces("fi-1-6", (ids[own],), ""),
        AssignFaces("fi-1-6", (ids[other],), "fi-1-6/S2"),
    ):
        with pytest.raises(EditRejected, match="School 2 is locked"):
            apply(locked, edit)
    t = plan.coverage.topology
    vertex = int(t.ring_vertex[t.ring_start[t.rings_of(own)[0]]])
    x, y = plan.coverage.vertices[vertex]
    with pytest.raises(EditRejected, match="locked"):
        apply(locked, MoveVertex(vertex, x + 0.01, y))
    unlocked, _ = apply(locked, SetLock(False, ("S2",)))
    assert apply(unlocked, AssignFaces("fi-1-6", (ids[own],), ""))[1].faces.tolist() == [own]


def test_a_joint_zone_is_locked_by_either_school(town: Town) -> None:
    _, plan = town
    locked, _ = apply(plan, SetLock(True, ("S1",)))
    with pytest.raises(EditRejected, match="School 1 is locked"):
        apply(locked, AssignFaces("fi-1-6", ("b30",), "fi-1-6/joint"))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"edit": "explode"},
        {"edit": "set_capacity", "school": "S1"},
        {"edit": "set_capacity", "school": "S1", "places": "many"},
        {"edit": "set_capacity", "school": "S1", "places": 3, "extra": 1},
        {"edit": "set_lock", "schools": "S1", "locked": True},
        {"edit": "split_faces", "line": [[0, 0, 0]]},
        {"edit": "together", "edits": [{"edit": "nothing"}]},
        {"edit": "set_lock", "schools": ["S1"], "locked": 1},
        {"edit": "assign_faces", "stage": "fi-1-6", "faces": "b1", "catchment": ""},
        {"edit": "assign_faces", "stage": "fi-1-6", "faces": [1], "catchment": ""},
        {"edit": "move_vertex", "vertex": True, "x_m": 1.0, "y_m": 2.0},
    ],
)
def test_json_that_is_no_edit(data: dict[str, Any]) -> None:
    with pytest.raises(EditRejected) as caught:
        from_json(data)
    assert caught.value.code == "not-an-edit"


def test_edits_between_plans_lead_from_one_to_the_other(town: Town) -> None:
    _, plan = town
    rng = np.random.default_rng(7)
    table = np.array(plan.catchment_of_face)
    table[0, rng.choice(table.shape[1], 30, replace=False)] = 3
    table[1, rng.choice(table.shape[1], 30, replace=False)] = -1
    goal = Plan(
        "Goal",
        plan.stages,
        plan.coverage,
        plan.catchments,
        table,
        plan.schools.with_places("S1", 77),
        frozenset({"S4"}),
    )
    here = plan
    for edit in edits_between(plan, goal):
        here, _ = apply(here, edit)
    assert here.fingerprint == goal.fingerprint
    for edit in edits_between(here, plan):
        here, _ = apply(here, edit)
    assert here.fingerprint == plan.fingerprint
