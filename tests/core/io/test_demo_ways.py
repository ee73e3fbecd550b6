"""The demo's streets: whole, cut at the river, and longer than the straight line."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.distances import Straight
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.walking import measure_of, network_of


@pytest.fixture(scope="module", params=[(80, 6, 4), (300, 8, 7), (700, 24, 2026)], ids=str)
def town(request: pytest.FixtureRequest) -> tuple[Dataset, Plan]:
    faces, schools, seed = request.param
    return demo_municipality(pupils=3_000, schools=schools, faces=faces, seed=seed, ways=True)


def test_without_being_asked_for_there_are_no_streets_and_all_else_is_the_same(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    bare, same = demo_municipality(
        pupils=len(dataset.pupils),
        schools=len(dataset.schools),
        faces=dataset.coverage.face_count,
        seed=int(dataset.notes["seed"]),
    )
    assert bare.ways is None and dataset.ways is not None
    assert bare.pupils.points.fingerprint == dataset.pupils.points.fingerprint
    assert same.fingerprint == plan.fingerprint and bare.fingerprint != dataset.fingerprint


def test_streets_hang_together_and_nearly_all_pupils_live_by_them(town: tuple[Dataset, Plan]) -> None:
    dataset, _ = town
    assert dataset.ways is not None
    network = network_of(dataset.ways)
    assert network.piece_length_m[0] > 0.8 * network.piece_length_m.sum()
    home = np.isfinite(dataset.pupils.points.xy[:, 0])
    measure = measure_of(dataset)
    assert measure.on_foot
    points = np.flatnonzero(home)
    nearest = np.zeros((len(points), 1), dtype=np.int32)
    on_foot, _ = measure.nearest_server(points, dataset.schools.xy, nearest)
    straight, _ = Straight(dataset.pupils.points.xy).nearest_server(points, dataset.schools.xy, nearest)
    assert (on_foot >= straight - 2).all()
    assert 1.1 < np.median(on_foot / np.maximum(straight, 1)) < 2.0


def test_only_main_roads_cross_the_river_and_crossings_are_safe_by_schools(town: tuple[Dataset, Plan]) -> None:
    dataset, _ = town
    ways = dataset.ways
    assert ways is not None
    river = {tuple(xy) for layer in dataset.backdrop if layer.kind == "river" for xy in np.round(layer.xy, 2).tolist()}
    assert len(river & {tuple(xy) for xy in np.round(dataset.coverage.vertices, 2).tolist()}) > 10
    plain = np.repeat(ways.walkable & ~ways.busy, np.diff(ways.start))
    met = [xy for xy in np.round(ways.xy[plain], 2).tolist() if tuple(xy) in river]
    roads = {
        tuple(xy) for xy in np.round(ways.xy[np.repeat(ways.busy & ways.walkable, np.diff(ways.start))], 2).tolist()
    }
    assert all(tuple(xy) in roads for xy in met)
    assert len(ways.safe)
    assert {ways.names[name] for name in np.unique(ways.name[ways.name >= 0])} <= {"Kaislalahdentie", "Rantarata"}
