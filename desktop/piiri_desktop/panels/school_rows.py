"""The figures of the schools of a stage, beside those of the plan compared with: what table, card and charts draw.

Pure arithmetic on a state; no Qt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from piiri.indicators import at_least, mix
from piiri.indicators.blocks import SMALLEST_BASE
from piiri.model.plan import Plan
from piiri.model.schools import ALWAYS, Schools
from piiri.session import State

from .funding_rows import funding_rows

Float = NDArray[np.float64]

ALL_STAGES = -1


def ratio(part: Any, base: Any) -> Float:
    """Return ``part / base``; NaN where the base is zero.

    >>> ratio(np.array([1.0, 2.0]), np.array([4.0, 0.0])).tolist()
    [0.25, nan]
    """
    out = np.full(np.shape(base), np.nan)
    np.divide(part, base, out=out, where=np.asarray(base) > 0)
    return out


@dataclass(frozen=True, eq=False)
class Sums:
    """What can be added up over schools.

    Attributes
    ----------
    pupils, beyond, distance_cm
        (H,) pupils of the stage, those beyond their distance limit, and the sum of the distances in centimetres.
    groups
        (H, G) pupils of each group.
    serves
        (H,) True where the school serves a catchment of the stage.
    school_pupils, places
        (H,) pupils of all stages of the school, and its places; −1 where not known.
    bases
        (H, G) of how many pupils each group's share is taken: of those of cells whose numbers are known.
    hidden, school_hidden
        (H,) in how many cells the number of pupils is hidden or was not given: of the stage, of all stages.
    group_hidden
        (H, G) the same of each group.
    """

    pupils: Float
    beyond: Float
    distance_cm: Float
    groups: Float
    serves: NDArray[np.bool_]
    school_pupils: Float
    places: NDArray[np.int32]
    bases: Float
    hidden: Float
    school_hidden: Float
    group_hidden: Float

    def at(self, positions: NDArray[np.int32]) -> Sums:
        """Return the sums of the schools at some positions; −1 for a school without pupils, places not known."""
        if np.array_equal(positions, np.arange(len(self.places))):
            return self
        there = positions >= 0

        def taken(values: Any, missing: Any) -> Any:
            found = np.full((len(positions), *values.shape[1:]), missing, dtype=values.dtype)
            found[there] = values[positions[there]]
            return found

        return Sums(
            taken(self.pupils, 0),
            taken(self.beyond, 0),
            taken(self.distance_cm, 0),
            taken(self.groups, 0),
            taken(self.serves, False),
            taken(self.school_pupils, 0),
            taken(self.places, -1),
            *(taken(each, 0) for each in (self.bases, self.hidden, self.school_hidden, self.group_hidden)),
        )

    @property
    def mean_m(self) -> Float:
        """(H,) mean distance in metres; NaN without pupils."""
        return ratio(self.distance_cm, self.pupils * 100.0)

    @property
    def group_share(self) -> Float:
        """(H, G) 0..1; NaN where the school has too few pupils for a percentage."""
        return ratio(self.groups, np.where(self.bases >= SMALLEST_BASE, self.bases, 0.0))

    @property
    def use(self) -> Float:
        """(H,) pupils of all stages divided by places; NaN where places are not known, infinite where there are 0."""
        use = ratio(self.school_pupils, np.maximum(self.places, 0))
        return np.where((self.places == 0) & (self.school_pupils > 0), np.inf, use)

    @property
    def elsewhere(self) -> Float:
        """(H,) pupils of the school in other stages."""
        return np.maximum(self.school_pupils - self.pupils, 0.0)

    @property
    def over(self) -> NDArray[np.bool_]:
        """(H,) True where a school has more pupils than places."""
        return (self.places >= 0) & (self.school_pupils > self.places)


@dataclass(frozen=True, eq=False)
class SchoolRows:
    """The schools of a stage, now and before.

    Attributes
    ----------
    stage
        Index of the stage, :data:`ALL_STAGES` for all together.
    now, before
        Sums for all H schools.
    schools
        (R,) indices of the schools that serve the stage, now or before, and of those closed that did, ascending.
    names
        (H) names.
    locked
        (H,) True for schools that are locked, themselves or in a catchment of the stage.
    closed_from
        (H,) the year in which the first school year without it begins; 0 for schools that stay.
    opens
        (H,) of the schools that the plan opens, the year in which their first school year begins; 0 for the others.
    money, money_change
        (H,) what the plan's funding model gives, in the currency, and how much more than in the plan compared with; NaN
        where that is not known. None where nobody asks, or there is no model.
    """

    stage: int
    now: Sums
    before: Sums
    schools: NDArray[np.intp]
    names: tuple[str, ...]
    locked: NDArray[np.bool_]
    closed_from: NDArray[np.int16]
    opens: NDArray[np.int16]
    money: Float | None = None
    money_change: Float | None = None

    @property
    def closed(self) -> NDArray[np.bool_]:
        """(H,) True for schools that are closed from some year on."""
        return np.asarray(self.closed_from != ALWAYS)

    @property
    def change(self) -> Float:
        """(H,) pupils of the stage more than before."""
        return self.now.pupils - self.before.pupils


def sums(evaluation: Any, groups: tuple[str, ...], stage: int) -> Sums:
    """Add up an evaluation's intakes by school.

    Parameters
    ----------
    evaluation
        A :class:`piiri.evaluate.Evaluation`.
    groups
        Keys of the groups.
    stage
        Index of the stage, :data:`ALL_STAGES` for all together.
    """
    table = evaluation.table
    count = len(evaluation.school_pupils)
    mine = slice(None) if stage == ALL_STAGES else table.stage == stage
    school = table.school[mine]

    def total(key: str, of: object = mine) -> Float:
        schools = school if of is mine else table.school
        return np.bincount(schools, weights=table.column(key)[of], minlength=count).astype(np.float64)

    def untold(key: str, of: int | None = None if stage == ALL_STAGES else stage) -> Float:
        """In how many cells a number is not told; nearly always in none."""
        return at_least.of_schools(table, count, of, key)

    nothing = np.zeros((count, 0))
    pupils = total("pupils")
    keys = [mix.base_of(table.columns, key) for key in groups]
    bases = [pupils if key == "pupils" else total(key) for key in keys]
    serves = np.zeros(count, dtype=np.bool_)
    serves[school] = True
    return Sums(
        pupils,
        total("beyond"),
        total("distance_cm"),
        np.column_stack([total(key) for key in groups]) if groups else nothing,
        serves,
        evaluation.school_pupils,
        evaluation.school_places,
        np.column_stack(bases) if groups else nothing,
        untold("pupils"),
        untold("pupils", None),
        np.column_stack([untold(key) for key in groups]) if groups else nothing,
    )


def locked_at(plan: Plan, stage: int) -> list[int]:
    """Return the catchments of a stage, of all for :data:`ALL_STAGES`, that are locked themselves."""
    found = sorted(plan.catchments.index(key) for key in plan.locked_catchments)
    return [each for each in found if stage in (ALL_STAGES, int(plan.catchments.stage[each]))]


def closed_at(plan: Plan, stage: int) -> list[int]:
    """Return the closed schools that taught a stage, any for :data:`ALL_STAGES`; those that only had a share in joint
    zones, of which nothing is left, at every stage."""
    c, found = plan.catchments, []
    for school in np.flatnonzero(plan.schools.closed).tolist():
        taught = c.stage[c.server_catchment[c.server_school == school]]
        if stage == ALL_STAGES or not len(taught) or stage in taught:
            found.append(school)
    return found


def _money_of(state: State) -> tuple[Float, Float] | tuple[None, None]:
    """Amounts and their changes of all schools of a plan; None without a model that can be counted."""
    found = funding_rows(state, state)
    if found is None:
        return None, None
    money, change = (np.full(len(state.plan.schools), np.nan) for _ in range(2))
    money[found.schools] = found.allocation.money
    step = float(found.allocation.model.model.rounding)
    change[found.schools] = np.where(found.known, found.change * step, np.nan)
    return money, change


class RowsOfState:
    """Makes :class:`SchoolRows` of states; keeps the sums of the plan compared with, which seldom change.

    Parameters
    ----------
    money
        True where money is asked for as well.
    """

    def __init__(self, *, money: bool = False) -> None:
        self._with_money = money
        self._before: tuple[object, int, Sums] | None = None
        self._aligned: tuple[Sums, Schools, Sums] | None = None

    def __call__(self, state: State, stage: int) -> SchoolRows:
        """Return the rows of a stage."""
        groups = tuple(group.key for group in state.dataset.groups)
        kept = self._before
        if kept is None or kept[0] is not state.before or kept[1] != stage:
            kept = self._before = (state.before, stage, sums(state.before, groups, stage))
        now = sums(state.evaluation, groups, stage)
        plan = state.plan
        before = self._align(kept[2], state)
        locked = np.zeros(len(plan.schools), dtype=np.bool_)
        for school in plan.locked:
            locked[plan.schools.index(school)] = True
        for catchment in locked_at(plan, stage):
            locked[plan.catchments.schools_of(catchment)] = True
        shown = now.serves | before.serves
        shown[closed_at(plan, stage)] = True
        there = plan.schools.positions_in(state.dataset.schools)
        return SchoolRows(
            stage,
            now,
            before,
            np.flatnonzero(shown),
            plan.schools.names,
            locked,
            plan.schools.closed_from,
            np.where(there < 0, plan.schools.open_from, ALWAYS).astype(np.int16),
            *(_money_of(state) if self._with_money else ()),
        )

    def _align(self, before: Sums, state: State) -> Sums:
        """The sums of the plan compared with, in the order of the schools of this plan."""
        kept, schools = self._aligned, state.plan.schools
        if kept is None or kept[0] is not before or kept[1].ids != schools.ids:
            positions = schools.positions_in(state.before_plan.schools)
            kept = self._aligned = (before, schools, before.at(positions))
        return kept[2]
