"""Flood: a block and all of its catchment that is reached without crossing a barrier go to the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF

from piiri.barriers import BARRIERS, barrier_edges, reachable
from piiri.i18n import tr
from piiri.model.arrays import Array, BoolArray, IntArray
from piiri.model.coverage import Coverage
from piiri.model.dataset import Backdrop

from ..scene import labels
from .base import Modifier
from .gather import Gather
from .giving import NO_BLOCKS

if TYPE_CHECKING:
    from ..canvas import MapView


class Flood(Gather):
    """Fills up to a river, a railway, water and, where chosen, a road."""

    name = "flood"
    icon = "flood"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._known: dict[bool, tuple[Coverage, tuple[Backdrop, ...], BoolArray]] = {}

    @property
    def title(self) -> str:
        return tr("Flood")

    def hint(self) -> str:
        if self._path:
            return tr("Shift and arrows flood from more blocks, Enter keeps, Esc drops it.")
        if self._open:
            return tr("Let go to keep, Esc drops it.")
        return tr("Press on a block: its area up to a river, railway or water. Ctrl removes. By keys: arrows, Enter.")

    def begin(self, at: QPointF) -> None:
        face = self.canvas.frame.face_at(at.x(), at.y())
        self.offer(self.around(face) if face >= 0 else NO_BLOCKS)

    def enter(self, modifiers: Modifier) -> None:
        """Enter floods from the block that the keys have reached, with Ctrl to no school."""
        if self._open:
            return
        found = self.around(self.canvas.focus_block.face).tolist()
        self.give(found, to_nobody=bool(modifiers & Modifier.ControlModifier))

    def stretched(self, path: list[int]) -> Array:
        """All that is reached from the blocks passed."""
        return np.unique(np.concatenate([self.around(face) for face in dict.fromkeys(path)]))

    def around(self, face: int) -> IntArray:
        """Return the blocks of a block's catchment that are reached from it."""
        plan = self.base_plan
        row = labels(plan, self.canvas.content.stage)  # of all stages together: where the schools are the same
        return reachable(plan.coverage, face, row == row[face], self._closed(plan.coverage))

    def _closed(self, coverage: Coverage) -> Array:
        """Find the barriers once for each state of the corners."""
        roads, backdrop = self.canvas.furniture.tool.stops_at_roads, self.canvas.state.dataset.backdrop
        known = self._known.get(roads)
        if known is None or known[0] is not coverage or known[1] is not backdrop:
            kinds = (*BARRIERS, "road") if roads else BARRIERS
            known = self._known[roads] = (coverage, backdrop, barrier_edges(coverage, backdrop, kinds))
        return known[2]
