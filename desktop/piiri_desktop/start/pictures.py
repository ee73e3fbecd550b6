"""The pictures on the doors: a piece of the demo municipality, projects on a pile, and five files."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPen, QPolygonF, QTransform

from piiri.i18n import N_, tr
from piiri.resources import resource

from ..palette import BODY, CAPTION, Palette, font

_FILES = (
    ("gpkg", N_("areas")),
    ("xlsx", N_("schools")),
    ("csv", N_("pupils")),
    ("csv", N_("statistics")),
    ("shp", N_("roads")),
)


@cache
def _town() -> dict[str, Any]:
    """The demo municipality in a drawing of 1 000 units across: made once, see ``resources/start/README.md``."""
    found: dict[str, Any] = json.loads(resource("start", "town.json").read_text(encoding="utf-8"))
    return found


def _paint_town(painter: QPainter, rect: QRectF, p: Palette, *, fill: bool) -> None:
    """Paint the town over ``rect``: cut where it does not fit, or whole."""
    town = _town()
    width, height = town["size"]
    factor = (max if fill else min)(rect.width() / width, rect.height() / height)
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    put = QTransform()
    put.translate(rect.center().x() - factor * width / 2, rect.center().y() - factor * height / 2)
    put.scale(factor, factor)

    def shape(flat: list[int]) -> QPolygonF:
        return put.map(QPolygonF([QPointF(x, y) for x, y in zip(flat[::2], flat[1::2], strict=True)]))

    if fill:
        painter.fillRect(rect, p.water)
    line = p.block_line
    for kind, flat in town["faces"]:
        polygon = shape(flat)
        painter.setPen(QPen(p.sequential[kind] if not fill else line, 1))
        painter.setBrush(p.sequential[kind])
        painter.drawPolygon(polygon)
    borders = [shape(flat) for flat in town["borders"]]
    for colour, wide in (
        ((p.catchment_casing, 3.0), (p.catchment_border, 1.5)) if fill else ((p.catchment_border, 1.0),)
    ):
        painter.setPen(QPen(colour, wide))
        for border in borders:
            painter.drawPolyline(border)
    if fill:
        painter.setPen(QPen(p.plate, 2))
        painter.setBrush(p.text)
        for x, y in town["schools"]:
            painter.drawEllipse(put.map(QPointF(x, y)), 5, 5)
    painter.restore()


def paint_demo(painter: QPainter, rect: QRectF, p: Palette) -> None:
    """Paint a piece of the demo municipality."""
    _paint_town(painter, rect, p, fill=True)


def paint_projects(painter: QPainter, rect: QRectF, p: Palette) -> None:
    """Paint projects on a pile."""
    sheet = QRectF(0, 0, 150, 100)
    sheet.moveCenter(rect.center() + QPointF(0, 6))
    for step in (2, 1, 0):
        painter.setPen(QPen(p.control, 1))
        painter.setBrush(p.surface)
        painter.drawRoundedRect(sheet.translated(8 * step, -8 * step), 4, 4)
    _paint_town(painter, sheet.adjusted(6, 6, -6, -6), p, fill=False)


def paint_files(painter: QPainter, rect: QRectF, p: Palette) -> None:
    """Paint the five files a municipality brings."""
    wide, high, fold = 58.0, 75.0, 12.0
    gap = min(18.0, (rect.width() - 5 * wide) / 6)
    left = rect.center().x() - (5 * wide + 4 * gap) / 2
    top = rect.center().y() - high / 2
    for at, (ending, what) in enumerate(_FILES):
        x = left + at * (wide + gap)
        corner = [(0, 0), (wide - fold, 0), (wide, fold), (wide, high), (0, high)]
        painter.setPen(QPen(p.control, 1))
        painter.setBrush(p.surface)
        painter.drawPolygon(QPolygonF([QPointF(x + dx, top + dy) for dx, dy in corner]))
        painter.drawPolyline(
            QPolygonF(
                [QPointF(x + wide - fold, top), QPointF(x + wide - fold, top + fold), QPointF(x + wide, top + fold)]
            )
        )
        painter.setPen(p.text)
        painter.setFont(font(BODY, QFont.Weight.DemiBold))
        painter.drawText(QRectF(x, top + 22, wide, 18), Qt.AlignmentFlag.AlignCenter, ending)
        painter.setPen(p.text_secondary)
        painter.setFont(font(CAPTION))
        word = painter.fontMetrics().elidedText(tr(what), Qt.TextElideMode.ElideRight, int(wide) - 4)
        painter.drawText(QRectF(x, top + 42, wide, 16), Qt.AlignmentFlag.AlignCenter, word)
