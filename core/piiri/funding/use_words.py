"""What a school does with its money, in words, beside what the formula gives it."""

from __future__ import annotations

from fractions import Fraction

from ..i18n import tr
from ..model.money_use import CATEGORIES, MoneyUse, Uses
from .allocating import Allocation
from .currency import amount
from .words import Line


def use_words(found: Allocation, use: MoneyUse) -> tuple[Line, ...]:
    """Return what a school does with its money, in the current language; nothing where it says nothing.

    Examples
    --------
    >>> from piiri.funding import Inputs, allocate, preset
    >>> found = allocate(preset("flat").with_pot(Fraction(100)), Inputs.of(["A"], {"pupils": [1]}))
    >>> [line.text for line in use_words(found, MoneyUse("A", (("guidance", "60"),)))][1:]
    ['Guidance', 'Not planned: 40,00\\xa0€.']
    """
    if use.empty:
        return ()
    gets = found.amount_of(use.school)
    planned = tr(
        "The school plans {planned} of {amount}.", planned=_money(found, use.planned_total), amount=_money(found, gets)
    )
    lines = [Line("use", planned), *_by_category(found, use.planned)]
    left = gets - use.planned_total
    if left > 0:
        lines.append(Line("use", tr("Not planned: {amount}.", amount=_money(found, left))))
    elif left < 0:
        lines.append(Line("use", tr("Planned beyond it: {amount}.", amount=_money(found, -left))))
    lines += [Line("use", line) for line in use.note.splitlines() if line.strip()]
    if use.used or use.report:
        lines.append(Line("use", tr("Used last year: {amount}.", amount=_money(found, use.used_total))))
        lines += _by_category(found, use.used)
        lines += [Line("use", line) for line in use.report.splitlines() if line.strip()]
    return tuple(lines)


def _by_category(found: Allocation, uses: Uses) -> list[Line]:
    return [Line("use", tr(CATEGORIES[category]), None, _money(found, Fraction(value))) for category, value in uses]


def _money(found: Allocation, value: Fraction) -> str:
    head = found.model.model
    return amount(head, value / head.rounding)
