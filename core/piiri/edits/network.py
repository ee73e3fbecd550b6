"""Carrying out edits of the school network: opening, closing, moving, merging, stages, places, joint zones.

Schools and catchments keep their index; new ones come at the end, and none is ever taken out. A closed school stays in
the plan, marked with its year, so that its pupils of today can be followed and its closing taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, frozen, on_grid
from ..model.plan import UNASSIGNED, Catchments, Plan
from ..model.schools import ALWAYS
from .change import NO_CHANGE, NONE, Change, followed
from .kinds import (
    AssignFaces,
    CloseSchool,
    MergeSchools,
    MoveSchool,
    OpenSchool,
    RenameSchool,
    ReopenSchool,
    SetCapacity,
    SetServers,
    SetStages,
)
from .naming import catchment_of, refuse_locked_catchments, school_of, stage_of
from .needs import need_name, need_open, need_place, need_places, need_unlocked, need_year, not_its_blocks

Assign = Callable[[Plan, AssignFaces], tuple[Plan, Change]]


def open_school(plan: Plan, edit: OpenSchool) -> tuple[Plan, Change]:
    """Open a school, with a catchment without blocks at each of its stages."""
    if not edit.school or edit.school in plan.schools:
        raise EditRejected(
            "school-exists",
            N_("There is a school with the id {school} already."),
            N_("Give the new school another id."),
            school=edit.school,
        )
    need_name(edit.name)
    need_place(edit.x_m, edit.y_m)
    need_places(edit.name, edit.places)
    need_year(edit.open_from)
    stages = [stage_of(plan, stage) for stage in edit.stages]
    place = on_grid((edit.x_m, edit.y_m))
    schools = plan.schools.with_school(
        edit.school, edit.name.strip(), (float(place[0]), float(place[1])), edit.places, edit.open_from
    )
    catchments = with_catchments(plan, len(plan.schools), edit.school, edit.name.strip(), sorted(set(stages)))
    new = frozen(np.arange(len(plan.catchments), len(catchments)), np.int32)
    after = replace(plan, schools=schools, catchments=catchments)
    return after, Change(NONE, NONE, NONE, places=True, catchments=new, network=True)


def close_school(plan: Plan, edit: CloseSchool, assign: Assign) -> tuple[Plan, Change]:
    """Close a school: its blocks go where the edit says, its share in joint zones to the zones' other schools."""
    school = school_of(plan, edit.school)
    need_year(edit.closed_from)
    need_open(plan, school)
    need_unlocked(plan, school)
    return _emptied(plan, school, edit.closed_from, edit.reassign, assign, range(len(plan.stages)))


def reopen_school(plan: Plan, edit: ReopenSchool) -> tuple[Plan, Change]:
    """Take back that a school closes."""
    school = school_of(plan, edit.school)
    if plan.schools.closed_from[school] == ALWAYS:
        return plan, NO_CHANGE
    need_unlocked(plan, school)
    again = [k for k in range(len(plan.catchments)) if plan.catchments.schools_of(k).tolist() == [school]]
    refuse_locked_catchments(plan, np.array(again, dtype=np.int32))
    after = replace(
        plan,
        schools=plan.schools.closing(edit.school, ALWAYS),
        catchments=plan.catchments.closing(again, False),
    )
    return after, Change(NONE, NONE, NONE, places=True, network=True)


def move_school(plan: Plan, edit: MoveSchool) -> tuple[Plan, Change]:
    """Move a school elsewhere."""
    school = school_of(plan, edit.school)
    need_place(edit.x_m, edit.y_m)
    if np.array_equal(on_grid((edit.x_m, edit.y_m)), plan.schools.xy[school]):
        return plan, NO_CHANGE
    need_unlocked(plan, school)
    schools = plan.schools.with_place(edit.school, edit.x_m, edit.y_m)
    return replace(plan, schools=schools), Change(NONE, NONE, frozen([school], np.int32))


