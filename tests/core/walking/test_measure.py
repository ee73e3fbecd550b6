"""Ways in a dataset: the tally measures along them, live as from nothing, and a project keeps what was measured."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from piiri.countable import Countable
from piiri.edits import AssignFaces, MoveSchool, MoveVertex
from piiri.errors import EditRejected
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.model.ways import ways_of
from piiri.session import Session
from piiri.storage import create_project, open_project
from piiri.tally import tally_everything
from piiri.walking import Journeys, measure_of


@pytest.fixture(scope="module")
def town() -> tuple[Dataset, Plan]:
    """The demo municipality, whose edges of blocks can be walked, those on a road with much traffic with care."""
    dataset, plan = demo_municipality(pupils=1_500, schools=8, faces=300)
    t, vertices = dataset.coverage.topology, dataset.coverage.vertices
    lines = [vertices[pair] for pair in t.edges.tolist()]
    busy = np.random.default_rng(1).random(len(lines)) < 0.1
    return replace(dataset, ways=ways_of(lines, busy=busy)), plan


def test_a_dataset_with_ways_is_another_one(town: tuple[Dataset, Plan]) -> None:
    dataset, _ = town
    straight = replace(dataset, ways=None)
    assert dataset.fingerprint != straight.fingerprint
    assert (measure_of(dataset).on_foot, measure_of(straight).on_foot) == (True, False)
    assert measure_of(dataset) is measure_of(dataset)


def test_ways_on_foot_are_longer(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    on_foot = tally_everything(Countable(dataset, plan), plan)
    straight_data = replace(dataset, ways=None)
    straight = tally_everything(Countable(straight_data, plan), plan)
    assert np.array_equal(on_foot.column("pupils"), straight.column("pupils"))
    longer = on_foot.column("distance_cm").sum() / straight.column("distance_cm").sum()
    assert 1.1 < longer < 1.6


def test_the_live_tally_is_that_from_nothing(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    session = Session(dataset, plan)
    rng = np.random.default_rng(2)
    stage = plan.stages[0].id
    done = 0
    for step in range(60):
        now = session.state.plan
        faces = tuple(now.coverage.face_ids[f] for f in rng.integers(now.coverage.face_count, size=3).tolist())
        catchment = now.catchments.ids[int(rng.choice(np.flatnonzero(now.catchments.stage == 0)))]
        vertex = int(rng.integers(now.coverage.topology.vertex_count))
        x, y = now.coverage.vertices[vertex].tolist()
        school = int(rng.integers(len(now.schools)))
        sx, sy = now.schools.xy[school].tolist()
        edit = [
            AssignFaces(stage, faces, catchment),
            MoveVertex(vertex, x + float(rng.normal(0, 5)), y + float(rng.normal(0, 5))),
            MoveSchool(now.schools.ids[school], sx + float(rng.normal(0, 90)), sy + float(rng.normal(0, 90))),
        ][step % 3]
        try:
            session.do(edit)
        except EditRejected:
            continue
        done += 1
        if step % 5 == 0:
            session.undo()
        slow = tally_everything(Countable(dataset, plan), session.state.plan)
        assert np.array_equal(session.state.tally.counts, slow.counts)
    assert done > 40


def test_what_was_measured_is_kept_with_the_project(town: tuple[Dataset, Plan], tmp_path: Path) -> None:
    dataset, plan = town
    measured = measure_of(dataset, schools_xy=dataset.schools.xy)
    assert isinstance(measured, Journeys)
    path = tmp_path / "town.gpkg"
    with create_project(dataset, [plan], workdir=tmp_path / "work") as project:
        project.save_as(path)
    with open_project(path, workdir=tmp_path / "work") as opened:
        kept = opened.dataset
        again = measure_of(kept)
        assert isinstance(again, Journeys)
        assert kept.fingerprint == dataset.fingerprint
        assert set(again.kept()) == set(measured.kept())
        for place, row in measured.kept().items():
            assert np.array_equal(row.cost_cm, again.kept()[place].cost_cm)
        a, b = (tally_everything(Countable(each, plan), plan).counts for each in (dataset, kept))
        assert np.array_equal(a, b)
