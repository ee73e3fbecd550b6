"""Content hashes: one SHA-256 a table, since SQLite's own checks miss most damage to content.

The hash of a table is that of its rows in the order of the key. The journal's is a chain, each link the hash of the one
before and the new row, so that a commit adds one link instead of reading the journal again. The bytes of an array are
hashed once, as its name in ``piiri_array``, and are left out of the table's hash.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from .schema import TRUTH, columns_of, tables_in

CHUNK = 2000
"""So many rows are handled at a time."""


class TableHash:
    """Counts and hashes rows as they pass.

    >>> counted = TableHash()
    >>> counted.add([(1, "a"), (2, "b")])
    >>> counted.rows
    2
    """

    def __init__(self) -> None:
        self.rows = 0
        self._sha = hashlib.sha256()

    def add(self, rows: list[tuple[Any, ...]]) -> None:
        """Add rows of integers, floats, texts, bytes and None; how they are cut into lists does not matter."""
        self.rows += len(rows)
        # ascii() writes these types the same way on every Python; the commas between rows are left to each row
        self._sha.update("".join(map(ascii, rows)).encode())

    @property
    def sha256(self) -> str:
        """The hash of the rows so far."""
        return self._sha.hexdigest()


def link(chain: str, row: tuple[Any, ...]) -> str:
    """Return the chain with one more row."""
    return hashlib.sha256(f"{chain}{row!a}".encode()).hexdigest()


def chunks(rows: Iterable[tuple[Any, ...]] | sqlite3.Cursor) -> Iterator[list[tuple[Any, ...]]]:
    """Cut rows into lists, so that millions of them need little memory."""
    part: list[tuple[Any, ...]] = []
    for row in rows:
        part.append(row)
        if len(part) == CHUNK:
            yield part
            part = []
    if part:
        yield part


def hash_table(connection: sqlite3.Connection, table: str) -> tuple[int, str]:
    """Return the number of rows of a table and its hash.

    Parameters
    ----------
    connection
        A database that has the table.
    table
        Its name.
    """
    if table == "piiri_journal":
        chain, count = "", 0
        for row in connection.execute("SELECT * FROM piiri_journal ORDER BY seq"):
            chain, count = link(chain, row), count + 1
        return count, chain
    columns = [name for name in columns_of(table) if name != "data"] if table in TRUTH else ["*"]
    counted = TableHash()
    for part in chunks(connection.execute(f'SELECT {", ".join(columns)} FROM "{table}" ORDER BY rowid')):
        counted.add(part)
    return counted.rows, counted.sha256


def write_hash(connection: sqlite3.Connection, table: str, rows: int, sha256: str) -> None:
    """Keep the hash of a table."""
    connection.execute(
        "INSERT INTO piiri_hash (table_name, row_count, sha256) VALUES (?, ?, ?) "
        "ON CONFLICT (table_name) DO UPDATE SET row_count = excluded.row_count, sha256 = excluded.sha256",
        (table, rows, sha256),
    )


def read_hashes(connection: sqlite3.Connection) -> dict[str, tuple[int, str]]:
    """Return the kept row count and hash of each table."""
    rows = connection.execute("SELECT table_name, row_count, sha256 FROM piiri_hash")
    return {table: (count, sha256) for table, count, sha256 in rows}


def wrong_tables(connection: sqlite3.Connection, *, truth_only: bool) -> list[str]:
    """Return the tables whose content is not what was kept of it, our own first.

    Parameters
    ----------
    connection
        The database to look at.
    truth_only
        True to pass over the layers and the GeoPackage's own tables.
    """
    try:
        kept = read_hashes(connection)
        present = tables_in(connection)
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return ["piiri_hash"]
    ours = [table for table in TRUTH if table != "piiri_hash"]
    wanted = ours + ([] if truth_only else [table for table in kept if table not in TRUTH])
    wrong = []
    for table in wanted:
        try:
            if table not in present or kept.get(table) != hash_table(connection, table):
                wrong.append(table)
        except (sqlite3.DatabaseError, UnicodeDecodeError):
            wrong.append(table)
    return wrong
