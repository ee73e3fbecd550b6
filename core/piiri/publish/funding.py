"""Funding as JSON; as text for people: :mod:`.funding_text`.

Money is a number of the currency with its decimals; sums of it are whole cents."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from ..funding import Allocation
from ..funding.balance import NO_CEILING
from ..funding.guarantees import FLOORS
from ..funding.indicators import POLICIES
from ..funding.inputs import ABSENT, SUPPRESSED
from ..funding.ledger import Ledger
from ..funding.sensitivity import Nudge, one_at_a_time, rank_stability
from ..funding.spread import Difference, less_flat, less_last_year, less_other, spread_of
from ..funding.words import explained
from ..funding.writing import decimal_text
from ..model.money_use import MoneyUse
from ..plan_funding.borders import BorderEffect
from .money_use import use_json

Json = dict[str, Any]


def funding_json(
    found: Allocation,
    compared: Allocation | None = None,
    uses: Sequence[MoneyUse] = (),
    other_model: Allocation | None = None,
) -> Json:
    """Return an allocation as JSON values; documented in the help of ``piiri funding``.

    Parameters
    ----------
    found
        What is shown.
    compared, other_model
        The allocation of another plan, and that of another model for the same schools.
    uses
        What the schools do with their money.
    """
    model, step = found.model, found.model.model.rounding
    spread = spread_of(found.money, found.inputs.pupils)
    flat, last = less_flat(found), less_last_year(found)
    other = less_other(found, compared) if compared is not None else None
    schools = [_school_json(found, row, flat, last, other) for row in range(len(found.inputs))]
    for school in schools:
        school["use"] = use_json(found, uses, school["id"])
    model_less = None if other_model is None else less_other(found, other_model)
    for school, row in zip(schools, range(len(schools)), strict=True):
        if model_less is not None:
            school["other_model"] = _money(found, int(model_less.other[row]))
            school["difference_from_other_model"] = _money(found, int(model_less.difference[row]))
    return {
        "model": {
            "id": model.model.id,
            "name": model.title,
            "year": model.model.year,
            "status": model.model.status,
            "official": model.model.official,
            "source": str(model.model.source),
            "reference": model.model.reference.mode,
            "reference_label": found.reference.label or None,
        },
        "currency": model.model.currency,
        "smallest_amount": decimal_text(step),
        "total": _money(found, found.total),
        "pot": None if found.pot is None else _money(found, found.pot),
        "over_pot": _money(found, found.over),
        "short": _money(found, found.short),
        "left": _money(found, found.left),
        "factor": None if found.factor is None else float(found.factor),
        "components": [
            {
                "id": each.component.id,
                "name": each.component.title,
                "amount": _money(found, int(each.amounts.sum())),
                "pot": None if each.pot is None else _money(found, each.pot),
            }
            for each in found.paid
        ],
        "other_model": None
        if other_model is None or model_less is None
        else {
            "id": other_model.model.model.id,
            "name": other_model.model.title,
            "currency": other_model.model.model.currency,
            "total": _money(other_model, other_model.total),
            "gained": _money(found, model_less.moved),
        },
        "spread": {
            "gini": _value(spread.gini),
            "per_pupil_p10": _value(spread.low),
            "per_pupil_median": _value(spread.median),
            "per_pupil_p90": _value(spread.high),
        },
        "notes": [note.to_json() for note in found.notes],
        "schools": schools,
    }


def _school_json(found: Allocation, row: int, flat: Difference, last: Difference, other: Difference | None) -> Json:
    bounds, index = found.bounds, found.index
    measured = found.measured
    school: Json = {
        "id": found.inputs.ids[row],
        "name": found.inputs.names[row],
        "pupils": _count(float(found.inputs.pupils[row])),
        "amount": _money(found, found.amounts[row]),
        "per_pupil": _value(float(found.per_pupil[row])),
        "index": None if index is None else _value(float(index.index[row])),
        "index_displayed": None if index is None else float(index.combined[row]) * found.model.model.display_sign,
        "components": {each.component.id: _money(found, int(each.amounts[row])) for each in found.paid},
        "formula": _money(found, int(found.sector.net[row])),
        "floor": _money(found, int(bounds.low[row])) if bounds.floor_by[row] else None,
        "floor_by": FLOORS[int(bounds.floor_by[row])] or None,
        "ceiling": _money(found, int(bounds.high[row])) if bounds.high[row] < NO_CEILING else None,
        "missing_to_floor": _money(found, found.missing[row]) if found.missing else 0,
        "flat": _money(found, int(flat.other[row])),
        "difference_from_flat": _money(found, int(flat.difference[row])),
        "last_year": _money(found, int(last.other[row])) if last.known[row] else None,
        "difference_from_last_year": _money(found, int(last.difference[row])) if last.known[row] else None,
        "indicators": {
            indicator.id: {
                "value": _value(float(measured.values[row, at])),
                "state": {SUPPRESSED: "suppressed", ABSENT: "absent"}.get(int(measured.state[row, at]), "known"),
                "stands_for_it": POLICIES[int(measured.policy[row, at])] if measured.policy[row, at] >= 0 else None,
                "standardised": _value(float(measured.z[row, at])),
                "adds": 0.0 if index is None else float(index.contributions[row, at]),
            }
            for at, indicator in enumerate(found.model.indicator)
        },
    }
    if other is not None:
        school["compared"] = _money(found, int(other.other[row])) if other.known[row] else None
        school["difference_from_compared"] = _money(found, int(other.difference[row])) if other.known[row] else None
    return school


def border_json(effect: BorderEffect) -> Json:
    """Return how another plan moves money as JSON values."""
    found = effect.after
    n = range(len(found.model.indicator))
    return {
        "moved": _money(found, effect.frozen_difference.moved),
        "moved_live_reference": _money(found, effect.live_difference.moved),
        "beyond_limit_difference": effect.beyond,
        "transport_cost_difference": effect.transport,
        "schools": [
            {
                "id": school,
                "difference": _money(found, int(effect.frozen_difference.difference[row])),
                "difference_live_reference": _money(found, int(effect.live_difference.difference[row])),
                "by_border": {found.model.indicator[at].id: _value(float(effect.by_border[row, at])) for at in n},
                "by_reference": {found.model.indicator[at].id: _value(float(effect.by_reference[row, at])) for at in n},
            }
            for row, school in enumerate(found.inputs.ids)
        ],
    }


def ledger_json(found: Ledger, nudges: tuple[Nudge, ...]) -> Json:
    """Return a school's ledger as JSON values; its rows sum to the total."""
    allocation = found.allocation
    return {
        "school": allocation.inputs.ids[found.position],
        "name": found.name,
        "currency": allocation.model.model.currency,
        "total": _money(allocation, found.total),
        "rows": [
            {
                "kind": row.kind,
                "component": row.paid.component.id if row.paid else None,
                "rule": row.rule or None,
                "amount": _money(allocation, row.amount),
                "exact": decimal_text(row.exact * allocation.model.model.rounding),
            }
            for row in found.rows
        ],
        "lines": [
            {
                "part": line.part,
                "text": line.text,
                "amount": None if line.amount is None else _money(allocation, line.amount),
            }
            for line in explained(found, nudges)
        ],
        "changes": [
            {"of": nudge.key, "by": nudge.step, "unit": nudge.unit, "difference": _money(allocation, nudge.difference),
             "who_pays": list(nudge.payers)}
            for nudge in nudges
        ],
    }  # fmt: skip


