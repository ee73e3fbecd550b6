"""The ring and the word at a place that a line is drawn to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QRegion

from ...palette import CAPTION, font
from ..snapping import Snap

if TYPE_CHECKING:
    from ..canvas import MapView

_RADIUS = 8


def _middle(canvas: MapView, snap: Snap) -> QPointF:
    return QPointF(*canvas.view.to_screen(np.array(snap.place)).tolist())


def _word_box(canvas: MapView, snap: Snap, word: str, label: QRectF) -> QRectF:
    """Where the word lies: above the ring, below it where the label at the pointer is above."""
    at = _middle(canvas, snap)
    metrics = QFontMetricsF(font(CAPTION, scale=canvas.text_scale))
    width, height = metrics.horizontalAdvance(word) + 10, metrics.height() + 2
    left = min(max(4.0, at.x() - width / 2), canvas.width() - width - 4)
    above, below = (
        QRectF(round(left), round(y), round(width), round(height)) for y in (at.y() - 13 - height, at.y() + 13)
    )
    return above if above.top() > 4 and not above.intersects(label) else below


def snap_region(canvas: MapView, snap: Snap, word: str, label: QRectF) -> QRegion:
    """Return what :func:`paint_snap` covers; ``label`` is where the label at the pointer lies."""
    at, room = _middle(canvas, snap), _RADIUS + 3
    ring = QRectF(at.x() - room, at.y() - room, 2 * room, 2 * room)
    return QRegion(ring.toAlignedRect()) + QRegion(
        _word_box(canvas, snap, word, label).toAlignedRect().adjusted(-1, -1, 2, 2)
    )


def paint_snap(painter: QPainter, canvas: MapView, snap: Snap, word: str, label: QRectF) -> None:
    """Paint a ring around the place and say what it is."""
    p, box = canvas.palette_, _word_box(canvas, snap, word, label)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(p.catchment_casing, 5), QPen(p.accent, 2)):
        painter.setPen(pen)
        painter.drawEllipse(_middle(canvas, snap), _RADIUS, _RADIUS)
    painter.setPen(QPen(p.control, 1))
    painter.setBrush(p.plate)
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    painter.setFont(font(CAPTION, scale=canvas.text_scale))
    painter.setPen(p.text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)
