"""The tally: a small table of whole numbers, one row a catchment, that every figure is computed from.

Rows: the K catchments, then for each of the S stages one row for pupils in no catchment (``K + s``) and one for
pupils without a place, whose address is protected (``K + S + s``). Columns: those of the pupils' layer, how many
changed school against the plan compared with, the sum of distances, how many live beyond their grade's limit (in all
and by grade), the distance bins, which school of a joint zone is nearest, and the columns of the residents' layers.

A live edit takes the moved points out of their old rows and puts them into their new ones (:func:`retally`); the slow
oracle counts everything again (:func:`tally_everything`). All entries are integers, so both agree to the last unit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .assignment import Holders, Placement, assign, swept
from .countable import MOST_SERVERS, Columns, Countable
from .distances import bin_of
from .edits import Change, Reshaped
from .model.arrays import Array, BoolArray, IntArray, LongArray, distinct, frozen, in_sorted
from .model.plan import Plan

_FEW_CATCHMENTS = 16
"""Up to so many catchments, their blocks are looked for one catchment after another."""


@dataclass(frozen=True, eq=False, slots=True)
class Moves:
    """Pupils on the move: out of one row, into another.

    Attributes
    ----------
    points
        (M,) pupils, those that leave a row first, then those that enter one.
    rows
        (M,) the row each leaves or enters.
    sign
        (M,) int64: −1 leaves, 1 enters.
    split
        How many leave.
    """

    points: IntArray
    rows: IntArray
    sign: LongArray
    split: int

    @property
    def stay(self) -> bool:
        """True where everybody enters the row that they leave."""
        return 2 * self.split == len(self.rows) and np.array_equal(self.rows[: self.split], self.rows[self.split :])

    @classmethod
    def of(cls, left: Array, old: Array, entered: Array, new: Array) -> Moves:
        """Return the moves out of ``old`` and into ``new`` rows, without those of row −1."""
        points, rows = np.concatenate((left, entered)), np.concatenate((old, new))
        sign = np.ones(len(rows), dtype=np.int64)
        sign[: len(old)] = -1
        if len(rows) and rows.min() < 0:
            counted = rows >= 0
            return cls(points[counted], rows[counted], sign[counted], int(counted[: len(old)].sum()))
        return cls(points, rows, sign, len(old))


@dataclass(frozen=True, eq=False)
class Tally:
    """The table and where its points are.

    Attributes
    ----------
    columns
        Where each column stands.
    counts
        (K + 2S, C) int64.
    pupils
        Placement of the pupils' points.
    residents
        Placement of each residents' layer.
    recounted
        (M,) ascending: the only rows in which it may differ from the tally it was made from; None where it was counted
        from nothing, or has other rows.
    origin
        The counts of the tally it was made from; None where it was counted from nothing.
    moves
        Pupils who left and entered a row since, each in the same order, or whose row others serve; None likewise.
    """

    columns: Columns
    counts: LongArray
    pupils: Placement
    residents: tuple[Placement, ...]
    recounted: IntArray | None = None
    origin: LongArray | None = None
    moves: Moves | None = None

    def column(self, key: str) -> LongArray:
        """Return one column, (K + 2S,)."""
        return self.counts[:, self.columns[key]]


def tally_everything(countable: Countable, plan: Plan, residents: tuple[Placement, ...] | None = None) -> Tally:
    """Count all points from nothing: the first tally of a session, and the slow oracle of every live one.

    Parameters
    ----------
    countable, plan
        What is counted, and where it belongs.
    residents
        Where the residents of each layer are in the plan's blocks, if that is known already.
    """
    dataset, coverage = countable.dataset, plan.coverage
    if coverage is countable.before.coverage:
        placement = countable.start_placement
    else:
        placement = Placement.of(assign(coverage, countable.xy), coverage.face_count)
    if residents is None:
        residents = tuple(Placement.of(assign(coverage, x.xy), coverage.face_count) for x in dataset.residents)
    counts = np.zeros((len(plan.catchments) + 2 * len(plan.stages), len(countable.columns)), dtype=np.int64)
    everyone, nobody = np.arange(len(countable.xy)), np.zeros(0, dtype=np.int64)
    moves = Moves.of(nobody, nobody, everyone, countable.rows(plan, everyone, placement.base))
    count_pupils(counts, countable, plan, plan, moves)
    _count_distances(counts, countable, plan, plan, moves)
    for layer, where in enumerate(residents):
        points = np.arange(len(dataset.residents[layer]))
        catchments = plan.catchment_of_face[:, where.faces_of(points)]
        catchments[:, where.faces_of(points) < 0] = -1
        _count_residents(counts, countable, layer, points, np.full_like(catchments, -1), catchments)
    return Tally(countable.columns, frozen(counts, np.int64), placement, residents)


def retally(countable: Countable, tally: Tally, before: Plan, after: Plan, change: Change) -> Tally:
    """Count again only what a change moves.

    Parameters
    ----------
    countable
        What is counted.
    tally
        The tally of ``before``.
    before, after
        The plans; ``change`` names all that differs between them: faces whose catchment and corners whose place differ,
        how blocks were split or joined, schools that stand elsewhere, catchments that other schools serve.
    change
        See :func:`piiri.edits.apply` and :func:`piiri.edits.difference`.

    Returns
    -------
    Tally
        Exactly equal to ``tally_everything(countable, after)``.
    """
    had, has = len(before.catchments), len(after.catchments)
    if change.reshaped is None and had == has and not _moves_points(change):
        return tally
    # a plan may have opened or dropped catchments: the table is first made wide enough for both
    room = max(had, has)
    counts = np.insert(tally.counts, [had] * (room - had), 0, axis=0) if room > had else np.array(tally.counts)
    concerned = _Concerned(before, after, change)
    pupils, moves = _moved_pupils(countable, tally.pupils, concerned)
    if len(moves.points):
        # where only schools stand elsewhere, nobody changes rows
        if before.catchments is not after.catchments or not moves.stay:
            count_pupils(counts, countable, before, after, moves)
        _count_distances(counts, countable, before, after, moves)
    residents, rows = [], [moves.rows]
    for layer, placement in enumerate(tally.residents):
        xy = countable.dataset.residents[layer].xy
        placed, points, old, new = _moved(xy, placement, concerned)
        if len(points):
            left, entered = _catchments_at(before, old), _catchments_at(after, new)
            rows.append(_count_residents(counts, countable, layer, points, left, entered))
        residents.append(placed)
    if room > has:
        counts = np.delete(counts, slice(has, room), axis=0)
    counts.flags.writeable = False
    recounted = _marked(rows, len(counts)) if had == has else None
    return Tally(tally.columns, counts, pupils, tuple(residents), recounted, tally.counts, moves)


def _marked(rows: list[Array], count: int) -> IntArray:
    """The rows named, ascending, each once."""
    named = np.zeros(count, dtype=np.bool_)
    for some in rows:
        named[some] = True
    return np.flatnonzero(named)


def _moves_points(change: Change) -> bool:
    return bool(len(change.faces) or len(change.vertices) or len(change.schools) or len(change.catchments))


class _Concerned:
    """The blocks whose points a change concerns, found out once for every layer of points.

    Attributes
    ----------
    faces
        Blocks of the plan after whose points may stand in another row.
    served
        (K,) True for catchments that other schools serve, or a school that stands elsewhere; None where none is.
    """

    def __init__(self, before: Plan, after: Plan, change: Change) -> None:
        self.before, self.after, self.change = before, after, change
        self.faces, self.served = change.faces, None
        if len(change.schools) or len(change.catchments):
            self.served = _served(after, change)
            self.faces = distinct(np.concatenate((change.faces, *_blocks_of(after, self.served))))
        if change.reshaped is not None:
            self._reshaped(change.reshaped)

    def _reshaped(self, reshaped: Reshaped) -> None:
        before, after, gone = self.before, self.after, reshaped.gone
        self.holders = Holders(after.coverage, reshaped.made)
        kept = reshaped.before[self.faces]
        kept = kept[kept >= 0]
        self.others = kept[~in_sorted(kept, gone)]
        self.gone, self.box = gone, None
        t = before.coverage.topology
        left, right = t.sides_of(t.edges_of_faces(gone))
        if len(left) and min(left.min(), right.min()) < 0:
            # a corner made on the outer border may let a point in or out
            self.gone = np.concatenate((np.array([-1], dtype=np.int32), gone))
            boxes = np.vstack((before.coverage.bounds[gone], after.coverage.of_faces("bounds", reshaped.made)))
            self.box = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)

    def served_otherwise(self, rows: Array, room: int) -> BoolArray:
        """Tell which rows of the tally other schools serve."""
        served = np.zeros(room + 2 * len(self.after.stages) + 1, dtype=bool)
        if self.served is not None:
            served[: len(self.served)] = self.served
        return np.asarray(served[rows])  # the last, for row −1, is False


def move_pupils(
    countable: Countable, placement: Placement, before: Plan, after: Plan, change: Change
) -> tuple[Placement, Moves]:
    """Return where the pupils are after a change, and which of them leave and enter a row of the tally."""
    return _moved_pupils(countable, placement, _Concerned(before, after, change))


def _moved_pupils(countable: Countable, placement: Placement, concerned: _Concerned) -> tuple[Placement, Moves]:
    before, after = concerned.before, concerned.after
    placed, touched, old_face, new_face = _moved(countable.xy, placement, concerned)
    room = max(len(before.catchments), len(after.catchments))
    old = countable.rows(before, touched, old_face, room)
    alike = new_face is old_face and before.catchment_of_face is after.catchment_of_face
    new = old if alike else countable.rows(after, touched, new_face, room)
    differ = old != new
    if concerned.served is not None:
        differ |= concerned.served_otherwise(new, room)
    if not differ.all():
        touched, old, new = touched[differ], old[differ], new[differ]
    return placed, Moves.of(touched, old, touched, new)


def _moved(xy: Array, placement: Placement, concerned: _Concerned) -> tuple[Placement, Array, Array, Array]:
    """The placement after a change, the points whose row may differ, and their faces before and after."""
    before, after, faces, change = concerned.before, concerned.after, concerned.faces, concerned.change
    if change.reshaped is not None:
        return _reshaped(xy, placement, concerned, change.reshaped)
    if not len(faces):
        if not len(change.vertices):
            none = np.zeros(0, dtype=np.int32)
            return placement, none, none, none
        points, old, new = swept(before.coverage, after.coverage, change.vertices, placement, xy)
        return placement.with_faces(points, new), points, old, new
    points = placement.points_in(faces)
    placed = placement
    if len(change.vertices):
        also, _, new = swept(before.coverage, after.coverage, change.vertices, placement, xy)
        placed = placement.with_faces(also, new)
        points = np.union1d(points, also)
    old = placement.faces_of(points)
    return placed, points, old, placed.faces_of(points) if placed is not placement else old


def _reshaped(
    xy: Array, placement: Placement, concerned: _Concerned, reshaped: Reshaped
) -> tuple[Placement, Array, Array, Array]:
    """As :func:`_moved` where blocks were split or joined: points of blocks of another shape are assigned anew."""
    points = placement.points_in(concerned.gone)
    if concerned.box is not None and len(points):
        low, high = concerned.box
        near = xy[points]
        points = points[((near >= low) & (near <= high)).all(axis=1)]
    new = concerned.holders.of(xy[points])
    added = reshaped.added_to(concerned.before.coverage.face_count)
    if added >= 0:
        placed = placement.with_added(added, points, new)
    else:
        placed = placement.refaced(reshaped.before, points, new)
    if len(concerned.others):  # their blocks are not among those gone, so nobody is there twice
        points = np.concatenate((points, placement.points_in(np.sort(concerned.others))))
    return placed, points, placement.faces_of(points), placed.faces_of(points)


def _blocks_of(plan: Plan, catchments: BoolArray) -> list[Array]:
    """The blocks of each of some catchments; of many of them, of all together."""
    chosen = np.flatnonzero(catchments)
    if len(chosen) > _FEW_CATCHMENTS:
        return [np.flatnonzero(np.append(catchments, False)[plan.catchment_of_face].any(axis=0))]
    stages = plan.catchments.stage[chosen].tolist()
    return [np.flatnonzero(plan.catchment_of_face[s] == k) for s, k in zip(stages, chosen.tolist(), strict=True)]


def _served(plan: Plan, change: Change) -> Array:
    """(K,) True for catchments that other schools serve, or a school that stands elsewhere."""
    c = plan.catchments
    served = np.zeros(len(c), dtype=bool)
    served[change.catchments] = True
    served[c.server_catchment[in_sorted(c.server_school, np.sort(change.schools))]] = True
    return served


def _catchments_at(plan: Plan, faces: Array) -> Array:
    """(S, N): the catchment of every stage at some faces, −1 for none."""
    catchments = plan.catchment_of_face[:, faces]
    return np.where(faces >= 0, catchments, -1)


def count_pupils(counts: LongArray, countable: Countable, before: Plan, after: Plan, moves: Moves) -> None:
    """Count pupils, grades, groups and changed schools of pupils on the move into ``counts``, in place."""
    if not len(moves.points):
        return
    columns, room = countable.columns, len(counts) - 2 * len(after.stages)
    order, where, first = _runs(moves.rows)
    points, rows, sign = moves.points[order], moves.rows[order], moves.sign[order]
    values = countable.values[points] * sign[:, None]
    counts[where, : columns.pupil_columns] += np.add.reduceat(values, first, axis=0)
    schools = countable.schools_of_rows(after, room)[rows]
    if before.catchments is not after.catchments:
        schools = np.where(sign < 0, countable.schools_of_rows(before, room)[rows], schools)
    changed = sign * countable.weight[points] * (schools != countable.start_set[points])
    counts[where, columns["changed"]] += np.add.reduceat(changed, first)


def _count_distances(counts: LongArray, countable: Countable, before: Plan, after: Plan, moves: Moves) -> None:
    """Count distances, pupils beyond their limit and distance bins of pupils on the move, in place."""
    columns, room = countable.columns, len(counts) - 2 * len(after.stages)
    inside = moves.rows < room
    points, rows = moves.points[inside], moves.rows[inside]
    if not len(points):
        return
    way = countable.measure.nearest_server
    if before.schools.xy is after.schools.xy and before.catchments is after.catchments:
        distance, which = way(points, after.schools.xy, after.catchments.servers[rows])
    else:
        split = int(inside[: moves.split].sum())
        parts = (
            way(points[:split], before.schools.xy, before.catchments.servers[rows[:split]]),
            way(points[split:], after.schools.xy, after.catchments.servers[rows[split:]]),
        )
        distance, which = (np.concatenate(pair) for pair in zip(*parts, strict=True))
    weight = moves.sign[inside] * countable.weight[points]
    grade = countable.grade[points]
    np.add.at(counts[:, columns["distance_cm"]], rows, weight * distance)
    np.add.at(counts, (rows, columns.first_bin + bin_of(distance)), weight)
    np.add.at(counts, (rows, columns.first_nearest + np.minimum(which, MOST_SERVERS - 1)), weight)
    beyond = np.flatnonzero(distance >= countable.beyond_from_cm[points])
    np.add.at(counts[:, columns["beyond"]], rows[beyond], weight[beyond])
    graded = beyond[grade[beyond] > 0]
    np.add.at(counts, (rows[graded], columns["beyond_1"] - 1 + grade[graded].astype(np.int64)), weight[graded])


def _count_residents(
    counts: LongArray, countable: Countable, layer: int, points: Array, old: Array, new: Array
) -> IntArray:
    """Take residents out of their old catchments and into their new ones, in place.

    ``old`` and ``new`` (S, N) are the catchments at every stage, −1 for none: those outside all catchments stay out.
    """
    source = countable.dataset.residents[layer]
    start = countable.columns.first_resident + sum(len(x.columns) for x in countable.dataset.residents[:layer])
    differ = old != new
    _, who = np.nonzero(differ)
    rows = np.concatenate((old[differ], new[differ]))
    sign = np.repeat(np.array([-1, 1], dtype=np.int64), len(who))
    counted = np.flatnonzero(rows >= 0)
    if not len(counted):
        return rows[counted]
    order, where, first = _runs(rows[counted])
    chosen = counted[order]
    values = source.values[points[np.tile(who, 2)[chosen]]] * sign[chosen, None]
    counts[where, start : start + len(source.columns)] += np.add.reduceat(values, first, axis=0)
    return where


def _runs(rows: Array) -> tuple[Array, Array, Array]:
    """Return the order that sorts rows, each row once, and where its run begins."""
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return order, ordered[first], first
