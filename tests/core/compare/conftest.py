"""Plans that differ in every way, and a comparison counted pupil by pupil with plain Python."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import shapely

from piiri.assignment import assign
from piiri.model import Catchments, Coverage, Dataset, Plan, Schools
from piiri.model.overlay import overlay

Key = tuple[int, int, str, str]
"""Stage, grade (0 for not known), and the keys of the places."""


def place_key(plan: Plan, stage: int, face: int, located: bool) -> str:
    if not located:
        return "unlocated"
    catchment = int(plan.catchment_of_face[stage, face]) if face >= 0 else -1
    if catchment < 0:
        return "unassigned"
    c = plan.catchments
    return "+".join(
        sorted(plan.schools.ids[s] for k, s in zip(c.server_catchment, c.server_school, strict=True) if k == catchment)
    )


def slowly(dataset: Dataset, one: Plan, other: Plan) -> Counter[Key]:
    """Count who belongs where, one pupil after another."""
    layer = dataset.pupils.points
    faces = [assign(plan.coverage, layer.xy) for plan in (one, other)]
    column = {c.key: position for position, c in enumerate(layer.columns)}
    found: Counter[Key] = Counter()
    for i in range(len(layer)):
        stage, pupils = int(dataset.pupils.stage[i]), int(layer.values[i, column["pupils"]])
        if stage < 0 or not pupils:
            continue
        where = [
            place_key(plan, stage, int(face[i]), bool(layer.located[i]))
            for plan, face in zip((one, other), faces, strict=True)
        ]
        if "grade_1" in column:
            by_grade = {grade: int(layer.values[i, column[f"grade_{grade}"]]) for grade in range(1, 10)}
            by_grade[0] = pupils - sum(by_grade.values())
        else:
            by_grade = {int(dataset.pupils.grade[i]): pupils}
        for grade, count in by_grade.items():
            if count:
                found[stage, grade, where[0], where[1]] += count
    return found


@pytest.fixture(scope="session")
def oracle() -> Callable[[Dataset, Plan, Plan], Counter[Key]]:
    return slowly


def repainted(plan: Plan, name: str, seed: int, share: float = 0.2) -> Plan:
    """Some blocks of each stage to any catchment of the stage, or to none."""
    rng = np.random.default_rng(seed)
    table = np.array(plan.catchment_of_face)
    for stage in range(len(table)):
        mine = np.append(np.flatnonzero(plan.catchments.stage == stage), -1)
        some = np.flatnonzero(rng.random(table.shape[1]) < share)
        table[stage, some] = rng.choice(mine, len(some))
    return replace(plan, name=name, catchment_of_face=table)


def with_corners(plan: Plan, name: str, seed: int, count: int = 12) -> Plan:
    """Some corners a few metres away; whether the blocks stay valid does not matter here."""
    rng = np.random.default_rng(seed)
    coverage = plan.coverage
    for vertex in rng.choice(len(coverage.vertices), count, replace=False):
        x, y = coverage.vertices[vertex]
        coverage = coverage.with_vertex(int(vertex), x + rng.uniform(-15, 15), y + rng.uniform(-15, 15))
    return replace(plan, name=name, coverage=coverage)


def with_new_school(plan: Plan, name: str) -> Plan:
    """A school more, with a catchment of its own that takes twenty blocks; a joint zone of it and the first school."""
    s, c = plan.schools, plan.catchments
    x, y = s.xy.mean(axis=0)
    schools = Schools((*s.ids, "new"), (*s.names, "New school"), np.vstack((s.xy, [x, y])), np.append(s.places, 90))
    k, new = len(c), len(s)
    catchments = Catchments(
        (*c.ids, "fi-1-6/new", "fi-1-6/shared"),
        (*c.names, "New school", "Shared zone"),
        np.append(c.stage, (0, 0)),
        np.append(c.server_catchment, (k, k + 1, k + 1)),
        np.append(c.server_school, (new, 0, new)),
        np.append(c.server_share, (1.0, 0.25, 0.75)),
    )
    table = np.array(plan.catchment_of_face)
    table[0, 20:40], table[0, 40:50] = k, k + 1
    return replace(plan, name=name, schools=schools, catchments=catchments, catchment_of_face=table)


def recut(plan: Plan, name: str) -> Plan:
    """Block b30 cut in two by a straight line, b60 joined to a neighbour whose id goes; the east piece moves."""
    old = plan.coverage
    polygons = list(old.polygons())
    ids = list(old.face_ids)
    west, south, east, north = polygons[30].bounds
    middle = (west + east) / 2
    halves = [
        shapely.intersection(polygons[30], shapely.box(a, south - 1, b, north + 1))
        for a, b in ((west - 1, middle), (middle, east + 1))
    ]
    gone = int(old.topology.neighbours(60)[-1])
    shapes = {ids[f]: polygons[f] for f in range(len(ids)) if f not in (30, 60, gone)}
    shapes |= {"b30~1": halves[0], "b30~2": halves[1], ids[60]: shapely.union(polygons[60], polygons[gone])}
    made: Coverage = overlay([np.array(list(shapes.values()), dtype=object)], blocks=0, block_ids=list(shapes)).coverage
    index = old.topology.face_index
    table = np.stack([[row[index.get(key, 30)] for key in made.face_ids] for row in plan.catchment_of_face])
    table[:, made.topology.face_index["b30~2"]] = (0, np.flatnonzero(plan.catchments.stage == 1)[0])
    return replace(plan, name=name, coverage=made, catchment_of_face=table)


MAKERS: dict[str, Callable[[Plan], Plan]] = {
    "itself": lambda plan: replace(plan, name="Itself"),
    "repainted": lambda plan: repainted(plan, "Repainted", 3),
    "corners": lambda plan: with_corners(repainted(plan, "Corners", 4, 0.05), "Corners", 5),
    "new-school": lambda plan: with_new_school(plan, "New school"),
    "recut": lambda plan: recut(plan, "Recut"),
    "everything": lambda plan: with_new_school(recut(repainted(plan, "x", 8), "x"), "Everything"),
}


@pytest.fixture(scope="session", params=list(MAKERS))
def two(request: pytest.FixtureRequest, town: tuple[Dataset, Plan]) -> tuple[Dataset, Plan, Plan]:
    """The small town's plan and one that differs in some way."""
    dataset, plan = town
    return dataset, plan, MAKERS[request.param](plan)


@pytest.fixture(scope="session")
def changed_as() -> dict[str, Callable[[Plan], Plan]]:
    """How plans are made to differ, by name."""
    return MAKERS


@pytest.fixture(scope="session")
def repaint() -> Callable[..., Plan]:
    return repainted
