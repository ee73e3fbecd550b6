"""The one geometry truth: a planar coverage with shared vertices.

Faces are the planning blocks. An edge is one straight segment between two vertices and knows the face on its left and
on its right, so a border is shared by construction: gaps and overlaps cannot exist, and the border of a catchment is
the mask ``catchment_of_face[left] != catchment_of_face[right]`` over the edges.

What never changes while corners move is in :class:`Topology` and is shared by all coverages that differ in corners
only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from .arrays import (
    ODD,
    Array,
    BoolArray,
    FloatArray,
    IntArray,
    LongArray,
    boxes_meeting,
    digest,
    distinct,
    frozen,
    mixed,
    on_grid,
    ranges,
    to_cm,
)
from .grouping import Groups

OUTSIDE = -1
"""The face beyond the outer border: another municipality, the open sea, or a hole that belongs to nobody."""


@dataclass(frozen=True, eq=False)
class Topology:
    """Who touches whom; no coordinates.

    Attributes
    ----------
    face_ids
        Stable keys of the F faces, kept as text.
    edges
        (E, 2) int32: vertex indices of the segment's ends, the smaller first.
    left, right
        (E,) int32: face on either side when walking from ``edges[:, 0]`` to ``edges[:, 1]``; −1 outside.
    ring_vertex
        (P,) int32: the vertices of all rings after one another, without repeating a ring's first one.
    ring_start
        (R + 1,) int32: ring ``r`` is ``ring_vertex[ring_start[r]:ring_start[r + 1]]``. The face lies on the left of its
        rings: outer rings run counter-clockwise, holes clockwise.
    face_of_ring
        (R,) int32, ascending: a face's rings follow one another. A face may have several outer rings (islands).
    ring_is_outer
        (R,) bool: False for holes.
    vertex_count
        V.
    """

    face_ids: tuple[str, ...]
    edges: IntArray
    left: IntArray
    right: IntArray
    ring_vertex: IntArray
    ring_start: IntArray
    face_of_ring: IntArray
    ring_is_outer: BoolArray
    vertex_count: int

    def __post_init__(self) -> None:
        for name in ("edges", "left", "right", "ring_vertex", "ring_start", "face_of_ring"):
            object.__setattr__(self, name, frozen(getattr(self, name), np.int32))
        object.__setattr__(self, "ring_is_outer", frozen(self.ring_is_outer, np.bool_))
        if len(set(self.face_ids)) != len(self.face_ids):
            raise ValueError("a block id is used twice")

    @classmethod
    def trusted(cls, **fields: Any) -> Topology:
        """Return a topology of read-only arrays of the right types and ids known to differ, without looking at them."""
        topology = object.__new__(cls)
        topology.__dict__.update(fields)
        return topology

    @cached_property
    def face_count(self) -> int:
        """F, the number of faces."""
        return len(self.face_ids)

    def face_id(self, face: int) -> str:
        """Return the id of a face."""
        return self.face_ids[face]

    def ends_of(self, edges: Array) -> IntArray:
        """Return the ends of some edges, (n, 2), without looking at the others."""
        return self.edges[edges]

    def sides_of(self, edges: Array) -> tuple[IntArray, IntArray]:
        """Return the faces left and right of some edges, (n,) each, without looking at the others."""
        return self.left[edges], self.right[edges]

    @cached_property
    def face_index(self) -> dict[str, int]:
        """Position of each face by its id."""
        return {key: position for position, key in enumerate(self.face_ids)}

    @cached_property
    def _rings_of_face(self) -> LongArray:
        return np.searchsorted(self.face_of_ring, np.arange(len(self.face_ids) + 1))

    def rings_of(self, face: int) -> range:
        """Return the indices of a face's rings."""
        return range(int(self._rings_of_face[face]), int(self._rings_of_face[face + 1]))

    def ring_rows(self, faces: LongArray) -> tuple[IntArray, LongArray, LongArray, BoolArray]:
        """Return the rings of some faces.

        Returns
        -------
        vertex, length, owner, outer
            The corners of all rings after one another; how many each ring has, the place of its face among ``faces``,
            and whether it is an outer one.
        """
        first, after = self._rings_of_face[faces], self._rings_of_face[faces + 1]
        ring = ranges(first, after)
        start, stop = self.ring_start[ring].astype(np.int64), self.ring_start[ring + 1].astype(np.int64)
        owner = np.repeat(np.arange(len(faces)), after - first)
        return self.ring_vertex[ranges(start, stop)], stop - start, owner, self.ring_is_outer[ring]

    @cached_property
    def _edges_by_vertex(self) -> Groups:
        return Groups.of(self.edges.ravel(), self.vertex_count, np.repeat(np.arange(len(self.edges)), 2))

    def edges_of_vertex(self, vertex: int) -> IntArray:
        """Return the indices of the edges that end in a vertex."""
        return self._edges_by_vertex.row(vertex)

    @cached_property
    def _edges_by_side(self) -> Groups:
        """Edges by the face beside them: those of face ``f`` in row ``f + 1``, those to the outside in row 0."""
        sides = np.concatenate((self.left, self.right)) - OUTSIDE
        return Groups.of(sides, len(self.face_ids) + 1, np.tile(np.arange(len(self.edges)), 2))

    def edges_of_face(self, face: int) -> IntArray:
        """Return the indices of the edges around one face, in no particular order."""
        return self._edges_by_side.row(face - OUTSIDE)

    def edges_of_faces(self, faces: Array) -> IntArray:
        """Return the indices of the edges around some faces, each once; face −1 means all edges to the outside."""
        return distinct(self._edges_by_side.rows(np.asarray(faces) - OUTSIDE))

    def faces_of_vertex(self, vertex: int) -> IntArray:
        """Return the faces around a vertex, ascending; −1 (outside) comes first where it is one of them."""
        return distinct(np.concatenate(self.sides_of(self.edges_of_vertex(vertex))))

    def neighbours(self, face: int) -> IntArray:
        """Return the faces that share an edge with a face, ascending, without the outside."""
        both = np.unique(np.concatenate(self.sides_of(self.edges_of_faces(np.array([face])))))
        return np.asarray(both[(both != face) & (both != OUTSIDE)])

    @cached_property
    def _neighbourhoods(self) -> dict[int, tuple[tuple[int, int], ...]]:
        return {}

    def around(self, face: int) -> tuple[tuple[int, int], ...]:
        """Return the faces beside a face, −1 for the outside, with how many edges they share; remembered."""
        known = self._neighbourhoods.get(face)
        if known is None:
            edges = self.edges_of_face(face)
            left, right = self.left[edges], self.right[edges]
            beyond = Counter(np.where(left == face, right, left).tolist())
            known = self._neighbourhoods[face] = tuple(beyond.items())
        return known

    def edges_between(self, pairs: LongArray) -> IntArray:
        """Return the edges, ascending, that join pairs of corners, (n, 2); for those joined by none, nothing."""
        around = [self.edges_of_vertex(u) for u, _ in pairs.tolist()]
        if not around:
            return frozen([], np.int32)
        edges = np.concatenate(around)
        goal = np.repeat(pairs[:, 1], [len(own) for own in around])
        return distinct(edges[(self.ends_of(edges) == goal[:, None]).any(axis=1)])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the topology."""
        return digest(
            (
                self.face_ids,
                self.edges,
                self.left,
                self.right,
                self.ring_vertex,
                self.ring_start,
                self.face_of_ring,
                self.ring_is_outer,
            )
        )


@dataclass(frozen=True, eq=False)
class Coverage:
    """A topology with coordinates.

    Attributes
    ----------
    topology
        See :class:`Topology`.
    vertices
        (V, 2) float64, metres, on the 1 cm grid.
    """

    topology: Topology
    vertices: FloatArray

    def __post_init__(self) -> None:
        object.__setattr__(self, "vertices", frozen(self.vertices, np.float64))
        if self.vertices.shape != (self.topology.vertex_count, 2):
            raise ValueError("vertices do not fit the topology")

    @property
    def face_count(self) -> int:
        """F, the number of faces."""
        return self.topology.face_count

    @classmethod
    def trusted(cls, **fields: Any) -> Coverage:
        """Return a coverage of fields known to fit one another, without looking at them."""
        coverage = object.__new__(cls)
        coverage.__dict__.update(fields)
        return coverage

    def places_of(self, corners: Array) -> FloatArray:
        """Return where some corners stand, (n, 2) metres, without looking at the others."""
        return self.vertices[corners]

    def of_faces(self, name: str, faces: Array) -> Array:
        """Return ``bounds``, ``areas_m2`` or ``shape_of_face`` of some faces, without looking at the others."""
        values: Array = getattr(self, name)
        return values[faces]

    def faces_meeting(self, low: Array, high: Array) -> LongArray:
        """Return the faces, ascending, whose box meets the box from ``low`` to ``high``, metres."""
        return boxes_meeting(self.bounds, low, high)

    @property
    def face_ids(self) -> tuple[str, ...]:
        """Stable keys of the faces."""
        return self.topology.face_ids

    def with_vertex(self, vertex: int, x_m: float, y_m: float) -> Coverage:
        """Return the coverage with one corner elsewhere, on the grid; the topology is shared, nothing is checked."""
        moved = np.array(self.vertices)
        moved[vertex] = on_grid((x_m, y_m))
        moved.flags.writeable = False
        return Coverage(self.topology, moved)

    @cached_property
    def ring_coordinates(self) -> FloatArray:
        """(P, 2): the coordinates of ``topology.ring_vertex``."""
        return self.vertices[self.topology.ring_vertex]

    @cached_property
    def ring_areas_m2(self) -> FloatArray:
        """(R,) signed areas: positive for outer rings, negative for holes."""
        t = self.topology
        if not len(t.face_of_ring):
            return np.zeros(0)
        start = t.ring_start[:-1].astype(np.int64)
        follower = np.arange(1, len(t.ring_vertex) + 1)
        follower[t.ring_start[1:] - 1] = start
        origin = self.vertices.mean(axis=0)
        p = self.ring_coordinates - origin
        q = p[follower]
        return np.asarray(np.add.reduceat(p[:, 0] * q[:, 1] - q[:, 0] * p[:, 1], start) / 2.0)

    @cached_property
    def areas_m2(self) -> FloatArray:
        """(F,) areas of the faces in square metres."""
        return np.bincount(self.topology.face_of_ring, weights=self.ring_areas_m2, minlength=self.face_count)

    @cached_property
    def bounds(self) -> FloatArray:
        """(F, 4) bounding boxes of the faces: x and y of the lower left, then of the upper right corner."""
        if not self.face_count:
            return np.zeros((0, 4))
        t = self.topology
        first = t.ring_start[t._rings_of_face[:-1]].astype(np.int64)
        xy = self.ring_coordinates
        # column after column: a box is looked for side by side
        return np.asfortranarray(np.hstack((np.minimum.reduceat(xy, first), np.maximum.reduceat(xy, first))))

    @cached_property
    def shape_of_face(self) -> Array:
        """(F,) uint64: equal for faces of equal rings, in this and any other coverage; which corners have which index
        and where a ring begins does not matter. Two different shapes agree by chance once in 2 to the 64th."""
        t = self.topology
        if not self.face_count:
            return np.zeros(0, dtype=np.uint64)
        xy = to_cm(self.vertices).astype(np.uint64)
        with np.errstate(over="ignore"):
            corner = mixed(xy[:, 0] * ODD[0] + mixed(xy[:, 1] * ODD[1]))[t.ring_vertex]
            follower = np.roll(corner, -1)
            follower[t.ring_start[1:] - 1] = corner[t.ring_start[:-1]]
            side = mixed(corner + mixed(follower) * ODD[2])
            return frozen(np.add.reduceat(side, t.ring_start[t._rings_of_face[:-1]].astype(np.int64)), np.uint64)

    @cached_property
    def extent(self) -> tuple[float, float, float, float]:
        """Bounding box of everything: x and y of the lower left, then of the upper right corner, metres."""
        low, high = self.vertices.min(axis=0), self.vertices.max(axis=0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    @cached_property
    def label_points(self) -> FloatArray:
        """(F, 2) a point inside each face, metres."""
        return np.asarray(shapely.get_coordinates(shapely.point_on_surface(self.polygons())))

    def polygons(self, faces: Array | None = None, *, in_cm: bool = False) -> Array:
        """Return shapely polygons (multipolygons for faces with islands), an object array.

        Parameters
        ----------
        faces
            Indices of the faces wanted; None for all.
        in_cm
            True for whole centimetres, on which geometric predicates are exact.
        """
        wanted = np.arange(self.face_count) if faces is None else np.asarray(faces, dtype=np.int64)
        vertex, length, owner, outer = self.topology.ring_rows(wanted)
        if not len(length):
            return np.zeros(0, dtype=object)
        xy = self.places_of(vertex)
        if in_cm:
            xy = to_cm(xy).astype(np.float64)
        rings = shapely.linearrings(xy, indices=np.repeat(np.arange(len(length)), length))
        return _assemble(rings, owner, outer, len(wanted))

    def border(self, label_of_face: Array) -> BoolArray:
        """Return the mask (E,) of edges between faces of different label; the outside has the label −1.

        >>> # coverage.border(plan.catchment_of_face[0]) is where the catchments of the first stage meet
        """
        label = np.append(np.asarray(label_of_face), -1)
        return np.asarray(label[self.topology.left] != label[self.topology.right])

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of topology and coordinates."""
        return digest((self.topology.fingerprint, to_cm(self.vertices)))

    def problems(self) -> list[str]:
        """Return what breaks the promise of a planar coverage, in English; empty for a valid one.

        The slow oracle of every corner move: rings are valid, faces do not overlap, and each edge has its two sides.
        """
        found = []
        polygons = self.polygons()
        bad = np.flatnonzero(~shapely.is_valid(polygons))
        found += [f"face {self.face_ids[i]}: {shapely.is_valid_reason(polygons[i])}" for i in bad[:10]]
        if not len(bad) and not shapely.coverage_is_valid(polygons):
            found.append("faces overlap or do not meet edge to edge")
        if (self.areas_m2 <= 0).any():
            found.append("a face has no area")
        if ((self.ring_areas_m2 > 0) != self.topology.ring_is_outer).any():
            found.append("a ring is turned inside out")
        t = self.topology
        if (t.left == t.right).any():
            found.append("an edge has the same face on both sides")
        return found


