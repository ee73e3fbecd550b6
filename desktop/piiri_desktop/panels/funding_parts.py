"""What the amounts of the schools are made of: the model's components, and what guarantees, ceilings and the pot add or
take. No widgets."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from piiri.funding import Allocation
from piiri.funding.balance import NO_CEILING
from piiri.i18n import tr
from piiri.model.arrays import BoolArray, LongArray

MOST = 5
"""So many kinds of segment can be told apart; smaller components are put together in the last."""


@dataclass(frozen=True, eq=False)
class Parts:
    """The parts of H amounts, in the model's smallest amount.

    Attributes
    ----------
    titles
        Names of the P parts, in the user's language, in the order of the model.
    amounts
        (P, H) int64: what each part gives, after the sector's factor.
    rest
        (H,) int64: what guarantees, ceilings, phasing in and keeping to the pot add, below 0 where they take. Parts and
        rest sum to the amounts.
    low, high
        (H,) int64: floor and ceiling.
    has_floor, has_cap
        (H,) bool: who has one.
    """

    titles: tuple[str, ...]
    amounts: LongArray
    rest: LongArray
    low: LongArray
    high: LongArray
    has_floor: BoolArray
    has_cap: BoolArray

    @property
    def farthest(self) -> int:
        """The largest amount, or sum of parts, that a bar must reach to."""
        gross = self.amounts.sum(axis=0)
        return int(np.maximum(gross, gross + self.rest).max(initial=0))


def parts_of(found: Allocation) -> Parts:
    """Return what the amounts of an allocation are made of.

    >>> from piiri.funding import Inputs, allocate, preset
    >>> parts = parts_of(allocate(preset("flat"), Inputs.of(["A", "B"], {"pupils": [300, 100]})))
    >>> parts.amounts.tolist(), parts.rest.tolist()
    ([[75000000, 25000000]], [0, 0])
    """
    titles = [each.component.title for each in found.paid]
    amounts = [np.asarray(found.sector.on(each.amounts), dtype=np.int64) for each in found.paid]
    if found.sector.supplement.any():
        titles.append(tr("Supplement"))
        amounts.append(found.sector.supplement)
    if len(amounts) > MOST:
        sums = [int(each.sum()) for each in amounts]
        largest = sorted(sorted(range(len(amounts)), key=lambda at: (-sums[at], at))[: MOST - 1])
        others = [at for at in range(len(amounts)) if at not in largest]
        titles = [*(titles[at] for at in largest), tr("{n} smaller parts", n=len(others))]
        amounts = [*(amounts[at] for at in largest), np.sum([amounts[at] for at in others], axis=0, dtype=np.int64)]
    table = np.array(amounts, dtype=np.int64).reshape(len(titles), len(found.amounts))
    rest = np.array(found.amounts, dtype=np.int64) - table.sum(axis=0)
    bounds = found.bounds
    return Parts(
        tuple(titles),
        table,
        np.asarray(rest),
        bounds.low,
        bounds.high,
        np.asarray(bounds.floor_by != 0),
        np.asarray(bounds.high < NO_CEILING),
    )
