"""Plans of the year before on this year's data: each step said for the new blocks and schools and carried out again.

What does not fit is told in words, and never passed over in silence: a block, school, catchment or corner that is gone,
or a step that the new data refuse.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from ..copying import Refused
from ..edits import AssignFaces, Edit, Together, apply, describe, transfer
from ..errors import EditRejected
from ..history import Entry, History
from ..i18n import N_, number, tr, trn
from ..model.plan import UNASSIGNED, Plan
from .ground import Ground

SHOWN = 5
"""So many ids are named in a sentence."""

_KINDS = {
    "block-not-there": "block",
    "other-piece": "block",
    "unknown-face": "block",
    "school-not-there": "school",
    "unknown-school": "school",
    "catchment-not-there": "catchment",
    "unknown-catchment": "catchment",
    "closed-catchment": "catchment",
    "corner-not-there": "corner",
    "stage-not-there": "stage",
    "unknown-stage": "stage",
}
_SCHOOLS, _CATCHMENTS = ("school", "schools", "into"), ("catchment", "catchments")


@dataclass(frozen=True, eq=False)
class KeptPlan:
    """A plan of the year before.

    Attributes
    ----------
    number, name, note
        As in the project's tree.
    history
        Its steps.
    parent, branched_at
        Number of the plan it was branched from, and how many of that one's steps were in force then; None for none.
    deleted
        True for one that was deleted: it is not carried over.
    """

    number: int
    name: str
    history: History
    note: str = ""
    parent: int | None = None
    branched_at: int = 0
    deleted: bool = False


@dataclass(frozen=True)
class Unfit:
    """Something of a plan that no longer fits.

    Attributes
    ----------
    plan
        The plan's name.
    step
        Its number in the history of the year before, from 1; 0 for the plan's start.
    text
        What it did, in words.
    reason
        Why it does not fit, in words.
    gone
        ``"block"``, ``"school"``, ``"catchment"``, ``"corner"``, ``"stage"``, or ``"refused"`` where nothing is gone
        and the step still cannot be carried out.
    partly
        True where the rest of the step was carried out.
    """

    plan: str
    step: int
    text: str
    reason: str
    gone: str
    partly: bool = False

    @property
    def sentence(self) -> str:
        """Plan, step and reason in one line."""
        where = tr("{plan}, step {step}: {text}", plan=tr(self.plan), step=self.step, text=self.text)
        start = tr("{plan}, at its start", plan=tr(self.plan))
        return f"{where if self.step else start}. {self.reason}"


@dataclass(frozen=True, eq=False)
class Carried:
    """A plan on the new data.

    Attributes
    ----------
    kept
        The plan of the year before.
    history
        Its steps that fit, from a start of the new data.
    parent, branched_at
        As in :class:`KeptPlan`, in the new histories; None where it stands alone now.
    unfit
        What does not fit.
    already
        Steps that change nothing because the new data are so already.
    """

    kept: KeptPlan
    history: History
    parent: int | None
    branched_at: int
    unfit: tuple[Unfit, ...]
    already: tuple[Refused, ...] = ()


@dataclass(frozen=True, eq=False)
class Links:
    """What old ids are called now.

    Attributes
    ----------
    ground
        The blocks.
    schools
        Old id -> new id, where a school is still there.
    catchments
        The same for catchments of the data.
    """

    ground: Ground
    schools: Mapping[str, str]
    catchments: Mapping[str, str]


def linked_catchments(before: Plan, today: Plan, schools: Mapping[str, str]) -> dict[str, str]:
    """Return the id that each catchment of before has now: its own, else that of the same stage and schools."""
    new = {
        (today.stages[today.catchments.stage[k]].id, tuple(school for school, _ in today.servers_of(k))): key
        for k, key in enumerate(today.catchments.ids)
    }
    links = {}
    for k, key in enumerate(before.catchments.ids):
        stage = before.stages[before.catchments.stage[k]].id
        servers = [school for school, _ in before.servers_of(k)]
        moved = tuple(sorted(schools[school] for school in servers if school in schools))
        if key in today.catchments.ids:
            links[key] = key
        elif len(moved) == len(servers) and (stage, moved) in new:
            links[key] = new[stage, moved]
    return links


def carry(plans: Sequence[KeptPlan], today: Sequence[Plan], links: Links) -> tuple[Carried, ...]:
    """Carry plans over to new data.

    Parameters
    ----------
    plans
        All of the project, deleted ones too, since others may have been branched from them.
    today
        The plans that the new files give, today's first. A plan of the same name as one of them starts from it; others
        start from today's, with what they said of each block.
    links
        What ids of the data are called now.

    Returns
    -------
    tuple of Carried
        Those that are not deleted, in the order in which they came.
    """
    found: dict[int, Carried] = {}
    steps_of: dict[int, list[int]] = {}
    for kept in sorted(plans, key=lambda each: each.number):
        unfit: list[Unfit] = []
        start, parent, at = _start(kept, found, steps_of, today, links, unfit)
        history, steps, already = _replayed(kept, start, links, unfit)
        found[kept.number] = Carried(kept, history, parent, at, tuple(unfit), already)
        steps_of[kept.number] = steps
    living = {number for number, each in found.items() if not each.kept.deleted}
    return tuple(
        each if each.parent in living else replace(each, parent=None, branched_at=0)
        for each in (found[kept.number] for kept in plans if kept.number in living)
    )


def _start(
    kept: KeptPlan,
    found: Mapping[int, Carried],
    steps_of: Mapping[int, list[int]],
    today: Sequence[Plan],
    links: Links,
    unfit: list[Unfit],
) -> tuple[Plan, int | None, int]:
    """The start of a plan on the new data, and from which plan it is branched there."""
    parent = found.get(kept.parent) if kept.parent is not None else None
    if parent is not None and kept.branched_at <= len(parent.kept.history.entries):
        before = parent.kept.history.plan_at(kept.branched_at)
        if before.fingerprint == kept.history.start.fingerprint:
            at = sum(step <= kept.branched_at for step in steps_of[parent.kept.number])
            return parent.history.plan_at(at).renamed(kept.name), parent.kept.number, at
    same = next((plan for plan in today if plan.name == kept.name), None)
    if same is not None:
        return same, None, 0
    return assigned_as(kept.history.start, today[0], links, unfit).renamed(kept.name), None, 0


def assigned_as(old: Plan, base: Plan, links: Links, unfit: list[Unfit]) -> Plan:
    """Return a plan of the new data whose blocks belong where those of an old plan did, by id or largest shared area.

    New blocks, and those whose catchment is gone, stay as in ``base``; what is gone is told.
    """
    table = np.array(base.catchment_of_face)
    before = links.ground.old_of_new
    faces = old.coverage.topology.face_index
    ids = list(links.ground.new_of_old)
    at = np.array([faces.get(ids[face], -1) if face >= 0 else -1 for face in before], dtype=np.int64)
    stages = {stage.id: s for s, stage in enumerate(old.stages)}
    known = {key: k for k, key in enumerate(base.catchments.ids)}
    to = [known.get(links.catchments.get(key, key), -2) for key in old.catchments.ids]
    lost: dict[str, int] = {}
    for s, stage in enumerate(base.stages):
        if stage.id not in stages:
            continue
        was = old.catchment_of_face[stages[stage.id]][at]
        here = np.where(was >= 0, np.array([*to, UNASSIGNED])[was], UNASSIGNED)
        for k in np.unique(was[(here == -2) & (at >= 0)]):
            name = old.catchments.names[k]
            lost[name] = lost.get(name, 0) + int(((was == k) & (at >= 0)).sum())
        put = (at >= 0) & (here != -2)
        table[s, put] = here[put]
    for name, n in lost.items():
        reason = trn(
            "The catchment {name} is gone; {n} block stays as it is today.",
            "The catchment {name} is gone; {n} blocks stay as they are today.",
            n,
            name=name,
        )
        unfit.append(Unfit(old.name, 0, "", reason, "catchment", True))
    return replace(base, catchment_of_face=table)


def _replayed(
    kept: KeptPlan, start: Plan, links: Links, unfit: list[Unfit]
) -> tuple[History, list[int], tuple[Refused, ...]]:
    history, plan = History(start), start
    steps: list[int] = []
    already: list[Refused] = []
    for step, entry in enumerate(kept.history.entries, 1):
        before = kept.history.plan_at(step - 1)
        lost: list[str] = []
        text = describe(entry.edit, before)
        try:
            said = fitted(entry.edit, before, plan, links, lost)
            after, _ = apply(plan, said)
        except EditRejected as problem:
            unfit.append(Unfit(kept.name, step, text, problem.sentence, _KINDS.get(problem.code, "refused")))
            continue
        if lost:
            unfit.append(Unfit(kept.name, step, text, _gone(lost), "block", True))
        if after is plan or after.fingerprint == plan.fingerprint:
            already.append(Refused(step, text, tr("The new data are so already.")))
            continue
        history, plan = history.push(Entry(said, after, entry.at, entry.note)), after
        steps.append(step)
    in_force = sum(step <= kept.history.cursor for step in steps)
    return history.moved(in_force), steps, tuple(already)


def _gone(lost: Sequence[str]) -> str:
    shown = ", ".join(lost[:SHOWN]) + (" …" if len(lost) > SHOWN else "")
    text = trn(
        "{n} block is gone: {ids}. The rest was done.",
        "{n} blocks are gone: {ids}. The rest was done.",
        len(lost),
        ids=shown,
    )
    return text


def fitted(edit: Edit, before: Plan, onto: Plan, links: Links, lost: list[str]) -> Edit:
    """Return an edit as it must be said for a plan of the new data.

    Parameters
    ----------
    edit, before
        What was done, and the plan of the old data it was done to.
    onto
        The plan of the new data.
    links
        What ids are called now.
    lost
        Gets the ids of the blocks that are gone and left out.

    Raises
    ------
    EditRejected
        As :func:`piiri.edits.transfer`; ``block-not-there`` also where all its blocks are gone.
    """
    if isinstance(edit, Together):
        done: list[Edit] = []
        for each in edit.edits:
            done.append(fitted(each, before, onto, links, lost))
            before, onto = apply(before, each)[0], apply(onto, done[-1])[0]
        return replace(edit, edits=tuple(done))
    changed: dict[str, Any] = {}
    for field in fields(edit):
        value = getattr(edit, field.name)
        if field.name == "faces" and value:
            changed["faces"] = _faces(value, onto, links, lost)
        elif field.name in _SCHOOLS:
            changed[field.name] = _called(value, links.schools)
        elif field.name in _CATCHMENTS:
            changed[field.name] = _called(value, links.catchments)
        elif field.name == "reassign":
            changed["reassign"] = _reassigned(value, before, onto, links, lost)
    return transfer(replace(edit, **changed), before, onto)


def _called(value: Any, links: Mapping[str, str]) -> Any:
    return links.get(value, value) if isinstance(value, str) else tuple(links.get(each, each) for each in value)


def _reassigned(
    edits: Sequence[AssignFaces], before: Plan, onto: Plan, links: Links, lost: list[str]
) -> tuple[AssignFaces, ...]:
    found = []
    for edit in edits:
        gone: list[str] = []
        try:
            faces = _faces(edit.faces, onto, links, gone)
        except EditRejected:
            lost += gone  # all blocks of this receiver are gone: nothing is left to give it
            continue
        lost += gone
        found.append(replace(edit, faces=faces, catchment=_called(edit.catchment, links.catchments)))
    return tuple(found)


def _faces(ids: Sequence[str], onto: Plan, links: Links, lost: list[str]) -> tuple[str, ...]:
    there = onto.coverage.topology.face_index
    found: list[str] = []
    gone: list[str] = []
    for key in ids:
        followers = links.ground.new_of_old.get(key)
        if followers is None and key in there:  # a piece of a block that the plan itself has split
            found.append(key)
        elif mine := [each for each in followers or () if each in there]:
            found += mine
        else:
            gone.append(key)
    lost += gone
    if not found:
        raise EditRejected(
            "block-not-there",
            N_("The blocks it was about are gone: {ids}."),
            N_("Do it by hand in that plan."),
            ids=", ".join(gone[:SHOWN]) + (f" … ({number(len(gone))})" if len(gone) > SHOWN else ""),
        )
    return tuple(dict.fromkeys(found))
