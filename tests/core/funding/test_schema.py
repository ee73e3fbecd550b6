"""The published schema is the classes; the shipped models keep to it, and unknown keys do not."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from typing import Any

import pytest

from piiri.funding import FundingModel, preset_names
from piiri.funding.model import Component, Guarantee, Indicator
from piiri.funding.schema import model_schema
from piiri.resources import resource


def fits(schema: dict[str, Any], value: Any) -> bool:
    """A validator of the few words that the schema uses."""
    if "anyOf" in schema:
        return any(fits(each, value) for each in schema["anyOf"])
    if "enum" in schema:
        return value in schema["enum"]
    kind = schema["type"]
    if kind == "object":
        if not isinstance(value, dict) or not set(schema.get("required", ())) <= set(value):
            return False
        known, more = schema.get("properties", {}), schema.get("additionalProperties")
        return all(
            fits(known[key], item) if key in known else bool(more) and fits(more, item) for key, item in value.items()
        )
    if kind == "array":
        return isinstance(value, list) and all(fits(schema["items"], item) for item in value)
    if kind == "string":
        return isinstance(value, str) and re.search(schema.get("pattern", ""), value) is not None
    wanted = {"boolean": bool, "integer": int, "number": (int, float)}[kind]
    return isinstance(value, wanted) and (kind == "boolean" or not isinstance(value, bool))


def test_the_published_schema_is_the_classes() -> None:
    said = json.loads(resource("funding", "schema.json").read_text(encoding="utf-8"))
    assert said == json.loads(json.dumps(model_schema())), "write it anew: see tests/core/funding/test_schema.py"


@pytest.mark.parametrize("name", preset_names())
def test_the_shipped_models_keep_to_it(name: str) -> None:
    data = tomllib.loads(resource("funding", f"{name}.toml").read_text(encoding="utf-8"))
    assert fits(model_schema(), data)
    assert not fits(model_schema(), {**data, "unknown": 1})
    assert not fits(model_schema(), {**data, "component": [{**data["component"][0], "unknown": 1}]})
    assert not fits(model_schema(), {key: value for key, value in data.items() if key != "model"})


def test_every_key_of_an_indicator_and_a_component_is_described() -> None:
    parts = model_schema()["properties"]
    for kind, table in ((Indicator, parts["indicator"]["items"]), (Component, parts["component"]["items"])):
        undescribed = [each.name for each in fields(kind) if "description" not in table["properties"][each.name]]
        assert undescribed == []
    assert set(parts["guarantee"]["properties"]) == {each.name for each in fields(Guarantee)}
    assert set(parts) == {each.name for each in fields(FundingModel)}
