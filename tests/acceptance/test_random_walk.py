"""Random edits of every kind, as a restless planner would make them, on the demo and on real municipalities.

After every edit: it went through JSON and words, locked things are as they were, the outline of the municipality is
too unless a corner of it was moved, and what views are told names all that differs. Every few edits everything is
counted and found anew: the tally, who attends where, the topology, the areas to the square centimetre, a valid
coverage. In the end the journal on the disk replays to the same plan, and every step taken back and done again gives
the plan it gave first."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest
from shared.invariants import (
    change_names_everything,
    locked_is_as_it_was,
    moves_outline,
    one_face_each,
    outline_is_as_it_was,
    partition_is_whole,
    plan_makes_sense,
    topology_is_as_found_anew,
)

from piiri.countable import Countable
from piiri.edits import (
    Edit,
    SetLock,
    describe,
    from_json,
    to_json,
    transfer,
)
from piiri.errors import EditRejected
from piiri.evaluate import evaluate
from piiri.flows import flows_of, whereabouts
from piiri.i18n import LANGUAGES, set_language
from piiri.io import import_mapping
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan, PointLayer, Pupils
from piiri.session import Session, State
from piiri.storage import create_project, open_project
from piiri.tally import tally_everything

MAPPINGS = Path(__file__).resolve().parents[1] / "mappings"
Town = tuple[Dataset, Plan]


def demo(real_data: Callable[[str], Path]) -> Town:
    return demo_municipality()


def imported(name: str) -> Callable[[Callable[[str], Path]], Town]:
    def load(real_data: Callable[[str], Path]) -> Town:
        real_data(name)
        found = import_mapping(MAPPINGS / f"{name}.toml", repair=True)
        return with_pupils(found.dataset, 5000), found.plans[0]

    return load


SOURCES = {"demo": demo, **{name: imported(name) for name in ("bcps_sw", "oslo", "edinburgh")}}


def with_pupils(dataset: Dataset, count: int) -> Dataset:
    """The same municipality with invented pupils, evenly spread, some of them on corners of blocks."""
    if len(dataset.pupils):
        return dataset
    rng = np.random.default_rng(2014)
    x0, y0, x1, y1 = dataset.coverage.extent
    xy = rng.uniform((x0, y0), (x1, y1), (count, 2))
    xy[:50] = dataset.coverage.vertices[:50]
    points = PointLayer("pupils", xy, dataset.pupils.points.columns[:1], np.ones((count, 1), dtype=np.int64))
    nothing, attends = np.zeros(count), rng.integers(-1, len(dataset.schools), count)
    return replace(dataset, groups=(), pupils=Pupils(points, nothing, nothing, attends))


class Walk:
    """One session that is led through random edits, and what was seen on the way."""

    def __init__(self, town: Town, planner: Any, session: Session, every: int) -> None:
        self.dataset, self.start = town
        self.planner, self.session, self.every = planner, session, every
        self.countable = Countable(self.dataset, self.start)
        self.marks = [self.start.fingerprint]
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.spent: Counter[str] = Counter()
        self.unclear: list[EditRejected] = []
        self._drawn = session.state.plan
        session.subscribe(self._hear)
        self._deep = False

    def _hear(self, state: State) -> None:
        if self._deep:
            change_names_everything(self._drawn, state.plan, state.change)
        self._drawn = state.plan
        assert state.flows(0) is not None  # as a map that is coloured by them asks at every step

    def step(self, number: int) -> None:
        rng, session = self.planner.rng, self.session
        self._deep = number % self.every == 0
        chance = rng.random()
        began = time.perf_counter()
        if chance < 0.05:
            kind = "undo"
            session.undo()
        elif chance < 0.09:
            kind = "redo"
            session.redo()
        elif chance < 0.1:
            kind = "jump"
            here = session.state.history.cursor
            state = session.jump(int(rng.integers(len(self.marks))))
            assert state.plan.fingerprint == self.marks[state.history.cursor], (number, "there")
            if rng.random() < 0.95:  # most often one only looks
                session.jump(here)
        else:
            kind = self._edit()
        if chance < 0.1:
            self.done[kind] += 1
            assert session.state.plan.fingerprint == self.marks[session.state.history.cursor], (number, kind)
        self.spent[kind] += time.perf_counter() - began
        if self._deep:
            self.look(full=number % (20 * self.every) == 0)

    def _edit(self) -> str:
        session = self.session
        edit = self.planner.edit(session.committed)
        before = session.committed.plan
        kind = type(edit).__name__
        assert from_json(json.loads(json.dumps(to_json(edit)))) == edit
        try:
            if self.planner.rng.random() < 0.2:  # the hand hesitates
                self._preview(self.planner.edit(session.committed))
                self._preview(edit)
            session.preview(edit)
        except EditRejected as refusal:
            self.refused[f"{kind}: {refusal.code}"] += 1
            self.unclear += [refusal] if "{" in refusal.sentence or not refusal.how else []
            session.cancel()
            assert session.state.plan is before
            return kind
        self._words(edit, before)
        if self._deep:
            assert transfer(edit, before, before) == edit
        after = session.commit().plan
        if after is before:
            self.refused[f"{kind}: nothing changed"] += 1
            return kind
        del self.marks[session.state.history.cursor :]
        self.marks.append(after.fingerprint)
        self.done[kind] += 1
        if not moves_outline(edit):
            outline_is_as_it_was(before.coverage, after.coverage)
        if before.has_locks and not isinstance(edit, SetLock):
            locked_is_as_it_was(before, after, edit)
        plan_makes_sense(after)
        return kind

    def _preview(self, edit: Edit) -> None:
        try:
            self.session.preview(edit)
        except EditRejected:
            if self.planner.rng.random() < 0.3:
                self.session.cancel()

    def _words(self, edit: Edit, before: Plan) -> None:
        for language in LANGUAGES:
            set_language(language)
            words = describe(edit, before)
            assert words and "{" not in words and "\n" not in words
        set_language("en")

    def look(self, *, full: bool) -> None:
        """Count and find everything anew."""
        state = self.session.state
        slow = tally_everything(self.countable, state.plan)
        assert np.array_equal(slow.counts, state.tally.counts)
        assert np.array_equal(slow.pupils.face_of_point, state.tally.pupils.face_of_point)
        for live, anew in zip(state.tally.residents, slow.residents, strict=True):
            assert np.array_equal(live.face_of_point, anew.face_of_point)
        assert evaluate(self.dataset, state.plan, slow).fingerprint == state.evaluation.fingerprint
        where = whereabouts(self.countable, state.plan, slow.pupils)
        for stage in (0, None):
            live_flows = state.flows(stage)
            assert live_flows is not None and np.array_equal(live_flows.table, flows_of(where, stage).table)
        partition_is_whole(state.plan.coverage)
        topology_is_as_found_anew(state.plan.coverage)
        if full:
            one_face_each(self.dataset, state.plan)

    def there_and_back(self, every: int) -> None:
        """Take back every step one by one, and do it again."""
        session = self.session
        session.jump(len(self.marks) - 1)
        for move in (session.undo, session.redo):
            for _ in range(len(self.marks) - 1):
                state = move()
                at = state.history.cursor
                if at % every == 0 or at in (0, len(self.marks) - 1):
                    assert state.plan.fingerprint == self.marks[at], at
            self.look(full=False)

    def report(self, name: str, minutes: float) -> str:
        each = {kind: f"{1000 * s / max(1, self._tries(kind)):.1f}" for kind, s in sorted(self.spent.items())}
        plan = self.session.state.plan
        return (
            f"{name}: {minutes:.1f} min, {len(self.marks) - 1} steps in the history, "
            f"{plan.coverage.face_count} blocks, {len(plan.coverage.vertices)} corners, {len(plan.schools)} schools, "
            f"{len(plan.catchments)} catchments\n  done {dict(sorted(self.done.items()))}\n"
            f"  refused {dict(sorted(self.refused.items()))}\n  ms each {each}"
        )

    def _tries(self, kind: str) -> int:
        return self.done[kind] + sum(n for key, n in self.refused.items() if key.startswith(f"{kind}:"))


def walked(town: Town, planner: Any, folder: Path, steps: int, every: int) -> Walk:
    dataset, start = town
    assert not start.coverage.problems()
    project = create_project(dataset, [start], workdir=folder / "work")
    walk = Walk(town, planner, Session(dataset, project.history(start.name), journal=project), every)
    for number in range(1, steps + 1):
        walk.step(number)
    assert not walk.unclear
    end = walk.session.committed
    target = folder / "walk.gpkg"
    project.save_as(target)
    project.close()
    with open_project(target, workdir=folder / "work") as again:
        history = again.history(start.name)
        assert history.plan.fingerprint == end.plan.fingerprint
        assert len(history.entries) == len(end.history.entries)
        assert history.plan_at(0).fingerprint == start.fingerprint
        assert again.dataset.fingerprint == dataset.fingerprint
    alone = Walk(town, planner, Session(dataset, end.history), every)
    alone.marks = walk.marks
    alone.there_and_back(max(1, steps // 500))
    return walk


def test_every_kind_is_walked(how_often: dict[type, float]) -> None:
    assert set(how_often) == set(get_args(Edit))


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", SOURCES)
def test_edits_of_every_kind(name: str, real_data: Any, planner_of: Any, tmp_path: Path) -> None:
    town = SOURCES[name](real_data)
    walk = walked(town, planner_of(town[0], 27), tmp_path, 150, 10)
    assert sum(walk.done.values()) > 80, walk.report(name, 0.0)
    assert len(walk.done) > 12, walk.report(name, 0.0)


@pytest.mark.soak
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("name", SOURCES)
def test_ten_thousand_edits(
    name: str, real_data: Any, planner_of: Any, how_often: dict[type, float], tmp_path: Path
) -> None:
    town = SOURCES[name](real_data)
    began = time.perf_counter()
    walk = walked(town, planner_of(town[0], 1), tmp_path, 10_000, 50)
    print(walk.report(name, (time.perf_counter() - began) / 60))
    assert min(walk.done[kind.__name__] for kind in how_often) >= 20, walk.done
