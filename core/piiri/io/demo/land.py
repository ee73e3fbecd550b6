"""Coast, islands, lakes and the municipal border, before any street is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ...model.arrays import Array, FloatArray
from .fields import Noise, Random, bell

CENTRE_M = (427_000.0, 6_695_000.0)
"""Where the first town's centre lies, in metres of EPSG:3067."""

_SMALLEST_ISLAND_M2 = 4_000.0
_SMALLEST_WATER_M2 = 12_000.0
_HARBOUR_BAY = (500.0, -2550.0, 1500.0, 520.0)
"""Middle, half length and half width of the bay south of the first town, metres."""

_BEYOND_M = 4_500.0
"""The land is drawn so much wider than the municipality, so that it does not end in nothing."""


@dataclass(frozen=True, eq=False)
class Frame:
    """How large the municipality is, in metres from the first town's centre.

    Attributes
    ----------
    scale
        1 for the customary demo; lengths grow with it, areas with its square.
    west, south, east, north
        Bounding box of the municipality, coast and sea included.
    """

    scale: float
    west: float
    south: float
    east: float
    north: float

    @classmethod
    def of(cls, scale: float) -> Frame:
        """Return the frame of a scale; the coast stays where it is, the land grows away from it."""
        return cls(scale, -5900.0 * scale, -5300.0 - 1100.0 * (scale - 1.0), 6100.0 * scale, 5700.0 * scale)

    @property
    def wider(self) -> Frame:
        """The frame of all that is drawn, neighbouring municipalities included."""
        low, high = self.west - _BEYOND_M, self.east + _BEYOND_M
        return Frame(self.scale, low, self.south - _BEYOND_M, high, self.north + _BEYOND_M)

    @property
    def box(self) -> shapely.Polygon:
        """The frame as a rectangle."""
        return shapely.box(self.west, self.south, self.east, self.north)


@dataclass(frozen=True, eq=False)
class Land:
    """Land and water.

    Attributes
    ----------
    frame
        Of the municipality.
    everywhere
        Land polygons far beyond the municipality, lakes cut out; the largest, the mainland, first.
    own
        Land polygons of the municipality.
    border
        The municipality, with its sea.
    lakes
        Water enclosed by land.
    """

    frame: Frame
    everywhere: Array
    own: Array
    border: shapely.Polygon
    lakes: Array


def make_land(random: Random, frame: Frame) -> Land:
    """Return coast, islands, lakes and border.

    Parameters
    ----------
    random
        Source of everything that varies.
    frame
        How large.
    """
    wide = frame.wider
    step = 45.0
    x = np.arange(wide.west - 2 * step, wide.east + 3 * step, step)
    y = np.arange(wide.south - 2 * step, wide.north + 3 * step, step)
    nodes = np.column_stack((np.tile(x, len(y)), np.repeat(y, len(x))))
    height = _height(random, nodes, frame).reshape(len(y), len(x))
    # a rim of sea closes every shore line; it is cut off again
    height[[0, -1], :] = height[:, [0, -1]] = -1.0
    land = _areas_above(height, x, y)
    land = land[shapely.area(land) >= _SMALLEST_ISLAND_M2]
    land = shapely.simplify(land, 5.0)
    land = _largest_first(shapely.get_parts(shapely.intersection(_without_puddles(land), wide.box)))
    border = _border(random, frame)
    # the border cuts the mainland; an island belongs to one municipality or to another
    islands = land[1:][shapely.within(shapely.centroid(land[1:]), border)]
    own = shapely.get_parts(shapely.intersection(land[0], border))
    own = _largest_first(np.concatenate((own[shapely.area(own) >= 100 * _SMALLEST_ISLAND_M2], islands)))
    rings, owner = shapely.get_rings(land, return_index=True)
    inner = np.concatenate(([False], owner[1:] == owner[:-1]))
    return Land(frame, land, own, border, shapely.polygons(rings[inner]))


def _height(random: Random, xy: FloatArray, frame: Frame) -> FloatArray:
    """Above 0 is land: a slope down to the south, roughened, raised at the town, hollowed out where lakes are."""
    shore = Noise(random, 3300.0, 6, 0.56)(xy)
    skerries = Noise(random, 1250.0, 4, 0.5)(xy)
    distance = np.sqrt(xy[:, 0] * xy[:, 0] + xy[:, 1] * xy[:, 1])
    rise = (xy[:, 1] + 1500.0) / 1700.0
    height = rise + 1.45 * shore + 0.9 * bell(distance, 1700.0)
    # an archipelago that thins out towards the open sea
    height = np.maximum(height, 1.5 * skerries - 0.55 + 0.2 * np.minimum(rise, 0.0))
    wobble = Noise(random, 900.0, 4, 0.5)(xy) * 330.0
    for x, y, length, width in (_HARBOUR_BAY, *_lakes(random, frame)):
        along, across = (xy[:, 0] - x) * 0.8 + (xy[:, 1] - y) * 0.6, (xy[:, 1] - y) * 0.8 - (xy[:, 0] - x) * 0.6
        reach = np.sqrt((along / length) ** 2 + (across / width) ** 2)
        shore_m = (reach - 1.0) * width + wobble
        height = np.minimum(height, shore_m / 400.0)
    return height


