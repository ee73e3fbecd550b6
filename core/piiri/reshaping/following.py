"""A line drawn by a free hand, led along the lines that it runs beside: edges of blocks, borders, roads.

Which places of the hand belong to which line is decided for the whole course at once, by the way of least cost through
what each place may mean, as roads are told from a row of positions (Newson & Krumm 2009, "Hidden Markov map matching
through noise and sparseness"). A single place would not tell: whoever crosses a street is near it for a moment, too.
Costs are lengths: what is drawn freely costs its length; what follows a line costs little as long as it stays near
to it and gets on as fast as the hand does; and to take hold of a line or to let it go costs one reach.

What comes out

- begins and ends where the hand did,
- lies within the reach of what was drawn: between two places of the hand a line is followed only where it stays within
  the reach of the way between them,
- goes through the corners of what it follows, never to and fro on it, also where the hand did,
- does not cross itself where the hand did not."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import dist, hypot, inf

import numpy as np
import shapely

from ..model.arrays import FloatArray

Place = tuple[float, float]
Box = tuple[float, float, float, float]
LinesIn = Callable[[Box], tuple[FloatArray, Sequence[str]]]
"""From west, south, east, north to the segments there, (N, 2, 2) metres, and what kind each is; the first of a place
counts where two lie upon one another."""

_DRIFT, _CHANGE = 0.7, 0.05
"""What following a line at the edge of the reach costs of its length; and a line of another kind than the first."""

_ON_M = 0.011
"""So near to a line, metres, a first or last place lies on it."""

_MOST = 8
"""So many lines near a place are looked at, the nearest ones."""

Edge = tuple[Place, Place]


@dataclass(frozen=True, slots=True)
class Run:
    """A part of a line.

    Attributes
    ----------
    kind
        Of the line that it follows; empty for what was drawn freely.
    places
        Metres.
    """

    kind: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a place of the hand may mean: a place on an edge, or itself."""

    cost: float
    before: int
    foot: Place
    edge: Edge | None = None
    kind: str = ""
    nodes: tuple[Place, ...] = ()
    """Corners passed since the place before."""
    held: bool = False
    """True where the line before is followed still."""


