"""Edits are data: frozen, comparable, written as JSON, described in words. ``apply`` is the only way a plan changes."""

from .applying import apply
from .change import NO_CHANGE, Change, Reshaped, difference
from .kinds import (
    AssignFaces,
    CloseSchool,
    DeleteCorner,
    Edit,
    InsertCorner,
    JoinFaces,
    MergeSchools,
    MoveCornerInStage,
    MoveSchool,
    MoveVertex,
    OpenSchool,
    RedrawBorder,
    RenameSchool,
    ReopenSchool,
    SetCapacity,
    SetFundingModel,
    SetFundingNumber,
    SetLock,
    SetMoneyUse,
    SetSchoolFigures,
    SetServers,
    SetStages,
    SplitFaces,
    Together,
)
from .naming import stage_of
from .paths import edits_between
from .transfer import transfer
from .wire import from_json, to_json
from .words import describe

__all__ = [
    "NO_CHANGE",
    "AssignFaces",
    "Change",
    "CloseSchool",
    "DeleteCorner",
    "Edit",
    "InsertCorner",
    "JoinFaces",
    "MergeSchools",
    "MoveCornerInStage",
    "MoveSchool",
    "MoveVertex",
    "OpenSchool",
    "RedrawBorder",
    "RenameSchool",
    "ReopenSchool",
    "Reshaped",
    "SetCapacity",
    "SetFundingModel",
    "SetFundingNumber",
    "SetLock",
    "SetMoneyUse",
    "SetSchoolFigures",
    "SetServers",
    "SetStages",
    "SplitFaces",
    "Together",
    "apply",
    "describe",
    "difference",
    "edits_between",
    "from_json",
    "stage_of",
    "to_json",
    "transfer",
]
