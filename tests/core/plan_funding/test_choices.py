"""Who attends where in a plan, against a count pupil by pupil; money follows borders through it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from piiri.countable import Countable
from piiri.edits import AssignFaces, CloseSchool, apply
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.plan_funding.choices import Choices, enrolled, placed
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


def test_enrolment_equals_a_count_one_by_one_along_a_walk(city: tuple[Dataset, Plan, Countable, Choices]) -> None:
    dataset, before, countable, choices = city
    assert len(choices) > 50
    start = tally = tally_everything(countable, before)
    plan, rng, kept = before, np.random.default_rng(5), None
    for step in range(8):
        edit = edited(plan, rng) if step != 5 else closing(plan, 3)
        after, change = apply(plan, edit)
        tally = retally(countable, tally, plan, after, change)
        plan = after
        kept = placed(choices, plan, tally, kept)
        found = enrolled(choices, plan, tally, kept)
        assert np.array_equal(found.enrolled, enrolled(choices, plan, tally).enrolled)
        pupils, leaving, coming = one_by_one(dataset, before, plan, tally, start)
        assert np.allclose(found.enrolled[:, 0], pupils)
        assert np.allclose(found.leaving, leaving)
        assert np.allclose(found.coming, coming)
        assert np.isclose(found.enrolled[:, 0].sum() - coming.sum(), found.assigned[:, 0].sum() - leaving.sum())


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
