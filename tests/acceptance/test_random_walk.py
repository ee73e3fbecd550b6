"""A thousand random edits, as a restless planner would make them, on the demo and on real municipalities.

At each step the live tally equals counting everything again, and a moved corner leaves a valid coverage; now and then
every pupil is looked for in every block. In the end the journal on the disk replays to the same plan, and undoing
everything leads back to the start."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely

from piiri.assignment import assign, holds
from piiri.edits import AssignFaces, Edit, MoveVertex, SetCapacity
from piiri.errors import EditRejected
from piiri.io import import_mapping
from piiri.io.demo import demo_municipality
from piiri.model import Coverage, Dataset, Plan, PointLayer, Pupils
from piiri.model.arrays import to_cm
from piiri.session import Session
from piiri.storage import create_project, open_project
from piiri.tally import Countable, tally_everything

STEPS = 1000
MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"


def demo(real_data: Callable[[str], Path]) -> tuple[Dataset, Plan]:
    return demo_municipality()


def bcps(real_data: Callable[[str], Path]) -> tuple[Dataset, Plan]:
    real_data("bcps_sw")
    imported = import_mapping(MAPPINGS / "bcps_sw.toml", repair=True)
    return imported.dataset, imported.plans[0]


def oslo(real_data: Callable[[str], Path]) -> tuple[Dataset, Plan]:
    real_data("oslo")
    imported = import_mapping(MAPPINGS / "oslo.toml", repair=True)
    return with_pupils(imported.dataset, 5000), imported.plans[0]


def with_pupils(dataset: Dataset, count: int) -> Dataset:
    """The same municipality with invented pupils, evenly spread, some of them on corners of blocks."""
    if len(dataset.pupils):
        return dataset
    rng = np.random.default_rng(2014)
    x0, y0, x1, y1 = dataset.coverage.extent
    xy = rng.uniform((x0, y0), (x1, y1), (count, 2))
    xy[:50] = dataset.coverage.vertices[:50]
    points = PointLayer("pupils", xy, dataset.pupils.points.columns[:1], np.ones((count, 1), dtype=np.int64))
    nothing = np.zeros(count)
    return replace(dataset, groups=(), pupils=Pupils(points, nothing, nothing, nothing - 1))


def random_edit(rng: np.random.Generator, plan: Plan) -> Edit:
    if rng.random() < 0.05:
        return SetCapacity(str(rng.choice(plan.schools.ids)), int(rng.integers(-1, 900)))
    coverage, t = plan.coverage, plan.coverage.topology
    stage = int(rng.integers(len(plan.stages)))
    row = plan.catchment_of_face[stage]
    if rng.random() < 0.5:
        border = np.flatnonzero(coverage.border(row))
        edge = t.edges[rng.choice(border)]
        vertex = int(rng.choice(edge))
        length = float(np.hypot(*np.diff(coverage.vertices[edge], axis=0)[0]))
        x, y = coverage.vertices[vertex] + rng.normal(0, 0.6 * length, 2)
        return MoveVertex(vertex, float(x), float(y))
    centre = int(rng.integers(coverage.face_count))
    stroke = {centre, *t.neighbours(centre)[: rng.integers(0, 5)].tolist()}
    nearby = [int(row[f]) for f in t.neighbours(centre) if row[f] >= 0]
    own = np.flatnonzero(plan.catchments.stage == stage)
    target = int(rng.choice(nearby)) if nearby and rng.random() < 0.8 else int(rng.choice(own))
    chosen = plan.catchments.ids[target] if rng.random() < 0.95 else ""
    return AssignFaces(plan.stages[stage].id, tuple(coverage.face_ids[f] for f in sorted(stroke)), chosen)


def valid_around(coverage: Coverage, vertex: int) -> bool:
    """Whether the blocks at a corner and their neighbours are valid and meet edge to edge."""
    t = coverage.topology
    faces = {int(f) for f in t.faces_of_vertex(vertex) if f >= 0}
    faces |= {int(n) for f in faces for n in t.neighbours(f)}
    polygons = coverage.polygons(np.array(sorted(faces)))
    return bool(shapely.is_valid(polygons).all() and shapely.coverage_is_valid(polygons))


def one_face_each(dataset: Dataset, plan: Plan) -> None:
    """Every located pupil is held by at most one block, by the exact test on each of them, and by the one assigned."""
    xy = dataset.pupils.points.xy
    located = np.flatnonzero(dataset.pupils.points.located)
    times = np.zeros(len(xy), dtype=int)
    face = np.full(len(xy), -1)
    bounds = plan.coverage.bounds
    for f in range(plan.coverage.face_count):
        x0, y0, x1, y1 = bounds[f]
        near = located[((xy[located] >= (x0, y0)) & (xy[located] <= (x1, y1))).all(axis=1)]
        inside = near[holds(plan.coverage, f, to_cm(xy[near]))] if len(near) else near
        times[inside] += 1
        face[inside] = f
    assert times.max() <= 1
    assert np.array_equal(face, assign(plan.coverage, xy))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("source", [demo, bcps, oslo], ids=["demo", "bcps_sw", "oslo"])
def test_a_thousand_edits(
    source: Callable[..., tuple[Dataset, Plan]], real_data: Callable[..., Path], tmp_path: Path
) -> None:
    dataset, start = source(real_data)
    assert not start.coverage.problems()
    project = create_project(dataset, [start], workdir=tmp_path / "work")
    session = Session(dataset, project.history(start.name), journal=project)
    countable = Countable(dataset, start)
    rng = np.random.default_rng(27)
    done: Counter[str] = Counter()
    for step in range(STEPS):
        chance = rng.random()
        try:
            if chance < 0.12:
                session.undo()
                done["undo"] += 1
            elif chance < 0.2:
                session.redo()
                done["redo"] += 1
            else:
                edit = random_edit(rng, session.state.plan)
                session.do(edit)
                done[type(edit).__name__] += 1
                if isinstance(edit, MoveVertex):
                    assert valid_around(session.state.plan.coverage, edit.vertex), (step, edit)
        except EditRejected as rejection:
            done[rejection.code] += 1
        state = session.state
        slow = tally_everything(countable, state.plan)
        assert np.array_equal(slow.counts, state.tally.counts), step
        assert np.array_equal(slow.pupils.face_of_point, state.tally.pupils.face_of_point), step
        if step % 50 == 0:
            assert not state.plan.coverage.problems(), step
        if step % 200 == 0:
            one_face_each(dataset, state.plan)
    assert min(done[kind] for kind in ("MoveVertex", "AssignFaces", "undo", "redo")) >= 50, done
    end = session.state
    target = tmp_path / "walk.gpkg"
    project.save_as(target)
    project.close()
    with open_project(target, workdir=tmp_path / "work") as again:
        history = again.history(start.name)
        assert history.plan.fingerprint == end.plan.fingerprint
        assert len(history.entries) == len(end.history.entries)
        assert history.plan_at(0).fingerprint == start.fingerprint
        assert again.dataset.fingerprint == dataset.fingerprint
    alone = Session(dataset, end.history)
    back = alone.jump(0)
    assert np.array_equal(back.tally.counts, tally_everything(countable, start).counts)
    forth = alone.jump(end.history.cursor)
    assert np.array_equal(forth.tally.counts, end.tally.counts)
