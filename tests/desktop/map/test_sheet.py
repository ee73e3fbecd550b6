"""What lies in a rectangle, found without looking at the rest, against looking at all of it."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.edits import MoveVertex, apply
from piiri.errors import EditRejected
from piiri.model import Dataset, Plan
from piiri.model.coverage import Coverage
from piiri_desktop.map.ground import Ground
from piiri_desktop.map.sheet import Sheet
from piiri_desktop.map.view import Extent, View


@pytest.fixture
def sheet(town: tuple[Dataset, Plan]) -> Sheet:
    return Sheet(town[0].coverage, Ground(town[0].backdrop))


def extents(coverage: Coverage, count: int = 25) -> list[Extent]:
    west, south, east, north = coverage.extent
    rng = np.random.default_rng(4)
    found = []
    for _ in range(count):
        x, y = rng.uniform((west, south), (east, north))
        width, height = rng.uniform(0, (east - west) / 3), rng.uniform(0, (north - south) / 3)
        found.append((float(x), float(y), float(x + width), float(y + height)))
    return found


def corners_of(coverage: Coverage, face: int) -> np.ndarray:
    t = coverage.topology
    rings = np.flatnonzero(t.face_of_ring == face)
    return np.concatenate([t.ring_vertex[t.ring_start[ring] : t.ring_start[ring + 1]] for ring in rings])


def boxes(coverage: Coverage) -> np.ndarray:
    places = [coverage.vertices[corners_of(coverage, face)] for face in range(coverage.face_count)]
    return np.array([[*xy.min(axis=0), *xy.max(axis=0)] for xy in places])


def meeting(coverage: Coverage, extent: Extent) -> list[int]:
    west, south, east, north = extent
    low_x, low_y, high_x, high_y = boxes(coverage).T
    return np.flatnonzero((low_x <= east) & (high_x >= west) & (low_y <= north) & (high_y >= south)).tolist()


def test_blocks_corners_and_edges_in_an_extent(sheet: Sheet) -> None:
    coverage, t = sheet.coverage, sheet.coverage.topology
    some = 0
    for extent in extents(coverage):
        west, south, east, north = extent
        assert sheet.faces_in(extent).tolist() == meeting(coverage, extent)
        x, y = coverage.vertices.T
        inside = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
        assert sheet.corners_in(extent).tolist() == inside.tolist()
        ends = coverage.vertices[t.edges]
        low, high = ends.min(axis=1), ends.max(axis=1)
        near = (low <= (east, north)).all(axis=1) & (high >= (west, south)).all(axis=1)
        _, vertex, left, right = sheet.segments_in(extent)
        assert {tuple(sorted(pair)) for pair in vertex.tolist()} == {tuple(pair) for pair in t.edges[near].tolist()}
        assert {*left.tolist(), *right.tolist()} <= {*t.left.tolist(), *t.right.tolist()}
        some += len(vertex)
    assert some > 100


def test_boxes_follow_corners_that_move(town: tuple[Dataset, Plan], sheet: Sheet) -> None:
    rng, plan, moved = np.random.default_rng(6), town[1], 0
    t = plan.coverage.topology
    for _ in range(40):
        vertex = int(rng.choice(t.edges[(t.left >= 0) & (t.right >= 0)].reshape(-1)))
        x, y = plan.coverage.vertices[vertex] + rng.normal(0, 40, 2)
        try:
            plan, _ = apply(plan, MoveVertex(vertex, float(x), float(y)))
        except EditRejected:
            continue
        around = t.faces_of_vertex(vertex)
        named = np.array([vertex]) if moved % 2 else None  # told which corners, or left to find them
        assert sheet.follow(plan.coverage, named).tolist() == np.unique(around[around >= 0]).tolist()
        assert np.array_equal(
            np.array([sheet.extent_of(np.array([f])) for f in range(160)][:20]), boxes(plan.coverage)[:20]
        )
        moved += 1
    assert moved > 10
    for extent in extents(plan.coverage, 10):
        assert sheet.faces_in(extent).tolist() == meeting(plan.coverage, extent)
    assert sheet.follow(plan.coverage).tolist() == []


def test_edges_that_cross_rows_of_pixels(sheet: Sheet) -> None:
    """Every edge of the blocks that crosses the middle of a row is there, each once, with the blocks on its sides."""
    coverage, t = sheet.coverage, sheet.coverage.topology
    view = View.fitting(coverage.extent, 300, 200)
    for extent in extents(coverage, 12):
        faces = sheet.faces_in(extent)
        ends, left, right = sheet.edges_of(faces, extent[1], extent[3], view.device_row)
        found = [frozenset(map(tuple, pair)) for pair in ends.tolist()]
        assert len(set(found)) == len(found)
        of_faces = np.isin(t.left, faces) | np.isin(t.right, faces)
        places = coverage.vertices[t.edges]
        y = places[:, :, 1]
        rows = view.device_row(y, 0.0)
        needed = of_faces & (y.min(axis=1) <= extent[3]) & (y.max(axis=1) >= extent[1]) & (rows[:, 0] != rows[:, 1])
        assert {frozenset(map(tuple, pair)) for pair in places[needed].tolist()} <= set(found)
        sides = {
            frozenset(map(tuple, pair)): {int(a), int(b)}
            for pair, a, b in zip(places.tolist(), t.left, t.right, strict=True)
        }
        assert all(sides[edge] == {int(a), int(b)} for edge, a, b in zip(found, left, right, strict=True))


def test_how_wide_blocks_are(sheet: Sheet) -> None:
    coverage = sheet.coverage
    everywhere = float(np.sqrt(np.median(coverage.areas_m2)))
    assert sheet.across_m(coverage.extent) == pytest.approx(everywhere)
    west, south, _, _ = coverage.extent
    assert sheet.across_m((west - 900, south - 900, west - 800, south - 800)) == 0.0
