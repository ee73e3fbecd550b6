"""How far a pupil is from the school, in whole centimetres so that sums stay exact.

Here it is the straight line. A walking network measures otherwise (:class:`piiri.walking.Journeys`); both are a
:class:`Measure`."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from .model.arrays import Array, FloatArray, LongArray

BIN_EDGES_M = np.concatenate((np.arange(0, 5000, 50), np.arange(5000, 20001, 500))).astype(np.float64)
"""Lower ends of the distance bins in metres: 50 m wide up to 5 km, 500 m up to 20 km; the last one is open."""

_EDGES_CM = np.rint(BIN_EDGES_M * 100).astype(np.int64)


class Measure(Protocol):
    """How far pupils have it to school.

    Attributes
    ----------
    on_foot
        True where ways are measured along a network.
    """

    on_foot: bool

    def nearest_server(self, points: Array, school_xy: FloatArray, servers: Array) -> tuple[LongArray, LongArray]:
        """Return how far some points, (N,) indices, have it to the nearest of their schools, and which of them it is;
        see :func:`nearest_server`."""

    def from_places(self, xy: FloatArray, school_xy: FloatArray, servers: Array) -> LongArray:
        """Return about how far it is from any places, (N, 2) metres, to the nearest of their schools; (N,) int64
        centimetres."""


class Straight:
    """The straight line from points, (N, 2) metres."""

    on_foot = False

    def __init__(self, xy: FloatArray) -> None:
        self._xy = xy

    def nearest_server(self, points: Array, school_xy: FloatArray, servers: Array) -> tuple[LongArray, LongArray]:
        """See :class:`Measure`."""
        return nearest_server(self._xy[points], school_xy, servers)

    def from_places(self, xy: FloatArray, school_xy: FloatArray, servers: Array) -> LongArray:
        """See :class:`Measure`."""
        return straight_line_cm(xy, school_xy, servers)


def straight_line_cm(xy: FloatArray, school_xy: FloatArray, servers: Array) -> LongArray:
    """Return the straight distance from each point to the nearest of its catchment's schools.

    Parameters
    ----------
    xy
        (N, 2) float64, metres.
    school_xy
        (H, 2) float64, metres.
    servers
        (N, L) int32: indices of the schools that serve each point's catchment, filled up with −1.

    Returns
    -------
    (N,) int64
        Centimetres.
    """
    return nearest_server(xy, school_xy, servers)[0]


def nearest_server(xy: FloatArray, school_xy: FloatArray, servers: Array) -> tuple[LongArray, LongArray]:
    """Return the straight distance to the nearest of a catchment's schools, and which of them it is.

    Parameters
    ----------
    xy, school_xy, servers
        As for :func:`straight_line_cm`.

    Returns
    -------
    distance_cm, position
        (N,) int64 each: centimetres, and the column of ``servers``; the first where two are as near.
    """
    nearest = _to(xy, school_xy, servers[:, 0])
    which = np.zeros(len(xy), dtype=np.int64)
    for column in range(1, servers.shape[1]):
        there = np.flatnonzero(servers[:, column] >= 0)
        if len(there):
            distance = _to(xy[there], school_xy, servers[there, column])
            nearer = distance < nearest[there]
            there = there[nearer]
            nearest[there], which[there] = distance[nearer], column
    return nearest, which


def _to(xy: FloatArray, school_xy: FloatArray, school: Array) -> LongArray:
    dx, dy = xy[:, 0] - school_xy[school, 0], xy[:, 1] - school_xy[school, 1]
    # sqrt of a sum, not hypot: IEEE rounds it the same on every machine, so figures agree everywhere
    return np.asarray(np.rint(np.sqrt(dx * dx + dy * dy) * 100.0), dtype=np.int64)


def bin_of(distance_cm: LongArray) -> LongArray:
    """Return the distance bin of each distance.

    >>> bin_of(np.array([0, 4999, 5000, 10**9])).tolist() == [0, 0, 1, len(BIN_EDGES_M) - 1]
    True
    """
    fine = distance_cm // 5000
    return np.where(fine < 100, fine, np.minimum(100 + (distance_cm - 500_000) // 50_000, len(BIN_EDGES_M) - 1))
