"""An edit carried to another plan means the same there: corners by place, everything else by id."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.edits import AssignFaces, Edit, MoveVertex, SetCapacity, SplitFaces, apply, transfer
from piiri.errors import EditRejected
from piiri.model import Catchments, Coverage, Dataset, Plan, Schools, Topology

Town = tuple[Dataset, Plan]


def shuffled(plan: Plan, seed: int) -> Plan:
    """The same plan with corners and catchments numbered in another way, as after splits and joins."""
    rng = np.random.default_rng(seed)
    t, c = plan.coverage.topology, plan.catchments
    order = rng.permutation(t.vertex_count)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    topology = Topology(
        t.face_ids,
        np.sort(place[t.edges], axis=1),
        np.where(place[t.edges[:, 0]] < place[t.edges[:, 1]], t.left, t.right),
        np.where(place[t.edges[:, 0]] < place[t.edges[:, 1]], t.right, t.left),
        place[t.ring_vertex],
        t.ring_start,
        t.face_of_ring,
        t.ring_is_outer,
        t.vertex_count,
    )
    k = rng.permutation(len(c))
    new = np.empty_like(k)
    new[k] = np.arange(len(k))
    catchments = Catchments(
        tuple(c.ids[i] for i in k),
        tuple(c.names[i] for i in k),
        c.stage[k],
        new[c.server_catchment],
        c.server_school,
        c.server_share,
    )
    table = np.where(plan.catchment_of_face >= 0, new[plan.catchment_of_face], -1)
    coverage = Coverage(topology, plan.coverage.vertices[order])
    assert coverage.problems() == []
    return replace(plan, name="Other", coverage=coverage, catchments=catchments, catchment_of_face=table)


def meaning(plan: Plan) -> Any:
    """What a plan says, in ids and places alone."""
    ids = (*plan.catchments.ids, "")
    shapes = {}
    for face, polygon in zip(plan.coverage.face_ids, plan.coverage.polygons(in_cm=True), strict=True):
        shapes[face] = polygon.normalize().wkt
    return (
        [[ids[k] for k in row] for row in plan.catchment_of_face],
        shapes,
        plan.schools.fingerprint,
        plan.locked,
    )


def an_edit(plan: Plan, rng: np.random.Generator) -> Edit:
    kind = rng.integers(3)
    if kind == 0:
        faces = tuple(f"b{i}" for i in rng.choice(110, 4, replace=False))
        return AssignFaces("fi-1-6", faces, f"fi-1-6/S{rng.integers(5)}")
    if kind == 1:
        vertex = int(rng.integers(plan.coverage.topology.vertex_count))
        x, y = plan.coverage.vertices[vertex] + rng.normal(0, 10, 2)
        return MoveVertex(vertex, float(x), float(y))
    return SetCapacity(f"S{rng.integers(8)}", int(rng.integers(999)))


def tried(plan: Plan, edit: Edit) -> tuple[Plan, str]:
    try:
        return apply(plan, edit)[0], ""
    except EditRejected as refusal:
        return plan, refusal.code


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 999))
def test_what_it_means_is_the_same_however_things_are_numbered(town: Town, seed: int) -> None:
    rng = np.random.default_rng(seed)
    plan = town[1]
    other = shuffled(plan, seed)
    assert meaning(plan) == meaning(other)
    for _ in range(12):
        edit = an_edit(plan, rng)
        (plan, here), (other, there) = tried(plan, edit), tried(other, transfer(edit, plan, other))
        assert here == there
        assert meaning(plan) == meaning(other)


def test_every_kind_means_the_same_however_things_are_numbered(town: Town, samples_of: Any) -> None:
    for kind, sample in samples_of(town[1]).items():
        plan, other = town[1], shuffled(town[1], 5)
        for edit in (*sample.before, sample.edit):
            (plan, here), (other, there) = tried(plan, edit), tried(other, transfer(edit, plan, other))
            assert (here, there) == ("", ""), kind
            assert meaning(plan) == meaning(other), kind
            assert {plan.servers_of(k) for k in range(len(plan.catchments))} == {
                other.servers_of(k) for k in range(len(other.catchments))
            }


def test_on_the_same_plan_it_is_the_same_edit(town: Town) -> None:
    plan = town[1]
    for edit in (MoveVertex(7, 1.0, 2.0), SetCapacity("S1", 4), AssignFaces("fi-1-6", ("b1",), "")):
        assert transfer(edit, plan, plan) == edit


def test_a_corner_that_stands_elsewhere(town: Town) -> None:
    plan = town[1]
    x, y = map(float, plan.coverage.vertices[40])
    moved = apply(plan, MoveVertex(40, x + 0.5, y))[0].renamed("Moved")
    with pytest.raises(EditRejected) as error:
        transfer(MoveVertex(40, x + 2, y), plan, moved)
    assert error.value.code == "corner-not-there"
    assert error.value.sentence.startswith("In the plan Moved no corner stands at N ") and error.value.how
    assert transfer(MoveVertex(40, x + 2, y), moved, moved) == MoveVertex(40, x + 2, y)


def without(plan: Plan, *, school: str = "", block: str = "") -> Plan:
    """A plan that lacks the name of something, under another id."""
    if block:
        t = plan.coverage.topology
        ids = tuple(f"x{face}" if face == block else face for face in t.face_ids)
        plan = replace(plan, coverage=Coverage(replace(t, face_ids=ids), plan.coverage.vertices))
    if school:
        s, c = plan.schools, plan.catchments
        names = tuple(f"X{key}" if key == school else key for key in s.ids)
        ids = tuple(key.replace(f"/{school}", f"/X{school}") for key in c.ids)
        plan = replace(plan, schools=Schools(names, s.names, s.xy, s.places), catchments=replace(c, ids=ids))
    return plan.renamed("Lacking")


@pytest.mark.parametrize(
    ("edit", "code", "named"),
    [
        (AssignFaces("fi-1-6", ("b20", "b21"), "fi-1-6/S2"), "block-not-there", "b21"),
        (AssignFaces("fi-1-6", ("b20",), "fi-1-6/S1"), "catchment-not-there", "fi-1-6/S1"),
        (SetCapacity("S1", 9), "school-not-there", "S1"),
    ],
)
def test_what_the_other_plan_has_not(town: Town, edit: Edit, code: str, named: str) -> None:
    plan = town[1]
    with pytest.raises(EditRejected) as error:
        transfer(edit, plan, without(plan, school="S1", block="b21"))
    assert error.value.code == code
    assert error.value.what == f"The plan Lacking has no {code.split('-')[0]} {named}."
    assert error.value.how


def test_a_stage_that_is_not_there(town: Town) -> None:
    plan = town[1]
    other = replace(plan, stages=(replace(plan.stages[0], id="sv-1-6"), plan.stages[1]))
    with pytest.raises(EditRejected) as error:
        transfer(AssignFaces("fi-1-6", ("b20",), ""), plan, other)
    assert error.value.code == "stage-not-there"


@dataclass(frozen=True, slots=True)
class Several:
    """Stands for a kind that is made of others."""

    edits: tuple[Edit, ...]


def test_edits_within_an_edit_mean_the_plan_as_those_before_leave_it(town: Town) -> None:
    plan = town[1]
    other = shuffled(plan, 3)
    x, y = map(float, plan.coverage.vertices[40])
    several: Any = Several((MoveVertex(40, x + 0.5, y), MoveVertex(40, x + 1.0, y)))
    said = transfer(several, plan, other)
    here = int(np.flatnonzero((other.coverage.vertices == [x, y]).all(axis=1))[0])
    assert said.edits == (MoveVertex(here, x + 0.5, y), MoveVertex(here, x + 1.0, y))


def test_a_piece_with_the_same_id_must_be_the_same_piece(town: Town) -> None:
    plan = town[1]

    def split(seed: int) -> Plan:
        made = without(shuffled(plan, seed), block="b20")
        t = made.coverage.topology
        ids = tuple("b20~1" if face == "xb20" else face for face in t.face_ids)
        return replace(made, coverage=Coverage(replace(t, face_ids=ids), made.coverage.vertices))

    one, other = split(1), split(2)
    paint = AssignFaces("fi-1-6", ("b20~1",), "fi-1-6/S2")
    assert transfer(paint, one, other) == paint
    face = other.coverage.topology.face_index["b20~1"]
    ring = other.coverage.topology.ring_vertex[
        other.coverage.topology.ring_start[other.coverage.topology.rings_of(face)[0]]
    ]
    x, y = map(float, other.coverage.vertices[ring])
    changed = apply(other, MoveVertex(int(ring), x + 5.0, y + 5.0))[0]
    with pytest.raises(EditRejected) as error:
        transfer(paint, one, changed)
    assert error.value.code == "other-piece"


def test_the_largest_piece_keeps_the_id_but_is_not_the_whole_block(town: Town) -> None:
    whole = town[1].renamed("Whole")
    face = whole.coverage.topology.face_index["b20"]
    west, south, east, north = whole.coverage.bounds[face]
    middle = (south + north) / 2 + 1
    split = apply(whole, SplitFaces(((west - 1, middle), (east + 1, middle)), ("b20",)))[0]
    assert {"b20", "b20~2"} <= set(split.coverage.face_ids)
    paint = AssignFaces("fi-1-6", ("b20",), "fi-1-6/S2")
    with pytest.raises(EditRejected) as error:
        transfer(paint, split, whole)
    assert error.value.code == "other-piece" and "b20" in error.value.sentence
    # a whole block is all its pieces, and all its pieces are the whole block
    assert transfer(paint, whole, split).faces == ("b20", "b20~2")
    assert transfer(replace(paint, faces=("b20", "b20~2")), split, whole).faces == ("b20",)
    assert transfer(replace(paint, faces=("b21",)), split, whole).faces == ("b21",)
    again = apply(whole, SplitFaces(((east + 1, middle), (west - 1, middle)), ("b20",)))[0]
    assert transfer(paint, split, again) == paint
