"""Carrying out edits that change the shape of blocks: corners, splits, joins, borders drawn anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from ..corners import check_corner
from ..errors import EditRejected
from ..i18n import N_, tr
from ..model.arrays import Array, IntArray, frozen, on_grid
from ..model.coverage import Coverage
from ..model.plan import Plan
from ..reshaping import Split, corner_for_stage, joined, redrawn, split, with_corner, without_corner
from ..reshaping.corners import edge_between
from .change import NO_CHANGE, NONE, Change, Reshaped, union
from .kinds import (
    DeleteCorner,
    InsertCorner,
    JoinFaces,
    MoveCornerInStage,
    MoveVertex,
    RedrawBorder,
    SplitFaces,
)
from .naming import (
    catchment_of,
    corner_of,
    faces_of,
    refuse_locked_around,
    refuse_locked_catchments,
    refuse_locked_faces,
    stage_of,
)


def move_vertex(plan: Plan, edit: MoveVertex) -> tuple[Plan, Change]:
    """Move a corner that all stages share."""
    coverage, vertex = plan.coverage, corner_of(plan, edit.vertex)
    _need_place(edit.x_m, edit.y_m)
    if np.array_equal(on_grid((edit.x_m, edit.y_m)), coverage.vertices[vertex]):
        return plan, NO_CHANGE
    if plan.has_locks:
        refuse_locked_around(plan, coverage.topology.faces_of_vertex(vertex))
    check_corner(coverage, vertex, edit.x_m, edit.y_m)
    moved = coverage.with_vertex(vertex, edit.x_m, edit.y_m)
    return replace(plan, coverage=moved), Change(NONE, frozen(np.array([vertex]), np.int32), NONE)


def move_corner_in_stage(plan: Plan, edit: MoveCornerInStage) -> tuple[Plan, Change]:
    """Move a corner of one stage's borders."""
    stage, vertex = stage_of(plan, edit.stage), corner_of(plan, edit.vertex)
    _need_place(edit.x_m, edit.y_m)
    if np.array_equal(on_grid((edit.x_m, edit.y_m)), plan.coverage.vertices[vertex]):
        return plan, NO_CHANGE
    pieces, label = corner_for_stage(plan, stage, vertex, edit.x_m, edit.y_m)
    return _split_and_given(plan, pieces, stage, label)


def insert_corner(plan: Plan, edit: InsertCorner) -> tuple[Plan, Change]:
    """Put a corner between two."""
    corner_of(plan, edit.start)
    corner_of(plan, edit.end)
    t = plan.coverage.topology
    edge = edge_between(plan.coverage, edit.start, edit.end)
    sides = np.array([t.left[edge], t.right[edge]])
    refuse_locked_around(plan, sides)
    coverage = with_corner(plan.coverage, edit.start, edit.end, edit.x_m, edit.y_m)
    return _of_other_shape(plan, coverage, sides)


def delete_corner(plan: Plan, edit: DeleteCorner) -> tuple[Plan, Change]:
    """Take a corner away."""
    vertex = corner_of(plan, edit.vertex)
    sides = plan.coverage.topology.faces_of_vertex(vertex)
    refuse_locked_around(plan, sides)
    return _of_other_shape(plan, without_corner(plan.coverage, vertex), sides)


def split_faces(plan: Plan, edit: SplitFaces) -> tuple[Plan, Change]:
    """Split blocks along a line."""
    only = faces_of(plan, edit.faces) if edit.faces else None
    pieces = split(plan.coverage, [_line(edit.line)], only)
    if pieces.coverage is plan.coverage:
        raise EditRejected(
            "nothing-split",
            N_("The line splits no block."),
            N_("Draw it right across a block, from border to border."),
        )
    return _split_and_given(plan, pieces, -1, NONE)


