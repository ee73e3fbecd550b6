"""The journal: one row for everything that was ever done to a project, in the order of ``seq``; no clock decides.

Rows are only added. A step that is made after an undo drops the steps that had been taken back: that follows from its
``cursor`` when the journal is read, no row is removed. What is done to plans as a whole and the plan shown are rows
too, so that one number, the last ``seq``, says all about how far a file has been brought.

One thing is taken out of rows that are there: what a discarded plan said (:func:`blank`), since a draft that was thrown
away must not travel with the file.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .. import __version__
from ..edits import Edit, from_json, to_json
from ..errors import EditRejected
from ..history import History
from ..model import Plan
from .hashes import hash_table, link, write_hash

START = "start"
"""A plan was added under the name in ``note``; rows of the first form have none there, see :mod:`.fates`."""

SHOW = "show"
"""A plan was made the active one; that is no change to lose."""

STEP = "step"
"""An edit was committed as step ``cursor`` of its plan; steps from there on that were there before are dropped."""

MOVE = "move"
"""Undo, redo, jump: ``cursor`` steps of the plan are in force."""

NOTE = "note"
"""``note`` was written about step ``cursor`` of the plan, or about the plan itself where ``cursor`` is 0."""

NAME = "name"
"""The plan got the name in ``note``."""

DELETE = "delete"
"""The plan was deleted; everything of it is kept."""

RESTORE = "restore"
"""The deleted plan is back, under the name in ``note``."""

DISCARD = "discard"
"""The deleted plan was thrown away for good."""

TOLD = "told"
"""Observations or own indicators were brought in. No row of the journal, since it belongs to no plan: of what a crash
left it stands last."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: number, what was done, the plan's id, its cursor, the edit as JSON, when, a note, by which Piiri."""

    seq: int
    action: str
    plan: int
    cursor: int
    edit: str
    at: str
    note: str
    app: str

    @property
    def values(self) -> tuple[Any, ...]:
        """The row as it stands in the table."""
        return (self.seq, self.action, self.plan, self.cursor, self.edit, self.at, self.note, self.app)


class StepRefused(Exception):
    """A kept step no longer fits its plan: its number from 1, and why."""

    def __init__(self, step: int, reason: str) -> None:
        super().__init__(step, reason)
        self.step, self.reason = step, reason


def add_row(
    connection: sqlite3.Connection,
    action: str,
    plan: int,
    cursor: int = 0,
    *,
    edit: Edit | None = None,
    at: str = "",
    note: str = "",
) -> Row:
    """Add a row within the caller's transaction and lengthen the journal's chain of hashes by it."""
    kept = connection.execute("SELECT row_count, sha256 FROM piiri_hash WHERE table_name = 'piiri_journal'").fetchone()
    count, chain = kept or (0, "")
    text = json.dumps(to_json(edit), sort_keys=True) if edit is not None else ""
    row = Row(count + 1, action, plan, cursor, text, at, note, __version__)
    connection.execute("INSERT INTO piiri_journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row.values)
    write_hash(connection, "piiri_journal", row.seq, link(chain, row.values))
    return row


def read_rows(connection: sqlite3.Connection) -> list[Row]:
    """Return the journal."""
    return [Row(*values) for values in connection.execute("SELECT * FROM piiri_journal ORDER BY seq")]


def standing(rows: Iterable[Row], plan: int) -> tuple[list[Row], int]:
    """Return the steps of a plan that can be in force or done again, and how many of them are in force.

    >>> rows = [Row(1, STEP, 1, 1, "", "", "", ""), Row(2, MOVE, 1, 0, "", "", "", ""),
    ...         Row(3, STEP, 1, 1, "", "", "", "")]
    >>> [row.seq for row in standing(rows, 1)[0]]
    [3]
    """
    steps: list[Row] = []
    cursor = 0
    for row in rows:
        if row.plan != plan:
            continue
        if row.action in (STEP, MOVE):
            cursor = row.cursor
        if row.action == STEP:
            del steps[cursor - 1 :]
            steps.append(row)
        elif row.action == NOTE and 0 < row.cursor <= len(steps):
            steps[row.cursor - 1] = replace(steps[row.cursor - 1], note=row.note)
    return steps, cursor


def active_plan(rows: Iterable[Row], living: Sequence[int]) -> int:
    """Return the id of the living plan shown last; the first living plan's where none of them was chosen."""
    chosen = [row.plan for row in rows if row.action == SHOW and row.plan in living]
    return (chosen or list(living[:1]))[-1]


def blank(connection: sqlite3.Connection, plan: int) -> list[Row]:
    """Take edits and notes out of the rows of a plan, within the caller's transaction; returns the journal.

    The rows stay, with their numbers, so that how far a file has been brought can still be said by one number. Every
    link of the chain from there on is another one.
    """
    connection.execute("UPDATE piiri_journal SET edit = '', note = '' WHERE plan = ?", (plan,))
    write_hash(connection, "piiri_journal", *hash_table(connection, "piiri_journal"))
    return read_rows(connection)


def rebuild(start: Plan, rows: Iterable[Row], plan: int) -> History:
    """Carry out the steps of a plan again.

    Raises
    ------
    StepRefused
        The plan does not take one of its steps.
    """
    steps, cursor = standing(rows, plan)
    done = []
    for number, row in enumerate(steps, 1):
        try:
            done.append((from_json(json.loads(row.edit)), row.at, row.note))
        except EditRejected as problem:
            raise StepRefused(number, problem.sentence) from problem
    try:
        return History.replay(start, done, cursor)
    except EditRejected as problem:
        return _name_the_step(start, done, problem)


def _name_the_step(start: Plan, steps: list[tuple[Edit, str, str]], problem: EditRejected) -> History:
    for number in range(1, len(steps) + 1):
        try:
            History.replay(start, steps[:number], 0)
        except EditRejected:
            raise StepRefused(number, problem.sentence) from problem
    raise problem
