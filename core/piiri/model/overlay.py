"""From any polygon layers to one coverage: overlay on the 1 cm grid, slivers merged, every merge listed.

Boundaries of all layers are noded together and made into cells; each cell knows which polygon of each layer it lies
in. Cells of the same planning block become one face; where there is no block layer, each connected cell is a face of
its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from .arrays import GRID_M, Array, BoolArray, FloatArray, IntArray, frozen, to_cm
from .coverage import OUTSIDE, Coverage, Topology

_GOOD_PART = 0.25
"""A cell that is this share of a polygon is no sliver, however narrow the polygon is."""


@dataclass(frozen=True, eq=False)
class Overlay:
    """What an overlay gave.

    Attributes
    ----------
    coverage
        The faces.
    member
        (L, F) int32: the polygon of each layer that a face lies in, −1 for none.
    merged_m2
        Areas of the slivers that were merged into a neighbour, in square metres.
    snapped
        (P, 3) the slivers between borders of different layers that nearly match and were made one: x and y of a point
        inside, metres, and the area.
    """

    coverage: Coverage
    member: IntArray
    merged_m2: tuple[float, ...]
    snapped: FloatArray = field(default_factory=lambda: np.zeros((0, 3)))


def coverage_of(polygons: Sequence[shapely.Geometry] | Array, face_ids: Sequence[str]) -> Coverage:
    """Build a coverage from polygons that already meet edge to edge, corner to corner.

    Parameters
    ----------
    polygons
        (F,) valid polygons or multipolygons in metres; coordinates are snapped to the 1 cm grid.
    face_ids
        (F,) keys.

    Raises
    ------
    ValueError
        Two polygons lie on the same side of a segment (they overlap), or one is empty.

    Examples
    --------
    >>> left, right = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)
    >>> coverage_of([left, right], ["a", "b"]).topology.neighbours(0).tolist()
    [1]
    """
    shapes = shapely.normalize(np.asarray(list(polygons), dtype=object))
    if shapely.is_empty(shapes).any():
        raise ValueError("a block has no area")
    parts, face_of_part = shapely.get_parts(shapes, return_index=True)
    rings, part_of_ring = shapely.get_rings(parts, return_index=True)
    face_of_ring = face_of_part[part_of_ring]
    is_shell = np.concatenate(([True], np.diff(part_of_ring) > 0)) if len(rings) else np.zeros(0, dtype=bool)
    ccw = shapely.is_ccw(rings)
    rings = np.where(ccw != is_shell, shapely.reverse(rings), rings)
    xy, ring_of_point = shapely.get_coordinates(rings, return_index=True)
    closing = np.append(ring_of_point[1:] != ring_of_point[:-1], True)
    cm = to_cm(xy)
    repeated = np.concatenate(([False], (cm[1:] == cm[:-1]).all(axis=1) & (ring_of_point[1:] == ring_of_point[:-1])))
    cm, ring_of_point = cm[~closing & ~repeated], ring_of_point[~closing & ~repeated]
    vertices, ring_vertex = _unique_rows(cm)
    ring_start = np.searchsorted(ring_of_point, np.arange(len(rings) + 1))
    edges, left, right = _edges(ring_vertex, ring_start, face_of_ring, len(vertices))
    topology = Topology(
        tuple(face_ids), edges, left, right, ring_vertex, ring_start, face_of_ring, is_shell, len(vertices)
    )
    return Coverage(topology, vertices / 100.0)


def overlay(
    layers: Sequence[Array],
    *,
    blocks: int | None = None,
    block_ids: Sequence[str] = (),
    sliver_width_m: float = 1.0,
    smallest_m2: float = 25.0,
    snap_width_m: float = 0.0,
) -> Overlay:
    """Overlay polygon layers into one coverage.

    Parameters
    ----------
    layers
        L arrays of polygons or multipolygons in metres. Invalid ones must have been repaired before.
    blocks
        Which layer holds the planning blocks: its polygons stay whole unless another layer's border cuts them. None
        where the municipality has none.
    block_ids
        Keys of the blocks' polygons.
    sliver_width_m
        A cell that vanishes when shrunk by half this width is merged into the neighbour with the longest shared border.
    smallest_m2
        So is a cell smaller than this.
    snap_width_m
        Borders of different layers that run closer together than this become one: what lies between them goes to the
        neighbours, unless it is a good part of a polygon of its own. 0 for none.

    Returns
    -------
    Overlay
        Faces, memberships, and what was merged.

    Raises
    ------
    ValueError
        No layer has any polygon.
    """
    layers = [shapely.set_precision(np.asarray(layer, dtype=object), GRID_M) for layer in layers]
    everything = np.concatenate(layers) if layers else np.zeros(0, dtype=object)
    everything = everything[~shapely.is_empty(everything)]
    if not len(everything):
        raise ValueError("there is no polygon to build blocks from")
    noded = shapely.union_all(shapely.boundary(everything), grid_size=GRID_M)
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    member = np.stack([member_of(cells, layer) for layer in layers])
    inside = (member >= 0).any(axis=0)
    cells, member = cells[inside], member[:, inside]
    narrow = np.zeros(len(cells), dtype=bool)
    if snap_width_m > sliver_width_m and len(layers) > 1:
        narrow = _between_borders(cells, member, layers, snap_width_m)
    inside = shapely.point_on_surface(cells[narrow])
    snapped = np.column_stack((shapely.get_coordinates(inside), shapely.area(cells[narrow])))
    cells, member, narrow = _snap(cells, member, narrow, snap_width_m)
    cells, member, merged = _merge_slivers(cells, member, sliver_width_m, smallest_m2, narrow)
    if blocks is not None:
        cells, member = _join_cells(cells, member, blocks)
    ids = _face_ids(member, blocks, block_ids)
    return Overlay(coverage_of(cells, ids), frozen(member, np.int32), tuple(merged), frozen(snapped, np.float64))


def member_of(cells: Array, layer: Array) -> IntArray:
    """Index of the layer's polygon each cell lies in, the first where the layer overlaps itself; −1 for none."""
    found = np.full(len(cells), OUTSIDE, dtype=np.int32)
    tree = shapely.STRtree(layer)
    cell, polygon = tree.query(shapely.point_on_surface(cells), predicate="within")
    order = np.lexsort((polygon, cell))[::-1]
    found[cell[order]] = polygon[order]
    return found


