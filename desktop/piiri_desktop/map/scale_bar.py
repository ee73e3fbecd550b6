"""The scale bar: a round length, painted on the map."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from piiri.i18n import HARD_SPACE, number

from ..palette import BODY, Palette, font
from .view import View

_WIDEST = 120


def bar_length_m(metres: float) -> float:
    """Return the longest of 1, 2, 5 times a power of ten that fits, metres.

    Parameters
    ----------
    metres
        Metres a logical pixel.

    Examples
    --------
    >>> bar_length_m(10.5)
    1000.0
    """
    room = metres * _WIDEST
    power = 10.0 ** math.floor(math.log10(room))
    return max(step * power for step in (1.0, 2.0, 5.0) if step * power <= room)


def bar_text(length_m: float) -> str:
    """Write a length: ``500 m``, ``2 km``."""
    if length_m >= 1000:
        return f"{number(length_m / 1000)}{HARD_SPACE}km"
    return f"{number(length_m, 0 if length_m >= 1 else 1)}{HARD_SPACE}m"


def bar_rectangle(view: View, scale: float) -> QRectF:
    """Return the room the bar takes, at the bottom right."""
    width = bar_length_m(view.metres) / view.metres
    return QRectF(view.width - 14 - width, view.height - 12 - 18 * scale, width + 6, 18 * scale + 6)


def paint_bar(painter: QPainter, view: View, palette: Palette, scale: float) -> None:
    """Paint the bar: the near half in the text's colour, the far half in that of the paper."""
    length = bar_length_m(view.metres)
    room = bar_rectangle(view, scale)
    left, right, y = room.left() + 2, room.right() - 3, room.bottom() - 4
    painter.setPen(QPen(palette.catchment_casing, 7, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    painter.setPen(QPen(palette.catchment_border, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF(left, y), QPointF(right, y))
    painter.setPen(QPen(palette.catchment_casing, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    painter.drawLine(QPointF((left + right) / 2, y), QPointF(right - 1, y))
    text, face = bar_text(length), font(BODY, QFont.Weight.Medium, scale)
    advance = QFontMetricsF(face).horizontalAdvance(text)
    path = QPainterPath()
    path.addText(QPointF(right - advance, y - 6), face, text)
    painter.setPen(
        QPen(palette.catchment_casing, 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.fillPath(path, palette.catchment_border)
