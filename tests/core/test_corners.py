"""Where a corner may stand: the local answer against the whole coverage."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.corners import check_corner
from piiri.errors import EditRejected
from piiri.model import Coverage
from piiri.model.overlay import coverage_of


def refused(coverage: Coverage, vertex: int, x: float, y: float) -> str:
    try:
        check_corner(coverage, vertex, x, y)
    except EditRejected as rejection:
        return rejection.code
    return ""


def valid(coverage: Coverage) -> bool:
    try:
        return not coverage.problems()
    except shapely.errors.GEOSException:
        return False


def vertex_at(coverage: Coverage, x: float, y: float) -> int:
    return int(np.flatnonzero((coverage.vertices == (x, y)).all(axis=1))[0])


GRID = coverage_of([shapely.box(x, y, x + 10, y + 10) for y in (0, 10) for x in (0, 10)], list("abcd"))


@pytest.mark.parametrize(
    ("corner", "to", "code"),
    [
        pytest.param((10, 10), (12, 13), "", id="inside"),
        pytest.param((10, 10), (25, 10), "crossing-border", id="over-the-far-side"),
        pytest.param((10, 10), (20, 10), "corner-on-corner", id="onto-a-corner"),
        pytest.param((10, 10), (20, 5), "crossing-border", id="onto-an-edge"),
        pytest.param((0, 0), (-5, -7), "", id="outer-corner-outwards"),
        pytest.param((0, 0), (11, 11), "crossing-border", id="outer-corner-through-its-block"),
        pytest.param((0, 0), (4, 4), "", id="dented"),
    ],
)
def test_named_cases(corner: tuple[float, float], to: tuple[float, float], code: str) -> None:
    vertex = vertex_at(GRID, *corner)
    assert refused(GRID, vertex, *to) == code
    if code != "corner-on-corner":
        assert valid(GRID.with_vertex(vertex, *to)) == (code == "")


def test_a_triangle_cannot_be_turned_inside_out() -> None:
    c = coverage_of([shapely.Polygon([(0, 0), (10, 0), (5, 8)])], ["a"])
    tip = vertex_at(c, 5, 8)
    assert refused(c, tip, 5, -8) == "crossing-border"
    assert refused(c, tip, 5, 0) == "crossing-border"
    assert refused(c, tip, 5, 1) == ""


def test_an_island_cannot_be_jumped_over() -> None:
    coast = shapely.Polygon([(0, 0), (10, 0), (10, 10), (0, 10)])
    island = shapely.box(12, 4.9, 12.5, 5.1)
    c = coverage_of([coast, island], ["coast", "island"])
    corner = vertex_at(c, 10, 10)
    assert refused(c, corner, 11, 20) == ""
    # no border would cross another, but the island would lie inside the coast
    assert refused(c, corner, 30, 10) == "crossing-border"


def test_a_hole_cannot_be_left_outside() -> None:
    c = coverage_of([shapely.Polygon([(0, 0), (20, 0), (10, 20)], [[(9, 8), (11, 8), (10, 10)]])], ["ring"])
    tip = vertex_at(c, 10, 20)
    assert refused(c, tip, 10, 11) == ""
    assert refused(c, tip, 10, 5) == "crossing-border"


@settings(max_examples=120, deadline=None)
@given(st.integers(0, 1_000_000))
def test_local_answer_equals_the_whole_check(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(rng.uniform(0, 100, (12, 2)))))
    hole = shapely.Point(50, 50).buffer(15, quad_segs=2)
    cells = shapely.difference(shapely.intersection(cells, shapely.box(0, 0, 100, 100)), hole)
    cells = shapely.get_parts(shapely.set_precision(cells, 0.01))
    cells = cells[shapely.area(cells) > 1]
    c = coverage_of(cells, [str(i) for i in range(len(cells))])
    if not valid(c):
        return
    for _ in range(25):
        vertex = int(rng.integers(len(c.vertices)))
        x, y = c.vertices[vertex] + rng.normal(0, 12, 2)
        moved = c.with_vertex(vertex, x, y)
        code = refused(c, vertex, x, y)
        assert (code == "") == valid(moved), (vertex, x, y, code)
        if code == "":
            c = moved
