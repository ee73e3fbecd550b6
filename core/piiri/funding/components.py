"""Components: what a school gets by pupils, flags, curves or need; at a fixed rate, or as its part of a pot."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache

import numpy as np

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import Array, LongArray
from .exact import half_up, plus, times, total, whole
from .index import INDEX_QUANTUM, Indexed, eligible
from .indicators import on_curve
from .inputs import QUANTUM, Inputs, in_quanta
from .missing import rate_stands_for
from .model import Component, FundingModel
from .notes import Note
from .rounding import share_out

_SHARE_QUANTUM = 10**9
"""A share of the pot is a whole number of billionths."""


@dataclass(frozen=True, eq=False, slots=True)
class Quantity:
    """What a component goes by, exactly.

    Attributes
    ----------
    shares
        (H,) whole numbers.
    scale
        Divided by this, the quantity itself.
    filled
        Positions of schools for which another value stood.
    excluded
        Positions of schools that are not eligible.
    """

    shares: Array
    scale: int
    filled: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()

    def of(self, school: int) -> Fraction:
        """Return the quantity of one school."""
        return Fraction(int(self.shares[school]), self.scale)


@dataclass(frozen=True, eq=False, slots=True)
class Paid:
    """One component for all schools.

    Attributes
    ----------
    component
        What it is.
    quantity
        What it goes by.
    amounts
        (H,) int64: whole numbers of the smallest amount.
    pot
        Sum of a pot; None for a rate.
    flat
        True where nobody had a share, so that the pot was shared out by pupils.
    """

    component: Component
    quantity: Quantity
    amounts: LongArray
    pot: int | None = None
    flat: bool = False

    def exact(self, school: int, step: Fraction) -> Fraction:
        """Return the amount of a school in the smallest amount, before it was rounded."""
        if self.pot is None:
            rate = Fraction(1) if self.component.rate is None else self.component.rate
            return self.quantity.of(school) * rate / step
        everything = total(self.quantity.shares)
        return Fraction(int(self.quantity.shares[school]) * self.pot, everything) if everything else Fraction(0)


def quantity_of(component: Component, inputs: Inputs, index: Indexed | None) -> Quantity:
    """Return what a component goes by.

    Counts of pupils (flags, weights, scores) that are not known are put at the same share of the pupils as in the
    other schools; pupils themselves must be known.
    """
    shares, scale, filled = _base(component, inputs)
    if component.times:
        by = in_quanta(inputs.needed(component.times, component.id))
        shares, scale = _reduced(times(shares, by), scale * QUANTUM)
    if index is not None and component.by_index:
        shares, scale = times(shares, index.quanta), scale * INDEX_QUANTUM
    excluded: tuple[int, ...] = ()
    if component.eligibility != "all" and index is not None:
        may = eligible(component.eligibility, index.quanta)
        excluded = tuple(np.flatnonzero(~may).tolist())
        shares = np.where(may, shares, 0)
    return Quantity(shares, scale, filled, excluded)


def _reduced(shares: Array, scale: int) -> tuple[Array, int]:
    """The same quantity on the smallest scale: whole pupils need no millionths, and small numbers are quick."""
    by = math.gcd(int(np.gcd.reduce(shares)), scale) if len(shares) else scale
    return (shares // by, scale // by) if by > 1 else (shares, scale)


def _base(component: Component, inputs: Inputs) -> tuple[Array, int, tuple[int, ...]]:
    kind = component.base.partition(":")[0]
    if kind == "pupils":
        return (*_reduced(inputs.pupil_quanta, QUANTUM), ())
    if kind == "schools":
        return np.ones(len(inputs), dtype=np.int64), 1, ()
    if kind == "flag":
        counts, filled = _counts(component.driver_column, component, inputs)
        return (*_reduced(counts, QUANTUM), filled)
    if kind == "curve":
        level = on_curve(inputs.needed(component.driver_column, component.id), component.points)
        return np.rint(level * INDEX_QUANTUM).astype(np.int64), INDEX_QUANTUM, ()
    if kind == "weighted_pupils":
        return _weighted(component.rates or component.weights, component, inputs)
    return _scored(component, inputs)


def _weighted(
    weights: Mapping[str, Fraction], component: Component, inputs: Inputs
) -> tuple[Array, int, tuple[int, ...]]:
    # whole weights, as small as they can be: 1.18 and 1.3 are 118 and 130 hundredths
    scale = math.lcm(*(weight.denominator for weight in weights.values()))
    factors = [weight.numerator * (scale // weight.denominator) for weight in weights.values()]
    counts, filled = _all_counts(tuple(weights), component, inputs)
    if int(counts.max(initial=0)) * sum(factors) < 2**62:
        shares = np.asarray(np.array(factors) @ counts)
    else:
        shares = whole(np.array(factors, dtype=object) @ counts.astype(object))
    return (*_reduced(shares, QUANTUM * scale), filled)


def _scored(component: Component, inputs: Inputs) -> tuple[Array, int, tuple[int, ...]]:
    """Target scores above the threshold: max(0, Σ n·(national − score) − threshold·N·(national − target mean))."""
    threshold = component.threshold * (component.national - component.target_mean)
    gaps = {column: component.national - score for column, score in component.scores.items()}
    scale = math.lcm(threshold.denominator, *(gap.denominator for gap in gaps.values()))
    net = times(inputs.pupil_quanta, -int(threshold * scale))
    filled: set[int] = set()
    for column, gap in gaps.items():
        counts, some = _counts(column, component, inputs)
        net = plus(net, times(counts, int(gap * scale)))
        filled.update(some)
    return (*_reduced(np.where(net > 0, net, 0), QUANTUM * scale), tuple(sorted(filled)))


def _all_counts(columns: tuple[str, ...], component: Component, inputs: Inputs) -> tuple[LongArray, tuple[int, ...]]:
    """(columns, H) counts as :func:`_counts` has them: at once where all are known."""
    values = np.array([inputs.column(column, component.id) for column in columns])
    if (values >= 0).all():
        return in_quanta(values), ()
    each = [_counts(column, component, inputs) for column in columns]
    return np.array([counts for counts, _ in each]), tuple(sorted({row for _, some in each for row in some}))


def _counts(column: str, component: Component, inputs: Inputs) -> tuple[LongArray, tuple[int, ...]]:
    values = inputs.column(column, component.id)
    filled: tuple[int, ...] = ()
    if np.isnan(values).any():
        values, unknown = rate_stands_for(values, inputs.pupils)
        filled = tuple(np.flatnonzero(unknown).tolist())
    if not (values >= 0).all():
        inputs.with_column(column, values).needed(column, component.id)
    return in_quanta(values), filled


def paid_components(model: FundingModel, inputs: Inputs, index: Indexed | None) -> tuple[list[Paid], list[Note]]:
    """Return all components in the model's order; the residual is counted when the others are known."""
    step = model.model.rounding
    notes: list[Note] = []
    pots = pots_of(model)
    found: dict[str, Paid] = {}
    quantities = {c.id: quantity_of(c, inputs, index) for c in model.component}
    for component in model.component:
        quantity = quantities[component.id]
        if component.mode == "unit_rate":
            found[component.id] = Paid(component, quantity, _at_rate(component, quantity, step))
        elif component.id in pots:
            found[component.id] = _from_pot(component, quantity, pots[component.id], inputs, notes)
    for component in model.component:
        if component.id not in found:
            assert model.model.pot is not None
            left = int(model.model.pot / step) - sum(total(paid.amounts) for paid in found.values())
            if left < 0:
                notes.append(
                    Note(
                        "nothing-left",
                        N_("Nothing is left for “{component}”: the other parts cost {amount} {currency} too much."),
                        {
                            "component": component.title,
                            "amount": -left * step,
                            "currency": model.model.currency,
                        },
                    )
                )
            found[component.id] = _from_pot(component, quantities[component.id], max(left, 0), inputs, notes)
    return [found[component.id] for component in model.component], notes


