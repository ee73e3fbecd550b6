"""Who goes to school together."""

from __future__ import annotations

import numpy as np

from ..model.arrays import FloatArray
from ..segregation import dissimilarity
from .table import IntakeTable


def group_share(table: IntakeTable, group: str) -> FloatArray:
    """Return the share of a group among the pupils of each intake, (U,) 0..1; NaN without pupils."""
    pupils = table.column("pupils")
    return np.asarray(np.divide(table.column(group), pupils, out=np.full(len(pupils), np.nan), where=pupils > 0))


def dissimilarity_of(table: IntakeTable, group: str, stage: int | None = None) -> float:
    """Return D of a group over the schools of one stage, or over all schools with their stages together.

    Pupils in no catchment belong to no school and do not count.
    """
    focal, rest = table.column(group), table.column("pupils") - table.column(group)
    if stage is not None:
        mine = table.stage == stage
        return dissimilarity(focal[mine], rest[mine])
    return dissimilarity(np.bincount(table.school, weights=focal), np.bincount(table.school, weights=rest))
