"""Distance bins for drawing, and the limits of a stage: arithmetic only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from piiri.distances import BIN_EDGES_M
from piiri.model.dataset import Dataset, DistanceLimit

FINE_M, COARSE_M = 250.0, 500.0
FINE_TO_M, FARTHEST_M = 5_000.0, 20_000.0
SHORTEST_M = 2_000.0
"""The axis reaches at least so far, so that a small change does not look large."""
COVERED = 0.995
"""The axis reaches so far that this share of the pupils is on it; the others share one bar."""

Float = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class DistanceAxis:
    """The bars of the histogram.

    Attributes
    ----------
    width_m
        Width of a bar, metres.
    bars
        How many bars there are before the last one, which holds all that is further.
    """

    width_m: float
    bars: int

    @property
    def end_m(self) -> float:
        """Where the last bar begins, metres."""
        return self.width_m * self.bars

    def counts(self, bins: Float) -> Float:
        """Return (bars + 1,) pupils in each bar, from the bins of :data:`piiri.distances.BIN_EDGES_M`.

        >>> DistanceAxis(250.0, 2).counts(np.ones(len(BIN_EDGES_M))).tolist()[:2]
        [5.0, 5.0]
        """
        bar = np.minimum((BIN_EDGES_M // self.width_m).astype(np.intp), self.bars)
        counts: Float = np.bincount(bar, weights=bins, minlength=self.bars + 1).astype(np.float64)
        return counts


def distance_axis(*bins: Float) -> DistanceAxis:
    """Return the axis on which all of these distributions can be read.

    Parameters
    ----------
    bins
        (B,) pupils in each distance bin.
    """
    reach = SHORTEST_M
    upper = np.append(BIN_EDGES_M[1:], FARTHEST_M)
    for each in bins:
        total = each.sum()
        if total > 0:
            reach = max(reach, float(upper[np.searchsorted(np.cumsum(each), COVERED * total)]))
    width = FINE_M if reach <= FINE_TO_M else COARSE_M
    kilometres = int(np.ceil(min(reach, FARTHEST_M) / 1000.0))  # the last bar begins at a number that is easy to read
    return DistanceAxis(width, kilometres * round(1000.0 / width))


@dataclass(frozen=True, slots=True)
class LimitOfGrades:
    """A limit with the grades of the stage that it holds for."""

    limit: DistanceLimit
    grades: tuple[int, ...]


def limits_of(dataset: Dataset, stages: Sequence[int]) -> tuple[LimitOfGrades, ...]:
    """Return the distance limits that hold in some stages, the shortest first."""
    grades = sorted({grade for stage in stages for grade in dataset.stages[stage].grades if grade})
    found: dict[tuple[float, bool], tuple[DistanceLimit, list[int]]] = {}
    for grade in grades:
        limit = next((each for each in dataset.limits if grade in each.grades), None)
        if limit is not None:
            found.setdefault((limit.limit_m, limit.inclusive), (limit, []))[1].append(grade)
    return tuple(LimitOfGrades(limit, tuple(held)) for _, (limit, held) in sorted(found.items()))


def beyond(table: Any, rows: Any, limit: LimitOfGrades, *, only: bool) -> float:
    """Return how many pupils are beyond a limit.

    Parameters
    ----------
    table
        A :class:`piiri.indicators.table.IntakeTable`.
    rows
        Which of its rows count.
    limit
        The limit.
    only
        True where no other limit holds: then pupils whose grade is not known count as well.
    """
    if only:
        return float(table.column("beyond")[rows].sum())
    return float(sum(table.column(f"beyond_{grade}")[rows].sum() for grade in limit.grades))
