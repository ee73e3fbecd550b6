"""The funding model: what a city's formula says, as frozen values. The file it is written in: :mod:`.reading`.

**Need is positive** inside the engine: an index above 0 means more need, whatever sign the city prints
(``display_sign``). Money in a model is exact (:class:`~fractions.Fraction` of the currency); amounts paid are whole
numbers of the smallest amount (``rounding``), so nothing is lost on the way.

Each class below is one table of the file; its fields are its keys. The JSON Schema is made from them.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Literal

from .need_parts import FROZEN, External, Index, Indicator, Post, ReferenceRule
from .pay_parts import (
    Balance,
    Cap,
    Component,
    Floor,
    Guarantee,
    LastYear,
    Minimum,
    Missing,
    Pot,
    Sector,
)
from .terms import NO_NAME, STATUS_WORDS, Basis, Money, Number, Policy, Standard, Status, Words

__all__ = [
    "STATUS_WORDS",
    "Balance",
    "Basis",
    "Cap",
    "Component",
    "External",
    "Floor",
    "FundingModel",
    "Guarantee",
    "Head",
    "Index",
    "Indicator",
    "LastYear",
    "Minimum",
    "Missing",
    "Money",
    "Number",
    "Policy",
    "Post",
    "Pot",
    "ReferenceRule",
    "Sector",
    "Standard",
    "Status",
    "Words",
]


@dataclass(frozen=True, slots=True)
class Head:
    """``[model]``: what it is, where it comes from, and the frame.

    Attributes
    ----------
    id, name, year
        What it is called, and the year it holds for.
    source, status, official, note
        Where it comes from, and how far it is to be trusted.
    currency, rounding
        Code of the currency, and the smallest amount paid: ``"0.01"``, ``"1"``, ``"100"``.
    display_sign
        −1 where the city prints its index with the other sign: negative is need.
    pot
        Money for all components together; needed for shares of it, for a residual and for keeping to it.
    strata
        Columns of text, such as the language: schools are measured among those that share them.
    reference
        See :class:`ReferenceRule`.
    """

    id: str
    year: int
    name: Words = NO_NAME
    source: Words = NO_NAME
    status: Status = "illustrative"
    official: bool = False
    note: Words = NO_NAME
    currency: str = "EUR"
    rounding: Money = Fraction(1, 100)
    display_sign: Literal[1, -1] = 1
    pot: Money | None = None
    strata: tuple[str, ...] = ()
    reference: ReferenceRule = FROZEN


@dataclass(frozen=True, slots=True)
class FundingModel:
    """A whole formula: what a file of one model holds.

    Examples
    --------
    >>> from piiri.funding import preset
    >>> model = preset("helsinki_pd_like")
    >>> float(model.with_weight("income_per_resident", Fraction(2)).index.weights["income_per_resident"])
    2.0
    """

    model: Head
    component: tuple[Component, ...]
    indicator: tuple[Indicator, ...] = ()
    index: Index = field(default_factory=Index)
    sector: Sector | None = None
    guarantee: Guarantee = field(default_factory=Guarantee)
    balance: Balance = field(default_factory=Balance)
    missing: Missing = field(default_factory=Missing)

    @property
    def title(self) -> str:
        """The name for people."""
        return str(self.model.name) or self.model.id

    def with_weight(self, indicator: str, weight: Fraction) -> FundingModel:
        """Return the model with another weight of one indicator; ``KeyError`` where there is none of that id."""
        self.indicator_of(indicator)
        weights = {**self.index.weights, indicator: Fraction(weight)}
        return replace(self, index=replace(self.index, weights=weights))

    def with_pot(self, amount: Fraction) -> FundingModel:
        """Return the model with another pot for all components together."""
        return replace(self, model=replace(self.model, pot=Fraction(amount)))

    def with_component(self, component: str, **changed: Any) -> FundingModel:
        """Return the model with some keys of one component changed: ``rate``, ``pot``, ``weights`` ..."""
        self.component_of(component)
        return replace(self, component=tuple(replace(c, **changed) if c.id == component else c for c in self.component))

    def with_reference(self, mode: Literal["frozen", "live", "external"]) -> FundingModel:
        """Return the model measured against something else."""
        rule = replace(self.model.reference, mode=mode)
        return replace(self, model=replace(self.model, reference=rule))

    def indicator_of(self, key: str) -> Indicator:
        """Return an indicator; ``KeyError`` where there is none of that id."""
        return {each.id: each for each in self.indicator}[key]

    def component_of(self, key: str) -> Component:
        """Return a component; ``KeyError`` where there is none of that id."""
        return {each.id: each for each in self.component}[key]
