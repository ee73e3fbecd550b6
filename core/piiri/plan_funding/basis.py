"""What a plan's model gives to its schools, from the tally: no pupil is looped over, so money moves with a border.

What does not depend on the plan is prepared once: who chose another school than the one of today's plan, and the
figures of today, which a frozen reference is measured by.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from ..countable import Countable
from ..errors import InputError
from ..funding.allocating import Allocation, allocate
from ..funding.inputs import Inputs
from ..funding.model import FundingModel
from ..funding.reference import Reference, reference_of
from ..funding.school_table import parse_school_table
from ..funding.texts import model_from
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..tally import Tally, tally_everything
from .choices import Choices
from .figures import BESIDE, Count, Figures, joined
from .remembered import Remembered


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
        self._found = Remembered[Funding]()
        self._live = Remembered[Allocation | None]()
        self._tallies = Remembered[Tally]()
        self._inputs = Remembered[Inputs]()
        self._tables = Remembered[Inputs]()
        self._references = Remembered[Reference]()

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
        return self._tallies.of((plan,), lambda: tally_everything(self.choices.countable, plan))

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
        key = (plan.catchments, plan.schools, tally.counts)
        return self._inputs.of(key, lambda: self._figures.of(plan, tally))

    def reference(self, model: FundingModel, figures: str = "") -> Reference | None:
        """Return what a frozen model is measured against: today's figures; None for other models."""
        if model.model.reference.mode != "frozen" or not model.indicator:
            return None
        key = (figures, model.indicator, model.model.strata, model.missing, model.sector)

        def measure() -> Reference:
            today = self.inputs_of(self.today, self.tally_of(self.today), model, figures)
            return reference_of(model, today, self.today.name)

        return self._references.of((key,), measure)

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
        return self._found.of((plan, tally.counts, text), lambda: self._of(plan, tally, text))

    def live_of(self, plan: Plan, tally: Tally, model: str = "") -> Allocation | None:
        """Return what a plan's schools get when they are measured among themselves, where the model itself measures
        them against a frozen reference; None for other models, and where nothing can be counted.

        Parameters
        ----------
        plan, tally, model
            As for :meth:`of`.
        """
        text = plan.funding or model
        return self._live.of((plan, tally.counts, text), lambda: self._among_themselves(self.of(plan, tally, model)))

    def _among_themselves(self, funding: Funding | None) -> Allocation | None:
        if funding is None or funding.allocation is None:
            return None
        frozen = funding.allocation
        if frozen.model.model.reference.mode != "frozen" or not frozen.model.indicator:
            return None
        return allocate(frozen.model.with_reference("live"), frozen.inputs)

    def _of(self, plan: Plan, tally: Tally, text: str) -> Funding:
        figures, model = plan.school_figures, None
        try:
            model = model_from(text)
            inputs = self.inputs_of(plan, tally, model, figures)
            return Funding(model, allocate(model, inputs, self.reference(model, figures)))
        except InputError as problem:
            return Funding(model, None, problem)

    def _table(self, text: str, model: FundingModel) -> Inputs:
        key = (text, (model.model.strata, model.sector))
        return self._tables.of(key, lambda: parse_school_table(text, BESIDE, model, needs_pupils=False))
