"""The ledger in words that a head teacher reads: inputs with source and year, every step, why zero, what would change it.

Each line has a text and, where it adds to the total, an amount; so it can be shown, copied and printed as a table.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..i18n import HARD_SPACE, N_, number, share, tr
from .inputs import SUPPRESSED, Source
from .ledger import Ledger, Measure, Row
from .model import STATUS_WORDS, Component
from .sensitivity import Nudge

Part = Literal["school", "input", "index", "amount", "total", "compared", "change"]

BASIS = {
    "catchment": N_("of those who live in the catchment"),
    "enrolled": N_("of the pupils of the school"),
    "flow": N_("of families' choices between schools"),
    "site": N_("of the school itself"),
}
POLICY = {
    "area_mean": N_("the mean of the other schools stands for it"),
    "sector_mean": N_("the mean of the schools of the same sector stands for it"),
    "reference": N_("the mean of the reference stands for it"),
    "assumed": N_("the number that the model assumes stands for it"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation.

    Attributes
    ----------
    part
        Which part of the explanation it belongs to.
    text
        A sentence.
    amount
        Whole number of the smallest amount where the line adds to the total, or is the total; else None.
    money
        The amount as shown; empty where there is none.
    """

    part: Part
    text: str
    amount: int | None = None
    money: str = ""


def explained(found: Ledger, nudges: tuple[Nudge, ...] = ()) -> tuple[Line, ...]:
    """Return a school's ledger in words, in the current language.

    Parameters
    ----------
    found
        The ledger.
    nudges
        What a small change of each input would do, see :func:`~piiri.funding.sensitivity.nudged`.
    """
    lines = [Line("school", text) for text in _about(found)]
    lines += [Line("input", text) for text in _inputs(found)]
    lines += [Line("index", text) for text in _index(found)]
    lines += [_amount(found, row) for row in found.rows if row.kind != "rounding"]
    rest = found.rows[-1].exact
    if rest:
        text = tr("Rounding to whole amounts, already in the lines: {rest}.", rest=_small(found, rest))
        lines.append(Line("amount", text, 0))
    per = tr("per pupil {amount}", amount=money(found, _per_pupil(found))) if found.pupils else ""
    total = tr("Together")
    lines.append(Line("total", f"{total} ({per})" if per else total, found.total, money(found, found.total)))
    lines += [Line("compared", text) for text in _compared(found)]
    some = [nudge for nudge in nudges if nudge.difference]
    lines += [Line("change", _nudge(found, nudge)) for nudge in some]
    if nudges and not some:
        lines.append(Line("change", tr("What would change it: no figure alone, one unit up.")))
    return tuple(lines)


def money(found: Ledger, amount: int | Fraction, *, sign: bool = False) -> str:
    """Return an amount of the smallest unit as shown: ``61 618,36 €``."""
    head = found.allocation.model.model
    decimals = len(str(head.rounding.denominator)) - 1
    symbol = {"EUR": "€", "GBP": "£", "SEK": "kr"}.get(head.currency, head.currency)
    return f"{number(float(amount * head.rounding), decimals, sign=sign)}{HARD_SPACE}{symbol}"


def rate(found: Ledger, amount: Fraction) -> str:
    """Return a price of the model as shown."""
    return money(found, amount / found.allocation.model.model.rounding)


def _small(found: Ledger, rest: Fraction) -> str:
    head = found.allocation.model.model
    return f"{number(float(rest * head.rounding), 6, sign=True)}{HARD_SPACE}{head.currency}"


def _per_pupil(found: Ledger) -> Fraction:
    return Fraction(found.total) / Fraction(found.pupils)


def figure(value: float) -> str:
    """Return a number with as many decimals as it needs, four at most."""
    if not math.isfinite(value):
        return number(value)
    decimals = next((d for d in range(5) if abs(round(value, d) - value) < 5e-5), 4)
    return number(value, min(decimals, 2) if abs(value) >= 100 else decimals)


