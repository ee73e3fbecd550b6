"""Rows counted into a table, against a dictionary."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.segregation import GroupTable, table_of_rows

names = st.sampled_from(["A", "B", "ä", ""])
rows = st.lists(st.tuples(names, names, names, names, st.integers(0, 5)), max_size=20)


@given(rows)
def test_against_a_dictionary(given_rows: list[tuple[str, str, str, str, int]]) -> None:
    expected: Counter[tuple[str, str, str, str]] = Counter()
    for district, stage, unit, group, n in given_rows:
        expected[district, stage, unit, group] += n
    column = [np.array(list(each), dtype=object) for each in zip(*given_rows, strict=True)] or [
        np.array([], dtype=object)
    ] * 5
    table = table_of_rows(column[2], column[3], column[4], column[:2])
    found = {
        (table.levels[0][u], table.levels[1][u], table.units[u], table.groups[g]): int(table.counts[u, g])
        for u in range(len(table.units))
        for g in range(len(table.groups))
        if table.counts[u, g]
    }
    assert found == {key: n for key, n in expected.items() if n}
    assert table.counts.any(axis=1).all() and table.counts.any(axis=0).all()
    keys = list(zip(*table.levels, table.units, strict=True))
    assert keys == sorted(keys) and list(table.groups) == sorted(table.groups)


def test_what_is_no_table_is_refused() -> None:
    for units, groups, counts, levels in (
        (("A",), ("x", "y"), [[1, 2], [3, 4]], ()),
        (("A", "B"), ("x", "y"), [[1, 2], [3, -4]], ()),
        (("A", "A"), ("x", "y"), [[1, 2], [3, 4]], ()),
        (("A", "B"), ("x", "x"), [[1, 2], [3, 4]], ()),
        (("A", "B"), ("x", "y"), [[1, 2], [3, 4]], (("one",),)),
    ):
        with pytest.raises(ValueError):
            GroupTable(units, groups, np.array(counts), levels)


def test_counts_cannot_be_written_to() -> None:
    table = GroupTable(("A", "B"), ("x", "y"), np.array([[1, 2], [3, 4]]))
    with pytest.raises(ValueError, match="read-only"):
        table.counts[0, 0] = 5
