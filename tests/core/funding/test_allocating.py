"""The whole pipeline against a slow oracle: fractions all the way, one school after another, no arrays."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from types import SimpleNamespace

import numpy as np

from piiri.funding import FundingModel, Inputs, allocate, preset
from piiri.funding.index import INDEX_QUANTUM
from piiri.funding.model import Indicator

Rows = list[dict[str, Fraction]]


def root(value: Fraction) -> Fraction:
    """The square root to sixty digits."""
    with localcontext() as context:
        context.prec = 60
        return Fraction((Decimal(value.numerator) / Decimal(value.denominator)).sqrt())


def measured(indicator: Indicator, rows: Rows) -> list[Fraction]:
    """One indicator on its scale, more is more need."""
    x = [row[indicator.id] for row in rows]
    w = [row["pupils"] if indicator.weight_by == "pupils" else Fraction(1) for row in rows]
    mean = sum((a * b for a, b in zip(w, x, strict=True)), Fraction()) / sum(w)
    sd = root(sum((a * (b - mean) ** 2 for a, b in zip(w, x, strict=True)), Fraction()) / sum(w))
    low = min(x) if indicator.low is None else indicator.low
    high = max(x) if indicator.high is None else indicator.high
    if indicator.standardise == "zscore":
        z = [(value - mean) / sd if sd else Fraction(0) for value in x]
    elif indicator.standardise == "minmax":
        z = [(value - low) / (high - low) if high > low else Fraction(0) for value in x]
    elif indicator.standardise == "ratio":
        z = [value / mean if mean else Fraction(0) for value in x]
    elif indicator.standardise == "share_above":
        z = [max(Fraction(0), value - indicator.tau) for value in x]
    else:
        z = x
    if indicator.more_is_need:
        return z
    return [1 - value if indicator.standardise == "minmax" else -value for value in z]


def need(model: FundingModel, rows: Rows) -> list[Fraction]:
    """The index after it is cut off at 0."""
    columns = [measured(indicator, rows) for indicator in model.indicator]
    weights = [model.index.weights[indicator.id] for indicator in model.indicator]
    sums = [
        sum((w * column[row] for w, column in zip(weights, columns, strict=True)), Fraction())
        for row in range(len(rows))
    ]
    if model.index.combine == "weighted_mean":
        sums = [value / sum(weights) if sum(weights) else Fraction(0) for value in sums]
    return [max(Fraction(0), value) for value in sums]


def shared(shares: list[Fraction], pot: int) -> list[int]:
    """Largest remainder, ties to the first."""
    exact = [share * pot / sum(shares) for share in shares]
    return rounded(exact, pot)


def rounded(exact: list[Fraction], pot: int) -> list[int]:
    found = [math.floor(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda row: (found[row] - exact[row], row))
    for row in order[: pot - sum(found)]:
        found[row] += 1
    return found


def filled(shares: list[Fraction], low: list[int], high: list[int | None], pot: int) -> list[int]:
    """Water-filling, the factor searched between all breakpoints."""
    if sum(low) > pot:
        return shared([Fraction(value) for value in low], max(pot, 0)) if sum(low) else low
    top = [bottom if not share else ceiling for share, bottom, ceiling in zip(shares, low, high, strict=True)]
    if all(value is not None for value in top) and sum(value or 0 for value in top) <= pot:
        return [value or 0 for value in top]

    def at(factor: Fraction) -> list[Fraction]:
        found = []
        for share, bottom, ceiling in zip(shares, low, high, strict=True):
            value = max(factor * share, Fraction(bottom))
            found.append(value if ceiling is None else min(value, Fraction(ceiling)))
        return found

    points = {Fraction(0)}
    for share, bottom, ceiling in zip(shares, low, high, strict=True):
        points |= {Fraction(bound) / share for bound in (bottom, ceiling) if share and bound is not None}
    ordered = sorted(points)
    below = max(point for point in ordered if sum(at(point)) <= pot)
    above = min((point for point in ordered if point > below), default=below + 1)
    gained = sum(at(above)) - sum(at(below))
    factor = below + (above - below) * (pot - sum(at(below))) / gained if gained else below
    exact = at(factor)
    bounds = list(zip(low, high, strict=True))
    free = [value not in (bottom, ceiling) for value, (bottom, ceiling) in zip(exact, bounds, strict=True)]
    fixed = sum(int(value) for value, loose in zip(exact, free, strict=True) if not loose)
    inside = iter(rounded([value for value, loose in zip(exact, free, strict=True) if loose], pot - fixed))
    return [next(inside) if loose else int(value) for value, loose in zip(exact, free, strict=True)]


def oracle(model: FundingModel, rows: Rows, index: list[Fraction]) -> list[int]:
    """What each school gets in cents."""
    assert model.model.pot is not None
    pot = int(model.model.pot * 100)
    base = [int(row["pupils"]) * 1000 for row in rows]
    flag_pot = rounded([Fraction(pot, 10), Fraction(9 * pot, 10)], pot)[0]
    everybody = [row["pupils"] for row in rows]
    flagged = [row["flagged"] for row in rows]
    flags = shared(flagged if any(flagged) else everybody, flag_pot)
    needy = [row["pupils"] * value for row, value in zip(rows, index, strict=True)]
    needy = needy if any(needy) else everybody
    left = max(0, pot - sum(base) - sum(flags))
    share = shared(needy, left)
    gross = [sum(parts) for parts in zip(base, flags, share, strict=True)]
    if model.balance.how == "none":
        return gross
    low, high = bounds(model, rows)
    if not model.balance.component:
        within = all(a <= b and (c is None or b <= c) for a, b, c in zip(low, gross, high, strict=True))
        if within and sum(gross) == pot:
            return gross
        fine = [Fraction(value) for value in base]
        for shares, part in ((flagged if any(flagged) else everybody, flag_pot), (needy, left)):
            finer = [math.floor(each * part * 10_000 / sum(shares)) for each in shares]
            fine = [a + Fraction(b, 10_000) for a, b in zip(fine, finer, strict=True)]
        return filled(fine, low, high, pot)
    fixed = [a + b for a, b in zip(base, flags, strict=True)]
    low = [max(0, bottom - part) for bottom, part in zip(low, fixed, strict=True)]
    high = [
        None if top is None else max(bottom, top - part) for bottom, top, part in zip(low, high, fixed, strict=True)
    ]
    own = needy if left else [Fraction(0)] * len(rows)
    return [a + b for a, b in zip(fixed, filled(own, low, high, pot - sum(fixed)), strict=True)]


def bounds(model: FundingModel, rows: Rows) -> tuple[list[int], list[int | None]]:
    """Floors rounded up, ceilings rounded down, never below the floor."""
    low, high = [0] * len(rows), [None] * len(rows)
    for at, row in enumerate(rows):
        last = round(row["last_amount"] * 100)
        per_pupil = Fraction(last) / row["last_pupils"] * row["pupils"]
        if model.guarantee.mfg is not None:
            low[at] = max(0, math.ceil(per_pupil * (1 + model.guarantee.mfg.per_pupil)))
        if model.guarantee.cap is not None:
            high[at] = max(low[at], math.floor(per_pupil * (1 + model.guarantee.cap.gain)))
    return low, high


def test_every_cent_is_that_of_the_slow_oracle(cases: int, made: SimpleNamespace) -> None:
    @made.holds(cases, made.models(), made.cities())
    def check(model: FundingModel, city: Inputs) -> None:
        rows = [
            {key: Fraction(float(value)) for key, value in zip(city.columns, line, strict=True)} for line in city.values
        ]
        found = allocate(model, city)
        assert found.index is not None
        exact = np.array([float(value * INDEX_QUANTUM) for value in need(model, rows)])
        assert np.abs(found.index.quanta - exact).max() <= 1 + 1e-12 * exact.max()
        index = [Fraction(quantum, INDEX_QUANTUM) for quantum in found.index.quanta.tolist()]
        assert list(found.amounts) == oracle(model, rows, index)


def test_a_school_without_pupils_has_nothing_per_pupil_and_its_guarantee() -> None:
    schools = Inputs.of(["a"], {"pupils": [0], "free_meals": [0], "last_amount": [50.0], "last_pupils": [10]})
    found = allocate(preset("scotland_pef"), schools)
    assert np.isnan(found.per_pupil).all() and found.by_school() == {"a": Fraction(45)}
