"""A closing as the edit that carries it out: worked out once, then kept as it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..edits import CloseSchool, Edit, SetCapacity, Together
from ..edits.naming import school_of
from ..edits.needs import need_open, need_year
from ..errors import EditRejected
from ..i18n import N_
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..progress import Progress, silent
from ..tally import Tally
from .closing import Closing, Rule, receivers


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """A closing and its edit.

    Attributes
    ----------
    edit
        Closes the school and gives its blocks away.
    closing
        Where they go, and what that means.
    """

    edit: CloseSchool
    closing: Closing

    @property
    def raises(self) -> tuple[SetCapacity, ...]:
        """The places that the receiving schools would need more, so that none is missing."""
        return tuple(
            SetCapacity(each.school, each.places + math.ceil(each.missing))
            for each in self.closing.receivers
            if each.missing > 0
        )

    def step(self, *, raise_places: bool = False) -> Edit:
        """Return the edit to keep: the closing alone, or as one step with the places it needs more."""
        if raise_places and self.raises:
            return Together((self.edit, *self.raises))
        return self.edit


def work_out(
    dataset: Dataset,
    plan: Plan,
    tally: Tally,
    school: str,
    rule: Rule,
    year: int,
    *,
    to: Sequence[str] = (),
    progress: Progress = silent,
) -> WorkedOut:
    """Work out how a school closes.

    Parameters
    ----------
    dataset, plan, tally, school, rule, to, progress
        As for :func:`~piiri.optimise.closing.receivers`.
    year
        Calendar year in which the first school year without the school begins.

    Raises
    ------
    EditRejected
        What :func:`~piiri.optimise.closing.receivers` refuses; ``closed``: it is closed already; ``not-a-year``;
        ``blocks-locked``: some of its blocks may not be given away.
    """
    index = school_of(plan, school)
    need_year(year)
    need_open(plan, index)
    closing = receivers(dataset, plan, tally, school, rule, to=to, year=year, progress=progress)
    if closing.held:
        raise EditRejected(
            "blocks-locked",
            N_("{n} locked blocks of {school} cannot go to another school."),
            N_("Unlock them first."),
            n=len({each.block for each in closing.held}),
            school=plan.schools.names[index],
        )
    return WorkedOut(CloseSchool(school, year, closing.edits, rule), closing)
