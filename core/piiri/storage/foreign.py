"""A colleague's project, read and never changed: its plans with their histories, to be brought into ours.

On the same data a plan comes in whole, with its steps, times and notes. On other data its blocks and schools must all
be known here; then its steps are carried out again on a plan of ours, and what does not fit is listed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from ..copying import Again, Refused, carry_over
from ..edits import edits_between
from ..errors import StorageError
from ..history import History
from ..i18n import N_
from ..likeness import DataDifference, data_differences
from ..model import Coverage, Dataset, Plan
from ..progress import Progress, silent
from ..tree import PlanNode
from .contents import Contents, read_contents
from .fates import Fate, fates, tree
from .faults import no_longer_fits
from .journal import StepRefused, rebuild
from .saved import reading


@dataclass(frozen=True, eq=False)
class ForeignPlan:
    """A plan of another project.

    Attributes
    ----------
    node
        What the other project's tree says of it.
    lineage
        The histories that led to it, the last one its own, each with how many of its steps led to the next; their plans
        rest on the other project's data.
    missing
        Ids of blocks and schools that it rests on and that are not here; empty where it can be brought in.
    """

    node: PlanNode
    lineage: tuple[tuple[History, int], ...]
    missing: tuple[str, ...] = ()

    @property
    def history(self) -> History:
        """Its own history."""
        return self.lineage[-1][0]


@dataclass(frozen=True, eq=False)
class ForeignProject:
    """Another project beside ours.

    Attributes
    ----------
    path
        Its file.
    dataset
        Its data.
    plans
        Its living plans, in the order of its tree.
    differences
        How its data differ from ours; empty where they are the same.
    """

    path: Path
    dataset: Dataset
    plans: tuple[ForeignPlan, ...]
    differences: tuple[DataDifference, ...]

    @property
    def same_data(self) -> bool:
        """True where its plans come in as they are."""
        return not self.differences

    def plan(self, name: str) -> ForeignPlan:
        """Return a plan by its name; ``StorageError`` (``unknown-plan``) where there is none."""
        for plan in self.plans:
            if plan.node.name == name:
                return plan
        raise StorageError(
            "unknown-plan",
            N_("There is no plan {plan} in {file}."),
            N_("Choose one of: {plans}."),
            plan=name,
            file=self.path.name,
            plans=", ".join(plan.node.name for plan in self.plans),
        )


def read_foreign(path: Path, ours: Dataset, progress: Progress = silent) -> ForeignProject:
    """Read another project and compare its data with ours. The file is not changed, not even its times.

    Parameters
    ----------
    path
        The file, as it was last saved; unsaved work on it elsewhere is not seen.
    ours
        The data to compare with.
    progress
        Hears of the steps, and may cancel.

    Raises
    ------
    StorageError
        As :func:`~piiri.storage.open_project`.
    """
    target = Path(path).resolve()
    with reading(target) as source:
        contents = read_contents(source, target)
    progress(0.5, "")
    differences = data_differences(ours, contents.dataset)
    found = fates(contents.rows, contents.begun_as)
    lines = _Lines(target, contents, found, ours)
    plans = []
    for node in tree(found, contents.branches):
        if not node.deleted:
            lineage = lines.lineage(node.number)
            plans.append(ForeignPlan(node, lineage, _missing(lineage[0][0].start, ours) if differences else ()))
            progress(0.5 + 0.5 * len(plans) / len(found), node.name)
    return ForeignProject(target, contents.dataset, tuple(plans), differences)


def brought_in(
    theirs: ForeignProject, plan: ForeignPlan, onto: Plan, again: Again | None = None
) -> tuple[History, tuple[Refused, ...]]:
    """Return the history that a plan of another project gets in ours, under its own name, and what does not fit.

    Parameters
    ----------
    theirs, plan
        The project, and a plan of it.
    onto
        On other data, the plan of ours that the new one shall start from.
    again
        Works out by its rule, among our pupils, what does not fit as it was; see :func:`piiri.copying.copy_steps`.

    Raises
    ------
    StorageError
        ``other-blocks``: the plan rests on blocks or schools that are not here. ``other-start``: it begins from other
        blocks or catchments than the first plan of its project, and how it came to that is not kept.
    """
    if theirs.same_data:
        return plan.history, ()
    name = plan.node.name
    if plan.missing:
        raise StorageError(
            "other-blocks",
            N_("The plan {plan} rests on blocks or schools that are not here: {ids}."),
            N_("A plan can be brought in where all its blocks and schools are here too."),
            plan=name,
            ids=", ".join(plan.missing[:8]) + (" …" if len(plan.missing) > 8 else ""),
        )
    root, start = theirs.plans[0].lineage[0][0].start, plan.lineage[0][0].start
    if root.catchments.ids != start.catchments.ids or root.coverage.face_ids != start.coverage.face_ids:
        raise StorageError(
            "other-start",
            N_("The plan {plan} begins from other blocks or catchments than the first plan of its project."),
            N_("Import that project's data, or make the plan by hand."),
            plan=name,
        )
    differences = edits_between(root, start) if root.fingerprint != start.fingerprint else ()
    copied = carry_over(plan.lineage, differences, root, onto, again=again)
    return History(onto, copied.entries, len(copied.entries)).renamed(name), copied.refused


class _Lines:
    """Histories of another project, each rebuilt once, and how they hang together."""

    def __init__(self, path: Path, contents: Contents, found: Mapping[int, Fate], ours: Dataset) -> None:
        self._path, self._contents, self._found, self._ours = path, contents, found, ours
        self._rebuilt: dict[int, History] = {}

    def history(self, number: int) -> History:
        if number not in self._rebuilt:
            name = self._found[number].name
            start = _at_home(self._contents.plans[number].renamed(name), self._ours)
            try:
                self._rebuilt[number] = rebuild(start, self._contents.rows, number)
            except StepRefused as problem:
                raise no_longer_fits(self._path, problem.step, name, problem.reason) from problem
        return self._rebuilt[number]

    def lineage(self, number: int) -> tuple[tuple[History, int], ...]:
        """The plans above, as far as their steps still lead to where this one began."""
        own = self.history(number)
        line = [(own, own.cursor)]
        above = self._contents.branches.get(number)
        while above is not None and above.plan in self._contents.plans:
            parent = self.history(above.plan)
            if above.steps > len(parent.entries):
                break
            if parent.plan_at(above.steps).fingerprint != line[0][0].start.fingerprint:
                break
            line.insert(0, (parent, above.steps))
            above = self._contents.branches.get(above.plan)
        return tuple(line)


def _missing(start: Plan, ours: Dataset) -> tuple[str, ...]:
    blocks = ours.coverage.topology.face_index
    return (
        *(face for face in start.coverage.face_ids if face not in blocks),
        *(school for school in start.schools.ids if school not in ours.schools),
    )


def _at_home(plan: Plan, ours: Dataset) -> Plan:
    """The same plan, sharing with our data what is equal, so that comparing plans stays cheap; stages named as here."""
    coverage, schools, stages = plan.coverage, plan.schools, plan.stages
    if coverage.fingerprint == ours.coverage.fingerprint:
        coverage = ours.coverage
    elif coverage.topology.fingerprint == ours.coverage.topology.fingerprint:
        coverage = Coverage(ours.coverage.topology, coverage.vertices)
    if schools.fingerprint == ours.schools.fingerprint:
        schools = ours.schools
    if [(s.id, s.language, s.grades) for s in stages] == [(s.id, s.language, s.grades) for s in ours.stages]:
        stages = ours.stages
    return replace(plan, coverage=coverage, schools=schools, stages=stages)
