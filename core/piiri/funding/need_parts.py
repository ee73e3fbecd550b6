"""The part of a model that measures need: indicators, what they are measured against, and the index."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from .terms import NO_NAME, Basis, Number, Policy, Standard, Words


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


FROZEN = ReferenceRule()
"""The customary rule."""


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
        With fewer in the column ``count`` the value counts as suppressed; not given it is ``residents`` for what is
        measured in the catchment, else ``pupils``.
    low, high, tau, cuts, levels, points, beta0, beta
        Numbers of the standardising. ``cuts`` are shares of the ranks 0..1; ``levels`` are one more.
    external
        Figures to measure against where the reference is external.
    missing, assumed
        What stands for a value that is not known, where it differs from ``[missing]``.
    """

    id: str
    name: Words = NO_NAME
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
    def counted_by(self) -> str:
        """The column that says from how many people the value is."""
        return self.count or ("residents" if self.basis == "catchment" else "pupils")

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
