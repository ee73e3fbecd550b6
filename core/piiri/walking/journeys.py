"""From each school to each pupil along the walking network, searched once a place of a school; a border that moves then
only looks up.

A person is *anchored* to the nearest stretch that can be walked: straight to it, then along it. Who lives further from
any way than :data:`FARTHEST_M`, or on a piece of the network from which no way leads to the school, is measured
straight and multiplied (:data:`DETOUR`), and told apart (:meth:`Journeys.on_network`).

Distances are whole centimetres. The slow oracle is Dijkstra's algorithm from each pupil."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from ..distances import straight_line_cm
from ..i18n import tr
from ..model.arrays import Array, BoolArray, FloatArray, IntArray, LongArray, frozen
from ..progress import Progress, silent
from .network import CROSSED, STEP, WalkingNetwork

FARTHEST_M = 500.0
"""Nobody is led further than this to the nearest way, metres."""

DETOUR = 1.3
"""A way on foot is about so many times the straight line, where no network tells. Illustrative; cities differ."""

NOWHERE = np.iinfo(np.int32).max
"""In a row: no way leads there."""

MOST_ROWS = 256
"""So many rows are kept in any case."""

FIRST_REACH_CM = 500_000
"""So far from a school that is being moved the network is searched at first, in whole centimetres: a fiftieth of the
work of a large city's whole network, so that it keeps up with the mouse. Further when somebody who lives there asks."""

_CHUNK = 50_000


@dataclass(frozen=True, eq=False)
class Anchors:
    """Where places are on the network.

    Attributes
    ----------
    lane
        (N,) int32: twice the stretch, one more on the right of a busy one; −1 where no way is near.
    sides
        (N, 2) int32: the sides that the lane's two ends lead to; 0 where there is none.
    to_cm
        (N, 2) int64: straight to the stretch and along it to either end.
    along_cm
        (N,) int64: along the stretch from its first end.
    away_cm
        (N,) int64: straight to the stretch.
    """

    lane: IntArray
    sides: IntArray
    to_cm: LongArray
    along_cm: LongArray
    away_cm: LongArray

    def __len__(self) -> int:
        return len(self.lane)


def anchored(network: WalkingNetwork, xy: FloatArray, progress: Progress = silent) -> Anchors:
    """Return where places are on the network.

    Parameters
    ----------
    network
        With stretches that can be walked, or without.
    xy
        (N, 2) float64, metres; NaN for a place that is not known.
    progress
        Called now and then; may raise ``Cancelled``.
    """
    count = len(xy)
    lane = np.full(count, -1, dtype=np.int64)
    along, away = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    if len(network) and network.usable.any():
        stretches, lines, tree = network.lines
        located = np.flatnonzero(np.isfinite(xy).all(axis=1))
        for begin in range(0, len(located), _CHUNK):
            progress(begin / len(located), tr("Finding the nearest way on foot"))
            these = located[begin : begin + _CHUNK]
            points = shapely.points(xy[these])
            which, near = tree.query_nearest(points, max_distance=FARTHEST_M, all_matches=False)
            here, line, point = these[which], lines[near], points[which]
            along_m, away_m = shapely.line_locate_point(line, point), shapely.distance(line, point)
            stretch = stretches[near]
            right = network.busy[stretch] & _on_the_right(line, along_m, away_m, xy[here])
            lane[here] = 2 * stretch + right
            along[here] = np.minimum(np.rint(along_m * 100).astype(np.int64), network.length_cm[stretch])
            away[here] = np.rint(away_m * 100).astype(np.int64)
    stretch, right_lane = lane // 2, lane % 2
    rest = np.where(lane >= 0, network.length_cm[stretch] - along, 0) if len(network) else np.zeros_like(along)
    sides = np.zeros((count, 2), dtype=np.int32)
    known = lane >= 0
    if known.any():
        sides[known] = network.sides[stretch[known], :, right_lane[known]]
    return Anchors(
        frozen(lane, np.int32),
        frozen(sides, np.int32),
        frozen(np.stack((away + along, away + rest), axis=1), np.int64),
        frozen(along, np.int64),
        frozen(away, np.int64),
    )


