"""Points to faces, and back.

**The tie rule.** A point on a border belongs to the face on its east; on a horizontal border, to the face on its
north. It follows from one exact test on whole centimetres: a face holds a point when a ray from the point towards the
east crosses the face's edges an odd number of times, where an edge is crossed when the point lies strictly on its
west and its lower end is not above and its upper end above the point. So every point is in exactly one face or
outside, and moving a corner asks only about the edges at that corner.

Full assignment goes through a spatial index and asks the exact test only where a point touches a border.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import shapely

from .model.arrays import Array, BoolArray, FloatArray, IntArray, LongArray, frozen, in_sorted, ranges, to_cm
from .model.coverage import OUTSIDE, Coverage

_OVERLAY_LIMIT = 4096
"""So many points may differ from the sorted index before it is sorted anew."""

_FEW_CORNERS = 8
"""Up to so many moved corners, asking about their edges is cheaper than assigning the points around them anew."""

_FEW_FACES, _FEW_PAIRS = 64, 100_000
"""Up to so many faces, and pairs of a point and a face, rays are cheaper than an index."""


def crosses(points_cm: LongArray, a_cm: LongArray, b_cm: LongArray) -> BoolArray:
    """Tell which segments the ray from each point towards the east crosses, by the tie rule.

    Parameters
    ----------
    points_cm
        (N, 2) int64 points in whole centimetres.
    a_cm, b_cm
        (M, 2) int64 ends of the segments; their order does not matter.

    Returns
    -------
    (N, M) bool
    """
    px, py = points_cm[:, 0, None], points_cm[:, 1, None]
    (ax, ay), (bx, by) = a_cm.T, b_cm.T
    rise = by - ay
    turn = (bx - ax) * (py - ay) - rise * (px - ax)
    # where the segment runs downwards the point's side has the other sign
    return np.asarray(((ay <= py) != (by <= py)) & (turn * np.sign(rise) > 0))


def holds(coverage: Coverage, face: int, points_cm: LongArray) -> BoolArray:
    """Tell which points lie in a face, exactly and by the tie rule. Slow: looks at every edge of the face."""
    t = coverage.topology
    around = t.edges_of_faces(np.array([face]))
    left, right = t.sides_of(around)
    cm = to_cm(coverage.places_of(t.ends_of(around[left != right])))
    return np.asarray(crosses(points_cm, cm[:, 0], cm[:, 1]).sum(axis=1) % 2 == 1)


def assign(coverage: Coverage, xy: FloatArray, faces: Array | None = None) -> IntArray:
    """Return the face of every point.

    Parameters
    ----------
    coverage
        The blocks.
    xy
        (N, 2) float64, metres; rows of NaN have no place.
    faces
        The only faces to look at; None for all.

    Returns
    -------
    (N,) int32
        Index of the face; −1 for points outside and for points without a place.

    Examples
    --------
    >>> from piiri.model.overlay import coverage_of
    >>> squares = coverage_of([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], ["west", "east"])
    >>> assign(squares, np.array([[0.5, 0.5], [1.0, 0.5], [2.0, 0.5]])).tolist()
    [0, 1, -1]
    """
    return Holders(coverage, faces).of(xy)


class Holders:
    """Some faces, ready to tell which of them holds a point; for more than one layer of points.

    Parameters
    ----------
    coverage, faces
        As for :func:`assign`.
    elsewhere
        A corner of some faces thought to stand elsewhere: its index and the place in centimetres.
    """

    def __init__(
        self, coverage: Coverage, faces: Array | None = None, elsewhere: tuple[int, LongArray] | None = None
    ) -> None:
        self._coverage, self._elsewhere = coverage, elsewhere
        self._faces = np.arange(coverage.face_count) if faces is None else np.asarray(faces)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self._coverage.polygons(self._faces, in_cm=True))

    def of(self, xy: FloatArray) -> IntArray:
        """Return the face of every point, as :func:`assign` does."""
        face = np.full(len(xy), OUTSIDE, dtype=np.int32)
        located = np.flatnonzero(np.isfinite(xy).all(axis=1))
        if not len(located) or not len(self._faces):
            return frozen(face, np.int32)
        cm = to_cm(xy[located])
        few = len(self._faces) <= _FEW_FACES and len(cm) * len(self._faces) <= _FEW_PAIRS
        if few or self._elsewhere is not None:
            face[located] = self._by_rays(cm)
            return frozen(face, np.int32)
        points = shapely.points(cm.astype(np.float64))
        inner, holder = self._tree.query(points, predicate="within")
        face[located[inner]] = self._faces[holder]
        if len(inner) == len(located):
            return frozen(face, np.int32)
        rest = np.setdiff1d(np.arange(len(located)), inner, assume_unique=True)
        touching, candidate = self._tree.query(points[rest], predicate="intersects")
        for f in np.unique(candidate):
            mine = rest[touching[candidate == f]]
            yes = mine[holds(self._coverage, int(self._faces[f]), cm[mine])]
            face[located[yes]] = self._faces[f]
        return frozen(face, np.int32)

    @cached_property
    def _sides(self) -> tuple[LongArray, LongArray, LongArray, LongArray, LongArray]:
        """The sides of the faces, face after face: their two ends in centimetres, and where each face's begin; and the
        corners of each face's box."""
        vertex, length, owner, _ = self._coverage.topology.ring_rows(self._faces)
        a = to_cm(self._coverage.places_of(vertex))
        if self._elsewhere is not None:
            a[vertex == self._elsewhere[0]] = self._elsewhere[1]
        stop = np.cumsum(length)
        follower = np.arange(1, len(vertex) + 1)
        follower[stop - 1] = stop - length
        start = (stop - length)[np.searchsorted(owner, np.arange(len(self._faces)))]
        return a, a[follower], np.append(start, len(a)), np.minimum.reduceat(a, start), np.maximum.reduceat(a, start)

    def _by_rays(self, cm: LongArray) -> IntArray:
        """The face of every point by the rule itself: how many sides of a face the ray from it crosses."""
        a, b, start, low, high = self._sides
        x, y = cm[:, 0, None], cm[:, 1, None]
        point, which = np.nonzero((x >= low[:, 0]) & (x <= high[:, 0]) & (y >= low[:, 1]) & (y <= high[:, 1]))
        result = np.full(len(cm), OUTSIDE, dtype=np.int32)
        if not len(point):
            return result
        first, after = start[which], start[which + 1]
        side, count = ranges(first, after), after - first
        px, py = np.repeat(cm[point], count, axis=0).T
        (ax, ay), (bx, by) = a[side].T, b[side].T
        rise = by - ay
        turn = (bx - ax) * (py - ay) - rise * (px - ax)
        crossed = ((ay <= py) != (by <= py)) & ((turn > 0) == (rise > 0)) & (turn != 0)
        odd = np.logical_xor.reduceat(crossed, np.cumsum(count) - count)
        result[point[odd]] = self._faces[which[odd]]
        return result


