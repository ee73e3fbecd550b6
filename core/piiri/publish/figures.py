"""The figures of a plan as JSON and as a table of text.

JSON keys are stable and carry their unit: ``_m`` metres, ``_share`` 0..1, plain counts without a suffix. A figure
that does not exist (no pupils, places not known) is ``null``."""

from __future__ import annotations

import math
from typing import Any

from ..evaluate import Evaluation, StageFigures
from ..i18n import distance, number, share, tr, trn
from ..indicators.at_least import of_schools, sign
from ..indicators.distance import share_beyond_by_grade
from ..indicators.table import IntakeTable
from ..model.arrays import FloatArray
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..model.points import UNTOLD, Column, PointLayer

Json = dict[str, Any]


def figures_json(dataset: Dataset, plan: Plan, evaluation: Evaluation, stage: int | None = None) -> Json:
    """Return the figures of a plan as JSON values.

    Parameters
    ----------
    dataset, plan, evaluation
        What was evaluated.
    stage
        Only this stage, or all stages for None. The schools' pupils, places and use always count all their stages,
        since places are shared; their ``stages`` list is cut to the stage.

    Returns
    -------
    dict
        ``project, plan, stage, totals, stages, schools``; documented in the help of ``piiri evaluate``.
    """
    wanted = range(len(plan.stages)) if stage is None else [stage]
    by_grade = share_beyond_by_grade(evaluation.table)
    intakes = [_intake_json(dataset, plan, evaluation, by_grade, u) for u in range(len(evaluation.table.stage))]
    untold = of_schools(evaluation.table, len(plan.schools))
    schools = []
    for h, school in enumerate(plan.schools.ids):
        rows = [row for row in intakes if row["school"] == school and plan.stage_index(row["stage"]) in wanted]
        if stage is not None and not rows:
            continue
        places = int(plan.schools.places[h])
        schools.append(
            {
                "id": school,
                "name": plan.schools.names[h],
                "places": places if places >= 0 else None,
                "pupils": _count(evaluation.school_pupils[h]),
                "untold_cells": _count(untold[h]),
                "use_share": _value(evaluation.school_use[h]),
                "locked": school in plan.locked,
                "stages": [{key: value for key, value in row.items() if key != "school"} for row in rows],
            }
        )
    return {
        "project": dataset.name,
        "plan": plan.name,
        "stage": "all" if stage is None else plan.stages[stage].id,
        "totals": totals_json(dataset, evaluation.figures(stage)),
        "stages": [
            {"id": plan.stages[s].id, "name": plan.stages[s].name, **totals_json(dataset, evaluation.stages[s])}
            for s in wanted
        ],
        "schools": schools,
    }


def totals_json(dataset: Dataset, figures: StageFigures) -> Json:
    """Return the figures of one stage, or of all together, as JSON values."""
    return {
        "pupils": figures.pupils,
        "unassigned_pupils": figures.unassigned,
        "unlocated_pupils": figures.unlocated,
        "changed_pupils": figures.changed,
        "schools_over_capacity": figures.over_capacity,
        "mean_distance_m": _value(figures.mean_distance_m),
        "p90_distance_m": _value(figures.p90_distance_m),
        "beyond_limit_pupils": figures.beyond,
        "beyond_limit_share": _value(figures.share_beyond),
        "hidden_cells": figures.hidden,
        "absent_cells": figures.absent,
        "unassigned_untold_cells": figures.unassigned_untold,
        "unlocated_untold_cells": figures.unlocated_untold,
        "dissimilarity": {group.key: _value(d) for group, d in zip(dataset.groups, figures.dissimilarity, strict=True)},
    }


def _intake_json(dataset: Dataset, plan: Plan, evaluation: Evaluation, beyond_by_grade: FloatArray, u: int) -> Json:
    table = evaluation.table
    grades = [grade for grade in plan.stages[table.stage[u]].grades if table.has(f"grade_{grade}")]
    by_grade = {str(grade): _count(table.column(f"grade_{grade}")[u]) for grade in grades}
    beyond = {str(grade): _value(beyond_by_grade[u, grade - 1]) for grade in grades}
    return {
        "school": plan.schools.ids[table.school[u]],
        "stage": plan.stages[table.stage[u]].id,
        "pupils": _count(table.column("pupils")[u]),
        "pupils_by_grade": by_grade,
        **untold_of(table, "pupils", u),
        "groups": {
            group.key: {
                "pupils": _count(table.column(group.key)[u]),
                "share": _value(evaluation.group_share[u, g]),
                **untold_of(table, group.key, u),
            }
            for g, group in enumerate(dataset.groups)
        },
        "residents": [
            _residents_json(layer, column, table, u)
            for layer in dataset.residents
            for column in layer.columns
            if column.role == "residents"
        ],
        "mean_distance_m": _value(evaluation.mean_distance_m[u]),
        "p90_distance_m": _value(evaluation.p90_distance_m[u]),
        "beyond_limit_pupils": _count(table.column("beyond")[u]),
        "beyond_limit_share": _value(evaluation.share_beyond[u]),
        "beyond_limit_share_by_grade": beyond,
        "changed_pupils": _count(table.column("changed")[u]),
    }


