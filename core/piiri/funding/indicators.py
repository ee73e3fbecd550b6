"""Indicators of need: read, put on one scale, turned so that more is more need, clipped."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import InputError
from ..i18n import N_
from ..model.arrays import Array, FloatArray
from .inputs import KNOWN, Inputs
from .missing import Read, policy_for, read_values, sectors_of
from .model import FundingModel, Indicator, Policy
from .notes import Note
from .reference import Moments, Reference, strata_of, weights_of
from .terms import Number

POLICIES: tuple[Policy, ...] = ("area_mean", "sector_mean", "exclude", "reference", "assumed")


@dataclass(frozen=True, eq=False, slots=True)
class Standardised:
    """Indicators on one scale.

    Attributes
    ----------
    values
        (H, n) as read and transformed; what stands for unknown ones is filled in, NaN where the indicator is left out.
    z
        (H, n) standardised, more is more need; NaN where the indicator is left out for a school.
    policy
        (H, n) int8: −1 where the value is known, else the position in :data:`POLICIES` of what stands for it.
    state
        (H, n) int8: known, suppressed, absent.
    stratum, strata
        (H,) the stratum of each school, and their names.
    notes
        What a reader must know.
    """

    values: FloatArray
    z: FloatArray
    policy: Array
    state: Array
    stratum: Array
    strata: tuple[str, ...]
    notes: tuple[Note, ...]


def standardised(model: FundingModel, inputs: Inputs, reference: Reference) -> Standardised:
    """Return the indicators of all schools on one scale.

    Parameters
    ----------
    model, inputs
        What is measured, and of whom.
    reference
        What it is measured against.
    """
    h, n = len(inputs), len(model.indicator)
    stratum, strata = strata_of(model, inputs)
    plain = _plain(model, inputs, reference, strata)
    if plain is not None:
        none = np.full((h, n), -1, dtype=np.int8)
        return Standardised(*plain, none, np.zeros_like(none), stratum, strata, ())
    # column after column in memory: they are worked on one by one
    values, z = np.full((h, n), np.nan, order="F"), np.full((h, n), np.nan, order="F")
    policy, state = np.full((h, n), -1, dtype=np.int8, order="F"), np.zeros((h, n), dtype=np.int8, order="F")
    notes: list[Note] = []
    for position, indicator in enumerate(model.indicator):
        read = read_values(model, indicator, inputs)
        state[:, position] = read.state
        filled = read.values
        if read.state.any():  # KNOWN is 0
            filled, policy[:, position] = _filled(model, indicator, inputs, read, reference, stratum, strata)
        values[:, position] = filled
        for at, name in enumerate(strata):
            some = stratum == at if len(strata) > 1 else slice(None)
            moments = reference.of(indicator, name) if _measures(indicator) else _NOTHING
            z[some, position] = _on_scale(indicator, filled[some], moments, name, notes)
    return Standardised(values, z, policy, state, stratum, strata, tuple(notes))


def _plain(
    model: FundingModel, inputs: Inputs, reference: Reference, strata: tuple[str, ...]
) -> tuple[FloatArray, FloatArray] | None:
    """Values and z-scores of all indicators at once, (H, n) each: what a step of a drag is nearly always.

    None where one of them is not a plain z-score of a column whose every value is known; the same to the last bit as
    one by one.
    """
    indicators, few = model.indicator, model.missing.min_pupils
    if len(strata) > 1 or not all(map(_is_plain, indicators)) or not all(each.reads in inputs for each in indicators):
        return None
    if few and any(each.basis in ("enrolled", "flow") for each in indicators) and (inputs.pupils < few).any():
        return None
    values, state = inputs.several([each.reads for each in indicators])
    if state.any():  # KNOWN is 0
        return None
    moments = [reference.of(each, strata[0]) for each in indicators]
    means, spreads = [each.mean for each in moments], [each.sd for each in moments]
    if not all(spreads) or any(map(math.isnan, (*means, *spreads))):
        return None
    z = (values - np.array(means)[:, None]) / np.array(spreads)[:, None]
    for row, indicator in zip(z, indicators, strict=True):
        if not indicator.more_is_need:
            np.subtract(0.0, row, out=row)
        if indicator.clip:
            np.clip(row, float(indicator.clip[0]), float(indicator.clip[1]), out=row)
    return values.T, z.T


def _is_plain(indicator: Indicator) -> bool:
    return (
        indicator.standardise == "zscore"
        and indicator.transform == "identity"
        and indicator.smoothing_years == 1
        and not indicator.min_n
        and (not indicator.numerator or bool(indicator.column))
    )


_NOTHING = Moments(math.nan, math.nan, math.nan, math.nan)


def _measures(indicator: Indicator) -> bool:
    """True where the scale depends on a reference."""
    if indicator.standardise == "minmax":
        return indicator.low is None or indicator.high is None
    return indicator.standardise in ("zscore", "ratio", "quantile_bands")


def _on_scale(indicator: Indicator, x: FloatArray, moments: Moments, stratum: str, notes: list[Note]) -> FloatArray:
    kind = indicator.standardise
    if kind == "zscore":
        if moments.sd == 0:
            notes.append(_same(indicator, stratum))
            z = np.where(np.isnan(x), np.nan, 0.0)
        else:
            z = (x - _given(indicator, moments.mean, "mean")) / _given(indicator, moments.sd, "sd")
    elif kind == "minmax":
        low = moments.low if indicator.low is None else float(indicator.low)
        high = moments.high if indicator.high is None else float(indicator.high)
        if high == low:
            notes.append(_same(indicator, stratum))
            z = np.where(np.isnan(x), np.nan, 0.0)
        else:
            z = (x - _given(indicator, low, "low")) / (_given(indicator, high, "high") - low)
    elif kind == "ratio":
        mean = _given(indicator, moments.mean, "mean")
        if mean == 0:
            notes.append(_same(indicator, stratum))
            z = np.where(np.isnan(x), np.nan, 0.0)
        else:
            z = x / mean
    elif kind == "share_above":
        z = np.maximum(0.0, x - float(indicator.tau))
    elif kind == "quantile_bands":
        z = _in_bands(indicator, x, moments)
    elif kind == "curve":
        z = on_curve(x, indicator.points)
    elif kind == "logistic":
        z = 1.0 / (1.0 + np.exp(-(float(indicator.beta0) + float(indicator.beta) * x)))
    else:
        z = np.array(x)
    if not indicator.more_is_need:
        z = 1.0 - z if kind == "minmax" else 0.0 - z
    if indicator.clip:
        z = np.clip(z, float(indicator.clip[0]), float(indicator.clip[1]))
    return np.asarray(z)


def _given(indicator: Indicator, value: float, key: str) -> float:
    if math.isnan(value):
        raise InputError(
            "funding-external-missing",
            N_("The indicator “{indicator}” has no “{key}” to be measured against."),
            N_("Add external = {{ {key} = ... }} to it in the model."),
            indicator=indicator.title,
            key=key,
        )
    return value


def _same(indicator: Indicator, stratum: str) -> Note:
    if stratum:
        return Note(
            "no-spread",
            N_("“{indicator}” is the same in all schools of {stratum}: it tells none of them apart."),
            {"indicator": indicator.title, "stratum": stratum},
        )
    return Note(
        "no-spread",
        N_("“{indicator}” is the same in all schools: it tells none of them apart."),
        {"indicator": indicator.title},
    )


def on_curve(x: FloatArray, points: Sequence[Sequence[Number]]) -> FloatArray:
    """Return straight lines through points, level before the first and after the last; NaN stays NaN.

    >>> from fractions import Fraction as F
    >>> on_curve(np.array([0.0, 15.0, 30.0]), ((F(10), F(1)), (F(20), F(0)))).tolist()
    [1.0, 0.5, 0.0]
    """
    xs = np.array([float(point[0]) for point in points])
    ys = np.array([float(point[1]) for point in points])
    return np.where(np.isnan(x), np.nan, np.interp(x, xs, ys))


def _in_bands(indicator: Indicator, x: FloatArray, moments: Moments) -> FloatArray:
    """The level of the band of each school's rank: the share of the reference below it, equal ones counted half."""
    ordered = np.array(moments.sorted_values)
    below = np.searchsorted(ordered, x, side="left")
    up_to = np.searchsorted(ordered, x, side="right")
    rank = (below + up_to) / (2.0 * len(ordered))
    cuts = np.array([float(cut) for cut in indicator.cuts])
    levels = np.array([float(level) for level in indicator.levels])
    return np.where(np.isnan(x), np.nan, levels[np.searchsorted(cuts, rank, side="right")])


