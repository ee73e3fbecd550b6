"""What is wrong with two plans, found again plan by plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from piiri.compare import compare, shared_problems
from piiri.countable import Countable
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
