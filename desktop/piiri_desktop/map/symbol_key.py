"""The line under the legend's classes that says what the schools' symbols mean: those that are on the map now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from piiri.i18n import N_, tr
from piiri.session import State

from ..palette import CAPTION, font
from .labels import Look
from .plates import Plate
from .schools import kind_of
from .symbols import Kind, draw_symbol

MEANINGS: dict[Kind, str] = {
    "over": N_("more pupils than places"),
    "new": N_("new school"),
    "closed": N_("closed school"),
}

_MARGIN, _LINE, _SYMBOL, _GAP = 6, 20, 20, 14
_DRAWN = 0.8
"""The symbols are so much smaller than on the map."""


class SymbolKey(QWidget):
    """Symbols with their meanings, as many on a line as fit; read out as one sentence."""

    def __init__(self, plate: Plate) -> None:
        super().__init__(plate)
        self._plate = plate
        self.kinds: tuple[Kind, ...] = ()

    def show_state(self, state: State, schools: Iterable[int]) -> None:
        """Show the symbols that some schools of a state have; nothing where all are as usual."""
        found = {kind_of(state, school) for school in schools if school < len(state.plan.schools)}
        self.kinds = tuple(kind for kind in MEANINGS if kind in found)
        self.setAccessibleName("; ".join(tr(MEANINGS[kind]) for kind in self.kinds))
        self.setVisible(bool(self.kinds))
        self.updateGeometry()
        self.update()

    def _places(self, width: float) -> Iterator[tuple[Kind, float, float]]:
        """Each symbol with the left end and the middle height of its place."""
        px, measured = self._plate.px, QFontMetricsF(font(CAPTION, scale=self._plate.text_scale))
        x, y = float(px(_MARGIN)), px(_LINE) / 2
        for kind in self.kinds:
            wide = px(_SYMBOL) + measured.horizontalAdvance(tr(MEANINGS[kind]))
            if x > px(_MARGIN) and x + wide > width - px(_MARGIN):
                x, y = float(px(_MARGIN)), y + px(_LINE)
            yield kind, x, y
            x += wide + px(_GAP)

    def sizeHint(self) -> QSize:
        px = self._plate.px
        width = px(248)
        lowest = max((y for _, _, y in self._places(width)), default=0.0)
        return QSize(width, round(lowest + px(_LINE) / 2))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, px, scale = self._plate.colours, self._plate.px, self._plate.text_scale
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        face = font(CAPTION, scale=scale)
        measured = QFontMetricsF(face)
        for kind, x, y in self._places(self.width()):
            at = QPointF(x + px(_SYMBOL) / 2 - px(2), y)
            draw_symbol(painter, at, kind, Look("", ""), colours, scale * _DRAWN, small=False)
            painter.setPen(colours.text_secondary)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setFont(face)
            middle = y + (measured.ascent() - measured.descent()) / 2
            painter.drawText(QPointF(x + px(_SYMBOL), middle), tr(MEANINGS[kind]))
