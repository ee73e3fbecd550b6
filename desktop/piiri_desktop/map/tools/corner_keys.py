"""Corners by keys: Tab goes through those of the block that the arrow keys have reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QRegion

from piiri.i18n import number, tr
from piiri.model.coverage import Topology

from ..snapping import Place
from .base import Modifier
from .borders import Borders
from .handle import draw_handle, handle_box
from .keyed import BlockTool

if TYPE_CHECKING:
    from ..canvas import MapView


def corners_of(topology: Topology, face: int) -> list[int]:
    """Return the corners of a block, ring after ring."""
    rings = topology.rings_of(face)
    first, last = topology.ring_start[rings.start], topology.ring_start[rings.stop]
    return [int(corner) for corner in topology.ring_vertex[first:last]]


class CornerKeys(BlockTool):
    """A tool that begins at a corner; ``corner`` is −1 where keys have reached none."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self.borders = Borders(canvas)
        self.corner = -1
        self._around: list[Place] = []
        self._turn = -1

    def forget_corner(self) -> None:
        """No corner is meant any more."""
        self.corner, self._around, self._turn = -1, [], -1

    def enter(self, modifiers: Modifier) -> None:
        """Enter on a block takes its first corner."""
        self._step_corner(1)

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._step_corner(-1 if event.key() == Qt.Key.Key_Backtab else 1)
        if event.key() == Qt.Key.Key_Escape and self.corner >= 0:
            self.forget_corner()
            return True
        return super().key(event)

    def _step_corner(self, step: int) -> bool:
        """Go on to the next corner of the focus block; False behind the last one, so that Tab leaves the map."""
        face = self.canvas.focus_block.face
        if face < 0:
            return False
        corners = corners_of(self.base_plan.coverage.topology, face)
        at = 0 if step > 0 else len(corners) - 1
        if self.corner in corners:
            at = corners.index(self.corner) + step
        if not 0 <= at < len(corners):
            self.forget_corner()
            return False
        self.corner = corners[at]
        border = tr(", on a border") if self.borders.corners()[self.corner] else ""
        told = tr("Corner {n} of {count}", n=number(at + 1), count=number(len(corners)))
        self.canvas.say(f"{told}{border}")
        return True

    def corners_around(self, place: Place, step: int) -> Place | None:
        """Return the next corner on a border around a place, by nearness to where the keys set out; None for none."""
        if not self._around or place not in self._around:
            vertices = self.base_plan.coverage.vertices
            mine = vertices[self.borders.corners()]
            away = np.hypot(*(mine - place).T)
            order = np.argsort(away, kind="stable")
            order = order[away[order] > 0][:40]
            self._around = [place, *((float(x), float(y)) for x, y in mine[order])]
            self._turn = 0
        self._turn = (self._turn + step) % len(self._around)
        return self._around[self._turn]

    def keep_in_view(self, place: Place) -> None:
        """Move the map where a place lies outside it."""
        canvas = self.canvas
        x, y = canvas.view.to_screen(np.array(place)).tolist()
        if not (40 <= x <= canvas.width() - 40 and 40 <= y <= canvas.height() - 40):
            canvas.look_at(canvas.view.centred(*place))

    def region(self) -> QRegion:
        region = super().region()
        if self.corner >= 0:
            region += QRegion(self._handle().toAlignedRect())
        return region

    def _handle(self) -> QRectF:
        x, y = self.canvas.view.to_screen(self.base_plan.coverage.vertices[self.corner]).tolist()
        return handle_box(x, y)

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if self.corner >= 0:
            p = self.canvas.palette_
            draw_handle(painter, self._handle().center(), p.accent, p.plate, crossed=False)
