"""The session: preview, commit, cancel, undo, redo, jump; one notification; a random walk against the oracle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from piiri.countable import Countable
from piiri.edits import (
    AssignFaces,
    Edit,
    MoveVertex,
    SetCapacity,
    SetFundingModel,
    SetFundingNumber,
    SetLock,
    Together,
    apply,
    difference,
)
from piiri.errors import EditRejected
from piiri.evaluate import evaluate, reevaluate
from piiri.funding import preset
from piiri.funding.texts import text_of
from piiri.history import Entry, History
from piiri.model import Dataset, Plan
from piiri.plan_funding.figures import Figures
from piiri.session import Session, State
from piiri.tally import retally, tally_everything

Town = tuple[Dataset, Plan]


class Notes:
    """A journal that remembers what it was told."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []

    def append(self, plan: str, cursor: int, entry: Entry) -> None:
        self.rows.append(("append", plan, cursor, entry.edit))

    def move(self, plan: str, cursor: int) -> None:
        self.rows.append(("move", plan, cursor))

    def annotate(self, plan: str, position: int, note: str) -> None:
        self.rows.append(("annotate", plan, position, note))


PAINT = AssignFaces("fi-1-6", ("b20", "b21", "b22", "b23"), "fi-1-6/S2")
MORE = AssignFaces("fi-1-6", ("b20", "b21", "b22", "b23", "b24"), "fi-1-6/S2")


def test_a_preview_changes_figures_but_keeps_nothing(town: Town) -> None:
    session = Session(*town)
    before = session.state
    state = session.preview(PAINT)
    assert state.provisional
    assert state.edit == PAINT
    assert state.evaluation.total.changed > 0
    assert state.committed is before.evaluation
    assert session.committed.plan is before.plan
    assert state.revision == before.revision
    back = session.cancel()
    assert back.plan is before.plan
    assert not back.provisional
    assert np.array_equal(back.change.faces, state.change.faces)


def test_a_note_is_written_on_a_step_long_after(town: Town) -> None:
    journal = Notes()
    session = Session(*town, journal=journal)
    session.do(PAINT)
    session.do(SetCapacity("S1", 9))
    session.undo()
    before = session.committed
    heard: list[State] = []
    session.subscribe(heard.append)
    session.preview(MORE)  # the hand is on the mouse
    state = session.annotate(2, "agreed")
    assert [entry.note for entry in state.history.entries] == ["", "agreed"]
    assert state is session.committed and not state.provisional and heard[-1] is state
    assert state.plan is before.plan and state.evaluation is before.evaluation and state.revision == before.revision
    assert journal.rows[-1] == ("annotate", "Today", 2, "agreed")
    rows = len(journal.rows)
    session.annotate(2, "agreed")
    assert len(journal.rows) == rows
    assert session.redo().history.entries[1].note == "agreed"
    for position in (0, 3):
        with pytest.raises(IndexError):
            session.annotate(position, "no such step")
    assert len(journal.rows) == rows + 1


def test_growing_previews_name_only_what_is_new(town: Town) -> None:
    session = Session(*town)
    first = session.preview(PAINT)
    second = session.preview(MORE)
    assert set(second.change.faces) == set(difference(first.plan, second.plan).faces)
    third = session.preview(PAINT)
    assert set(third.change.faces) == set(second.change.faces)


def test_commit_is_one_entry_and_one_journal_row_before_anyone_hears(town: Town) -> None:
    notes = Notes()
    session = Session(*town, journal=notes, now=lambda: "2026-11-22T10:00:00+02:00")
    heard: list[tuple[State, int]] = []
    session.subscribe(lambda state: heard.append((state, len(notes.rows))))
    session.preview(PAINT)
    state = session.commit("for the board")
    assert notes.rows == [("append", "Today", 1, PAINT)]
    assert [rows for _, rows in heard] == [0, 1]
    entry = state.history.entries[0]
    assert (entry.edit, entry.at, entry.note) == (PAINT, "2026-11-22T10:00:00+02:00", "for the board")
    assert not state.provisional
    assert state.revision == 1
    assert session.commit() is state
    assert len(notes.rows) == 1


def test_an_edit_that_changes_nothing_leaves_no_trace(town: Town) -> None:
    notes = Notes()
    session = Session(*town, journal=notes)
    session.do(SetCapacity("S1", int(town[1].schools.places[1])))
    assert not session.state.history.entries
    assert not session.state.provisional
    assert notes.rows == []


