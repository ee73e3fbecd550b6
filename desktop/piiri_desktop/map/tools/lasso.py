"""Lasso: draw a line around blocks; those whose inner point it encloses go to the target.

How often a closed line goes round a point is a sum over its pieces. So each move adds one piece and looks once at every
block, however long the line has become.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainterPath

from piiri.i18n import tr
from piiri.model.arrays import Array, LongArray

from .gather import Gather

if TYPE_CHECKING:
    from ..canvas import MapView

_STEP = 3.0
"""Logical pixels the pointer moves before a piece is added."""

Place = tuple[float, float]


class Lasso(Gather):
    """Encloses blocks with a free line."""

    name = "lasso"
    icon = "lasso"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._line: list[Place] = []
        self._turns: LongArray = np.zeros(0, dtype=np.int64)

    @property
    def title(self) -> str:
        return tr("Lasso")

    def hint(self) -> str:
        if self._path:
            return tr("Shift and arrows lead the line, Enter keeps, Esc drops it.")
        if self._open:
            return tr("Let go to keep, Esc drops the line.")
        return tr("Draw a line around blocks. Ctrl removes. By keys: arrows to a block, Shift and arrows, Enter.")

    def begin(self, at: QPointF) -> None:
        self._line = [self.canvas.place_of(at)]
        self._turns = np.zeros(len(self.canvas.content.middles), dtype=np.int64)

    def go_on(self, at: QPointF) -> None:
        middles, to, last = self.canvas.content.middles, self.canvas.place_of(at), self._line[-1]
        if np.hypot(to[0] - last[0], to[1] - last[1]) < _STEP * self.canvas.view.metres:
            return
        self._turns += turns(middles, last, to)
        self._line.append(to)
        self.offer(np.flatnonzero(self._turns + turns(middles, to, self._line[0])))

    def stretched(self, path: list[int]) -> Array:
        """The line goes through the middles of the blocks passed; they belong to what it encloses."""
        middles = self.canvas.content.middles
        self._line = [(float(x), float(y)) for x, y in middles[path]]
        ring = [*self._line, self._line[0]]
        round_about = sum((turns(middles, a, b) for a, b in pairwise(ring)), np.zeros(len(middles), dtype=np.int64))
        return np.union1d(np.flatnonzero(round_about), path)

    def forget(self) -> None:
        self._line = []

    def outline(self) -> QPainterPath:
        path = QPainterPath()
        if len(self._line) > 1:
            x, y = self.canvas.view.to_screen(np.array(self._line[0])).tolist()
            path.moveTo(x, y)
            for x, y in self.canvas.view.to_screen(np.array(self._line[1:])).tolist():
                path.lineTo(x, y)
            path.closeSubpath()
        return path


def turns(points: Array, a: Place, b: Place) -> LongArray:
    """Return which points a step passes to the east of: 1 on its way north, −1 on its way south, else 0.

    Added up along a closed line this is how often the line goes round each point, counter-clockwise.

    Parameters
    ----------
    points
        (N, 2) metres.
    a, b
        Where the step begins and ends, metres.

    Examples
    --------
    >>> turns(np.array([[0.0, 0.5], [2.0, 0.5]]), (1.0, 0.0), (1.0, 1.0)).tolist()
    [1, 0]
    """
    sign = 1 if b[1] > a[1] else -1
    low, high = (a, b) if sign > 0 else (b, a)
    found = np.zeros(len(points), dtype=np.int64)
    level = np.flatnonzero((points[:, 1] >= low[1]) & (points[:, 1] < high[1]))
    x, y = points[level, 0], points[level, 1]
    if len(level):
        crossing = low[0] + (y - low[1]) * ((high[0] - low[0]) / (high[1] - low[1]))
        found[level[x < crossing]] = sign
    return found
