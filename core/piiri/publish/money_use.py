"""What schools do with their money, beside what the formula gives them: as JSON and as a table of text."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..funding import Allocation
from ..funding.currency import amount
from ..i18n import tr
from ..model.money_use import CATEGORIES, MoneyUse, Uses, use_of

Json = dict[str, Any]


def use_json(found: Allocation, uses: Sequence[MoneyUse], school: str) -> Json | None:
    """Return what a school does with its money as JSON values; None where it says nothing."""
    use = use_of(uses, school)
    if use.empty:
        return None
    return {
        "planned": _uses_json(use.planned),
        "planned_total": _plain(use.planned_total),
        "not_planned": _plain(found.amount_of(school) - use.planned_total),
        "note": use.note,
        "used_last_year": _uses_json(use.used),
        "used_last_year_total": _plain(use.used_total),
        "report": use.report,
    }


def _uses_json(uses: Uses) -> dict[str, float | int]:
    return {category: _plain(Fraction(amount)) for category, amount in uses}


def _plain(value: Fraction) -> float | int:
    return int(value) if value.denominator == 1 else float(value)


def use_lines(found: Allocation, uses: Sequence[MoneyUse]) -> list[str]:
    """Return what the schools of an allocation do with their money, as lines; none where nobody says it."""
    lines: list[str] = []
    for school, name in zip(found.inputs.ids, found.inputs.names, strict=True):
        use = use_of(uses, school)
        if use.empty:
            continue
        gets, plans = _money(found, found.amount_of(school)), _money(found, use.planned_total)
        left = found.amount_of(school) - use.planned_total
        lines.append(tr("{school} gets {amount} and plans {planned}.", school=tr(name), amount=gets, planned=plans))
        lines += [f"  {tr(CATEGORIES[category])}: {_money(found, Fraction(value))}" for category, value in use.planned]
        if left:
            said = tr("Not planned: {amount}.") if left > 0 else tr("Planned beyond it: {amount}.")
            lines.append("  " + said.format(amount=_money(found, abs(left))))
        lines += [f"  {line}" for line in use.note.splitlines()]
        if use.used or use.report:
            lines.append("  " + tr("Used last year: {amount}.", amount=_money(found, use.used_total)))
            lines += [f"  {tr(CATEGORIES[category])}: {_money(found, Fraction(value))}" for category, value in use.used]
            lines += [f"  {line}" for line in use.report.splitlines()]
    return [tr("What the schools do with the money"), *lines] if lines else []


def _money(found: Allocation, value: Fraction) -> str:
    head = found.model.model
    return amount(head, value / head.rounding)
