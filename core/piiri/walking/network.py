"""The walking network: ways cut where they meet, and which side of a busy road one stands on.

**Stretches.** Ways meet where they have a point in the same centimetre; there they are cut. A *stretch* runs from one
such junction (or a loose end) to the next, with whatever bends lie between.

**Sides.** A busy road parts those who stand on its two sides. A junction on it therefore has as many *sides* as busy
stretches leave it, each between two of them as one turns round the junction; any other junction has one. A stretch that
is not busy joins a side with a side. A busy one has a *lane* along its left and one along its right. So whoever walks
along a busy road stays on one side of it, and whoever changes sides crosses it, at a junction and nowhere else.

**Crossings.** Crossing a busy stretch where nothing makes it safe is *hard*: it counts as so many metres more when the
best way is chosen, though not in the way's length. A bridge or a tunnel shares no point with what it passes, so it
needs no rule.

Lengths are whole centimetres, so that sums come out alike on every machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from ..model.arrays import Array, BoolArray, FloatArray, IntArray, LongArray, digest, frozen, ranges, to_cm
from ..model.ways import Ways

HARD_CROSSING_M = 200.0
"""So much longer a way may be that saves one hard crossing, metres. Illustrative: no municipality publishes one."""

CROSSED = 2.0**-8
"""What a hard crossing adds to the weight of a way beside its metres: under one centimetre, so that both can be read
from one sum. Sums of these are exact in float64: ways up to 100 km with up to 255 of them."""
STEP = 2.0**-20
"""The weight of a step that costs nothing: more than zero, which would be no link at all."""


@dataclass(frozen=True, eq=False)
class WalkingNetwork:
    """Stretches of ways, and the sides of the junctions they lead to.

    Attributes
    ----------
    xy
        (Q, 2) float64, metres: the bends of all stretches after one another.
    start
        (E + 1,) int32: stretch ``e`` is ``xy[start[e]:start[e + 1]]``.
    junctions
        (E, 2) int32: the junctions at its ends.
    length_cm
        (E,) int64.
    walkable, busy
        (E,) bool, as in :class:`piiri.model.ways.Ways`.
    name
        (E,) int32: index into ``names``, −1 for none.
    names
        What ways are called.
    sides
        (E, 2, 2) int32: the side at each end that its left lane and its right lane lead to (one and the same where it
        is not busy).
    crossings
        (X, 3) int32: two sides of one junction, and the busy stretch between them.
    hard
        (X,) bool: nothing makes the crossing safe.
    side_count
        How many sides there are.
    hard_crossing_m
        See :data:`HARD_CROSSING_M`.
    """

    xy: FloatArray
    start: IntArray
    junctions: IntArray
    length_cm: LongArray
    walkable: BoolArray
    busy: BoolArray
    name: IntArray
    names: tuple[str, ...]
    sides: IntArray
    crossings: IntArray
    hard: BoolArray
    side_count: int
    hard_crossing_m: float = HARD_CROSSING_M

    def __len__(self) -> int:
        return len(self.length_cm)

    @cached_property
    def links(self) -> tuple[IntArray, FloatArray, LongArray]:
        """Each step from side to side: (N, 2) int32 sides, (N,) weight, and (N,) int64 the lane (twice the stretch, one
        more for its right) or, for a crossing, −1 − its position. Of those between two sides only the lightest."""
        walked = np.flatnonzero(self.walkable)
        doubled = walked[self.busy[walked]]
        lanes = np.concatenate((2 * walked, 2 * doubled + 1))
        stretch, right = lanes // 2, lanes % 2
        sides = np.stack((self.sides[stretch, 0, right], self.sides[stretch, 1, right]), axis=1)
        dear = self.hard_crossing_m * 100.0 + CROSSED
        weight = np.concatenate((np.maximum(self.length_cm[stretch], STEP), np.where(self.hard, dear, STEP)))
        sides = np.concatenate((sides, self.crossings[:, :2]))
        what = np.concatenate((lanes, -1 - np.arange(len(self.crossings))))
        sides.sort(axis=1)
        order = np.lexsort((what, weight, sides[:, 1], sides[:, 0]))
        sides, weight, what = sides[order], weight[order], what[order]
        first = np.ones(len(sides), dtype=np.bool_)
        first[1:] = (sides[1:] != sides[:-1]).any(axis=1)
        first &= sides[:, 0] != sides[:, 1]
        return frozen(sides[first], np.int32), frozen(weight[first], np.float64), frozen(what[first], np.int64)

    @cached_property
    def graph(self) -> csr_array:
        """The sides as a graph, both ways; the weights are those of :attr:`links`."""
        (sides, weight, _), n = self.links, self.side_count
        a, b = sides.T
        return csr_array((np.tile(weight, 2), (np.concatenate((a, b)), np.concatenate((b, a)))), shape=(n, n))

    @cached_property
    def piece(self) -> IntArray:
        """(E,) int32: the connected piece of each walkable stretch, the longest first; −1 for any other."""
        if not len(self):
            return frozen(np.zeros(0), np.int32)
        label = connected_components(self.graph, directed=False)[1]
        own = label[self.sides[:, 0, 0]]
        length = np.bincount(own[self.walkable], weights=self.length_cm[self.walkable], minlength=int(label.max()) + 1)
        rank = np.empty(len(length), dtype=np.int32)
        rank[np.lexsort((np.arange(len(length)), -length))] = np.arange(len(length))
        return frozen(np.where(self.walkable, rank[own], -1), np.int32)

    @cached_property
    def piece_length_m(self) -> FloatArray:
        """(number of pieces,) the length of each connected piece, metres, the longest first."""
        own = self.piece[self.walkable]
        length = np.bincount(own, weights=self.length_cm[self.walkable] / 100.0)
        return frozen(length[: int(own.max(initial=-1)) + 1], np.float64)

    @cached_property
    def usable(self) -> BoolArray:
        """(E,) True for what can be walked and belongs to a piece with a tenth of the longest one's length or more: a
        loose path in a park is no way to school."""
        length = self.piece_length_m
        large = np.append(length * 10 >= length[0] if len(length) else length, False).astype(np.bool_)
        return frozen(large[self.piece], np.bool_)

    @cached_property
    def lines(self) -> tuple[IntArray, Array, shapely.STRtree]:
        """The usable stretches: (U,) int32, (U,) as lines, and these in a tree."""
        stretches = np.flatnonzero(self.usable)
        first, last = self.start[stretches], self.start[stretches + 1]
        owner = np.repeat(np.arange(len(stretches)), last - first)
        lines = np.asarray(shapely.linestrings(self.xy[ranges(first, last)], indices=owner))
        return frozen(stretches, np.int32), lines, shapely.STRtree(lines)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of all that distances rest on."""
        return digest(
            (
                self.xy,
                self.start,
                self.junctions,
                self.walkable,
                self.busy,
                self.crossings,
                self.hard,
                self.hard_crossing_m,
            )
        )

    def lane_of(self, stretch: int, right: bool) -> int:
        """Return the lane along a stretch: twice the stretch, and one more for the right of a busy one."""
        return 2 * stretch + int(right and bool(self.busy[stretch]))


