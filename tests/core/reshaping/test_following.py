"""A line drawn by hand along lines: it holds on to them, ends where it was drawn, and stays near what was drawn."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.reshaping.following import DrawnLine, LinesIn, Place

REACH = 9.0


def lines_of(*wkts: str, kinds: tuple[str, ...] = ()) -> LinesIn:
    """All segments of some lines, wherever one looks."""
    found, names = [], []
    for i, wkt in enumerate(wkts):
        xy = shapely.get_coordinates(shapely.from_wkt(wkt))
        found += list(pairwise(xy.tolist()))
        names += [kinds[i] if kinds else "line"] * (len(xy) - 1)
    ends = np.array(found, dtype=np.float64).reshape(-1, 2, 2)
    return lambda box: (ends, names)


def drawn(lines: LinesIn, places: list[Place], simplify_m: float = 0.0) -> DrawnLine:
    line = DrawnLine(places[0], REACH, lines, simplify_m)
    for place in places[1:]:
        line.add(place)
    return line


def along(*places: Place, step: float = 4.0, shake: float = 0.0, seed: int = 1) -> list[Place]:
    """A hand that goes from place to place."""
    rng, found = np.random.default_rng(seed), [places[0]]
    for a, b in pairwise(places):
        n = max(1, round(float(np.hypot(b[0] - a[0], b[1] - a[1])) / step))
        for i in range(1, n + 1):
            dx, dy = rng.uniform(-shake, shake, 2)
            found.append((a[0] + (b[0] - a[0]) * i / n + dx, a[1] + (b[1] - a[1]) * i / n + dy))
    return found


def whole(line: DrawnLine, end: Place | None = None) -> list[Place]:
    return [place for run in line.led(end) for place in run.places]


def test_it_goes_round_the_corner_with_the_line_it_follows() -> None:
    lines = lines_of("LINESTRING(0 0,100 0,100 100)")
    line = drawn(lines, along((0, 40), (0, 4), (96, 3), (104, 100), (140, 100), shake=2.0))
    runs = line.led((140.0, 100.0))
    assert [run.kind for run in runs] == ["", "line", ""]
    followed = runs[1].places
    assert (100.0, 0.0) in followed
    assert len(followed) == 3, "only the corner between the place it takes hold and the place it lets go"


def test_a_line_that_is_crossed_is_not_followed() -> None:
    lines = lines_of("LINESTRING(0 0,100 0)")
    assert [run.kind for run in drawn(lines, along((50, -60), (55, 60), shake=1.0)).led()] == [""]


def test_of_two_ways_the_one_that_the_hand_takes() -> None:
    lines = lines_of("LINESTRING(0 0,60 0,60 60)", "LINESTRING(60 0,120 0)", "LINESTRING(60 0,60 -60)")
    for last in ((60, 60), (120, 0), (60, -60)):
        places = along((0, 0), (58, 2), (last[0] + 2, last[1] - 2), shake=2.0)
        found = whole(drawn(lines, places), (float(last[0]), float(last[1])))
        assert found == [(0.0, 0.0), (60.0, 0.0), last], last


def test_a_hand_that_trembles_and_looks_into_a_side_street_leaves_no_spur() -> None:
    lines = lines_of("LINESTRING(0 0,50 0,100 0)", "LINESTRING(50 0,50 80)")
    places = along((0, 0), (49, 1), (50, 7), (50, 2), (46, 1), (60, 2), (100, 0), step=2.0)
    assert whole(drawn(lines, places), (100.0, 0.0)) == [(0.0, 0.0), (50.0, 0.0), (100.0, 0.0)]


def test_it_never_jumps_to_a_corner_far_away() -> None:
    """A street runs along for a while and turns off: the line lets it go there."""
    lines = lines_of("LINESTRING(-500 0,60 0,60 -400)")
    runs = drawn(lines, along((0, 2), (140, 2))).led((140.0, 2.0))
    assert [run.kind for run in runs] == ["", "line", ""]
    assert max(abs(y) for run in runs for _, y in run.places) <= 2.0 + REACH


def test_what_is_drawn_freely_is_left_alone() -> None:
    line = DrawnLine((0.0, 2.0), REACH, lines_of("LINESTRING(0 0,100 0)"))
    for place in along((0, 2), (100, 2))[1:]:
        line.add(place, freely=True)
    assert [run.kind for run in line.led()] == [""]


def test_two_upon_one_another_are_one_and_the_first_names_it() -> None:
    lines = lines_of("LINESTRING(0 0,100 0)", "LINESTRING(100 0,0 0)", kinds=("border", "road"))
    assert {run.kind for run in drawn(lines, along((0, 0), (100, 0), shake=2.0)).led((100.0, 0.0))} == {"border"}


def grid(rng: np.random.Generator) -> list[list[list[float]]]:
    """A crooked net of streets, some missing."""
    n, size = 5, 40.0
    at = np.stack(np.meshgrid(np.arange(n), np.arange(n)), axis=-1) * size + rng.uniform(-12, 12, (n, n, 2))
    at = np.round(at, 2)
    found = []
    for i in range(n):
        for j in range(n):
            for k, m in ((i + 1, j), (i, j + 1)):
                if k < n and m < n and rng.random() < 0.85:
                    found.append([at[i, j].tolist(), at[k, m].tolist()])
    return found


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), turns=st.integers(1, 6), shake=st.floats(0, 5), step=st.floats(1.5, 25))
def test_near_what_was_drawn_from_end_to_end_and_no_new_crossing(
    seed: int, turns: int, shake: float, step: float
) -> None:
    rng = np.random.default_rng(seed)
    ends = np.array(grid(rng))
    lines: LinesIn = lambda box: (ends, ["line"] * len(ends))  # noqa: E731
    knees = [(float(x), float(y)) for x, y in rng.uniform(0, 160, (turns + 1, 2))]
    places = along(*knees, step=step, shake=shake, seed=seed)
    line = drawn(lines, places, simplify_m=1.0)
    runs = line.led(places[-1])
    led = [place for run in runs for place in run.places]
    assert led[0] == places[0]
    assert led[-1] == places[-1]
    hand, made = shapely.linestrings(places), shapely.linestrings(led if len(led) > 1 else led * 2)
    # all of it within the reach of what was drawn; what is free may be simplified by 1 m more
    assert shapely.distance(shapely.points(shapely.get_coordinates(shapely.segmentize(made, 0.5))), hand).max() <= (
        REACH + 1.0 + 1e-6
    )
    # no place of the hand is left far away, but where it turns back on itself: to and fro on a line is left out
    ways = np.diff(np.array(knees), axis=0)
    if (np.sum(ways[1:] * ways[:-1], axis=1) >= 0).all():
        far = shapely.distance(shapely.points(places), made)
        longest = max(np.hypot(*np.diff(np.array(places), axis=0).T))
        assert far.max() <= 1.5 * REACH + longest + 1.0
    if shapely.is_simple(hand):
        assert shapely.is_simple(made)
    # what is followed runs on the lines, through their corners
    streets = shapely.multilinestrings(list(map(shapely.linestrings, ends)))
    for run in runs:
        if run.kind and len(run.places) > 1:
            on = shapely.get_coordinates(shapely.segmentize(shapely.linestrings(run.places), 1.0))
            assert shapely.distance(shapely.points(on), streets).max() < 1e-6
            assert len(set(run.places)) == len(run.places), "to and fro"


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), shake=st.floats(0, 4))
def test_a_walk_along_streets_comes_out_as_those_streets(seed: int, shake: float) -> None:
    """Whoever draws along streets, trembling, gets their corners: the oracle is the walk itself."""
    rng = np.random.default_rng(seed)
    n = 4
    at = np.stack(np.meshgrid(np.arange(n), np.arange(n)), axis=-1) * 90.0 + rng.uniform(-15, 15, (n, n, 2))
    pairs = [((i, j), (i + 1, j)) for i in range(n - 1) for j in range(n)]
    pairs += [((i, j), (i, j + 1)) for i in range(n) for j in range(n - 1)]
    ends = np.array([[at[a], at[b]] for a, b in pairs])
    i = j = 0
    walk = [(0, 0)]
    while i < n - 1 or j < n - 1:
        i, j = (i + 1, j) if j == n - 1 or (i < n - 1 and rng.random() < 0.5) else (i, j + 1)
        walk.append((i, j))
    corners = [(float(at[each][0]), float(at[each][1])) for each in walk]
    places = along(*corners, shake=shake, seed=seed)
    line = drawn(lambda box: (ends, ["line"] * len(ends)), [corners[0], *places[1:]])
    led = whole(line, corners[-1])
    assert led == corners