@dataclass(frozen=True, eq=False)
class Placement:
    """The face of every point, and the points of every face, cheap to change for a few points.

    The points are sorted by *slot*: the faces there were when they were sorted last. Where blocks have been split or
    joined since, two small tables lead from face to slot and back, and only points of blocks of another shape are
    listed apart.

    Attributes
    ----------
    base
        (N,) int32: slot of every point when the index was last sorted.
    order, start
        (N,) int32 and (F + 2,) int64: points sorted by slot; slot ``f`` has ``order[start[f]:start[f + 1]]``, and
        what lies outside or has no place comes last, under ``f = F``.
    moved
        (M,) int32, ascending: points whose face is another one now.
    moved_face
        (M,) int32: their face.
    slot_of_face
        (F now,) int32: the slot of each face, −1 for a face made since; None where the faces are the slots.
    face_of_slot
        (F + 1,) int32: the face of each slot, −1 for one that is gone, and −1 at the end; None likewise.
    added
        How many faces come after those, without a slot.
    """

    base: IntArray
    order: IntArray
    start: LongArray
    moved: IntArray
    moved_face: IntArray
    slot_of_face: IntArray | None = None
    face_of_slot: IntArray | None = None
    added: int = 0

    @classmethod
    def of(cls, face_of_point: IntArray, face_count: int) -> Placement:
        """Return the placement of a full assignment."""
        base = frozen(face_of_point, np.int32)
        key = np.where(base < 0, face_count, base)
        order = np.argsort(key, kind="stable").astype(np.int32)
        start = np.searchsorted(key[order], np.arange(face_count + 2))
        none = np.zeros(0, dtype=np.int32)
        return cls(base, frozen(order, np.int32), frozen(start, np.int64), none, none)

    @cached_property
    def face_of_point(self) -> IntArray:
        """(N,) int32: the face of every point, −1 outside. Costs a copy where points have moved."""
        if not len(self.moved) and self.face_of_slot is None:
            return self.base
        face = np.array(self.base if self.face_of_slot is None else self.face_of_slot[self.base])
        face[self.moved] = self.moved_face
        return frozen(face, np.int32)

    @property
    def face_count(self) -> int:
        """The number of faces now."""
        return self._with_slots + self.added

    @property
    def _with_slots(self) -> int:
        return len(self.start) - 2 if self.slot_of_face is None else len(self.slot_of_face)

    def slots_of(self, faces: Array) -> IntArray:
        """Return the slots of some faces; those that have none are left out."""
        slots = faces[faces < self._with_slots] if self.added else faces
        if self.slot_of_face is None:
            return slots
        slots = self.slot_of_face[slots]
        return slots[slots >= 0]

    def faces_of(self, points: Array) -> IntArray:
        """Return the faces of some points without looking at the others."""
        face = self.base[points]
        if self.face_of_slot is not None:
            face = self.face_of_slot[face]
        if len(self.moved):
            at = np.searchsorted(self.moved, points)
            at[at == len(self.moved)] = 0
            hit = self.moved[at] == points
            face[hit] = self.moved_face[at[hit]]
        return face

    def points_in(self, faces: Array) -> IntArray:
        """Return the points, in no particular order, in some faces; those ascending and each once, −1 for outside or
        without a place."""
        wanted = np.asarray(faces)
        outside = bool(len(wanted)) and wanted[0] < 0
        slots = self.slots_of(wanted[1:] if outside else wanted)
        if outside:
            slots = np.append(slots, len(self.start) - 2)
            wanted = np.append(wanted[1:], self.face_count)
        points = self.order[ranges(self.start[slots], self.start[slots + 1])]
        if not len(self.moved):
            return points
        key = np.where(self.moved_face < 0, self.face_count, self.moved_face)
        return np.concatenate((points[~in_sorted(points, self.moved)], self.moved[in_sorted(key, wanted)]))

    def with_faces(self, points: Array, faces: Array) -> Placement:
        """Return the placement with some points (each once) in other faces."""
        if not len(points):
            return self
        moved, face = points, faces
        if len(self.moved):
            keep = ~in_sorted(self.moved, np.sort(points))
            moved = np.concatenate((self.moved[keep], points))
            face = np.concatenate((self.moved_face[keep], faces))
        slot_face = self.base[moved] if self.face_of_slot is None else self.face_of_slot[self.base[moved]]
        # a point whose slot is gone must be listed even where it lies outside: its slot says nothing about it
        away = (face != slot_face) | ((slot_face < 0) & (self.base[moved] >= 0))
        order = np.argsort(moved[away])
        moved, face = frozen(moved[away][order], np.int32), frozen(face[away][order], np.int32)
        return replace(self, moved=moved, moved_face=face)

    def with_added(self, count: int, points: Array, faces: Array) -> Placement:
        """Return the placement for blocks that are these and ``count`` new ones after them.

        ``points`` and ``faces`` are those of :meth:`refaced`.
        """
        return replace(self, added=self.added + count).with_faces(points, faces)

    def refaced(self, before: IntArray, points: Array, faces: Array) -> Placement:
        """Return the placement for other blocks.

        Parameters
        ----------
        before
            (F now,) int32: the face before that each one continues, −1 for a new one.
        points, faces
            (P,) points, each once, that lie in faces of another shape now or did before, and their faces now.
        """
        old = np.arange(len(self.start) - 2, dtype=np.int32) if self.slot_of_face is None else self.slot_of_face
        old = np.append(old, np.full(self.added, -1, dtype=np.int32))
        slot_of_face = np.where(before >= 0, old[before], -1).astype(np.int32)
        face_of_slot = np.full(len(self.start) - 1, -1, dtype=np.int32)
        known = np.flatnonzero(slot_of_face >= 0)
        face_of_slot[slot_of_face[known]] = known
        now = np.full(self.face_count + 1, -1, dtype=np.int32)  # the last: outside
        now[before[before >= 0]] = np.flatnonzero(before >= 0)
        moved_face = now[self.moved_face] if len(self.moved) else self.moved_face
        there = Placement(
            self.base,
            self.order,
            self.start,
            self.moved,
            frozen(moved_face, np.int32),
            frozen(slot_of_face, np.int32),
            frozen(face_of_slot, np.int32),
        )
        return there.with_faces(points, faces)

    def settled(self) -> Placement:
        """Return the same placement, sorted anew when many points have moved; for the moment after an edit is kept."""
        if len(self.moved) <= _OVERLAY_LIMIT:
            return self
        return Placement.of(self.face_of_point, self.face_count)


