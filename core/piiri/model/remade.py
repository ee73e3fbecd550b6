"""A coverage some of whose faces were made anew from another, told by what differs.

A step of a tool asks about a few edges and corners. So the arrays of all of them are put together only when someone
asks for one; until then what differs lies beside the coverage before. The coverage before is let go when all is put
together (:func:`put_together`), which happens at the latest when the next faces are made anew."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from .arrays import Array, BoolArray, FloatArray, IntArray, LongArray, distinct, in_sorted, upto
from .coverage import OUTSIDE, Coverage, Topology
from .grouping import Groups, spliced


@dataclass(frozen=True, slots=True)
class Ring:
    """One closed row of corners, without repeating the first; the face lies on its left."""

    corners: tuple[int, ...]
    outer: bool


@dataclass(frozen=True, eq=False, slots=True)
class Rows:
    """Edges written anew.

    Attributes
    ----------
    index
        (M,) int64, ascending.
    ends, left, right
        (M, 2), (M,) and (M,) int32.
    count
        How many edges there are now.
    """

    index: LongArray
    ends: IntArray
    left: IntArray
    right: IntArray
    count: int

    def over(self, values: Array, anew: Array, edges: Array) -> Array:
        """Return a value of some edges: as written anew, else as in ``values``."""
        found = values[np.minimum(edges, len(values) - 1)]
        if not len(self.index):
            return found
        at = np.minimum(np.searchsorted(self.index, edges), len(self.index) - 1)
        hit = self.index[at] == edges
        found[hit] = anew[at[hit]]
        return found

    def whole(self, values: Array, anew: Array) -> Array:
        """Return a value of all edges."""
        result = longer(values, self.count)
        result[self.index] = anew
        result.flags.writeable = False
        return result


@dataclass(frozen=True, eq=False, slots=True)
class Touched:
    """What lies otherwise than before: edges that are no more, and the corners and faces (−1: outside) beside any edge
    that is no more, new, or beside another face."""

    gone: frozenset[int]
    corners: frozenset[int]
    faces: frozenset[int]


def longer(array: Array, count: int) -> Array:
    """Return a copy, cut or lengthened to ``count`` rows; what is added is not set."""
    order: Literal["C", "F"] = "C" if array.flags.c_contiguous else "F"
    result = np.empty((count, *array.shape[1:]), dtype=array.dtype, order=order)
    result[: len(array)] = array[:count]
    return result


class RemadeTopology(Topology):
    """A topology told by another one, the edges written anew, the rings of faces made anew, and all ids or new ones."""

    _source: Topology
    _rows: Rows
    _anew: Mapping[int, list[Ring]]
    _touched: Touched
    _new_ids: tuple[str, ...]

    @cached_property
    def face_ids(self) -> tuple[str, ...]:
        return self._source.face_ids + self._new_ids

    def face_id(self, face: int) -> str:
        """See :meth:`Topology.face_id`."""
        if "face_ids" in self.__dict__:
            return self.face_ids[face]
        had = self._source.face_ids
        return had[face] if face < len(had) else self._new_ids[face - len(had)]

    @cached_property
    def edges(self) -> IntArray:
        return self._rows.whole(self._source.edges, self._rows.ends)

    @cached_property
    def left(self) -> IntArray:
        return self._rows.whole(self._source.left, self._rows.left)

    @cached_property
    def right(self) -> IntArray:
        return self._rows.whole(self._source.right, self._rows.right)

    def ends_of(self, edges: Array) -> IntArray:
        """See :meth:`Topology.ends_of`."""
        if "edges" in self.__dict__:
            return self.edges[edges]
        return self._rows.over(self._source.edges, self._rows.ends, edges)

    def sides_of(self, edges: Array) -> tuple[IntArray, IntArray]:
        """See :meth:`Topology.sides_of`."""
        if "left" in self.__dict__ and "right" in self.__dict__:
            return self.left[edges], self.right[edges]
        source, rows = self._source, self._rows
        return rows.over(source.left, rows.left, edges), rows.over(source.right, rows.right, edges)

    @cached_property
    def _forgotten(self) -> frozenset[int]:
        """Edges whose row in the topology before says nothing any more."""
        return self._touched.gone.union(self._rows.index.tolist())

    @cached_property
    def _forgotten_edges(self) -> LongArray:
        return np.array(sorted(self._forgotten), dtype=np.int64)

    @cached_property
    def _entering(self) -> dict[int, list[int]]:
        """The edges written anew, by the corners they end in."""
        found: dict[int, list[int]] = {}
        for edge, ends in zip(self._rows.index.tolist(), self._rows.ends.tolist(), strict=True):
            for corner in ends:
                found.setdefault(corner, []).append(edge)
        return found

    @cached_property
    def _edges_by_vertex(self) -> Groups:
        # many steps kept one after another leave many rows beside the table
        had = self._source.__dict__["_edges_by_vertex"] = self._source._edges_by_vertex.settled()
        return _with_edges(had, self._touched.corners, self._forgotten, self._entering, self.vertex_count)

    @cached_property
    def _edges_by_side(self) -> Groups:
        had = self._source.__dict__["_edges_by_side"] = self._source._edges_by_side.settled()
        entering: dict[int, list[int]] = {}
        for side in (self._rows.left, self._rows.right):
            for face, edge in zip(side.tolist(), self._rows.index.tolist(), strict=True):
                entering.setdefault(face - OUTSIDE, []).append(edge)
        rows = {face - OUTSIDE for face in self._touched.faces}
        return _with_edges(had, rows, self._forgotten, entering, self.face_count + 1)

    def edges_of_vertex(self, vertex: int) -> IntArray:
        """See :meth:`Topology.edges_of_vertex`."""
        if "_edges_by_vertex" in self.__dict__:
            return super().edges_of_vertex(vertex)
        had = self._source.edges_of_vertex(vertex).tolist() if vertex < self._source.vertex_count else []
        stays = [edge for edge in had if edge not in self._forgotten]
        return np.array(sorted(stays + self._entering.get(vertex, [])), dtype=np.int32)

    def edges_of_faces(self, faces: Array) -> IntArray:
        """See :meth:`Topology.edges_of_faces`."""
        if "_edges_by_side" in self.__dict__:
            return super().edges_of_faces(faces)
        faces, rows = np.asarray(faces), self._rows
        had = self._source.edges_of_faces(faces[faces < self._source.face_count])
        wanted = np.zeros(self.face_count + 1, dtype=np.bool_)  # the last: outside
        wanted[faces] = True
        entering = rows.index[wanted[rows.left] | wanted[rows.right]].astype(np.int32)
        return np.sort(np.concatenate((had[~in_sorted(had, self._forgotten_edges)], entering)))

    @cached_property
    def _neighbourhoods(self) -> dict[int, tuple[tuple[int, int], ...]]:
        """Of the faces beside any edge that lies otherwise than before; the others ask the topology before."""
        faces = np.array(sorted(face for face in self._touched.faces if 0 <= face < self.face_count), dtype=np.int64)
        left, right = self.sides_of(self.edges_of_faces(faces))
        width = self.face_count + 1
        pairs = np.concatenate((left.astype(np.int64) * width + right, right.astype(np.int64) * width + left)) + 1
        pairs = np.sort(pairs[in_sorted(np.concatenate((left, right)), faces)])
        first = np.flatnonzero(np.concatenate(([True], pairs[1:] != pairs[:-1])))
        face, beyond = np.divmod(pairs[first], width)
        shared = np.diff(first, append=len(pairs))
        found: dict[int, list[tuple[int, int]]] = {}
        for one, other, edges in zip(face.tolist(), (beyond - 1).tolist(), shared.tolist(), strict=True):
            found.setdefault(one, []).append((other, edges))
        return {one: tuple(others) for one, others in found.items()}

    def around(self, face: int) -> tuple[tuple[int, int], ...]:
        """See :meth:`Topology.around`."""
        known = self._neighbourhoods.get(face)
        if known is None:
            known = super().around(face) if self._source is self else self._source.around(face)
        return known

    def edges_between(self, pairs: LongArray) -> IntArray:
        """See :meth:`Topology.edges_between`."""
        anew = {(a, b): edge for edge, (a, b) in zip(self._rows.index.tolist(), self._rows.ends.tolist(), strict=True)}
        wanted = [(min(pair), max(pair)) for pair in pairs.tolist()]
        found = [anew[pair] for pair in wanted if pair in anew]
        rest = super().edges_between(
            np.array([pair for pair in wanted if pair not in anew], dtype=np.int64).reshape(-1, 2)
        )
        return distinct(np.concatenate((np.array(found, dtype=np.int32), rest)))

    @cached_property
    def _ring_arrays(self) -> tuple[Array, Array, Array, Array, LongArray]:
        """``ring_vertex``, ``ring_start``, ``face_of_ring``, ``ring_is_outer``, and where each face's rings begin."""
        t, made, face_count = self._source, self._anew, self.face_count
        first = t._rings_of_face
        rows = {face: [np.array(ring.corners, dtype=np.int32) for ring in of_face] for face, of_face in made.items()}
        ring_count = np.zeros(face_count, dtype=np.int64)
        kept = min(face_count, t.face_count)
        ring_count[:kept] = np.diff(first[: kept + 1])
        for face, of_face in made.items():
            ring_count[face] = len(of_face)
        length_rows = {face: np.array([len(ring) for ring in rows[face]], dtype=np.int32) for face in rows}
        lengths = spliced(np.diff(t.ring_start), first, length_rows, face_count)
        outer_rows = {face: np.array([ring.outer for ring in made[face]], dtype=np.bool_) for face in made}
        outer = spliced(t.ring_is_outer, first, outer_rows, face_count)
        vertex_rows = {face: np.concatenate(rows[face]) for face in rows}
        ring_vertex = spliced(t.ring_vertex, t.ring_start[first].astype(np.int64), vertex_rows, face_count)
        ring_start = np.zeros(len(lengths) + 1, dtype=np.int32)
        np.cumsum(lengths, out=ring_start[1:])
        face_of_ring = np.repeat(np.arange(face_count, dtype=np.int32), ring_count)
        for array in (ring_vertex, ring_start, face_of_ring, outer):
            array.flags.writeable = False
        return ring_vertex, ring_start, face_of_ring, outer, np.concatenate(([0], np.cumsum(ring_count)))

    @cached_property
    def ring_vertex(self) -> IntArray:
        return self._ring_arrays[0]

    @cached_property
    def ring_start(self) -> IntArray:
        return self._ring_arrays[1]

    @cached_property
    def face_of_ring(self) -> IntArray:
        return self._ring_arrays[2]

    @cached_property
    def ring_is_outer(self) -> BoolArray:
        return self._ring_arrays[3]

    @cached_property
    def _rings_of_face(self) -> LongArray:
        return self._ring_arrays[4]

    def rings_anew(self, face: int) -> list[Ring] | None:
        """Return the rings of a face made anew; None for any other."""
        return self._anew.get(face)

    def ring_rows(self, faces: LongArray) -> tuple[IntArray, LongArray, LongArray, BoolArray]:
        """See :meth:`Topology.ring_rows`; for faces made anew, all rings need not be put together."""
        wanted = faces.tolist()
        anew = [face in self._anew for face in wanted]
        if not any(anew) and "_ring_arrays" not in self.__dict__:
            return self._source.ring_rows(faces)
        if not all(anew):
            return super().ring_rows(faces)
        rings = [(position, ring) for position, face in enumerate(wanted) for ring in self._anew[face]]
        return (
            np.array([corner for _, ring in rings for corner in ring.corners], dtype=np.int32),
            np.array([len(ring.corners) for _, ring in rings]),
            np.array([position for position, _ in rings]),
            np.array([ring.outer for _, ring in rings], dtype=np.bool_),
        )


