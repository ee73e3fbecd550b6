"""A figure of one school over the years beside that of the municipality: lines, gaps left open, breaks dashed."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QWidget

from piiri.i18n import number, tr
from piiri.model.arrays import Array
from piiri.model.observations import SUPPRESSED
from piiri.years import Series

from ..palette import Palette
from ..panels.lettering import CENTRE, LEFT
from .chart_panel import ChartPanel
from .plot import BottomAxis, Pixels, Plot, nice_ticks


@dataclass(frozen=True, eq=False)
class YearLine:
    """One line of the chart.

    Attributes
    ----------
    name
        Written at its end, and over its column of the table.
    series
        Its values.
    dashed
        True for what is compared with: the municipality, or what was expected.
    """

    name: str
    series: Series
    dashed: bool = False


def decimals_of(values: Array) -> int:
    """Return how many decimals figures of a size need: 3 up to one, 1 up to a hundred, else none.

    >>> decimals_of(np.array([0.2, np.nan])), decimals_of(np.array([37.5])), decimals_of(np.array([12.0, 480.0]))
    (3, 1, 0)
    """
    told = values[np.isfinite(values)]
    if not len(told) or (np.rint(told) == told).all():
        return 0
    largest = float(np.abs(told).max())
    return 3 if largest <= 1.0 else 1 if largest <= 100.0 else 0


LEAST = 120
"""Logical pixels of height that lines with their names need."""


class YearsChart(ChartPanel):
    """Lines by year; a hollow dot rests on few pupils, a dashed upright marks where a series begins anew.

    Parameters
    ----------
    title, legend
        Its name, and what its marks mean.
    palette
        The theme.
    """

    def __init__(self, title: str, legend: str, palette: Palette, parent: QWidget | None = None) -> None:
        plot = Plot(self._paint, BottomAxis(self._paint_years), self._tip, palette)
        self._lines: list[YearLine] = []
        self._years: list[int] = []
        self._decimals = 0
        super().__init__(title, legend, plot, palette, parent)
        self.set_text_scale(1.0)

    def show_lines(self, title: str, lines: list[YearLine]) -> None:
        """Show lines under a title; the years are those of all of them."""
        self._lines = lines
        told = [int(year) for line in lines for year in line.series.years.tolist()]
        self._years = list(range(min(told), max(told) + 1)) if told else []
        values = np.concatenate([line.series.value for line in lines]) if lines else np.zeros(0)
        self._decimals = decimals_of(values)
        self._title.setText(title)
        self._settle(values)
        self.drawn(settled=True)

    def _settle(self, values: Array) -> None:
        told = values[np.isfinite(values)]
        largest = max(float(told.max()), 0.0) if len(told) else 0.0
        if not self._years or largest <= 0:
            self.plot.set_range(-0.5, max(0.5, len(self._years) - 0.5), [], 1.0)
            return
        fine = 1000.0 if largest <= 2.0 else 1.0
        ticks = [(value / fine, number(value / fine, _places(value / fine))) for value in nice_ticks(largest * fine)]
        self.plot.set_range(-0.3, len(self._years) - 0.7, ticks, largest * 1.3)

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self.plot.set_letters(self._letters, self._letters.px(14) + 4)
        self.setMinimumHeight(self._letters.px(LEAST))

    # ------------------------------------------------------------------------------------------------ painting
    def _paint(self, painter: QPainter, at: Pixels) -> None:
        p = self._palette
        for tick in self.plot.ticks:
            painter.fillRect(QRect(at.left, round(at.y(tick)), at.right - at.left, 1), p.grid)
        taken: list[QRectF] = []
        for line in sorted(self._lines, key=lambda each: not each.dashed):
            self._paint_line(painter, at, line, taken)
        painter.fillRect(QRect(at.left, round(at.y(0.0)), at.right - at.left, 1), p.control)

    def _paint_line(self, painter: QPainter, at: Pixels, line: YearLine, taken: list[QRectF]) -> None:
        p, series, face = self._palette, line.series, self._letters.caption
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = p.text_secondary if line.dashed else p.bar
        points: list[QPointF | None] = []
        for year, value in zip(series.years.tolist(), series.value.tolist(), strict=True):
            there = math.isfinite(value)
            points.append(QPointF(at.x(year - self._years[0]), at.y(value)) if there else None)
        pen = QPen(colour, 1.0 if line.dashed else 2.0)
        if line.dashed:
            pen.setDashPattern([4, 3])
        for y in range(1, len(points)):
            one, other = points[y - 1], points[y]
            if series.breaks[y] and not line.dashed:
                upright = QPen(p.text_secondary, 1, Qt.PenStyle.CustomDashLine)
                upright.setDashPattern([3, 2])
                painter.setPen(upright)
                x = round(at.x(series.years[y] - self._years[0] - 0.5)) + 0.5
                painter.drawLine(QPointF(x, at.top), QPointF(x, at.bottom))
                box = QRectF(x + 4, at.top, 80, face.line)
                face.draw(painter, box, tr("new series"), p.text_secondary, LEFT)
            elif one is not None and other is not None and not series.breaks[y]:
                painter.setPen(pen)
                painter.drawLine(one, other)
        if not line.dashed:
            for point, small in zip(points, series.small.tolist(), strict=True):
                if point is not None:
                    painter.setPen(QPen(colour, 1.5))
                    painter.setBrush(p.surface if small else colour)
                    painter.drawEllipse(point, 3.5, 3.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        last = next((point for point in reversed(points) if point is not None), None)
        if last is not None:
            self._write_name(painter, at, line, last, taken)

    def _write_name(self, painter: QPainter, at: Pixels, line: YearLine, end: QPointF, taken: list[QRectF]) -> None:
        """Write a line's name over its end, or below where another name is."""
        p, face = self._palette, self._letters.caption if line.dashed else self._letters.caption_bold
        wide = min(face.width(line.name) + 1, at.right - at.left)
        box = QRectF(at.right - wide, max(end.y() - face.line - 7, at.top), wide, face.line)
        if any(box.intersects(other) for other in taken):
            box.moveTop(min(end.y() + 7, at.bottom - face.line - 1))
        taken.append(box)
        paper = QColor(p.surface)
        paper.setAlphaF(0.8)  # a line behind it shows through, and does not cross out its letters
        painter.fillRect(box, paper)
        colour = p.text_secondary if line.dashed else p.text
        face.draw(painter, box, face.elided(line.name, wide), colour, LEFT)

    def _paint_years(self, painter: QPainter, x_of: Callable[[float], float], room: QRectF) -> None:
        face = self._letters.caption
        every = max(1, -(-round(face.width("2027") + 10) // max(1, round(x_of(1.0) - x_of(0.0)))))
        for position, year in enumerate(self._years):
            if position % every == 0:
                box = QRectF(x_of(position) - 30, room.top() + 2, 60, face.line)
                face.draw(painter, box, str(year), self._palette.text_secondary, CENTRE)

    # ------------------------------------------------------------------------------------------------ words
    def written(self, line: YearLine, year: int) -> str:
        """Return the value of a year as written: two points where it is hidden, a dash where there is none."""
        at = year - int(line.series.years[0]) if len(line.series.years) else -1
        if not 0 <= at < len(line.series.years):
            return "–"
        if line.series.state[at] == SUPPRESSED:
            return ".."
        value = float(line.series.value[at])
        if not math.isfinite(value):
            return "–"
        return number(value, self._decimals) + ("*" if line.series.small[at] else "")

    def figures(self) -> list[list[str]]:
        heads = [tr("Year"), *(line.name for line in self._lines)]
        return [heads, *([str(year), *(self.written(line, year) for line in self._lines)] for year in self._years)]

    def summary(self) -> str:
        rows = self.figures()
        return "; ".join(
            f"{row[0]}: " + ", ".join(f"{name} {cell}" for name, cell in zip(rows[0][1:], row[1:], strict=True))
            for row in rows[1:]
        )

    def _tip(self, x: float) -> str:
        position = round(x) if x == x else -1
        rows = self.figures()
        if not 0 <= position < len(self._years):
            return ""
        row = rows[position + 1]
        return f"{row[0]}: " + ", ".join(f"{name} {cell}" for name, cell in zip(rows[0][1:], row[1:], strict=True))


def _places(value: float) -> int:
    """Decimals that say a tick exactly, three at most."""
    return next((places for places in range(3) if abs(round(value, places) - value) < 1e-9), 3)
