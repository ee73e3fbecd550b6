"""What differs between two plans, so that only that is counted and drawn again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Any, Final

import numpy as np

from ..model.arrays import Array, BoolArray, IntArray, distinct, frozen, upto
from ..model.coverage import Topology
from ..model.plan import Plan

NONE: Final = frozen(np.zeros(0, dtype=np.int32), np.int32)
"""No indices."""


@dataclass(frozen=True, eq=False)
class Reshaped:
    """How the blocks of one plan became those of another that has other blocks: some were split or joined, or got a
    corner more or less.

    Attributes
    ----------
    gone
        (M,) int32, ascending: blocks of the plan before that are no more, or have another shape.
    made
        (M,) int32, ascending: blocks of the plan after that are new, or have another shape.
    before
        (F after,) int32: the block before that has the same id, −1 for a new one.
    """

    gone: IntArray
    made: IntArray
    before: IntArray

    @classmethod
    def grown(cls, gone: IntArray, made: IntArray, count: int, added: int) -> Reshaped:
        """Return how ``count`` blocks became these with ``added`` new ones after them."""
        before = np.concatenate((upto(count), np.full(added, -1, dtype=np.int32)))
        result = cls(gone, made, frozen(before, np.int32))
        result.__dict__["_in_place"] = count  # known, so that not all blocks need be looked at
        return result

    def added_to(self, count: int) -> int:
        """Return how many new blocks follow the ``count`` there were before, each of which kept its index; −1 where
        that is not how they became."""
        return len(self.before) - count if self._in_place == count else -1

    @cached_property
    def _in_place(self) -> int:
        """How many blocks with the index they had stand first, where only new ones follow; −1 else."""
        kept = len(self.before) - int(np.count_nonzero(self.before < 0))
        return kept if np.array_equal(self.before[:kept], np.arange(kept)) else -1


@dataclass(frozen=True, eq=False)
class Change:
    """What differs between two plans, so that only that is counted and drawn again.

    Attributes
    ----------
    faces
        (M,) int32: blocks of the plan after whose catchment differs at any stage; with ``reshaped`` also those that are
        new or have another shape.
    vertices
        (M,) int32: corners that stand elsewhere; none with ``reshaped``, since the corners then are others.
    schools
        (M,) int32: schools of the plan after that stand elsewhere, so that their pupils' journeys differ.
    places
        True where a school's places or the years in which it is open differ.
    locks
        True where locks differ.
    reshaped
        How the blocks differ; None where they are the same, with corners elsewhere at most.
    catchments
        (M,) int32: catchments of the plan after that are new or served by other schools.
    network
        True where there are other schools or catchments than before, or other schools serve them.
    funding
        True where the funding model or the figures beside it differ.
    """

    faces: IntArray
    vertices: IntArray
    schools: IntArray
    places: bool = False
    locks: bool = False
    reshaped: Reshaped | None = None
    catchments: IntArray = field(default_factory=lambda: NONE)
    network: bool = False
    funding: bool = False

    @property
    def empty(self) -> bool:
        """True where nothing differs."""
        return not (
            len(self.faces)
            or len(self.vertices)
            or len(self.schools)
            or len(self.catchments)
            or self.places
            or self.locks
            or self.network
            or self.funding
            or self.reshaped is not None
        )

    @property
    def counts_alike(self) -> bool:
        """True where every pupil goes to the same school by the same way, and every school has the same places: only
        locks or money differ, so that no figure but money is to be counted again."""
        return replace(self, locks=False, funding=False).empty


NO_CHANGE: Final = Change(NONE, NONE, NONE)


def difference(before: Plan, after: Plan, among: tuple[Change, ...] = ()) -> Change:
    """Return what differs between two plans of one project, however many edits lie between them.

    Parameters
    ----------
    before, after
        The plans.
    among
        Changes known to name everything that can differ, so that only that is compared; none given: everything is. They
        lead from one plan to ``before``, and (where there are two) from the same plan to ``after``, else to itself.
    """
    if before is after:
        return NO_CHANGE
    if any(change.reshaped is not None for change in among):
        return _aside(before, after, among[0], among[1] if len(among) > 1 else NO_CHANGE)
    network = before.catchments is not after.catchments or before.schools.ids != after.schools.ids
    catchments = _served_otherwise(before, after) if network else NONE
    some_faces = some_vertices = None
    if among and not network:
        some_faces, some_vertices = _named([c.faces for c in among]), _named([c.vertices for c in among])
    reshaped, faces, vertices = None, NONE, NONE
    if before.coverage.topology is not after.coverage.topology:
        reshaped = reshaping(before, after)
        old = _labels_before(before, after, reshaped)
        faces = union(reshaped.made, np.flatnonzero((old != after.catchment_of_face).any(axis=0)))
    else:
        if before.catchment_of_face is not after.catchment_of_face:
            faces = _columns_that_differ(before, after, some_faces)
        if before.coverage is not after.coverage:
            some = slice(None) if some_vertices is None else some_vertices
            old, new = before.coverage.vertices[some], after.coverage.vertices[some]
            vertices = _positions((old[:, 0] != new[:, 0]) | (old[:, 1] != new[:, 1]), some)
    return Change(
        faces,
        vertices,
        _schools_elsewhere(before, after),
        places_differ(before, after),
        locks_differ(before, after),
        reshaped,
        catchments,
        network,
        funding_differs(before, after),
    )


def _aside(before: Plan, after: Plan, first: Change, second: Change) -> Change:
    """What differs between two plans made from one; may name blocks that are the same in both.

    It is asked for at every step of a line that is being drawn, so it looks at nothing that neither change names."""
    source, target = _faces_aside(before, after, first, second)
    new, lost = np.flatnonzero(source < 0), np.flatnonzero(target < 0)
    shapes_before, shapes_after = _shapes_made(first, before), _shapes_made(second, after)
    # pieces that either change joined are in one of the plans only
    made = union(np.concatenate((shapes_after, new)), _known(target[shapes_before]))
    gone = union(np.concatenate((shapes_before, lost)), _known(source[shapes_after]))
    moved = union(second.faces, _known(target[first.faces]))
    return Change(
        union(made, moved),
        NONE,
        _schools_elsewhere(before, after),
        places_differ(before, after),
        locks_differ(before, after),
        Reshaped(gone, made, source),
        _served_otherwise(before, after),
        first.network or second.network,
        funding_differs(before, after),
    )


def _faces_aside(before: Plan, after: Plan, first: Change, second: Change) -> tuple[IntArray, IntArray]:
    """As :func:`faces_before`, there and back, for two plans made from one: only new faces need be told apart by their
    ids."""
    one, other = _as_reshaped(first, before), _as_reshaped(second, after)
    a, b = one.before, other.before
    ids_before, ids_after = before.coverage.topology, after.coverage.topology
    kept = one._in_place
    if kept >= 0 and kept == other._in_place:
        named = {ids_before.face_id(face): face for face in range(kept, len(a))}
        tail = np.array([named.get(ids_after.face_id(face), -1) for face in range(kept, len(b))], dtype=np.int32)
        back = np.full(len(a) - kept, -1, dtype=np.int32)
        known = np.flatnonzero(tail >= 0)
        back[tail[known] - kept] = known + kept
        forth, home = (frozen(np.concatenate((upto(kept), end)), np.int32) for end in (tail, back))
        return forth, home
    where = np.full(int(max(a.max(initial=-1), b.max(initial=-1))) + 2, -1, dtype=np.int32)
    known = np.flatnonzero(a >= 0)
    where[a[known]] = known
    source = where[b]  # the last, for the new ones, is −1
    new = {ids_before.face_id(face): face for face in np.flatnonzero(a < 0).tolist()}
    for face in np.flatnonzero(b < 0).tolist():
        source[face] = new.get(ids_after.face_id(face), -1)
    target = np.full(len(a), -1, dtype=np.int32)
    known = np.flatnonzero(source >= 0)
    target[source[known]] = known
    return frozen(source, np.int32), frozen(target, np.int32)


def _shapes_made(change: Change, after: Plan) -> IntArray:
    """The blocks of the plan that a change led to which have another shape by it, if only by a corner moved."""
    return _as_reshaped(change, after).made


def followed(first: Change, second: Change, start: Plan, between: Plan) -> Change:
    """Return what two changes one after the other differ in; may name a thing that the second put back.

    Parameters
    ----------
    first, second
        The changes; ``first`` leads from ``start`` to ``between``.
    start, between
        The plans that the changes were made on.
    """
    if first.empty:
        return second
    if second.empty:
        return first
    reshaped, faces = None, union(first.faces, second.faces)
    vertices = union(first.vertices, second.vertices)
    if first.reshaped is not None or second.reshaped is not None:
        a, b = _as_reshaped(first, start), _as_reshaped(second, between)
        of_a = b.before
        reshaped = Reshaped(
            union(a.gone, _known(a.before[b.gone])),
            union(b.made, np.flatnonzero(np.isin(of_a, a.made) & (of_a >= 0))),
            frozen(np.where(of_a >= 0, a.before[of_a], -1), np.int32),
        )
        moved = np.flatnonzero(np.isin(of_a, first.faces) & (of_a >= 0))
        faces, vertices = union(union(moved, second.faces), reshaped.made), NONE
    return Change(
        faces,
        vertices,
        union(first.schools, second.schools),
        first.places or second.places,
        first.locks or second.locks,
        reshaped,
        union(first.catchments, second.catchments),
        first.network or second.network,
        first.funding or second.funding,
    )


def reshaping(before: Plan, after: Plan) -> Reshaped:
    """Return how the blocks differ between two plans of any topology, by their ids and shapes."""
    old, new = before.coverage, after.coverage
    source = faces_before(old.topology, new.topology)
    same = source >= 0
    same[same] = old.shape_of_face[source[same]] == new.shape_of_face[same]
    kept = np.zeros(old.face_count, dtype=np.bool_)
    kept[source[same]] = True
    return Reshaped(frozen(np.flatnonzero(~kept), np.int32), frozen(np.flatnonzero(~same), np.int32), source)


def faces_before(before: Topology, after: Topology) -> IntArray:
    """Return, for each face of a topology, the face of the same id in another, −1 where there is none; (F,) int32."""
    old, new = before.face_ids, after.face_ids
    source = np.arange(len(new), dtype=np.int32)
    shared = min(len(old), len(new))
    if old[:shared] == new[:shared]:  # pieces are added at the end
        source[shared:] = -1
    else:
        first, last = 0, shared  # halved until nothing lies between what is equal and what is not
        while last - first > 1:
            middle = (first + last) // 2
            first, last = (middle, last) if old[first:middle] == new[first:middle] else (first, middle)
        index = {key: face for face, key in enumerate(islice(old, first, None), first)}
        source[first:] = [index.get(key, -1) for key in islice(new, first, None)]
    return frozen(source, np.int32)


def union(a: Array, b: Array) -> IntArray:
    """Return the indices in either, ascending, each once."""
    if not len(a) and a.dtype == np.int32 and len(b) < 2:
        return frozen(b, np.int32)
    return frozen(distinct(np.concatenate((a, b))), np.int32)


def places_differ(before: Plan, after: Plan) -> bool:
    """Tell whether places or years of schools differ."""
    a, b = before.schools, after.schools
    if a is b:
        return False
    return any(not np.array_equal(getattr(a, x), getattr(b, x)) for x in ("places", "open_from", "closed_from"))


def locks_differ(before: Plan, after: Plan) -> bool:
    """Tell whether anything is locked in one plan only."""
    return (before.locked, before.locked_catchments, before.locked_faces) != (
        after.locked,
        after.locked_catchments,
        after.locked_faces,
    )


def funding_differs(before: Plan, after: Plan) -> bool:
    """Tell whether money is shared out or used otherwise, whatever the borders are."""
    return (before.funding, before.school_figures, before.money_use) != (
        after.funding,
        after.school_figures,
        after.money_use,
    )


def _as_reshaped(change: Change, plan: Plan) -> Reshaped:
    """A change of corners alone, told as blocks of another shape; the plan is the one before it or after it."""
    if change.reshaped is not None:
        return change.reshaped
    topology = plan.coverage.topology
    around = [topology.faces_of_vertex(int(vertex)) for vertex in change.vertices]
    faces = _known(np.unique(np.concatenate(around))) if around else NONE
    return Reshaped.grown(faces, faces, topology.face_count, 0)


def _known(indices: Array) -> IntArray:
    return frozen(indices[indices >= 0], np.int32)


def _labels_before(before: Plan, after: Plan, reshaped: Reshaped) -> Array:
    """(S, F after): the catchment each block of the plan after had before, as an index of the plan after; −2 for a new
    block and for a catchment that is no more."""
    known = reshaped.before >= 0
    old = np.full(after.catchment_of_face.shape, -2, dtype=np.int32)
    old[:, known] = catchment_map(before, after)[before.catchment_of_face[:, reshaped.before[known]]]
    return old


def catchment_map(before: Plan, after: Plan) -> IntArray:
    """Return (K before + 1,): where each catchment stands in another plan, −2 where there is none; the last is the −1
    of a block without one."""
    if before.catchments.ids == after.catchments.ids:
        return np.append(np.arange(len(before.catchments), dtype=np.int32), np.int32(-1))
    index = {key: position for position, key in enumerate(after.catchments.ids)}
    return np.array([*(index.get(key, -2) for key in before.catchments.ids), -1], dtype=np.int32)


def _columns_that_differ(before: Plan, after: Plan, some: Array | None) -> IntArray:
    chosen: Any = slice(None) if some is None else some
    old, new = before.catchment_of_face[:, chosen], after.catchment_of_face[:, chosen]
    if before.catchments.ids != after.catchments.ids:
        old = catchment_map(before, after)[old]
    return _positions((old != new).any(axis=0), chosen)


def _schools_elsewhere(before: Plan, after: Plan) -> IntArray:
    a, b = before.schools, after.schools
    if a.xy is b.xy:
        return NONE
    if a.ids == b.ids:
        return frozen(np.flatnonzero((a.xy != b.xy).any(axis=1)), np.int32)
    index = {key: position for position, key in enumerate(a.ids)}
    both = [(position, index[key]) for position, key in enumerate(b.ids) if key in index]
    return frozen([new for new, old in both if (a.xy[old] != b.xy[new]).any()], np.int32)


def _served_otherwise(before: Plan, after: Plan) -> IntArray:
    old, new = before.catchments, after.catchments
    if old is new and before.schools.ids == after.schools.ids:
        return NONE
    served = _servers(before)
    return frozen([new.index(key) for key, servers in _servers(after).items() if served.get(key) != servers], np.int32)


def _servers(plan: Plan) -> dict[str, list[tuple[str, float]]]:
    """The schools and shares of each catchment, by ids."""
    c = plan.catchments
    found: dict[str, list[tuple[str, float]]] = {key: [] for key in c.ids}
    for catchment, school, share in zip(
        c.server_catchment.tolist(), c.server_school.tolist(), c.server_share.tolist(), strict=True
    ):
        found[c.ids[catchment]].append((plan.schools.ids[school], share))
    return {key: sorted(servers) for key, servers in found.items()}


def _named(parts: list[IntArray]) -> Any:
    """The indices that changes name, each once."""
    return np.unique(np.concatenate(parts))


def _positions(differ: BoolArray, some: Any) -> IntArray:
    found = np.flatnonzero(differ)
    return frozen(found if isinstance(some, slice) else some[found], np.int32)
