"""The key under the legend's title: class colours with their limits, the hatch with its rule, how many blocks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from piiri.i18n import tr

from ..palette import CAPTION, Palette, font
from .classes import MISSING, Classes, hidden_rule
from .fill import PERIOD, ramp, scale_of
from .plates import Plate

_MARGIN, _BAR = 6, 12


class LegendKey(QWidget):
    """Painted; read out as one sentence."""

    def __init__(self, plate: Plate) -> None:
        super().__init__(plate)
        self._plate = plate
        self._classes: Classes | None = None
        self._count = ""

    def show_classes(self, classes: Classes, count: str) -> None:
        """Show classes; ``count`` says of how many blocks, and when."""
        self._classes, self._count = classes, count
        self.setAccessibleName(self._sentence(classes))
        self.updateGeometry()
        self.update()

    def _sentence(self, classes: Classes) -> str:
        if classes.of_catchments:
            return f"{tr('Colours tell neighbours apart')}. {self._count}"
        limits = tr("Limits of the classes: {limits}", limits="; ".join(classes.labels))
        if classes.diverging:
            limits = f"{limits}. {tr('left loses, right gains')}"
        return ". ".join([limits, *filter(None, (self._hatch_text(classes), self._count))])

    def _hatch_text(self, classes: Classes) -> str:
        if classes.any_hidden:
            return hidden_rule(classes.key)
        return tr("no figure") if (classes.hatch == MISSING).any() and not classes.of_catchments else ""

    def sizeHint(self) -> QSize:
        px = self._plate.px
        classes = self._classes
        lines = px(_BAR) + px(18) if classes is not None and classes.of_catchments else px(_BAR) + px(32)
        return QSize(px(200), lines + (px(14) if classes is not None and classes.diverging else 0))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        classes = self._classes
        if classes is None:
            return
        p, px = self._plate.colours, self._plate.px
        painter = QPainter(self)
        face = font(CAPTION, scale=self._plate.text_scale)
        painter.setFont(face)
        left, right = px(_MARGIN), self.width() - px(_MARGIN)
        self._paint_bar(painter, classes, left, right)
        y = px(_BAR) + (px(2) if classes.of_catchments else px(16))
        line = QRectF(left, y, right - left, px(16))
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(p.text_secondary)
        if classes.diverging:  # colour is never the only cue
            painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, f"◀ {tr('loses')}")
            painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, f"{tr('gains')} ▶")
            line.translate(0, px(14))
            y += px(14)
        painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, self._count)
        if classes.of_catchments:
            painter.drawText(line, middle | Qt.AlignmentFlag.AlignLeft, tr("Colours tell neighbours apart"))
            return
        hatch = self._hatch_text(classes)
        if hatch:
            swatch = QRectF(left + 0.5, y + px(4) + 0.5, px(17), px(9))
            paint_hatch(painter, swatch, p)
            painter.setPen(p.text_secondary)
            painter.drawText(line.adjusted(px(24), 0, 0, 0), middle | Qt.AlignmentFlag.AlignLeft, hatch)

    def _paint_bar(self, painter: QPainter, classes: Classes, left: int, right: int) -> None:
        p, px = self._plate.colours, self._plate.px
        colours = ramp(scale_of(classes, p), classes)
        edges = [left + round((right - left) * i / len(colours)) for i in range(len(colours) + 1)]
        painter.setPen(QPen(p.control, 1))
        for at, colour in enumerate(colours):
            painter.setBrush(colour)
            painter.drawRect(edges[at], 0, edges[at + 1] - edges[at], px(_BAR) - 1)
        metrics = QFontMetricsF(painter.font())
        painter.setPen(p.text_secondary)
        for at, text in enumerate(classes.labels, 1):
            wide = metrics.horizontalAdvance(text) + 4
            room = QRectF(edges[at] - wide / 2, px(_BAR), wide, px(14))
            painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)


def paint_hatch(painter: QPainter, box: QRectF, p: Palette) -> None:
    """Paint the swatch of hidden and missing figures."""
    painter.save()
    painter.setPen(QPen(p.control, 1))
    painter.setBrush(p.no_data)
    painter.drawRect(box)
    painter.setClipRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(p.hatch, 1))
    x = box.left()
    while x < box.right() + box.height():
        painter.drawLine(QPointF(x, box.top()), QPointF(x - box.height(), box.bottom()))
        x += PERIOD - 1
    painter.restore()
