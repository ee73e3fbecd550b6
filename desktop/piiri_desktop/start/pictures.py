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
    ("gpkg", N_("Areas")),
    ("xlsx", N_("Schools")),
    ("csv", N_("Pupils")),
    ("csv", N_("Statistics")),
    ("shp", N_("Roads")),
)


@cache
def _town() -> dict[str, Any]:
    """The demo municipality as a drawing, see ``resources/start/README.md``."""
    found: dict[str, Any] = json.loads(resource("start", "town.json").read_text(encoding="utf-8"))
    return found


def _shape(flat: list[int], put: QTransform) -> QPolygonF:
    return put.map(QPolygonF([QPointF(x, y) for x, y in zip(flat[::2], flat[1::2], strict=True)]))


def paint_demo(painter: QPainter, rect: QRectF, p: Palette) -> None:
    """Paint a piece of the demo municipality, cut where it does not fit."""
    town = _town()
    left, top, width, height = town["window"]
    factor = max(rect.width() / width, rect.height() / height)
    put = QTransform.fromTranslate(rect.center().x(), rect.center().y()).scale(factor, factor)
    put.translate(-left - width / 2, -top - height / 2)
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.fillRect(rect, p.water)
    painter.setPen(QPen(p.block_line, 0.6))
    for kind, flat in town["faces"]:
        painter.setBrush(p.sequential[kind])
        painter.drawPolygon(_shape(flat, put))
    borders = [_shape(flat, put) for flat in town["borders"]]
    for colour, wide in ((p.catchment_casing, 4.0), (p.catchment_border, 2.0)):
        painter.setPen(QPen(colour, wide))
        for border in borders:
            painter.drawPolyline(border)
    painter.setPen(QPen(p.plate, 2))
    painter.setBrush(p.text)
    for x, y in town["schools"]:
        painter.drawEllipse(put.map(QPointF(x, y)), 5, 5)


def paint_projects(painter: QPainter, rect: QRectF, p: Palette) -> None:
    """Paint projects on a pile, the whole town on the uppermost."""
    sheet = QRectF(0, 0, 140, 100)
    sheet.moveCenter(rect.center() + QPointF(-8, 8))
    for step in (2, 1, 0):
        painter.setPen(QPen(p.control, 1))
        painter.setBrush(p.surface)
        painter.drawRoundedRect(sheet.translated(8 * step, -8 * step), 4, 4)
    town = _town()
    width, height = town["size"]
    paper = sheet.adjusted(6, 5, -6, -5)
    factor = min(paper.width() / width, paper.height() / height)
    put = QTransform.fromTranslate(paper.center().x(), paper.center().y()).scale(factor, factor)
    put.translate(-width / 2, -height / 2)
    painter.setPen(QPen(p.catchment_border, 1))
    for kind, flat in town["catchments"]:
        painter.setBrush(p.sequential[kind])
        painter.drawPolygon(_shape(flat, put))


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
