"""The two nearest schools found without measuring all, against measuring all; straight and on foot."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.countable import Countable
from piiri.edits import AssignFaces, CloseSchool, Edit, MoveSchool, OpenSchool, apply
from piiri.indicators.proximity import NONE, TwoNearest, relative_proximity_cm, schools_of, two_nearest
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
        ways, which = two_nearest(countable, plan.schools.xy, schools, points)
        np.testing.assert_array_equal(ways, every[:, :2])
        for rank in (0, 1):
            there = _all_ways(countable, plan, schools, points)[
                np.arange(len(points)), np.searchsorted(schools, which[:, rank])
            ]
            np.testing.assert_array_equal(there, ways[:, rank])
        np.testing.assert_array_equal(found[points], every[:, 1] - every[:, 0])
    assert (found >= -1).all() and (found[countable.unlocated] == -1).all() and (found > 0).any()


def test_a_border_changes_nothing_and_a_school_that_moves_does(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    countable = Countable(dataset, plan)
    found = TwoNearest.of(countable, plan)
    face = int(np.flatnonzero(plan.catchment_of_face[0] >= 0)[0])
    painted, _ = apply(plan, AssignFaces(plan.stages[0].id, (plan.coverage.face_ids[face],), ""))
    assert found.after(countable, painted) is found
    x, y = (plan.schools.xy[0] + 300.0).tolist()
    moved, _ = apply(plan, MoveSchool(plan.schools.ids[0], x, y))
    again = found.after(countable, moved)
    assert len(again.differ_from(found)) > 10 and not len(again.differ_from(again))
    np.testing.assert_array_equal(again.cm, relative_proximity_cm(Countable(dataset, plan), moved))


def test_schools_that_come_go_and_move_are_followed_as_if_all_were_measured(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    countable = Countable(dataset, plan)
    rng, low = np.random.default_rng(4), plan.stages[0].id
    found = TwoNearest.of(countable, plan)
    for step in range(12):
        here = plan.schools.xy.mean(axis=0) + rng.normal(0, 800.0, 2)
        x, y = here.tolist()
        open_ = schools_of(plan, 0)
        edit: Edit = MoveSchool(plan.schools.ids[int(rng.choice(open_))], x, y)
        if step % 4 == 1:
            edit = OpenSchool(f"new{step}", "New", x, y, 100, (low,), 2027)
        elif step % 4 == 3:
            edit = closed(plan, int(open_[step % len(open_)]))
        plan, _ = apply(plan, edit)
        told = found.after(countable, plan)
        np.testing.assert_array_equal(told.differ_from(found), np.flatnonzero(told.cm != found.cm))
        found = told
        anew = TwoNearest.of(countable, plan)
        np.testing.assert_array_equal(found.whole().ways, anew.ways)
        np.testing.assert_array_equal(found.cm, anew.cm)
        some = rng.integers(0, len(anew.cm), 200)
        np.testing.assert_array_equal(found.cm_of(some), anew.cm[some])
        for at in (-1, 0, 1):
            np.testing.assert_array_equal(found.total(countable, at), anew.total(countable, at))


def test_of_one_school_there_is_no_second() -> None:
    dataset, plan = demo_municipality(pupils=300, schools=6, faces=60)
    countable = Countable(dataset, plan)
    points = np.flatnonzero(~countable.unlocated)[:20]
    ways, which = two_nearest(countable, plan.schools.xy, np.array([2]), points)
    assert (ways[:, 0] < NONE).all() and (ways[:, 1] == NONE).all()
    assert which.tolist() == [[2, -1]] * 20
    ways, which = two_nearest(countable, plan.schools.xy, np.array([], dtype=int), points)
    assert (ways == NONE).all() and (which == -1).all()


def closed(plan: Plan, school: int) -> CloseSchool:
    """A school closed, its blocks given to another catchment of each stage."""
    c, edits = plan.catchments, []
    gone = c.server_catchment[c.server_school == school]
    for catchment in gone.tolist():
        stage = int(c.stage[catchment])
        other = next(k for k in np.flatnonzero((c.stage == stage) & ~c.closed).tolist() if k not in gone)
        faces = np.flatnonzero(plan.catchment_of_face[stage] == catchment)
        if len(faces):
            ids = tuple(plan.coverage.face_ids[face] for face in faces.tolist())
            edits.append(AssignFaces(plan.stages[stage].id, ids, c.ids[other]))
    return CloseSchool(plan.schools.ids[school], 2028, tuple(edits))
