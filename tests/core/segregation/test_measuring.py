"""All figures in one row: the fast way says what each index says alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.segregation import columns, entropy, figures, most
from piiri.segregation.measuring import figures_of_draws, figures_of_many

counts = st.lists(st.lists(st.integers(0, 60), min_size=3, max_size=3), min_size=1, max_size=7)


def one_by_one(n: np.ndarray, groups: list[int]) -> list[float]:
    """The plain functions, each alone."""
    return [
        index.function(n) if group < 0 else index.function(n[:, group], n.sum(axis=1) - n[:, group])
        for index, group in columns(groups)
    ]


@given(counts, st.lists(st.integers(0, 2), unique=True, max_size=3))
def test_against_each_index_alone(table: list[list[int]], groups: list[int]) -> None:
    n = np.array(table)
    assert figures(n, groups) == pytest.approx(one_by_one(n, groups), abs=1e-9, nan_ok=True)


@given(st.lists(counts, min_size=1, max_size=4), st.integers(0, 2))
def test_many_tables_are_each_of_them(tables: list[list[list[int]]], group: int) -> None:
    most_units = max(map(len, tables))
    n = np.array([table + [[0, 0, 0]] * (most_units - len(table)) for table in tables])
    found = figures_of_many(np.ascontiguousarray(n.transpose(0, 2, 1)), [group])
    for row, table in zip(found, tables, strict=True):
        assert row == pytest.approx(one_by_one(np.array(table), [group]), abs=1e-9, nan_ok=True)


def test_real_schools(schools00) -> None:
    groups = list(range(5))
    assert figures(schools00.counts, groups) == pytest.approx(one_by_one(schools00.counts, groups), abs=1e-11)


def test_draws_are_counted_in_batches() -> None:
    table = np.array([[[3, 1], [1, 3]]])
    asked = []

    def draw(n: int) -> np.ndarray:
        asked.append(n)
        return np.repeat(table, n, axis=0)

    found = figures_of_draws(draw, 7, 60_000, [0])
    assert found.shape == (7, len(columns([0]))) and sum(asked) == 7 and len(asked) == 3
    assert (found == figures(table[0].T, [0])).all()


def test_the_most_an_index_can_be() -> None:
    n = np.array([[30, 0, 0], [0, 20, 0], [0, 0, 10]])
    apart = figures(n, [1])
    assert apart[:-1] == pytest.approx(most(n, [1])[:-1], abs=1e-12)
    assert apart[-1] == 0 and most(n, [1])[-1] == pytest.approx(40 / 60)  # exposure to others: most where all is even
    even = np.array([[3, 2, 1], [6, 4, 2]])
    assert figures(even, [1])[-1] == pytest.approx(most(even, [1])[-1], abs=1e-12)
    assert most(n, [1])[1] == entropy(n)
