"""Edits as JSON, as they stand in journals and in files that people exchange."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from ..errors import EditRejected
from ..i18n import N_
from .kinds import AssignFaces, Edit, MoveVertex, SetCapacity, SetLock

_KINDS: dict[str, type[AssignFaces] | type[MoveVertex] | type[SetCapacity] | type[SetLock]] = {
    "assign_faces": AssignFaces,
    "move_vertex": MoveVertex,
    "set_capacity": SetCapacity,
    "set_lock": SetLock,
}


def to_json(edit: Edit) -> dict[str, Any]:
    """Return an edit as JSON values.

    >>> to_json(SetCapacity("S01", 320))
    {'edit': 'set_capacity', 'school': 'S01', 'places': 320}
    """
    kind = next(key for key, cls in _KINDS.items() if isinstance(edit, cls))
    values = asdict(edit)
    if isinstance(edit, AssignFaces):
        values["faces"] = list(edit.faces)
    return {"edit": kind, **values}


def from_json(data: Mapping[str, Any]) -> Edit:
    """Return the edit that :func:`to_json` wrote.

    Raises
    ------
    EditRejected
        ``not-an-edit``: the kind is unknown, or a field is missing, superfluous or of the wrong type.
    """
    values = dict(data)
    kind = _KINDS.get(str(values.pop("edit", "")))
    try:
        if kind is None:
            raise TypeError("edit")
        if kind is AssignFaces:
            faces = values.pop("faces")
            if isinstance(faces, str) or not all(isinstance(face, str) for face in faces):
                raise TypeError("faces")
            values["faces"] = tuple(faces)
        edit = kind(**values)
        for name, wanted in kind.__annotations__.items():
            value = getattr(edit, name)
            fits = {
                "str": isinstance(value, str),
                "int": isinstance(value, int) and not isinstance(value, bool),
                "float": isinstance(value, int | float) and not isinstance(value, bool),
                "bool": isinstance(value, bool),
            }.get(str(wanted), True)
            if not fits:
                raise TypeError(name)
    except (TypeError, KeyError) as problem:
        raise EditRejected(
            "not-an-edit",
            N_("This is not an edit that Piiri knows: {problem}."),
            N_("Compare it with the list of edits in the documentation."),
            problem=str(problem),
        ) from None
    return edit
