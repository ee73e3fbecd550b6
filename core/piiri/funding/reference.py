"""What indicators are measured against: mean, spread and range of a year, a plan, or of the nation."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import Array, FloatArray
from .inputs import Inputs
from .missing import Read, read_values
from .model import FundingModel, Indicator

SMALLEST_SPREAD = 1e-12
"""A standard deviation below this share of the mean is rounding error: nobody differs."""


@dataclass(frozen=True, slots=True)
class Moments:
    """Figures of one indicator in one stratum.

    Attributes
    ----------
    mean, sd, low, high
        Weighted as the indicator says; NaN where nobody's value is known.
    sorted_values
        Known values in rising order, for bands of ranks.
    """

    mean: float
    sd: float
    low: float
    high: float
    sorted_values: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class Reference:
    """Moments by indicator and stratum.

    Attributes
    ----------
    label
        Where it comes from, for people: the name of a plan or a file.
    moments
        By (indicator id, stratum).
    """

    label: str
    moments: Mapping[tuple[str, str], Moments]

    def of(self, indicator: Indicator, stratum: str) -> Moments:
        """Return the figures for an indicator and stratum.

        Raises
        ------
        InputError
            ``funding-reference-missing``.
        """
        found = self.moments.get((indicator.id, stratum))
        if found is None or math.isnan(found.mean):
            raise InputError(
                "funding-reference-missing",
                N_("The reference has no figures of “{indicator}” for {stratum}."),
                N_("Take a reference that has them, or measure live."),
                indicator=indicator.title,
                stratum=stratum or "–",
            )
        return found


def strata_of(model: FundingModel, inputs: Inputs) -> tuple[Array, tuple[str, ...]]:
    """Return (H,) the number of each school's stratum, and the strata's names; one nameless where there are none."""
    if not model.model.strata:
        return np.zeros(len(inputs), dtype=np.int64), ("",)
    columns = [inputs.text(column, "strata") for column in model.model.strata]
    labels = [" · ".join(parts) for parts in zip(*columns, strict=True)]
    names = tuple(sorted(set(labels)))
    position = {name: at for at, name in enumerate(names)}
    return np.array([position[label] for label in labels], dtype=np.int64), names


def reference_of(model: FundingModel, inputs: Inputs, label: str = "") -> Reference:
    """Return the reference that some schools are.

    Parameters
    ----------
    model
        Its indicators and strata.
    inputs
        The schools of the year, or of the plan, that all is to be measured against.
    label
        Where it comes from, for people.
    """
    stratum, names = strata_of(model, inputs)
    moments = {}
    for indicator in model.indicator:
        read = read_values(model, indicator, inputs)
        for at, name in enumerate(names):
            moments[indicator.id, name] = moments_of(indicator, inputs, read, stratum == at)
    return Reference(label, moments)


def external_reference(model: FundingModel) -> Reference:
    """Return the reference that the model itself gives, the same for every stratum."""
    nan = math.nan
    moments = {}
    for indicator in model.indicator:
        said = indicator.external
        if said is None:
            continue
        mean, sd, low, high = (nan if x is None else float(x) for x in (said.mean, said.sd, said.low, said.high))
        moments[indicator.id, ""] = Moments(mean, sd, low, high)
    return _Everywhere("", moments)


class _Everywhere(Reference):
    def of(self, indicator: Indicator, stratum: str) -> Moments:
        return self.moments.get((indicator.id, ""), Moments(math.nan, math.nan, math.nan, math.nan))


def moments_of(indicator: Indicator, inputs: Inputs, read: Read, some: Array) -> Moments:
    """Return mean, spread and range of an indicator over some schools, of those whose value is known.

    ``mean = Σ w·x / Σ w``, ``sd² = Σ w·(x − mean)² / (Σ w − ddof)``; w is 1, pupils or residents. Sums are exact
    (:func:`math.fsum`), so they do not depend on the order of the schools nor on the machine.
    """
    known = some & np.isfinite(read.values)
    x = read.values[known]
    if not len(x):
        return Moments(math.nan, math.nan, math.nan, math.nan)
    values = x.tolist()
    ranks = tuple(sorted(values)) if indicator.standardise == "quantile_bands" else ()
    if indicator.weight_by == "none":
        total = float(len(values))
        mean = math.fsum(values) / total
        squares = math.fsum(((x - mean) ** 2).tolist())
    else:
        w = weights_of(indicator, inputs)[known]
        total = math.fsum(w.tolist())
        if total <= 0:
            return Moments(math.nan, math.nan, math.nan, math.nan)
        mean = math.fsum((w * x).tolist()) / total
        squares = math.fsum((w * (x - mean) ** 2).tolist())
    sd = math.sqrt(squares / (total - indicator.ddof)) if total > indicator.ddof else 0.0
    if sd <= SMALLEST_SPREAD * max(abs(mean), 1e-300):
        sd = 0.0
    return Moments(mean, sd, min(values), max(values), ranks)


def weights_of(indicator: Indicator, inputs: Inputs) -> FloatArray:
    """Return (H,) what weighs a school in the mean of an indicator."""
    if indicator.weight_by == "none":
        return np.ones(len(inputs))
    return inputs.needed(indicator.weight_by, indicator.id)
