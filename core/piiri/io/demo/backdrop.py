"""What is drawn behind the blocks for orientation."""

from __future__ import annotations

from typing import Literal

import numpy as np
import shapely

from ...model.arrays import Array, on_grid
from ...model.dataset import Backdrop
from .blocks import Blocks, bent
from .fields import Warp
from .land import CENTRE_M, Land
from .network import Network

Kind = Literal["land", "water", "river", "road", "street", "rail"]


def make_backdrop(land: Land, network: Network, blocks: Blocks, warp: Warp) -> tuple[Backdrop, ...]:
    """Return the layers in the order they are drawn: land over the sea, lakes over the land, lines on top.

    The land reaches beyond the municipality, and so do roads, river and railway.
    """
    shells = shapely.get_exterior_ring(bent(land.everywhere, warp, CENTRE_M))
    lakes = shapely.get_exterior_ring(np.concatenate((bent(land.lakes, warp, CENTRE_M), blocks.ponds)))
    return (
        _layer("land", shells),
        _layer("water", lakes),
        _layer("street", _streets(blocks)),
        _layer("road", bent(network.roads, warp, CENTRE_M)),
        _layer("river", bent(network.rivers, warp, CENTRE_M)),
        _layer("rail", bent(network.rails, warp, CENTRE_M)),
    )


def _streets(blocks: Blocks) -> Array:
    """The edges between two blocks that no main road, river or railway runs along, joined to lines."""
    t = blocks.coverage.topology
    plain = (t.left >= 0) & (t.right >= 0) & ~blocks.on_road & ~blocks.on_river & ~blocks.on_rail
    pieces = shapely.linestrings(blocks.coverage.vertices[t.edges[plain]])
    return np.asarray(shapely.get_parts(shapely.line_merge(shapely.multilinestrings(pieces))))


def _layer(kind: Kind, lines: Array) -> Backdrop:
    xy, line = shapely.get_coordinates(lines, return_index=True)
    return Backdrop(kind, on_grid(xy), np.searchsorted(line, np.arange(len(lines) + 1)))
