"""The label at the pointer, in the inverse of the theme: what the edit does, or why it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from ..icons import CONTROL, picture
from ..palette import BODY, CAPTION, Palette, font

_PAD, _AWAY = 10, 22
_WIDEST = 420


@dataclass(frozen=True, slots=True)
class Tip:
    """What the label says.

    Attributes
    ----------
    title
        First line, bold; a sentence for a problem.
    rows
        Name, value before and value now of each school.
    problem
        True where it says why something cannot be done.
    """

    title: str
    rows: tuple[tuple[str, str, str], ...] = ()
    problem: bool = False


class TipPainter:
    """Sizes and paints tips in one theme and text scale."""

    def __init__(self, palette: Palette, scale: float, ratio: float) -> None:
        self._palette, self._scale, self._ratio = palette, scale, ratio
        self._title = font(BODY, QFont.Weight.DemiBold, scale)
        self._plain = font(CAPTION, QFont.Weight.Normal, scale)
        self._bold = font(CAPTION, QFont.Weight.DemiBold, scale)

    def _title_room(self, tip: Tip) -> QRectF:
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        return QFontMetricsF(self._title).boundingRect(QRectF(0, 0, _WIDEST * self._scale, 400), flags, tip.title)

    def _columns(self, tip: Tip) -> tuple[float, float, float]:
        plain, bold = QFontMetricsF(self._plain), QFontMetricsF(self._bold)
        return (
            max((plain.horizontalAdvance(name) for name, _, _ in tip.rows), default=0.0),
            max((plain.horizontalAdvance(f"{before} → ") for _, before, _ in tip.rows), default=0.0),
            max((bold.horizontalAdvance(now) for _, _, now in tip.rows), default=0.0),
        )

    def size(self, tip: Tip) -> QSizeF:
        """Return the size of a tip in logical pixels."""
        s, room = self._scale, self._title_room(tip)
        width = room.width() + (round((CONTROL + 7) * s) if tip.problem else 0)
        if tip.rows:
            width = max(width, sum(self._columns(tip)) + 24 * s)
        return QSizeF(round(width + 2 * _PAD * s + 1), round(room.height() + len(tip.rows) * 16 * s + 12 * s))

    def rectangle(self, tip: Tip, at: QPointF, bounds: QRectF, obstacles: Sequence[QRectF] = ()) -> QRectF:
        """Return where a tip lies beside the pointer: inside the map and, where there is room, clear of the plates."""
        size, inner = self.size(tip), bounds.adjusted(4, 4, -4, -4)
        right, left = at.x() + _AWAY, at.x() - _AWAY - size.width()
        below, above = at.y() + _AWAY * 0.8, at.y() - _AWAY * 0.8 - size.height()
        corners = [(right, below), (left, below), (right, above), (left, above)]
        places = [QRectF(round(x), round(y), size.width(), size.height()) for x, y in corners]
        inside = [place for place in places if inner.contains(place)]
        for place in inside:
            if not any(place.intersects(plate) for plate in obstacles):
                return place
        if inside:
            return inside[0]
        first = places[0]
        first.moveLeft(max(inner.left(), min(first.left(), inner.right() - size.width())))
        first.moveTop(max(inner.top(), min(first.top(), inner.bottom() - size.height())))
        return first

    def paint(self, painter: QPainter, tip: Tip, box: QRectF) -> None:
        """Paint a tip into its rectangle."""
        p, s = self._palette, self._scale
        painter.setPen(QPen(p.tip_text, 1))
        painter.setBrush(p.tip)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        inner = box.adjusted(_PAD * s, 6 * s, -_PAD * s, -6 * s)
        title = self._title_room(tip)
        left = inner.left()
        if tip.problem:
            size = round(CONTROL * s)
            painter.drawPixmap(QPointF(left, inner.top()), picture("error", p.tip_text, size, self._ratio))
            left += size + round(7 * s)
        quiet = QColor(p.tip_text)
        quiet.setAlphaF(0.82)
        painter.setPen(p.tip_text)
        painter.setFont(self._title)
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
        painter.drawText(QRectF(left, inner.top(), title.width() + 2, title.height()), flags, tip.title)
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        _, _, now_width = self._columns(tip)
        y = inner.top() + title.height()
        for name, before, now in tip.rows:
            row = QRectF(inner.left(), y, inner.width(), 16 * s)
            painter.setFont(self._plain)
            painter.setPen(quiet)
            painter.drawText(row, middle | Qt.AlignmentFlag.AlignLeft, name)
            painter.drawText(row.adjusted(0, 0, -now_width, 0), middle | right, f"{before} → ")
            painter.setFont(self._bold)
            painter.setPen(p.tip_text)
            painter.drawText(row, middle | right, now)
            y += 16 * s
