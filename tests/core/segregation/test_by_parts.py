"""D and H of many parts at once against sums written out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.segregation import (
    LIVE,
    dissimilarity,
    dissimilarity_by_parts,
    indices_by_parts,
    information_by_parts,
    information_index,
)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 90), st.integers(0, 90)), min_size=1, max_size=9), min_size=1, max_size=5
    )
)
def test_parts_at_once_equal_one_by_one(parts: list[list[tuple[int, int]]]) -> None:
    start = np.cumsum([0, *(len(part) for part in parts)])[:-1]
    table = np.array([row for part in parts for row in part])
    d = dissimilarity_by_parts(table[:, :1], table[:, 1:], start)[:, 0]
    h = information_by_parts(table, start)
    for position, part in enumerate(parts):
        one = np.array(part, dtype=float)
        a, b = one.sum(axis=0)
        if a == 0 or b == 0:
            assert np.isnan(d[position]) and np.isnan(h[position])
            continue
        assert d[position] == pytest.approx(sum(abs(x / a - y / b) for x, y in one) / 2)
        p, t = one / one.sum(), one.sum()
        mutual = sum(
            p[u, g] * np.log(p[u, g] / (p[u].sum() * p[:, g].sum()))
            for u in range(len(p))
            for g in (0, 1)
            if p[u, g] > 0
        )
        entropy = -sum(x / t * np.log(x / t) for x in (a, b))
        assert h[position] == pytest.approx(mutual / entropy, abs=1e-9)


def test_the_drag_step_and_the_plain_functions_say_the_same(schools00) -> None:
    n = schools00.counts
    start = np.array([0, 700, 1500])
    parts = np.split(n, start[1:])
    d = dissimilarity_by_parts(n, n.sum(axis=1, keepdims=True) - n, start)
    h = information_by_parts(n, start)
    for p, part in enumerate(parts):
        for g in range(n.shape[1]):
            assert d[p, g] == pytest.approx(dissimilarity(part[:, g], part.sum(axis=1) - part[:, g]), abs=1e-13)
        assert h[p] == pytest.approx(information_index(part), abs=1e-12)


@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)), min_size=1, max_size=9),
        min_size=1,
        max_size=5,
    )
)
def test_live_indices_equal_the_plain_functions(parts: list[list[tuple[int, int, int]]]) -> None:
    """Every index of every part and group against its own function; M against that of the two-group table."""
    start = np.cumsum([0, *(len(part) for part in parts)])[:-1]
    table = np.array([row for part in parts for row in part])
    found = indices_by_parts(table[:, :2], table.sum(axis=1), start)
    assert found.shape == (len(parts), 2, len(LIVE))
    for position, part in enumerate(parts):
        n = np.array(part)
        for g in (0, 1):
            mine, rest = n[:, g], n.sum(axis=1) - n[:, g]
            for i, index in enumerate(LIVE):
                one = (
                    index.function(np.stack((mine, rest), axis=1)) if index.of == "all" else index.function(mine, rest)
                )
                assert found[position, g, i] == pytest.approx(one, abs=1e-9, nan_ok=True), index.key


def test_live_indices_of_real_schools(schools00) -> None:
    n = schools00.counts
    start = np.array([0, 700, 1500])
    found = indices_by_parts(n, n.sum(axis=1), start)
    for p, part in enumerate(np.split(n, start[1:])):
        for g in range(n.shape[1]):
            mine, rest = part[:, g], part.sum(axis=1) - part[:, g]
            for i, index in enumerate(LIVE):
                one = (
                    index.function(np.stack((mine, rest), axis=1)) if index.of == "all" else index.function(mine, rest)
                )
                assert found[p, g, i] == pytest.approx(one, abs=1e-10), index.key
