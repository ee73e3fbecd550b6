"""What is pointed at, here or in another view: the block, the school and its catchment, outlined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPen, QRegion

from piiri.model.arrays import Array
from piiri.walking import Route

from .lines import path_of
from .scene import target_catchment
from .strokes import draw_cased

if TYPE_CHECKING:
    from .canvas import MapView


class Hover:
    """The outlines of what is pointed at, on the map or elsewhere."""

    def __init__(self, canvas: MapView) -> None:
        self._canvas = canvas
        self._block = QPainterPath()
        self._catchment = QPainterPath()
        self._shown = (-1, -1)
        self._route: Route | None = None
        self._way = QPainterPath()
        self._hard: list[QPointF] = []

    def point_at(self, at: QPointF) -> None:
        """Tell everyone what is under the pointer."""
        canvas = self._canvas
        if canvas.frame_is_current:
            face = canvas.frame.face_at(at.x(), at.y())
            school = canvas.marks.school_at(at.x(), at.y())
            if school < 0:
                school = canvas.content.school_of_face(face)
            canvas.attention.hover_face(face)
            canvas.attention.hover_school(school)

    def point_away(self) -> None:
        """The pointer has left the map."""
        self._canvas.attention.hover_face(-1)
        self._canvas.attention.hover_school(-1)

    def clear(self) -> None:
        """Forget what was pointed at."""
        self._block, self._catchment, self._shown = QPainterPath(), QPainterPath(), (-1, -1)

    def show(self) -> None:
        """Outline what is pointed at now."""
        attention = self._canvas.attention
        now = (attention.hovered_face, attention.hovered_school)
        if now == self._shown:
            return
        dirty = self._region()
        self._outline(now)
        self._canvas.update(dirty.united(self._region()))

    def lead(self, route: Route | None) -> None:
        """Show a way to school; None for none. A straight line that no way follows is not drawn."""
        route = route if route is not None and route.on_network else None
        if route is self._route:
            return
        dirty = self._region()
        self._route = route
        self._trace()
        self._canvas.update(dirty.united(self._region()))

    def _trace(self) -> None:
        self._way, self._hard = QPainterPath(), []
        if self._route is None:
            return
        view = self._canvas.view
        places = view.to_screen(self._route.xy).tolist()
        self._way.moveTo(*places[0])
        for x, y in places[1:]:
            self._way.lineTo(x, y)
        hard = np.array([(each.x_m, each.y_m) for each in self._route.crossings]).reshape(-1, 2)
        self._hard = [QPointF(x, y) for x, y in view.to_screen(hard).tolist()]

    def move_to_view(self) -> None:
        """The view has changed."""
        self._trace()
        self._outline((self._canvas.attention.hovered_face, self._canvas.attention.hovered_school))

    def _outline(self, now: tuple[int, int]) -> None:
        canvas, (face, school) = self._canvas, now
        self.clear()
        if not canvas.frame_is_current:
            return
        self._shown = now
        plan, stage = canvas.state.plan, canvas.content.stage
        if 0 <= face < plan.coverage.face_count:
            self._block = self._path(np.arange(plan.coverage.face_count) == face)
        catchment = target_catchment(plan, school, stage)
        if catchment >= 0 and canvas.attention.target != school:
            self._catchment = self._path(plan.catchment_of_face[stage] == catchment)

    def _path(self, mine: Array) -> QPainterPath:
        xy, segment = self._canvas.frame.outline(mine)
        return path_of(xy, segment)

    def block_rectangle(self) -> QRect:
        """Return what the block pointed at covers, logical pixels; empty for none."""
        return QRect() if self._block.isEmpty() else self._block.boundingRect().toAlignedRect()

    def way_rectangle(self) -> QRect:
        """Return what the way to school covers, logical pixels; empty for none."""
        return QRect() if self._way.isEmpty() else self._way.boundingRect().toAlignedRect()

    def _region(self) -> QRegion:
        region = QRegion()
        for path in (self._block, self._catchment, self._way):
            if not path.isEmpty():
                region += QRegion(path.boundingRect().toAlignedRect().adjusted(-8, -8, 8, 8))
        return region

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Paint the outlines, unless something is being dragged."""
        canvas = self._canvas
        if canvas.tool.busy or not canvas.frame_is_current:
            return
        p = canvas.palette_
        for path in (self._catchment, self._block):
            if not path.isEmpty() and region.intersects(path.boundingRect().toAlignedRect().adjusted(-4, -4, 4, 4)):
                draw_cased(painter, path, p.text, 2.0, p.catchment_casing, 4.0)
        if not self._way.isEmpty():
            draw_cased(painter, self._way, p.accent, 2.5, p.catchment_casing, 5.0)
            painter.setPen(QPen(p.bad, 2.0))
            painter.setBrush(p.plate)
            for at in self._hard:
                painter.drawRect(QRectF(at.x() - 4, at.y() - 4, 8, 8))
