"""Which blocks of two coverages are the same, by id and by shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ..assignment import assign
from ..model.arrays import Array, FloatArray, IntArray, LongArray, frozen, ranges
from ..model.coverage import OUTSIDE, Coverage
from ..reshaping.splitting import block_of

SLIVER_SHARE = 0.1
"""Pieces that share less of the smaller one's ground do not stand for each other."""


def same_id(one: Coverage, other: Coverage) -> IntArray:
    """Return for each block of ``other`` the block of ``one`` that has its id, (F,) int32; −1 where none has."""
    if one.topology is other.topology or one.face_ids == other.face_ids:
        return frozen(np.arange(other.face_count), np.int32)
    index = one.topology.face_index
    return frozen([index.get(key, -1) for key in other.face_ids], np.int32)


def same_shape(one: Coverage, other: Coverage) -> IntArray:
    """Return for each block of ``other`` the block of ``one`` with its id and exactly its corners; −1 where none has.

    A block whose ring begins at another corner counts as another shape: who asks looks at it once more.
    """
    match = np.array(same_id(one, other))
    if one is other:
        return frozen(match, np.int32)
    mine = np.flatnonzero(match >= 0)
    starts, lengths = zip(*(_spans(coverage) for coverage in (one, other)), strict=True)
    b = mine[lengths[0][match[mine]] == lengths[1][mine]]
    a, length = match[b], lengths[1][b]
    corners = [
        _rings(coverage)[ranges(start[faces], start[faces] + length)]
        for coverage, start, faces in ((one, starts[0], a), (other, starts[1], b))
    ]
    differ = (corners[0] != corners[1]).any(axis=1)
    alike = np.ones(len(b), dtype=bool)
    alike[np.repeat(np.arange(len(b)), length)[differ]] = False
    match[np.setdiff1d(mine, b[alike], assume_unique=True)] = -1
    return frozen(match, np.int32)


def _spans(coverage: Coverage) -> tuple[LongArray, LongArray]:
    """Where each block's corners begin in ``ring_vertex``, and how many there are."""
    t = coverage.topology
    ring = np.searchsorted(t.face_of_ring, np.arange(coverage.face_count + 1))
    bounds = t.ring_start[ring].astype(np.int64)
    return bounds[:-1], np.diff(bounds)


def _rings(coverage: Coverage) -> FloatArray:
    """(P, 3): the corners of all rings, and 1 where a ring begins."""
    begins = np.zeros(len(coverage.topology.ring_vertex))
    begins[coverage.topology.ring_start[:-1]] = 1
    return np.column_stack((coverage.ring_coordinates, begins))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Blocks of two coverages that stand for each other.

    Attributes
    ----------
    before, after
        (P,) int32: the block of each coverage, −1 where there is none. Sorted by ``after``.
    id_of_before
        (P,) bool: True where the pair is known by the id of its ``before``, because several blocks were joined.
    """

    before: IntArray
    after: IntArray
    id_of_before: Array

    def ids(self, one: Coverage, other: Coverage) -> tuple[str, ...]:
        """Return what each pair is called."""
        return tuple(
            one.face_ids[f] if by_before else other.face_ids[g]
            for f, g, by_before in zip(self.before, self.after, self.id_of_before, strict=True)
        )


def pairs(one: Coverage, other: Coverage) -> Pairs:
    """Return which block of ``one`` each block of ``other`` stands for.

    A block goes with the one of its id. One that the other coverage does not know, because it was split off or joined
    to a neighbour, goes with the block in which its middle lies there. Where both split a block along other lines,
    pieces of one id are not the same ground: then each goes with all on which it lies.
    """
    before = np.array(same_id(one, other))
    after = np.arange(other.face_count)
    cut = _cut_otherwise(one, other, before)
    before[cut] = -2
    new = np.flatnonzero(before == -1)
    before[new] = _block_at(one, other, new)
    gone = np.setdiff1d(np.arange(one.face_count), before)
    before, after = before[before != -2], after[before != -2]
    if len(cut):
        pieces = _cut_otherwise(other, one, np.array(same_id(other, one)))
        lying = _on_each_other(one, other, pieces, cut)
        before, after = np.concatenate((before, lying[0])), np.concatenate((after, lying[1]))
        gone = np.setdiff1d(gone, pieces)
    by_before = np.append(np.zeros(len(before), dtype=bool), np.ones(len(gone), dtype=bool))
    before = np.concatenate((before, gone))
    after = np.concatenate((after, _block_at(other, one, gone)))
    order = np.argsort(after, kind="stable")
    return Pairs(frozen(before[order], np.int32), frozen(after[order], np.int32), by_before[order])


def _cut_otherwise(one: Coverage, other: Coverage, same: IntArray) -> IntArray:
    """The blocks of ``other`` that are pieces of what both have in pieces, but not in the same ones."""
    if one.topology is other.topology:
        return frozen([], np.int32)
    in_pieces = [{block_of(key) for key in each.face_ids if block_of(key) != key} for each in (one, other)]
    both = in_pieces[0] & in_pieces[1]
    if not both:
        return frozen([], np.int32)
    mine = [f for f, key in enumerate(other.face_ids) if block_of(key) in both]
    shaped = same_shape(one, other)
    differ = {block_of(other.face_ids[f]) for f in mine if same[f] < 0 or shaped[f] < 0}
    here, there = ({key for key in each.face_ids if block_of(key) in both} for each in (one, other))
    differ |= {block_of(key) for key in here ^ there}
    return frozen([f for f in mine if block_of(other.face_ids[f]) in differ], np.int32)


def _on_each_other(one: Coverage, other: Coverage, before: IntArray, after: IntArray) -> tuple[Array, Array]:
    """Pairs of pieces that share much of their ground; slivers along a corner that was moved are none."""
    a, b = one.polygons(before), other.polygons(after)
    i, j = shapely.STRtree(b).query(a)
    shared = shapely.area(shapely.intersection(a[i], b[j]))
    much = shared >= SLIVER_SHARE * np.minimum(shapely.area(a)[i], shapely.area(b)[j])
    for at, count in ((i, len(a)), (j, len(b))):
        # whatever its shape, each has one with which it shares most
        most = np.zeros(count)
        np.maximum.at(most, at, shared)
        much |= (shared == most[at]) & (shared > 0)
    return before[i[much]], after[j[much]]


def _block_at(there: Coverage, coverage: Coverage, faces: Array) -> IntArray:
    """Return the block of ``there`` that holds the middle of some blocks of ``coverage``."""
    if not len(faces):
        return frozen([], np.int32)
    middles = shapely.get_coordinates(shapely.point_on_surface(coverage.polygons(faces)))
    west, south = middles.min(axis=0)
    east, north = middles.max(axis=0)
    b = there.bounds
    near = (b[:, 0] <= east) & (b[:, 2] >= west) & (b[:, 1] <= north) & (b[:, 3] >= south)
    return assign(there, middles, np.flatnonzero(near)) if near.any() else np.full(len(faces), OUTSIDE, dtype=np.int32)
