"""Statistics by area over the places where people live: sums stay exact, parts never exceed what they are part of."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from piiri.io import import_mapping
from piiri.io.spreading import FINE_M2, Places, inner_points, is_fine, largest_remainder, places, spread
from piiri.model.points import Column, PointLayer

COLUMNS = (
    Column("young_known", "Known", "residents"),
    Column("young", "Young", "residents", "young_known"),
    Column("residents", "Residents", "residents"),
    Column("old", "Old", "residents", "residents"),
    Column("income", "Income", "residents", "residents", 2),
)
AREAS = np.array([shapely.box(0, 0, 1000, 1000), shapely.box(1000, 0, 2000, 1000)], dtype=object)


def areas(rows: list[list[int]]) -> PointLayer:
    return PointLayer("areas", [[500, 500], [1500, 500]], COLUMNS, rows)


@given(st.integers(0, 10**6), st.lists(st.integers(1, 1000), min_size=1, max_size=30))
def test_largest_remainder(amount: int, weights: list[int]) -> None:
    weight = np.array(weights)
    shared = largest_remainder(amount, weight)
    assert shared.sum() == amount
    assert (np.abs(shared - amount * weight / weight.sum()) < 1).all()


def test_large_amounts_are_shared_out_exactly() -> None:
    assert largest_remainder(2**61 + 7, np.array([3, 5, 9])).sum() == 2**61 + 7


@given(st.integers(0, 2**32 - 1))
def test_sums_are_exact_and_parts_are_parts(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = []
    for _ in AREAS:
        people = int(random.integers(0, 300))
        known = people if random.random() < 0.7 else 0
        rows.append(
            [known, int(random.integers(0, known + 1)), people, int(random.integers(0, people + 1)), 12345 * people]
        )
    xy = random.uniform((0, 0), (2000, 1000), (int(random.integers(0, 40)), 2))
    homes = places("addresses", xy, random.integers(1, 9, len(xy)))
    done = spread(areas(rows), AREAS, [homes])
    values = done.layer.values.astype(np.int64)
    assert sum(done.areas.values()) == len(AREAS)
    for n, area in enumerate(AREAS):
        inside = shapely.intersects_xy(area, done.layer.xy[:, 0], done.layer.xy[:, 1])
        assert values[inside].sum(axis=0).tolist() == rows[n]
    assert (values[:, 1] <= values[:, 0]).all()
    assert (values[:, 3] <= values[:, 2]).all()
    # an area whose figure is hidden has no known people anywhere, the others all of theirs
    assert ((values[:, 0] == 0) | (values[:, 0] == values[:, 2])).all()


def test_the_first_source_with_a_place_in_the_area_counts() -> None:
    cells = Places("cells", np.array([[100.0, 100.0]]), np.array([5]))
    pupils = Places("pupils", np.array([[200.0, 200.0], [1200.0, 200.0]]), np.array([1, 1]))
    done = spread(areas([[10, 5, 10, 5, 100], [8, 4, 8, 4, 80]]), AREAS, [cells, pupils])
    assert done.layer.xy.tolist() == [[100, 100], [1200, 200]]
    assert done.areas == {"cells": 1, "pupils": 1, "inner": 0, "whole": 0}


def test_where_nobody_is_known_points_inside_stand_for_the_area() -> None:
    done = spread(areas([[10, 5, 100, 5, 100], [0, 0, 0, 0, 0]]), AREAS, [])
    assert done.areas["inner"] == 2
    assert 16 <= len(done.layer) <= 36
    assert np.ptp(done.layer.values[:, 2].astype(int)) <= 1


def test_areas_that_are_small_or_elsewhere_stay_one_point() -> None:
    small = np.array([shapely.box(0, 0, 250, 250), AREAS[1]], dtype=object)
    done = spread(areas([[1, 1, 1, 1, 1], [2, 2, 2, 2, 2]]), small, [], shapely.box(0, 0, 300, 300))
    assert done.areas["whole"] == 2
    assert done.layer.values.tolist() == [[1, 1, 1, 1, 1], [2, 2, 2, 2, 2]]
    assert is_fine(small[:1])
    assert not is_fine(AREAS)


def test_a_narrow_area_has_a_point_inside() -> None:
    bent = shapely.LineString([(0, 0), (3000, 10), (3000, 3000)]).buffer(12, cap_style="flat")
    assert bent.area > FINE_M2
    xy = inner_points(bent)
    assert len(xy) >= 1
    assert shapely.intersects_xy(bent.buffer(0.01), xy[:, 0], xy[:, 1]).all()


def test_a_square_kilometre_spread_over_cells_is_near_the_truth(real_data) -> None:
    """HSY's cells of 250 m, added up to square kilometres and spread over the cells again: residents come back
    exactly, and children under ten, of whom only the square kilometres are told, nearly so."""
    real_data("helsinki")
    (layer,) = import_mapping(Path(__file__).parents[2] / "mappings" / "helsinki.toml").dataset.residents
    names = [column.key for column in layer.columns]
    part = next(n for n, column in enumerate(layer.columns) if column.of)
    base = names.index(layer.columns[part].of)
    people = layer.values[:, [base, part]].astype(np.int64)
    square = np.floor(layer.xy / 1000).astype(int)
    keys, of = np.unique(square, axis=0, return_inverse=True)
    of = of.reshape(-1)
    sums = np.stack([np.bincount(of, people[:, n]) for n in (0, 1)], axis=1).astype(np.int64)
    shapes = np.array([shapely.box(*key * 1000, *(key + 1) * 1000) for key in keys], dtype=object)
    columns = (Column("base", "B", "residents"), Column("part", "P", "residents", "base"))
    coarse = PointLayer("km", keys * 1000.0 + 500, columns, sums)
    done = spread(coarse, shapes, [places("cells", layer.xy, people[:, 0])])
    index = {tuple(xy): n for n, xy in enumerate(layer.xy.tolist())}
    back = np.zeros_like(people)
    for xy, values in zip(done.layer.xy.tolist(), done.layer.values.astype(np.int64), strict=True):
        if tuple(xy) in index:
            back[index[tuple(xy)]] += values
    assert (back[:, 0] == people[:, 0]).mean() > 0.99
    wrong = np.abs(back[:, 1] - people[:, 1]).sum() / people[:, 1].sum()
    assert 0.0 < wrong < 0.35
