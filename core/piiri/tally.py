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
    """

    def __init__(self, dataset: Dataset, before: Plan) -> None:
        self.dataset = dataset
        self.before = before
        self.columns = Columns(dataset)
        pupils = dataset.pupils
        self.xy = pupils.points.xy
        self.values = pupils.points.values
        self.weight = pupils.points.column("pupils").astype(np.int64)
        self.grade = pupils.grade
        self.stage = pupils.stage
        self.beyond_from_cm = self._beyond_from_cm()
        self.unlocated = ~pupils.points.located

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
        return frozen(self.rows(self.before, self.start_placement, np.arange(len(self.xy))), np.int32)

    def rows(self, plan: Plan, placement: Placement, points: Array) -> IntArray:
        """Return the tally row of some pupils, −1 for those whom no stage places."""
        k, s = len(plan.catchments), len(plan.stages)
        stage = self.stage[points].astype(np.int32)
        face = placement.faces_of(points)
        row = np.where(face >= 0, plan.catchment_of_face[stage, face], -1)
        row = np.where(row < 0, k + stage, row)
        row = np.where(self.unlocated[points], k + s + stage, row)
        return np.where(stage < 0, -1, row).astype(np.int32)


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


def tally_everything(countable: Countable, plan: Plan) -> Tally:
    """Count all points from nothing: the first tally of a session, and the slow oracle of every live one."""
    dataset, coverage = countable.dataset, plan.coverage
    if coverage is countable.before.coverage:
        placement = countable.start_placement
    else:
        placement = Placement.of(assign(coverage, countable.xy), coverage.face_count)
    residents = tuple(Placement.of(assign(coverage, x.xy), coverage.face_count) for x in dataset.residents)
    counts = np.zeros((len(plan.catchments) + 2 * len(plan.stages), len(countable.columns)), dtype=np.int64)
    everyone = np.arange(len(countable.xy))
    _add(counts, countable, plan, everyone, countable.rows(plan, placement, everyone), 1)
    for layer in range(len(residents)):
        _add_residents(counts, countable, plan, layer, np.arange(len(dataset.residents[layer])), residents[layer], 1)
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
        schools that serve other pupils or stand elsewhere.
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
    pupils, touched = _moved(countable.xy, tally.pupils, before, after, change)
    old = countable.rows(before, tally.pupils, touched)
    new = countable.rows(after, pupils, touched)
    differ = old != new
    if len(change.schools):
        differ |= _served_by(after, new, change.schools)
    touched, old, new = touched[differ], old[differ], new[differ]
    _add(counts, countable, before, touched, old, -1)
    _add(counts, countable, after, touched, new, 1)
    residents = []
    for layer, placement in enumerate(tally.residents):
        placed, points = _moved(countable.dataset.residents[layer].xy, placement, before, after, change)
        _add_residents(counts, countable, before, layer, points, placement, -1)
        _add_residents(counts, countable, after, layer, points, placed, 1)
        residents.append(placed)
    counts.flags.writeable = False
    return Tally(tally.columns, counts, pupils, tuple(residents))


def _moved(xy: Array, placement: Placement, before: Plan, after: Plan, change: Change) -> tuple[Placement, Array]:
    """The placement after a change, and the points whose row may differ."""
    touched = [placement.points_in(change.faces)] if len(change.faces) else []
    if len(change.schools):
        c = after.catchments
        served = np.unique(c.server_catchment[np.isin(c.server_school, change.schools)])
        faces = np.flatnonzero(np.isin(after.catchment_of_face, served).any(axis=0))
        touched.append(placement.points_in(faces))
    if len(change.vertices):
        points, faces = swept(before.coverage, after.coverage, change.vertices, placement, xy)
        placement = placement.with_faces(points, faces)
        touched.append(points)
    return placement, np.unique(np.concatenate(touched)) if len(touched) > 1 else touched[0]


def _served_by(plan: Plan, rows: Array, schools: Array) -> Array:
    c = plan.catchments
    served = np.zeros(len(c) + 2 * len(plan.stages), dtype=bool)
    served[c.server_catchment[np.isin(c.server_school, schools)]] = True
    return served[rows] & (rows >= 0)


def _add(counts: LongArray, countable: Countable, plan: Plan, points: Array, rows: Array, sign: int) -> None:
    """Add pupils to their rows, or take them out. Rows of −1 count nowhere."""
    counted = rows >= 0
    points, rows = points[counted], rows[counted]
    if not len(points):
        return
    order = np.argsort(rows, kind="stable")
    points, rows = points[order], rows[order]
    first = np.flatnonzero(np.concatenate(([True], rows[1:] != rows[:-1])))
    where = rows[first]
    columns, c = countable.columns, plan.catchments
    sums = np.add.reduceat(countable.values[points], first, axis=0, dtype=np.int64)
    counts[where, : columns.pupil_columns] += sign * sums
    weight = countable.weight[points]
    k, s = len(c), len(plan.stages)
    start = countable.start_row[points]
    same = np.append(c.school_set, -1 - np.arange(2 * s))
    changed = weight * (same[rows] != same[start])
    counts[where, columns["changed"]] += sign * np.add.reduceat(changed, first)
    inside = rows < k
    points, rows, weight = points[inside], rows[inside], weight[inside]
    if not len(points):
        return
    distance = straight_line_cm(countable.xy[points], plan.schools.xy, c.servers[rows])
    beyond = np.asarray(distance >= countable.beyond_from_cm[points])
    grade = countable.grade[points].astype(np.int64)
    np.add.at(counts[:, columns["distance_cm"]], rows, sign * weight * distance)
    np.add.at(counts[:, columns["beyond"]], rows[beyond], sign * weight[beyond])
    graded = beyond & (grade > 0)
    np.add.at(counts, (rows[graded], columns["beyond_1"] + grade[graded] - 1), sign * weight[graded])
    np.add.at(counts, (rows, columns.first_bin + bin_of(distance)), sign * weight)


def _add_residents(
    counts: LongArray, countable: Countable, plan: Plan, layer: int, points: Array, placement: Placement, sign: int
) -> None:
    """Add residents to the rows of every stage; those outside all catchments stay out."""
    source = countable.dataset.residents[layer]
    first = countable.columns.first_resident + sum(len(x.columns) for x in countable.dataset.residents[:layer])
    face = placement.faces_of(points)
    points, face = points[face >= 0], face[face >= 0]
    if not len(points):
        return
    for stage in range(len(plan.stages)):
        row = plan.catchment_of_face[stage, face]
        order = np.argsort(row, kind="stable")
        order = order[np.searchsorted(row[order], 0) :]
        if not len(order):
            continue
        sorted_row = row[order]
        begin = np.flatnonzero(np.concatenate(([True], sorted_row[1:] != sorted_row[:-1])))
        sums = np.add.reduceat(source.values[points[order]], begin, axis=0, dtype=np.int64)
        counts[sorted_row[begin], first : first + len(source.columns)] += sign * sums
