"""From one plan to another by edits."""

from __future__ import annotations

import numpy as np

from ..model.money_use import use_of
from ..model.plan import Plan
from .change import difference
from .kinds import AssignFaces, Edit, MoveVertex, SetCapacity, SetFundingModel, SetLock, SetSchoolFigures
from .money_use import use_edit


def edits_between(before: Plan, after: Plan) -> tuple[Edit, ...]:
    """Return edits that turn one plan into another of the same project.

    Corners are moved one after another, which a crossing on the way can refuse; assignments and places always work.
    """
    edits: list[Edit] = []
    if before.has_locks:
        edits.append(SetLock(False, *_locks_of(before)))
    ids, faces = after.catchments.ids, after.coverage.face_ids
    for stage, (old, new) in enumerate(zip(before.catchment_of_face, after.catchment_of_face, strict=True)):
        differ = old != new
        for target in np.unique(new[differ]):
            moved = tuple(faces[face] for face in np.flatnonzero(differ & (new == target)))
            edits.append(AssignFaces(before.stages[stage].id, moved, ids[target] if target >= 0 else ""))
    change = difference(before, after)
    edits += [MoveVertex(int(v), *map(float, after.coverage.vertices[v])) for v in change.vertices]
    for school, old_places, new_places in zip(
        after.schools.ids, before.schools.places, after.schools.places, strict=True
    ):
        if old_places != new_places:
            edits.append(SetCapacity(school, int(new_places)))
    if before.funding != after.funding:
        edits.append(SetFundingModel(after.funding))
    if before.school_figures != after.school_figures:
        edits.append(SetSchoolFigures(after.school_figures))
    edits += [use_edit(use_of(after.money_use, school)) for school in _other_use(before, after)]
    if after.has_locks:
        edits.append(SetLock(True, *_locks_of(after)))
    return tuple(edits)


def _other_use(before: Plan, after: Plan) -> list[str]:
    """Ids of the schools that say something else of their money."""
    a, b = ({use.school: use for use in plan.money_use} for plan in (before, after))
    return sorted(school for school in {*a, *b} if a.get(school) != b.get(school))


def _locks_of(plan: Plan) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]:
    parts = (plan.locked, plan.locked_catchments, plan.locked_faces)
    return tuple(sorted(parts[0])), tuple(sorted(parts[1])), tuple(sorted(parts[2]))
