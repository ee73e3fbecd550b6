"""The tables that hold a project, and the three ways a database is opened.

The truth is in seven tables of our own, ``piiri_*``. They are the same in the working database and in the saved file;
the saved file has the GeoPackage's tables and the layers for people beside them (:mod:`~piiri.storage.layers`), the
working database has :data:`WORKING`, which says which file it belongs to and how far that file has been brought.
``piiri_schema`` keeps its form for ever, so that any Piiri can tell which schema a file has; GeoPackage owns
``user_version``.

Layers are derived from the truth at save and never read back. So damage to them, or a change made to them elsewhere,
cannot reach the figures, the working database stays small, and no trigger that calls GDAL's ``ST_*`` functions is ever
in the way of a commit.

The working database is in WAL mode on the local disk: a commit then costs one sync instead of three, and because it is
opened with an exclusive lock that ends with the process, there is no shared memory file and another process can tell a
crashed owner from a living one. The saved file is never in WAL mode, so it opens from a read-only folder too.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final
from urllib.parse import quote

SCHEMA_VERSION: Final = 2
"""Version of the ``piiri_*`` tables that this Piiri writes.

1 had no names, notes and deletions of plans in its journal; its tables are the same. Files of it are read as they are.
"""

APPLICATION_ID: Final = 0x47504B47
"""``GPKG``, in the header of the file."""

GEOPACKAGE_VERSION: Final = 10300
"""GeoPackage 1.3, which older QGIS opens without a warning."""

TRUTH: Final = {
    "piiri_schema": "id INTEGER PRIMARY KEY, version INTEGER NOT NULL, app TEXT NOT NULL",
    "piiri_project": "id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL",
    "piiri_dataset": "id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, value TEXT NOT NULL",
    "piiri_array": (
        "id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, name TEXT NOT NULL, dtype TEXT NOT NULL, "
        "shape TEXT NOT NULL, data BLOB NOT NULL"
    ),
    "piiri_plan": "id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, value TEXT NOT NULL",
    "piiri_journal": (
        "seq INTEGER PRIMARY KEY, action TEXT NOT NULL, plan INTEGER NOT NULL, cursor INTEGER NOT NULL, "
        "edit TEXT NOT NULL, at TEXT NOT NULL, note TEXT NOT NULL, app TEXT NOT NULL"
    ),
    "piiri_hash": (
        "id INTEGER PRIMARY KEY, table_name TEXT NOT NULL UNIQUE, row_count INTEGER NOT NULL, sha256 TEXT NOT NULL"
    ),
}
"""Our tables and their columns, in the order in which they are made. The first column is always the key."""

WORKING: Final = "piiri_working"
"""Key and value: what only the working database knows. Never part of a saved file, for it holds paths."""

BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def create_truth(connection: sqlite3.Connection) -> None:
    """Make our empty tables."""
    for table, columns in TRUTH.items():
        connection.execute(f'CREATE TABLE "{table}" ({columns})')


def columns_of(table: str) -> list[str]:
    """Return the column names of one of our tables.

    >>> columns_of("piiri_plan")
    ['id', 'name', 'value']
    """
    return [column.split()[0] for column in TRUTH[table].split(", ")]


def open_reading(path: Path) -> sqlite3.Connection:
    """Open a file that belongs to somebody, so that nothing about it or its folder changes.

    ``immutable`` takes no lock and makes no file beside it, so it works in a read-only folder and with a file that QGIS
    left in WAL mode. What another program writes meanwhile is found by the hashes.
    """
    address = "file://" + quote(_slashed(path)) + "?mode=ro&immutable=1"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
    # a file from elsewhere is not trusted: sqlite.org/security.html
    for pragma in ("trusted_schema=OFF", "cell_size_check=ON", "mmap_size=0", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def open_working(path: Path) -> sqlite3.Connection:
    """Open a working database for this process alone.

    Raises
    ------
    sqlite3.OperationalError
        With code ``SQLITE_BUSY``: it belongs to a living process.
    """
    connection = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("locking_mode=EXCLUSIVE", "synchronous=FULL", "cell_size_check=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection


def open_snapshot(path: Path) -> sqlite3.Connection:
    """Make the temporary file of a save. It needs no journal of its own: unfinished, it is thrown away."""
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "temp_store=MEMORY", "locking_mode=EXCLUSIVE"):
            connection.execute(f"PRAGMA {pragma}").fetchall()
        connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={GEOPACKAGE_VERSION}")
    except BaseException:
        connection.close()
        raise
    return connection


def tables_in(connection: sqlite3.Connection) -> set[str]:
    """Return the names of the tables in a database."""
    return {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def quick_check(path: Path) -> bool:
    """Tell whether SQLite finds the pages of a file in order."""
    with closing(open_reading(path)) as connection:
        rows = connection.execute("PRAGMA quick_check(1)").fetchall()
    return bool(rows == [("ok",)])


def _slashed(path: Path) -> bytes:
    text = os.fsencode(path.resolve().as_posix())
    return text if text.startswith(b"/") else b"/" + text
