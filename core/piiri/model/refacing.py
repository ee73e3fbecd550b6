"""Some faces of a coverage made anew, without touching the rest.

Splitting a block of fifty thousand must not cost fifty thousand blocks. So the edges of a topology are copied once,
and only the rows of those concerned are written; the edges at each corner and around each face stay in the table of the
topology before, with the rows that differ beside it; and the rings are put after one another only when someone asks for
all of them.

Faces and corners keep their index; new ones come at the end. Where some are dropped, the last ones take their places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from .arrays import Array, BoolArray, IntArray, LongArray
from .coverage import OUTSIDE, Coverage, Topology
from .grouping import Groups, spliced


@dataclass(frozen=True, slots=True)
class Ring:
    """One closed row of corners, without repeating the first; the face lies on its left."""

    corners: tuple[int, ...]
    outer: bool


@dataclass
class Refacing:
    """What shall be another way.

    Attributes
    ----------
    rings
        New rings of faces, by index; those from F on are new faces, without a gap.
    new_ids
        Keys of the new faces.
    added_cm
        (n, 2) int64: places of the new corners V, V + 1, ... in whole centimetres.
    dropped_faces, dropped_corners
        Faces and corners that are no more. No ring that stays may use a dropped corner.
    """

    rings: dict[int, list[Ring]]
    new_ids: list[str] = field(default_factory=list)
    added_cm: Sequence[tuple[int, int]] = ()
    dropped_faces: tuple[int, ...] = ()
    dropped_corners: tuple[int, ...] = ()


def refaced(coverage: Coverage, wanted: Refacing) -> Coverage:
    """Return the coverage with some faces made anew.

    Parameters
    ----------
    coverage
        Stays as it is.
    wanted
        The faces concerned must cover together what they covered before: every edge that goes must come back, or have
        been between two of them. That the result is a valid coverage is the caller's promise.

    Raises
    ------
    ValueError
        Two faces would lie on the same side of an edge.
    """
    t = coverage.topology
    rings = {face: list(ring) for face, ring in wanted.rings.items()}
    vertices = coverage.vertices
    if len(wanted.added_cm):
        vertices = np.vstack((vertices, np.asarray(wanted.added_cm, dtype=np.float64) / 100.0))
    face_names = _fill_holes(len(t.face_ids) + len(wanted.new_ids), wanted.dropped_faces)
    corner_names = _fill_holes(len(vertices), wanted.dropped_corners)
    if corner_names:
        around = {int(f) for v in corner_names for f in t.faces_of_vertex(v)} - {OUTSIDE}
        for face in around - set(rings) - set(wanted.dropped_faces):
            rings[face] = rings_of(t, face)
    for face in face_names:
        if face not in rings:
            rings[face] = rings_of(t, face)
    concerned = np.array(sorted({f for f in rings if f < len(t.face_ids)} | set(wanted.dropped_faces)), dtype=np.int64)
    ids = (*t.face_ids, *wanted.new_ids) if wanted.new_ids else t.face_ids
    if wanted.dropped_faces:
        named = list(ids)
        for old, new in face_names.items():
            named[new] = named[old]
        ids = tuple(named[: len(ids) - len(wanted.dropped_faces)])
    made = {
        face_names.get(face, face): [
            Ring(tuple(corner_names.get(v, v) for v in ring.corners), ring.outer) for ring in of_face
        ]
        for face, of_face in rings.items()
        if face not in wanted.dropped_faces
    }
    for old, new in corner_names.items():
        if vertices is coverage.vertices:
            vertices = np.array(vertices)
        vertices[new] = vertices[old]
    vertices = vertices[: len(vertices) - len(wanted.dropped_corners)]
    topology = _rewritten(t, concerned, made, face_names, corner_names, ids, len(vertices))
    vertices.flags.writeable = False
    result = Coverage(topology, vertices)
    _carry_over(coverage, result, made)
    return result


def rings_of(topology: Topology, face: int) -> list[Ring]:
    """Return the rings of a face."""
    if isinstance(topology, _Refaced) and face in topology._anew:
        return list(topology._anew[face])
    found = []
    for ring in topology.rings_of(face):
        corners = topology.ring_vertex[topology.ring_start[ring] : topology.ring_start[ring + 1]]
        found.append(Ring(tuple(corners.tolist()), bool(topology.ring_is_outer[ring])))
    return found


def _fill_holes(count: int, dropped: Sequence[int]) -> dict[int, int]:
    """Return where the last of ``count`` things go, so that those dropped leave no hole."""
    gone = set(dropped)
    holes = [x for x in sorted(gone) if x < count - len(gone)]
    movers = [x for x in range(count - len(gone), count) if x not in gone]
    return dict(zip(movers, holes, strict=True))


def _rewritten(
    t: Topology,
    concerned: LongArray,
    made: Mapping[int, list[Ring]],
    face_names: Mapping[int, int],
    corner_names: Mapping[int, int],
    face_ids: tuple[str, ...],
    vertex_count: int,
) -> Topology:
    """The topology with the edges around the faces concerned, and their rings, written anew."""
    around = t.edges_of_faces(concerned)
    inside = np.zeros(len(t.face_ids) + 1, dtype=np.bool_)
    inside[concerned] = True
    sides: dict[tuple[int, int], list[int]] = {}
    slots: dict[tuple[int, int], int] = {}
    touched_corners: set[int] = set()
    ends, left, right = t.edges[around], t.left[around], t.right[around]
    # a corner that takes the index of one that goes must not be mistaken for it
    names = {**{v: -1 - v for v in corner_names.values()}, **corner_names}
    kept_left, kept_right = np.where(inside[left], OUTSIDE, left), np.where(inside[right], OUTSIDE, right)
    for edge, (a, b), two in zip(
        around.tolist(), ends.tolist(), np.column_stack((kept_left, kept_right)).tolist(), strict=True
    ):
        touched_corners.update((a, b))
        key = names.get(a, a), names.get(b, b)
        if key[0] > key[1]:
            key, two = key[::-1], two[::-1]
        slots[key], sides[key] = edge, two
    taken: set[tuple[int, int, int]] = set()
    for face, of_face in made.items():
        for ring in of_face:
            previous = ring.corners[-1]
            for corner in ring.corners:
                key, side = ((previous, corner), 0) if previous < corner else ((corner, previous), 1)
                two = sides.setdefault(key, [OUTSIDE, OUTSIDE])
                if two[side] != OUTSIDE or (*key, side) in taken:
                    raise ValueError("two blocks lie on the same side of a segment: they overlap")
                two[side] = face
                taken.add((*key, side))
                previous = corner
    alive = {key: two for key, two in sides.items() if two != [OUTSIDE, OUTSIDE]}
    free = sorted(slot for key, slot in slots.items() if key not in alive)
    new = sorted(key for key in alive if key not in slots)
    count = len(t.edges)
    for key in new:
        slots[key] = free.pop(0) if free else count
        count = max(count, slots[key] + 1)
    # the last edges go where edges are no more
    edge_names = _fill_holes(count, free)
    edges, left, right = _longer(t.edges, count), _longer(t.left, count), _longer(t.right, count)
    written = np.array(sorted(slots[key] for key in alive), dtype=np.int64)
    by_slot = {slots[key]: key for key in alive}
    keys = [by_slot[slot] for slot in written.tolist()]
    edges[written] = np.array(keys, dtype=np.int32).reshape(-1, 2)
    left[written] = [alive[key][0] for key in keys]
    right[written] = [alive[key][1] for key in keys]
    for old, hole in edge_names.items():
        edges[hole], left[hole], right[hole] = edges[old], left[old], right[old]
    kept = count - len(free)
    edges, left, right = edges[:kept], left[:kept], right[:kept]
    for array in (edges, left, right):
        array.flags.writeable = False

    result = _Refaced.trusted(
        face_ids=face_ids, edges=edges, left=left, right=right, vertex_count=vertex_count, _source=t, _anew=made
    )
    moved = np.array([*written, *edge_names.values()], dtype=np.int64)
    moved = np.unique(moved[moved < kept])
    touched_corners |= set(edges[moved].ravel().tolist()) | set(corner_names) | set(corner_names.values())
    touched_faces = {int(f) for f in concerned} | set(made) | set(face_names)
    touched_faces |= set(left[moved].tolist()) | set(right[moved].tolist())
    if (t.left[around] < 0).any() or (t.right[around] < 0).any():
        touched_faces.add(OUTSIDE)
    gone = {*(slot for key, slot in slots.items() if key not in alive), *edge_names}
    _carry_groups(t, result, moved, gone, touched_corners, touched_faces)
    return result


def _longer(array: Array, count: int) -> Array:
    longer = np.empty((count, *array.shape[1:]), dtype=array.dtype)
    longer[: len(array)] = array[:count]
    return longer


class _Refaced(Topology):
    """A topology some of whose faces were made anew; its ring arrays are made when first asked for."""

    _source: Topology
    _anew: Mapping[int, list[Ring]]

    @cached_property
    def _ring_arrays(self) -> tuple[Array, Array, Array, Array, LongArray]:
        """``ring_vertex``, ``ring_start``, ``face_of_ring``, ``ring_is_outer``, and where each face's rings begin."""
        t, made, face_count = self._source, self._anew, len(self.face_ids)
        first = t._rings_of_face
        rows = {face: [np.array(ring.corners, dtype=np.int32) for ring in of_face] for face, of_face in made.items()}
        ring_count = np.zeros(face_count, dtype=np.int64)
        kept = min(face_count, len(t.face_ids))
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
        self.__dict__.update(_source=self, _anew={})  # the topology before need not be kept any longer
        return ring_vertex, ring_start, face_of_ring, outer, np.concatenate(([0], np.cumsum(ring_count)))

    @cached_property
    def ring_vertex(self) -> IntArray:  # type: ignore[override]
        return self._ring_arrays[0]

    @cached_property
    def ring_start(self) -> IntArray:  # type: ignore[override]
        return self._ring_arrays[1]

    @cached_property
    def face_of_ring(self) -> IntArray:  # type: ignore[override]
        return self._ring_arrays[2]

    @cached_property
    def ring_is_outer(self) -> BoolArray:  # type: ignore[override]
        return self._ring_arrays[3]

    @cached_property
    def _rings_of_face(self) -> LongArray:
        return self._ring_arrays[4]

    def ring_rows(self, faces: LongArray) -> tuple[IntArray, LongArray, LongArray, BoolArray]:
        """See :meth:`Topology.ring_rows`; for faces made anew, all rings need not be made."""
        wanted = faces.tolist()
        if not wanted or any(face not in self._anew for face in wanted):
            return super().ring_rows(faces)
        rings = [(position, ring) for position, face in enumerate(wanted) for ring in self._anew[face]]
        return (
            np.array([corner for _, ring in rings for corner in ring.corners], dtype=np.int32),
            np.array([len(ring.corners) for _, ring in rings]),
            np.array([position for position, _ in rings]),
            np.array([ring.outer for _, ring in rings], dtype=np.bool_),
        )


