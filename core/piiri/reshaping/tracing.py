"""The pieces of one block: its rings and the segments of a line inside it, walked round with the block on the left."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ..assignment import crosses
from ..model.arrays import LongArray
from ..model.remade import Ring
from .segments import twice_area


class Corners(Protocol):
    """Where corners stand, in whole centimetres."""

    def place(self, corner: int) -> tuple[int, int]:
        """Return the place of one corner."""

    def places(self, corners: Sequence[int]) -> LongArray:
        """Return (n, 2) int64 places of corners."""


Pair = tuple[int, int]


def pieces(corners: Corners, rings: list[Ring], segments: list[Pair]) -> tuple[list[list[Ring]], set[frozenset[int]]]:
    """Return the pieces that segments cut a block into.

    Parameters
    ----------
    corners
        Where corners stand.
    rings
        The block's rings, with a corner wherever a segment meets them.
    segments
        Segments inside the block, as pairs of corners; they meet the rings and one another in shared corners only.

    Returns
    -------
    pieces, needless
        The rings of each piece, an outer one first; and, where segments lead to nothing (from an outer ring to a hole,
        say, without coming back), these: then the pieces are empty and must be asked for again without them.
    """
    if not segments:
        return [list(rings)], set()
    arcs = _arcs(rings, segments)
    whole = [ring for ring in rings if arcs.keys().isdisjoint(ring.corners)]
    traced = _walk(corners, arcs)
    needless: set[frozenset[int]] = set()
    for loop in traced:
        if len(loop) > 2 and len(set(loop)) == len(loop):
            continue  # there and back again one comes to a corner twice
        steps = {(u, v) for u, v in zip(loop, (*loop[1:], loop[0]), strict=True)}
        needless |= {frozenset(step) for step in steps if step[::-1] in steps}
    if needless:
        return [], needless
    outer: list[list[int]] = []
    holes: list[list[int]] = []
    for loop in itertools.chain.from_iterable(map(_simple, traced)):
        (outer if twice_area(list(map(corners.place, loop))) > 0 else holes).append(loop)
    untouched = [ring.corners for ring in whole if ring.outer]
    found: list[list[Ring]] = [[Ring(tuple(loop), True)] for loop in (*outer, *untouched)]
    touched = set(range(len(outer)))
    for i, hole in enumerate((*holes, *(ring.corners for ring in whole if not ring.outer))):
        home = smallest_around(corners, found, hole)
        found[home].append(Ring(tuple(hole), False))
        if i < len(holes):  # a closed line inside cuts a piece out of it
            touched.add(home)
    # islands that no segment cuts stay with the largest piece, so that they stay one block
    cut = [piece for i, piece in enumerate(found) if i in touched]
    islands = [piece for i, piece in enumerate(found) if i not in touched]
    if cut and islands:
        largest = max(range(len(cut)), key=lambda i: (twice_area([corners.place(c) for c in cut[i][0].corners]), -i))
        for island in islands:
            cut[largest] += island
        return cut, set()
    return found, set()


def _arcs(rings: list[Ring], segments: list[Pair]) -> dict[int, list[list[int]]]:
    """Rows of corners from junction to junction, by the junction they leave: parts of rings one way, chains of segments
    both ways."""
    beside: dict[int, list[int]] = {}
    for u, v in segments:
        beside.setdefault(u, []).append(v)
        beside.setdefault(v, []).append(u)
    on_ring = set().union(*(ring.corners for ring in rings))
    junctions = {c for c, around in beside.items() if c in on_ring or len(around) != 2}
    arcs: dict[int, list[list[int]]] = {}
    for ring in rings:
        at = [i for i, corner in enumerate(ring.corners) if corner in junctions]
        for first, last in zip(at, (*at[1:], *at[:1]), strict=True):
            if last > first:
                arc = list(ring.corners[first : last + 1])
            else:
                arc = [*ring.corners[first:], *ring.corners[: last + 1]]
            arcs.setdefault(arc[0], []).append(arc)
    done: set[frozenset[int]] = set()
    for start in sorted(junctions):
        for step in sorted(beside[start]):
            if frozenset((start, step)) in done:
                continue
            arc = [start, step]
            while arc[-1] not in junctions:
                a, b = beside[arc[-1]]
                arc.append(b if a == arc[-2] else a)
            done.update(frozenset(pair) for pair in itertools.pairwise(arc))
            arcs.setdefault(start, []).append(arc)
            arcs.setdefault(arc[-1], []).append(arc[::-1])
    # a closed line inside the block has no junction: any corner of it is one
    for u, v in segments:
        if frozenset((u, v)) not in done:
            arc = [u, v]
            while arc[-1] != u:
                a, b = beside[arc[-1]]
                arc.append(b if a == arc[-2] else a)
            done.update(frozenset(pair) for pair in itertools.pairwise(arc))
            arcs.setdefault(u, []).extend((arc, arc[::-1]))
    return arcs


def _simple(loop: list[int]) -> list[list[int]]:
    """A closed row of corners as rows that come to each corner once: a hole may touch the ring around it."""
    if len(set(loop)) == len(loop):
        return [loop]
    found: list[list[int]] = []
    row: list[int] = []
    at: dict[int, int] = {}
    for corner in loop:
        if corner in at:
            since = at[corner]
            found.append(row[since:])
            for passed in row[since:]:
                del at[passed]
            del row[since:]
        at[corner] = len(row)
        row.append(corner)
    return [*found, row]


def _walk(corners: Corners, arcs: dict[int, list[list[int]]]) -> list[list[int]]:
    """Closed rows of corners with the inside on the left: at each junction the next arc clockwise from where one came.

    Directions are compared as angles in floating point. Two of them differ by more than 1e-15 of a turn while blocks
    are smaller than a hundred kilometres, so the order is the exact one."""
    leaving: dict[int, list[tuple[float, int]]] = {}
    table: list[list[int]] = []
    for junction, rows in arcs.items():
        for row in rows:
            leaving.setdefault(junction, []).append((_direction(corners, junction, row[1]), len(table)))
            table.append(row)
    loops = []
    unused = set(range(len(table)))
    while unused:
        arc = min(unused)
        loop: list[int] = []
        while arc in unused:
            unused.remove(arc)
            row = table[arc]
            loop += row[:-1]
            end = row[-1]
            came = _direction(corners, end, row[-2])
            # the first one clockwise; the way back itself only where there is no other
            arc = min(leaving[end], key=lambda item: ((came - item[0]) % math.tau or math.tau, item[1]))[1]
        loops.append(loop)
    return loops


def _direction(corners: Corners, origin: int, goal: int) -> float:
    (x, y), (to_x, to_y) = corners.place(origin), corners.place(goal)
    return math.atan2(to_y - y, to_x - x)


def smallest_around(corners: Corners, found: list[list[Ring]], hole: Sequence[int]) -> int:
    """The piece whose outer ring is the smallest that holds a hole."""
    mine = set(hole)
    best, smallest = 0, None
    for i, piece in enumerate(found):
        ring = piece[0].corners
        if set(ring) == mine:
            continue
        cm = corners.places(ring) * 2
        middle = corners.places(hole[:2]).sum(axis=0, keepdims=True)
        inside = crosses(middle, cm, np.roll(cm, -1, axis=0)).sum() % 2 == 1
        area = twice_area([corners.place(c) for c in ring])
        if inside and (smallest is None or area < smallest):
            best, smallest = i, area
    return best
