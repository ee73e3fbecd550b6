"""Blocks split along lines, against shapely on whole centimetres."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import event, given, settings
from hypothesis import strategies as st

from piiri.errors import EditRejected
from piiri.model import Coverage
from piiri.model.arrays import to_cm
from piiri.reshaping import split
from piiri.reshaping.splitting import SMALLEST_M2, block_of

Blocks = Callable[..., Coverage]
SQUARE = "POLYGON((0 0,10 0,10 10,0 10,0 0))"
RIGHT = "POLYGON((10 0,20 0,20 10,10 10,10 0))"
HOLED = "POLYGON((0 0,10 0,10 10,0 10,0 0),(4 4,6 4,6 6,4 6,4 4))"


def cut(coverage: Coverage, *lines: list[tuple[float, float]], faces: list[int] | None = None) -> Any:
    return split(coverage, [np.array(line, dtype=float) for line in lines], None if faces is None else np.array(faces))


def areas(made: Any) -> list[float]:
    return [round(area, 6) for area in made.coverage.areas_m2.tolist()]


def code(*args: Any, **named: Any) -> str:
    with pytest.raises(EditRejected) as caught:
        cut(*args, **named)
    assert caught.value.how and "{" not in caught.value.sentence
    return caught.value.code


@settings(max_examples=150)
@given(
    places=st.lists(st.tuples(st.integers(-2000, 64_000), st.integers(-2000, 62_000)), min_size=2, max_size=5),
    snapped=st.booleans(),
)
def test_any_line_over_crooked_blocks(
    grid: Coverage, whole: Any, cut_by_shapely: Any, places: list[tuple[int, int]], snapped: bool
) -> None:
    line = np.array(places) / 100.0
    if snapped:  # from a corner that is there
        line[0] = grid.vertices[np.abs(grid.vertices - line[0]).sum(axis=1).argmin()]
    try:
        made = split(grid, [line])
    except EditRejected as refusal:
        event(refusal.code)
        return
    after = made.coverage
    whole(grid, after, bent_m=0.005)
    assert after.face_ids[: grid.face_count] == grid.face_ids
    assert len(made.parent) == after.face_count and made.parent[: grid.face_count].tolist() == list(range(38))[:36]
    polygons, before = after.polygons(), grid.polygons()
    for face in range(grid.face_count):
        mine = np.flatnonzero(made.parent == face)
        # the pieces are the block: only where a corner came to lie on an edge it bends by half a centimetre
        off = shapely.symmetric_difference(shapely.union_all(polygons[mine]), before[face]).area
        assert off <= 0.005 * before[face].length + 1e-6
        assert {block_of(after.face_ids[f]) for f in mine} == {grid.face_ids[face]}
        areas = after.areas_m2[mine]
        assert areas.argmax() == 0 and (len(mine) == 1 or areas.min() > SMALLEST_M2 - 1e-6)
        # and they are what shapely makes of it, unless the line came within snapping of a corner
        wanted = [part.area for shell in shapely.get_parts(before[face]) for part in cut_by_shapely(shell, [line])]
        near = shapely.LineString(line).distance(shapely.points(shapely.get_coordinates(before[face]))).min() < 0.2
        if not near and shapely.get_num_geometries(before[face]) == 1:
            assert np.allclose(sorted(areas), sorted(wanted), atol=0.02 * before[face].length)
    untouched = np.setdiff1d(np.arange(grid.face_count), made.gone)
    assert np.array_equal(after.shape_of_face[untouched], grid.shape_of_face[untouched])
    assert np.array_equal(np.union1d(made.gone, np.arange(grid.face_count, after.face_count)), made.made)


def test_pieces_are_numbered_by_size(blocks: Blocks, whole: Any) -> None:
    before = blocks(SQUARE, RIGHT)
    made = cut(before, [(-1, 2), (21, 2)], [(-1, 5), (11, 5)])
    whole(before, made.coverage)
    assert dict(zip(made.coverage.face_ids, areas(made), strict=True)) == {
        "a": 50.0,
        "b": 80.0,
        "a~2": 30.0,
        "a~3": 20.0,
        "b~2": 20.0,
    }
    assert made.parent.tolist() == [0, 1, 0, 0, 1]
    # a piece that is split again gets the next number that is free, not a number of its own
    again = cut(made.coverage, [(1, 4), (1, 11)])
    assert again.coverage.face_ids[5:] == ("a~4",)


def test_a_line_along_an_edge_splits_nothing(blocks: Blocks) -> None:
    before = blocks(SQUARE, RIGHT)
    made = cut(before, [(10, 0), (10, 10)])
    assert made.coverage is before and made.line.tolist() == [sorted(made.line[0].tolist())]


def test_partly_along_an_edge(blocks: Blocks, whole: Any) -> None:
    before = blocks(SQUARE, RIGHT)
    made = cut(before, [(0, 5), (10, 5), (10, 10)])
    whole(before, made.coverage)
    assert areas(made) == [50.0, 100.0, 50.0]
    ends = to_cm(made.coverage.vertices[made.line])
    assert sorted(map(sorted, ends.tolist())) == [[[0, 500], [1000, 500]], [[1000, 500], [1000, 1000]]]


def test_through_corners(blocks: Blocks, whole: Any) -> None:
    before = blocks(SQUARE, RIGHT)
    made = cut(before, [(0, 0), (10, 10), (20, 0)])
    whole(before, made.coverage)
    assert areas(made) == [50.0] * 4
    assert len(made.coverage.vertices) == len(before.vertices)


def test_an_end_inside_a_block_is_left_away(blocks: Blocks, whole: Any) -> None:
    before = blocks(SQUARE, RIGHT)
    assert cut(before, [(-1, 5), (5, 5)]).coverage is before
    assert cut(before, [(2, 5), (5, 5)]).coverage is before
    made = cut(before, [(-1, 5), (15, 5)])
    whole(before, made.coverage)
    assert made.coverage.face_ids == ("a", "b", "a~2")
    # nothing hangs in the right block: it only got the corner on its edge
    assert [len(made.coverage.topology.rings_of(f)) for f in range(3)] == [1, 1, 1]
    assert made.gone.tolist() == [0, 1]


def test_holes(blocks: Blocks, whole: Any) -> None:
    before = blocks(HOLED)
    beside = cut(before, [(2, -1), (2, 11)])
    through = cut(before, [(5, -1), (5, 11)])
    into = cut(before, [(5, -1), (5, 5)])
    for made in (beside, through):
        whole(before, made.coverage)
    assert areas(beside) == [76.0, 20.0]
    assert areas(through) == [48.0, 48.0]
    assert into.coverage is before  # to the hole and not beyond
    filled = blocks(HOLED, "POLYGON((4 4,6 4,6 6,4 6,4 4))")
    both = cut(filled, [(5, -1), (5, 11)])
    whole(filled, both.coverage)
    assert both.coverage.face_ids == ("a", "b", "a~2", "b~2")
    only = cut(filled, [(5, -1), (5, 11)], faces=[1])
    assert only.coverage.face_ids == ("a", "b", "b~2")
    whole(filled, only.coverage)


def test_a_closed_line_inside_a_block(blocks: Blocks, whole: Any) -> None:
    before = blocks(SQUARE)
    made = cut(before, [(3, 3), (7, 3), (7, 7), (3, 7), (3, 3)])
    whole(before, made.coverage)
    assert areas(made) == [84.0, 16.0]


def test_islands_stay_with_the_largest_piece(blocks: Blocks, whole: Any) -> None:
    before = blocks("MULTIPOLYGON(((0 0,10 0,10 10,0 10,0 0)),((30 0,32 0,32 2,30 2,30 0)))")
    made = cut(before, [(7, -1), (7, 11)])
    whole(before, made.coverage)
    assert areas(made) == [74.0, 30.0]


def test_pieces_too_small(blocks: Blocks) -> None:
    square = blocks(SQUARE)
    assert code(square, [(8, -1), (11, 2)]) == "sliver"  # a triangle of half a square metre
    assert areas(cut(square, [(7.58, -1), (11, 2.42)])) == [98.9918, 1.0082]
    # half a square metre along the border, and none of the piece it would be too near to
    assert code(square, [(-1, 0.0), (5, 0.18), (11, 0.0)]) == "sliver"


def test_refused(blocks: Blocks) -> None:
    square = blocks(SQUARE)
    assert code(square, [(1, 1)]) == "not-a-line"
    assert code(square, [(-1, 5), (11, 5), (11, 8), (5, 8), (5, 2)]) == "line-crosses-itself"


def test_a_piece_may_not_touch_itself_in_a_corner(blocks: Blocks) -> None:
    """Such a polygon is valid, and yet shapely takes the blocks around it for no coverage."""
    square = blocks(SQUARE)
    assert code(square, [(10, 10), (4, 5), (5, 4), (10, 10)]) == "touches-itself"
    holed = blocks("POLYGON((0 0,10 0,10 10,0 10,0 0),(4 4,4 6,6 6,6 4,4 4))")
    assert code(holed, [(6, 6), (9, 7), (7, 9), (6, 6)]) == "touches-itself"
    # on to another border it is three pieces, none of which does
    assert sorted(areas(cut(square, [(10, 10), (4, 5), (0, 5)], [(10, 10), (5, 4), (5, 0)]))) == [30.0, 35.0, 35.0]


def test_a_line_over_a_bay_or_spike_narrower_than_a_centimetre(blocks: Blocks, whole: Any) -> None:
    """Both its sides are met in the same place, where the piece beyond would touch itself."""
    bay = blocks("POLYGON((0 0,30 0,30 4.99,10 5,30 5.01,30 10,0 10,0 0))")
    assert code(bay, [(11, -1), (11, 11)]) == "touches-itself"
    spike = blocks("POLYGON((0 0,10 0,10 4.99,30 5,10 5.01,10 10,0 10,0 0))")
    made = cut(spike, [(29, 0), (29, 10), (5, 11), (5, -1)])  # on its way to the block it passes the tip
    whole(spike, made.coverage)
    assert areas(made) == [50.2, 50.0]


def beside_a_border(seed: int) -> tuple[list[str], list[tuple[float, float]]]:
    """Two blocks with a border of nearly straight corners, and a line that runs along it, mostly within centimetres."""
    rng = np.random.default_rng(seed)
    end = rng.integers((200, 2000), (3000, 6000)) / 100
    along = np.sort(rng.random(rng.integers(3, 7)))[:, None] * end
    border = np.round(np.vstack(([0, 0], along + rng.normal(0, 0.004, along.shape), end)), 2)
    top = float(end[1])
    rings = [np.vstack((border, [[x, top], [x, 0.0], border[0]])) for x in (-30.0, 60.0)]
    i, j = sorted(rng.choice(len(border), 2, replace=False))
    p, q = (border[k] + rng.normal(0, rng.choice((0.004, 0.02, 1.0)), 2) for k in (i, j))
    beyond = -20.0 if rng.random() < 0.5 else 40.0
    line = [(-20.0, p[1] - 1), (p[0], p[1]), (q[0], q[1]), (beyond, q[1] + 1)]
    return [shapely.Polygon(ring).wkt for ring in rings], line


def test_a_line_that_bends_a_border_there_and_back(blocks: Blocks) -> None:
    border = "1.29 2.27,2.6 4.54,16.01 27.94,17.47 30.48"
    both = blocks(f"POLYGON((0 0,{border},-30 30.48,-30 0,0 0))", f"POLYGON((0 0,{border},60 30.48,60 0,0 0))")
    line = [(-20.0, -0.9989), (0.0008, 0.0011), (17.4645, 30.4784), (40.0, 31.4784)]
    assert code(both, line) == "too-tight"


@pytest.mark.timeout(120)
def test_lines_within_a_centimetre_of_a_border_come_to_an_end(blocks: Blocks, whole: Any) -> None:
    """Each is refused, or leaves a whole partition."""
    done = 0
    for seed in range(300):
        wkts, line = beside_a_border(seed)
        if not all(shapely.from_wkt(wkt).is_valid for wkt in wkts):
            continue
        both = blocks(*wkts)
        with contextlib.suppress(EditRejected):
            made = cut(both, line)
            whole(both, made.coverage)
            done += made.coverage.face_count > both.face_count
    assert done > 20
