"""What a school says of its money."""

from __future__ import annotations

from fractions import Fraction

from piiri.model.money_use import CATEGORIES, MoneyUse, use_of, with_use


def test_sums_are_exact() -> None:
    use = MoneyUse("A", tuple((key, "0.1") for key in CATEGORIES), used=(("other", "3"),))
    assert use.planned_total == Fraction(7, 10) and use.used_total == 3


def test_one_for_each_school_in_the_order_of_ids() -> None:
    uses = with_use(with_use((), MoneyUse("B", note="b")), MoneyUse("A", note="a"))
    assert [each.school for each in uses] == ["A", "B"]
    uses = with_use(uses, MoneyUse("B", note="c"))
    assert use_of(uses, "B").note == "c" and len(uses) == 2
    assert with_use(uses, MoneyUse("B")) == (MoneyUse("A", note="a"),)
    assert use_of((), "X").empty
