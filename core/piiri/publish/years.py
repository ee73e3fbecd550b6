"""Observations over the years and the follow-up of a decision, as JSON with stable keys and as text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..i18n import number, tr
from ..model.observations import ABSENT, SUPPRESSED, Observations
from ..model.plan import Plan
from ..school_years import school_year
from ..years import Explained, FollowUp, series_of, three_year_mean
from .figures import Json, aligned

STATES = ("number", "suppressed", "absent")
SUPPRESSED_SIGN, ABSENT_SIGN = "..", "–"


def series_json(observations: Observations, plan: Plan, minimum_base: int) -> list[Json]:
    """Return every series: indicator, school and its years."""
    found = []
    for indicator in observations.indicators:
        for school, name in zip(plan.schools.ids, plan.schools.names, strict=True):
            series = series_of(observations, indicator, school, minimum_base)
            if not len(series.years):
                continue
            means = three_year_mean(series)
            found.append(
                {
                    "indicator": indicator,
                    "school": school,
                    "name": name,
                    "years": [
                        {
                            "year": int(year),
                            "state": STATES[int(series.state[y])],
                            "value": _value(series.value[y]),
                            "base": int(series.base[y]) if series.base[y] >= 0 else None,
                            "small": bool(series.small[y]),
                            "break": bool(series.breaks[y]),
                            "three_year_mean": _value(means[y]),
                        }
                        for y, year in enumerate(series.years.tolist())
                    ],
                }
            )
    return found


def series_text(observations: Observations, plan: Plan, minimum_base: int) -> str:
    """Return every indicator as a table: a row a school, a column a year."""
    lines: list[str] = []
    for indicator in observations.indicators:
        told = [
            y for key, y in zip(observations.indicator, observations.year.tolist(), strict=True) if key == indicator
        ]
        years = list(range(min(told), max(told) + 1))
        broken = {each.year: each.why for each in observations.breaks if each.indicator == indicator}
        rows = [[indicator, *(f"{'| ' if y in broken else ''}{y}" for y in years), tr("3-year mean")]]
        for school, name in zip(plan.schools.ids, plan.schools.names, strict=True):
            series = series_of(observations, indicator, school, minimum_base)
            if not len(series.years):
                continue
            cells = dict.fromkeys(years, ABSENT_SIGN)
            for y, year in enumerate(series.years.tolist()):
                cells[year] = _cell(series.value[y], int(series.state[y])) + ("*" if series.small[y] else "")
            rows.append([name, *cells.values(), number(three_year_mean(series)[-1], 3)])
        lines += [*aligned(rows), *(tr("| from {year}: {why}", year=y, why=why) for y, why in broken.items()), ""]
    lines.append(tr(".. hidden  – not told  * fewer than {n} behind it", n=number(minimum_base)))
    return "\n".join(lines) + "\n"


def follow_up_json(found: FollowUp) -> Json:
    """Return expected and observed pupils, year by year."""
    expected, observed = found.by_year
    return {
        "years": found.years.tolist(),
        "totals": {"expected_pupils": expected.tolist(), "observed_pupils": observed.tolist()},
        "schools": [
            {
                "id": school,
                "years": [
                    {
                        "year": int(year),
                        "expected_pupils": float(found.expected[y, h]),
                        "observed_pupils": _value(found.observed[y, h]),
                        "state": STATES[int(found.state[y, h])],
                        "difference_pupils": _value(found.difference[y, h]),
                    }
                    for y, year in enumerate(found.years.tolist())
                ],
            }
            for h, school in enumerate(found.schools)
            if (found.expected[:, h] > 0).any() or np.isfinite(found.observed[:, h]).any()
        ],
    }


def follow_up_text(found: FollowUp, names: Sequence[str]) -> str:
    """Return expected and observed pupils of each school as a table: expected / observed (difference) a year."""
    rows = [[tr("School"), *(school_year(year) for year in found.years.tolist())]]
    for h, name in enumerate(names):
        if not (found.expected[:, h] > 0).any() and not np.isfinite(found.observed[:, h]).any():
            continue
        cells = []
        for y in range(len(found.years)):
            seen = _cell(found.observed[y, h], int(found.state[y, h]), 0)
            apart = found.difference[y, h]
            more = f" ({number(apart, sign=True)})" if math.isfinite(apart) else ""
            cells.append(f"{number(found.expected[y, h])} / {seen}{more}")
        rows.append([name, *cells])
    return "\n".join(aligned(rows)) + "\n"


def explained_json(found: Explained, index: str, group: str) -> Json:
    """Return a difference and its parts."""
    parts = ("population", "border", "choice")
    return {
        "group": group,
        "index": index,
        "expected": found.index_before,
        "observed": found.index_after,
        **dict(zip(parts, found.index_parts, strict=True)),
        "left_out_pupils": {"expected": found.left_out[0], "observed": found.left_out[1]},
        "schools": [
            {
                "id": school,
                "expected_pupils": float(found.before[h].sum()),
                "observed_pupils": float(found.after[h].sum()),
                **{f"{part}_pupils": float(getattr(found, part)[h].sum()) for part in parts},
            }
            for h, school in enumerate(found.schools)
            if found.before[h].any() or found.after[h].any()
        ],
    }


def explained_text(found: Explained, index: str, names: Sequence[str]) -> str:
    """Return a difference and its parts as a table: a row a school, then the index."""
    rows = [[tr("School"), tr("Expected"), tr("Observed"), tr("Population"), tr("Border"), tr("Choice of school")]]
    for h, name in enumerate(names):
        if found.before[h].any() or found.after[h].any():
            parts = (found.population[h], found.border[h], found.choice[h])
            rows.append(
                [
                    name,
                    number(found.before[h].sum()),
                    number(found.after[h].sum()),
                    *(number(part.sum(), sign=True) for part in parts),
                ]
            )
    rows.append(
        [
            index,
            number(found.index_before, 3),
            number(found.index_after, 3),
            *(number(part, 3, sign=True) for part in found.index_parts),
        ]
    )
    return "\n".join(aligned(rows)) + "\n"


def _cell(value: float, state: int, decimals: int = 3) -> str:
    if state == SUPPRESSED:
        return SUPPRESSED_SIGN
    return ABSENT_SIGN if state == ABSENT else number(value, decimals)


def _value(value: Any) -> float | None:
    return float(value) if math.isfinite(value) else None