def _about(found: Ledger) -> list[str]:
    model = found.allocation.model
    head = model.model
    lines = [
        tr("{school}: {amount} for {year}.", school=found.name, amount=money(found, found.total), year=head.year),
        tr("Model: {model}, {status}.", model=model.title, status=tr(STATUS_WORDS[head.status])),
    ]
    if head.source:
        lines.append(tr("Source of the model: {source}.", source=head.source))
    return lines


def _sourced(source: Source) -> str:
    said = [part for part in (tr(source.text) if source.text else "", str(source.year or "")) if part]
    return f" ({', '.join(said)})" if said else ""


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


def _inputs(found: Ledger) -> list[str]:
    inputs = found.allocation.inputs
    lines = [
        tr("Pupils: {n}{source}.", n=figure(found.pupils), source=_sourced(inputs.source("pupils")))
    ]
    return lines + [_measure(found, measure) for measure in found.measures]


def _measure(found: Ledger, each: Measure) -> str:
    unit = f"{HARD_SPACE}{each.indicator.unit}" if each.indicator.unit else ""
    said = {"indicator": each.indicator.title, "source": _sourced(each.source)}
    if each.policy is None:
        first = tr(
            "{indicator}, {basis}: {value}{source}.",
            value=figure(each.value) + unit,
            basis=tr(BASIS[each.indicator.basis]),
            **said,
        )
    else:
        why = tr("kept secret or from too few people") if each.state == SUPPRESSED else tr("not known")
        if each.policy == "exclude":
            return tr("{indicator} is {why}{source}: the index goes by the other indicators.", why=why, **said)
        first = tr(
            "{indicator} is {why}{source}: {instead}, {value}.",
            why=why,
            instead=tr(POLICY[each.policy]),
            value=figure(each.value) + unit,
            **said,
        )
    return f"{first} {_scale(found, each, unit)}".strip()


def _scale(found: Ledger, each: Measure, unit: str) -> str:
    kind = each.indicator.standardise
    if kind == "zscore" and each.moments is not None and each.moments.sd:
        text = N_("The mean is {mean} and the standard deviation {sd}: that is {z} deviations of {which} need.")
        which = tr("more") if each.z >= 0 else tr("less")
        middle, spread = figure(each.moments.mean) + unit, figure(each.moments.sd) + unit
        scale = tr(text, mean=middle, sd=spread, z=number(abs(each.z), 4), which=which)
    elif kind == "ratio" and each.moments is not None:
        scale = tr(
            "The mean is {mean}: that is {z} times as much.", mean=figure(each.moments.mean) + unit, z=figure(each.z)
        )
    elif kind == "minmax" and each.moments is not None:
        scale = tr("On the scale from least need 0 to most need 1 that is {z}.", z=figure(each.z))
    elif kind == "share_above":
        tau = figure(float(each.indicator.tau)) + unit
        scale = tr("What lies above {tau} counts: {z}.", tau=tau, z=figure(each.z))
    elif kind == "none":
        scale = ""
    else:
        scale = tr("On the model's scale that is {z}.", z=figure(each.z))
    weights = found.allocation.model.index.weights
    if found.allocation.model.index.combine == "product" or len(weights) < 2:
        return scale
    weighs = tr(
        "Its weight is {weight} of {all}: it adds {adds} to the index.",
        weight=figure(float(each.weight)),
        all=figure(float(sum(weights.values(), Fraction()))),
        adds=number(each.adds, 4, sign=True),
    )
    return f"{scale} {weighs}".strip()


