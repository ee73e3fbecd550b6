"""Plans side by side as JSON; the same for people is in :mod:`piiri.publish.comparison_text`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..compare import Comparison, Moves, PlanDifference
from ..compare.figures import FigureTable
from ..funding.writing import decimal_text
from ..indicators.at_least import Limit
from ..model.arrays import FloatArray
from ..model.plan import Plan
from ..parts import PlanProblem
from ..plan_funding import Funding
from .figures import _count, _value, figures_json

Json = dict[str, Any]

_LIMITS: dict[Limit, str] = {"least": "at_least", "most": "at_most", "about": "about"}
"""What a difference that is not exact is called."""


def comparison_json(comparison: Comparison, stage: int | None = None) -> Json:
    """Return plans side by side as JSON values.

    Parameters
    ----------
    comparison
        See :func:`piiri.compare.compare`.
    stage
        Only this stage, or all stages for None.

    Returns
    -------
    dict
        ``project``; ``stage``; ``groups`` (names by key); ``plans`` (the figures of each, as ``piiri evaluate`` prints
        them, ``problems`` and ``problem_list``); ``differences`` (one for each plan after the first), documented in the
        help of ``piiri compare``.
    """
    dataset = comparison.dataset
    plans = []
    for each, funding in zip(comparison.plans, comparison.money.fundings, strict=True):
        data = figures_json(dataset, each.plan, each.evaluation, stage)
        del data["project"], data["stage"]
        plans.append(
            {
                "plan": data.pop("plan"),
                "problems": len(each.problems),
                "problem_list": [_problem(comparison, problem) for problem in each.problems],
                **data,
                **({} if funding is None else {"money": _money(funding)}),
            }
        )
    return {
        "project": dataset.name,
        "stage": "all" if stage is None else dataset.stages[stage].id,
        "groups": {group.key: group.name for group in dataset.groups},
        "plans": plans,
        "differences": [_difference(comparison, position, stage) for position in range(1, len(plans))],
    }


def _money(funding: Funding) -> Json:
    """What a plan's model gives, to the cent."""
    found = funding.allocation
    if found is None:
        return {"problem": "" if funding.problem is None else funding.problem.sentence}
    step = found.model.model.rounding
    amounts = {key: decimal_text(cents * step) for key, cents in zip(found.inputs.ids, found.amounts, strict=True)}
    return {"currency": found.model.model.currency, "total": decimal_text(found.total * step), "schools": amounts}


def _problem(comparison: Comparison, problem: PlanProblem) -> Json:
    stages = comparison.dataset.stages
    return {
        "kind": problem.kind,
        "stage": stages[problem.stage].id if problem.stage >= 0 else "all",
        "what": problem.sentence,
        "detail": problem.detail,
    }


def _difference(comparison: Comparison, position: int, stage: int | None) -> Json:
    dataset, totals = comparison.dataset, comparison.totals
    found = comparison.differences[position - 1]
    one, other = comparison.plans[0].plan, comparison.plans[position].plan
    change = totals.difference(position)
    wanted = range(len(dataset.stages)) if stage is None else [stage]
    row = len(dataset.stages) if stage is None else stage
    by_school = comparison.school_figures
    schools = by_school.difference(position)[row]
    return {
        "plan": other.name,
        "compared_with": one.name,
        "totals": _changes(totals, change[row], position, row),
        "stages": [{"id": dataset.stages[s].id, **_changes(totals, change[s], position, s)} for s in wanted],
        "schools": [
            {"id": school, **_changes(by_school, values, position, row, h)}
            for h, (school, values) in enumerate(zip(comparison.schools, schools, strict=True))
        ],
        "blocks": _blocks(found, one, other, stage),
        "reshaped": _reshaped(found, one, other),
        **_moves(comparison, found.moves, wanted),
    }


def _changes(table: FigureTable, values: FloatArray, *where: int) -> Json:
    """Differences by key; figures of groups under the part of their key before the dot. ``where``: plan, stage and,
    of schools, the school."""
    changes: Json = {}
    limits: Json = {}
    for at, (kind, value) in enumerate(zip(table.kinds, values, strict=True)):
        if (limit := table.untold.limit(*where, at)) and _value(value) is not None:
            limits[kind.key] = _LIMITS[limit]
        whole = kind.unit in ("pupils", "schools", "places", "problems")
        written = None if _value(value) is None else _count(value) if whole else float(value)
        if kind.unit == "money" and written is not None:
            written = round(written, 2)
        if kind.group:
            key, _, group = kind.key.partition(".")
            changes.setdefault(key, {})[group] = written
        else:
            changes[kind.key] = written
    return {**changes, "limits": limits}


def _blocks(found: PlanDifference, one: Plan, other: Plan, stage: int | None) -> list[Json]:
    b = found.blocks
    counts = zip(b.pupils.tolist(), b.cells.tolist(), strict=True)
    rows = zip(b.block, b.stage.tolist(), b.catchment_before, b.catchment, counts, strict=True)
    return [
        {
            "stage": other.stages[s].id,
            "block": block,
            "from": one.catchments.ids[before] if before >= 0 else "",
            "to": other.catchments.ids[after] if after >= 0 else "",
            "pupils": pupils,
            "untold_cells": cells,
        }
        for block, s, before, after, (pupils, cells) in rows
        if stage is None or s == stage
    ]


def _reshaped(found: PlanDifference, one: Plan, other: Plan) -> list[Json]:
    r = found.reshaped
    counts = zip(r.pupils.tolist(), r.cells.tolist(), strict=True)
    rows = zip(r.face, r.face_before, r.area_m2.tolist(), r.swept_m2.tolist(), counts, strict=True)
    return [
        {
            "block": other.coverage.face_ids[face],
            "piece": bool(before < 0),
            "area_change_m2": round(area, 2),
            "swept_m2": round(swept, 2),
            "pupils": pupils,
            "untold_cells": cells,
        }
        for face, before, area, swept, (pupils, cells) in rows
    ]


def _moves(comparison: Comparison, moves: Moves, stages: Iterable[int]) -> Json:
    keys = [place.key for place in comparison.places]
    moving: list[Json] = []
    staying: list[Json] = []
    counts = zip(moves.by_grade.tolist(), moves.cells_of(-1).tolist(), strict=True)
    rows = zip(moves.stage.tolist(), moves.source, moves.target, counts, strict=True)
    for stage, source, target, (row, cells) in rows:
        if stage not in stages:
            continue
        by_grade = {str(grade): n for grade, n in enumerate(row) if n}
        how_many = {"pupils": sum(row), "pupils_by_grade": by_grade, "untold_cells": cells}
        where = {"stage": comparison.dataset.stages[stage].id, "from": keys[source], "to": keys[target]}
        (staying if source == target else moving).append({**where, **how_many})
    return {"moves": moving, "stays": staying}
