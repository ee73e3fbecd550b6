"""Blocks of two coverages matched by id and shape: pictures in, pairs out."""

from __future__ import annotations

import numpy as np
import shapely

from piiri.compare.shapes import pairs, same_id, same_shape
from piiri.model import Coverage, Dataset, Plan
from piiri.model.overlay import coverage_of

STREET = {"a": (0, 2), "b": (2, 4), "c": (4, 6)}


def street(spans: dict[str, tuple[float, float]]) -> Coverage:
    return coverage_of([shapely.box(west, 0, east, 2) for west, east in spans.values()], list(spans))


def matched(one: Coverage, other: Coverage) -> list[tuple[str, str]]:
    found = pairs(one, other)
    return sorted(
        (one.face_ids[f] if f >= 0 else "", other.face_ids[g] if g >= 0 else "")
        for f, g in zip(found.before, found.after, strict=True)
    )


def test_the_same_street_in_another_order() -> None:
    one, other = street(STREET), street(dict(reversed(STREET.items())))
    assert [one.face_ids[f] for f in same_id(one, other)] == list(other.face_ids)
    assert matched(one, other) == [("a", "a"), ("b", "b"), ("c", "c")]


def test_a_piece_stands_for_the_block_it_was_cut_from() -> None:
    one, other = street(STREET), street({"a": (0, 2), "b~1": (2, 3), "b~2": (3, 4), "c": (4, 6)})
    assert matched(one, other) == [("a", "a"), ("b", "b~1"), ("b", "b~2"), ("c", "c")]
    assert matched(other, one) == [("a", "a"), ("b~1", "b"), ("b~2", "b"), ("c", "c")]


def test_a_block_that_was_joined_stands_in_the_block_it_is_part_of() -> None:
    one, other = street(STREET), street({"a": (0, 2), "b": (2, 6)})
    assert matched(one, other) == [("a", "a"), ("b", "b"), ("c", "b")]
    assert pairs(one, other).ids(one, other) == ("a", "b", "c")


def test_a_block_that_both_have_split_along_other_lines() -> None:
    """Pieces of one id are not the same ground: the largest keeps the block's id, wherever it lies."""
    one = street({"a": (0, 2), "b": (2, 5), "b~2": (5, 7), "c": (7, 8)})
    other = street({"a": (0, 2), "b~2": (2, 4), "b": (4, 7), "c": (7, 8)})
    assert matched(one, other) == [("a", "a"), ("b", "b"), ("b", "b~2"), ("b~2", "b"), ("c", "c")]
    again = street({"a": (0, 2), "b": (2, 4.9), "b~2": (4.9, 7), "c": (7, 8)})
    assert matched(one, again) == [("a", "a"), ("b", "b"), ("b~2", "b~2"), ("c", "c")], "a corner moved a little"
    three = street({"a": (0, 2), "b": (2, 5), "b~2": (5, 6), "b~3": (6, 7), "c": (7, 8)})
    assert matched(one, three) == [("a", "a"), ("b", "b"), ("b~2", "b~2"), ("b~2", "b~3"), ("c", "c")]
    assert matched(three, one) == [("a", "a"), ("b", "b"), ("b~2", "b~2"), ("b~3", "b~2"), ("c", "c")]


def test_land_that_only_one_plan_has() -> None:
    one, other = street(STREET), street({"a": (0, 2), "d": (20, 22)})
    assert matched(one, other) == [("", "d"), ("a", "a"), ("b", ""), ("c", "")]


def test_same_shape_is_exact(town: tuple[Dataset, Plan]) -> None:
    coverage = town[1].coverage
    assert same_shape(coverage, coverage).tolist() == list(range(coverage.face_count))
    x, y = coverage.vertices[50]
    other = coverage.with_vertex(50, x + 0.01, y)
    differ = np.flatnonzero(same_shape(coverage, other) < 0)
    assert differ.tolist() == [face for face in coverage.topology.faces_of_vertex(50) if face >= 0]


def test_a_hole_is_no_second_island() -> None:
    """Rings of the same corners in all, but not of the same lengths."""
    ring = coverage_of([shapely.from_wkt("POLYGON((0 0,6 0,6 6,0 6,0 0),(2 2,4 2,4 4,2 4,2 2))")], ["a"])
    islands = coverage_of([shapely.from_wkt("MULTIPOLYGON(((0 0,6 0,6 6,0 6,0 0)),((7 0,8 0,8 1,7 1,7 0)))")], ["a"])
    assert same_shape(ring, islands).tolist() == [-1]
    assert same_shape(ring, ring).tolist() == [0]
