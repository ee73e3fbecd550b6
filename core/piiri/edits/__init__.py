"""Edits are data: frozen, comparable, written as JSON, described in words. ``apply`` is the only way a plan changes."""

from .applying import apply, stage_of
from .change import NO_CHANGE, Change, difference
from .kinds import AssignFaces, Edit, MoveVertex, SetCapacity, SetLock
from .paths import edits_between
from .transfer import transfer
from .wire import from_json, to_json
from .words import describe

__all__ = [
    "NO_CHANGE",
    "AssignFaces",
    "Change",
    "Edit",
    "MoveVertex",
    "SetCapacity",
    "SetLock",
    "apply",
    "describe",
    "difference",
    "edits_between",
    "from_json",
    "stage_of",
    "to_json",
    "transfer",
]