def _between_borders(cells: Array, member: IntArray, layers: Sequence[Array], width_m: float) -> BoolArray:
    """Tell which cells are narrow and no good part of any polygon: slivers between borders that nearly match."""
    area = shapely.area(cells)
    share = np.zeros(len(cells))
    for polygons, mine in zip(layers, member, strict=True):
        inside = mine >= 0
        share[inside] = np.maximum(share[inside], area[inside] / shapely.area(polygons)[mine[inside]])
    narrow: BoolArray = share < _GOOD_PART
    narrow[narrow] = shapely.is_empty(shapely.buffer(cells[narrow], -width_m / 2))
    return narrow


def _snap(cells: Array, member: IntArray, narrow: BoolArray, width_m: float) -> tuple[Array, IntArray, BoolArray]:
    """Let GEOS close the gaps that narrow cells leave behind; what reaches the margin is no gap, and stays cells."""
    if not narrow.any() or narrow.all():
        return cells, member, narrow
    closed = shapely.coverage_clean(cells[~narrow], gap_width=width_m, snapping_distance=0.0)
    closed = np.asarray(closed, dtype=object)
    if shapely.is_empty(closed).any():
        return cells, member, narrow
    at = np.flatnonzero(narrow)
    inside = shapely.point_on_surface(cells[at])
    cell, _ = shapely.STRtree(closed).query(inside, predicate="intersects")
    left = np.delete(at, np.unique(cell))
    order = np.concatenate((np.flatnonzero(~narrow), left))
    return np.concatenate((closed, cells[left])), member[:, order], narrow[order]


