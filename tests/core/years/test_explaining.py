"""Parts sum to the whole; what alone changed explains all of it; the Shapley value against all orders written out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations

import numpy as np
import pytest

from piiri.countable import Countable
from piiri.edits import AssignFaces, apply
from piiri.errors import InputError
from piiri.flows import Whereabouts, whereabouts
from piiri.model import Coverage, Dataset, Plan, PointLayer
from piiri.segregation import dissimilarity
from piiri.tally import tally_everything
from piiri.years import Explained, explained, shapley
from piiri.years.explaining import parted, pupils_of

Town = tuple[Dataset, Plan]


def where(dataset: Dataset, plan: Plan, today: Plan) -> Whereabouts:
    countable = Countable(dataset, today)
    return whereabouts(countable, plan, tally_everything(countable, plan).pupils)


@pytest.fixture(scope="module")
def attending(town_of: Callable[..., Town]) -> Town:
    """Everybody goes to the assigned school, but a fifth to another one that teaches the stage."""
    dataset, plan = town_of(pupils=1500, blocks=60)
    there = where(dataset, plan, plan)
    rng = np.random.default_rng(2)
    attends = np.full(len(dataset.pupils), -1)
    attends[there.points] = np.where(rng.random(len(there)) < 0.2, (there.assigned + 1) % 6, there.assigned)
    return replace(dataset, pupils=replace(dataset.pupils, attends=attends)), plan


def explain(one: Town, two: Town, today: Plan) -> Explained:
    key = one[0].groups[0].key
    members = tuple(dataset.pupils.points.column(key) for dataset, _ in (one, two))
    return explained(
        where(*one, today), where(*two, today), (members[0], members[1]), dissimilarity, one[1].stages[0].id
    )


def sums_up(found: Explained) -> None:
    whole = found.after - found.before
    assert np.allclose(found.population + found.border + found.choice, whole, atol=1e-9)
    assert sum(found.index_parts) == pytest.approx(found.index_after - found.index_before, abs=1e-12)


def moved(plan: Plan, blocks: int = 4) -> Plan:
    faces = np.flatnonzero(plan.catchment_of_face[0] == 2)[:blocks]
    return apply(plan, AssignFaces("fi-1-6", tuple(plan.coverage.face_ids[f] for f in faces), "fi-1-6/S3"))[0]


def test_nothing_changed_is_nothing_explained(attending: Town) -> None:
    found = explain(attending, attending, attending[1])
    sums_up(found)
    assert np.allclose(found.before, found.after) and np.allclose(found.choice, 0) and found.index_parts == (0, 0, 0)


def test_what_the_plan_expected_is_counted_as_it_is(attending: Town) -> None:
    dataset, plan = attending
    there = where(dataset, plan, plan)
    found = explain(attending, attending, plan)
    for h in range(len(plan.schools)):
        rows = (there.stage == 0) & (there.expected == h) & (there.block >= 0)
        assert found.before[h].sum() == pytest.approx(there.weight[rows].sum())


def test_more_people_are_population_alone(attending: Town) -> None:
    dataset, plan = attending
    points = dataset.pupils.points
    twice = PointLayer(points.name, points.xy, points.columns, points.values.astype(np.int64) * 2)
    found = explain(attending, (replace(dataset, pupils=replace(dataset.pupils, points=twice)), plan), plan)
    sums_up(found)
    assert np.allclose(found.population, found.before) and np.allclose(found.border, 0) and np.allclose(found.choice, 0)
    assert found.index_parts == pytest.approx((0, 0, 0), abs=1e-12)


def test_all_of_three_at_once_sum_to_the_difference(attending: Town) -> None:
    dataset, plan = attending
    rng = np.random.default_rng(9)
    attends = np.where(
        rng.random(len(dataset.pupils)) < 0.3, rng.integers(0, 6, len(dataset.pupils)), dataset.pupils.attends
    )
    keep = rng.random(len(dataset.pupils)) < 0.8
    points = dataset.pupils.points
    later = replace(
        dataset,
        pupils=replace(
            dataset.pupils,
            points=PointLayer(points.name, points.xy[keep], points.columns, points.values[keep]),
            stage=dataset.pupils.stage[keep],
            grade=dataset.pupils.grade[keep],
            attends=attends[keep],
        ),
    )
    found = explain(attending, (later, moved(plan)), plan)
    sums_up(found)
    assert (np.abs(found.population).sum() > 1) and np.abs(found.border).sum() > 1 and np.abs(found.choice).sum() > 1
    assert found.left_out[1] > 0


def test_the_value_of_shapley_written_out() -> None:
    def function(a: float, b: float, c: float) -> np.ndarray:
        return np.array([a * b + c, a * b * c])

    before, after = (2.0, 3.0, 5.0), (7.0, 4.0, 6.0)
    expected = np.zeros((3, 2))
    for order in permutations(range(3)):
        now = list(before)
        for position in order:
            had = function(*now)
            now[position] = after[position]
            expected[position] += (function(*now) - had) / 6
    assert np.allclose(shapley(function, before, after), expected)


def test_parts_multiply_to_the_pupils(attending: Town) -> None:
    dataset, plan = attending
    there = where(dataset, plan, plan)
    members = dataset.pupils.points.column(dataset.groups[0].key)
    made, left = parted(there, there.attended, members, plan.coverage.face_ids, plan.schools.ids, "fi-1-6")
    found = pupils_of(made.population, made.border, made.choice)
    rows = (there.stage == 0) & (there.block >= 0) & (there.attended >= 0)
    assert found.sum() == pytest.approx(there.weight[rows].sum())
    assert left == int(there.weight[(there.stage == 0) & ~rows].sum())
    assert np.allclose(made.choice.sum(axis=1), 1)


def test_years_without_a_common_block_are_refused(attending: Town, town_of: Callable[..., Town]) -> None:
    dataset, plan = attending
    other, theirs = town_of(pupils=50, blocks=30)
    renamed = replace(theirs.coverage.topology, face_ids=tuple(f"x{i}" for i in theirs.coverage.face_ids))
    there = where(other, replace(theirs, coverage=Coverage(renamed, theirs.coverage.vertices)), theirs)
    with pytest.raises(InputError, match="no block in common"):
        explained(where(dataset, plan, plan), there, (np.zeros(1), np.zeros(1)), dissimilarity)
