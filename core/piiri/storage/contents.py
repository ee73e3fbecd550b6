"""A project's truth as values: read from any database that has our tables, or written into an empty one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .. import __version__
from ..model import Dataset, Plan
from ..model.observations import Observations
from ..tree import free_name
from .arrays import ArrayReader, ArrayWriter, DamagedArray
from .documents import Reader, dataset_document, observations_document, plan_document
from .fates import Branch
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
        The start of each plan by its id, in order, without discarded ones.
    rows
        The journal.
    begun_as
        Name of each plan in ``piiri_plan``.
    branches
        From which plan a plan was branched, by its id.
    """

    identity: Mapping[str, str]
    dataset: Dataset
    plans: Mapping[int, Plan]
    rows: tuple[Row, ...]
    begun_as: Mapping[int, str]
    branches: Mapping[int, Branch]


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
        starts = {number: json.loads(value) for number, _, value in rows}
        begun_as = {number: name for number, name, _ in rows}
        plans = {n: reader.plan(begun_as[n], start, dataset.stages) for n, start in starts.items() if start}
        branches = {n: Branch(*start["branch"]) for n, start in starts.items() if "branch" in start}
        table = "piiri_journal"
        return Contents(identity, dataset, plans, tuple(read_rows(connection)), begun_as, branches)
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


def write_observations(connection: sqlite3.Connection, observations: Observations) -> None:
    """Put what was observed in the place of what was told before, within the caller's transaction."""
    _put(connection, "observations", observations_document(observations, ArrayWriter(connection)))


def write_own_indicators(connection: sqlite3.Connection, text: str) -> None:
    """Put the municipality's own indicators in the place of those there were, within the caller's transaction."""
    _put(connection, "own_indicators", text)


def _put(connection: sqlite3.Connection, key: str, document: Any) -> None:
    value = json.dumps(document)
    insert = "INSERT INTO piiri_dataset (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = ?"
    connection.execute(insert, (key, value, value))
    for table in ("piiri_array", "piiri_dataset"):
        write_hash(connection, table, *hash_table(connection, table))


def write_plan(connection: sqlite3.Connection, plan: Plan, branch: Branch | None = None, at: str = "") -> Row:
    """Add the start of a plan, with its journal row, within the caller's transaction.

    Parameters
    ----------
    connection
        The database.
    plan
        The start, under the name that the plan has from now on.
    branch
        From which plan it was branched; None for none.
    at
        When: ISO 8601, local time with offset.
    """
    document = plan_document(plan, ArrayWriter(connection))
    if branch is not None:
        document["branch"] = [branch.plan, branch.steps]
    (number,) = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM piiri_plan").fetchone()
    insert = "INSERT INTO piiri_plan (id, name, value) VALUES (?, ?, ?)"
    connection.execute(insert, (number, free_name(plan.name, _begun_as(connection)), json.dumps(document)))
    for table in ("piiri_array", "piiri_plan"):
        write_hash(connection, table, *hash_table(connection, table))
    return add_row(connection, START, number, at=at, note=plan.name)


def blank_plan(connection: sqlite3.Connection, number: int) -> None:
    """Take the start of a discarded plan out of the database, with the arrays that nothing else refers to, within the
    caller's transaction. Its row stays, empty, so that no other plan gets its number."""
    name = free_name("discarded", _begun_as(connection))
    connection.execute("UPDATE piiri_plan SET name = ?, value = '{}' WHERE id = ?", (name, number))
    kept: set[str] = set()
    for table in ("piiri_dataset", "piiri_plan"):
        for (value,) in connection.execute(f"SELECT value FROM {table}"):
            kept |= _texts(json.loads(value))
    known = connection.execute("SELECT sha256 FROM piiri_array").fetchall()
    connection.executemany("DELETE FROM piiri_array WHERE sha256 = ?", [row for row in known if row[0] not in kept])
    for table in ("piiri_array", "piiri_plan"):
        write_hash(connection, table, *hash_table(connection, table))


def _begun_as(connection: sqlite3.Connection) -> set[str]:
    return {name for (name,) in connection.execute("SELECT name FROM piiri_plan")}


def _texts(document: Any) -> set[str]:
    """All texts in a document, references to arrays among them."""
    if isinstance(document, str):
        return {document}
    parts = document.values() if isinstance(document, dict) else document if isinstance(document, list) else ()
    return set().union(*map(_texts, parts))


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
    to other tables of the source stays behind. A copy of an older schema is of ours from then on.
    """
    create_truth(target)
    for table, columns in TRUTH.items():
        places = ", ".join("?" * (columns.count(", ") + 1))
        target.executemany(f'INSERT INTO "{table}" VALUES ({places})', source.execute(f'SELECT * FROM "{table}"'))
    if target.execute("SELECT version FROM piiri_schema").fetchone() != (SCHEMA_VERSION,):
        target.execute("UPDATE piiri_schema SET version = ?, app = ?", (SCHEMA_VERSION, __version__))
        write_hash(target, "piiri_schema", *hash_table(target, "piiri_schema"))
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
