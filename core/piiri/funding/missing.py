"""Values as the model reads them, and what stands for those that are not known. Never zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import Array, FloatArray
from .inputs import ABSENT, KNOWN, SUPPRESSED, Inputs
from .model import FundingModel, Indicator, Policy


@dataclass(frozen=True, eq=False, slots=True)
class Read:
    """One indicator as read, transformed, before anything stands for what is not known.

    Attributes
    ----------
    values
        (H,) float64, NaN where not known.
    state
        (H,) int8: known, suppressed or absent.
    """

    values: FloatArray
    state: Array


def read_values(model: FundingModel, indicator: Indicator, inputs: Inputs) -> Read:
    """Return the values of an indicator: its column or its ratio of columns, smoothed over years, transformed.

    A value counts as suppressed where too few people stand behind it (``min_n`` of the column ``count``, ``min_pupils``
    of the school).
    """
    if indicator.numerator and not (indicator.column and indicator.column in inputs):
        values, state = _ratio(indicator, inputs)
    else:
        values, state = _smoothed(indicator, inputs)
    if indicator.min_n:
        n = inputs.column(indicator.counted_by, indicator.id)
        values, state = _hidden(values, state, ~(n >= indicator.min_n))
    if model.missing.min_pupils and indicator.basis in ("enrolled", "flow"):
        values, state = _hidden(values, state, inputs.pupils < model.missing.min_pupils)
    if indicator.transform != "identity":
        values = _transformed(indicator, inputs, values)
    return Read(values, state)


def _hidden(values: FloatArray, state: Array, few: Array) -> tuple[FloatArray, Array]:
    """Values and states, suppressed where too few people stand behind them."""
    if not few.any():
        return values, state
    return np.where(few, np.nan, values), np.where((state == KNOWN) & few, SUPPRESSED, state)


def _smoothed(indicator: Indicator, inputs: Inputs) -> tuple[FloatArray, Array]:
    column = indicator.reads
    values, state = inputs.column(column, indicator.id), inputs.state_of(column, indicator.id)
    if indicator.smoothing_years == 1:
        return values, state
    years = [f"{column}_y{back}" for back in (1, 2) if f"{column}_y{back}" in inputs]
    if not years:
        return values, state
    table = np.stack([values, *(inputs.column(year) for year in years)])
    known = np.isfinite(table)
    n = known.sum(axis=0)
    # the years in their order, so that the sum is the same on every machine
    total = np.zeros(len(inputs))
    for row in np.where(known, table, 0.0):
        total = total + row
    mean = np.divide(total, n, out=np.full(len(inputs), np.nan), where=n > 0)
    return mean, np.where(n > 0, KNOWN, state)


def _ratio(indicator: Indicator, inputs: Inputs) -> tuple[FloatArray, Array]:
    total = np.zeros(len(inputs))
    state = np.zeros(len(inputs), dtype=np.int8)
    for column, factor in indicator.numerator.items():
        total = total + float(factor) * inputs.column(column, indicator.id)
        state = np.maximum(state, inputs.state_of(column, indicator.id))
    if indicator.denominator:
        below = inputs.column(indicator.denominator, indicator.id)
        state = np.maximum(state, inputs.state_of(indicator.denominator, indicator.id))
        usable = below > 0
        total = np.divide(total, below, out=np.full(len(inputs), np.nan), where=usable)
        state = np.where((state == KNOWN) & ~usable, ABSENT, state)
    return total, state


def _transformed(indicator: Indicator, inputs: Inputs, values: FloatArray) -> FloatArray:
    wrong = values <= 0 if indicator.transform == "log" else values < 0
    if wrong.any():
        raise InputError(
            "funding-transform",
            N_("“{indicator}” of {school} cannot be transformed by {transform}: it is too low."),
            N_("Leave out the transform, or mend the value."),
            indicator=indicator.title,
            school=inputs.names[int(np.flatnonzero(wrong)[0])],
            transform=indicator.transform,
        )
    return np.asarray(np.log(values) if indicator.transform == "log" else np.sqrt(values))


def policy_for(model: FundingModel, indicator: Indicator, state: int) -> Policy:
    """Return what the model says of a suppressed or absent value of an indicator."""
    if indicator.missing is not None:
        return indicator.missing
    return model.missing.suppressed if state == SUPPRESSED else model.missing.absent


def sectors_of(model: FundingModel, inputs: Inputs) -> Array:
    """Return (H,) the number of each school's sector; all the same where the model knows none."""
    if model.sector is None:
        return np.zeros(len(inputs), dtype=np.int64)
    return np.unique(np.array(inputs.text(model.sector.column, "sector")), return_inverse=True)[1].reshape(-1)


def rate_stands_for(values: FloatArray, pupils: FloatArray) -> tuple[FloatArray, Array]:
    """Return counts with the ones not known put at the same share of the pupils as in the schools that are known.

    Returns
    -------
    (H,) float64, (H,) bool
        The counts, NaN where no school's is known; True where another value stands.

    >>> rate_stands_for(np.array([10.0, np.nan]), np.array([100.0, 50.0]))[0].tolist()
    [10.0, 5.0]
    """
    unknown = np.isnan(values)
    if not unknown.any():
        return values, unknown
    below = float(pupils[~unknown].sum())
    rate = float(values[~unknown].sum()) / below if below > 0 else float("nan")
    return np.where(unknown, rate * pupils, values), unknown