def _on_the_right(lines: Array, along_m: Array, away_m: Array, xy: Array) -> BoolArray:
    """Tell which places lie to the right of a line there where they are nearest to it."""
    before = shapely.get_coordinates(shapely.line_interpolate_point(lines, np.maximum(along_m - 0.05, 0.0)))
    after = shapely.get_coordinates(shapely.line_interpolate_point(lines, along_m + 0.05))
    way, to = after - before, xy - before
    # who stands on the line itself, to the millimetre, is on its left
    return np.asarray((way[:, 0] * to[:, 1] - way[:, 1] * to[:, 0] < 0) & (away_m > 0.001))


@dataclass(frozen=True, eq=False, slots=True)
class Row:
    """The best ways from one school to the sides that points ask for.

    Attributes
    ----------
    cost_cm
        (A,) int32: the length of each, and what hard crossings add; :data:`NOWHERE` for none.
    hard
        (A,) uint8: how many hard crossings it has.
    """

    cost_cm: IntArray
    hard: Array


class Journeys:
    """Ways on foot from schools to some points: the pupils.

    Rows of distances are made when a school's place is first asked for, and kept; those of :meth:`prepare` at once for
    everybody, those of a school moved or opened for :data:`FIRST_REACH_CM` around it, and for everybody once one who
    lives further away asks: what is answered is the same. All else is looking up. A school that is dragged asks for a
    row at every step, so the row asked for longest ago gives way once there are :data:`MOST_ROWS` and twice the
    schools.

    Parameters
    ----------
    network
        What is walked.
    anchors
        Where the points are on it.
    xy
        (N, 2) float64, metres: the points.
    known
        Rows kept from earlier, by the school's place in whole centimetres.
    """

    on_foot = True

    def __init__(
        self,
        network: WalkingNetwork,
        anchors: Anchors,
        xy: FloatArray,
        known: dict[tuple[int, int], Row] | None = None,
    ) -> None:
        self.network, self.anchors, self.xy = network, anchors, xy
        self._asked = np.unique(anchors.sides[anchors.lane >= 0])
        self._ends = np.searchsorted(self._asked, anchors.sides).astype(np.int32)
        self._ends[anchors.lane < 0] = 0
        self._cost = np.zeros((0, len(self._asked)), dtype=np.int32)
        self._hard = np.zeros((0, len(self._asked)), dtype=np.uint8)
        self._row_of: dict[tuple[int, int], int] = {}
        self._whole = np.zeros(0, dtype=np.bool_)  # False for a row that is searched only so far yet
        self._lane = np.zeros(0, dtype=np.int32)  # of each row's school
        self._along = np.zeros((0, 2), dtype=np.int64)  # along it, and straight to it
        self._slots: tuple[Array, IntArray] | None = None
        self._schools = len(known or ())  # as many as were asked for together
        for place, row in (known or {}).items():
            if row.cost_cm.shape == (len(self._asked),):
                self._keep(place, self._anchor(place), row)

    # ----------------------------------------------------------------------------------------------- rows of schools
    def prepare(self, school_xy: FloatArray, progress: Progress = silent) -> None:
        """Make the rows of some schools, (H, 2) metres, so that what follows only looks up."""
        places = self._places(school_xy)
        self._schools = max(self._schools, len(places))
        for position, place in enumerate(places):
            progress(position / len(places), tr("Measuring ways on foot"))
            self._finish(self._row(place, np.inf))

    def kept(self) -> dict[tuple[int, int], Row]:
        """Return the rows that hold for everybody, by the school's place in whole centimetres, to be stored."""
        rows = {place: row for place, row in self._row_of.items() if self._whole[row]}
        return {place: Row(self._cost[row], self._hard[row]) for place, row in rows.items()}

    @staticmethod
    def _places(school_xy: FloatArray) -> list[tuple[int, int]]:
        return [(round(x * 100), round(y * 100)) for x, y in np.asarray(school_xy, dtype=np.float64).tolist()]

    def _row(self, place: tuple[int, int], reach_cm: float) -> int:
        row = self._row_of.pop(place, None)
        if row is None:
            anchor = self._anchor(place)
            made = self._search(anchor, reach_cm)
            whole = reach_cm == np.inf or not (made.cost_cm == NOWHERE).any()
            return self._keep(place, anchor, made, whole=whole)
        self._row_of[place] = row  # what was asked for last stands last
        return row

    def _anchor(self, place: tuple[int, int]) -> Anchors:
        return anchored(self.network, np.array([place], dtype=np.float64) / 100.0)

    def _keep(self, place: tuple[int, int], anchor: Anchors, made: Row, *, whole: bool = True) -> int:
        row = len(self._row_of)
        if row >= max(MOST_ROWS, 2 * self._schools):
            row = self._row_of.pop(next(iter(self._row_of)))
            self._slots = None  # may name the row that went
        elif row == len(self._cost):
            more = max(row, 8)
            self._cost = np.concatenate((self._cost, np.empty((more, len(self._asked)), dtype=np.int32)))
            self._hard = np.concatenate((self._hard, np.empty((more, len(self._asked)), dtype=np.uint8)))
            self._whole = np.concatenate((self._whole, np.ones(more, dtype=np.bool_)))
            self._lane = np.concatenate((self._lane, np.empty(more, dtype=np.int32)))
            self._along = np.concatenate((self._along, np.empty((more, 2), dtype=np.int64)))
        self._cost[row], self._hard[row], self._whole[row] = made.cost_cm, made.hard, whole
        self._lane[row], self._along[row] = anchor.lane[0], (anchor.along_cm[0], anchor.away_cm[0])
        self._row_of[place] = row
        return row

    def _search(self, school: Anchors, reach_cm: float = np.inf) -> Row:
        if school.lane[0] < 0 or not len(self._asked):
            return row_of(np.full(len(self._asked), np.inf))
        graph = with_start(self.network, school)
        return row_of(dijkstra(graph, indices=self.network.side_count, limit=reach_cm)[self._asked])

    def _finish(self, row: int) -> None:
        """Search a row's whole network, where it was searched only so far."""
        if self._whole[row]:
            return
        place = next(place for place, at in self._row_of.items() if at == row)
        made = self._search(self._anchor(place))
        self._cost[row], self._hard[row], self._whole[row] = made.cost_cm, made.hard, True

    # --------------------------------------------------------------------------------------------------- looking up
    def nearest_server(self, points: Array, school_xy: FloatArray, servers: Array) -> tuple[LongArray, LongArray]:
        """Return the way to the nearest of a catchment's schools, and which of them it is.

        Parameters
        ----------
        points
            (N,) indices of points.
        school_xy
            (H, 2) float64, metres.
        servers
            (N, L) int32: the schools of each point's catchment, filled up with −1.

        Returns
        -------
        distance_cm, position
            (N,) int64 each, as :func:`piiri.distances.nearest_server`.
        """
        slots = self._slots_of(school_xy)
        nearest = self._to(points, school_xy, slots, servers[:, 0])
        which = np.zeros(len(points), dtype=np.int64)
        for column in range(1, servers.shape[1]):
            there = np.flatnonzero(servers[:, column] >= 0)
            if len(there):
                distance = self._to(points[there], school_xy, slots, servers[there, column])
                nearer = distance < nearest[there]
                there = there[nearer]
                nearest[there], which[there] = distance[nearer], column
        return nearest, which

    def from_places(self, xy: FloatArray, school_xy: FloatArray, servers: Array) -> LongArray:
        """Return about how far it is from any places, (N, 2) metres, to the nearest of their schools: the straight line
        times :data:`DETOUR`; (N,) int64 centimetres."""
        return np.rint(straight_line_cm(xy, school_xy, servers) * DETOUR).astype(np.int64)

    def on_network(self, points: Array, school_xy: FloatArray, school: Array) -> BoolArray:
        """Tell for which points a way on foot to a school each is known; the others are measured straight."""
        return np.asarray(self._best(points, self._slots_of(school_xy)[school])[0] < NOWHERE)

    def hard_crossings(self, points: Array, school_xy: FloatArray, school: Array) -> LongArray:
        """Return how many hard crossings lie on the way from each point to a school each; (N,) int64, 0 where no way is
        known."""
        cost, crossed = self._best(points, self._slots_of(school_xy)[school])
        return np.where(cost < NOWHERE, crossed, 0)

    def _slots_of(self, school_xy: FloatArray) -> IntArray:
        if self._slots is None or self._slots[0] is not school_xy:
            self._schools = max(self._schools, len(school_xy))
            places = self._places(school_xy)
            # one new place is a school on its way under the mouse; several are a dataset's, for good
            reach_cm = FIRST_REACH_CM if sum(place not in self._row_of for place in places) == 1 else np.inf
            slots = frozen([self._row(place, reach_cm) for place in places], np.int32)
            self._slots = school_xy, slots
        return self._slots[1]

    def _to(self, points: Array, school_xy: FloatArray, slots: IntArray, school: Array) -> LongArray:
        """(N,) int64 the way from each point to a school each, centimetres."""
        straight = school_xy[school] - self.xy[points]
        far = np.sqrt(straight[:, 0] * straight[:, 0] + straight[:, 1] * straight[:, 1]) * (DETOUR * 100.0)
        result = np.asarray(np.rint(far), dtype=np.int64)
        cost, crossed = self._best(points, slots[school])
        known = cost < NOWHERE
        result[known] = cost[known] - crossed[known] * round(self.network.hard_crossing_m * 100)
        return result

    def _best(self, points: Array, slot: IntArray) -> tuple[LongArray, LongArray]:
        """(N,) the cost of the best way from each point to the school of a row each, :data:`NOWHERE` for none; and its
        hard crossings."""
        lane = self.anchors.lane[points]
        if not len(self._asked):
            return np.full(len(points), NOWHERE, dtype=np.int64), np.zeros(len(points), dtype=np.int64)
        ends, to = self._ends[points], self.anchors.to_cm[points]
        first, second = self._cost[slot, ends[:, 0]], self._cost[slot, ends[:, 1]]
        if not self._whole.all() and self._finish_for(slot, lane, (first == NOWHERE) | (second == NOWHERE)):
            first, second = self._cost[slot, ends[:, 0]], self._cost[slot, ends[:, 1]]
        costs = first + to[:, 0], second + to[:, 1]
        cost = np.minimum(*costs)
        crossed = self._hard[slot, ends[np.arange(len(ends)), (costs[1] < costs[0]).astype(np.intp)]].astype(np.int64)
        same = np.flatnonzero(self._lane[slot] == lane)
        if len(same):  # both are along one lane: no junction need be passed
            along, away = self._along[slot[same]].T
            beside = np.abs(along - self.anchors.along_cm[points[same]]) + self.anchors.away_cm[points[same]] + away
            shorter = beside <= cost[same]
            cost[same], crossed[same] = np.minimum(cost[same], beside), np.where(shorter, 0, crossed[same])
        return np.where((first < NOWHERE) & (lane >= 0), cost, NOWHERE), crossed

    def _finish_for(self, slot: IntArray, lane: IntArray, unknown: BoolArray) -> bool:
        """Search further where an end of somebody's stretch was not reached, though a way leads there."""
        further = np.flatnonzero(unknown & ~self._whole[slot] & (lane >= 0))
        if not len(further):
            return False
        piece, school = self.network.piece, self._lane[slot[further]]
        rows = np.unique(slot[further][(school >= 0) & (piece[lane[further] // 2] == piece[school // 2])])
        for row in rows.tolist():
            self._finish(row)
        return bool(len(rows))


def with_start(network: WalkingNetwork, school: Anchors) -> csr_array:
    """Return the network's graph with one more node, from which the ways begin at a school."""
    graph, n = network.graph, network.side_count
    ends = school.sides[0]
    weights = np.maximum(school.to_cm[0], STEP)
    if ends[0] == ends[1]:  # a stretch that comes back to where it began
        ends, weights = ends[:1], weights.min(keepdims=True)
    return csr_array(
        (
            np.concatenate((graph.data, weights)),
            np.concatenate((graph.indices, ends.astype(graph.indices.dtype))),
            np.append(graph.indptr, graph.indptr[-1] + len(ends)),
        ),
        shape=(n + 1, n + 1),
    )


def row_of(weight: FloatArray) -> Row:
    """Return what the weights of ways say: their cost in whole centimetres, and how many hard crossings they have.

    >>> row = row_of(np.array([25_000 + 2.0**-8, np.inf]))
    >>> row.cost_cm.tolist() == [25_000, NOWHERE], row.hard.tolist()
    (True, [1, 0])
    """
    reached = np.isfinite(weight)
    whole = np.floor(np.where(reached, weight, 0.0))
    crossed = np.floor((np.where(reached, weight, 0.0) - whole) / CROSSED)
    return Row(np.where(reached, whole, NOWHERE).astype(np.int32), crossed.astype(np.uint8))
