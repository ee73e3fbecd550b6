"""Money of the plans compared: what each plan's model gives by school, and how much changes hands against the first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..funding.currency import sign_of
from ..i18n import N_
from ..model.arrays import FloatArray, frozen
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..plan_funding import Funding, FundingBasis
from .counting import CountedPlan
from .figures import FigureKind, FigureTable, Untold

TOTAL, MOVED, SCHOOL, PER_PUPIL = "money", "money_moved", "money", "money_per_pupil"
"""Keys of the figures."""


@dataclass(frozen=True, eq=False)
class Money:
    """What the plans' models give.

    Attributes
    ----------
    fundings
        One a plan; None where no plan has a model.
    currency
        Code of the currency; empty where there is no money, or where the plans' models use several.
    """

    fundings: tuple[Funding | None, ...]
    currency: str

    @property
    def known(self) -> bool:
        """True where there is money to compare."""
        return any(each is not None and each.allocation is not None for each in self.fundings)


def money_of(dataset: Dataset, plans: Sequence[CountedPlan], today: Plan | None = None) -> Money:
    """Return the money of some plans, each by its own model; one without a model by that of the first plan with one.

    Parameters
    ----------
    dataset
        What the plans rest on.
    plans
        The plans, counted.
    today
        The plan in force today, by which money tells who chose another school, and which a frozen reference is measured
        in; the first plan where None.
    """
    text = next((each.plan.funding for each in plans if each.plan.funding), "")
    if not text:
        return Money((None,) * len(plans), "")
    basis = FundingBasis(dataset, today or plans[0].plan)
    found = tuple(basis.of(each.plan, each.tally, text) for each in plans)
    codes = {each.model.model.currency for each in found if each is not None and each.model is not None}
    return Money(found, codes.pop() if len(codes) == 1 else "")


def with_money(
    totals: FigureTable, schools: FigureTable, ids: Sequence[str], money: Money
) -> tuple[FigureTable, FigureTable]:
    """Return the figures of plans and of schools with those of money at their end; as they are where there is none.

    Money counts all stages and stands in the last row only.
    """
    if not money.known:
        return totals, schools
    sign = sign_of(money.currency) if money.currency else ""
    amounts, each = _by_school(money, ids)
    sums = np.where(np.isnan(amounts).all(axis=1), np.nan, np.nansum(amounts, axis=1))
    gains = np.nan_to_num(amounts) - np.nan_to_num(amounts[:1])
    moved = np.where(np.isnan(sums) | np.isnan(sums[0]), np.nan, np.maximum(gains, 0.0).sum(axis=1))
    of_plans = (
        FigureKind(TOTAL, N_("Money shared out"), "money", sign=sign),
        FigureKind(MOVED, N_("Money moved"), "money", sign=sign),
    )
    of_schools = (
        FigureKind(SCHOOL, N_("Money"), "money", sign=sign),
        FigureKind(PER_PUPIL, N_("Money per pupil"), "money", sign=sign),
    )
    return (
        _more(totals, of_plans, np.stack((sums, moved), axis=-1)),
        _more(schools, of_schools, np.stack((amounts, each), axis=-1)),
    )


def _by_school(money: Money, ids: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """(plans, H) amounts and amounts per pupil, in the currency; NaN where a plan does not fund a school."""
    row = {school: position for position, school in enumerate(ids)}
    amounts = np.full((len(money.fundings), len(ids)), np.nan)
    each = np.array(amounts)
    for position, funding in enumerate(money.fundings):
        found = funding.allocation if funding is not None else None
        if found is not None:
            here = [row[school] for school in found.inputs.ids]
            amounts[position, here], each[position, here] = found.money, found.per_pupil
    return amounts, each


def _more(table: FigureTable, kinds: tuple[FigureKind, ...], values: FloatArray) -> FigureTable:
    """Put figures of all stages together at the end of a table.

    Money is shared out of a pot: with hidden numbers behind it, it is neither at least nor at most so much.
    """
    room = np.full((*table.values.shape[:-1], len(kinds)), np.nan)
    room[:, -1] = values
    u, none = table.untold, np.zeros(room.shape)
    parts = (np.concatenate((each, none), axis=-1) for each in (u.cells, u.gained, u.lost))
    untold = Untold(*(frozen(each, np.float64) for each in parts))
    return FigureTable(
        (*table.kinds, *kinds), frozen(np.concatenate((table.values, room), axis=-1), np.float64), untold
    )
