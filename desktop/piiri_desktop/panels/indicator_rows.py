"""What the indicators panel says: the monitoring set of a stage or a school, before and now, with chance and years."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from piiri.countable import Columns
from piiri.flows import CHOICES, Choice, Flows, coming_in, hold, net_attraction
from piiri.i18n import HARD_SPACE, N_, distance, number, share, tr
from piiri.indicators import at_least
from piiri.indicators.apart import Sureness
from piiri.indicators.blocks import SMALLEST_BASE
from piiri.indicators.distance import transport_cost_eur
from piiri.indicators.mix import base_of
from piiri.indicators.own import OwnIndicator
from piiri.indicators.registry import INDICATORS, Indicator
from piiri.model.arrays import FloatArray
from piiri.model.dataset import Group
from piiri.model.observations import SUPPRESSED
from piiri.segregation import INDICES, LIVE
from piiri.session import State
from piiri.years import Series, series_of

from ..charts.years import decimals_of
from ..collation import by_name

NAN = float("nan")
_OF: dict[str, Indicator] = {each.key: each for each in INDICATORS}
_H = next(index for index in INDICES if index.key == "information_h")
"""Its name is short, and the heading names the group."""


@dataclass(frozen=True)
class Figure:
    """One row: a figure, or the heading of a section.

    Attributes
    ----------
    title, unit
        As shown; the unit as in the registries.
    before, now
        NaN where there is none.
    chance, low, high
        What random allocation makes, and the 95 % interval of the plan kept last; NaN where not asked.
    whole
        Right end of the picture's scale; 0 for no picture.
    series
        What was observed, year by year; None where nothing was.
    formula, source
        How it is computed, and from what.
    small
        True where too few pupils are behind it.
    school
        The school the row is on, −1 for none.
    heading
        True for a heading.
    figure
        Name of the figure among :func:`piiri.shading.shadeable`, by which the map can be coloured; empty for none.
    cells
        In how many cells behind ``before`` and ``now`` the number is not told: such a sum is *at least* so much.
    """

    title: str
    unit: str = ""
    before: float = NAN
    now: float = NAN
    chance: float = NAN
    low: float = NAN
    high: float = NAN
    whole: float = 0.0
    series: Series | None = field(default=None, compare=False)
    formula: str = ""
    source: str = ""
    small: bool = False
    school: int = -1
    heading: bool = False
    figure: str = ""
    cells: tuple[float, float] = (0.0, 0.0)

    def written(self, value: float) -> str:
        """Return a value of this row as text."""
        return written(value, self.unit)

    @property
    def was(self) -> str:
        """The value before as text, with its sign where it is at least so much."""
        return at_least.sign(self.written(self.before), self.cells[0])

    @property
    def is_now(self) -> str:
        """The value now as text, with its sign where it is at least so much."""
        return at_least.sign(self.written(self.now), self.cells[1])


def written(value: float, unit: str) -> str:
    """Return a value as text in its unit; a point where there is none."""
    if not math.isfinite(value):
        return "."
    match unit:
        case "share":
            return share(value, 1)
        case "points":
            return number(value * 100, 1, sign=True)
        case "m":
            return distance(value)
        case "eur":
            return f"{number(value)}{HARD_SPACE}€"
        case "pupils":
            return number(value)
        case "tenths":
            return number(value, 1)
        case "difference":
            return number(value, 3, sign=True)
    return number(value, 3)


def monitoring(state: State, kept: State, stage: int, school: int, group: Group, position: int) -> list[Figure]:
    """Return the monitoring set.

    Parameters
    ----------
    state, kept
        The state, and the last one kept, whose chance and intervals stand beside a preview's figures.
    stage
        The stage, −1 for all together.
    school
        The school looked at, −1 for none: then the figures are those of the stage.
    group, position
        The group whose spread is looked at, and its place among the dataset's groups.
    """
    at = None if stage < 0 else stage
    sure = kept.evaluation.sureness(group.key, at)
    rows = [Figure(tr("Between the schools: {group}", group=tr(group.name)), heading=True)]
    rows += _segregation(state, sure, stage, position)
    known = school if 0 <= school < len(state.plan.schools) else -1
    rows.append(Figure(_place(state, stage, known), heading=True))
    return [*rows, *_place_rows(state, stage, known)]


def _segregation(state: State, sure: Sureness, stage: int, position: int) -> list[Figure]:
    now, before = (each.segregation[stage, position] for each in (state.evaluation, state.before))
    apart = [i for i, index in enumerate(LIVE) if index.unit == "index"]
    widest = np.nanmax([*now[apart], *before[apart], *sure.high[apart], *sure.by_chance[apart], 0.0])
    scale = {"nats": math.log(2), "index": 0.5 if widest <= 0.5 else 1.0, "share": 1.0}
    return [
        Figure(
            tr(_H.name) if index.key == "two_group_information_h" else tr(index.name),
            index.unit,
            float(before[i]),
            float(now[i]),
            float(sure.by_chance[i]),
            float(sure.low[i]),
            float(sure.high[i]),
            scale[index.unit],
            formula=tr(index.formula),
            source=index.source,
            small=bool(sure.small[i]),
        )
        for i, index in enumerate(LIVE)
    ]


def _place(state: State, stage: int, school: int) -> str:
    if school >= 0:
        return tr(state.plan.schools.names[school])
    return tr("All schools") if stage < 0 else tr(state.plan.stages[stage].name)


def _place_rows(state: State, stage: int, school: int) -> list[Figure]:
    before, now = (_sums(state, stage, school, before=before) for before in (True, False))
    columns = state.tally.columns

    def of(row: FloatArray, key: str, scale: float = 1.0) -> float:
        pupils = row[columns["pupils"]] * scale
        return float(row[columns[key]] / pupils) if pupils > 0 else NAN

    def figure(key: str, was: float, is_: float, whole: float = 0.0) -> Figure:
        known = _OF[key]
        formula, source = tr(known.formula), tr(known.source)
        return Figure(tr(known.name), known.unit, was, is_, whole=whole, formula=formula, source=source, figure=key)

    untold = float(at_least.cells(columns, before)), float(at_least.cells(columns, now))
    rows = [figure("pupils", float(before[columns["pupils"]]), float(now[columns["pupils"]]))]
    if school >= 0:
        rows.append(figure("use", _use(state, school, before=True), _use(state, school, before=False), 1.5))
    rows = [replace(row, cells=untold) for row in rows]
    rows.append(figure("mean_distance_m", of(before, "distance_cm", 100.0), of(now, "distance_cm", 100.0)))
    rows.append(figure("share_beyond", of(before, "beyond"), of(now, "beyond"), 1.0))
    costs = (float(transport_cost_eur(row[columns["beyond"]])) for row in (before, now))
    rows.append(replace(figure("transport_cost_eur", *costs), cells=untold))
    proximity = NAN if state.proximity is None else state.proximity.of_school(school, stage)
    rows.append(figure("relative_proximity_m", NAN, proximity))
    rows.append(figure("share_changed", NAN, of(now, "changed"), 1.0))
    for group in state.dataset.groups:
        was, is_ = (_share_of(columns, row, group) for row in (before, now))
        found = figure("group_share", was, is_, 1.0)
        small, named = bool(now[columns[base_of(columns, group.key)]] < SMALLEST_BASE), f"group_share.{group.key}"
        rows.append(replace(found, title=tr(group.name), small=small, figure=named))
    if school >= 0:
        rows += _flow_rows(state, stage, school)
    rows += [_own(own, state.tally.columns, before, now) for own in state.own_indicators]
    return rows + (_observed(state, school) if school >= 0 else [])


def _share_of(columns: Columns, row: FloatArray, group: Group) -> float:
    """The share of a group among those of whom it is known whether they belong to it."""
    base = row[columns[base_of(columns, group.key)]]
    return float(row[columns[group.key]] / base) if base > 0 else NAN


def _own(own: OwnIndicator, columns: Columns, before: FloatArray, now: FloatArray) -> Figure:
    def reader(row: FloatArray) -> Callable[[str], FloatArray]:
        return lambda key: np.asarray(row[columns[key]])

    was, _ = own.compute(reader(before))
    value, small = own.compute(reader(now))
    return Figure(
        own.name,
        own.unit,
        float(was),
        float(value),
        whole=1.0 if own.unit == "share" else 0.0,
        formula=own.formula,
        source=own.source,
        small=bool(small),
        figure=f"own.{own.key}",
    )


def _sums(state: State, stage: int, school: int, *, before: bool) -> FloatArray:
    """(C,) the columns of a stage, or of a school at it, now or before; schools are matched by id."""
    evaluation = state.before if before else state.evaluation
    if school < 0:
        return np.asarray(evaluation.by_stage[stage])
    here = _school(state, school, before=before)
    rows = evaluation.table.school == here
    if stage >= 0:
        rows &= evaluation.table.stage == stage
    return np.asarray(evaluation.table.counts[rows].sum(axis=0))


def _school(state: State, school: int, *, before: bool) -> int:
    key, plan = state.plan.schools.ids[school], state.before_plan if before else state.plan
    return plan.schools.index(key) if key in plan.schools else -1


def _use(state: State, school: int, *, before: bool) -> float:
    here = _school(state, school, before=before)
    use = (state.before if before else state.evaluation).school_use
    return float(use[here]) if here >= 0 else NAN


def _flow_rows(state: State, stage: int, school: int) -> list[Figure]:
    """How a school holds its own and whom it draws: attendance of today by the borders of the plan, live."""
    flows = flows_at(state, stage)
    if flows is None:
        return []
    rows = []
    for key, function in (("hold", hold), ("coming_in", coming_in), ("net_attraction", net_attraction)):
        known, value = _OF[key], float(function(flows)[school])
        base = flows.enrolled if key == "coming_in" else flows.living
        rows.append(
            Figure(
                tr("{indicator}, pp", indicator=tr(known.name)) if key == "net_attraction" else tr(known.name),
                "points" if key == "net_attraction" else "share",
                now=value,
                whole=0.0 if key == "net_attraction" else 1.0,
                formula=tr(known.formula),
                source=tr(known.source),
                small=bool(base[school] < known.minimum_base),
                figure=key,
            )
        )
    return rows


def flows_at(state: State, stage: int, group: str = "") -> Flows | None:
    """Return the flows at a stage, of a group or everybody, live; None where no attendance is known."""
    return state.flows(None if stage < 0 else stage, group) if state.dataset.pupils.attendance_known else None


def _observed(state: State, school: int) -> list[Figure]:
    key, rows = state.plan.schools.ids[school], []
    for indicator in state.dataset.observations.indicators:
        series = series_of(state.dataset.observations, indicator, key, SMALLEST_BASE)
        if len(series.years):
            value = float(series.value[-1])
            unit = {0: "pupils", 1: "tenths"}.get(decimals_of(series.value), "index")
            why = [
                tr("| from {year}: {why}", year=each.year, why=each.why)
                for each in state.dataset.observations.breaks
                if each.indicator == indicator
            ]
            rows.append(
                Figure(
                    f"{indicator} {int(series.years[-1])}",
                    unit,
                    now=value,
                    series=series,
                    formula=", ".join(_year(series, y, unit) for y in range(len(series.years))),
                    source=" ".join([tr("observed, from a file of the municipality"), *why]),
                    small=bool(series.small[-1]),
                    figure=f"observed.{indicator}",
                )
            )
    return rows


def _year(series: Series, y: int, unit: str) -> str:
    value = ".." if series.state[y] == SUPPRESSED else written(float(series.value[y]), unit)
    return f"{int(series.years[y])}: {value}{'*' if series.small[y] else ''}"


def choices(found: Choice) -> list[Figure]:
    """Return segregation of the same pupils by home, assignment, expectation and attendance, by D and H."""
    rows = []
    for i, index in enumerate(LIVE):
        if index.key not in ("dissimilarity", "two_group_information_h", "isolation"):
            continue
        rows.append(Figure(tr(index.name), heading=True))
        for k, (_, name) in enumerate(CHOICES):
            value, chance = float(found.value[k, i]), float(found.by_chance[k, i])
            rows.append(
                Figure(
                    tr(name),
                    index.unit,
                    now=value,
                    chance=chance,
                    whole=1.0,
                    formula=tr(index.formula),
                    source=index.source,
                )
            )
        for title, effect, formula in (
            (N_("What choice of school adds"), found.effect, N_("Attended today less assigned.")),
            (
                N_("… of it not by chance"),
                found.effect_beyond_chance,
                N_("Attended today less assigned, without the difference that chance makes between them."),
            ),
        ):
            rows.append(Figure(tr(title), "difference", now=float(effect[i]), formula=tr(formula), source=index.source))
    return rows


def mixes(state: State, stage: int, group: Group) -> list[Figure]:
    """Return the share of a group in every school at a stage, before and now, by name."""
    rows, schools = [], state.plan.schools
    columns = state.tally.columns
    for school in by_name(schools.names):
        before, now = (_sums(state, stage, school, before=before) for before in (True, False))
        if not now[columns["pupils"]] and not before[columns["pupils"]]:
            continue
        was, is_ = (_share_of(columns, row, group) for row in (before, now))
        known = _OF["group_share"]
        rows.append(
            Figure(
                tr(schools.names[school]),
                "share",
                was,
                is_,
                whole=1.0,
                formula=tr(known.formula),
                source=tr(known.source),
                small=bool(0 < now[columns[base_of(columns, group.key)]] < SMALLEST_BASE),
                school=school,
                figure=f"group_share.{group.key}",
            )
        )
    widest = max((v for row in rows for v in (row.before, row.now) if math.isfinite(v)), default=1.0)
    whole = 1.0 if widest > 0.5 else 0.5 if widest > 0.25 else 0.25
    return [replace(row, whole=whole) for row in rows]


def sides(state: State, stage: int, group: Group, *, before: bool = False) -> tuple[FloatArray, FloatArray]:
    """Return (U,) a group's pupils and all others by school at a stage, for curves."""
    table = (state.before if before else state.evaluation).table
    rows = slice(None) if stage < 0 else table.stage == stage
    everybody = table.column(base_of(table.columns, group.key))
    focal, pupils, school = (each[rows] for each in (table.column(group.key), everybody, table.school))
    size = int(school.max(initial=-1)) + 1
    mine, everyone = np.bincount(school, focal, size), np.bincount(school, pupils, size)
    there = everyone > 0
    return mine[there], (everyone - mine)[there]
