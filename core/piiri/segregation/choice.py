"""School segregation beside residential segregation of the same pupils: what choice of school adds, or takes away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import Array, FloatArray
from .chance import by_chance
from .measuring import figures


@dataclass(frozen=True, eq=False)
class ChoiceEffect:
    """Each index twice, in the order of :func:`.measuring.columns`.

    Attributes
    ----------
    home, school
        (F,) of the pupils by where they live (or are assigned), and by where they go to school.
    home_by_chance, school_by_chance
        (F,) what chance alone makes of units of these sizes.
    effect
        (F,) ``school - home``: above 0, pupils are more apart at school than where they live.
    effect_beyond_chance
        (F,) the effect less the difference that chance makes between units of these sizes: small areas beside large
        schools do not look like choice.
    """

    home: FloatArray
    school: FloatArray
    home_by_chance: FloatArray
    school_by_chance: FloatArray
    effect: FloatArray
    effect_beyond_chance: FloatArray


def choice_effect(home: Array, school: Array, groups: Sequence[int], draws: int = 200, seed: int = 1) -> ChoiceEffect:
    """Compare two tables of the same pupils.

    Parameters
    ----------
    home
        (A, G) whole numbers of pupils by area or assigned school, and group.
    school
        (U, G) by the school they attend.
    groups
        Which groups are looked at one by one.
    draws, seed
        As in :func:`.chance.by_chance`.

    Raises
    ------
    InputError
        ``not-the-same-pupils``: a group has another number of pupils in one table than in the other.

    Examples
    --------
    >>> found = choice_effect(np.array([[30, 20], [20, 30]]), np.array([[40, 10], [10, 40]]), [0])
    >>> float(found.effect[5].round(3))  # D
    0.4
    """
    ours, theirs = np.asarray(home).sum(axis=0), np.asarray(school).sum(axis=0)
    if not np.array_equal(ours, theirs):
        raise InputError(
            "not-the-same-pupils",
            N_("The two tables are not of the same pupils: {home} by home, {school} by school."),
            N_("Leave out of both who is missing in one of them."),
            home=[int(n) for n in ours],
            school=[int(n) for n in theirs],
        )
    at_home, at_school = figures(home, groups), figures(school, groups)
    chance_home, chance_school = (by_chance(table, groups, draws, seed).expected for table in (home, school))
    effect = at_school - at_home
    return ChoiceEffect(at_home, at_school, chance_home, chance_school, effect, effect - (chance_school - chance_home))