def rename_school(plan: Plan, edit: RenameSchool) -> tuple[Plan, Change]:
    """Give a school, and its own catchments, another name."""
    school = school_of(plan, edit.school)
    need_name(edit.name)
    name = edit.name.strip()
    old = plan.schools.names[school]
    if name == old:
        return plan, NO_CHANGE
    names = tuple(name if position == school else other for position, other in enumerate(plan.schools.names))
    own = {k for k in range(len(plan.catchments)) if plan.catchments.schools_of(k).tolist() == [school]}
    of_catchment = tuple(name if k in own and other == old else other for k, other in enumerate(plan.catchments.names))
    after = replace(
        plan, schools=replace(plan.schools, names=names), catchments=replace(plan.catchments, names=of_catchment)
    )
    return after, Change(NONE, NONE, NONE, network=True)


def set_capacity(plan: Plan, edit: SetCapacity) -> tuple[Plan, Change]:
    """Set the places of a school."""
    school = school_of(plan, edit.school)
    need_places(plan.schools.names[school], edit.places)
    if plan.schools.places[school] == edit.places:
        return plan, NO_CHANGE
    schools = plan.schools.with_places(edit.school, edit.places)
    return replace(plan, schools=schools), Change(NONE, NONE, NONE, places=True)


def set_stages(plan: Plan, edit: SetStages, assign: Assign) -> tuple[Plan, Change]:
    """Set which stages a school teaches."""
    school = school_of(plan, edit.school)
    wanted = {stage_of(plan, stage) for stage in edit.stages}
    need_open(plan, school)
    taught = {s for s in range(len(plan.stages)) if plan.catchments.of_school(school, s) != UNASSIGNED}
    emptied, change = plan, NO_CHANGE
    if taught != wanted:
        need_unlocked(plan, school)
    if taught - wanted:
        emptied, change = _emptied(plan, school, ALWAYS, edit.reassign, assign, sorted(taught - wanted))
    elif edit.reassign:
        raise not_its_blocks(plan, school)
    if wanted - taught:
        grown, more = _taught(emptied, school, sorted(wanted - taught))
        return grown, followed(change, more, plan, emptied)
    return emptied, change


def merge_schools(plan: Plan, edit: MergeSchools, assign: Assign) -> tuple[Plan, Change]:
    """Merge a school into another."""
    school, into = school_of(plan, edit.school), school_of(plan, edit.into)
    if school == into:
        raise EditRejected(
            "merge-with-itself",
            N_("{school} cannot be merged into itself."),
            N_("Choose another school."),
            school=plan.schools.names[school],
        )
    need_year(edit.closed_from)
    need_places(plan.schools.names[into], edit.places)
    for each in (school, into):
        need_open(plan, each)
        need_unlocked(plan, each)
    taught = [s for s in range(len(plan.stages)) if len(sole_catchments(plan, school, s)) or _shares(plan, school, s)]
    missing = [s for s in taught if plan.catchments.of_school(into, s) == UNASSIGNED]
    here, change = _taught(plan, into, missing) if missing else (plan, NO_CHANGE)
    moved = []
    for stage in taught:
        target = here.catchments.ids[here.catchments.of_school(into, stage)]
        faces = np.flatnonzero(np.isin(here.catchment_of_face[stage], sole_catchments(here, school, stage)))
        if len(faces):
            ids = tuple(here.coverage.face_ids[face] for face in faces)
            moved.append(AssignFaces(here.stages[stage].id, ids, target))
    closed, more = _emptied(here, school, edit.closed_from, moved, assign, range(len(plan.stages)))
    change = followed(change, more, plan, here)
    schools = closed.schools.with_places(edit.into, edit.places)
    return replace(closed, schools=schools), followed(change, Change(NONE, NONE, NONE, places=True), plan, closed)


