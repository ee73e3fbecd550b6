"""A model year by year: from last year's money to what the formula gives in full, by the model's phasing in.

``phase_in`` is the share of the way from last year's amount per pupil to the formula's that is gone in a year. Over
several years the same share of the *whole* way is gone in each: with φ = 1/3 a third, two thirds, all of it. Told
against the amount of the year before, which is what guarantees and ceilings protect, year t goes
``φ / (1 − (t − 1) φ)`` of what is then left.

Pupils and figures stay as they are this year; what differs from year to year is the pot, the way gone and the
guarantees, which follow the year before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..errors import InputError
from ..i18n import N_
from .allocating import Allocation, allocate
from .inputs import Inputs, Source
from .model import FundingModel
from .reference import Reference

MOST = 30
"""So many years are counted at most."""
_BEFORE = N_("counted for the year before")
_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009"), "")
_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,4})?")


@dataclass(frozen=True, eq=False, slots=True)
class Year:
    """One year.

    Attributes
    ----------
    year
        The year.
    gone
        Share of the whole way from last year's money to the formula that is gone.
    allocation
        What each school gets; its own model says the share of what was left.
    """

    year: int
    gone: Fraction
    allocation: Allocation


@dataclass(frozen=True, eq=False)
class Years:
    """Several years of one model.

    Attributes
    ----------
    last
        (H,) last year's amounts in the smallest amount; None where not known.
    years
        The years, the model's own first.
    full
        What the formula gives in full with the pot of the last of the years: nothing phased in, nothing guaranteed
        against last year.
    """

    last: tuple[int | None, ...]
    years: tuple[Year, ...]
    full: Allocation

    @property
    def knows_last(self) -> bool:
        """True where at least one school's money of last year is known."""
        return any(amount is not None for amount in self.last)

    @property
    def full_from(self) -> int | None:
        """The first year in which every school gets, to a smallest amount, what the formula gives in full with the pot
        of the last of them; None where a guarantee or the phasing in still holds after the last year."""
        for each in self.years:
            pairs = zip(each.allocation.amounts, self.full.amounts, strict=True)
            if all(abs(amount - full) <= 1 for amount, full in pairs):
                return each.year
        return None


def share_left(phase_in: Fraction, year: int) -> Fraction:
    """Return the share of what is left of the way that a year goes; years count from 1.

    >>> [str(share_left(Fraction(1, 3), year)) for year in (1, 2, 3, 4)]
    ['1/3', '1/2', '1', '1']
    """
    left = 1 - (year - 1) * phase_in
    return Fraction(1) if left <= phase_in else phase_in / left


def over_years(
    model: FundingModel,
    inputs: Inputs,
    reference: Reference | None = None,
    years: int = 4,
    pots: Sequence[Fraction] = (),
) -> Years:
    """Return what a model gives in several years, one after the other.

    Parameters
    ----------
    model, inputs, reference
        As for :func:`~piiri.funding.allocating.allocate`; last year stands in ``last_amount`` and ``last_pupils``.
    years
        How many, 1 to :data:`MOST`.
    pots
        The pots of the years in the currency; the last one holds on. Empty: the model's own in every year.

    Raises
    ------
    InputError
        ``funding-years``, ``funding-no-pot``; and as :func:`~piiri.funding.allocating.allocate`.

    Examples
    --------
    >>> from piiri.funding import preset
    >>> from piiri.funding.model import Guarantee
    >>> schools = Inputs.of(["A", "B"], {"pupils": [100, 100], "last_amount": [900, 100]})
    >>> flat = preset("flat").with_pot(Fraction(1000))
    >>> flat = replace(flat, guarantee=Guarantee(phase_in=Fraction(1, 2)))
    >>> [[a // 100 for a in each.allocation.amounts] for each in over_years(flat, schools, years=3).years]
    [[700, 300], [500, 500], [500, 500]]
    """
    if not 1 <= years <= MOST:
        raise InputError(
            "funding-years",
            N_("{n} years cannot be counted."),
            N_("Give a number of years from 1 to {most}."),
            n=years,
            most=MOST,
        )
    if pots and model.model.pot is None:
        raise InputError(
            "funding-no-pot",
            N_("The model has no pot, so none can be given for each year."),
            N_("Leave the pots out, or write a pot under [model]."),
        )
    first = allocate(model, inputs, reference).bounds.last
    last = tuple(int(a) if known else None for a, known in zip(first.amount, first.known, strict=True))
    found: list[Year] = []
    now = inputs
    phase = model.guarantee.phase_in
    for number in range(1, years + 1):
        guarantee = replace(model.guarantee, phase_in=share_left(phase, number))
        this = replace(_with_pot(model, pots, number), guarantee=guarantee)
        allocation = allocate(this, now, reference)
        found.append(Year(model.model.year + number - 1, min(Fraction(1), number * phase), allocation))
        now = _next(now, allocation)
    rule = model.guarantee
    floor = None if rule.floor is None or rule.floor.amount is None else replace(rule.floor, loss=None)
    bare = replace(rule, phase_in=Fraction(1), mfg=None, cap=None, floor=floor)
    full = allocate(replace(_with_pot(model, pots, years), guarantee=bare), inputs, reference)
    return Years(last, tuple(found), full)


def parse_pots(text: str, model: FundingModel) -> list[Fraction]:
    """Return the pots that a person wrote, between semicolons, with a decimal comma or point; empty for none.

    Raises
    ------
    InputError
        ``funding-pots``: it names what is no amount of the model's currency.

    >>> from piiri.funding import preset
    >>> [float(pot) for pot in parse_pots("2 500 000; 2450000,50;", preset("flat"))]
    [2500000.0, 2450000.5]
    """
    found = []
    for part in filter(None, (part.strip() for part in text.split(";"))):
        plain = part.translate(_SPACES).replace(",", ".")
        if not _AMOUNT.fullmatch(plain) or (Fraction(plain) / model.model.rounding).denominator != 1:
            raise InputError(
                "funding-pots",
                N_("“{pot}” is no pot."),
                N_("Write amounts such as 2500000,00 between semicolons."),
                pot=part[:40],
            )
        found.append(Fraction(plain))
    return found


def _with_pot(model: FundingModel, pots: Sequence[Fraction], number: int) -> FundingModel:
    return model.with_pot(pots[min(number, len(pots)) - 1]) if pots else model


def _next(inputs: Inputs, before: Allocation) -> Inputs:
    """The figures of the year after: last year's are those just counted."""
    source = Source(_BEFORE, before.model.model.year)
    step = float(before.model.model.rounding)
    columns = {"last_amount": before.money, "last_pupils": inputs.pupils}
    for each in before.paid:
        columns[f"last_{each.component.id}"] = before.sector.on(each.amounts).astype(np.float64) * step
    for key, values in columns.items():
        inputs = inputs.with_column(key, values, source)
    return inputs
