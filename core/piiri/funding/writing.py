"""A model as TOML text, to keep with a plan or to take along. It reads back as the same model."""

from __future__ import annotations

import json
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any, get_args, get_origin

from .model import FundingModel, Words
from .reading import hints


def model_text(model: FundingModel) -> str:
    """Return a model as TOML; keys with their customary value are left out.

    >>> from piiri.funding import parse_model, preset
    >>> parse_model(model_text(preset("goteborg_like"))) == preset("goteborg_like")
    True
    """
    parts = []
    for each in fields(FundingModel):
        value = getattr(model, each.name)
        if isinstance(value, tuple):
            parts += [f"[[{each.name}]]\n{_keys(item)}" for item in value]
        elif value is not None and (each.name == "model" or _keys(value)):
            parts.append(f"[{each.name}]\n{_keys(value)}")
    return "\n".join(parts)


def _keys(table: Any) -> str:
    return "".join(f"{key} = {text}\n" for key, text in _items(table))


def _items(table: Any) -> list[tuple[str, str]]:
    kinds = hints(table.__class__)
    found = []
    for each in fields(table):
        value = getattr(table, each.name)
        if value is None or value == _customary(each):
            continue
        found.append((each.name, _value(kinds[each.name], value)))
    return found


def _customary(each: Any) -> Any:
    if each.default_factory is not None and callable(each.default_factory):
        return each.default_factory()
    return each.default


def _value(kind: Any, value: Any) -> str:
    origin, args = get_origin(kind), get_args(kind)
    if origin is not None and type(None) in args:
        return _value(next(each for each in args if each is not type(None)), value)
    if isinstance(value, Words):
        if not value.fi and not value.sv:
            return _text(value.en)
        said = [f"{key} = {_text(text)}" for key in ("en", "fi", "sv") if (text := getattr(value, key))]
        return "{ " + ", ".join(said) + " }"
    if is_dataclass(value):
        return "{ " + ", ".join(f"{key} = {text}" for key, text in _items(value)) + " }"
    if isinstance(value, Fraction):
        money = origin is typing.Annotated and args[1] == "money"
        return _text(decimal_text(value)) if money else decimal_text(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_value(args[0], item) for item in value) + "]"
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(key)} = {_value(args[1], item)}" for key, item in value.items()) + " }"
    if isinstance(value, bool):
        return "true" if value else "false"
    return _text(value) if isinstance(value, str) else str(value)


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("_", "").replace("-", "").isalnum() else _text(key)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def decimal_text(value: Fraction) -> str:
    """Return a fraction as a decimal number: exactly where it has one, else to 15 places.

    >>> decimal_text(Fraction(197, 200)), decimal_text(Fraction(3)), decimal_text(Fraction(-1, 3))
    ('0.985', '3', '-0.333333333333333')
    """
    sign, value = ("-" if value < 0 else ""), abs(value)
    whole, rest = divmod(value.numerator, value.denominator)
    digits = ""
    while rest and len(digits) < 15:
        digit, rest = divmod(rest * 10, value.denominator)
        digits += str(digit)
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"
