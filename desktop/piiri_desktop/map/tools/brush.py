"""What the brush and the lock share: blocks are swept, one stroke is one preview that grows; letting go keeps it, Esc
drops it.

A block is swept when the pointer passes over it or its middle comes under the brush: what a stroke takes is what a
person has seen the brush cover, and a large block is not taken because its rim was touched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QRegion

from piiri.edits import Edit
from piiri.errors import EditRejected
from piiri.i18n import tr
from piiri.model.arrays import Array
from piiri.session import State

from ..strokes import draw_cased
from ..tip import Tip
from .base import Button, Modifier
from .keyed import BlockTool

if TYPE_CHECKING:
    from ..canvas import MapView

_TRAIL_POINTS, _TRAIL_STEP = 60, 8.0


class Brush(BlockTool):
    """Sweeps over blocks. A tool of this kind says in :meth:`takes`, :meth:`edit_of` and :meth:`words` what becomes of
    them."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._at: QPointF | None = None
        self._down = False
        self._removing = False
        self._faces: list[int] = []
        self._taken: Array = np.zeros(0, dtype=bool)
        self._trail: list[QPointF] = []
        self._tip: Tip | None = None
        self._asked = False
        self._by_keys = False

    # ------------------------------------------------------------------------------------------------ what it does
    def takes(self, found: Array, *, removing: bool) -> tuple[Array, str]:
        """Return those of some blocks that the stroke would change, and why others stay; empty where none does."""
        return self.free_of_locks(self.that_change(found, removing=removing), removing=removing)

    def words(self, state: State, blocks: int, *, removing: bool) -> Tip:
        """Say at the pointer what the stroke does."""
        return self.stroke_tip(state, blocks, removing=removing)

    def hint(self) -> str:
        if self._by_keys:
            return tr("Shift and arrows take more blocks, Enter keeps, Esc drops the stroke.")
        if self._down:
            return tr("Let go to keep, Esc drops the stroke.")
        return self.resting_hint()

    def resting_hint(self) -> str:
        """What can be done while no stroke is made."""
        raise NotImplementedError

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    @property
    def busy(self) -> bool:
        return self._down

    @property
    def waiting(self) -> bool:
        return self._asked

    # ------------------------------------------------------------------------------------------------ the stroke
    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if self._by_keys:
            self.cancel()
        if button == Button.LeftButton and not self._down:
            self.press_on(at, removing=bool(modifiers & Modifier.ControlModifier))

    def press_on(self, at: QPointF, *, removing: bool) -> None:
        """Begin a stroke at the pointer."""
        if self.begin(removing=removing):
            self._at, self._trail = at, [at]
            self._sweep(at, at)

    def begin(self, *, removing: bool) -> bool:
        """Begin a stroke; False, with the reason at the pointer, where no block can be given away now."""
        problem = self.problem(removing=removing)
        if problem:
            self._tip = Tip(problem, problem=True)
            return False
        self.canvas.hover.clear()
        self._down, self._removing = True, removing
        self._faces, self._tip = [], None
        self._taken = np.zeros(self.canvas.state.plan.coverage.face_count, dtype=bool)
        self.canvas.status.emit(self.hint())
        return True

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        if self._by_keys:
            return
        before, self._at = self._at, at
        if not self._down:
            self._tip = None
            return
        if before is not None:
            self._sweep(before, at)
        way = at - self._trail[-1]
        if way.x() ** 2 + way.y() ** 2 >= _TRAIL_STEP**2:
            self._trail = [*self._trail[1 - _TRAIL_POINTS :], at]

    def move_away(self) -> None:
        if not self._down:
            self._at = self._tip = None

    def release(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if self._down and not self._by_keys and button == Button.LeftButton:
            self.keep()

    def keep(self) -> None:
        """Keep the stroke, as one step."""
        edit = self._edit()
        self._end()
        if edit is not None:
            self.canvas.bridge.commit(edit)

    def cancel(self) -> None:
        if self._down:
            self._end()
            self.canvas.bridge.cancel()

    def leave(self) -> None:
        self._at = self._tip = None

    def _end(self) -> None:
        if self._by_keys:
            self._at = None
        self._down = self._asked = self._by_keys = False
        self._faces, self._trail, self._tip = [], [], None
        self.canvas.status.emit(self.hint())

    def _sweep(self, a: QPointF, b: QPointF) -> None:
        """Take the blocks between two places of the pointer into the stroke."""
        touched = self.canvas.frame.faces_along(a.x(), a.y(), b.x(), b.y())
        middles = self.canvas.content.middles
        from_xy, to_xy = np.array(self.canvas.place_of(a)), np.array(self.canvas.place_of(b))
        under = near_segment(middles, from_xy, to_xy, self.canvas.furniture.tool.radius_m)
        self._take(np.union1d(touched, under))

    def _take(self, found: Array) -> None:
        """Take some blocks into the stroke."""
        found = np.asarray(found[~self._taken[found]])
        if not len(found):
            return
        free, reason = self.takes(found, removing=self._removing)
        self._taken[found] = True
        if reason:
            self._tip = Tip(reason, problem=True)
        if len(free):
            self._faces += free.tolist()
            edit = self._edit()
            if edit is not None:
                self._asked = True
                self.canvas.bridge.preview(edit)

    def _edit(self) -> Edit | None:
        return self.edit_of(self._faces, removing=self._removing) if self._faces else None

    def state_shown(self, state: State) -> None:
        self._asked = False
        if self._down and self._faces and not state.provisional:
            self._end()  # undone, or dropped, from elsewhere
        if self._down and self._faces and not (self._tip and self._tip.problem):
            self._tip = self.words(state, len(self._faces), removing=self._removing)
            if self._by_keys:
                self.canvas.read_out(self._tip.spoken)

    def rejected(self, rejection: EditRejected) -> None:
        self._asked = False
        self._tip = Tip(rejection.sentence, problem=True)

    # ------------------------------------------------------------------------------------------------ keys
    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self._down:
            self.cancel()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._by_keys:
            self.keep()
            return True
        if event.key() in (Qt.Key.Key_Comma, Qt.Key.Key_Period):
            self.canvas.furniture.tool.change_size(1 if event.key() == Qt.Key.Key_Period else -1)
            return True
        return super().key(event)

    def begins_by_removing(self) -> bool:
        """Tell whether a stroke of the keys takes away, judged by the block they have reached."""
        return False

    def stretch(self, direction: tuple[int, int]) -> None:
        focus = self.canvas.focus_block
        if not self._down:
            if not self.begin(removing=self.begins_by_removing()):
                self.canvas.say(self.problem())
                return
            self._by_keys = True
            self.canvas.status.emit(self.hint())
            self._take(np.array([focus.face], dtype=np.int32))
        focus.step(direction)
        self._take(np.array([focus.face], dtype=np.int32))
        self._at = self.keys_at()

    # ------------------------------------------------------------------------------------------------ paint
    @property
    def reach_px(self) -> float:
        return self.canvas.furniture.tool.radius_m / self.canvas.view.metres

    def region(self) -> QRegion:
        region = super().region()
        if self._at is None:
            return region
        reach = self.reach_px + 4
        ring = QRectF(self._at.x() - reach, self._at.y() - reach, 2 * reach, 2 * reach)
        region += QRegion(ring.toAlignedRect())
        for a, b in zip(self._trail, [*self._trail[1:], self._at], strict=False):
            region += QRegion(QRectF(a, b).normalized().toAlignedRect().adjusted(-4, -4, 5, 5))
        if self._tip is not None:
            region += QRegion(self.canvas.furniture.tip_rectangle(self._tip, self._at).toAlignedRect())
        return region

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if self._at is None:
            return
        p = self.canvas.palette_
        if len(self._trail) > 1:
            trail = QPainterPath(self._trail[0])
            for point in (*self._trail[1:], self._at):
                trail.lineTo(point)
            draw_cased(painter, trail, p.text, 2.0, p.catchment_casing, 4.0)
        if not self._by_keys:
            ring = QPainterPath()
            ring.addEllipse(self._at, self.reach_px, self.reach_px)
            draw_cased(painter, ring, p.text, 2.0, p.catchment_casing, 4.0)
        if self._tip is not None:
            self.canvas.furniture.paint_tip(painter, self._tip, self._at)


def near_segment(points: Array, a: Array, b: Array, radius: float) -> Array:
    """Return which points lie within a distance of a straight stroke.

    Parameters
    ----------
    points
        (N, 2) metres.
    a, b
        (2,) the stroke's ends, metres; they may be equal.
    radius
        Metres.

    Examples
    --------
    >>> near_segment(np.array([[5.0, 1.0], [12.0, 0.0], [5.0, 3.0]]), np.zeros(2), np.array([10.0, 0.0]), 2.0).tolist()
    [0, 1]
    """
    low, high = np.minimum(a, b) - radius, np.maximum(a, b) + radius
    near = np.flatnonzero(((points >= low) & (points <= high)).all(axis=1))
    way, away = b - a, points[near] - a
    length = float(way @ way)
    along = np.clip(away @ way / length, 0.0, 1.0) if length else np.zeros(len(near))
    rest = away - along[:, None] * way
    return np.asarray(near[(rest**2).sum(axis=1) <= radius * radius])
