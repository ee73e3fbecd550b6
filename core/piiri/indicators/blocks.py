"""Figures of the blocks themselves, for colouring the map: they do not depend on who goes where."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..assignment import Placement
from ..i18n import N_
from ..model.arrays import BoolArray, FloatArray, LongArray
from ..model.dataset import Dataset, Pupils
from ..model.points import UNTOLD, PointLayer

SMALLEST_BASE = 10
"""A share of fewer people than this is not shown."""


@dataclass(frozen=True, eq=False)
class BlockIndicator:
    """A value for every block.

    Attributes
    ----------
    key, name, unit
        As in :class:`piiri.indicators.Indicator`; the name in the source language; unit also ``"eur"``.
    values
        (F,) float64; NaN where there is nothing to show.
    hidden
        (F,) True where a value exists but its base is too small to be shown, or the value is not told.
    """

    key: str
    name: str
    unit: str
    values: FloatArray
    hidden: BoolArray


def count_by_face(layer: PointLayer, placement: Placement, face_count: int) -> LongArray:
    """Return (F, C): the layer's columns summed over the points of each face."""
    face = placement.face_of_point
    inside = np.flatnonzero(face >= 0)
    order = inside[np.argsort(face[inside], kind="stable")]
    counts = np.zeros((face_count, len(layer.columns)), dtype=np.int64)
    if len(order):
        sorted_face = face[order]
        first = np.flatnonzero(np.concatenate(([True], sorted_face[1:] != sorted_face[:-1])))
        counts[sorted_face[first]] = np.add.reduceat(layer.values[order], first, axis=0, dtype=np.int64)
    return counts


def counts_of_block(pupils: Pupils, placement: Placement, face: int, stage: int) -> LongArray:
    """Return (C,) int64: the pupils' columns summed over those who live in one block.

    Reads only the pupils of that block, through the index by block, so it costs the same however large the town is.

    Parameters
    ----------
    pupils, placement
        The pupils and where they are.
    face
        Index of the block.
    stage
        Index of the stage whose pupils are wanted, −1 for those of all stages.

    Examples
    --------
    >>> # counts_of_block(state.dataset.pupils, state.tally.pupils, 12, 0)[pupils.points.index("grade_3")]
    """
    points = placement.points_in(np.array([face]))
    of_stage = pupils.stage[points]
    points = points[of_stage == stage] if stage >= 0 else points[of_stage >= 0]
    return np.asarray(pupils.points.values[points].sum(axis=0, dtype=np.int64))


def block_indicators(
    dataset: Dataset, pupils: Placement, residents: tuple[Placement, ...], areas_m2: FloatArray
) -> tuple[BlockIndicator, ...]:
    """Return all figures the blocks can be coloured by: density, the pupils' groups, and the residents' shares.

    Parameters
    ----------
    dataset
        The loaded data.
    pupils, residents
        Where the points are.
    areas_m2
        (F,) areas of the blocks.
    """
    found = []
    counts = count_by_face(dataset.pupils.points, pupils, len(areas_m2))
    layer = dataset.pupils.points
    total = counts[:, layer.index("pupils")].astype(np.float64)
    untold = np.asarray(counts[:, list(layer.untold("pupils"))].any(axis=1))
    shown = np.where(untold, np.nan, total)
    found.append(BlockIndicator("pupils", N_("Pupils"), "pupils", shown, untold))
    density = np.divide(shown, areas_m2 / 1e6, out=np.full(len(total), np.nan), where=areas_m2 > 0)
    found.append(BlockIndicator("pupil_density", N_("Pupils per km²"), "pupils_per_km2", density, untold))
    known = {column.key for column in layer.columns}
    for group in dataset.groups:
        base = counts[:, layer.index(f"{group.key}_known")] if f"{group.key}_known" in known else total
        found.append(_share(group.key, group.name, counts[:, layer.index(group.key)], base))
    for source, placement in zip(dataset.residents, residents, strict=True):
        counts = count_by_face(source, placement, len(areas_m2))
        for position, column in enumerate(source.columns):
            if column.of and column.role not in UNTOLD:
                base = counts[:, source.index(column.of)].astype(np.float64)
                scaled = counts[:, position] / 10.0**column.decimals
                if column.key.endswith("_eur"):
                    found.append(_mean(f"{source.name}.{column.key}", column.name, scaled, base))
                else:
                    found.append(_share(f"{source.name}.{column.key}", column.name, scaled, base))
    return tuple(found)


def _share(key: str, name: str, part: LongArray | FloatArray, base: FloatArray) -> BlockIndicator:
    return _ratio(key, name, "share", part, base)


def _mean(key: str, name: str, part: LongArray | FloatArray, base: FloatArray) -> BlockIndicator:
    return _ratio(key, name, "eur", part, base)


def _ratio(key: str, name: str, unit: str, part: LongArray | FloatArray, base: FloatArray) -> BlockIndicator:
    hidden = (base > 0) & (base < SMALLEST_BASE)
    values = np.divide(part, base, out=np.full(len(base), np.nan), where=base >= SMALLEST_BASE)
    return BlockIndicator(key, name, unit, values, hidden)
