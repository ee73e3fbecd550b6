"""Where blocks are parted by a river, a railway, water or a road, and how far one gets without crossing it.

The backdrop is drawn by other hands than the blocks, so a border runs along a barrier where it stays within a few
metres of it: both its ends and its middle do. A border that only crosses a river does not.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order

from .model.arrays import Array, BoolArray, IntArray
from .model.coverage import OUTSIDE, Coverage
from .model.dataset import Backdrop

BARRIERS = ("water", "river", "rail")
"""Kinds of backdrop that stop people in any case; ``"road"`` may be added."""

TOLERANCE_M = 10.0
"""A border no further than this from a barrier runs along it, metres."""


def barrier_edges(
    coverage: Coverage,
    backdrop: tuple[Backdrop, ...],
    kinds: Collection[str] = BARRIERS,
    tolerance_m: float = TOLERANCE_M,
) -> BoolArray:
    """Tell which edges may not be crossed.

    Parameters
    ----------
    coverage
        The blocks.
    backdrop
        What is drawn for orientation; lines and areas of other kinds are passed over.
    kinds
        Kinds of :class:`~piiri.model.dataset.Backdrop` that are barriers. An edge within an area of water is one too.
    tolerance_m
        See :data:`TOLERANCE_M`.

    Returns
    -------
    BoolArray
        (E,) True for edges along a barrier, and for those to the outside.
    """
    t = coverage.topology
    closed = (t.left == OUTSIDE) | (t.right == OUTSIDE)
    ends = coverage.vertices[t.edges]
    # a backdrop has fewer pieces than the blocks have edges: so the edges are in the tree, and are asked for
    middles = shapely.STRtree(shapely.points(ends.mean(axis=1)))
    for item in backdrop:
        if item.kind not in kinds or not len(item.xy):
            continue
        pieces = _segments(item)
        near = np.unique(middles.query(pieces, predicate="dwithin", distance=tolerance_m)[1])
        lines = shapely.STRtree(pieces)
        for end in (0, 1):
            near = near[_within(lines, ends[near, end], tolerance_m)]
        closed[near] = True
        if item.kind == "water":
            closed |= _inside(item, middles)
    return np.asarray(closed)


def reachable(coverage: Coverage, start: int, allowed: Array, closed: Array) -> IntArray:
    """Return the blocks one can walk to from a block without leaving what is allowed and without crossing a barrier.

    Parameters
    ----------
    coverage
        The blocks.
    start
        A block; it is allowed in any case.
    allowed
        (F,) bool: blocks that may be entered.
    closed
        (E,) bool: edges that may not be crossed, as from :func:`barrier_edges`.

    Returns
    -------
    IntArray
        Ascending, with ``start``.
    """
    t = coverage.topology
    may = np.append(np.asarray(allowed, dtype=bool), False)  # the outside, −1, is never entered
    may[start] = True
    crossed = np.flatnonzero(~np.asarray(closed) & may[t.left] & may[t.right])
    links = (np.ones(len(crossed), dtype=np.int8), (t.left[crossed], t.right[crossed]))
    graph = coo_array(links, shape=(coverage.face_count, coverage.face_count)).tocsr()
    found = breadth_first_order(graph, start, directed=False, return_predecessors=False)
    return np.sort(found).astype(np.int32)


def _segments(item: Backdrop) -> Array:
    """Return each straight piece of a layer's lines by itself: small boxes make the tree quick."""
    follows = np.ones(len(item.xy), dtype=bool)
    follows[item.start[1:] - 1] = False
    first = np.flatnonzero(follows)
    return np.asarray(shapely.linestrings(np.stack((item.xy[first], item.xy[first + 1]), axis=1)))


def _within(lines: shapely.STRtree, places: Array, tolerance_m: float) -> BoolArray:
    found = np.zeros(len(places), dtype=bool)
    found[lines.query(shapely.points(places), predicate="dwithin", distance=tolerance_m)[0]] = True
    return found


def _inside(item: Backdrop, places: shapely.STRtree) -> BoolArray:
    """Tell which places lie in an odd number of a layer's rings: an island's ring lies in its lake's."""
    long_enough = np.flatnonzero(np.diff(item.start) >= 4)
    rings = [item.xy[item.start[i] : item.start[i + 1]] for i in long_enough.tolist()]
    areas = np.array([shapely.Polygon(ring) for ring in rings], dtype=object)
    hits = places.query(areas, predicate="contains")[1]
    return np.asarray(np.bincount(hits, minlength=len(places)) % 2 == 1)
