"""The two nearest schools found without measuring all, against measuring all; straight and on foot."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.countable import Countable
from piiri.edits import AssignFaces, MoveSchool, apply
from piiri.indicators.proximity import relative_proximity_cm, schools_of, two_nearest_cm
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan


@pytest.fixture(scope="module", params=[False, True], ids=["straight", "on foot"])
def town(request: pytest.FixtureRequest) -> tuple[Dataset, Plan]:
    return demo_municipality(pupils=1_500, schools=24, faces=300, seed=3, ways=request.param)


def _all_ways(countable: Countable, plan: Plan, schools: np.ndarray, points: np.ndarray) -> np.ndarray:
    """(n, L) the way of each pupil to each school."""
    servers = (np.full((len(points), 1), school, dtype=np.int32) for school in schools)
    way = countable.measure.nearest_server
    return np.stack([way(points, plan.schools.xy, each)[0] for each in servers], axis=1)


def test_the_two_nearest_are_those_of_all(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    countable = Countable(dataset, plan)
    assert countable.measure.on_foot == (dataset.ways is not None)
    found = relative_proximity_cm(countable, plan)
    for stage in range(len(plan.stages)):
        schools = schools_of(plan, stage)
        points = np.flatnonzero((countable.stage == stage) & ~countable.unlocated)
        if len(schools) < 2 or not len(points):
            continue
        every = np.sort(_all_ways(countable, plan, schools, points), axis=1)
        nearest, second = two_nearest_cm(countable, plan.schools.xy, schools, points)
        np.testing.assert_array_equal(nearest, every[:, 0])
        np.testing.assert_array_equal(second, every[:, 1])
        np.testing.assert_array_equal(found[points], every[:, 1] - every[:, 0])
    assert (found >= -1).all() and (found[countable.unlocated] == -1).all() and (found > 0).any()


def test_a_border_changes_nothing_and_a_school_that_moves_does(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    countable = Countable(dataset, plan)
    found = relative_proximity_cm(countable, plan)
    face = int(np.flatnonzero(plan.catchment_of_face[0] >= 0)[0])
    painted, _ = apply(plan, AssignFaces(plan.stages[0].id, (plan.coverage.face_ids[face],), ""))
    assert relative_proximity_cm(countable, painted) is found
    x, y = (plan.schools.xy[0] + 300.0).tolist()
    moved, _ = apply(plan, MoveSchool(plan.schools.ids[0], x, y))
    again = relative_proximity_cm(countable, moved)
    assert (again != found).any()
    np.testing.assert_array_equal(again, relative_proximity_cm(Countable(dataset, plan), moved))
