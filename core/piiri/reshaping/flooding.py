"""What a line parts, inside a catchment and outside it, found by flooding from the blocks beside the line.

Blocks hang together over edges that are neither on the line nor on the catchment's border. All parts are flooded at the
same pace, and those that meet are one; the last one that is not full need not be filled, unless its size is asked for.
So a step costs what the line cuts off, not what the catchment has."""

from __future__ import annotations

import math
from collections import Counter, deque

import numpy as np

from ..assignment import holds
from ..model.arrays import Array, BoolArray, IntArray, frozen, to_cm
from ..model.coverage import OUTSIDE, Coverage
from ..model.plan import Plan


class Flood:
    """The parts of the blocks on one side of a catchment's border that lie beside a line.

    Parameters
    ----------
    coverage
        The blocks, split along the line.
    mine
        (F,) True for the blocks of the catchment.
    along
        (A,) the line's edges.
    inside
        True for the parts of the catchment, False for those outside it.

    Attributes
    ----------
    part
        The part of each block reached so far, by block; see :meth:`root`.
    at_border
        Blocks reached that touch the catchment's border.
    left
        Parts that lead out of the blocks to stay within.
    """

    def __init__(self, coverage: Coverage, mine: BoolArray, along: IntArray, *, inside: bool) -> None:
        self.coverage, self._mine, self._inside = coverage, mine.tobytes(), inside  # a byte is asked for faster
        left, right = coverage.topology.sides_of(along)
        beside = np.concatenate((left, right))
        beside = beside[beside >= 0]
        self.pairs = list(zip(left.tolist(), right.tolist(), strict=True))
        self._line = Counter(pair for a, b in self.pairs for pair in ((a, b), (b, a)))
        self.part = {face: face for face in beside[mine[beside] == inside].tolist()}
        self._above = dict(self.part)
        self._waiting = {face: deque((face,)) for face in self.part}
        self.at_border: set[int] = set()
        self.left: set[int] = set()
        self._within: frozenset[int] | None = None

    def root(self, part: int) -> int:
        """Return the part that a part has become one with."""
        above = self._above
        while above[part] != part:
            above[part] = above[above[part]]
            part = above[part]
        return part

    @property
    def parts(self) -> list[int]:
        """The parts there are, ascending."""
        return sorted(part for part, above in self._above.items() if part == above)

    @property
    def unfilled(self) -> list[int]:
        """The parts of which not all blocks are known."""
        return list(self._waiting)

    def fill(self, until: int, goal: int = OUTSIDE) -> None:
        """Flood until only so many parts are not full, or a block is reached."""
        while len(self._waiting) > until and goal not in self.part:
            for part in list(self._waiting):
                if part in self._waiting:  # it may have become one with another meanwhile
                    self._step(part)

    def stay_within(self, faces: frozenset[int]) -> None:
        """Follow no part beyond some blocks from now on; :attr:`left` names those that lead out of them."""
        self._within = faces
        for face, part in self.part.items():
            if face not in faces:
                self.left.add(self.root(part))
        for part in self.left:
            self._waiting.pop(part, None)

    def _step(self, part: int) -> None:
        waiting = self._waiting[part]
        if not waiting:
            del self._waiting[part]
            return
        face = waiting.popleft()
        for beyond, edges in self.coverage.topology.around(face):
            if beyond == OUTSIDE:
                continue
            if self._mine[beyond] != self._inside:
                self.at_border.add(face)
            elif edges > self._line.get((face, beyond), 0):
                known = self.part.get(beyond)
                if known is not None:
                    part = self._joined(part, self.root(known))
                elif self._within is not None and beyond not in self._within:
                    self.left.add(part)
                else:
                    self.part[beyond] = part
                    self._waiting[part].append(beyond)
        if part in self.left:  # it hangs together with the rest: nothing more needs to be known
            self._waiting.pop(part, None)

    def _joined(self, part: int, other: int) -> int:
        """Make two parts one, and return it."""
        if part == other:
            return part
        first, second = min(part, other), max(part, other)
        self._above[second] = first
        waiting = self._waiting.pop(second, deque())
        self._waiting.setdefault(first, deque()).extend(waiting)
        if second in self.left:
            self.left.add(first)
        return first

    def faces(self, part: int) -> IntArray:
        """Return the blocks of a part, ascending."""
        return frozen(sorted(face for face, known in self.part.items() if self.root(known) == part), np.int32)

    def largest(self, parts: list[int]) -> int:
        """Return the largest of some parts, all of them full; of equals the one whose first block comes first."""
        faces = {part: self.faces(part) for part in parts}
        area = {part: math.fsum(self.coverage.of_faces("areas_m2", faces[part]).tolist()) for part in parts}
        return max(parts, key=lambda part: (area[part], -faces[part][0]))


