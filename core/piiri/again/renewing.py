"""The steps of a renewal: files matched, imported, compared, plans carried over. Nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Protocol

import numpy as np

from ..errors import InputError
from ..history import History
from ..i18n import N_, tr
from ..io.checking import REPAIR
from ..io.guarded import kept_readings
from ..io.importing import Imported, import_layers
from ..io.mapping import ImportMapping
from ..io.mapping_file import mapping_of_text
from ..io.mapping_text import mapping_text
from ..io.onto import import_onto
from ..io.pile import Opened
from ..io.pile.deciding import KeptAnswers
from ..io.recognise.looking import look
from ..io.recognise.questions import Asking
from ..io.report import ImportReport
from ..model.dataset import Dataset, Pupils
from ..model.plan import Plan
from ..progress import Part, Progress, silent
from ..tree import PlanNode
from .carrying import Carried, KeptPlan, Links, Unfit, carry, linked_catchments
from .differences import Differences, differences, linked_schools
from .files import Matched, match
from .ground import ground_of

MAPPING_NOTE = "mapping"
_ORDER = ("schools", "blocks", "catchments", "pupils", "residents", "backdrop", "ways")


class Plans(Protocol):
    """What is asked of an open project; see :class:`piiri.storage.Project`."""

    @property
    def dataset(self) -> Dataset:
        """The data."""

    @property
    def tree(self) -> tuple[PlanNode, ...]:
        """The plans."""

    def history_of(self, number: int) -> History:
        """The history of a plan, deleted or not."""


@dataclass(frozen=True, eq=False)
class Renewal:
    """What a renewal would give.

    Attributes
    ----------
    matched
        Which file stands for which.
    dataset
        The new data, with the mapping of this year.
    plans
        The plans that the new files give and the project did not have.
    carried
        Those of the project.
    differences
        What is new, gone and changed.
    report
        Problems and ledgers of the import.
    before, today
        The plans that were compared: the start of the project's first plan, and today's of the new data.
    """

    matched: Matched
    dataset: Dataset
    plans: tuple[Plan, ...]
    carried: tuple[Carried, ...]
    differences: Differences
    report: ImportReport
    before: Plan
    today: Plan

    @property
    def unfit(self) -> tuple[Unfit, ...]:
        """What no longer fits, of all plans."""
        return tuple(each for carried in self.carried for each in carried.unfit)


def kept_mapping(dataset: Dataset) -> ImportMapping:
    """Return the mapping a project was imported by.

    Raises
    ------
    InputError
        ``again-no-mapping``: it keeps none, as the demo municipality does.
    """
    text = dataset.notes.get(MAPPING_NOTE, "")
    if not text:
        raise InputError(
            "again-no-mapping",
            N_("The project {name} does not say which files it was made of."),
            N_("Make a new project of the files; the next year it is known."),
            name=dataset.name,
        )
    return mapping_of_text(text, tr("The mapping of the project"), Path("/").resolve())


def kept_plans(project: Plans) -> tuple[KeptPlan, ...]:
    """Return the plans of a project, in the order of its tree, deleted ones last."""
    return tuple(
        KeptPlan(
            node.number,
            node.name,
            project.history_of(node.number),
            node.note,
            node.parent,
            node.branched_at,
            node.deleted,
        )
        for node in project.tree
    )


def match_files(
    dataset: Dataset, paths: Sequence[Path], answers: Mapping[str, str] | None = None, progress: Progress = silent
) -> Matched:
    """Open new files and match them to those the project was made of; see :func:`piiri.again.files.match`.

    Parameters
    ----------
    dataset
        Of the project.
    paths
        This year's files, or folders that hold them.
    answers
        Key of a question -> answer.
    progress
        Told how far it is; may cancel.
    """
    asking = Asking({key: answer for key, answer in (answers or {}).items() if key != REPAIR})
    mapping = kept_mapping(dataset)
    matched = match(mapping, *look(paths, progress), asking)
    asking.check_all_used()
    return matched


def match_opened(dataset: Dataset, opened: Opened, answers: Mapping[str, str]) -> Matched:
    """Match files that are open already, as :func:`match_files`; answers to what is not asked are passed over."""
    return match(kept_mapping(dataset), opened.seen, opened.unread, KeptAnswers(answers))


def renew(
    project: Plans,
    paths: Sequence[Path],
    answers: Mapping[str, str] | None = None,
    progress: Progress = silent,
) -> Renewal:
    """Import new files by the kept mapping, compare, and carry the plans over; all in memory.

    Parameters
    ----------
    project
        The open project; it is only read.
    paths, answers
        As :func:`match_files`; the answer ``{"repair": "yes"}`` consents to mending areas.
    progress
        Told how far it is; may raise :class:`piiri.progress.Cancelled`.

    Raises
    ------
    InputError
        ``again-no-mapping``, ``again-nothing``, ``again-areas``, ``again-pupils``, ``again-open``, and as
        :func:`piiri.io.importing.import_layers`.
    """
    with kept_readings():
        matched = match_files(project.dataset, paths, answers, Part(progress, 0.0, 0.2))
        if matched.mapping is None:
            raise open_question(matched)
        repair = (answers or {}).get(REPAIR) == "yes"
        return renew_matched(project, matched, Part(progress, 0.2, 1.0), repair=repair)


def renew_matched(project: Plans, matched: Matched, progress: Progress = silent, *, repair: bool = False) -> Renewal:
    """Import files that are matched, compare, and carry the plans over; all in memory.

    Parameters
    ----------
    project
        The open project; it is only read.
    matched
        Without an open question.
    progress
        Told how far it is; may raise :class:`piiri.progress.Cancelled`.
    repair
        True where the person agrees to have areas mended.

    Raises
    ------
    InputError
        ``question-open``, and as :func:`piiri.io.importing.import_layers`.
    """
    if matched.mapping is None:
        raise open_question(matched)
    imported = _imported(project.dataset, matched, repair, Part(progress, 0.0, 0.75))
    return renewal_of(project, matched, imported, Part(progress, 0.75, 1.0))


def renewal_of(project: Plans, matched: Matched, imported: Imported, progress: Progress = silent) -> Renewal:
    """Compare what was imported with what the project has, and carry its plans over."""
    plans = kept_plans(project)
    before, dataset = project.dataset, _with_kept(project.dataset, matched, imported.dataset)
    first = min(plans, key=lambda each: each.number).history.start
    progress(0.0, tr("Comparing with the year before"))
    today = imported.plans or tuple(
        replace(kept.history.start, stages=dataset.stages)
        for kept in sorted(plans, key=lambda each: each.number)
        if kept.parent is None
    )
    ground = ground_of(before.coverage, dataset.coverage)
    schools = linked_schools(before.schools, dataset.schools)
    links = Links(ground, schools, linked_catchments(first, today[0], schools))
    progress(0.4, tr("Carrying the plans over"))
    carried = carry(plans, today, links)
    names = {each.kept.name for each in carried}
    new = tuple(plan for plan in today if plan.name not in names) if imported.plans else ()
    progress(1.0, tr("Compared"))
    found = differences(before, first, dataset, today[0], ground)
    return Renewal(matched, dataset, new, carried, found, imported.report, first, today[0])


def open_question(matched: Matched) -> InputError:
    """Return why nothing can be imported yet: the first open question."""
    first = matched.open[0]
    return InputError(
        "question-open",
        N_("A question is open: {question}"),
        N_("Answer it with --answer {key}=…; possible answers: {known}. Open questions: {n}."),
        question=first.said.text,
        key=first.key,
        known=", ".join(choice.key for choice in first.choices) or "…",
        n=len(matched.open),
    )


def _imported(before: Dataset, matched: Matched, repair: bool, progress: Progress) -> Imported:
    assert matched.mapping is not None
    mapping = replace(matched.mapping, crs=before.crs)
    if matched.onto:
        return import_onto(mapping, before, progress)
    return import_layers(mapping, progress, repair=repair)


def _with_kept(before: Dataset, matched: Matched, now: Dataset) -> Dataset:
    """Return new data with what the project holds of the layers that have no new file, and this year's mapping."""
    assert matched.mapping is not None
    kept = {layer.kind for layer in matched.kept}
    changes: dict[str, object] = {}
    if not matched.onto:
        stayed = [layer for layer in before.residents if layer.name in {each.id for each in matched.kept}]
        changes["residents"] = (*now.residents, *stayed)
        shows = {layer.shows for layer in matched.kept if layer.kind == "backdrop"}
        changes["backdrop"] = (*now.backdrop, *(drop for drop in before.backdrop if drop.kind in shows))
        if "ways" in kept and now.ways is None:
            changes["ways"] = before.ways
        if "pupils" in kept:
            changes |= {"pupils": _pupils_kept(before, now), "groups": before.groups}
    stale = {f"source {file}" for file, new in matched.files if new}
    stays = {f"source {layer.file}" for layer in matched.kept} - stale
    notes = {key: text for key, text in before.notes.items() if key in stays}
    notes |= {**now.notes, MAPPING_NOTE: _mapping_text(matched)}
    return replace(now, notes=notes, **changes)  # type: ignore[arg-type]  # mypy cannot see which field each is


def _mapping_text(matched: Matched) -> str:
    """This year's mapping: with the new files, and those of the layers that stayed; never where they lay."""
    assert matched.mapping is not None
    here = Path("/").resolve()
    layers = sorted((*matched.mapping.layers, *matched.kept), key=lambda layer: _ORDER.index(layer.kind))
    named = [layer if layer.path is None else replace(layer, path=here / PurePath(layer.file).name) for layer in layers]
    return mapping_text(replace(matched.mapping, layers=tuple(named)), here)


def _pupils_kept(before: Dataset, now: Dataset) -> Pupils:
    """The pupils of the year before, with the schools and stages as they are numbered now."""
    links = linked_schools(before.schools, now.schools)
    at = [now.schools.index(links[key]) if key in links else -1 for key in before.schools.ids]
    stages = {stage.id: s for s, stage in enumerate(now.stages)}
    to = [stages.get(stage.id, -1) for stage in before.stages]
    pupils = before.pupils
    return replace(pupils, attends=np.array([*at, -1])[pupils.attends], stage=np.array([*to, -1])[pupils.stage])
