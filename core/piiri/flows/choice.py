"""Segregation of the same pupils four times: where they live, as the plan assigns them, as they are expected, and as
they attend school today.

Between homes and assignment lies what the borders do; between assignment and attendance what choice of school does.
Small units are uneven by chance, and blocks are small: read each value beside its chance."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..i18n import N_
from ..model.arrays import Array, FloatArray, IntArray, LongArray
from ..segregation import LIVE, beyond_chance, by_chance, columns, figures, most
from .whereabouts import Whereabouts

CHOICES: tuple[tuple[str, str], ...] = (
    ("homes", N_("Homes, by block")),
    ("assigned", N_("Assigned by the plan")),
    ("expected", N_("Expected by the plan")),
    ("attended", N_("Attended today")),
)
"""Key and name of each way to part the same pupils."""


@dataclass(frozen=True, eq=False)
class Choice:
    """Segregation of one group, a row for each of :data:`CHOICES`, columns as :data:`piiri.segregation.LIVE`.

    Attributes
    ----------
    value, by_chance, beyond
        (4, 7): the indices, what random allocation to units of these sizes makes, and how far they are beyond it.
    units
        (4,) how many blocks or schools.
    pupils, left_out
        Pupils counted, the same in all four; and those who are missing in one of them and so left out of all.
    """

    value: FloatArray
    by_chance: FloatArray
    beyond: FloatArray
    units: tuple[int, ...]
    pupils: int
    left_out: int

    @property
    def effect(self) -> FloatArray:
        """(7,) attended less assigned: above 0 choice of school parts pupils further than the borders do."""
        return np.asarray(self.value[3] - self.value[1])

    @property
    def effect_beyond_chance(self) -> FloatArray:
        """(7,) the effect less the difference that chance makes between units of these sizes."""
        return np.asarray(self.effect - (self.by_chance[3] - self.by_chance[1]))


def choice_of(where: Whereabouts, members: Array, stage: int | None = None, draws: int = 200) -> Choice:
    """Compare segregation by home, assignment, expectation and attendance.

    Parameters
    ----------
    where
        The pupils.
    members
        (N,) how many pupils of the group each point of the pupils' layer stands for.
    stage
        One stage; None for all together.
    draws
        Of random allocation.
    """
    mine = where.of_stage(stage)
    ways = (where.block, where.assigned, where.expected, where.attended)
    there = mine & np.logical_and.reduce([way >= 0 for way in ways])
    weight = where.weight[there]
    group = np.asarray(members)[where.points[there]].astype(np.int64)
    of = {index.key: f for f, (index, _) in enumerate(columns([0]))}
    at = [of[index.key] for index in LIVE]
    value, chance, beyond, units = [], [], [], []
    for way in ways:
        table = tabled(way[there], group, weight)
        now, expected = figures(table, [0]), by_chance(table, [0], draws).expected
        value.append(now[at])
        chance.append(expected[at])
        beyond.append(beyond_chance(now, expected, most(table, [0]))[at])
        units.append(len(table))
    return Choice(
        np.array(value),
        np.array(chance),
        np.array(beyond),
        tuple(units),
        int(weight.sum()),
        int(where.weight[mine & ~there].sum()),
    )


def tabled(unit: IntArray, group: LongArray, weight: LongArray) -> LongArray:
    """Return (U, 2) pupils of the group and all others by unit, units without pupils left out.

    >>> tabled(np.array([7, 3, 7]), np.array([1, 0, 0]), np.array([1, 1, 1])).tolist()
    [[0, 1], [1, 1]]
    """
    named, row = np.unique(unit, return_inverse=True)
    found = np.zeros((len(named), 2), dtype=np.int64)
    np.add.at(found, row, np.stack((group, weight - group), axis=1))
    return found
