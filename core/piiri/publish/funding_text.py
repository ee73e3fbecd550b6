"""Funding as tables of text for people: who gets what, and what each weight does."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..funding import Allocation
from ..funding.currency import amount, sign_of
from ..funding.model import STATUS_WORDS
from ..funding.sensitivity import one_at_a_time, rank_stability
from ..funding.spread import less_flat, less_last_year, less_other, spread_of
from ..i18n import number, tr, trn

Column = tuple[str, list[str], str]
"""Head, a cell for each school in the order of its id, and the cell below the line."""


def funding_text(
    found: Allocation,
    compared: Allocation | None = None,
    title: str = "",
    other_model: Allocation | None = None,
) -> str:
    """Return an allocation as a table of text, the most per pupil first.

    Parameters
    ----------
    found
        What is shown.
    compared
        The allocation of another plan, for a column of differences.
    title
        What stands before the model's name: the project and the plan.
    other_model
        The allocation of another model, for a column of differences as well.
    """
    head = found.model.model
    lines = [" · ".join(part for part in (title, f"{found.model.title} {head.year}") if part)]
    lines.append(tr("Model: {status}.", status=tr(STATUS_WORDS[head.status])))
    if found.notes:
        lines += ["", *(f"! {note.sentence}" for note in found.notes)]
    columns = _columns(found, compared, other_model)
    widths = [max(map(len, (name, below, *cells))) for name, cells, below in columns]
    rule = "─" * (sum(widths) + 2 * len(widths) - 2)
    lines += ["", _line([name for name, _, _ in columns], widths), rule]
    per_pupil = np.round(np.nan_to_num(found.per_pupil, nan=-1.0), 2)
    for row in np.argsort(-per_pupil, kind="stable").tolist():
        lines.append(_line([cells[row] for _, cells, _ in columns], widths))
    lines += [rule, _line([below for _, _, below in columns], widths), ""]
    lines += _about_the_pot(found)
    if other_model is not None:
        lines.append(_about_the_other(found, other_model))
    return "\n".join(lines) + "\n"


def _columns(found: Allocation, compared: Allocation | None, other_model: Allocation | None) -> list[Column]:
    head, inputs = found.model.model, found.inputs
    rows = range(len(inputs))
    columns: list[Column] = [
        (tr("School"), list(inputs.names), tr("All schools")),
        (tr("Pupils"), [number(float(n)) for n in inputs.pupils], number(float(inputs.pupils.sum()))),
    ]
    if found.index is not None:
        columns.append((tr("Need index"), [number(float(x), 3) for x in found.index.index], ""))
    mean = found.total / float(inputs.pupils.sum()) * float(head.rounding) if inputs.pupils.any() else np.nan
    columns += [
        (
            f"{tr('Amount')}, {sign_of(head.currency)}",
            [amount(head, found.amounts[row], unit=False) for row in rows],
            amount(head, found.total, unit=False),
        ),
        (tr("Per pupil"), [number(float(x), 2) for x in found.per_pupil], number(mean, 2)),
    ]
    flat, last = less_flat(found), less_last_year(found)
    if flat.difference.any():
        columns.append(_differences(found, tr("Against flat"), flat.difference, [True] * len(inputs)))
    if last.known.any():
        columns.append(_differences(found, tr("Against last year"), last.difference, last.known.tolist()))
    if compared is not None:
        other = less_other(found, compared)
        columns.append(_differences(found, tr("Against the other plan"), other.difference, other.known.tolist()))
    if other_model is not None:
        other = less_other(found, other_model)
        columns.append(_differences(found, tr("Against the other model"), other.difference, other.known.tolist()))
    return columns


def _differences(found: Allocation, name: str, steps: Sequence[int] | np.ndarray, known: Sequence[bool]) -> Column:
    head = found.model.model
    cells = [
        amount(head, int(step), sign=True, unit=False) if there else "–"
        for step, there in zip(steps, known, strict=True)
    ]
    return name, cells, amount(head, int(np.sum(steps)), sign=True, unit=False)


def _about_the_other(found: Allocation, other: Allocation) -> str:
    difference = less_other(found, other)
    return tr(
        "The other model is {model}, {total} in all: against it {gain} gain and {lose} lose, {amount} changes hands.",
        model=other.model.title,
        total=amount(other.model.model, other.total),
        gain=number(int((difference.difference > 0).sum())),
        lose=number(int((difference.difference < 0).sum())),
        amount=amount(found.model.model, difference.moved),
    )


def _about_the_pot(found: Allocation) -> list[str]:
    head = found.model.model
    if found.pot is None:
        return [tr("The cost floats: the model keeps to no pot.")]
    pot = amount(head, found.pot)
    if not found.over:
        return [tr("The sum is the pot, to the cent: {pot}.", pot=pot)]
    return [
        tr("The pot is {pot}; the sum differs from it by {over}.", pot=pot, over=amount(head, found.over, sign=True))
    ]


def sensitivity_text(found: Allocation, draws: int = 200) -> str:
    """Return what changing each weight does, and how far ranks hold, as text."""
    head = found.model.model
    lines = []
    for effect in one_at_a_time(found):
        indicator = found.model.indicator_of(effect.indicator)
        text = tr(
            "{indicator}, weight {before} → {after}: {amount} changes hands.",
            indicator=indicator.title,
            before=number(float(effect.weight), 2),
            after=number(float(effect.changed), 2),
            amount=amount(head, effect.moved),
        )
        lines.append(text)
        for label, schools in ((tr("gains most"), effect.gains[:3]), (tr("pays most"), effect.pays[:3])):
            said = [
                f"{found.inputs.names[at]} {amount(head, int(effect.differences[at]), sign=True)}"
                for at in (found.inputs.index[school] for school in schools)
            ]
            if said:
                lines.append(f"  {label}: {'; '.join(said)}")
    if not lines:
        return tr("The model has no indicators, so there are no weights to change.") + "\n"
    stable = rank_stability(found, draws)
    text = trn(
        "{n} draw, each weight up to {share} % up or down: the order of the schools correlates by {low} at least.",
        "{n} draws, each weight up to {share} % up or down: the order of the schools correlates by {low} at least.",
        draws,
        share=number(stable.spread * 100),
        low=number(float(stable.correlation.min()) if draws else 1.0, 3),
    )
    spread = spread_of(found.money, found.inputs.pupils)
    gini = tr("Gini of the amounts per pupil: {gini}.", gini=number(spread.gini, 3))
    return "\n".join([*lines, "", text, gini]) + "\n"


def _line(cells: list[str], widths: list[int]) -> str:
    first = f"{cells[0]:<{widths[0]}}"
    return "  ".join([first, *(f"{cell:>{width}}" for cell, width in zip(cells[1:], widths[1:], strict=True))]).rstrip()
