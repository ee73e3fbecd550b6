"""Who goes to school together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..countable import Columns
from ..model.arrays import FloatArray, LongArray
from ..segregation import LIVE, indices_by_parts
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


def segregation_of(table: IntakeTable, groups: Sequence[str], stages: int) -> FloatArray:
    """Return all live indices of some groups over the schools of each stage, and over all schools with their stages
    together.

    Pupils in no catchment belong to no school and do not count.

    Parameters
    ----------
    table
        All intakes of a plan.
    groups
        Keys of the groups' columns.
    stages
        How many stages there are.

    Returns
    -------
    (stages + 1, G, 7) float64
        In the order of :data:`piiri.segregation.LIVE`, D first. The last row holds all stages together; NaN where a
        group, or a stage, is empty.
    """
    found = np.full((stages + 1, len(groups), len(LIVE)), np.nan)
    if not groups or not len(table.school):
        return found
    bases = [base_of(table.columns, group) for group in groups]
    bases = bases if set(bases) != {"pupils"} else ["pupils"]  # one for all of them: quicker
    counts = table.counts[:, [table.columns[key] for key in (*groups, *bases)]]
    present, start = table.intakes.of_stages
    order, first = table.intakes.of_schools
    # the schools with all their stages are one more part, so that numpy is asked once
    every = np.concatenate((counts, np.add.reduceat(counts[order], first)))
    focal, pupils = every[:, : len(groups)], every[:, len(groups) :]
    found[np.append(present, stages)] = indices_by_parts(focal, pupils, np.append(start, len(counts)))
    return found


def units_of(table: IntakeTable, group: str, stage: int | None) -> LongArray:
    """Return a group's pupils and all others by school, (U, 2) whole numbers, as tests of chance need them.

    Parameters
    ----------
    table
        The intakes.
    group
        Key of the group's column.
    stage
        One stage; None for all stages together, a school a row.

    Notes
    -----
    What a joint zone shares out is rounded to whole pupils: nobody is drawn in parts.
    """
    mine = np.rint(table.column(group))
    everyone = np.maximum(np.rint(table.column(base_of(table.columns, group))), mine)
    pair = np.stack((mine, everyone - mine), axis=1).astype(np.int64)
    if stage is not None:
        return np.asarray(pair[table.stage == stage])
    found = np.zeros((int(table.school.max(initial=-1)) + 1, 2), dtype=np.int64)
    np.add.at(found, table.school, pair)
    return np.asarray(found[found.any(axis=1)])