def network_of(ways: Ways, hard_crossing_m: float = HARD_CROSSING_M) -> WalkingNetwork:
    """Return the network that ways make.

    Parameters
    ----------
    ways
        Those that may neither be walked nor part anyone are passed over.
    hard_crossing_m
        See :data:`HARD_CROSSING_M`.

    Examples
    --------
    >>> from ..model.ways import ways_of
    >>> cross = [np.array([[0.0, 0], [5, 0], [10, 0]]), np.array([[5.0, 5], [5, 0], [5, -5]])]
    >>> network_of(ways_of(cross)).length_cm.tolist()
    [500, 500, 500, 500]
    """
    stretches = _cut(ways)
    own, walkable, busy = _drawn_once(stretches, ways)
    start, points = stretches["start"], ranges(stretches["start"][own], stretches["start"][own + 1])
    kept = {
        "xy": stretches["xy"][points],
        "start": np.concatenate(([0], np.cumsum(np.diff(start)[own]))),
        "junctions": stretches["junctions"][own],
        "place": stretches["place"],
        "busy": busy,
    }
    sides = _sides(kept, _safe_junctions(stretches, ways.safe))
    return WalkingNetwork(
        xy=frozen(kept["xy"], np.float64),
        start=frozen(kept["start"], np.int32),
        junctions=frozen(kept["junctions"], np.int32),
        length_cm=frozen(stretches["length_cm"][own], np.int64),
        walkable=frozen(walkable, np.bool_),
        busy=frozen(busy, np.bool_),
        name=frozen(ways.name[stretches["way"][own]], np.int32),
        names=ways.names,
        sides=frozen(sides["sides"], np.int32),
        crossings=frozen(sides["crossings"], np.int32),
        hard=frozen(sides["hard"], np.bool_),
        side_count=int(sides["count"][0]),
        hard_crossing_m=hard_crossing_m,
    )


