"""The paper a frame is drawn on: somewhat larger than the view, and rolled up, so that it never has to be moved.

Places on the paper are counted in device pixels from where its corner lay at first, and keep their numbers for good.
A picture as large as the paper holds them: column ``x`` of the paper lies in column ``x mod width`` of the picture, and
rows likewise. Where the view moves on, the paper is unrolled on one side and rolled up on the other: what stays has
nothing done to it, and only the strips that come onto it are drawn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from piiri.model.arrays import Array, IntArray

from .view import View

MARGIN = 128
"""Logical pixels of paper around the view; whole device pixels at every quarter of a device pixel ratio."""

_UNROLLED_AT = 64
"""Logical pixels that the view moves on the paper before more of it is unrolled: strips that are wide are drawn in
fewer pieces, and what lies ahead is drawn before it is seen."""


class Layer:
    """One picture as large as the paper, and its pixels as an (H, W) uint32 array that shares its memory."""

    def __init__(self, width: int, height: int) -> None:
        self.image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
        self.image.fill(Qt.GlobalColor.transparent)
        pixels = np.frombuffer(self.image.bits(), dtype=np.uint32)
        self.pixels: Array = pixels.reshape(height, self.image.bytesPerLine() // 4)[:, :width]


class Paper:
    """The paper around a view.

    Parameters
    ----------
    view
        What is seen at first.
    """

    def __init__(self, view: View) -> None:
        self._first = self.seen = view
        self.view = view.resized(view.width + 2 * MARGIN, view.height + 2 * MARGIN, view.ratio)
        """Gives places on the paper for metres, wherever the paper has been unrolled to."""
        self._margin, self._slack = round(MARGIN * view.ratio), round(_UNROLLED_AT * view.ratio)
        self._width, self._height = self.view.device_size
        self.window = QRect(self._margin, self._margin, *view.device_size)
        """What is in view."""
        self.whole = QRect(0, 0, self._width, self._height)
        """What there is of the paper now."""
        self.picture = self.layer()
        self.faces: IntArray = np.full((self._height, self._width), -1, dtype=np.int32)

    def layer(self) -> Layer:
        """Return an empty picture as large as the paper."""
        return Layer(self._width, self._height)

    @property
    def origin(self) -> tuple[int, int]:
        """Where place (0, 0) lies on the map, device pixels from the map's own origin."""
        west, _, _, north = self.view.extent
        return round(west / self.view.metres * self.view.ratio), round(-north / self.view.metres * self.view.ratio)

    # ------------------------------------------------------------------------------------------------ rolling
    def roll(self, view: View) -> QRegion | None:
        """Follow the view and return the strips of paper unrolled, on which nothing is drawn yet; None where the view
        is of another scale, or so far away that nothing would be left of what there is."""
        shift = self._first.device_shift(view)
        if shift is None:
            return None
        window = QRect(self._margin - shift[0], self._margin - shift[1], *view.device_size)
        whole = self.whole
        x, y = window.left() - self._margin, window.top() - self._margin
        if max(abs(x - whole.left()), abs(y - whole.top())) > self._slack:
            whole = QRect(x, y, self._width, self._height)
            if not whole.intersects(self.whole):
                return None
        fresh = QRegion(whole) - QRegion(self.whole)
        self.seen, self.window, self.whole = view, window, whole
        return fresh

    def parts(self, area: QRect) -> Iterator[QRect]:
        """Cut a rectangle of the paper where the pictures' edges run through it."""
        top = area.top()
        while top <= area.bottom():
            height = min(area.bottom() + 1, self._seam(top, self._height)) - top
            left = area.left()
            while left <= area.right():
                width = min(area.right() + 1, self._seam(left, self._width)) - left
                yield QRect(left, top, width, height)
                left += width
            top += height

    def within_seams(self, area: QRect) -> QRect:
        """Return the first of the parts of a rectangle."""
        return next(self.parts(area))

    @staticmethod
    def _seam(at: int, size: int) -> int:
        """Return where the next picture would begin."""
        return (at // size + 1) * size

    def in_picture(self, part: QRect) -> QRect:
        """Return where in the pictures a part of the paper lies, through which none of their edges runs."""
        return part.translated(
            -(part.left() // self._width) * self._width, -(part.top() // self._height) * self._height
        )

    def slices(self, part: QRect) -> tuple[slice, slice]:
        """Return rows and columns of the pictures for a part of the paper."""
        there = self.in_picture(part)
        return slice(there.top(), there.bottom() + 1), slice(there.left(), there.right() + 1)

    def painter(self, layer: Layer, part: QRect) -> QPainter:
        """Return a painter that draws on a part of the paper, in its places, and nowhere else."""
        painter = QPainter(layer.image)
        painter.translate(self.in_picture(part).topLeft() - part.topLeft())
        painter.setClipRect(part)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        return painter

    def clear(self, region: QRegion, colour: QColor) -> None:
        """Leave nothing on some strips."""
        value = colour.rgba()
        for strip in rectangles_of(region):
            for part in self.parts(strip):
                here = self.slices(part)
                self.faces[here] = -1
                self.picture.pixels[here] = value

    # ------------------------------------------------------------------------------------------------ reading
    def image(self) -> QImage:
        """Return a copy of what is in view."""
        found = QImage(self.window.size(), QImage.Format.Format_ARGB32_Premultiplied)
        painter = QPainter(found)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for part in self.parts(self.window):
            painter.drawImage(part.topLeft() - self.window.topLeft(), self.picture.image, self.in_picture(part))
        painter.end()
        return found

    def faces_at(self, column: Array, row: Array) -> IntArray:
        """Return the blocks at pixels of the view, −1 where there is none and beside the view."""
        size = self.window.size()
        inside = (column >= 0) & (column < size.width()) & (row >= 0) & (row < size.height())
        x, y = (column + self.window.left()) % self._width, (row + self.window.top()) % self._height
        return np.where(inside, self.faces[y, x], -1)

    def blit(self, painter: QPainter, view: View) -> None:
        """Paint the paper as it looks from a view, in logical pixels: as it is, moved, or scaled."""
        image, ratio = self.picture.image, view.ratio
        if view == self.seen:
            image.setDevicePixelRatio(ratio)
            for part in self.parts(self.window):
                at = QPointF(part.topLeft() - self.window.topLeft()) / ratio
                painter.drawImage(at, image, QRectF(self.in_picture(part)))
            image.setDevicePixelRatio(1.0)
            return
        factor = self.view.metres / view.metres
        x, y = view.to_screen(np.array(self.view.to_map(0, 0))).tolist()
        if factor == 1.0:
            x, y = round(x * ratio) / ratio, round(y * ratio) / ratio
        factor /= self.view.ratio
        for part in self.parts(self.whole):
            place = QRectF(
                x + part.left() * factor, y + part.top() * factor, part.width() * factor, part.height() * factor
            )
            painter.drawImage(place, image, QRectF(self.in_picture(part)))


def rectangles_of(region: QRegion) -> list[QRect]:
    """Return the rectangles a region is made of, from the top."""
    return [*region]  # type: ignore[misc]  # Qt's stub does not say that a region can be walked through
