"""What the pictures of one coverage share, wherever they look: its lines, the boxes of its blocks, the backdrop.

With the boxes a rectangle finds the blocks it shows without looking at the corners of all others, so that what is
drawn costs what is in it. They follow the corners that an edit moves."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy

import numpy as np

from piiri.model.arrays import Array, FloatArray, IntArray, LongArray, ranges
from piiri.model.coverage import Coverage

from .ground import Ground, boxes_meet
from .lines import Lines
from .view import Extent

RowOf = Callable[[FloatArray, float], FloatArray]
"""From northings, metres, and a shift in pixels to whole rows of pixels."""


class Sheet:
    """One coverage, ready to be drawn in parts.

    Parameters
    ----------
    coverage
        The blocks to begin with; corners that move: :meth:`follow`, blocks of another shape: :meth:`reshaped`.
    ground
        The backdrop.
    """

    def __init__(self, coverage: Coverage, ground: Ground) -> None:
        self.coverage = coverage
        self.ground = ground
        self.lines = Lines.of(coverage.topology)
        self.areas_m2 = coverage.areas_m2
        self._first_corner = _first_corners(coverage)
        # one row a side, since every rectangle looks through all of them
        self._boxes = np.array(coverage.bounds.T, order="C")

    def follow(self, coverage: Coverage, vertices: Array | None = None) -> IntArray:
        """Take over corners that stand elsewhere and return the blocks around them, ascending.

        Parameters
        ----------
        coverage
            Of the same topology.
        vertices
            The corners that stand elsewhere, where they are known.
        """
        old, self.coverage = self.coverage, coverage
        if vertices is None:
            if old is coverage:
                return np.zeros(0, dtype=np.int32)
            vertices = np.flatnonzero((old.vertices != coverage.vertices).any(axis=1))
        if not len(vertices):
            return np.zeros(0, dtype=np.int32)
        t = coverage.topology
        faces = np.unique(np.concatenate([t.faces_of_vertex(int(vertex)) for vertex in vertices]))
        faces = faces[faces >= 0]
        self._measure(faces)
        return np.asarray(faces)

    def _measure(self, faces: Array) -> None:
        """Find the boxes of some blocks anew."""
        t, vertices = self.coverage.topology, self.coverage.vertices
        for face in faces.tolist():
            corners = vertices[t.ring_vertex[self._first_corner[face] : self._first_corner[face + 1]]]
            self._boxes[:2, face], self._boxes[2:, face] = corners.min(axis=0), corners.max(axis=0)

    def reshaped(self, coverage: Coverage, made: Array) -> Sheet:
        """Return the sheet of a coverage of which some blocks have another shape; this one stays as it is.

        Where blocks and corners kept their index, as they do while a line is drawn, only those named and their
        neighbours are looked at.

        Parameters
        ----------
        coverage
            The blocks now.
        made
            Ascending: at least those that are new or have another shape.
        """
        old, had = self.coverage, self.coverage.face_count
        known = len(old.vertices)
        if coverage.face_ids[:had] != old.face_ids or not np.array_equal(coverage.vertices[:known], old.vertices):
            return Sheet(coverage, self.ground)
        t = coverage.topology
        around = t.edges_of_faces(made)
        touched = np.unique(np.concatenate((made, t.left[around], t.right[around])))
        sheet = copy(self)
        sheet.coverage, sheet.areas_m2 = coverage, coverage.areas_m2
        sheet.lines = self.lines.with_faces(t, touched[touched >= 0], self._first_corner)
        sheet._first_corner = _first_corners(coverage)
        sheet._boxes = np.zeros((4, coverage.face_count))
        sheet._boxes[:, :had] = self._boxes
        sheet._measure(made)
        return sheet

    def faces_in(self, extent: Extent) -> IntArray:
        """Return the blocks whose box meets an extent (west, south, east, north; metres), ascending."""
        west, south, east, north = extent
        low_x, low_y, high_x, high_y = self._boxes
        return np.flatnonzero((low_x <= east) & (high_x >= west) & (low_y <= north) & (high_y >= south))

    def extent_of(self, faces: Array) -> Extent:
        """Return what holds all of some blocks; there is at least one."""
        boxes = self._boxes[:, faces]
        low, high = boxes[:2].min(axis=1), boxes[2:].max(axis=1)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def edges_of(self, faces: Array, south: float, north: float, rows: RowOf) -> tuple[FloatArray, IntArray, IntArray]:
        """Return the edges of some blocks that cross rows of pixels.

        Parameters
        ----------
        faces
            Ascending.
        south, north
            Only what reaches into this strip, metres, is wanted.
        rows
            Gives the row of pixels, counted southwards, of northings; edges within one row are left out.

        Returns
        -------
        ends, left, right
            (N, 2, 2) float64 metres; (N,) int32 the blocks on both sides. An edge between two of the blocks comes once.
        """
        t, lines, vertices = self.coverage.topology, self.lines, self.coverage.vertices
        place, mine = self._corners_of(faces)
        one, other = t.ring_vertex[place], t.ring_vertex[lines.follower[place]]
        y, y_other = vertices[one, 1], vertices[other, 1]
        low, high = np.minimum(y, y_other), np.maximum(y, y_other)
        # what lies within a hair of the middle of a row may fall on either side of it
        used = np.flatnonzero((low <= north) & (high >= south) & (rows(high, -1e-6) < rows(low, 1e-6)))
        mine, beyond = mine[used], lines.across[place[used]]
        among = np.zeros(len(t.face_ids) + 1, dtype=bool)
        among[faces] = True
        once = (mine > beyond) | ~among[beyond]
        used, mine, beyond = used[once], mine[once], beyond[once]
        return vertices[np.stack((one[used], other[used]), axis=1)], mine, beyond

    def _corners_of(self, faces: Array) -> tuple[LongArray, IntArray]:
        """Return the places of some blocks' corners in ``Topology.ring_vertex``, and the block of each."""
        first, last = self._first_corner[faces], self._first_corner[np.asarray(faces) + 1]
        return ranges(first, last), np.repeat(np.asarray(faces), last - first)

    def corners_in(self, extent: Extent) -> IntArray:
        """Return the corners inside an extent, ascending."""
        t = self.coverage.topology
        vertex = np.unique(t.ring_vertex[self._corners_of(self.faces_in(extent))[0]])
        west, south, east, north = extent
        x, y = self.coverage.vertices[vertex].T
        return np.asarray(vertex[(x >= west) & (x <= east) & (y >= south) & (y <= north)])

    def segments_in(self, extent: Extent) -> tuple[FloatArray, IntArray, IntArray, IntArray]:
        """Return the edges whose box meets an extent.

        Returns
        -------
        ends, vertex, left, right
            (N, 2, 2) float64 metres; (N, 2) int32 their corners; (N,) int32 the blocks on both sides, −1 outside.
        """
        lines = self.lines
        at = lines.of_faces(self.faces_in(extent))
        at = at[lines.left[at] >= 0]
        vertex = np.stack((lines.vertex[at], lines.vertex[at + 1]), axis=1)
        ends = self.coverage.vertices[vertex]
        near = boxes_meet(ends, extent)
        return ends[near], vertex[near], lines.left[at[near]], lines.right[at[near]]

    def across_m(self, extent: Extent) -> float:
        """Return how wide blocks in an extent are: the root of their median area, metres; 0 where there are none."""
        areas: FloatArray = self.areas_m2[self.faces_in(extent)]
        return float(np.sqrt(np.median(areas))) if len(areas) else 0.0


def _first_corners(coverage: Coverage) -> LongArray:
    """Return (F + 1,): where the corners of each block begin in ``Topology.ring_vertex``."""
    t = coverage.topology
    return np.asarray(t.ring_start.astype(np.int64)[np.searchsorted(t.face_of_ring, np.arange(len(t.face_ids) + 1))])
