"""A project's truth as values: read from any database that has our tables, or written into an empty one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .. import __version__
from ..model import Dataset, Plan
from .arrays import ArrayReader, ArrayWriter, DamagedArray
from .documents import Reader, dataset_document, plan_document
from .faults import damaged, newer, not_a_project
from .hashes import hash_table, write_hash, wrong_tables
from .journal import START, Row, add_row, read_rows
from .schema import SCHEMA_VERSION, TRUTH, create_truth, tables_in


@dataclass(frozen=True, eq=False)
class Contents:
    """What a project holds.

    Attributes
    ----------
    identity
        ``id`` of the project; in a saved file also ``save``, ``generation``, ``saved_at`` and the counts of a summary.
    dataset
        What was loaded.
    plans
        The start of each plan by its id, in order.
    rows
        The journal.
    """

    identity: Mapping[str, str]
    dataset: Dataset
    plans: Mapping[int, Plan]
    rows: tuple[Row, ...]


def check_truth(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse what is not a project, is of a newer schema, or whose content is not what was kept.

    Parameters
    ----------
    connection
        The database.
    path
        The file that a person knows it by.

    Raises
    ------
    StorageError
        ``not-a-project``, ``newer-project`` or ``damaged``, which names the table.
    """
    if "piiri_schema" not in tables_in(connection):
        raise not_a_project(path)
    try:
        (version,) = connection.execute("SELECT version FROM piiri_schema").fetchone()
    except (sqlite3.DatabaseError, TypeError):
        raise damaged(path, "piiri_schema") from None
    if not isinstance(version, int):
        raise damaged(path, "piiri_schema")
    if version > SCHEMA_VERSION:
        raise newer(path, version, SCHEMA_VERSION)
    wrong = wrong_tables(connection, truth_only=True)
    if wrong:
        raise damaged(path, wrong[0])


def read_contents(connection: sqlite3.Connection, path: Path) -> Contents:
    """Check and read everything.

    Raises
    ------
    StorageError
        As :func:`check_truth`; ``damaged`` also where an array is not what was kept.
    """
    check_truth(connection, path)
    reader = Reader(ArrayReader(connection))
    table = "piiri_project"
    try:
        identity = dict(connection.execute("SELECT key, value FROM piiri_project"))
        table = "piiri_dataset"
        documents = connection.execute("SELECT key, value FROM piiri_dataset")
        dataset = reader.dataset({key: json.loads(value) for key, value in documents})
        table = "piiri_plan"
        rows = connection.execute("SELECT id, name, value FROM piiri_plan ORDER BY id").fetchall()
        plans = {number: reader.plan(name, json.loads(value), dataset.stages) for number, name, value in rows}
        table = "piiri_journal"
        return Contents(identity, dataset, plans, tuple(read_rows(connection)))
    except DamagedArray as problem:
        raise damaged(path, f"piiri_array ({problem.args[0]})") from problem
    except (sqlite3.DatabaseError, ValueError, KeyError, TypeError, IndexError) as problem:
        found = wrong_tables(connection, truth_only=True)
        raise damaged(path, found[0] if found else _unreadable_array(connection) or table) from problem


def write_contents(connection: sqlite3.Connection, dataset: Dataset, plans: Sequence[Plan], project: str) -> None:
    """Write a new project into an empty database, within the caller's transaction."""
    create_truth(connection)
    connection.execute("INSERT INTO piiri_schema (version, app) VALUES (?, ?)", (SCHEMA_VERSION, __version__))
    connection.execute("INSERT INTO piiri_project (key, value) VALUES ('id', ?)", (project,))
    document = dataset_document(dataset, ArrayWriter(connection))
    connection.executemany(
        "INSERT INTO piiri_dataset (key, value) VALUES (?, ?)",
        [(key, json.dumps(value)) for key, value in document.items()],
    )
    for table in TRUTH:
        if table not in ("piiri_hash", "piiri_journal"):
            write_hash(connection, table, *hash_table(connection, table))
    write_hash(connection, "piiri_journal", 0, "")
    for plan in plans:
        write_plan(connection, plan)


def write_plan(connection: sqlite3.Connection, plan: Plan) -> Row:
    """Add the start of a plan, with its journal row, within the caller's transaction."""
    document = plan_document(plan, ArrayWriter(connection))
    insert = "INSERT INTO piiri_plan (name, value) VALUES (?, ?)"
    number = connection.execute(insert, (plan.name, json.dumps(document))).lastrowid
    for table in ("piiri_array", "piiri_plan"):
        write_hash(connection, table, *hash_table(connection, table))
    return add_row(connection, START, number or 0)


def copy_truth(
    source: sqlite3.Connection, target: sqlite3.Connection, identity: Mapping[str, str] | None = None
) -> None:
    """Copy our tables row by row into an empty database, within the caller's transaction on ``target``.

    Parameters
    ----------
    source, target
        The databases.
    identity
        What ``piiri_project`` of the copy shall say; as in the source where None.

    Row by row and not page by page: the copy has no free pages, so nothing that was removed travels along, and damage
    to other tables of the source stays behind.
    """
    create_truth(target)
    for table, columns in TRUTH.items():
        places = ", ".join("?" * (columns.count(", ") + 1))
        target.executemany(f'INSERT INTO "{table}" VALUES ({places})', source.execute(f'SELECT * FROM "{table}"'))
    if identity is not None:
        target.execute("DELETE FROM piiri_project")
        target.executemany("INSERT INTO piiri_project (key, value) VALUES (?, ?)", identity.items())
        write_hash(target, "piiri_project", *hash_table(target, "piiri_project"))


def _unreadable_array(connection: sqlite3.Connection) -> str:
    """Return ``"piiri_array"`` where SQLite itself cannot read the bytes of an array, else an empty text."""
    try:
        for _ in connection.execute("SELECT length(data), substr(data, -1) FROM piiri_array"):
            pass
    except sqlite3.DatabaseError:
        return "piiri_array"
    return ""
