"""Small coverages to cut up, and what shapely says about the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import shapely

from piiri.model import Coverage
from piiri.model.overlay import coverage_of, overlay

GRID = 6
"""Blocks a side of the crooked grid."""


def crooked_grid(seed: int = 1) -> Coverage:
    """36 blocks of about 100 m whose corners stand crooked, one of them with an island, one with a hole of nobody."""
    rng = np.random.default_rng(seed)
    n = GRID + 1
    corner = np.stack(np.meshgrid(np.arange(n), np.arange(n), indexing="ij"), axis=-1) * 100.0
    corner[1:-1, 1:-1] += np.round(rng.uniform(-30, 30, (n - 2, n - 2, 2)), 2)
    cells = [
        shapely.polygons(corner[[i, i + 1, i + 1, i], [j, j, j + 1, j + 1]]) for i in range(GRID) for j in range(GRID)
    ]
    cells[0] = shapely.union(cells[0], shapely.box(-80, 0, -30, 50))
    middle = cells[14].centroid
    cells[14] = shapely.difference(cells[14], shapely.box(middle.x - 9, middle.y - 9, middle.x + 9, middle.y + 9))
    return overlay([cells], blocks=0, block_ids=[f"b{i}" for i in range(len(cells))]).coverage


@pytest.fixture(scope="session")
def grid() -> Coverage:
    """The crooked grid."""
    return crooked_grid()


@pytest.fixture(scope="session")
def blocks() -> Callable[..., Coverage]:
    """Make a coverage of polygons written as WKT, with the ids a, b, c, ..."""

    def make(*wkts: str) -> Coverage:
        return coverage_of([shapely.from_wkt(wkt) for wkt in wkts], list("abcdefghij"[: len(wkts)]))

    return make


def _cut_by_shapely(polygon: shapely.Geometry, lines: Sequence[np.ndarray]) -> list[shapely.Geometry]:
    """The pieces of a polygon along lines: its border and the lines noded together, and what they enclose in it."""
    net = shapely.unary_union([polygon.boundary, *(shapely.LineString(line) for line in lines)])
    cells = shapely.get_parts(shapely.polygonize([net]))
    return [cell for cell in cells if polygon.contains(cell.representative_point())]


@pytest.fixture(scope="session")
def cut_by_shapely() -> Callable[[shapely.Geometry, Sequence[np.ndarray]], list[shapely.Geometry]]:
    """The slow oracle of a split."""
    return _cut_by_shapely


def _whole(before: Coverage, after: Coverage, *, bent_m: float = 0.0) -> None:
    assert after.problems() == []
    old, new = (shapely.coverage_union_all(c.polygons(in_cm=True)) for c in (before, after))
    off = shapely.area(shapely.symmetric_difference(old, new)) / 1e4
    assert off <= bent_m * shapely.length(old) / 100
    # the faces add up to what they cover, to the square centimetre
    assert sum(round(2 * p.area) for p in after.polygons(in_cm=True)) == round(2 * new.area)


@pytest.fixture(scope="session")
def whole() -> Callable[..., None]:
    """Check that a coverage is valid and covers what another one does; ``bent_m``: how far its outline may bend."""
    return _whole
