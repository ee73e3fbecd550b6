"""Relative proximity that follows an edit: at every step equal to a count of all pupils, and without such a count."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared.sample_edits import samples

from piiri.countable import Countable
from piiri.edits import AssignFaces, Edit, MoveSchool, MoveVertex, SplitFaces
from piiri.errors import EditRejected
from piiri.flows import whereabouts
from piiri.indicators.live_proximity import PlanProximity
from piiri.indicators.proximity import TwoNearest, relative_proximity_cm
from piiri.io.demo import demo_municipality
from piiri.model import Dataset, Plan
from piiri.session import Session, State
from piiri.tally import tally_everything

Town = tuple[Dataset, Plan]


def as_counted_anew(state: State, start: Plan) -> None:
    """The oracle: everybody measured and placed, one stage after another and all together."""
    assert state.proximity is not None
    countable = Countable(state.dataset, start)
    cm = relative_proximity_cm(countable, state.plan)
    where = whereabouts(countable, state.plan, tally_everything(countable, state.plan).pupils)
    mine = cm[where.points] >= 0
    for stage in (-1, *range(len(state.plan.stages))):
        here = mine & where.of_stage(None if stage < 0 else stage)
        of_school = by(where.assigned, where.weight, cm[where.points], here, len(state.plan.schools))
        assert np.array_equal(state.proximity.sums("school", stage), of_school), stage
        of_area = by(where.area, where.weight, cm[where.points], here, len(state.plan.catchments))
        assert np.array_equal(state.proximity.sums("catchment", stage), of_area), stage
        of_block = by(where.block, where.weight, cm[where.points], here, state.plan.coverage.face_count)
        mean, base = state.proximity.of_blocks(stage)
        assert np.array_equal(base, of_block[:, 0])
        some = base > 0
        assert np.allclose(mean[some] * base[some] * 100, of_block[some, 1], rtol=1e-12) and np.isnan(mean[~some]).all()
        pupils, ways = int(where.weight[here].sum()), int((where.weight[here] * cm[where.points][here]).sum())
        everybody = ways / pupils / 100 if pupils else np.nan
        assert state.proximity.of_school(-1, stage) == pytest.approx(everybody, rel=1e-12, nan_ok=True)


def by(place: np.ndarray, weight: np.ndarray, cm: np.ndarray, mine: np.ndarray, count: int) -> np.ndarray:
    found = np.zeros((count, 2), dtype=np.int64)
    for at, pupils, way in zip(place[mine].tolist(), weight[mine].tolist(), cm[mine].tolist(), strict=True):
        if at >= 0:
            found[at] += (pupils, pupils * way)
    return found


def some_edit(plan: Plan, rng: np.random.Generator) -> Edit:
    match int(rng.integers(4)):
        case 0:
            stage = int(rng.integers(len(plan.stages)))
            own = [i for i, s in zip(plan.catchments.ids, plan.catchments.stage, strict=True) if s == stage]
            blocks = rng.choice(plan.coverage.face_ids, rng.integers(1, 9), replace=False)
            return AssignFaces(plan.stages[stage].id, tuple(map(str, blocks)), str(rng.choice([*own, ""])))
        case 1:
            vertex = int(rng.integers(len(plan.coverage.vertices)))
            x, y = plan.coverage.vertices[vertex] + rng.normal(0, 60, 2)
            return MoveVertex(vertex, float(x), float(y))
        case 2:
            school = int(rng.integers(len(plan.schools)))
            x, y = plan.schools.xy[school] + rng.normal(0, 600, 2)
            return MoveSchool(plan.schools.ids[school], float(x), float(y))
    (west, south), (east, north) = plan.coverage.bounds[:, :2].min(axis=0), plan.coverage.bounds[:, 2:].max(axis=0)
    x, y = rng.uniform(west, east, 2)
    return SplitFaces(((float(x), float(south) - 9), (float(y), float(north) + 9)))


@settings(max_examples=6)
@given(seed=st.integers(0, 1_000_000))
def test_a_walk_is_followed_at_each_step(seed: int) -> None:
    rng = np.random.default_rng(seed)
    dataset, start = demo_municipality(pupils=400, schools=8, faces=60, seed=seed % 4, ways=bool(seed % 2))
    session = Session(dataset, start)
    as_counted_anew(session.state, start)
    for _ in range(5):
        for _ in range(2):
            try:
                as_counted_anew(session.preview(some_edit(session.committed.plan, rng)), start)
            except EditRejected:
                continue
        as_counted_anew(session.commit() if rng.random() < 0.6 else session.cancel(), start)
        if rng.random() < 0.3:
            as_counted_anew(session.undo(), start)
    as_counted_anew(session.jump(0), start)


def test_every_kind_of_edit(town: Town) -> None:
    """Each previewed, kept, taken back and done again, after what has to come before it."""
    dataset, start = town
    for sample in samples(start).values():
        session = Session(dataset, start)
        for edit in sample.before:
            session.do(edit)
        as_counted_anew(session.preview(sample.edit), start)
        as_counted_anew(session.commit(), start)
        as_counted_anew(session.undo(), start)
        as_counted_anew(session.redo(), start)


def test_no_step_of_a_hand_counts_everybody(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, start = town
    measured: list[Plan] = []
    everybody = TwoNearest.of

    def watched(countable: Countable, plan: Plan) -> TwoNearest:
        measured.append(plan)
        return everybody(countable, plan)

    monkeypatch.setattr(TwoNearest, "of", watched)
    added: list[int] = []
    add = PlanProximity._add

    def counting(self: PlanProximity, into: np.ndarray, place: str, stage: int, points: np.ndarray, sign: int) -> None:
        added.append(len(points))
        add(self, into, place, stage, points, sign)  # type: ignore[arg-type]

    monkeypatch.setattr(PlanProximity, "_add", counting)
    for name, sample in samples(start).items():
        session = Session(dataset, start)
        assert session.state.proximity is not None
        session.state.proximity.sums("school", 0)
        assert len(measured) == 1 and added == [len(dataset.pupils)]
        added.clear()
        for edit in (*sample.before, sample.edit):
            state = session.preview(edit)
            assert state.proximity is not None
            state.proximity.sums("school", 0)
            kept = session.commit()
            assert kept.proximity is not None
            kept.proximity.sums("school", 0)
        session.jump(0)
        assert len(measured) == 1 and max(added, default=0) < len(dataset.pupils), name
        measured.clear()
        added.clear()


def test_nothing_is_counted_before_it_is_asked_for(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, start = town
    monkeypatch.setattr(TwoNearest, "of", lambda *_: pytest.fail("counted"))
    session = Session(dataset, start)
    session.do(AssignFaces("fi-1-6", start.coverage.face_ids[:30], "fi-1-6/S3"))
    session.undo()
