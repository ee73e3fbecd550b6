"""Funding as JSON: what does not exist is null, money is exact to the cent, and everything can be written."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from piiri.funding import Allocation, Inputs, allocate, preset, preset_names
from piiri.funding.ledger import ledger
from piiri.funding.school_table import columns_of
from piiri.funding.sensitivity import nudged
from piiri.publish.funding import funding_json, ledger_json, sensitivity_json


def found(name: str) -> Allocation:
    """Two schools that have every column a model may read."""
    model = preset(name)
    columns: dict[str, Any] = {key: [9.0, 4.0] for key in sorted(columns_of(model)) if key[-3:-1] != "_y"}
    texts = {} if model.sector is None else {model.sector.column: [next(iter(model.sector.factors))] * 2}
    return allocate(model, Inputs.of(["a", "b"], {**columns, "pupils": [120, 60]}, texts=texts))


@pytest.mark.parametrize("name", preset_names())
def test_every_shipped_model_is_written_and_adds_up(name: str) -> None:
    each = found(name)
    data = json.loads(json.dumps(funding_json(each, each), allow_nan=False))
    assert math.isclose(sum(school["amount"] for school in data["schools"]), data["total"], abs_tol=1e-6)
    assert all(school["difference_from_compared"] == 0 for school in data["schools"])
    assert [part["id"] for part in data["components"]] == [part.id for part in each.model.component]
    told = json.loads(json.dumps(ledger_json(ledger(each, "a"), nudged(each, "a")), allow_nan=False))
    assert math.isclose(sum(row["amount"] for row in told["rows"]), told["total"], abs_tol=1e-6)
    json.dumps(sensitivity_json(each, 3), allow_nan=False)


def test_what_does_not_exist_is_null() -> None:
    nobody = Inputs.of(["a"], {"pupils": [0], "free_meals": [0]})
    school = funding_json(allocate(preset("scotland_pef"), nobody))["schools"][0]
    assert school["per_pupil"] is school["index"] is school["last_year"] is school["floor_by"] is None
    assert school["amount"] == 0
