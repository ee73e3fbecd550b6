"""Attendance year by year against plain Python that follows one pupil after another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared.one_by_one import agree, at, dated, slow_attendance, weighted_square

from piiri.assignment import assign
from piiri.countable import Countable
from piiri.edits import AssignFaces, apply
from piiri.evaluate import evaluate
from piiri.expected import LONGEST, StayRules, attendance
from piiri.io.demo import demo_municipality
from piiri.model import Column, Dataset, Plan, PointLayer, Pupils
from piiri.tally import tally_everything

Town = tuple[Dataset, Plan]


def given_away(plan: Plan, school: str, to: str, stages: tuple[str, ...] = ("fi-1-6", "fi-7-9")) -> Plan:
    """All blocks that a school serves alone to another, stage by stage."""
    for stage in stages:
        s = plan.stage_index(stage)
        mine, target = (plan.catchments.of_school(plan.schools.index(x), s) for x in (school, to))
        if mine < 0 or target < 0:
            continue
        faces = tuple(plan.coverage.face_ids[f] for f in np.flatnonzero(plan.catchment_of_face[s] == mine))
        plan, _ = apply(plan, AssignFaces(stage, faces, plan.catchments.ids[target]))
    return plan


def with_attends(dataset: Dataset, plan: Plan, seed: int) -> Dataset:
    """Pupils of whom some attend their own school, some another one, and of some it is not known."""
    rng = np.random.default_rng(seed)
    n = len(dataset.pupils)
    face = assign(plan.coverage, dataset.pupils.points.xy)
    attends = np.full(n, -1)
    for i in np.flatnonzero(dataset.pupils.points.column("pupils")):
        mine = plan.catchments.schools_of(at(plan, int(dataset.pupils.stage[i]), int(face[i])))
        if len(mine):
            attends[i] = rng.choice([mine[0], mine[-1], rng.integers(len(plan.schools)), -1], p=[0.4, 0.3, 0.15, 0.15])
    # so many live in so few homes that there are siblings
    xy = np.array(dataset.pupils.points.xy)
    some = rng.integers(0, n, n // 2)
    xy[rng.integers(0, n, n // 2)] = xy[some]
    points = PointLayer("pupils", xy, dataset.pupils.points.columns, dataset.pupils.points.values)
    return replace(dataset, pupils=Pupils(points, dataset.pupils.stage, dataset.pupils.grade, attends))


@pytest.fixture(scope="module")
def demo() -> Town:
    return demo_municipality(pupils=3000)


@pytest.mark.parametrize("grade", [0, 2, 5, 10])
@pytest.mark.parametrize("siblings", [True, False])
def test_the_demo_equals_one_by_one(demo: Town, grade: int, siblings: bool) -> None:
    dataset, today = demo
    plan = given_away(given_away(today, "007", "008"), "021", "022", ("sv-1-6",))
    rules = StayRules(grade, siblings, 2027)
    slow, complete = slow_attendance(dataset, today, plan, rules, LONGEST)
    found = attendance(dataset, today, plan, rules, years=LONGEST)
    agree(found, slow, complete, plan)
    assert (grade == 10) == (not found.staying.any())


def test_the_sibling_rule_matters_in_the_demo(demo: Town) -> None:
    dataset, today = demo
    plan = given_away(today, "007", "008")
    assert attendance(dataset, today, plan, StayRules(0, True, 2027)).following.any()
    assert not attendance(dataset, today, plan, StayRules(0, False, 2027)).following.any()


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 10), st.booleans())
def test_random_towns_equal_one_by_one(town_of, seed: int, grade: int, siblings: bool) -> None:
    """Joint zones, unassigned blocks, people off the map and without a place are all in these towns."""
    dataset, today = town_of(pupils=150, blocks=40, seed=seed % 50)
    dataset = with_attends(dataset, today, seed)
    rng = np.random.default_rng(seed)
    table = np.array(today.catchment_of_face)
    for s in range(len(today.stages)):
        mine = np.append(np.flatnonzero(today.catchments.stage == s), -1)
        some = rng.integers(0, table.shape[1], 25)
        table[s, some] = rng.choice(mine, 25)
    plan = replace(today, catchment_of_face=table)
    rules = StayRules(grade, siblings, 2027)
    slow, complete = slow_attendance(dataset, today, plan, rules, LONGEST)
    agree(attendance(dataset, today, plan, rules, years=LONGEST), slow, complete, plan)


@pytest.mark.parametrize("seed", range(6))
def test_schools_that_close_and_open(town_of, seed: int) -> None:
    dataset, today = town_of(pupils=250, blocks=40, seed=seed)
    dataset = with_attends(dataset, today, seed)
    closed, opened = {"S2": 2029, "S5": 2027, "S0": 2031}, {"S3": 2030, "S6": 2028}
    plan = dated(given_away(given_away(today, "S2", "S3"), "S5", "S4"), closed, opened)
    rules = StayRules(0, True, 2027)
    slow, complete = slow_attendance(dataset, today, plan, rules, LONGEST, closed, opened)
    found = attendance(dataset, today, plan, rules, years=LONGEST)
    agree(found, slow, complete, plan)
    two = plan.schools.index("S2")
    assert found.expected[:2, two].sum(axis=1).all() and not found.expected[2:, two].any()


def test_a_change_is_complete_when_it_is_as_without_a_transition(demo: Town) -> None:
    dataset, today = demo
    plan = given_away(today, "007", "008")
    slow = attendance(dataset, today, plan, StayRules(0, True, 2027), years=LONGEST)
    quick = attendance(dataset, today, plan, StayRules(10, False, 2027), years=LONGEST)
    at_last = slow.complete - 2027
    np.testing.assert_array_equal(slow.expected[at_last:], quick.expected[at_last:])
    assert (slow.expected[at_last - 1] != quick.expected[at_last - 1]).any()
    assert quick.complete == 2027
    assert len(attendance(dataset, today, plan, StayRules(0, True, 2027)).years) == at_last + 1


def test_the_first_year_is_what_the_window_shows(demo: Town) -> None:
    """Assigned in the start year are the figures of the plan; expected there, if all may stay, who attends today."""
    dataset, today = demo
    plan = given_away(today, "007", "008")
    found = attendance(dataset, today, plan, StayRules(0, False, 2027), years=1)
    figures = evaluate(dataset, plan, tally_everything(Countable(dataset, today), plan))
    np.testing.assert_allclose(found.assigned[0].sum(axis=1), figures.school_pupils)
    attends = dataset.pupils.attends[dataset.pupils.attends >= 0]
    np.testing.assert_array_equal(found.expected[0].sum(axis=1), np.bincount(attends, minlength=len(plan.schools)))
    assert not found.staying[0][plan.schools.index("008")].any()


def test_nobody_is_lost_or_born(demo: Town) -> None:
    dataset, today = demo
    plan = given_away(today, "007", "008")
    found = attendance(dataset, today, plan, StayRules(3, True, 2027), years=12)
    people = dataset.pupils
    ages = np.array([people.points.total(f"age_{a}") for a in range(7)])
    grades = np.array([people.points.total(f"grade_{g}") for g in range(1, 10)])
    for t in range(12):
        alive = grades[: max(9 - t, 0)].sum() + ages[max(7 - t, 0) : max(16 - t, 0)].sum()
        assert found.expected[t].sum() + found.nowhere[t] == pytest.approx(alive)
    assert found.known_until == 2034


def test_one_point_may_stand_for_many() -> None:
    counts = np.array([10, 20, 30, 40, 50, 60, 0, 0, 0])
    dataset, today = weighted_square(counts, 0, -1)
    plan, _ = apply(today, AssignFaces("1-6", ("w",), "1-6/B"))
    found = attendance(dataset, today, plan, StayRules(3, False, 2027), years=5)
    a, b, c = range(3)
    # 7 of an unknown grade go at once and never move up; those from grade 3 stay
    assert found.expected[0, b].tolist() == [7, 10, 20, 0, 0, 0, 0, 0, 0, 0]
    assert found.expected[0, a].tolist() == [0, 0, 0, 30, 40, 50, 60, 0, 0, 0]
    assert found.staying[1, a].tolist() == [0, 0, 0, 0, 30, 40, 50, 0, 0, 0]
    assert found.expected[1, b].tolist() == [7, 20, 10, 20, 0, 0, 0, 0, 0, 0]
    assert found.expected[1, c].tolist() == [0, 0, 0, 0, 0, 0, 0, 60, 0, 0]
    assert found.assigned[1, b].tolist() == [7, 20, 10, 20, 30, 40, 50, 0, 0, 0]
    assert (found.complete, found.known_until) == (2031, 2034)
    np.testing.assert_allclose(*(x.sum(axis=1) for x in (found.expected[4], found.assigned[4])))


def test_choosers_keep_their_school_until_the_stage_ends() -> None:
    counts = np.array([0, 0, 0, 0, 5, 6, 0, 0, 0])
    dataset, today = weighted_square(counts, 0, 1)
    found = attendance(dataset, today, today, StayRules(10, False, 2027), years=3)
    assert found.choosing[:, 1].sum(axis=1).tolist() == [18, 12, 7]
    assert found.expected[1:, 2].sum(axis=1).tolist() == [6, 11]
    assert found.complete == 2027


def test_grades_may_be_known_by_the_point_only(town_of) -> None:
    dataset, today = town_of(pupils=120, blocks=40)
    everybody = dataset.pupils
    plain = PointLayer(
        "pupils", everybody.points.xy, (Column("pupils", "Pupils", "pupils"),), everybody.points.values[:, :1]
    )
    dataset = replace(dataset, pupils=replace(everybody, points=plain), groups=())
    plan = given_away(today, "S2", "S3")
    slow, complete = slow_attendance(dataset, today, plan, StayRules(0, True, 2027), LONGEST)
    found = attendance(dataset, today, plan, StayRules(0, True, 2027), years=LONGEST)
    agree(found, slow, complete, plan)
    assert found.known_until == 2027


def test_a_grade_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="stay_from_grade"):
        StayRules(11, True, 2027)
