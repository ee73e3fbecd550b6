"""The way from one place to a school: its course, its length, and the hard crossings on it, by name."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse.csgraph import dijkstra

from ..model.arrays import Array, FloatArray, frozen
from .journeys import DETOUR, Anchors, anchored, row_of, with_start
from .network import WalkingNetwork


@dataclass(frozen=True, slots=True)
class Crossing:
    """A hard crossing: where it is (metres), and what is crossed; ``""`` for a way without a name."""

    x_m: float
    y_m: float
    name: str


@dataclass(frozen=True, eq=False)
class Route:
    """A way on foot.

    Attributes
    ----------
    xy
        (K, 2) float64, metres: its course from the place to the school.
    length_cm
        Whole centimetres, as :class:`~piiri.walking.Journeys` says.
    crossings
        Hard crossings, in order.
    on_network
        False where no way is known and the line is straight.
    """

    xy: FloatArray
    length_cm: int
    crossings: tuple[Crossing, ...]
    on_network: bool


class Routes:
    """Ways to schools, for a hand that moves from place to place: a school is searched from once, and kept for a while.

    Parameters
    ----------
    network
        What is walked.
    """

    def __init__(self, network: WalkingNetwork) -> None:
        self.network = network
        self._trees: dict[tuple[float, float], _Tree] = {}

    def route(self, place: tuple[float, float], school: tuple[float, float]) -> Route:
        """Return the best way on foot from a place to a school, both in metres."""
        tree = self._trees.pop(school, None)
        if tree is None:
            tree = _tree(self.network, school)
            if len(self._trees) >= MOST_KEPT:
                del self._trees[next(iter(self._trees))]
        self._trees[school] = tree  # the last one asked for stands last
        return _route(self.network, tree, place, school)


MOST_KEPT = 16
"""So many schools are kept: each takes 12 bytes a side of the network."""


@dataclass(frozen=True, eq=False, slots=True)
class _Tree:
    """The best ways from a school to all sides: their weights, and the side before each."""

    start: Anchors
    weight: FloatArray
    before: Array


def _tree(network: WalkingNetwork, school: tuple[float, float]) -> _Tree:
    start = anchored(network, np.array([school], dtype=np.float64))
    if start.lane[0] < 0:
        nothing = np.full(network.side_count, np.inf)
        return _Tree(start, nothing, nothing)
    weight, before = dijkstra(with_start(network, start), indices=network.side_count, return_predecessors=True)
    return _Tree(start, weight, before)


def route(network: WalkingNetwork, place: tuple[float, float], school: tuple[float, float]) -> Route:
    """Return the best way on foot from a place to a school, both in metres; see :class:`Routes` for more than one.

    Examples
    --------
    >>> from piiri.model.ways import ways_of
    >>> from piiri.walking.network import network_of
    >>> bend = network_of(ways_of([np.array([[0.0, 0], [100, 0], [100, 50]])]))
    >>> route(bend, (0.0, 3.0), (104.0, 50.0)).length_cm
    15700
    """
    return _route(network, _tree(network, school), place, school)


def _route(network: WalkingNetwork, tree: _Tree, place: tuple[float, float], school: tuple[float, float]) -> Route:
    ends = np.array([place, school], dtype=np.float64)
    start, goal = tree.start, anchored(network, ends[:1])
    straight = _straight(ends)
    if start.lane[0] < 0 or goal.lane[0] < 0:
        return straight
    hard_cm = round(network.hard_crossing_m * 100)
    found: list[tuple[int, Array, list[Crossing]]] = []  # by cost
    if start.lane[0] == goal.lane[0]:
        length = abs(int(start.along_cm[0] - goal.along_cm[0])) + int(start.away_cm[0] + goal.away_cm[0])
        found.append((length, _along(network, goal, int(goal.along_cm[0]), int(start.along_cm[0])), []))
    for end in (0, 1):
        side = int(goal.sides[0, end])
        if np.isfinite(tree.weight[side]):
            reached = int(row_of(tree.weight[side : side + 1]).cost_cm[0])
            course, crossings = _course(network, start, tree.before, side)
            there = _along(network, goal, int(goal.along_cm[0]), end * int(network.length_cm[goal.lane[0] // 2]))
            found.append((reached + int(goal.to_cm[0, end]), np.concatenate((there, course)), crossings))
    if not found:
        return straight
    cost, course, crossings = min(found, key=lambda way: way[0])
    course = np.concatenate((ends[:1], course, ends[1:]))
    kept = np.append(True, (np.diff(course, axis=0) != 0).any(axis=1))
    return Route(frozen(course[kept], np.float64), cost - len(crossings) * hard_cm, tuple(crossings), True)


def _straight(ends: FloatArray) -> Route:
    far = float(np.hypot(*(ends[1] - ends[0])))
    return Route(frozen(ends, np.float64), round(far * DETOUR * 100), (), False)


def _course(network: WalkingNetwork, start: Anchors, before: Array, side: int) -> tuple[FloatArray, list[Crossing]]:
    """The course from a side to the school, with its hard crossings."""
    parts: list[FloatArray] = []
    crossings: list[Crossing] = []
    sides, _weight, what = network.links
    keys = sides[:, 0].astype(np.int64) << 32 | sides[:, 1]
    while before[side] != network.side_count:
        towards = int(before[side])
        low, high = min(side, towards), max(side, towards)
        step = int(what[np.searchsorted(keys, low << 32 | high)])
        if step >= 0:
            parts.append(_lane(network, step, from_side=side))
        elif network.hard[-1 - step]:
            stretch = int(network.crossings[-1 - step, 2])
            x, y = _place_of(network, side).tolist()
            name = int(network.name[stretch])
            crossings.append(Crossing(x, y, network.names[name] if name >= 0 else ""))
        side = towards
    stretch = int(start.lane[0]) // 2
    end = 0 if start.sides[0, 0] == side else 1
    if start.sides[0, 0] == start.sides[0, 1]:
        end = int(np.argmin(start.to_cm[0]))
    parts.append(_along(network, start, end * int(network.length_cm[stretch]), int(start.along_cm[0])))
    return np.concatenate(parts), crossings


def _lane(network: WalkingNetwork, lane: int, from_side: int) -> FloatArray:
    """The bends of a lane, from one of its sides on."""
    stretch, right = divmod(lane, 2)
    xy = network.xy[network.start[stretch] : network.start[stretch + 1]]
    return xy if network.sides[stretch, 0, right] == from_side else xy[::-1]


def _place_of(network: WalkingNetwork, side: int) -> FloatArray:
    """Where a side's junction is."""
    stretch, end, _ = (int(x[0]) for x in np.nonzero(network.sides == side))
    return np.asarray(network.xy[network.start[stretch + 1] - 1 if end else network.start[stretch]])


def _along(network: WalkingNetwork, anchor: Anchors, from_cm: int, to_cm: int) -> FloatArray:
    """The part of an anchor's stretch between two lengths along it, centimetres."""
    stretch = int(anchor.lane[0]) // 2
    xy = network.xy[network.start[stretch] : network.start[stretch + 1]]
    at = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(xy, axis=0).T)))) * 100
    low, high = min(from_cm, to_cm), max(from_cm, to_cm)
    ends = np.stack([[np.interp(x, at, xy[:, axis]) for axis in (0, 1)] for x in (low, high)])
    part = np.concatenate((ends[:1], xy[(at > low) & (at < high)], ends[1:]))
    return part if from_cm <= to_cm else part[::-1]
