"""What a new school is before a person says otherwise, and ids that no two new schools share."""

from __future__ import annotations

import json

from piiri.compare import compare
from piiri.edits import OpenSchool, apply
from piiri.edits.transfer import transfer
from piiri.edits.wire import from_json, to_json
from piiri.model import Dataset, Plan
from piiri_desktop.bridge import Attention, Bridge
from piiri_desktop.opening import draft_school, new_school_id, open_school

Street = tuple[Dataset, Plan]


def test_an_id_is_drawn_not_counted(street: Street) -> None:
    _, plan = street
    ids = {new_school_id(plan) for _ in range(200)}
    assert len(ids) == 200
    assert all(key.startswith("new-") and len(key) == 12 and int(key[4:], 16) >= 0 for key in ids)


def test_the_draft_teaches_the_stage_shown_and_has_a_name_of_its_own(street: Street) -> None:
    _, plan = street
    draft = draft_school(plan, 0, 100.0, 200.0, 2027)
    assert (draft.name, draft.places, draft.stages, draft.open_from) == ("New school", -1, ("fi-1-6",), 2027)
    assert draft_school(plan, -1, 0.0, 0.0, 2027).stages == ("fi-1-6", "fi-7-9")
    after, _ = apply(plan, draft)
    assert draft_school(after, 0, 0.0, 0.0).name == "New school 2"


def test_it_is_opened_as_one_step_and_is_what_is_acted_on(bridge: Bridge, attention: Attention) -> None:
    asked: list[object] = []
    attention.page_asked.connect(lambda name, school: asked.append((name, school)))
    attention.tool_asked.connect(asked.append)
    draft = draft_school(bridge.state.plan, 0, 2500.0, 500.0, 2027)
    assert open_school(bridge, attention, draft)
    assert bridge.state.history.cursor == 1
    assert attention.target == 3
    assert asked == [("school", 3), "paint"]


def test_one_that_is_refused_changes_nothing(bridge: Bridge, attention: Attention) -> None:
    draft = OpenSchool("S0", "Once more", 0.0, 0.0, -1, (), 2027)
    assert not open_school(bridge, attention, draft)
    assert bridge.state.history.cursor == 0 and attention.target < 0


def test_new_schools_of_two_plans_stay_two_when_their_plans_meet(street: Street) -> None:
    """Two planners open a school each, at the same place, with the same name and before they know of each other."""
    dataset, plan = street
    mine, theirs = (draft_school(plan, 0, 2500.0, 500.0, 2027) for _ in range(2))
    assert mine.name == theirs.name and mine.school != theirs.school
    ours, _ = apply(plan, mine)
    others, _ = apply(plan.renamed("Theirs"), theirs)
    both, _ = apply(ours, transfer(from_json(json.loads(json.dumps(to_json(theirs)))), plan, ours))
    assert {mine.school, theirs.school} <= set(both.schools.ids) and len(both.schools) == len(plan.schools) + 2
    compared = compare(dataset, (ours, others))
    new = [place for place in compared.places if any(key.startswith("new-") for key in place.schools)]
    assert sorted(place.schools[0] for place in new) == sorted((mine.school, theirs.school))
