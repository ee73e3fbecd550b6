"""Edits of all kinds at random, as a restless planner would make them, on the demo and on real municipalities.

The live tally equals counting everything again, and blocks stay valid, without gap or overlap, on the same land; now
and then every pupil is looked for in every block. In the end the journal on the disk replays to the same plan, undoing
everything leads back to the start and redoing everything to the end, by fingerprint and by figures.

A short walk is the rule; ten thousand edits on each are made with ``-m soak``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from piiri.assignment import assign, holds
from piiri.edits import Edit, from_json, to_json
from piiri.errors import EditRejected
from piiri.io import import_mapping
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan, PointLayer, Pupils
from piiri.model.arrays import to_cm
from piiri.session import Session, State
from piiri.storage import create_project, open_project
from piiri.tally import Countable, tally_everything

STEPS, SOAK_STEPS = 250, 10_000
MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"
MUNICIPALITIES = ("demo", "bcps_sw", "oslo", "edinburgh")


def municipality(name: str, real_data: Callable[[str], Path]) -> tuple[Dataset, Plan]:
    if name == "demo":
        return demo_municipality()
    real_data(name)
    imported = import_mapping(MAPPINGS / f"{name}.toml", repair=True)
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
    stage = rng.integers(0, len(dataset.stages), count)
    nothing = np.zeros(count)
    return replace(dataset, groups=(), pupils=Pupils(points, stage, nothing, nothing - 1))


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


def counted_right(countable: Countable, state: State, step: int) -> None:
    slow = tally_everything(countable, state.plan)
    assert np.array_equal(slow.pupils.face_of_point, state.tally.pupils.face_of_point), step
    assert np.array_equal(slow.counts, state.tally.counts), step


def same_land(start: Plan, plan: Plan) -> None:
    """No land is lost or won but where a corner on the outer edge has been moved, and blocks are valid."""
    assert not plan.coverage.problems()
    assert plan.catchment_of_face.shape == (len(plan.stages), plan.coverage.face_count)
    assert plan.catchment_of_face.max() < len(plan.catchments)
    assert set(plan.stages) == set(start.stages)


def walk(name: str, steps: int, count_every: int, real_data: Callable[[str], Path], planner: Any, at: Path) -> None:
    dataset, start = municipality(name, real_data)
    assert not start.coverage.problems()
    project = create_project(dataset, [start], workdir=at / "work")
    session = Session(dataset, project.history(start.name), journal=project)
    countable = Countable(dataset, start)
    rng = np.random.default_rng(27)
    done: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    edits = 0
    while edits < steps:
        chance = rng.random()
        if chance < 0.1:
            session.undo()
        elif chance < 0.15:
            session.redo()
        else:
            edit = planner.edit(session.state.plan)
            try:
                if chance < 0.4:  # as a drag does: a preview that is dropped, one that is kept
                    session.preview(planner.edit(session.committed.plan))
                    session.preview(edit)
                session.do(edit)
            except EditRejected as rejection:
                refused[rejection.code] += 1
                session.cancel()
            else:
                assert from_json(json.loads(json.dumps(to_json(edit)))) == edit
                done[type(edit).__name__] += 1
            edits += 1
        if edits % count_every == 0:
            counted_right(countable, session.state, edits)
        if edits % 50 == 0:
            same_land(start, session.state.plan)
        if edits % 2000 == 100:
            one_face_each(dataset, session.state.plan)
    print(json.dumps({"on": name, "edits": edits, "done": done, "refused": refused}))
    missing = {kind.__name__ for kind in get_args(Edit)} - set(done)
    assert len(missing) <= (4 if steps < 1000 else 0), (missing, refused)
    end = session.state
    counted_right(countable, end, edits)
    same_land(start, end.plan)
    target = at / "walk.gpkg"
    project.save_as(target)
    project.close()
    with open_project(target, workdir=at / "work") as again:
        history = again.history(start.name)
        assert history.plan.fingerprint == end.plan.fingerprint
        assert len(history.entries) == len(end.history.entries)
        assert history.plan_at(0).fingerprint == start.fingerprint
        assert again.dataset.fingerprint == dataset.fingerprint
    alone = Session(dataset, end.history)
    back = alone.jump(0)
    assert back.plan.fingerprint == start.fingerprint
    assert np.array_equal(back.tally.counts, tally_everything(countable, start).counts)
    forth = alone.jump(end.history.cursor)
    assert forth.plan.fingerprint == end.plan.fingerprint
    assert np.array_equal(forth.tally.counts, end.tally.counts)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", MUNICIPALITIES)
def test_edits_of_all_kinds(
    name: str, real_data: Callable[..., Path], restless_planner: Callable[[int], Any], tmp_path: Path
) -> None:
    walk(name, STEPS, 2, real_data, restless_planner(27), tmp_path)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", MUNICIPALITIES)
def test_ten_thousand_edits(
    name: str, real_data: Callable[..., Path], restless_planner: Callable[[int], Any], tmp_path: Path
) -> None:
    walk(name, SOAK_STEPS, 50, real_data, restless_planner(2026), tmp_path)
