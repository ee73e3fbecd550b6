"""How another plan moves money: against a frozen reference, among the schools themselves, and in transport."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..funding.allocating import Allocation, allocate
from ..funding.inputs import Inputs
from ..funding.model import FundingModel
from ..funding.reference import Reference
from ..funding.spread import Difference, less_other
from ..indicators.distance import TRANSPORT_COST_EUR
from ..model.arrays import FloatArray
from ..model.plan import Plan
from ..tally import Tally

TRANSPORT_COST = TRANSPORT_COST_EUR
"""Euros a pupil and year."""


def beyond_limit(plan: Plan, tally: Tally) -> int:
    """Return how many pupils of a plan are beyond the distance limit of their grade."""
    return int(tally.column("beyond")[: len(plan.catchments)].sum())


@dataclass(frozen=True, eq=False)
class BorderEffect:
    """How another plan moves money.

    Attributes
    ----------
    before, after
        The allocations of both plans, both against the frozen reference.
    live
        The other plan's allocation with the schools measured among themselves.
    frozen_difference, live_difference
        After less before; and live less the live allocation of the plan before.
    by_border, by_reference
        (H, n) how far each indicator, standardised, moved because the border did, and because the reference did; NaN
        for schools that the plan before does not have.
    beyond
        How many more pupils are beyond their distance limit.
    transport
        What that changes in transport, in euros a year: so many pupils times the cost of one.
    """

    before: Allocation
    after: Allocation
    live: Allocation
    frozen_difference: Difference
    live_difference: Difference
    by_border: FloatArray
    by_reference: FloatArray
    beyond: int
    transport: float


def border_effect(
    model: FundingModel,
    before: Inputs,
    after: Inputs,
    reference: Reference | None,
    beyond: tuple[int, int] = (0, 0),
    transport_cost: float = TRANSPORT_COST,
) -> BorderEffect:
    """Return how another plan moves money, measured against a frozen reference and among the schools themselves.

    Parameters
    ----------
    model, before, after
        The formula, and the figures of both plans.
    reference
        The frozen one.
    beyond
        Pupils beyond their distance limit in both plans.
    transport_cost
        What one of them costs a year, in euros.
    """
    first, second = allocate(model, before, reference), allocate(model, after, reference)
    among = model.with_reference("live") if model.model.reference.mode != "external" else model
    live_before, live = allocate(among, before), allocate(among, after)
    rows = np.array([before.index.get(key, -1) for key in after.ids])
    old = np.where((rows >= 0)[:, None], first.measured.z[rows], np.nan)
    return BorderEffect(
        first,
        second,
        live,
        less_other(second, first),
        less_other(live, live_before),
        second.measured.z - old,
        live.measured.z - second.measured.z,
        beyond[1] - beyond[0],
        (beyond[1] - beyond[0]) * transport_cost,
    )
