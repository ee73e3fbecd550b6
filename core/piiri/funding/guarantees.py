"""Guarantees, ceilings and phasing in: between which amounts a school's money must lie.

Floors are rounded up and ceilings down to whole cents, so that rounding never breaks one.

- Guarantee per pupil: ``g = (B₀ − X₀) / N₀ · (1 + m)``, floor ``g · N₁ + X₁``; B₀ last year's amount, X what is left
  out, N pupils (England, minimum funding guarantee).
- Ceiling: the same with the gain allowed; of what lies above, the share ``scale`` is taken off (cap and scale).
- Minimum: so much per pupil, whatever the formula gives (minimum per pupil level).
- Phasing in: ``(1 − φ) · B₀ / N₀ · N₁ + φ · formula``: money follows the pupils also on the way.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..i18n import N_
from ..model.arrays import Array, BoolArray, LongArray
from .balance import NO_CEILING
from .components import Paid
from .exact import divided, plus, times, up
from .inputs import QUANTUM, Inputs, in_quanta
from .model import FundingModel
from .notes import Note
from .sector import SectorStep

FLOORS = ("", "mfg", "loss", "amount", "minimum")
"""What can make a floor; the first is none."""


@dataclass(frozen=True, eq=False, slots=True)
class Last:
    """Last year of each school. A new school has none, and no guarantee against it.

    Attributes
    ----------
    known
        (H,) bool.
    amount
        (H,) int64: whole numbers of the smallest amount, 0 where not known.
    pupils
        (H,) int64: in millionths, 1 where not known.
    """

    known: BoolArray
    amount: LongArray
    pupils: LongArray


@dataclass(frozen=True, eq=False, slots=True)
class Bounded:
    """What lies between what the formula gives and what is paid.

    Attributes
    ----------
    last
        Last year.
    phased
        (H,) int64: the amounts after phasing in.
    low, high
        (H,) int64: floors and ceilings; :data:`~piiri.funding.balance.NO_CEILING` is none.
    floor_by
        (H,) int8: position in :data:`FLOORS` of the rule that makes the floor.
    """

    last: Last
    phased: LongArray
    low: LongArray
    high: LongArray
    floor_by: Array

    @property
    def held(self) -> LongArray:
        """(H,) int64: the phased amounts between floor and ceiling."""
        return np.maximum(self.low, np.minimum(self.phased, self.high))


def last_year(model: FundingModel, inputs: Inputs) -> Last:
    """Return last year's amounts and pupils, from the columns ``last_amount`` and ``last_pupils``."""
    if "last_amount" not in inputs:
        h = len(inputs)
        return Last(np.zeros(h, dtype=np.bool_), np.zeros(h, dtype=np.int64), np.ones(h, dtype=np.int64))
    amount = inputs.column("last_amount")
    pupils = inputs.column("last_pupils") if "last_pupils" in inputs else inputs.pupils
    known = np.isfinite(amount) & (pupils > 0)
    steps = np.rint(np.where(known, amount, 0.0) * float(1 / model.model.rounding)).astype(np.int64)
    return Last(known, steps, np.where(known, in_quanta(np.where(known, pupils, 1.0)), 1))


def bounded(model: FundingModel, inputs: Inputs, paid: Sequence[Paid], net: SectorStep) -> tuple[Bounded, list[Note]]:
    """Return floors, ceilings and the phased amounts."""
    rule, h = model.guarantee, len(inputs)
    last = last_year(model, inputs)
    low, high = np.zeros(h, dtype=np.int64), np.full(h, NO_CEILING)
    by = np.zeros(h, dtype=np.int8)
    gone = net.net
    if rule.phase_in != 1:
        gone = phased(model, inputs, last, gone)
    floors: list[tuple[str, LongArray]] = []
    if rule.mfg is not None:
        floors.append(("mfg", _against_last(inputs, paid, net, last, rule.mfg.per_pupil, rule.mfg.exclude, model)))
    if rule.floor is not None and rule.floor.loss is not None:
        keep = 1 - rule.floor.loss
        floors.append(("loss", up(last.amount, keep.numerator, keep.denominator)))
    if rule.floor is not None and rule.floor.amount is not None:
        floors.append(("amount", np.full(h, math.ceil(rule.floor.amount / model.model.rounding))))
    if rule.minimum is not None:
        floors.append(("minimum", _minimum(model, inputs, paid, net)))
    for name, values in floors:
        higher = values > low
        low, by = np.where(higher, values, low), np.where(higher, FLOORS.index(name), by).astype(np.int8)
    if rule.cap is not None:
        limit = _against_last(inputs, paid, net, last, rule.cap.gain, rule.cap.exclude, model, down=True)
        over = np.maximum(0, gone - limit)
        kept = over - up(over, rule.cap.scale.numerator, rule.cap.scale.denominator)
        high = np.where(last.known, np.maximum(low, limit + kept), NO_CEILING)
    return Bounded(last, gone, low, high, by), _without_last(model, inputs, last)