class DrawnLine:
    """A line while it is drawn.

    Parameters
    ----------
    start
        Where it begins, metres.
    reach_m
        How far from a line the hand may be that follows it.
    lines
        Gives the lines near a place.
    simplify_m
        What is drawn freely may be simplified by so much.

    Examples
    --------
    >>> road = np.array([[[0.0, 0.0], [100.0, 0.0]]])
    >>> line = DrawnLine((0.0, 30.0), 5.0, lambda box: (road, ["road"]))
    >>> for x in range(0, 101, 10):
    ...     line.add((float(x), 3.0))
    >>> [run.kind for run in line.led((100.0, 30.0))]
    ['', 'road', '']
    """

    def __init__(self, start: Place, reach_m: float, lines: LinesIn, simplify_m: float = 0.0) -> None:
        self.reach_m, self._lines, self._simplify_m = reach_m, lines, simplify_m
        self.places: list[Place] = [start]
        on = self._near(start, start, _ON_M)
        first = [_Meaning(0.0, -1, foot, edge, kind) for edge, foot, _, kind in on[0]]
        self._layers = [[_Meaning(0.0, -1, start), *first]]

    def add(self, place: Place, *, freely: bool = False) -> None:
        """Draw on to a place; ``freely`` where nothing shall be followed there."""
        reach_m = 0.0 if freely else self.reach_m
        self._layers.append(self._layer(place, reach_m, self.places[-1], self._layers[-1]))
        self.places.append(place)

    def led(self, end: Place | None = None) -> tuple[Run, ...]:
        """Return the line as it is led; ``end`` stands for the last place of the hand, drawn to a corner."""
        layers, places = self._layers, self.places
        if end is not None:
            used = max(1, len(places) - 1)
            layers, places = layers[:used], places[:used]
            last = self._layer(end, _ON_M, places[-1], layers[-1])
            layers, places = [*layers, last], [*places, end]
        at = min((each for each in layers[-1] if _on(each, places[-1])), key=lambda each: each.cost)
        course = [at]
        for layer in reversed(layers[:-1]):
            at = layer[at.before]
            course.append(at)
        runs = _runs(course[::-1], places)
        return self._uncrossed(runs, places)

    # ------------------------------------------------------------------------------------------------ what it may mean
    def _layer(self, place: Place, reach_m: float, start: Place, before: list[_Meaning]) -> list[_Meaning]:
        """What the next place may mean, each with the cheapest way there."""
        step, reach = dist(start, place), self.reach_m
        cost, best = min((each.cost + (reach if each.edge else 0.0), k) for k, each in enumerate(before))
        found = [_Meaning(cost + step, best, place)]
        options, graph = self._near(start, place, reach_m) if reach_m > 0 else ([], {})
        if not options:
            return found
        ways = [_ways(each, graph) for each in before]
        for edge, foot, away, kind in options:
            drift = step * (_DRIFT * (away / reach) ** 2 + (_CHANGE if kind != options[0][3] else 0.0))
            chosen = _Meaning(inf, 0, foot)
            for k, each in enumerate(before):
                far, nodes = _way_between(each, edge, foot, ways[k])
                if each.cost + drift + abs(far - step) < chosen.cost:
                    chosen = _Meaning(each.cost + drift + abs(far - step), k, foot, edge, kind, nodes, True)
                hold = each.cost + drift + reach * (2.0 if each.edge else 1.0)
                if hold < chosen.cost:
                    chosen = _Meaning(hold, k, foot, edge, kind)
            found.append(chosen)
        return found

    def _near(
        self, start: Place, place: Place, reach_m: float
    ) -> tuple[list[tuple[Edge, Place, float, str]], dict[Place, list[Place]]]:
        """The edges near a place: each with its nearest point, how far that is, and its kind; and which corners within
        reach of the way from ``start`` hang together."""
        (x, y), reach = place, self.reach_m
        west, east = min(x, start[0]) - reach, max(x, start[0]) + reach
        south, north = min(y, start[1]) - reach, max(y, start[1]) + reach
        ends, kinds = self._lines((west, south, east, north))
        if not len(ends):
            return [], {}
        feet, away = _feet(ends, place)
        corners = ends.reshape(-1, 2)
        within = (_away_from(corners, start, place) <= reach).reshape(-1, 2)
        graph: dict[Place, list[Place]] = {}
        edges: list[Edge] = [((a, b), (c, d)) for (a, b), (c, d) in ends.tolist()]
        for i in np.flatnonzero(within.all(axis=1)).tolist():
            a, b = edges[i]
            graph.setdefault(a, []).append(b)
            graph.setdefault(b, []).append(a)
        for i in np.flatnonzero(within.any(axis=1)).tolist():
            for corner, inside in zip(edges[i], within[i].tolist(), strict=True):
                if inside:
                    graph.setdefault(corner, [])
        options: list[tuple[Edge, Place, float, str]] = []
        seen: set[frozenset[Place]] = set()
        for i in np.argsort(away, kind="stable").tolist():
            key = frozenset(edges[i])
            if away[i] > reach_m or len(options) == _MOST:
                break
            if key not in seen and len(key) == 2:
                seen.add(key)
                options.append((edges[i], (float(feet[i, 0]), float(feet[i, 1])), float(away[i]), kinds[i]))
        return options, graph

    # ------------------------------------------------------------------------------------------------ what comes out
    def _uncrossed(self, runs: list[tuple[int, int, Run]], places: list[Place]) -> tuple[Run, ...]:
        """The parts, the last of them drawn freely again until the line crosses itself no more than the hand did."""
        led = self._simplified([run for _, _, run in runs])
        if len(runs) < 2 and not runs[0][2].kind:
            return led
        free = len(places) < 2 or bool(shapely.is_simple(shapely.linestrings(places)))
        for k in range(len(runs) - 1, -1, -1):
            if not free or _is_simple(led):
                return led
            first, last, run = runs[k]
            if run.kind:
                runs[k] = first, last, Run("", tuple(places[first : last + 1]))
                led = self._simplified([each for _, _, each in runs])
        return led if _is_simple(led) else (Run("", tuple(places)),)

    def _simplified(self, runs: list[Run]) -> tuple[Run, ...]:
        """The parts with as few places as keep what is drawn freely within its tolerance; none that stands twice."""
        joined: list[Run] = []
        for run in runs:
            if joined and not run.kind and not joined[-1].kind:
                joined[-1] = Run("", joined[-1].places + run.places)
            else:
                joined.append(run)
        done = []
        for k, run in enumerate(joined):
            places = run.places
            if not run.kind and self._simplify_m > 0:
                before = joined[k - 1].places[-1:] if k else ()
                after = joined[k + 1].places[:1] if k + 1 < len(joined) else ()
                kept = _fewer([*before, *places, *after], self._simplify_m)
                places = tuple(kept[len(before) : len(kept) - len(after)])
            done.append(Run(run.kind, places))
        return tuple(run for run in done if run.places)


