"""Money on the map: per pupil and its change, as figures that blocks are coloured by, those of the school that their
catchment belongs to; and what a preview moves, for the label at the pointer."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from piiri.funding import Allocation
from piiri.funding.currency import sign_of
from piiri.i18n import HARD_SPACE, N_, number
from piiri.indicators.blocks import BlockIndicator
from piiri.model.arrays import FloatArray, IntArray
from piiri.model.plan import Catchments
from piiri.session import State

from ..panels.funding_rows import funding_compared
from .scene import leading_school

MONEY, CHANGE = "money_per_pupil", "money_per_pupil_change"
"""The keys, beside those of the block indicators."""


@dataclass(frozen=True, eq=False)
class MoneyMoved:
    """Two allocations: that of the plan kept last, and the one previewed."""

    was: Allocation | None
    now: Allocation

    def cell(self, school: str) -> tuple[str, str]:
        """Return a school's money before and now, in whole units of the currency; a point where it has none."""
        before, after = _amount(self.was, school), _amount(self.now, school)
        sign = sign_of(self.now.model.model.currency)
        return before, f"{after}{HARD_SPACE}{sign}" if after != "." else after


def _amount(found: Allocation | None, school: str) -> str:
    at = -1 if found is None else found.inputs.index.get(school, -1)
    if found is None or at < 0:
        return "."
    return number(float(found.amounts[at] * Fraction(found.model.model.rounding)))


def money_moved(state: State) -> MoneyMoved | None:
    """Return what a preview moves in money; None where the plan has no model, or one that cannot be counted.

    The state counts it once, from the tally: no pupil is looped over.
    """
    now = state.funding.allocation if state.funding is not None else None
    if now is None:
        return None
    was = state.funding_kept
    return MoneyMoved(was.allocation if was is not None else None, now)


def mean_per_pupil(state: State) -> float:
    """Return what a pupil brings on average, in the currency; 0 where there is no money or no pupil."""
    found = state.funding.allocation if state.funding is not None else None
    pupils = float(found.inputs.pupils.sum()) if found is not None else 0.0
    return float(found.money.sum()) / pupils if found is not None and pupils else 0.0


class MoneyOfBlocks:
    """Makes the figures of states; keeps which school stands for which catchment."""

    def __init__(self) -> None:
        self._leading: tuple[Catchments, IntArray] | None = None

    def __call__(self, state: State, stage: int) -> BlockIndicator | None:
        """Return the figure at a stage; None where the plan has no model, or one that cannot be counted.

        Blocks in no catchment, and those of schools without pupils, have none.
        """
        found = state.funding.allocation if state.funding is not None else None
        if found is None:
            return None
        return self._figure(state, stage, found, found.per_pupil, MONEY, N_("Money per pupil"))

    def change(self, state: State, stage: int) -> BlockIndicator | None:
        """Return how the figure differs from the plan compared with, by its model or by this plan's as it was chosen;
        None where there is nothing to compare with."""
        found = state.funding.allocation if state.funding is not None else None
        before = funding_compared(state, state.before_plan) if found is not None else None
        if found is None or before is None or before.allocation is None:
            return None
        other = before.allocation
        rows = np.array([other.inputs.index.get(key, -1) for key in found.inputs.ids], dtype=np.intp)
        was = np.where(rows >= 0, other.per_pupil[rows], np.nan) if len(other.inputs) else np.full(len(rows), np.nan)
        return self._figure(state, stage, found, found.per_pupil - was, CHANGE, N_("Change of money per pupil"))

    def _figure(
        self, state: State, stage: int, found: Allocation, values: FloatArray, key: str, name: str
    ) -> BlockIndicator:
        plan = state.plan
        each = np.full(len(plan.schools) + 1, np.nan)  # the last one stands for no school
        each[[plan.schools.index(school) for school in found.inputs.ids]] = values
        of_catchment = np.append(each[self._school_of(state)], np.nan)
        shown = of_catchment[plan.catchment_of_face[stage]]
        unit = "eur" if found.model.model.currency == "EUR" else ""
        return BlockIndicator(key, name, unit, shown, np.zeros(len(shown), dtype=np.bool_))

    def _school_of(self, state: State) -> IntArray:
        """(K,) the school that stands for each catchment, −1 for none."""
        catchments = state.plan.catchments
        if self._leading is None or self._leading[0] is not catchments:
            schools = [
                leading_school(state.plan, row) if _served(catchments, row) else -1 for row in range(len(catchments))
            ]
            self._leading = (catchments, np.array(schools, dtype=np.int32))
        return self._leading[1]


def _served(catchments: Catchments, row: int) -> bool:
    return bool(len(catchments.schools_of(row)))
