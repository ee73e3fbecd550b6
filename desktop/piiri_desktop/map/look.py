"""What a frame looks like as a whole depends on how much is in view; and who of the pupils is in it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from piiri.model.arrays import FloatArray

from .dots import DISCS_UP_TO
from .scene import Scene
from .sheet import Sheet
from .view import Extent, View

_THIN_UNDER = 12.0
"""Corners that share a pixel are left out where blocks are fewer pixels across."""

_COUNT_UP_TO = 200_000
"""So many points in view are counted; more of them are surely too many for discs."""


@dataclass(frozen=True, slots=True)
class Look:
    """How lines and pupils are drawn everywhere in a frame.

    Attributes
    ----------
    strength
        Of block lines, which fade where blocks get too small to be told apart: 1 from 14 pixels across, 0 under 4.
    thin
        True where corners that share a pixel are left out.
    crowded
        True where discs for pupils would hide each other.
    """

    strength: float
    thin: bool
    crowded: bool

    @classmethod
    def of(cls, view: View, scene: Scene, sheet: Sheet) -> Look:
        """Return the look of a scene at a view."""
        across = sheet.across_m(view.extent) / view.metres
        # in steps, so that a block split in two seldom makes the lines of all others lighter
        strength = round(16 * min(1.0, max(0.0, (across - 4.0) / 10.0))) / 16
        crowded = False
        if scene.pupils_shown:
            crowded = _about(view.extent, scene, sheet) > _COUNT_UP_TO
            crowded = crowded or len(pupils_in(view.extent, scene, sheet)) > DISCS_UP_TO
        return cls(strength, across * view.ratio < _THIN_UNDER, crowded)


def _about(extent: Extent, scene: Scene, sheet: Sheet) -> int:
    """Return about how many points the blocks in an extent hold, of all stages; pieces of split blocks are left out."""
    placement = scene.state.tally.pupils
    slot = placement.slots_of(sheet.faces_in(extent))
    return int((placement.start[slot + 1] - placement.start[slot]).sum())


def pupils_in(extent: Extent, scene: Scene, sheet: Sheet) -> FloatArray:
    """Return where the pupils of the stage shown live inside an extent, (N, 2) metres."""
    pupils, placement = scene.state.dataset.pupils, scene.state.tally.pupils
    point = placement.points_in(np.append(-1, sheet.faces_in(extent)))
    stage = pupils.stage[point]
    point = point[stage == scene.stage if scene.stage >= 0 else stage >= 0]
    xy = pupils.points.xy[point]
    west, south, east, north = extent
    x, y = xy[:, 0], xy[:, 1]
    # who has no place has NaN, which is in no extent
    return np.asarray(xy[(x >= west) & (x <= east) & (y >= south) & (y <= north)])