def _assemble(rings: Array, owner: Array, outer: BoolArray, count: int) -> Array:
    """Build one (multi)polygon an owner from rings; a hole goes to the owner's smallest shell that holds it."""
    shells, holes = np.flatnonzero(outer), np.flatnonzero(~outer)
    several = np.bincount(owner[shells], minlength=count)
    shell_of_hole = np.zeros(len(holes), dtype=np.int64)
    first_shell = np.searchsorted(owner[shells], np.arange(count))
    for position, hole in enumerate(holes):
        mine = np.arange(first_shell[owner[hole]], first_shell[owner[hole]] + several[owner[hole]])
        if len(mine) > 1:
            inside = shapely.covers(shapely.polygons(rings[shells[mine]]), shapely.get_point(rings[hole], 0))
            mine = mine[inside] if inside.any() else mine
            mine = mine[np.argsort(shapely.area(shapely.polygons(rings[shells[mine]])))]
        shell_of_hole[position] = mine[0]
    shapes = shapely.polygons(rings[shells])
    for shell in np.unique(shell_of_hole):
        shapes[shell] = shapely.polygons(rings[shells[shell]], rings[holes[shell_of_hole == shell]])
    result = np.empty(count, dtype=object)
    single = several == 1
    result[single] = shapes[first_shell[single]]
    for many in np.flatnonzero(several > 1):
        result[many] = shapely.multipolygons(shapes[first_shell[many] : first_shell[many] + several[many]])
    return result
