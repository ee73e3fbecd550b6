"""Edits, undo, redo, save, crash and reopen in any order: always the plans that a history in memory says."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from piiri.edits import AssignFaces, Edit, MoveVertex, SetCapacity, SetLock
from piiri.errors import EditRejected
from piiri.history import History
from piiri.model import Dataset, Plan
from piiri.session import Session
from piiri.storage import Project, check_project, create_project, open_project, open_recovered, recoverable

Town = tuple[Dataset, Plan]
BLOCKS = st.lists(st.integers(0, 110), min_size=1, max_size=8, unique=True)


class Walk(RuleBasedStateMachine):
    """The oracle is ``kept``: the histories as sessions without any journal have them."""

    town: ClassVar[Town]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.target = self.folder / "town.gpkg"
        self.workdir = self.folder / "working"
        self.saves = 0

    @initialize()
    def start(self) -> None:
        dataset, plan = self.town
        self.project: Project = create_project(dataset, (plan,), workdir=self.workdir)
        self.sessions = {plan.name: Session(dataset, plan)}
        self.since: list[str] = []  # what was done after the last save

    def both(self, act: Any) -> None:
        """Do the same to the project and to the oracle."""
        name = self.project.active
        oracle = self.sessions[name]
        before = oracle.state.revision
        journalled = Session(self.project.dataset, self.project.history(name), journal=self.project)
        refusals = []
        for session in (oracle, journalled):
            try:
                act(session)
            except EditRejected as error:
                refusals.append(error.code)
        assert len(refusals) in (0, 2)
        if oracle.state.revision != before:
            self.since.append(name)

    @rule(faces=BLOCKS, school=st.integers(0, 4))
    def paint(self, faces: list[int], school: int) -> None:
        catchment = ["", *(f"fi-1-6/S{i}" for i in range(4))][school]
        self.both(lambda s: s.do(AssignFaces("fi-1-6", tuple(f"b{i}" for i in faces), catchment), note="å"))

    @rule(vertex=st.integers(0, 200), dx=st.floats(-40, 40), dy=st.floats(-40, 40))
    def drag(self, vertex: int, dx: float, dy: float) -> None:
        def act(session: Session) -> None:
            x, y = session.state.plan.coverage.vertices[vertex]
            session.do(MoveVertex(vertex, float(x) + dx, float(y) + dy))

        self.both(act)

    @rule(
        edit=st.one_of(
            st.builds(SetCapacity, st.just("S1"), st.integers(-1, 999)),
            st.builds(SetLock, st.booleans(), st.just(("S3",))),
        )
    )
    def decide(self, edit: Edit) -> None:
        self.both(lambda s: s.do(edit))

    @rule()
    def undo(self) -> None:
        self.both(lambda s: s.undo())

    @rule()
    def redo(self) -> None:
        self.both(lambda s: s.redo())

    @rule(share=st.floats(0, 1))
    def jump(self, share: float) -> None:
        self.both(lambda s: s.jump(round(share * len(s.state.history.entries))))

    @precondition(lambda self: len(self.sessions) < 3)
    @rule()
    def branch(self) -> None:
        name = f"Plan {len(self.sessions)}"
        plan = self.sessions[self.project.active].state.plan.renamed(name)
        self.project.add_plan(plan)
        self.sessions[name] = Session(self.project.dataset, plan)
        self.since.append("added")

    @rule(pick=st.integers(0, 9))
    def choose(self, pick: int) -> None:
        self.project.active = self.project.plans[pick % len(self.project.plans)]

    @rule()
    def save(self) -> None:
        if self.project.path is None:
            self.project.save_as(self.target)
        else:
            self.project.save()
        self.saves += 1
        self.since.clear()
        assert check_project(self.target) == ()

    @rule(crash=st.booleans())
    def reopen(self, crash: bool) -> None:
        active, path = self.project.active, self.project.path
        if crash:
            self.project._connection.close()
            self.project._open = False
        else:
            self.project.close()
        if path is not None:
            self.project = open_project(path, workdir=self.workdir)
        else:
            self.project = open_recovered(recoverable(self.workdir)[0])
        recovered = self.project.recovered
        assert len(recovered.steps if recovered else ()) == len([s for s in self.since if path or s != "added"])
        assert self.project.recovered_texts() is not None
        if recovered is None and path is not None and self.project.active != active:
            # looking at another plan after the save is not kept without a save, and nothing else is lost by it
            self.project.active = active
        assert self.project.active == active

    @invariant()
    def plans_are_equal(self) -> None:
        if not hasattr(self, "project"):
            return
        assert self.project.plans == tuple(self.sessions)
        for name, session in self.sessions.items():
            _same(self.project.history(name), session.state.history)
        assert self.project.unsaved == (self.project.path is None or bool(self.since))

    def teardown(self) -> None:
        if hasattr(self, "project"):
            self.project.close(discard=True)
            names = [path.name for path in self.folder.rglob("*") if path.is_file()]
            assert sorted(names) == sorted(["lock"] + ["town.gpkg"] * bool(self.saves))
        shutil.rmtree(self.folder)


def _same(one: History, other: History) -> None:
    assert one.cursor == other.cursor and len(one.entries) == len(other.entries)
    assert [entry.edit for entry in one.entries] == [entry.edit for entry in other.entries]
    assert one.plan.fingerprint == other.plan.fingerprint


def walk(town: Town, examples: int, steps: int) -> None:
    Walk.town = town
    chosen = settings(max_examples=examples, stateful_step_count=steps, deadline=None)
    run_state_machine_as_test(Walk, settings=chosen)


def test_random_walk(town: Town) -> None:
    walk(town, 12, 30)


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_long_random_walk(town: Town) -> None:
    walk(town, 200, 60)


@pytest.mark.parametrize("edits", [150, pytest.param(1000, marks=pytest.mark.soak)])
def test_undo_all_and_redo_all_across_saves(town: Town, tmp_path: Path, edits: int) -> None:
    rng = np.random.default_rng(edits)
    target, workdir = tmp_path / "town.gpkg", tmp_path / "working"
    dataset, plan = town
    project = create_project(dataset, (plan,), workdir=workdir)
    project.save_as(target)
    marks = [plan.fingerprint]
    session = Session(dataset, project.history(plan.name), journal=project)
    while len(marks) <= edits:
        try:
            if rng.random() < 0.5:
                faces = tuple(f"b{i}" for i in rng.choice(110, 4, replace=False))
                session.do(AssignFaces("fi-1-6", faces, f"fi-1-6/S{rng.integers(5)}"))
            else:
                vertex = int(rng.integers(200))
                x, y = session.state.plan.coverage.vertices[vertex] + rng.normal(0, 10, 2)
                session.do(MoveVertex(vertex, float(x), float(y)))
        except EditRejected:
            continue
        if len(session.state.history.entries) == len(marks):
            marks.append(session.state.plan.fingerprint)
    project.save()
    project.close()
    for _ in range(2):
        with open_project(target, workdir=workdir) as again:
            history = again.history(plan.name)
            assert [history.plan_at(at).fingerprint for at in range(edits + 1)] == marks
            session = Session(again.dataset, history, journal=again)
            while session.state.history.can_undo:
                session.undo()
            assert session.state.plan.fingerprint == marks[0]
            again.save()
        with open_project(target, workdir=workdir) as again:
            session = Session(again.dataset, again.history(plan.name), journal=again)
            while session.state.history.can_redo:
                session.redo()
            assert session.state.plan.fingerprint == marks[-1]
            again.save()
