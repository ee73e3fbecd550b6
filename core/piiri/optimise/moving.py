"""Blocks on the move: who lives in them, and how far they would have it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..distances import Measure
from ..i18n import tr
from ..model.arrays import Array, IntArray, LongArray
from ..model.dataset import Dataset
from ..model.plan import Plan
from ..progress import Progress
from ..tally import Tally


@dataclass(frozen=True, eq=False, slots=True)
class Moving:
    """B blocks, each at one stage, and the P points of the pupils who live there.

    Attributes
    ----------
    stage, face
        (B,) int64: indices, ascending by stage, then by block.
    pupils
        (B,) int64: pupils of the stage in the block.
    block
        (P,) int64: position of each point's block.
    point
        (P,) int64: the points.
    weight
        (P,) int64: pupils at each point, at least 1.
    """

    stage: IntArray
    face: IntArray
    pupils: LongArray
    block: IntArray
    point: IntArray
    weight: LongArray

    @classmethod
    def of(cls, dataset: Dataset, tally: Tally, stage: Array, face: Array) -> Moving:
        """Return the blocks with their pupils; stages and blocks ascending."""
        block, point = [], []
        weight = dataset.pupils.points.column("pupils")
        for each in np.unique(stage):
            here = np.flatnonzero(stage == each)
            points = tally.pupils.points_in(face[here])
            points = np.sort(points[(dataset.pupils.stage[points] == each) & (weight[points] > 0)])
            point.append(points)
            block.append(here[np.searchsorted(face[here], tally.pupils.faces_of(points))])
        none = np.zeros(0, dtype=np.int64)
        points, blocks = np.concatenate((none, *point)), np.concatenate((none, *block))
        people = weight[points].astype(np.int64)
        pupils = np.bincount(blocks, weights=people, minlength=len(face)).astype(np.int64)
        return cls(stage, face, pupils, blocks, points, people)

    def way_cm(self, plan: Plan, servers: Array, measure: Measure) -> LongArray:
        """Return (B,) the way of all pupils of each block to the nearest of some schools (L,), in centimetres."""
        rows = np.broadcast_to(servers, (len(self.point), len(servers)))
        way = measure.nearest_server(self.point, plan.schools.xy, rows)[0] * self.weight
        # float64 holds whole numbers up to 2**53: ten million pupils, ten thousand kilometres each
        return np.bincount(self.block, weights=way, minlength=len(self.face)).astype(np.int64)

    def ways_cm(self, plan: Plan, servers: Array, stage_of: Array, measure: Measure, progress: Progress) -> LongArray:
        """Return (B, K) the way of each block to each of some catchments; from the middle of a block without pupils.

        Parameters
        ----------
        plan
            Gives the schools' and the blocks' places.
        servers
            (K, L) the schools of each catchment, filled up with −1.
        stage_of
            (K,) the stage of each catchment; only blocks of that stage are asked, the others stay 0.
        """
        ways = np.zeros((len(self.face), len(servers)), dtype=np.int64)
        middles = plan.coverage.label_points[self.face]
        for k, schools in enumerate(servers):
            progress(k / len(servers), tr("Measuring ways to school"))
            here = self.stage == stage_of[k]
            empty = np.flatnonzero(here & (self.pupils == 0))
            part = self.part(here)
            ways[here, k] = part.way_cm(plan, schools, measure)
            rows = np.broadcast_to(schools, (len(empty), len(schools)))
            ways[empty, k] = measure.from_places(middles[empty], plan.schools.xy, rows)
        return ways

    def part(self, some: Array) -> Moving:
        """Return some of the blocks, (B,) bool."""
        here = some[self.block]
        renumbered = (np.cumsum(some) - 1)[self.block[here]]
        return Moving(
            self.stage[some], self.face[some], self.pupils[some], renumbered, self.point[here], self.weight[here]
        )
