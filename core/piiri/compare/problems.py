"""What is wrong with the plans compared, each thing once: which are new in a plan, and which it has mended."""

from __future__ import annotations

from dataclasses import dataclass

from ..parts import KINDS, Kind, PlanProblem
from .comparing import Comparison

_Sign = tuple[Kind, int, str, str]


@dataclass(frozen=True, eq=False, slots=True)
class SharedProblem:
    """Something that is wrong, and the plans in which it is.

    Attributes
    ----------
    problem
        As found in the first plan that has it; its blocks are that plan's.
    plans
        Positions of the plans that have it, ascending.
    """

    problem: PlanProblem
    plans: tuple[int, ...]


def shared_problems(comparison: Comparison) -> tuple[SharedProblem, ...]:
    """Return all problems of all plans, by kind, those of the first plan first.

    Two plans have the same problem where it is said in the same words with the same figures.

    Examples
    --------
    >>> # new = [each for each in shared_problems(compare(dataset, [today, proposal])) if 0 not in each.plans]
    """
    found: dict[_Sign, tuple[PlanProblem, list[int]]] = {}
    for position, counted in enumerate(comparison.plans):
        for problem in counted.problems:
            sign = problem.kind, problem.stage, problem.sentence, problem.detail
            plans = found.setdefault(sign, (problem, []))[1]
            if position not in plans:
                plans.append(position)
    kinds = list(KINDS)
    shared = (SharedProblem(problem, tuple(plans)) for problem, plans in found.values())
    return tuple(sorted(shared, key=lambda each: (kinds.index(each.problem.kind), each.plans[0])))
