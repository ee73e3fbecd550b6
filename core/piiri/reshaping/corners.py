"""A corner more, or one less, on the border between two blocks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, LongArray, to_cm
from ..model.coverage import OUTSIDE, Coverage
from ..model.refacing import Refacing, refaced, rings_of
from ..model.remade import Ring
from .segments import clash, in_triangle
from .splitting import too_tight


def with_corner(coverage: Coverage, start: int, end: int, x_m: float, y_m: float) -> Coverage:
    """Return the coverage with a new corner between two neighbouring ones; it gets the index V.

    Parameters
    ----------
    coverage
        A valid coverage.
    start, end
        Corners that an edge joins.
    x_m, y_m
        Where the new corner stands, metres; snapped to the 1 cm grid. It need not lie on the edge.

    Raises
    ------
    EditRejected
        ``unknown-edge``, ``not-a-place``, ``corner-on-corner`` or ``too-tight``.
    """
    edge = edge_between(coverage, start, end)
    if not np.isfinite((x_m, y_m)).all():
        raise EditRejected("not-a-place", N_("A corner needs a place in metres."), N_("Give two numbers."))
    t, place = coverage.topology, to_cm((x_m, y_m))
    new = t.vertex_count
    faces = [int(f) for f in (t.left[edge], t.right[edge]) if f != OUTSIDE]
    corners, cm, others = _around(coverage, [t.left[edge], t.right[edge]], edge)
    if (cm == place).all(axis=1).any():
        raise EditRejected(
            "corner-on-corner",
            N_("The corner would lie on another corner."),
            N_("Move it a little further."),
            corner=new,
        )
    cm = np.vstack((cm, place))
    s, e = np.searchsorted(corners, (start, end))
    # the new corner lies on the edge (within rounding) or sweeps a triangle that must hold no other corner
    free = np.setdiff1d(np.arange(len(corners)), (s, e))
    n = len(corners)
    if in_triangle(cm[free], cm[s], cm[e], place).any() or clash(cm, np.array(((s, n), (n, e))), others):
        raise too_tight()
    rings = {face: [_with(ring, start, end, new) for ring in rings_of(t, face)] for face in faces}
    return refaced(coverage, Refacing(rings, added_cm=[(int(place[0]), int(place[1]))]))


def without_corner(coverage: Coverage, vertex: int) -> Coverage:
    """Return the coverage without a corner at which two edges meet; the last corner takes its index.

    Raises
    ------
    EditRejected
        ``unknown-corner``, ``junction`` (three borders or more meet there), ``last-corners`` (a block would have no
        area) or ``too-tight``.
    """
    t = coverage.topology
    if not 0 <= vertex < t.vertex_count:
        raise EditRejected(
            "unknown-corner",
            N_("There is no corner {corner} in this plan."),
            N_("Point at a corner of a block."),
            corner=vertex,
        )
    around = t.edges_of_vertex(vertex)
    if len(around) != 2:
        raise EditRejected(
            "junction",
            N_("Three borders or more meet at this corner."),
            N_("Move it, or join the blocks first."),
            corner=vertex,
        )
    a, b = (int(u) for edge in around for u in t.edges[edge] if u != vertex)
    sides = np.unique((t.left[around], t.right[around]))
    faces = [int(f) for f in sides if f != OUTSIDE]
    rings = {face: [_without(ring, vertex) for ring in rings_of(t, face)] for face in faces}
    if _edge(coverage, a, b) >= 0 or any(len(ring.corners) < 3 for own in rings.values() for ring in own):
        raise EditRejected(
            "last-corners",
            N_("Without this corner a block would have no area."),
            N_("Keep it, or join the blocks."),
            corner=vertex,
        )
    corners, cm, others = _around(coverage, sides, *around.tolist())
    own = np.searchsorted(corners, (a, vertex, b))
    free = np.setdiff1d(np.arange(len(corners)), own)
    if in_triangle(cm[free], *cm[own]).any() or clash(cm, np.array(((own[0], own[2]),)), others):
        raise too_tight()
    return refaced(coverage, Refacing(rings, dropped_corners=(vertex,)))


def edge_between(coverage: Coverage, start: int, end: int) -> int:
    """Return the edge between two corners; ``EditRejected`` with code ``unknown-edge`` where there is none."""
    edge = _edge(coverage, start, end) if 0 <= start < coverage.topology.vertex_count else -1
    if edge < 0:
        raise EditRejected(
            "unknown-edge",
            N_("No border joins the corners {start} and {end}."),
            N_("Point at a border."),
            start=start,
            end=end,
        )
    return edge


def _edge(coverage: Coverage, start: int, end: int) -> int:
    t = coverage.topology
    around = t.edges_of_vertex(start)
    found = around[(t.edges[around] == end).any(axis=1)]
    return int(found[0]) if len(found) and start != end else -1


def _around(coverage: Coverage, sides: Sequence[int] | Array, *without: int) -> tuple[LongArray, LongArray, LongArray]:
    """Corners of some faces, where they stand in centimetres, and their edges as positions among these corners.

    The outside is a face among them: another block may stand in the bay that a border would cross."""
    t = coverage.topology
    edges = np.setdiff1d(t.edges_of_faces(np.asarray(sides)), without)
    ends = t.edges[edges].astype(np.int64)
    corners = np.unique(np.append(ends, t.edges[list(without)]))
    return corners, to_cm(coverage.vertices[corners]), np.searchsorted(corners, ends)


def _with(ring: Ring, start: int, end: int, new: int) -> Ring:
    corners: list[int] = []
    for u, v in zip(ring.corners, (*ring.corners[1:], ring.corners[0]), strict=True):
        corners.append(u)
        if {u, v} == {start, end}:
            corners.append(new)
    return Ring(tuple(corners), ring.outer)


def _without(ring: Ring, vertex: int) -> Ring:
    return Ring(tuple(corner for corner in ring.corners if corner != vertex), ring.outer)
