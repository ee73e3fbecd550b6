"""Some faces of a coverage made anew, without touching the rest.

Splitting a block of fifty thousand must not cost fifty thousand blocks. So the edges of a topology are copied once,
and only the rows of those concerned are written; the edges at each corner and around each face stay in the table of the
topology before, with the rows that differ beside it; and the rings are put after one another only when someone asks for
all of them.

Faces and corners keep their index; new ones come at the end. Where some are dropped, the last ones take their places.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

import numpy as np

from .arrays import LongArray, in_sorted
from .coverage import OUTSIDE, Coverage, Topology
from .remade import RemadeCoverage, RemadeTopology, Ring, Rows, Touched, put_together

_WIDE = 2**32
"""More corners than any municipality has."""


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
    put_together(coverage)
    t = coverage.topology
    rings = {face: list(ring) for face, ring in wanted.rings.items()}
    added = np.asarray(wanted.added_cm, dtype=np.float64).reshape(-1, 2) / 100.0
    corner_count = t.vertex_count + len(added)
    face_names = _fill_holes(t.face_count + len(wanted.new_ids), wanted.dropped_faces)
    corner_names = _fill_holes(corner_count, wanted.dropped_corners)
    if corner_names:
        around = {int(f) for v in corner_names for f in t.faces_of_vertex(v)} - {OUTSIDE}
        for face in around - set(rings) - set(wanted.dropped_faces):
            rings[face] = rings_of(t, face)
    for face in face_names:
        if face not in rings:
            rings[face] = rings_of(t, face)
    concerned = np.array(sorted({f for f in rings if f < t.face_count} | set(wanted.dropped_faces)), dtype=np.int64)
    made = {
        face_names.get(face, face): [
            Ring(tuple(corner_names.get(v, v) for v in ring.corners), ring.outer) for ring in of_face
        ]
        for face, of_face in rings.items()
        if face not in wanted.dropped_faces
    }
    known = {}
    if wanted.dropped_corners:
        vertices = np.concatenate((coverage.vertices, added))
        for old, new in corner_names.items():
            vertices[new] = vertices[old]
        known["vertices"] = vertices[: corner_count - len(wanted.dropped_corners)]
        known["vertices"].flags.writeable = False
    topology = _rewritten(t, concerned, made, face_names, corner_names, wanted)
    return RemadeCoverage.trusted(topology=topology, _source=coverage, _added=added, **known)


def rings_of(topology: Topology, face: int) -> list[Ring]:
    """Return the rings of a face."""
    anew = topology.rings_anew(face) if isinstance(topology, RemadeTopology) else None
    if anew is not None:
        return list(anew)
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


def _steps(corners: tuple[int, ...]) -> Iterator[tuple[int, int]]:
    """Each corner of a ring with the next."""
    return zip(corners, (*corners[1:], corners[0]), strict=True)


def _positions(ends: LongArray, wanted: AbstractSet[tuple[int, int]]) -> list[int]:
    """Where edges of some ends, the smaller first, are among edges."""
    if not wanted or not len(ends):
        return []
    low, high = np.minimum(ends[:, 0], ends[:, 1]), np.maximum(ends[:, 0], ends[:, 1])
    keys = np.sort(np.array([a * _WIDE + b for a, b in wanted], dtype=np.int64))
    found: list[int] = np.flatnonzero(in_sorted(low * _WIDE + high, keys)).tolist()
    return found


def _rewritten(
    t: Topology,
    concerned: LongArray,
    made: Mapping[int, list[Ring]],
    face_names: Mapping[int, int],
    corner_names: Mapping[int, int],
    wanted: Refacing,
) -> Topology:
    """The topology with the edges around the faces concerned, and their rings, written anew."""
    # a corner that takes the index of one that goes must not be mistaken for it
    names = {**{v: -1 - v for v in corner_names.values()}, **corner_names}
    had = {
        (*step, face)
        for face in concerned.tolist()
        for ring in rings_of(t, face)
        for step in _steps(tuple(map(names.get, ring.corners, ring.corners)) if names else ring.corners)
    }
    steps = [(*step, face) for face, of_face in made.items() for ring in of_face for step in _steps(ring.corners)]
    now = set(steps)
    if len({step[:2] for step in steps}) < len(steps):
        raise ValueError("two blocks lie on the same side of a segment: they overlap")
    around = t.edges_of_faces(concerned)
    ends = t.edges[around].astype(np.int64)
    left, right = t.left[around], t.right[around]
    renamed = np.zeros(len(around), dtype=np.bool_)
    for old, name in names.items():
        here = t.edges[around] == old
        ends[here] = name
        if old in corner_names:
            renamed |= here.any(axis=1)
    # most edges around the faces concerned stay what they were
    differ = {(u, v) if u < v else (v, u) for u, v, _ in had ^ now}
    differ.update((min(pair), max(pair)) for pair in ends[renamed].tolist())
    slots: dict[tuple[int, int], int] = {}
    sides = {key: [OUTSIDE, OUTSIDE] for key in differ}
    for i in _positions(ends, differ):
        u, v = ends[i].tolist()
        key, two = ((u, v), [int(left[i]), int(right[i])]) if u < v else ((v, u), [int(right[i]), int(left[i])])
        slots[key], sides[key] = int(around[i]), two
    for u, v, _ in had - now:
        sides[(u, v) if u < v else (v, u)][0 if u < v else 1] = OUTSIDE
    for u, v, face in now - had:
        two = sides[(u, v) if u < v else (v, u)]
        if two[0 if u < v else 1] != OUTSIDE:
            raise ValueError("two blocks lie on the same side of a segment: they overlap")
        two[0 if u < v else 1] = face
    alive = {key: two for key, two in sides.items() if two[0] != OUTSIDE or two[1] != OUTSIDE}
    free = sorted(slot for key, slot in slots.items() if key not in alive)
    new = sorted(key for key in alive if key not in slots)
    count = len(t.edges)
    for key in new:
        slots[key] = free.pop(0) if free else count
        count = max(count, slots[key] + 1)
    # the last edges go where edges are no more
    edge_names = _fill_holes(count, free)
    kept = count - len(free)
    written = {slots[key]: (key, two) for key, two in alive.items()}
    for old, hole in edge_names.items():
        if old not in written:
            written[old] = tuple(t.edges[old].tolist()), [int(t.left[old]), int(t.right[old])]
        written[hole] = written[old]
    index = sorted(slot for slot in written if slot < kept)
    rows = Rows(
        np.array(index, dtype=np.int64),
        np.array([written[slot][0] for slot in index], dtype=np.int32).reshape(-1, 2),
        np.array([written[slot][1][0] for slot in index], dtype=np.int32),
        np.array([written[slot][1][1] for slot in index], dtype=np.int32),
        kept,
    )
    known = {}
    if wanted.dropped_faces:
        ids = [*t.face_ids, *wanted.new_ids]
        for last, gap in face_names.items():
            ids[gap] = ids[last]
        known["face_ids"] = tuple(ids[: len(ids) - len(wanted.dropped_faces)])
    dead = [slot for key, slot in slots.items() if key not in alive]
    touched_corners = {*rows.ends.ravel().tolist(), *t.edges[dead].ravel().tolist()}
    touched_corners.update(corner_names, corner_names.values())
    touched_faces = {int(f) for f in concerned} | set(made) | set(face_names)
    touched_faces |= set(rows.left.tolist()) | set(rows.right.tolist())
    if len(around) and min(left.min(), right.min()) < 0:
        touched_faces.add(OUTSIDE)
    gone = {*dead, *edge_names}
    return RemadeTopology.trusted(
        _source=t,
        _rows=rows,
        _anew=made,
        _touched=Touched(frozenset(gone), frozenset(touched_corners), frozenset(touched_faces)),
        _new_ids=tuple(wanted.new_ids),
        face_count=t.face_count + len(wanted.new_ids) - len(wanted.dropped_faces),
        vertex_count=t.vertex_count + len(wanted.added_cm) - len(wanted.dropped_corners),
        **known,
    )
