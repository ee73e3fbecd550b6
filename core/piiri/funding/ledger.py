"""The ledger of one school: every step from its inputs to the cent, as values. In words: :mod:`.words`."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from .allocating import Allocation
from .balance import NO_CEILING
from .components import Paid
from .finely import GRAIN
from .guarantees import FLOORS
from .indicators import POLICIES
from .inputs import Source
from .model import Indicator, Policy
from .reference import Moments
from .rounding import in_steps

RowKind = Literal[
    "component", "sector", "supplement", "phase_in", "balance", "cap", "raised", "guarantee", "short", "rounding"
]


@dataclass(frozen=True, slots=True)
class Measure:
    """One indicator of a school.

    Attributes
    ----------
    indicator
        What is measured.
    value
        What counts, before it is standardised; NaN where it is left out.
    state
        0 known, 1 suppressed, 2 absent.
    policy
        What stands for a value that is not known; None where it is known.
    moments
        Mean, spread and range it is measured against; None where the scale needs none.
    z
        Standardised, more is more need.
    weight
        Weight in the index.
    adds
        What it adds to the index.
    source
        Where the value comes from, and its year.
    """

    indicator: Indicator
    value: float
    state: int
    policy: Policy | None
    moments: Moments | None
    z: float
    weight: Fraction
    adds: float
    source: Source


@dataclass(frozen=True, slots=True)
class Row:
    """One line that adds to the total.

    Attributes
    ----------
    kind
        What it is.
    amount
        Whole number of the smallest amount, below 0 where it takes away.
    exact
        The same before it was rounded.
    paid
        The component, for lines of that kind.
    rule
        Which floor it is, for a guarantee.
    """

    kind: RowKind
    amount: int
    exact: Fraction
    paid: Paid | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All about one school's money.

    Attributes
    ----------
    allocation, position
        What it is taken from.
    measures
        The indicators.
    rows
        Lines; their amounts sum to ``total``.
    total, last
        This year and last year in the smallest amount; last is None where not known.
    flat
        What the school would get if the same sum were shared out by pupils.
    """

    allocation: Allocation
    position: int
    measures: tuple[Measure, ...]
    rows: tuple[Row, ...]
    total: int
    last: int | None
    flat: int

    @property
    def name(self) -> str:
        """The school's name."""
        return self.allocation.inputs.names[self.position]

    @property
    def pupils(self) -> float:
        """The school's pupils."""
        return float(self.allocation.inputs.pupils[self.position])

    @property
    def index(self) -> float:
        """The index that counts; NaN where the model has none."""
        return float(self.allocation.index.index[self.position]) if self.allocation.index else math.nan

    @property
    def combined(self) -> float:
        """The index before ``post``; NaN where the model has none."""
        return float(self.allocation.index.combined[self.position]) if self.allocation.index else math.nan


def ledger(allocation: Allocation, school: str) -> Ledger:
    """Return the ledger of a school.

    Parameters
    ----------
    allocation
        What was counted.
    school
        Id of the school; ``KeyError`` where there is none of that id.

    Examples
    --------
    >>> from piiri.funding import Inputs, allocate, preset
    >>> schools = Inputs.of(["A", "B"], {"pupils": [300, 100]})
    >>> found = ledger(allocate(preset("flat"), schools), "A")
    >>> [(row.kind, row.amount) for row in found.rows], found.total
    ([('component', 75000000), ('rounding', 0)], 75000000)
    """
    position = allocation.inputs.index[school]
    rows = _rows(allocation, position)
    rest = sum((row.amount - row.exact for row in rows), Fraction())
    rows.append(Row("rounding", 0, rest))
    last = allocation.bounds.last
    pupils = allocation.inputs.pupil_quanta.tolist()
    flat = Fraction(allocation.total * pupils[position], sum(pupils)) if any(pupils) else Fraction(0)
    return Ledger(
        allocation,
        position,
        tuple(_measures(allocation, position)),
        tuple(rows),
        allocation.amounts[position],
        int(last.amount[position]) if last.known[position] else None,
        in_steps(flat, Fraction(1)),
    )


def _measures(allocation: Allocation, position: int) -> list[Measure]:
    model, measured = allocation.model, allocation.measured
    stratum = measured.strata[int(measured.stratum[position])]
    found = []
    for at, indicator in enumerate(model.indicator):
        policy = int(measured.policy[position, at])
        column = indicator.reads
        if column not in allocation.inputs and indicator.numerator:
            column = next(iter(indicator.numerator))
        needs = indicator.standardise in ("zscore", "minmax", "ratio", "quantile_bands")
        found.append(
            Measure(
                indicator,
                float(measured.values[position, at]),
                int(measured.state[position, at]),
                POLICIES[policy] if policy >= 0 else None,
                allocation.reference.of(indicator, stratum) if needs else None,
                float(measured.z[position, at]),
                model.index.weights.get(indicator.id, Fraction(0)),
                float(allocation.index.contributions[position, at]) if allocation.index else 0.0,
                allocation.inputs.source(column),
            )
        )
    return found


