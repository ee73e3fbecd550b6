"""Lines cut where they meet the edges of blocks, in whole centimetres."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from ..assignment import crosses
from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, BoolArray, IntArray, LongArray, boxes_meeting, distinct, frozen, in_sorted, to_cm
from ..model.coverage import OUTSIDE, Coverage
from .segments import between, crossing, meet_wrongly, near_pairs, turn

SNAP_CM = 10
"""So near to a corner a line runs through it."""

MARGIN_CM = 1
"""Half the diagonal of the 1 cm grid, rounded up. So near to an edge a place of a line lies on it: a place found on an
edge is off it as soon as it is on the grid, and a line from there would as often end short of the edge as behind it."""


def clean(line: Array) -> LongArray:
    cm = np.asarray(line, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(cm).all():
        raise _not_a_line()
    cm = to_cm(cm)
    keep = np.ones(len(cm), dtype=np.bool_)
    keep[1:] = (cm[1:] != cm[:-1]).any(axis=1)
    cm = cm[keep]
    if len(cm) < 2:
        raise _not_a_line()
    return np.asarray(cm)


def _not_a_line() -> EditRejected:
    return EditRejected("not-a-line", N_("A line needs two places at least."), N_("Draw it from border to border."))


class Nodes:
    """The lines cut at the edges they meet: corners that are there, and new ones.

    Parameters
    ----------
    coverage
        A valid coverage.
    paths
        Lines, each (K, 2) int64, whole centimetres.
    faces
        The only blocks to look at; None for all.

    Attributes
    ----------
    added
        Places of the new corners, which have the indices V, V + 1, ...
    paths
        Each line as indices of corners.
    on_edge
        New and old corners that come to lie on an edge, by the edge.
    """

    def __init__(self, coverage: Coverage, paths: list[LongArray], faces: Array | None) -> None:
        self.coverage, self.topology = coverage, coverage.topology
        self.faces = _faces_near(coverage, paths, faces)
        self.edges = self.topology.edges_of_faces(self.faces) if len(self.faces) else np.zeros(0, dtype=np.int32)
        self.ends = self.topology.edges[self.edges].astype(np.int64)
        self.count = self.topology.vertex_count
        self._places: dict[tuple[int, int], int] = {}
        self._stands: dict[int, tuple[int, int]] = {}
        self._ends: dict[int, tuple[int, int]] = {}
        self.added: list[tuple[int, int]] = []
        self.on_edge: dict[int, set[int]] = {}
        a, b = self._cm_of(self.ends[:, 0]), self._cm_of(self.ends[:, 1])
        self._ab = a, b
        self.paths = [self._cut(path) for path in paths]
        self._refuse_crossing_lines()

    def _cm_of(self, corners: Array) -> LongArray:
        return to_cm(self.coverage.vertices[corners])

    def ends_of_edge(self, edge: int) -> tuple[int, int]:
        """Return the ends of an edge, the smaller first."""
        known = self._ends.get(edge)
        if known is None:
            a, b = self.topology.edges[edge].tolist()
            known = self._ends[edge] = a, b
        return known

    @cached_property
    def _keys_of_edges(self) -> LongArray:
        return np.sort(self.ends[:, 0] << 32 | self.ends[:, 1])

    @cached_property
    def edge_of_pair(self) -> dict[tuple[int, int], int]:
        """The edges that a corner comes to lie on, by their ends, in either order."""
        found = {self.ends_of_edge(edge): edge for edge in self.on_edge}
        return {**found, **{(b, a): edge for (a, b), edge in found.items()}}

    def place(self, corner: int) -> tuple[int, int]:
        """Return where a corner stands, whole centimetres."""
        if corner >= self.count:
            return self.added[corner - self.count]
        known = self._stands.get(corner)
        if known is None:
            x, y = self.coverage.vertices[corner].tolist()
            known = self._stands[corner] = round(x * 100), round(y * 100)
        return known

    def know(self, corners: Sequence[int]) -> None:
        """Look up where many corners stand at once, for :meth:`place`."""
        stands = self._stands
        unknown = [corner for corner in corners if corner < self.count and corner not in stands]
        if unknown:
            stands.update(zip(unknown, map(tuple, self._cm_of(np.array(unknown)).tolist()), strict=True))

    def places(self, corners: Sequence[int] | Array) -> LongArray:
        """Return (n, 2) where corners stand, whole centimetres."""
        index = np.asarray(corners, dtype=np.int64)
        if not self.added:
            return self._cm_of(index)
        new = index >= self.count
        cm = np.empty((len(index), 2), dtype=np.int64)
        cm[~new] = self._cm_of(index[~new])
        cm[new] = np.array(self.added, dtype=np.int64)[index[new] - self.count]
        return cm

    def places_of_ends(self, pairs: Sequence[tuple[int, int]]) -> LongArray:
        """Return (n, 2, 2) where both ends of some segments stand, whole centimetres."""
        place = self.place
        return np.array([(place(u), place(v)) for u, v in pairs], dtype=np.int64).reshape(-1, 2, 2)

    def _corner(self, place: tuple[int, int], edge: int = -1) -> int:
        """The corner at a place, a new one where there is none; within :data:`SNAP_CM` an end of the edge."""
        known = self._places.get(place)
        if known is not None:
            return known
        if edge >= 0:
            for end in self.ends_of_edge(edge):
                x, y = self.place(end)
                if max(abs(x - place[0]), abs(y - place[1])) <= SNAP_CM:
                    return end
        corner = self.count + len(self.added)
        self.added.append(place)
        self._places[place] = corner
        return corner

    def _cut(self, path: LongArray) -> list[int]:
        """One line as corners, with one wherever it meets an edge."""
        own = self._own_corners(path)
        low, high = np.minimum(path[:-1], path[1:]) - MARGIN_CM, np.maximum(path[:-1], path[1:]) + MARGIN_CM
        which, near = near_pairs(low, high, *self._ab)
        edges = self.edges[near].tolist()
        p, q, a, b = path[which], path[which + 1], self._ab[0][near], self._ab[1][near]
        side_a, side_b, side_p, side_q = turn(p, q, a), turn(p, q, b), turn(a, b, p), turn(a, b, q)
        met: list[set[int]] = [set() for _ in own]
        beside = self._beside(own, which, near, (p, q, a, b))
        cut = np.flatnonzero((side_a * side_b < 0) & (side_p * side_q < 0) & ~beside)
        places = np.stack((p[cut], q[cut], a[cut], b[cut]), axis=1).tolist()
        for j, ends in zip(cut.tolist(), places, strict=True):
            corner = self._corner(crossing(*ends), edges[j])
            self._lie_on(edges[j], corner)
            met[which[j]].add(corner)
        for side, there, end in ((side_a, a, 0), (side_b, b, 1)):
            on = np.flatnonzero(side == 0)
            for j in on[between(p[on], q[on], there[on])].tolist() if len(on) else ():
                met[which[j]].add(int(self.ends[near[j], end]))
        for side, later in ((side_p, 0), (side_q, 1)):
            for j in np.flatnonzero(side == 0).tolist():
                corner = own[which[j] + later]
                there = np.array(self.place(corner))
                if between(a[j], b[j], there) and turn(a[j], b[j], there) == 0:
                    self._lie_on(edges[j], corner)
        found: list[int] = [own[0]]
        for i, (first, last) in enumerate(itertools.pairwise(path.tolist())):
            inner = met[i] - {own[i], own[i + 1]}
            for corner in (*sorted(inner, key=lambda c: (self._along(c, first, last), c)), own[i + 1]):
                if corner != found[-1]:
                    found.append(corner)
        return found

    def _own_corners(self, path: LongArray) -> list[int]:
        """The corners of a line's own points: for each the nearest one that is there within :data:`SNAP_CM`."""
        best: dict[int, tuple[int, int]] = {}
        for there, end in ((self._ab[0], 0), (self._ab[1], 1)):
            away = np.abs(there[:, 0] - path[:, 0, None])
            np.maximum(away, np.abs(there[:, 1] - path[:, 1, None]), out=away)
            for i, j in zip(*(index.tolist() for index in np.nonzero(away <= SNAP_CM)), strict=True):
                found = int(away[i, j]), int(self.ends[j, end])
                best[i] = min(best.get(i, found), found)
        return [best[i][1] if i in best else self._corner((x, y)) for i, (x, y) in enumerate(path.tolist())]

    def _beside(self, own: list[int], which: Array, near: Array, ends: tuple[Array, Array, Array, Array]) -> BoolArray:
        """Put new corners of a line's own on the edge they were found on, half a diagonal of the grid beside it at
        most, and tell which pairs of a segment of the line and an edge meet there, and so nowhere else."""
        p, q, a, b = ends
        way = b - a
        length = (way**2).sum(axis=1).astype(np.float64)
        corner_of = np.array(own)
        found: dict[int, tuple[float, int]] = {}
        for later, there in ((0, p), (1, q)):
            off = there - a
            aside = (way[:, 0] * off[:, 1] - way[:, 1] * off[:, 0]).astype(np.float64)
            along = (way * off).sum(axis=1)
            close = (2 * aside**2 <= length) & (along > 0) & (along < length)
            for j in np.flatnonzero(close & (corner_of[which + later] >= self.count)).tolist():
                corner = own[which[j] + later]
                far = float(aside[j] ** 2 / length[j]), int(near[j])
                found[corner] = min(found.get(corner, far), far)
        on = {corner: edge for corner, (_, edge) in found.items()}
        for corner, edge in on.items():
            self._lie_on(int(self.edges[edge]), corner)
        there = np.array([on.get(corner, -1) for corner in own], dtype=np.int64)
        return np.asarray((there[which] == near) | (there[which + 1] == near))

    def _lie_on(self, edge: int, corner: int) -> None:
        if corner not in self.ends_of_edge(edge):
            self.on_edge.setdefault(edge, set()).add(corner)

    def _along(self, corner: int, p: Sequence[int], q: Sequence[int]) -> int:
        x, y = self.place(corner)
        return (x - p[0]) * (q[0] - p[0]) + (y - p[1]) * (q[1] - p[1])

    def _refuse_crossing_lines(self) -> None:
        pairs = [pair for path in self.paths for pair in itertools.pairwise(path)]
        seen = {(min(pair), max(pair)) for pair in pairs}
        segments = np.array(pairs, dtype=np.int64).reshape(-1, 2)
        places = self.places_of_ends(pairs)
        if len(seen) < len(pairs) or meet_wrongly(segments, places, segments[:0], places[:0]):
            raise EditRejected(
                "line-crosses-itself",
                N_("The line crosses itself."),
                N_("Draw it without a loop."),
            )

    def faces_of_corners(self, corners: set[int]) -> dict[int, set[int]]:
        """Return the blocks on whose rings some corners lie, by corner."""
        t = self.topology
        found = {corner: set(t.faces_of_vertex(corner).tolist()) for corner in corners if corner < self.count}
        for edge, on in self.on_edge.items():
            sides = int(t.left[edge]), int(t.right[edge])
            for corner in on & corners:
                found.setdefault(corner, set()).update(sides)
        return found

    def edge_chain(self, edge: int, used: set[int]) -> list[int]:
        """Return an edge as a row of corners from its first end to its second, through those used that lie on it."""
        a, b = self.ends_of_edge(edge)
        on = [corner for corner in self.on_edge.get(edge, ()) if corner in used]
        if not on:
            return [a, b]
        pa, pb = self.place(a), self.place(b)
        return [a, *sorted(on, key=lambda c: (self._along(c, pa, pb), c)), b]

    def segments_inside(self) -> list[tuple[int, int, int]]:
        """Return the segments of the lines that run inside a block: two corners and the block."""
        pairs = [pair for path in self.paths for pair in itertools.pairwise(path)]
        along = self._along_edges(pairs, None)
        pairs = [pair for pair, is_edge in zip(pairs, along, strict=True) if not is_edge]
        if not pairs:
            return []
        face = self._face_at(self.places_of_ends(pairs).sum(axis=1))  # the middle, in half centimetres
        return [(u, v, f) for (u, v), f in zip(pairs, face, strict=True) if f != OUTSIDE]

    def _along_edges(self, pairs: list[tuple[int, int]], used: set[int] | None) -> list[bool]:
        """Tell which pairs of corners are edges, once those used (None: all) are corners."""
        parts: set[tuple[int, int]] = set()
        for edge, corners in self.on_edge.items():
            chain = self.edge_chain(edge, corners if used is None else used)
            parts.update((min(u, v), max(u, v)) for u, v in itertools.pairwise(chain))
        ordered = [(u, v) if u < v else (v, u) for u, v in pairs]
        known = in_sorted(np.array([u << 32 | v for u, v in ordered], dtype=np.int64), self._keys_of_edges).tolist()
        return [is_edge or pair in parts for pair, is_edge in zip(ordered, known, strict=True)]

    def _face_at(self, half_cm: LongArray) -> list[int]:
        """The block that holds each place, by the number of its edges a ray crosses; −1 for none."""
        a, b = self._ab
        which, crossed = np.nonzero(crosses(half_cm, a * 2, b * 2))
        edges = self.edges[crossed]
        within: list[set[int]] = [set() for _ in half_cm]
        for row, left, right in zip(
            which.tolist(), self.topology.left[edges].tolist(), self.topology.right[edges].tolist(), strict=True
        ):
            within[row] ^= {left}
            within[row] ^= {right}
        # of blocks further away not all edges are known
        near = set(self.faces.tolist())
        return [next(iter(faces & near), OUTSIDE) for faces in within]

    def line_along(self, used: set[int]) -> LongArray:
        """Return the segments of the lines that are edges, as pairs of corners, once those used are corners."""
        pairs = []
        for path in self.paths:
            row = [corner for corner in path if corner < self.count or corner in used]
            pairs += [(min(u, v), max(u, v)) for u, v in itertools.pairwise(row)]
        along = self._along_edges(pairs, used)
        found = {pair for pair, is_edge in zip(pairs, along, strict=True) if is_edge}
        return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def _faces_near(coverage: Coverage, paths: list[LongArray], faces: Array | None) -> IntArray:
    """The blocks whose box a line comes near to."""
    margin = SNAP_CM / 100.0
    boxes = coverage.bounds if faces is None else coverage.bounds[faces]
    everything = np.concatenate(paths) / 100.0
    near = boxes_meeting(boxes, everything.min(axis=0) - margin, everything.max(axis=0) + margin)
    touched = np.zeros(len(near), dtype=np.bool_)
    low, high = boxes[near, :2], boxes[near, 2:]
    for path in paths:
        ends = path / 100.0
        a, b = np.minimum(ends[:-1], ends[1:]) - margin, np.maximum(ends[:-1], ends[1:]) + margin
        touched[near_pairs(low, high, a, b)[0]] = True
    near = near[touched]
    return frozen(near if faces is None else distinct(np.asarray(faces)[near]), np.int32)
