"""A small map: outlines, points and what lies far off, to look at and to move; nothing on it can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from piiri.i18n import tr
from piiri.model.arrays import FloatArray

from ..map.scale_bar import paint_bar
from ..map.view import Extent, View
from ..palette import BODY, Palette, font

_STEP, _ZOOM = 60, 1.3
_MANY = 800
"""From so many outlines on, they are drawn plainly: smooth edges would take a second."""
_TONES = (0, 3, 2, 4, 1)
"""The order in which patches take the category colours: those that differ most first."""
_KEYS = {Qt.Key.Key_Left: (1, 0), Qt.Key.Key_Right: (-1, 0), Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1)}


@dataclass(frozen=True, eq=False)
class Drawn:
    """One layer of the picture.

    Attributes
    ----------
    look
        ``"areas"``, ``"patch"`` (one area with its holes), ``"edges"``, ``"cells"``, ``"lines"``,
        ``"dots"``, ``"schools"``, ``"far"``, ``"defect"`` or ``"mark"`` (outlined, or in a circle).
    rings
        Outlines, each (n, 2) metres.
    points
        (N, 2) metres.
    tone
        Which of the category colours a patch has; −1 for none.
    """

    look: str
    rings: tuple[FloatArray, ...] = ()
    points: FloatArray = field(default_factory=lambda: np.zeros((0, 2)))
    tone: int = 0


class SmallMap(QWidget):
    """Arrows move it, plus and minus zoom, Home shows everything; the wheel zooms at the pointer.

    Parameters
    ----------
    name
        For those who hear it.
    """

    def __init__(self, name: str, palette: Palette, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours, self._scale = palette, scale
        self._drawn: tuple[Drawn, ...] = ()
        self._extent: Extent | None = None
        self._view: View | None = None
        self._picture: QPixmap | None = None
        self._grip: QPointF | None = None
        self._title, self._nothing = "", tr("Nothing has a place yet.")
        self._moved = False
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(round(160 * scale), round(120 * scale))
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def sizeHint(self) -> QSize:
        return QSize(400, 300)

    def show_layers(self, drawn: Sequence[Drawn], said: str, extent: Extent | None = None, title: str = "") -> None:
        """Draw layers.

        Parameters
        ----------
        drawn
            From below to above.
        said
            What can be seen, in a sentence.
        extent
            What is shown at first; everything that is no stray where None.
        title
            Written at the top left.
        """
        self._drawn, self._title = tuple(drawn), title
        whole = extent or _extent_of(self._drawn)
        if whole != self._extent or not self._moved:
            self._extent, self._view, self._moved = whole, None, False
        self._picture = None
        self.setAccessibleDescription(said)
        self.setToolTip("")
        self.update()

    def show_nothing(self, why: str) -> None:
        """Show an empty map that says why."""
        self._nothing = why
        self._drawn, self._extent, self._view, self._picture, self._title = (), None, None, None, ""
        self.setAccessibleDescription(why)
        self.update()

    def show_all(self) -> None:
        """Show everything again."""
        self._view, self._picture, self._moved = None, None, False
        self.update()

    def _to(self, view: View) -> None:
        self._view, self._picture, self._moved = view, None, True
        self.update()

    @property
    def view(self) -> View | None:
        """Where it stands; None while it shows nothing."""
        if self._view is None and self._extent is not None:
            self._view = View.fitting(self._extent, self.width(), self.height(), self.devicePixelRatioF(), 20)
        return self._view

    # ------------------------------------------------------------------------------------------------ hands
    def keyPressEvent(self, event: QKeyEvent) -> None:
        view = self.view
        key = Qt.Key(event.key())
        if view is None:
            super().keyPressEvent(event)
        elif key in _KEYS:
            dx, dy = _KEYS[key]
            self._to(view.panned(dx * _STEP, dy * _STEP))
        elif event.text() in ("+", "=", "-"):
            factor = 1 / _ZOOM if event.text() == "-" else _ZOOM
            self._to(view.zoomed(factor, self.width() / 2, self.height() / 2))
        elif key == Qt.Key.Key_Home:
            self.show_all()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.view is not None and event.angleDelta().y():
            at = event.position()
            self._to(self.view.zoomed(_ZOOM if event.angleDelta().y() > 0 else 1 / _ZOOM, at.x(), at.y()))
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._grip = event.position()
        self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None and self.view is not None:
            moved = event.position() - self._grip
            self._grip = event.position()
            self._to(self.view.panned(moved.x(), moved.y()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._picture = None
        if self._view is not None and self._moved:
            self._view = self._view.resized(self.width(), self.height(), self.devicePixelRatioF())
        else:
            self._view = None

    # ------------------------------------------------------------------------------------------------ painting
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        p, view = self._colours, self.view
        if view is None:
            painter.fillRect(self.rect(), p.sunken)
            painter.setPen(p.text_secondary)
            painter.setFont(font(BODY, scale=self._scale))
            room = self.rect().adjusted(16, 16, -16, -16)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._nothing)
            return
        if self._picture is None:
            self._picture = self._render(view)
        painter.drawPixmap(0, 0, self._picture)
        if self._title:
            self._paint_title(painter)

    def _paint_title(self, painter: QPainter) -> None:
        p = self._colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(BODY, scale=self._scale))
        metrics = painter.fontMetrics()
        room = QRectF(8.5, 8.5, metrics.horizontalAdvance(self._title) + 16, metrics.height() + 8)
        painter.setPen(p.control)
        painter.setBrush(p.plate)
        painter.drawRoundedRect(room, 4, 4)
        painter.setPen(p.text)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self._title)

    def _render(self, view: View) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._colours.sunken if self._colours.is_dark else self._colours.land_outside)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer in self._drawn:
            getattr(self, f"_paint_{layer.look}")(painter, view, layer)
        paint_bar(painter, view, self._colours, self._scale)
        painter.end()
        return picture

    @property
    def _land(self) -> QColor:
        """The colour of areas: lighter than what lies outside, in the dark too."""
        return QColor(self._colours.hover if self._colours.is_dark else self._colours.surface)

    def _path(self, view: View, rings: Sequence[FloatArray]) -> QPainterPath:
        path = QPainterPath()
        path.setFillRule(Qt.FillRule.OddEvenFill)
        for ring in rings:
            path.addPolygon(QPolygonF([QPointF(x, y) for x, y in view.to_screen(ring).tolist()]))
        return path

    def _paint_areas(self, painter: QPainter, view: View, layer: Drawn) -> None:
        p = self._colours
        painter.setPen(QPen(p.text_secondary, 1))
        painter.setBrush(self._land)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(layer.rings) < _MANY)
        for ring in layer.rings:  # one by one: areas that overlap must not cancel each other out
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in view.to_screen(ring).tolist()]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_patch(self, painter: QPainter, view: View, layer: Drawn) -> None:
        colours = self._colours.categories
        fill = QColor(colours[_TONES[layer.tone % len(_TONES)]]) if layer.tone >= 0 else self._land
        fill.setAlphaF(0.4 if layer.tone >= 0 else 1.0)
        painter.setPen(QPen(self._colours.text, 1.25))
        painter.setBrush(fill)
        painter.drawPath(self._path(view, layer.rings))

    def _paint_edges(self, painter: QPainter, view: View, layer: Drawn) -> None:
        if len(layer.rings) >= _MANY:
            return  # their own edges are enough
        painter.setPen(QPen(self._colours.text, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path(view, layer.rings))

    def _paint_lines(self, painter: QPainter, view: View, layer: Drawn) -> None:
        colour = QColor(self._colours.text_secondary)
        colour.setAlphaF(0.45)
        painter.setPen(QPen(colour, 1))
        for ring in layer.rings:
            painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in view.to_screen(ring).tolist()]))

    def _paint_cells(self, painter: QPainter, view: View, layer: Drawn) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(layer.rings) < _MANY)
        painter.setPen(QPen(self._colours.line, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._path(view, layer.rings))

    def _paint_dots(self, painter: QPainter, view: View, layer: Drawn) -> None:
        colour = QColor(self._colours.text)
        colour.setAlphaF(0.7)
        painter.setPen(QPen(colour, 2.5 * self._scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints([QPointF(x, y) for x, y in view.to_screen(layer.points).tolist()])

    def _paint_schools(self, painter: QPainter, view: View, layer: Drawn) -> None:
        p = self._colours
        painter.setPen(QPen(p.plate, 2))
        painter.setBrush(p.text)
        for x, y in view.to_screen(layer.points).tolist():
            painter.drawEllipse(QPointF(x, y), 5.5 * self._scale, 5.5 * self._scale)

    def _paint_far(self, painter: QPainter, view: View, layer: Drawn) -> None:
        """Triangles: at their place, or at the edge of the map on the way there."""
        p, side = self._colours, 7.0 * self._scale
        painter.setPen(QPen(p.plate, 1.5))
        painter.setBrush(p.bad)
        shown = set()
        for x, y in view.to_screen(layer.points).tolist():
            at = (min(max(x, side + 3), self.width() - side - 3), min(max(y, side + 3), self.height() - side - 3))
            spot = (round(at[0] / 4), round(at[1] / 4))
            if spot in shown:
                continue
            shown.add(spot)
            painter.drawPolygon(
                QPolygonF(
                    [
                        QPointF(at[0], at[1] - side),
                        QPointF(at[0] + side, at[1] + side * 0.8),
                        QPointF(at[0] - side, at[1] + side * 0.8),
                    ]
                )
            )

    def _paint_mark(self, painter: QPainter, view: View, layer: Drawn) -> None:
        p, side = self._colours, 12.0 * self._scale
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen in (QPen(p.plate, 6), QPen(p.accent, 3)):
            painter.setPen(pen)
            painter.drawPath(self._path(view, layer.rings))
            for x, y in view.to_screen(layer.points).tolist():
                painter.drawEllipse(QPointF(x, y), side, side)

    def _paint_defect(self, painter: QPainter, view: View, layer: Drawn) -> None:
        bad = self._colours.bad
        path = self._path(view, layer.rings)
        tint = QColor(bad)
        tint.setAlphaF(0.25)
        painter.setPen(QPen(bad, 2))
        painter.fillPath(path, tint)
        painter.setBrush(QBrush(bad, Qt.BrushStyle.BDiagPattern))
        painter.drawPath(path)


def _extent_of(drawn: Sequence[Drawn]) -> Extent | None:
    """Return what holds the areas; without any, the points."""
    areas = [ring for layer in drawn if layer.look in ("areas", "edges") for ring in layer.rings]
    rings = areas or [ring for layer in drawn for ring in layer.rings]
    found = rings or [layer.points for layer in drawn if layer.look != "far" and len(layer.points)]
    if not found:
        return None
    xy = np.vstack(found)
    west, south = xy.min(axis=0) if rings else np.percentile(xy, 1, axis=0)
    east, north = xy.max(axis=0) if rings else np.percentile(xy, 99, axis=0)
    return float(west), float(south), float(east), float(north)
