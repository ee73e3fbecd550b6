"""The part of a model that pays: components and their pots, the sector, guarantees, the balance, what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from .terms import NO_NAME, Money, Number, Policy, Words


@dataclass(frozen=True, slots=True)
class Pot:
    """The money of one component: an amount, a share of the model's pot, or what the others leave of it."""

    amount: Money | None = None
    share_of_total: Number | None = None
    residual: bool = False


@dataclass(frozen=True, slots=True)
class Component:
    """``[[component]]``: one line of what a school gets.

    Attributes
    ----------
    id, name
        What it is called.
    driver
        What it goes by: ``pupils``, ``weighted_pupils`` (``weights`` or ``rates`` by column), ``schools``,
        ``flag:<column>``, ``curve:<column>`` through ``points``, ``target_scores``; each may be followed by ``*index``.
    mode
        ``unit_rate`` or ``pot``.
    rate, rates
        Of a ``unit_rate``: money for each, or for each pupil of a column.
    weights
        Of ``weighted_pupils``: what a pupil of each column counts.
    pot
        Money that is shared out in proportion.
    points
        Of ``curve:<column>``: straight lines through them, level outside.
    times
        A column that multiplies, such as an area cost adjustment.
    eligibility
        ``all``, ``index>NUMBER``, ``top:NUMBER`` schools by index, ``band:LOW..HIGH`` of the index.
    scores, national, target_mean, threshold
        Of ``target_scores``: pupils (by column) each national − score, less threshold × pupils × (national −
        target_mean), never below 0.
    """

    id: str
    driver: str
    mode: Literal["unit_rate", "pot"]
    name: Words = NO_NAME
    rate: Money | None = None
    rates: Mapping[str, Money] = field(default_factory=dict)
    weights: Mapping[str, Number] = field(default_factory=dict)
    pot: Pot | None = None
    times: str = ""
    eligibility: str = "all"
    points: tuple[tuple[Number, ...], ...] = ()
    scores: Mapping[str, Number] = field(default_factory=dict)
    national: Number = Fraction(0)
    target_mean: Number = Fraction(0)
    threshold: Number = Fraction(0)

    @property
    def title(self) -> str:
        """The name for people."""
        return str(self.name) or self.id

    @property
    def base(self) -> str:
        """The driver without ``*index``."""
        return self.driver.removesuffix("*index")

    @property
    def by_index(self) -> bool:
        """True where the driver is multiplied by the index."""
        return self.driver.endswith("*index")

    @property
    def driver_column(self) -> str:
        """The column of ``flag:`` and ``curve:``, else empty."""
        return self.base.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Sector:
    """``[sector]``: what is taken off or added by who runs the school.

    Attributes
    ----------
    column
        Column of text that tells the sector.
    factors
        What the gross amount is multiplied by in each.
    supplement
        Column of money added after that.
    """

    column: str
    factors: Mapping[str, Number]
    supplement: str = ""


@dataclass(frozen=True, slots=True)
class LastYear:
    """``mfg``: what a school got per pupil last year, changed by a share, is guaranteed; some components left out."""

    per_pupil: Number
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Floor:
    """``floor``: the whole amount never falls by more than a share of last year's, nor below an amount."""

    loss: Number | None = None
    amount: Money | None = None


@dataclass(frozen=True, slots=True)
class Minimum:
    """``minimum``: at least so much per pupil, or so much for each pupil of a column."""

    per_pupil: Money | None = None
    rates: Mapping[str, Money] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cap:
    """``cap``: of what a school gains per pupil beyond ``gain``, the share ``scale`` is taken off."""

    gain: Number
    scale: Number = Fraction(1)
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Guarantee:
    """``[guarantee]``: bounds of what the formula gives.

    Attributes
    ----------
    mfg, floor, minimum, cap
        See their classes. A guarantee is stronger than a cap.
    phase_in
        Share of the way from last year's amount per pupil to the formula's that is gone this year.
    """

    mfg: LastYear | None = None
    floor: Floor | None = None
    minimum: Minimum | None = None
    cap: Cap | None = None
    phase_in: Number = Fraction(1)


@dataclass(frozen=True, slots=True)
class Balance:
    """``[balance]``: how guarantees and caps are paid.

    Attributes
    ----------
    kind
        ``none``: the cost floats; ``scale:<component>``: that component is made smaller or larger by one factor for
        all, after the guarantees were added; ``water_fill`` or ``water_fill:<component>``: one factor for the whole
        amount, or for that component, found so that with every guarantee and cap held the sum is the pot.
    """

    kind: str = "none"

    @property
    def how(self) -> str:
        """``none``, ``scale`` or ``water_fill``."""
        return self.kind.partition(":")[0]

    @property
    def component(self) -> str:
        """The component that is scaled; empty for the whole amount."""
        return self.kind.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Missing:
    """``[missing]``: what stands for a value that is suppressed or absent. It is never zero.

    Attributes
    ----------
    suppressed, absent
        ``area_mean``: the mean of the schools of the stratum; ``sector_mean``: of those of the sector; ``exclude``: the
        index goes by the other indicators; ``reference``: the mean of the reference; ``assumed``: a number.
    assumed
        That number.
    min_pupils
        Schools with fewer pupils have their enrolled and flow indicators counted as suppressed.
    show_flag
        Tell in the ledger where a value was not known.
    """

    suppressed: Policy = "area_mean"
    absent: Policy = "area_mean"
    assumed: Number | None = None
    min_pupils: int = 0
    show_flag: bool = True