def _carry_groups(
    old: Topology, new: Topology, moved: LongArray, gone: set[int], corners: set[int], faces: set[int]
) -> None:
    """Carry over the edges at each corner and around each face."""
    forget = gone | set(moved.tolist())
    edges = moved.tolist()
    # many steps kept one after another leave many rows beside the table
    at_corner = old.__dict__["_edges_by_vertex"] = old._edges_by_vertex.settled()
    at_side = old.__dict__["_edges_by_side"] = old._edges_by_side.settled()
    ends = [(corner, edge) for edge, two in zip(edges, new.edges[moved].tolist(), strict=True) for corner in two]
    new.__dict__["_edges_by_vertex"] = _with_edges(at_corner, corners, forget, ends, new.vertex_count)
    beside = [(new.left[moved] - OUTSIDE).tolist(), (new.right[moved] - OUTSIDE).tolist()]
    sides = [(side, edge) for of_edge in beside for side, edge in zip(of_edge, edges, strict=True)]
    rows = {face - OUTSIDE for face in faces}
    new.__dict__["_edges_by_side"] = _with_edges(at_side, rows, forget, sides, len(new.face_ids) + 1)


def _with_edges(
    groups: Groups, touched: set[int], forget: set[int], entering: list[tuple[int, int]], count: int
) -> Groups:
    """Groups of edges with some edges forgotten in the rows touched, and others entered as (row, edge)."""
    rows = {}
    for name in touched:
        if name < count:
            had = groups.row(name) if name < groups.count else ()
            rows[name] = [edge for edge in had.tolist() if edge not in forget] if len(had) else []
    for row, edge in entering:
        rows[row].append(edge)
    return groups.with_rows({name: np.array(sorted(row), dtype=np.int32) for name, row in rows.items()}, count)


