"""The project of the year after: new data, with the plans of the year before and their histories on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..history import History
from ..model import Dataset, Plan
from ..tree import free_name
from .fates import Branch
from .opening import create_project
from .project import Project


@dataclass(frozen=True, eq=False)
class PlanCarried:
    """A plan for a new project.

    Attributes
    ----------
    number
        Any number of its own, by which others name it as their parent.
    name, note
        See :class:`~piiri.tree.PlanNode`.
    history
        Its steps.
    parent, branched_at
        From which of the plans it is branched, and after how many steps; None for none.
    """

    number: int
    name: str
    history: History
    note: str = ""
    parent: int | None = None
    branched_at: int = 0


def renewed_project(
    dataset: Dataset,
    carried: Sequence[PlanCarried],
    plans: Sequence[Plan],
    *,
    active: str = "",
    workdir: Path | None = None,
) -> Project:
    """Make a project of new data and plans with their histories, all or nothing.

    Parameters
    ----------
    dataset
        The new data.
    carried
        Plans with histories, each after the one it is branched from.
    plans
        Further plans without any.
    active
        Name of the plan that is worked on; the first where empty or not there.
    workdir
        Folder of working databases; the person's own local one where None.

    Raises
    ------
    StorageError, ValueError
        As :func:`~piiri.storage.create_project` and :meth:`~piiri.storage.Project.add_history`; nothing is left behind.
    """
    first, *rest = carried
    project = create_project(dataset, [first.history.start.renamed(first.name)], workdir=workdir)
    try:
        numbers = {first.number: 1}
        if first.history.entries:
            project.append_all(first.name, 1, first.history.entries)
            if first.history.cursor < len(first.history.entries):
                project.move(first.name, first.history.cursor)
        if first.note:
            project.set_note(first.name, first.note)
        for plan in rest:
            branch = None
            if plan.parent is not None and plan.parent in numbers:
                branch = Branch(numbers[plan.parent], plan.branched_at)
            project.add_history(plan.history.renamed(plan.name), plan.note, branch)
            numbers[plan.number] = project.node(plan.name).number
        for plan_now in plans:
            project.add_plan(plan_now.renamed(free_name(plan_now.name, project.plans)))
        if active in project.plans:
            project.active = active
    except BaseException:
        project.close(discard=True)
        raise
    return project
