"""The handle of a corner: a square, crossed where the place is refused, dashed where the corner is not there yet."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

_DRAWN, _ROOM = 11, 18


def handle_box(x: float, y: float) -> QRectF:
    """Return what a handle covers around a logical pixel."""
    return QRectF(x - _ROOM / 2, y - _ROOM / 2, _ROOM, _ROOM)


def draw_handle(
    painter: QPainter, at: QPointF, colour: QColor, fill: QColor, *, crossed: bool, ghost: bool = False
) -> None:
    """Draw a corner's handle; of a ghost, a corner that is not there yet, a plus stands in it."""
    half = _DRAWN / 2
    box = QRectF(at.x() - half, at.y() - half, _DRAWN, _DRAWN)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(fill)
    painter.drawRect(box.adjusted(-2, -2, 2, 2))
    painter.setPen(QPen(colour, 1.5 if ghost else 2.0, Qt.PenStyle.DotLine if ghost else Qt.PenStyle.SolidLine))
    painter.drawRect(box)
    if ghost:
        painter.setPen(QPen(colour, 1.5))
        painter.drawLine(QPointF(at.x() - 3, at.y()), QPointF(at.x() + 3, at.y()))
        painter.drawLine(QPointF(at.x(), at.y() - 3), QPointF(at.x(), at.y() + 3))
    if crossed:
        painter.drawLine(box.topLeft(), box.bottomRight())
        painter.drawLine(box.topRight(), box.bottomLeft())
