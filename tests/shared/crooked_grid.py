"""A small coverage with every awkward thing in it: crooked blocks, an island, a hole of nobody."""

from __future__ import annotations

import numpy as np
import shapely

from piiri.model import Coverage
from piiri.model.overlay import overlay

GRID = 6
"""Blocks a side of the crooked grid."""


def crooked_grid(seed: int = 1) -> Coverage:
    """36 blocks of about 100 m whose corners stand crooked, one of them with an island, one with a hole of nobody."""
    rng = np.random.default_rng(seed)
    n = GRID + 1
    corner = np.stack(np.meshgrid(np.arange(n), np.arange(n), indexing="ij"), axis=-1) * 100.0
    corner[1:-1, 1:-1] += np.round(rng.uniform(-30, 30, (n - 2, n - 2, 2)), 2)
    cells = [
        shapely.polygons(corner[[i, i + 1, i + 1, i], [j, j, j + 1, j + 1]]) for i in range(GRID) for j in range(GRID)
    ]
    cells[0] = shapely.union(cells[0], shapely.box(-80, 0, -30, 50))
    middle = cells[14].centroid
    cells[14] = shapely.difference(cells[14], shapely.box(middle.x - 9, middle.y - 9, middle.x + 9, middle.y + 9))
    return overlay([cells], blocks=0, block_ids=[f"b{i}" for i in range(len(cells))]).coverage
