"""Which figures of a comparison are only limits, because numbers of pupils are hidden or were not given.

Every cell whose number is not told is looked at in every plan, so that it is known which of them stand behind a figure
in both plans, and cancel out of the difference, and which in one of them only: see :mod:`piiri.indicators.at_least`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..indicators.table import shares_by_places
from ..model.arrays import Array, BoolArray, FloatArray, IntArray, frozen
from ..model.dataset import Dataset
from .counting import CountedPlan
from .figures import FigureTable, Untold

LEAST_SHARE = 1e-9
"""Shares of a joint zone that differ by less are the same."""


@dataclass(frozen=True, eq=False)
class _Cells:
    """The cells in a plan, in groups that are counted alike in all plans.

    Attributes
    ----------
    stages
        How many stages there are.
    stage, weight
        (G,) stage, and how many cells.
    inside, nowhere, unlocated
        (G,) True for those in a catchment, in none, and without a place on the map.
    place
        (G,) place they belong to.
    share
        (G, H) part of them that each school takes in.
    """

    stages: int
    stage: Array
    weight: Array
    inside: BoolArray
    nowhere: BoolArray
    unlocated: BoolArray
    place: IntArray
    share: FloatArray

    def by_stage(self, part: Array) -> FloatArray:
        """Sum a part of each group, (G,) or (G, H), over stages: (S + 1, ...), the last row for all together."""
        weighted = (part.T * self.weight).T
        found = np.zeros((self.stages + 1, *weighted.shape[1:]))
        np.add.at(found, self.stage, weighted)
        found[-1] = found[:-1].sum(axis=0)
        return found


def with_untold(
    dataset: Dataset,
    plans: Sequence[CountedPlan],
    place_of_row: Sequence[IntArray],
    totals: FigureTable,
    schools: FigureTable,
    ids: Sequence[str],
) -> tuple[FigureTable, FigureTable]:
    """Return figures of plans and of schools with the cells behind them; as they are where every number is told.

    Parameters
    ----------
    dataset, plans
        What is compared.
    place_of_row
        For each plan, as from :func:`piiri.compare.places.places_of`.
    totals, schools
        Their figures.
    ids
        Ids of the schools, in the order of the table.
    """
    found = _cells_of(dataset, plans, place_of_row, ids)
    if not found:
        return totals, schools
    of_totals, of_schools = (Untold(*(np.zeros(each.values.shape) for _ in range(3))) for each in (totals, schools))
    for position, (here, plan) in enumerate(zip(found, plans, strict=True)):
        stands, filled = _moved(plans[0], plan, ids), _filled(plans[0], ids) | _filled(plan, ids)
        _mark_schools(of_schools, schools, position, (found[0], here), stands, filled)
        _mark_totals(of_totals, totals, position, (found[0], here), stands)
        _mark_over(of_totals, totals, position, of_schools, schools)
    return (
        replace(totals, untold=_frozen(of_totals)),
        replace(schools, untold=_frozen(of_schools)),
    )


def _frozen(untold: Untold) -> Untold:
    return Untold(*(frozen(each, np.float64) for each in (untold.cells, untold.gained, untold.lost)))


def _cells_of(
    dataset: Dataset, plans: Sequence[CountedPlan], place_of_row: Sequence[IntArray], ids: Sequence[str]
) -> list[_Cells]:
    """The cells in each plan; an empty list where every number is told."""
    cells = dataset.pupils.points.untold_cells("pupils")
    at = np.flatnonzero((cells > 0) & (dataset.pupils.stage >= 0))
    if not len(at):
        return []
    every = np.column_stack([dataset.pupils.stage[at], *(plan.row[at] for plan in plans)])
    groups, which = np.unique(every, axis=0, return_inverse=True)
    weight = np.bincount(which.reshape(-1), weights=cells[at], minlength=len(groups))
    found = []
    for plan, places, row in zip(plans, place_of_row, groups.T[1:], strict=True):
        count, stages = len(plan.plan.catchments), len(dataset.stages)
        inside, unlocated = row < count, row >= count + stages
        share = np.zeros((len(groups), len(ids)))
        share[inside] = _shares(plan, ids)[row[inside]]
        found.append(_Cells(stages, groups[:, 0], weight, inside, ~inside & ~unlocated, unlocated, places[row], share))
    return found


def _shares(plan: CountedPlan, ids: Sequence[str]) -> FloatArray:
    """(K, H) which part of a catchment's pupils each school takes in."""
    c = plan.plan.catchments
    position = {school: h for h, school in enumerate(ids)}
    column = np.array([position[school] for school in plan.plan.schools.ids], dtype=np.int64)
    share = shares_by_places(plan.plan, plan.tally) if plan.plan.by_places else c.server_share
    found = np.zeros((len(c), len(ids)))
    np.add.at(found, (c.server_catchment, column[c.server_school]), share)
    return found


def _moved(one: CountedPlan, other: CountedPlan, ids: Sequence[str]) -> BoolArray:
    """(H,) True for schools that stand elsewhere in the other plan, so that distances to them differ."""
    a, b = one.plan.schools, other.plan.schools
    both = [key in a and key in b for key in ids]
    return np.array(
        [
            there and not np.array_equal(a.xy[a.index(key)], b.xy[b.index(key)])
            for key, there in zip(ids, both, strict=True)
        ],
        dtype=np.bool_,
    )


