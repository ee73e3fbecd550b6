"""Edits in words, as the history shows them."""

from __future__ import annotations

import numpy as np

from ..i18n import number, tr, trn
from ..model.plan import UNASSIGNED, Plan
from .funding import funding_words
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


def describe(edit: Edit, before: Plan) -> str:
    """Say in the current language what an edit does to a plan, in one line."""
    match edit:
        case AssignFaces():
            return _assigned(edit, before)
        case MoveVertex():
            return tr("Corner moved {metres} m", metres=_moved(before, edit))
        case MoveCornerInStage():
            stage = before.stages[before.stage_index(edit.stage)].name
            return tr("Corner moved {metres} m for {stage} alone", metres=_moved(before, edit), stage=tr(stage))
        case InsertCorner():
            return tr("Corner added")
        case DeleteCorner():
            return tr("Corner removed")
        case SplitFaces():
            return tr("Block {block} split", block=edit.faces[0]) if len(edit.faces) == 1 else tr("Blocks split")
        case JoinFaces():
            n = len(edit.faces)
            return trn("{n} piece of a block joined", "{n} pieces of a block joined", n)
        case RedrawBorder():
            return tr("Border of {catchment} drawn anew", catchment=_catchment_name(before, edit.catchment))
        case SetLock():
            return _locked(edit, before)
        case SetFundingModel() | SetFundingNumber() | SetSchoolFigures() | SetMoneyUse():
            return funding_words(edit, before)
        case Together():
            return _together(edit, before)
        case _:
            return _network(edit, before)


def _network(
    edit: SetCapacity
    | OpenSchool
    | CloseSchool
    | ReopenSchool
    | MoveSchool
    | RenameSchool
    | SetStages
    | MergeSchools
    | SetServers,
    before: Plan,
) -> str:
    match edit:
        case SetCapacity():
            school = before.schools.index(edit.school)
            return tr(
                "Places of {school}: {old} → {new}",
                school=before.schools.names[school],
                old=_places(int(before.schools.places[school])),
                new=_places(edit.places),
            )
        case OpenSchool():
            return tr("{school} opened from {year}", school=edit.name, year=str(edit.open_from))
        case CloseSchool():
            name = _school_name(before, edit.school)
            return tr("{school} closed from {year}", school=name, year=str(edit.closed_from))
        case ReopenSchool():
            return tr("{school} stays open", school=_school_name(before, edit.school))
        case MoveSchool():
            old = before.schools.xy[before.schools.index(edit.school)]
            metres = float(np.hypot(edit.x_m - old[0], edit.y_m - old[1]))
            name = _school_name(before, edit.school)
            return tr("{school} moved {metres} m", school=name, metres=number(metres, 0))
        case RenameSchool():
            return tr("{school} renamed to {name}", school=_school_name(before, edit.school), name=edit.name)
        case SetStages():
            names = [tr(stage.name) for stage in before.stages if stage.id in edit.stages]
            name = _school_name(before, edit.school)
            return tr("{school} teaches {stages}", school=name, stages=", ".join(names) or tr("nothing"))
        case MergeSchools():
            return tr(
                "{school} merged into {into} from {year}",
                school=_school_name(before, edit.school),
                into=_school_name(before, edit.into),
                year=str(edit.closed_from),
            )
        case SetServers():
            names = [_school_name(before, school) for school in edit.schools]
            catchment = _catchment_name(before, edit.catchment)
            if len(names) == 1:
                return tr("{catchment} is served by {school}", catchment=catchment, school=names[0])
            return tr("{catchment} is a joint zone of {schools}", catchment=catchment, schools=", ".join(names))


def _assigned(edit: AssignFaces, before: Plan) -> str:
    row = before.catchment_of_face[before.stage_index(edit.stage)]
    index = before.coverage.topology.face_index
    givers = {int(row[index[face]]) for face in edit.faces if face in index}
    givers.discard(before.catchments.index(edit.catchment) if edit.catchment else UNASSIGNED)
    n = len(edit.faces)
    to = _catchment_name(before, edit.catchment)
    if len(givers) == 1:
        giver = givers.pop()
        source = before.catchments.names[giver] if giver >= 0 else tr("Unassigned")
        return trn("{n} block from {giver} to {to}", "{n} blocks from {giver} to {to}", n, giver=source, to=to)
    return trn("{n} block to {to}", "{n} blocks to {to}", n, to=to)


def _moved(before: Plan, edit: MoveVertex | MoveCornerInStage) -> str:
    old = before.coverage.vertices[edit.vertex]
    metres = float(np.hypot(edit.x_m - old[0], edit.y_m - old[1]))
    return number(metres, 1 if metres < 10 else 0)


def _locked(edit: SetLock, before: Plan) -> str:
    if len(edit.schools) == 1 and not edit.catchments and not edit.faces:
        name = _school_name(before, edit.schools[0])
        return tr("{school} locked", school=name) if edit.locked else tr("{school} unlocked", school=name)
    parts = []
    if edit.schools:
        parts.append(trn("{n} school", "{n} schools", len(edit.schools)))
    if len(edit.catchments) == 1:
        parts.append(tr("catchment {catchment}", catchment=_catchment_name(before, edit.catchments[0])))
    elif edit.catchments:
        parts.append(trn("{n} catchment", "{n} catchments", len(edit.catchments)))
    if edit.faces:
        parts.append(trn("{n} block", "{n} blocks", len(edit.faces)))
    what = ", ".join(parts)
    return tr("Locked: {what}", what=what) if edit.locked else tr("Unlocked: {what}", what=what)


def _together(edit: Together, before: Plan) -> str:
    first = edit.edits[0] if edit.edits else None
    if first is None:
        return tr("Nothing")
    strokes = [part for part in edit.edits if isinstance(part, AssignFaces)]
    if len(strokes) == len(edit.edits) > 1 and len({stroke.stage for stroke in strokes}) == len(strokes):
        return _assigned_at_stages(strokes, before)
    words = describe(first, before)
    more = len(edit.edits) - 1
    return trn("{first} and {n} more change", "{first} and {n} more changes", more, first=words) if more else words


def _assigned_at_stages(strokes: list[AssignFaces], before: Plan) -> str:
    """One stroke that holds for several stages: who gets the blocks, and where."""
    blocks = len({face for stroke in strokes for face in stroke.faces})
    to = _catchment_name(before, strokes[0].catchment)
    stages = ", ".join(tr(before.stages[before.stage_index(stroke.stage)].name) for stroke in strokes)
    return trn("{n} block to {to} ({stages})", "{n} blocks to {to} ({stages})", blocks, to=to, stages=stages)


def _school_name(plan: Plan, school: str) -> str:
    return plan.schools.names[plan.schools.index(school)] if school in plan.schools else school


def _catchment_name(plan: Plan, catchment: str) -> str:
    return plan.catchments.names[plan.catchments.index(catchment)] if catchment else tr("Unassigned")


def _places(places: int) -> str:
    return number(places) if places >= 0 else tr("not known")
