"""What a model's choices do: one weight at a time and who pays; ranks under jitter; a small change of one school."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..i18n import tr
from ..model.arrays import FloatArray, LongArray
from .allocating import Allocation, allocate
from .inputs import KNOWN
from .model import FundingModel, Indicator

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
        The indicator, the column of pupils that a component counts, ``pupils``, or ``weight:<indicator>``.
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
    """Return what one unit more of each indicator, one pupil more of each kind, and each weight a tenth larger would
    change for a school. Each is counted by the whole formula again.

    A school without money: as many whole units as it takes. The reference is kept. An indicator whose value is made of
    several columns is changed in its first.
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
    for column in counted_by(base.model):
        if column in base.inputs and base.inputs.state_of(column)[position] == KNOWN:
            title = tr(base.inputs.source(column).name) or column.replace("_", " ")
            found.append(_nudge(base, position, column, column, title, ""))
    found.append(_nudge(base, position, "pupils", "pupils", tr("Pupils"), ""))
    if len(base.model.index.weights) > 1:
        found += [_heavier(base, position, indicator) for indicator in base.model.indicator]
    return tuple(found)


def counted_by(model: FundingModel) -> tuple[str, ...]:
    """Return the columns of pupils that a model's components count, other than all pupils.

    >>> from piiri.funding import preset
    >>> counted_by(preset("scotland_pef"))
    ('free_meals',)
    """
    found: list[str] = []
    for each in model.component:
        if each.base.startswith("flag:"):
            found.append(each.driver_column)
        found += [*each.weights, *each.rates, *each.scores]
    return tuple(column for column in dict.fromkeys(found) if column != "pupils")


def _heavier(base: Allocation, position: int, indicator: Indicator) -> Nudge:
    weight = base.model.index.weights.get(indicator.id, Fraction(0))
    other = allocate(base.model.with_weight(indicator.id, weight * Fraction(11, 10)), base.inputs, base.reference)
    title = tr("Weight of {indicator}", indicator=indicator.title)
    return _difference(base, other, position, f"weight:{indicator.id}", title, "%", 10.0)


def _nudge(base: Allocation, position: int, column: str, key: str, title: str, unit: str) -> Nudge:
    """One unit more; for a school without money as many whole units as it takes to get some, if any number does."""
    other = _moved(base, position, column, 1.0)
    step = 1.0
    if not base.amounts[position] and not other.amounts[position]:
        step = _reaching(base, other, position)
        values = base.inputs.column(column)
        value = float(values[position]) + step
        # nothing becomes negative that is negative nowhere, and no share more than all
        may = value >= min(0.0, float(np.nanmin(values))) and (unit != "%" or value <= 100)
        other = _moved(base, position, column, step) if may else base
        if not other.amounts[position]:
            other, step = base, 1.0
    return _difference(base, other, position, key, title, unit, step)


def _reaching(base: Allocation, other: Allocation, position: int) -> float:
    """Whole units after which the index would pass its threshold, were each to do as much as the first; 1 for none."""
    if base.index is None or other.index is None or base.model.index.post.kind != "relu":
        return 1.0
    now, then = (float(each.index.combined[position]) for each in (base, other) if each.index is not None)
    gap = float(base.model.index.post.tau) - now
    if gap < 0 or abs(then - now) < gap / 1e6 or then == now:
        return 1.0
    units = gap / (then - now)
    return float(math.floor(units) + 1 if units >= 0 else math.ceil(units) - 1)


def _moved(base: Allocation, position: int, column: str, step: float) -> Allocation:
    """What the formula gives if one figure of one school were another."""
    values = np.array(base.inputs.column(column))
    values[position] += step
    source = base.inputs.sources.get(column)
    inputs = base.inputs.with_column(column, values, source)
    # who was suppressed stays so: with_column takes NaN for absent
    states = np.array(inputs.state)
    states[:, inputs.columns.index(column)] = base.inputs.state_of(column)
    return allocate(base.model, replace(inputs, state=states), base.reference)


def _difference(
    base: Allocation, other: Allocation, position: int, key: str, title: str, unit: str, step: float
) -> Nudge:
    differences = np.array(other.amounts, dtype=np.int64) - np.array(base.amounts, dtype=np.int64)
    payers: Sequence[int] = [row for row in np.argsort(differences, kind="stable").tolist() if differences[row] < 0]
    own = int(differences[position])
    return Nudge(key, title, unit, step, own, tuple(base.inputs.ids[row] for row in payers[:5] if row != position))
