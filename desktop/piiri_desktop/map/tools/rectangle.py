"""Rectangle: drag it over blocks; those whose inner point lies in it go to the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from piiri.i18n import tr
from piiri.model.arrays import Array

from .gather import Gather

if TYPE_CHECKING:
    from ..canvas import MapView


class Rectangle(Gather):
    """Encloses blocks with a rectangle."""

    name = "rectangle"
    icon = "rectangle"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._corners: Array | None = None

    @property
    def title(self) -> str:
        return tr("Rectangle")

    def hint(self) -> str:
        if self._path:
            return tr("Shift and arrows stretch the rectangle, Enter keeps, Esc drops it.")
        if self._open:
            return tr("Let go to keep, Esc drops the rectangle.")
        return tr("Drag a rectangle over blocks. Ctrl removes. By keys: arrows to a block, Shift and arrows, Enter.")

    def begin(self, at: QPointF) -> None:
        place = self.canvas.place_of(at)
        self._corners = np.array((place, place))

    def go_on(self, at: QPointF) -> None:
        assert self._corners is not None
        self._corners[1] = self.canvas.place_of(at)
        self.offer(self._inside())

    def stretched(self, path: list[int]) -> Array:
        """The rectangle reaches from the middle of the first block to that of the last."""
        self._corners = np.array(self.canvas.content.middles[[path[0], path[-1]]])
        return self._inside()

    def _inside(self) -> Array:
        assert self._corners is not None
        low, high = self._corners.min(axis=0), self._corners.max(axis=0)
        middles = self.canvas.content.middles
        return np.flatnonzero(((middles >= low) & (middles <= high)).all(axis=1))

    def forget(self) -> None:
        self._corners = None

    def outline(self) -> QPainterPath:
        path = QPainterPath()
        if self._corners is not None:
            a, b = (QPointF(*corner) for corner in self.canvas.view.to_screen(self._corners).tolist())
            path.addRect(QRectF(a, b).normalized())
        return path
