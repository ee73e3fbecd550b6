"""Segregation of a table as JSON with stable keys."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..segregation import Change, ChoiceEffect, Survey, ordinal_information, rank_order_information

Json = dict[str, Any]


def segregation_json(found: Survey, within: Sequence[str] = ()) -> Json:
    """Return the figures of a survey; what does not exist is null. Keys: see ``piiri segregation``."""
    table, total = found.table, int(found.table.counts.sum())
    size = table.counts.sum(axis=0)
    data: Json = {
        "pupils": total,
        "units": len(table.units),
        "chance_draws": found.chance.draws,
        "bootstrap_draws": found.sure.draws if found.sure else 0,
        "interval_level": found.sure.level if found.sure else None,
        "groups": [
            {
                "name": group,
                "pupils": int(size[g]),
                "share": _value(size[g] / total),
                "local_nats": _value(found.local_groups[g]),
                "exposure_to": {other: _value(found.exposure[g, h]) for h, other in enumerate(table.groups)},
            }
            for g, group in enumerate(table.groups)
        ],
        "indices": [_index(found, f) for f in range(len(found.columns))],
        "levels": [
            {"between": name, "m_nats": _value(m), "h": _value(h)}
            for name, m, h in zip([*within, "unit"], found.levels.m, found.levels.h, strict=True)
        ],
        "parts": [],
        "unit_list": [
            {
                "unit": unit,
                "within": [level[u] for level in table.levels],
                "pupils": int(table.counts[u].sum()),
                "local_nats": _value(found.local[u]),
                "share_of_m": _value(found.contribution[u]),
            }
            for u, unit in enumerate(table.units)
        ],
    }
    if found.inside is not None:
        inside = found.inside
        data["parts"] = [
            {
                "name": name,
                "share": _value(inside.share[s]),
                "m_nats": _value(inside.m[s]),
                "h": _value(inside.h[s]),
                "h_weight": _value(inside.weight[s]),
            }
            for s, name in enumerate(found.parts)
        ]
    return data


def ordered_json(found: Survey, order: Sequence[int]) -> Json:
    """Return the indices of ordered groups; ``order`` holds the groups' positions, lowest class first."""
    counts = found.table.counts[:, list(order)]
    return {
        "order": [found.table.groups[g] for g in order],
        "ordinal_information": _value(ordinal_information(counts)),
        "rank_order_information": _value(rank_order_information(counts)),
    }


def choice_json(found: Survey, effect: ChoiceEffect) -> list[Json]:
    """Return school beside home, a row an index, in the order of the survey."""
    return [
        {
            **_named(found, f),
            "home": _value(effect.home[f]),
            "home_by_chance": _value(effect.home_by_chance[f]),
            "school": _value(effect.school[f]),
            "school_by_chance": _value(effect.school_by_chance[f]),
            "effect": _value(effect.effect[f]),
            "effect_beyond_chance": _value(effect.effect_beyond_chance[f]),
        }
        for f in range(len(found.columns))
    ]


def change_json(change: Change) -> Json:
    """Return a change of M in nats with its parts."""
    return {
        "m_before_nats": change.before,
        "m_after_nats": change.after,
        "difference_nats": change.difference,
        "additions_nats": change.additions,
        "removals_nats": change.removals,
        "groups_nats": change.groups,
        "units_nats": change.units,
        "structural_nats": change.structural,
    }


def _named(found: Survey, f: int) -> Json:
    index, group = found.columns[f]
    return {"key": index.key, "group": found.table.groups[group] if group >= 0 else None, "unit": index.unit}


def _index(found: Survey, f: int) -> Json:
    sure = found.sure
    return {
        **_named(found, f),
        "value": _value(found.value[f]),
        "by_chance": _value(found.chance.expected[f]),
        "by_chance_95": _value(found.chance.high[f]),
        "beyond_chance": _value(found.beyond[f]),
        "bias": _value(sure.bias[f]) if sure else None,
        "standard_error": _value(sure.deviation[f]) if sure else None,
        "corrected": _value(sure.corrected[f]) if sure else None,
        "low": _value(sure.low[f]) if sure else None,
        "high": _value(sure.high[f]) if sure else None,
        "small_base": bool(found.small[f]),
    }


def _value(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