def _lakes(random: Random, frame: Frame) -> list[tuple[float, float, float, float]]:
    """Middle, half length and half width of each lake; the first is always north-west of the town."""
    lakes = [(-2900.0, 2300.0, 1050.0, 480.0)]
    for _ in range(round(1.5 * (frame.scale * frame.scale - 1.0))):
        u, v, size = random.random(3)
        x, y = frame.west + u * (frame.east - frame.west), 2500.0 + v * (frame.north - 2500.0)
        if x * x + y * y > 3500.0**2:
            lakes.append((x, y, 500.0 + 900.0 * size, 250.0 + 350.0 * size))
    return lakes


def _areas_above(height: FloatArray, x: FloatArray, y: FloatArray) -> Array:
    """Return the polygons where a field on a grid, split into triangles, is above 0."""
    rows, columns = height.shape
    node = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = node[:-1, :-1].ravel(), node[:-1, 1:].ravel(), node[1:, 1:].ravel(), node[1:, :-1].ravel()
    triangles = np.vstack((np.column_stack((a, b, c)), np.column_stack((a, c, d))))
    value = height.ravel()
    above = value > 0
    count = above[triangles].sum(axis=1)
    crossed = triangles[(count == 1) | (count == 2)]
    # the corner that is alone on its side comes first; the shore cuts both sides that meet in it
    flags = above[crossed]
    alone = np.argmax(flags != (flags.sum(axis=1) == 2)[:, None], axis=1)
    rank = np.arange(len(crossed))
    apex = crossed[rank, alone]
    ends = [_cut(value, x, y, apex, crossed[rank, (alone + turn) % 3]) for turn in (1, 2)]
    cells = shapely.get_parts(shapely.polygonize(shapely.linestrings(np.stack(ends, axis=1))))
    inside = shapely.get_coordinates(shapely.point_on_surface(cells))
    column = np.clip(((inside[:, 0] - x[0]) / (x[1] - x[0])).astype(np.int64), 0, columns - 2)
    row = np.clip(((inside[:, 1] - y[0]) / (y[1] - y[0])).astype(np.int64), 0, rows - 2)
    u, v = (inside[:, 0] - x[column]) / (x[1] - x[0]), (inside[:, 1] - y[row]) / (y[1] - y[0])
    low, high = height[row, column], height[row + 1, column + 1]
    lower = low + u * (height[row, column + 1] - low) + v * (high - height[row, column + 1])
    upper = low + v * (height[row + 1, column] - low) + u * (high - height[row + 1, column])
    return np.asarray(cells[np.where(u >= v, lower, upper) > 0])


def _cut(value: FloatArray, x: FloatArray, y: FloatArray, p: Array, q: Array) -> FloatArray:
    """Where the field is 0 between two grid nodes; the same to the last bit from either side."""
    p, q = np.minimum(p, q), np.maximum(p, q)
    part = value[p] / (value[p] - value[q])
    px, py, qx, qy = x[p % len(x)], y[p // len(x)], x[q % len(x)], y[q // len(x)]
    return np.column_stack((px + part * (qx - px), py + part * (qy - py)))


def _without_puddles(land: Array) -> Array:
    """Fill the waters too small to be drawn."""
    rings, owner = shapely.get_rings(land, return_index=True)
    shell = np.concatenate(([True], owner[1:] != owner[:-1]))
    keep = shell | (shapely.area(shapely.polygons(rings)) >= _SMALLEST_WATER_M2)
    filled = shapely.polygons(rings[shell])
    for position in np.unique(owner[keep & ~shell]):
        filled[position] = shapely.polygons(rings[shell][position], rings[keep & ~shell & (owner == position)])
    return np.asarray(filled)


def _largest_first(polygons: Array) -> Array:
    polygons = polygons[shapely.area(polygons) > 0]
    return np.asarray(polygons[np.argsort(-shapely.area(polygons), kind="stable")])


def _border(random: Random, frame: Frame) -> shapely.Polygon:
    """A municipal border: straight lines between boundary stones a few kilometres apart."""
    stones = []
    corners = [
        (frame.west, frame.south),
        (frame.east, frame.south),
        (frame.east, frame.north),
        (frame.west, frame.north),
    ]
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        length = abs(x1 - x0) + abs(y1 - y0)
        sides = max(3, round(length / 2600.0))
        for part in np.arange(sides) / sides:
            east, north = (random.random(2) - 0.5) * 1500.0
            # a municipality is rounder than its frame
            inset = 1.0 - (0.14 if part == 0 else 0.0)
            x, y = (x0 + (x1 - x0) * part) * inset, (y0 + (y1 - y0) * part) * inset
            stones.append((x + east * 0.7, y + north * 0.7))
    return shapely.Polygon(stones)
