"""The streets, roads and railway of the demo as a walker knows them: the edges between blocks."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from ...model.arrays import FloatArray, on_grid
from ...model.ways import Ways
from .blocks import Blocks

NAMES = ("Kaislalahdentie", "Rantarata")
"""The main roads, and the railway."""

CROSSING_NEAR_M = 600.0
"""So near to a school main roads have a marked crossing at every street, metres."""

_OFF_THE_RIVER_M = 2.0


def make_ways(blocks: Blocks, school_xy: FloatArray) -> Ways:
    """Return what is walked along, or is hard to cross.

    Streets and main roads are walked along; main roads and the railway are busy. A river is crossed on a main road's
    bridge and nowhere else: streets end before it. The railway is crossed safely where a road crosses it, main roads
    where streets meet them near a school.

    Parameters
    ----------
    blocks
        Their edges are the ways.
    school_xy
        (H, 2) metres.
    """
    t, vertices = blocks.coverage.topology, blocks.coverage.vertices
    walkable = (t.left >= 0) & (t.right >= 0) & ~blocks.on_river & ~blocks.on_rail
    at_vertex = np.zeros((4, len(vertices)), dtype=np.int64)
    street = walkable & ~blocks.on_road
    for row, edges in zip(at_vertex, (blocks.on_river, blocks.on_road & walkable, blocks.on_rail, street), strict=True):
        row += np.bincount(t.edges[edges].ravel(), minlength=len(vertices))
    river, road, rail, streets = at_vertex > 0
    kept = np.flatnonzero(walkable | blocks.on_rail)
    xy = np.array(vertices[t.edges[kept]])
    dead = (river & ~road)[t.edges[kept]] & walkable[kept, None]
    step = xy[:, ::-1] - xy
    length = np.sqrt((step * step).sum(axis=2, keepdims=True))
    xy = on_grid(np.where(dead[:, :, None], xy + step * (_OFF_THE_RIVER_M / np.maximum(length, 0.01)), xy))
    long = ~dead.any(axis=1) | (length[:, 0, 0] > 3.0 * _OFF_THE_RIVER_M)
    kept, xy = kept[long], xy[long]
    near = cKDTree(school_xy).query(vertices)[0] <= CROSSING_NEAR_M
    safe = (rail & road) | (road & streets & near)
    return Ways(
        xy.reshape(-1, 2),
        np.arange(0, 2 * len(kept) + 1, 2),
        walkable[kept],
        (blocks.on_road | blocks.on_rail)[kept],
        np.where(blocks.on_rail[kept], 1, np.where(blocks.on_road[kept], 0, -1)),
        NAMES,
        vertices[safe],
    )
