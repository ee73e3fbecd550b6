"""All there is to say about one table: every index, what chance makes, how sure it is, and where it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..model.arrays import BoolArray, FloatArray
from .chance import Chance, beyond_chance, by_chance
from .contact import exposure_between
from .hierarchy import Nested, Within, nested, within
from .indices import Index
from .information import contributions, local_segregation
from .measuring import columns, figures, most
from .resampling import Bootstrap, bootstrap
from .table import GroupTable

CHANCE_DRAWS = 200


@dataclass(frozen=True, eq=False)
class Survey:
    """What :func:`survey` found.

    Attributes
    ----------
    table
        The pupils.
    columns
        Each index with its group, −1 for all groups together; the arrays (F,) are in this order.
    value, beyond
        (F,) the indices, and how far they are beyond chance (:func:`.chance.beyond_chance`).
    small
        (F,) True where the smaller side has fewer pupils than the index' minimum base.
    chance
        What chance alone makes.
    sure
        Bias and interval; None where none was asked for.
    local, contribution
        (U,) each unit's distance from the whole in nats, and its share of M.
    local_groups
        (G,) the same distance of each group.
    exposure
        (G, G) whom a group's pupils meet.
    levels
        M and H between the parts of each level, and within the last; one entry where there is no level.
    parts, inside
        The parts of the first level by name, and M and H inside each; None without levels.
    """

    table: GroupTable
    columns: tuple[tuple[Index, int], ...]
    value: FloatArray
    beyond: FloatArray
    small: BoolArray
    chance: Chance
    sure: Bootstrap | None
    local: FloatArray
    contribution: FloatArray
    local_groups: FloatArray
    exposure: FloatArray
    levels: Nested
    parts: tuple[str, ...]
    inside: Within | None


def survey(
    table: GroupTable,
    groups: Sequence[int] | None = None,
    *,
    draws: int = 0,
    chance_draws: int = CHANCE_DRAWS,
    seed: int = 1,
    level: float = 0.95,
) -> Survey:
    """Look at a table from all sides.

    Parameters
    ----------
    table
        Pupils by unit and group, with the levels of a hierarchy if there are any.
    groups
        Which groups are looked at one by one; all if not given.
    draws
        Of the bootstrap; 0 for none.
    chance_draws
        Of random allocation.
    seed
        Of both; the same seed gives the same figures.
    level
        Of the interval, between 0 and 1.

    Examples
    --------
    >>> found = survey(GroupTable(("A", "B"), ("x", "y"), np.array([[40, 10], [10, 40]])), [0])
    >>> [(index.key, round(float(value), 2)) for (index, _), value in zip(found.columns, found.value)][4]
    ('dissimilarity', 0.6)
    """
    n = table.counts
    chosen = list(range(len(table.groups))) if groups is None else list(groups)
    what = tuple(columns(chosen))
    value = figures(n, chosen)
    chance = by_chance(n, chosen, chance_draws, seed)
    size, total = n.sum(axis=0), int(n.sum())
    base = np.array([min(size[g], total - size[g]) if g >= 0 else total for _, g in what])
    coded = [np.unique(np.array(level, dtype=object).astype(str), return_inverse=True) for level in table.levels]
    return Survey(
        table,
        what,
        value,
        beyond_chance(value, chance.expected, most(n, chosen)),
        base < [index.minimum_base for index, _ in what],
        chance,
        bootstrap(n, chosen, draws, seed, level) if draws else None,
        local_segregation(n),
        contributions(n),
        local_segregation(n.T),
        exposure_between(n),
        nested(n, [code for _, code in coded]),
        tuple(map(str, coded[0][0])) if coded else (),
        within(n, coded[0][1]) if coded else None,
    )
