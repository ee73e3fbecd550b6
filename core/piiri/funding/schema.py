"""The JSON Schema of a model's file, made from the classes of :mod:`.model`, so that both are always the same."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, Literal, get_args, get_origin

from .model import FundingModel, Words
from .reading import hints

ADDRESS = "https://json-schema.org/draft/2020-12/schema"


def model_schema() -> dict[str, Any]:
    """Return the schema; it is published as ``resources/funding/schema.json``.

    >>> sorted(model_schema()["required"])
    ['component', 'model']
    """
    return {"$schema": ADDRESS, "title": "Funding model of Piiri", **_table(FundingModel)}


def _table(kind: type) -> dict[str, Any]:
    described = _attributes(kind)
    properties = {}
    for each in fields(kind):
        said = _kind(hints(kind)[each.name])
        if each.name in described:
            said = {**said, "description": described[each.name]}
        properties[each.name] = said
    required = [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]
    found: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": properties}
    return {**found, "required": required} if required else found


def _kind(kind: Any) -> dict[str, Any]:
    origin, args = get_origin(kind), get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _kind(next(each for each in args if each is not type(None)))
    if origin is Literal:
        return {"enum": list(args)}
    if origin is typing.Annotated:
        if args[1] == "number":
            return {"type": "number"}
        return {"anyOf": [{"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}, {"type": "integer"}]}
    if kind is Words:
        return {"anyOf": [{"type": "string"}, _table(Words)]}
    if is_dataclass(kind):
        return _table(typing.cast(type, kind))
    if origin is tuple:
        return {"type": "array", "items": _kind(args[0])}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _kind(args[1])}
    return {"type": {str: "string", bool: "boolean", int: "integer"}[kind]}


def _attributes(kind: type) -> dict[str, str]:
    """What the docstring of a class says of each of its fields."""
    _, _, text = (kind.__doc__ or "").partition("----------\n")
    found = {}
    for names, said in re.findall(r"^    (\S[^\n]*)\n((?:        [^\n]*\n?)+)", text, re.MULTILINE):
        words = " ".join(said.split())
        for name in names.split(","):
            found[name.strip()] = words
    return found