def _with_edges(
    groups: Groups,
    touched: AbstractSet[int],
    forgotten: AbstractSet[int],
    entering: Mapping[int, list[int]],
    count: int,
) -> Groups:
    """Groups of edges with some edges forgotten in the rows touched, and others entered."""
    rows = {}
    for name in touched:
        if name < count:
            had = groups.row(name).tolist() if name < groups.count else []
            stays = [edge for edge in had if edge not in forgotten]
            rows[name] = np.array(sorted(stays + entering.get(name, [])), dtype=np.int32)
    return groups.with_rows(rows, count)


class RemadeCoverage(Coverage):
    """A coverage told by another one, whose corners it has, and new ones after them."""

    topology: RemadeTopology
    _source: Coverage
    _added: FloatArray

    @cached_property
    def vertices(self) -> FloatArray:
        together = np.concatenate((self._source.vertices, self._added))
        together.flags.writeable = False
        return together

    def places_of(self, corners: Array) -> FloatArray:
        """See :meth:`Coverage.places_of`."""
        if "vertices" in self.__dict__:
            return self.vertices[corners]
        had = self._source.vertices
        found = had[np.minimum(corners, len(had) - 1)]
        new = corners >= len(had)
        found[new] = self._added[corners[new] - len(had)]
        return found

    @cached_property
    def bounds(self) -> FloatArray:
        """See :attr:`Coverage.bounds`."""
        return self._carried("bounds")

    @cached_property
    def areas_m2(self) -> FloatArray:
        """See :attr:`Coverage.areas_m2`."""
        return self._carried("areas_m2")

    @cached_property
    def shape_of_face(self) -> Array:
        """See :attr:`Coverage.shape_of_face`."""
        return self._carried("shape_of_face")

    def _carried(self, name: str) -> Array:
        """A figure of each face, asked anew only for the faces made anew."""
        faces, alone = self._alone
        values = longer(getattr(self._source, name), self.face_count)
        values[faces] = getattr(alone, name)
        values.flags.writeable = False
        return values

    @cached_property
    def _alone(self) -> tuple[LongArray, Coverage]:
        """The faces made anew as a coverage of their own, for their figures; its edges are not those of neighbours."""
        faces = np.array(sorted(self.topology._anew), dtype=np.int64)
        vertex, length, owner, outer = self.topology.ring_rows(faces)
        none = np.zeros((0, 2), dtype=np.int32)
        # each ring with corners of its own: which of them are shared makes no figure another one
        topology = Topology.trusted(
            face_ids=tuple(map(str, faces.tolist())),
            edges=none,
            left=none[:, 0],
            right=none[:, 0],
            ring_vertex=upto(len(vertex)),
            ring_start=np.concatenate(([0], np.cumsum(length))),
            face_of_ring=owner,
            ring_is_outer=outer,
            vertex_count=len(vertex),
        )
        return faces, Coverage.trusted(topology=topology, vertices=self.places_of(vertex))

    def of_faces(self, name: str, faces: Array) -> Array:
        """See :meth:`Coverage.of_faces`."""
        if name in self.__dict__:
            return super().of_faces(name, faces)
        anew, alone = self._alone
        had: Array = getattr(self._source, name)
        found: Array = had[np.minimum(faces, len(had) - 1)]
        at = np.minimum(np.searchsorted(anew, faces), len(anew) - 1)
        hit = anew[at] == faces
        found[hit] = getattr(alone, name)[at[hit]]
        return found

    def faces_meeting(self, low: Array, high: Array) -> LongArray:
        """See :meth:`Coverage.faces_meeting`."""
        if "bounds" in self.__dict__:
            return super().faces_meeting(low, high)
        anew, alone = self._alone
        had = self._source.faces_meeting(low, high)
        had = had[(had < self.face_count) & ~in_sorted(had, anew)]
        return np.sort(np.concatenate((had, anew[alone.faces_meeting(low, high)])))


_OF_TOPOLOGY = ("face_ids", "edges", "left", "right", "ring_vertex", "ring_start", "face_of_ring", "ring_is_outer")


def put_together(coverage: Coverage) -> None:
    """Put all arrays of a coverage together and let go of the one it was made from; any other stays as it is."""
    t = coverage.topology
    if isinstance(coverage, RemadeCoverage) and coverage._source is not coverage:
        for name in ("vertices", "bounds", "areas_m2", "shape_of_face"):
            getattr(coverage, name)
        coverage.__dict__["_source"] = coverage
    if isinstance(t, RemadeTopology) and t._source is not t:
        for name in (*_OF_TOPOLOGY, "_rings_of_face", "_edges_by_vertex", "_edges_by_side"):
            getattr(t, name)
        t.__dict__["_source"] = t
