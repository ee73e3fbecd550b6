"""The funding model: what a city's formula says, as frozen values. The file it is written in: :mod:`.reading`.

**Need is positive** inside the engine: an index above 0 means more need, whatever sign the city prints
(``display_sign``). Money in a model is exact (:class:`~fractions.Fraction` of the currency); amounts paid are whole
numbers of the smallest amount (``rounding``), so nothing is lost on the way.

Each class below is one table of the file; its fields are its keys. The JSON Schema is made from them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Annotated, Any, Literal

from ..i18n import N_, language

Money = Annotated[Fraction, "money"]
"""An amount of the currency, written as text in the file: ``"2500000.00"``."""
Number = Annotated[Fraction, "number"]
"""An exact number."""

Basis = Literal["catchment", "enrolled", "flow", "site"]
Standard = Literal["none", "zscore", "minmax", "ratio", "share_above", "quantile_bands", "curve", "logistic"]
Policy = Literal["area_mean", "sector_mean", "exclude", "reference", "assumed"]
Status = Literal["published", "described by third parties", "illustrative"]


@dataclass(frozen=True, slots=True)
class Words:
    """A name in the three languages; the file may give one text for all.

    >>> str(Words("Base", "Perusosa", "Grunddel"))
    'Base'
    """

    en: str
    fi: str = ""
    sv: str = ""

    def __str__(self) -> str:
        return str(getattr(self, language()) or self.en)


@dataclass(frozen=True, slots=True)
class ReferenceRule:
    """What indicators are measured against.

    Attributes
    ----------
    mode
        ``frozen``: the figures of one plan and year, so that a border between two schools leaves a third untouched;
        ``live``: the figures of the plan itself; ``external``: the numbers each indicator gives under ``external``.
    year
        The year of the frozen or external figures.
    """

    mode: Literal["frozen", "live", "external"] = "frozen"
    year: int = 0


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
    name: Words = Words("")
    source: str = ""
    status: Status = "illustrative"
    official: bool = False
    note: str = ""
    currency: str = "EUR"
    rounding: Money = Fraction(1, 100)
    display_sign: Literal[1, -1] = 1
    pot: Money | None = None
    strata: tuple[str, ...] = ()
    reference: ReferenceRule = ReferenceRule()


@dataclass(frozen=True, slots=True)
class External:
    """Figures of a larger whole: the nation, a published year.

    Attributes
    ----------
    mean, sd
        For ``zscore`` and ``ratio``.
    low, high
        For ``minmax``.
    """

    mean: Number | None = None
    sd: Number | None = None
    low: Number | None = None
    high: Number | None = None


@dataclass(frozen=True, slots=True)
class Indicator:
    """``[[indicator]]``: one measure of need.

    Attributes
    ----------
    id, name, unit
        What it is called.
    column
        Column of the input; the id where not given.
    numerator, denominator
        Sum of columns, each times its number, divided by another column: read where ``column`` is not given, or not
        among the figures.
    basis
        ``catchment``: those who live there; ``enrolled``: those who go there; ``flow``: choices; ``site``: the school.
    more_is_need
        False where a higher value means less need, such as income.
    transform
        First: ``log`` or ``sqrt`` of the value.
    standardise
        Then: ``none``; ``zscore`` (x − mean) / sd; ``minmax`` (x − low) / (high − low); ``ratio`` x / mean;
        ``share_above`` what lies above ``tau``, max(0, x − tau); ``quantile_bands`` the level of the band that the
        school's rank falls in; ``curve`` straight lines through points; ``logistic`` 1 / (1 + e^−(beta0 + beta·x)).
    ddof
        1 divides the sum of squares by n − 1 instead of n.
    weight_by
        Whose mean and spread: of schools (``none``), ``pupils`` or ``residents``.
    clip
        Last: the lowest and highest value after standardising.
    smoothing_years
        3: the mean of the year and the two before (columns ``<column>_y1`` and ``<column>_y2``), of those known.
    min_n, count
        With fewer in the column ``count`` the value counts as suppressed.
    low, high, tau, cuts, levels, points, beta0, beta
        Numbers of the standardising. ``cuts`` are shares of the ranks 0..1; ``levels`` are one more.
    external
        Figures to measure against where the reference is external.
    missing, assumed
        What stands for a value that is not known, where it differs from ``[missing]``.
    """

    id: str
    name: Words = Words("")
    unit: str = ""
    column: str = ""
    numerator: Mapping[str, Number] = field(default_factory=dict)
    denominator: str = ""
    basis: Basis = "enrolled"
    more_is_need: bool = True
    transform: Literal["identity", "log", "sqrt"] = "identity"
    standardise: Standard = "zscore"
    ddof: Literal[0, 1] = 0
    weight_by: Literal["none", "pupils", "residents"] = "none"
    clip: tuple[Number, ...] = ()
    smoothing_years: Literal[1, 3] = 1
    min_n: int = 0
    count: str = ""
    low: Number | None = None
    high: Number | None = None
    tau: Number = Fraction(0)
    cuts: tuple[Number, ...] = ()
    levels: tuple[Number, ...] = ()
    points: tuple[tuple[Number, ...], ...] = ()
    beta0: Number = Fraction(0)
    beta: Number = Fraction(1)
    external: External | None = None
    missing: Policy | None = None
    assumed: Number | None = None

    @property
    def reads(self) -> str:
        """The column read, or the id where it is made of several."""
        return self.column or self.id

    @property
    def title(self) -> str:
        """The name for people."""
        return str(self.name) or self.id


@dataclass(frozen=True, slots=True)
class Post:
    """``[index] post``: what becomes of the combined index.

    Attributes
    ----------
    kind
        ``identity``; ``affine`` a + b·x; ``relu`` max(0, x − tau); ``curve`` through points; ``concentration``: w0 up
        to p0, w1 from p1, straight between.
    """

    kind: Literal["identity", "affine", "relu", "curve", "concentration"] = "identity"
    a: Number = Fraction(0)
    b: Number = Fraction(1)
    tau: Number = Fraction(0)
    points: tuple[tuple[Number, ...], ...] = ()
    p0: Number | None = None
    p1: Number | None = None
    w0: Number | None = None
    w1: Number | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """``[index]``: indicators to one number.

    Attributes
    ----------
    combine
        ``weighted_mean``, ``weighted_sum`` or ``product`` (each value to the power of its weight).
    weights
        One an indicator; one that is not named weighs nothing.
    """

    combine: Literal["weighted_mean", "weighted_sum", "product"] = "weighted_mean"
    weights: Mapping[str, Number] = field(default_factory=dict)
    post: Post = Post()


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
        ``unit_rate``: ``rate`` for each; ``pot``: a ``pot`` shared out in proportion.
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
    name: Words = Words("")
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
        return replace(
            self, component=tuple(replace(c, **changed) if c.id == component else c for c in self.component)
        )

    def with_reference(self, mode: Literal["frozen", "live", "external"]) -> FundingModel:
        """Return the model measured against something else."""
        rule = replace(self.model.reference, mode=mode)
        return replace(self, model=replace(self.model, reference=rule))

    def indicator_of(self, key: str) -> Indicator:
        """Return an indicator; ``KeyError`` where there is none of that id."""
        return _of(self.indicator, key)

    def component_of(self, key: str) -> Component:
        """Return a component; ``KeyError`` where there is none of that id."""
        return _of(self.component, key)


def _of(items: tuple[Any, ...], key: str) -> Any:
    for item in items:
        if item.id == key:
            return item
    raise KeyError(key)


STATUS_WORDS: dict[str, str] = {
    "published": N_("published by the authority"),
    "described by third parties": N_("described by third parties, to be confirmed by the city"),
    "illustrative": N_("illustrative, no official figures"),
}
"""How far a model is to be trusted, for people."""