def _filled(plan: CountedPlan, ids: Sequence[str]) -> BoolArray:
    """(H,) True for schools of joint zones by places: how many they take in follows from how many there are."""
    c = plan.plan.catchments
    zones = [c.index(zone) for zone in plan.plan.by_places]
    schools = c.server_school[np.isin(c.server_catchment, zones)].tolist()
    names = {plan.plan.schools.ids[school] for school in schools}
    return np.array([key in names for key in ids], dtype=np.bool_)


def _put(untold: Untold, table: FigureTable, position: int, key: str, parts: Sequence[FloatArray]) -> None:
    at = table.index(key)
    for of, part in zip((untold.cells, untold.gained, untold.lost), parts, strict=True):
        of[position, ..., at] = part


def _mark_totals(
    untold: Untold, table: FigureTable, position: int, of: tuple[_Cells, _Cells], stands: BoolArray
) -> None:
    """Cells behind figures of the whole, and those that stand behind them in one of the plans only; ``of``: the cells
    of the first plan and of this one."""
    first, here = of
    nothing = np.zeros(table.values.shape[1])
    elsewhere = first.place != here.place
    # where a school stands elsewhere, those who stay with it have another way
    otherwise = elsewhere | (here.share[:, stands] > 0).any(axis=1)
    put = (untold, table, position)
    _put(*put, "pupils", (here.by_stage(here.weight > 0), nothing, nothing))
    _put(*put, "changed_pupils", (here.by_stage(elsewhere), here.by_stage(elsewhere), nothing))
    _put(*put, "unassigned_pupils", _sides(here, first.nowhere, here.nowhere))
    _put(*put, "unlocated_pupils", _sides(here, first.unlocated, here.unlocated))
    counted = here.by_stage(here.inside)
    gained, lost = (here.by_stage(otherwise & each.inside) for each in (here, first))
    _put(*put, "beyond_limit_pupils", (counted, gained, lost))


def _sides(cells: _Cells, before: Array, now: Array) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Cells now, those that are there now only, and those that were there before only."""
    return cells.by_stage(now), cells.by_stage(now & ~before), cells.by_stage(before & ~now)


def _mark_schools(
    untold: Untold,
    table: FigureTable,
    position: int,
    of: tuple[_Cells, _Cells],
    stands: BoolArray,
    filled: BoolArray,
) -> None:
    """The same by school: (S + 1, H)."""
    first, here = of
    change = here.share - first.share
    change[np.abs(change) < LEAST_SHARE] = 0.0
    cells, before = here.by_stage(here.share), first.by_stage(first.share)
    gained, lost = here.by_stage(np.maximum(change, 0.0)), here.by_stage(np.maximum(-change, 0.0))
    none = np.zeros_like(cells)
    either = cells + before if position else none
    gained, lost = np.where(filled, either, gained), np.where(filled, either, lost)
    came = here.by_stage(here.share * (first.place != here.place)[:, None])
    put = (untold, table, position)
    _put(*put, "pupils", (cells, gained, lost))
    # of those whom a zone by places takes in, some change school or live far off by its shares, which follow from the
    # hidden numbers as well: like any share, that is no limit
    sure = ~filled
    _put(*put, "changed_pupils", (came * sure, np.where(filled, either, came), np.where(filled, either, 0.0)))
    gained_far, lost_far = np.where(stands, cells, gained), np.where(stands, before, lost)
    _put(*put, "beyond_limit_pupils", (cells * sure, gained_far, lost_far))
    places = table.of("places")[:, -1]
    same = (places[position] == places[0]) | np.isnan(places[position]) | np.isnan(places[0])
    use = np.stack([cells[-1], np.where(same, gained[-1], cells[-1]), np.where(same, lost[-1], before[-1])])
    _put(*put, "use_share", [np.concatenate((none[:-1], each[None])) for each in use])


def _mark_over(untold: Untold, table: FigureTable, position: int, of_schools: Untold, schools: FigureTable) -> None:
    """How many schools are over capacity is no sum: it may differ wherever a school with such cells differs."""
    at, places, pupils = schools.index("pupils"), schools.of("places")[:, -1], schools.of("pupils")
    cells = of_schools.cells[:, -1, :, at]
    now = np.nan_to_num(pupils[:, -1]), np.nan_to_num(places, nan=-1.0)
    differ = (now[0][position] != now[0][0]) | (now[1][position] != now[1][0])
    differ |= (of_schools.gained[position, -1, :, at] > 0) | (of_schools.lost[position, -1, :, at] > 0)

    def seen(plan: int, of: Array) -> FloatArray:
        """Of the schools that serve each stage, all their cells: places are for all stages."""
        serves = ~np.isnan(pupils[plan])
        return np.asarray(np.where(serves, of, 0.0).sum(axis=1))

    parts = (
        seen(position, cells[position]),
        seen(position, cells[position] * differ),
        seen(0, cells[0] * differ),
    )
    _put(untold, table, position, "schools_over_capacity", parts)
