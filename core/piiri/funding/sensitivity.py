"""What a model's choices do: one weight at a time and who pays; ranks under jitter; a small change of one school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..i18n import tr
from ..model.arrays import FloatArray, LongArray
from .allocating import Allocation, allocate
from .inputs import KNOWN
from .model import FundingModel

JITTER_SEED = 20260101


@dataclass(frozen=True, eq=False, slots=True)
class WeightEffect:
    """What changing one weight does.

    Attributes
    ----------
    indicator
        Its id.
    weight, changed
        Before and after.
    differences
        (H,) int64: change of each school in the smallest amount.
    moved
        How much changes hands: the sum of the gains.
    gains, pays
        Ids of schools that gain and that pay, the most first.
    """

    indicator: str
    weight: Fraction
    changed: Fraction
    differences: LongArray
    moved: int
    gains: tuple[str, ...]
    pays: tuple[str, ...]


def one_at_a_time(base: Allocation, change: Fraction = Fraction(1, 5)) -> tuple[WeightEffect, ...]:
    """Return what raising each weight by a share does, all others the same.

    Parameters
    ----------
    base
        What it is compared with; its reference is kept.
    change
        Share by which a weight is raised; a weight of 0 is raised to the share itself.
    """
    effects = []
    for indicator in base.model.indicator:
        weight = base.model.index.weights.get(indicator.id, Fraction(0))
        changed = weight * (1 + change) if weight else change
        found = allocate(base.model.with_weight(indicator.id, changed), base.inputs, base.reference)
        differences = np.array(found.amounts, dtype=np.int64) - np.array(base.amounts, dtype=np.int64)
        order = np.argsort(-differences, kind="stable")
        gains = [base.inputs.ids[row] for row in order.tolist() if differences[row] > 0]
        pays = [base.inputs.ids[row] for row in order[::-1].tolist() if differences[row] < 0]
        moved = int(differences[differences > 0].sum())
        effects.append(WeightEffect(indicator.id, weight, changed, differences, moved, tuple(gains), tuple(pays)))
    return tuple(effects)


@dataclass(frozen=True, eq=False, slots=True)
class Stability:
    """Ranks by amount per pupil when all weights are jittered.

    Attributes
    ----------
    draws, spread
        How many times, and by which share at most.
    rank
        (H,) rank of the model itself, 1 gets most per pupil; equal ones share the mean rank.
    low, high
        (H,) 5th and 95th percentile of the rank.
    correlation
        (draws,) Spearman's correlation of each draw's ranks with the model's.
    always_top
        Ids of schools in the first quarter of the model that stay there in every draw.
    """

    draws: int
    spread: float
    rank: FloatArray
    low: FloatArray
    high: FloatArray
    correlation: FloatArray
    always_top: tuple[str, ...]


def rank_stability(base: Allocation, draws: int = 200, spread: float = 0.2) -> Stability:
    """Return how far ranks hold when every weight is multiplied by a number from 1 − spread to 1 + spread.

    The draws are the same on every machine and at every call.
    """
    rng = np.random.default_rng(JITTER_SEED)
    keys = [indicator.id for indicator in base.model.indicator]
    rank = ranks(base.per_pupil)
    table = np.zeros((draws, len(rank)))
    for draw in range(draws):
        factors = rng.integers(round((1 - spread) * 1000), round((1 + spread) * 1000) + 1, len(keys)).tolist()
        weights = {
            key: base.model.index.weights.get(key, Fraction(0)) * Fraction(factor, 1000)
            for key, factor in zip(keys, factors, strict=True)
        }
        table[draw] = ranks(allocate(with_weights(base.model, weights), base.inputs, base.reference).per_pupil)
    quarter = max(1, len(rank) // 4)
    top = [
        base.inputs.ids[row] for row in range(len(rank)) if rank[row] <= quarter and (table[:, row] <= quarter).all()
    ]
    low, high = np.percentile(table, [5, 95], axis=0) if draws else (rank, rank)
    return Stability(draws, spread, rank, low, high, _spearman(rank, table), tuple(top))


def with_weights(model: FundingModel, weights: Mapping[str, Fraction]) -> FundingModel:
    """Return the model with other weights of all its indicators."""
    return replace(model, index=replace(model.index, weights=dict(weights)))


def ranks(values: FloatArray) -> FloatArray:
    """Return (H,) ranks, 1 for the largest; equal values share the mean of their ranks; NaN comes last.

    >>> ranks(np.array([10.0, 30.0, 10.0])).tolist()
    [2.5, 1.0, 2.5]
    """
    known = np.where(np.isnan(values), -np.inf, values)
    ordered = np.sort(-known)
    first = np.searchsorted(ordered, -known, side="left")
    after = np.searchsorted(ordered, -known, side="right")
    return np.asarray((first + after + 1) / 2.0)


def _spearman(rank: FloatArray, table: FloatArray) -> FloatArray:
    a = rank - rank.mean()
    b = table - table.mean(axis=1, keepdims=True)
    below = np.sqrt((a**2).sum() * (b**2).sum(axis=1))
    return np.asarray(np.divide(b @ a, below, out=np.ones(len(table)), where=below > 0))


@dataclass(frozen=True, slots=True)
class Nudge:
    """What a small change of one input of one school does to its own amount.

    Attributes
    ----------
    key, title, unit
        The indicator, or ``pupils``.
    step
        By how much it changes.
    difference
        Change of the school's amount in the smallest unit.
    payers
        Ids of the schools that pay, the most first, five at most.
    """

    key: str
    title: str
    unit: str
    step: float
    difference: int
    payers: tuple[str, ...]


def nudged(base: Allocation, school: str) -> tuple[Nudge, ...]:
    """Return what one unit more of each indicator, and one pupil more, would change for a school.

    The reference is kept. An indicator whose value is made of several columns is changed in its first.
    """
    position = base.inputs.index[school]
    found = []
    for indicator in base.model.indicator:
        column, title, unit = indicator.reads, indicator.title, indicator.unit
        if column not in base.inputs:
            column, unit = next(iter(indicator.numerator), ""), ""
            title = tr(base.inputs.source(column).name) or column.replace("_", " ")
        if column in base.inputs and base.inputs.state_of(column)[position] == KNOWN:
            found.append(_nudge(base, position, column, indicator.id, title, unit))
    found.append(_nudge(base, position, "pupils", "pupils", tr("Pupils"), ""))
    return tuple(found)


def _nudge(base: Allocation, position: int, column: str, key: str, title: str, unit: str) -> Nudge:
    step = 1.0
    values = np.array(base.inputs.column(column))
    values[position] += step
    source = base.inputs.sources.get(column)
    inputs = base.inputs.with_column(column, values, source)
    # who was suppressed stays so: with_column takes NaN for absent
    states = np.array(inputs.state)
    states[:, inputs.columns.index(column)] = base.inputs.state_of(column)
    other = allocate(base.model, replace(inputs, state=states), base.reference)
    differences = np.array(other.amounts, dtype=np.int64) - np.array(base.amounts, dtype=np.int64)
    payers: Sequence[int] = [row for row in np.argsort(differences, kind="stable").tolist() if differences[row] < 0]
    own = int(differences[position])
    return Nudge(key, title, unit, step, own, tuple(base.inputs.ids[row] for row in payers[:5] if row != position))