def _carry_over(old: Coverage, new: Coverage, made: Mapping[int, list[Ring]]) -> None:
    """Carry over boxes, areas and shapes of the faces that are as they were."""
    faces = np.array(sorted(made), dtype=np.int64)
    if not len(faces):
        return
    part = _alone(new, made, faces)
    for name in ("bounds", "areas_m2", "shape_of_face"):
        if name in old.__dict__:
            values = _longer(getattr(old, name)[: new.face_count], new.face_count)
            values[faces] = getattr(part, name)
            values.flags.writeable = False
            new.__dict__[name] = values


def _alone(coverage: Coverage, made: Mapping[int, list[Ring]], faces: LongArray) -> Coverage:
    """The faces made anew as a coverage of their own, for their figures; its edges are not those of neighbours."""
    rings = [(position, ring) for position, face in enumerate(faces.tolist()) for ring in made[face]]
    corners = np.concatenate([np.array(ring.corners, dtype=np.int64) for _, ring in rings])
    used, own = np.unique(corners, return_inverse=True)
    lengths = [len(ring.corners) for _, ring in rings]
    none = np.zeros((0, 2), dtype=np.int32)
    topology = Topology(
        tuple(str(face) for face in faces.tolist()),
        none,
        none[:, 0],
        none[:, 0],
        own.astype(np.int32),
        np.concatenate(([0], np.cumsum(lengths))),
        np.array([position for position, _ in rings]),
        np.array([ring.outer for _, ring in rings]),
        len(used),
    )
    return Coverage(topology, coverage.vertices[used])
