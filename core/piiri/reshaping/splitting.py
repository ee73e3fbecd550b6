"""Blocks split along lines.

A line is cut where it meets the edges of blocks; what it then does inside one block, from border to border, splits that
block. Ends that stop inside a block split nothing and are left away. The largest piece keeps the block's id and index,
the others come at the end with ids "<block>~2", "<block>~3"; all of them keep the block's catchments.

Where a line crosses an edge, the corner made there lies on the 1 cm grid, so the edge may bend by half a centimetre;
near a corner that is there (:data:`piiri.reshaping.noding.SNAP_CM`) the line runs through that corner instead. A place
of the line that was found on an edge is a corner of that edge, though the grid puts it beside it. Whether the result
is a valid coverage is then checked exactly, for the new segments against all those near them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..errors import EditRejected
from ..i18n import N_
from ..model.arrays import Array, IntArray, LongArray, frozen, in_sorted, upto
from ..model.coverage import OUTSIDE, Coverage, Topology
from ..model.refacing import Refacing, refaced, rings_of
from ..model.remade import Ring
from .noding import Nodes, clean
from .segments import meet_wrongly, twice_area
from .tracing import pieces

SMALLEST_M2 = 1.0
"""A piece must be larger than this."""

_PIECE = re.compile(r"~\d+$")


@dataclass(frozen=True, eq=False)
class Split:
    """What a split gave.

    Attributes
    ----------
    coverage
        The blocks now.
    parent_of_new
        (N,) int32: the block before that each of those was a part of which come after the blocks there were.
    gone, made
        (M,) int32, ascending: blocks before and now that have another shape or are new.
    line
        (L, 2) int64: the edges now that lie along the lines, as corners, the smaller first.
    """

    coverage: Coverage
    parent_of_new: IntArray
    gone: IntArray
    made: IntArray
    line: LongArray

    @cached_property
    def parent(self) -> IntArray:
        """(F now,) int32: the block before that each one is, or was a part of."""
        had = self.coverage.face_count - len(self.parent_of_new)
        return frozen(np.concatenate((upto(had), self.parent_of_new)), np.int32)

    def parents_of(self, faces: Array) -> Array:
        """Return the blocks before that some blocks now are, or were a part of."""
        had = self.coverage.face_count - len(self.parent_of_new)
        found = np.array(faces)
        found[faces >= had] = self.parent_of_new[faces[faces >= had] - had]
        return found

    def carried(self, values: Array) -> Array:
        """Return values of the blocks before, (..., F), for those now: each piece has that of its block."""
        return np.concatenate((values, values[..., self.parent_of_new]), axis=-1)


def block_of(face_id: str) -> str:
    """Return the id of the block that a piece was split from.

    >>> block_of("b12~3"), block_of("b12")
    ('b12', 'b12')
    """
    return _PIECE.sub("", face_id)


def split(coverage: Coverage, lines: Sequence[Array], faces: Array | None = None) -> Split:
    """Split blocks along lines.

    Parameters
    ----------
    coverage
        A valid coverage; stays as it is.
    lines
        Each (K, 2) float64, metres, snapped to the 1 cm grid; two lines may meet where both have a point.
    faces
        The only blocks that may be split; None for all.

    Returns
    -------
    Split
        With the same coverage where the lines split nothing.

    Raises
    ------
    EditRejected
        ``not-a-line``, ``line-crosses-itself``, ``sliver``, ``touches-itself`` or ``too-tight``.

    Examples
    --------
    >>> import shapely
    >>> from piiri.model.overlay import coverage_of
    >>> square = coverage_of([shapely.box(0, 0, 10, 10)], ["b1"])
    >>> split(square, [np.array([[-1.0, 4.0], [11.0, 4.0]])]).coverage.face_ids
    ('b1', 'b1~2')
    """
    paths = [clean(line) for line in lines]
    nodes = Nodes(coverage, paths, faces)
    inside = nodes.segments_inside()
    chains = _kept_segments(nodes, inside)
    if not chains:
        return _unsplit(coverage, nodes)
    used = {corner for of_face in chains.values() for pair in of_face for corner in pair}
    return _remade(coverage, nodes, chains, used)


def _unsplit(coverage: Coverage, nodes: Nodes) -> Split:
    none = frozen([], np.int32)
    return Split(coverage, none, none, none, nodes.line_along(set()))


def _kept_segments(nodes: Nodes, inside: list[tuple[int, int, int]]) -> dict[int, list[tuple[int, int]]]:
    """The segments inside each block that go from border to border; ends that hang in the block are left away."""
    by_face: dict[int, list[tuple[int, int]]] = {}
    for u, v, face in inside:
        by_face.setdefault(face, []).append((u, v))
    kept = {}
    beside = nodes.faces_of_corners({corner for u, v, _ in inside for corner in (u, v)})
    for face, segments in sorted(by_face.items()):
        ring = {corner for corner, faces in beside.items() if face in faces}
        rest = list(segments)
        while rest:
            times: dict[int, int] = {}
            for pair in rest:
                for corner in pair:
                    times[corner] = times.get(corner, 0) + 1
            good = [p for p in rest if all(c in ring or times[c] > 1 for c in p)]
            if len(good) == len(rest):
                break
            rest = good
        if rest:
            kept[face] = rest
    return kept


def _remade(coverage: Coverage, nodes: Nodes, chains: dict[int, list[tuple[int, int]]], used: set[int]) -> Split:
    """The coverage with the blocks along the lines traced anew."""
    t = coverage.topology
    while True:
        bent = [edge for edge, corners in nodes.on_edge.items() if corners & used]
        sides = {*t.left[bent].tolist(), *t.right[bent].tolist()} - {OUTSIDE}
        concerned = sorted(sides | set(chains))
        traced = {}
        bridges = False
        for face in concerned:
            rings = [_ring_through(nodes, ring, used) for ring in rings_of(t, face)]
            for ring in rings:
                nodes.know(ring.corners)
            if _touches_itself(rings, used):  # met on both sides of a bay in the same centimetre
                raise touches_itself(t.face_ids[face])
            found, needless = pieces(nodes, rings, chains.get(face, []))
            if needless:
                rest = [p for p in chains[face] if frozenset(p) not in needless]
                if len(rest) == len(chains[face]):  # the bent border itself runs there and back
                    raise too_tight()
                chains = {**chains, face: rest}
                chains = {f: of_face for f, of_face in chains.items() if of_face}
                bridges = True
                break
            traced[face] = found
        if not bridges:
            break
        used = {corner for of_face in chains.values() for pair in of_face for corner in pair}
        if not chains:
            return _unsplit(coverage, nodes)
    return _assembled(coverage, nodes, traced, chains, used)


def _assembled(
    coverage: Coverage,
    nodes: Nodes,
    traced: dict[int, list[list[Ring]]],
    chains: dict[int, list[tuple[int, int]]],
    used: set[int],
) -> Split:
    t = coverage.topology
    # only the corners that are used get an index, in the order in which the lines made them
    names = {corner: t.vertex_count + i for i, corner in enumerate(sorted(c for c in used if c >= t.vertex_count))}
    rings: dict[int, list[Ring]] = {}
    ids: list[str] = []
    parent: list[int] = []  # of the pieces that come after the blocks there are
    taken: set[str] = set()
    for face, parts in traced.items():
        areas = [0] * len(parts)  # of a block that is one still, nobody asks
        if len(parts) > 1:
            areas = [sum(twice_area(list(map(nodes.place, ring.corners))) for ring in piece) for piece in parts]
        if len(parts) > 1 and min(areas) < 2 * SMALLEST_M2 * 10_000:
            raise EditRejected(
                "sliver",
                N_("A piece of block {block} would be smaller than {smallest} m²."),
                N_("Draw along the border, or further away from it."),
                block=t.face_ids[face],
                smallest=SMALLEST_M2,
            )
        if any(_touches_itself(piece, used) for piece in parts):
            raise touches_itself(t.face_ids[face])
        order = sorted(range(len(parts)), key=lambda i: (-areas[i], min(min(r.corners) for r in parts[i])))
        for rank, i in enumerate(order):
            own = [Ring(tuple(map(names.get, ring.corners, ring.corners)), ring.outer) for ring in parts[i]]
            if rank == 0:
                rings[face] = own
                continue
            rings[coverage.face_count + len(parent)] = own
            ids.append(_free_id(t, block_of(t.face_ids[face]), taken))
            parent.append(face)
    added = [nodes.place(corner) for corner in sorted(names)]
    _refuse_tight(coverage, nodes, traced, chains, used)
    made = refaced(coverage, Refacing(rings, ids, added))
    line = {*map(tuple, nodes.line_along(used).tolist()), *(p for of_face in chains.values() for p in of_face)}
    named = [(names.get(u, u), names.get(v, v)) for u, v in line]
    line_now = np.array(sorted({(min(p), max(p)) for p in named}), dtype=np.int64).reshape(-1, 2)
    return Split(
        made,
        frozen(np.array(parent, dtype=np.int32), np.int32),
        frozen(sorted(f for f in rings if f < coverage.face_count), np.int32),
        frozen(sorted(rings), np.int32),
        line_now,
    )


def _touches_itself(piece: list[Ring], corners: set[int]) -> bool:
    """Tell whether rings of a piece meet in one of some corners: such a shape is one that few programs take."""
    on_rings = [corner for ring in piece for corner in filter(corners.__contains__, ring.corners)]
    return len(set(on_rings)) < len(on_rings)


def _free_id(t: Topology, block: str, taken: set[str]) -> str:
    n = 2
    while f"{block}~{n}" in t.face_index or f"{block}~{n}" in taken:
        n += 1
    taken.add(f"{block}~{n}")
    return f"{block}~{n}"


def _ring_through(nodes: Nodes, ring: Ring, used: set[int]) -> Ring:
    """A ring with the new corners on its edges."""
    if not nodes.on_edge:
        return ring
    edge_of = nodes.edge_of_pair
    pairs = list(zip(ring.corners, (*ring.corners[1:], ring.corners[0]), strict=True))
    bent = [i for i, pair in enumerate(pairs) if pair in edge_of]
    if not bent:
        return ring
    corners: list[int] = []
    position = 0
    for i in bent:
        corners += ring.corners[position:i]
        chain = nodes.edge_chain(edge_of[pairs[i]], used)
        corners += (chain if chain[0] == ring.corners[i] else chain[::-1])[:-1]
        position = i + 1
    return Ring((*corners, *ring.corners[position:]), ring.outer)


def _refuse_tight(
    coverage: Coverage,
    nodes: Nodes,
    traced: dict[int, list[list[Ring]]],
    chains: dict[int, list[tuple[int, int]]],
    used: set[int],
) -> None:
    """Refuse where what is new would meet an edge of the blocks concerned elsewhere than in a shared corner."""
    t = coverage.topology
    new = [pair for of_face in chains.values() for pair in of_face]
    bent = [edge for edge, corners in nodes.on_edge.items() if corners & used]
    for edge in bent:
        chain = nodes.edge_chain(edge, used)
        new += list(itertools.pairwise(chain))
    at_outline = [OUTSIDE] if bent and min(t.left[bent].min(), t.right[bent].min()) == OUTSIDE else []
    around = t.edges_of_faces(np.array([*at_outline, *sorted(traced)]))
    around = around[~in_sorted(around, np.array(sorted(bent), dtype=np.int64))]
    old = t.edges[around].astype(np.int64)
    old_cm = nodes.places(old.ravel()).reshape(-1, 2, 2)
    segments = np.array(new, dtype=np.int64).reshape(-1, 2)
    if meet_wrongly(segments, nodes.places_of_ends(new), old, old_cm):
        raise too_tight()


def touches_itself(block: str) -> EditRejected:
    """The refusal of a piece whose rings meet in a corner."""
    return EditRejected(
        "touches-itself",
        N_("A piece of block {block} would touch itself in one corner."),
        N_("Draw past that corner, or on through it to another border."),
        block=block,
    )


def too_tight() -> EditRejected:
    """The refusal of a border that would cross another one."""
    return EditRejected(
        "too-tight",
        N_("The new border would run into another border."),
        N_("Draw it a little further away, or through the corner."),
    )
