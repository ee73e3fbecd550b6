"""A catchment's border drawn anew, and a border's corner moved for one stage alone.

**Drawing.** A planner draws a line from border to border. Blocks are split along it. What the line cuts off inside the
catchment leaves it and goes to the neighbour with which it shares the longest border; what the line encloses outside,
together with the border that was, comes to the catchment. So a line may wind in and out of the old border, and what
lies on the catchment's side of it in the end is the catchment.

*Inside*, the part that holds a school of the catchment stays, else the largest part. *Outside*, whatever can be reached
without crossing the line or the catchment stays as it is; where the line runs to the edge of the municipality, the
larger side does.

**A corner for one stage.** All stages share the corners of blocks. To move a border's corner for one stage alone, the
blocks are split along the border's new course, and each piece goes where that stage's catchment would reach."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..assignment import Holders
from ..corners import check_corner
from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, BoolArray, IntArray, frozen, in_sorted, on_grid, to_cm
from ..model.coverage import OUTSIDE, Coverage
from ..model.plan import Plan
from .flooding import cut_off, enclosed
from .splitting import Split, split


def redrawn(plan: Plan, stage: int, catchment: int, line: Array) -> tuple[Split, IntArray]:
    """Return the blocks split along a line, and the catchment of each at the stage with the border drawn anew.

    Parameters
    ----------
    plan
        Stays as it is.
    stage
        Index of the stage.
    catchment
        Index of the catchment whose border it is; −1 for the blocks without one.
    line
        (K, 2) metres, from border to border.

    Returns
    -------
    split, label
        The blocks now, and (F now,) int32 catchments at the stage.

    Raises
    ------
    EditRejected
        As :func:`piiri.reshaping.split`; ``nothing-beyond`` where what is cut off would belong to nobody.
    """
    pieces = split(plan.coverage, [line])
    label = pieces.carried(plan.catchment_of_face[stage])
    coverage = pieces.coverage
    mine = label == catchment
    along = coverage.topology.edges_between(pieces.line)
    if not len(along):
        return pieces, frozen(label, np.int32)
    leaving = cut_off(plan, coverage, catchment, mine, along)
    joining = enclosed(coverage, mine, along)
    for part in leaving:
        label[part] = _neighbour(coverage, label, mine, part, catchment)
    label[joining] = catchment
    return pieces, frozen(label, np.int32)


def corner_for_stage(plan: Plan, stage: int, vertex: int, x_m: float, y_m: float) -> tuple[Split, IntArray]:
    """Return the blocks split where a border's corner sweeps, and the catchment of each at the one stage concerned.

    Parameters
    ----------
    plan
        Stays as it is.
    stage
        Index of the stage.
    vertex
        A corner on a border of this stage's catchments.
    x_m, y_m
        Where the border shall turn, metres.

    Raises
    ------
    EditRejected
        ``not-on-a-border``; else as :func:`piiri.corners.check_corner` and :func:`piiri.reshaping.split`.
    """
    coverage, t = plan.coverage, plan.coverage.topology
    row = plan.catchment_of_face[stage]
    around = t.edges_of_vertex(vertex)
    left, right = (np.where(side[around] < 0, -2, row[side[around]]) for side in (t.left, t.right))
    border = around[left != right]
    if len(border) < 2 or (t.faces_of_vertex(vertex) == OUTSIDE).any():
        raise EditRejected(
            "not-on-a-border",
            N_("No border between catchments of this stage turns at this corner."),
            N_("Choose a corner inside the municipality on the border of a catchment."),
            corner=vertex,
        )
    check_corner(coverage, vertex, x_m, y_m)
    ends = t.edges[border]
    far = np.where(ends[:, 0] == vertex, ends[:, 1], ends[:, 0])
    place = on_grid((x_m, y_m))
    lines = [np.vstack((coverage.vertices[far[0]], place, coverage.vertices[far[1]]))]
    lines += [np.vstack((coverage.vertices[u], place)) for u in far[2:]]
    faces = t.faces_of_vertex(vertex)
    pieces = split(coverage, lines, faces)
    label = pieces.carried(row)
    changed = pieces.made[in_sorted(pieces.parents_of(pieces.made), faces)]
    inner = _points_inside(pieces.coverage, changed)
    holder = Holders(coverage, faces, (vertex, to_cm(place))).of(inner)
    label[changed[holder >= 0]] = row[holder[holder >= 0]]
    return pieces, frozen(label, np.int32)


def _points_inside(coverage: Coverage, faces: IntArray) -> Array:
    """(M, 2): a place well inside each face. Which one does not matter: a piece lies on one side of the new border."""
    found = []
    for polygon in coverage.polygons(faces):
        point = polygon.point_on_surface()
        found.append((point.x, point.y))
    return np.array(found).reshape(-1, 2)


def _neighbour(coverage: Coverage, label: IntArray, mine: BoolArray, part: IntArray, catchment: int) -> int:
    """The catchment with which a part that is cut off shares the longest border."""
    t = coverage.topology
    edges = t.edges_of_faces(part)
    inside = np.zeros(coverage.face_count + 1, dtype=np.bool_)
    inside[part] = True
    left, right = t.sides_of(edges)
    other = np.where(inside[left], right, left)
    outer = (inside[left] != inside[right]) & (other >= 0)
    outer[outer] = ~mine[other[outer]]
    if not outer.any():
        raise EditRejected(
            "nothing-beyond",
            N_("Beyond the line there is no other catchment."),
            N_("Draw from the border with a neighbour."),
            catchment=catchment,
        )
    ends = coverage.places_of(t.ends_of(edges[outer]))
    length = np.hypot(*(ends[:, 1] - ends[:, 0]).T)
    names, which = np.unique(label[other[outer]], return_inverse=True)
    return int(names[np.argmax(np.bincount(which, weights=length))])


def lines_of(points: Sequence[tuple[float, float]]) -> Array:
    """Return the places of an edit as an array, (K, 2)."""
    return np.asarray(points, dtype=np.float64).reshape(-1, 2)