def _drawn_once(stretches: Mapping[str, Array], ways: Ways) -> tuple[LongArray, BoolArray, BoolArray]:
    """The stretches without those that lie upon another one, and whether each may be walked, or is busy, by any of
    them: files overlap, and some draw a road once a direction."""
    xy, start, way = stretches["xy"], stretches["start"], stretches["way"]
    count = len(way)
    ends = np.sort(stretches["junctions"], axis=1)
    alike = np.unique(np.column_stack((ends, stretches["length_cm"])), axis=0, return_inverse=True)[1].ravel()
    first = np.arange(count)
    seen: dict[tuple[int, bytes], int] = {}
    for stretch in np.flatnonzero(np.bincount(alike)[alike] > 1).tolist() if count else ():
        drawn = xy[start[stretch] : start[stretch + 1]]
        shape = min(drawn.tobytes(), drawn[::-1].tobytes())
        first[stretch] = seen.setdefault((int(alike[stretch]), shape), stretch)
    walkable, busy = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    np.logical_or.at(walkable, first, ways.walkable[way])
    np.logical_or.at(busy, first, ways.busy[way])
    own = np.flatnonzero(first == np.arange(count))
    return own, walkable[own], busy[own]


def _cut(ways: Ways) -> dict[str, Array]:
    """The ways cut at the places they share."""
    way = np.repeat(np.arange(len(ways)), np.diff(ways.start))
    useful = (ways.walkable | ways.busy)[way]
    cm, way = to_cm(ways.xy[useful]), way[useful]
    kept = np.ones(len(way), dtype=np.bool_)
    kept[1:] = (way[1:] != way[:-1]) | (cm[1:] != cm[:-1]).any(axis=1)
    cm, way = cm[kept], way[kept]
    first = np.ones(len(way), dtype=np.bool_)
    first[1:] = way[1:] != way[:-1]
    last = np.append(first[1:], True)[: len(way)]
    alone = first & last  # a way of no length
    cm, way, first, last = cm[~alone], way[~alone], first[~alone], last[~alone]
    low = cm.min(axis=0) if len(cm) else np.zeros(2, dtype=np.int64)
    _, kept_point, of_point = np.unique(_along_a_curve(cm - low), return_index=True, return_inverse=True)
    place = cm[kept_point]
    meets = np.bincount(of_point, minlength=len(place)) > 1
    meets[of_point[first | last]] = True
    cut = meets[of_point]
    junction = np.full(len(place), -1, dtype=np.int64)
    junction[meets] = np.arange(int(meets.sum()))
    at = np.flatnonzero(cut)
    begins = at[:-1][~last[at[:-1]]] if len(at) else at
    ends = at[1:][~first[at[1:]]] if len(at) else at
    points = ranges(begins, ends + 1)
    start = np.concatenate(([0], np.cumsum(ends - begins + 1)))
    steps = np.diff(cm[points], axis=0).astype(np.float64)
    # whole millimetres a step, so that sums are exact in any order
    mm = np.rint(np.sqrt(steps[:, 0] * steps[:, 0] + steps[:, 1] * steps[:, 1]) * 10.0).astype(np.int64)
    between = start[1:-1] - 1  # from one stretch to the next is no step
    mm[between] = 0
    total = np.concatenate(([0], np.cumsum(mm)))
    length = total[start[1:] - 1] - total[start[:-1]]
    return {
        "xy": cm[points] / 100.0,
        "start": start,
        "junctions": np.stack((junction[of_point[begins]], junction[of_point[ends]]), axis=1),
        "length_cm": (length + 5) // 10,
        "way": way[begins],
        "place": place[meets],
    }