def pots_of(model: FundingModel) -> dict[str, int]:
    """Return the pots that are known beforehand, in the smallest amount; shares of the total are rounded together, so
    that shares that sum to 1 sum to the pot."""
    step = model.model.rounding
    pots = {c.id: int(c.pot.amount / step) for c in model.component if c.pot is not None and c.pot.amount is not None}
    shared = [
        (c.id, c.pot.share_of_total) for c in model.component if c.pot is not None and c.pot.share_of_total is not None
    ]
    if shared and model.model.pot is not None:
        parts = tuple(share.numerator * _SHARE_QUANTUM // share.denominator for _, share in shared)
        pots.update(zip((key for key, _ in shared), _parts_of(parts, int(model.model.pot / step)), strict=False))
    return pots


@lru_cache(maxsize=64)
def _parts_of(parts: tuple[int, ...], pot: int) -> tuple[int, ...]:
    """The pot by shares in billionths, its rest last: the same at every step of a drag, so remembered."""
    return tuple(share_out([*parts, max(_SHARE_QUANTUM - sum(parts), 0)], pot).tolist())


def _at_rate(component: Component, quantity: Quantity, step: Fraction) -> LongArray:
    """The quantity times the rate, each rounded on its own, a half up."""
    rate = (Fraction(1) if component.rate is None else component.rate) / step
    return half_up(quantity.shares, rate.numerator, rate.denominator * quantity.scale)


def _from_pot(component: Component, quantity: Quantity, pot: int, inputs: Inputs, notes: list[Note]) -> Paid:
    if len(quantity.shares) and quantity.shares.min() < 0:
        wrong = np.flatnonzero(quantity.shares < 0)
        raise InputError(
            "funding-share-negative",
            N_("“{component}” shares out a pot, but the index of {school} is below 0."),
            N_('Add post = {{ kind = "relu" }} to [index], or share out by pupils.'),
            component=component.title,
            school=inputs.names[int(wrong[0])],
        )
    if pot and not quantity.shares.any():
        shares = _flat(quantity, inputs)
        text = N_("Nobody has a share in “{component}”: it is shared out by pupils, the same for each.")
        notes.append(Note("flat", text, {"component": component.title}))
        if not shares.any():
            raise InputError(
                "funding-no-pupils",
                N_("“{component}” cannot be shared out: there are no pupils."),
                N_("Check the column pupils."),
                component=component.title,
            )
        quantity = replace(quantity, shares=shares, scale=QUANTUM)
        return Paid(component, quantity, share_out(shares, pot), pot, flat=True)
    if not pot:
        return Paid(component, quantity, np.zeros(len(inputs), dtype=np.int64), 0)
    return Paid(component, quantity, share_out(quantity.shares, pot), pot)


def _flat(quantity: Quantity, inputs: Inputs) -> LongArray:
    some = np.array(inputs.pupil_quanta)
    some[list(quantity.excluded)] = 0
    return some if some.any() else inputs.pupil_quanta