def _index(found: Ledger) -> list[str]:
    model = found.allocation.model
    if math.isnan(found.index):
        return []
    lines = []
    if found.allocation.index is not None and found.allocation.index.unknown[found.position]:
        lines.append(tr("No indicator is known: the mean of the other schools' indexes stands for it."))
    lines.append(tr("Index of need: {index}.", index=number(found.combined, 6)))
    if model.model.display_sign < 0:
        lines.append(
            tr("The city prints it with the other sign: {index}; below 0 is need.", index=number(-found.combined, 6))
        )
    post = model.index.post
    if post.kind == "relu":
        tau = figure(float(post.tau))
        if found.index > 0:
            lines.append(tr("What lies above {tau} counts: {z}.", tau=tau, z=number(found.index, 6)))
        else:
            gap = number(float(post.tau) - found.combined, 6)
            lines.append(tr("It is not above {tau}, so it counts as no need; it lacks {gap}.", tau=tau, gap=gap))
    elif post.kind != "identity":
        lines.append(tr("By the model's curve it counts as {index}.", index=number(found.index, 6)))
    return lines


def _amount(found: Ledger, row: Row) -> Line:
    text = _component(found, row) if row.kind == "component" else _step(found, row)
    return Line("amount", text, row.amount, money(found, row.amount, sign=row.kind != "component"))


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
    everything = Fraction(int(paid.quantity.shares.sum()), paid.quantity.scale)
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
            "{what} × index {index} = {quantity}", what=said, index=figure(found.index), quantity=figure(float(quantity))
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
        return tr("Ceiling: at most {amount}.", amount=money(found, int(bounds.high[position])))
    if row.kind == "short":
        return tr("The pot does not suffice for all guarantees: each is cut by the same share.")
    if row.kind == "balance":
        factor = number(float(found.allocation.factor or 1), 6)
        if not model.balance.component:
            return tr("So that the sum is the pot, all amounts are taken × {factor}.", factor=factor)
        component = model.component_of(model.balance.component).title
        return tr("So that the sum is the pot, “{component}” is taken × {factor}.", component=component, factor=factor)
    floor = money(found, int(bounds.low[position]))
    if row.rule == "mfg" and guarantee.mfg is not None:
        change = share(float(guarantee.mfg.per_pupil), 1, sign=True)
        return tr("Guarantee: last year per pupil {change}, at least {amount}.", change=change, amount=floor)
    if row.rule == "loss" and guarantee.floor is not None:
        change = share(float(guarantee.floor.loss or 0), 1)
        return tr("Guarantee: no more than {change} less than last year, at least {amount}.", change=change, amount=floor)
    return tr("Guarantee: at least {amount}.", amount=floor)


def _compared(found: Ledger) -> list[str]:
    lines = []
    if found.total == 0:
        lines.append(tr("Why nothing: no part of the model gives this school a share, as the lines above say."))
    lines.append(
        tr(
            "If the same sum were shared out by pupils alone: {amount}; the difference is {difference}.",
            amount=money(found, found.flat),
            difference=money(found, found.total - found.flat, sign=True),
        )
    )
    if found.last is not None:
        lines.append(
            tr(
                "Last year: {amount}; the difference is {difference}.",
                amount=money(found, found.last),
                difference=money(found, found.total - found.last, sign=True),
            )
        )
    missing = found.allocation.missing
    if missing and missing[found.position]:
        lines.append(tr("To its guarantee it lacks {amount}.", amount=money(found, missing[found.position])))
    return lines


def _nudge(found: Ledger, nudge: Nudge) -> str:
    unit = f"{HARD_SPACE}{nudge.unit}" if nudge.unit else ""
    return tr(
        "What would change it: {what} {step} changes the amount by {difference}, all else the same.",
        what=nudge.title,
        step=number(nudge.step, 0 if nudge.step == int(nudge.step) else 2, sign=True) + unit,
        difference=money(found, nudge.difference, sign=True),
    )


def as_text(lines: tuple[Line, ...]) -> str:
    """Return an explanation as text to copy or print: amounts in a column of their own."""
    width = max((len(line.money) for line in lines), default=0)
    said: list[str] = []
    before = ""
    for line in lines:
        if line.part != before and before:
            said.append("")
        before = line.part
        said.append(f"{line.money:>{width}}  {line.text}" if line.money else line.text)
    return "\n".join(said) + "\n"
