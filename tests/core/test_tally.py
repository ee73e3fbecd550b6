"""The live tally against counting everything again, and that again against plain Python."""

from __future__ import annotations

from collections.abc import Callable
from math import floor, hypot

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.assignment import assign
from piiri.countable import Countable
from piiri.distances import BIN_EDGES_M, bin_of
from piiri.edits import AssignFaces, MoveVertex, SetCapacity, apply, difference
from piiri.errors import EditRejected
from piiri.model import Dataset, Plan
from piiri.tally import Tally, retally, tally_everything

Town = tuple[Dataset, Plan]


def same(one: Tally, other: Tally) -> None:
    differ = np.argwhere(one.counts != other.counts)
    assert not len(differ), [(int(r), one.columns.keys[c]) for r, c in differ[:5]]
    assert np.array_equal(one.pupils.face_of_point, other.pupils.face_of_point)
    for a, b in zip(one.residents, other.residents, strict=True):
        assert np.array_equal(a.face_of_point, b.face_of_point)


def test_counting_everything_equals_plain_python(town: Town) -> None:
    """The oracle's oracle: one loop over the pupils, in floats and dictionaries."""
    dataset, plan = town
    before, _ = apply(plan, AssignFaces("fi-1-6", ("b40", "b41", "b42"), "fi-1-6/S0"))
    tally = tally_everything(Countable(dataset, before), plan)
    k, s = len(plan.catchments), len(plan.stages)
    counts = np.zeros_like(tally.counts)
    col = tally.columns
    face = assign(plan.coverage, dataset.pupils.points.xy)
    for i in range(len(dataset.pupils)):
        stage = int(dataset.pupils.stage[i])
        x, y = dataset.pupils.points.xy[i]
        weight = int(dataset.pupils.points.values[i, 0])
        was, row = (p.catchment_of_face[stage, face[i]] if face[i] >= 0 else -1 for p in (before, plan))
        if np.isnan(x):
            row = was = k + s + stage
        elif row < 0:
            row = k + stage
        counts[row, : col.pupil_columns] += dataset.pupils.points.values[i]
        old = set(plan.catchments.schools_of(was).tolist()) if 0 <= was < k else None
        new = set(plan.catchments.schools_of(row).tolist()) if row < k else None
        counts[row, col["changed"]] += weight * (old != new)
        if row >= k:
            continue
        distance = min(hypot(x - plan.schools.xy[h, 0], y - plan.schools.xy[h, 1]) for h in new or ())
        counts[row, col["distance_cm"]] += weight * round(distance * 100)
        limit = dataset.limit_of(int(dataset.pupils.grade[i]), stage)
        assert limit is not None
        if distance >= limit.limit_m:
            counts[row, col["beyond"]] += weight
            if dataset.pupils.grade[i]:
                counts[row, col[f"beyond_{dataset.pupils.grade[i]}"]] += weight
        which = (
            floor(distance / 50) if distance < 5000 else min(100 + floor((distance - 5000) / 500), len(BIN_EDGES_M) - 1)
        )
        counts[row, col.first_bin + which] += weight
        servers = sorted(plan.catchments.schools_of(row).tolist())
        away = [hypot(x - plan.schools.xy[h, 0], y - plan.schools.xy[h, 1]) for h in servers]
        counts[row, col.first_nearest + away.index(min(away))] += weight
    layer = dataset.residents[0]
    for i, where in enumerate(assign(plan.coverage, layer.xy)):
        for stage in range(s):
            row = plan.catchment_of_face[stage, where] if where >= 0 else -1
            if row >= 0:
                counts[row, col.first_resident :] += layer.values[i]
    differ = np.argwhere(counts != tally.counts)
    assert not len(differ), [(int(r), col.keys[c]) for r, c in differ[:5]]


def test_nobody_is_lost(town: Town) -> None:
    dataset, plan = town
    tally = tally_everything(Countable(dataset, plan), plan)
    assert tally.column("pupils").sum() == dataset.pupils.points.total("pupils")
    assert tally.column("age_0").sum() == dataset.pupils.points.total("age_0")
    assert tally.column("changed").sum() == 0
    assert tally.counts[-1, 0] + tally.counts[-2, 0] <= 5


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_live_equals_full_at_each_step(seed: int, town_of: Callable[..., Town]) -> None:
    rng = np.random.default_rng(seed)
    dataset, plan = town_of(pupils=400, blocks=40, seed=seed % 7)
    countable = Countable(dataset, plan)
    tally = tally_everything(countable, plan)
    for _ in range(12):
        if rng.random() < 0.5:
            stage = int(rng.integers(2))
            own = [i for i, s in zip(plan.catchments.ids, plan.catchments.stage, strict=True) if s == stage]
            blocks = rng.choice(plan.coverage.face_ids, rng.integers(1, 9), replace=False)
            edit = AssignFaces(plan.stages[stage].id, tuple(map(str, blocks)), str(rng.choice([*own, ""])))
        else:
            vertex = int(rng.integers(len(plan.coverage.vertices)))
            x, y = plan.coverage.vertices[vertex] + rng.normal(0, 120, 2)
            edit = MoveVertex(vertex, float(x), float(y))
        try:
            after, change = apply(plan, edit)
        except EditRejected:
            continue
        tally = retally(countable, tally, plan, after, change)
        plan = after
        fresh = Countable(dataset, countable.before)
        same(tally, tally_everything(fresh, plan))


def test_a_jump_over_many_edits_equals_counting_again(town: Town) -> None:
    dataset, start = town
    rng = np.random.default_rng(11)
    plan = start
    for vertex in rng.permutation(len(plan.coverage.vertices))[:80]:
        x, y = plan.coverage.vertices[vertex] + rng.normal(0, 60, 2)
        try:
            plan, _ = apply(plan, MoveVertex(int(vertex), float(x), float(y)))
        except EditRejected:
            continue
    plan, _ = apply(plan, AssignFaces("fi-1-6", plan.coverage.face_ids[:50], "fi-1-6/S1"))
    change = difference(start, plan)
    assert len(change.vertices) > 8
    countable = Countable(dataset, start)
    there = retally(countable, tally_everything(countable, start), start, plan, change)
    same(there, tally_everything(Countable(dataset, start), plan))
    back = retally(countable, there, plan, start, difference(plan, start))
    same(back, tally_everything(countable, start))


def test_a_school_that_stands_elsewhere_is_counted_again(town: Town) -> None:
    dataset, plan = town
    from dataclasses import replace

    xy = np.array(plan.schools.xy)
    xy[2] += 500
    moved = replace(plan, schools=replace(plan.schools, xy=xy))
    countable = Countable(dataset, plan)
    tally = retally(countable, tally_everything(countable, plan), plan, moved, difference(plan, moved))
    same(tally, tally_everything(Countable(dataset, plan), moved))


def test_places_do_not_touch_the_tally(town: Town) -> None:
    dataset, plan = town
    countable = Countable(dataset, plan)
    tally = tally_everything(countable, plan)
    after, change = apply(plan, SetCapacity("S1", 1))
    assert retally(countable, tally, plan, after, change) is tally


@pytest.mark.parametrize("metres", [0, 49.99, 50, 4999.99, 5000, 5499.99, 5500, 19_999.99, 20_000, 1e6])
def test_bins(metres: float) -> None:
    at = int(bin_of(np.array([round(metres * 100)]))[0])
    assert BIN_EDGES_M[at] <= metres
    assert at == len(BIN_EDGES_M) - 1 or metres < BIN_EDGES_M[at + 1]
