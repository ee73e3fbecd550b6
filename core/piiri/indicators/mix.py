"""Who goes to school together."""

from __future__ import annotations

import numpy as np

from ..countable import Columns
from ..model.arrays import FloatArray
from ..segregation import dissimilarity_by_parts
from .table import IntakeTable


def base_of(columns: Columns, group: str) -> str:
    """Return the key of the column that a group's share is taken of: the pupils, but for those of blocks whose count is
    not known."""
    return f"{group}_known" if f"{group}_known" in columns else "pupils"


def group_share(table: IntakeTable, group: str) -> FloatArray:
    """Return the share of a group among the pupils of each intake, (U,) 0..1; NaN without pupils."""
    pupils = table.column(base_of(table.columns, group))
    return np.asarray(np.divide(table.column(group), pupils, out=np.full(len(pupils), np.nan), where=pupils > 0))


def shares(groups: FloatArray, bases: FloatArray) -> FloatArray:
    """Return the shares of some groups, (U, G), from how many belong to each, (U, G), and of how many, (U, G)."""
    return np.asarray(np.divide(groups, bases, out=np.full(groups.shape, np.nan), where=bases > 0))


def dissimilarity_of(table: IntakeTable, groups: list[str], stages: int) -> FloatArray:
    """Return D of some groups over the schools of each stage, and over all schools with their stages together.

    Pupils in no catchment belong to no school and do not count.

    Returns
    -------
    (stages + 1, G) float64
        The last row holds all stages together; NaN where a group, or a stage, is empty.
    """
    found = np.full((stages + 1, len(groups)), np.nan)
    if not groups or not len(table.school):
        return found
    pupils = table.counts[:, [table.columns[base_of(table.columns, group)] for group in groups]]
    focal = table.counts[:, [table.columns[group] for group in groups]]
    present, start = np.unique(table.stage, return_index=True)  # the intakes are sorted by stage
    found[present] = dissimilarity_by_parts(focal, pupils - focal, start)
    order = np.argsort(table.school, kind="stable")
    first = np.flatnonzero(np.diff(table.school[order], prepend=-1))
    school = np.add.reduceat(np.hstack((focal, pupils))[order], first)
    found[stages] = dissimilarity_by_parts(
        school[:, : len(groups)], school[:, len(groups) :] - school[:, : len(groups)], np.array([0])
    )
    return found
