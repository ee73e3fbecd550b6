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
from piiri.model.grouping import spliced


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
        face = np.repeat(t.face_of_ring, np.diff(t.ring_start))
        follower = _followers(t)
        place = np.arange(len(t.ring_vertex))
        across = _across(t, np.arange(len(t.edges)), t.ring_vertex, t.ring_vertex[follower], face)
        drawn = _drawn(t, place, face, follower, across, np.arange(len(t.face_ids) + 1))
        return cls(*(frozen(part, np.int32) for part in (*drawn, follower, across)))

    def with_faces(self, topology: Topology, faces: Array, first_corner: LongArray) -> Lines:
        """Return the lines of a topology in which some blocks are others, made from these without looking at the rest.

        Parameters
        ----------
        topology
            Blocks and corners have the index they had; more may come at the end.
        faces
            Ascending: blocks that are new, have other corners or other neighbours.
        first_corner
            (F + 1,) where the corners of each block began in ``Topology.ring_vertex``.
        """
        t, count = topology, len(topology.face_ids)
        follower = _followers(t)
        rings = np.searchsorted(t.face_of_ring, np.stack((faces, np.asarray(faces) + 1)))
        first, last = t.ring_start[rings].astype(np.int64)
        place, face = ranges(first, last), np.repeat(np.asarray(faces, dtype=np.int32), last - first)
        across = np.zeros(len(t.ring_vertex), dtype=np.int32)
        edges = t.edges_of_faces(faces)
        across[place] = _across(t, edges, t.ring_vertex[place], t.ring_vertex[follower[place]], face)
        rows = {key: across[a:b] for key, a, b in zip(faces.tolist(), first.tolist(), last.tolist(), strict=True)}
        whole = spliced(self.across, first_corner, rows, count)
        vertex, left, right, start = _drawn(t, place, face, follower, across[place], np.append(faces, count))
        parts = []
        for had, has in ((self.vertex, vertex), (self.left, left), (self.right, right)):
            rows = {key: has[start[i] : start[i + 1]] for i, key in enumerate(faces.tolist())}
            parts.append(spliced(had, self.start.astype(np.int64), rows, count))
        lengths = np.zeros(count, dtype=np.int64)
        lengths[: len(self.start) - 1] = np.diff(self.start)
        lengths[faces] = np.diff(start)
        begin = np.concatenate(([0], np.cumsum(lengths)))
        return Lines(*(frozen(part, np.int32) for part in (*parts, begin, follower, whole)))

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


def _followers(t: Topology) -> LongArray:
    """(P,) for each place in ``Topology.ring_vertex`` the place of the next corner of its ring."""
    follower = np.arange(1, len(t.ring_vertex) + 1)
    follower[t.ring_start[1:] - 1] = t.ring_start[:-1]
    return follower


def _across(t: Topology, edges: Array, a: IntArray, b: IntArray, face: IntArray) -> IntArray:
    """The block on the other side of each step from a to b, all of which are among some edges."""
    ends = t.edges[edges].astype(np.int64)
    key = ends[:, 0] * t.vertex_count + ends[:, 1]
    order = np.argsort(key)
    wanted = np.minimum(a, b).astype(np.int64) * t.vertex_count + np.maximum(a, b)
    edge = edges[order[np.searchsorted(key, wanted, sorter=order)]]
    return np.where(t.left[edge] == face, t.right[edge], t.left[edge])


def _drawn(
    t: Topology, place: LongArray, face: IntArray, follower: LongArray, other: IntArray, faces: Array
) -> tuple[IntArray, IntArray, IntArray, LongArray]:
    """Vertices and the blocks on both sides of what some blocks draw, and where each of them begins.

    ``place`` holds all corners of these blocks, ``face`` and ``other`` the blocks on both sides of the step from there;
    ``faces`` are the blocks, and one more.
    """
    a, b = t.ring_vertex[place], t.ring_vertex[follower[place]]
    # both neighbours walk an edge; the one of the higher number draws it
    drawn = np.flatnonzero(face > other)
    if not len(drawn):
        none = np.zeros(0, dtype=np.int32)
        return none, none, none, np.zeros(len(faces), dtype=np.int64)
    goes_on = (follower[place[drawn[:-1]]] == place[drawn[1:]]) & (other[drawn[:-1]] == other[drawn[1:]])
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
    return vertex, left, right, np.searchsorted(drawer, faces)


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


def dashed(ends: FloatArray, along: FloatArray, dash: float, gap: float) -> FloatArray:
    """Return the dashes on some segments of lines, (M, 2, 2) pixels: a dash is cut where a corner is.

    Where dashes fall depends on the line alone. Qt's own slide along a line with where it is cut, and on where it lies.

    Parameters
    ----------
    ends
        (N, 2, 2) pixels.
    along
        (N,) pixels from the beginning of the line to the beginning of each segment.
    dash, gap
        Pixels.

    Examples
    --------
    >>> dashed(np.array([[[0.0, 0.0], [10.0, 0.0]]]), np.zeros(1), 6.0, 3.0)[:, :, 0].tolist()
    [[0.0, 6.0], [9.0, 10.0]]
    """
    period = dash + gap
    way = ends[:, 1] - ends[:, 0]
    length = np.hypot(way[:, 0], way[:, 1])
    first = np.floor(along / period).astype(np.int64)
    last = np.floor((along + length) / period).astype(np.int64) + 1
    count = last - first
    begin = ranges(first, last) * period - np.repeat(along, count)
    whole = np.repeat(length, count)
    low, high = np.maximum(begin, 0.0), np.minimum(begin + dash, whole)
    kept = high > low
    share = np.stack((low[kept], high[kept]), axis=1) / whole[kept, None]
    start, step = np.repeat(ends[:, 0], count, axis=0)[kept], np.repeat(way, count, axis=0)[kept]
    return np.asarray(start[:, None] + step[:, None] * share[:, :, None])
