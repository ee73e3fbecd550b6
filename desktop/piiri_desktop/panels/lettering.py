"""The fonts of one text scale with their metrics, made once and shared by everything that paints text."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ..palette import BODY, CAPTION, FIGURE, font

_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_LINE = Qt.TextFlag.TextSingleLine
# whole numbers: putting Qt's flags together again for each text takes as long as drawing it
LEFT = int(Qt.AlignmentFlag.AlignLeft | _MIDDLE | _LINE)
RIGHT = int(Qt.AlignmentFlag.AlignRight | _MIDDLE | _LINE)
CENTRE = int(Qt.AlignmentFlag.AlignHCenter | _MIDDLE | _LINE)

_WIDTHS_KEPT = 5000


@dataclass(frozen=True, eq=False)
class Face:
    """A font, its metrics, and the height of a line set in it, logical pixels."""

    font: QFont
    metrics: QFontMetricsF
    line: int
    _widths: dict[str, float] = field(default_factory=dict)

    def width(self, text: str) -> float:
        """Return how wide a text is, logical pixels. Asking Qt takes as long as drawing, so answers are kept."""
        wide = self._widths.get(text)
        if wide is None:
            if len(self._widths) >= _WIDTHS_KEPT:
                self._widths.clear()
            wide = self._widths[text] = self.metrics.horizontalAdvance(text)
        return wide

    def elided(self, text: str, width: float) -> str:
        """Return the text, cut at its end with an ellipsis where it is wider than ``width``."""
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def draw(self, painter: QPainter, rect: QRectF, text: str, colour: QColor, align: int = LEFT) -> None:
        """Draw one line of text; ``align`` is :data:`LEFT`, :data:`RIGHT` or :data:`CENTRE`."""
        painter.setFont(self.font)
        painter.setPen(colour)
        painter.drawText(rect, align, text)


@dataclass(frozen=True, eq=False)
class Lettering:
    """The faces of a text scale.

    Attributes
    ----------
    scale
        1.0 to 2.0.
    caption, caption_medium, caption_bold
        11 px: labels, units, axes, changes.
    body, body_bold
        12 px: tables and controls.
    figure
        20 px: the value of a tile.
    """

    scale: float
    caption: Face
    caption_medium: Face
    caption_bold: Face
    body: Face
    body_bold: Face
    figure: Face

    def px(self, length: float) -> int:
        """Return a length that grows with the text, logical pixels."""
        return round(length * self.scale)


@cache
def lettering(scale: float = 1.0) -> Lettering:
    """Return the faces of a text scale."""
    weight = QFont.Weight

    def face(size: int, line: int, rank: QFont.Weight) -> Face:
        made = font(size, rank, scale)
        return Face(made, QFontMetricsF(made), round(line * scale))

    return Lettering(
        scale,
        face(CAPTION, 14, weight.Normal),
        face(CAPTION, 14, weight.Medium),
        face(CAPTION, 14, weight.DemiBold),
        face(BODY, 16, weight.Normal),
        face(BODY, 16, weight.DemiBold),
        face(FIGURE, 24, weight.DemiBold),
    )
