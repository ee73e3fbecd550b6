"""The block under every pixel, from the edges alone.

Along a row of pixels the block changes only where an edge is crossed, and every edge knows the block on its east. So
the crossings of all edges with all rows, sorted, are the run lengths of the picture: no polygon is filled, holes and
islands need no care, and every pixel has exactly one block. A pixel belongs to the block that holds its middle.
"""

from __future__ import annotations

import numpy as np

from piiri.model.arrays import Array, BoolArray, FloatArray, IntArray, ranges


def face_raster(
    ends: FloatArray,
    left: IntArray,
    right: IntArray,
    shown: BoolArray,
    window: tuple[int, int, int, int],
) -> IntArray:
    """Return the face of every pixel of a window.

    Parameters
    ----------
    ends
        (E, 2, 2) float64: both ends of some edges in device pixels, y downwards; at least all edges of the faces in
        ``shown``.
    left, right
        (E,) int32: as in :class:`piiri.model.coverage.Topology`.
    shown
        (F + 1,) bool: the faces that may lie in the window; the last entry stands for the outside and is False.
    window
        Left, top, right, bottom in device pixels, right and bottom exclusive.

    Returns
    -------
    (H, W) int32, −1 outside.
    """
    x0, y0, x1, y1 = window
    width, height = max(0, x1 - x0), max(0, y1 - y0)
    if not width or not height:
        return np.full((height, width), -1, dtype=np.int32)
    a, b = ends[:, 0], ends[:, 1]
    ay, by = a[:, 1] - y0 - 0.5, b[:, 1] - y0 - 0.5
    first = np.ceil(np.clip(np.minimum(ay, by), 0, height)).astype(np.int64)
    last = np.ceil(np.clip(np.maximum(ay, by), 0, height)).astype(np.int64)
    used = np.flatnonzero((first < last) & (np.minimum(a[:, 0], b[:, 0]) < x1))
    first, last = first[used], last[used]
    count = last - first
    row = ranges(first, last)
    slope = (b[used, 0] - a[used, 0]) / (by[used] - ay[used])
    x = np.repeat(a[used, 0] - x0 - ay[used] * slope, count) + row * np.repeat(slope, count)
    upwards = by[used] < ay[used]
    east = np.where(upwards, right[used], left[used])
    # beyond an edge whose eastern face cannot be seen here lies, as far as this window goes, the outside
    east = np.repeat(np.where(shown[east], east, -1), count)
    column = np.clip(np.ceil(x - 0.5), 0, width).astype(np.int64)
    kept = column < width
    row, x, east, column = row[kept], x[kept], east[kept], column[kept]
    # each row starts outside; of several crossings before the same pixel the eastern one counts
    starts = np.arange(height, dtype=np.int64) * width
    position = np.concatenate((starts, row * width + column))
    order = np.argsort(np.concatenate((_sort_key(starts // width, -np.inf, width), _sort_key(row, x, width))))
    position = position[order]
    face = np.concatenate((np.full(height, -1, dtype=np.int32), east.astype(np.int32)))[order]
    final = np.append(position[1:] != position[:-1], True)
    position, face = position[final], face[final]
    return np.repeat(face, np.diff(np.append(position, width * height))).reshape(height, width)


def _sort_key(row: Array, x: Array | float, width: int) -> FloatArray:
    """A number that sorts by row, then by x; all that lies left of the window is squeezed into one more width."""
    inside = np.maximum(x, 0.0)
    beyond = width / (1.0 - np.minimum(x, 0.0)) - width
    return np.asarray(row * (2.0 * width) + inside + beyond)
