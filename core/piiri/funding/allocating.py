"""The pipeline: inputs → missing → indicators → index → components → sector → guarantees → balance → cents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np

from ..i18n import N_
from ..model.arrays import FloatArray, LongArray
from .balance import NO_CEILING, Filled, water_fill
from .components import Paid, paid_components
from .exact import total
from .finely import GRAIN, fine_amounts
from .guarantees import Bounded, bounded
from .index import Indexed, indexed
from .indicators import Standardised, standardised
from .inputs import Inputs
from .model import FundingModel
from .notes import Note
from .reference import Reference, external_reference, reference_of
from .rounding import share_out
from .sector import SectorStep, after_sector


@dataclass(frozen=True, eq=False)
class Allocation:
    """What a model gives to each school, with every step on the way. Schools stand in the order of their ids.

    Attributes
    ----------
    model, inputs, reference
        What it was counted from.
    measured
        Indicators on one scale.
    index
        The index; None where the model has no indicators.
    paid
        The components.
    sector
        After the sector's factor.
    bounds
        Floors, ceilings and the amounts after phasing in.
    amounts
        What is paid, in whole numbers of the smallest amount.
    factor
        The factor of the balance, relative to what the formula gives; None where there is none.
    pot
        What the amounts shall sum to; None where the cost floats.
    short, missing
        How much the guarantees exceed the pot, and what each school lacks to its own; 0 and empty where they are met.
    left
        What of the pot nobody may take.
    fine
        (H,) int64: what the balance scaled, in parts of the smallest amount; None where it scaled whole amounts.
    notes
        What a reader must know.
    """

    model: FundingModel
    inputs: Inputs
    reference: Reference
    measured: Standardised
    index: Indexed | None
    paid: tuple[Paid, ...]
    sector: SectorStep
    bounds: Bounded
    amounts: tuple[int, ...]
    factor: Fraction | None
    pot: int | None
    short: int
    missing: tuple[int, ...]
    left: int
    fine: LongArray | None
    notes: tuple[Note, ...]

    @cached_property
    def total(self) -> int:
        """Sum of the amounts, in the smallest amount."""
        return sum(self.amounts)

    @property
    def over(self) -> int:
        """How much is paid beyond the pot; negative: less than it. 0 where the cost floats."""
        return 0 if self.pot is None else self.total - self.pot

    @cached_property
    def money(self) -> FloatArray:
        """(H,) float64: amounts in the currency, for drawing; sums are taken of :attr:`amounts`."""
        return np.asarray(np.array(self.amounts, dtype=np.float64) * float(self.model.model.rounding))

    @cached_property
    def per_pupil(self) -> FloatArray:
        """(H,) amount per pupil in the currency; NaN without pupils."""
        pupils = self.inputs.pupils
        return np.asarray(np.divide(self.money, pupils, out=np.full(len(pupils), np.nan), where=pupils > 0))

    def amount_of(self, school: str) -> Fraction:
        """Return the amount of a school in the currency, exactly; ``KeyError`` where there is none of that id."""
        return self.amounts[self.inputs.index[school]] * self.model.model.rounding

    def by_school(self) -> dict[str, Fraction]:
        """Return all amounts in the currency, exactly."""
        return {key: self.amount_of(key) for key in self.inputs.ids}


def allocate(model: FundingModel, inputs: Inputs, reference: Reference | None = None) -> Allocation:
    """Return what a model gives to each school.

    Parameters
    ----------
    model
        The formula.
    inputs
        The schools.
    reference
        What indicators are measured against where the model says ``frozen``: the figures of one plan and year, see
        :func:`~piiri.funding.reference.reference_of`. Without one the schools are measured among themselves, as in
        ``live``.

    Raises
    ------
    InputError
        A column is missing or cannot be used; the sentence names the school, the column and the mend.

    Examples
    --------
    >>> from piiri.funding import Inputs, preset
    >>> schools = Inputs.of(["A", "B"], {"pupils": [300, 100]})
    >>> allocate(preset("flat").with_pot(Fraction(1000)), schools).by_school()
    {'A': Fraction(750, 1), 'B': Fraction(250, 1)}
    """
    reference = _reference(model, inputs, reference)
    measured = standardised(model, inputs, reference)
    index = indexed(model, inputs, measured) if model.indicator else None
    paid, notes = paid_components(model, inputs, index)
    gross = np.asarray(np.sum([each.amounts for each in paid], axis=0, dtype=np.int64))
    sector = after_sector(model, inputs, gross)
    bounds, more = bounded(model, inputs, paid, sector)
    notes = [*measured.notes, *(index.notes if index else ()), *notes, *more]
    pot = _target(model, bounds)
    filled, fine = None, None
    if pot is None:
        amounts, factor = bounds.held, None
    elif model.balance.how == "scale":
        amounts, factor = _scaled(model, inputs, paid, bounds, pot, notes)
    else:
        fine = (
            None
            if model.balance.component or _fits(bounds, pot)
            else fine_amounts(model, inputs, paid, sector, bounds.last)
        )
        amounts, factor, filled = _filled(model, paid, bounds, pot, fine)
    found = Allocation(
        model,
        inputs,
        reference,
        measured,
        index,
        tuple(paid),
        sector,
        bounds,
        tuple(amounts.tolist()),
        factor,
        pot if pot is not None else _frame(model),
        filled.short if filled else 0,
        tuple(filled.missing.tolist()) if filled and filled.short else (),
        filled.left if filled else 0,
        fine,
        (),
    )
    object.__setattr__(found, "notes", (*notes, *_about_the_pot(found)))
    return found


def _reference(model: FundingModel, inputs: Inputs, given: Reference | None) -> Reference:
    mode = model.model.reference.mode
    if mode == "external":
        return external_reference(model)
    if mode == "frozen" and given is not None:
        return given
    return reference_of(model, inputs)


def _frame(model: FundingModel) -> int | None:
    """The model's pot in the smallest amount."""
    return None if model.model.pot is None else int(model.model.pot / model.model.rounding)


