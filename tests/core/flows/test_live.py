"""Flows that follow an edit: at every step equal to a count of all pupils, and without such a count."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared.sample_edits import samples

from piiri.countable import Countable
from piiri.edits import AssignFaces, Edit, MoveSchool, MoveVertex, OpenSchool, SetServers, SplitFaces
from piiri.errors import EditRejected
from piiri.flows import flows_of, live, whereabouts
from piiri.model import Dataset, Plan
from piiri.session import Session, State
from piiri.tally import tally_everything

Town = tuple[Dataset, Plan]
GROUPS = ("", "foreign_language")


def as_counted_anew(state: State, start: Plan) -> None:
    """The oracle: everybody placed and counted, in every stage, in all, and of a group."""
    countable = Countable(state.dataset, start)
    where = whereabouts(countable, state.plan, tally_everything(countable, state.plan).pupils)
    for stage in (None, *range(len(state.plan.stages))):
        for group in GROUPS:
            found = state.flows(stage, group)
            slow = flows_of(where, stage, state.dataset.pupils.points.column(group) if group else None)
            assert found is not None
            assert found.table.shape == slow.table.shape, (stage, group)
            assert np.array_equal(found.table, slow.table), (stage, group, np.argwhere(found.table != slow.table)[:5])
            assert found.unknown == slow.unknown
            for name in ("living", "staying", "enrolled"):
                assert np.array_equal(getattr(found, name), getattr(slow, name)), (stage, group, name)


def with_members_to_come(dataset: Dataset) -> Dataset:
    """The children who are not yet at school are of the group, too: nobody counts them among those who attend one."""
    points = dataset.pupils.points
    values = np.array(points.values)
    values[values[:, 0] == 0, points.index(GROUPS[1])] = 1
    return replace(dataset, pupils=replace(dataset.pupils, points=replace(points, values=values)))


def some_edit(plan: Plan, rng: np.random.Generator) -> Edit:
    """What a hand drags, and a zone served otherwise; the joint zone's schools are dragged as often as others."""
    match int(rng.integers(5)):
        case 0:
            stage = int(rng.integers(2))
            own = [i for i, s in zip(plan.catchments.ids, plan.catchments.stage, strict=True) if s == stage]
            blocks = rng.choice(plan.coverage.face_ids, rng.integers(1, 9), replace=False)
            return AssignFaces(plan.stages[stage].id, tuple(map(str, blocks)), str(rng.choice([*own, ""])))
        case 1:
            vertex = int(rng.integers(len(plan.coverage.vertices)))
            x, y = plan.coverage.vertices[vertex] + rng.normal(0, 120, 2)
            return MoveVertex(vertex, float(x), float(y))
        case 2:
            school = int(rng.choice([0, 1, int(rng.integers(len(plan.schools)))]))
            x, y = plan.schools.xy[school] + rng.normal(0, 600, 2)
            return MoveSchool(plan.schools.ids[school], float(x), float(y))
        case 3:
            x, y = rng.uniform(0, 5000, 2)
            return SplitFaces(((float(x), -100.0), (float(y), 5100.0)))
    one, other = rng.choice(len(plan.schools), 2, replace=False)
    low = np.flatnonzero(plan.catchments.stage == 0)
    zone = plan.catchments.ids[int(rng.choice(low))]
    return SetServers(zone, (plan.schools.ids[one], plan.schools.ids[other]), (0.5, 0.5))


@settings(max_examples=12)
@given(seed=st.integers(0, 1_000_000))
def test_a_walk_is_followed_at_each_step(seed: int, attending_of: Callable[..., Town]) -> None:
    rng = np.random.default_rng(seed)
    dataset, start = attending_of(pupils=300, blocks=30, seed=seed % 5)
    dataset = with_members_to_come(dataset)
    session = Session(dataset, start)
    as_counted_anew(session.state, start)
    for _ in range(6):
        for _ in range(2):  # the hand wanders before it lets go
            try:
                as_counted_anew(session.preview(some_edit(session.committed.plan, rng)), start)
            except EditRejected:
                continue
        as_counted_anew(session.commit() if rng.random() < 0.6 else session.cancel(), start)
        if rng.random() < 0.3:
            as_counted_anew(session.undo(), start)
    as_counted_anew(session.jump(0), start)
    as_counted_anew(session.jump(len(session.state.history.entries)), start)


def test_every_kind_of_edit(attending: Town) -> None:
    """Each previewed, kept, taken back and done again, after what has to come before it."""
    dataset, start = attending
    for sample in samples(start).values():
        session = Session(dataset, start)
        for edit in sample.before:
            session.do(edit)
        as_counted_anew(session.preview(sample.edit), start)
        as_counted_anew(session.commit(), start)
        as_counted_anew(session.undo(), start)
        as_counted_anew(session.redo(), start)


def test_compared_with_another_plan(attending: Town) -> None:
    """Who chose is told against today's plan, flows against the plan in force, whatever it is compared with."""
    dataset, start = attending
    other = replace(start, catchment_of_face=np.roll(start.catchment_of_face, 3, axis=1))
    session = Session(dataset, start, before=other)
    as_counted_anew(session.preview(AssignFaces("fi-1-6", start.coverage.face_ids[:30], "fi-1-6/S3")), start)


def test_no_step_of_a_hand_counts_everybody(attending: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once flows have been asked for, previews, what is kept and what is undone are followed, of every kind of edit."""
    dataset, start = attending
    counted: list[Plan] = []

    def watched(countable: Countable, plan: Plan, placement: Any) -> Any:
        counted.append(plan)
        return whereabouts(countable, plan, placement)

    monkeypatch.setattr(live, "whereabouts", watched)
    for sample in samples(start).values():
        session = Session(dataset, start)
        session.state.flows(0)
        assert [plan is start for plan in counted] == [True]
        for edit in (*sample.before, sample.edit):
            session.preview(edit).flows(0)
            session.commit().flows(0)
        session.undo().flows(0)
        session.jump(0).flows(0)
        assert len(counted) == 1
        counted.clear()


def test_nothing_is_counted_before_it_is_asked_for(attending: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, start = attending
    monkeypatch.setattr(live, "whereabouts", lambda *_: pytest.fail("counted"))
    session = Session(dataset, start)
    session.do(AssignFaces("fi-1-6", start.coverage.face_ids[:30], "fi-1-6/S3"))
    session.undo()


def test_a_kept_plan_does_not_hold_on_to_the_ones_before(attending: Town) -> None:
    dataset, start = attending
    session = Session(dataset, start)
    session.state.flows(0)
    edit = AssignFaces("fi-1-6", start.coverage.face_ids[:30], "fi-1-6/S3")
    kept = session.do(edit).plan_flows
    assert kept is not None and kept._before is None and list(kept._found) == [(0, "")]


def test_a_school_that_is_opened_is_a_row_and_a_column(attending: Town) -> None:
    dataset, start = attending
    session = Session(dataset, start)
    was = session.state.flows(0)
    state = session.preview(OpenSchool("new", "Uusi", 2500.0, 2500.0, 300, ("fi-1-6",), 2027))
    now = state.flows(0)
    assert was is not None and now is not None
    h = len(start.schools)
    assert now.table.shape == (h + 2, h + 1)
    assert not now.table[h].any() and not now.table[:, h].any()
    assert np.array_equal(now.table[:h, :h], was.table[:h]) and np.array_equal(now.table[-1, :h], was.table[-1])
