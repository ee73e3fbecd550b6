"""What lies over the map and stays put: tool plate, zoom, legend, scale bar; and the room they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QRegion

from .legend import LegendPlate
from .plates import EDGE, Plate
from .scale_bar import bar_rectangle, paint_bar
from .tip import Tip, TipPainter
from .tool_plate import ToolPlate
from .zoom_plate import ZoomPlate

if TYPE_CHECKING:
    from .canvas import MapView


class Furniture:
    """The plates of a map."""

    def __init__(self, canvas: MapView) -> None:
        self._canvas = canvas
        self.tool = ToolPlate(canvas)
        self.zoom = ZoomPlate(canvas, canvas.palette_, canvas.zoom_in, canvas.zoom_out, canvas.zoom_to_all)
        self.legend = LegendPlate(canvas)
        self.set_look()

    @property
    def plates(self) -> tuple[Plate, ...]:
        """All plates."""
        return self.tool, self.zoom, self.legend

    def set_look(self) -> None:
        """Take over theme and text scale from the map."""
        canvas = self._canvas
        self._tips = TipPainter(canvas.palette_, canvas.text_scale, canvas.devicePixelRatioF())
        self.zoom.colours, self.zoom.text_scale = self._canvas.palette_, self._canvas.text_scale
        for button in self.zoom.buttons:
            button.updateGeometry()
        self.tool.set_look()
        self.legend.set_look()
        for plate in self.plates:
            plate.update()
        self.arrange()

    def show_state(self) -> None:
        """Show the classes and the target's name of the map's state."""
        self.legend.show_classes()
        self.show_tool()

    def show_tool(self) -> None:
        """Show the active tool."""
        self.tool.show_tool()
        self.arrange()

    def arrange(self) -> None:
        """Put the plates into their corners."""
        canvas = self._canvas
        before = [plate.geometry() for plate in self.plates]
        for plate in (self.zoom, self.legend):
            plate.adjustSize()
        self.tool.fit(canvas.width() - self.zoom.width() - 3 * EDGE)
        self.tool.move(EDGE, EDGE)
        self.zoom.move(canvas.width() - EDGE - self.zoom.width(), EDGE)
        self.legend.move(EDGE, canvas.height() - EDGE - self.legend.height())
        if before != [plate.geometry() for plate in self.plates]:
            canvas.rest()  # labels make room

    def tip_rectangle(self, tip: Tip, at: QPointF) -> QRectF:
        """Return where a tip lies for a place of the pointer."""
        return self._tips.rectangle(tip, at, QRectF(self._canvas.rect()), self.obstacles())

    def paint_tip(self, painter: QPainter, tip: Tip, at: QPointF) -> None:
        """Paint a tip beside the pointer."""
        self._tips.paint(painter, tip, self.tip_rectangle(tip, at))

    def obstacles(self) -> list[QRectF]:
        """Return what labels keep clear of, logical pixels."""
        found = [QRectF(plate.geometry()) for plate in self.plates]
        return [*found, bar_rectangle(self._canvas.view, self._canvas.text_scale)]

    def paint(self, painter: QPainter, region: QRegion) -> None:
        """Paint the scale bar where it meets a region."""
        view, scale = self._canvas.view, self._canvas.text_scale
        if not region.intersects(bar_rectangle(view, scale).toAlignedRect()):
            return
        paint_bar(painter, view, self._canvas.palette_, scale)
