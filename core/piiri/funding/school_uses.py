"""What schools say of their money in a table: columns ``use_<category>`` and ``used_<category>``, ``use_note`` and
``used_report``. Categories: :data:`~piiri.model.money_use.CATEGORIES`.
"""

from __future__ import annotations

from fractions import Fraction

from ..model.money_use import CATEGORIES, MoneyUse, Uses
from .inputs import Inputs
from .writing import decimal_text

NOTE, REPORT = "use_note", "used_report"
USE_COLUMNS = frozenset(f"{kind}_{category}" for kind in ("use", "used") for category in CATEGORIES)
"""Columns of amounts."""


def uses_in(inputs: Inputs) -> tuple[MoneyUse, ...]:
    """Return what the schools of a table say of their money, in the order of their ids; without those that say nothing.

    >>> uses_in(Inputs.of(["A", "B"], {"pupils": [1, 2], "use_guidance": [10.5, None]}))
    (MoneyUse(school='A', planned=(('guidance', '10.5'),), note='', used=(), report=''),)
    """
    nothing = ("",) * len(inputs)
    notes, reports = inputs.texts.get(NOTE, nothing), inputs.texts.get(REPORT, nothing)
    found = [
        MoneyUse(
            school, _uses(inputs, "use", row), notes[row].strip(), _uses(inputs, "used", row), reports[row].strip()
        )
        for row, school in enumerate(inputs.ids)
    ]
    return tuple(use for use in found if not use.empty)


def _uses(inputs: Inputs, kind: str, row: int) -> Uses:
    found = []
    for category in CATEGORIES:
        column = f"{kind}_{category}"
        if column in inputs:
            amount = float(inputs.column(column)[row])
            if amount > 0:
                found.append((category, decimal_text(Fraction(round(amount * 100), 100))))
    return tuple(found)