def cut_off(plan: Plan, coverage: Coverage, catchment: int, mine: BoolArray, along: IntArray) -> list[IntArray]:
    """Return the parts of a catchment that a line cuts off from the part that stays: the one that holds a school of the
    catchment, else the largest.

    Parameters
    ----------
    plan
        Where the schools stand.
    coverage
        The blocks, split along the line.
    catchment
        Index of the catchment; −1 for the blocks without one.
    mine
        (F,) True for the blocks of the catchment.
    along
        The line's edges.
    """
    flood = Flood(coverage, mine, along, inside=True)
    flood.fill(1)
    parted = [parts for parts in _parted(flood) if len(parts) > 1]
    if not parted:
        return []
    teaching = _teaching(plan, coverage, catchment, mine, flood)
    leaving = []
    for parts in parted:
        stays = [part for part in parts if part in teaching]
        if not stays or stays[0] not in flood.unfilled:
            flood.fill(0)
        stays = stays or [flood.largest(parts)]
        leaving += [flood.faces(part) for part in parts if part not in stays]
    return leaving


def _teaching(plan: Plan, coverage: Coverage, catchment: int, mine: BoolArray, flood: Flood) -> set[int]:
    """The parts in which a school of the catchment stands."""
    if catchment < 0:
        return set()
    found = set()
    for school in plan.schools.xy[plan.catchments.schools_of(catchment)]:
        near = coverage.faces_meeting(school, school)
        for face in near[mine[near]].tolist():
            if holds(coverage, face, to_cm(school[None]))[0]:
                flood.fill(0, face)
                if face in flood.part:
                    found.add(flood.root(flood.part[face]))
    return found


def _parted(flood: Flood) -> list[list[int]]:
    """The parts beside the line, those together that hung together before the line parted them."""
    whole = {part: {part} for part in flood.parts}
    for a, b in flood.pairs:
        if a in flood.part and b in flood.part:
            together = whole[flood.root(flood.part[a])] | whole[flood.root(flood.part[b])]
            whole.update(dict.fromkeys(together, together))
    return [sorted(parts) for part, parts in sorted(whole.items()) if part == min(parts)]


def enclosed(coverage: Coverage, mine: BoolArray, along: IntArray) -> IntArray:
    """Return the blocks outside a catchment that a line encloses together with its border.

    What hangs together with blocks beyond the box around the catchment and the line is not enclosed.

    Parameters
    ----------
    coverage, mine, along
        As for :func:`cut_off`.
    """
    flood = Flood(coverage, mine, along, inside=False)
    flood.fill(1)
    if len(flood.parts) < 2:  # the line separates nothing
        return frozen([], np.int32)
    flood.stay_within(_box(coverage, mine, along))
    flood.fill(0)
    touched = flood.parts
    at_border = {flood.root(flood.part[face]) for face in flood.at_border}
    elsewhere = [part for part in touched if part in flood.left]
    inner = [part for part in touched if part not in flood.left and part in at_border]
    if not elsewhere and len(inner) == len(touched):
        if len(inner) > 1:
            inner.remove(flood.largest(inner))
        else:
            inner = []
    return frozen(np.sort(np.concatenate([flood.faces(part) for part in inner])) if inner else [], np.int32)


def _box(coverage: Coverage, mine: BoolArray, along: IntArray) -> frozenset[int]:
    """The blocks that meet the box around a catchment and the blocks beside a line."""
    beside: Array = np.concatenate(coverage.topology.sides_of(along))
    boxes = coverage.of_faces("bounds", np.concatenate((np.flatnonzero(mine), beside[beside >= 0])))
    return frozenset(coverage.faces_meeting(boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)).tolist())