def _target(model: FundingModel, bounds: Bounded) -> int | None:
    """What the balance keeps to: the model's pot, else what the formula gives; None where the cost floats."""
    if model.balance.how == "none":
        return None
    frame = _frame(model)
    return total(bounds.phased) if frame is None or model.sector is not None else frame


def _part(paid: Sequence[Paid], component: str) -> Paid:
    return next(each for each in paid if each.component.id == component)


def _scaled(
    model: FundingModel, inputs: Inputs, paid: Sequence[Paid], bounds: Bounded, pot: int, notes: list[Note]
) -> tuple[LongArray, Fraction | None]:
    """Guarantees are added, then one component pays for them, the same share for all."""
    held = bounds.held
    part = _part(paid, model.balance.component)
    sums = total(part.amounts)
    if not sums:
        return held, None
    left = max(0, sums + pot - total(held))
    amounts = held - part.amounts + share_out(part.amounts, left)
    text = N_("{school} gets less than it is guaranteed, since “{component}” was cut for all.")
    for row in np.flatnonzero(amounts < bounds.low).tolist():
        facts = {"school": inputs.names[row], "component": part.component.title}
        notes.append(Note("guarantee-cut", text, facts, inputs.ids[row]))
    return amounts, Fraction(left, sums)


def _fits(bounds: Bounded, pot: int) -> bool:
    """Tell whether the amounts are the pot already and nothing bounds them, so that there is nothing to scale."""
    at = bounds.phased
    return total(at) == pot and bool(((at >= bounds.low) & (at <= bounds.high)).all())


def _filled(
    model: FundingModel, paid: Sequence[Paid], bounds: Bounded, pot: int, fine: LongArray | None
) -> tuple[LongArray, Fraction | None, Filled]:
    component = model.balance.component
    if not component:
        # a school whose formula gives less than nothing has no share to scale
        scaled = bounds.phased if fine is None else fine
        filled = water_fill(np.maximum(scaled, 0), bounds.low, bounds.high, pot)
        factor = filled.factor
        return filled.amounts, factor if factor is None or fine is None else factor * GRAIN, filled
    part = _part(paid, component)
    fixed = bounds.phased - part.amounts
    low = np.maximum(0, bounds.low - fixed)
    high = np.where(bounds.high < NO_CEILING, np.maximum(low, bounds.high - fixed), NO_CEILING)
    exact = model.sector is None and part.pot is not None
    shares = part.quantity.shares if exact else part.amounts
    filled = water_fill(shares, low, high, pot - total(fixed))
    factor = filled.factor
    given = part.pot if exact and part.pot else total(part.amounts)
    if factor is not None and given:
        factor = factor * total(shares) / given
    return fixed + filled.amounts, factor, filled


def _about_the_pot(found: Allocation) -> list[Note]:
    """What does not meet the pot."""
    step, currency = found.model.model.rounding, found.model.model.currency
    notes = []
    if found.short:
        text = N_("The guarantees cost {amount} {currency} more than the pot: all of them are cut by the same share.")
        notes.append(Note("short", text, {"amount": found.short * step, "currency": currency}))
    if found.left:
        text = N_("{amount} {currency} of the pot are left: every school is at its ceiling.")
        notes.append(Note("left", text, {"amount": found.left * step, "currency": currency}))
    if found.over > 0:
        text = N_("The schools get {amount} {currency} more than the pot.")
        notes.append(Note("over", text, {"amount": found.over * step, "currency": currency}))
    elif found.over < 0 and not found.left:
        text = N_("{amount} {currency} of the pot are not shared out.")
        notes.append(Note("under", text, {"amount": -found.over * step, "currency": currency}))
    return notes
