"""How sure an index of segregation is, for charts and tables: the value, what chance makes of it, and an interval.

Not on the drag path: while a border moves the live value is shown beside the chance and the interval of the plan kept
last, which hardly differ, since chance depends on the sizes of schools and groups alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..model.arrays import BoolArray, FloatArray, LongArray
from ..segregation import LIVE, beyond_chance, bootstrap, by_chance, columns, figures, most

CHANCE_DRAWS = 200
BOOTSTRAP_DRAWS = 500


@dataclass(frozen=True, eq=False)
class Sureness:
    """Each index of :data:`piiri.segregation.LIVE`, (7,) each.

    Attributes
    ----------
    value
        As computed live.
    by_chance, by_chance_high
        What random allocation of the same pupils to schools of the same sizes gives on average, and what it passes in
        one draw of twenty.
    beyond
        How far the value is beyond chance, −1..1 (:func:`piiri.segregation.beyond_chance`).
    corrected, low, high
        The value without the bias of small units, and its 95 % interval (:func:`piiri.segregation.bootstrap`).
    small
        True where the smaller side has fewer pupils than the index' minimum base.
    """

    value: FloatArray
    by_chance: FloatArray
    by_chance_high: FloatArray
    beyond: FloatArray
    corrected: FloatArray
    low: FloatArray
    high: FloatArray
    small: BoolArray


def how_sure(units: LongArray, chance_draws: int = CHANCE_DRAWS, draws: int = BOOTSTRAP_DRAWS) -> Sureness:
    """Return indices of one group with their chance and interval; equal tables give equal figures.

    Parameters
    ----------
    units
        (U, 2) whole numbers: pupils of the group and all others, see :func:`.mix.units_of`.
    chance_draws, draws
        Of random allocation and of the bootstrap.

    Examples
    --------
    >>> found = how_sure(np.full((30, 2), (10, 90)))
    >>> float(found.value[0]), round(float(found.by_chance[0]), 2)  # D: even, yet chance would make 0.13
    (0.0, 0.13)
    """
    of = {index.key: f for f, (index, group) in enumerate(columns([0]))}
    at = [of[index.key] for index in LIVE]
    chance, sure = by_chance(units, [0], chance_draws), bootstrap(units, [0], draws)
    value = figures(units, [0])
    base = min(units.sum(axis=0)) if len(units) else 0
    return Sureness(
        value[at],
        chance.expected[at],
        chance.high[at],
        beyond_chance(value, chance.expected, most(units, [0]))[at],
        sure.corrected[at],
        sure.low[at],
        sure.high[at],
        np.array([base < index.minimum_base for index in LIVE]),
    )
