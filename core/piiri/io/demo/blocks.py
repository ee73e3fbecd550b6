"""Planning blocks made from the roads and barriers.

The land between coast, border, main roads, river and railway is cut by streets, each across the longest stretch of the
most crowded remaining piece, until there are enough pieces. All lines are then bent by one smooth warp, noded together
on the 1 cm grid and polygonized; crumbs are merged into their neighbours until exactly the wanted number of blocks is
left.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from ...model.arrays import GRID_M, Array, BoolArray, FloatArray, IntArray, on_grid
from ...model.coverage import Coverage
from ...model.overlay import coverage_of
from .fields import Random, Warp
from .land import Land
from .network import CIRCLE, Network

Density = Callable[[FloatArray], FloatArray]

_OVERSHOOT_M = 4.0
"""Streets reach a little beyond the line they end at, so that bending both never leaves a gap; the stub is dropped."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """The blocks and the barriers along their edges.

    Attributes
    ----------
    coverage
        The blocks.
    on_road, on_river, on_rail
        (E,) bool: which edges of the coverage lie on a main road, a river, a railway.
    ponds
        Polygons of water in the middle of large blocks: their holes.
    """

    coverage: Coverage
    on_road: BoolArray
    on_river: BoolArray
    on_rail: BoolArray
    ponds: Array


def bent(geometry: Array, warp: Warp, origin: tuple[float, float]) -> Array:
    """Return geometries with points every 60 m, bent by the warp and moved to their place on earth."""
    fine = shapely.segmentize(geometry, 60.0)
    return np.asarray(shapely.transform(fine, lambda xy: warp(xy) + np.array(origin)))


def make_blocks(
    random: Random, land: Land, network: Network, density: Density, count: int, warp: Warp, origin: tuple[float, float]
) -> Blocks:
    """Cut the land into blocks.

    Parameters
    ----------
    random
        Source of everything that varies.
    land, network
        What is cut, and what cuts first.
    density
        (N, 2) metres before bending -> (N,) how many blocks an area should have, on any scale.
    count
        How many blocks.
    warp, origin
        See :func:`bent`.
    """
    barriers = bent(network.lines, warp, origin)
    first = shapely.get_parts(shapely.intersection(network.lines, shapely.union_all(land.own)))
    first = first[shapely.get_type_id(first) == 1]
    shores = shapely.boundary(land.own)
    frame = np.concatenate((shapely.get_parts(shores), first))
    pieces = _cells(frame, land.own, None)
    aim = round(1.1 * count) + 1
    while True:
        pieces, streets = _split(random, pieces, density, aim)
        frame = np.concatenate((frame, streets))
        cells = _cells(bent(frame, warp, origin), bent(land.own, warp, origin), GRID_M)
        # a few to spare, so that crumbs can be merged away
        if len(cells) >= count * 1.04:
            break
        aim = round(aim * 1.1) + 1
    rough = coverage_of(cells, [str(number) for number in range(len(cells))])
    middle = shapely.get_coordinates(shapely.centroid(cells)) - np.array(origin)
    group = _merged(rough, density(middle), _along(rough, barriers), count)
    faces = _dissolved(cells, group)
    ponds = _ponds(random, faces, max(2, count // 400))
    coverage = coverage_of(faces, [f"{number + 1:0{len(str(count))}d}" for number in range(len(faces))])
    ends = np.cumsum([0, len(network.roads), len(network.rivers), len(network.rails)])
    on_road, on_river, on_rail = (_along(coverage, barriers[a:b]) for a, b in pairwise(ends))
    return Blocks(coverage, on_road, on_river, on_rail, ponds)


def _cells(lines: Array, land: Array, grid_m: float | None) -> Array:
    """Node lines together and return the areas between them that are land, from north to south."""
    noded = shapely.union_all(lines) if grid_m is None else shapely.union_all(lines, grid_size=grid_m)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inside, _ = shapely.STRtree(shapely.make_valid(land)).query(shapely.point_on_surface(cells), predicate="within")
    cells = cells[np.unique(inside)]
    corner = shapely.bounds(cells)
    return np.asarray(cells[np.lexsort((corner[:, 0], -corner[:, 3]))])


def _split(random: Random, pieces: Array, density: Density, count: int) -> tuple[Array, Array]:
    """Halve the pieces that want the most blocks until there are ``count``; return them and the streets between."""
    streets = [np.zeros(0, dtype=object)]
    weight = _weight(pieces, density)
    while len(pieces) < count:
        largest = np.argsort(-weight, kind="stable")
        heavy = largest[weight[largest] >= 0.5 * weight[largest[0]]][: count - len(pieces)]
        halves, lines = _halved(random, pieces[heavy])
        streets.append(lines)
        keep = np.ones(len(pieces), dtype=bool)
        keep[heavy] = False
        pieces = np.concatenate((pieces[keep], halves))
        weight = np.concatenate((weight[keep], _weight(halves, density)))
    return pieces, np.concatenate(streets)


def _weight(pieces: Array, density: Density) -> FloatArray:
    area = shapely.area(pieces)
    # what is too narrow for a street is left alone
    room = np.where(area > 2500.0, area, 0.0)
    return np.asarray(room * density(shapely.get_coordinates(shapely.centroid(pieces))))


def _halved(random: Random, pieces: Array) -> tuple[Array, Array]:
    """Cut pieces across their longest stretch, near the middle."""
    corners = shapely.get_coordinates(shapely.oriented_envelope(pieces)).reshape(len(pieces), 5, 2)[:, :4]
    side, other = corners[:, 1] - corners[:, 0], corners[:, 3] - corners[:, 0]
    turned = (side * side).sum(axis=1) < (other * other).sum(axis=1)
    along, across = np.where(turned[:, None], other, side), np.where(turned[:, None], side, other)
    start = corners[:, 0]
    # a slight slant, so that streets are not all at right angles
    at = 0.38 + 0.24 * random.random(len(pieces))
    slant = (random.random(len(pieces)) - 0.5) * 0.16
    low = start + (at - slant)[:, None] * along - across
    high = start + (at + slant)[:, None] * along + 2.0 * across
    back = 2.0 * along
    near = shapely.polygons(np.stack((low, high, high - back, low - back), axis=1))
    cut = shapely.linestrings(np.stack((low, high), axis=1))
    halves = np.concatenate((shapely.intersection(pieces, near), shapely.difference(pieces, near)))
    halves = shapely.get_parts(halves)
    lines = shapely.get_parts(shapely.intersection(cut, pieces))
    return halves[shapely.area(halves) > 1.0], _longer(lines[shapely.length(lines) > 5.0])


def _longer(lines: Array) -> Array:
    ends = shapely.get_coordinates(lines).reshape(len(lines), -1, 2)[:, [0, -1]]
    step = ends[:, 1] - ends[:, 0]
    step *= _OVERSHOOT_M / np.sqrt((step * step).sum(axis=1))[:, None]
    return np.asarray(shapely.linestrings(np.stack((ends[:, 0] - step, ends[:, 1] + step), axis=1)))


def _along(coverage: Coverage, lines: Array) -> BoolArray:
    """Tell which edges of a coverage lie on some lines."""
    ends = coverage.vertices[coverage.topology.edges]
    on = np.zeros(len(ends), dtype=bool)
    if len(lines):
        xy, line = shapely.get_coordinates(lines, return_index=True)
        same = np.flatnonzero(line[1:] == line[:-1])
        tree = shapely.STRtree(shapely.linestrings(np.stack((xy[same], xy[same + 1]), axis=1)))
        # both ends and the middle, or a street that leaves a road at a narrow angle would count
        near = [
            tree.query(shapely.points(p), predicate="dwithin", distance=0.03)[0]
            for p in (ends[:, 0], ends[:, 1], ends.mean(axis=1))
        ]
        on[np.intersect1d(np.intersect1d(near[0], near[1]), near[2])] = True
    return on


def _merged(coverage: Coverage, density: FloatArray, barrier: BoolArray, count: int) -> IntArray:
    """Merge the smallest cells, measured by the blocks they should be, until ``count`` groups are left.

    A cell joins the neighbour with the longest shared border, across a barrier only where there is no other; an island
    without neighbours joins the nearest cell, and so becomes a block of several parts.
    """
    t = coverage.topology
    ends = coverage.vertices[t.edges]
    length = np.sqrt(((ends[:, 1] - ends[:, 0]) ** 2).sum(axis=1)) * np.where(barrier, 0.02, 1.0)
    borders: list[dict[int, float]] = [{} for _ in range(coverage.face_count)]
    inner = (t.left >= 0) & (t.right >= 0)
    for a, b, metres in zip(t.left[inner].tolist(), t.right[inner].tolist(), length[inner].tolist(), strict=True):
        borders[a][b] = borders[a].get(b, 0.0) + metres
        borders[b][a] = borders[b].get(a, 0.0) + metres
    girth = np.bincount(t.left[t.left >= 0], length[t.left >= 0], coverage.face_count)
    girth += np.bincount(t.right[t.right >= 0], length[t.right >= 0], coverage.face_count)
    compact = np.minimum(1.0, 30.0 * coverage.areas_m2 / np.maximum(girth * girth, 1.0))
    weight = (coverage.areas_m2 * density * compact).tolist()
    parent = list(range(coverage.face_count))
    middle = shapely.get_coordinates(shapely.centroid(coverage.polygons()))
    island = np.array([not around for around in borders])
    heap = [(value, cell) for cell, value in enumerate(weight)]
    heapq.heapify(heap)
    left = coverage.face_count
    alive = np.ones(coverage.face_count, dtype=bool)
    while left > count:
        value, cell = heapq.heappop(heap)
        if not alive[cell] or value != weight[cell]:
            continue
        if borders[cell]:
            target = min(borders[cell], key=lambda other: (-borders[cell][other], other))
        else:
            away = ((middle - middle[cell]) ** 2).sum(axis=1)
            # islands go together rather than with the shore
            away[~alive] = np.inf
            away[cell] = np.inf
            away[~island] += 2500.0**2
            target = int(np.argmin(away))
        for other, metres in borders[cell].items():
            del borders[other][cell]
            if other != target:
                borders[target][other] = borders[other][target] = borders[target].get(other, 0.0) + metres
        weight[target] += value
        heapq.heappush(heap, (weight[target], target))
        parent[cell] = target
        alive[cell] = False
        left -= 1
    return _roots(parent)


def _roots(parent: list[int]) -> IntArray:
    roots = np.array(parent)
    while True:
        further = roots[roots]
        if np.array_equal(further, roots):
            return roots
        roots = further


def _dissolved(cells: Array, group: IntArray) -> Array:
    """Join the cells of each group, in the order of their first cells."""
    _, member = np.unique(group, return_inverse=True)
    order = np.argsort(member, kind="stable")
    start = np.searchsorted(member[order], np.arange(int(member.max()) + 2))
    faces = cells[order[start[:-1]]]
    for several in np.flatnonzero(np.diff(start) > 1):
        faces[several] = shapely.coverage_union_all(cells[order[start[several] : start[several + 1]]])
    return faces


def _ponds(random: Random, faces: Array, count: int) -> Array:
    """Cut a pond out of each of the largest blocks, in place; return the ponds."""
    ponds = []
    for face in np.argsort(-shapely.area(faces), kind="stable")[:count]:
        if shapely.get_type_id(faces[face]) != 3:
            continue
        centre, rim = shapely.get_coordinates(shapely.maximum_inscribed_circle(faces[face]))
        reach = min(150.0, 0.55 * float(np.sqrt(((rim - centre) ** 2).sum())))
        shore = [
            centre + reach * (0.6 + 0.4 * random.random()) * np.array((x, y)) / np.sqrt(x * x + y * y)
            for x, y in CIRCLE
        ]
        pond = shapely.polygons(on_grid(shore))
        faces[face] = shapely.difference(faces[face], pond)
        ponds.append(pond)
    return np.array(ponds, dtype=object)
