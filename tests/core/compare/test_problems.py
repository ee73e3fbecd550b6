"""What is wrong with two plans, found again plan by plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from piiri.compare import compare, shared_problems
from piiri.countable import Countable
from piiri.edits import SetCapacity, apply
from piiri.model import Dataset, Plan
from piiri.parts import KINDS, plan_problems
from piiri.tally import tally_everything


def test_each_plan_has_the_problems_it_has_alone(two: tuple[Dataset, Plan, Plan]) -> None:
    dataset, *plans = two
    found = compare(dataset, plans)
    shared = shared_problems(found)
    for position, counted in enumerate(found.plans):
        plan = counted.plan
        alone = plan_problems(dataset, plan, tally_everything(Countable(dataset, plan), plan), counted.evaluation)
        wanted = {(problem.kind, problem.stage, problem.sentence, problem.detail) for problem in alone}
        mine = [each.problem for each in shared if position in each.plans]
        assert {(problem.kind, problem.stage, problem.sentence, problem.detail) for problem in mine} == wanted
        assert found.totals.of("problems")[position, -1] == len(counted.problems) == len(alone)
    kinds = [list(KINDS).index(each.problem.kind) for each in shared]
    assert kinds == sorted(kinds)


def test_what_only_the_second_has(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    table = np.array(plan.catchment_of_face)
    table[0, :3] = -1
    found = compare(dataset, [plan, replace(plan, name="Unfinished", catchment_of_face=table), plan])
    new = [each for each in shared_problems(found) if each.plans == (1,)]
    assert "unassigned" in {each.problem.kind for each in new}
    assert all(0 not in each.plans or each.plans in ((0, 2), (0, 1, 2)) for each in shared_problems(found))
    for each in shared_problems(found):
        if each.problem.kind == "unassigned" and set(each.problem.faces) & {0, 1, 2}:
            assert each.fates[1] in (("new", "worse") if 1 in each.plans else ("none",)), "there is one in its place"
        assert each.fates[0] == ("same" if 0 in each.plans else "none")
        assert each.fates[2] == ("same" if 0 in each.plans else "none")


def test_a_school_with_other_figures_has_the_same_problem(town: tuple[Dataset, Plan]) -> None:
    dataset, plan = town
    pupils = compare(dataset, [plan, plan]).plans[0].evaluation.school_pupils
    school = int(np.argmax(pupils))
    less, more, none = (
        apply(plan, SetCapacity(plan.schools.ids[school], int(pupils[school]) - missing))[0] for missing in (4, 9, 0)
    )
    found = {
        each.problem.sentence: each
        for each in shared_problems(compare(dataset, [less, more, none]))
        if each.problem.about == plan.schools.ids[school] and each.problem.kind == "over_capacity"
    }
    assert sorted((each.plans, each.fates) for each in found.values()) == [
        ((0,), ("same", "none", "mended")),
        ((1,), ("none", "worse", "none")),
    ]
    (better,) = [
        each
        for each in shared_problems(compare(dataset, [more, less]))
        if each.problem.about == plan.schools.ids[school]
        and each.plans == (1,)
        and each.problem.kind == "over_capacity"
    ]
    assert better.fates == ("none", "less")
