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


def draw_dots(
    image: QImage, pixels: Array, points: FloatArray, area: QRect, ratio: float, palette: Palette, *, crowded: bool
) -> None:
    """Draw pupils inside an area.

    Parameters
    ----------
    image, pixels
        The picture, and its pixels as a (H, W) uint32 array that shares its memory.
    points
        (N, 2) device pixels of the pupils, at least of all in and near the area.
    area
        What is drawn.
    ratio
        Device pixels a logical pixel.
    palette
        Gives ink and casing.
    crowded
        True where there are more than :data:`DISCS_UP_TO` in view, so that discs would hide each other.
    """
    inside = (points[:, 0] >= area.left() - 5) & (points[:, 0] <= area.right() + 5)
    inside &= (points[:, 1] >= area.top() - 5) & (points[:, 1] <= area.bottom() + 5)
    mine = points[inside]
    if not len(mine):
        return
    if crowded:
        _splat(pixels, mine, area, palette.text)
        return
    painter = QPainter(image)
    painter.setClipRect(area)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # one picture a dot: what a dot looks like must not depend on which others are drawn with it
    for colour, width in ((palette.catchment_casing, 4.6), (palette.text, 3.0)):
        disc, half = _disc(colour.name(), width * ratio)
        for x, y in np.rint(mine - half).tolist():
            painter.drawImage(QPointF(x, y), disc)
    painter.end()


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


def _splat(pixels: Array, points: FloatArray, area: QRect, colour: QColor) -> None:
    width, height = area.width(), area.height()
    column, row = (points - (area.left(), area.top())).astype(np.int64).T
    kept = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    count = np.bincount(row[kept] * width + column[kept], minlength=width * height)
    at = np.flatnonzero(count)
    y, x = at // width + area.top(), at % width + area.left()
    ink = 1.0 - (1.0 - _INK) ** count[at]
    old = pixels[y, x]
    mixed: Array = np.full(len(at), 255 << 24, dtype=np.uint32)
    for shift, value in ((16, colour.red()), (8, colour.green()), (0, colour.blue())):
        channel = ((old >> shift) & 255).astype(np.float64)
        mixed = mixed | (np.rint(channel + (value - channel) * ink).astype(np.uint32) << np.uint32(shift))
    pixels[y, x] = mixed
