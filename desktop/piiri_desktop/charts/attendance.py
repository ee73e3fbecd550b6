"""Assigned and expected pupils of one school by year, with its places and the end of what is known."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from piiri.i18n import number, tr
from piiri.publish.attendance import AttendanceTable
from piiri.school_years import school_year

from ..palette import Palette
from ..panels.lettering import CENTRE, LEFT
from .chart_panel import ChartPanel
from .plot import BottomAxis, Pixels, Plot, nice_ticks


class AttendanceChart(ChartPanel):
    """Expected as bars, assigned as ticks, places as a line; years whose first grades are not in the data are paler.

    Parameters
    ----------
    palette
        The theme.
    """

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        plot = Plot(self._paint, BottomAxis(self._paint_years), self._tip, palette)
        self._table: AttendanceTable | None = None
        self._school = -1
        super().__init__(tr("Expected"), tr("thick tick = assigned, thin line = places"), plot, palette, parent)
        self.set_text_scale(1.0)

    def show_school(self, table: AttendanceTable | None, school: int) -> None:
        """Show a school, by its index; nothing without a table."""
        self._table, self._school = table, school if table is not None and school in table.schools else -1
        name = table.names[self._school] if table is not None and self._school >= 0 else tr("Expected")
        self._title.setText(name)
        self._settle()
        self.drawn(settled=True)

    def _settle(self) -> None:
        table = self._table
        if table is None or self._school < 0:
            self.plot.set_range(-0.5, 0.5, [], 1.0)
            return
        h = self._school
        largest = max(1.0, table.expected[h].max(), table.assigned[h].max(), float(table.places[h]))
        ticks = [(value, number(value)) for value in nice_ticks(largest)]
        self.plot.set_range(-0.5, len(table.years) - 0.5, ticks, largest * 1.22)

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self.plot.set_letters(self._letters, self._letters.px(14) + 4)
        self._settle()

    # ------------------------------------------------------------------------------------------------ painting
    def _paint(self, painter: QPainter, at: Pixels) -> None:
        p, table, h = self._palette, self._table, self._school
        if table is None or h < 0:
            return
        for tick in self.plot.ticks:
            painter.fillRect(QRect(at.left, round(at.y(tick)), at.right - at.left, 1), p.grid)
        base = round(at.y(0.0))
        half = min((at.x(1.0) - at.x(0.0)) * 0.3, self._letters.px(18))
        places = table.places[h]
        face = self._letters.caption
        for position, year in enumerate(table.years):
            x = at.x(position)
            left, right = round(x - half), round(x + half)
            expected, assigned = float(table.expected[h, position]), float(table.assigned[h, position])
            top = round(at.y(expected))
            painter.setOpacity(1.0 if year <= table.known_until else 0.5)
            painter.fillRect(QRect(left, top, right - left, base - top), p.bar)
            if 0 <= places < expected:
                limit = round(at.y(places))
                painter.fillRect(QRect(left, top, right - left, limit - top), p.bad)
            painter.setOpacity(1.0)
            y = round(at.y(assigned))
            painter.fillRect(QRect(left - 3, y - 2, right - left + 6, 4), p.surface)
            painter.fillRect(QRect(left - 3, y - 1, right - left + 6, 2), p.text)
            words = number(expected)
            over = 0 <= places < expected
            written = self._letters.caption_bold if over else face
            box = QRectF(x - 40, min(top, y - 2) - written.line - 1, 80, written.line)
            written.draw(painter, box, words, p.bad if over else p.text_secondary, CENTRE)
        if places >= 0:
            y = round(at.y(places))
            painter.fillRect(QRect(at.left, y, at.right - at.left, 1), p.text)
        self._paint_end(painter, at, table)
        painter.fillRect(QRect(at.left, base, at.right - at.left, 1), p.control)

    def _paint_end(self, painter: QPainter, at: Pixels, table: AttendanceTable) -> None:
        """A dashed line where years begin whose first grades are not in the data."""
        if table.known_until >= table.years[-1]:
            return
        p, face = self._palette, self._letters.caption
        x = round(at.x(table.known_until - table.years[0] + 0.5)) + 0.5
        pen = QPen(p.text_secondary, 1, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.drawLine(QPointF(x, at.top), QPointF(x, at.bottom))
        words = tr("partly known")
        if x + 4 + face.width(words) <= at.right:
            box = QRectF(x + 4, at.top, at.right - x - 4, face.line)
            face.draw(painter, box, words, p.text_secondary, LEFT)

    def _paint_years(self, painter: QPainter, x_of: Callable[[float], float], room: QRectF) -> None:
        if self._table is None or self._school < 0:
            return
        face = self._letters.caption
        texts = [_short(year) for year in self._table.years]
        every = max(1, -(-round(face.width("27–28") + 8) // max(1, round(x_of(1.0) - x_of(0.0)))))
        for position, text in enumerate(texts):
            if position % every == 0:
                box = QRectF(x_of(position) - 30, room.top() + 2, 60, face.line)
                face.draw(painter, box, text, self._palette.text_secondary, CENTRE)

    # ------------------------------------------------------------------------------------------------ words
    def figures(self) -> list[list[str]]:
        written = [[tr("School year"), tr("Expected"), tr("Assigned"), tr("Places")]]
        table, h = self._table, self._school
        if table is None or h < 0:
            return written
        places = number(table.places[h]) if table.places[h] >= 0 else "."
        for position, year in enumerate(table.years):
            expected, assigned = table.expected[h, position], table.assigned[h, position]
            written.append([school_year(year), number(expected), number(assigned), places])
        return written

    def summary(self) -> str:
        if self._table is None or self._school < 0:
            return ""
        rows = self.figures()[1:]
        said = [
            tr("{year}: {expected} expected, {assigned} assigned", year=row[0], expected=row[1], assigned=row[2])
            for row in rows
        ]
        return f"{'; '.join(said)}."

    def _tip(self, x: float) -> str:
        position = round(x) if x == x else -1
        rows = self.figures()[1:]
        if not 0 <= position < len(rows):
            return ""
        row = rows[position]
        return tr(
            "{year}: {expected} expected, {assigned} assigned, {places} places",
            year=row[0],
            expected=row[1],
            assigned=row[2],
            places=row[3],
        )


def _short(year: int) -> str:
    """Write a school year without its century.

    >>> _short(2027)
    '27–28'
    """
    return school_year(year)[2:]