def set_servers(plan: Plan, edit: SetServers) -> tuple[Plan, Change]:
    """Let several schools, or one, serve a catchment."""
    catchment = catchment_of(plan, edit.catchment)
    if catchment != UNASSIGNED:  # a closed one serves nobody
        catchment_of(plan, edit.catchment, int(plan.catchments.stage[catchment]))
    schools = [school_of(plan, school) for school in edit.schools]
    if catchment == UNASSIGNED or not schools or len(set(schools)) != len(schools):
        raise EditRejected(
            "no-servers",
            N_("A catchment needs a school, and each school once."),
            N_("Name the schools that serve it."),
            catchment=edit.catchment,
        )
    shares = np.array(edit.shares, dtype=np.float64)
    if (
        len(shares) != len(schools)
        or not np.isfinite(shares).all()
        or (shares <= 0).any()
        or abs(shares.sum() - 1) > 1e-6
    ):
        raise EditRejected(
            "shares",
            N_("The shares of {catchment} must be above 0 and add up to 100 %."),
            N_("Give one share for each school."),
            catchment=plan.catchments.names[catchment],
        )
    for school in schools:
        need_open(plan, school)
    refuse_locked_catchments(plan, np.array([catchment]))
    for school in schools:
        need_unlocked(plan, school)
    servers = tuple(sorted((plan.schools.ids[s], float(w)) for s, w in zip(schools, shares, strict=True)))
    by_places = edit.by == "places"
    if servers == plan.servers_of(catchment) and by_places == (edit.catchment in plan.by_places):
        return plan, NO_CHANGE
    catchments = _served_by(plan, catchment, schools, shares)
    names = plan.by_places | {edit.catchment} if by_places else plan.by_places - {edit.catchment}
    change = Change(NONE, NONE, NONE, catchments=frozen([catchment], np.int32), network=True)
    return replace(plan, catchments=catchments, by_places=names), change


def with_catchments(plan: Plan, school: int, school_id: str, name: str, stages: Sequence[int]) -> Catchments:
    """Return the plan's catchments and one more of a school at each of some stages, at the end."""
    c = plan.catchments
    ids = [_free_id(c, f"{plan.stages[stage].id}/{school_id}") for stage in stages]
    n = len(stages)
    return Catchments(
        (*c.ids, *ids),
        (*c.names, *(name for _ in stages)),
        np.append(c.stage, np.array(stages, dtype=np.int16)),
        np.append(c.server_catchment, np.arange(len(c), len(c) + n)),
        np.append(c.server_school, np.full(n, school)),
        np.append(c.server_share, np.ones(n)),
        np.append(c.closed, np.zeros(n, dtype=np.bool_)),
    )


def _free_id(catchments: Catchments, wanted: str) -> str:
    known, free, n = set(catchments.ids), wanted, 2
    while free in known:
        free, n = f"{wanted}~{n}", n + 1
    return free


def _taught(plan: Plan, school: int, stages: Sequence[int]) -> tuple[Plan, Change]:
    c = plan.catchments
    had = {int(c.stage[k]): k for k in np.flatnonzero(c.closed).tolist() if c.schools_of(k).tolist() == [school]}
    again = [had[stage] for stage in stages if stage in had]
    refuse_locked_catchments(plan, np.array(again, dtype=np.int32))
    rest = [stage for stage in stages if stage not in had]
    opened = replace(plan, catchments=c.closing(again, False))
    catchments = with_catchments(opened, school, plan.schools.ids[school], plan.schools.names[school], rest)
    new = frozen(np.arange(len(c), len(catchments)), np.int32)
    return replace(plan, catchments=catchments), Change(NONE, NONE, NONE, catchments=new, network=True)


def sole_catchments(plan: Plan, school: int, stage: int) -> Array:
    """Return the catchments of a stage that a school serves alone."""
    c = plan.catchments
    mine = c.server_catchment[c.server_school == school]
    alone = np.bincount(c.server_catchment, minlength=len(c)) == 1
    return np.asarray(mine[alone[mine] & (c.stage[mine] == stage) & ~c.closed[mine]])


def _shares(plan: Plan, school: int, stage: int) -> list[int]:
    """The joint zones of a stage that a school serves with others."""
    c = plan.catchments
    mine = c.server_catchment[c.server_school == school]
    alone = np.bincount(c.server_catchment, minlength=len(c)) == 1
    return [int(k) for k in mine[~alone[mine] & (c.stage[mine] == stage)]]