def guaranteed_per_pupil(last: Fraction, last_pupils: Fraction, change: Fraction, left_out: Fraction) -> Fraction:
    """Return what a school is guaranteed per pupil, exactly: ``(B₀ − X) / N₀ · (1 + m)``.

    >>> guaranteed_per_pupil(Fraction(1_200_000), Fraction(200), Fraction(-5, 1000), Fraction(145_100))
    Fraction(2099251, 400)
    """
    return (last - left_out) / last_pupils * (1 + change)


def _against_last(
    inputs: Inputs,
    paid: Sequence[Paid],
    net: SectorStep,
    last: Last,
    change: Fraction,
    left_out: tuple[str, ...],
    model: FundingModel,
    *,
    down: bool = False,
) -> LongArray:
    """Last year per pupil, changed by a share, times this year's pupils, with the left-out components as they are."""
    now, before = _left_out(model, inputs, paid, net, left_out)
    to = 1 + change
    above = times(inputs.pupil_quanta, to.numerator)
    below = times(last.pupils, to.denominator)
    per_pupil = last.amount - before
    found = (divided(per_pupil, above, below)[0] if down else up(per_pupil, above, below)) + now
    return np.where(last.known, found, 0)


def _left_out(
    model: FundingModel, inputs: Inputs, paid: Sequence[Paid], net: SectorStep, components: tuple[str, ...]
) -> tuple[LongArray, LongArray]:
    """Sums of the left-out components this year, and last year (the same unless ``last_<component>`` says)."""
    now, before = np.zeros(len(inputs), dtype=np.int64), np.zeros(len(inputs), dtype=np.int64)
    for each in paid:
        if each.component.id not in components:
            continue
        amounts = net.on(each.amounts)
        column = f"last_{each.component.id}"
        then = amounts
        if column in inputs:
            said = inputs.column(column) * float(1 / model.model.rounding)
            then = np.where(np.isnan(said), amounts, np.rint(np.nan_to_num(said)).astype(np.int64))
        now, before = now + amounts, before + then
    return now, before


def _minimum(model: FundingModel, inputs: Inputs, paid: Sequence[Paid], net: SectorStep) -> LongArray:
    rule, step = model.guarantee.minimum, model.model.rounding
    assert rule is not None
    now, _ = _left_out(model, inputs, paid, net, rule.exclude)
    rates = [(in_quanta(inputs.needed(column, "minimum")), rate / step) for column, rate in rule.rates.items()]
    if rule.per_pupil is not None:
        rates.append((inputs.pupil_quanta, rule.per_pupil / step))
    scale = math.lcm(*(rate.denominator for _, rate in rates))
    sums: Array = np.zeros(len(inputs), dtype=np.int64)
    for counts, rate in rates:
        sums = plus(sums, times(counts, int(rate * scale)))
    return up(sums, 1, QUANTUM * scale) + now


def phased(model: FundingModel, inputs: Inputs, last: Last, net: LongArray, grain: int = 1) -> LongArray:
    """Return amounts on the way from last year's per pupil to ``net``; both in parts of the smallest amount, of which
    ``grain`` make one."""
    phase = model.guarantee.phase_in
    found = net.tolist()
    rows = zip(
        last.known.tolist(), last.amount.tolist(), last.pupils.tolist(), inputs.pupil_quanta.tolist(), strict=True
    )
    for row, (known, amount, before, now) in enumerate(rows):
        if known:
            exact = (1 - phase) * Fraction(amount * now * grain, before) + phase * found[row]
            found[row] = math.floor(exact + Fraction(1, 2))
    return np.array(found, dtype=np.int64)


def _without_last(model: FundingModel, inputs: Inputs, last: Last) -> list[Note]:
    rule = model.guarantee
    reads = rule.mfg or rule.cap or (rule.floor and rule.floor.loss is not None) or rule.phase_in != 1
    if not reads or last.known.all():
        return []
    if not last.known.any():
        text = N_("Last year's amounts are not there, so nothing is guaranteed against them.")
        return [Note("no-last-year", text)]
    text = N_("Last year's amount of {school} is not known, so nothing is guaranteed against it.")
    return [
        Note("no-last-year", text, {"school": inputs.names[row]}, inputs.ids[row])
        for row in np.flatnonzero(~last.known).tolist()
    ]
