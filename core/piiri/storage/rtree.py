"""A spatial index filled in one pass.

SQLite fills an R-tree row by row: 14 seconds for a million points. Here the tree is packed (sort, tile, recurse:
Leutenegger et al. 1997) and its nodes are written as SQLite keeps them (its source: ext/rtree/rtree.c),
which is also how GDAL fills it. SQLite's own ``rtreecheck`` and a query for each box are the tests' oracles.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy as np

from ..model.arrays import Array, FloatArray, LongArray
from .hashes import CHUNK

_CELLS = 51
"""Most cells in a node: SQLite's limit for pages of 1 280 bytes and more."""

_NODE_BYTES = 4 + 24 * _CELLS
_CELL = np.dtype([("id", ">i8"), ("minx", ">f4"), ("maxx", ">f4"), ("miny", ">f4"), ("maxy", ">f4")])


def fill_rtree(connection: sqlite3.Connection, tree: str, ids: LongArray, boxes: FloatArray) -> None:
    """Fill an empty R-tree of two dimensions.

    Parameters
    ----------
    connection
        The database.
    tree
        Name of the virtual table, made as ``rtree(id, minx, maxx, miny, maxy)``; not quoted.
    ids
        (N,) int64 keys.
    boxes
        (N, 4) x and y of the lower left, then of the upper right corner; all finite.
    """
    nodes, parents, rowids = (
        f'INSERT OR REPLACE INTO "{tree.replace(chr(34), chr(34) * 2)}_{part}" VALUES (?, ?)'
        for part in ("node", "parent", "rowid")
    )
    depth, next_node = 0, 2
    cells = _cells(ids, boxes)
    while True:
        is_root = len(cells) <= _CELLS
        order, start = _tiles(cells)
        cells = cells[order]
        numbers = np.array([1]) if is_root else np.arange(next_node, next_node + len(start) - 1)
        next_node += len(numbers)
        owner = np.repeat(numbers, np.diff(start))
        if len(cells):
            connection.executemany(parents if depth else rowids, _pairs(cells["id"], owner))
        connection.executemany(nodes, _nodes(cells, numbers, start, depth if is_root else 0))
        if is_root:
            break
        cells, depth = _bounds(cells, start, numbers), depth + 1


def _pairs(one: Array, other: Array) -> Iterator[tuple[int, int]]:
    """Pairs of whole numbers, made some at a time."""
    for begin in range(0, len(one), CHUNK):
        part = slice(begin, begin + CHUNK)
        yield from zip(one[part].tolist(), other[part].tolist(), strict=True)


def _nodes(cells: Array, numbers: LongArray, start: LongArray, depth: int) -> Iterator[tuple[int, bytes]]:
    """The nodes of a level as SQLite keeps them; only the root says the depth."""
    for number, first, last in zip(numbers.tolist(), start[:-1].tolist(), start[1:].tolist(), strict=True):
        head = depth.to_bytes(2, "big") + (last - first).to_bytes(2, "big")
        yield number, (head + cells[first:last].tobytes()).ljust(_NODE_BYTES, b"\0")


def _cells(ids: LongArray, boxes: FloatArray) -> Array:
    """Boxes as 32-bit floats, rounded outwards."""
    cells = np.zeros(len(ids), dtype=_CELL)
    cells["id"] = ids
    for name, values, beyond in (
        ("minx", boxes[:, 0], -np.inf),
        ("miny", boxes[:, 1], -np.inf),
        ("maxx", boxes[:, 2], np.inf),
        ("maxy", boxes[:, 3], np.inf),
    ):
        near = values.astype(np.float32)
        inside = (near > values) if beyond < 0 else (near < values)
        cells[name] = np.where(inside, np.nextafter(near, np.float32(beyond)), near)
    return cells


def _tiles(cells: Array) -> tuple[LongArray, LongArray]:
    """Return an order of the cells and (nodes + 1,) where each node begins in it: neighbours share a node."""
    count = len(cells)
    nodes = max(1, -(-count // _CELLS))
    x = cells["minx"].astype(np.float64) + cells["maxx"]
    y = cells["miny"].astype(np.float64) + cells["maxy"]
    start = np.arange(nodes + 1) * count // nodes
    slices = int(np.ceil(np.sqrt(nodes)))
    by_x = np.argsort(x, kind="stable")
    # a slice is a whole number of nodes, so that no node spans two slices
    node = np.searchsorted(start, np.arange(count), side="right") - 1
    slice_of = np.empty(count, dtype=np.int64)
    slice_of[by_x] = node * slices // nodes
    return np.lexsort((y, slice_of)), start


def _bounds(cells: Array, start: LongArray, numbers: LongArray) -> Array:
    above = np.zeros(len(numbers), dtype=_CELL)
    above["id"] = numbers
    for name, reduce in (("minx", np.minimum), ("miny", np.minimum), ("maxx", np.maximum), ("maxy", np.maximum)):
        above[name] = reduce.reduceat(cells[name].astype(np.float32), start[:-1])
    return above
