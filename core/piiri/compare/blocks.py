"""Which blocks differ: those that belong elsewhere, and those of another shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from ..model.arrays import Array, FloatArray, IntArray, LongArray, frozen
from ..model.dataset import Dataset
from .counting import CountedPlan
from .shapes import Pairs, same_id, same_shape

LEAST_M2 = 1.0
"""What differs by less is the rounding of the centimetre grid."""


@dataclass(frozen=True, eq=False)
class MovedBlocks:
    """Blocks that belong to another catchment, or to one with other schools; one row a block and stage.

    Attributes
    ----------
    block
        (M,) ids.
    stage
        (M,) int16: index of the stage. Rows are sorted by stage, then by block.
    face_before, face
        (M,) int32: the block in the first plan and in the other; −1 where it has none.
    source, target
        (M,) int32: places, see :attr:`piiri.compare.Comparison.places`.
    catchment_before, catchment
        (M,) int32: index of the catchment in each plan, −1 for none.
    pupils, cells
        (M,) int64: pupils of the stage who live in the block in both plans, and in how many cells their number is
        hidden or was not given.
    """

    block: tuple[str, ...]
    stage: IntArray
    face_before: IntArray
    face: IntArray
    source: IntArray
    target: IntArray
    catchment_before: IntArray
    catchment: IntArray
    pupils: LongArray
    cells: LongArray

    def __len__(self) -> int:
        return len(self.block)

    def faces(self, stage: int = -1) -> IntArray:
        """Return the blocks of the other plan that belong elsewhere at a stage (at any for −1), each once."""
        mine = self.face >= 0
        return np.unique(self.face[mine & (self.stage == stage)] if stage >= 0 else self.face[mine])


@dataclass(frozen=True, eq=False)
class ReshapedBlocks:
    """Blocks of the other plan whose corners stand elsewhere, or that are pieces of a block of the first plan.

    Attributes
    ----------
    face
        (M,) int32: the block in the other plan, ascending.
    face_before
        (M,) int32: the block of its id in the first plan, −1 for a piece.
    area_m2
        (M,) float64: its area less that of the block before; of a piece its whole area.
    swept_m2
        (M,) float64: the area that belongs to it in one plan only; of a piece its whole area.
    pupils, cells
        (M,) int64: pupils of all stages who live in it in the other plan but not in what it stands for in the first,
        and in how many cells their number is hidden or was not given.
    """

    face: IntArray
    face_before: IntArray
    area_m2: FloatArray
    swept_m2: FloatArray
    pupils: LongArray
    cells: LongArray

    def __len__(self) -> int:
        return len(self.face)


def moved_blocks(
    dataset: Dataset, one: CountedPlan, other: CountedPlan, matched: Pairs, place_of_row: tuple[IntArray, IntArray]
) -> MovedBlocks:
    """Return which blocks belong elsewhere.

    Parameters
    ----------
    dataset
        Gives the pupils.
    one, other
        The plans.
    matched
        Which block stands for which.
    place_of_row
        For both plans, as from :func:`piiri.compare.places.places_of`.
    """
    lives = _pairs_of_pupils(dataset, one, other, matched)
    index = {key: k for k, key in enumerate(one.plan.catchments.ids)}
    counterpart = np.array([*(index.get(key, -2) for key in other.plan.catchments.ids), -1], dtype=np.int64)
    layer = dataset.pupils.points
    weights = layer.column("pupils"), layer.untold_cells("pupils")
    parts: list[tuple[Array, ...]] = []
    for stage in range(len(dataset.stages)):
        before = np.where(matched.before >= 0, one.plan.catchment_of_face[stage, matched.before], -1)
        after = np.where(matched.after >= 0, other.plan.catchment_of_face[stage, matched.after], -1)
        source = np.where(before >= 0, place_of_row[0][before], 0)
        target = np.where(after >= 0, place_of_row[1][after], 0)
        differ = np.flatnonzero((counterpart[after] != before) | (source != target))
        here = np.flatnonzero((lives >= 0) & (dataset.pupils.stage == stage))
        pupils, cells = (
            np.bincount(lives[here], weights=weight[here], minlength=len(matched.before)) for weight in weights
        )
        row = (differ, source[differ], target[differ], before[differ], after[differ], pupils[differ], cells[differ])
        parts.append((np.full(len(differ), stage), *row))
    stages, pair, sources, targets, befores, afters, counts, untold = (
        np.concatenate(each) for each in zip(*parts, strict=True)
    )
    ids = matched.ids(one.plan.coverage, other.plan.coverage)
    return MovedBlocks(
        tuple(ids[each] for each in pair),
        frozen(stages, np.int16),
        frozen(matched.before[pair], np.int32),
        frozen(matched.after[pair], np.int32),
        frozen(sources, np.int32),
        frozen(targets, np.int32),
        frozen(befores, np.int32),
        frozen(afters, np.int32),
        frozen(np.rint(counts), np.int64),
        frozen(np.rint(untold), np.int64),
    )


def _pairs_of_pupils(dataset: Dataset, one: CountedPlan, other: CountedPlan, matched: Pairs) -> IntArray:
    """(N,) the pair of blocks in which each pupil lives, −1 for one whose two blocks are no pair."""
    a, b = one.tally.pupils.face_of_point, other.tally.pupils.face_of_point
    size = one.plan.coverage.face_count + 1
    key = (matched.after.astype(np.int64) + 1) * size + matched.before + 1
    order = np.argsort(key)
    wanted = (b.astype(np.int64) + 1) * size + a + 1
    at = np.minimum(np.searchsorted(key, wanted, sorter=order), len(key) - 1)
    found = order[at]
    return np.where((key[found] == wanted) & (a >= 0) & (b >= 0), found, -1)


def reshaped_blocks(dataset: Dataset, one: CountedPlan, other: CountedPlan, matched: Pairs) -> ReshapedBlocks:
    """Return which blocks have another shape.

    Parameters
    ----------
    dataset, one, other, matched
        As for :func:`moved_blocks`.
    """
    a, b = one.plan.coverage, other.plan.coverage
    face = np.flatnonzero(same_shape(a, b) < 0)
    before = same_id(a, b)[face]
    known = before >= 0
    area, swept = b.areas_m2[face], b.areas_m2[face]
    if known.any():
        old, new = a.polygons(before[known]), b.polygons(face[known])
        area[known] -= a.areas_m2[before[known]]
        swept[known] = shapely.area(shapely.symmetric_difference(old, new))
    kept = swept >= LEAST_M2
    came, cells = (np.zeros(b.face_count, dtype=np.int64) for _ in range(2))
    pupils = dataset.pupils
    at = other.tally.pupils.face_of_point
    strange = (at >= 0) & (pupils.stage >= 0) & (_pairs_of_pupils(dataset, one, other, matched) < 0)
    np.add.at(came, at[strange], pupils.points.column("pupils")[strange].astype(np.int64))
    np.add.at(cells, at[strange], pupils.points.untold_cells("pupils")[strange])
    return ReshapedBlocks(
        frozen(face[kept], np.int32),
        frozen(before[kept], np.int32),
        frozen(area[kept], np.float64),
        frozen(swept[kept], np.float64),
        frozen(came[face[kept]], np.int64),
        frozen(cells[face[kept]], np.int64),
    )
