"""What a difference is made of: bars of population, border and choice beside the whole, above or below none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from piiri.i18n import number, tr

from ..palette import Palette
from ..panels.lettering import CENTRE
from .chart_panel import ChartPanel
from .plot import BottomAxis, Pixels, Plot

_HEAD = 1.35
"""So much of the largest bar is seen, so that its figure has room."""


class PartsChart(ChartPanel):
    """Four bars: what population, border and choice of school each bring, and their sum.

    Parameters
    ----------
    palette
        The theme.
    """

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        plot = Plot(self._paint, BottomAxis(self._paint_names), self._tip, palette)
        self._values: tuple[float, float, float] = (0.0, 0.0, 0.0)
        self._decimals = 0
        title = tr("Why it came out otherwise")
        super().__init__(title, tr("observed less expected"), plot, palette, parent)
        self.set_text_scale(1.0)

    def show_parts(self, title: str, values: tuple[float, float, float], decimals: int) -> None:
        """Show what population, border and choice bring to a difference."""
        self._values, self._decimals = values, decimals
        self._title.setText(title)
        self._settle()
        self.drawn(settled=True)

    def _settle(self) -> None:
        reach = max((abs(value) for value in self._bars), default=0.0) * _HEAD or 1.0
        self.plot.set_range(-0.5, 3.5, [(0.0, number(0))], reach)
        self.plot.box.setRange(yRange=(-reach, reach), padding=0.0, disableAutoRange=True)

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self.plot.set_letters(self._letters, self._letters.px(14) + 4)
        self._settle()

    @property
    def _bars(self) -> tuple[float, ...]:
        return (*self._values, sum(self._values))

    def _names(self) -> tuple[str, ...]:
        return tr("Population"), tr("Border"), tr("Choice of school"), tr("Together")

    def _paint(self, painter: QPainter, at: Pixels) -> None:
        p = self._palette
        base, half = round(at.y(0.0)), round((at.x(1.0) - at.x(0.0)) * 0.3)
        for position, value in enumerate(self._bars):
            x, y = round(at.x(position)), round(at.y(value))
            painter.fillRect(QRect(x - half, min(y, base), 2 * half, abs(y - base)), p.text if position == 3 else p.bar)
            face = self._letters.caption_bold if position == 3 else self._letters.caption
            top = y - face.line - 1 if value >= 0 else y + 1
            words = number(value, self._decimals, sign=True)
            face.draw(painter, QRectF(x - 40, top, 80, face.line), words, p.text, CENTRE)
        painter.fillRect(QRect(at.left, base, at.right - at.left, 1), p.control)

    def _paint_names(self, painter: QPainter, x_of: Callable[[float], float], room: QRectF) -> None:
        face, wide = self._letters.caption, x_of(1.0) - x_of(0.0)
        for position, name in enumerate(self._names()):
            box = QRectF(x_of(position) - wide / 2, room.top() + 2, wide, face.line)
            face.draw(painter, box, face.elided(name, wide), self._palette.text_secondary, CENTRE)

    def figures(self) -> list[list[str]]:
        rows = zip(self._names(), self._bars, strict=True)
        return [[tr("Part"), tr("Difference")], *([name, number(v, self._decimals, sign=True)] for name, v in rows)]

    def summary(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in self.figures()[1:])

    def _tip(self, x: float) -> str:
        position = round(x) if x == x else -1
        rows = self.figures()[1:]
        return f"{rows[position][0]}: {rows[position][1]}" if 0 <= position < len(rows) else ""