def test_a_weight_pulled_counts_money_and_nothing_else(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    session = Session(*town)
    session.do(SetFundingModel(text_of(preset("flat").with_pot(Fraction(1000)))))
    kept = session.state
    _ = kept.funding
    counted = dict.fromkeys(("tallies", "evaluations", "figures"), 0)

    def counting(name: str, count: Callable[..., Any]) -> Callable[..., Any]:
        def counts(*args: Any, **others: Any) -> Any:
            counted[name] += 1
            return count(*args, **others)

        return counts

    monkeypatch.setattr("piiri.session.retally", counting("tallies", retally))
    monkeypatch.setattr("piiri.session.reevaluate", counting("evaluations", reevaluate))
    monkeypatch.setattr("piiri.plan_funding.basis.Figures.of", counting("figures", Figures.of))
    amounts = set()
    for step in range(1, 21):
        state = session.preview(SetFundingNumber(("model", "pot"), str(1000 + step)))
        assert state.evaluation is kept.evaluation and state.tally is kept.tally and state.change.funding
        assert state.funding is not None and state.funding.allocation is not None
        amounts.add(state.funding.allocation.amounts)
    assert len(amounts) == 20, "the money was counted at every step"
    assert counted == {"tallies": 0, "evaluations": 0, "figures": 0}
    session.commit()
    session.undo()
    session.do(SetLock(True, ("S1",)))
    assert counted == {"tallies": 0, "evaluations": 0, "figures": 0}
    session.preview(Together((SetFundingNumber(("model", "pot"), "2000"), PAINT)))
    assert counted["tallies"] == counted["evaluations"] == 1, "a border counts"
    right = evaluate(town[0], session.state.plan, tally_everything(Countable(*town), session.state.plan))
    assert session.state.evaluation.fingerprint == right.fingerprint
    assert session.state.funding is not None
    assert counted["figures"] == 1


def test_a_refused_edit_leaves_the_last_valid_preview(town: Town) -> None:
    session = Session(*town)
    good = session.preview(PAINT)
    with pytest.raises(EditRejected):
        session.preview(MoveVertex(0, 1e7, 1e7))
    assert session.state is good
    session.cancel()
    assert session.state.plan is town[1]


def test_undo_redo_jump_restore_every_number(town: Town) -> None:
    notes = Notes()
    session = Session(*town, journal=notes)
    seen = [session.state]
    seen += [session.do(edit) for edit in (PAINT, SetCapacity("S1", 5), MORE, SetLock(True, ("S0",)))]
    for cursor in (3, 2, 4, 0, 1, 3):
        state = session.jump(cursor)
        assert state.plan.fingerprint == seen[cursor].plan.fingerprint
        assert np.array_equal(state.tally.counts, seen[cursor].tally.counts)
        assert state.evaluation.total == seen[cursor].evaluation.total
    assert notes.rows[-1] == ("move", "Today", 3)
    assert session.undo().history.cursor == 2
    assert session.redo().history.cursor == 3
    session.jump(0)
    assert session.undo() is session.state
    session.jump(4)
    assert session.redo() is session.state


def test_a_new_edit_after_undo_drops_the_tail(town: Town) -> None:
    notes = Notes()
    session = Session(*town, journal=notes)
    session.do(PAINT)
    session.do(SetCapacity("S1", 5))
    session.undo()
    state = session.do(SetCapacity("S2", 6))
    assert [e.edit for e in state.history.entries] == [PAINT, SetCapacity("S2", 6)]
    assert notes.rows[-1] == ("append", "Today", 2, SetCapacity("S2", 6))


def test_comparing_with_another_plan(town: Town) -> None:
    dataset, plan = town
    option, _ = apply(plan, PAINT)
    session = Session(dataset, option, before=plan)
    assert session.state.evaluation.total.changed > 0
    assert session.state.before.total.changed == 0
    assert session.state.before_plan is plan


def test_opening_another_plan_and_going_back(town: Town) -> None:
    dataset, plan = town
    session = Session(dataset, plan)
    session.preview(PAINT)
    other, _ = apply(plan, MORE)
    state = session.open_plan(History(other.renamed("Other")), plan)
    assert state.plan.name == "Other"
    assert not state.provisional
    assert session.open_plan(History(plan)).evaluation.total.changed == 0


def test_listeners_can_leave(town: Town) -> None:
    session = Session(*town)
    heard: list[State] = []
    leave = session.subscribe(heard.append)
    leave()
    session.preview(PAINT)
    assert heard == []


def test_blocks_are_coloured_from_the_same_points(town: Town) -> None:
    session = Session(*town)
    by_key = {b.key: b for b in session.state.blocks}
    located = (session.state.tally.pupils.face_of_point >= 0) & (town[0].pupils.grade > 0)
    assert by_key["pupils"].values.sum() == located.sum()
    share = by_key["foreign_language"]
    assert share.hidden.any()
    assert np.isnan(share.values[share.hidden]).all()
    assert np.nanmax(by_key["statistics.no_degree"].values) <= 1


def walk_edit(rng: np.random.Generator, plan: Plan) -> Edit:
    kind = rng.integers(4)
    if kind == 0:
        vertex = int(rng.integers(len(plan.coverage.vertices)))
        x, y = plan.coverage.vertices[vertex] + rng.normal(0, 100, 2)
        return MoveVertex(vertex, float(x), float(y))
    if kind == 1:
        return SetCapacity(str(rng.choice(plan.schools.ids)), int(rng.integers(-1, 600)))
    stage = int(rng.integers(len(plan.stages)))
    own = [i for i, s in zip(plan.catchments.ids, plan.catchments.stage, strict=True) if s == stage]
    blocks = rng.choice(plan.coverage.face_ids, rng.integers(1, 8), replace=False)
    return AssignFaces(plan.stages[stage].id, tuple(map(str, blocks)), str(rng.choice([*own, ""])))


def test_a_dataset_that_tells_more_is_taken_over(town_of: Callable[..., Town]) -> None:
    dataset, plan = town_of()
    session = Session(dataset, plan)
    heard: list[State] = []
    session.subscribe(heard.append)
    before = session.committed
    told = replace(dataset, own_indicators='[[indicator]]\nkey = "a"\nname = "A"\nformula = "pupils"')
    state = session.tell(told)
    assert heard == [state] and not state.provisional and session.committed is state
    assert [own.key for own in state.own_indicators] == ["a"] and not before.own_indicators
    assert state.evaluation is before.evaluation and state.history is before.history
    assert state.revision == before.revision
    with pytest.raises(ValueError, match="another session"):
        session.tell(replace(dataset, crs="EPSG:3879"))
    assert session.dataset is told


class Walk(RuleBasedStateMachine):
    """Edits, previews, undo and jumps in any order: figures equal the slow oracle, the journal replays to the plan."""

    make: Callable[..., Town]

    @initialize(seed=st.integers(0, 5))
    def start(self, seed: int) -> None:
        self.dataset, self.plan = self.make(pupils=300, blocks=35, seed=seed)
        self.session = Session(self.dataset, self.plan)

    @rule(seed=st.integers(0, 10**6), keep=st.booleans())
    def edit(self, seed: int, keep: bool) -> None:
        rng = np.random.default_rng(seed)
        try:
            self.session.preview(walk_edit(rng, self.session.committed.plan))
        except EditRejected:
            return
        if keep:
            self.session.commit()

    @rule()
    def cancel(self) -> None:
        self.session.cancel()

    @rule()
    def undo(self) -> None:
        self.session.undo()

    @rule()
    def redo(self) -> None:
        self.session.redo()

    @precondition(lambda self: self.session.committed.history.entries)
    @rule(part=st.floats(0, 1))
    def jump(self, part: float) -> None:
        self.session.jump(round(part * len(self.session.committed.history.entries)))

    @invariant()
    def equals_the_oracle(self) -> None:
        state = self.session.state
        slow = tally_everything(Countable(self.dataset, self.plan), state.plan)
        assert np.array_equal(slow.counts, state.tally.counts)
        assert np.array_equal(slow.pupils.face_of_point, state.tally.pupils.face_of_point)
        assert evaluate(self.dataset, state.plan, slow).fingerprint == state.evaluation.fingerprint

    def teardown(self) -> None:
        history = self.session.committed.history
        steps = [(entry.edit, entry.at, entry.note) for entry in history.entries]
        again = History.replay(history.start, steps, history.cursor)
        assert again.plan.fingerprint == self.session.committed.plan.fingerprint
        assert not self.session.committed.plan.coverage.problems()


def test_walk(town_of: Callable[..., Town]) -> None:
    Walk.make = staticmethod(town_of)
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Walk, settings=settings(max_examples=25, stateful_step_count=25, deadline=None))
