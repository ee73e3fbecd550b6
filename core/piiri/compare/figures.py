"""Every figure of every plan: by stage and for all together, and the same by school."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from ..evaluate import Evaluation, StageFigures
from ..i18n import N_, tr
from ..indicators import mix
from ..indicators.at_least import Limit, limit_of_change
from ..indicators.distance import mean_m, percentile_m, share_beyond
from ..indicators.size import use
from ..model.arrays import FloatArray, frozen
from ..model.dataset import Dataset
from ..model.plan import Plan

Unit = Literal["pupils", "schools", "places", "problems", "share", "m", "index", "money"]


@dataclass(frozen=True, slots=True)
class FigureKind:
    """What a figure is.

    Attributes
    ----------
    key
        Stable key, as in ``--json``; of a group ``"<key>.<group>"``.
    name
        Name for people in the source language; ``{group}`` stands for the group.
    unit
        ``"pupils"``, ``"schools"``, ``"places"``, ``"problems"``, ``"share"`` (0..1), ``"m"`` (metres),
        ``"index"`` (0..1) or ``"money"`` (in the currency).
    better
        ``"lower"``, or ``""`` where no direction is better: pupils who change school are never called good or bad.
    group
        Name of the group it is about, in the source language; empty for none.
    sign
        Sign of the currency, of money.
    """

    key: str
    name: str
    unit: Unit
    better: Literal["lower", ""] = ""
    group: str = ""
    sign: str = ""

    @property
    def title(self) -> str:
        """Its name in the current language.

        >>> FigureKind("dissimilarity.fl", "Segregation, D index, {group}", "index", "lower", "Pupils").title
        'Segregation, D index, Pupils'
        """
        return tr(self.name, group=tr(self.group)) if self.group else tr(self.name)


@dataclass(frozen=True, eq=False)
class Untold:
    """In how many cells behind figures the number of pupils is hidden or was not given; in the shape of the figures.

    Attributes
    ----------
    cells
        With any, the figure is *at least* so much.
    gained, lost
        Cells that stand behind the figure in this plan only, and in the first plan only: those of the difference from
        the first plan, see :func:`piiri.indicators.at_least.limit_of_change`.
    """

    cells: FloatArray
    gained: FloatArray
    lost: FloatArray

    @classmethod
    def none(cls, shape: tuple[int, ...]) -> Untold:
        """Return that every number is told."""
        nothing = np.broadcast_to(np.float64(0.0), shape)
        return cls(nothing, nothing, nothing)

    def at(self, *index: int) -> tuple[float, float, float]:
        """Return cells, gained and lost of one figure."""
        return float(self.cells[index]), float(self.gained[index]), float(self.lost[index])

    def limit(self, *index: int) -> Limit:
        """Return what the difference of one figure from the first plan is."""
        _, gained, lost = self.at(*index)
        return limit_of_change(gained, lost)


@dataclass(frozen=True, eq=False)
class FigureTable:
    """Figures of some plans.

    Attributes
    ----------
    kinds
        What the C figures are.
    values
        (plans, S + 1, C) float64, of schools (plans, S + 1, H, C): by stage, and in the last row for all stages
        together. NaN where a figure does not exist.
    untold
        Behind which of them cells are hidden or were not given.
    """

    kinds: tuple[FigureKind, ...]
    values: FloatArray
    untold: Untold

    def index(self, key: str) -> int:
        """Return the position of a figure; ``ValueError`` where there is none of that key."""
        return [kind.key for kind in self.kinds].index(key)

    def of(self, key: str) -> FloatArray:
        """Return one figure of all plans, without the last axis."""
        return np.asarray(self.values[..., self.index(key)])

    def difference(self, plan: int) -> FloatArray:
        """Return how the figures of a plan differ from those of the first, without the first axis."""
        return np.asarray(self.values[plan] - self.values[0])


_TOTALS = (
    FigureKind("pupils", N_("Pupils"), "pupils"),
    FigureKind("changed_pupils", N_("Pupils who change school"), "pupils"),
    FigureKind("unassigned_pupils", N_("Pupils in no catchment"), "pupils", "lower"),
    FigureKind("unlocated_pupils", N_("Pupils without a place (protected address)"), "pupils"),
    FigureKind("schools_over_capacity", N_("Schools over capacity"), "schools", "lower"),
    FigureKind("mean_distance_m", N_("Mean distance"), "m", "lower"),
    FigureKind("p90_distance_m", N_("Distance that 90 % stay within"), "m", "lower"),
    FigureKind("beyond_limit_pupils", N_("Pupils beyond the distance limit"), "pupils", "lower"),
    FigureKind("beyond_limit_share", N_("Share beyond the distance limit"), "share", "lower"),
)
_SCHOOL = (
    FigureKind("pupils", N_("Pupils"), "pupils"),
    FigureKind("places", N_("Places"), "places"),
    FigureKind("use_share", N_("Use of places"), "share"),
    FigureKind("changed_pupils", N_("Pupils who change school"), "pupils"),
    FigureKind("mean_distance_m", N_("Mean distance"), "m", "lower"),
    FigureKind("p90_distance_m", N_("Distance that 90 % stay within"), "m", "lower"),
    FigureKind("beyond_limit_pupils", N_("Pupils beyond the distance limit"), "pupils", "lower"),
    FigureKind("beyond_limit_share", N_("Share beyond the distance limit"), "share", "lower"),
)


def total_figures(dataset: Dataset, evaluations: Sequence[Evaluation], problems: Sequence[int]) -> FigureTable:
    """Return the figures of whole plans, as if every number were told.

    Parameters
    ----------
    dataset
        Gives the groups.
    evaluations
        One a plan; what they count as changed is told as it is.
    problems
        How many things are wrong with each plan; told in the row of all stages only.
    """
    groups = tuple(
        FigureKind(f"dissimilarity.{g.key}", N_("Segregation, D index, {group}"), "index", "lower", g.name)
        for g in dataset.groups
    )
    problem = FigureKind("problems", N_("Problems of the plan"), "problems", "lower")
    values = [[_totals(f, n) for f in (*e.stages, e.total)] for e, n in zip(evaluations, problems, strict=True)]
    made = np.array(values, dtype=np.float64)
    made[:, :-1, -1] = np.nan
    return FigureTable((*_TOTALS, *groups, problem), frozen(made, np.float64), Untold.none(made.shape))


def _totals(f: StageFigures, problems: int) -> list[float]:
    counts = [f.pupils, f.changed, f.unassigned, f.unlocated, f.over_capacity]
    distances = [f.mean_distance_m, f.p90_distance_m, f.beyond, f.share_beyond]
    return [*counts, *distances, *f.dissimilarity, problems]


def school_ids(plans: Sequence[Plan]) -> dict[str, str]:
    """Return the schools of some plans, each once, as names by id: those of the first plan, then what others add."""
    found: dict[str, str] = {}
    for plan in plans:
        for school, name in zip(plan.schools.ids, plan.schools.names, strict=True):
            found.setdefault(school, name)
    return found


def school_figures(
    dataset: Dataset, plans: Sequence[Plan], evaluations: Sequence[Evaluation], schools: Sequence[str]
) -> FigureTable:
    """Return the figures by school, as if every number were told.

    Parameters
    ----------
    dataset
        Gives the groups.
    plans, evaluations
        The plans with their figures.
    schools
        Ids of the H schools, in the order of the table.

    Returns
    -------
    FigureTable
        NaN for a school that a plan does not have, and at stages in which it serves no catchment. Places and use count
        all stages of a school and stand in the last row only.
    """
    groups = [group.key for group in dataset.groups]
    kinds = (
        *_SCHOOL,
        *(FigureKind(f"group_share.{g.key}", N_("Share of {group}"), "share", "", g.name) for g in dataset.groups),
    )
    row = {school: position for position, school in enumerate(schools)}
    values = np.full((len(plans), len(dataset.stages) + 1, len(schools), len(kinds)), np.nan)
    for position, (plan, evaluation) in enumerate(zip(plans, evaluations, strict=True)):
        here = np.array([row[school] for school in plan.schools.ids], dtype=np.int64)
        values[position][:, here] = _of_schools(evaluation, len(dataset.stages), len(here), groups)
    return FigureTable(kinds, frozen(values, np.float64), Untold.none(values.shape))


def _of_schools(evaluation: Evaluation, stages: int, schools: int, groups: list[str]) -> FloatArray:
    """(S + 1, H, C): the figures of a plan's own schools."""
    table = evaluation.table
    columns = table.columns
    sums = np.full((stages + 1, schools, len(columns)), np.nan)
    sums[table.stage, table.school] = table.counts
    sums[-1] = np.nansum(sums[:-1], axis=0)
    pupils = sums[..., columns["pupils"]]
    beyond = sums[..., columns["beyond"]]
    bins = np.nan_to_num(sums[..., columns.bins]).reshape((stages + 1) * schools, -1)
    p90 = percentile_m(bins).reshape(stages + 1, schools)
    places = np.full(pupils.shape, np.nan)
    places[-1] = np.where(evaluation.school_places >= 0, evaluation.school_places, np.nan)
    used = np.full(pupils.shape, np.nan)
    used[-1] = use(evaluation.school_pupils, evaluation.school_places)
    parts = [
        pupils,
        places,
        used,
        sums[..., columns["changed"]],
        mean_m(sums[..., columns["distance_cm"]], pupils),
        p90,
        beyond,
        share_beyond(beyond, pupils),
        *(share_beyond(sums[..., columns[group]], sums[..., columns[mix.base_of(columns, group)]]) for group in groups),
    ]
    return np.stack(parts, axis=-1)