def swept(
    before: Coverage, after: Coverage, vertices: Array, placement: Placement, xy: FloatArray
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the points that change face when corners move, their old faces and their new ones.

    For each face around the corners, a point's inside-ness flips once for every moved edge that its ray crosses in
    the old place and once in the new. Only points of those faces near the moved edges are asked. Where many corners
    differ (a jump through the history), the points of the faces around them are assigned anew instead.

    Parameters
    ----------
    before, after
        Coverages of one topology that differ in ``vertices`` only; both valid.
    vertices
        (M,) the corners that moved.
    placement
        Where the points are in ``before``.
    xy
        (N, 2) coordinates of the points, metres.

    Returns
    -------
    points, old, new
        (P,) int32 each.
    """
    t = before.topology
    around = t.edges_of_vertex(int(vertices[0]))
    if len(vertices) > 1:
        around = np.unique(np.concatenate([t.edges_of_vertex(int(vertex)) for vertex in vertices]))
    # a handful of faces: a set of Python's is quicker than numpy's sorting
    faces = np.array(sorted({*t.left[around].tolist(), *t.right[around].tolist()}))
    ends = t.edges[around]
    old_ends, new_ends = before.vertices[ends], after.vertices[ends]
    fan = np.concatenate((old_ends, new_ends)).reshape(-1, 2)
    points = placement.points_in(faces)
    near = xy[points]
    points = points[((near >= fan.min(axis=0)) & (near <= fan.max(axis=0))).all(axis=1)]
    if not len(points):
        return points, points, points
    now = placement.faces_of(points)
    if len(vertices) > _FEW_CORNERS:
        result = assign(after, xy[points], faces[faces != OUTSIDE])
    else:
        ends_cm = to_cm(np.concatenate((old_ends, new_ends)))
        crossed = crosses(to_cm(xy[points]), ends_cm[:, 0], ends_cm[:, 1])
        flips = crossed[:, : len(around)] ^ crossed[:, len(around) :]
        inner = faces[faces != OUTSIDE]
        bounds = (t.left[around, None] == inner) ^ (t.right[around, None] == inner)
        inside = (now[:, None] == inner) ^ (flips.astype(np.int32) @ bounds.astype(np.int32) % 2 == 1)
        result = np.where(inside.any(axis=1), inner[inside.argmax(axis=1)], OUTSIDE).astype(np.int32)
    changed = result != now
    return points[changed], now[changed], result[changed]
