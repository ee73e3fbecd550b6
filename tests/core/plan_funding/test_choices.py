"""Who attends where in a plan, against a count pupil by pupil; money follows borders through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from piiri.countable import Countable
from piiri.edits import AssignFaces, CloseSchool, Edit, MoveCornerInStage, MoveSchool, MoveVertex, SplitFaces, apply
from piiri.errors import EditRejected
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.plan_funding.choices import Choices, Enrolled, enrolled, enrolled_after
from piiri.tally import Tally, retally, tally_everything


@pytest.fixture(scope="module")
def city() -> tuple[Dataset, Plan, Countable, Choices]:
    dataset, plan = demo_municipality(pupils=3000, schools=12, faces=150)
    countable = Countable(dataset, plan)
    return dataset, plan, countable, Choices.of(countable)


def one_by_one(dataset: Dataset, before: Plan, plan: Plan, tally: Tally, start: Tally) -> tuple[np.ndarray, ...]:
    """Pupils enrolled, leaving and coming by school, counted with a loop."""
    h = len(plan.schools)
    pupils, leaving, coming = np.zeros(h), np.zeros(h), np.zeros(h)
    weight = dataset.pupils.points.column("pupils")
    points = np.arange(len(dataset.pupils))
    old, new = start.pupils.faces_of(points), tally.pupils.faces_of(points)
    for point in points:
        stage, attends = int(dataset.pupils.stage[point]), int(dataset.pupils.attends[point])
        if not weight[point] or stage < 0:
            continue
        was = before.catchment_of_face[stage, old[point]] if old[point] >= 0 else -1
        now = plan.catchment_of_face[stage, new[point]] if new[point] >= 0 else -1
        zone_was = before.catchments.schools_of(was).tolist() if was >= 0 else []
        chose = attends >= 0 and attends not in zone_was and not plan.schools.closed[attends]
        c = plan.catchments
        shares = [
            (int(c.server_school[j]), float(c.server_share[j])) for j in np.flatnonzero(c.server_catchment == now)
        ]
        if chose:
            pupils[attends] += weight[point]
            if attends not in [school for school, _ in shares]:
                coming[attends] += weight[point]
                for school, share in shares:
                    leaving[school] += weight[point] * share
            else:
                for school, share in shares:
                    leaving[school] += weight[point] * share
                leaving[attends] -= weight[point]
        else:
            for school, share in shares:
                pupils[school] += weight[point] * share
    return pupils, leaving, coming


def edited(plan: Plan, rng: np.random.Generator) -> Any:
    stage = int(rng.integers(len(plan.stages)))
    own = np.flatnonzero((plan.catchments.stage == stage) & ~plan.catchments.closed)
    faces = rng.integers(0, plan.coverage.face_count, 8)
    target = plan.catchments.ids[int(rng.choice(own))]
    ids = tuple(dict.fromkeys(plan.coverage.topology.face_ids[face] for face in faces))
    return AssignFaces(plan.stages[stage].id, ids, target)


def closing(plan: Plan, school: int) -> CloseSchool:
    """A school closed, its blocks given to another catchment of each stage."""
    c = plan.catchments
    gone = c.server_catchment[c.server_school == school]
    edits = []
    for catchment in gone.tolist():
        stage = int(c.stage[catchment])
        other = next(k for k in np.flatnonzero(c.stage == stage).tolist() if k not in gone)
        faces = np.flatnonzero(plan.catchment_of_face[stage] == catchment)
        ids = tuple(plan.coverage.topology.face_ids[face] for face in faces)
        edits.append(AssignFaces(plan.stages[stage].id, ids, c.ids[other]))
    return CloseSchool(plan.schools.ids[school], 2028, tuple(edits))


def of_shape(plan: Plan, shape: str) -> Iterator[Edit]:
    """Edits of blocks' shapes, at the borders of the first stage; or of a school's place."""
    coverage, row = plan.coverage, plan.catchment_of_face[0]
    t, border = coverage.topology, coverage.border(row)
    for vertex in range(t.vertex_count):
        around = t.edges_of_vertex(vertex)
        if border[around].sum() < 2 or len(around) < 3 or (t.faces_of_vertex(vertex) < 0).any():
            continue
        x, y = (float(value) for value in coverage.vertices[vertex])
        to_x, to_y = (coverage.vertices[t.edges[around[0]]].mean(axis=0) + np.array((9.0, 5.0))).round(2).tolist()
        yield {
            "school": MoveSchool(plan.schools.ids[2], x, y),
            "corner": MoveVertex(vertex, to_x, to_y),
            "corner of one stage": MoveCornerInStage(plan.stages[0].id, vertex, to_x, to_y),
            "split": SplitFaces(((x - 9000.0, y), (x + 9000.0, y))),
        }[shape]


def same(found: Enrolled, other: Enrolled) -> bool:
    """Equal to the last bit."""
    names = ("assigned", "away", "left", "chosen", "own", "enrolled", "leaving", "coming")
    return all(np.array_equal(getattr(found, name), getattr(other, name)) for name in names)


def test_enrolment_equals_a_count_one_by_one_along_a_walk(city: tuple[Dataset, Plan, Countable, Choices]) -> None:
    dataset, before, countable, choices = city
    assert len(choices) > 50
    start = tally = tally_everything(countable, before)
    plan, rng, known = before, np.random.default_rng(5), enrolled(choices, before, start)
    for step in range(10):
        edit = edited(plan, rng) if step != 5 else closing(plan, 3)
        after, change = apply(plan, edit)
        tally = retally(countable, tally, plan, after, change)
        plan = after
        found, again = enrolled_after(choices, known, plan, tally), enrolled(choices, plan, tally)
        assert (found is None) == (step == 5), "only a school that closes asks for counting everybody"
        assert found is None or same(found, again)
        known = found or again
        pupils, leaving, coming = one_by_one(dataset, before, plan, tally, start)
        assert np.allclose(known.enrolled[:, 0], pupils)
        assert np.allclose(known.leaving, leaving)
        assert np.allclose(known.coming, coming)
        assert np.isclose(known.enrolled[:, 0].sum() - coming.sum(), known.assigned[:, 0].sum() - leaving.sum())


@pytest.mark.parametrize("shape", ["split", "corner", "corner of one stage", "school"])
def test_enrolment_follows_every_kind_of_edit(city: tuple[Dataset, Plan, Countable, Choices], shape: str) -> None:
    _, plan, countable, choices = city
    tally = tally_everything(countable, plan)
    known = enrolled(choices, plan, tally)
    moved = 0
    for edit in of_shape(plan, shape):
        try:
            after, change = apply(plan, edit)
        except EditRejected:
            continue
        tally_after = retally(countable, tally, plan, after, change)
        found = enrolled_after(choices, known, after, tally_after)
        assert found is not None and same(found, enrolled(choices, after, tally_after))
        moved += shape == "split" or (tally_after.moves is not None and len(tally_after.moves.points) > 0)
        if moved == 3:
            return
    raise AssertionError("nobody moved")


def test_only_what_was_made_from_the_known_tally_is_counted_from_it(
    city: tuple[Dataset, Plan, Countable, Choices],
) -> None:
    _, plan, countable, choices = city
    tally = tally_everything(countable, plan)
    after, change = apply(plan, edited(plan, np.random.default_rng(1)))
    other = enrolled(choices, after, tally_everything(countable, after))
    assert enrolled_after(choices, other, after, retally(countable, tally, plan, after, change)) is None
    assert enrolled_after(choices, other, after, tally_everything(countable, after)) is None


def test_nobody_chose_where_no_school_is_known(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    countable = Countable(dataset, plan)
    choices = Choices.of(countable)
    assert len(choices) == 0
    found = enrolled(choices, plan, tally_everything(countable, plan))
    assert (found.enrolled == found.assigned[:, : found.enrolled.shape[1]]).all()
    some = ~np.isnan(found.net_attraction)
    assert some.any() and (found.net_attraction[some] == 0).all()


def test_a_zone_by_places_is_shared_as_it_is_filled(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    attends = np.array(dataset.pupils.attends)
    attends[100:600] = 5
    dataset = replace(dataset, pupils=replace(dataset.pupils, attends=attends))
    plan = replace(plan, by_places=frozenset(["fi-1-6/joint"]))
    countable = Countable(dataset, plan)
    choices = Choices.of(countable)
    tally = tally_everything(countable, plan)
    found = enrolled(choices, plan, tally)
    assert len(choices) > 100
    assert (found.enrolled[:, 0] > -1e-9).all()
    in_catchments = np.isfinite(found.assigned[:, 0]).all()
    outside = int(
        (countable.rows(plan, choices.points, tally.pupils.faces_of(choices.points)) >= len(plan.catchments)).sum()
    )
    assert in_catchments
    assert np.isclose(found.enrolled[:, 0].sum(), found.assigned[:, 0].sum() + outside)
