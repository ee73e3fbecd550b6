"""Move corner: drag the corner that blocks share. A place the plan refuses shows as such and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPainterPath, QPen, QRegion

from piiri.edits import MoveVertex
from piiri.errors import EditRejected
from piiri.i18n import tr
from piiri.model.arrays import Array
from piiri.session import State

from ..moves import corner_tip
from ..scene import labels
from ..strokes import draw_cased
from ..tip import Tip
from .base import Button, Modifier
from .keyed import ARROWS, BlockTool

if TYPE_CHECKING:
    from ..canvas import MapView

REACH = 24
"""Logical pixels within which a corner is found."""

_DRAWN = 11
_NONE: Array = np.zeros(0, dtype=bool)


class MoveCorner(BlockTool):
    """Drags one corner, or moves it by keys."""

    name = "corner"
    icon = "corner"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._vertex = -1
        self._down = False
        self._by_keys = False
        self._grip = QPointF()
        self._at: QPointF | None = None
        self._asked: MoveVertex | None = None
        self._unanswered = False
        self._refused: Tip | None = None
        self._tip: Tip | None = None
        self._border: tuple[object, Array] = (None, _NONE)

    @property
    def title(self) -> str:
        return tr("Move corner")

    def hint(self) -> str:
        if self._down:
            return tr("Let go to keep, Esc puts the corner back.")
        if self._by_keys:
            return tr("Arrow keys move it by 1 m, with Shift 10 m, with Ctrl 100 m. Enter keeps, Esc puts it back.")
        return tr("Drag a corner. By keys: arrows to a block, Tab to its corners.")

    @property
    def busy(self) -> bool:
        return self._down

    @property
    def waiting(self) -> bool:
        return self._unanswered

    # ------------------------------------------------------------------------------------------------ which corner
    def corner_at(self, at: QPointF) -> int:
        """Return the nearest corner within reach, one on a catchment's border before all others; −1 for none."""
        near, places = self.canvas.frame.corners_near(at.x(), at.y(), REACH)
        distance = np.hypot(places[:, 0] - at.x(), places[:, 1] - at.y())
        near, distance = near[distance <= REACH], distance[distance <= REACH]
        if not len(near):
            return -1
        on_border = self._on_border()[near]
        if on_border.any():
            near, distance = near[on_border], distance[on_border]
        return int(near[np.argmin(distance)])

    def _on_border(self) -> Array:
        """Return (V,): True for corners on the border of a catchment of the stage, in the plan last kept."""
        plan = self.base_plan
        key = (plan.catchment_of_face, self.canvas.content.stage)
        known = self._border[0]
        if not (isinstance(known, tuple) and known[0] is key[0] and known[1] == key[1]):
            edges = plan.coverage.topology.edges[plan.coverage.border(labels(plan, key[1]))]
            mine = np.zeros(len(plan.coverage.vertices), dtype=bool)
            mine[edges.reshape(-1)] = True
            self._border = (key, mine)
        return self._border[1]

    # ------------------------------------------------------------------------------------------------ the hand
    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button != Button.LeftButton or self._down:
            return
        self.cancel()
        self._vertex = self.corner_at(at)
        self._at = at
        if self._vertex >= 0:
            self.canvas.hover.clear()
            self._down = True
            self._grip = at - self._place()
            self.canvas.status.emit(self.hint())

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        self._at = at
        if not self._down:
            if not self._by_keys:
                self._vertex = self.corner_at(at) if self.canvas.frame_is_current else -1
                self._refused = None
            return
        self._ask(*self.canvas.place_of(at - self._grip))

    def move_away(self) -> None:
        if not self._down and not self._by_keys:
            self._vertex, self._at, self._refused = -1, None, None

    def release(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if self._down and button == Button.LeftButton:
            self._keep()

    def _ask(self, x: float, y: float) -> None:
        self._asked = MoveVertex(self._vertex, x, y)
        self._unanswered = True
        self.canvas.bridge.preview(self._asked)

    def _keep(self) -> bool:
        asked = self._asked
        self._end()
        # the corner stays where it was asked to be, or, where that is refused, where it was before
        return asked is None or self.canvas.bridge.commit(asked)

    def _end(self) -> None:
        self._down = self._by_keys = self._unanswered = False
        self._asked = self._tip = self._refused = None
        self.canvas.status.emit(self.hint())

    def cancel(self) -> None:
        if self._down or self._by_keys:
            asked = self._asked
            self._end()
            if asked is not None:
                self.canvas.bridge.cancel()

    def leave(self) -> None:
        self._vertex, self._at, self._refused = -1, None, None

    def state_shown(self, state: State) -> None:
        self._unanswered = False
        if self._asked is not None and not state.provisional:
            self._end()  # undone, or dropped, from elsewhere
            return
        if state.provisional and self._asked is not None and state.edit == self._asked:
            old = self.base_plan.coverage.vertices[self._vertex]
            metres = float(np.hypot(self._asked.x_m - old[0], self._asked.y_m - old[1]))
            self._tip, self._refused = corner_tip(state, self.canvas.content.stage, metres), None

    def rejected(self, rejection: EditRejected) -> None:
        self._unanswered = False
        self._refused = Tip(rejection.sentence, problem=True)

    # ------------------------------------------------------------------------------------------------ keys
    def key(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_Escape and (self._down or self._by_keys):
            self.cancel()
            self._vertex = -1
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._next_corner(-1 if key == Qt.Key.Key_Backtab else 1)
        if self._by_keys and key in ARROWS:
            step = 100.0 if modifiers & Modifier.ControlModifier else 1.0
            step = 10.0 if modifiers & Modifier.ShiftModifier else step
            old = self.base_plan.coverage.vertices[self._vertex]
            x, y = (self._asked.x_m, self._asked.y_m) if self._asked else (float(old[0]), float(old[1]))
            self._ask(x + ARROWS[key][0] * step, y + ARROWS[key][1] * step)
            return True
        if self._by_keys and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
            self._by_keys = True
            return True
        return super().key(event)

    def enter(self, modifiers: Modifier) -> None:
        """Enter takes the first corner of the block."""
        self._next_corner(1)

    def _next_corner(self, step: int) -> bool:
        """Go on to the next corner of the focus block; False behind the last one, so that Tab leaves the map."""
        face, t = self.canvas.focus_block.face, self.canvas.state.plan.coverage.topology
        if face < 0:
            return False
        rings = t.rings_of(face)
        corners = t.ring_vertex[t.ring_start[rings.start] : t.ring_start[rings.stop]].tolist()
        if self._by_keys and self._vertex in corners:
            at = corners.index(self._vertex) + step
        else:
            at = 0 if step > 0 else len(corners) - 1
        self.cancel()
        if not 0 <= at < len(corners):
            self._vertex = -1
            return False
        self._vertex, self._by_keys = corners[at], True
        self._at = None
        self.canvas.say(tr("Corner {n} of {count}", n=at + 1, count=len(corners)))
        self.canvas.status.emit(self.hint())
        return True

    # ------------------------------------------------------------------------------------------------ paint
    def _place(self) -> QPointF:
        """Return where the corner is drawn now, logical pixels."""
        x, y = self.canvas.view.to_screen(self.canvas.state.plan.coverage.vertices[self._vertex])
        return QPointF(float(x), float(y))

    def _wanted(self) -> QPointF:
        """Return where the corner was asked to be."""
        if self._asked is None:
            return self._place()
        x, y = self.canvas.view.to_screen(np.array((self._asked.x_m, self._asked.y_m)))
        return QPointF(float(x), float(y))

    def _spokes(self) -> QPainterPath:
        """Return the edges as they would run to a refused place."""
        plan, here = self.canvas.state.plan, self._wanted()
        t = plan.coverage.topology
        path = QPainterPath()
        ends = t.edges[t.edges_of_vertex(self._vertex)]
        far = np.where(ends[:, 0] == self._vertex, ends[:, 1], ends[:, 0])
        for x, y in self.canvas.view.to_screen(plan.coverage.vertices[far]).tolist():
            path.moveTo(x, y)
            path.lineTo(here)
        return path

    def _label(self) -> Tip | None:
        return self._refused or (self._tip if self._down or self._by_keys else None)

    def _pointer(self) -> QPointF:
        return self._at if self._at is not None else self._wanted()

    def region(self) -> QRegion:
        region = super().region()
        if self._vertex < 0:
            return region
        box = QRectF(-9, -9, 18, 18)
        for place in (self._place(), self._wanted()):
            region += QRegion(box.translated(place).toAlignedRect())
        if self._refused is not None and self._asked is not None:
            region += QRegion(self._spokes().boundingRect().toAlignedRect().adjusted(-4, -4, 4, 4))
        tip = self._label()
        if tip is not None:
            region += QRegion(self.canvas.furniture.tip_rectangle(tip, self._pointer()).toAlignedRect())
        return region

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        tip = self._label()
        if self._vertex >= 0:
            p, bad = self.canvas.palette_, self._refused is not None and self._asked is not None
            if bad:
                draw_cased(painter, self._spokes(), p.bad, 2.0, p.catchment_casing, 4.0, (6.0, 3.0))
            at = self._wanted() if bad else self._place()
            draw_handle(painter, at, p.bad if bad else p.accent, p.plate, crossed=bad)
        if tip is not None and self._vertex >= 0:
            self.canvas.furniture.paint_tip(painter, tip, self._pointer())


def draw_handle(painter: QPainter, at: QPointF, colour: QColor, fill: QColor, *, crossed: bool) -> None:
    """Draw a corner's handle, a square, crossed where the place is refused."""
    half = _DRAWN / 2
    box = QRectF(at.x() - half, at.y() - half, _DRAWN, _DRAWN)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRect(box.adjusted(-2, -2, 2, 2))
    painter.setPen(QPen(colour, 2.0))
    painter.drawRect(box)
    if crossed:
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomLeft())
