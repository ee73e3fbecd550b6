"""Amounts to a ten-thousandth of the smallest amount, for the balance to scale.

A pot is shared out in whole cents, so two equal schools may differ by one. Were those cents scaled by the factor of the
balance, that cent would grow with the factor; what is scaled is therefore the share before it was rounded.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..model.arrays import LongArray
from .components import Paid
from .exact import divided, total
from .guarantees import Last, phased
from .inputs import Inputs
from .model import FundingModel
from .sector import SectorStep

GRAIN = 10_000
"""So many parts a smallest amount has here."""


def fine_amounts(
    model: FundingModel, inputs: Inputs, paid: Sequence[Paid], sector: SectorStep, last: Last
) -> LongArray:
    """Return (H,) int64: what the formula gives, phased in, in parts of the smallest amount.

    What is paid by a rate counts as rounded, school by school: equal schools have it equal.
    """
    gross = np.zeros(len(inputs), dtype=np.int64)
    for each in paid:
        everything = total(each.quantity.shares)
        if each.pot is None or not everything:
            gross = gross + each.amounts * GRAIN
            continue
        gross = gross + divided(each.quantity.shares, each.pot * GRAIN, everything)[0].astype(np.int64)
    net = sector.on(gross) + sector.supplement * GRAIN
    return net if model.guarantee.phase_in == 1 else phased(model, inputs, last, net, GRAIN)
