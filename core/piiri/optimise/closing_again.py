"""A closing copied to another plan, worked out there anew by the rule that found it."""

from __future__ import annotations

from dataclasses import replace

from ..copying import Again
from ..countable import Countable
from ..edits import CloseSchool, Edit, Together, apply
from ..edits.transfer import transfer
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..tally import tally_everything
from .closing import Rule
from .closing_edit import work_out

_RULES: dict[str, Rule] = {"nearest": "nearest", "within_places": "within_places", "named": "named"}


def closing_again(dataset: Dataset) -> Again:
    """Return what works out closings anew for :func:`piiri.copying.copy_steps`, among the pupils of a dataset.

    It answers with the step for the other plan, with None where it closes no school by a rule, and refuses as
    :func:`~piiri.optimise.work_out` does.

    Examples
    --------
    >>> # copy_steps(history, (3,), other, again=closing_again(project.dataset))
    """

    def again(edit: Edit, before: Plan, onto: Plan) -> Edit | None:
        if isinstance(edit, CloseSchool) and edit.rule in _RULES:
            rule = _RULES[edit.rule]
            named = _named(edit, before) if rule == "named" else ()
            tally = tally_everything(Countable(dataset, onto), onto)
            return work_out(dataset, onto, tally, edit.school, rule, edit.closed_from, to=named).edit
        if not isinstance(edit, Together):
            return None
        done: list[Edit] = []
        for part in edit.edits:
            done.append(again(part, before, onto) or transfer(part, before, onto))
            before, onto = apply(before, part)[0], apply(onto, done[-1])[0]
        by_rule = any(isinstance(part, CloseSchool) and part.rule in _RULES for part in edit.edits)
        return replace(edit, edits=tuple(done)) if by_rule else None

    return again


def _named(edit: CloseSchool, before: Plan) -> tuple[str, ...]:
    """The schools that took in the blocks, in the plan's order."""
    catchments = before.catchments
    takers = {
        int(school)
        for part in edit.reassign
        for school in catchments.schools_of(catchments.ids.index(part.catchment)).tolist()
    }
    return tuple(before.schools.ids[school] for school in sorted(takers))
