"""Two plans of one project side by side: figures, blocks that differ, and which pupils would change school."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..evaluate import Evaluation
from ..i18n import HARD_SPACE, number, tr
from ..model.arrays import Array
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..tally import Countable, Tally
from .figures import aligned, figures_json, totals_json

Json = dict[str, Any]


def comparison_json(
    dataset: Dataset, one: tuple[Plan, Tally, Evaluation], other: tuple[Plan, Tally, Evaluation]
) -> Json:
    """Return two plans side by side as JSON values.

    Parameters
    ----------
    dataset
        The data both rest on.
    one, other
        Plan, tally and figures of each.

    Returns
    -------
    dict
        ``groups`` (names by key), ``a, b`` (figures of each), ``difference`` (b minus a of every total),
        ``blocks`` (those that belong elsewhere in b, with their pupils) and ``moves`` (pupils by stage, old and new
        school).
    """
    (plan_a, tally_a, figures_a), (plan_b, tally_b, figures_b) = one, other
    totals_a, totals_b = totals_json(dataset, figures_a.total), totals_json(dataset, figures_b.total)
    return {
        "project": dataset.name,
        "groups": {group.key: group.name for group in dataset.groups},
        "a": figures_json(dataset, plan_a, figures_a),
        "b": figures_json(dataset, plan_b, figures_b),
        "difference": _minus(totals_b, totals_a),
        "blocks": _blocks(dataset, plan_a, tally_a, plan_b),
        "moves": _moves(dataset, plan_a, tally_a, plan_b, tally_b),
    }


def _minus(b: Json, a: Json) -> Json:
    found: Json = {}
    for key, value in b.items():
        if isinstance(value, dict):
            found[key] = _minus(value, a[key])
        else:
            found[key] = None if value is None or a[key] is None else value - a[key]
    return found


def _names(plan: Plan) -> Array:
    """Catchment ids with the id of *none* at the end, so that index −1 finds it."""
    return np.array([*plan.catchments.ids, ""], dtype=object)


def _blocks(dataset: Dataset, a: Plan, tally_a: Tally, b: Plan) -> list[Json]:
    ids_a, ids_b = _names(a), _names(b)
    face = tally_a.pupils.face_of_point
    weight = dataset.pupils.points.column("pupils").astype(np.float64)
    found = []
    for s, stage in enumerate(a.stages):
        here = (face >= 0) & (dataset.pupils.stage == s)
        pupils = np.bincount(face[here], weights=weight[here], minlength=a.coverage.face_count)
        found += [
            {
                "stage": stage.id,
                "block": a.coverage.face_ids[f],
                "from": ids_a[a.catchment_of_face[s, f]],
                "to": ids_b[b.catchment_of_face[s, f]],
                "pupils": round(pupils[f]),
            }
            for f in np.flatnonzero(ids_a[a.catchment_of_face[s]] != ids_b[b.catchment_of_face[s]])
        ]
    return found


def _moves(dataset: Dataset, a: Plan, tally_a: Tally, b: Plan, tally_b: Tally) -> list[Json]:
    """Pupils by stage, school in a and school in b, where they differ; a joint zone is named by its schools."""
    everyone = np.arange(len(dataset.pupils))
    row_a = Countable(dataset, a).rows(a, everyone, tally_a.pupils.face_of_point)
    row_b = Countable(dataset, a).rows(b, everyone, tally_b.pupils.face_of_point)
    school_a, school_b = (_row_names(plan)[row] for plan, row in ((a, row_a), (b, row_b)))
    differ = np.flatnonzero((school_a != school_b) & (dataset.pupils.stage >= 0))
    counts: dict[tuple[str, str, str], int] = {}
    weight = dataset.pupils.points.column("pupils")
    for i in differ:
        key = (a.stages[dataset.pupils.stage[i]].id, str(school_a[i]), str(school_b[i]))
        counts[key] = counts.get(key, 0) + int(weight[i])
    return [
        {"stage": stage, "from": source, "to": target, "pupils": pupils}
        for (stage, source, target), pupils in sorted(counts.items())
        if pupils
    ]


def _row_names(plan: Plan) -> Array:
    c = plan.catchments
    served = ["+".join(plan.schools.ids[h] for h in sorted(c.schools_of(k))) for k in range(len(c))]
    return np.array([*served, *([""] * (2 * len(plan.stages))), ""], dtype=object)


def comparison_table(data: Json) -> str:
    """Return :func:`comparison_json` as text for people."""
    a, b = data["a"], data["b"]
    rows = [["", tr(a["plan"]), tr(b["plan"]), tr("Change")]]
    facts = [
        (tr("Pupils who change school"), "changed_pupils"),
        (tr("Pupils in no catchment"), "unassigned_pupils"),
        (tr("Schools over capacity"), "schools_over_capacity"),
        (tr("Mean distance"), "mean_distance_m"),
        (tr("Distance that 90 % stay within"), "p90_distance_m"),
        (tr("Pupils beyond the distance limit"), "beyond_limit_pupils"),
    ]
    for name, key in facts:
        values = [a["totals"][key], b["totals"][key], data["difference"][key]]
        rows.append([name, *(_cell(key, value, position == 2) for position, value in enumerate(values))])
    for group, d in data["difference"]["dissimilarity"].items():
        pair = [x["totals"]["dissimilarity"][group] for x in (a, b)]
        name = tr("Segregation, D index, {group}", group=tr(data["groups"][group]))
        rows.append([name, *(_cell("", v, i == 2) for i, v in enumerate([*pair, d]))])
    lines = aligned(rows)
    moved = sum(move["pupils"] for move in data["moves"])
    lines += [
        "",
        tr(
            "{blocks} blocks and {pupils} pupils belong to another school.",
            blocks=number(len(data["blocks"])),
            pupils=number(moved),
        ),
    ]
    return "\n".join(lines) + "\n"


def _cell(key: str, value: float | None, change: bool) -> str:
    if value is None:
        return ".."
    if key.endswith("_m"):
        # metres throughout: kilometres with one decimal would hide the change beside them
        return f"{number(value, sign=change)}{HARD_SPACE}m"
    return number(value, 0 if key else 3, sign=change)
