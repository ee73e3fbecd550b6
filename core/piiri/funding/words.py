"""The ledger in words that a head teacher reads: inputs with source and year, each step, why zero, what would change.

Each line has a text and, where it adds to the total, an amount; so it can be shown, copied and printed as a table.
"""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ..i18n import HARD_SPACE, N_, number, tr, trn
from .amount_words import amount_words, figure, money
from .currency import sign_of
from .inputs import SUPPRESSED, Source
from .ledger import Ledger, Measure, Row
from .model import STATUS_WORDS
from .sensitivity import Nudge
from .untold import untold_behind, untold_of

Part = Literal["school", "input", "index", "amount", "total", "compared", "change", "use"]

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
    lines += [Line("change", _nudge(nudge), None, money(found, nudge.difference, sign=True)) for nudge in some]
    if nudges and not some:
        lines.append(Line("change", tr("No figure alone.")))
    return tuple(lines)


def _small(found: Ledger, rest: Fraction) -> str:
    head = found.allocation.model.model
    return f"{number(float(rest * head.rounding), 6, sign=True)}{HARD_SPACE}{sign_of(head.currency)}"


def _per_pupil(found: Ledger) -> Fraction:
    return Fraction(found.total) / Fraction(found.pupils)


def _about(found: Ledger) -> list[str]:
    model = found.allocation.model
    head = model.model
    lines = [
        tr("{school}: {amount} for {year}.", school=found.name, amount=money(found, found.total), year=head.year),
        tr("Model: {model}, {status}.", model=model.title, status=tr(STATUS_WORDS[head.status])),
    ]
    if str(head.source):
        lines.append(tr("Source of the model: {source}.", source=str(head.source).rstrip(".")))
    if str(head.note):
        lines.append(str(head.note))
    return lines


def _sourced(source: Source) -> str:
    said = [part for part in (tr(source.text) if source.text else "", str(source.year or "")) if part]
    return f" ({', '.join(said)})" if said else ""


def _inputs(found: Ledger) -> list[str]:
    inputs = found.allocation.inputs
    said = {"n": figure(found.pupils), "source": _sourced(inputs.source("pupils"))}
    hidden = int(inputs.untold["pupils"][found.position]) if "pupils" in inputs.untold else 0
    first = tr("Pupils: at least {n}{source}.", **said) if hidden else tr("Pupils: {n}{source}.", **said)
    lines = [f"{first} {_hidden(hidden)}".strip()]
    for measure in found.measures:
        behind = untold_behind(measure.indicator, inputs, found.position)
        lines.append(f"{_measure(found, measure)} {_hidden(behind)}".strip())
    if untold_of(found.allocation.model, inputs)[found.position]:
        lines.append(tr("A hidden number is not taken for 0, and not guessed: the model counts what is known."))
    return lines


def _hidden(cells: int) -> str:
    """Say behind how many cells a number is not told; empty for none."""
    if not cells:
        return ""
    return trn(
        "In {n} cell behind it the number is hidden or was not given.",
        "In {n} cells behind it the number is hidden or was not given.",
        cells,
    )


def _measure(found: Ledger, each: Measure) -> str:
    unit = f"{HARD_SPACE}{sign_of(each.indicator.unit)}" if each.indicator.unit else ""
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
        more = N_("The mean is {mean} and the standard deviation {sd}: that is {z} deviations more need.")
        less = N_("The mean is {mean} and the standard deviation {sd}: that is {z} deviations less need.")
        same = N_("The mean is {mean} and the standard deviation {sd}: the school lies at the mean.")
        middle, spread = figure(each.moments.mean) + unit, figure(each.moments.sd) + unit
        text = same if abs(each.z) < 5e-5 else more if each.z > 0 else less
        scale = tr(text, mean=middle, sd=spread, z=number(abs(each.z), 4))
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
    return Line("amount", amount_words(found, row), row.amount, money(found, row.amount, sign=row.kind != "component"))


def _compared(found: Ledger) -> list[str]:
    lines = []
    if found.total == 0:
        lines.append(_why_nothing(found))
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


def _why_nothing(found: Ledger) -> str:
    post = found.allocation.model.index.post
    if post.kind == "relu" and found.index == 0 and found.combined <= post.tau:
        return tr(
            "Why nothing: the index of need {index} is not above {tau}. With {gap} more there would be a share.",
            index=number(found.combined, 4),
            tau=figure(float(post.tau)),
            gap=number(float(post.tau) - found.combined, 4),
        )
    return tr("Why nothing: no part of the model gives this school a share, as the lines above say.")


def _nudge(nudge: Nudge) -> str:
    unit = f"{HARD_SPACE}{sign_of(nudge.unit)}" if nudge.unit else ""
    return f"{nudge.title} {number(nudge.step, 0 if nudge.step == int(nudge.step) else 2, sign=True)}{unit}"


def change_heading() -> str:
    """Return what stands over the lines of what would change the amount."""
    return tr("What would change it, all else the same")


def as_text(lines: tuple[Line, ...], columns: int = 0) -> str:
    """Return an explanation as text to copy or print: amounts in a column of their own.

    Lines are broken so that they stay within ``columns`` characters; 0: they are not broken.
    """
    width = max((len(line.money) for line in lines), default=0)
    said: list[str] = []
    before = ""
    for line in lines:
        if line.part != before and before:
            said.append("")
            if line.part == "change":
                said.append(f"{change_heading()}:")
        before = line.part
        said += _broken(line.text, f"{line.money:>{width}}  " if line.money else "", columns)
    return "\n".join(said) + "\n"


def _broken(text: str, first: str, columns: int) -> list[str]:
    if not columns:
        return [first + text]
    return textwrap.wrap(text, columns, initial_indent=first, subsequent_indent=" " * (len(first) or 2)) or [first]
