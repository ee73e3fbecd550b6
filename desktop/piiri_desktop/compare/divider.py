"""The divider between two maps that lie one over the other: dragged with the mouse, moved with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from piiri.i18n import number, tr

from ..palette import Palette

WIDE = 24
STEP, LARGE_STEP = 0.02, 0.1


class Divider(QWidget):
    """A line with a handle.

    Parameters
    ----------
    name
        For those who hear it.
    at
        Where it stands, 0 (left) to 1.

    Signals
    -------
    moved()
        A person put it elsewhere: :attr:`at` is another one, and :attr:`was_moved` stays True.
    """

    moved = Signal()

    def __init__(self, name: str, at: float, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self.at, self.was_moved = at, False
        self._colours, self._maps = palette, parent
        self._grip = 0.0
        self.setAccessibleName(name)
        self.setToolTip(tr("{name}: drag it, or move it with the arrow keys", name=name))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._colours = palette
        self.update()

    def place(self, x: int, height: int) -> None:
        """Stand over a column of the maps."""
        self.setGeometry(x - WIDE // 2, 0, WIDE, height)
        self.setAccessibleDescription(tr("at {share} of the width", share=f"{number(self.at * 100)}\u00a0%"))
        self.raise_()

    def _move(self, at: float) -> None:
        self.at, self.was_moved = at, True
        self.moved.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self._grip = event.position().x() - WIDE / 2

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            x = self.mapToParent(event.position().toPoint()).x() - self._grip
            self._move(x / max(1, self._maps.width()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = LARGE_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
        wanted = {
            Qt.Key.Key_Left: self.at - step,
            Qt.Key.Key_Right: self.at + step,
            Qt.Key.Key_Home: 0.0,
            Qt.Key.Key_End: 1.0,
        }.get(Qt.Key(event.key()))
        if wanted is None:
            super().keyPressEvent(event)
        else:
            self._move(wanted)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        p, middle = self._colours, self.width() / 2
        for colour, width in ((p.plate, 4.0), (p.text, 2.0)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(middle, 0), QPointF(middle, self.height()))
        y = self.height() / 2
        painter.setPen(QPen(p.accent if self.hasFocus() else p.control, 2.0 if self.hasFocus() else 1.0))
        painter.setBrush(p.plate)
        painter.drawRoundedRect(QRectF(middle - 11, y - 14, 22, 28), 4, 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(p.text)
        for way in (-1, 1):
            tip, base = middle + way * 7, middle + way * 3
            painter.drawPolygon(QPolygonF([QPointF(tip, y), QPointF(base, y - 4), QPointF(base, y + 4)]))
