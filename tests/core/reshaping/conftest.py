"""Small coverages to cut up, and what shapely says about the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
import shapely
from shared.crooked_grid import crooked_grid

from piiri.model import Coverage
from piiri.model.overlay import coverage_of


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
