"""The one legend of all compared maps: classes with their limits, and what marks a difference, in words."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from piiri.i18n import tr

from ..map.classes import Classes
from ..map.fill import PERIOD, ramp
from ..palette import Palette
from ..panels.controls import letters
from ..panels.lettering import CENTRE
from .colouring import USE

_BAR_WIDTH = 196


class CompareKey(QWidget):
    """Painted; read out as one sentence."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours, self._letters = palette, letters(1.0)
        self._classes: Classes | None = None
        self._shapes = False
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self._colours, self._letters = palette, letters(scale)
        self.updateGeometry()
        self.update()

    def show_classes(self, classes: Classes, shapes: bool) -> None:
        """Show the classes; ``shapes`` is True where blocks of another shape are drawn."""
        self._classes, self._shapes = classes, shapes
        self.setAccessibleName(". ".join(self._sentences()))
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()

    def _sentences(self) -> list[str]:
        classes = self._classes
        said = [self._without_colours] if self._without_colours else []
        if classes is not None and classes.of_catchments:
            said.append(tr("Colours tell neighbours apart"))
        elif classes is not None and len(classes.labels):
            said.append(tr("Limits of the classes: {limits}", limits="; ".join(classes.labels)))
            if classes.key == USE:
                said.append(tr("Over capacity: hatched the other way"))
        return [*said, *(text for text, _ in self._marks())]

    def _marks(self) -> list[tuple[str, bool]]:
        found = [(tr("belongs elsewhere"), True)]
        return [*found, (tr("another shape"), False)] if self._shapes else found

    @property
    def _without_colours(self) -> str:
        """Why nothing is coloured: a block lies in another catchment at each stage."""
        classes = self._classes
        if classes is None or classes.labels or classes.of_catchments:
            return ""
        return classes.title

    @property
    def _bar(self) -> float:
        """How wide what stands before the marks is."""
        if self._without_colours:
            return self._letters.caption.width(self._without_colours) + 2
        return self._letters.px(_BAR_WIDTH) if self._classes is not None else 0

    def sizeHint(self) -> QSize:
        t = self._letters
        marks = sum(t.caption.width(text) + t.px(24 + 6 + 14) for text, _ in self._marks())
        return QSize(round(self._bar + marks + t.px(16)), t.px(34))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        p, t = self._colours, self._letters
        if self._without_colours:
            room = QRectF(0, 0, self._bar, self.height())
            t.caption.draw(painter, room, self._without_colours, p.text_secondary)
        elif self._classes is not None:
            self._paint_bar(painter, self._classes)
        x = self._bar + t.px(16) if self._bar else 0.0
        for text, hatched in self._marks():
            box = QRectF(round(x) + 1, (self.height() - t.px(12)) / 2, t.px(22), t.px(12))
            paint_mark(painter, box, p, hatched=hatched)
            x += t.px(24 + 6)
            wide = t.caption.width(text)
            t.caption.draw(painter, QRectF(x, 0, wide + 2, self.height()), text, p.text_secondary)
            x += wide + t.px(14)

    def _paint_bar(self, painter: QPainter, classes: Classes) -> None:
        p, t = self._colours, self._letters
        colours = ramp(p.categories if classes.of_catchments else p.sequential, classes)
        high = t.px(12)
        top = (self.height() - high) // 2 if classes.of_catchments else t.px(3)
        left, right = 1, self._bar - 1
        edges = [left + round((right - left) * i / len(colours)) for i in range(len(colours) + 1)]
        painter.setPen(QPen(p.control, 1))
        for at, colour in enumerate(colours):
            painter.setBrush(colour)
            painter.drawRect(edges[at], top, edges[at + 1] - edges[at], high)
        if classes.key == USE:
            over = QRectF(edges[-2] + 1, top + 1, edges[-1] - edges[-2] - 1, high - 1)
            _hatch(painter, over, p, falling=True)
        for at, text in enumerate(classes.labels, 1):
            wide = t.caption.width(text) + 4
            room = QRectF(edges[at] - wide / 2, top + high + 1, wide, t.caption.line)
            t.caption.draw(painter, room, text, p.text_secondary, CENTRE)


def _hatch(painter: QPainter, box: QRectF, p: Palette, *, falling: bool) -> None:
    painter.save()
    painter.setClipRect(box)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    ink = p.accent if not falling else p.surface if p.is_dark else p.text
    painter.setPen(QPen(ink, 1))
    painter.setOpacity(0.45 if falling else 1.0)
    x = box.left() - box.height()
    while x < box.right() + box.height():
        ends = (box.top(), box.bottom()) if falling else (box.bottom(), box.top())
        painter.drawLine(QPointF(x, ends[0]), QPointF(x + box.height(), ends[1]))
        x += PERIOD - 1
    painter.restore()


def paint_mark(painter: QPainter, box: QRectF, p: Palette, *, hatched: bool) -> None:
    """Paint the swatch of a block that differs: outlined, and hatched where it belongs elsewhere."""
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(p.surface)
    painter.drawRect(box)
    if hatched:
        _hatch(painter, box, p, falling=False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(p.accent, 2))
    painter.drawRect(box)
    painter.restore()
