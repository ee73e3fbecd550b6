"""Why pupils, or segregation, came out otherwise than a plan said: population, borders and choice.

A school's pupils are those who live in each block (*population*), by the school that the borders give the block to
(*border*), by how the pupils of one school's area spread over all schools (*choice*): ``pupils_h = sum_b n_b
c(border(b), h)``. Each of the three can be taken from what was expected or from what was observed; the Shapley value
(Shapley 1953; Sastre & Trannoy 2002) is the mean change that each brings over all six orders of exchanging them. The
parts sum to the whole difference, exactly, for pupils as for any index of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import Any

import numpy as np

from ..errors import InputError
from ..flows import Whereabouts
from ..i18n import N_
from ..model.arrays import Array, FloatArray


@dataclass(frozen=True, eq=False)
class Parted:
    """Pupils taken apart into population, border and choice, of the blocks and schools that two states share.

    Attributes
    ----------
    population
        (B, 2) float64: pupils of the group and all others by block.
    border
        (B,) the school of each block, as a position among ``schools``; its size for none.
    choice
        (H + 1, H, 2) float64: of the pupils of a school's area, the last row of none, the share who attend each
        school, of the group and of the others; rows sum to 1.
    """

    population: FloatArray
    border: Array
    choice: FloatArray


@dataclass(frozen=True, eq=False)
class Explained:
    """A difference and its parts.

    Attributes
    ----------
    schools
        Ids of the schools, H.
    before, after
        (H, 2) pupils of the group and all others, expected and observed.
    population, border, choice
        (H, 2) what each adds; they sum to ``after - before``.
    index_before, index_after
        The index asked for, of both.
    index_parts
        What population, border and choice add to it, in this order; they sum to the difference.
    left_out
        Pupils of the two states whose block the other does not have, or whose school is not known.
    """

    schools: tuple[str, ...]
    before: FloatArray
    after: FloatArray
    population: FloatArray
    border: FloatArray
    choice: FloatArray
    index_before: float
    index_after: float
    index_parts: tuple[float, float, float]
    left_out: tuple[int, int]


def explained(
    expected: Whereabouts,
    observed: Whereabouts,
    members: tuple[Array, Array],
    index: Callable[[Array, Array], float],
    stage: str | None = None,
) -> Explained:
    """Explain the difference between what a plan expected and what was observed later.

    Parameters
    ----------
    expected
        The pupils of the time of the decision in the plan decided on; where they are *expected* counts.
    observed
        The pupils of a later year in the plan then in force; where they *attend* school counts.
    members
        Of each, how many pupils of the group every point of its pupils' layer stands for.
    index
        A function of the group's pupils and of all others by school, as :func:`piiri.segregation.dissimilarity`.
    stage
        Id of one stage; None for all together.

    Raises
    ------
    InputError
        ``no-common-blocks``: the two have no block in common.
    """
    states = ((expected, expected.expected, members[0]), (observed, observed.attended, members[1]))
    blocks = sorted(set(expected.plan.coverage.face_ids) & set(observed.plan.coverage.face_ids))
    if not blocks:
        raise InputError(
            "no-common-blocks",
            N_("The two years have no block in common."),
            N_("Import both years with the same blocks and the same ids."),
        )
    schools = tuple(dict.fromkeys((*expected.plan.schools.ids, *observed.plan.schools.ids)))
    made = [parted(where, goes, group, blocks, schools, stage) for where, goes, group in states]
    before, after = (each for each, _ in made)

    parts = (before.population, before.border, before.choice), (after.population, after.border, after.choice)
    population, border, choice = shapley(pupils_of, *parts)
    a, b, c = shapley(lambda *chosen: np.array(index(*pupils_of(*chosen).T)), *parts)
    first, last = pupils_of(*parts[0]), pupils_of(*parts[1])
    return Explained(
        schools,
        first,
        last,
        population,
        border,
        choice,
        float(index(*first.T)),
        float(index(*last.T)),
        (float(a), float(b), float(c)),
        (made[0][1], made[1][1]),
    )


def shapley(function: Callable[..., FloatArray], before: Sequence[Any], after: Sequence[Any]) -> tuple[FloatArray, ...]:
    """Return the mean change that each argument brings, over all orders of exchanging them.

    Parameters
    ----------
    function
        Of as many arguments as ``before`` has.
    before, after
        Its arguments.

    Returns
    -------
    tuple of arrays
        One an argument; they sum to ``function(*after) - function(*before)``.

    Examples
    --------
    >>> [float(part) for part in shapley(lambda a, b: np.array(a * b), (2.0, 3.0), (4.0, 5.0))]
    [8.0, 6.0]
    """
    known: dict[tuple[bool, ...], FloatArray] = {}

    def worth(changed: tuple[bool, ...]) -> FloatArray:
        if changed not in known:
            known[changed] = function(*(b if new else a for a, b, new in zip(before, after, changed, strict=True)))
        return known[changed]

    orders = list(permutations(range(len(before))))
    parts: list[Any] = [0.0] * len(before)
    for order in orders:
        changed = [False] * len(before)
        for position in order:
            had = worth(tuple(changed))
            changed[position] = True
            parts[position] = parts[position] + (worth(tuple(changed)) - had) / len(orders)
    return tuple(np.asarray(part) for part in parts)


def parted(
    where: Whereabouts, goes: Array, members: Array, blocks: Sequence[str], schools: Sequence[str], stage: str | None
) -> tuple[Parted, int]:
    """Take pupils apart; returns also how many are left out.

    Parameters
    ----------
    where, goes, members
        The pupils, the school that each goes to, and how many of the group each point stands for.
    blocks, schools
        Ids of those that count, each once.
    stage
        Id of one stage; None for all.
    """
    plan, h = where.plan, len(schools)
    column = {school: position for position, school in enumerate(schools)}
    of_school = np.array([*(column[each] for each in plan.schools.ids), h])  # −1 is the last: none
    row = {block: position for position, block in enumerate(blocks)}
    of_block = np.array([*(row.get(each, -1) for each in plan.coverage.face_ids), -1])
    mine = where.of_stage(None if stage is None else [each.id for each in plan.stages].index(stage))
    block, to, own = of_block[where.block], of_school[goes], of_school[where.assigned]
    there = mine & (block >= 0) & (to < h)
    block, to, own, weight = block[there], to[there], own[there], where.weight[there].astype(np.float64)
    group = np.asarray(members)[where.points[there]].astype(np.float64)
    pair = np.stack((group, weight - group), axis=1)
    population, chosen = np.zeros((len(blocks), 2)), np.zeros((h + 1, h, 2))
    np.add.at(population, block, pair)
    np.add.at(chosen, (own, to), pair)
    # several stages, or zones, may part a block: it is told by the school most of its pupils are assigned to
    lived = np.zeros((len(blocks), h + 1))
    np.add.at(lived, (block, own), weight)
    border = np.where(lived.any(axis=1), lived.argmax(axis=1), _planned(where, of_school, blocks, stage, h))
    return Parted(population, border, _shares(border, block, to, pair, h)), int(where.weight[mine & ~there].sum())


def pupils_of(population: FloatArray, border: Array, choice: FloatArray) -> FloatArray:
    """Return (H, 2) pupils by school: ``sum_b n_b c(border(b), h)``."""
    living = np.zeros((len(choice), 2))
    np.add.at(living, border, population)
    return np.asarray(np.einsum("ag,ahg->hg", living, choice))


def _planned(where: Whereabouts, of_school: Array, blocks: Sequence[str], stage: str | None, h: int) -> Array:
    """The school that the plan gives each block to, for blocks in which nobody lives."""
    plan = where.plan
    row = 0 if stage is None else [each.id for each in plan.stages].index(stage)
    first = np.array([*plan.catchments.servers[:, 0], -1])
    face = {block: f for f, block in enumerate(plan.coverage.face_ids)}
    found = first[plan.catchment_of_face[row, [face[block] for block in blocks]]]
    return np.asarray(of_school[found])


def _shares(border: Array, block: Array, to: Array, pair: FloatArray, h: int) -> FloatArray:
    """(H + 1, H, 2) how the pupils of each school's blocks spread; where there are none, they go to their own."""
    counts = np.zeros((h + 1, h, 2))
    np.add.at(counts, (border[block], to), pair)
    total = counts.sum(axis=1, keepdims=True)
    own = np.zeros((h + 1, h, 2))
    own[np.arange(h), np.arange(h)] = 1.0
    everyone = counts.sum(axis=0)
    own[h] = everyone / np.where(everyone.sum(axis=0) > 0, everyone.sum(axis=0), 1.0)
    return np.where(total > 0, counts / np.where(total > 0, total, 1.0), own)
