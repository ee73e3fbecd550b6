"""A line cut at the edges it meets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.errors import EditRejected
from piiri.model import Coverage
from piiri.reshaping import split
from piiri.reshaping.noding import SNAP_CM, Nodes, clean

Blocks = Callable[..., Coverage]
TWO = ("POLYGON((0 0,10 0,10 10,0 10,0 0))", "POLYGON((10 0,20 0,20 10,10 10,10 0))")


def noded(coverage: Coverage, *lines: list[tuple[float, float]]) -> Nodes:
    return Nodes(coverage, [clean(np.array(line)) for line in lines], None)


def places(nodes: Nodes) -> list[list[tuple[int, int]]]:
    return [[nodes.place(corner) for corner in path] for path in nodes.paths]


def test_a_corner_wherever_an_edge_is_crossed(blocks: Blocks) -> None:
    nodes = noded(blocks(*TWO), [(-5, 2), (25, 8)])
    assert places(nodes) == [[(-500, 200), (0, 300), (1000, 500), (2000, 700), (2500, 800)]]
    assert sorted(f for _, _, f in nodes.segments_inside()) == [0, 1]
    assert sorted(len(corners) for corners in nodes.on_edge.values()) == [1, 1, 1]


def test_near_a_corner_it_runs_through_the_corner(blocks: Blocks) -> None:
    coverage = blocks(*TWO)
    near, far = SNAP_CM / 100, (SNAP_CM + 1) / 100
    assert places(noded(coverage, [(-5, near), (25, near)]))[0][1:4] == [(0, 0), (1000, 0), (2000, 0)]
    assert places(noded(coverage, [(-5, far), (25, far)]))[0][1:4] == [(0, 11), (1000, 11), (2000, 11)]
    # the nearest one where two are near
    assert places(noded(coverage, [(10 - near, 10 + near), (5, 5)]))[0][0] == (1000, 1000)


def test_what_runs_along_an_edge_is_inside_no_block(blocks: Blocks) -> None:
    nodes = noded(blocks(*TWO), [(10, 0), (10, 4), (10, 10)])
    assert nodes.segments_inside() == []
    middle = nodes.paths[0][1]
    assert nodes.place(middle) == (1000, 400)
    assert nodes.line_along({middle}).tolist() == sorted([*map(sorted, [nodes.paths[0][:2], nodes.paths[0][1:]])])
    (edge,) = nodes.on_edge
    assert [nodes.place(c) for c in nodes.edge_chain(edge, {middle})] in (
        [(1000, 0), (1000, 400), (1000, 1000)],
        [(1000, 1000), (1000, 400), (1000, 0)],
    )
    assert len(nodes.edge_chain(edge, set())) == 2


@pytest.mark.parametrize(
    "line",
    [
        [(-5, 5), (15, 5), (15, 8), (5, 8), (5, 2)],  # across itself
        [(-5, 5), (5, 5), (2, 5)],  # back upon itself
        [(-5, 5), (5, 5), (5, 8), (3, 5)],  # ends on itself
    ],
)
def test_a_line_that_crosses_itself(blocks: Blocks, line: list[tuple[float, float]]) -> None:
    with pytest.raises(EditRejected) as caught:
        noded(blocks(*TWO), line)
    assert caught.value.code == "line-crosses-itself" and caught.value.how


@pytest.mark.parametrize("line", [[], [(1.0, 1.0)], [(1.0, 1.0), (1.001, 1.0)], [(0.0, 0.0), (np.nan, 1.0)]])
def test_no_line(line: list[tuple[float, float]]) -> None:
    with pytest.raises(EditRejected) as caught:
        clean(np.array(line))
    assert caught.value.code == "not-a-line"


def test_only_the_blocks_named(blocks: Blocks) -> None:
    coverage = blocks(*TWO)
    nodes = Nodes(coverage, [clean(np.array([(-5.0, 5.0), (25.0, 5.0)]))], np.array([1]))
    assert nodes.faces.tolist() == [1]
    assert [f for _, _, f in nodes.segments_inside()] == [1]


OBLIQUE = ("POLYGON((0 0,10 0.37,13.3 10,0 10,0 0))", "POLYGON((10 0.37,20 0,20 10,13.3 10,10 0.37))")


@settings(max_examples=60, deadline=None)
@given(share=st.floats(0.1, 0.9), other=st.floats(0.1, 0.9))
def test_a_place_found_on_an_edge_lies_on_it(blocks: Blocks, share: float, other: float) -> None:
    """On the 1 cm grid it is beside the edge: the line ends there all the same, and runs along from there."""
    both = blocks(*OBLIQUE)
    at, on = ((10 + 3.3 * each, 0.37 + 9.63 * each) for each in (share, other))
    nodes = noded(both, [(5.0, 5.0), at])
    corner = nodes.paths[0][-1]
    assert corner >= nodes.count, "a new corner, further than a snap from those there"
    assert [sorted(corners) for corners in nodes.on_edge.values()] == [[corner]]
    assert len(nodes.paths[0]) == 2, "and no second one where the edge is crossed"
    if abs(share - other) > 0.1:
        along = noded(both, [(5.0, 5.0), at, on, (15.0, 5.0)])
        assert [face for _, _, face in along.segments_inside()] == [0, 1]
        assert len(along.paths[0]) == 4


@settings(max_examples=60, deadline=None)
@given(share=st.floats(0.1, 0.9), up=st.floats(0.1, 0.9))
def test_from_edge_to_edge_a_block_is_split(blocks: Blocks, share: float, up: float) -> None:
    both = blocks(*OBLIQUE)
    line = [(10.0 * share, 0.37 * share), (5.0, 5.0), (10 + 3.3 * up, 0.37 + 9.63 * up)]
    made = split(both, [np.array(line)])
    assert made.coverage.face_count == both.face_count + 1
    assert made.coverage.problems() == []
