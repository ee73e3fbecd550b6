"""What is wrong with the plans compared: which problems are new in a plan, mended, worse or less.

A school that lacks 21 places in one plan and 24 in another has the same problem in both, with other figures. So
problems are matched by what they are about: the school, or for blocks the ids of those concerned.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ..parts import KINDS, PlanProblem
from .comparing import Comparison
from .counting import CountedPlan

Fate = Literal["same", "new", "mended", "worse", "less", "none"]


@dataclass(frozen=True, eq=False, slots=True)
class SharedProblem:
    """Something that is wrong with one plan or several, in the same words.

    Attributes
    ----------
    problem
        As found in the first plan that has it; its blocks are that plan's.
    plans
        Positions of the plans that have it so, ascending.
    fates
        For each plan what it is there against the first plan: ``"same"``, ``"new"``, ``"worse"``, ``"less"`` where
        the plan has it so; ``"mended"`` where the first has it and the plan has nothing of the kind there;
        ``"none"`` where it says nothing of the plan, or the plan has it with other figures, told by another row.
    """

    problem: PlanProblem
    plans: tuple[int, ...]
    fates: tuple[Fate, ...]


def shared_problems(comparison: Comparison) -> tuple[SharedProblem, ...]:
    """Return all problems of all plans, each that is said alike once: by kind, those of the first plan first, and what
    is about the same school or catchment together.

    Examples
    --------
    >>> # new = [each for each in shared_problems(compare(dataset, [today, proposal])) if each.fates[1] == "new"]
    """
    plans = comparison.plans
    found: dict[tuple[str, int, str, str, str], tuple[PlanProblem, list[int]]] = {}
    for position, counted in enumerate(plans):
        for problem in counted.problems:
            sign = problem.kind, problem.stage, problem.about, problem.sentence, problem.detail
            having = found.setdefault(sign, (problem, []))[1]
            if position not in having:
                having.append(position)
    kinds = list(KINDS)
    subjects: dict[tuple[str, int, str], int] = {}
    for problem, _ in found.values():
        subjects.setdefault((problem.kind, problem.stage, problem.about), len(subjects))
    shared = [
        SharedProblem(problem, tuple(having), _fates(plans, problem, having)) for problem, having in found.values()
    ]

    def order(each: SharedProblem) -> tuple[int, int, int]:
        p = each.problem
        return kinds.index(p.kind), subjects[p.kind, p.stage, p.about], each.plans[0]

    return tuple(sorted(shared, key=order))


def _fates(plans: tuple[CountedPlan, ...], problem: PlanProblem, having: list[int]) -> tuple[Fate, ...]:
    own = plans[having[0]]
    fates: list[Fate] = ["same" if 0 in having else "none"]
    before = _kin(plans[0], problem, own)
    for position in range(1, len(plans)):
        if position in having:
            if 0 in having:
                fates.append("same")
            elif not before:
                fates.append("new")
            else:
                fates.append("worse" if problem.weight > max(each.weight for each in before) else "less")
        else:
            fates.append("mended" if 0 in having and not _kin(plans[position], problem, own) else "none")
    return tuple(fates)


def _kin(plan: CountedPlan, problem: PlanProblem, own: CountedPlan) -> list[PlanProblem]:
    """What is wrong with a plan in the same place: with the same school, or with some of the same blocks."""
    alike = [
        each
        for each in plan.problems
        if (each.kind, each.stage, each.about) == (problem.kind, problem.stage, problem.about)
    ]
    if not len(problem.faces):
        return alike
    blocks = {own.plan.coverage.face_ids[face] for face in problem.faces}
    ids = plan.plan.coverage.face_ids
    return [each for each in alike if any(ids[face] in blocks for face in each.faces)]
