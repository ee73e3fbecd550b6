"""Symbols of schools: a shape says what it is, colour only repeats it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPolygonF

from ..palette import BODY, CAPTION, Palette, font
from .labels import SMALL, Look
from .shaded import SchoolFill

Kind = Literal["school", "over", "closed", "new"]

RADIUS = {"school": 8.5, "over": 11.0, "closed": 9.5, "new": 9.5}


def draw_symbol(
    painter: QPainter,
    at: QPointF,
    kind: Kind,
    look: Look,
    palette: Palette,
    scale: float,
    *,
    small: bool,
    fill: SchoolFill | None = None,
) -> None:
    """Draw a school.

    Parameters
    ----------
    painter
        In logical pixels, antialiased.
    at
        The school's place.
    kind
        ``"school"`` a disc, ``"over"`` a triangle with an exclamation mark, ``"closed"`` a cross in a ring, ``"new"``
        a square with a plus.
    look
        The target has a ring in the accent colour, what is pointed at a ring in the text colour.
    palette, scale
        Theme and text scale.
    small
        True for a school without a label.
    fill
        Where colours stand for schools: that of its class, a larger disc with an edge; crossed where there is none.
    """
    if fill is not None and kind != "closed":
        _filled(painter, at, look, palette, scale, fill)
        if kind == "school":
            return
    if kind != "school":
        {"over": _triangle, "closed": _cross, "new": _square}[kind](painter, at, palette, scale)
        if look.target or look.hovered:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, width in ((palette.plate, 5.0), (palette.accent if look.target else palette.text, 2.0)):
                painter.setPen(QPen(colour, width * scale))
                painter.drawEllipse(at, 12 * scale, 12 * scale)
        return
    painter.setPen(Qt.PenStyle.NoPen)
    if look.target:
        for radius, colour in ((10.0, palette.plate), (8.0, palette.accent), (3.5, palette.plate)):
            painter.setBrush(colour)
            painter.drawEllipse(at, radius * scale, radius * scale)
        return
    rings = [(SMALL, palette.plate), (4.0, palette.text)] if small else [(8.5, palette.plate), (6.5, palette.text)]
    if look.hovered:
        rings = [(11.0, palette.text), (9.0, palette.plate), (6.5, palette.text)]
    for radius, colour in rings:
        painter.setBrush(colour)
        painter.drawEllipse(at, radius * scale, radius * scale)


def _filled(painter: QPainter, at: QPointF, look: Look, palette: Palette, scale: float, fill: SchoolFill) -> None:
    """A disc in the colour of the school's class, or hatched; target and hovered school keep their rings."""
    edge = palette.accent if look.target else palette.text
    painter.setPen(Qt.PenStyle.NoPen)
    for radius, colour in ((13.0, palette.plate), (11.5, edge), (9.0 if look.target or look.hovered else 10.0, None)):
        painter.setBrush(colour or fill.colour or palette.no_data)
        painter.drawEllipse(at, radius * scale, radius * scale)
    if fill.colour is None:
        painter.setPen(QPen(palette.hatch, 1.5))
        for shift in (-5.0, 0.0, 5.0):
            reach = (8.0 - abs(shift) / 2) * scale / 1.4142
            middle = at + QPointF(shift, shift) * scale / 1.4142
            painter.drawLine(middle + QPointF(-reach, reach), middle + QPointF(reach, -reach))


def _cross(painter: QPainter, at: QPointF, palette: Palette, scale: float) -> None:
    """A cross in a ring: the school is closed."""
    painter.setBrush(palette.plate)
    for colour, width in ((palette.plate, 5.5), (palette.text_secondary, 1.75)):
        painter.setPen(QPen(colour, width * scale))
        painter.drawEllipse(at, 6.5 * scale, 6.5 * scale)
    arm = 2.9 * scale
    for down in (-arm, arm):
        painter.drawLine(at + QPointF(-arm, -down), at + QPointF(arm, down))


def _square(painter: QPainter, at: QPointF, palette: Palette, scale: float) -> None:
    """A square with a plus: the plan opens the school."""
    painter.setPen(Qt.PenStyle.NoPen)
    for half, colour in ((8.5, palette.plate), (6.5, palette.text)):
        painter.setBrush(colour)
        painter.drawRect(QRectF(at.x() - half * scale, at.y() - half * scale, 2 * half * scale, 2 * half * scale))
    painter.setPen(QPen(palette.plate, 2 * scale))
    arm = 3.75 * scale
    painter.drawLine(at + QPointF(-arm, 0), at + QPointF(arm, 0))
    painter.drawLine(at + QPointF(0, -arm), at + QPointF(0, arm))


def _triangle(painter: QPainter, at: QPointF, palette: Palette, scale: float) -> None:
    half, up, down = 7.5 * scale, 8.0 * scale, 5.5 * scale
    x, y = at.x(), at.y()
    shape = QPolygonF([QPointF(x, y - up), QPointF(x + half, y + down), QPointF(x - half, y + down)])
    pen = QPen(palette.plate, 4 * scale)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(palette.bad)
    painter.drawPolygon(shape)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawPolygon(shape)
    painter.setPen(palette.plate)
    painter.setFont(font(CAPTION, QFont.Weight.Bold, scale))
    painter.drawText(QRectF(x - half, y - up + 2 * scale, 2 * half, up + down), Qt.AlignmentFlag.AlignCenter, "!")


def draw_number(painter: QPainter, at: QPointF, digit: int, look: Look, palette: Palette, scale: float) -> None:
    """Draw, in place of a school's symbol, the digit that makes it the target; filled with the accent if it is."""
    painter.setPen(QPen(palette.plate, 2.0 * scale))
    painter.setBrush(palette.accent if look.target else palette.text)
    painter.drawEllipse(at, 10 * scale, 10 * scale)
    painter.setPen(palette.on_accent if look.target else palette.plate)
    painter.setFont(font(BODY, QFont.Weight.Bold, scale))
    r = 10 * scale
    box = QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(digit))
