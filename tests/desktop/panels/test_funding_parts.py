"""Parts and rest of every amount sum to it, for every model that can be counted; the same as the ledger's lines."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from piiri.funding import Allocation, Inputs, allocate, preset, preset_names
from piiri.funding.ledger import ledger
from piiri.funding.reading import parse_model
from piiri_desktop.panels.funding_parts import MOST, parts_of

SCHOOLS = Inputs.of(
    ["A", "B", "C", "D"],
    {
        "pupils": [200, 240, 180, 90],
        "need": [1.6, 1.0, 0.4, 2.0],
        "last_amount": [1_060_000, 1_330_000, 985_000, 200_000],
        "last_pupils": [210, 240, 180, 90],
    },
)
MODEL = """
[model]
id = "bounds"
year = 2026
status = "illustrative"
currency = "EUR"
rounding = "0.01"
pot = "3600000"
[[indicator]]
id = "need"
basis = "site"
standardise = "none"
[index]
combine = "weighted_mean"
weights = { need = 1 }
[[component]]
id = "base"
driver = "pupils"
mode = "unit_rate"
rate = "4000"
[[component]]
id = "need"
driver = "pupils*index"
mode = "pot"
pot = { residual = true }
[guarantee]
mfg = { per_pupil = -0.015 }
cap = { gain = 0.05, scale = 1.0 }
[balance]
kind = "water_fill"
"""


@pytest.fixture
def bounded() -> Allocation:
    return allocate(parse_model(MODEL), SCHOOLS)


def test_parts_and_rest_are_the_amounts_and_the_lines_of_the_ledger(bounded: Allocation) -> None:
    parts = parts_of(bounded)
    assert (parts.amounts.sum(axis=0) + parts.rest).tolist() == list(bounded.amounts)
    assert sum(bounded.amounts) == bounded.pot == 360_000_000
    for row, school in enumerate(bounded.inputs.ids):
        lines = ledger(bounded, school).rows
        assert parts.amounts[:, row].tolist() == [line.amount for line in lines if line.kind == "component"]
        assert parts.rest[row] == sum(line.amount for line in lines if line.kind != "component")
    assert parts.has_floor.all() and parts.has_cap.all() and (parts.low <= parts.high).all()
    assert (np.array(bounded.amounts) >= parts.low).all() and (np.array(bounded.amounts) <= parts.high).all()
    assert parts.farthest >= max(bounded.amounts)


def test_without_guarantees_there_are_no_brackets() -> None:
    found = allocate(preset("flat").with_pot(Fraction(1000)), SCHOOLS)
    parts = parts_of(found)
    assert not parts.has_floor.any() and not parts.has_cap.any() and not parts.rest.any()


def test_many_components_are_put_together_and_lose_nothing() -> None:
    """England's formula has more parts than patterns."""
    model = preset("england_nff_2016")
    assert len(model.component) > MOST and "england_nff_2016" in preset_names()
    columns = {column: [50, 40, 30, 20] for each in model.component for column in _columns_of(each)}
    table = {"pupils": [200, 240, 180, 90], **columns}
    found = allocate(model, Inputs.of(["A", "B", "C", "D"], table))
    parts = parts_of(found)
    assert len(parts.titles) == len(parts.amounts) == MOST and "smaller parts" in parts.titles[-1]
    assert (parts.amounts.sum(axis=0) + parts.rest).tolist() == list(found.amounts)


def _columns_of(component: object) -> list[str]:
    rates = getattr(component, "rates", None) or getattr(component, "weights", None) or {}
    column = getattr(component, "driver_column", "")
    return [*rates, *([column] if column else []), *([component.times] if getattr(component, "times", "") else [])]
