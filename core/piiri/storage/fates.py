"""What became of each plan of a project, read from its journal: its name, its note, whether it still lives.

The name in ``piiri_plan`` is the one a plan began with, made different where another plan had begun with the same: it
tells plans apart in the table and is the name only where the journal, of the first form, says nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from ..tree import PlanNode, arranged
from .journal import DELETE, DISCARD, MOVE, NAME, NOTE, RESTORE, START, STEP, Row


@dataclass(frozen=True, slots=True)
class Branch:
    """From which plan, by its id, and after how many of its steps a plan was branched; plan 0 for none."""

    plan: int = 0
    steps: int = 0


@dataclass(frozen=True, slots=True)
class Fate:
    """A plan as the journal leaves it.

    Attributes
    ----------
    name, note
        For people.
    started_at
        ISO 8601; empty where not kept.
    deleted, discarded
        A discarded plan is deleted as well.
    steps, cursor
        How many steps there are, and how many of them are in force.
    """

    name: str
    note: str = ""
    started_at: str = ""
    deleted: bool = False
    discarded: bool = False
    steps: int = 0
    cursor: int = 0


def fates(rows: Iterable[Row], begun_as: Mapping[int, str]) -> dict[int, Fate]:
    """Return what became of each plan, by id, in the order in which they were added.

    Parameters
    ----------
    rows
        The journal.
    begun_as
        Name of each plan in ``piiri_plan``.

    >>> found = fates([Row(1, START, 1, 0, "", "", "", ""), Row(2, NAME, 1, 0, "", "", "South", "")], {1: "Option"})
    >>> found[1].name
    'South'
    """
    found: dict[int, Fate] = {}
    counts: dict[int, tuple[int, int]] = {}
    for row in rows:
        if row.action == STEP:
            counts[row.plan] = row.cursor, row.cursor
            continue
        if row.action == MOVE:
            counts[row.plan] = counts.get(row.plan, (0, 0))[0], row.cursor
            continue
        if row.action == START:
            found[row.plan] = Fate(row.note or begun_as.get(row.plan, ""), started_at=row.at)
            continue
        fate = found.get(row.plan)
        if fate is None:
            continue
        if row.action == NAME:
            fate = replace(fate, name=row.note or fate.name)
        elif row.action == NOTE and row.cursor == 0:
            fate = replace(fate, note=row.note)
        elif row.action == DELETE:
            fate = replace(fate, deleted=True)
        elif row.action == RESTORE:
            fate = replace(fate, deleted=False, name=row.note or fate.name)
        elif row.action == DISCARD:
            fate = replace(fate, deleted=True, discarded=True)
        found[row.plan] = fate
    for number, (steps, cursor) in counts.items():
        if number in found:
            found[number] = replace(found[number], steps=steps, cursor=cursor)
    return found


def living(found: Mapping[int, Fate]) -> tuple[int, ...]:
    """Return the ids of the plans that are not deleted, in order."""
    return tuple(number for number, fate in found.items() if not fate.deleted)


def tree(found: Mapping[int, Fate], branches: Mapping[int, Branch]) -> tuple[PlanNode, ...]:
    """Return the plans that are not discarded as a tree; see :func:`piiri.tree.arranged`."""
    nodes = []
    for number, fate in found.items():
        if fate.discarded:
            continue
        branch = branches.get(number, Branch())
        while branch.plan in found and found[branch.plan].discarded:
            branch = branches.get(branch.plan, Branch())
        nodes.append(
            PlanNode(
                number,
                fate.name,
                branch.plan or None,
                branch.steps,
                fate.note,
                fate.deleted,
                fate.cursor,
                fate.steps - fate.cursor,
                fate.started_at,
            )
        )
    return arranged(nodes)
