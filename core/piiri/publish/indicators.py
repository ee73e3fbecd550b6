"""A plan's indicators as JSON with stable keys, and as text: segregation with chance and interval, what choice of
school does, flows."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..evaluate import Evaluation
from ..flows import (
    CHOICES,
    AreaFlows,
    Choice,
    Flows,
    Whereabouts,
    area_flows_of,
    choice_of,
    coming_in,
    flows_of,
    going_out,
    hold,
    net_attraction,
)
from ..i18n import HARD_SPACE, number, share, tr
from ..i18n import distance as metres
from ..indicators import distance
from ..indicators.apart import Sureness
from ..indicators.blocks import SMALLEST_BASE
from ..indicators.own import OwnIndicator, read_own_indicators, usable_columns
from ..model.arrays import BoolArray, FloatArray, LongArray
from ..model.dataset import Dataset, Group
from ..model.plan import Plan
from ..segregation import LIVE
from .figures import Json, aligned


@dataclass(frozen=True, eq=False)
class Access:
    """Ways to school, (H + 1,) each: of the schools, and last of all together.

    Attributes
    ----------
    transport_cost_eur
        Euros a year, see :func:`piiri.indicators.distance.transport_cost_eur`.
    relative_proximity_m
        Mean of the pupils assigned, metres; NaN where fewer than ten are known.
    """

    transport_cost_eur: FloatArray
    relative_proximity_m: FloatArray


@dataclass(frozen=True, eq=False)
class IndicatorReport:
    """What :func:`indicator_report` found, of one stage or of all together (None).

    Attributes
    ----------
    dataset, plan, stage
        Of what.
    sure
        Of each group: the indices with chance and interval.
    choices
        Of each group: segregation by home, assignment, expectation and attendance.
    flows, areas
        Who attends where, by school assigned and by area of the home.
    group_flows, group_areas
        The same of each group's pupils alone.
    access
        What the way to school costs, and relative proximity.
    own, own_values
        The municipality's own indicators, and of each the values and small bases of all schools, (H,), and, last, of
        all schools together.
    """

    dataset: Dataset
    plan: Plan
    stage: int | None
    sure: tuple[Sureness, ...]
    choices: tuple[Choice, ...]
    flows: Flows
    areas: AreaFlows
    group_flows: tuple[Flows, ...] = ()
    group_areas: tuple[AreaFlows, ...] = ()
    access: Access | None = None
    own: tuple[OwnIndicator, ...] = ()
    own_values: tuple[tuple[FloatArray, BoolArray], ...] = ()


def indicator_report(
    dataset: Dataset,
    plan: Plan,
    evaluation: Evaluation,
    where: Whereabouts,
    stage: int | None = None,
    proximity_cm: LongArray | None = None,
) -> IndicatorReport:
    """Look at one stage of a plan, or at all together.

    Parameters
    ----------
    dataset, plan, evaluation
        What was evaluated.
    where
        Its pupils, see :func:`piiri.flows.whereabouts`.
    stage
        One stage; None for all.
    proximity_cm
        Of every pupil, see :func:`piiri.indicators.proximity.relative_proximity_cm`; None where it is not wanted.
    """
    points = dataset.pupils.points
    sure = tuple(evaluation.sureness(group.key, stage) for group in dataset.groups)
    choices = tuple(choice_of(where, points.column(group.key), stage) for group in dataset.groups)
    table = evaluation.table
    columns = usable_columns(table.columns)
    own = read_own_indicators(dataset.own_indicators, columns) if dataset.own_indicators else ()
    rows = np.ones(len(table.school), dtype=np.bool_) if stage is None else table.stage == stage
    schools = np.zeros((len(plan.schools) + 1, table.counts.shape[1]))
    np.add.at(schools, table.school[rows], table.counts[rows])
    schools[-1] = schools.sum(axis=0)
    values = tuple(each.compute(lambda key: schools[:, table.columns[key]]) for each in own)
    costs = distance.transport_cost_eur(schools[:, table.columns["beyond"]])
    access = None if proximity_cm is None else Access(costs, _proximity(where, stage, proximity_cm, len(plan.schools)))
    members = [points.column(group.key) for group in dataset.groups]
    of_groups = tuple(flows_of(where, stage, each) for each in members)
    in_areas = tuple(area_flows_of(where, stage, each) for each in members)
    flows, areas = flows_of(where, stage), area_flows_of(where, stage)
    return IndicatorReport(dataset, plan, stage, sure, choices, flows, areas, of_groups, in_areas, access, own, values)


def _proximity(where: Whereabouts, stage: int | None, cm: LongArray, schools: int) -> FloatArray:
    """(H + 1,) mean relative proximity in metres of the pupils assigned to each school, and of all."""
    mine = (cm[where.points] >= 0) & (where.assigned >= 0) & where.of_stage(stage)
    school, weight = where.assigned[mine], where.weight[mine]
    pupils = np.bincount(school, weight, schools)
    sums = np.bincount(school, weight * cm[where.points][mine], schools)
    pupils, sums = np.append(pupils, pupils.sum()), np.append(sums, sums.sum())
    return np.where(pupils >= SMALLEST_BASE, distance.mean_m(sums, pupils), np.nan)


def indicators_json(found: IndicatorReport) -> Json:
    """Return the report as JSON values; what does not exist is null. Keys: see ``piiri indicators``."""
    return {
        "stage": "all" if found.stage is None else found.plan.stages[found.stage].id,
        "segregation": [_sure_json(group, sure) for group, sure in zip(found.dataset.groups, found.sure, strict=True)],
        "choice": [
            _choice_json(group, choice) for group, choice in zip(found.dataset.groups, found.choices, strict=True)
        ],
        "flows": _flows_json(found.plan, found.flows, found.areas),
        "flows_of_groups": [
            {"group": group.key, **_flows_json(found.plan, flows, areas)}
            for group, flows, areas in zip(found.dataset.groups, found.group_flows, found.group_areas, strict=True)
        ],
        "access": _access_json(found),
        "own": [
            {
                "key": own.key,
                "name": own.name,
                "unit": own.unit,
                "formula": own.formula,
                "source": own.source,
                "total": _shown(values[-1], small[-1]),
                "schools": {school: _shown(values[h], small[h]) for h, school in enumerate(found.plan.schools.ids)},
            }
            for own, (values, small) in zip(found.own, found.own_values, strict=True)
        ],
    }


def _sure_json(group: Group, sure: Sureness) -> Json:
    return {
        "group": group.key,
        "indices": {
            index.key: {
                "value": _value(sure.value[i]),
                "by_chance": _value(sure.by_chance[i]),
                "by_chance_95": _value(sure.by_chance_high[i]),
                "beyond_chance": _value(sure.beyond[i]),
                "corrected": _value(sure.corrected[i]),
                "low": _value(sure.low[i]),
                "high": _value(sure.high[i]),
                "small": bool(sure.small[i]),
            }
            for i, index in enumerate(LIVE)
        },
    }


def _choice_json(group: Group, choice: Choice) -> Json:
    return {
        "group": group.key,
        "pupils": choice.pupils,
        "left_out_pupils": choice.left_out,
        **{
            key: {
                "units": choice.units[k],
                **{
                    index.key: {
                        "value": _value(choice.value[k, i]),
                        "by_chance": _value(choice.by_chance[k, i]),
                        "beyond_chance": _value(choice.beyond[k, i]),
                    }
                    for i, index in enumerate(LIVE)
                },
            }
            for k, (key, _) in enumerate(CHOICES)
        },
        "effect": {index.key: _value(choice.effect[i]) for i, index in enumerate(LIVE)},
        "effect_beyond_chance": {index.key: _value(choice.effect_beyond_chance[i]) for i, index in enumerate(LIVE)},
    }


def _access_json(found: IndicatorReport) -> Json | None:
    access = found.access
    if access is None:
        return None
    keys = ("transport_cost_eur", "relative_proximity_m")
    of = {key: getattr(access, key) for key in keys}
    return {
        **{key: _value(of[key][-1]) for key in keys},
        "schools": [
            {"id": school, **{key: _value(of[key][h]) for key in keys}}
            for h, school in enumerate(found.plan.schools.ids)
        ],
    }


def _flows_json(plan: Plan, flows: Flows, areas: AreaFlows) -> Json:
    held, out, came, net = hold(flows), going_out(flows), coming_in(flows), net_attraction(flows)
    a, h = np.nonzero(areas.counts)
    names = ["" if area < 0 else plan.catchments.ids[area] for area in areas.areas.tolist()]
    return {
        "pupils": int(flows.table.sum()),
        "unknown_pupils": flows.unknown,
        "schools": [
            {
                "id": plan.schools.ids[k],
                "name": plan.schools.names[k],
                "assigned_pupils": int(flows.living[k]),
                "staying_pupils": int(flows.staying[k]),
                "left_pupils": int(flows.left[k]),
                "came_pupils": int(flows.came[k]),
                "attending_pupils": int(flows.enrolled[k]),
                "hold_share": _value(held[k]),
                "out_share": _value(out[k]),
                "in_share": _value(came[k]),
                "net_attraction": _value(net[k]),
            }
            for k in np.flatnonzero((flows.living > 0) | (flows.enrolled > 0)).tolist()
        ],
        "cells": [
            {
                "area": names[row],
                "school": plan.schools.ids[column],
                "own": bool(areas.own[row, column]),
                "pupils": int(areas.counts[row, column]),
            }
            for row, column in zip(a.tolist(), h.tolist(), strict=True)
        ],
    }


def indicators_text(found: IndicatorReport, heading: str) -> str:
    """Return the report as text in the language in force."""
    lines = [heading, ""]
    for group, sure, choice in zip(found.dataset.groups, found.sure, found.choices, strict=True):
        lines += [tr(group.name), "", *_sure_lines(sure), ""]
        if choice.pupils:
            lines += [*_choice_lines(choice), ""]
    if found.own:
        rows = [[tr("School"), *(own.name for own in found.own)]]
        for h, name in enumerate((*found.plan.schools.names, tr("All schools"))):
            cells = [(values[h], small[h]) for values, small in found.own_values]
            if any(math.isfinite(value) for value, _ in cells):
                rows.append([name, *("<" if small else number(value, 3) for value, small in cells)])
        lines += [*aligned(rows), tr("< fewer pupils than the indicator needs"), ""]
    if found.access is not None:
        lines += [*_access_lines(found, found.access), ""]
    flows = found.flows
    if flows.table.any():
        lines += _flow_lines(found.plan, flows)
    else:
        lines.append(tr("The data do not say which school a pupil attends today: import the column “attends”."))
    return "\n".join(lines).rstrip() + "\n"


def _sure_lines(sure: Sureness) -> list[str]:
    rows = [[tr("Index"), tr("Value"), tr("By chance"), tr("Beyond chance"), tr("Corrected"), tr("95 % interval")]]
    for i, index in enumerate(LIVE):
        mark = " *" if sure.small[i] else ""
        rows.append(
            [
                tr(index.name) + mark,
                *(number(each[i], 3) for each in (sure.value, sure.by_chance, sure.beyond, sure.corrected)),
                f"{number(sure.low[i], 3)} … {number(sure.high[i], 3)}",
            ]
        )
    small = [tr("* fewer pupils than the index needs: noise")] if sure.small.any() else []
    return aligned(rows) + small


def _choice_lines(choice: Choice) -> list[str]:
    shown = [i for i, index in enumerate(LIVE) if index.key in ("dissimilarity", "two_group_information_h")]
    heads = [tr("The same pupils"), tr("Units")]
    for i in shown:
        heads += [tr(LIVE[i].name), tr("By chance")]
    rows = [heads]
    for k, (_, name) in enumerate(CHOICES):
        row = [tr(name), number(choice.units[k])]
        for i in shown:
            row += [number(choice.value[k, i], 3), number(choice.by_chance[k, i], 3)]
        rows.append(row)
    effect = [tr("What choice of school adds"), ""]
    for i in shown:
        effect += [number(choice.effect[i], 3, sign=True), number(choice.effect_beyond_chance[i], 3, sign=True)]
    return aligned([*rows, effect])


def _flow_lines(plan: Plan, flows: Flows) -> list[str]:
    held, net = hold(flows), net_attraction(flows)
    rows = [
        [
            tr("School"),
            tr("Assigned"),
            tr("Attending"),
            tr("From elsewhere"),
            tr("To elsewhere"),
            tr("Attending the own school"),
            tr("Net attraction"),
        ]
    ]
    for h in np.flatnonzero((flows.living > 0) | (flows.enrolled > 0)).tolist():
        counts = (flows.living[h], flows.enrolled[h], flows.came[h], flows.left[h])
        points = number(net[h] * 100, sign=True)
        rows.append([plan.schools.names[h], *(number(int(n)) for n in counts), share(held[h]), points])
    return aligned(rows)


def _access_lines(found: IndicatorReport, access: Access) -> list[str]:
    rows = [[tr("School"), tr("Transport cost"), tr("Relative proximity")]]
    cost, near = access.transport_cost_eur, access.relative_proximity_m
    for h, name in enumerate((*found.plan.schools.names, tr("All schools"))):
        if cost[h] or math.isfinite(near[h]):
            rows.append(
                [tr(name), f"{number(cost[h])}{HARD_SPACE}€", metres(near[h]) if math.isfinite(near[h]) else "."]
            )
    return aligned(rows)


def _shown(value: Any, small: Any) -> float | None:
    return None if small else _value(value)


def _value(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None
