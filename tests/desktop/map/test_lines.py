"""Edges as polylines."""

from __future__ import annotations

import numpy as np
import pytest
import shapely

from piiri.model import Dataset, Plan
from piiri.model.overlay import coverage_of
from piiri_desktop.map.lines import Lines, dashed, in_rectangle, path_of, thinned


def drawn_edges(lines: Lines) -> np.ndarray:
    at = np.flatnonzero(lines.drawn)
    return np.sort(np.column_stack((lines.vertex[at], lines.vertex[at + 1])), axis=1)


def test_every_edge_once(town: tuple[Dataset, Plan]) -> None:
    t = town[0].coverage.topology
    edges = drawn_edges(Lines.of(t))
    assert len(edges) == len(t.edges)
    assert {tuple(e) for e in edges.tolist()} == {tuple(e) for e in t.edges.tolist()}


def test_sides_are_those_of_the_edges(town: tuple[Dataset, Plan]) -> None:
    t, lines = town[0].coverage.topology, Lines.of(town[0].coverage.topology)
    sides = {tuple(e): {a, b} for e, a, b in zip(t.edges.tolist(), t.left.tolist(), t.right.tolist(), strict=True)}
    at = np.flatnonzero(lines.drawn)
    for edge, position in zip(drawn_edges(lines).tolist(), at.tolist(), strict=True):
        assert sides[tuple(edge)] == {int(lines.left[position]), int(lines.right[position])}


def test_two_squares_make_three_runs() -> None:
    lines = Lines.of(coverage_of([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], ["a", "b"]).topology)
    # the rim of each square, and the edge between them: seven edges in three runs
    assert lines.drawn.sum() == 7
    assert (~lines.drawn).sum() <= 4
    assert lines.between(np.array([0, 1])).sum() == 7
    assert lines.between(np.array([5, 5])).sum() == 6


def test_rectangle_leaves_out_only_what_cannot_meet_it() -> None:
    rng = np.random.default_rng(5)
    xy = rng.uniform(-50, 150, (400, 2))
    segment = rng.random(400) < 0.8
    segment[-1] = False
    near = in_rectangle(xy, segment, (0.0, 0.0, 100.0, 80.0))
    box = shapely.box(0, 0, 100, 80)
    lines = shapely.linestrings(np.stack((xy[:-1], xy[1:]), axis=1))
    meets = shapely.intersects(lines, box) & segment[:-1]
    assert not (meets & ~near[:-1]).any()
    assert not (near & ~segment).any()
    assert near.sum() < segment.sum()


def test_path_has_the_chosen_segments_only() -> None:
    xy = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [4.0, 0.0]])
    path = path_of(xy, np.array([True, False, True, True, False]))
    kinds = [(path.elementAt(i).isMoveTo(), path.elementAt(i).x) for i in range(path.elementCount())]
    assert kinds == [(True, 0.0), (False, 1.0), (True, 2.0), (False, 3.0), (False, 4.0)]
    assert path_of(xy, np.zeros(5, dtype=bool)).isEmpty()


def test_thinning_keeps_ends_and_moves_nothing_by_a_pixel() -> None:
    xy = np.array([[0.1, 0.1], [0.3, 0.2], [0.9, 0.9], [5.0, 5.0], [5.2, 5.1], [9.0, 9.0]])
    segment = np.array([True, True, True, True, True, False])
    kept = thinned(xy, segment)
    assert kept.tolist() == [0, 3, 5]


def test_dashes_fall_on_the_same_places_however_a_line_is_cut() -> None:
    rng = np.random.default_rng(2)
    places = np.cumsum(rng.normal(0, 9, (40, 2)), axis=0)
    ends = np.stack((places[:-1], places[1:]), axis=1)
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    along = np.concatenate(([0.0], np.cumsum(length)[:-1]))
    whole = dashed(ends, along, 6.0, 3.0)
    some = rng.permutation(len(ends))[:12]
    few = dashed(ends[some], along[some], 6.0, 3.0)
    assert {tuple(dash.round(9).ravel()) for dash in few} < {tuple(dash.round(9).ravel()) for dash in whole}
    inked = np.hypot(*(whole[:, 1] - whole[:, 0]).T).sum()
    full, rest = divmod(length.sum(), 9.0)
    assert inked == pytest.approx(full * 6.0 + min(rest, 6.0))
    assert len(dashed(ends[:0], along[:0], 6.0, 3.0)) == 0
