"""A school's own plan for its money, as an edit.

Codes of refusals: ``unknown-school``, ``use-category``, ``use-amount``, ``use-too-long``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from ..errors import EditRejected
from ..funding.writing import decimal_text
from ..i18n import N_, number, tr
from ..model.money_use import CATEGORIES, MoneyUse, Uses, total_of, with_use
from ..model.plan import Plan
from .change import NO_CHANGE, NONE, Change
from .kinds import SetMoneyUse
from .naming import school_of

LONGEST = 4000
"""So many characters a school's words may have."""
_AMOUNT = re.compile(r"\d{1,12}(\.\d{1,4})?")
_SAID = Change(NONE, NONE, NONE, funding=True)


def set_money_use(plan: Plan, edit: SetMoneyUse) -> tuple[Plan, Change]:
    """Return the plan in which a school says what it does with its money."""
    school_of(plan, edit.school)
    for text in (edit.note, edit.report):
        if len(text) > LONGEST:
            raise EditRejected(
                "use-too-long",
                N_("The text has {n} characters; {most} is the most."),
                N_("Shorten it."),
                n=len(text),
                most=LONGEST,
            )
    use = MoneyUse(edit.school, _checked(edit.planned), edit.note.strip(), _checked(edit.used), edit.report.strip())
    uses = with_use(plan.money_use, use)
    return (plan, NO_CHANGE) if uses == plan.money_use else (replace(plan, money_use=uses), _SAID)


def use_edit(use: MoneyUse) -> SetMoneyUse:
    """Return the edit with which a school says this.

    >>> use_edit(MoneyUse("S1", note="Guidance"))
    SetMoneyUse(school='S1', planned=(), note='Guidance', used=(), report='')
    """
    return SetMoneyUse(use.school, use.planned, use.note, use.used, use.report)


def _checked(uses: Uses) -> Uses:
    """The uses in the order of the categories, each amount in its shortest form, without zeros."""
    found: dict[str, str] = {}
    for category, amount in uses:
        if category not in CATEGORIES or category in found:
            raise EditRejected(
                "use-category",
                N_("“{category}” is no use of the money, or it is named twice."),
                N_("Use each once at most: {known}."),
                category=category,
                known=", ".join(CATEGORIES),
            )
        if not _AMOUNT.fullmatch(amount):
            raise EditRejected(
                "use-amount",
                N_("“{amount}” is no amount of money."),
                N_("Write a number from 0 on, with two decimals at most."),
                amount=amount,
            )
        found[category] = decimal_text(Fraction(amount))
    return tuple((category, found[category]) for category in CATEGORIES if found.get(category, "0") != "0")


def use_words(edit: SetMoneyUse, before: Plan) -> str:
    """Say in the current language what an edit of a school's use does, in one line."""
    names = dict(zip(before.schools.ids, before.schools.names, strict=True))
    school = tr(names.get(edit.school, edit.school))
    if not (edit.planned or edit.note or edit.used or edit.report):
        return tr("Use of the money of {school} taken away", school=school)
    try:
        total = total_of(edit.planned)
    except ValueError:
        return tr("Use of the money of {school}", school=school)
    if not total:
        return tr("Use of the money of {school}", school=school)
    return tr("Use of the money of {school}: {amount} planned", school=school, amount=number(float(total)))