def sensitivity_json(found: Allocation, draws: int = 200) -> Json:
    """Return what changing each weight does, and how far ranks hold, as JSON values."""
    stable = rank_stability(found, draws)
    spread = spread_of(found.money, found.inputs.pupils)
    return {
        "weights": [
            {
                "indicator": effect.indicator,
                "weight": float(effect.weight),
                "changed": float(effect.changed),
                "moved": _money(found, effect.moved),
                "gains": [_change(found, school, effect.differences) for school in effect.gains],
                "pays": [_change(found, school, effect.differences) for school in effect.pays],
            }
            for effect in one_at_a_time(found)
        ],
        "ranks": {
            "draws": stable.draws,
            "weights_changed_by_up_to_share": stable.spread,
            "correlation_median": _value(float(np.median(stable.correlation))) if draws else None,
            "correlation_p05": _value(float(np.percentile(stable.correlation, 5))) if draws else None,
            "always_in_first_quarter": list(stable.always_top),
            "schools": [
                {"id": key, "rank": float(rank), "p05": float(low), "p95": float(high)}
                for key, rank, low, high in zip(
                    found.inputs.ids, stable.rank, stable.low, stable.high, strict=True
                )
            ],
        },
        "lorenz": {
            "gini": _value(spread.gini),
            "pupils_share": [round(float(x), 9) for x in spread.pupils_share],
            "money_share": [round(float(y), 9) for y in spread.money_share],
        },
    }  # fmt: skip


def _change(found: Allocation, school: str, differences: Any) -> Json:
    return {"id": school, "difference": _money(found, int(differences[found.inputs.index[school]]))}


def _money(found: Allocation, amount: int) -> float | int:
    exact = amount * Fraction(found.model.model.rounding)
    return int(exact) if exact.denominator == 1 else float(exact)


def _value(value: float) -> float | None:
    return None if not math.isfinite(value) else value


def _count(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, 6)
