"""The working database: where every committed edit is safe before the person sees it, and what a crash leaves behind.

It lies on the local disk, in a folder of its own that does not roam. It is made when a project is created or opened,
removed when the project is closed, and kept when it holds what no file has yet. Its exclusive lock ends with the
process, however that ends: so a working database that can be locked has lost its owner.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

from ..edits import Edit, from_json
from ..errors import PiiriError
from .fates import fates
from .faults import told
from .journal import DISCARD, SHOW, START, STEP, TOLD, Row, read_rows
from .saved import identity_of
from .schema import BUSY, WORKING, open_working, tables_in

SUFFIX = ".piiri-work"
TEMPORARY = ".piiri-tmp"
"""How the temporary file of a save ends; only such files are ever cleaned up beside a project."""


@dataclass(frozen=True, slots=True)
class RecoveredStep:
    """One thing done after the last save.

    Attributes
    ----------
    action
        ``"step"``, ``"move"`` (undo, redo, jump), ``"start"`` (a plan was added), ``"name"``, ``"note"``, ``"delete"``,
        ``"restore"`` or ``"discard"``; see :mod:`~piiri.storage.journal`. ``"told"``: observations or own indicators
        were brought in, which belong to no plan.
    at
        When: ISO 8601, local time with offset; empty where not kept.
    plan
        Name of the plan.
    edit
        The edit; None for the other actions.
    cursor
        How many steps of the plan were in force after it; for a note, which step it is about.
    number
        Number of the plan in the project.
    """

    action: str
    at: str
    plan: str
    edit: Edit | None
    cursor: int
    number: int = 0


@dataclass(frozen=True, slots=True)
class Recovered:
    """What a crash left.

    Attributes
    ----------
    working
        The working database it lies in.
    path
        The file it belongs to; None where the project had never been saved.
    name
        Name of the municipality or area.
    steps
        What was done after the last save, in order.
    behind
        True where the file has meanwhile been saved by someone else, or is gone: then it can only be saved under
        another name.
    """

    working: Path
    path: Path | None
    name: str
    steps: tuple[RecoveredStep, ...]
    behind: bool


@dataclass(slots=True)
class Bond:
    """How far which file has been brought.

    Attributes
    ----------
    path
        The saved file; None before the first save.
    save
        The mark of the save that this work rests on.
    seq
        The last journal row in it; −1 where nothing has been saved.
    saving
        A save on its way: ``path``, ``temporary``, ``save``, ``seq``, and ``told`` as in :class:`Told`.
    """

    path: Path | None = None
    save: str = ""
    seq: int = -1
    saving: dict[str, Any] | None = None

    def write(self, connection: sqlite3.Connection) -> None:
        """Keep it, as one transaction or within the caller's."""
        text = json.dumps([str(self.path) if self.path else None, self.save, self.seq, self.saving])
        connection.execute(f"INSERT OR REPLACE INTO {WORKING} (id, value) VALUES (1, ?)", (text,))

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Bond:
        """Read it from a working database."""
        (text,) = connection.execute(f"SELECT value FROM {WORKING} WHERE id = 1").fetchone()
        path, save, seq, saving = json.loads(text)
        return cls(Path(path) if path else None, save, seq, saving)


@dataclass(frozen=True, slots=True)
class Told:
    """What was told beside the plans, observations and own indicators, is no row of the journal: it is counted.

    Attributes
    ----------
    times
        How often something was told in this working database.
    saved
        How many of these times the file has.
    """

    times: int = 0
    saved: int = 0

    def write(self, connection: sqlite3.Connection) -> None:
        """Keep it, as one transaction or within the caller's."""
        text = json.dumps([self.times, self.saved])
        connection.execute(f"INSERT OR REPLACE INTO {WORKING} (id, value) VALUES (2, ?)", (text,))

    @classmethod
    def read(cls, connection: sqlite3.Connection) -> Told:
        """Read it from a working database; of one in which nothing was told, none."""
        row = connection.execute(f"SELECT value FROM {WORKING} WHERE id = 2").fetchone()
        return cls(*json.loads(row[0])) if row else cls()


def default_workdir() -> Path:
    """Return the folder of working databases: on this machine, not in a profile that travels."""
    return Path(platformdirs.user_data_dir("Piiri", appauthor=False, roaming=False)) / "working"


def prepared(workdir: Path | None) -> Path:
    """Return the folder of working databases, made where it is missing, for its owner's eyes only."""
    folder = workdir or default_workdir()
    with told(folder, writing=True):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


