"""Blocks where the city has none: between roads, rail, water and the borders of catchments, or squares of a grid.

All lines are noded together on the 1 cm grid and made into cells, so that no block crosses the border of a catchment. A
cell that is too small, or a strip such as the land between two carriageways, goes to the neighbour in the same
catchments with the longest shared border, the smallest first; one that is too large is cut along a grid. The same files
give the same blocks on every machine.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from ..model.arrays import GRID_M, Array, FloatArray, IntArray
from ..model.dataset import Backdrop
from ..model.overlay import coverage_of, member_of
from .mapping import MakeBlocks

LINES = ("road", "street", "rail", "river", "water")
"""What blocks are made between."""

_MOST = 20_000
_THIN_M = 10.0


@dataclass(frozen=True, eq=False)
class MadeBlocks:
    """Blocks that were made.

    Attributes
    ----------
    polygons
        (B,) in metres, from the north-west on; together a valid coverage of the catchments.
    merged, cut
        How many cells were too small and went to a neighbour; how many were too large and were cut.
    cell_m
        Side of a square; a multiple of the one wished for where there would be too many.
    """

    polygons: Array
    merged: int
    cut: int
    cell_m: float

    @property
    def ids(self) -> list[str]:
        """Their keys: ``"b1"`` ..."""
        return [f"b{n}" for n in range(1, len(self.polygons) + 1)]


def make_blocks(zones: Sequence[Array], backdrop: Sequence[Backdrop], wish: MakeBlocks) -> MadeBlocks:
    """Make blocks.

    Parameters
    ----------
    zones
        Layers of catchments, each (N,) valid polygons in metres.
    backdrop
        Lines; those of :data:`LINES` count where blocks are made between roads.
    wish
        How, and how large.

    Raises
    ------
    ValueError
        There is no catchment.

    Examples
    --------
    >>> made = make_blocks([np.array([shapely.box(0, 0, 500, 250)])], [], MakeBlocks("grid"))
    >>> len(made.polygons), made.ids
    (2, ['b1', 'b2'])
    """
    layers = [shapely.set_precision(np.asarray(layer, dtype=object), GRID_M) for layer in zones]
    layers = [layer[~shapely.is_empty(layer)] for layer in layers]
    borders = shapely.boundary(np.concatenate(layers)) if layers else np.zeros(0, dtype=object)
    if not len(borders):
        raise ValueError("there is no catchment to make blocks in")
    extent = shapely.total_bounds(borders)
    land = float(shapely.area(shapely.union_all(np.concatenate(layers))))
    wish = replace(wish, cell_m=_cell_m(land, wish.cell_m))
    lines = _grid(extent, wish.cell_m) if wish.between == "grid" else _lines(backdrop, extent)
    cells, member = _cells(borders, lines, layers)
    cut = np.zeros(len(cells), dtype=bool)
    if wish.between != "grid":
        cut = shapely.area(cells) > max(wish.largest_m2, 1.5 * wish.cell_m**2)
        if cut.any():
            squares = shapely.multilinestrings(_grid(extent, wish.cell_m))
            inside = shapely.intersection(cells[cut], squares)
            cells, member = _cells(borders, np.concatenate((lines, inside)), layers)
    group = _merged(cells, member, min(wish.smallest_m2, wish.cell_m**2 / 3))
    order = np.argsort(group, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(group[order])) + 1)
    polygons = np.array([shapely.coverage_union_all(cells[part]) for part in parts], dtype=object)
    middle = shapely.get_coordinates(shapely.point_on_surface(polygons))
    rank = np.lexsort((middle[:, 0], -np.floor(middle[:, 1] / wish.cell_m)))
    return MadeBlocks(polygons[rank], len(cells) - len(polygons), int(cut.sum()), wish.cell_m)


def _cell_m(land_m2: float, cell_m: float) -> float:
    """Return the side of a square, doubled until there are not too many."""
    while land_m2 / cell_m**2 > _MOST:
        cell_m *= 2
    return cell_m


def _grid(extent: FloatArray, cell_m: float) -> Array:
    """Lines along whole multiples of the side, over an extent."""
    west, south, east, north = extent
    xs = np.arange(np.floor(west / cell_m), np.ceil(east / cell_m) + 1) * cell_m
    ys = np.arange(np.floor(south / cell_m), np.ceil(north / cell_m) + 1) * cell_m
    upright = [[(x, ys[0]), (x, ys[-1])] for x in xs]
    level = [[(xs[0], y), (xs[-1], y)] for y in ys]
    return np.asarray(shapely.linestrings([*upright, *level]), dtype=object)


def _lines(backdrop: Sequence[Backdrop], extent: FloatArray) -> Array:
    """The lines of a backdrop that reach into an extent."""
    found = [np.zeros(0, dtype=object)]
    for layer in backdrop:
        length = np.diff(layer.start)
        if layer.kind in LINES and len(length):
            part = np.repeat(np.arange(len(length)), length)
            keep = (length >= 2)[part]
            _, part = np.unique(part[keep], return_inverse=True)
            found.append(np.atleast_1d(shapely.linestrings(layer.xy[keep], indices=part)))
    lines = np.concatenate(found)
    near: Array = lines[shapely.intersects(shapely.envelope(lines), shapely.box(*extent))]
    return near


def _cells(borders: Array, lines: Array, layers: Sequence[Array]) -> tuple[Array, IntArray]:
    """Return the cells between borders and lines, and the polygon of each layer they lie in, (L, C)."""
    noded = shapely.union_all(np.concatenate((borders, lines)), grid_size=GRID_M)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    member = np.stack([member_of(cells, layer) for layer in layers])
    inside = (member >= 0).any(axis=0)
    return cells[inside], member[:, inside]


def _merged(cells: Array, member: IntArray, smallest_m2: float) -> IntArray:
    """Return which block each cell belongs to, (C,): too small ones and strips with the neighbour that suits best."""
    count = len(cells)
    topology = coverage_of(cells, [str(n) for n in range(count)])
    ends = topology.vertices[topology.topology.edges]
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    shared: list[dict[int, float]] = [{} for _ in range(count)]
    round_m = np.zeros(count)
    for left, right, metres in zip(topology.topology.left, topology.topology.right, length, strict=True):
        for one, other in ((int(left), int(right)), (int(right), int(left))):
            if one >= 0:
                round_m[one] += metres
                if other >= 0 and (member[:, one] == member[:, other]).all():
                    shared[one][other] = shared[one].get(other, 0.0) + float(metres)
    area = shapely.area(cells)
    into = np.arange(count)

    def small(cell: int) -> bool:
        return bool(area[cell] < smallest_m2 or 2 * area[cell] < _THIN_M * round_m[cell])

    waiting = [(float(area[cell]), cell) for cell in range(count) if small(cell)]
    heapq.heapify(waiting)
    while waiting:
        size, cell = heapq.heappop(waiting)
        if into[cell] != cell or size != area[cell] or not shared[cell] or not small(cell):
            continue
        target = min(shared[cell], key=lambda each: (-shared[cell][each], each))
        into[cell] = target
        area[target] += area[cell]
        round_m[target] += round_m[cell] - 2 * shared[cell][target]
        del shared[target][cell]
        for other, metres in shared[cell].items():
            if other != target:
                del shared[other][cell]
                shared[other][target] = shared[other].get(target, 0.0) + metres
                shared[target][other] = shared[target].get(other, 0.0) + metres
        if small(target):
            heapq.heappush(waiting, (float(area[target]), target))
    while (into != into[into]).any():
        into = into[into]
    return np.unique(into, return_inverse=True)[1].astype(np.int32)
