"""What each amount of a ledger is, in words: what it goes by, its rate or share, and what bounds it."""

from __future__ import annotations

import math
from fractions import Fraction

from ..i18n import number, share, tr
from . import currency
from .exact import total
from .ledger import Ledger, Row
from .model import Component


def amount_words(found: Ledger, row: Row) -> str:
    """Return what one line of a ledger is, in the current language."""
    return _component(found, row) if row.kind == "component" else _step(found, row)


def money(found: Ledger, amount: int | Fraction, *, sign: bool = False) -> str:
    """Return an amount of the smallest unit as shown: ``61 618,36 €``."""
    return currency.amount(found.allocation.model.model, amount, sign=sign)


def rate(found: Ledger, amount: Fraction) -> str:
    """Return a price of the model as shown."""
    return money(found, amount / found.allocation.model.model.rounding)


def figure(value: float) -> str:
    """Return a number with as many decimals as it needs, four at most."""
    if not math.isfinite(value):
        return number(value)
    decimals = next((d for d in range(5) if abs(round(value, d) - value) < 5e-5), 4)
    return number(value, min(decimals, 2) if abs(value) >= 100 else decimals)


def column_words(found: Ledger, column: str) -> str:
    """Return a column's name for people."""
    source = found.allocation.inputs.source(column)
    if source.name:
        return tr(source.name)
    if column == "pupils":
        return tr("Pupils")
    if column.startswith("grade_") and column[6:].isdigit():
        return tr("Pupils of grade {grade}", grade=column[6:])
    return column.replace("_", " ")


def _component(found: Ledger, row: Row) -> str:
    assert row.paid is not None
    each, paid = row.paid.component, row.paid
    quantity = paid.quantity.of(found.position)
    if found.position in paid.quantity.excluded:
        return tr("{component}: nothing, since {why}.", component=each.title, why=_not_eligible(found, each))
    if paid.flat:
        return tr(
            "{component}: nobody has a share, so the pot of {pot} is shared out by pupils.",
            component=each.title,
            pot=money(found, paid.pot or 0),
        )
    said = {"component": each.title, "quantity": _quantity(found, each, quantity)}
    tail = ""
    if found.position in paid.quantity.filled:
        tail = " " + tr("A count is not known; the share in the other schools stands for it.")
    if paid.pot is None:
        if each.rates:
            return tr("{component}: {quantity}.", **said) + tail
        return tr("{component}: {quantity} × {rate}.", rate=rate(found, each.rate or Fraction(1)), **said) + tail
    if not quantity:
        return tr("{component}: {quantity}, so no share in the pot.", **said) + tail
    everything = Fraction(total(paid.quantity.shares), paid.quantity.scale)
    return (
        tr(
            "{component}: {quantity}; of {all} in all schools that is {share} of the pot of {pot}.",
            all=figure(float(everything)),
            share=share(float(quantity / everything), 4),
            pot=money(found, paid.pot),
            **said,
        )
        + tail
    )


def _quantity(found: Ledger, each: Component, quantity: Fraction) -> str:
    """What a component goes by, as an expression that gives the quantity."""
    inputs = found.allocation.inputs
    kind = each.base.partition(":")[0]
    if each.rates:
        parts = [
            f"{figure(float(inputs.column(column)[found.position]))} × {rate(found, price)}"
            for column, price in each.rates.items()
            if inputs.column(column)[found.position] != 0
        ]
        return " + ".join(parts) or number(0)
    base = Fraction(quantity)
    index = Fraction(round(found.index * 10**9), 10**9) if each.by_index else Fraction(1)
    if each.by_index and index:
        base = quantity / index
    elif each.by_index:
        base = Fraction(found.pupils) if kind == "pupils" else Fraction(0)
    words = {
        "pupils": tr("{n} pupils", n=figure(float(base))),
        "weighted_pupils": tr("{n} weighted pupils", n=figure(float(base))),
        "schools": tr("the school"),
        "target_scores": tr("{n} points above the threshold", n=figure(float(base))),
        "curve": tr("{n} by the model's curve", n=figure(float(base))),
    }
    said = words.get(kind) or f"{figure(float(base))} {column_words(found, each.driver_column)}"
    if each.by_index:
        return tr(
            "{what} × index {index} = {quantity}",
            what=said,
            index=figure(found.index),
            quantity=figure(float(quantity)),
        )
    return said


def _not_eligible(found: Ledger, each: Component) -> str:
    index = figure(found.index)
    kind, _, limits = each.eligibility.partition(":")
    if each.eligibility.startswith("index>"):
        return tr("the index {index} is not above {limit}", index=index, limit=each.eligibility[6:].replace(".", ","))
    if kind == "top":
        return tr("only the {n} schools with the highest index get it", n=limits)
    low, _, high = limits.replace(".", ",").partition(",,")
    return tr("the index {index} is not from {low} up to {high}", index=index, low=low, high=high)


def _step(found: Ledger, row: Row) -> str:
    model, bounds = found.allocation.model, found.allocation.bounds
    guarantee, position = model.guarantee, found.position
    if row.kind == "sector":
        assert model.sector is not None
        sector = found.allocation.inputs.text(model.sector.column, "sector")[position]
        factor = figure(float(found.allocation.sector.factors[position]))
        return tr("Sector {sector}: all of the above × {factor}.", sector=sector, factor=factor)
    if row.kind == "supplement":
        return tr("Supplement of the sector.")
    if row.kind == "phase_in":
        return tr(
            "Phasing in: {share} of the way from last year's amount per pupil to this year's formula.",
            share=share(float(guarantee.phase_in)),
        )
    if row.kind == "cap":
        limit = int(bounds.high[position])
        if found.total > limit and model.balance.component:
            return tr(
                "Ceiling of {amount}: “{component}” is taken off as far as it goes; the other parts stay.",
                amount=money(found, limit),
                component=model.component_of(model.balance.component).title,
            )
        return tr("Ceiling: at most {amount}.", amount=money(found, limit))
    if row.kind == "raised":
        top = money(found, int(bounds.high[position]))
        return tr("The pot is not used up: paid up to the ceiling of {amount}.", amount=top)
    if row.kind == "short":
        return tr("The pot does not suffice for all guarantees: each is cut by the same share.")
    if row.kind == "balance":
        factor = number(1.0 if found.allocation.factor is None else float(found.allocation.factor), 6)
        if not model.balance.component:
            return tr("So that the sum is the pot, all amounts are taken × {factor}.", factor=factor)
        component = model.component_of(model.balance.component).title
        part = next(each for each in found.allocation.paid if each.component.id == model.balance.component)
        if part.pot == 0:
            return tr("What is left of the pot goes to “{component}”.", component=component)
        return tr("So that the sum is the pot, “{component}” is taken × {factor}.", component=component, factor=factor)
    floor = money(found, int(bounds.low[position]))
    if row.rule == "mfg" and guarantee.mfg is not None:
        change = share(float(guarantee.mfg.per_pupil), 1, sign=True)
        return tr("Guarantee: last year per pupil {change}, at least {amount}.", change=change, amount=floor)
    if row.rule == "loss" and guarantee.floor is not None:
        change = share(float(guarantee.floor.loss or 0), 1)
        return tr(
            "Guarantee: no more than {change} less than last year, at least {amount}.", change=change, amount=floor
        )
    return tr("Guarantee: at least {amount}.", amount=floor)
