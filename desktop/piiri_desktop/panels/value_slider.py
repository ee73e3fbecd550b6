"""A slider that shows what it moves at once: a drag, or a key held down, is one step; Esc drops it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from ..palette import Palette
from .lettering import lettering

RADIUS, TRACK = 6, 3
_KEYS = {
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_Home, Qt.Key.Key_End),
}


class ValueSlider(QAbstractSlider):
    """Whole steps from left to right.

    Parameters
    ----------
    name
        What it moves, for those who hear it.

    Signals
    -------
    moved(int)
        The hand or a key is at another step; nothing is kept yet.
    kept()
        The mouse button or the key was released.
    dropped()
        Esc.
    """

    moved = Signal(int)
    kept = Signal()
    dropped = Signal()

    def __init__(self, name: str, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette, self._letters = palette, lettering()
        self._before: int | None = None
        self._pulling = self._under_way = self._given_up = False
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def under_way(self) -> bool:
        """True from the first move until it is kept or dropped."""
        return self._under_way

    def show_step(self, step: int, before: int | None = None) -> None:
        """Show a step that is not the hand's, with a tick at ``before``; None for no tick."""
        self._before = before
        self.blockSignals(True)
        self.setValue(step)
        self.blockSignals(False)
        self.update()

    def end(self) -> None:
        """Nothing is under way any more: someone else kept or dropped it."""
        self._under_way = False

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self._palette, self._letters = palette, lettering(scale)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._letters.px(96), self._letters.px(24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self._letters.px(56), self._letters.px(24))

    # ------------------------------------------------------------------------------------------------ hand and keys
    def _go(self, step: int) -> None:
        step = min(max(step, self.minimum()), self.maximum())
        if step != self.value():
            self._under_way = True
            self.setValue(step)
            self.moved.emit(step)

    def _end(self) -> None:
        if self._under_way:
            self._under_way = False
            self.kept.emit()

    def _drop(self) -> None:
        self._under_way = False
        self.dropped.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._pulling, self._given_up = True, False
            self._go(self._step_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pulling and not self._given_up:
            self._go(self._step_at(event.position().x()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self._pulling:
            self._pulling = False
            self._end()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the wheel scrolls what the slider stands in; money is not moved by accident

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {
            Qt.Key.Key_Right: self.value() + self.singleStep(),
            Qt.Key.Key_Up: self.value() + self.singleStep(),
            Qt.Key.Key_Left: self.value() - self.singleStep(),
            Qt.Key.Key_Down: self.value() - self.singleStep(),
            Qt.Key.Key_PageUp: self.value() + self.pageStep(),
            Qt.Key.Key_PageDown: self.value() - self.pageStep(),
            Qt.Key.Key_Home: self.minimum(),
            Qt.Key.Key_End: self.maximum(),
        }
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and (self._under_way or self._pulling):
            self._given_up = True
            self._drop()
        elif key in steps and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self._go(steps[key])
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS and not event.isAutoRepeat() and not self._pulling:
            self._end()
        else:
            event.ignore()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if not self._pulling:
            self._end()

    # ------------------------------------------------------------------------------------------------ look
    def _room(self) -> tuple[float, float]:
        edge = self._letters.px(RADIUS) + 2.0
        return edge, max(1.0, self.width() - 2 * edge)

    def _x_of(self, step: int) -> float:
        left, wide = self._room()
        return left + wide * (step - self.minimum()) / max(1, self.maximum() - self.minimum())

    def _step_at(self, x: float) -> int:
        left, wide = self._room()
        return self.minimum() + round((x - left) / wide * (self.maximum() - self.minimum()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        p, middle = self._palette, self.height() / 2
        left, wide = self._room()
        track = QRectF(left, middle - TRACK / 2, wide, TRACK)
        painter.fillRect(track, p.control)
        x = self._x_of(self.value())
        painter.fillRect(QRectF(left, track.top(), x - left, TRACK), p.accent if self.isEnabled() else p.text_disabled)
        if self._before is not None and self._before != self.value():
            at, high = round(self._x_of(self._before)), self._letters.px(8)
            painter.fillRect(QRect(at - 2, round(middle) - high, 4, 2 * high), p.surface)
            painter.fillRect(QRect(at - 1, round(middle) - high, 2, 2 * high), p.text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = self._letters.px(RADIUS)
        painter.setPen(QPen(p.accent, 2))
        painter.setBrush(p.accent if self._under_way else p.surface)
        painter.drawEllipse(QPointF(x, middle), radius - 1, radius - 1)
