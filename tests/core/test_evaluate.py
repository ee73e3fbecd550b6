"""Figures of a plan against plain Python, and the way they hang together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from piiri.assignment import assign
from piiri.countable import Countable
from piiri.edits import AssignFaces, MoveSchool, MoveVertex, SetCapacity, apply
from piiri.errors import EditRejected
from piiri.evaluate import Evaluation, evaluate, reevaluate
from piiri.indicators.distance import percentile_m, share_beyond_by_grade
from piiri.indicators.registry import INDICATORS
from piiri.indicators.size import over_capacity
from piiri.model import Dataset, Plan
from piiri.tally import retally, tally_everything

Town = tuple[Dataset, Plan]


def figures(dataset: Dataset, plan: Plan, before: Plan | None = None) -> Evaluation:
    return evaluate(dataset, plan, tally_everything(Countable(dataset, before or plan), plan))


def intakes_by_hand(dataset: Dataset, plan: Plan) -> dict[tuple[int, int], dict[str, float]]:
    """Pupils, distances and groups of every (stage, school), pupil by pupil; joint zones by share."""
    found: dict[tuple[int, int], dict[str, float]] = defaultdict(lambda: defaultdict(float))
    face = assign(plan.coverage, dataset.pupils.points.xy)
    c = plan.catchments
    for i, (stage, f) in enumerate(zip(dataset.pupils.stage, face, strict=True)):
        catchment = plan.catchment_of_face[stage, f] if f >= 0 else -1
        if catchment < 0:
            continue
        weight = float(dataset.pupils.points.values[i, 0])
        servers = np.flatnonzero(c.server_catchment == catchment)
        xy = dataset.pupils.points.xy[i]
        distance = min(np.hypot(*(xy - plan.schools.xy[c.server_school[j]])) for j in servers)
        limit = dataset.limit_of(int(dataset.pupils.grade[i]), int(stage))
        assert limit is not None
        for j in servers:
            row = found[int(stage), int(c.server_school[j])]
            part = weight * c.server_share[j]
            row["pupils"] += part
            row["metres"] += part * distance
            row["beyond"] += part * (distance >= limit.limit_m)
            for group in dataset.groups:
                row[group.key] += c.server_share[j] * float(dataset.pupils.points.column(group.key)[i])
    return found


def test_every_intake_equals_plain_python(town: Town) -> None:
    dataset, plan = town
    e = figures(dataset, plan)
    by_hand = intakes_by_hand(dataset, plan)
    assert len(by_hand) == len(e.table.stage)
    for u, key in enumerate(zip(e.table.stage.tolist(), e.table.school.tolist(), strict=True)):
        row = by_hand[key]
        assert e.table.column("pupils")[u] == pytest.approx(row["pupils"])
        assert e.mean_distance_m[u] == pytest.approx(row["metres"] / row["pupils"], abs=0.01)
        assert e.share_beyond[u] == pytest.approx(row["beyond"] / row["pupils"])
        for g, group in enumerate(dataset.groups):
            assert e.group_share[u, g] == pytest.approx(row[group.key] / row["pupils"])


def test_schools_add_up_over_their_stages(town: Town) -> None:
    dataset, plan = town
    e = figures(dataset, plan)
    by_hand = intakes_by_hand(dataset, plan)
    for school in range(len(plan.schools)):
        total = sum(row["pupils"] for (_, h), row in by_hand.items() if h == school)
        assert e.school_pupils[school] == pytest.approx(total)
        places = plan.schools.places[school]
        if places > 0:
            assert e.school_use[school] == pytest.approx(total / places)
        else:
            assert np.isnan(e.school_use[school])


def test_totals_hang_together(town: Town) -> None:
    dataset, plan = town
    e = figures(dataset, plan)
    assert sum(s.pupils for s in e.stages) == e.total.pupils == dataset.pupils.points.total("pupils")
    assert sum(s.unassigned for s in e.stages) == e.total.unassigned > 0
    assert sum(s.unlocated for s in e.stages) == e.total.unlocated > 0
    assert round(e.school_pupils.sum()) == e.total.pupils - e.total.unassigned - e.total.unlocated
    assert e.total.over_capacity == over_capacity(e.school_pupils, plan.schools.places)
    assert e.total.changed == 0
    assert e.figures(None) is e.total
    assert e.figures(1) is e.stages[1]


def test_changed_pupils_are_those_whose_school_differs(town: Town) -> None:
    dataset, plan = town
    own = plan.catchment_of_face[0]
    blocks = tuple(plan.coverage.face_ids[f] for f in np.flatnonzero(own == 2)[:4])
    after, _ = apply(plan, AssignFaces("fi-1-6", blocks, "fi-1-6/S3"))
    face = assign(plan.coverage, dataset.pupils.points.xy)
    index = [plan.coverage.topology.face_index[b] for b in blocks]
    mine = np.isin(face, index) & (dataset.pupils.stage == 0)
    expected = int(dataset.pupils.points.column("pupils")[mine].sum())
    e = figures(dataset, after, plan)
    assert expected > 0
    assert e.stages[0].changed == e.total.changed == expected
    assert e.stages[1].changed == 0


@pytest.mark.parametrize("share", [0.5, 0.9, 1.0])
def test_percentile_is_within_its_bin_of_the_true_one(town: Town, share: float) -> None:
    dataset, plan = town
    tally = tally_everything(Countable(dataset, plan), plan)
    face = assign(plan.coverage, dataset.pupils.points.xy)
    catchment = 3
    at_school = dataset.pupils.points.column("pupils") > 0
    mine = np.flatnonzero(
        (face >= 0) & (plan.catchment_of_face[0, face] == catchment) & (dataset.pupils.stage == 0) & at_school
    )
    school = plan.schools.xy[plan.catchments.schools_of(catchment)[0]]
    metres = np.sort(np.hypot(*(dataset.pupils.points.xy[mine] - school).T))
    nearest_rank = metres[int(np.ceil(share * len(metres))) - 1]
    found = percentile_m(tally.counts[catchment : catchment + 1, tally.columns.bins].astype(float), share)[0]
    assert abs(found - nearest_rank) <= 50.0


def test_percentile_of_nobody_is_nothing() -> None:
    assert np.isnan(percentile_m(np.zeros((1, 131)))[0])


def test_share_beyond_by_grade(town: Town) -> None:
    dataset, plan = town
    e = figures(dataset, plan)
    by_grade = share_beyond_by_grade(e.table)
    assert by_grade.shape == (len(e.table.stage), 9)
    high = e.table.stage == 1
    assert np.isnan(by_grade[high, :6]).all()
    pupils = e.table.counts[:, [e.table.columns[f"grade_{g}"] for g in range(1, 10)]]
    assert np.allclose(np.nansum(by_grade * pupils, axis=1), e.table.column("beyond"))


def test_places_change_use_only(town: Town) -> None:
    dataset, plan = town
    after, _ = apply(plan, SetCapacity("S2", 1))
    one, other = figures(dataset, plan), figures(dataset, after)
    assert other.school_use[2] == other.school_pupils[2]
    assert np.array_equal(one.table.counts, other.table.counts)


def test_a_town_without_pupils_has_empty_figures(town_of: Callable[..., Town]) -> None:
    dataset, plan = town_of(pupils=30, blocks=30)
    from piiri.model import Pupils
    from piiri.model.points import empty_layer

    nobody = Pupils(empty_layer("pupils", dataset.pupils.points.columns), np.zeros(0), np.zeros(0), np.zeros(0))
    e = figures(replace(dataset, pupils=nobody), plan)
    assert e.total.pupils == 0
    assert np.isnan(e.total.mean_distance_m)
    assert all(np.isnan(d) for d in e.total.dissimilarity)


def test_every_indicator_names_a_function_and_its_source() -> None:
    assert len({i.key for i in INDICATORS}) == len(INDICATORS)
    for indicator in INDICATORS:
        assert indicator.function.__doc__
        assert indicator.formula
        assert indicator.source


def unevenly_served(plan: Plan, rng: np.random.Generator) -> Plan:
    """The plan with shares that no float holds exactly, and a school that serves two catchments of one stage."""
    c = plan.catchments
    share = np.array(c.server_share)
    zone = np.flatnonzero(share != 1)
    share[zone] = (1 / 3, 2 / 3)
    school = np.array(c.server_school)
    school[rng.integers(6)] = 2
    return replace(plan, catchments=replace(c, server_share=share, server_school=school))


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 1_000_000))
def test_figures_of_rows_that_differ_equal_all_figures_to_the_last_bit(seed: int, town_of: Callable[..., Town]) -> None:
    rng = np.random.default_rng(seed)
    dataset, plan = town_of(pupils=600, blocks=40, seed=seed % 5)
    if seed % 2:
        plan = unevenly_served(plan, rng)
    countable = Countable(dataset, plan)
    tally = tally_everything(countable, plan)
    known = evaluate(dataset, plan, tally)
    for _ in range(15):
        stage = int(rng.integers(2))
        own = [i for i, s in zip(plan.catchments.ids, plan.catchments.stage, strict=True) if s == stage]
        blocks = tuple(map(str, rng.choice(plan.coverage.face_ids, rng.integers(1, 6), replace=False)))
        vertex = int(rng.integers(len(plan.coverage.vertices)))
        place = plan.coverage.vertices[vertex] + rng.normal(0, 100, 2)
        school = str(rng.choice(plan.schools.ids))
        edits = (
            AssignFaces(plan.stages[stage].id, blocks, str(rng.choice([*own, ""]))),
            AssignFaces(plan.stages[stage].id, blocks, str(rng.choice([*own, ""]))),
            MoveVertex(vertex, float(place[0]), float(place[1])),
            MoveSchool(school, float(place[0]), float(place[1])),
            SetCapacity(school, int(rng.integers(-1, 200))),
        )
        try:
            after, change = apply(plan, edits[int(rng.integers(len(edits)))])
        except EditRejected:
            continue
        counted = retally(countable, tally, plan, after, change)
        found = reevaluate(dataset, known, plan, after, counted)
        whole = evaluate(dataset, after, tally_everything(countable, after))
        assert found.fingerprint == whole.fingerprint
        if rng.random() < 0.6:  # a preview that is kept
            plan, tally, known = after, counted, found


def test_only_rows_that_differ_are_computed_again(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset, plan = town
    countable = Countable(dataset, plan)
    tally = tally_everything(countable, plan)
    known = evaluate(dataset, plan, tally)
    after, change = apply(plan, AssignFaces("fi-1-6", ("b40", "b41"), "fi-1-6/S3"))
    counted = retally(countable, tally, plan, after, change)
    assert counted.recounted is not None
    assert set(np.flatnonzero((counted.counts != tally.counts).any(axis=1))) <= set(counted.recounted.tolist())
    asked = []

    def of_rows(bins: np.ndarray, share: float = 0.9) -> np.ndarray:
        asked.append(len(bins))
        return percentile_m(bins, share)

    monkeypatch.setattr("piiri.indicators.distance.percentile_m", of_rows)
    reevaluate(dataset, known, plan, after, counted)
    assert max(asked) < len(known.table.stage), asked


def test_a_zone_by_places_is_computed_whole(town: Town) -> None:
    """What a zone's schools take in depends on the pupils of other catchments."""
    dataset, plan = town
    plan = replace(plan, by_places=frozenset({"fi-1-6/joint"}))
    countable = Countable(dataset, plan)
    tally = tally_everything(countable, plan)
    known = evaluate(dataset, plan, tally)
    joint = np.flatnonzero(plan.catchment_of_face[0] == plan.catchments.index("fi-1-6/joint"))
    for step in (2, 4):
        blocks = tuple(plan.coverage.face_ids[f] for f in joint[:step])
        after, change = apply(plan, AssignFaces("fi-1-6", blocks, "fi-1-6/S1"))
        counted = retally(countable, tally, plan, after, change)
        found = reevaluate(dataset, known, plan, after, counted)
        assert found.fingerprint == evaluate(dataset, after, counted).fingerprint != known.fingerprint
