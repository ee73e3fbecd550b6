"""A packed R-tree is one that SQLite itself finds in order, answers rightly, and takes further edits."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from piiri.storage.rtree import fill_rtree

CREATE = 'CREATE VIRTUAL TABLE "a-b" USING rtree(id, minx, maxx, miny, maxy)'


@pytest.fixture
def memory() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.execute(CREATE)
        yield connection


def boxes_of(count: int, seed: int = 0) -> np.ndarray:
    """Points and boxes, some of them at the same place."""
    rng = np.random.default_rng(seed)
    low = np.round(rng.uniform(-50_000, 7_000_000, (count, 2)), 2)
    low[: count // 10] = low[:1]
    return np.hstack((low, low + rng.integers(0, 2, (count, 1)) * rng.uniform(0, 50_000, (count, 2))))


@pytest.mark.parametrize("count", [0, 1, 50, 51, 52, 101, 102, 103, 2601, 2602, 2653, 9000])
def test_in_order_and_right(memory: sqlite3.Connection, count: int) -> None:
    boxes, rng = boxes_of(count), np.random.default_rng(1)
    ids = rng.permutation(count) * 3 + 5
    fill_rtree(memory, "a-b", ids, boxes)
    assert memory.execute("SELECT rtreecheck('a-b')").fetchone() == ("ok",)
    assert memory.execute('SELECT count(*) FROM "a-b"').fetchone() == (count,)
    kept = {row[0]: row[1:] for row in memory.execute('SELECT * FROM "a-b"')}
    for key, (left, low, right, high) in zip(ids.tolist(), boxes.tolist(), strict=True):
        minx, maxx, miny, maxy = kept[key]
        assert minx <= left and low >= miny and maxx >= right and maxy >= high  # rounded outwards
        assert max(left - minx, low - miny, maxx - right, maxy - high) <= 1.0
    for _ in range(30 if count else 0):
        x, y = rng.uniform(-50_000, 7_000_000, 2)
        size = float(10 ** rng.uniform(2, 6.5))
        window = (x, x + size, y, y + size)
        query = 'SELECT id FROM "a-b" WHERE maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?'
        found = {key for (key,) in memory.execute(query, window)}
        inside = (boxes[:, 2] >= x) & (boxes[:, 0] <= x + size) & (boxes[:, 3] >= y) & (boxes[:, 1] <= y + size)
        assert set(ids[inside].tolist()) <= found
        near = (boxes[:, 2] >= x - 1) & (boxes[:, 0] <= x + size + 1)
        near &= (boxes[:, 3] >= y - 1) & (boxes[:, 1] <= y + size + 1)
        assert found <= set(ids[near].tolist())


@pytest.mark.parametrize("count", [1, 52, 2700])
def test_takes_further_edits(memory: sqlite3.Connection, count: int) -> None:
    boxes = boxes_of(count)
    fill_rtree(memory, "a-b", np.arange(count), boxes)
    for key in np.random.default_rng(2).permutation(count)[: count // 2].tolist():
        memory.execute('DELETE FROM "a-b" WHERE id = ?', (key,))
    for key in range(500):
        memory.execute('INSERT INTO "a-b" VALUES (?, ?, ?, ?, ?)', (count + key, key, key + 1, key, key + 1))
    assert memory.execute("SELECT rtreecheck('a-b')").fetchone() == ("ok",)
    assert memory.execute('SELECT count(*) FROM "a-b"').fetchone() == (count - count // 2 + 500,)


@given(st.lists(st.tuples(*[st.floats(-1e7, 1e7)] * 2), min_size=1, max_size=80))
def test_any_coordinates(points: list[tuple[float, float]]) -> None:
    boxes = np.hstack((np.array(points), np.array(points)))
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as memory:
        memory.execute(CREATE)
        fill_rtree(memory, "a-b", np.arange(len(points)), boxes)
        assert memory.execute("SELECT rtreecheck('a-b')").fetchone() == ("ok",)
        for _, minx, maxx, miny, maxy in memory.execute('SELECT * FROM "a-b"').fetchall():
            assert minx <= maxx and miny <= maxy
        for key, (x, y) in enumerate(points):
            query = 'SELECT 1 FROM "a-b" WHERE id = ? AND maxx >= ? AND minx <= ? AND maxy >= ? AND miny <= ?'
            assert memory.execute(query, (key, x, x, y, y)).fetchone() == (1,)
