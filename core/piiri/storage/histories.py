"""The histories of an open project's plans: read from the journal when they are asked for, and written to as steps are
made. Everything is one transaction with its journal row: when a method returns, it is on the disk."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from ..history import Entry, History
from ..model import Dataset, Plan
from ..tree import PlanNode
from .contents import Contents
from .fates import Fate, fates, living
from .faults import no_longer_fits, no_plan, no_step, told
from .journal import MOVE, NOTE, STEP, Row, StepRefused, active_plan, add_row, rebuild

T = TypeVar("T")


class ProjectHistories:
    """What a project knows of its plans' steps. Living plans are known by name, all plans by number.

    Attributes
    ----------
    dataset
        What was loaded.
    """

    def __init__(self, connection: sqlite3.Connection, working: Path, contents: Contents) -> None:
        self.dataset: Dataset = contents.dataset
        self._connection = connection
        self._working = working
        self._rows = list(contents.rows)
        self._begun_as = contents.begun_as
        self._branches = dict(contents.branches)
        self._lock = threading.RLock()
        self._fates: dict[int, Fate] = {}
        self._tree: tuple[PlanNode, ...] | None = None
        self._read_fates()
        self._starts = {number: self._named(number, start) for number, start in contents.plans.items()}
        self._active = active_plan(self._rows, living(self._fates))
        self._histories: dict[int, History] = {}

    @property
    def plans(self) -> tuple[str, ...]:
        """Names of the living plans, in the order in which they were added."""
        return tuple(self._fates[number].name for number in living(self._fates))

    @property
    def today(self) -> Plan:
        """How the first living plan began: what is in force today."""
        return self._starts[living(self._fates)[0]]

    def history(self, plan: str) -> History:
        """Return the history of a living plan, with the steps that were taken back.

        Raises
        ------
        StorageError
            ``unknown-plan``, or ``journal-refused`` where a kept step no longer fits.
        """
        return self.history_of(self._number(plan))

    def history_of(self, number: int) -> History:
        """Return the history of a plan, deleted or not, by its number.

        Raises
        ------
        StorageError
            ``journal-refused`` where a kept step no longer fits.
        KeyError
            No plan has the number.
        """
        with self._lock:
            if number not in self._histories:
                name = self._fates[number].name
                try:
                    self._histories[number] = rebuild(self._starts[number], self._rows, number)
                except StepRefused as problem:
                    raise no_longer_fits(self._known_as, problem.step, name, problem.reason) from problem
            return self._histories[number]

    # ------------------------------------------------------------------------------------------------ steps

    def append(self, plan: str, cursor: int, entry: Entry) -> None:
        """Keep step ``cursor`` (from 1) of a plan; when this returns it is on the disk.

        Raises
        ------
        StorageError
            ``disk-full`` and the like: the step is not kept, the project is as it was.
        ValueError
            There is no step before this one.
        """
        self.append_all(plan, cursor, (entry,))

    def append_all(self, plan: str, cursor: int, entries: Sequence[Entry]) -> None:
        """Keep several steps of a plan, the first of them as step ``cursor`` (from 1): all or none.

        Raises
        ------
        StorageError
            ``disk-full`` and the like: no step is kept, the project is as it was.
        ValueError
            There is no step before the first one.
        """
        number = self._number(plan)
        with self._lock:
            history = self.history(plan)
            if not 1 <= cursor <= len(history.entries) + 1:
                raise ValueError(f"step {cursor} does not follow {len(history.entries)} steps")
            pushed = history.moved(cursor - 1)
            for entry in entries:
                pushed = pushed.push(entry)
            self._commit(lambda: self._steps(number, cursor - 1, entries))
            self._histories[number] = pushed

    def move(self, plan: str, cursor: int) -> None:
        """Keep that ``cursor`` steps of a plan are in force; when this returns it is on the disk.

        Raises
        ------
        StorageError
            ``disk-full`` and the like: the project is as it was.
        IndexError
            There are not that many steps.
        """
        number = self._number(plan)
        with self._lock:
            moved = self.history(plan).moved(cursor)
            self._commit(lambda: [add_row(self._connection, MOVE, number, cursor, at=now())])
            self._histories[number] = moved

    def annotate(self, plan: str, position: int, note: str) -> None:
        """Keep what a person wrote about step ``position`` (from 1) of a plan, also one that was taken back.

        Raises
        ------
        StorageError
            ``unknown-step``, ``disk-full`` and the like: the project is as it was.
        """
        number = self._number(plan)
        with self._lock:
            try:
                annotated = self.history(plan).annotated(position, note)
            except IndexError:
                raise no_step(plan, position) from None
            self._commit(lambda: [add_row(self._connection, NOTE, number, position, at=now(), note=note)])
            self._histories[number] = annotated

    # ------------------------------------------------------------------------------------------------ within

    @property
    def _known_as(self) -> Path:
        """The file that a person knows the project by."""
        return self._working

    def _number(self, plan: str) -> int:
        for number, fate in self._fates.items():
            if fate.name == plan and not fate.deleted:
                return number
        raise no_plan(plan)

    def _named(self, number: int, start: Plan) -> Plan:
        return start.renamed(self._fates[number].name)

    def _steps(self, plan: int, before: int, entries: Sequence[Entry]) -> list[Row]:
        return [
            add_row(self._connection, STEP, plan, cursor, edit=entry.edit, at=entry.at or now(), note=entry.note)
            for cursor, entry in enumerate(entries, before + 1)
        ]

    def _read_fates(self) -> None:
        self._fates = fates(self._rows, self._begun_as)
        self._tree = None

    def _commit(self, write: Callable[[], list[Row]], *, whole: bool = False) -> list[Row]:
        """One transaction; its journal rows join those in memory when they are on the disk, or replace them."""
        with self._lock, told(self._working, writing=True):
            rows = transaction(self._connection, write)
            self._rows = rows if whole else [*self._rows, *rows]
            self._read_fates()
            return rows


def transaction(connection: sqlite3.Connection, write: Callable[[], T]) -> T:
    """Run ``write()`` as one transaction: all of it or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        result = write()
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    return result


def now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
