"""What a model reads that is *at least* so much, because numbers behind it are hidden or were not given."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..model.arrays import Array
from .inputs import Inputs
from .model import FundingModel, Indicator
from .school_table import columns_of


def untold_of(model: FundingModel, inputs: Inputs) -> Array:
    """Return (H,) in how many cells behind the figures that a model reads of each school the number is not told.

    The sum over the columns, so that 0 says that everything is known.

    Examples
    --------
    >>> from piiri.funding import preset
    >>> schools = Inputs.of(["A", "B"], {"pupils": [300, 100]})
    >>> untold_of(preset("flat"), schools).tolist()
    [0, 0]
    """
    return _cells(inputs, sorted(columns_of(model)))


def untold_behind(indicator: Indicator, inputs: Inputs, position: int) -> int:
    """Return the same of one indicator of one school: behind its column, or behind the parts of its ratio."""
    if indicator.column and indicator.column in inputs:
        read: Iterable[str] = (indicator.column,)
    else:
        read = (*indicator.numerator, indicator.denominator, indicator.reads)
    return int(_cells(inputs, dict.fromkeys(read))[position])


def _cells(inputs: Inputs, columns: Iterable[str]) -> Array:
    found = np.zeros(len(inputs), dtype=np.int64)
    for column in columns:
        if column in inputs.untold:
            found = found + inputs.untold[column]
    return found
