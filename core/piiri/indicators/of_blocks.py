"""The tally's columns block by block: what a figure that depends on the borders says of each block."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from ..assignment import Placement
from ..countable import Countable
from ..model.arrays import Array, FloatArray, IntArray, LongArray
from ..model.plan import Plan


class BlockRows:
    """Columns of the tally, a row a block, each counted when it is asked for.

    Parameters
    ----------
    countable
        What is counted.
    plan
        Whose schools the distances are measured to.
    pupils, residents
        Where the points are in its blocks.
    stage
        The stage whose pupils count, −1 for those of all.
    faces
        (n,) ascending: the blocks wanted, the rows in this order; all where None. Costs what lives in them.

    Examples
    --------
    >>> # BlockRows(countable, plan, tally.pupils, tally.residents, 0)("distance_cm")
    """

    def __init__(
        self,
        countable: Countable,
        plan: Plan,
        pupils: Placement,
        residents: tuple[Placement, ...],
        stage: int,
        faces: Array | None = None,
    ) -> None:
        self._countable, self._plan, self._stage = countable, plan, stage
        self._residents, self._faces = residents, faces
        self.count = plan.coverage.face_count if faces is None else len(faces)
        self._points, self._row = self._living(pupils)
        of_stage = countable.stage[self._points]
        mine = of_stage == stage if stage >= 0 else of_stage >= 0
        self._points, self._row = self._points[mine], self._row[mine]
        self._weight = countable.weight[self._points]

    def _living(self, placement: Placement) -> tuple[IntArray, IntArray]:
        """The points in the blocks, and the row of each."""
        if self._faces is None:
            face = placement.face_of_point
            points = np.flatnonzero(face >= 0)
            return points, face[points]
        points = placement.points_in(self._faces)
        return points, np.searchsorted(self._faces, placement.faces_of(points))

    def __call__(self, key: str) -> FloatArray:
        """Return a column, (n,) float64.

        Raises
        ------
        KeyError
            There is no such column, or none by block (bins, nearest schools).
        """
        if key == "distance_cm":
            return self._sum(self._weight * np.maximum(self._distance, 0))
        if key == "changed":
            return self._sum(self._weight * self._changed)
        if key == "beyond":
            return self._sum(self._weight * self._beyond)
        if key.startswith("beyond_"):
            grade = self._countable.grade[self._points] == int(key.removeprefix("beyond_"))
            return self._sum(self._weight * (self._beyond & grade))
        layer = self._countable.dataset.pupils.points
        if key in {column.key for column in layer.columns}:
            return self._sum(layer.values[self._points, layer.index(key)])
        return self._of_residents(key)

    def _sum(self, values: Array) -> FloatArray:
        """Sums of whole numbers far below 2^53: exact."""
        return np.bincount(self._row, values, self.count)

    def _of_residents(self, key: str) -> FloatArray:
        for layer, placement in zip(self._countable.dataset.residents, self._residents, strict=True):
            if key.startswith(f"{layer.name}."):
                points, row = self._living(placement)
                return np.bincount(
                    row, layer.values[points, layer.index(key.removeprefix(f"{layer.name}."))], self.count
                )
        raise KeyError(key)

    @cached_property
    def _catchment(self) -> IntArray:
        plan = self._plan
        face = self._row if self._faces is None else self._faces[self._row]
        return np.asarray(plan.catchment_of_face[self._countable.stage[self._points], face])

    @cached_property
    def _distance(self) -> LongArray:
        """Of each pupil to the nearest school of the catchment, centimetres; −1 in none."""
        found = np.full(len(self._points), -1, dtype=np.int64)
        inside = np.flatnonzero(self._catchment >= 0)
        if len(inside):
            servers = self._plan.catchments.servers[self._catchment[inside]]
            way = self._countable.measure.nearest_server
            found[inside], _ = way(self._points[inside], self._plan.schools.xy, servers)
        return found

    @cached_property
    def _beyond(self) -> Array:
        return self._distance >= self._countable.beyond_from_cm[self._points]

    @cached_property
    def _changed(self) -> Array:
        k = len(self._plan.catchments)
        schools = self._countable.schools_of_rows(self._plan, k)
        row = np.where(self._catchment >= 0, self._catchment, k + self._countable.stage[self._points])
        return np.asarray(schools[row] != self._countable.start_set[self._points])

    @property
    def assigned(self) -> FloatArray:
        """(n,) pupils in a catchment: those who have a way to school."""
        return self._sum(self._weight * (self._catchment >= 0))
