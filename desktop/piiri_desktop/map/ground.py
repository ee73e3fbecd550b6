"""Water, land, roads, rivers and railways: what helps a person to know the place. Drawn once a view."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from piiri.model.arrays import FloatArray
from piiri.model.dataset import Backdrop

from ..palette import Palette
from .lines import in_rectangle, path_of
from .view import View

_STREETS_CLOSER_THAN_M = 8.0
"""Streets are left out where a pixel is wider than this."""


def background(backdrop: tuple[Backdrop, ...], palette: Palette) -> QColor:
    """Return the colour of the paper: water where the land is given as areas, else the land of others."""
    has_land = any(item.kind == "land" for item in backdrop)
    return palette.water if has_land else palette.land_outside


def draw_under(painter: QPainter, view: View, backdrop: tuple[Backdrop, ...], palette: Palette) -> None:
    """Draw what lies under the blocks: the sea and the land of others. The painter is in device pixels."""
    width, height = view.device_size
    painter.fillRect(0, 0, width, height, background(backdrop, palette))
    for kind, colour in (("land", palette.land_outside), ("water", palette.water)):
        _fill(painter, view, backdrop, kind, colour)


def draw_over(painter: QPainter, view: View, backdrop: tuple[Backdrop, ...], palette: Palette) -> None:
    """Draw what lies on the blocks: lakes, rivers, roads and railways. The painter is in device pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _fill(painter, view, backdrop, "water", palette.water)
    _stroke(painter, view, backdrop, "river", palette.river, 1.0, ((0, 0), (1, 0)))
    _stroke(painter, view, backdrop, "road", palette.road, palette.road_opacity, ((0, 0),))
    rail = palette.road.lighter(160) if not palette.is_dark else palette.road
    _stroke(painter, view, backdrop, "rail", rail, min(1.0, palette.road_opacity * 2), ((0, 0),), (6.0, 3.0))


def has_streets(view: View, backdrop: tuple[Backdrop, ...]) -> bool:
    """Tell whether streets are shown at a view's scale."""
    return view.metres <= _STREETS_CLOSER_THAN_M and any(item.kind == "street" for item in backdrop)


def draw_streets(painter: QPainter, view: View, backdrop: tuple[Backdrop, ...], palette: Palette) -> None:
    """Draw streets, which most block lines follow: under those, so that they stay light. In device pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _stroke(painter, view, backdrop, "street", palette.road, palette.road_opacity * 0.6, ((0, 0),))


def _fill(painter: QPainter, view: View, backdrop: tuple[Backdrop, ...], kind: str, colour: QColor) -> None:
    for item in backdrop:
        if item.kind != kind or not len(item.xy):
            continue
        path = _path(view, item)
        path.setFillRule(Qt.FillRule.OddEvenFill)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillPath(path, colour)


def _stroke(
    painter: QPainter,
    view: View,
    backdrop: tuple[Backdrop, ...],
    kind: str,
    colour: QColor,
    opacity: float,
    passes: tuple[tuple[int, int], ...],
    dashes: tuple[float, ...] = (),
) -> None:
    ink = QColor(colour)
    ink.setAlphaF(opacity)
    pen = QPen(ink, 1.0)
    pen.setCosmetic(True)
    if dashes:
        pen.setDashPattern([dash * view.ratio for dash in dashes])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    for item in backdrop:
        if item.kind == kind and len(item.xy):
            path = _path(view, item, culled=True)
            for dx, dy in passes:
                painter.drawPath(path.translated(QPointF(dx, dy)))


def _path(view: View, item: Backdrop, *, culled: bool = False) -> QPainterPath:
    xy: FloatArray = view.to_device(item.xy)
    segment = np.ones(len(xy), dtype=bool)
    segment[item.start[1:] - 1] = False
    if culled:
        width, height = view.device_size
        segment = in_rectangle(xy, segment, (-8.0, -8.0, width + 8.0, height + 8.0))
    return path_of(xy, segment)
