"""The table indicators read: one row a school and stage (an *intake*), made from the tally."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model.arrays import Array, FloatArray, IntArray
from ..model.plan import Plan
from ..tally import Columns, Tally


@dataclass(frozen=True, eq=False)
class IntakeTable:
    """What every school takes in at every stage.

    Attributes
    ----------
    columns
        Where each column stands.
    stage, school
        (U,) int32: the stage and the school of each row, sorted by both. A school has one row for each stage in which
        it serves a catchment.
    counts
        (U, C) float64: the tally's columns; a joint zone's are shared out by its schools' shares.
    """

    columns: Columns
    stage: IntArray
    school: IntArray
    counts: FloatArray

    def column(self, key: str) -> FloatArray:
        """Return one column, (U,)."""
        return self.counts[:, self.columns[key]]

    def has(self, key: str) -> bool:
        """Tell whether the dataset has a column."""
        return key in self.columns


def intake_table(plan: Plan, tally: Tally) -> IntakeTable:
    """Return the intakes of a plan.

    Parameters
    ----------
    plan
        Gives the schools that serve each catchment and their shares.
    tally
        The plan's tally.
    """
    stage, school, intake, plain = _intakes(plan)
    c = plan.catchments
    rows = tally.counts[c.server_catchment]
    if plain:
        counts = np.empty(rows.shape)
        counts[intake] = rows
    else:
        counts = np.zeros((len(stage), rows.shape[1]))
        np.add.at(counts, intake, rows * c.server_share[:, None])
    return IntakeTable(tally.columns, stage, school, counts)


def _intakes(plan: Plan) -> tuple[IntArray, IntArray, Array, bool]:
    c = plan.catchments
    key = c.stage[c.server_catchment].astype(np.int64) * len(plan.schools) + c.server_school
    distinct, intake = np.unique(key, return_inverse=True)
    plain = len(distinct) == len(key) and bool((c.server_share == 1.0).all())
    n = max(len(plan.schools), 1)
    return (distinct // n).astype(np.int32), (distinct % n).astype(np.int32), intake, plain
