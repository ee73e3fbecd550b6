"""Steps copied to another plan: those that fit in their order, the others with their reasons, nothing changed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.copying import carry_over, copy_steps
from piiri.edits import AssignFaces, MoveVertex, SetCapacity, SetLock, apply, edits_between
from piiri.errors import EditRejected
from piiri.history import History
from piiri.model import Dataset, Plan
from piiri.session import Session

Town = tuple[Dataset, Plan]
PAINT = AssignFaces("fi-1-6", ("b20", "b21"), "fi-1-6/S2")


@pytest.fixture
def made(town: Town) -> History:
    session = Session(*town, now=lambda: "2026-09-20T14:32:00+03:00")
    session.do(PAINT, note="agreed")
    session.do(SetCapacity("S1", 140))
    session.do(AssignFaces("fi-1-6", ("b40",), "fi-1-6/S3"))
    session.undo()
    return session.state.history


def test_one_step_is_one_step_with_its_note(town: Town, made: History) -> None:
    other = apply(town[1], SetCapacity("S4", 7))[0].renamed("Other")
    copied = copy_steps(made, (2, 1), other)
    assert copied.all_fit and copied.steps == (1, 2)
    assert [(entry.edit, entry.at, entry.note) for entry in copied.entries] == [
        (PAINT, "", "agreed"),
        (SetCapacity("S1", 140), "", ""),
    ]
    after = copied.entries[-1].plan
    assert after is not None and after.name == "Other"
    assert (after.schools.places[1], after.schools.places[4]) == (140, 7)
    assert copy_steps(made, (1,), other, keep_time=True).entries[0].at == "2026-09-20T14:32:00+03:00"


def test_also_a_step_that_was_taken_back(town: Town, made: History) -> None:
    assert copy_steps(made, (3,), town[1].renamed("Other")).all_fit


def test_what_does_not_fit_is_listed_and_the_rest_goes_on(town: Town, made: History) -> None:
    locked = apply(town[1], SetLock(True, schools=("S2",)))[0].renamed("Locked")
    copied = copy_steps(made, (1, 2, 3), locked)
    assert copied.steps == (2, 3) and not copied.all_fit
    (refused,) = copied.refused
    assert (refused.step, refused.reason) == (1, "School 2 is locked. Unlock it or choose another target.")
    assert refused.text == made.describe(1)


def test_what_is_so_already_is_said(town: Town, made: History) -> None:
    other = apply(town[1], PAINT)[0].renamed("Other")
    copied = copy_steps(made, (1, 2), other)
    assert copied.steps == (2,)
    assert copied.refused[0].reason == "It changes nothing in the plan Other: there it is so already."


def test_steps_that_are_none(town: Town, made: History) -> None:
    assert copy_steps(made, (), town[1]).entries == ()
    for steps in ((0,), (4,), (1, 9)):
        with pytest.raises(IndexError):
            copy_steps(made, steps, town[1])


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 999))
def test_a_whole_history_copied_onto_its_own_start_is_the_plan(town: Town, seed: int) -> None:
    rng = np.random.default_rng(seed)
    session = Session(*town)
    for _ in range(12):
        vertex = int(rng.integers(200))
        x, y = session.state.plan.coverage.vertices[vertex] + rng.normal(0, 15, 2)
        faces = tuple(f"b{i}" for i in rng.choice(110, 3, replace=False))
        for edit in (MoveVertex(vertex, float(x), float(y)), AssignFaces("fi-1-6", faces, "fi-1-6/S1")):
            try:
                session.do(edit)
            except EditRejected:
                continue
    history = session.state.history
    copied = copy_steps(history, range(1, len(history.entries) + 1), town[1])
    assert copied.all_fit
    assert copied.entries[-1].plan is not None
    assert copied.entries[-1].plan.fingerprint == history.plan.fingerprint


def test_a_branch_is_carried_over_with_what_led_to_it(town: Town, made: History) -> None:
    root = town[1]
    option = apply(root, SetCapacity("S5", 55))[0].renamed("Option")
    above = Session(town[0], option)
    above.do(PAINT, note="above")
    above.do(SetCapacity("S1", 1))
    below = Session(town[0], above.state.history.plan_at(1).renamed("Branch"))
    below.do(SetCapacity("S2", 2), note="own")
    copied = carry_over(
        ((above.state.history, 1), (below.state.history, 1)), edits_between(root, option), root, root.renamed("New")
    )
    assert copied.all_fit and copied.steps == (0, 0, 1)
    assert [entry.note for entry in copied.entries] == ["", "above", "own"]
    assert copied.entries[-1].plan is not None
    assert copied.entries[-1].plan.fingerprint == below.state.plan.fingerprint
