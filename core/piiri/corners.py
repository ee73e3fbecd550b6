"""May a corner stand there? An exact answer from its neighbourhood alone.

A coverage stays valid when the edges at the moved corner touch no other edge of the faces around it (the outside is
one of them) except at their shared ends, no other corner changes sides, and no ring is turned inside out: then every
face stays a valid polygon, and since each edge is walked once in either direction, the faces cover each point once.
All three are decided on whole centimetres. So the whole coverage need not be checked when the corner is released;
that is the tests' slow oracle."""

from __future__ import annotations

import numpy as np

from .assignment import crosses
from .errors import EditRejected
from .i18n import N_
from .model.arrays import Array, BoolArray, IntArray, LongArray, distinct, in_sorted, on_grid, to_cm
from .model.coverage import OUTSIDE, Coverage


def check_corner(coverage: Coverage, vertex: int, x_m: float, y_m: float) -> None:
    """Refuse a place where the blocks would overlap.

    Parameters
    ----------
    coverage
        A valid coverage.
    vertex
        Index of the corner.
    x_m, y_m
        The place asked for, metres.

    Raises
    ------
    EditRejected
        ``corner-on-corner`` or ``crossing-border``.
    """
    t = coverage.topology
    around = t.edges_of_vertex(vertex)
    ends = t.edges[around]
    other = np.where(ends[:, 0] == vertex, ends[:, 1], ends[:, 0])
    old, new = to_cm(coverage.vertices[vertex]), to_cm(on_grid((x_m, y_m)))
    far = to_cm(coverage.vertices[other])
    fan = np.vstack((far, old, new))
    low, high = fan.min(axis=0), fan.max(axis=0)

    candidates = t.edges_of_faces(t.faces_of_vertex(vertex))
    candidates = candidates[~in_sorted(candidates, np.sort(around))]
    ends = t.edges[candidates]
    cm = to_cm(coverage.vertices[ends])
    near = ((cm.min(axis=1) <= high) & (cm.max(axis=1) >= low)).all(axis=1)
    ends, cm = ends[near], cm[near]

    corners = distinct(np.concatenate((ends.ravel(), other)))
    corners = corners[corners != vertex]
    corners_cm = to_cm(coverage.vertices[corners])
    if (corners_cm == new).all(axis=1).any():
        raise EditRejected(
            "corner-on-corner",
            N_("The corner would lie on another corner."),
            N_("Move it a little further."),
            corner=vertex,
        )
    shares_end = (ends[:, :, None] == other).any(axis=1)
    crossing = _meets(np.broadcast_to(new, far.shape), far, cm[:, 0], cm[:, 1], shares_end)
    if crossing or not _keeps_sides(coverage, vertex, around, corners, corners_cm, far, old, new):
        raise EditRejected(
            "crossing-border",
            N_("The border would cross another border."),
            N_("Keep the corner inside its neighbouring blocks."),
            corner=vertex,
        )


def _turn(o: Array, p: Array, q: Array) -> LongArray:
    """Sign of the turn o -> p -> q: 1 to the left, −1 to the right, 0 straight."""
    cross = (p[..., 0] - o[..., 0]) * (q[..., 1] - o[..., 1]) - (p[..., 1] - o[..., 1]) * (q[..., 0] - o[..., 0])
    return np.asarray(np.sign(cross))


def _keeps_sides(
    coverage: Coverage,
    vertex: int,
    around: IntArray,
    corners: IntArray,
    cm: LongArray,
    far: LongArray,
    old: LongArray,
    new: LongArray,
) -> bool:
    """Tell whether no ring is turned inside out and no other corner comes to lie on another side of a face's border."""
    t = coverage.topology
    both = crosses(cm, np.concatenate((far, far)), np.repeat((old, new), len(far), axis=0))
    flips = both[:, : len(far)] ^ both[:, len(far) :]
    left, right = t.left[around], t.right[around]
    for face in {*left.tolist(), *right.tolist()} - {OUTSIDE}:
        mine = (left == face) ^ (right == face)
        jumped = set(corners[np.logical_xor.reduce(flips[:, mine], axis=1)].tolist())
        for ring in t.rings_of(face):
            members = t.ring_vertex[t.ring_start[ring] : t.ring_start[ring + 1]]
            at = np.flatnonzero(members == vertex)
            if len(at):
                jumped.difference_update(members.tolist())
                ring_cm = to_cm(coverage.vertices[members]) - new
                follower = np.concatenate((ring_cm[1:], ring_cm[:1]))
                crossed = ring_cm[:, 0] * follower[:, 1] - follower[:, 0] * ring_cm[:, 1]
                # about the new place as the origin, the two sides that meet there add nothing
                before, now = int(crossed.sum()), int(crossed.sum() - crossed[at].sum() - crossed[at - 1].sum())
                if (before > 0) - (before < 0) != (now > 0) - (now < 0):
                    return False
        if jumped:
            return False
    return True


def _meets(p: Array, q: LongArray, a: LongArray, b: LongArray, shares_end: BoolArray) -> bool:
    """Tell whether any segment p-q touches any segment a-b other than in the end they share.

    ``shares_end`` (M, D) is True where segment a-b ends in q.
    """
    if not len(a):
        return False
    p, q, a, b = p[None], q[None], a[:, None, :], b[:, None, :]
    side_a, side_b = _turn(p, q, a), _turn(p, q, b)
    side_p, side_q = _turn(a, b, p), _turn(a, b, q)
    proper = (side_a * side_b < 0) & (side_p * side_q < 0)
    touch = (
        ((side_a == 0) & _between(p, q, a))
        | ((side_b == 0) & _between(p, q, b))
        | ((side_p == 0) & _between(a, b, p))
        | ((side_q == 0) & _between(a, b, q))
    )
    # sharing the far end, they may meet there and nowhere else: only lying upon one another is wrong
    along = (side_a == 0) & (side_b == 0)
    free = np.where((q == a).all(axis=2)[..., None], b, a)
    upon = along & (_between(p, q, free[..., :]) | _between(a, b, p))
    return bool(((proper | touch) & ~shares_end).any() or (upon & shares_end).any())


def _between(p: Array, q: Array, r: Array) -> BoolArray:
    """Tell whether r, known to be on the line p-q, lies between p and q, ends included."""
    return np.asarray(((np.minimum(p, q) <= r) & (r <= np.maximum(p, q))).all(axis=-1))
