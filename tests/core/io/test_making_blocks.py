"""Blocks made where the city has none: a valid coverage, sensible sizes, no border of a catchment crossed."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.io.demo import demo_municipality
from piiri.io.making_blocks import LINES, make_blocks
from piiri.io.mapping import MakeBlocks
from piiri.model.dataset import Backdrop
from piiri.model.overlay import overlay

WEST, EAST = shapely.box(0, 0, 1030, 2000), shapely.box(1030, 0, 2060, 2000)
ZONES = [np.array([WEST, EAST], dtype=object)]


def roads(*lines: list[tuple[float, float]]) -> Backdrop:
    start = np.concatenate(([0], np.cumsum([len(line) for line in lines])))
    return Backdrop("road", np.array([point for line in lines for point in line], dtype=float), start)


def test_between_roads_and_borders() -> None:
    made = make_blocks(
        ZONES, [roads([(-50, 1000), (2100, 1000)], [(500, -50), (500, 1000)])], MakeBlocks("roads", largest_m2=1e9)
    )
    areas = sorted(shapely.area(made.polygons).round().tolist())
    assert areas == [500_000, 530_000, 1_030_000, 1_030_000, 1_030_000]
    assert (made.merged, made.cut) == (0, 0)


def test_two_carriageways_make_no_strip() -> None:
    made = make_blocks(
        ZONES,
        [roads([(-50, 1000), (2100, 1000)], [(-50, 1008), (2100, 1008)])],
        MakeBlocks("roads", largest_m2=1e9),
    )
    assert len(made.polygons) == 4
    assert made.merged == 2


def test_too_large_is_cut_along_squares_and_too_small_joined() -> None:
    made = make_blocks(ZONES, [], MakeBlocks("roads", cell_m=250, smallest_m2=10_000, largest_m2=200_000))
    assert made.cut == 2
    areas = shapely.area(made.polygons)
    assert areas.min() >= 10_000
    assert areas.max() <= 200_000
    # a strip of 30 m lies between the last square and the border
    assert made.merged == 8


@pytest.mark.parametrize("between", ["roads", "grid"])
def test_of_a_town(between: str) -> None:
    dataset, plan = demo_municipality(pupils=400, schools=8, faces=150, seed=5)
    polygons = dataset.coverage.polygons()
    zones = [
        np.array([shapely.union_all(polygons[row == k]) for k in np.unique(row) if k >= 0], dtype=object)
        for row in plan.catchment_of_face
    ]
    made = make_blocks(zones, dataset.backdrop, MakeBlocks(between))
    again = make_blocks(zones, dataset.backdrop, MakeBlocks(between))
    assert shapely.to_wkb(made.polygons).tolist() == shapely.to_wkb(again.polygons).tolist()
    assert shapely.coverage_is_valid(made.polygons)
    land = shapely.union_all(np.concatenate(zones))
    assert shapely.area(made.polygons).sum() == pytest.approx(land.area, rel=1e-6)
    laid = overlay([made.polygons, *zones], blocks=0, block_ids=made.ids)
    assert laid.coverage.problems() == []
    assert shapely.coverage_is_valid(laid.coverage.polygons())
    # catchments do not cut them any more: a block lies in one catchment of each stage
    assert laid.coverage.face_count == pytest.approx(len(made.polygons), abs=2)
    areas = shapely.area(made.polygons)
    assert np.median(areas) >= 10_000
    assert np.mean(areas > 500_000) < 0.05
    assert any(layer.kind in LINES for layer in dataset.backdrop)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(*[st.integers(-100, 2200)] * 4).filter(lambda q: q[:2] != q[2:]), max_size=8),
    st.sampled_from([60.0, 250.0, 400.0]),
)
def test_any_roads_make_a_valid_coverage(lines: list[tuple[int, ...]], cell_m: float) -> None:
    drawn = [roads(*[[(a, b), (c, d)] for a, b, c, d in lines])] if lines else []
    made = make_blocks(ZONES, drawn, MakeBlocks("roads", cell_m=cell_m))
    assert shapely.coverage_is_valid(made.polygons)
    assert shapely.area(made.polygons).sum() == pytest.approx(WEST.area + EAST.area, rel=1e-6)
    inside = [(shapely.area(shapely.intersection(made.polygons, zone)) > 1.0).sum() for zone in (WEST, EAST)]
    assert sum(inside) == len(made.polygons)


def test_without_a_catchment_nothing_can_be_made() -> None:
    with pytest.raises(ValueError, match="no catchment"):
        make_blocks([], [], MakeBlocks("grid"))
