"""The land of the demo municipality: a valid coverage with islands, lakes and blocks made from the streets."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from piiri.io.demo import demo_municipality
from piiri.model import Dataset
from piiri.model.arrays import to_cm


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return demo_municipality()[0]


def test_the_coverage_is_valid(dataset: Dataset) -> None:
    assert dataset.coverage.problems() == []


def test_there_are_islands_lakes_ponds_and_blocks_of_several_islands(dataset: Dataset) -> None:
    coverage = dataset.coverage
    assert (~coverage.topology.ring_is_outer).sum() >= 2, "ponds"
    several = [shape for shape in coverage.polygons() if shape.geom_type == "MultiPolygon"]
    assert several, "a block of several islands"
    assert all(part.area > 100 for shape in several for part in shape.geoms)
    whole = shapely.get_parts(shapely.coverage_union_all(coverage.polygons()))
    assert len(whole) >= 4, "islands"
    mainland = whole[np.argmax(shapely.area(whole))]
    largest = max(shapely.Polygon(ring).area for ring in mainland.interiors)
    assert largest > 300_000, "a lake in which nobody has a block"


def test_blocks_are_small_in_the_town_and_large_outside(dataset: Dataset) -> None:
    coverage = dataset.coverage
    away = np.hypot(*(coverage.label_points - (427_000, 6_695_000)).T)
    town, outside = coverage.areas_m2[away < 1500], coverage.areas_m2[away > 4500]
    assert len(town) > 80
    assert np.median(outside) > 4 * np.median(town)
    assert 10_000 < np.median(town) < 90_000


def test_the_backdrop_has_all_that_is_drawn_and_areas_are_closed(dataset: Dataset) -> None:
    layers = {layer.kind: layer for layer in dataset.backdrop}
    assert list(layers) == ["land", "water", "street", "road", "river", "rail"]
    for layer in layers.values():
        assert layer.start[0] == 0 and layer.start[-1] == len(layer.xy) and (np.diff(layer.start) >= 2).all()
    for kind in ("land", "water"):
        layer = layers[kind]
        for start, stop in zip(layer.start[:-1], layer.start[1:], strict=True):
            assert (layer.xy[start] == layer.xy[stop - 1]).all()


def test_no_block_lies_in_the_water(dataset: Dataset) -> None:
    lakes = next(layer for layer in dataset.backdrop if layer.kind == "water")
    rings = [lakes.xy[a:b] for a, b in zip(lakes.start[:-1], lakes.start[1:], strict=True)]
    blocks = shapely.union_all(dataset.coverage.polygons())
    for ring in rings:
        lake = shapely.Polygon(ring)
        assert shapely.intersection(lake, blocks).area < 0.002 * lake.area + 1.0


def test_streets_run_between_blocks(dataset: Dataset) -> None:
    streets = next(layer for layer in dataset.backdrop if layer.kind == "street")
    corners = {tuple(corner) for corner in to_cm(dataset.coverage.vertices)}
    assert {tuple(point) for point in to_cm(streets.xy)} <= corners