def _rows(allocation: Allocation, position: int) -> list[Row]:
    model, step = allocation.model, allocation.model.model.rounding
    rows = [Row("component", int(each.amounts[position]), each.exact(position, step), each) for each in allocation.paid]
    gross = sum(row.amount for row in rows)
    sector = allocation.sector
    if sector.factors:
        factor = sector.factors[position]
        supplement = int(sector.supplement[position])
        rows.append(Row("sector", int(sector.net[position]) - supplement - gross, (factor - 1) * gross))
        if supplement:
            rows.append(Row("supplement", supplement, Fraction(supplement)))
    phased = int(allocation.bounds.phased[position])
    if model.guarantee.phase_in != 1:
        change = phased - int(sector.net[position])
        rows.append(Row("phase_in", change, _phase(allocation, position)))
    return rows + _bounding(allocation, position, phased)


def _phase(allocation: Allocation, position: int) -> Fraction:
    last, phase = allocation.bounds.last, allocation.model.guarantee.phase_in
    if not last.known[position]:
        return Fraction(0)
    now = int(allocation.inputs.pupil_quanta[position])
    before = Fraction(int(last.amount[position]) * now, int(last.pupils[position]))
    return (1 - phase) * (before - int(allocation.sector.net[position]))


def _bounding(allocation: Allocation, position: int, phased: int) -> list[Row]:
    """The lines between what the formula gives and what is paid: the balance's factor, ceiling, guarantee."""
    bounds, final = allocation.bounds, allocation.amounts[position]
    low, high = int(bounds.low[position]), int(bounds.high[position])
    rule = FLOORS[int(bounds.floor_by[position])]
    how = allocation.model.balance.how
    rows = []
    if how == "water_fill":
        if allocation.factor is None:
            if final == phased:
                return []
            kind: RowKind = "short"
            if allocation.left:
                kind = "cap" if final < phased else "guarantee" if final == low < high else "raised"
            return [Row(kind, final - phased, Fraction(final - phased), rule=rule)]
        exact = _times_factor(allocation, position, phased)
        low = max(low, _kept(allocation, position, phased))
        high = max(low, high)
        at_floor, at_top = final == low and exact < low, final == high and exact > high and high < NO_CEILING
        if not at_floor and not at_top:
            # what is less than a cent is rounding, not a step of its own
            some = final != phased or abs(exact - phased) >= 1
            return [Row("balance", final - phased, exact - phased)] if some else []
        scaled = in_steps(exact, Fraction(1))
        if scaled != phased:
            rows.append(Row("balance", scaled - phased, exact - phased))
        if final != scaled:
            bound = Row("guarantee", final - scaled, Fraction(final) - exact, rule=rule)
            rows.append(bound if at_floor else Row("cap", final - scaled, Fraction(final) - exact))
        return rows
    below = min(phased, high)
    held = max(below, low)
    if below != phased:
        rows.append(Row("cap", below - phased, Fraction(below - phased)))
    if held != below:
        rows.append(Row("guarantee", held - below, Fraction(held - below), rule=rule))
    if final != held:
        part = next(each for each in allocation.paid if each.component.id == allocation.model.balance.component)
        factor = Fraction(1) if allocation.factor is None else allocation.factor
        rows.append(Row("balance", final - held, (factor - 1) * int(part.amounts[position])))
    return rows


def _kept(allocation: Allocation, position: int, phased: int) -> int:
    """What no ceiling takes away: all but the component that is scaled."""
    component = allocation.model.balance.component
    if not component:
        return 0
    part = next(each for each in allocation.paid if each.component.id == component)
    return phased - int(part.amounts[position])


def _times_factor(allocation: Allocation, position: int, phased: int) -> Fraction:
    """What the factor of the balance makes of the phased amount, exactly."""
    model, factor = allocation.model, allocation.factor
    assert factor is not None
    if not model.balance.component:
        exact = Fraction(phased) if allocation.fine is None else Fraction(int(allocation.fine[position]), GRAIN)
        return factor * max(exact, Fraction(0))
    part = next(each for each in allocation.paid if each.component.id == model.balance.component)
    own = int(part.amounts[position])
    if part.pot == 0:  # its pot is what the others leave: the factor is that of a share
        return phased + factor * int(part.quantity.shares[position])
    given = part.exact(position, model.model.rounding) if model.sector is None and part.pot is not None else own
    return phased - own + factor * given
