"""An edit made on one plan, said for another: what it names is looked up there, corners by the place they stand at.

Blocks, catchments, schools and stages have ids, which mean the same in every plan of a municipality. A corner has only
an index, which means something in one plan: two plans number their corners differently as soon as blocks were split or
joined in one of them. So it is found by its place in whole centimetres before the edit. A piece of a split block has
an id that both plans may know, but need not be the same ground: see :mod:`.same_ground`. So a block that is split in
the other plan means all its pieces there, and a school that closes gives away what it has there.

What an edit names is told by its fields, not by its kind: ``vertex`` is a corner, ``faces`` are blocks, and so on. A
kind that is added later is carried over without a line here as long as it calls things by those names.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from typing import Any

import numpy as np

from ..errors import EditRejected
from ..i18n import N_, number, tr
from ..model.arrays import to_cm
from ..model.plan import Plan
from .applying import apply
from .kinds import CloseSchool, Edit, JoinFaces, SetStages
from .same_ground import SameGround, given_away

_SHOWN = 5
"""So many ids are named in a sentence."""

_CORNERS = frozenset({"vertex", "start", "end"})
_IN_ORDER = frozenset({"edits"})


def transfer(edit: Edit, before: Plan, onto: Plan) -> Edit:
    """Return an edit as it must be said to do the same on another plan.

    Parameters
    ----------
    edit
        What was done.
    before
        The plan it was done to.
    onto
        The plan it shall be done to.

    Raises
    ------
    EditRejected
        ``block-not-there``, ``catchment-not-there``, ``school-not-there``, ``stage-not-there``, ``corner-not-there``,
        ``other-piece``, ``fate-not-told``: the other plan has nothing that the edit could mean. Whether the plan takes
        the edit is for :func:`~piiri.edits.apply` to say.

    Examples
    --------
    >>> # transfer(MoveVertex(12, 427100.5, 6695010.25), mine, theirs) == MoveVertex(40, 427100.5, 6695010.25)
    """
    changed: dict[str, Any] = {}
    for field in fields(edit):
        value = getattr(edit, field.name)
        if field.name in _CORNERS:
            changed[field.name] = _corner(value, before, onto)
        elif field.name in _IN_ORDER:
            changed[field.name] = _one_after_another(value, before, onto)
        elif field.name in _KNOWN:
            ids = (value,) if isinstance(value, str) else tuple(value)
            if field.name == "faces" and not isinstance(edit, JoinFaces):
                changed["faces"] = ids = SameGround(before, onto).faces(ids)
            _refuse_unknown(ids, before, onto, *_KNOWN[field.name])
    if isinstance(edit, CloseSchool | SetStages):
        changed["reassign"] = given_away(edit, before, onto)
        for part in changed["reassign"]:
            _refuse_unknown((part.catchment,), before, onto, *_CATCHMENT)
    return replace(edit, **changed) if changed else edit


def _one_after_another(edits: tuple[Edit, ...], before: Plan, onto: Plan) -> tuple[Edit, ...]:
    """Several edits of one step: each means the plan as the ones before it leave it."""
    done: list[Edit] = []
    for edit in edits:
        done.append(transfer(edit, before, onto))
        before, onto = apply(before, edit)[0], apply(onto, done[-1])[0]
    return tuple(done)


def _corner(vertex: int, before: Plan, onto: Plan) -> int:
    """The corner of ``onto`` that stands where ``vertex`` of ``before`` does; an index that is none stays as it is."""
    ours, theirs = before.coverage.vertices, onto.coverage.vertices
    if not 0 <= vertex < len(ours):
        return vertex
    place = to_cm(ours[vertex])
    if vertex < len(theirs) and np.array_equal(to_cm(theirs[vertex]), place):
        return vertex
    found = np.flatnonzero((to_cm(theirs) == place).all(axis=1))
    if not len(found):
        raise EditRejected(
            "corner-not-there",
            N_("In the plan {plan} no corner stands at N {north}, E {east}: it has been moved or taken away there."),
            N_("Move the corner by hand in that plan."),
            plan=tr(onto.name),
            north=number(ours[vertex, 1]),
            east=number(ours[vertex, 0]),
        )
    return int(found[0])


def _refuse_unknown(
    ids: tuple[str, ...], before: Plan, onto: Plan, code: str, template: str, known: Callable[[Plan], Any]
) -> None:
    """Refuse what the plan before has and the other one has not; an id that neither has is new."""
    here, there = known(before), known(onto)
    missing = [each for each in ids if each in here and each not in there]
    if missing:
        shown = ", ".join(missing[:_SHOWN]) + (" …" if len(missing) > _SHOWN else "")
        raise EditRejected(code, template, N_("Do it by hand in that plan."), plan=tr(onto.name), ids=shown)


def _blocks(plan: Plan) -> Any:
    return plan.coverage.topology.face_index


_SCHOOL = ("school-not-there", N_("The plan {plan} has no school {ids}."), lambda plan: plan.schools)
_CATCHMENT = ("catchment-not-there", N_("The plan {plan} has no catchment {ids}."), lambda plan: plan.catchments.ids)
_STAGE = ("stage-not-there", N_("The plan {plan} has no stage {ids}."), lambda plan: [s.id for s in plan.stages])
_KNOWN: dict[str, tuple[str, str, Callable[[Plan], Any]]] = {
    "faces": ("block-not-there", N_("The plan {plan} has no block {ids}."), _blocks),
    "catchment": _CATCHMENT,
    "catchments": _CATCHMENT,
    "school": _SCHOOL,
    "schools": _SCHOOL,
    "into": _SCHOOL,
    "stage": _STAGE,
    "stages": _STAGE,
}
