"""Exact questions about segments on whole centimetres."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..model.arrays import Array, BoolArray, LongArray


def turn(o: Array, p: Array, q: Array) -> LongArray:
    """Return the sign of the turn o -> p -> q: 1 to the left, −1 to the right, 0 straight.

    >>> int(turn(np.array([0, 0]), np.array([1, 0]), np.array([1, 1])))
    1
    """
    cross = (p[..., 0] - o[..., 0]) * (q[..., 1] - o[..., 1]) - (p[..., 1] - o[..., 1]) * (q[..., 0] - o[..., 0])
    return np.asarray(np.sign(cross))


def between(p: Array, q: Array, r: Array) -> BoolArray:
    """Tell whether r, known to be on the line p-q, lies between p and q, ends included."""
    inside = (np.minimum(p, q) <= r) & (r <= np.maximum(p, q))
    return np.asarray(inside[..., 0] & inside[..., 1])


def clash(cm: LongArray, new: Array, old: Array) -> bool:
    """Tell whether any new segment meets any other elsewhere than in an end that both share.

    Parameters
    ----------
    cm
        (V, 2) int64 places of the corners.
    new, old
        (N, 2) and (M, 2) indices of corners; segments of ``new`` are compared with one another too.
    """
    return meet_wrongly(new, cm[new], old, cm[old])


def meet_wrongly(new: Array, new_cm: LongArray, old: Array, old_cm: LongArray) -> bool:
    """As :func:`clash`, where each segment brings the places of its ends, (N, 2, 2) and (M, 2, 2)."""
    others, others_cm = np.concatenate((old, new)), np.concatenate((old_cm, new_cm))
    which, whom = near_pairs(new_cm[:, 0], new_cm[:, 1], others_cm[:, 0], others_cm[:, 1])
    (u, v), (s, t) = new[which].T, others[whom].T
    from_start, to_end = u == s, v == t
    crosswise, back = u == t, v == s
    shared = from_start | to_end | crosswise | back
    # a segment does not clash with itself
    bent = np.flatnonzero(shared & ~((from_start & to_end) | (crosswise & back)))
    if len(bent):
        # on one line from a shared end: they lie upon one another where they go the same way
        rows = np.arange(len(bent))
        mine = (to_end | back)[bent].astype(np.int64)
        theirs = (to_end | crosswise)[bent].astype(np.int64)
        one, other = new_cm[which[bent]], others_cm[whom[bent]]
        common = one[rows, mine]
        dx, dy = (one[rows, 1 - mine] - common).T
        ex, ey = (other[rows, 1 - theirs] - common).T
        if ((dx * ey == dy * ex) & (dx * ex + dy * ey > 0)).any():
            return True
    alone = np.flatnonzero(~shared)
    if not len(alone):
        return False
    one, other = new_cm[which[alone]], others_cm[whom[alone]]
    p, q, a, b = one[:, 0], one[:, 1], other[:, 0], other[:, 1]
    side_a, side_b, side_p, side_q = turn(p, q, a), turn(p, q, b), turn(a, b, p), turn(a, b, q)
    if ((side_a * side_b < 0) & (side_p * side_q < 0)).any():
        return True
    for side, start, end, place in ((side_a, p, q, a), (side_b, p, q, b), (side_p, a, b, p), (side_q, a, b, q)):
        on = np.flatnonzero(side == 0)
        if len(on) and between(start[on], end[on], place[on]).any():
            return True
    return False


def near_pairs(p: Array, q: Array, a: Array, b: Array) -> tuple[LongArray, LongArray]:
    """Return which segments p-q (N) and a-b (M) have boxes that meet, as two arrays of indices, by the first.

    Column by column: numpy takes longer to ask whether both of two are true than to compare."""
    near = np.ones((len(p), len(a)), dtype=np.bool_)
    for axis in (0, 1):
        low, high = np.minimum(p[:, axis], q[:, axis]), np.maximum(p[:, axis], q[:, axis])
        near &= low[:, None] <= np.maximum(a[:, axis], b[:, axis])
        near &= high[:, None] >= np.minimum(a[:, axis], b[:, axis])
    which, whom = np.nonzero(near)
    return which, whom


def crossing(p: tuple[int, int], q: tuple[int, int], a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
    """Return where segments p-q and a-b, known to cross, do so: the nearest whole centimetre, halves upwards.

    In Python's integers, so that no machine rounds it another way.

    >>> crossing((0, 0), (10, 0), (5, -5), (5, 5))
    (5, 0)
    """
    dx, dy, ex, ey = q[0] - p[0], q[1] - p[1], b[0] - a[0], b[1] - a[1]
    below = dx * ey - dy * ex
    above = (a[0] - p[0]) * ey - (a[1] - p[1]) * ex
    if below < 0:
        below, above = -below, -above
    return (
        p[0] + (2 * above * dx + below) // (2 * below),
        p[1] + (2 * above * dy + below) // (2 * below),
    )


def twice_area(places: Sequence[tuple[int, int]]) -> int:
    """Return twice the signed area of a ring, positive where it runs counter-clockwise.

    In Python's integers: a ring has a handful of corners, for which numpy takes longer to begin than this to end.

    >>> twice_area([(0, 0), (10, 0), (0, 10)])
    100
    """
    double = 0
    x, y = places[-1]
    for to_x, to_y in places:
        double += x * to_y - to_x * y
        x, y = to_x, to_y
    return double


def in_triangle(points: LongArray, a: Array, b: Array, c: Array) -> BoolArray:
    """Tell which points lie in the triangle a, b, c or on its sides."""
    sides = np.stack([turn(u[None], v[None], points) for u, v in ((a, b), (b, c), (c, a))])
    box = ((points >= np.minimum(np.minimum(a, b), c)) & (points <= np.maximum(np.maximum(a, b), c))).all(axis=1)
    return np.asarray(((sides >= 0).all(axis=0) | (sides <= 0).all(axis=0)) & box)