def _filled(
    model: FundingModel,
    indicator: Indicator,
    inputs: Inputs,
    read: Read,
    reference: Reference,
    stratum: Array,
    strata: tuple[str, ...],
) -> tuple[FloatArray, Array]:
    """Values with what stands for unknown ones, and which policy that was, −1 where the value is known."""
    values = np.array(read.values)
    used = np.full(len(values), -1, dtype=np.int8)
    sector = sectors_of(model, inputs)
    weight = weights_of(indicator, inputs)
    known = read.state == KNOWN
    for row in np.flatnonzero(~known).tolist():
        policy = policy_for(model, indicator, int(read.state[row]))
        found = math.nan
        if policy == "assumed":
            assumed = indicator.assumed if indicator.assumed is not None else model.missing.assumed
            found = math.nan if assumed is None else float(assumed)
        elif policy == "reference":
            found = reference.of(indicator, strata[int(stratum[row])]).mean
        elif policy in ("area_mean", "sector_mean"):
            alike = known & (stratum == stratum[row])
            near = alike & (sector == sector[row]) if policy == "sector_mean" else alike
            found = next(
                (m for m in (_mean(read, weight, s) for s in (near, alike, known)) if not math.isnan(m)), found
            )
        values[row] = found
        used[row] = POLICIES.index("exclude" if math.isnan(found) else policy)
    return values, used


def _mean(read: Read, weight: FloatArray, some: Array) -> float:
    total = math.fsum(weight[some].tolist())
    return math.fsum((weight[some] * read.values[some]).tolist()) / total if total > 0 else math.nan
