"""Labels of schools: where each goes, so that none covers another, a symbol or a plate; and how it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPixmap

from piiri.model.arrays import BoolArray, FloatArray

from ..icons import picture
from ..palette import BODY, Palette, font

Side = Literal["right", "left", "top", "bottom"]
SIDES: tuple[Side, ...] = ("right", "left", "top", "bottom")

_MOST_KEPT = 2_000
HEIGHT = 20
LONGEST_NAME = 190
"""Logical pixels that a name may take on the map."""

SMALL = 5.5
"""Half the width of the symbol of a school without a label, logical pixels."""

GAP = 4
"""Logical pixels between symbol and label."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label that should be shown.

    Attributes
    ----------
    anchor
        Middle of the symbol, logical pixels.
    size
        Of the label.
    radius
        Half the symbol's width.
    """

    anchor: QPointF
    size: QSizeF
    radius: float


def rectangle(wanted: Wanted, side: Side) -> QRectF:
    """Return where a label lies on one side of its symbol."""
    x, y = wanted.anchor.x(), wanted.anchor.y()
    width, height = wanted.size.width(), wanted.size.height()
    away = wanted.radius + GAP
    left = {"right": x + away, "left": x - away - width}.get(side, x - width / 2)
    top = {"top": y - away - height, "bottom": y + away}.get(side, y - height / 2)
    return QRectF(round(left), round(top), width, height)


def place(wanted: Sequence[Wanted], obstacles: Sequence[QRectF], bounds: QRectF) -> list[Side | None]:
    """Choose a side for each label.

    Parameters
    ----------
    wanted
        The labels, the most important first: a later one gives way.
    obstacles
        Plates that float on the map.
    bounds
        The map; labels stay inside it.

    Returns
    -------
    A side for each label, or None where it is dropped.
    """
    if not wanted:
        return []
    anchor = np.array([(each.anchor.x(), each.anchor.y()) for each in wanted])
    radius = np.array([each.radius for each in wanted])
    rooms = np.array([[_sides_of(rectangle(each, side)) for side in SIDES] for each in wanted])
    edges = np.array(_sides_of(bounds))
    inside = (rooms[..., :2] >= edges[:2]).all(axis=-1) & (rooms[..., 2:] <= edges[2:]).all(axis=-1)
    anchored = ((anchor >= edges[:2]) & (anchor <= edges[2:])).all(axis=-1)
    free: BoolArray = np.asarray(inside & np.asarray(anchored)[:, None])
    rooms += (-2, -2, 2, 2)
    # a school whose label is dropped is drawn small, so that a crowd of schools does not become a blot
    symbols = _around(anchor, np.minimum(radius, SMALL))
    for position, room in enumerate(rooms):
        if free[position].any():
            met = _meet(room[:, None], symbols)
            met[:, position] = False
            free[position] &= ~met.any(axis=1)
    own = _around(anchor, radius)
    taken = np.empty((len(obstacles) + len(wanted), 4))
    taken[: len(obstacles)] = np.array([_sides_of(obstacle) for obstacle in obstacles]).reshape(-1, 4)
    count = len(obstacles)
    sides: list[Side | None] = [None] * len(wanted)
    for position in np.flatnonzero(free.any(axis=1)).tolist():
        here = taken[:count]
        if _meet(own[position], here[len(obstacles) :]).any():
            continue
        at = np.flatnonzero(free[position] & ~_meet(rooms[position][:, None], here).any(axis=1))
        if len(at):
            sides[position] = SIDES[at[0]]
            taken[count] = rooms[position, at[0]] + (2, 2, -2, -2)
            count += 1
    return sides


def _sides_of(rectangle: QRectF) -> tuple[float, float, float, float]:
    return rectangle.left(), rectangle.top(), rectangle.right(), rectangle.bottom()


def _around(anchor: FloatArray, radius: FloatArray) -> FloatArray:
    return np.hstack((anchor - radius[:, None], anchor + radius[:, None]))


def _meet(one: FloatArray, other: FloatArray) -> BoolArray:
    """Tell which rectangles (left, top, right, bottom) overlap; to touch is not to overlap."""
    left, top, right, bottom = one[..., 0], one[..., 1], one[..., 2], one[..., 3]
    return np.asarray((left < other[:, 2]) & (other[:, 0] < right) & (top < other[:, 3]) & (other[:, 1] < bottom))


@dataclass(frozen=True, slots=True)
class Look:
    """How a label looks; equal looks share one picture.

    Attributes
    ----------
    name, value
        The school and its figure.
    over
        True where the figure is over the limit.
    locked
        True where the school is locked.
    target, hovered
        True where it is the target or pointed at.
    quiet
        True where it is closed: its name gives way in tone.
    """

    name: str
    value: str
    over: bool = False
    locked: bool = False
    target: bool = False
    hovered: bool = False
    quiet: bool = False


class LabelPictures:
    """Pictures of labels, each drawn once."""

    def __init__(self, palette: Palette, scale: float, ratio: float) -> None:
        self.palette, self.scale, self.ratio = palette, scale, ratio
        self._made: dict[Look, QPixmap] = {}
        self._sizes: dict[Look, QSizeF] = {}
        self._name_font = font(BODY, QFont.Weight.DemiBold, scale)
        self._value_font = font(BODY, QFont.Weight.Normal, scale)
        self._name_metrics = QFontMetricsF(self._name_font)
        self._value_metrics = QFontMetricsF(self._value_font)
        self._bold_metrics = self._name_metrics

    def size(self, look: Look) -> QSizeF:
        """Return a label's size in logical pixels."""
        known = self._sizes.get(look)
        if known is None:
            if len(self._sizes) > _MOST_KEPT:
                self._sizes.clear()
            known = self._sizes[look] = self._size(look)
        return known

    def _name(self, look: Look) -> str:
        """The name as it is written: a long one is cut at its end, so that the label still finds room."""
        return self._name_metrics.elidedText(look.name, Qt.TextElideMode.ElideRight, LONGEST_NAME * self.scale)

    def _size(self, look: Look) -> QSizeF:
        metrics = self._bold_metrics if look.over else self._value_metrics
        width = 12 * self.scale + self._name_metrics.horizontalAdvance(self._name(look))
        if look.value:
            width += 8 * self.scale + metrics.horizontalAdvance(look.value)
        if look.locked:
            width += 16 * self.scale
        return QSizeF(round(width + 0.5), round(HEIGHT * self.scale))

    def picture(self, look: Look) -> QPixmap:
        """Return a label's picture."""
        made = self._made.get(look)
        if made is None:
            if len(self._made) > _MOST_KEPT:
                self._made.clear()
            made = self._made[look] = self._draw(look)
        return made

    def _draw(self, look: Look) -> QPixmap:
        p, s, size = self.palette, self.scale, self.size(look)
        made = QPixmap(round(size.width() * self.ratio), round(size.height() * self.ratio))
        made.setDevicePixelRatio(self.ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = 2.0 if look.target or look.hovered else 1.0
        colour = p.accent if look.target else p.text if look.hovered else p.control
        painter.setPen(QPen(colour, edge))
        painter.setBrush(p.plate)
        painter.drawRoundedRect(QRectF(QPointF(0, 0), size).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2), 3, 3)
        left = 6 * s
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        if look.locked:
            painter.drawPixmap(QPointF(left, 4 * s), picture("lock", p.text_secondary, round(12 * s), self.ratio))
            left += 16 * s
        painter.setPen(p.text_secondary if look.quiet else p.text)
        painter.setFont(self._name_font)
        name = self._name(look)
        advance = self._name_metrics.horizontalAdvance(name)
        painter.drawText(QRectF(left, 0, advance + 2, size.height()), middle, name)
        if look.value:
            painter.setPen(p.bad if look.over else p.text_secondary)
            painter.setFont(self._name_font if look.over else self._value_font)
            room = QRectF(left + advance + 8 * s, 0, size.width(), size.height())
            painter.drawText(room, middle, look.value)
        painter.end()
        return made