def _emptied(
    plan: Plan, school: int, closed_from: int, reassign: Sequence[AssignFaces], assign: Assign, stages: Sequence[int]
) -> tuple[Plan, Change]:
    """The plan in which a school teaches some stages no longer; with a year, it is closed altogether."""
    here, change = plan, NO_CHANGE
    own = {s: sole_catchments(plan, school, s) for s in stages}
    refuse_locked_catchments(plan, np.concatenate([NONE, *own.values()]))
    for part in reassign:
        stage = stage_of(here, part.stage)
        faces = [here.coverage.topology.face_index.get(face, -1) for face in part.faces]
        mine = own.get(stage, NONE)
        if any(face < 0 or here.catchment_of_face[stage, face] not in mine for face in faces):
            raise not_its_blocks(plan, school)
        target = catchment_of(here, part.catchment, stage)
        if target in mine or (target >= 0 and here.schools.closed[here.catchments.schools_of(target)].any()):
            raise not_its_blocks(plan, school)
        after, more = assign(here, part)
        change = followed(change, more, plan, here)
        here = after
    left = sum(int(np.isin(here.catchment_of_face[s], own[s]).sum()) for s in stages)
    if left:
        raise EditRejected(
            "blocks-left",
            N_("{n} blocks of {school} would be left without a school."),
            N_("Say where all of its blocks go."),
            n=left,
            school=plan.schools.names[school],
        )
    for stage in stages:
        for zone in _shares(here, school, stage):
            after, more = _left_zone(here, zone, school)
            change = followed(change, more, plan, here)
            here = after
    dropped = [int(k) for s in stages for k in own[s]]
    if dropped:
        change = followed(change, Change(NONE, NONE, NONE, network=True), plan, here)
        here = replace(here, catchments=here.catchments.closing(dropped, True))
    if closed_from != ALWAYS:
        schools = here.schools.closing(plan.schools.ids[school], closed_from)
        change = followed(change, Change(NONE, NONE, NONE, places=True, network=True), plan, here)
        here = replace(here, schools=schools)
    return here, change


def _left_zone(plan: Plan, zone: int, school: int) -> tuple[Plan, Change]:
    """The plan in which a school no longer serves a joint zone; its share goes to the others in proportion."""
    refuse_locked_catchments(plan, np.array([zone]))
    c = plan.catchments
    mine = np.flatnonzero((c.server_catchment == zone) & (c.server_school != school))
    shares = c.server_share[mine] / c.server_share[mine].sum()
    catchments = _served_by(plan, zone, c.server_school[mine].tolist(), shares)
    change = Change(NONE, NONE, NONE, catchments=frozen([zone], np.int32), network=True)
    names = plan.by_places - {c.ids[zone]} if len(mine) == 1 else plan.by_places
    return replace(plan, catchments=catchments, by_places=names), change


def _served_by(plan: Plan, catchment: int, schools: Sequence[int], shares: Array) -> Catchments:
    c = plan.catchments
    others = c.server_catchment != catchment
    return replace(
        c,
        server_catchment=np.append(c.server_catchment[others], np.full(len(schools), catchment)),
        server_school=np.append(c.server_school[others], schools),
        server_share=np.append(c.server_share[others], shares),
    )


NETWORK: dict[type, Callable[[Plan, Any], tuple[Plan, Change]]] = {
    OpenSchool: open_school,
    ReopenSchool: reopen_school,
    MoveSchool: move_school,
    RenameSchool: rename_school,
    SetCapacity: set_capacity,
    SetServers: set_servers,
}
"""How each of these edits is carried out."""

EMPTYING: dict[type, Callable[[Plan, Any, Assign], tuple[Plan, Change]]] = {
    CloseSchool: close_school,
    SetStages: set_stages,
    MergeSchools: merge_schools,
}
"""Those that give blocks away on the way, by the function given to them."""
