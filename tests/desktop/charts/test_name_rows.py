"""Names under bars: whole, on two lines, never over one another."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from piiri_desktop.charts.name_rows import place_names

LIMITS = (0.0, 600.0)


def test_neighbours_alternate() -> None:
    placed = place_names([50, 100, 150, 200], [60] * 4, [0, 1, 2, 3], LIMITS)
    assert [(name.position, name.line) for name in placed] == [(0, 0), (1, 1), (2, 0), (3, 1)]


def test_the_less_important_is_left_out() -> None:
    placed = place_names([50, 60, 70], [60] * 3, [2, 0, 1], LIMITS)
    assert [name.position for name in placed] == [0, 2]


def test_a_name_at_the_end_is_pushed_inwards() -> None:
    (placed,) = place_names([595], [100], [0], LIMITS)
    assert (placed.left, placed.right) == (500, 600)


@given(st.lists(st.floats(10, 150), min_size=1, max_size=40), st.randoms())
def test_names_never_touch_and_the_first_is_always_there(widths: list[float], random: object) -> None:
    centres = [600 * (i + 0.5) / len(widths) for i in range(len(widths))]
    ranked = list(range(len(widths)))
    random.shuffle(ranked)
    placed = place_names(centres, widths, ranked, LIMITS)
    assert ranked[0] in [name.position for name in placed]
    for line in (0, 1):
        row = [name for name in placed if name.line == line]
        row.sort(key=lambda name: name.left)
        assert all(a.right + 6 <= b.left for a, b in pairwise(row))
    assert all(name.left >= 0 and name.right <= 600 for name in placed)