@contextmanager
def alone(workdir: Path) -> Iterator[None]:
    """Wait until no other process on this machine starts, cleans up or replaces a file."""
    with told(workdir, writing=True), closing(_lock(workdir)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield


def _lock(workdir: Path) -> sqlite3.Connection:
    lock = sqlite3.connect(workdir / "lock", timeout=60, isolation_level=None, check_same_thread=False)
    lock.execute("PRAGMA journal_mode=MEMORY").fetchall()
    return lock


def new_working(workdir: Path) -> tuple[Path, sqlite3.Connection]:
    """Make an empty working database; names rise, so the newest comes last without asking a clock."""
    numbers = [int(name[:8]) for name in map(_name, workdir.glob(f"*{SUFFIX}")) if name[:8].isdigit()]
    path = workdir / f"{max(numbers, default=0) + 1:08d}-{secrets.token_hex(4)}{SUFFIX}"
    return path, open_working(path)


def commit_first(connection: sqlite3.Connection, bond: Bond) -> None:
    """End the transaction that filled a working database and make it ready for edits."""
    connection.execute(f"CREATE TABLE {WORKING} (id INTEGER PRIMARY KEY, value TEXT NOT NULL)")
    bond.write(connection)
    connection.execute("COMMIT")
    connection.execute("PRAGMA journal_mode=WAL").fetchall()


def abandoned(workdir: Path) -> Iterator[tuple[Path, sqlite3.Connection]]:
    """Open, one after another, the working databases whose owner is gone. Call within :func:`alone`."""
    for path in sorted(workdir.glob(f"*{SUFFIX}"), key=_name):
        try:
            connection = open_working(path)
        except sqlite3.OperationalError as problem:
            if problem.sqlite_errorcode & 0xFF in BUSY:
                continue
            raise
        except sqlite3.DatabaseError:
            continue  # not readable at all: left where it is, for whoever can mend it
        with closing(connection):
            yield path, connection


def tidy(workdir: Path) -> list[Recovered]:
    """Clean up after crashes and return what they left that no file has. Call within :func:`alone`.

    Removes the temporary file of a save that was under way, working databases that were never finished, and those whose
    file has everything. Never removes committed work.
    """
    left = []
    for path, connection in abandoned(workdir):
        try:
            found = _look(path, connection)
        except (sqlite3.DatabaseError, PiiriError, ValueError, TypeError, KeyError):
            continue  # damaged: left where it is
        connection.close()
        if found is None:
            remove(path)
        else:
            left.append(found)
    return left


def _look(path: Path, connection: sqlite3.Connection) -> Recovered | None:
    if WORKING not in tables_in(connection):
        return None  # its first transaction never ended, so nothing was ever committed to it
    bond, beside = Bond.read(connection), Told.read(connection)
    if bond.saving:
        saving, bond = bond.saving, _settle(bond)
        bond.write(connection)
        if bond.save == saving["save"]:
            beside = Told(beside.times, saving.get("told", 0))
            beside.write(connection)
    begun_as = dict(connection.execute("SELECT id, name FROM piiri_plan"))
    journal = read_rows(connection)
    rows = matters(journal, bond)
    if bond.path is not None and not rows and beside.times == beside.saved:
        return None
    plans = fates(journal, begun_as)
    steps = tuple(_step(row, plans[row.plan].name) for row in rows)
    if beside.times != beside.saved:
        steps += (RecoveredStep(TOLD, "", "", None, 0),)
    (name,) = connection.execute("SELECT value FROM piiri_dataset WHERE key = 'name'").fetchone()
    return Recovered(path, bond.path, json.loads(name), steps, not _current(bond))


def _settle(bond: Bond) -> Bond:
    """Find out whether a save that was cut off had replaced the file; remove its temporary file."""
    saving = bond.saving or {}
    target, temporary = Path(saving["path"]), Path(saving["temporary"])
    if temporary.name.endswith(TEMPORARY):
        with suppress(OSError):
            temporary.unlink()
    if _save_of(target) == saving["save"]:
        return Bond(target, saving["save"], saving["seq"])
    return Bond(bond.path, bond.save, bond.seq)


def matters(rows: list[Row], bond: Bond) -> list[Row]:
    """Return the rows that the file does not have and that a person would miss.

    Of a plan that was thrown away, that is all there is to say.
    """
    new = rows[max(bond.seq, 0) :]
    gone = {row.plan for row in new if row.action == DISCARD}
    return [row for row in new if row.action == DISCARD or (row.plan not in gone and _matters(row, bond))]


def _matters(row: Row, bond: Bond) -> bool:
    return row.action != SHOW and (row.action != START or bond.path is not None)


def _step(row: Row, plan: str) -> RecoveredStep:
    edit = from_json(json.loads(row.edit)) if row.action == STEP else None
    return RecoveredStep(row.action, row.at, plan, edit, row.cursor, row.plan)


def _current(bond: Bond) -> bool:
    return bond.path is None or _save_of(bond.path) == bond.save


def _save_of(path: Path) -> str:
    try:
        return identity_of(path).get("save", "")
    except PiiriError:
        return ""


def remove(path: Path) -> None:
    """Remove a working database that nobody has open."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-journal", f"{path.name}-shm"):
        with suppress(OSError):
            os.unlink(path.with_name(name))


def _name(path: Path) -> str:
    return path.name
