"""What is taken off or added by who runs the school: municipal or independent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import LongArray
from .exact import half_up
from .inputs import Inputs
from .model import FundingModel


@dataclass(frozen=True, eq=False, slots=True)
class SectorStep:
    """Factor and supplement of each school, and what they change.

    Attributes
    ----------
    factors
        What the gross amount of each school is multiplied by; empty where the model knows no sectors.
    supplement
        (H,) int64: whole numbers added after that.
    net
        (H,) int64: the amounts after both.
    """

    factors: tuple[Fraction, ...]
    supplement: LongArray
    net: LongArray

    def on(self, amounts: LongArray) -> LongArray:
        """Return some amounts after the factor, each rounded half up."""
        if not self.factors:
            return amounts
        above = np.array([factor.numerator for factor in self.factors])
        return half_up(amounts, above, np.array([factor.denominator for factor in self.factors]))


def after_sector(model: FundingModel, inputs: Inputs, gross: LongArray) -> SectorStep:
    """Return the amounts after the sector's factor and its supplement.

    Raises
    ------
    InputError
        ``funding-sector-unknown``: a school is of a sector that the model has no factor for.
    """
    rule = model.sector
    none = np.zeros(len(gross), dtype=np.int64)
    if rule is None:
        return SectorStep((), none, gross)
    factors = []
    for row, sector in enumerate(inputs.text(rule.column, "sector")):
        if sector not in rule.factors:
            raise InputError(
                "funding-sector-unknown",
                N_("{school} is of the sector “{sector}”, which the model does not know."),
                N_("It knows: {known}. Add a factor for it under [sector]."),
                school=inputs.names[row],
                sector=sector,
                known=", ".join(rule.factors),
            )
        factors.append(rule.factors[sector])
    supplement = none
    if rule.supplement:
        money = inputs.needed(rule.supplement, "sector")
        supplement = np.rint(money * float(1 / model.model.rounding)).astype(np.int64)
    step = SectorStep(tuple(factors), supplement, none)
    return replace(step, net=step.on(gross) + supplement)
