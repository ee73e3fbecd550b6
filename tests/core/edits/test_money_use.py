"""A school's plan for its money: kept, undone, written, refused with a sentence."""

from __future__ import annotations

from typing import Any

import pytest

from piiri.edits import SetMoneyUse, apply, describe, edits_between, from_json, to_json
from piiri.errors import EditRejected
from piiri.model.money_use import MoneyUse
from piiri.session import Session


def test_do_undo_redo_undo(town: Any) -> None:
    session = Session(*town)
    first = session.state.plan.fingerprint
    edit = SetMoneyUse("S2", (("other", "10"), ("guidance", "1200.50")), " Ohjausta ", (), "Hyvin meni")
    done = session.do(edit)
    kept = MoneyUse("S2", (("guidance", "1200.5"), ("other", "10")), "Ohjausta", (), "Hyvin meni")
    assert done.plan.money_use == (kept,) and done.plan.fingerprint != first
    assert session.undo().plan.fingerprint == first
    assert session.redo().plan.money_use == (kept,)
    assert session.undo().plan.fingerprint == first
    assert from_json(to_json(edit)) == edit


def test_the_same_again_is_no_step_and_nothing_at_all_takes_it_away(town: Any) -> None:
    edit = SetMoneyUse("S2", (("guidance", "5"), ("other", "0")))
    plan, change = apply(town[1], edit)
    assert change.funding and plan.money_use[0].planned == (("guidance", "5"),)
    assert apply(plan, edit)[0] is plan
    assert apply(plan, SetMoneyUse("S2"))[0].fingerprint == town[1].fingerprint


def test_another_plan_is_reached_with_its_uses(town: Any) -> None:
    one, _ = apply(town[1], SetMoneyUse("S2", note="a"))
    other, _ = apply(town[1], SetMoneyUse("S3", note="b"))
    plan = one
    for edit in edits_between(one, other):
        plan, _ = apply(plan, edit)
    assert plan.money_use == other.money_use and plan.fingerprint == other.fingerprint


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (SetMoneyUse("none", note="a"), "unknown-school"),
        (SetMoneyUse("S2", (("cakes", "5"),)), "use-category"),
        (SetMoneyUse("S2", (("other", "5"), ("other", "5"))), "use-category"),
        (SetMoneyUse("S2", (("other", "-5"),)), "use-amount"),
        (SetMoneyUse("S2", (), "", (("other", "5,5"),)), "use-amount"),
        (SetMoneyUse("S2", (("other", "nan"),)), "use-amount"),
        (SetMoneyUse("S2", note="a" * 4001), "use-too-long"),
    ],
)
def test_what_is_refused(town: Any, edit: SetMoneyUse, code: str) -> None:
    with pytest.raises(EditRejected) as caught:
        apply(town[1], edit)
    assert caught.value.code == code and caught.value.how and "{" not in caught.value.sentence
    assert describe(edit, town[1])
