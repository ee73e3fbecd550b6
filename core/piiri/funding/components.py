"""Components: what a school gets by pupils, flags, curves or need; at a fixed rate, or as its part of a pot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..errors import InputError
from ..i18n import N_
from .index import INDEX_QUANTUM, Indexed, eligible
from .indicators import on_curve
from .inputs import QUANTUM, Inputs, in_quanta
from .missing import rate_stands_for
from .model import Component, FundingModel
from .notes import Note
from .rounding import half_up, share_out


@dataclass(frozen=True, slots=True)
class Quantity:
    """What a component goes by, exactly.

    Attributes
    ----------
    shares
        Whole number of each school.
    scale
        Divided by this, the quantity itself.
    filled
        Positions of schools for which another value stood.
    excluded
        Positions of schools that are not eligible.
    """

    shares: list[int]
    scale: int
    filled: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()

    def of(self, school: int) -> Fraction:
        """Return the quantity of one school."""
        return Fraction(self.shares[school], self.scale)


@dataclass(frozen=True, slots=True)
class Paid:
    """One component for all schools.

    Attributes
    ----------
    component
        What it is.
    quantity
        What it goes by.
    amounts
        Whole numbers of the smallest amount.
    pot
        Sum of a pot; None for a rate.
    flat
        True where nobody had a share, so that the pot was shared out by pupils.
    """

    component: Component
    quantity: Quantity
    amounts: list[int]
    pot: int | None = None
    flat: bool = False

    def exact(self, school: int, step: Fraction) -> Fraction:
        """Return the amount of a school in the smallest amount, before it was rounded."""
        if self.pot is None:
            rate = Fraction(1) if self.component.rate is None else self.component.rate
            return self.quantity.of(school) * rate / step
        total = sum(self.quantity.shares)
        return Fraction(self.quantity.shares[school] * self.pot, total) if total else Fraction(0)


def quantity_of(component: Component, inputs: Inputs, index: Indexed | None) -> Quantity:
    """Return what a component goes by.

    Counts of pupils (flags, weights, scores) that are not known are put at the same share of the pupils as in the
    other schools; pupils themselves must be known.
    """
    shares, scale, filled = _base(component, inputs)
    if component.times:
        by = in_quanta(inputs.needed(component.times, component.id)).tolist()
        shares, scale = [share * factor for share, factor in zip(shares, by, strict=True)], scale * QUANTUM
    if index is not None and component.by_index:
        shares = [share * factor for share, factor in zip(shares, index.quanta.tolist(), strict=True)]
        scale *= INDEX_QUANTUM
    excluded: tuple[int, ...] = ()
    if component.eligibility != "all" and index is not None:
        may = eligible(component.eligibility, index.quanta)
        excluded = tuple(np.flatnonzero(~may).tolist())
        for row in excluded:
            shares[row] = 0
    return Quantity(shares, scale, filled, excluded)


def _base(component: Component, inputs: Inputs) -> tuple[list[int], int, tuple[int, ...]]:
    kind = component.base.partition(":")[0]
    if kind == "pupils":
        return in_quanta(inputs.pupils).tolist(), QUANTUM, ()
    if kind == "schools":
        return [1] * len(inputs), 1, ()
    if kind == "flag":
        counts, filled = _counts(component.driver_column, component, inputs)
        return counts, QUANTUM, filled
    if kind == "curve":
        level = on_curve(inputs.needed(component.driver_column, component.id), component.points)
        return np.rint(level * INDEX_QUANTUM).astype(np.int64).tolist(), INDEX_QUANTUM, ()
    if kind == "weighted_pupils":
        return _weighted(component.rates or component.weights, component, inputs)
    return _scored(component, inputs)


def _weighted(
    weights: Mapping[str, Fraction], component: Component, inputs: Inputs
) -> tuple[list[int], int, tuple[int, ...]]:
    total = np.zeros(len(inputs), dtype=np.int64)
    beyond = [0] * len(inputs)
    filled: set[int] = set()
    room = 2**62
    for column, weight in weights.items():
        counts, some = _counts(column, component, inputs)
        factor = int(weight * QUANTUM)
        filled.update(some)
        room -= max(counts, default=0) * factor
        if room > 0:
            total += np.array(counts, dtype=np.int64) * factor
        else:  # prices times pupils may pass 64 bits
            beyond = [sum_ + n * factor for sum_, n in zip(beyond, counts, strict=True)]
    shares = [low + high for low, high in zip(total.tolist(), beyond, strict=True)]
    return shares, QUANTUM * QUANTUM, tuple(sorted(filled))


def _scored(component: Component, inputs: Inputs) -> tuple[list[int], int, tuple[int, ...]]:
    """Target scores above the threshold: max(0, Σ n·(national − score) − threshold·N·(national − target mean))."""
    gross = [0] * len(inputs)
    filled: set[int] = set()
    for column, score in component.scores.items():
        counts, some = _counts(column, component, inputs)
        gap = int((component.national - score) * QUANTUM) * QUANTUM
        gross = [total + gap * n for total, n in zip(gross, counts, strict=True)]
        filled.update(some)
    threshold = int(component.threshold * (component.national - component.target_mean) * QUANTUM * QUANTUM)
    pupils = in_quanta(inputs.pupils).tolist()
    net = [max(0, total - threshold * n) for total, n in zip(gross, pupils, strict=True)]
    return net, QUANTUM**3, tuple(sorted(filled))


def _counts(column: str, component: Component, inputs: Inputs) -> tuple[list[int], tuple[int, ...]]:
    values = inputs.column(column, component.id)
    filled: tuple[int, ...] = ()
    if np.isnan(values).any():
        values, unknown = rate_stands_for(values, inputs.pupils)
        filled = tuple(np.flatnonzero(unknown).tolist())
    if not (values >= 0).all():
        inputs.with_column(column, values).needed(column, component.id)
    return in_quanta(values).tolist(), filled


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
            left = int(model.model.pot / step) - sum(sum(paid.amounts) for paid in found.values())
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
    pots = {
        c.id: int(c.pot.amount / step) for c in model.component if c.pot is not None and c.pot.amount is not None
    }
    shared = [
        (c.id, c.pot.share_of_total)
        for c in model.component
        if c.pot is not None and c.pot.share_of_total is not None
    ]
    if shared and model.model.pot is not None:
        scale = 10**9
        parts = [int(share * scale) for _, share in shared]
        whole = share_out([*parts, max(scale - sum(parts), 0)], int(model.model.pot / step))
        pots.update(zip((key for key, _ in shared), whole, strict=False))
    return pots


def _at_rate(component: Component, quantity: Quantity, step: Fraction) -> list[int]:
    """The quantity times the rate, each rounded on its own, a half up."""
    rate = (Fraction(1) if component.rate is None else component.rate) / step
    scale, n = rate.denominator * quantity.scale, rate.numerator
    return [half_up(share * n, scale) for share in quantity.shares]


def _from_pot(component: Component, quantity: Quantity, pot: int, inputs: Inputs, notes: list[Note]) -> Paid:
    lowest = min(quantity.shares, default=0)
    if lowest < 0:
        raise InputError(
            "funding-share-negative",
            N_("“{component}” shares out a pot, but the index of {school} is below 0."),
            N_("Add post = {{ kind = \"relu\" }} to [index], or share out by pupils."),
            component=component.title,
            school=inputs.names[quantity.shares.index(lowest)],
        )
    if pot and not any(quantity.shares):
        shares = _flat(quantity, inputs)
        text = N_("Nobody has a share in “{component}”: it is shared out by pupils, the same for each.")
        notes.append(Note("flat", text, {"component": component.title}))
        if not any(shares):
            raise InputError(
                "funding-no-pupils",
                N_("“{component}” cannot be shared out: there are no pupils."),
                N_("Check the column pupils."),
                component=component.title,
            )
        quantity = replace(quantity, shares=shares, scale=QUANTUM)
        return Paid(component, quantity, share_out(shares, pot), pot, flat=True)
    if not pot:
        return Paid(component, quantity, [0] * len(quantity.shares), 0)
    return Paid(component, quantity, share_out(quantity.shares, pot), pot)


def _flat(quantity: Quantity, inputs: Inputs) -> list[int]:
    pupils: Sequence[int] = in_quanta(inputs.pupils).tolist()
    some = [0 if row in quantity.excluded else n for row, n in enumerate(pupils)]
    return some if any(some) else list(pupils)
