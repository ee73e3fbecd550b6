"""Exact questions about segments, against fractions and shapely."""

from __future__ import annotations

from fractions import Fraction
from math import floor

import numpy as np
import shapely
from hypothesis import assume, example, given
from hypothesis import strategies as st

from piiri.reshaping.segments import between, clash, crossing, in_triangle, turn, twice_area

NEAR = st.integers(-6, 6)
FAR = st.integers(-(10**7), 10**7)
"""A municipality is less than 100 km wide: 10**7 cm either way of its middle."""


def place(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[int, int]]:
    return st.tuples(numbers, numbers)


def places(n: int, numbers: st.SearchStrategy[int] = NEAR) -> st.SearchStrategy[list[tuple[int, int]]]:
    return st.lists(place(numbers), min_size=n, max_size=n)


def exact_turn(o: tuple[int, int], p: tuple[int, int], q: tuple[int, int]) -> int:
    cross = (p[0] - o[0]) * (q[1] - o[1]) - (p[1] - o[1]) * (q[0] - o[0])
    return (cross > 0) - (cross < 0)


@given(st.one_of(places(3), places(3, FAR)))
def test_turn(three: list[tuple[int, int]]) -> None:
    o, p, q = map(np.array, three)
    assert int(turn(o, p, q)) == exact_turn(*three)
    assert int(turn(p, o, q)) == -exact_turn(*three)


@given(places(3))
def test_between_on_a_line(three: list[tuple[int, int]]) -> None:
    assume(exact_turn(*three) == 0)
    p, q, r = three
    assert bool(between(*map(np.array, three))) == shapely.LineString([p, q]).distance(shapely.Point(r)).__eq__(0.0)


def two_that_cross(numbers: st.SearchStrategy[int]) -> st.SearchStrategy[list[tuple[int, int]]]:
    """A place, and two ends of segments through it either way, so that most of them cross."""
    steps = st.integers(1, 50)
    ends = st.tuples(place(numbers), place(st.integers(-9, 9)), place(st.integers(-9, 9)), st.tuples(*[steps] * 4))
    return ends.map(
        lambda t: [(t[0][0] + w * s[0] + i % 2, t[0][1] + w * s[1]) for i, (s, w) in enumerate(_arms(t[1], t[2], t[3]))]
    )


def _arms(d: tuple[int, int], e: tuple[int, int], s: tuple[int, ...]) -> list[tuple[tuple[int, int], int]]:
    return [(d, s[0]), (d, -s[1]), (e, s[2]), (e, -s[3])]


@given(two_that_cross(st.one_of(NEAR, FAR)))
@example([(0, 0), (10, 10), (0, 1), (1, 0)])
@example([(0, 0), (3, 1), (1, 1), (1, 0)])
def test_crossing_is_the_nearest_whole_centimetre(four: list[tuple[int, int]]) -> None:
    p, q, a, b = four
    sides = [exact_turn(p, q, a) * exact_turn(p, q, b), exact_turn(a, b, p) * exact_turn(a, b, q)]
    assume(sides == [-1, -1])
    d, e = ((v[0] - u[0], v[1] - u[1]) for u, v in ((p, q), (a, b)))
    along = Fraction((a[0] - p[0]) * e[1] - (a[1] - p[1]) * e[0], d[0] * e[1] - d[1] * e[0])
    exact = p[0] + along * d[0], p[1] + along * d[1]
    found = crossing(p, q, a, b)
    assert found == tuple(floor(value + Fraction(1, 2)) for value in exact)
    # whichever way either is walked
    assert found == crossing(q, p, a, b) == crossing(p, q, b, a)


def meet_elsewhere(cm: list[tuple[int, int]], one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two segments meet elsewhere than in a corner that both end in, by shapely on small whole numbers."""
    if set(one) == set(other):
        return False
    met = shapely.LineString([cm[i] for i in one]).intersection(shapely.LineString([cm[i] for i in other]))
    shared = {cm[i] for i in set(one) & set(other)}
    return not (met.is_empty or (met.geom_type == "Point" and (met.x, met.y) in shared))


@given(st.lists(place(NEAR), min_size=4, max_size=8, unique=True), st.data())
def test_clash(cm: list[tuple[int, int]], data: st.DataObject) -> None:
    corner = st.integers(0, len(cm) - 1)
    segment = st.tuples(corner, corner).filter(lambda pair: pair[0] != pair[1])
    new = data.draw(st.lists(segment, min_size=1, max_size=4))
    old = data.draw(st.lists(segment, max_size=4))
    wanted = any(meet_elsewhere(cm, one, other) for i, one in enumerate(new) for other in [*new[i + 1 :], *old])
    assert clash(np.array(cm), np.array(new), np.array(old, dtype=np.int64).reshape(-1, 2)) == wanted


@given(places(4))
def test_in_triangle(four: list[tuple[int, int]]) -> None:
    point, a, b, c = four
    triangle = shapely.convex_hull(shapely.MultiPoint([a, b, c]))
    found = in_triangle(np.array([point]), *map(np.array, (a, b, c)))[0]
    assert bool(found) == triangle.intersects(shapely.Point(point))


@given(st.lists(place(FAR), min_size=3, max_size=9))
def test_twice_area(ring: list[tuple[int, int]]) -> None:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    assert twice_area(ring) == sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)
