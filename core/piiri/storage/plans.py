"""The plans of an open project as a whole: the tree they form, and what can be done to them.

Everything is one transaction with its journal row, as an edit is: when a method returns, it is on the disk.
"""

from __future__ import annotations

from ..history import History
from ..model import Plan
from ..tree import PlanNode, free_name
from .contents import blank_plan, write_plan
from .fates import Branch, Fate, living, tree
from .faults import LONGEST_NAME, last_plan, not_deleted, plan_exists, plan_unnamed
from .histories import ProjectHistories, now
from .journal import DELETE, DISCARD, MOVE, NAME, NOTE, RESTORE, SHOW, Row, add_row, blank


class ProjectPlans(ProjectHistories):
    """What a project knows of its plans; :class:`~piiri.storage.project.Project` adds the file."""

    # ------------------------------------------------------------------------------------------------ looking

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
            self._commit(lambda: [add_row(self._connection, SHOW, number, at=now())])
            self._active = number

    def node(self, plan: str) -> PlanNode:
        """Return a living plan as the tree has it; ``StorageError`` (``unknown-plan``) where there is none."""
        number = self._number(plan)
        return next(node for node in self.tree if node.number == number)

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
            rows = [write_plan(self._connection, start, branch, at=now())]
            number = rows[0].plan
            if note:
                rows.append(add_row(self._connection, NOTE, number, at=now(), note=note))
            rows += self._steps(number, 0, history.entries)
            if history.cursor != len(history.entries):
                rows.append(add_row(self._connection, MOVE, number, history.cursor, at=now()))
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
            free = name.strip() if name else free_name(plan, self.plans)
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
            self._commit(lambda: [add_row(self._connection, NAME, number, at=now(), note=wanted)])
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
            self._commit(lambda: [add_row(self._connection, NOTE, number, at=now(), note=wanted)])

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
                rows = [add_row(self._connection, DELETE, number, at=now())]
                if after != self._active:
                    rows.append(add_row(self._connection, SHOW, after, at=now()))
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
            self._commit(lambda: [add_row(self._connection, RESTORE, number, at=now(), note=name)])
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
                return [*kept, add_row(self._connection, DISCARD, number, at=now())]

            self._commit(write, whole=True)
            del self._starts[number]
            self._histories.pop(number, None)

    # ------------------------------------------------------------------------------------------------ within

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

    def _rename_kept(self, number: int) -> None:
        self._starts[number] = self._named(number, self._starts[number])
        if number in self._histories:
            self._histories[number] = self._histories[number].renamed(self._fates[number].name)
