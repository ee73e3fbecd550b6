"""History: a row of plans with the edits that led from one to the next, and a cursor. Undo moves the cursor.

A plan is a few arrays, and weeks of work are thousands of steps, so not every plan is kept: the last ones and one in a
few before them are, and any other is made anew from the nearest one before it by carrying the edits out again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .edits import Edit, apply, describe
from .model.plan import Plan

KEPT_LAST = 32
"""So many of the last plans are kept, since undo goes there."""

KEPT_EVERY = 16
"""Before them, one plan in so many: then undo carries out fewer than that many edits."""


@dataclass(frozen=True, eq=False, slots=True)
class Entry:
    """One step: an edit, the plan after it, when it was made (ISO 8601, local time with offset) and a note.

    ``plan`` is None where it is not kept; :meth:`History.plan_at` makes it.
    """

    edit: Edit
    plan: Plan | None
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
        kept, plan = position, self.start
        while kept > 0:
            there = self.entries[kept - 1].plan
            if there is not None:
                plan = there
                break
            kept -= 1
        for entry in self.entries[kept:position]:
            plan = apply(plan, entry.edit)[0]
        return plan

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
        entries = [*self.entries[: self.cursor], entry]
        old = len(entries) - KEPT_LAST
        if old > 0 and old % KEPT_EVERY:
            entries[old - 1] = replace(entries[old - 1], plan=None)
        return replace(self, entries=tuple(entries), cursor=len(entries))

    def moved(self, cursor: int) -> History:
        """Return the history with another cursor; ``IndexError`` outside 0..len(entries)."""
        if not 0 <= cursor <= len(self.entries):
            raise IndexError(cursor)
        return replace(self, cursor=cursor)

    def annotated(self, position: int, note: str) -> History:
        """Return the history with another note on step ``position`` (from 1); ``IndexError`` where there is none."""
        if not 1 <= position <= len(self.entries):
            raise IndexError(position)
        entries = list(self.entries)
        entries[position - 1] = replace(entries[position - 1], note=note)
        return replace(self, entries=tuple(entries))

    def renamed(self, name: str) -> History:
        """Return the same history of a plan under another name."""
        entries = [e if e.plan is None else replace(e, plan=e.plan.renamed(name)) for e in self.entries]
        return replace(self, start=self.start.renamed(name), entries=tuple(entries))

    def describe(self, position: int) -> str:
        """Say in the current language what step ``position`` (from 1) did."""
        return describe(self.entries[position - 1].edit, self.plan_at(position - 1))

    @classmethod
    def replay(cls, start: Plan, steps: list[tuple[Edit, str, str]], cursor: int) -> History:
        """Return the history of (edit, at, note) steps carried out one after another."""
        entries: list[Entry] = []
        plan = start
        for position, (edit, at, note) in enumerate(steps, 1):
            plan = apply(plan, edit)[0]
            kept = position > len(steps) - KEPT_LAST or position % KEPT_EVERY == 0
            entries.append(Entry(edit, plan if kept else None, at, note))
        return cls(start, tuple(entries), cursor)