def untold_of(table: IntakeTable, key: str, u: int) -> Json:
    """Return in how many cells of an intake a count is kept secret or was not given: with any, it is *at least* that
    much."""
    return {
        f"{role}_cells": _count(table.column(f"{key}_{role}")[u]) if table.has(f"{key}_{role}") else 0
        for role in UNTOLD
    }


def _residents_json(layer: PointLayer, column: Column, table: IntakeTable, u: int) -> Json:
    """One figure of who lives in the catchment; its share leaves out the cells where it is not known."""
    key = f"{layer.name}.{column.key}"
    value = float(table.column(key)[u]) / 10**column.decimals
    base = float(table.column(f"{layer.name}.{column.of}")[u]) if column.of else 0.0
    found: Json = {"layer": layer.name, "column": column.key, "value": value, "of": column.of or None}
    return found | {"ratio": value / base if base > 0 else None, **untold_of(table, key, u)}


def figures_table(dataset: Dataset, plan: Plan, evaluation: Evaluation, stage: int | None = None) -> str:
    """Return the figures as text in the language in force: the totals line by line, then a row a school."""
    data = figures_json(dataset, plan, evaluation, stage)
    total = data["totals"]
    lines = [f"{data['project']} · {tr(data['plan'])} · {_stage_name(plan, stage)}", ""]
    nowhere, unlocated = total["unassigned_untold_cells"], total["unlocated_untold_cells"]
    inside = total["hidden_cells"] + total["absent_cells"] - nowhere - unlocated
    facts = [
        (tr("Pupils"), at_least(number(total["pupils"]), total["hidden_cells"], total["absent_cells"])),
        (tr("Pupils who change school"), number(total["changed_pupils"])),
        (tr("Pupils in no catchment"), sign(number(total["unassigned_pupils"]), nowhere)),
        (tr("Pupils without a place (protected address)"), sign(number(total["unlocated_pupils"]), unlocated)),
        (tr("Schools over capacity"), sign(number(total["schools_over_capacity"]), inside)),
        (tr("Mean distance"), distance(_nan(total["mean_distance_m"]))),
        (tr("Distance that 90 % stay within"), distance(_nan(total["p90_distance_m"]))),
        (
            tr("Pupils beyond the distance limit"),
            f"{sign(number(total['beyond_limit_pupils']), inside)} ({share(_nan(total['beyond_limit_share']), 1)})",
        ),
    ]
    facts += [
        (tr("Segregation, D index, {group}", group=tr(group.name)), number(_nan(total["dissimilarity"][group.key]), 3))
        for group in dataset.groups
    ]
    width = max(len(name) for name, _ in facts)
    lines += [f"{name:<{width}}  {value}" for name, value in facts]
    rows = [[tr("School"), tr("Pupils"), tr("Places"), tr("Use"), tr("Mean distance"), tr("Beyond limit")]]
    for row in data["schools"]:
        pupils = sum(part["pupils"] for part in row["stages"])
        behind = sum(part["hidden_cells"] + part["absent_cells"] for part in row["stages"])
        metres = [part["mean_distance_m"] * part["pupils"] for part in row["stages"] if part["pupils"]]
        rows.append(
            [
                row["name"],
                sign(number(row["pupils"]), row["untold_cells"]),
                number(_nan(row["places"])),
                sign(share(_nan(row["use_share"])), row["untold_cells"]),
                distance(sum(metres) / pupils if pupils else math.nan),
                sign(number(sum(part["beyond_limit_pupils"] for part in row["stages"])), behind),
            ]
        )
    return "\n".join([*lines, "", *aligned(rows)]) + "\n"


def at_least(value: str, hidden: float, absent: float = 0) -> str:
    """Write a sum as what it is: where values behind it are not known, a lower limit, with how many."""
    if not (hidden or absent):
        return value
    parts = [trn("{n} hidden cell", "{n} hidden cells", round(hidden)) if hidden else ""]
    parts.append(trn("{n} empty cell", "{n} empty cells", round(absent)) if absent else "")
    return tr("at least {n}", n=value) + f" ({', '.join(part for part in parts if part)})"


def aligned(rows: list[list[str]], left: int = 1) -> list[str]:
    """Return table rows with the first ``left`` columns left- and the others right-aligned, a rule under the header."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = []
    for position, row in enumerate(rows):
        cells = [
            cell.ljust(width) if column < left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
        if position == 0:
            lines.append("─" * (sum(widths) + 2 * (len(widths) - 1)))
    return lines


def _stage_name(plan: Plan, stage: int | None) -> str:
    return tr("All stages") if stage is None else tr(plan.stages[stage].name)


def _nan(value: float | None) -> float:
    return math.nan if value is None else value


def _value(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None


def _count(value: float) -> int | float:
    whole = round(float(value))
    return whole if abs(whole - value) < 1e-9 else float(value)
