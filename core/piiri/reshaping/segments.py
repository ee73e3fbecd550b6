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
    others = np.vstack((old, new))
    which, whom = near_pairs(cm[new[:, 0]], cm[new[:, 1]], cm[others[:, 0]], cm[others[:, 1]])
    first, second = new[which], others[whom]
    # a segment does not clash with itself
    straight = (first[:, 0] == second[:, 0]) & (first[:, 1] == second[:, 1])
    same = straight | (first[:, 0] == second[:, 1]) & (first[:, 1] == second[:, 0])
    first, second = first[~same], second[~same]
    p, q, a, b = cm[first[:, 0]], cm[first[:, 1]], cm[second[:, 0]], cm[second[:, 1]]
    side_a, side_b, side_p, side_q = turn(p, q, a), turn(p, q, b), turn(a, b, p), turn(a, b, q)
    meets = (side_a * side_b < 0) & (side_p * side_q < 0)
    alone = np.ones(len(first), dtype=np.bool_)
    for mine, theirs in ((0, 0), (0, 1), (1, 0), (1, 1)):
        shared = first[:, mine] == second[:, theirs]
        alone &= ~shared
        pairs = np.flatnonzero(shared)
        common = cm[first[pairs, mine]]
        end, other_end = cm[first[pairs, 1 - mine]], cm[second[pairs, 1 - theirs]]
        # on one line from a shared end: they lie upon one another where they go the same way
        same_way = ((end - common) * (other_end - common)).sum(axis=1) > 0
        if (same_way & (turn(common, end, other_end) == 0)).any():
            return True
    touch = (
        ((side_a == 0) & between(p, q, a))
        | ((side_b == 0) & between(p, q, b))
        | ((side_p == 0) & between(a, b, p))
        | ((side_q == 0) & between(a, b, q))
    )
    return bool(((meets | touch) & alone).any())


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
