"""The edges of the blocks as polylines, made once a topology; and numpy arrays as Qt paths.

Each edge is drawn once, as part of a run along which the same two blocks lie left and right. Runs make long polylines,
so that dashes flow round corners and corners that fall on the same pixel can be left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pyqtgraph.functions import arrayToQPath
from PySide6.QtGui import QPainterPath

from piiri.model.arrays import Array, BoolArray, FloatArray, IntArray, LongArray, frozen, ranges
from piiri.model.coverage import Topology


@dataclass(frozen=True, eq=False)
class Lines:
    """All edges of a topology in an order in which they can be drawn.

    Attributes
    ----------
    vertex
        (Q,) int32: vertices, run after run.
    left, right
        (Q,) int32: the blocks on both sides of the segment from ``vertex[i]`` to ``vertex[i + 1]``; −1 outside,
        and −1 on both sides where no segment leads on.
    start
        (F + 1,) int32: the segments that block ``f`` draws are those of ``start[f]`` to ``start[f + 1]``. Each segment
        is drawn by one of its two blocks.
    follower, across
        (P,) int32: for each place in ``Topology.ring_vertex`` the place of the next corner of its ring, and the block
        on the other side of the edge to it.
    """

    vertex: IntArray
    left: IntArray
    right: IntArray
    start: IntArray
    follower: IntArray
    across: IntArray

    @classmethod
    def of(cls, topology: Topology) -> Lines:
        """Return the lines of a topology."""
        t = topology
        if not len(t.ring_vertex):
            none = frozen(np.zeros(0), np.int32)
            return cls(none, none, none, frozen(np.zeros(len(t.face_ids) + 1), np.int32), none, none)
        start = t.ring_start[:-1].astype(np.int64)
        follower = np.arange(1, len(t.ring_vertex) + 1)
        follower[t.ring_start[1:] - 1] = start
        a, b = t.ring_vertex, t.ring_vertex[follower]
        face = np.repeat(t.face_of_ring, np.diff(t.ring_start))
        other = _across(t, a, b, face)
        # both neighbours walk an edge; the one of the higher number draws it
        drawn = np.flatnonzero(face > other)
        goes_on = (follower[drawn[:-1]] == drawn[1:]) & (other[drawn[:-1]] == other[drawn[1:]])
        goes_on &= face[drawn[:-1]] == face[drawn[1:]]
        ends = np.append(~goes_on, True)
        # behind the last segment of a run comes the vertex it ends in, from which nothing is drawn
        at = np.arange(len(drawn)) + np.concatenate(([0], np.cumsum(ends)[:-1]))
        vertex = np.empty(len(drawn) + int(ends.sum()), dtype=np.int32)
        left, right = np.full((2, len(vertex)), -1, dtype=np.int32)
        vertex[at], left[at], right[at] = a[drawn], face[drawn], other[drawn]
        vertex[at[ends] + 1] = b[drawn[ends]]
        # the rings of a face follow one another, and so do the segments it draws
        drawer = np.repeat(face[drawn], 1 + ends)
        begin = np.searchsorted(drawer, np.arange(len(t.face_ids) + 1))
        return cls(*(frozen(part, np.int32) for part in (vertex, left, right, begin, follower, other)))

    def of_faces(self, faces: Array) -> LongArray:
        """Return the positions, ascending, of what some blocks (ascending) draw.

        Where all blocks that meet a rectangle are named, so are all segments that meet it.
        """
        return ranges(self.start[faces], self.start[np.asarray(faces) + 1])

    @property
    def drawn(self) -> BoolArray:
        """(Q,) True where a segment leads to the next vertex."""
        return np.asarray(self.left >= 0)

    def between(self, label_of_face: Array) -> BoolArray:
        """Return (Q,): True where the segment parts blocks of different label; the outside has the label −1."""
        label = np.append(np.asarray(label_of_face), -1)
        return np.asarray(label[self.left] != label[self.right])


def _across(t: Topology, a: IntArray, b: IntArray, face: IntArray) -> IntArray:
    """Return the face on the other side of each step a -> b of a ring of ``face``."""
    key = t.edges[:, 0].astype(np.int64) * t.vertex_count + t.edges[:, 1]
    order = np.argsort(key)
    wanted = np.minimum(a, b).astype(np.int64) * t.vertex_count + np.maximum(a, b)
    edge = order[np.searchsorted(key, wanted, sorter=order)]
    return np.where(t.left[edge] == face, t.right[edge], t.left[edge])


def path_of(xy: FloatArray, segment: BoolArray) -> QPainterPath:
    """Return the path of chosen segments.

    Parameters
    ----------
    xy
        (Q, 2) pixels.
    segment
        (Q,) True where a line leads from this point to the next; the last one must be False.
    """
    if not segment.any():
        return QPainterPath()
    keep = segment.copy()
    keep[1:] |= segment[:-1]
    points = xy[keep]
    path = arrayToQPath(points[:, 0], points[:, 1], connect=segment[keep].astype(np.int32), finiteCheck=False)
    assert isinstance(path, QPainterPath)
    return path


def in_rectangle(xy: FloatArray, segment: BoolArray, rectangle: tuple[float, float, float, float]) -> BoolArray:
    """Return those of the segments whose box meets a rectangle (left, top, right, bottom; pixels)."""
    left, top, right, bottom = rectangle
    x, y = xy[:, 0], xy[:, 1]
    # one code a point: two ends that are both on the far side of one edge of the rectangle cannot meet it
    outside = (x < left).view(np.uint8) | ((x > right).view(np.uint8) << 1)
    outside |= ((y < top).view(np.uint8) << 2) | ((y > bottom).view(np.uint8) << 3)
    near = segment.copy()
    near[:-1] &= (outside[:-1] & outside[1:]) == 0
    return near


def thinned(xy: FloatArray, segment: BoolArray) -> IntArray:
    """Return which points are needed when those within a run that fall on the pixel of the one before are left out.

    Runs end where three blocks meet, so lines still meet there.
    """
    pixel = np.floor(xy).astype(np.int64)
    same = np.zeros(len(xy), dtype=bool)
    same[1:] = (pixel[1:] == pixel[:-1]).all(axis=1) & segment[:-1] & segment[1:]
    return np.flatnonzero(~same)
