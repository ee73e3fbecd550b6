"""The pieces of one block, by its rings and the segments inside it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from piiri.model.remade import Ring
from piiri.reshaping.tracing import pieces


@dataclass
class Corners:
    at: list[tuple[int, int]]

    def place(self, corner: int) -> tuple[int, int]:
        return self.at[corner]

    def places(self, corners: object) -> np.ndarray:
        return np.array([self.at[c] for c in corners], dtype=np.int64)  # type: ignore[attr-defined]

    def shape(self, piece: list[Ring]) -> shapely.Geometry:
        shells = [[self.at[c] for c in ring.corners] for ring in piece if ring.outer]
        holes = [shapely.Polygon([self.at[c] for c in ring.corners]) for ring in piece if not ring.outer]
        return shapely.union_all([shapely.Polygon(shell) for shell in shells]).difference(shapely.union_all(holes))


SQUARE = [(0, 0), (6, 0), (12, 0), (12, 12), (6, 12), (0, 12)]
HOLE = [(4, 4), (4, 8), (8, 8), (8, 4)]
"""Clockwise."""


def shapes(at: list[tuple[int, int]], rings: list[Ring], segments: list[tuple[int, int]]) -> list[shapely.Geometry]:
    corners = Corners(at)
    found, needless = pieces(corners, rings, segments)
    assert not needless
    assert all(ring.outer == (i == 0) for piece in found for i, ring in enumerate(piece))
    return [corners.shape(piece) for piece in found]


def test_one_cut_makes_two_of_it() -> None:
    found = shapes(SQUARE, [Ring(tuple(range(6)), True)], [(1, 4)])
    assert sorted(piece.bounds for piece in found) == [(0, 0, 6, 12), (6, 0, 12, 12)]


def test_without_segments_it_stays() -> None:
    rings = [Ring((0, 1, 2, 3, 4, 5), True)]
    assert pieces(Corners(SQUARE), rings, []) == ([rings], set())


def test_a_hole_goes_with_the_piece_around_it() -> None:
    at = [(0, 0), (3, 0), (12, 0), (12, 12), (3, 12), (0, 12), *HOLE]
    found = shapes(at, [Ring(tuple(range(6)), True), Ring((6, 7, 8, 9), False)], [(1, 4)])
    assert sorted(piece.area for piece in found) == [36, 92]


def test_through_a_hole_both_pieces_border_on_it() -> None:
    at = [*SQUARE, (4, 4), (4, 8), (6, 8), (8, 8), (8, 4), (6, 4)]
    found = shapes(at, [Ring(tuple(range(6)), True), Ring(tuple(range(6, 12)), False)], [(1, 11), (8, 4)])
    assert [piece.area for piece in found] == [64, 64]
    assert all(len(piece.interiors) == 0 for piece in found)


def test_a_segment_to_a_hole_without_coming_back_is_needless() -> None:
    at = [*SQUARE, *HOLE]
    rings = [Ring(tuple(range(6)), True), Ring((6, 7, 8, 9), False)]
    assert pieces(Corners(at), rings, [(0, 6)]) == ([], {frozenset((0, 6))})


def test_a_closed_line_inside_makes_a_hole_and_what_fills_it() -> None:
    at = [*SQUARE, *HOLE]
    found = shapes(at, [Ring(tuple(range(6)), True)], [(6, 7), (7, 8), (8, 9), (9, 6)])
    assert sorted(piece.area for piece in found) == [16, 128]


def test_a_y_makes_three() -> None:
    found = shapes([*SQUARE, (6, 6)], [Ring(tuple(range(6)), True)], [(1, 6), (6, 3), (6, 5)])
    assert len(found) == 3
    assert shapely.union_all(found).equals(shapely.box(0, 0, 12, 12))
    assert sum(piece.area for piece in found) == 144


def test_islands_stay_with_the_largest_piece() -> None:
    at = [(0, 0), (3, 0), (12, 0), (12, 12), (3, 12), (0, 12), (20, 0), (22, 0), (22, 2)]
    corners = Corners(at)
    found, _ = pieces(corners, [Ring(tuple(range(6)), True), Ring((6, 7, 8), True)], [(1, 4)])
    assert sorted((len(piece), corners.shape(piece).area) for piece in found) == [(1, 36), (2, 110)]
