"""What the end of a school does to those that take in its pupils: every figure before and after, side by side.

Figures are of all grades of a school, since its places are for all of them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..evaluate import Evaluation
from ..indicators import at_least, mix
from ..indicators.blocks import SMALLEST_BASE
from ..model.arrays import Array, FloatArray
from ..model.dataset import Dataset
from ..model.plan import Plan

Pair = tuple[float, float]
"""Before and after."""


@dataclass(frozen=True, slots=True)
class SchoolChange:
    """A school before and after.

    Attributes
    ----------
    school, name
        Its id, and its name afterwards.
    pupils
        Of all grades; parts of a pupil where it serves a joint zone.
    places
        NaN where not known.
    groups
        Share of each of the dataset's groups; NaN of fewer than 10 pupils.
    mean_m
        Mean way of its pupils, metres; NaN without pupils.
    cells
        In how many cells behind its pupils the number is hidden or was not given: with any, they are *at least* so
        many, and its free places *at most*.
    """

    school: str
    name: str
    pupils: Pair
    places: Pair
    groups: tuple[Pair, ...]
    mean_m: Pair
    cells: Pair = (0.0, 0.0)

    @property
    def taken_in(self) -> float:
        """Pupils more than before."""
        return self.pupils[1] - self.pupils[0]

    @property
    def free(self) -> Pair:
        """Free places, below 0 where it is over them."""
        return self.places[0] - self.pupils[0], self.places[1] - self.pupils[1]

    @property
    def use(self) -> Pair:
        """Pupils divided by places; NaN where places are not known or none."""
        before, after = (p / n if n > 0 else float("nan") for p, n in zip(self.pupils, self.places, strict=True))
        return before, after

    @property
    def over(self) -> float:
        """Pupils beyond its places afterwards."""
        return _over(self.free[1])

    @property
    def missing(self) -> int:
        """Places it lacks more than before: who had none already is not counted again. A part of a pupil, which comes
        of a joint zone, needs a place as well."""
        return max(math.ceil(self.over - _over(self.free[0]) - 1e-6), 0)


def _over(free: float) -> float:
    return max(-free, 0.0) if math.isfinite(free) else 0.0


@dataclass(frozen=True, slots=True)
class NetworkChange:
    """The end of a school.

    Attributes
    ----------
    school, name
        The one that ends.
    pupils
        Its pupils before.
    blocks
        Blocks that get another school at some stage.
    mean_m
        Mean way of its pupils before and after, metres. Where it shared a joint zone, whatever the zone's other pupils
        walk more is added to it.
    beyond
        Its pupils beyond their distance limit, counted in the same way.
    receivers
        Schools with more pupils than before, or with more cells whose number is not told, in the plan's order.
    cells
        In how many cells behind its pupils the number is hidden or was not given.
    """

    school: str
    name: str
    pupils: float
    blocks: int
    mean_m: Pair
    beyond: Pair
    receivers: tuple[SchoolChange, ...]
    cells: float = 0.0

    @property
    def missing(self) -> int:
        """Places missing in all."""
        return sum(each.missing for each in self.receivers)

    @property
    def without_place(self) -> tuple[SchoolChange, ...]:
        """The receivers with too few places, the worst first."""
        return tuple(sorted((each for each in self.receivers if each.missing > 0), key=lambda each: -each.missing))


def network_change(
    dataset: Dataset, before: tuple[Plan, Evaluation], after: tuple[Plan, Evaluation], school: str, into: str = ""
) -> NetworkChange:
    """Compare two plans between which one school ends and nothing else happens.

    Parameters
    ----------
    dataset
        Gives the groups.
    before, after
        The plans with their figures. The second one has the schools of the first in the same order.
    school
        Id of the school that ends.
    into
        Id of a school that is listed even where it gets no pupils.

    Returns
    -------
    NetworkChange
    """
    (old, was), (new, becomes) = before, after
    count = len(old.schools)
    h = old.schools.index(school)
    sums = [_sums(each, dataset, count) for each in (was, becomes)]
    totals = [each.sum(axis=0) for each in sums]
    way = float(totals[1][1] - totals[0][1])
    pupils = float(sums[0][h, 0])
    ended = sums[0][h]
    untold = [at_least.of_schools(each.table, count)[:count] for each in (was, becomes)]
    takes = np.flatnonzero((sums[1][:, 0] - sums[0][:, 0] > 1e-6) | (untold[1] - untold[0] > 1e-6))
    wanted = {int(each) for each in takes if each != h} | ({old.schools.index(into)} if into else set())
    moved = (old.catchment_of_face != new.catchment_of_face).any(axis=0)
    places = [_places(each.school_places[:count]) for each in (was, becomes)]
    receivers = []
    for each in sorted(wanted):
        rows = [side[each] for side in sums]
        receivers.append(
            SchoolChange(
                new.schools.ids[each],
                new.schools.names[each],
                (float(rows[0][0]), float(rows[1][0])),
                (float(places[0][each]), float(places[1][each])),
                tuple((_share(rows[0], 3 + 2 * g), _share(rows[1], 3 + 2 * g)) for g in range(len(dataset.groups))),
                (_mean(rows[0][1], rows[0][0]), _mean(rows[1][1], rows[1][0])),
                (float(untold[0][each]), float(untold[1][each])),
            )
        )
    return NetworkChange(
        school,
        old.schools.names[h],
        pupils,
        int(moved.sum()),
        (_mean(ended[1], pupils), _mean(ended[1] + way, pupils)),
        (float(ended[2]), float(ended[2] + totals[1][2] - totals[0][2])),
        tuple(receivers),
        float(untold[0][h]),
    )


def _sums(figures: Evaluation, dataset: Dataset, schools: int) -> FloatArray:
    """(H, 3 + 2G): pupils, ways in centimetres, pupils beyond the limit; pupils of each group, and of how many."""
    table = figures.table
    groups = [key for group in dataset.groups for key in (group.key, mix.base_of(table.columns, group.key))]
    keys = ("pupils", "distance_cm", "beyond", *groups)
    return np.column_stack([np.bincount(table.school, table.column(key), schools)[:schools] for key in keys])


def _places(places: Array) -> FloatArray:
    return np.where(places < 0, np.nan, places.astype(np.float64))


def _share(row: Array, column: int) -> float:
    return float(row[column] / row[column + 1]) if row[column + 1] >= SMALLEST_BASE else float("nan")


def _mean(centimetres: float, pupils: float) -> float:
    return float(centimetres / pupils / 100.0) if pupils > 0 else float("nan")