def redraw_border(plan: Plan, edit: RedrawBorder) -> tuple[Plan, Change]:
    """Draw the border of a catchment anew."""
    stage = stage_of(plan, edit.stage)
    catchment = catchment_of(plan, edit.catchment, stage)
    pieces, label = redrawn(plan, stage, catchment, _line(edit.line))
    if np.array_equal(label, pieces.carried(plan.catchment_of_face[stage])):
        name = plan.catchments.names[catchment] if catchment >= 0 else tr("Unassigned")
        raise EditRejected(
            "nothing-enclosed",
            N_("The line encloses nothing together with the border of {catchment}."),
            N_("Begin and end it on that border."),
            catchment=name,
        )
    return _split_and_given(plan, pieces, stage, label)


def join_faces(plan: Plan, edit: JoinFaces) -> tuple[Plan, Change]:
    """Join pieces of a block."""
    faces = faces_of(plan, edit.faces)
    if plan.has_locks:
        refuse_locked_around(plan, faces)
    coverage, source = joined(plan, faces)
    table = plan.catchment_of_face[:, source]
    table.flags.writeable = False
    keeper = np.flatnonzero(np.isin(source, faces))
    others = _locks_of_living(plan, coverage)
    reshaped = Reshaped(frozen(faces, np.int32), frozen(keeper, np.int32), source)
    # the blocks around lost a corner of theirs only where no other block met it, which changes no shape
    after = replace(plan, coverage=coverage, catchment_of_face=table, locked_faces=others)
    return after, Change(reshaped.made, NONE, NONE, locks=others != plan.locked_faces, reshaped=reshaped)


def _locks_of_living(plan: Plan, coverage: Coverage) -> frozenset[str]:
    if not plan.locked_faces:
        return plan.locked_faces
    return frozenset(face for face in plan.locked_faces if face in coverage.topology.face_index)


def _split_and_given(plan: Plan, pieces: Split, stage: int, label: IntArray) -> tuple[Plan, Change]:
    """The plan with blocks split, and given away at one stage."""
    table = plan.catchment_of_face
    made = pieces.made
    if pieces.coverage is not plan.coverage:
        changed = pieces.carried(table)
        if plan.has_locks:
            # a neighbour that only got a corner more on its edge is not changed by that
            parents = np.unique(pieces.parent_of_new)
            refuse_locked_faces(plan, parents)
            # a split alone concerns every stage; a border of one stage leaves those of the others where they are
            refuse_locked_catchments(plan, (table if stage < 0 else table[stage])[..., parents].ravel())
    else:
        changed = np.array(table)
    given = NONE
    if stage >= 0:
        given = frozen(np.flatnonzero(changed[stage] != label), np.int32)
        if plan.has_locks:
            refuse_locked_catchments(plan, np.concatenate((changed[stage, given], label[given])))
            refuse_locked_faces(plan, pieces.parent[given])
        changed[stage] = label
    changed.flags.writeable = False
    after = replace(plan, coverage=pieces.coverage, catchment_of_face=changed)
    if pieces.coverage is plan.coverage:
        return after, Change(given, NONE, NONE)
    reshaped = Reshaped.grown(pieces.gone, made, plan.coverage.face_count, len(pieces.parent_of_new))
    return after, Change(union(made, given), NONE, NONE, reshaped=reshaped)


def _of_other_shape(plan: Plan, coverage: Coverage, sides: Array) -> tuple[Plan, Change]:
    """The plan with the same blocks, two of them of another shape."""
    faces = frozen(np.unique(sides[sides >= 0]), np.int32)
    change = Change(faces, NONE, NONE, reshaped=Reshaped.grown(faces, faces, coverage.face_count, 0))
    return replace(plan, coverage=coverage), change


def _line(line: tuple[tuple[float, float], ...]) -> Array:
    return np.array(line, dtype=np.float64).reshape(-1, 2)


def _need_place(x_m: float, y_m: float) -> None:
    if not np.isfinite((x_m, y_m)).all():
        raise EditRejected("not-a-place", N_("A corner needs a place in metres."), N_("Give two numbers."))


SHAPES: dict[type, Callable[[Plan, Any], tuple[Plan, Change]]] = {
    MoveVertex: move_vertex,
    MoveCornerInStage: move_corner_in_stage,
    InsertCorner: insert_corner,
    DeleteCorner: delete_corner,
    SplitFaces: split_faces,
    JoinFaces: join_faces,
    RedrawBorder: redraw_border,
}
"""How each of these edits is carried out."""
