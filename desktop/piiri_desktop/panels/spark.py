"""A series of years as a small line beside its figure."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen

from piiri.years import Series

from ..palette import Palette


def paint_spark(painter: QPainter, room: QRectF, series: Series, p: Palette) -> None:
    """The years as a line, gaps left open, small years hollow, breaks a dashed line; zero is the bottom."""
    top = float(np.nanmax(series.value)) if np.isfinite(series.value).any() else 0.0
    wide = room.width() / max(1, len(series.years) - 1)
    points = [
        QPointF(room.left() + at * wide, room.bottom() - (value / top if top > 0 else 0) * room.height())
        if math.isfinite(value)
        else None
        for at, value in enumerate(series.value.tolist())
    ]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for at in range(1, len(points)):
        one, other = points[at - 1], points[at]
        if series.breaks[at]:
            pen = QPen(p.text_secondary, 1)
            pen.setDashPattern([2, 2])
            painter.setPen(pen)
            here = room.left() + (at - 0.5) * wide
            painter.drawLine(QPointF(here, room.top()), QPointF(here, room.bottom()))
        elif one is not None and other is not None:
            painter.setPen(QPen(p.bar, 1.5))
            painter.drawLine(one, other)
    painter.setPen(QPen(p.bar, 1.5))
    for point, small in zip(points, series.small.tolist(), strict=True):
        if point is not None:
            painter.setBrush(p.surface if small else p.bar)
            painter.drawEllipse(point, 2.5, 2.5)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
