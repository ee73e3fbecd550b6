"""Guarantees, ceilings and phasing in: between which amounts a school's money must lie.

Floors are rounded up and ceilings down to whole cents, so that rounding never breaks one.

- Guarantee per pupil: ``g = (B₀ − X₀) / N₀ · (1 + m)``, floor ``g · N₁ + X₁``; B₀ last year's amount, X what is left
  out, N pupils (England, minimum funding guarantee).
- Ceiling: the same with the gain allowed; of what lies above, the share ``scale`` is taken off (cap and scale).
- Minimum: so much per pupil, whatever the formula gives (minimum per pupil level).
- Phasing in: ``(1 − φ) · B₀ / N₀ · N₁ + φ · formula``: money follows the pupils also on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..i18n import N_
from ..model.arrays import FloatArray
from .components import Paid
from .inputs import Inputs, in_quanta
from .model import FundingModel
from .notes import Note
from .rounding import half_up
from .sector import SectorStep, exempt


@dataclass(frozen=True, slots=True)
class Last:
    """Last year of each school, None where it is not known: a new school has no guarantee.

    Attributes
    ----------
    amount
        Whole number of the smallest amount.
    pupils
        In millionths.
    """

    amount: list[int | None]
    pupils: list[int]


@dataclass(frozen=True, slots=True)
class Bounded:
    """What lies between what the formula gives and what is paid.

    Attributes
    ----------
    last
        Last year.
    phased
        The amounts after phasing in.
    low, high
        Floors and ceilings; None is no ceiling.
    floor_by
        Which rule makes the floor: ``mfg``, ``loss``, ``amount``, ``minimum`` or empty.
    """

    last: Last
    phased: list[int]
    low: list[int]
    high: list[int | None]
    floor_by: list[str]


def last_year(model: FundingModel, inputs: Inputs) -> Last:
    """Return last year's amounts and pupils, from the columns ``last_amount`` and ``last_pupils``."""
    h = len(inputs)
    if "last_amount" not in inputs:
        return Last([None] * h, [0] * h)
    step = model.model.rounding
    per_unit = float(1 / step)
    amount = inputs.column("last_amount")
    pupils = inputs.column("last_pupils") if "last_pupils" in inputs else inputs.pupils
    known = np.isfinite(amount) & (pupils > 0)
    steps = np.rint(np.where(known, amount, 0.0) * per_unit).astype(np.int64).tolist()
    return Last(
        [value if is_known else None for value, is_known in zip(steps, known.tolist(), strict=True)],
        in_quanta(np.where(known, pupils, 0.0)).tolist(),
    )


def bounded(model: FundingModel, inputs: Inputs, paid: list[Paid], net: SectorStep) -> tuple[Bounded, list[Note]]:
    """Return floors, ceilings and the phased amounts."""
    rule, h = model.guarantee, len(inputs)
    last = last_year(model, inputs)
    low, high, by = [0] * h, [None] * h, [""] * h
    phased = list(net.net)
    notes: list[Note] = []
    if rule.mfg is None and rule.floor is None and rule.minimum is None and rule.cap is None and rule.phase_in == 1:
        return Bounded(last, phased, low, list(high), by), notes
    pupils = in_quanta(inputs.pupils).tolist()
    if rule.phase_in != 1:
        phased = [_phased(model, last, row, pupils[row], phased[row]) for row in range(h)]
    floors: list[tuple[str, list[int]]] = []
    if rule.mfg is not None:
        floors.append(("mfg", _against_last(model, inputs, paid, net, last, rule.mfg.per_pupil, rule.mfg.exclude)))
    if rule.floor is not None and rule.floor.loss is not None:
        keep = 1 - rule.floor.loss
        floors.append(("loss", [0 if b is None else _up(b * keep) for b in last.amount]))
    if rule.floor is not None and rule.floor.amount is not None:
        floors.append(("amount", [_up(rule.floor.amount / model.model.rounding)] * h))
    if rule.minimum is not None:
        floors.append(("minimum", _minimum(model, inputs, paid, net, pupils)))
    for name, values in floors:
        for row, value in enumerate(values):
            if value > low[row]:
                low[row], by[row] = value, name
    tops: list[int | None] = [None] * h
    if rule.cap is not None:
        limit = _against_last(model, inputs, paid, net, last, rule.cap.gain, rule.cap.exclude, down=True)
        for row in range(h):
            if last.amount[row] is not None:
                over = max(0, phased[row] - limit[row])
                kept = over - _up(over * rule.cap.scale)
                tops[row] = max(low[row], limit[row] + kept)
    notes += _without_last(model, inputs, last)
    return Bounded(last, phased, low, tops, by), notes


