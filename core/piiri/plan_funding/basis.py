"""What a plan's model gives to its schools, from the tally: no pupil is looped over, so money moves with a border.

What does not depend on the plan is prepared once: who chose another school than the one of today's plan, and the
figures of today, which a frozen reference is measured by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..countable import Countable
from ..errors import InputError
from ..funding.allocating import Allocation, allocate
from ..funding.inputs import Inputs
from ..funding.model import FundingModel
from ..funding.reference import Reference, reference_of
from ..funding.school_table import parse_school_table
from ..funding.texts import model_from
from ..model.dataset import Dataset
from ..model.plan import Catchments, Plan
from ..model.schools import Schools
from ..tally import Tally, tally_everything
from .choices import Choices
from .figures import BESIDE, Count, Figures, joined

_KEPT = 4


@dataclass(frozen=True, eq=False, slots=True)
class Funding:
    """What a plan's model gives, or why it gives nothing.

    Attributes
    ----------
    model
        The formula; None where the plan's text is none that this version can read.
    allocation
        What each school gets, with every step; None where the model cannot be used with the plan's figures.
    problem
        Why it cannot: the sentence names the school or column, and the mend.
    """

    model: FundingModel | None
    allocation: Allocation | None
    problem: InputError | None = None


class FundingBasis:
    """Counts the funding of any plan of a dataset.

    Parameters
    ----------
    dataset
        What was loaded.
    today
        The plan in force today: who attends another school than it assigns has chosen, and a frozen reference is
        measured in it.
    count
        Whose pupils count.
    countable
        The dataset's points compared with ``today``, if they are prepared already.

    Examples
    --------
    >>> # found = FundingBasis(dataset, today).of(state.plan, state.tally)
    >>> # found.allocation.money[found.allocation.inputs.index["S03"]]
    """

    def __init__(
        self, dataset: Dataset, today: Plan, count: Count = "enrolled", countable: Countable | None = None
    ) -> None:
        self.dataset, self.today, self.count = dataset, today, count
        self._countable = countable
        self._found: list[tuple[Plan, Any, str, Funding | None]] = []
        self._tallies: list[tuple[Plan, Tally]] = []
        self._tables: list[tuple[str, Any, Inputs]] = []
        self._inputs: list[tuple[Catchments, Schools, Any, Inputs]] = []
        self._live: list[tuple[Plan, Any, str, Allocation | None]] = []
        self._references: list[tuple[Any, Reference]] = []

    @cached_property
    def countable(self) -> Countable:
        """The dataset's points compared with the plan in force today."""
        return self._countable or Countable(self.dataset, self.today)

    @cached_property
    def choices(self) -> Choices:
        """Who chose another school; counted when first asked for."""
        return Choices.of(self.countable)

    @cached_property
    def _figures(self) -> Figures:
        return Figures(self.dataset, self.choices, self.count)

    def tally_of(self, plan: Plan) -> Tally:
        """Return the tally of a plan that no session counts, kept for the next time."""
        for known, tally in self._tallies:
            if known is plan:
                return tally
        found = tally_everything(self.choices.countable, plan)
        self._tallies = [(plan, found), *self._tallies[: _KEPT - 1]]
        return found

    def inputs_of(self, plan: Plan, tally: Tally, model: FundingModel, figures: str = "") -> Inputs:
        """Return the figures of a plan's schools, with those that stand beside it.

        Raises
        ------
        InputError
            The figures beside the plan cannot be read.
        """
        found = self._counted(plan, tally)
        return joined(found, self._table(figures, model)) if figures else found

    def _counted(self, plan: Plan, tally: Tally) -> Inputs:
        for catchments, schools, counts, inputs in self._inputs:
            if catchments is plan.catchments and schools is plan.schools and counts is tally.counts:
                return inputs
        found = self._figures.of(plan, tally)
        self._inputs = [(plan.catchments, plan.schools, tally.counts, found), *self._inputs[: _KEPT - 1]]
        return found

    def reference(self, model: FundingModel, figures: str = "") -> Reference | None:
        """Return what a frozen model is measured against: today's figures; None for other models."""
        if model.model.reference.mode != "frozen" or not model.indicator:
            return None
        key = (figures, model.indicator, model.model.strata, model.missing, model.sector)
        for known, reference in self._references:
            if known == key:
                return reference
        today = self.inputs_of(self.today, self.tally_of(self.today), model, figures)
        found = reference_of(model, today, self.today.name)
        self._references = [(key, found), *self._references[: _KEPT - 1]]
        return found

    def of(self, plan: Plan, tally: Tally, model: str = "") -> Funding | None:
        """Return the funding of a plan.

        Parameters
        ----------
        plan, tally
            The plan and its tally.
        model
            The model of a plan that has none of its own; None is returned where there is no model at all.
        """
        text = plan.funding or model
        if not text:
            return None
        for known, counts, said, funding in self._found:
            if known is plan and counts is tally.counts and said == text:
                return funding
        found = self._of(plan, tally, text)
        self._found = [(plan, tally.counts, text, found), *self._found[: _KEPT - 1]]
        return found

    def live_of(self, plan: Plan, tally: Tally, model: str = "") -> Allocation | None:
        """Return what a plan's schools get when they are measured among themselves, where the model itself measures
        them against a frozen reference; None for other models, and where nothing can be counted.

        Parameters
        ----------
        plan, tally, model
            As for :meth:`of`.
        """
        text = plan.funding or model
        for known, counts, said, allocation in self._live:
            if known is plan and counts is tally.counts and said == text:
                return allocation
        funding, found = self.of(plan, tally, model), None
        if funding is not None and funding.allocation is not None:
            frozen = funding.allocation
            if frozen.model.model.reference.mode == "frozen" and frozen.model.indicator:
                found = allocate(frozen.model.with_reference("live"), frozen.inputs)
        self._live = [(plan, tally.counts, text, found), *self._live[: _KEPT - 1]]
        return found

    def _of(self, plan: Plan, tally: Tally, text: str) -> Funding:
        figures, model = plan.school_figures, None
        try:
            model = model_from(text)
            inputs = self.inputs_of(plan, tally, model, figures)
            return Funding(model, allocate(model, inputs, self.reference(model, figures)))
        except InputError as problem:
            return Funding(model, None, problem)

    def _table(self, text: str, model: FundingModel) -> Inputs:
        key = (model.model.strata, model.sector)
        for known, of, table in self._tables:
            if known == text and of == key:
                return table
        found = parse_school_table(text, BESIDE, model, needs_pupils=False)
        self._tables = [(text, key, found), *self._tables[: _KEPT - 1]]
        return found
