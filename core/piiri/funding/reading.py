"""Reads a model from TOML: every key known, every value of its kind; what is wrong is said with line and mend.

The classes of :mod:`.model` are the description of the file: a class is a table, a field a key. Numbers are read as
they are written, so 0.1 is one tenth exactly.
"""

from __future__ import annotations

import difflib
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path as FilePath
from typing import Any, Literal, get_args, get_origin

from ..errors import InputError
from ..i18n import N_
from ..text_files import read_text
from .checking import check
from .model import FundingModel, Words
from .places import Path, described, line_of, line_of_fault, lines_of, shown

LARGEST = 10**15
"""No number of a model may be larger than this."""


def read_model(path: FilePath) -> FundingModel:
    """Read a model's file.

    Raises
    ------
    InputError
        ``file-not-read`` or as :func:`parse_model`.
    """
    return parse_model(read_text(path), path.name)


def parse_model(text: str, file: str = "model.toml") -> FundingModel:
    """Return the model that a text says.

    Parameters
    ----------
    text
        TOML.
    file
        Its name, for messages.

    Raises
    ------
    InputError
        ``model-syntax``, ``model-key-unknown``, ``model-key-missing``, ``model-value``: the sentence names the line.
    """
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as fault:
        raise InputError(
            "model-syntax",
            N_("{file}, line {line}: this is not TOML ({reason})."),
            N_("Compare the line with one of the models that Piiri ships."),
            file=file,
            line=line_of_fault(text, fault),
            reason=str(fault),
        ) from None
    reader = Reader(file, lines_of(text))
    model = reader.table(FundingModel, data, ())
    check(model, reader.refuse)
    return typing.cast(FundingModel, model)


class Reader:
    """Builds the classes of a model from the tables of a file.

    Parameters
    ----------
    file
        Name of the file, for messages.
    lines
        Line of each key.
    """

    def __init__(self, file: str, lines: Mapping[Path, int]) -> None:
        self.file, self.lines = file, lines

    def refuse(self, path: Path, mend: str, **facts: Any) -> InputError:
        """Return the refusal of a value: ``model-value``."""
        return InputError(
            "model-value",
            N_("{file}, line {line}: “{key}” cannot be used as it is."),
            mend,
            file=self.file,
            line=line_of(self.lines, path),
            key=described(path) or "[model]",
            **facts,
        )

    def table(self, kind: type, data: Any, path: Path) -> Any:
        """Return an instance of a class from a table."""
        if not isinstance(data, dict):
            raise self.refuse(path, N_("It must be a table."))
        kinds = hints(kind)
        for key in data:
            if key not in kinds:
                near = difflib.get_close_matches(key, kinds, 1, 0.5)
                raise InputError(
                    "model-key-unknown",
                    N_("{file}, line {line}: there is no key “{key}” here."),
                    N_("Did you mean “{nearest}”? Known keys: {known}.") if near else N_("Known keys: {known}."),
                    file=self.file,
                    line=line_of(self.lines, (*path, key)),
                    key=described((*path, key)),
                    nearest=near[0] if near else "",
                    known=", ".join(kinds),
                )
        for each in fields(kind):
            if each.name not in data and each.default is MISSING and each.default_factory is MISSING:
                raise InputError(
                    "model-key-missing",
                    N_("{file}, line {line}: the key “{key}” is missing."),
                    N_("Add it."),
                    file=self.file,
                    line=line_of(self.lines, path),
                    key=described((*path, each.name)),
                )
        return kind(**{key: self.value(kinds[key], value, (*path, key)) for key, value in data.items()})

    def value(self, kind: Any, data: Any, path: Path) -> Any:
        """Return a value of the kind that a field wants."""
        origin, args = get_origin(kind), get_args(kind)
        if origin in (typing.Union, types.UnionType):
            return self.value(next(each for each in args if each is not type(None)), data, path)
        if origin is Literal:
            if data not in args or isinstance(data, bool) != isinstance(args[0], bool):
                raise self.refuse(path, N_("It must be one of: {known}."), known=", ".join(map(str, args)))
            return data
        if origin is typing.Annotated:
            return self.amount(data, path) if args[1] == "money" else self.number(data, path)
        if kind is Words:
            return self.words(data, path)
        if is_dataclass(kind):
            return self.table(typing.cast(type, kind), data, path)
        if origin is tuple:
            if not isinstance(data, list):
                raise self.refuse(path, N_("It must be a list: [ ... ]."))
            return tuple(self.value(args[0], item, (*path, at)) for at, item in enumerate(data))
        if origin is not None and issubclass(origin, Mapping):
            if not isinstance(data, dict):
                raise self.refuse(path, N_("It must be a table."))
            return {key: self.value(args[1], item, (*path, key)) for key, item in data.items()}
        return self.plain(kind, data, path)

    def plain(self, kind: Any, data: Any, path: Path) -> Any:
        """Return a text, a whole number or a truth value."""
        if kind is str and isinstance(data, str):
            return data
        if kind is bool and isinstance(data, bool):
            return data
        if kind is int and isinstance(data, int) and not isinstance(data, bool) and abs(data) < LARGEST:
            return data
        mends = {
            str: N_("It must be text in quotes."),
            bool: N_("It must be true or false."),
            int: N_("It must be a whole number."),
        }
        raise self.refuse(path, mends[kind])

    def number(self, data: Any, path: Path) -> Fraction:
        """Return a number exactly as it is written."""
        if isinstance(data, (int, Decimal)) and not isinstance(data, bool):
            value = Decimal(data)
            if value.is_finite() and abs(value) < LARGEST:
                return Fraction(value)
        raise self.refuse(path, N_("It must be a number, with a point for the decimals."))

    def amount(self, data: Any, path: Path) -> Fraction:
        """Return an amount of money, written as text or as a whole number."""
        mend = N_('Write an amount such as "2500000.00": in quotes, with a point, without spaces.')
        if isinstance(data, str) and data.isascii() and data.strip("0123456789.-") == "":
            try:
                value = Decimal(data)
            except ArithmeticError:
                raise self.refuse(path, mend) from None
            if value.is_finite() and abs(value) < LARGEST:
                return Fraction(value)
        elif isinstance(data, int) and not isinstance(data, bool) and abs(data) < LARGEST:
            return Fraction(data)
        raise self.refuse(path, mend, value=shown(data))

    def words(self, data: Any, path: Path) -> Words:
        """Return a name: one text, or a text a language."""
        if isinstance(data, str):
            return Words(data)
        if isinstance(data, dict):
            return typing.cast(Words, self.table(Words, data, path))
        raise self.refuse(path, N_("It must be text in quotes, or a table with en, fi and sv."))


@cache
def hints(kind: Any) -> dict[str, Any]:
    """Return the kinds of a class's fields, in their order."""
    found = typing.get_type_hints(kind, include_extras=True)
    return {each.name: found[each.name] for each in fields(kind)}
