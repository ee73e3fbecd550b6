"""The plans of a project as a tree: which plan was branched from which, with its note and its number of steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class PlanNode:
    """One plan in the tree of a project.

    Attributes
    ----------
    number
        Its number in the project, from 1; never used again for another plan.
    name
        Its name. Living plans have names of their own; a deleted one may share its name with a later plan.
    parent
        Number of the plan it was branched from; None where it was imported or came with the data.
    branched_at
        How many steps of the parent were in force when it was branched.
    note
        What a person wrote about it.
    deleted
        True where it was deleted and can be brought back.
    steps
        How many steps are in force since its start.
    taken_back
        How many steps after those were taken back and can be done again.
    started_at
        When it was made: ISO 8601, local time with offset; empty where not kept.
    depth
        How many living plans lie between it and the root of its tree; 0 for deleted plans.
    """

    number: int
    name: str
    parent: int | None = None
    branched_at: int = 0
    note: str = ""
    deleted: bool = False
    steps: int = 0
    taken_back: int = 0
    started_at: str = ""
    depth: int = 0


def arranged(nodes: Iterable[PlanNode]) -> tuple[PlanNode, ...]:
    """Return plans in the order in which a tree shows them, with their depth: each before its branches, deleted ones
    last.

    A plan whose parent is deleted or gone hangs on the nearest living plan above it.

    >>> plans = [PlanNode(1, "Today"), PlanNode(2, "South"), PlanNode(3, "Today, later", parent=1)]
    >>> [(plan.name, plan.depth) for plan in arranged(plans)]
    [('Today', 0), ('Today, later', 1), ('South', 0)]
    """
    known = {node.number: node for node in nodes}
    below: dict[int | None, list[PlanNode]] = {}
    for node in known.values():
        if not node.deleted:
            below.setdefault(_living_above(node, known), []).append(node)
    found: list[PlanNode] = []
    waiting = [(node, 0) for node in reversed(below.get(None, []))]
    while waiting:
        node, depth = waiting.pop()
        found.append(replace(node, depth=depth))
        waiting += [(branch, depth + 1) for branch in reversed(below.get(node.number, []))]
    return (*found, *(replace(node, depth=0) for node in known.values() if node.deleted))


def _living_above(node: PlanNode, known: dict[int, PlanNode]) -> int | None:
    above = node.parent
    while above in known and known[above].deleted:
        above = known[above].parent
    return above if above in known else None


def free_name(wanted: str, taken: Collection[str]) -> str:
    """Return a name that no plan has: the one wanted, or with the first free number after it.

    >>> free_name("South", {"South", "South 2"})
    'South 3'
    """
    free, number = wanted, 2
    while free in taken:
        free, number = f"{wanted} {number}", number + 1
    return free
