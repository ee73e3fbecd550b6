"""What the cells of the funding table say, for the eye and for those who hear them. No widgets."""

from __future__ import annotations

import math

import numpy as np

from piiri.i18n import number, tr, trn
from piiri.plan_funding.borders import TRANSPORT_COST

from .funding_rows import FundingRows, with_unit


def detail(rows: FundingRows, at: int) -> str:
    """Return the pupils and the need of a school, as they stand under its name."""
    pupils = round(float(rows.pupils[at]))
    few = trn("{n} pupil", "{n} pupils", pupils)
    said = [trn("at least {n} pupil", "at least {n} pupils", pupils) if rows.pupils_untold[at] else few]
    need = float(rows.need[at])
    if not math.isnan(need):
        said.append(tr("need {index}", index=number(need, 2)))
    return " · ".join(said)


def made_of(rows: FundingRows, at: int) -> str:
    """Return what an amount is made of and between which amounts it must lie, in words: all that its bar shows."""
    parts, said = rows.parts, []
    for title, amount in zip(parts.titles, parts.amounts[:, at].tolist(), strict=True):
        said.append(f"{title} {with_unit(rows.whole(amount), rows.unit)}")
    rest = int(parts.rest[at])
    if abs(rest * rows.allocation.model.model.rounding) >= 1:
        money = with_unit(rows.whole(rest, sign=True), rows.unit)
        said.append(tr("guarantees, ceilings and keeping to the pot {amount}", amount=money))
    if parts.has_floor[at]:
        said.append(tr("at least {amount}", amount=with_unit(rows.whole(int(parts.low[at])), rows.unit)))
    if parts.has_cap[at]:
        said.append(tr("at most {amount}", amount=with_unit(rows.whole(int(parts.high[at])), rows.unit)))
    held = held_words(rows.held(at))
    return ". ".join([", ".join(said), *([held] if held else [])])


def untold_words(rows: FundingRows, at: int) -> str:
    """Say that numbers behind a school's figures are not told; empty where all are."""
    cells = int(rows.untold[at])
    if not cells:
        return ""
    return trn(
        "* In {n} cell behind its figures the number is hidden or was not given; it is not taken for 0.",
        "* In {n} cells behind its figures the number is hidden or was not given; none is taken for 0.",
        cells,
    )


def held_words(held: str) -> str:
    """Return what holds an amount, in words; empty for nothing."""
    return {"floor": tr("held up by the guarantee"), "cap": tr("held down by the ceiling")}.get(held, "")


def pot_line(rows: FundingRows) -> tuple[str, str]:
    """Return how the sum of all amounts stands to the pot: in a few words where it is the whole pot, else empty, and in
    a sentence."""
    total, pot = rows.exact(rows.allocation.total), rows.allocation.pot
    if pot is None:
        return "", tr("Shared out: {total}; the model has no pot", total=total)
    if pot == rows.allocation.total:
        whole = tr("Shared out to the cent: {total}, the whole pot", total=total)
        return tr("{total}, the whole pot", total=total), whole
    return "", tr("Shared out: {total} of a pot of {pot}", total=total, pot=rows.exact(pot))


def beside_words(rows: FundingRows) -> tuple[str, str]:
    """Return what stands beside the money that moves, on a line and in sentences: the same measured anew, and the way
    to school."""
    beside = rows.beside
    if beside is None:
        return "", ""
    said, sentences = [], []
    if beside.anew is not None:
        money = with_unit(rows.whole(beside.anew), rows.unit)
        said.append(tr("Measured anew {amount}", amount=money))
        text = tr("With the schools of each plan measured among themselves {amount} would change hands.", amount=money)
        sentences.append(text)
    cost = with_unit(number(beside.transport, sign=True), "€")
    said.append(tr("transport {cost} a year", cost=cost) if beside.beyond else tr("transport the same"))
    more = number(beside.beyond, sign=True)
    each = with_unit(number(TRANSPORT_COST), "€")
    sentences.append(tr("Pupils beyond the limit: {more}, at {cost} a pupil and year.", more=more, cost=each))
    line = " · ".join(said)
    return line[:1].upper() + line[1:], "\n".join(sentences)


def change_total(rows: FundingRows) -> int:
    """Return the sum of all changes that are known."""
    return int(np.asarray(rows.change)[np.asarray(rows.known, dtype=bool)].sum())
