"""The label at the pointer, in the inverse of the theme: what the edit does, or why it cannot be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from piiri.indicators import at_least

from ..icons import CONTROL, picture
from ..palette import BODY, CAPTION, Palette, font

_PAD, _AWAY = 10, 22
_WIDEST = 420
_GAP = 18


@dataclass(frozen=True, slots=True)
class TipRow:
    """A school in the label: its name, and before and now of each column."""

    name: str
    cells: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Tip:
    """What the label says.

    Attributes
    ----------
    title
        First line, bold; a sentence for a problem.
    rows
        What changes for each school.
    heads
        What the columns of the rows are called; said where there is more than one.
    problem
        True where it says why something cannot be done.
    """

    title: str
    rows: tuple[TipRow, ...] = ()
    heads: tuple[str, ...] = ()
    problem: bool = False

    @property
    def spoken(self) -> str:
        """All of it in one line, for those who hear it."""
        parts = [self.title]
        for row in self.rows:
            cells = [f"{at_least.spoken(before)} → {at_least.spoken(now)}" for before, now in row.cells]
            heads = self.heads if len(self.heads) == len(cells) > 1 else [""] * len(cells)
            told = ", ".join(f"{head} {cell}".strip() for head, cell in zip(heads, cells, strict=True))
            parts.append(f"{row.name}: {told}")
        return ". ".join(parts)


Columns = tuple[float, list[tuple[float, float]]]
"""How wide the names are, and of each column what stands before the arrow with it, and behind it."""


class TipPainter:
    """Sizes and paints tips in one theme and text scale."""

    def __init__(self, palette: Palette, scale: float, ratio: float) -> None:
        self._palette, self._scale, self._ratio = palette, scale, ratio
        self._title = font(BODY, QFont.Weight.DemiBold, scale)
        self._plain = font(CAPTION, QFont.Weight.Normal, scale)
        self._bold = font(CAPTION, QFont.Weight.DemiBold, scale)
        self._measured: tuple[Tip | None, QRectF, Columns] = (None, QRectF(), (0.0, []))

    def _measure(self, tip: Tip) -> tuple[QRectF, Columns]:
        """The room of the title, and the columns; the same tip is asked for several times a frame."""
        if self._measured[0] is not tip:
            flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignLeft)
            room = QRectF(0, 0, _WIDEST * self._scale, 400)
            title = QFontMetricsF(self._title).boundingRect(room, flags, tip.title)
            self._measured = tip, title, self._columns(tip)
        return self._measured[1:]

    def _columns(self, tip: Tip) -> Columns:
        """Return how wide the names are, and of each column what stands before the arrow with it, and behind it."""
        plain, bold = QFontMetricsF(self._plain), QFontMetricsF(self._bold)
        names = max((plain.horizontalAdvance(row.name) for row in tip.rows), default=0.0)
        found = []
        for column in range(max((len(row.cells) for row in tip.rows), default=0)):
            cells = [row.cells[column] for row in tip.rows if column < len(row.cells)]
            before = max(plain.horizontalAdvance(f"{was} → ") for was, _ in cells)
            now = max(bold.horizontalAdvance(value) for _, value in cells)
            if self._headed(tip):
                before = max(before, plain.horizontalAdvance(tip.heads[column]) - now)
            found.append((before, now))
        return names, found

    @staticmethod
    def _headed(tip: Tip) -> bool:
        return bool(tip.rows) and len(tip.heads) > 1

    def size(self, tip: Tip) -> QSizeF:
        """Return the size of a tip in logical pixels."""
        s, (room, (names, columns)) = self._scale, self._measure(tip)
        width = room.width() + (round((CONTROL + 7) * s) if tip.problem else 0)
        lines = len(tip.rows) + self._headed(tip)
        if tip.rows:
            width = max(width, names + sum(before + now + _GAP * s for before, now in columns))
        return QSizeF(round(width + 2 * _PAD * s + 1), round(room.height() + lines * 16 * s + 12 * s))

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
        title, _ = self._measure(tip)
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
        self._paint_rows(painter, tip, QRectF(inner.left(), inner.top() + title.height(), inner.width(), 16 * s), quiet)

    def _paint_rows(self, painter: QPainter, tip: Tip, row: QRectF, quiet: QColor) -> None:
        """Paint the table under the title, from the first line's rectangle on; columns stand at the right."""
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        _, (_, columns) = self._measure(tip)
        ends, x = [], row.right()
        for first, second in reversed(columns):
            ends.append((x - second, x))
            x -= first + second + _GAP * self._scale
        ends.reverse()

        def write(text: str, end: float, font: QFont, colour: QColor) -> None:
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(QRectF(row.left(), row.top(), end - row.left(), row.height()), middle | right, text)

        if self._headed(tip):
            for head, (_, end) in zip(tip.heads, ends, strict=False):
                write(head, end, self._plain, quiet)
            row = row.translated(0, row.height())
        for each in tip.rows:
            painter.setFont(self._plain)
            painter.setPen(quiet)
            painter.drawText(row, middle | Qt.AlignmentFlag.AlignLeft, each.name)
            for (before, now), (start, end) in zip(each.cells, ends, strict=False):
                write(f"{before} → ", start, self._plain, quiet)
                write(now, end, self._bold, self._palette.tip_text)
            row = row.translated(0, row.height())
