"""Edits as JSON, as they stand in journals and in files that people exchange."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, get_args

from ..errors import EditRejected
from ..i18n import N_
from .kinds import AssignFaces, Edit

_KINDS: dict[str, type[Any]] = {
    re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind.__name__).lower(): kind for kind in get_args(Edit)
}
"""Each edit by its name in JSON: ``"assign_faces"``."""

_NAMES = {kind: name for name, kind in _KINDS.items()}


def to_json(edit: Edit) -> dict[str, Any]:
    """Return an edit as JSON values.

    >>> from piiri.edits.kinds import SetCapacity
    >>> to_json(SetCapacity("S01", 320))
    {'edit': 'set_capacity', 'school': 'S01', 'places': 320}
    """
    values = {field.name: _plain(getattr(edit, field.name)) for field in fields(edit)}
    return {"edit": _NAMES[type(edit)], **values}


def _plain(value: Any) -> Any:
    if type(value) in _NAMES:
        return to_json(value)
    return [_plain(part) for part in value] if isinstance(value, tuple) else value


def from_json(data: Mapping[str, Any]) -> Edit:
    """Return the edit that :func:`to_json` wrote.

    Raises
    ------
    EditRejected
        ``not-an-edit``: the kind is unknown, or a field is missing, superfluous or of the wrong type.
    """
    try:
        edit: Edit = _read(data)
        return edit
    except (TypeError, KeyError, ValueError, RecursionError) as problem:
        raise EditRejected(
            "not-an-edit",
            N_("This is not an edit that Piiri knows: {problem}."),
            N_("Compare it with the list of edits in the documentation."),
            problem=str(problem),
        ) from None


def _read(data: Any) -> Any:
    if not isinstance(data, Mapping):
        raise TypeError("edit")
    values = dict(data)
    kind = _KINDS.get(str(values.pop("edit", "")))
    if kind is None:
        raise TypeError("edit")
    known = {field.name: str(field.type) for field in fields(kind)}
    for name in values:
        if name not in known:
            raise TypeError(name)
    return kind(**{name: _value(name, known[name], value) for name, value in values.items()})


def _value(name: str, wanted: str, value: Any) -> Any:
    """A field's value, checked and with tuples for lists."""
    reader = _READERS.get(wanted)
    if reader is None:
        raise TypeError(name)
    try:
        return reader(value)
    except (TypeError, ValueError):
        raise TypeError(name) from None


def _is(kind: type) -> Callable[[Any], Any]:
    def read(value: Any) -> Any:
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            raise TypeError
        return value

    return read


def _float(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError
    return value


def _tuple_of(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def several(value: Any) -> Any:
        if not isinstance(value, list | tuple):
            raise TypeError
        return tuple(read(part) for part in value)

    return several


def _place(value: Any) -> Any:
    place = _tuple_of(_float)(value)
    if len(place) != 2:
        raise TypeError
    return place


def _use(value: Any) -> Any:
    use = _tuple_of(_is(str))(value)
    if len(use) != 2:
        raise TypeError
    return use


def _assignment(value: Any) -> Any:
    edit = _read(value)
    if not isinstance(edit, AssignFaces):
        raise TypeError
    return edit


def _serving(value: Any) -> Any:
    if value not in ("shares", "places"):
        raise TypeError
    return value


_READERS: dict[str, Callable[[Any], Any]] = {
    "str": _is(str),
    "int": _is(int),
    "bool": _is(bool),
    "float": _float,
    "tuple[str, ...]": _tuple_of(_is(str)),
    "tuple[float, ...]": _tuple_of(_float),
    "Line": _tuple_of(_place),
    "Uses": _tuple_of(_use),
    "tuple[AssignFaces, ...]": _tuple_of(_assignment),
    "tuple[Edit, ...]": _tuple_of(_read),
    "Literal['shares', 'places']": _serving,
    'Literal["shares", "places"]': _serving,
}
