"""The tally: a small table of whole numbers, one row a catchment, that every figure is computed from.

Rows: the K catchments, then for each of the S stages one row for pupils in no catchment (``K + s``) and one for
pupils without a place, whose address is protected (``K + S + s``). Columns: those of the pupils' layer, how many
changed school against the plan compared with, the sum of distances, how many live beyond their grade's limit (in all
and by grade), the distance bins, and the columns of the residents' layers.

A live edit takes the moved points out of their old rows and puts them into their new ones (:func:`retally`); the slow
oracle counts everything again (:func:`tally_everything`). All entries are integers, so both agree to the last unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .assignment import Placement, assign, swept
from .distances import BIN_EDGES_M, bin_of, straight_line_cm
from .edits import Change
from .model.arrays import Array, IntArray, LongArray, frozen
from .model.dataset import Dataset
from .model.plan import Plan

_NEVER = np.iinfo(np.int32).max


class Columns:
    """Where each column of the tally stands.

    >>> # tally.counts[:, tally.columns["pupils"]]
    """

    def __init__(self, dataset: Dataset) -> None:
        keys = [column.key for column in dataset.pupils.points.columns]
        self.pupil_columns = len(keys)
        keys += ["changed", "distance_cm", "beyond"]
        keys += [f"beyond_{grade}" for grade in range(1, 10)]
        self.first_bin = len(keys)
        keys += [f"bin_{position}" for position in range(len(BIN_EDGES_M))]
        self.first_resident = len(keys)
        for layer in dataset.residents:
            keys += [f"{layer.name}.{column.key}" for column in layer.columns]
        self.keys = tuple(keys)
        self._position = {key: position for position, key in enumerate(keys)}

    def __getitem__(self, key: str) -> int:
        return self._position[key]

    def __contains__(self, key: object) -> bool:
        return key in self._position

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def bins(self) -> slice:
        """The distance bins."""
        return slice(self.first_bin, self.first_bin + len(BIN_EDGES_M))


class Countable:
    """What is counted, prepared once: the dataset's points with their limits, and the plan compared with.

    Parameters
    ----------
    dataset
        The loaded data.
    before
        The plan that *changed school* is measured against.
    placement
        Where the pupils are in it, if that is known already.
    """

    def __init__(self, dataset: Dataset, before: Plan, placement: Placement | None = None) -> None:
        self.dataset = dataset
        self.before = before
        self.columns = Columns(dataset)
        pupils = dataset.pupils
        self.xy = pupils.points.xy
        self.values = pupils.points.values
        self.weight = pupils.points.column("pupils").astype(np.int64)
        self.grade = pupils.grade
        self.stage = frozen(pupils.stage, np.int32)
        self.beyond_from_cm = self._beyond_from_cm()
        self.unlocated = ~pupils.points.located
        if placement is not None:
            self.start_placement = placement

    def _beyond_from_cm(self) -> IntArray:
        dataset = self.dataset
        result = np.full(len(self.weight), _NEVER, dtype=np.int32)
        for stage in range(len(dataset.stages)):
            for grade in range(10):
                limit = dataset.limit_of(grade, stage)
                if limit is not None:
                    result[(self.stage == stage) & (self.grade == grade)] = limit.beyond_from_cm
        return frozen(result, np.int32)

    @cached_property
    def start_placement(self) -> Placement:
        """Where the pupils are in the plan compared with."""
        return Placement.of(assign(self.before.coverage, self.xy), self.before.coverage.face_count)

    @cached_property
    def start_row(self) -> IntArray:
        """(N,) int32: tally row of each pupil in the plan compared with."""
        return frozen(self.rows(self.before, np.arange(len(self.xy)), self.start_placement.base), np.int32)

    def rows(self, plan: Plan, points: Array, face: Array) -> IntArray:
        """Return the tally row of some pupils who live in these faces, −1 for those whom no stage places."""
        k, s = len(plan.catchments), len(plan.stages)
        stage = self.stage[points]
        row = plan.catchment_of_face[stage, face]
        # most often everybody is placed, and nothing more needs to be asked
        outside = face < 0
        if outside.any():
            row[outside] = -1
        nowhere = row < 0
        if nowhere.any():
            row[nowhere] = k + stage[nowhere]
        if outside.any():
            lost = self.unlocated[points]
            row[lost] = k + s + stage[lost]
        unplaced = stage < 0
        if unplaced.any():
            row[unplaced] = -1
        return row


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
    """

    columns: Columns
    counts: LongArray
    pupils: Placement
    residents: tuple[Placement, ...]

    def column(self, key: str) -> LongArray:
        """Return one column, (K + 2S,)."""
        return self.counts[:, self.columns[key]]


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
    count_pupils(counts, countable, plan, moves)
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
        The plans; ``change`` names all faces whose catchment and all corners whose place differ between them, and the
        schools that stand elsewhere.
    change
        See :func:`piiri.edits.apply` and :func:`piiri.edits.difference`.

    Returns
    -------
    Tally
        Exactly equal to ``tally_everything(countable, after)``.
    """
    if not (len(change.faces) or len(change.vertices) or len(change.schools)):
        return tally
    counts = np.array(tally.counts)
    pupils, moves = move_pupils(countable, tally.pupils, before, after, change)
    if len(moves.points):
        count_pupils(counts, countable, after, moves)
        _count_distances(counts, countable, before, after, moves)
    residents = []
    for layer, placement in enumerate(tally.residents):
        xy = countable.dataset.residents[layer].xy
        placed, points, old, new = _moved(xy, placement, before, after, change)
        if len(points):
            _count_residents(counts, countable, layer, points, _catchments_at(before, old), _catchments_at(after, new))
        residents.append(placed)
    counts.flags.writeable = False
    return Tally(tally.columns, counts, pupils, tuple(residents))


def move_pupils(
    countable: Countable, placement: Placement, before: Plan, after: Plan, change: Change
) -> tuple[Placement, Moves]:
    """Return where the pupils are after a change, and which of them leave and enter a row of the tally."""
    placed, touched, old_face, new_face = _moved(countable.xy, placement, before, after, change)
    old, new = countable.rows(before, touched, old_face), countable.rows(after, touched, new_face)
    differ = old != new
    if len(change.schools):
        differ |= _served_by(after, new, change.schools)
    if not differ.all():
        touched, old, new = touched[differ], old[differ], new[differ]
    return placed, Moves.of(touched, old, touched, new)


def _moved(
    xy: Array, placement: Placement, before: Plan, after: Plan, change: Change
) -> tuple[Placement, Array, Array, Array]:
    """The placement after a change, the points whose row may differ, and their faces before and after."""
    if not len(change.faces) and not len(change.schools):
        points, old, new = swept(before.coverage, after.coverage, change.vertices, placement, xy)
        return placement.with_faces(points, new), points, old, new
    faces = change.faces
    if len(change.schools):
        c = after.catchments
        served = np.unique(c.server_catchment[np.isin(c.server_school, change.schools)])
        faces = np.union1d(faces, np.flatnonzero(np.isin(after.catchment_of_face, served).any(axis=0)))
    points = placement.points_in(faces)
    placed = placement
    if len(change.vertices):
        also, _, new = swept(before.coverage, after.coverage, change.vertices, placement, xy)
        placed = placement.with_faces(also, new)
        points = np.union1d(points, also)
    old = placement.faces_of(points)
    return placed, points, old, placed.faces_of(points) if placed is not placement else old


def _served_by(plan: Plan, rows: Array, schools: Array) -> Array:
    c = plan.catchments
    served = np.zeros(len(c) + 2 * len(plan.stages), dtype=bool)
    served[c.server_catchment[np.isin(c.server_school, schools)]] = True
    return served[rows] & (rows >= 0)


def _catchments_at(plan: Plan, faces: Array) -> Array:
    """(S, N): the catchment of every stage at some faces, −1 for none."""
    catchments = plan.catchment_of_face[:, faces]
    return np.where(faces >= 0, catchments, -1)


def count_pupils(counts: LongArray, countable: Countable, plan: Plan, moves: Moves) -> None:
    """Count pupils, grades, groups and changed schools of pupils on the move into ``counts``, in place."""
    if not len(moves.points):
        return
    columns, c = countable.columns, plan.catchments
    order, where, first = _runs(moves.rows)
    points, rows, sign = moves.points[order], moves.rows[order], moves.sign[order]
    values = countable.values[points] * sign[:, None]
    counts[where, : columns.pupil_columns] += np.add.reduceat(values, first, axis=0)
    same = np.append(c.school_set, -1 - np.arange(2 * len(plan.stages)))
    changed = sign * countable.weight[points] * (same[rows] != same[countable.start_row[points]])
    counts[where, columns["changed"]] += np.add.reduceat(changed, first)


def _count_distances(counts: LongArray, countable: Countable, before: Plan, after: Plan, moves: Moves) -> None:
    """Count distances, pupils beyond their limit and distance bins of pupils on the move, in place."""
    columns, c = countable.columns, after.catchments
    inside = moves.rows < len(c)
    points, rows = moves.points[inside], moves.rows[inside]
    if not len(points):
        return
    xy = countable.xy[points]
    if before.schools.xy is after.schools.xy:
        distance = straight_line_cm(xy, after.schools.xy, c.servers[rows])
    else:
        split = int(inside[: moves.split].sum())
        distance = np.concatenate(
            (
                straight_line_cm(xy[:split], before.schools.xy, c.servers[rows[:split]]),
                straight_line_cm(xy[split:], after.schools.xy, c.servers[rows[split:]]),
            )
        )
    weight = moves.sign[inside] * countable.weight[points]
    grade = countable.grade[points]
    np.add.at(counts[:, columns["distance_cm"]], rows, weight * distance)
    np.add.at(counts, (rows, columns.first_bin + bin_of(distance)), weight)
    beyond = np.flatnonzero(distance >= countable.beyond_from_cm[points])
    np.add.at(counts[:, columns["beyond"]], rows[beyond], weight[beyond])
    graded = beyond[grade[beyond] > 0]
    np.add.at(counts, (rows[graded], columns["beyond_1"] - 1 + grade[graded].astype(np.int64)), weight[graded])


def _count_residents(
    counts: LongArray, countable: Countable, layer: int, points: Array, old: Array, new: Array
) -> None:
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
        return
    order, where, first = _runs(rows[counted])
    chosen = counted[order]
    values = source.values[points[np.tile(who, 2)[chosen]]] * sign[chosen, None]
    counts[where, start : start + len(source.columns)] += np.add.reduceat(values, first, axis=0)


def _runs(rows: Array) -> tuple[Array, Array, Array]:
    """Return the order that sorts rows, each row once, and where its run begins."""
    order = np.argsort(rows, kind="stable")
    ordered = rows[order]
    first = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
    return order, ordered[first], first