def _along_a_curve(cm: LongArray) -> LongArray:
    """A number for each place, (N, 2) from 0 up, that is near for places near one another: the bits of both coordinates
    in turn (Morton 1966). Junctions in this order make a search of the network twice as fast, for what it looks at next
    lies near in memory."""
    spread = cm.astype(np.uint64)
    for shift, mask in _SPREAD:
        spread = (spread | spread << shift) & mask
    return np.asarray(spread[:, 0] | spread[:, 1] << np.uint64(1))


_SPREAD = tuple(
    (np.uint64(shift), np.uint64(mask))
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    )
)


def _safe_junctions(stretches: Mapping[str, Array], safe: FloatArray) -> BoolArray:
    """(J,) True for junctions where something makes crossing safe."""
    here = stretches["place"]
    wanted = to_cm(safe)
    keys = {(x, y) for x, y in wanted.tolist()}
    return np.array([(x, y) in keys for x, y in here.tolist()], dtype=np.bool_)


def _sides(stretches: Mapping[str, Array], safe: BoolArray) -> dict[str, Array]:
    """The sides of all junctions, what each stretch's lanes lead to, and the crossings between sides."""
    junctions, start, xy, busy = (stretches[key] for key in ("junctions", "start", "xy", "busy"))
    count, edges = len(stretches["place"]), len(junctions)
    # every stretch leaves two junctions: at its first end, and backwards at its last
    leaves = junctions.T.ravel()
    stretch = np.tile(np.arange(edges), 2)
    origin = np.concatenate((start[:-1], start[1:] - 1))
    towards = np.concatenate((start[:-1] + 1, start[1:] - 2))
    way = xy[towards] - xy[origin]
    angle = np.arctan2(way[:, 1], way[:, 0])
    order = np.lexsort((stretch, angle, leaves))
    node, parts = leaves[order], busy[stretch[order]]
    per_node = np.bincount(node, weights=parts, minlength=count).astype(np.int64)
    first_side = np.concatenate(([0], np.cumsum(np.maximum(per_node, 1))))
    passed = np.cumsum(parts)
    begin = np.searchsorted(node, np.arange(count))
    before = np.concatenate(([0], passed))[begin]
    rank = passed - before[node] - 1  # of the busy stretch passed last as one turns; −1: none yet, so the last one
    many = np.maximum(per_node[node], 1)
    after = np.where(per_node[node] > 0, rank % many, 0)  # the side to the left of what leaves
    ahead = np.where(parts, (after - 1) % many, after)  # the side to its right
    left_of, right_of = np.empty(2 * edges, dtype=np.int64), np.empty(2 * edges, dtype=np.int64)
    left_of[order], right_of[order] = first_side[node] + after, first_side[node] + ahead
    sides = np.empty((edges, 2, 2), dtype=np.int64)
    sides[:, 0, 0], sides[:, 0, 1] = left_of[:edges], right_of[:edges]
    # at its last end a stretch is seen backwards: its left lane comes in on the right of what leaves there
    sides[:, 1, 0], sides[:, 1, 1] = right_of[edges:], left_of[edges:]
    parting = np.flatnonzero(parts & (per_node[node] > 1))
    halves = order[parting]
    crossings = np.stack((left_of[halves], right_of[halves], stretch[halves]), axis=1)
    return {
        "sides": sides,
        "crossings": crossings,
        "hard": ~safe[node[parting]] if len(parting) else np.zeros(0, dtype=np.bool_),
        "count": first_side[-1:],
    }
