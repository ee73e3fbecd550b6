"""Homes, families and statistics, all following the same lie of the land."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ...i18n import N_
from ...model.arrays import Array, BoolArray, FloatArray, IntArray, on_grid
from ...model.points import Column, PointLayer
from .blocks import Blocks
from .fields import Noise, Random, bell, bell_shaped, drawn
from .network import Places

CELL_M = 250.0
SMALLEST_CELL = 10
"""Of a statistics cell with fewer residents than this, nothing but their number is published."""

_AGE_WEIGHT = (0.80, 0.82, 0.85, 0.87, 0.90, 0.93, 0.96, 0.98, 1.0, 1.0, 1.01, 1.02, 1.02, 1.03, 1.03, 1.02)
"""Relative size of the years of birth, ages 0 to 15: fewer are born every year."""

_FOREIGN, _SWEDISH, _SUPPORT = 0.18, 0.085, 0.09

_STATISTICS = (
    Column("residents", N_("Residents"), "residents"),
    Column("residents_suppressed", N_("Residents in suppressed cells"), "residents", "residents"),
    Column("adults", N_("Adults"), "residents"),
    Column("adults_no_degree", N_("Adults with no degree"), "residents", "adults"),
    Column("income_eur", N_("Income per adult"), "residents", "adults"),
    Column("households", N_("Households"), "residents"),
    Column("households_rented", N_("Rented homes"), "residents", "households"),
)


class Society:
    """How people differ from place to place: one need field that education, income, tenure and language follow.

    Parameters
    ----------
    random
        Source of everything that varies.
    places
        Suburbs and villages with their need.
    origin
        The first town's centre, metres.
    reference
        (N, 2) homes over which the need has mean 0 and deviation 1.
    """

    def __init__(self, random: Random, places: Places, origin: FloatArray, reference: FloatArray) -> None:
        self._places = places
        self.origin = origin
        self._ripple = Noise(random, 900.0, 2)
        self._minority = Noise(random, 3500.0)
        self._mean, self._deviation = 0.0, 1.0
        values = self.need(reference)
        self._mean = float(values.mean())
        self._deviation = float(np.sqrt(((values - self._mean) ** 2).mean()))

    def need(self, xy: FloatArray) -> FloatArray:
        """Return (N,) the need: 0 on average over homes, above 0 where education and income are lower."""
        local = xy - self.origin
        return np.asarray((self._places.local_need(local) + 0.55 * self._ripple(local) - self._mean) / self._deviation)

    def minority(self, xy: FloatArray) -> FloatArray:
        """Return (N,) the share of Swedish-speaking families, higher along the coast."""
        local = xy - self.origin
        coast = bell(np.maximum(local[:, 1] + 1500.0, 0.0), 1800.0)
        share = (0.45 + 1.3 * coast) * (1.0 + 0.7 * self._minority(local))
        return np.clip(_SWEDISH * share / max(float(share.mean()), 1e-9), 0.0, 0.7)


@dataclass(frozen=True, eq=False, slots=True)
class Children:
    """One row a child: where it lives and what a register says of it.

    Attributes
    ----------
    xy, face
        (N, 2) metres and (N,) the block.
    age
        (N,) 0 to 15 years.
    swedish, foreign, support
        (N,) bool: language of the school, another first language than Finnish or Swedish, support in learning.
    need
        (N,) of the place.
    """

    xy: FloatArray
    face: IntArray
    age: IntArray
    swedish: BoolArray
    foreign: BoolArray
    support: BoolArray
    need: FloatArray


def make_homes(random: Random, blocks: Blocks, weights: FloatArray, count: int) -> tuple[FloatArray, IntArray]:
    """Return (count, 2) places of homes beside the streets of their blocks, on the 1 cm grid, and their blocks."""
    coverage, t = blocks.coverage, blocks.coverage.topology
    face = drawn(random, weights, count)
    p = coverage.ring_coordinates
    after = np.arange(1, len(p) + 1)
    after[t.ring_start[1:] - 1] = t.ring_start[:-1]
    step = p[after] - p
    length = np.sqrt((step * step).sum(axis=1))
    # few live on the shore or right by the railway
    quiet = (t.left < 0) | (t.right < 0) | blocks.on_rail | blocks.on_river
    side = np.sort(np.column_stack((t.ring_vertex, t.ring_vertex[after])), axis=1).astype(np.int64)
    v = len(coverage.vertices)
    edge = np.searchsorted(t.edges[:, 0].astype(np.int64) * v + t.edges[:, 1], side[:, 0] * v + side[:, 1])
    along = np.concatenate(([0.0], np.cumsum(length * np.where(quiet[edge], 0.05, 1.0))))
    corner = np.searchsorted(np.repeat(t.face_of_ring, np.diff(t.ring_start)), np.arange(coverage.face_count + 1))
    polygons = coverage.polygons()
    shapely.prepare(polygons)
    deep = np.minimum(70.0, 0.3 * np.sqrt(coverage.areas_m2))
    xy = np.array(coverage.label_points[face])
    rest = np.arange(count)
    for attempt in range(8):
        if not len(rest):
            break
        u = random.random((len(rest), 3))
        f = face[rest]
        at = along[corner[f]] + u[:, 0] * (along[corner[f + 1]] - along[corner[f]])
        segment = np.clip(np.searchsorted(along, at, side="right") - 1, corner[f], corner[f + 1] - 1)
        inward = np.column_stack((-step[segment, 1], step[segment, 0])) / np.maximum(length[segment], 0.01)[:, None]
        setback = (8.0 + deep[f] * u[:, 2]) / (1.0 + 0.5 * attempt)
        spot = on_grid(p[segment] + u[:, 1, None] * step[segment] + setback[:, None] * inward)
        fits = shapely.contains_xy(polygons[f], spot[:, 0], spot[:, 1])
        xy[rest[fits]] = spot[fits]
        rest = rest[~fits]
    return on_grid(xy), face


def make_children(random: Random, blocks: Blocks, weights: FloatArray, society: Society, count: int) -> Children:
    """Return ``count`` children aged 0 to 15, brothers and sisters in one home."""
    size = 1 + np.searchsorted((0.42, 0.82, 0.96), random.random(count), side="right")
    families = int(np.searchsorted(np.cumsum(size), count)) + 1
    family = np.repeat(np.arange(families), size[:families])[:count]
    xy, face = make_homes(random, blocks, weights, families)
    need = society.need(xy)
    swedish = random.random(families) < society.minority(xy)
    likely = np.clip(0.9 + 0.62 * need, 0.05, 3.6)
    likely = _FOREIGN * likely / float(likely.mean())
    foreign = random.random(families) < np.where(swedish, 0.3 * likely, likely)
    age = np.searchsorted(np.cumsum(_AGE_WEIGHT) / sum(_AGE_WEIGHT), random.random(count), side="right")
    support = random.random(count) < np.clip(_SUPPORT * (1.0 + 0.35 * need[family]), 0.02, 0.4)
    return Children(
        xy[family], face[family], np.minimum(age, 15), swedish[family], foreign[family], support, need[family]
    )


def make_statistics(random: Random, blocks: Blocks, weights: FloatArray, society: Society, count: int) -> PointLayer:
    """Return the residents as a 250 m grid publishes them, spread over the blocks of each cell.

    A point stands for the part of a cell that lives in one block. Of a cell with fewer than :data:`SMALLEST_CELL`
    residents only their number is published: its adults and all that is counted of them are 0 here, and the column
    ``residents_suppressed`` says how many people that concerns.

    Parameters
    ----------
    random, blocks, weights, society
        As for :func:`make_children`.
    count
        How many addresses; four people live at each on average.
    """
    xy, face = make_homes(random, blocks, weights, count)
    need = society.need(xy)
    u = random.random((count, 4))
    residents = 1 + np.floor(7.0 * u[:, 0]).astype(np.int64)
    adults = np.maximum(1, np.rint(residents * (0.74 + 0.16 * u[:, 1]))).astype(np.int64)
    no_degree = np.floor(adults * np.clip(0.22 + 0.085 * need + 0.03 * bell_shaped(random, count), 0.02, 0.7) + u[:, 2])
    income = np.rint(adults * 34_000.0 * np.clip(1.0 - 0.17 * need + 0.08 * bell_shaped(random, count), 0.4, 2.2))
    households = np.maximum(1, np.rint(residents / 2.1))
    rented = np.floor(households * np.clip(0.36 + 0.17 * need, 0.03, 0.92) + u[:, 3])
    cell = np.floor(xy / CELL_M).astype(np.int64)
    cell -= cell.min(axis=0)
    square = cell[:, 0] * (int(cell[:, 1].max()) + 1) + cell[:, 1]
    _, square = np.unique(square, return_inverse=True)
    hidden = np.bincount(square, residents)[square] < SMALLEST_CELL
    rows = np.column_stack((residents, residents, adults, np.minimum(no_degree, adults), income, households, rented))
    rows = rows.astype(np.int64)
    rows[:, 1] *= hidden
    rows[:, 2:] *= ~hidden[:, None]
    order = np.lexsort((face, square))
    first = np.flatnonzero(np.append(True, (np.diff(square[order]) != 0) | (np.diff(face[order]) != 0)))
    return PointLayer("statistics", xy[order[first]], _STATISTICS, np.add.reduceat(rows[order], first, axis=0))


def living_density(random: Random, blocks: Blocks, places: Places, origin: FloatArray) -> FloatArray:
    """Return (F,) how many people live in each block, on any scale; parks, harbours and works have nobody."""
    coverage = blocks.coverage
    local = coverage.label_points - origin
    parks = random.random(coverage.face_count) < 0.09
    uneven = 0.45 + 1.1 * random.random(coverage.face_count)
    density = places.density(local) - 0.003
    return np.asarray(np.where(parks, 0.0, coverage.areas_m2 * density * uneven))


def split_off(random: Random, chance: Array, share: float) -> BoolArray:
    """Draw which rows are chosen, ``share`` of them on average, each by its own relative chance."""
    return np.asarray(random.random(len(chance)) < np.clip(share * chance / max(float(chance.mean()), 1e-9), 0.0, 0.9))
