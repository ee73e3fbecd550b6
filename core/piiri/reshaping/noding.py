"""Lines cut where they meet the edges of blocks, in whole centimetres."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cached_property

import numpy as np

from ..assignment import crosses
from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, IntArray, LongArray, frozen, to_cm
from ..model.coverage import OUTSIDE, Coverage
from .segments import between, clash, crossing, turn

SNAP_CM = 10
"""So near to a corner a line runs through it."""


def clean(line: Array) -> LongArray:
    cm = np.asarray(line, dtype=np.float64).reshape(-1, 2)
    if not np.isfinite(cm).all():
        raise _not_a_line()
    cm = to_cm(cm)
    keep = np.append(True, (np.diff(cm, axis=0) != 0).any(axis=1))
    if keep.sum() < 2:
        raise _not_a_line()
    return np.asarray(cm[keep])


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
        corners = np.unique(self.ends)
        self._places = {tuple(xy): int(v) for xy, v in zip(self._cm_of(corners).tolist(), corners, strict=True)}
        self.added: list[tuple[int, int]] = []
        self.on_edge: dict[int, set[int]] = {}
        a, b = self._cm_of(self.ends[:, 0]), self._cm_of(self.ends[:, 1])
        self._ab = a, b
        self.paths = [self._cut(path) for path in paths]
        self._refuse_crossing_lines()

    def _cm_of(self, corners: Array) -> LongArray:
        return to_cm(self.coverage.vertices[corners])

    @cached_property
    def edge_of_pair(self) -> dict[tuple[int, int], int]:
        """The edges that a corner comes to lie on, by their ends, the smaller first."""
        return {(int(a), int(b)): edge for edge in self.on_edge for a, b in [self.topology.edges[edge]]}

    def place(self, corner: int) -> tuple[int, int]:
        """Return where a corner stands, whole centimetres."""
        if corner >= self.count:
            return self.added[corner - self.count]
        x, y = self._cm_of(np.array(corner)).tolist()
        return x, y

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

    def _corner(self, place: tuple[int, int], edge: int = -1) -> int:
        """The corner at a place, a new one where there is none; within :data:`SNAP_CM` an end of the edge."""
        known = self._places.get(place)
        if known is not None:
            return known
        if edge >= 0:
            for end in self.topology.edges[edge].tolist():
                x, y = self.place(end)
                if max(abs(x - place[0]), abs(y - place[1])) <= SNAP_CM:
                    return int(end)
        corner = self.count + len(self.added)
        self.added.append(place)
        self._places[place] = corner
        return corner

    def _cut(self, path: LongArray) -> list[int]:
        """One line as corners, with one wherever it meets an edge."""
        a, b = self._ab
        own = [self._own_corner(tuple(place)) for place in path.tolist()]
        found: list[int] = [own[0]]
        for i in range(len(path) - 1):
            p, q = path[i], path[i + 1]
            near = np.flatnonzero(
                (np.minimum(a, b) <= np.maximum(p, q)).all(axis=1) & (np.maximum(a, b) >= np.minimum(p, q)).all(axis=1)
            )
            na, nb = a[near], b[near]
            side_a, side_b = turn(p[None], q[None], na), turn(p[None], q[None], nb)
            side_p, side_q = turn(na, nb, p[None]), turn(na, nb, q[None])
            met: set[int] = set()
            for j in np.flatnonzero((side_a * side_b < 0) & (side_p * side_q < 0)).tolist():
                edge = int(self.edges[near[j]])
                place = crossing(tuple(p.tolist()), tuple(q.tolist()), tuple(na[j].tolist()), tuple(nb[j].tolist()))
                corner = self._corner(place, edge)
                self._lie_on(edge, corner)
                met.add(corner)
            for side, end in ((side_a, 0), (side_b, 1)):
                there = (na, nb)[end]
                on = (side == 0) & between(p[None], q[None], there)
                met.update(self.ends[near[on], end].tolist())
            for side, corner in ((side_p, own[i]), (side_q, own[i + 1])):
                for j in np.flatnonzero(side == 0).tolist():
                    there = np.array(self.place(corner))
                    if between(na[j], nb[j], there) and turn(na[j], nb[j], there) == 0:
                        self._lie_on(int(self.edges[near[j]]), corner)
            met -= {own[i], own[i + 1]}
            order = sorted(met, key=lambda c: (self._along(c, p, q), c))
            for corner in (*order, own[i + 1]):
                if corner != found[-1]:
                    found.append(corner)
        return found

    def _own_corner(self, place: tuple[int, ...]) -> int:
        """The corner of a line's own point: the nearest one that is there within :data:`SNAP_CM`."""
        x, y = place
        a, b = self._ab
        best, nearest = -1, SNAP_CM + 1
        for there, end in ((a, 0), (b, 1)):
            away = np.abs(there - (x, y)).max(axis=1) if len(there) else np.zeros(0)
            for j in np.flatnonzero(away <= SNAP_CM).tolist():
                corner, distance = int(self.ends[j, end]), int(away[j])
                if (distance, corner) < (nearest, best if best >= 0 else corner + 1):
                    best, nearest = corner, distance
        return best if best >= 0 else self._corner((x, y))

    def _lie_on(self, edge: int, corner: int) -> None:
        if corner not in self.topology.edges[edge]:
            self.on_edge.setdefault(edge, set()).add(corner)

    def _along(self, corner: int, p: LongArray, q: LongArray) -> int:
        x, y = self.place(corner)
        return (x - int(p[0])) * int(q[0] - p[0]) + (y - int(p[1])) * int(q[1] - p[1])

    def _refuse_crossing_lines(self) -> None:
        pairs = [pair for path in self.paths for pair in itertools.pairwise(path)]
        seen = {frozenset(pair) for pair in pairs}
        corners = sorted({corner for pair in pairs for corner in pair})
        index = {corner: i for i, corner in enumerate(corners)}
        segments = np.array([(index[u], index[v]) for u, v in pairs], dtype=np.int64).reshape(-1, 2)
        if len(seen) < len(pairs) or clash(self.places(corners), segments, segments[:0]):
            raise EditRejected(
                "line-crosses-itself",
                N_("The line crosses itself."),
                N_("Draw it without a loop."),
            )

    def edge_chain(self, edge: int, used: set[int]) -> list[int]:
        """Return an edge as a row of corners from its first end to its second, through those used that lie on it."""
        a, b = self.topology.edges[edge].tolist()
        on = [corner for corner in self.on_edge.get(edge, ()) if corner in used]
        pa, pb = np.array(self.place(a)), np.array(self.place(b))
        return [a, *sorted(on, key=lambda c: (self._along(c, pa, pb), c)), b]

    def segments_inside(self) -> list[tuple[int, int, int]]:
        """Return the segments of the lines that run inside a block: two corners and the block."""
        known = {tuple(pair) for pair in np.sort(self.ends, axis=1).tolist()}
        for edge in self.on_edge:
            chain = self.edge_chain(edge, self.on_edge[edge])
            known.update((min(u, v), max(u, v)) for u, v in itertools.pairwise(chain))
        pairs = [
            (u, v) for path in self.paths for u, v in itertools.pairwise(path) if (min(u, v), max(u, v)) not in known
        ]
        if not pairs:
            return []
        middle = self.places([u for u, _ in pairs]) + self.places([v for _, v in pairs])  # in half centimetres
        face = self._face_at(middle)
        return [(u, v, int(f)) for (u, v), f in zip(pairs, face, strict=True) if f != OUTSIDE]

    def _face_at(self, half_cm: LongArray) -> IntArray:
        """The block that holds each place, by the number of its edges a ray crosses; −1 for none."""
        a, b = self._ab
        crossed = crosses(half_cm, a * 2, b * 2)
        t = self.topology
        result = np.full(len(half_cm), OUTSIDE, dtype=np.int32)
        which, edge = np.nonzero(crossed)
        sides = np.concatenate((t.left[self.edges[edge]], t.right[self.edges[edge]]))
        rows = np.tile(which, 2)
        inner = sides >= 0
        key = rows[inner].astype(np.int64) * len(t.face_ids) + sides[inner]
        odd, times = np.unique(key, return_counts=True)
        row, face = np.divmod(odd[times % 2 == 1], len(t.face_ids))
        wanted = np.isin(face, self.faces)
        result[row[wanted]] = face[wanted]
        return result

    def line_along(self, used: set[int]) -> LongArray:
        """Return the segments of the lines that are edges, as pairs of corners, once those used are corners."""
        known = {tuple(pair) for pair in np.sort(self.ends, axis=1).tolist()}
        for edge in self.on_edge:
            chain = self.edge_chain(edge, used)
            known.update((min(u, v), max(u, v)) for u, v in itertools.pairwise(chain))
        found: set[tuple[int, int]] = set()
        for path in self.paths:
            row = [corner for corner in path if corner < self.count or corner in used]
            for u, v in itertools.pairwise(row):
                if (min(u, v), max(u, v)) in known:
                    found.add((min(u, v), max(u, v)))
        return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)


def _faces_near(coverage: Coverage, paths: list[LongArray], faces: Array | None) -> IntArray:
    """The blocks whose box a line comes near to."""
    wanted = np.arange(coverage.face_count) if faces is None else np.unique(np.asarray(faces, dtype=np.int64))
    boxes = coverage.bounds[wanted]
    everything = np.concatenate(paths) / 100.0
    margin = SNAP_CM / 100.0
    low, high = everything.min(axis=0) - margin, everything.max(axis=0) + margin
    near = np.flatnonzero((boxes[:, :2] <= high).all(axis=1) & (boxes[:, 2:] >= low).all(axis=1))
    touched = np.zeros(len(near), dtype=np.bool_)
    for path in paths:
        ends = path / 100.0
        a, b = np.minimum(ends[:-1], ends[1:]) - margin, np.maximum(ends[:-1], ends[1:]) + margin
        mine = boxes[near]
        meets = ((mine[:, None, :2] <= b[None]) & (mine[:, None, 2:] >= a[None])).all(axis=2)
        touched |= np.asarray(meets).any(axis=1)
    return frozen(wanted[near[touched]], np.int32)
