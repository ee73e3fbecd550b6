"""Towns and villages, and the roads, river and railway that tie them together and cut the land apart."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.spatial import Delaunay, cKDTree

from ...model.arrays import Array, FloatArray
from .fields import Noise, Random, bell
from .land import Frame, Land

CIRCLE: tuple[tuple[int, int], ...] = ((1, 0), (2, 1), (1, 1), (1, 2), (0, 1), (-1, 2), (-1, 1), (-2, 1))
CIRCLE += tuple((-x, -y) for x, y in CIRCLE)
"""Sixteen directions around the circle, as whole-number steps."""


@dataclass(frozen=True, eq=False)
class Places:
    """Centres of settlement: towns, suburbs and villages, the first town first.

    Attributes
    ----------
    xy
        (C, 2) metres.
    weight
        (C,) density in the middle, 1 for a town.
    radius_m
        (C,) see :func:`~.fields.bell`.
    need
        (C,) how far a place is from the municipality's mean in education and income; above 0 is poorer.
    towns
        How many of them are towns; they come first.
    """

    xy: FloatArray
    weight: FloatArray
    radius_m: FloatArray
    need: FloatArray
    towns: int

    def density(self, xy: FloatArray) -> FloatArray:
        """Return (N,) how densely people live at some points, 1 in the middle of a town."""
        total = np.full(len(xy), 0.004)
        for centre, weight, radius in zip(self.xy, self.weight, self.radius_m, strict=True):
            total += weight * bell(_distance(xy, centre), radius)
        return total

    def local_need(self, xy: FloatArray) -> FloatArray:
        """Return (N,) the need of the places around some points."""
        total, weights = np.zeros(len(xy)), np.full(len(xy), 0.05)
        for centre, weight, radius, need in zip(self.xy, self.weight, self.radius_m, self.need, strict=True):
            near = weight * bell(_distance(xy, centre), radius)
            total += need * near
            weights += near
        return np.asarray(total / weights)


@dataclass(frozen=True, eq=False)
class Network:
    """Lines, each an array of line strings in metres.

    Attributes
    ----------
    roads, rivers, rails
        Main roads with their bridges; rivers and railways as far as they run on land.
    """

    roads: Array
    rivers: Array
    rails: Array

    @property
    def lines(self) -> Array:
        """All of them."""
        return np.concatenate((self.roads, self.rivers, self.rails))


def make_places(random: Random, land: Land) -> Places:
    """Scatter towns, suburbs and villages over the land and a little beyond, far enough from each other."""
    frame = land.frame
    wide = frame.wider
    towns = max(1, round(frame.scale * frame.scale / 2.5))
    area_km2 = wide.box.area / 1e6
    u = random.random((round(0.8 * area_km2) + 60 * towns, 2))
    candidates = np.column_stack(
        (wide.west + u[:, 0] * (wide.east - wide.west), wide.south + u[:, 1] * (wide.north - wide.south))
    )
    inland = shapely.buffer(land.everywhere[0], -150.0)
    shapely.prepare(inland)
    candidates = candidates[shapely.contains_xy(inland, candidates)]
    chosen = [np.zeros(2)]
    _spread(chosen, candidates, 8000.0, towns)
    towns = len(chosen)
    _spread(chosen, candidates, 1650.0, len(candidates))
    xy = np.array(chosen)
    count = len(xy)
    near_town, _ = cKDTree(xy[:towns]).query(xy)
    pull = bell(near_town, 3800.0)
    weight = (0.12 + 0.75 * pull) * (0.45 + 0.9 * random.random(count))
    radius = 380.0 + 260.0 * random.random(count)
    weight[:towns], radius[:towns] = 1.0, 1150.0
    # suburbs differ far more from each other than villages do
    need = (random.random(count) * 2.0 - 1.0) * (0.7 + 1.6 * pull)
    need[:towns] = 0.35
    return Places(xy, weight, radius, need, towns)


def _spread(chosen: list[FloatArray], candidates: FloatArray, spacing_m: float, most: int) -> None:
    """Add candidates that keep their distance from all chosen before, until there are ``most``."""
    for candidate in candidates:
        if len(chosen) >= most:
            return
        if _distance(np.array(chosen), candidate).min() >= spacing_m:
            chosen.append(candidate)


def make_network(random: Random, land: Land, places: Places) -> Network:
    """Draw main roads between places and around towns, rivers to the sea and railways from west to east."""
    mainland = land.everywhere[0]
    roads = _roads(random, land, places)
    shell = shapely.polygons(shapely.get_exterior_ring(mainland))
    rivers = [_on_land(line, shell, mainland, 600.0) for line in _rivers(random, land.frame)]
    rails = [_on_land(line, shell, mainland, 500.0) for line in _rails(random, land.frame)]
    return Network(roads, _joined(rivers), _joined(rails))


def _joined(parts: list[Array]) -> Array:
    return np.concatenate([np.zeros(0, dtype=object), *parts])


def _roads(random: Random, land: Land, places: Places) -> Array:
    xy = places.xy
    pairs: Array = np.zeros((0, 2), dtype=np.int64)
    if len(xy) >= 4:
        triangles = Delaunay(xy).simplices
        pairs = np.unique(np.sort(np.vstack((triangles[:, :2], triangles[:, 1:], triangles[:, ::2])), axis=1), axis=0)
        middle, half = xy[pairs].mean(axis=1), _distance(xy[pairs[:, 0]], xy[pairs[:, 1]]) / 2
        # Gabriel graph: a road where no third place lies between
        pairs = pairs[cKDTree(xy).query(middle)[0] >= half * 0.999]
    lines = [shapely.linestrings(xy[pair]) for pair in pairs]
    for town in xy[: places.towns]:
        ring = [town + 950.0 * (0.85 + 0.3 * random.random()) * np.array(step) / _length(step) for step in CIRCLE]
        lines.append(shapely.linestrings(_rounded(np.array(ring))))
    roads = np.array(lines, dtype=object)
    everywhere = shapely.union_all(land.everywhere)
    dry = shapely.length(shapely.intersection(roads, everywhere))
    wet = shapely.length(roads) - dry
    bridged = roads[wet <= 350.0]
    return np.concatenate((bridged, _parts_on(roads[(wet > 350.0) & (dry > wet)], everywhere, 400.0)))


def _rounded(ring: FloatArray) -> FloatArray:
    """Cut the corners of a ring twice (Chaikin) and close it."""
    for _ in range(2):
        after = np.roll(ring, -1, axis=0)
        ring = np.stack((0.75 * ring + 0.25 * after, 0.25 * ring + 0.75 * after), axis=1).reshape(-1, 2)
    return np.vstack((ring, ring[:1]))


def _parts_on(lines: Array, land: shapely.Geometry, shortest_m: float) -> Array:
    parts = shapely.get_parts(shapely.line_merge(shapely.intersection(lines, land)))
    parts = parts[shapely.get_type_id(parts) == 1]
    return np.asarray(parts[shapely.length(parts) >= shortest_m])


def _on_land(line: shapely.LineString, shell: shapely.Polygon, land: shapely.Polygon, shortest_m: float) -> Array:
    """The longest part on the mainland, lakes cut out of it: one river or railway, not its crumbs on headlands."""
    parts = _parts_on(np.array([line], dtype=object), shell, shortest_m)
    if not len(parts):
        return parts
    longest = parts[np.argmax(shapely.length(parts))]
    return _parts_on(np.array([longest], dtype=object), land, 150.0)


def _rivers(random: Random, frame: Frame) -> list[shapely.LineString]:
    wide = frame.wider
    meander = Noise(random, 1700.0, 3, 0.45)
    y = np.arange(wide.north, wide.south, -140.0)
    rivers = []
    for number in range(max(1, round(frame.scale))):
        x = 850.0 + 11_000.0 * ((number + 1) // 2) * (1 if number % 2 else -1)
        xy = np.column_stack((np.full(len(y), x), y))
        swing = 500.0 * meander(xy) + (y - 0.0) * 0.12 * (1 if number % 2 == 0 else -1)
        rivers.append(shapely.linestrings(xy + np.column_stack((swing, np.zeros(len(y))))))
    return rivers


def _rails(random: Random, frame: Frame) -> list[shapely.LineString]:
    wide = frame.wider
    bend = Noise(random, 4200.0)
    x = np.arange(wide.west, wide.east, 160.0)
    rails = []
    for number in range(max(1, round(frame.scale / 2.0))):
        xy = np.column_stack((x, np.full(len(x), 480.0 + 12_000.0 * number)))
        # gentle curves, and the station close to the first town's centre
        swing = 900.0 * bend(xy) * (1.0 - bell(np.abs(x), 1500.0))
        rails.append(shapely.linestrings(xy + np.column_stack((np.zeros(len(x)), swing))))
    return rails


def _distance(xy: FloatArray, other: FloatArray) -> FloatArray:
    step = np.atleast_2d(xy) - other
    return np.asarray(np.sqrt(step[:, 0] * step[:, 0] + step[:, 1] * step[:, 1]))


def _length(step: tuple[int, int]) -> float:
    return float(np.sqrt(step[0] * step[0] + step[1] * step[1]))
