"""Where schools stand, and today's catchments: the school that is closest on foot, give or take."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from ...model.arrays import Array, FloatArray, IntArray
from .blocks import Blocks
from .fields import Random, drawn

_RIVER_M = 1500.0
_RAIL_M = 500.0
_ROAD_M = 60.0
_FERRY_M = 800.0


@dataclass(frozen=True, slots=True)
class Sites:
    """Schools of one language: the block each stands in, and which of them teach grades 1-6 and 7-9."""

    face: IntArray
    primary: Array
    secondary: Array


@dataclass(frozen=True, slots=True)
class Counts:
    """How many schools of a language have grades 1-6, grades 7-9 and all nine."""

    primary: int
    secondary: int
    whole: int

    @property
    def total(self) -> int:
        """Schools of the language."""
        return self.primary + self.secondary + self.whole


def counts_of(schools: int) -> tuple[Counts, Counts]:
    """Share out schools over the Finnish and the Swedish language; six is the least there can be.

    >>> counts_of(24)
    (Counts(primary=12, secondary=4, whole=2), Counts(primary=4, secondary=1, whole=1))
    """
    swedish = Counts(max(1, schools // 6), schools // 24, max(1, schools // 24))
    secondary, whole = max(1, schools // 6), schools // 12
    return Counts(schools - swedish.total - secondary - whole, secondary, whole), swedish


def make_sites(
    random: Random, xy: FloatArray, areas_m2: FloatArray, demand: FloatArray, counts: Counts, taken: Array
) -> Sites:
    """Place the schools of a language where its pupils are.

    Parameters
    ----------
    random
        Source of everything that varies.
    xy
        (F, 2) a point in each block.
    areas_m2
        (F,) areas of the blocks.
    demand
        (F,) how many pupils of the language a block has, on any scale.
    counts
        How many schools.
    taken
        (F,) bool: blocks that have a school already; filled in place.
    """
    primary = _centres(random, xy, demand, areas_m2, counts.primary + counts.whole)
    secondary = _centres(random, xy, demand, areas_m2, counts.secondary + counts.whole)
    face = list(_blocks_at(xy, demand, primary, taken))
    lower, upper = list(range(len(face))), []
    # schools with all grades stand where the way to a large school would be longest
    middle = np.average(xy, axis=0, weights=demand)
    outer = np.argsort(-((secondary - middle) ** 2).sum(axis=1), kind="stable")
    for centre in outer[: counts.whole]:
        free = np.array([school for school in lower if school not in upper])
        upper.append(int(free[np.argmin(((xy[np.array(face)[free]] - secondary[centre]) ** 2).sum(axis=1))]))
    alone = secondary[outer[counts.whole :]]
    upper += range(len(face), len(face) + len(alone))
    face += list(_blocks_at(xy, demand, alone, taken))
    return Sites(np.array(face), np.array(lower), np.array(upper))


def _centres(random: Random, xy: FloatArray, demand: FloatArray, areas_m2: FloatArray, count: int) -> FloatArray:
    """Weighted k-means: each centre in the middle of those closest to it."""
    # k-means packs centres by the square root of the density; this brings intakes closer to one another
    weight = demand * np.sqrt(demand / areas_m2)
    centres = xy[drawn(random, weight, count)] + (random.random((count, 2)) - 0.5)
    for _ in range(15):
        owner = cKDTree(centres).query(xy)[1]
        total = np.bincount(owner, weight, count)
        sums = np.column_stack([np.bincount(owner, weight * xy[:, axis], count) for axis in (0, 1)])
        centres = np.where(total[:, None] > 0, sums / np.maximum(total, 1e-12)[:, None], centres)
    return centres


def _blocks_at(xy: FloatArray, demand: FloatArray, centres: FloatArray, taken: Array) -> list[int]:
    """The closest block with homes for each centre, none twice."""
    found = []
    for centre in centres:
        away = ((xy - centre) ** 2).sum(axis=1)
        away[taken] = np.inf
        away[demand <= 0] += 1e12
        found.append(int(np.argmin(away)))
        taken[found[-1]] = True
    return found


def ways(random: Random, blocks: Blocks) -> csr_array:
    """Return (F, F): metres from block to neighbouring block, longer across a river or a railway where no road crosses.

    Islands are tied to the shore by a ferry, so everything can be reached.
    """
    coverage, t = blocks.coverage, blocks.coverage.topology
    f = coverage.face_count
    inner = np.flatnonzero((t.left >= 0) & (t.right >= 0))
    low, high = np.minimum(t.left[inner], t.right[inner]), np.maximum(t.left[inner], t.right[inner])
    key = low.astype(np.int64) * f + high
    order = np.argsort(key, kind="stable")
    inner, key = inner[order], key[order]
    first = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, dtype=np.int64)
    a, b = key[first] // f, key[first] % f
    junction = np.zeros(t.vertex_count, dtype=bool)
    junction[t.edges[blocks.on_road]] = True
    crossed = junction[t.edges[inner]].any(axis=1)

    def everywhere(mask: Array) -> Array:
        return np.logical_and.reduceat(mask[inner], first) if len(first) else np.zeros(0, dtype=bool)

    hinder = _RIVER_M * everywhere(blocks.on_river) + _RAIL_M * everywhere(blocks.on_rail)
    hinder[np.logical_or.reduceat(crossed, first)] *= 0.1
    hinder += _ROAD_M * everywhere(blocks.on_road)
    xy = coverage.label_points
    cost = _apart(xy[a], xy[b]) * (0.85 + 0.3 * random.random(len(a))) + hinder
    a, b, cost = _with_ferries(xy, a, b, cost)
    return csr_array(coo_array((np.append(cost, cost), (np.append(a, b), np.append(b, a))), shape=(f, f)))


def _with_ferries(xy: FloatArray, a: Array, b: Array, cost: FloatArray) -> tuple[Array, Array, FloatArray]:
    _, part = connected_components(coo_array((cost, (a, b)), shape=(len(xy), len(xy))), directed=False)
    size = np.bincount(part)
    mainland = np.flatnonzero(part == np.argmax(size))
    tree = cKDTree(xy[mainland])
    for island in np.flatnonzero(np.arange(len(size)) != np.argmax(size)):
        faces = np.flatnonzero(part == island)
        away, shore = tree.query(xy[faces])
        best = int(np.argmin(away))
        a, b = np.append(a, faces[best]), np.append(b, mainland[shore[best]])
        cost = np.append(cost, 2.0 * away[best] + _FERRY_M)
    return a, b, cost


def nearest_school(random: Random, way: csr_array, faces: IntArray, xy: FloatArray) -> IntArray:
    """Return (F,) for every block the position of the school it belongs to; each area hangs together.

    Some schools reach further than others, as they do where places, old borders and habits play a part.

    Parameters
    ----------
    random
        Source of everything that varies.
    way
        See :func:`ways`.
    faces
        (H,) the blocks the schools stand in.
    xy
        (F, 2) a point in each block, metres.
    """
    f, h = way.shape[0], len(faces)
    spacing = cKDTree(xy[faces]).query(xy[faces], k=2)[0][:, 1] if h > 1 else np.ones(1)
    start = 1.0 + 0.3 * spacing * random.random(h)
    grown = coo_array(way)
    rows, columns = np.append(grown.row, f + np.arange(h)), np.append(grown.col, faces)
    graph = csr_array(coo_array((np.append(grown.data, start), (rows, columns)), shape=(f + h, f + h)))
    _, _, source = dijkstra(graph, indices=f + np.arange(h), min_only=True, return_predecessors=True)
    owner = np.asarray(source[:f] - f, dtype=np.int32)
    owner[faces] = np.arange(h)
    return owner


def _apart(p: FloatArray, q: FloatArray) -> FloatArray:
    step = p - q
    return np.asarray(np.sqrt(step[:, 0] * step[:, 0] + step[:, 1] * step[:, 1]))
