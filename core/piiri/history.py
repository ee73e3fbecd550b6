"""History: a row of plans with the edits that led from one to the next, and a cursor. Undo moves the cursor."""

from __future__ import annotations

from dataclasses import dataclass, replace

from .edits import Edit, apply, describe
from .model.plan import Plan


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """One step: an edit, the plan after it, when it was made (ISO 8601, local time with offset) and a note."""

    edit: Edit
    plan: Plan
    at: str = ""
    note: str = ""


@dataclass(frozen=True, eq=False)
class History:
    """The starting plan and the steps since; ``cursor`` of them are in force.

    >>> # history = History(plan); history = history.push(entry); history.moved(0).plan is plan
    """

    start: Plan
    entries: tuple[Entry, ...] = ()
    cursor: int = 0

    @property
    def plan(self) -> Plan:
        """The plan in force."""
        return self.plan_at(self.cursor)

    def plan_at(self, position: int) -> Plan:
        """Return the plan after ``position`` steps."""
        return self.start if position == 0 else self.entries[position - 1].plan

    @property
    def can_undo(self) -> bool:
        """True where a step can be taken back."""
        return self.cursor > 0

    @property
    def can_redo(self) -> bool:
        """True where a step that was taken back can be done again."""
        return self.cursor < len(self.entries)

    def push(self, entry: Entry) -> History:
        """Return the history with one more step; steps that had been taken back are dropped."""
        return replace(self, entries=(*self.entries[: self.cursor], entry), cursor=self.cursor + 1)

    def moved(self, cursor: int) -> History:
        """Return the history with another cursor; ``IndexError`` outside 0..len(entries)."""
        if not 0 <= cursor <= len(self.entries):
            raise IndexError(cursor)
        return replace(self, cursor=cursor)

    def describe(self, position: int) -> str:
        """Say in the current language what step ``position`` (from 1) did."""
        return describe(self.entries[position - 1].edit, self.plan_at(position - 1))

    @classmethod
    def replay(cls, start: Plan, steps: list[tuple[Edit, str, str]], cursor: int) -> History:
        """Return the history of (edit, at, note) steps carried out one after another."""
        entries: list[Entry] = []
        plan = start
        for edit, at, note in steps:
            plan = apply(plan, edit)[0]
            entries.append(Entry(edit, plan, at, note))
        return cls(start, tuple(entries), cursor)
