"""Dissimilarity against published and recomputed values."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.segregation import dissimilarity, dissimilarity_by_parts, information_by_parts, information_index


@pytest.mark.parametrize(
    ("table", "d"),
    [
        ([[100, 0], [60, 40], [40, 60], [0, 100]], 0.6),
        ([[80, 20], [80, 20], [20, 80], [20, 80]], 0.6),
        ([[40, 0], [0, 0], [0, 0], [0, 40]], 1.0),
        ([[10, 20], [5, 10]], 0.0),
    ],
)
def test_inline_goldens(table: list[list[int]], d: float) -> None:
    counts = np.array(table)
    assert dissimilarity(counts[:, 0], counts[:, 1]) == pytest.approx(d, abs=1e-15)


def test_without_a_side_there_is_nothing_to_compare() -> None:
    assert np.isnan(dissimilarity(np.array([1, 2]), np.array([0, 0])))


def test_schools_of_2000(real_data: Callable[[str], Path]) -> None:
    folder = real_data("golden_segregation")
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    with (folder / "schools00.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            counts[row["school"]][row["race"]] += float(row["n"])
    black = np.array([unit["black"] for unit in counts.values()])
    white = np.array([unit["white"] for unit in counts.values()])
    everyone = np.array([sum(unit.values()) for unit in counts.values()])
    assert everyone.sum() == 877_739
    assert dissimilarity(black, white) == pytest.approx(0.7283878849, abs=1e-9)
    assert dissimilarity(black, everyone - black) == pytest.approx(0.6876225634, abs=1e-9)
    races = sorted({race for unit in counts.values() for race in unit})
    table = np.array([[unit[race] for race in races] for unit in counts.values()])
    assert information_index(table) == pytest.approx(0.4188083146, abs=1e-9)


def test_sacramento(real_data: Callable[[str], Path]) -> None:
    tracts = json.loads((real_data("golden_segregation") / "sacramento1.geojson").read_text(encoding="utf-8"))
    rows = [feature["properties"] for feature in tracts["features"]]
    focal = np.array([row["HISP_"] for row in rows], dtype=float)
    total = np.array([row["TOT_POP"] for row in rows], dtype=float)
    assert dissimilarity(focal, total - focal) == pytest.approx(0.32184656076566864, abs=1e-9)
    assert information_index(np.column_stack((focal, total - focal))) == pytest.approx(0.09626774479970557, abs=1e-9)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), min_size=1, max_size=30), st.integers(2, 9))
def test_properties(rows: list[tuple[int, int]], times: int) -> None:
    a, b = np.array(rows).T
    d = dissimilarity(a, b)
    if np.isnan(d):
        assert a.sum() == 0 or b.sum() == 0
        return
    assert -1e-12 <= d <= 1 + 1e-12
    assert dissimilarity(b, a) == pytest.approx(d)
    assert dissimilarity(a * times, b) == pytest.approx(d)
    order = np.random.default_rng(0).permutation(len(a))
    assert dissimilarity(a[order], b[order]) == pytest.approx(d)


def test_information_needs_two_groups() -> None:
    assert np.isnan(information_index(np.array([[3, 0], [4, 0]])))
    assert information_index(np.array([[10, 20], [5, 10]])) == pytest.approx(0.0, abs=1e-12)


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