def _merge_slivers(
    cells: Array, member: IntArray, width_m: float, smallest_m2: float, narrow: BoolArray
) -> tuple[Array, IntArray, list[float]]:
    """Merge thin, tiny and narrow cells into the neighbour with the longest shared border, smallest first."""
    merged: list[float] = []
    while True:
        area = shapely.area(cells)
        thin = narrow | (area < smallest_m2) | shapely.is_empty(shapely.buffer(cells, -width_m / 2))
        if not thin.any() or len(cells) == 1:
            return cells, member, merged
        tree = shapely.STRtree(cells)
        order = np.flatnonzero(thin)[np.argsort(area[thin], kind="stable")]
        # a neighbour may take in many slivers in one round, but then is no sliver itself before it is looked at again
        gone, grown = np.zeros(len(cells), dtype=bool), np.zeros(len(cells), dtype=bool)
        into: dict[int, list[int]] = {}
        for cell in order:
            if grown[cell]:
                continue
            near = tree.query(cells[cell], predicate="intersects")
            near = near[(near != cell) & ~gone[near]]
            shared = shapely.length(shapely.intersection(shapely.boundary(cells[cell]), shapely.boundary(cells[near])))
            if not len(near) or shared.max() <= 0:
                continue
            target = int(near[np.argmax(shared)])
            into.setdefault(target, []).append(int(cell))
            gone[cell] = grown[target] = True
        if not into:
            return cells, member, merged
        cells = cells.copy()
        for target, sources in into.items():
            merged += [float(area[each]) for each in sources if not narrow[each]]
            cells[target] = shapely.union_all(cells[[target, *sources]], grid_size=GRID_M)
        cells, member, narrow = cells[~gone], member[:, ~gone], narrow[~gone]


def _join_cells(cells: Array, member: IntArray, blocks: int) -> tuple[Array, IntArray]:
    """Join the cells of one block that lie in the same polygon of every layer; cells in no block stay on their own."""
    alone = np.where(member[blocks] < 0, np.arange(len(cells)) + 1, 0)
    _, first, group = np.unique(np.vstack((member, alone)), axis=1, return_index=True, return_inverse=True)
    group = group.reshape(-1)
    joined = np.empty(len(first), dtype=object)
    size = np.bincount(group)
    joined[size == 1] = cells[first[size == 1]]
    for several in np.flatnonzero(size > 1):
        joined[several] = shapely.union_all(cells[group == several], grid_size=GRID_M)
    return joined, member[:, first]


def _face_ids(member: IntArray, blocks: int | None, block_ids: Sequence[str]) -> list[str]:
    """Keys of the faces: the block's own, with /2, /3 where a border cuts it; "u1", "u2" for land without a block."""
    ids: list[str] = []
    times: dict[str, int] = {}
    for block in member[blocks] if blocks is not None else np.full(member.shape[1], OUTSIDE):
        if block < 0:
            times["u"] = times.get("u", 0) + 1
            ids.append(f"u{times['u']}")
            continue
        base = block_ids[block]
        times[base] = times.get(base, 0) + 1
        ids.append(base if times[base] == 1 else f"{base}/{times[base]}")
    return ids


def _unique_rows(cm: Array) -> tuple[Array, IntArray]:
    """Distinct coordinate pairs in order of their key, and for each row which of them it is."""
    if not len(cm):
        return cm, np.zeros(0, dtype=np.int32)
    low = cm.min(axis=0)
    span = int(cm[:, 1].max() - low[1]) + 1
    key = (cm[:, 0] - low[0]) * span + (cm[:, 1] - low[1])
    distinct, inverse = np.unique(key, return_inverse=True)
    rows = np.column_stack((distinct // span + low[0], distinct % span + low[1]))
    return rows, inverse.astype(np.int32)


def _edges(ring_vertex: IntArray, ring_start: Array, face_of_ring: Array, count: int) -> tuple[Array, Array, Array]:
    """Undirected edges with the face on either side, from directed rings with their face on the left."""
    follower = np.arange(1, len(ring_vertex) + 1)
    follower[ring_start[1:] - 1] = ring_start[:-1]
    a, b = ring_vertex.astype(np.int64), ring_vertex[follower].astype(np.int64)
    face = np.repeat(face_of_ring, np.diff(ring_start)).astype(np.int32)
    forward = a < b
    key = np.where(forward, a * count + b, b * count + a)
    distinct, inverse = np.unique(key, return_inverse=True)
    left = np.full(len(distinct), OUTSIDE, dtype=np.int32)
    right = np.full(len(distinct), OUTSIDE, dtype=np.int32)
    left[inverse[forward]] = face[forward]
    right[inverse[~forward]] = face[~forward]
    for side in (forward, ~forward):
        if (np.bincount(inverse[side], minlength=len(distinct)) > 1).any():
            raise ValueError("two blocks lie on the same side of a segment: they overlap")
    return np.column_stack((distinct // count, distinct % count)), left, right
