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
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from ..assignment import assign
from ..corners import check_corner
from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, BoolArray, IntArray, LongArray, frozen
from ..model.coverage import OUTSIDE, Coverage
from ..model.plan import Plan
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
    label = np.array(plan.catchment_of_face[stage][pieces.parent])
    coverage = pieces.coverage
    mine = label == catchment
    along = _edges_along(coverage, pieces.line)
    if not len(along):
        return pieces, frozen(label, np.int32)
    leaving = _cut_off(plan, coverage, catchment, mine, along)
    joining = _enclosed(coverage, mine, along)
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
    goal = coverage.with_vertex(vertex, x_m, y_m)
    ends = t.edges[border]
    far = np.where(ends[:, 0] == vertex, ends[:, 1], ends[:, 0])
    place = goal.vertices[vertex]
    lines = [np.vstack((coverage.vertices[far[0]], place, coverage.vertices[far[1]]))]
    lines += [np.vstack((coverage.vertices[u], place)) for u in far[2:]]
    faces = t.faces_of_vertex(vertex)
    pieces = split(coverage, lines, faces)
    label = np.array(row[pieces.parent])
    changed = pieces.made[np.isin(pieces.parent[pieces.made], faces)]
    inner = _points_inside(pieces.coverage, changed)
    holder = assign(goal, inner, faces)
    label[changed[holder >= 0]] = row[holder[holder >= 0]]
    return pieces, frozen(label, np.int32)


def _points_inside(coverage: Coverage, faces: IntArray) -> Array:
    """(M, 2): a place well inside each face. Which one does not matter: a piece lies on one side of the new border."""
    found = []
    for polygon in coverage.polygons(faces):
        point = polygon.point_on_surface()
        found.append((point.x, point.y))
    return np.array(found).reshape(-1, 2)


def _edges_along(coverage: Coverage, line: LongArray) -> IntArray:
    """The edges between corners that follow one another on the line."""
    t = coverage.topology
    found = []
    for u, v in line.tolist():
        around = t.edges_of_vertex(u)
        found += around[(t.ends_of(around) == v).any(axis=1)].tolist()
    return frozen(sorted(found), np.int32)


def _parts(coverage: Coverage, faces: IntArray, closed: IntArray, elsewhere: BoolArray) -> IntArray:
    """(M,) the part each face belongs to: faces hang together over edges that are not closed; those ``elsewhere`` (the
    rest of the municipality begins there) hang together too."""
    t = coverage.topology
    edges = np.setdiff1d(t.edges_of_faces(faces), closed, assume_unique=True)
    position = np.full(coverage.face_count + 1, -1, dtype=np.int64)
    position[faces] = np.arange(len(faces))
    left, right = t.sides_of(edges)
    a, b = position[left], position[right]
    both = (a >= 0) & (b >= 0)
    a, b = a[both], b[both]
    n = len(faces)
    beyond = np.flatnonzero(elsewhere)
    a, b = np.concatenate((a, beyond)), np.concatenate((b, np.full(len(beyond), n)))
    graph = coo_matrix((np.ones(len(a), dtype=np.bool_), (a, b)), shape=(n + 1, n + 1))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int32)


def _cut_off(plan: Plan, coverage: Coverage, catchment: int, mine: BoolArray, along: IntArray) -> list[IntArray]:
    """The parts of a catchment that the line cuts off from the part that stays."""
    faces = np.flatnonzero(mine)
    if not len(faces):
        return []
    t = coverage.topology
    nowhere = np.zeros(len(faces), dtype=np.bool_)
    before = _parts(coverage, faces, frozen([], np.int32), nowhere)[:-1]
    part = _parts(coverage, faces, along, nowhere)[:-1]
    areas = np.bincount(part, weights=coverage.of_faces("areas_m2", faces))
    holds: set[int] = set()
    if catchment >= 0:
        schools = plan.schools.xy[plan.catchments.schools_of(catchment)]
        holder = assign(coverage, schools, frozen(faces, np.int32))
        holds = {int(part[np.searchsorted(faces, face)]) for face in holder if face >= 0}
    beside = np.unique(np.concatenate(t.sides_of(along)))
    leaving = []
    for whole in np.unique(before[np.isin(faces, beside)]):
        parts = np.unique(part[before == whole]).tolist()
        stays = [p for p in parts if p in holds] or [max(parts, key=lambda p: (areas[p], -p))]
        leaving += [frozen(faces[part == p], np.int32) for p in parts if p not in stays]
    return leaving


def _enclosed(coverage: Coverage, mine: BoolArray, along: IntArray) -> IntArray:
    """The faces outside a catchment that the line encloses together with its border."""
    t = coverage.topology
    beside = np.unique(np.concatenate(t.sides_of(along)))
    beside = beside[beside >= 0]
    seeds = beside[~mine[beside]]
    if not len(seeds):
        return frozen([], np.int32)
    # what line and border enclose lies within the box around both
    boxes = coverage.bounds[np.union1d(np.flatnonzero(mine), beside)]
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    near = ~mine & (coverage.bounds[:, :2] <= high).all(axis=1) & (coverage.bounds[:, 2:] >= low).all(axis=1)
    faces = np.flatnonzero(near)
    edges = t.edges_of_faces(faces)
    out = np.append(~near & ~mine, False)  # the last: outside the municipality
    beyond = np.zeros(coverage.face_count + 1, dtype=np.bool_)
    left, right = t.sides_of(edges)
    for here, there in ((left, right), (right, left)):
        beyond[here[out[there] & (here >= 0)]] = True
    part = _parts(coverage, faces, along, beyond[faces])
    elsewhere = part[-1]
    part = part[:-1]
    touched = np.unique(part[np.isin(faces, seeds)])
    inner = [int(p) for p in touched if p != elsewhere]
    touches_mine = set()
    for here, there in ((left, right), (right, left)):
        at_border = (there >= 0) & np.append(mine, False)[there] & (here >= 0)
        at_border &= np.append(near, False)[here]
        touches_mine |= set(part[np.searchsorted(faces, here[at_border])].tolist())
    inner = [p for p in inner if p in touches_mine]
    if elsewhere not in touched and len(inner) == len(touched) and len(inner) > 1:
        areas = np.bincount(part, weights=coverage.of_faces("areas_m2", faces))
        inner.remove(max(inner, key=lambda p: (areas[p], -p)))
    elif elsewhere not in touched and len(touched) == 1:
        inner = []  # the line separates nothing
    return frozen(faces[np.isin(part, inner)], np.int32)


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
