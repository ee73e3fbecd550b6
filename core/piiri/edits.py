"""Edits are data: frozen, comparable, written as JSON, described in words. ``apply`` is the only way a plan changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

import numpy as np

from .corners import check_corner
from .errors import EditRejected
from .i18n import N_, number, tr, trn
from .model.arrays import IntArray, frozen, on_grid
from .model.plan import UNASSIGNED, Plan

_NONE: Final = np.zeros(0, dtype=np.int32)


@dataclass(frozen=True, slots=True)
class AssignFaces:
    """Give blocks to a catchment.

    Attributes
    ----------
    stage
        Id of the stage.
    faces
        Ids of the blocks.
    catchment
        Id of the catchment; empty for none.
    """

    stage: str
    faces: tuple[str, ...]
    catchment: str


@dataclass(frozen=True, slots=True)
class MoveVertex:
    """Move one corner of the blocks.

    Attributes
    ----------
    vertex
        Index of the corner.
    x_m, y_m
        Its new place, metres; snapped to the 1 cm grid.
    """

    vertex: int
    x_m: float
    y_m: float


@dataclass(frozen=True, slots=True)
class SetCapacity:
    """Set the number of places of a school; −1 where it is not known."""

    school: str
    places: int


@dataclass(frozen=True, slots=True)
class SetLock:
    """Lock a school, so that no edit changes its catchments, or unlock it."""

    school: str
    locked: bool


Edit = AssignFaces | MoveVertex | SetCapacity | SetLock

_KINDS: dict[str, type[AssignFaces] | type[MoveVertex] | type[SetCapacity] | type[SetLock]] = {
    "assign_faces": AssignFaces,
    "move_vertex": MoveVertex,
    "set_capacity": SetCapacity,
    "set_lock": SetLock,
}


@dataclass(frozen=True, eq=False)
class Change:
    """What differs between two plans, so that only that is counted and drawn again.

    Attributes
    ----------
    faces
        (M,) int32: blocks whose catchment differs at any stage.
    vertices
        (M,) int32: corners that stand elsewhere.
    schools
        (M,) int32: schools whose pupils must be counted again because they stand elsewhere.
    places
        True where a school's places differ.
    locks
        True where locks differ.
    """

    faces: IntArray
    vertices: IntArray
    schools: IntArray
    places: bool = False
    locks: bool = False

    @property
    def empty(self) -> bool:
        """True where nothing differs."""
        return not (len(self.faces) or len(self.vertices) or len(self.schools) or self.places or self.locks)


NO_CHANGE: Final = Change(_NONE, _NONE, _NONE)


def apply(plan: Plan, edit: Edit) -> tuple[Plan, Change]:
    """Carry out an edit.

    Parameters
    ----------
    plan
        Stays as it is.
    edit
        What to do.

    Returns
    -------
    plan, change
        The new plan and what differs; the same plan and :data:`NO_CHANGE` where the edit changes nothing.

    Raises
    ------
    EditRejected
        ``unknown-stage``, ``unknown-block``, ``unknown-catchment``, ``unknown-school``, ``unknown-corner``,
        ``other-stage``, ``locked``, ``places-negative``, ``not-a-place``, ``crossing-border``, ``corner-on-corner``.
    """
    handler: Callable[[Plan, Any], tuple[Plan, Change]] = _APPLY[type(edit)]
    return handler(plan, edit)


def _assign_faces(plan: Plan, edit: AssignFaces) -> tuple[Plan, Change]:
    stage = _stage(plan, edit.stage)
    target = UNASSIGNED
    if edit.catchment:
        try:
            target = plan.catchments.index(edit.catchment)
        except KeyError:
            raise EditRejected(
                "unknown-catchment",
                N_("There is no catchment {catchment} in this plan."),
                N_("Choose one of the plan's catchments."),
                catchment=edit.catchment,
            ) from None
        if plan.catchments.stage[target] != stage:
            raise EditRejected(
                "other-stage",
                N_("The catchment {catchment} belongs to another stage than {stage}."),
                N_("Choose a school that teaches this stage."),
                catchment=plan.catchments.names[target],
                stage=plan.stages[stage].name,
            )
    index = plan.coverage.topology.face_index
    try:
        faces = np.unique(np.array([index[face] for face in edit.faces], dtype=np.int32))
    except KeyError as missing:
        raise EditRejected(
            "unknown-block",
            N_("There is no block {block} in this plan."),
            N_("Check the block's id."),
            block=missing.args[0],
        ) from None
    row = plan.catchment_of_face[stage]
    faces = faces[row[faces] != target]
    if not len(faces):
        return plan, NO_CHANGE
    _refuse_locked(plan, np.append(row[faces], target))
    table = np.array(plan.catchment_of_face)
    table[stage, faces] = target
    table.flags.writeable = False
    return replace(plan, catchment_of_face=table), Change(frozen(faces, np.int32), _NONE, _NONE)


def _move_vertex(plan: Plan, edit: MoveVertex) -> tuple[Plan, Change]:
    coverage, vertex = plan.coverage, edit.vertex
    if not 0 <= vertex < len(coverage.vertices):
        raise EditRejected(
            "unknown-corner",
            N_("There is no corner {corner} in this plan."),
            N_("Point at a corner of a block."),
            corner=vertex,
        )
    if not np.isfinite((edit.x_m, edit.y_m)).all():
        raise EditRejected("not-a-place", N_("A corner needs a place in metres."), N_("Give two numbers."))
    if np.array_equal(on_grid((edit.x_m, edit.y_m)), coverage.vertices[vertex]):
        return plan, NO_CHANGE
    around = coverage.topology.faces_of_vertex(vertex)
    around = around[around >= 0]
    _refuse_locked(plan, np.unique(plan.catchment_of_face[:, around]))
    check_corner(coverage, vertex, edit.x_m, edit.y_m)
    moved = coverage.with_vertex(vertex, edit.x_m, edit.y_m)
    return replace(plan, coverage=moved), Change(_NONE, frozen(np.array([vertex]), np.int32), _NONE)


def _set_capacity(plan: Plan, edit: SetCapacity) -> tuple[Plan, Change]:
    school = _school(plan, edit.school)
    if edit.places < -1:
        raise EditRejected(
            "places-negative",
            N_("{school} cannot have {places} places."),
            N_("Give a whole number from 0 on."),
            school=plan.schools.names[school],
            places=edit.places,
        )
    if plan.schools.places[school] == edit.places:
        return plan, NO_CHANGE
    schools = plan.schools.with_places(edit.school, edit.places)
    return replace(plan, schools=schools), Change(_NONE, _NONE, _NONE, places=True)


def _set_lock(plan: Plan, edit: SetLock) -> tuple[Plan, Change]:
    _school(plan, edit.school)
    if (edit.school in plan.locked) == edit.locked:
        return plan, NO_CHANGE
    locked = plan.locked | {edit.school} if edit.locked else plan.locked - {edit.school}
    return replace(plan, locked=locked), Change(_NONE, _NONE, _NONE, locks=True)


_APPLY: dict[type, Callable[[Plan, Any], tuple[Plan, Change]]] = {
    AssignFaces: _assign_faces,
    MoveVertex: _move_vertex,
    SetCapacity: _set_capacity,
    SetLock: _set_lock,
}


def difference(before: Plan, after: Plan, among: tuple[Change, ...] = ()) -> Change:
    """Return what differs between two plans of one project, however many edits lie between them.

    Parameters
    ----------
    before, after
        The plans.
    among
        Changes known to name everything that can differ, so that only that is compared; none given: everything is.
    """
    if before is after:
        return NO_CHANGE
    faces, vertices, schools = _NONE, _NONE, _NONE
    if before.catchment_of_face is not after.catchment_of_face:
        some = _named([c.faces for c in among], before.coverage.face_count)
        differ = (before.catchment_of_face[:, some] != after.catchment_of_face[:, some]).any(axis=0)
        faces = frozen(some[differ], np.int32)
    if before.coverage is not after.coverage:
        some = _named([c.vertices for c in among], len(before.coverage.vertices))
        differ = (before.coverage.vertices[some] != after.coverage.vertices[some]).any(axis=1)
        vertices = frozen(some[differ], np.int32)
    if before.schools.xy is not after.schools.xy:
        schools = frozen(np.flatnonzero((before.schools.xy != after.schools.xy).any(axis=1)), np.int32)
    return Change(
        faces,
        vertices,
        schools,
        not np.array_equal(before.schools.places, after.schools.places),
        before.locked != after.locked,
    )


def _named(parts: list[IntArray], count: int) -> IntArray:
    """The indices that changes name, each once; all where there is no change to go by."""
    return np.unique(np.concatenate(parts)) if parts else np.arange(count)


def edits_between(before: Plan, after: Plan) -> tuple[Edit, ...]:
    """Return edits that turn one plan into another of the same project.

    Corners are moved one after another, which a crossing on the way can refuse; assignments and places always work.
    """
    edits: list[Edit] = [SetLock(school, False) for school in sorted(before.locked)]
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
    return (*edits, *(SetLock(school, True) for school in sorted(after.locked)))


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


def _stage(plan: Plan, stage: str) -> int:
    try:
        return plan.stage_index(stage)
    except KeyError:
        raise EditRejected(
            "unknown-stage",
            N_("There is no stage {stage} in this plan."),
            N_("Choose one of: {stages}."),
            stage=stage,
            stages=", ".join(s.id for s in plan.stages),
        ) from None


def _school(plan: Plan, school: str) -> int:
    try:
        return plan.schools.index(school)
    except KeyError:
        raise EditRejected(
            "unknown-school",
            N_("There is no school {school} in this plan."),
            N_("Check the school's id."),
            school=school,
        ) from None


def _refuse_locked(plan: Plan, catchments: IntArray) -> None:
    """Refuse where a locked school serves one of the catchments."""
    if not plan.locked:
        return
    for catchment in catchments[catchments >= 0]:
        for school in plan.catchments.schools_of(int(catchment)):
            if plan.schools.ids[school] in plan.locked:
                raise EditRejected(
                    "locked",
                    N_("{school} is locked."),
                    N_("Unlock it or choose another target."),
                    school=plan.schools.names[school],
                )


def _catchment_name(plan: Plan, catchment: str) -> str:
    return plan.catchments.names[plan.catchments.index(catchment)] if catchment else tr("Unassigned")


def _places(places: int) -> str:
    return number(places) if places >= 0 else tr("not known")