def guaranteed_per_pupil(last: Fraction, last_pupils: Fraction, change: Fraction, left_out: Fraction) -> Fraction:
    """Return what a school is guaranteed per pupil, exactly: ``(B₀ − X) / N₀ · (1 + m)``.

    >>> guaranteed_per_pupil(Fraction(1_200_000), Fraction(200), Fraction(-5, 1000), Fraction(145_100))
    Fraction(2099251, 400)
    """
    return (last - left_out) / last_pupils * (1 + change)


def _against_last(
    model: FundingModel,
    inputs: Inputs,
    paid: list[Paid],
    net: SectorStep,
    last: Last,
    change: Fraction,
    left_out: tuple[str, ...],
    *,
    down: bool = False,
) -> list[int]:
    """Last year per pupil, changed by a share, times this year's pupils, with the left-out components as they are."""
    now, before = _left_out(model, inputs, paid, net, left_out)
    n, d = (1 + change).numerator, (1 + change).denominator
    found = []
    for row, pupils in enumerate(in_quanta(inputs.pupils).tolist()):
        amount = last.amount[row]
        if amount is None:
            found.append(0)
            continue
        top, bottom = (amount - before[row]) * pupils * n, last.pupils[row] * d
        found.append((top // bottom if down else -(-top // bottom)) + now[row])
    return found


def _left_out(
    model: FundingModel, inputs: Inputs, paid: list[Paid], net: SectorStep, components: tuple[str, ...]
) -> tuple[list[int], list[int]]:
    """Sums of the left-out components this year, and last year (the same unless ``last_<component>`` says)."""
    now, before = [0] * len(inputs), [0] * len(inputs)
    per_unit = float(1 / model.model.rounding)
    for each in paid:
        if each.component.id not in components:
            continue
        amounts = exempt(net, each.amounts) if model.sector is not None else each.amounts
        column = f"last_{each.component.id}"
        then: FloatArray | list[int] = amounts
        if column in inputs:
            said = inputs.column(column)
            then = np.where(np.isnan(said), amounts, np.rint(said * per_unit)).astype(np.int64).tolist()
        now = [a + b for a, b in zip(now, amounts, strict=True)]
        before = [a + int(b) for a, b in zip(before, then, strict=True)]
    return now, before


def _minimum(model: FundingModel, inputs: Inputs, paid: list[Paid], net: SectorStep, pupils: list[int]) -> list[int]:
    rule, step = model.guarantee.minimum, model.model.rounding
    assert rule is not None
    now, _ = _left_out(model, inputs, paid, net, rule.exclude)
    total = [Fraction(0)] * len(inputs)
    for column, rate in rule.rates.items():
        counts = in_quanta(inputs.needed(column, "minimum")).tolist()
        total = [t + rate * n for t, n in zip(total, counts, strict=True)]
    if rule.per_pupil is not None:
        total = [t + rule.per_pupil * n for t, n in zip(total, pupils, strict=True)]
    return [_up(t / (step * 10**6)) + x for t, x in zip(total, now, strict=True)]


def _phased(model: FundingModel, last: Last, row: int, pupils: int, amount: int) -> int:
    before = last.amount[row]
    if before is None:
        return amount
    phase = model.guarantee.phase_in
    exact = (1 - phase) * Fraction(before * pupils, last.pupils[row]) + phase * amount
    return half_up(exact.numerator, exact.denominator)


def _up(value: Fraction | int) -> int:
    return -int(-value // 1)


def _without_last(model: FundingModel, inputs: Inputs, last: Last) -> list[Note]:
    rule = model.guarantee
    reads = rule.mfg or rule.cap or (rule.floor and rule.floor.loss is not None) or rule.phase_in != 1
    new = [row for row, amount in enumerate(last.amount) if amount is None]
    if not reads or not new:
        return []
    if len(new) == len(inputs):
        text = N_("Last year's amounts are not there, so nothing is guaranteed against them.")
        return [Note("no-last-year", text)]
    text = N_("Last year's amount of {school} is not known, so nothing is guaranteed against it.")
    return [Note("no-last-year", text, {"school": inputs.names[row]}, inputs.ids[row]) for row in new]
