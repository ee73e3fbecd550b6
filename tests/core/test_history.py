"""History: any point can be gone to, and memory does not grow with every step."""

from __future__ import annotations

import numpy as np
import pytest

from piiri.edits import AssignFaces, SetCapacity, apply
from piiri.history import KEPT_EVERY, KEPT_LAST, Entry, History
from piiri.model import Dataset, Plan

Town = tuple[Dataset, Plan]


def long_history(plan: Plan, steps: int) -> tuple[History, list[str]]:
    history, seen = History(plan), [plan.fingerprint]
    rng = np.random.default_rng(8)
    for step in range(steps):
        edit = SetCapacity("S1", step) if step % 3 else AssignFaces("fi-1-6", (f"b{rng.integers(20, 90)}",), "")
        after, _ = apply(history.plan, edit)
        history = history.push(Entry(edit, after, f"at {step}"))
        seen.append(after.fingerprint)
    return history, seen


def test_every_plan_can_be_had_and_few_are_kept(town: Town) -> None:
    history, seen = long_history(town[1], 200)
    assert [history.plan_at(position).fingerprint for position in range(201)] == seen
    kept = sum(entry.plan is not None for entry in history.entries)
    assert kept <= KEPT_LAST + 200 // KEPT_EVERY
    assert all(entry.plan is not None for entry in history.entries[-KEPT_LAST:])


def test_no_plan_is_more_than_a_few_edits_away(town: Town) -> None:
    history, _ = long_history(town[1], 150)
    gaps = np.diff([-1, *(i for i, entry in enumerate(history.entries) if entry.plan is not None)])
    assert gaps.max() <= KEPT_EVERY


def test_replay_equals_pushing(town: Town) -> None:
    history, seen = long_history(town[1], 90)
    again = History.replay(town[1], [(e.edit, e.at, e.note) for e in history.entries], 40)
    assert again.cursor == 40
    assert again.plan.fingerprint == seen[40]
    assert [again.plan_at(p).fingerprint for p in range(91)] == seen
    assert [e.plan is None for e in again.entries] == [e.plan is None for e in history.entries]


def test_pushing_after_undo_drops_the_tail_and_keeps_the_rest(town: Town) -> None:
    history, seen = long_history(town[1], 80)
    back = history.moved(30)
    edit = SetCapacity("S2", 999)
    changed = back.push(Entry(edit, apply(back.plan, edit)[0]))
    assert len(changed.entries) == 31
    assert not changed.can_redo
    assert [changed.plan_at(p).fingerprint for p in range(31)] == seen[:31]
    assert changed.plan.schools.places[2] == 999
    assert len(history.entries) == 80


def test_the_cursor_stays_inside(town: Town) -> None:
    history, _ = long_history(town[1], 3)
    assert history.can_undo
    assert not history.can_redo
    for outside in (-1, 4):
        with pytest.raises(IndexError):
            history.moved(outside)
    assert "Places of School 1" in history.describe(3)


def test_another_note_and_another_name_keep_the_plans(town: Town) -> None:
    history = History(town[1])
    for places in range(60):
        edit = SetCapacity("S1", places)
        history = history.push(Entry(edit, apply(history.plan, edit)[0], "now", str(places)))
    history = history.moved(50)
    noted = history.annotated(7, "agreed")
    assert noted.entries[6].note == "agreed" and history.entries[6].note == "6"
    assert noted.cursor == 50 and noted.plan is history.plan
    named = noted.renamed("South")
    assert named.cursor == 50 and named.entries[6].note == "agreed"
    for position in (0, 7, 50, 60):
        assert named.plan_at(position).name == "South"
        assert named.plan_at(position).fingerprint == history.plan_at(position).fingerprint
    for position in (0, 61):
        with pytest.raises(IndexError):
            history.annotated(position, "no such step")
