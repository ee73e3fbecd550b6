"""The map of one compared plan: drawn like the planning map, moved with the others, nothing on it can be edited."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from piiri.i18n import tr
from piiri.model.arrays import Array

from ..map.frame import Frame
from ..map.lines import path_of
from ..map.scale_bar import bar_rectangle, paint_bar
from ..map.schools import SchoolMarks
from ..map.sheet import Sheet
from ..map.strokes import draw_cased
from ..map.view import View
from ..palette import Palette
from ..panels.controls import letters
from ..panels.lettering import CENTRE
from .colouring import Picture
from .tip import TipText, paint_tip, tip_of

IDLE_MS = 80
WHEEL_STEP = 1.25
CROSS = 9
LETTER, EDGE = 22, 8
_KEYS = {
    Qt.Key.Key_Left: (1, 0),
    Qt.Key.Key_Right: (-1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class ComparePane(QWidget):
    """One map.

    Signals
    -------
    view_asked(View)
        The hand wants to look elsewhere; all maps follow.
    whole_asked()
        Home: everything.
    pointed(float, float)
        Place under the pointer, metres; NaN where it has left.
    next_asked(int)
        D or Shift+D: the next difference, or the one before.
    """

    view_asked = Signal(object)
    whole_asked = Signal()
    pointed = Signal(float, float)
    next_asked = Signal(int)

    def __init__(self, letter: str, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.letter = letter
        self.picture: Picture | None = None
        self.with_scale_bar = False
        self._colours, self._scale = palette, 1.0
        self._marks = SchoolMarks(palette, 1.0, self.devicePixelRatioF())
        self._sheet: Sheet | None = None
        self._frame: Frame | None = None
        self.view: View | None = None
        self._grip: QPointF | None = None
        self.strip = QRectF(self.rect())
        self._place: tuple[float, float] | None = None
        self._own = False
        self._hovered, self._pinned = QPainterPath(), QPainterPath()
        self._hovered_face, self._pinned_faces = -1, np.zeros(0, dtype=np.int32)
        self._tip: TipText | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.settle)
        self.name_plan("")

    def name_plan(self, name: str) -> None:
        """Say whose map this is."""
        self.setAccessibleName(tr("Map of plan {letter}: {plan}", letter=self.letter, plan=name))

    # ------------------------------------------------------------------------------------------------ what is shown
    def show_picture(self, picture: Picture, sheet: Sheet, said: str) -> None:
        """Draw a plan.

        Parameters
        ----------
        picture
            The plan and its colours.
        sheet
            Its blocks, ready to be drawn.
        said
            For those who hear the map: what differs on it.
        """
        self.picture, self._sheet, self._frame = picture, sheet, None
        self.setAccessibleDescription(said)
        state, stage = picture.scene.state, picture.scene.stage
        self._marks = SchoolMarks(self._colours, self._scale, self.devicePixelRatioF())
        self._marks.show(state, stage)
        self._pinned_faces = np.zeros(0, dtype=np.int32)
        self._hovered_face = -1
        self.settle()

    def set_look(self, palette: Palette, scale: float) -> None:
        """Take over theme and text scale; the picture in the new colours follows."""
        self._colours, self._scale = palette, scale
        self._marks.set_look(palette, scale, self.devicePixelRatioF())

    def look_at(self, view: View) -> None:
        """Show another view at once; it is rendered when the hand rests."""
        mine = view.resized(max(1, self.width()), max(1, self.height()), self.devicePixelRatioF())
        if mine == self.view:
            return
        self.view = mine
        if self.picture is not None:
            self._marks.move_to(mine, self.picture.scene.state)
        self._hovered = self._pinned = QPainterPath()
        self._tip = None
        self._idle.start()
        self.update()

    def settle(self) -> None:
        """Render the present view."""
        self._idle.stop()
        if self.picture is None or self._sheet is None or self.view is None:
            self.update()
            return
        if self._frame is None or self._frame.view != self.view:
            self._frame = Frame(self.view, self.picture.scene, self._sheet)
            self._frame.finish()
        self._arrange_marks()
        self._outline()
        if self._place is not None:
            self.point_at(*self._place, own=self._own)
        self.update()

    def _arrange_marks(self) -> None:
        """Give labels their places: inside the strip that is seen, clear of letter and scale bar."""
        if self.view is None or self.picture is None:
            return
        seen, whole = self.strip, QRectF(self.rect())
        taken = [QRectF(0, 0, seen.left(), whole.height()), self._letter_room()]
        taken.append(QRectF(seen.right(), 0, whole.right() - seen.right(), whole.height()))
        if self.with_scale_bar:
            taken.append(bar_rectangle(self.view, self._scale))
        self._marks.arrange(self.view, self.picture.scene.state, [room for room in taken if room.width() > 0])

    def show_strip(self, strip: QRectF) -> None:
        """Only this part of the map is seen; the rest is behind a divider."""
        if strip != self.strip:
            self.strip = strip
            self._arrange_marks()
            self.update()

    def _letter_room(self) -> QRectF:
        side = round(LETTER * self._scale)
        return QRectF(self.strip.left() + EDGE, self.strip.top() + EDGE, side, side)

    def pin(self, faces: Array) -> None:
        """Outline some blocks: those of the row chosen in the list."""
        self._pinned_faces = np.asarray(faces, dtype=np.int32)
        self._outline()
        self.update()

    def point_at(self, x_m: float, y_m: float, *, own: bool) -> None:
        """Show what lies at a place: the pointer is there, on this map or (``own`` False) on another one."""
        self._place = None if math.isnan(x_m) else (x_m, y_m)
        self._own = own
        face = -1
        if self._place is not None and self._current and self.view is not None and self._frame is not None:
            at = self.view.to_screen(np.array(self._place))
            face = self._frame.face_at(float(at[0]), float(at[1]))
        self._tip = tip_of(self.picture, face) if self.picture is not None and face >= 0 else None
        if face != self._hovered_face:
            self._hovered_face = face
            self._outline()
        self.update()

    @property
    def hovered_face(self) -> int:
        """The block under the pointer, or under the same place of another map; −1 for none."""
        return self._hovered_face

    @property
    def tip(self) -> TipText | None:
        """What the label at the pointer says."""
        return self._tip

    @property
    def _current(self) -> bool:
        return self._frame is not None and self._frame.view == self.view

    def _outline(self) -> None:
        self._hovered = self._path(np.array([self._hovered_face]) if self._hovered_face >= 0 else np.zeros(0, int))
        self._pinned = self._path(self._pinned_faces)

    def _path(self, faces: Array) -> QPainterPath:
        if self._frame is None or not self._current or self.picture is None or not len(faces):
            return QPainterPath()
        mine = np.zeros(self.picture.counted.plan.coverage.face_count, dtype=bool)
        mine[faces[faces < len(mine)]] = True
        return path_of(*self._frame.outline(mine))

    # ------------------------------------------------------------------------------------------------ painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        p = self._colours
        if self._frame is None or self.view is None:
            painter.fillRect(event.rect(), p.surface)
            return
        self._frame.blit(painter, self.view, event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for path, colour in ((self._pinned, p.text), (self._hovered, p.text)):
            if not path.isEmpty():
                wide = 3.0 if path is self._pinned else 2.0
                draw_cased(painter, path, colour, wide, p.catchment_casing, wide + 2.0)
        self._marks.paint(painter, event.region())
        if self.with_scale_bar:
            paint_bar(painter, self.view, p, self._scale)
        self._paint_letter(painter)
        if self._place is None:
            return
        at = self.view.to_screen(np.array(self._place))
        where = QPointF(float(at[0]), float(at[1]))
        if not self._own:
            for colour, width in ((p.catchment_casing, 4.0), (p.text, 1.5)):
                painter.setPen(QPen(colour, width))
                painter.drawLine(where - QPointF(CROSS, 0), where + QPointF(CROSS, 0))
                painter.drawLine(where - QPointF(0, CROSS), where + QPointF(0, CROSS))
        if self._tip is not None:
            paint_tip(painter, self._tip, where, self.strip, p, self._scale)

    def _paint_letter(self, painter: QPainter) -> None:
        p, room = self._colours, self._letter_room()
        painter.setPen(QPen(p.control, 1))
        painter.setBrush(p.plate)
        painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        letters(self._scale).body_bold.draw(painter, room, self.letter, p.text, CENTRE)

    # ------------------------------------------------------------------------------------------------ mouse and keys
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._grip = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = event.position()
        if self.view is None:
            return
        if self._grip is not None:
            moved = at - self._grip
            self._grip = at
            self.view_asked.emit(self.view.panned(moved.x(), moved.y()))
        self.pointed.emit(*self.view.to_map(at.x(), at.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self.view is not None and event.button() == Qt.MouseButton.LeftButton:
            self.view_asked.emit(self.view.zoomed(2.0, event.position().x(), event.position().y()))

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120.0
        if steps and self.view is not None:
            finer = 0.25 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1.0
            at = event.position()
            self.view_asked.emit(self.view.zoomed(WHEEL_STEP ** (steps * finer), at.x(), at.y()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(math.nan, math.nan)
        super().leaveEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        view, key = self.view, Qt.Key(event.key())
        if view is None:
            super().keyPressEvent(event)
        elif key in _KEYS:
            x, y = _KEYS[key]
            self.view_asked.emit(view.panned(x * self.width() / 4, y * self.height() / 4))
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.view_asked.emit(view.zoomed(2.0, self.width() / 2, self.height() / 2))
        elif key == Qt.Key.Key_Minus:
            self.view_asked.emit(view.zoomed(0.5, self.width() / 2, self.height() / 2))
        elif key == Qt.Key.Key_Home:
            self.whole_asked.emit()
        elif key == Qt.Key.Key_D:
            self.next_asked.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.view is not None:
            self.look_at(self.view)
        super().resizeEvent(event)
