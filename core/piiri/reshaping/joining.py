"""Pieces of a block joined again, where nothing needs the split."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, IntArray, LongArray, frozen, to_cm
from ..model.coverage import Coverage, Topology
from ..model.plan import Plan
from ..model.refacing import Refacing, refaced, rings_of
from ..model.remade import Ring
from .segments import twice_area
from .splitting import block_of
from .tracing import smallest_around


def needless_splits(plan: Plan) -> tuple[tuple[int, ...], ...]:
    """Return the pieces that can be joined: of one block, edge to edge, equal catchments at every stage, not locked.

    Returns
    -------
    Each group of pieces, ascending, by their lowest index.
    """
    t = plan.coverage.topology
    by_block = _pieces_by_block(t)
    if not by_block:
        return ()
    held = plan.locked_face | np.append(plan.locked_catchment, False)[plan.catchment_of_face].any(axis=0)
    groups = []
    for pieces in by_block.values():
        free = [face for face in pieces if not held[face]]
        groups += [group for group in _touching(plan, free) if len(group) > 1]
    label = np.full(plan.coverage.face_count, -1, dtype=np.int64)
    for number, group in enumerate(groups):
        label[list(group)] = number
    touching = _touching_themselves(t, label)
    return tuple(sorted(group for number, group in enumerate(groups) if number not in touching))


@lru_cache(maxsize=2)
def _pieces_by_block(t: Topology) -> dict[str, list[int]]:
    """The pieces of every block that was split, ascending. Asked for after every step, most of which split nothing."""
    found: dict[str, list[int]] = defaultdict(list)
    for face, key in enumerate(t.face_ids):
        if "~" in key:
            found[block_of(key)].append(face)
    for block, pieces in found.items():
        if block in t.face_index:
            pieces.append(t.face_index[block])
        pieces.sort()
    return dict(found)


def _touching_themselves(t: Topology, label: LongArray) -> set[int]:
    """The labels of faces (−1: none) that together would touch themselves in a corner."""
    of = np.append(label, -1)
    left, right = of[t.left], of[t.right]
    edges = np.flatnonzero(left != right)
    found = []
    for side in (left[edges], right[edges]):
        own = side >= 0
        found.append(np.column_stack((np.repeat(side[own], 2), t.edges[edges[own]].ravel())))
    names, times = np.unique(np.concatenate(found), axis=0, return_counts=True)
    return set(names[times > 2, 0].tolist())


def _touching(plan: Plan, faces: list[int]) -> list[tuple[int, ...]]:
    """Groups of faces that edges join and that have equal catchments."""
    t, table = plan.coverage.topology, plan.catchment_of_face
    rest, groups = set(faces), []
    while rest:
        group, front = [], [min(rest)]
        rest.remove(front[0])
        while front:
            face = front.pop()
            group.append(face)
            for other in t.neighbours(face).tolist():
                if other in rest and np.array_equal(table[:, other], table[:, face]):
                    rest.remove(other)
                    front.append(other)
        groups.append(tuple(sorted(group)))
    return groups


def joined(plan: Plan, faces: Array) -> tuple[Coverage, IntArray]:
    """Return the coverage with some pieces of one block joined into one.

    Parameters
    ----------
    plan
        Gives blocks and their catchments.
    faces
        Two pieces or more.

    Returns
    -------
    coverage, kept
        The coverage now, and (F now,) int32 which block before each one is; the joined one is the first of ``faces`` by
        id, with the block's own id where that is among them.

    Raises
    ------
    EditRejected
        ``not-of-one-block``, ``needed-split``, ``apart`` or ``touches-itself``.
    """
    coverage = plan.coverage
    t = coverage.topology
    wanted = np.unique(np.asarray(faces, dtype=np.int64))
    ids = [t.face_ids[face] for face in wanted]
    if len(wanted) < 2 or len({block_of(key) for key in ids}) > 1:
        raise EditRejected(
            "not-of-one-block",
            N_("Only pieces of one block can be joined."),
            N_("Choose two pieces or more that were split from the same block."),
            blocks=", ".join(ids),
        )
    if (plan.catchment_of_face[:, wanted] != plan.catchment_of_face[:, wanted[:1]]).any():
        raise EditRejected(
            "needed-split",
            N_("The pieces of block {block} belong to different catchments."),
            N_("Give them to one catchment first."),
            block=block_of(ids[0]),
        )
    if len(_touching(plan, wanted.tolist())) > 1:
        raise EditRejected(
            "apart",
            N_("The pieces of block {block} do not touch."),
            N_("Choose pieces with a common border."),
            block=block_of(ids[0]),
        )
    label = np.full(coverage.face_count, -1, dtype=np.int64)
    label[wanted] = 0
    if _touching_themselves(t, label):
        raise EditRejected(
            "touches-itself",
            N_("The joined pieces of block {block} would touch themselves in one corner."),
            N_("Leave a piece there out, or join the one between them too."),
            block=block_of(ids[0]),
        )
    keeper = int(wanted[min(range(len(ids)), key=lambda i: (len(ids[i]), ids[i]))])
    rings, lonely = _outline(coverage, wanted)
    gone = tuple(int(face) for face in wanted if face != keeper)
    made = refaced(coverage, Refacing({keeper: rings}, dropped_faces=gone, dropped_corners=lonely))
    kept = np.array([t.face_index[key] for key in made.face_ids], dtype=np.int32)
    return made, frozen(kept, np.int32)


def _outline(coverage: Coverage, faces: Array) -> tuple[list[Ring], tuple[int, ...]]:
    """The rings around some faces together, and the corners inside that no ring uses any more."""
    t = coverage.topology
    steps: dict[int, list[int]] = defaultdict(list)
    corners: set[int] = set()
    own = {int(face) for face in faces}
    inner = {
        (int(a), int(b))
        for edge in t.edges_of_faces(faces)
        if int(t.left[edge]) in own and int(t.right[edge]) in own
        for a, b in [t.edges[edge]]
    }
    for face in sorted(own):
        for ring in rings_of(t, face):
            for u, v in zip(ring.corners, (*ring.corners[1:], ring.corners[0]), strict=True):
                corners.update((u, v))
                if (min(u, v), max(u, v)) not in inner:
                    steps[u].append(v)
    loops = _loops(coverage, steps)
    used = {corner for loop in loops for corner in loop}
    lonely = tuple(sorted(c for c in corners - used if {int(f) for f in t.faces_of_vertex(c)} <= own))
    corners_of = _Corners(coverage)
    outer = [loop for loop in loops if twice_area([corners_of.place(c) for c in loop]) > 0]
    shells: list[list[Ring]] = [[Ring(tuple(loop), True)] for loop in outer]
    for loop in loops:
        if twice_area([corners_of.place(c) for c in loop]) <= 0:
            shells[smallest_around(corners_of, shells, loop)].append(Ring(tuple(loop), False))
    return [ring for shell in shells for ring in shell], lonely


class _Corners:
    def __init__(self, coverage: Coverage) -> None:
        self._coverage = coverage

    def place(self, corner: int) -> tuple[int, int]:
        x, y = to_cm(self._coverage.vertices[corner]).tolist()
        return x, y

    def places(self, corners: Sequence[int]) -> LongArray:
        return to_cm(self._coverage.vertices[np.asarray(corners)])


def _loops(coverage: Coverage, steps: dict[int, list[int]]) -> list[list[int]]:
    """Closed rows of corners; where a row comes back to a corner it has been at, that part is a ring of its own."""
    loops = []
    starts = sorted(steps)
    for start in starts:
        while steps[start]:
            row = [start]
            while True:
                onward = steps[row[-1]]
                following = onward.pop(_sharpest(coverage, row, onward))
                if following in row:
                    at = row.index(following)
                    loops.append(row[at:])
                    row = row[: at + 1]
                    if at == 0:
                        break
                else:
                    row.append(following)
    return loops


def _sharpest(coverage: Coverage, row: list[int], onward: list[int]) -> int:
    """Which way on is the next clockwise from where the row came; the first where it came from nowhere."""
    if len(onward) == 1 or len(row) == 1:
        return min(range(len(onward)), key=lambda i: onward[i])
    here = to_cm(coverage.vertices[row[-1]])
    back = np.arctan2(*(to_cm(coverage.vertices[row[-2]]) - here)[::-1])
    angles = [np.arctan2(*(to_cm(coverage.vertices[v]) - here)[::-1]) for v in onward]
    return min(range(len(onward)), key=lambda i: (float((back - angles[i]) % (2 * np.pi)) or 7.0, onward[i]))
