"""The saved file, looked at and never changed: is it one, whose save is it, what is in it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ..errors import StorageError
from ..i18n import N_
from .arrays import TEXTS, ArrayReader, DamagedArray
from .contents import check_truth
from .fates import fates, living
from .faults import damaged, not_a_project, told
from .hashes import read_hashes, wrong_tables
from .journal import MOVE, STEP, Row
from .schema import TRUTH, open_reading, tables_in

_HEADER = 100


@dataclass(frozen=True, slots=True)
class Summary:
    """What a list of recent projects shows.

    Attributes
    ----------
    path
        The file.
    name
        Name of the municipality or area.
    plans
        Names of the plans that are not deleted.
    pupils, schools, blocks
        How many of each.
    size_bytes
        Size of the file.
    saved_at
        When it was saved: ISO 8601 in UTC.
    generation
        How many times the project has been saved.
    """

    path: Path
    name: str
    plans: tuple[str, ...]
    pupils: int
    schools: int
    blocks: int
    size_bytes: int
    saved_at: str
    generation: int


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open a saved file so that nothing about it changes; what goes wrong is told with its name.

    Raises
    ------
    StorageError
        ``file-missing``, ``not-readable``, ``not-a-project``, ``cut-short``, ``damaged`` or ``read-failed``.
    """
    with told(path, writing=False):
        _check_header(path)
        with closing(open_reading(path)) as connection:
            yield connection


def identity_of(path: Path) -> dict[str, str]:
    """Return what ``piiri_project`` says: ``save`` is another one after every save by anybody."""
    with reading(path) as connection:
        return _identity(connection, path)


def project_summary(path: Path) -> Summary:
    """Say what is in a saved project without loading it and without changing anything about the file.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    StorageError
        The file is missing, is not a project, or cannot be read. Whether all of it is sound is found when it is opened.
    """
    with reading(path) as connection:
        kept = _identity(connection, path)
        plans = _living_plans(connection)
        try:
            name = json.loads(connection.execute("SELECT value FROM piiri_dataset WHERE key = 'name'").fetchone()[0])
            return Summary(
                path=path,
                name=name,
                plans=plans,
                pupils=int(kept["pupils"]),
                schools=int(kept["schools"]),
                blocks=int(kept["blocks"]),
                size_bytes=path.stat().st_size,
                saved_at=kept["saved_at"],
                generation=int(kept["generation"]),
            )
        except (KeyError, ValueError, TypeError) as problem:
            raise damaged(path, "piiri_project") from problem


def edited_layers(connection: sqlite3.Connection, path: Path) -> tuple[str, ...]:
    """Return the layers that another program has changed, added or removed since the save, by what the file says.

    GDAL and QGIS note a change in ``gpkg_contents``; a change that nobody noted is found by :func:`check_project` only.
    """
    saved_at = _identity(connection, path).get("saved_at")
    ours = {table for table in read_hashes(connection) if table not in TRUTH and not table.startswith("gpkg_")}
    listed = dict(connection.execute("SELECT table_name, last_change FROM gpkg_contents"))
    kept = {table for table in ours if listed.get(table) == saved_at}
    added = {table for table in tables_in(connection) if not _known(table, ours)}
    return tuple(sorted((ours - kept) | added))


def check_project(path: Path) -> tuple[str, ...]:
    """Check the whole file, layers included, and return the tables that are not as they were saved; empty if sound.

    Takes as long as reading everything. Opening checks what the figures rest on; this says whether the layers that QGIS
    shows are sound too.

    Raises
    ------
    StorageError
        The file is missing, is not a project, is cut short, or so damaged that no table can be named.
    """
    with reading(path) as connection:
        rows = connection.execute("PRAGMA quick_check").fetchall()
        try:
            check_truth(connection, path)
        except StorageError as problem:
            if problem.code != "damaged":
                raise
        wrong = wrong_tables(connection, truth_only=False)
        wrong += _wrong_arrays(connection) if "piiri_array" not in wrong else []
        return tuple(wrong) or (() if rows == [("ok",)] else ("sqlite_master",))


def _identity(connection: sqlite3.Connection, path: Path) -> dict[str, str]:
    if not {"piiri_schema", "piiri_project"} <= tables_in(connection):
        raise not_a_project(path)
    return dict(connection.execute("SELECT key, value FROM piiri_project"))


def _living_plans(connection: sqlite3.Connection) -> tuple[str, ...]:
    begun_as = dict(connection.execute("SELECT id, name FROM piiri_plan"))
    few = "SELECT * FROM piiri_journal WHERE action NOT IN (?, ?) ORDER BY seq"
    found = fates((Row(*values) for values in connection.execute(few, (STEP, MOVE))), begun_as)
    return tuple(found[number].name for number in living(found))


def _check_header(path: Path) -> None:
    """SQLite's own header says how long the file must be; a copy that broke off is shorter."""
    size = path.stat().st_size
    with path.open("rb") as file:
        header = file.read(_HEADER)
    if not header.startswith(b"SQLite format 3\0") or len(header) < _HEADER:
        raise not_a_project(path)
    page = int.from_bytes(header[16:18], "big")
    pages = int.from_bytes(header[28:32], "big")
    expected = (65536 if page == 1 else page) * pages
    if size < expected:
        raise StorageError(
            "cut-short",
            N_("{file} is damaged: it is cut short, {size} of {expected} bytes are there."),
            N_("Copy it again from where it came, or open another copy of the project."),
            file=str(path),
            size=size,
            expected=expected,
        )


def _known(table: str, ours: set[str]) -> bool:
    return table in ours or table.startswith(("piiri_", "gpkg_", "rtree_", "sqlite_"))


def _wrong_arrays(connection: sqlite3.Connection) -> list[str]:
    reader = ArrayReader(connection)
    for reference, dtype in connection.execute("SELECT sha256, dtype FROM piiri_array").fetchall():
        try:
            reader.texts(reference) if dtype == TEXTS else reader.array(reference)
        except (DamagedArray, sqlite3.DatabaseError, ValueError, TypeError):
            return ["piiri_array"]
    return []
