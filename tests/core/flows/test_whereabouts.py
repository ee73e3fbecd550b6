"""Where each pupil lives, is assigned, expected and goes, pupil by pupil."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from piiri.assignment import assign
from piiri.edits import AssignFaces, CloseSchool, apply
from piiri.flows import Whereabouts
from piiri.model import Dataset, Plan

Town = tuple[Dataset, Plan]
Where = Callable[..., Whereabouts]


def own_school(dataset: Dataset, plan: Plan, point: int, face: int) -> int:
    """The slow way: the catchment's school; of a joint zone the one attended, else the nearest."""
    if face < 0:
        return -1
    catchment = plan.catchment_of_face[dataset.pupils.stage[point], face]
    if catchment < 0:
        return -1
    servers = [int(s) for s in plan.catchments.schools_of(int(catchment))]
    attends = int(dataset.pupils.attends[point])
    if len(servers) > 1 and attends in servers:
        return attends
    metres = [np.hypot(*(dataset.pupils.points.xy[point] - plan.schools.xy[s])) for s in servers]
    return servers[int(np.argmin(metres))]


def test_every_pupil_one_by_one(attending: Town, where: Where) -> None:
    dataset, today = attending
    blocks = tuple(today.coverage.face_ids[f] for f in np.flatnonzero(today.catchment_of_face[0] == 2))
    plan, _ = apply(today, AssignFaces("fi-1-6", blocks, "fi-1-6/S3"))
    found = where(dataset, plan, today)
    face = assign(plan.coverage, dataset.pupils.points.xy)
    assert len(found) == int((dataset.pupils.points.column("pupils") > 0).sum())
    moved = 0
    for row, point in enumerate(found.points.tolist()):
        before, after = (own_school(dataset, each, point, int(face[point])) for each in (today, plan))
        attends = int(dataset.pupils.attends[point])
        assert found.block[row] == face[point]
        assert found.assigned[row] == after
        assert found.attended[row] == attends
        chose = attends >= 0 and attends != before
        assert found.expected[row] == (attends if chose else after)
        moved += before != after
    assert moved > 10


def blocks_of(plan: Plan, school: str) -> list[tuple[int, str, int]]:
    """Stage, its id, and catchment of a school, for each stage it serves."""
    c = plan.catchments
    return [
        (int(c.stage[k]), plan.stages[c.stage[k]].id, k)
        for k in range(len(c))
        if [plan.schools.ids[h] for h in c.schools_of(k)] == [school]
    ]


def test_nobody_keeps_a_school_that_closes(attending: Town, where: Where) -> None:
    dataset, today = attending
    name = today.schools.ids[3]
    own = {low: np.flatnonzero(today.catchment_of_face[s] == c) for s, low, c in blocks_of(today, name)}
    moved = tuple(
        AssignFaces(stage, tuple(today.coverage.face_ids[f] for f in faces), f"{stage}/{other}")
        for (stage, faces), other in zip(own.items(), ("S2", "S5"), strict=False)
    )
    plan, _ = apply(today, CloseSchool(name, 2027, moved))
    found = where(dataset, plan, today)
    assert (found.attended == 3).any()
    assert not (found.expected == 3).any()


def test_without_attendance_everybody_is_expected_where_assigned(town: Town, where: Where) -> None:
    dataset, plan = town
    found = where(dataset, plan)
    assert not dataset.pupils.attendance_known and not (found.attended >= 0).any()
    assert np.array_equal(found.expected, found.assigned)
    nobody = replace(dataset, pupils=replace(dataset.pupils, stage=np.full(len(dataset.pupils), -1)))
    assert len(where(nobody, plan)) == 0
