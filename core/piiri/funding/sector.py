"""What is taken off or added by who runs the school: municipal or independent."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from ..errors import InputError
from ..i18n import N_
from .inputs import Inputs
from .model import FundingModel
from .rounding import half_up, in_steps


@dataclass(frozen=True, slots=True)
class SectorStep:
    """Factor and supplement of each school, and what they change.

    Attributes
    ----------
    factors
        What the gross amount is multiplied by.
    supplement
        Whole numbers added after that.
    net
        The amounts after both.
    """

    factors: list[Fraction]
    supplement: list[int]
    net: list[int]


def after_sector(model: FundingModel, inputs: Inputs, gross: list[int]) -> SectorStep:
    """Return the amounts after the sector's factor, each rounded half up, and its supplement.

    Raises
    ------
    InputError
        ``funding-sector-unknown``: a school is of a sector that the model has no factor for.
    """
    rule = model.sector
    if rule is None:
        return SectorStep([Fraction(1)] * len(gross), [0] * len(gross), list(gross))
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
    supplement = [0] * len(gross)
    if rule.supplement:
        money = inputs.needed(rule.supplement, "sector")
        supplement = [in_steps(Fraction(str(value)), model.model.rounding) for value in money.tolist()]
    net = [
        half_up(amount * factor.numerator, factor.denominator) + added
        for amount, factor, added in zip(gross, factors, supplement, strict=True)
    ]
    return SectorStep(factors, supplement, net)


def exempt(step: SectorStep, amounts: list[int]) -> list[int]:
    """Return amounts of left-out components as they count after the sector's factor."""
    return [half_up(a * f.numerator, f.denominator) for a, f in zip(amounts, step.factors, strict=True)]
