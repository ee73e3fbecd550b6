"""The segregation curve: all others against the group, schools with the lowest share first; before as a dashed line."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from piiri.i18n import number, share, tr
from piiri.model.arrays import FloatArray
from piiri.segregation import dissimilarity, gini, lorenz_curve, segregation_curve

from ..palette import Palette
from ..panels.lettering import CENTRE
from .chart_panel import ChartPanel
from .plot import BottomAxis, Pixels, Plot

Sides = tuple[FloatArray, FloatArray]
_NOBODY: Sides = (np.zeros(0), np.zeros(0))
_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)


class CurveChart(ChartPanel):
    """The curve of one group over the schools of a stage; D is its largest distance from the diagonal.

    Parameters
    ----------
    lorenz
        True for the Lorenz curve, whose x axis is all pupils instead of all others.
    palette
        The theme.
    """

    def __init__(self, lorenz: bool, palette: Palette, parent: QWidget | None = None) -> None:
        plot = Plot(self._paint, BottomAxis(self._paint_axis), self._tip, palette)
        self._of: Callable[[FloatArray, FloatArray], FloatArray] = lorenz_curve if lorenz else segregation_curve
        self._across = tr("share of all pupils") if lorenz else tr("share of all others")
        self._now, self._before = _NOBODY, _NOBODY
        title = tr("Lorenz curve") if lorenz else tr("Segregation curve")
        super().__init__(title, tr("share of the group; dashed = before"), plot, palette, parent)
        self.set_text_scale(1.0)

    def show_sides(self, now: Sides, before: Sides, *, settled: bool) -> None:
        """Show the group's pupils and all others by school, now and before."""
        self._now, self._before = now, before
        self.plot.set_range(0.0, 1.0, [(value, share(value)) for value in (0.0, 0.5, 1.0)], 1.04)
        self.drawn(settled=settled)

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self.plot.set_letters(self._letters, self._letters.px(30) + 6)

    # ------------------------------------------------------------------------------------------------ painting
    def _paint(self, painter: QPainter, at: Pixels) -> None:
        p = self._palette
        for tick in self.plot.ticks:
            painter.fillRect(QRect(at.left, round(at.y(tick)), at.right - at.left, 1), p.grid)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(p.control, 1))
        painter.drawLine(QPointF(at.x(0), at.y(0)), QPointF(at.x(1), at.y(1)))
        dashed = QPen(p.text, 1, Qt.PenStyle.CustomDashLine)
        dashed.setDashPattern([4, 3])
        for sides, pen in ((self._before, dashed), (self._now, QPen(p.bar, 2))):
            curve = self._of(*sides)
            if len(curve) > 1 and np.isfinite(curve).all():
                painter.setPen(pen)
                painter.drawPolyline(QPolygonF([QPointF(at.x(x), at.y(y)) for x, y in curve.tolist()]))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.fillRect(QRect(at.left, round(at.y(0.0)), at.right - at.left, 1), p.control)

    def _paint_axis(self, painter: QPainter, x_of: Callable[[float], float], room: QRectF) -> None:
        face, p = self._letters.caption, self._palette
        for value in _SHARES:
            text = share(value)
            wide = face.width(text)
            left = min(max(x_of(value) - wide / 2, room.left() - 8), room.right() + 6 - wide)
            face.draw(painter, QRectF(left, room.top() + 3, wide + 1, face.line), text, p.text_secondary, CENTRE)
        face.draw(
            painter,
            QRectF(room.left(), room.top() + 4 + face.line, room.width(), face.line),
            self._across,
            p.text_secondary,
            CENTRE,
        )

    # ------------------------------------------------------------------------------------------------ words
    def figures(self) -> list[list[str]]:
        written = [[self._across, tr("share of the group")]]
        curve = self._of(*self._now)
        if np.isfinite(curve).all():
            written += [[share(x, 1), share(y, 1)] for x, y in curve.tolist()]
        return written

    def summary(self) -> str:
        said = []
        for sides, words in ((self._now, tr("D {d}, Gini {gini}")), (self._before, tr("before D {d}, Gini {gini}"))):
            d, g = dissimilarity(*sides), gini(*sides)
            if math.isfinite(d):
                said.append(words.replace("{d}", number(d, 3)).replace("{gini}", number(g, 3)))
        return "; ".join(said) + "."

    def _tip(self, x: float) -> str:
        curve = self._of(*self._now)
        if not (0 <= x <= 1) or len(curve) < 2 or not np.isfinite(curve).all():
            return self.summary()
        y = float(np.interp(x, curve[:, 0], curve[:, 1]))
        return f"{share(x)} {self._across}: {share(y)} {tr('share of the group')}. {self.summary()}"
