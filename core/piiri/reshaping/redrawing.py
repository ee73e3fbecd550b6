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
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from ..assignment import Holders, holds
from ..corners import check_corner
from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, BoolArray, IntArray, LongArray, frozen, in_sorted, on_grid, to_cm
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
    label = pieces.carried(plan.catchment_of_face[stage])
    coverage = pieces.coverage
    mine = label == catchment
    along = _edges_along(coverage, pieces.line)
    if not len(along):
        return pieces, frozen(label, np.int32)
    sides = _Sides(coverage, mine, along)
    leaving = _cut_off(plan, coverage, catchment, mine, sides)
    joining = _enclosed(sides)
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


def _edges_along(coverage: Coverage, line: LongArray) -> IntArray:
    """The edges between corners that follow one another on the line."""
    t = coverage.topology
    around = [t.edges_of_vertex(u) for u, _ in line.tolist()]
    if not around:
        return frozen([], np.int32)
    edges = np.concatenate(around)
    goal = np.repeat(line[:, 1], [len(own) for own in around])
    return frozen(np.unique(edges[(t.ends_of(edges) == goal[:, None]).any(axis=1)]), np.int32)


class _Sides:
    """What a line parts, inside a catchment and outside it.

    What line and border enclose lies within the box around both, so no blocks further away are looked at.

    Attributes
    ----------
    faces
        (M,) ascending: the blocks in that box; all of the catchment's are among them.
    mine
        (M,) True for those of the catchment.
    part
        (M,) the part each belongs to: blocks hang together over edges that are neither on the line nor on the border.
    elsewhere
        The part that hangs together with the rest of the municipality.
    beside
        (B,) the blocks along the line, as positions among ``faces``.
    along
        (A, 2) the blocks on both sides of the line's edges, as positions among ``faces``, −1 outside.
    border
        (N,) the blocks outside the catchment that touch its border, as positions.
    """

    def __init__(self, coverage: Coverage, mine: BoolArray, along: IntArray) -> None:
        t, count = coverage.topology, coverage.face_count
        beside = np.unique(np.concatenate(t.sides_of(along)))
        own = np.flatnonzero(mine)
        boxes = coverage.of_faces("bounds", np.append(own, beside[beside >= 0]))
        self.faces = coverage.faces_meeting(boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0))
        self.mine = mine[self.faces]
        position = np.full(count + 1, -1, dtype=np.int32)  # the last: outside the municipality
        position[self.faces] = np.arange(len(self.faces), dtype=np.int32)
        edges = t.edges_of_faces(self.faces)
        left, right = t.sides_of(edges)
        a, b = position[left], position[right]
        inner = (a >= 0) & (b >= 0)
        border = inner.copy()
        border[inner] = self.mine[a[inner]] != self.mine[b[inner]]
        sides = np.concatenate((a[border], b[border]))
        self.border = np.unique(sides[~self.mine[sides]])
        open_edges = inner & ~border
        open_edges[np.searchsorted(edges, along)] = False
        # a block with a neighbour further away hangs together with the rest of the municipality
        away = np.concatenate((a[(b < 0) & (right >= 0)], b[(a < 0) & (left >= 0)]))
        away = away[~self.mine[away]]
        n = len(self.faces)
        a, b = np.concatenate((a[open_edges], away)), np.concatenate((b[open_edges], np.full(len(away), n)))
        graph = coo_array((np.ones(len(a), dtype=np.int8), (a, b)), shape=(n + 1, n + 1))
        part = connected_components(graph, directed=False)[1]
        self.part, self.elsewhere = part[:-1], int(part[-1])
        self.along = position[np.stack(t.sides_of(along), axis=1)]
        self.beside = position[beside[beside >= 0]]
        self.areas_m2 = np.bincount(self.part, weights=coverage.of_faces("areas_m2", self.faces))

    def largest(self, parts: list[int]) -> int:
        """Return the largest of some parts."""
        return max(parts, key=lambda p: (self.areas_m2[p], -p))


def _cut_off(plan: Plan, coverage: Coverage, catchment: int, mine: BoolArray, sides: _Sides) -> list[IntArray]:
    """The parts of a catchment that the line cuts off from the part that stays."""
    teaching: set[int] = set()
    if catchment >= 0:
        for school in plan.schools.xy[plan.catchments.schools_of(catchment)]:
            near = coverage.faces_meeting(school, school)
            holder = [face for face in near[mine[near]].tolist() if holds(coverage, face, to_cm(school[None]))[0]]
            teaching.update(sides.part[np.searchsorted(sides.faces, holder)].tolist())
    leaving = []
    for parts in _parted(sides):
        stays = [p for p in parts if p in teaching] or [sides.largest(parts)]
        leaving += [frozen(sides.faces[sides.part == p], np.int32) for p in parts if p not in stays]
    return leaving


def _parted(sides: _Sides) -> list[list[int]]:
    """The parts of the catchment beside the line, those together that hung together before the line parted them."""
    whole: dict[int, set[int]] = {}
    for p in np.unique(sides.part[sides.beside[sides.mine[sides.beside]]]).tolist():
        whole[p] = {p}
    for a, b in sides.along.tolist():
        if a >= 0 and b >= 0 and sides.mine[a] and sides.mine[b]:
            together = whole[int(sides.part[a])] | whole[int(sides.part[b])]
            whole.update(dict.fromkeys(together, together))
    return [sorted(parts) for p, parts in sorted(whole.items()) if p == min(parts)]


def _enclosed(sides: _Sides) -> IntArray:
    """The faces outside a catchment that the line encloses together with its border."""
    part = sides.part
    touched = np.unique(part[sides.beside[~sides.mine[sides.beside]]]).tolist()
    at_border = set(part[sides.border].tolist())
    inner = [p for p in touched if p != sides.elsewhere and p in at_border]
    if sides.elsewhere not in touched and len(inner) == len(touched):
        if len(inner) > 1:
            inner.remove(sides.largest(inner))
        else:
            inner = []  # the line separates nothing
    return frozen(sides.faces[np.isin(part, inner)], np.int32)


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
