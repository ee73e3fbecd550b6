"""What the funding panel shows of each school: its money, and how it differs from other allocations. No widgets."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

import numpy as np

from piiri.edits import SetFundingModel, Together
from piiri.funding import Allocation
from piiri.funding.balance import NO_CEILING
from piiri.funding.currency import amount, sign_of
from piiri.funding.spread import less_flat, less_last_year, less_other
from piiri.funding.untold import untold_of
from piiri.history import History
from piiri.i18n import HARD_SPACE, number
from piiri.model.arrays import Array, FloatArray, LongArray
from piiri.model.plan import Plan
from piiri.plan_funding import Funding
from piiri.plan_funding.borders import TRANSPORT_COST, beyond_limit
from piiri.session import State

from .funding_parts import Parts, parts_of

Against = Literal["plan", "start", "last", "flat"]
"""What amounts are compared with: the plan compared with, the start of the plan worked on, last year, the same sum
shared out by pupils."""
Held = Literal["", "floor", "cap"]

NARROWEST_SCALE = 10
"""The bars show at least a tenth of the largest amount, so that cents do not look like a landslide."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the money that moves against another plan.

    Attributes
    ----------
    anew
        How much would change hands if the schools of each plan were measured among themselves, in the smallest amount;
        None for a model that is not measured against a frozen reference.
    beyond
        How many more pupils are beyond their distance limit.
    transport
        What taking them to school costs more, in euros a year.
    """

    anew: int | None
    beyond: int
    transport: float


@dataclass(frozen=True, eq=False)
class FundingRows:
    """The money of the H schools of an allocation, sorted by id; amounts in the model's smallest amount.

    Attributes
    ----------
    allocation
        What is shown.
    schools
        (H,) int32: their numbers in the plan.
    change, known
        (H,) int64 and bool: how the amounts differ from those compared with, where there are any.
    stroke
        (H,) int64: how they differ from the state kept last; 0 where nothing is previewed.
    live
        True while something is previewed.
    beside
        What else the borders do, against another plan or the start of this one; None against anything else.
    """

    allocation: Allocation
    schools: Array
    change: LongArray
    known: Array
    stroke: LongArray
    live: bool
    beside: Beside | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Of the schools."""
        return self.allocation.inputs.ids

    @property
    def names(self) -> tuple[str, ...]:
        """Of the schools."""
        return self.allocation.inputs.names

    @property
    def per_pupil(self) -> FloatArray:
        """(H,) in the currency."""
        return self.allocation.per_pupil

    @property
    def pupils(self) -> FloatArray:
        """(H,) who go to the school."""
        return self.allocation.inputs.pupils

    @property
    def need(self) -> FloatArray:
        """(H,) the index that the money goes by; NaN where the model has none."""
        index = self.allocation.index
        return np.full(len(self.ids), np.nan) if index is None else index.index

    @cached_property
    def pupils_untold(self) -> Array:
        """(H,) in how many cells the number of pupils is hidden or was not given: there are at least so many."""
        inputs = self.allocation.inputs
        return np.asarray(inputs.untold.get("pupils", np.zeros(len(self.ids), dtype=np.int64)))

    @cached_property
    def untold(self) -> Array:
        """(H,) the same of all figures that the model reads."""
        return untold_of(self.allocation.model, self.allocation.inputs)

    @cached_property
    def parts(self) -> Parts:
        """What the amounts are made of."""
        return parts_of(self.allocation)

    @property
    def moved(self) -> int:
        """How much changes hands against what is compared with: the sum of the gains."""
        return int(self.change[self.change > 0].sum())

    @property
    def gainers(self) -> int:
        """How many schools gain."""
        return int((self.change > 0).sum())

    @property
    def losers(self) -> int:
        """How many schools lose."""
        return int((self.change < 0).sum())

    @property
    def scale(self) -> float:
        """The change that a full bar stands for."""
        most = int(np.abs(self.change).max(initial=0))
        return max(float(most), max(self.allocation.amounts, default=0) / NARROWEST_SCALE, 1.0)

    @property
    def amount_scale(self) -> float:
        """The amount that a full bar stands for."""
        return float(max(self.parts.farthest, 1))

    def held(self, row: int) -> Held:
        """Tell whether a guarantee holds a school up or a ceiling holds it down."""
        bounds, paid = self.allocation.bounds, self.allocation.amounts[row]
        if bounds.floor_by[row] and paid <= bounds.low[row]:
            return "floor"
        return "cap" if bounds.high[row] < NO_CEILING and paid >= bounds.high[row] else ""

    def exact(self, steps: int, *, sign: bool = False) -> str:
        """Return an amount to the cent, with its currency."""
        return amount(self.allocation.model.model, steps, sign=sign)

    def whole(self, steps: int, *, sign: bool = False) -> str:
        """Return an amount in whole units of the currency, without it."""
        return number(float(steps * Fraction(self.allocation.model.model.rounding)), sign=sign)

    @property
    def unit(self) -> str:
        """Sign of the currency."""
        return sign_of(self.allocation.model.model.currency)


