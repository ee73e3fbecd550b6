"""What a school does with its need-based money: its own plan for this year, and what it used last year, in its words.

The school decides; the plan only keeps what it says, so that it stands beside what the formula gives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ..i18n import N_

Uses = tuple[tuple[str, str], ...]
"""Categories, each with an amount of the currency: a decimal number with a point, taken exactly."""

CATEGORIES: dict[str, str] = {
    "teaching_assistants": N_("Teaching assistants"),
    "smaller_groups": N_("Smaller groups"),
    "special_teachers": N_("Special teachers"),
    "language_support": N_("Language support"),
    "guidance": N_("Guidance"),
    "materials": N_("Materials"),
    "other": N_("Other"),
}
"""What the money can go to, in the order shown; names for people."""


@dataclass(frozen=True, slots=True)
class MoneyUse:
    """One school's use of its money.

    Attributes
    ----------
    school
        Id of the school.
    planned, note
        What it plans to use by category, and in its own words.
    used, report
        What it used last year by category, and what came of it.

    Examples
    --------
    >>> MoneyUse("S1", (("guidance", "1200.50"), ("other", "99.5"))).planned_total
    Fraction(1300, 1)
    """

    school: str
    planned: Uses = ()
    note: str = ""
    used: Uses = ()
    report: str = ""

    @property
    def planned_total(self) -> Fraction:
        """Sum of what is planned, in the currency."""
        return total_of(self.planned)

    @property
    def used_total(self) -> Fraction:
        """Sum of what was used last year, in the currency."""
        return total_of(self.used)

    @property
    def empty(self) -> bool:
        """True where nothing is said."""
        return not (self.planned or self.note or self.used or self.report)


def total_of(uses: Uses) -> Fraction:
    """Return the sum of the amounts, exactly."""
    return sum((Fraction(amount) for _, amount in uses), Fraction())


def with_use(uses: Iterable[MoneyUse], use: MoneyUse) -> tuple[MoneyUse, ...]:
    """Return the uses of all schools with one put in, in the order of ids; an empty one is taken out.

    >>> with_use((MoneyUse("A", note="x"),), MoneyUse("A"))
    ()
    """
    kept = [each for each in uses if each.school != use.school]
    return tuple(sorted([*kept, *([] if use.empty else [use])], key=lambda each: each.school))


def use_of(uses: Iterable[MoneyUse], school: str) -> MoneyUse:
    """Return what a school says, an empty use where it says nothing."""
    return next((each for each in uses if each.school == school), MoneyUse(school))
