"""Shares in whole percents."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from piiri_desktop.panels.shares import fractions, percents, with_one_more, with_percent, without

some_shares = st.lists(st.floats(0.01, 1.0), min_size=1, max_size=8)


@given(some_shares)
def test_they_add_up_and_are_as_near_as_whole_numbers_can_be(shares: list[float]) -> None:
    found = percents(shares)
    assert sum(found) == 100 and min(found) >= 1
    exact = [share / sum(shares) * 100 for share in shares]
    if min(exact) >= 1:
        assert all(abs(a - b) < 1 for a, b in zip(found, exact, strict=True))
    assert abs(sum(fractions(found)) - 1) < 1e-12


@given(some_shares, st.data(), st.integers(-5, 200))
def test_one_is_set_and_the_others_give_way(shares: list[float], data: st.DataObject, wanted: int) -> None:
    before = percents(shares)
    at = data.draw(st.integers(0, len(before) - 1))
    after = with_percent(before, at, wanted)
    assert sum(after) == 100 and min(after) >= 1 and len(after) == len(before)
    if 1 <= wanted <= 100 - (len(before) - 1) and len(before) > 1:
        assert after[at] == wanted
    assert with_percent(before, at, before[at]) == before


@given(some_shares, st.data())
def test_one_more_and_one_fewer(shares: list[float], data: st.DataObject) -> None:
    before = percents(shares)
    more = with_one_more(before)
    assert sum(more) == 100 and min(more) >= 1 and len(more) == len(before) + 1
    at = data.draw(st.integers(0, len(more) - 1))
    fewer = without(more, at)
    assert sum(fewer) == 100 and min(fewer) >= 1 and len(fewer) == len(before)
