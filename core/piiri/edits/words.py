"""Edits in words, as the history shows them."""

from __future__ import annotations

import numpy as np

from ..i18n import number, tr, trn
from ..model.plan import UNASSIGNED, Plan
from .kinds import AssignFaces, Edit, MoveVertex, SetCapacity, SetLock


def describe(edit: Edit, before: Plan) -> str:
    """Say in the current language what an edit does to a plan, in one line."""
    match edit:
        case AssignFaces():
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
        case MoveVertex():
            old = before.coverage.vertices[edit.vertex]
            metres = float(np.hypot(edit.x_m - old[0], edit.y_m - old[1]))
            return tr("Corner moved {metres} m", metres=number(metres, 1 if metres < 10 else 0))
        case SetCapacity():
            school = before.schools.index(edit.school)
            return tr(
                "Places of {school}: {old} → {new}",
                school=before.schools.names[school],
                old=_places(int(before.schools.places[school])),
                new=_places(edit.places),
            )
        case SetLock():
            name = before.schools.names[before.schools.index(edit.school)]
            return tr("{school} locked", school=name) if edit.locked else tr("{school} unlocked", school=name)


def _catchment_name(plan: Plan, catchment: str) -> str:
    return plan.catchments.names[plan.catchments.index(catchment)] if catchment else tr("Unassigned")


def _places(places: int) -> str:
    return number(places) if places >= 0 else tr("not known")
