"""Indicators to one index of need, in whole billionths, so that money is the same on every machine."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import Array, FloatArray, LongArray
from .indicators import Standardised, on_curve
from .inputs import Inputs
from .model import FundingModel, Post
from .notes import Note

INDEX_QUANTUM = 10**9
"""The index is a whole number of billionths before money is counted with it."""


@dataclass(frozen=True, eq=False, slots=True)
class Indexed:
    """The index of each school.

    Attributes
    ----------
    contributions
        (H, n) what each indicator adds: weight × standardised value, divided by the weights where a mean is taken; 0
        where it is left out. Of a product: the factor.
    combined
        (H,) before, :attr:`index` after what ``post`` does to it.
    index
        (H,) float64 on the grid of billionths.
    quanta
        (H,) int64: the index in billionths.
    unknown
        (H,) True where no indicator of the school is known: its index is the mean of the others of its stratum.
    notes
        What a reader must know.
    """

    contributions: FloatArray
    combined: FloatArray
    index: FloatArray
    quanta: LongArray
    unknown: Array
    notes: tuple[Note, ...]


def indexed(model: FundingModel, inputs: Inputs, measured: Standardised) -> Indexed:
    """Return the index: indicators combined, then ``post``.

    ``weighted_mean``: Σ w·z / Σ w over the indicators known; ``weighted_sum``: Σ w·z, scaled up to all weights where
    some are left out; ``product``: Π z^w, to the power that makes up for those left out.
    """
    h = len(inputs)
    weights = [float(model.index.weights.get(indicator.id, 0)) for indicator in model.indicator]
    there = ~np.isnan(measured.z)
    z = np.where(there, measured.z, 0.0)
    whole = math.fsum(weights)
    present = np.zeros(h)
    everywhere = bool(there.all())
    for position, weight in enumerate(weights):
        present = present + (weight if everywhere else weight * there[:, position])
    if model.index.combine == "product":
        combined, contributions = _product(model, inputs, z, there, weights, present, whole)
    else:
        divisor = present if model.index.combine == "weighted_mean" else present / whole if whole else present
        usable = divisor != 0
        factor = np.divide(1.0, divisor, out=np.zeros(h), where=usable)
        contributions = z * np.array(weights) * factor[:, None]
        combined = np.zeros(h)
        for position in range(len(weights)):  # in the order of the model: the same sum on every machine
            combined = combined + contributions[:, position]
    unknown = np.asarray((present == 0) & (whole != 0))
    notes: list[Note] = []
    if unknown.any():
        combined = _mean_of_others(combined, unknown, measured.stratum)
        for row in np.flatnonzero(unknown).tolist():
            text = N_("No indicator of {school} is known: its index is taken as the mean of the other schools.")
            notes.append(Note("index-unknown", text, {"school": inputs.names[row]}, inputs.ids[row]))
    after = post(model.index.post, combined)
    if not np.isfinite(after).all():
        raise InputError(
            "funding-index-missing",
            N_("No school has a known value of any indicator, so there is no index to share money by."),
            N_("Fill in at least one indicator for one school."),
        )
    quanta = np.rint(after * INDEX_QUANTUM).astype(np.int64)
    return Indexed(contributions, combined, quanta / INDEX_QUANTUM, quanta, unknown, tuple(notes))


def _product(
    model: FundingModel,
    inputs: Inputs,
    z: FloatArray,
    there: Array,
    weights: Sequence[float],
    present: FloatArray,
    whole: float,
) -> tuple[FloatArray, FloatArray]:
    factors = np.ones_like(z)
    for position, weight in enumerate(weights):
        wrong = np.flatnonzero((z[:, position] < 0) & there[:, position])
        if len(wrong) and weight:
            raise InputError(
                "funding-product-negative",
                N_("“{indicator}” of {school} is below 0 after standardising, so no product can be taken."),
                N_("Standardise it as ratio or minmax, or combine by weighted_mean."),
                indicator=model.indicator[position].title,
                school=inputs.names[int(wrong[0])],
            )
        factors[:, position] = np.where(there[:, position], z[:, position] ** weight, 1.0) if weight else 1.0
    combined = np.ones(len(z))
    for position in range(len(weights)):
        combined = combined * factors[:, position]
    some = (present != whole) & (present != 0)
    return np.where(some, combined ** np.divide(whole, present, out=np.ones(len(z)), where=some), combined), factors


def _mean_of_others(combined: FloatArray, unknown: Array, stratum: Array) -> FloatArray:
    found = np.array(combined)
    for row in np.flatnonzero(unknown).tolist():
        alike = ~unknown & (stratum == stratum[row])
        others = combined[alike if alike.any() else ~unknown]
        found[row] = math.fsum(others.tolist()) / len(others) if len(others) else math.nan
    return found


def post(rule: Post, x: FloatArray) -> FloatArray:
    """Return what becomes of the combined index, see :class:`~piiri.funding.model.Post`.

    >>> from fractions import Fraction as F
    >>> nj = Post("concentration", p0=F(2, 10), p1=F(6, 10), w0=F(47, 100), w1=F(57, 100))
    >>> post(nj, np.array([0.1, 0.3, 0.5, 0.9])).round(4).tolist()
    [0.47, 0.495, 0.545, 0.57]
    """
    if rule.kind == "affine":
        return np.asarray(float(rule.a) + float(rule.b) * x)
    if rule.kind == "relu":
        return np.maximum(0.0, x - float(rule.tau))
    if rule.kind == "curve":
        return on_curve(x, rule.points)
    if rule.kind == "concentration":
        assert rule.p0 is not None and rule.p1 is not None and rule.w0 is not None and rule.w1 is not None
        return on_curve(x, ((rule.p0, rule.w0), (rule.p1, rule.w1)))
    return x


def eligible(rule: str, quanta: LongArray) -> Array:
    """Return (H,) who may get a component: ``all``, ``index>NUMBER``, ``top:NUMBER``, ``band:LOW..HIGH``.

    Equal schools at the edge of ``top`` are taken in the order of their ids.

    >>> eligible("top:1", np.array([1, 5, 3])).tolist()
    [False, True, False]
    """
    if rule == "all":
        return np.ones(len(quanta), dtype=bool)
    if rule.startswith("index>"):
        return np.asarray(quanta > round(float(rule.removeprefix("index>")) * INDEX_QUANTUM))
    if rule.startswith("top:"):
        best = np.argsort(-quanta, kind="stable")[: int(rule.removeprefix("top:"))]
        found = np.zeros(len(quanta), dtype=bool)
        found[best] = True
        return found
    low, _, high = rule.removeprefix("band:").partition("..")
    return np.asarray((quanta >= round(float(low) * INDEX_QUANTUM)) & (quanta < round(float(high) * INDEX_QUANTUM)))
