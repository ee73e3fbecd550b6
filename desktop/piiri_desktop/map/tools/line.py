"""What redrawing a border and splitting blocks share: a line drawn by a free hand, corner by corner, or by keys.

Drag to draw freely, and let go to keep: near a border, a line between blocks or a road the line runs along it, unless
Ctrl is held. Click to set corners one by one; a double click or Enter keeps. By keys: Tab
goes to a corner, Enter begins the line there, arrows lead its end, Enter sets a corner and Enter again keeps. Backspace
takes the last corner back, Esc drops the line. Where the plan refuses it, the line stays and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPen, QRegion

from piiri.edits import Edit
from piiri.errors import EditRejected
from piiri.i18n import number, tr
from piiri.session import State

from ..snapping import Place, Snap, line_word, snap
from ..strokes import draw_cased
from ..tip import Tip
from .base import Button, Modifier
from .corner_keys import CornerKeys
from .free_hand import FreeHand, freely
from .keyed import ARROWS
from .snap_ring import paint_snap, snap_region

if TYPE_CHECKING:
    from ..canvas import MapView

_FREE_PX, _AGAIN_PX = 5.0, 5.0
"""Logical pixels: a drag draws freely from here on; a second click is a double one."""

_UNFINISHED = ("nothing-enclosed", "nothing-split", "not-a-line")
"""Refusals that a line outgrows while it is being drawn."""


class LineTool(CornerKeys):
    """Draws a line that becomes an edit; the tools say in :meth:`edit_along` which one."""

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._points: list[Place] = []
        self._end: Place | None = None
        self._snap: Snap | None = None
        self._at: QPointF | None = None
        self._pressed: QPointF | None = None
        self._drawn: FreeHand | None = None
        self._by_keys = self._first = self._keeping = self._dropping = False
        self._asked: Edit | None = None
        self._unanswered = self._refused = False
        self._tip: Tip | None = None

    # ------------------------------------------------------------------------------------------------ for the tools
    def edit_along(self, line: tuple[Place, ...]) -> Edit:
        """Return the edit that a line stands for."""
        raise NotImplementedError

    def problem_now(self) -> str:
        """Say why no line can be drawn now; empty where it can."""
        return ""

    def begun(self, place: Place) -> None:
        """A line begins."""

    def shown(self, state: State) -> Tip:
        """A preview is drawn: say what it does."""
        raise NotImplementedError

    def idle_hint(self) -> str:
        """What can be done before a line is begun."""
        raise NotImplementedError

    def waiting_words(self) -> str:
        """What the line still lacks, at the pointer."""
        raise NotImplementedError

    def hint(self) -> str:
        if not self._points:
            return self.idle_hint()
        if self._by_keys:
            return tr(
                "Arrows lead the line by 1 m, Shift 10, Ctrl 100. Tab: next corner. Enter sets, again keeps. Esc."
            )
        if self._pressed is not None and self._first:
            return tr("Near a border, a block line or a road the line follows it; not with Ctrl. Let go to keep. Esc.")
        return tr("Click corners, double click or Enter keeps, Backspace takes the last back, Esc drops the line.")

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    @property
    def busy(self) -> bool:
        return bool(self._points)

    @property
    def holds_view(self) -> bool:
        return self._pressed is not None

    @property
    def waiting(self) -> bool:
        return self._unanswered

    @property
    def line(self) -> tuple[Place, ...]:
        """The line as it would be kept now, metres."""
        places = list(self._points)
        if self._drawn is not None:
            places += self._drawn.places(self._end)
        elif self._end is not None:
            places.append(self._end)
        return tuple(place for i, place in enumerate(places) if i == 0 or place != places[i - 1])

    # ------------------------------------------------------------------------------------------------ the hand
    def _look(self, at: QPointF, modifiers: Modifier) -> Place:
        """Find what the pointer is drawn to, and return the place meant."""
        self._at = at
        self._snap = None if freely(modifiers) else snap(self.canvas.kept_sheet, self.canvas.view, at.x(), at.y())
        return self._snap.place if self._snap else self.canvas.place_of(at)

    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button == Button.RightButton and not self._points:
            self.pick(at)
        if button != Button.LeftButton or self._pressed is not None:
            return
        if self._by_keys:
            self.cancel()
        place = self._look(at, modifiers)
        if not self._points:
            self._begin(place)
            self._first = bool(self._points)
        elif len(self._points) > 1 and self._near_last(at):
            self._end = None
            self._finish()
            return
        if self._points:
            self._pressed, self._drawn = at, None
            self.canvas.status.emit(self.hint())

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        if self._by_keys and self._points:
            return
        place = self._look(at, modifiers)
        if not self._points:
            self._tip = None
            return
        if self._pressed is not None:
            gone = at - self._pressed
            if self._drawn is None:
                if np.hypot(gone.x(), gone.y()) < _FREE_PX:
                    return
                self._drawn = FreeHand(self.canvas, self.base_plan, self._points[-1])
            self._drawn.move(at, modifiers)
        self._end = place
        self._ask()

    def move_away(self) -> None:
        self._at = self._snap = None

    def release(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button != Button.LeftButton or self._pressed is None:
            return
        place, first, free = self._look(at, modifiers), self._first, self._drawn is not None
        self._pressed, self._first = None, False
        if free:
            self._end = place
            self._points, self._drawn, self._end = list(self.line), None, None
        elif not first:
            self._points.append(place)
        if free and first:
            self._finish()
        else:
            self._end = None
            self._ask()
            self.canvas.status.emit(self.hint())

    def _near_last(self, at: QPointF) -> bool:
        x, y = self.canvas.view.to_screen(np.array(self._points[-1])).tolist()
        return float(np.hypot(at.x() - x, at.y() - y)) <= _AGAIN_PX

    # ------------------------------------------------------------------------------------------------ the line
    def _begin(self, place: Place) -> None:
        problem = self.problem_now()
        if problem:
            self._tip = Tip(problem, problem=True)
            self.canvas.read_out(problem)
            return
        self.canvas.hover.clear()
        self._points, self._end, self._tip, self._refused = [place], None, None, False
        self.begun(place)

    def _ask(self) -> None:
        line = self.line
        if len(line) < 2:
            return
        self._asked, self._unanswered = self.edit_along(line), True
        self.canvas.bridge.preview(self._asked)

    def _finish(self) -> None:
        """Keep the line as it is shown; where the plan refuses it, it stays to be mended."""
        line = self.line
        if len(line) < 2:
            return
        self._points, self._end, self._drawn = list(line), None, None
        self._keeping = True
        kept = self.canvas.bridge.commit(self.edit_along(line))
        self._keeping = False
        self._asked, self._unanswered = None, False
        if kept:
            self._forget()
        self.canvas.refresh_overlay()

    def keep(self) -> None:
        if self._points:
            self._finish()

    def _back(self) -> None:
        """Take the last corner back."""
        if self._by_keys and self._end is not None and self._end != self._points[-1]:
            self._end = self._points[-1]
        elif len(self._points) == 1:
            self.cancel()
            return
        else:
            self._points.pop()
            self._end = self._points[-1] if self._by_keys else None
        self._refused, self._tip = False, None
        if len(self.line) < 2:
            self._drop_preview()
        else:
            self._ask()

    def _drop_preview(self) -> None:
        self._asked, self._unanswered, self._dropping = None, False, True
        self.canvas.bridge.cancel()
        self._dropping = False

    def cancel(self) -> None:
        if self._points:
            self._forget()
            self.canvas.bridge.cancel()

    def leave(self) -> None:
        self._at = self._snap = self._tip = None
        self.forget_corner()

    def _forget(self) -> None:
        self._points, self._drawn, self._end, self._pressed = [], None, None, None
        self._by_keys = self._first = self._refused = self._unanswered = False
        self._asked = self._tip = None
        self.forget_corner()
        self.canvas.status.emit(self.hint())

    # ------------------------------------------------------------------------------------------------ what is shown
    def state_shown(self, state: State) -> None:
        self._unanswered = False
        if self._keeping or self._dropping or not self._points:
            return
        if self._asked is not None and not state.provisional:
            self._forget()  # undone, or dropped, from elsewhere
        elif state.provisional:
            self._tip, self._refused = self.shown(state), False
            if self._by_keys:
                self.canvas.read_out(self._tip.spoken)

    def outgrows(self, rejection: EditRejected) -> bool:
        return rejection.code in _UNFINISHED and not self._keeping

    def rejected(self, rejection: EditRejected) -> None:
        self._unanswered = False
        if self.outgrows(rejection):
            self._tip, self._refused = Tip(self.waiting_words()), False
            self._drop_preview()
            return
        self._tip, self._refused = Tip(rejection.sentence, problem=True), True
        if self._by_keys or self._keeping:
            self.canvas.read_out(rejection.sentence)

    # ------------------------------------------------------------------------------------------------ keys
    def key(self, event: QKeyEvent) -> bool:
        key, enter = Qt.Key(event.key()), event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if not self._points:
            if enter and self.corner >= 0:
                self._begin_by_keys()
                return True
            return super().key(event)
        if key == Qt.Key.Key_Escape:
            self.cancel()
        elif key == Qt.Key.Key_Backspace:
            self._back()
        elif enter:
            self._enter_line()
        elif self._by_keys and key in ARROWS:
            self._lead(ARROWS[key], event.modifiers())
        elif self._by_keys and key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._to_corner(-1 if key == Qt.Key.Key_Backtab else 1)
        else:
            return False
        return True

    def _begin_by_keys(self) -> None:
        x, y = self.base_plan.coverage.vertices[self.corner].tolist()
        self._begin((x, y))
        if self._points:
            self._by_keys, self._end, self._at = True, (x, y), None
            self.canvas.read_out(tr("The line begins here."))
            self.canvas.status.emit(self.hint())

    def _enter_line(self) -> None:
        if self._by_keys and self._end is not None and self._end != self._points[-1]:
            self._points.append(self._end)
            self.canvas.read_out(tr("Corner {n} set. Enter keeps the line.", n=number(len(self._points))))
            return
        self._finish()

    def _lead(self, way: tuple[int, int], modifiers: Modifier) -> None:
        step = 100.0 if modifiers & Modifier.ControlModifier else 1.0
        step = 10.0 if modifiers & Modifier.ShiftModifier else step
        x, y = self._end or self._points[-1]
        self._lead_to((x + way[0] * step, y + way[1] * step))

    def _to_corner(self, step: int) -> None:
        """Lead the end of the line to the next corner around it."""
        places = self.corners_around(self._end or self._points[-1], step)
        if places is not None:
            self._lead_to(places)

    def _lead_to(self, place: Place) -> None:
        self._end = place
        self.keep_in_view(place)
        from_last = float(np.hypot(place[0] - self._points[-1][0], place[1] - self._points[-1][1]))
        self.canvas.read_out(tr("{metres} m from the last corner", metres=number(from_last, 0)))
        if len(self.line) > 1:
            self._ask()

    # ------------------------------------------------------------------------------------------------ paint
    def _path(self) -> QPainterPath:
        path, line = QPainterPath(), self.line
        if len(line) > 1:
            places = self.canvas.view.to_screen(np.array(line)).tolist()
            path.moveTo(*places[0])
            for x, y in places[1:]:
                path.lineTo(x, y)
        return path

    def _dots(self) -> list[QPointF]:
        if not self._points:
            return []
        return [QPointF(x, y) for x, y in self.canvas.view.to_screen(np.array(self._points)).tolist()]

    def _pointer(self) -> QPointF | None:
        """Where the label lies: at the pointer, by keys at the line's end."""
        if self._at is None and self._points:
            x, y = self.canvas.view.to_screen(np.array(self._end or self._points[-1])).tolist()
            return QPointF(x, y)
        return self._at

    def _snap_word(self) -> str:
        follows = self._drawn.follows(self._end) if self._drawn is not None else ""
        return tr("follows: {line}", line=line_word(follows)) if follows else self._snap.word if self._snap else ""

    def _label(self) -> QRectF:
        """Where the label at the pointer lies; empty for none."""
        at = self._pointer()
        return (
            self.canvas.furniture.tip_rectangle(self._tip, at) if self._tip is not None and at is not None else QRectF()
        )

    def region(self) -> QRegion:
        region, path = super().region(), self._path()
        if not path.isEmpty():
            region += QRegion(path.boundingRect().toAlignedRect().adjusted(-6, -6, 7, 7))
        for dot in self._dots():
            region += QRegion(QRectF(dot.x() - 6, dot.y() - 6, 12, 12).toAlignedRect())
        if self._snap is not None:
            region += snap_region(self.canvas, self._snap, self._snap_word(), self._label())
        region += QRegion(self._label().toAlignedRect())
        return region

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        p, path, at = self.canvas.palette_, self._path(), self._pointer()
        colour = p.bad if self._refused else p.accent
        if not path.isEmpty():
            draw_cased(painter, path, colour, 2.5, p.catchment_casing, 5.0, (6.0, 3.0) if self._refused else ())
        if self._drawn is not None and not self._refused:
            draw_cased(painter, self._drawn.followed(self._end), colour, 4.5, p.catchment_casing, 7.5)
        for dot in self._dots():
            painter.setPen(QPen(colour, 2))
            painter.setBrush(p.plate)
            painter.drawRect(QRectF(dot.x() - 3.5, dot.y() - 3.5, 7, 7))
        if self._snap is not None:
            paint_snap(painter, self.canvas, self._snap, self._snap_word(), self._label())
        if self._tip is not None and at is not None:
            self.canvas.furniture.paint_tip(painter, self._tip, at)