def funding_rows(state: State, kept: State, against: Against = "plan") -> FundingRows | None:
    """Return the money of a state's schools; None where its plan has no model, or one that cannot be used.

    Parameters
    ----------
    state
        What to show.
    kept
        The state kept last; the same while nothing is previewed.
    against
        What to compare with.
    """
    found = state.funding.allocation if state.funding is not None else None
    if found is None:
        return None
    schools = state.plan.schools
    numbers = np.array([schools.index(key) for key in found.inputs.ids], dtype=np.int32)
    change, known = _compared(state, found, against)
    before = kept.funding.allocation if state.provisional and kept.funding is not None else None
    stroke = less_other(found, before).difference if before is not None else np.zeros(len(numbers), dtype=np.int64)
    beside = _beside(state, found, against) if known.any() else None
    return FundingRows(found, numbers, change, known, np.asarray(stroke), state.provisional, beside)


def _beside(state: State, found: Allocation, against: Against) -> Beside | None:
    basis = state.basis
    if basis is None or against not in ("plan", "start"):
        return None
    plan = _plan_of(state, against)
    tally = basis.tally_of(plan)
    live = basis.live_of(state.plan, state.tally)
    before = None if live is None else basis.live_of(plan, tally, _model_of(state, plan))
    beyond = beyond_limit(state.plan, state.tally) - beyond_limit(plan, tally)
    anew = None if live is None or before is None else less_other(live, before).moved
    return Beside(anew, beyond, beyond * TRANSPORT_COST)


def _plan_of(state: State, against: Against) -> Plan:
    return state.history.start if against == "start" else state.before_plan


def _compared(state: State, found: Allocation, against: Against) -> tuple[LongArray, Array]:
    nothing = np.zeros(len(found.amounts), dtype=np.int64)
    if against == "flat":
        difference = less_flat(found)
    elif against == "last":
        difference = less_last_year(found)
    else:
        before = funding_compared(state, _plan_of(state, against))
        if before is None or before.allocation is None:
            return nothing, nothing != 0
        difference = less_other(found, before.allocation)
    return difference.difference, np.asarray(difference.known, dtype=np.bool_)


def funding_compared(state: State, plan: Plan) -> Funding | None:
    """Return the funding of a plan compared with: by its own model, else by this plan's as it was chosen, so that what
    was pulled since shows as well; None without a model."""
    basis, text = state.basis, _model_of(state, plan)
    if basis is None or not text:
        return None
    return basis.of(plan, basis.tally_of(plan), text)


def _model_of(state: State, plan: Plan) -> str:
    return plan.funding or model_as_chosen(state.history) or state.plan.funding


def model_as_chosen(history: History) -> str:
    """Return the model that a plan took last, before any of its numbers was changed; empty for none."""
    for entry in reversed(history.entries[: history.cursor]):
        edits = entry.edit.edits if isinstance(entry.edit, Together) else (entry.edit,)
        for edit in reversed(edits):
            if isinstance(edit, SetFundingModel):
                return edit.model
    return history.start.funding


def knows_last_year(found: Allocation) -> bool:
    """Tell whether last year's amount of any school is known."""
    return bool(np.asarray(found.bounds.last.known).any())


def with_unit(text: str, unit: str) -> str:
    """Return an amount with the sign of its currency.

    >>> with_unit("12", "€") == "12\\u00a0€"
    True
    """
    return f"{text}{HARD_SPACE}{unit}"
