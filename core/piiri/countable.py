"""What is counted, prepared once: the columns of the tally, and the dataset's points with their limits."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from .assignment import Placement, assign
from .distances import BIN_EDGES_M, Measure
from .model.arrays import Array, IntArray, frozen
from .model.dataset import Dataset
from .model.plan import Catchments, Plan
from .walking import measure_of

MOST_SERVERS = 6
"""So many schools of a joint zone can be told apart by who lives nearest; any more count with the last."""

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
        self.first_nearest = len(keys)
        keys += [f"nearest_{position}" for position in range(MOST_SERVERS)]
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
    def nearest(self) -> slice:
        """Pupils by which of the catchment's schools is nearest, in the order of ``Catchments.servers``."""
        return slice(self.first_nearest, self.first_nearest + MOST_SERVERS)

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
        self.unlocated = ~pupils.points.located
        self._sets: dict[tuple[str, ...], int] = {}
        self._numbered: list[tuple[Catchments, tuple[str, ...], int, IntArray]] = []
        if placement is not None:
            self.start_placement = placement

    @cached_property
    def beyond_from_cm(self) -> IntArray:
        """(N,) int32: from how many centimetres on the way of each pupil is beyond the limit of the grade."""
        dataset = self.dataset
        result = np.full(len(self.weight), _NEVER, dtype=np.int32)
        for stage in range(len(dataset.stages)):
            for grade in range(10):
                limit = dataset.limit_of(grade, stage)
                if limit is not None:
                    result[(self.stage == stage) & (self.grade == grade)] = limit.beyond_from_cm
        return frozen(result, np.int32)

    @cached_property
    def measure(self) -> Measure:
        """How far the pupils have it to school."""
        return measure_of(self.dataset)

    @cached_property
    def start_placement(self) -> Placement:
        """Where the pupils are in the plan compared with."""
        return Placement.of(assign(self.before.coverage, self.xy), self.before.coverage.face_count)

    @cached_property
    def start_set(self) -> IntArray:
        """(N,) int32: the schools that each pupil's catchment had in the plan compared with, see
        :meth:`schools_of_rows`; −1 for those whom no stage places."""
        row = self.rows(self.before, np.arange(len(self.xy)), self.start_placement.base)
        return frozen(np.append(self.schools_of_rows(self.before, len(self.before.catchments)), -1)[row], np.int32)

    def schools_of_rows(self, plan: Plan, room: int) -> IntArray:
        """Return (room + 2S,) int32: equal numbers for rows served by the same schools, in whatever plan; every row of
        pupils without a school has a number of its own stage.

        ``room`` is the number of rows for catchments, K or more.
        """
        for catchments, ids, known, numbers in self._numbered:
            if catchments is plan.catchments and ids == plan.schools.ids and known == room:
                return numbers
        found = np.full(room, -1, dtype=np.int32)
        names = np.array([*plan.schools.ids, ""], dtype=object)
        for catchment, servers in enumerate(plan.catchments.servers):
            key = tuple(sorted(names[servers[servers >= 0]]))
            found[catchment] = self._sets.setdefault(key, len(self._sets))
        nowhere = -2 - np.arange(2 * len(plan.stages), dtype=np.int32)
        numbers = frozen(np.append(found, nowhere), np.int32)
        self._numbered = [(plan.catchments, plan.schools.ids, room, numbers), *self._numbered[:3]]
        return numbers

    def rows(self, plan: Plan, points: Array, face: Array, room: int = -1) -> IntArray:
        """Return the tally row of some pupils who live in these faces, −1 for those whom no stage places.

        ``room`` is the number of rows for catchments, where it shall be more than the plan's K.
        """
        k, s = max(len(plan.catchments), room), len(plan.stages)
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
