"""Target and hovered school are kept by id, whatever number they have in the plan shown."""

from __future__ import annotations

import pytest

from piiri.edits import OpenSchool
from piiri.session import Session
from piiri_desktop.bridge import UNCHOSEN, Attention, Bridge
from piiri_desktop.looking import SameSchools


def opened(key: str, name: str) -> OpenSchool:
    return OpenSchool(key, name, 2500.0, 500.0, 50, ("fi-1-6",), 2027)


@pytest.fixture
def same(bridge: Bridge, attention: Attention) -> SameSchools:
    made = SameSchools(bridge, attention)
    made.go_with(bridge)
    return made


def test_undo_takes_a_new_school_out_of_hand(
    same: SameSchools, bridge: Bridge, attention: Attention, session: Session
) -> None:
    session.do(opened("new-a", "A"))
    attention.set_target(3)
    attention.hover_school(3)
    seen: list[int] = []
    bridge.changed.connect(lambda state: seen.append(attention.target))
    bridge.undo()
    assert attention.target == UNCHOSEN and attention.hovered_school == -1
    assert all(target == UNCHOSEN for target in seen)
    session.do(opened("new-b", "B"))
    assert attention.target == UNCHOSEN  # another school has its number now


def test_a_school_that_is_numbered_otherwise_stays_the_target(
    same: SameSchools, bridge: Bridge, attention: Attention, session: Session
) -> None:
    start = session.state.plan
    session.do(opened("new-a", "A"))
    session.do(opened("new-b", "B"))
    attention.set_target(4)
    other = Session(session.dataset, start)
    other.do(opened("new-b", "B"))
    seen: list[int] = []
    bridge.changed.connect(lambda state: seen.append(attention.target))
    session.open_plan(other.state.history)
    assert attention.target == 3
    assert bridge.state.plan.schools.ids[3] == "new-b"
    assert 4 not in seen[-1:]  # nobody heard of the number of the other plan


@pytest.mark.parametrize("target", [UNCHOSEN, -1, 1])
def test_what_both_plans_have_is_left_alone(
    same: SameSchools, attention: Attention, session: Session, target: int
) -> None:
    told: list[int] = []
    attention.set_target(target)
    attention.target_changed.connect(told.append)
    session.do(opened("new-a", "A"))
    session.undo()
    assert attention.target == target and told == []
