"""Coverages as pictures: polygons in, faces and neighbours out."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.model.overlay import coverage_of, overlay


def faces(*wkts: str) -> list[shapely.Geometry]:
    return [shapely.from_wkt(wkt) for wkt in wkts]


def test_two_squares_share_one_border() -> None:
    c = coverage_of(faces("POLYGON((0 0,1 0,1 1,0 1,0 0))", "POLYGON((1 0,2 0,2 1,1 1,1 0))"), ["a", "b"])
    assert len(c.vertices) == 6
    assert len(c.topology.edges) == 7
    inner = (c.topology.left >= 0) & (c.topology.right >= 0)
    assert inner.sum() == 1
    assert c.areas_m2.tolist() == [1.0, 1.0]
    assert c.problems() == []


@pytest.mark.parametrize(
    "wkts",
    [
        pytest.param(["POLYGON((0 0,9 0,9 9,0 9,0 0),(3 3,3 6,6 6,6 3,3 3))"], id="hole-of-nobody"),
        pytest.param(
            ["POLYGON((0 0,9 0,9 9,0 9,0 0),(3 3,3 6,6 6,6 3,3 3))", "POLYGON((3 3,6 3,6 6,3 6,3 3))"], id="filled-hole"
        ),
        pytest.param(["MULTIPOLYGON(((0 0,1 0,1 1,0 1,0 0)),((5 5,6 5,6 6,5 6,5 5)))"], id="islands"),
        pytest.param(
            [
                "MULTIPOLYGON(((0 0,9 0,9 9,0 9,0 0),(1 1,1 3,3 3,3 1,1 1)),"
                "((20 0,29 0,29 9,20 9,20 0),(21 1,21 2,22 2,22 1,21 1)))",
                "POLYGON((9 0,20 0,20 9,9 9,9 0))",
            ],
            id="holes-in-each-part",
        ),
        pytest.param(["POLYGON((0 0,0 1,1 1,1 0,0 0))"], id="clockwise-input"),
        pytest.param(["POLYGON((0 0,8 0,8 8,0 8,0 0),(0 0,4 2,2 4,0 0))"], id="hole-touches-shell"),
    ],
)
def test_polygons_come_back_as_they_went_in(wkts: list[str]) -> None:
    shapes = faces(*wkts)
    c = coverage_of(shapes, [str(i) for i in range(len(shapes))])
    assert c.problems() == []
    for shape, back in zip(shapes, c.polygons(), strict=True):
        assert shapely.equals(shape, back)
    assert np.allclose(c.areas_m2, shapely.area(shapes))
    assert shapely.covers(np.array(shapes), shapely.points(c.label_points)).all()


def test_overlapping_polygons_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        coverage_of(faces("POLYGON((0 0,2 0,2 2,0 2,0 0))", "POLYGON((0 0,2 0,2 1,0 1,0 0))"), ["a", "b"])


def test_a_block_id_may_be_used_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        coverage_of(faces("POLYGON((0 0,1 0,1 1,0 1,0 0))", "POLYGON((5 0,6 0,6 1,5 1,5 0))"), ["a", "a"])


def test_border_is_a_mask() -> None:
    strips = [shapely.box(i, 0, i + 1, 1) for i in range(4)]
    c = coverage_of(strips, list("abcd"))
    mask = c.border(np.array([0, 0, 1, 1]))
    edges = c.vertices[c.topology.edges[mask]]
    inner = edges[(edges[:, :, 0] == 2.0).all(axis=1)]
    assert len(inner) == 1
    assert mask.sum() == 1 + 10  # the middle and the outline
    assert not c.border(np.full(4, -1)).any()


def test_neighbours_and_bounds() -> None:
    strips = [shapely.box(i, 0, i + 1, 1) for i in range(3)]
    c = coverage_of(strips, list("abc"))
    assert c.topology.neighbours(1).tolist() == [0, 2]
    assert c.bounds.tolist() == [[0, 0, 1, 1], [1, 0, 2, 1], [2, 0, 3, 1]]
    assert c.extent == (0, 0, 3, 1)


def test_moving_a_vertex_shares_the_topology_and_leaves_the_first_alone() -> None:
    c = coverage_of([shapely.box(0, 0, 1, 1)], ["a"])
    moved = c.with_vertex(0, -0.123456, 0.0)
    assert moved.topology is c.topology
    assert moved.vertices[0].tolist() == [-0.12, 0.0]
    assert c.vertices[0].tolist() == [0.0, 0.0]
    with pytest.raises(ValueError, match="read-only"):
        moved.vertices[0] = 0
    assert moved.fingerprint != c.fingerprint
    assert moved.with_vertex(0, 0.0, 0.0).fingerprint == c.fingerprint


def test_overlay_of_two_layers_cuts_blocks_at_borders() -> None:
    blocks = np.array([shapely.box(0, 0, 10, 10), shapely.box(10, 0, 20, 10)])
    zones = np.array([shapely.box(0, 0, 15, 10), shapely.box(15, 0, 20, 10)])
    found = overlay([blocks, zones], blocks=0, block_ids=["west", "east"])
    assert found.coverage.problems() == []
    assert sorted(found.coverage.face_ids) == ["east", "east/2", "west"]
    by_id = dict(zip(found.coverage.face_ids, found.member.T.tolist(), strict=True))
    assert by_id["west"] == [0, 0]
    assert {tuple(by_id["east"]), tuple(by_id["east/2"])} == {(1, 0), (1, 1)}


def test_overlay_merges_slivers_and_lists_them() -> None:
    one = np.array([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100)])
    other = np.array([shapely.box(0, 0, 100.3, 100), shapely.box(100.3, 0, 200, 100)])
    found = overlay([one, other])
    assert found.coverage.face_count == 2
    assert found.merged_m2 == pytest.approx((30.0,))
    assert found.coverage.problems() == []
    assert found.coverage.areas_m2.sum() == pytest.approx(20000)


def wandering(seed: int, away_m: float) -> shapely.Polygon:
    """The western half of a square of 1 km, whose eastern border was drawn by a shaky hand."""
    random = np.random.default_rng(seed)
    ys = np.linspace(0, 1000, 21)
    border = list(zip(500 + random.uniform(-away_m, away_m, 21), ys, strict=True))
    return shapely.Polygon([(0, 0), *border, (0, 1000)])


@pytest.mark.parametrize("seed", range(6))
def test_overlay_makes_borders_one_that_nearly_match(seed: int) -> None:
    square = shapely.box(0, 0, 1000, 1000)
    layers = []
    for n in range(3):
        west = wandering(10 * seed + n, 1.9)
        layers.append(np.array([west, square.difference(west)], dtype=object))
    before = overlay(layers)
    found = overlay(layers, snap_width_m=5.0)
    assert before.coverage.face_count > 2
    assert found.coverage.face_count == 2
    assert found.member[:, 0].tolist() == [found.member[0, 0]] * 3
    assert found.coverage.problems() == []
    assert shapely.coverage_is_valid(found.coverage.polygons())
    assert found.coverage.areas_m2.sum() == pytest.approx(1e6, rel=1e-9)
    assert len(found.snapped) > 0
    # each place that was snapped lies at the border, and none is larger than what wanders
    assert (np.abs(found.snapped[:, 0] - 500) < 5).all()
    assert found.snapped[:, 2].sum() <= 1000 * 4


def test_overlay_keeps_what_is_narrow_of_itself() -> None:
    """A street that is a block of its own is no sliver, and one layer alone is never snapped."""
    street, rest = shapely.box(0, 0, 1000, 4), shapely.box(0, 4, 1000, 1000)
    zones = np.array([shapely.box(0, 0, 1000, 1000)], dtype=object)
    found = overlay([np.array([street, rest], dtype=object), zones], snap_width_m=5.0)
    assert sorted(found.coverage.areas_m2.round().tolist()) == [4000, 996_000]
    assert len(found.snapped) == 0
    alone = overlay([np.array([street, rest], dtype=object)], snap_width_m=5.0)
    assert alone.coverage.face_count == 2


def test_overlay_keeps_a_multipart_block_whole_and_outside_empty() -> None:
    block = shapely.MultiPolygon([shapely.box(0, 0, 10, 10), shapely.box(30, 0, 40, 10)])
    found = overlay([np.array([block])], blocks=0, block_ids=["archipelago"])
    assert found.coverage.face_ids == ("archipelago",)
    assert len(found.coverage.topology.face_of_ring) == 2


def test_overlay_of_nothing_says_so() -> None:
    with pytest.raises(ValueError, match="no polygon"):
        overlay([np.array([], dtype=object)])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.integers(3, 40))
def test_overlay_of_random_layers_is_a_valid_coverage(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    layers = []
    for _ in range(2):
        seeds = shapely.multipoints(rng.uniform(0, 1000, (count, 2)))
        cells = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=shapely.box(-9, -9, 1009, 1009)))
        layers.append(shapely.intersection(cells, shapely.box(0, 0, 1000, 1000)))
    found = overlay(layers)
    assert found.coverage.problems() == []
    assert found.coverage.areas_m2.sum() == pytest.approx(1e6, rel=1e-6)
    assert (found.member >= 0).all()
