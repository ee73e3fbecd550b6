"""One dot a pupil: a tint of ink where dots share pixels, discs when zoomed in."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from piiri.model.arrays import Array, FloatArray

from ..palette import Palette

DISCS_UP_TO = 4_000
"""So many pupils in view are drawn as a disc each."""
_INK = 0.45


def draw_dots(painter: QPainter, points: FloatArray, area: QRect, ratio: float, palette: Palette) -> None:
    """Draw pupils inside an area as a disc each.

    Parameters
    ----------
    painter
        In device pixels, clipped to the area.
    points
        (N, 2) device pixels of the pupils, at least of all in and near the area.
    area
        What is drawn.
    ratio
        Device pixels a logical pixel.
    palette
        Gives ink and casing.
    """
    inside = (points[:, 0] >= area.left() - 5) & (points[:, 0] <= area.right() + 5)
    inside &= (points[:, 1] >= area.top() - 5) & (points[:, 1] <= area.bottom() + 5)
    mine = points[inside]
    # one picture a dot: what a dot looks like must not depend on which others are drawn with it
    for colour, width in ((palette.catchment_casing, 4.6), (palette.text, 3.0)):
        disc, half = _disc(colour.name(), width * ratio)
        for x, y in np.rint(mine - half).tolist():
            painter.drawImage(QPointF(x, y), disc)


def tint_dots(pixels: Array, points: FloatArray, area: QRect, palette: Palette) -> None:
    """Tint the pixels in which pupils live, the more of them the darker: where there are more than
    :data:`DISCS_UP_TO` in view, discs would hide each other.

    Parameters
    ----------
    pixels
        (H, W) uint32: the picture of the area.
    points, area, palette
        As in :func:`draw_dots`.
    """
    width, height, colour = area.width(), area.height(), palette.text
    column, row = np.floor(points - (area.left(), area.top())).astype(np.int64).T
    kept = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    count = np.bincount(row[kept] * width + column[kept], minlength=width * height)
    at = np.flatnonzero(count)
    y, x = at // width, at % width
    ink = 1.0 - (1.0 - _INK) ** count[at]
    old = pixels[y, x]
    mixed: Array = np.full(len(at), 255 << 24, dtype=np.uint32)
    for shift, value in ((16, colour.red()), (8, colour.green()), (0, colour.blue())):
        channel = ((old >> shift) & 255).astype(np.float64)
        mixed = mixed | (np.rint(channel + (value - channel) * ink).astype(np.uint32) << np.uint32(shift))
    pixels[y, x] = mixed


@cache
def _disc(colour: str, width: float) -> tuple[QImage, float]:
    """Return the picture of a disc and half its side, device pixels."""
    side = int(width) + 2
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colour))
    painter.drawEllipse(QPointF(side / 2, side / 2), width / 2, width / 2)
    painter.end()
    return image, side / 2