def _on(meaning: _Meaning, place: Place) -> bool:
    return meaning.edge is None or dist(meaning.foot, place) <= _ON_M


def _runs(course: list[_Meaning], places: list[Place]) -> list[tuple[int, int, Run]]:
    """The parts of a course, each with the numbers of its first and its last place."""
    cuts = [0, *(i for i in range(1, len(course)) if not _goes_on(course[i - 1], course[i])), len(course)]
    runs = []
    for first, end in pairwise(cuts):
        part = course[first:end]
        if part[0].edge is None:
            runs.append((first, end - 1, Run("", tuple(places[first:end]))))
            continue
        stops = [part[0].foot, *_passed(part), part[-1].foot]
        kept = [stop for i, stop in enumerate(stops) if i == 0 or stop != stops[i - 1]]
        kinds = [each.kind for each in part]
        runs.append((first, end - 1, Run(max(kinds, key=kinds.count), tuple(kept))))
    return runs


def _passed(part: Sequence[_Meaning]) -> list[Place]:
    """The corners that a way along lines passes, without what it goes to and fro."""
    nodes: list[Place] = []
    edges = [set(part[0].edge or ())]
    for each in part[1:]:
        after = [*map(set, pairwise(each.nodes)), set(each.edge or ())]
        for node, edge in zip(each.nodes, after, strict=False):  # no node where it stays on its edge
            if nodes and nodes[-1] == node:
                edges[-1] = edge  # back the way it came, and on from the same corner
                if edges[-2] == edge:
                    nodes.pop()
                    edges.pop()
            elif edges[-1] != edge:
                nodes.append(node)
                edges.append(edge)
    return nodes


def _goes_on(before: _Meaning, after: _Meaning) -> bool:
    return after.held if after.edge is not None else before.edge is None


def _ways(meaning: _Meaning, graph: dict[Place, list[Place]]) -> dict[Place, tuple[float, tuple[Place, ...]]]:
    """The shortest ways from a place on an edge to corners: how long, and through which, the last one named."""
    found: dict[Place, tuple[float, tuple[Place, ...]]] = {}
    waiting: list[tuple[float, tuple[Place, ...]]]
    waiting = [(dist(meaning.foot, end), (end,)) for end in meaning.edge or () if end in graph]
    heapq.heapify(waiting)
    while waiting:
        far, nodes = heapq.heappop(waiting)
        if nodes[-1] in found:
            continue
        found[nodes[-1]] = far, nodes
        for other in graph[nodes[-1]]:
            if other not in found:
                heapq.heappush(waiting, (far + dist(nodes[-1], other), (*nodes, other)))
    return found


def _way_between(
    before: _Meaning, edge: Edge, foot: Place, ways: dict[Place, tuple[float, tuple[Place, ...]]]
) -> tuple[float, tuple[Place, ...]]:
    """How long the way along lines to a place on an edge is, and through which corners; endless where there is none."""
    if before.edge is not None and set(before.edge) == set(edge):
        return dist(before.foot, foot), ()
    best: tuple[float, tuple[Place, ...]] = inf, ()
    for end in edge:
        if end in ways:
            far, nodes = ways[end]
            best = min(best, (far + dist(end, foot), nodes))
    return best


def _feet(ends: FloatArray, place: Place) -> tuple[FloatArray, FloatArray]:
    """The nearest point of each segment to a place, and how far it is."""
    a, way = ends[:, 0], ends[:, 1] - ends[:, 0]
    length = np.maximum((way**2).sum(axis=1), 1e-12)
    share = np.clip(((place - a) * way).sum(axis=1) / length, 0.0, 1.0)
    feet = a + share[:, None] * way
    return feet, np.hypot(feet[:, 0] - place[0], feet[:, 1] - place[1])


def _away_from(points: FloatArray, start: Place, end: Place) -> FloatArray:
    """How far points are from a segment."""
    way = np.subtract(end, start)
    length = max(hypot(*way) ** 2, 1e-12)
    share = np.clip(((points - start) * way).sum(axis=1) / length, 0.0, 1.0)
    return np.asarray(np.hypot(*(points - (start + share[:, None] * way)).T))


def _fewer(places: list[Place], tolerance_m: float) -> list[Place]:
    if len(places) < 3:
        return places
    kept = shapely.get_coordinates(shapely.simplify(shapely.linestrings(places), tolerance_m))
    return [(float(x), float(y)) for x, y in kept]


def _is_simple(runs: Sequence[Run]) -> bool:
    places = [place for run in runs for place in run.places]
    return len(places) < 2 or bool(shapely.is_simple(shapely.linestrings(places)))
