"""The table indicators read: one row a school and stage (an *intake*), made from the tally."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model.arrays import FloatArray, IntArray
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
    c = plan.catchments
    size = max(len(plan.schools), 1)
    key = c.stage[c.server_catchment].astype(np.int64) * size + c.server_school
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    start = np.flatnonzero(np.diff(ordered, prepend=-1))
    served = tally.counts[c.server_catchment[order]] * c.server_share[order, None]
    counts = np.add.reduceat(served, start) if len(start) else np.zeros((0, tally.counts.shape[1]))
    stage, school = np.divmod(ordered[start], size)
    return IntakeTable(tally.columns, stage.astype(np.int32), school.astype(np.int32), counts)
