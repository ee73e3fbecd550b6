"""The plans of an open project: their histories, the tree they form, and what can be done to them as a whole.

Everything is one transaction with its journal row, as an edit is: when a method returns, it is on the disk.
"""

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
from ..tree import PlanNode, free_name
from .contents import Contents, blank_plan, write_plan
from .fates import Branch, Fate, fates, living, tree
from .faults import (
    LONGEST_NAME,
    last_plan,
    no_longer_fits,
    no_plan,
    no_step,
    not_deleted,
    plan_exists,
    plan_unnamed,
    told,
)
from .journal import (
    DELETE,
    DISCARD,
    MOVE,
    NAME,
    NOTE,
    RESTORE,
    SHOW,
    STEP,
    Row,
    StepRefused,
    active_plan,
    add_row,
    blank,
    rebuild,
)

T = TypeVar("T")


class ProjectPlans:
    """What a project knows of its plans; :class:`~piiri.storage.project.Project` adds the file.

    Living plans are known by name, deleted ones, whose name may have gone to another, by number.

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

    # ------------------------------------------------------------------------------------------------ looking

    @property
    def plans(self) -> tuple[str, ...]:
        """Names of the living plans, in the order in which they were added."""
        return tuple(self._fates[number].name for number in living(self._fates))

    @property
    def tree(self) -> tuple[PlanNode, ...]:
        """The plans as a tree: each before its branches, deleted ones last."""
        with self._lock:
            if self._tree is None:
                self._tree = tree(self._fates, self._branches)
            return self._tree

    @property
    def active(self) -> str:
        """Name of the plan being worked on, whose catchments the saved file shows.

        Setting it is kept in the journal, but is no change that has to be saved. Raises ``StorageError``
        (``unknown-plan``) where there is no such plan.
        """
        return self._fates[self._active].name

    @active.setter
    def active(self, plan: str) -> None:
        number = self._number(plan)
        if number != self._active:
            self._commit(lambda: [add_row(self._connection, SHOW, number, at=_now())])
            self._active = number

    def node(self, plan: str) -> PlanNode:
        """Return a living plan as the tree has it; ``StorageError`` (``unknown-plan``) where there is none."""
        number = self._number(plan)
        return next(node for node in self.tree if node.number == number)

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

    # ------------------------------------------------------------------------------------------------ plans as a whole

    def add_plan(self, plan: Plan, note: str = "") -> None:
        """Add a plan, as it is, as the start of a history of its own.

        Raises
        ------
        StorageError
            ``plan-exists``, ``plan-unnamed``, or the working copy could not be written.
        ValueError
            The plan's stages are not those of the dataset.
        """
        self.add_history(History(plan), note)

    def add_history(self, history: History, note: str = "", branch: Branch | None = None) -> None:
        """Add a plan with the steps it already has, their times and notes, and with those that were taken back.

        Raises
        ------
        StorageError
            As :meth:`add_plan`.
        ValueError
            The plan's stages are not those of the dataset.
        """
        start = history.start
        self._check_name(start.name)
        if start.stages != self.dataset.stages:
            raise ValueError("a plan must have the stages of the dataset")
        start.validate()

        def write() -> list[Row]:
            rows = [write_plan(self._connection, start, branch, at=_now())]
            number = rows[0].plan
            if note:
                rows.append(add_row(self._connection, NOTE, number, at=_now(), note=note))
            rows += self._steps(number, 0, history.entries)
            if history.cursor != len(history.entries):
                rows.append(add_row(self._connection, MOVE, number, history.cursor, at=_now()))
            return rows

        with self._lock:
            number = self._commit(write)[0].plan
            self._starts[number], self._histories[number] = start, history
            if branch is not None:
                self._branches[number] = branch

    def branch(self, plan: str, name: str = "", note: str = "") -> str:
        """Add a plan that starts as another one stands now, and return its name.

        Parameters
        ----------
        plan
            The plan to branch.
        name
            Of the new plan; a free one made of the other's where empty.
        note
            About the new plan.

        Raises
        ------
        StorageError
            ``unknown-plan``, ``plan-exists``, ``plan-unnamed``, or the working copy could not be written.
        """
        with self._lock:
            history = self.history(plan)
            free = name.strip() or free_name(plan, self.plans)
            start = History(history.plan.renamed(free))
            self.add_history(start, note, Branch(self._number(plan), history.cursor))
            return free

    def rename(self, plan: str, name: str) -> None:
        """Give a plan another name.

        Raises
        ------
        StorageError
            ``unknown-plan``, ``plan-exists``, ``plan-unnamed``, or the working copy could not be written.
        """
        with self._lock:
            number, wanted = self._number(plan), name.strip()
            if wanted == plan:
                return
            self._check_name(wanted)
            self._commit(lambda: [add_row(self._connection, NAME, number, at=_now(), note=wanted)])
            self._rename_kept(number)

    def set_note(self, plan: str, note: str) -> None:
        """Write a note about a plan; an empty one takes it away.

        Raises
        ------
        StorageError
            ``unknown-plan``, or the working copy could not be written.
        """
        number, wanted = self._number(plan), note.strip()
        if wanted != self._fates[number].note:
            self._commit(lambda: [add_row(self._connection, NOTE, number, at=_now(), note=wanted)])

    def delete(self, plan: str) -> int:
        """Delete a plan and return its number, by which :meth:`restore` brings it back.

        Its name is free from then on. Where it was the active one, the plan it was branched from becomes active, or,
        where that lives no more, the first plan.

        Raises
        ------
        StorageError
            ``unknown-plan``, ``last-plan``, or the working copy could not be written.
        """
        with self._lock:
            number = self._number(plan)
            others = [other for other in living(self._fates) if other != number]
            if not others:
                raise last_plan(plan)
            parent = self._branches.get(number, Branch()).plan
            after = self._active if number != self._active else parent if parent in others else others[0]

            def write() -> list[Row]:
                rows = [add_row(self._connection, DELETE, number, at=_now())]
                if after != self._active:
                    rows.append(add_row(self._connection, SHOW, after, at=_now()))
                return rows

            self._commit(write)
            self._active = after
            return number

    def restore(self, number: int) -> str:
        """Bring a deleted plan back and return the name it has now: the old one, or a free one made of it.

        Raises
        ------
        StorageError
            ``not-deleted``, or the working copy could not be written.
        """
        with self._lock:
            name = free_name(self._deleted(number).name, self.plans)
            self._commit(lambda: [add_row(self._connection, RESTORE, number, at=_now(), note=name)])
            self._rename_kept(number)
            return name

    def discard(self, number: int) -> None:
        """Throw a deleted plan away for good. What it said is taken out of the project.

        Raises
        ------
        StorageError
            ``not-deleted``, or the working copy could not be written.
        """
        with self._lock:
            self._deleted(number)

            def write() -> list[Row]:
                blank_plan(self._connection, number)
                kept = blank(self._connection, number)
                return [*kept, add_row(self._connection, DISCARD, number, at=_now())]

            self._commit(write, whole=True)
            del self._starts[number]
            self._histories.pop(number, None)

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
            self._commit(lambda: [add_row(self._connection, MOVE, number, cursor, at=_now())])
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
            self._commit(lambda: [add_row(self._connection, NOTE, number, position, at=_now(), note=note)])
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

    def _deleted(self, number: int) -> Fate:
        fate = self._fates.get(number)
        if fate is None or not fate.deleted or fate.discarded:
            raise not_deleted(number)
        return fate

    def _check_name(self, name: str) -> None:
        if not name or name != name.strip() or len(name.splitlines()) != 1 or len(name) > LONGEST_NAME:
            raise plan_unnamed()
        if name in self.plans:
            raise plan_exists(name)

    def _named(self, number: int, start: Plan) -> Plan:
        return start.renamed(self._fates[number].name)

    def _rename_kept(self, number: int) -> None:
        self._starts[number] = self._named(number, self._starts[number])
        if number in self._histories:
            self._histories[number] = self._histories[number].renamed(self._fates[number].name)

    def _steps(self, plan: int, before: int, entries: Sequence[Entry]) -> list[Row]:
        return [
            add_row(self._connection, STEP, plan, cursor, edit=entry.edit, at=entry.at or _now(), note=entry.note)
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


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
