"""What schools do with their money, beside what the formula gives them: as JSON and as a table of text."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..funding import Allocation
from ..funding.use_words import use_words
from ..i18n import tr
from ..model.money_use import MoneyUse, Uses, use_of

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
        said = use_words(found, use_of(uses, school))
        if said:
            lines.append(f"{tr(name)}: {said[0].text}")
            lines += [f"  {line.text}: {line.money}" if line.money else f"  {line.text}" for line in said[1:]]
    return [tr("What the schools do with the money"), *lines] if lines else []
