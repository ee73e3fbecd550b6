"""Points to faces: the tie rule, the oracle, and the placement that changes cheaply."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shared.crooked_grid import crooked_grid

from piiri.assignment import Holders, Placement, assign, crosses, holds, swept
from piiri.corners import check_corner
from piiri.errors import EditRejected
from piiri.model import Coverage, Dataset, Plan
from piiri.model.arrays import to_cm
from piiri.model.overlay import coverage_of


def oracle(coverage: Coverage, xy: np.ndarray) -> np.ndarray:
    """Every point against every face with the exact test; fails where two faces hold one point."""
    face = np.full(len(xy), -1)
    times = np.zeros(len(xy), dtype=int)
    located = np.flatnonzero(np.isfinite(xy).all(axis=1))
    for f in range(coverage.face_count):
        inside = located[holds(coverage, f, to_cm(xy[located]))]
        face[inside] = f
        times[inside] += 1
    assert times.max(initial=0) <= 1
    return face


@pytest.mark.parametrize(
    ("point", "face"),
    [
        ((0.5, 0.5), 0),
        ((1.0, 0.5), 1),
        ((0.5, 1.0), 2),
        ((1.0, 1.0), 3),
        ((0.0, 0.5), 0),
        ((0.5, 0.0), 0),
        ((2.0, 0.5), -1),
        ((0.5, 2.0), -1),
        ((0.0, 0.0), 0),
        ((2.0, 2.0), -1),
    ],
)
def test_a_point_on_a_border_belongs_to_the_east_and_north(point: tuple[float, float], face: int) -> None:
    grid = [shapely.box(x, y, x + 1, y + 1) for y in (0, 1) for x in (0, 1)]
    c = coverage_of(grid, list("abcd"))
    assert assign(c, np.array([point])).tolist() == [face]


def test_crossing_is_the_same_from_both_ends() -> None:
    rng = np.random.default_rng(0)
    points, a, b = (rng.integers(-20, 20, (200, 2)) for _ in range(3))
    assert np.array_equal(crosses(points, a, b), crosses(points, b, a))


def test_assignment_equals_the_oracle(town: tuple[Dataset, Plan]) -> None:
    dataset, _ = town
    c = dataset.coverage
    middle = (c.vertices[c.topology.edges[:, 0]] + c.vertices[c.topology.edges[:, 1]]) / 2
    xy = np.vstack((dataset.pupils.points.xy, c.vertices, np.rint(middle * 100) / 100))
    assert np.array_equal(assign(c, xy), oracle(c, xy))


def test_points_without_a_place_are_nowhere(town: tuple[Dataset, Plan]) -> None:
    dataset, _ = town
    assert assign(dataset.coverage, np.array([[np.nan, np.nan]])).tolist() == [-1]
    assert assign(dataset.coverage, np.zeros((0, 2))).shape == (0,)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 100_000))
def test_swept_points_equal_a_full_assignment(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(rng.uniform(0, 100, (25, 2)))))
    cells = shapely.intersection(cells, shapely.box(0, 0, 100, 100))
    c = coverage_of(shapely.set_precision(cells, 0.01), [str(i) for i in range(len(cells))])
    xy = np.rint(np.vstack((rng.uniform(-5, 105, (400, 2)), c.vertices)) * 100) / 100
    placement = Placement.of(assign(c, xy), c.face_count)
    moves = 0
    for _ in range(30):
        vertex = int(rng.integers(len(c.vertices)))
        x, y = c.vertices[vertex] + rng.normal(0, 4, 2)
        try:
            check_corner(c, vertex, x, y)
        except EditRejected:
            continue
        after = c.with_vertex(vertex, x, y)
        points, was, faces = swept(c, after, np.array([vertex]), placement, xy)
        assert np.array_equal(was, placement.faces_of(points))
        placement = placement.with_faces(points, faces)
        c, moves = after, moves + 1
        assert np.array_equal(placement.face_of_point, assign(c, xy))
    assert moves > 0


def test_many_corners_at_once_equal_a_full_assignment(town: tuple[Dataset, Plan]) -> None:
    dataset, _ = town
    before = dataset.coverage
    xy = dataset.pupils.points.xy
    after, moved = before, []
    rng = np.random.default_rng(4)
    for vertex in rng.permutation(len(before.vertices))[:120]:
        x, y = after.vertices[vertex] + rng.normal(0, 40, 2)
        try:
            check_corner(after, int(vertex), x, y)
        except EditRejected:
            continue
        after = after.with_vertex(int(vertex), x, y)
        moved.append(int(vertex))
    for some in (moved[:1], moved):
        target = before
        for vertex in some:
            target = target.with_vertex(vertex, *after.vertices[vertex])
        placement = Placement.of(assign(before, xy), before.face_count)
        points, _, faces = swept(before, target, np.array(some), placement, xy)
        assert np.array_equal(placement.with_faces(points, faces).face_of_point, assign(target, xy))


def test_a_placement_changes_like_an_array() -> None:
    rng = np.random.default_rng(5)
    plain = rng.integers(-1, 6, 300).astype(np.int32)
    placement = Placement.of(plain.copy(), 6)
    for _ in range(50):
        points = rng.choice(300, rng.integers(1, 20), replace=False)
        faces = rng.integers(-1, 6, len(points)).astype(np.int32)
        plain[points] = faces
        placement = placement.with_faces(points, faces)
        assert np.array_equal(placement.face_of_point, plain)
        some = rng.integers(0, 300, 40)
        assert np.array_equal(placement.faces_of(some), plain[some])
        wanted = np.sort(rng.choice(np.arange(-1, 6), 3, replace=False))
        assert sorted(placement.points_in(wanted)) == np.flatnonzero(np.isin(plain, wanted)).tolist()


def test_settling_sorts_anew_and_changes_nothing() -> None:
    placement = Placement.of(np.zeros(10_000, dtype=np.int32), 2)
    moved = placement.with_faces(np.arange(5000), np.ones(5000, dtype=np.int32))
    settled = moved.settled()
    assert len(moved.moved) == 5000
    assert len(settled.moved) == 0
    assert np.array_equal(settled.face_of_point, moved.face_of_point)


@pytest.fixture(scope="session")
def grid() -> Coverage:
    return crooked_grid()


@given(st.integers(0, 10**6))
def test_rays_and_the_index_find_the_same_block(grid: Coverage, seed: int) -> None:
    """Points anywhere, and on borders and corners; once by rays, since the blocks are few, once through the index."""
    rng = np.random.default_rng(seed)
    faces = np.sort(rng.choice(grid.face_count, 6, replace=False))
    low, high = np.array(grid.extent).reshape(2, 2)
    ends = grid.vertices[grid.topology.edges[grid.topology.edges_of_faces(faces)]]
    middle = np.rint(ends.mean(axis=1) * 100) / 100
    xy = np.concatenate((rng.uniform(low, high, (40, 2)), middle, ends[:, 0], [[np.nan, np.nan]]))
    by_rays = Holders(grid, faces).of(xy)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("piiri.assignment._FEW_FACES", 0)
        assert by_rays.tolist() == Holders(grid, faces).of(xy).tolist()
    wanted = oracle(grid, xy)
    wanted[~np.isin(wanted, faces)] = -1
    assert by_rays.tolist() == wanted.tolist()


def test_a_corner_thought_elsewhere(grid: Coverage) -> None:
    rng = np.random.default_rng(3)
    tried = 0
    for vertex in range(grid.topology.vertex_count):
        faces = grid.topology.faces_of_vertex(vertex)
        x, y = grid.vertices[vertex] + rng.normal(0, 8, 2)
        try:
            check_corner(grid, vertex, x, y)
        except EditRejected:
            continue
        if (faces < 0).any():
            continue
        tried += 1
        moved = grid.with_vertex(vertex, x, y)
        xy = grid.vertices[vertex] + rng.uniform(-60, 60, (50, 2))
        assert Holders(grid, faces, (vertex, to_cm((x, y)))).of(xy).tolist() == assign(moved, xy, faces).tolist()
    assert tried > 3
