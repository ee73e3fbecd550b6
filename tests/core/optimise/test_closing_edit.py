"""A closing as an edit: it is carried out as it was worked out, and what it cannot do it says."""

from __future__ import annotations

import pytest

from piiri.countable import Countable
from piiri.edits import CloseSchool, SetCapacity, SetLock, Together, from_json, to_json
from piiri.errors import EditRejected
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.optimise import WorkedOut, work_out
from piiri.session import Session
from piiri.tally import tally_everything

RULES = ("nearest", "within_places")


@pytest.fixture(scope="module")
def town() -> tuple[Dataset, Plan]:
    return demo_municipality(pupils=1500, schools=9, faces=120)


def worked_out(town: tuple[Dataset, Plan], school: int, rule: str, plan: Plan | None = None) -> WorkedOut:
    dataset, start = town
    plan = plan or start
    tally = tally_everything(Countable(dataset, plan), plan)
    return work_out(dataset, plan, tally, plan.schools.ids[school], rule, 2028)


def closable(town: tuple[Dataset, Plan], rule: str) -> list[WorkedOut]:
    """Every school that can close at all."""
    found = []
    for school in range(len(town[1].schools)):
        try:
            found.append(worked_out(town, school, rule))
        except EditRejected as rejection:
            if rejection.code != "no-receiver":
                raise
    return found


@pytest.mark.parametrize("rule", RULES)
def test_the_edit_does_what_was_worked_out(town: tuple[Dataset, Plan], rule: str) -> None:
    found = closable(town, rule)
    assert len(found) >= 4
    for each in found:
        assert isinstance(each.edit, CloseSchool) and each.edit.rule == rule
        session = Session(*town)
        after = session.do(each.edit)
        for receiver in each.closing.receivers:
            h = after.plan.schools.index(receiver.school)
            assert after.evaluation.school_pupils[h] == pytest.approx(receiver.after)
        start, done = session.undo().plan, after.plan
        assert start is town[1] and session.redo().plan is done


@pytest.mark.parametrize("rule", RULES)
def test_raised_places_leave_none_missing(town: tuple[Dataset, Plan], rule: str) -> None:
    lacking = [each for each in closable(town, rule) if each.raises]
    for each in lacking:
        step = each.step(raise_places=True)
        assert isinstance(step, Together) and from_json(to_json(step)) == step
        after = Session(*town).do(step)
        for edit in each.raises:
            assert isinstance(edit, SetCapacity)
            h = after.plan.schools.index(edit.school)
            before = town[1].schools.places[h]
            was_over = max(float(Session(*town).state.evaluation.school_pupils[h]) - before, 0.0)
            assert after.plan.schools.places[h] > before
            assert after.evaluation.school_pupils[h] <= after.plan.schools.places[h] + was_over + 1e-6
    if rule == "nearest":
        assert lacking


def test_without_missing_places_the_step_is_the_closing_alone(town: tuple[Dataset, Plan]) -> None:
    for each in closable(town, "within_places"):
        assert each.step() is each.edit
        if not each.raises:
            assert each.step(raise_places=True) is each.edit


def test_a_closed_school_cannot_be_closed_again(town: tuple[Dataset, Plan]) -> None:
    first = closable(town, "nearest")[0]
    plan = Session(*town).do(first.edit).plan
    with pytest.raises(EditRejected, match="is closed from 2028") as refused:
        worked_out(town, plan.schools.index(first.edit.school), "nearest", plan)
    assert refused.value.code == "closed"


def test_locked_blocks_are_said_before_anything_is_tried(town: tuple[Dataset, Plan]) -> None:
    first = closable(town, "nearest")[0]
    block = first.edit.reassign[0].faces[0]
    plan = Session(*town).do(SetLock(True, faces=(block,))).plan
    with pytest.raises(EditRejected, match="1 locked block") as refused:
        worked_out(town, plan.schools.index(first.edit.school), "nearest", plan)
    assert refused.value.code == "blocks-locked"


def test_a_locked_school_and_a_wrong_year_are_refused(town: tuple[Dataset, Plan]) -> None:
    dataset, start = town
    locked = Session(*town).do(SetLock(True, (start.schools.ids[0],))).plan
    with pytest.raises(EditRejected, match="is locked"):
        worked_out(town, 0, "nearest", locked)
    tally = tally_everything(Countable(dataset, start), start)
    with pytest.raises(EditRejected, match="is no year"):
        work_out(dataset, start, tally, start.schools.ids[0], "nearest", 27)
