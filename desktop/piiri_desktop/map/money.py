"""Money per pupil as a figure that blocks are coloured by: that of the school their catchment belongs to."""

from __future__ import annotations

import numpy as np

from piiri.i18n import N_
from piiri.indicators.blocks import BlockIndicator
from piiri.model.arrays import IntArray
from piiri.model.plan import Catchments
from piiri.session import State

from .scene import leading_school

MONEY = "money_per_pupil"
"""The key, beside those of the block indicators."""


class MoneyOfBlocks:
    """Makes the figure of states; keeps which school stands for which catchment."""

    def __init__(self) -> None:
        self._leading: tuple[Catchments, IntArray] | None = None

    def __call__(self, state: State, stage: int) -> BlockIndicator | None:
        """Return the figure at a stage; None where the plan has no model, or one that cannot be counted.

        Blocks in no catchment, and those of schools without pupils, have none.
        """
        found = state.funding.allocation if state.funding is not None else None
        if found is None:
            return None
        plan = state.plan
        each = np.full(len(plan.schools) + 1, np.nan)  # the last one stands for no school
        each[[plan.schools.index(key) for key in found.inputs.ids]] = found.per_pupil
        of_catchment = np.append(each[self._school_of(state)], np.nan)
        values = of_catchment[plan.catchment_of_face[stage]]
        unit = "eur" if found.model.model.currency == "EUR" else ""
        return BlockIndicator(MONEY, N_("Money per pupil"), unit, values, np.zeros(len(values), dtype=np.bool_))

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
