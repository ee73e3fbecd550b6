"""The table of the indicators: title, before, now, chance and a small picture: value, interval, chance, or years."""

from __future__ import annotations

import math
from typing import Any, Literal

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from piiri.i18n import tr
from piiri.indicators import at_least

from ..banner import announce
from ..bridge import Attention
from ..palette import Palette
from .indicator_rows import Figure
from .lettering import LEFT, RIGHT, Lettering, lettering
from .plain_cells import Index, PlainCells, PlainHead
from .plain_table import PlainTable
from .spark import paint_spark

ROOT = QModelIndex()
Column = Literal["name", "before", "now", "chance", "picture"]
SIDE, PICTURE, NAME_LEAST = 6, 56, 96
SMALL_SIGN = "*"


class FigureModel(QAbstractTableModel):
    """Rows of figures under headings."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[Figure] = []
        self.columns: tuple[Column, ...] = ("name", "before", "now", "chance", "picture")

    def show_rows(self, rows: list[Figure], columns: tuple[Column, ...]) -> bool:
        """Show other rows; True where there are others, not only other figures."""
        same = columns == self.columns and [r.title for r in rows] == [r.title for r in self.rows]
        if same:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, len(columns) - 1))
            return False
        self.beginResetModel()
        self.rows, self.columns = rows, columns
        self.endResetModel()
        return True

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def text(self, row: int, column: int) -> str:
        """Return a cell as written."""
        found, key = self.rows[row], self.columns[column]
        if key == "name":
            return found.title
        if found.heading or key == "picture":
            return ""
        if key == "now":
            return found.is_now + (SMALL_SIGN if found.small else "")
        if key == "before" and not math.isfinite(found.before):
            return ""
        if key == "chance" and not math.isfinite(found.chance):
            return ""
        return found.was if key == "before" else found.written(found.chance)

    def said(self, row: int) -> str:
        """Return a row in words."""
        found = self.rows[row]
        if found.heading:
            return found.title
        said = [f"{found.title}: {at_least.spoken(found.is_now)}"]
        if math.isfinite(found.before):
            said.append(tr("{value} before", value=at_least.spoken(found.was)))
        if math.isfinite(found.chance):
            said.append(tr("{value} by chance", value=found.written(found.chance)))
        if math.isfinite(found.low):
            low, high = found.written(found.low), found.written(found.high)
            said.append(tr("95 % interval {low} to {high}, without the bias of small schools", low=low, high=high))
        if found.series is not None:
            said.append(found.formula)
        if found.small:
            said.append(tr("few pupils behind it: noise"))
        if found.cells[1]:
            said.append(at_least.why(found.cells[1]))
        return ", ".join(said)

    def title(self, column: int) -> str:
        """Return the title of a column."""
        return {
            "name": tr("Indicator"),
            "before": tr("Before"),
            "now": tr("Now"),
            "chance": tr("By chance"),
            "picture": "",
        }[self.columns[column]]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.said(index.row())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.title(section) or tr("Picture")
        return None

    def as_text(self) -> str:
        """Return the table tab-separated, with the interval and the source of each figure."""
        heads = [
            tr("Indicator"),
            tr("Before"),
            tr("Now"),
            tr("By chance"),
            tr("95 % interval"),
            tr("Method"),
            tr("Source"),
        ]
        lines = [heads]
        for row in self.rows:
            if row.heading:
                lines.append([row.title])
                continue
            texts = ((row.before, row.was), (row.now, row.is_now), (row.chance, row.written(row.chance)))
            values = [text if math.isfinite(value) else "" for value, text in texts]
            interval = f"{row.written(row.low)} … {row.written(row.high)}" if math.isfinite(row.low) else ""
            lines.append([row.title, *values, interval, row.formula, row.source])
        return "\n".join("\t".join(line) for line in lines) + "\n"


class _Cells(PlainCells):
    def __init__(self, model: FigureModel, attention: Attention, palette: Palette, view: FigureTable) -> None:
        super().__init__(palette, view)
        self._model, self._attention = model, attention

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, p, t, rect = self._model, self.palette, self.letters, QRectF(option.rect)
        found, key = model.rows[index.row()], model.columns[index.column()]
        target = found.school >= 0 and found.school == self._attention.target
        hovered = found.school >= 0 and found.school == self._attention.hovered_school
        ground = p.window if found.heading else p.tint if target else p.hover if hovered else p.surface
        self.lay(painter, rect, ground)
        face = t.body_bold if found.heading or target else t.body
        if key == "name":
            room = rect.adjusted(SIDE + 6, 0, -2, 0)
            face.draw(painter, room, face.elided(found.title, room.width() + 1), p.text, LEFT)
        elif key == "picture":
            if not found.heading:
                self._picture(painter, rect.adjusted(6, 4, -8, -5), found)
        else:
            quiet = key != "now" or found.small
            text = model.text(index.row(), index.column())
            face.draw(painter, rect.adjusted(0, 0, -SIDE, 0), text, p.text_secondary if quiet else p.text, RIGHT)
        self.ring(painter, rect, index)

    def _picture(self, painter: QPainter, room: QRectF, found: Figure) -> None:
        if found.series is not None:
            paint_spark(painter, room, found.series, self.palette)
        elif found.whole > 0 and math.isfinite(found.now):
            self._bar(painter, room, found)

    def _bar(self, painter: QPainter, room: QRectF, found: Figure) -> None:
        """The value as a bar; before a dark tick; the interval a line with ends; chance a hollow diamond."""
        p = self.palette

        def x(value: float) -> float:
            return room.left() + min(max(value / found.whole, 0.0), 1.0) * room.width()

        middle = room.center().y()
        painter.fillRect(QRectF(room.left(), middle - 3, room.width(), 6), p.bar_track)
        painter.fillRect(QRectF(room.left(), middle - 3, x(found.now) - room.left(), 6), p.bar)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if math.isfinite(found.low):
            painter.setPen(QPen(p.text, 1))
            left, right = x(found.low), x(found.high)
            painter.drawLine(QPointF(left, middle), QPointF(right, middle))
            for end in (left, right):
                painter.drawLine(QPointF(end, middle - 3), QPointF(end, middle + 3))
        if math.isfinite(found.chance):
            at, r = x(found.chance), 3.5
            painter.setPen(QPen(p.text, 1))
            painter.setBrush(p.surface)
            painter.drawPolygon(
                [QPointF(at, middle - r), QPointF(at + r, middle), QPointF(at, middle + r), QPointF(at - r, middle)]
            )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if math.isfinite(found.before):
            painter.fillRect(QRectF(round(x(found.before)) - 1, middle - 6, 2, 12), p.text)


class FigureTable(PlainTable):
    """The view; Enter tells how a figure is computed, Ctrl+C copies all.

    Signals
    -------
    reached(int)
        The keys or a click came to a row.
    method_asked(int)
        The person wants to know how the figure of a row is computed.
    chosen(int)
        The school of a row was clicked.
    """

    reached = Signal(int)
    method_asked = Signal(int)
    chosen = Signal(int)

    def __init__(self, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = FigureModel(self)
        self.setModel(self.figures)
        self._cells = _Cells(self.figures, attention, palette, self)
        self.setItemDelegate(self._cells)
        self._head = PlainHead(self.figures.title, palette, self)
        self.setHorizontalHeader(self._head)
        self.setMouseTracking(True)
        self._attention = attention
        self.setAccessibleName(tr("Indicators"))
        self.setAccessibleDescription(tr("Enter tells how a figure is computed, Ctrl+C copies the table."))
        self.set_look(palette, lettering())
        attention.target_changed.connect(self.viewport().update)
        attention.school_hovered.connect(self.viewport().update)

    def show_rows(self, rows: list[Figure], columns: tuple[Column, ...]) -> None:
        """Show other rows; the current one stays the current one."""
        row, column = self.currentIndex().row(), self.currentIndex().column()
        if self.figures.show_rows(rows, columns) and row >= 0 and rows:
            self.setCurrentIndex(self.figures.index(min(row, len(rows) - 1), min(max(column, 0), len(columns) - 1)))
        self._arrange()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.figures.as_text())
        announce(self, tr("Copied"))

    def enter(self, row: int) -> None:
        if row >= 0:
            self.method_asked.emit(row)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.reached.emit(current.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._attention.hover_school(self._school(event))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        school = self._school(event)
        if event.button() == Qt.MouseButton.LeftButton and school >= 0:
            self.chosen.emit(school)

    def _school(self, event: QMouseEvent) -> int:
        row = self.indexAt(event.position().toPoint()).row()
        return self.figures.rows[row].school if row >= 0 else -1

    def set_look(self, palette: Palette, letters: Lettering) -> None:
        """Draw in another theme and text scale."""
        self.dress(self._cells, self._head, palette, letters)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Numbers as wide as they need, the picture as wide as it may, the name what is left."""
        model, t = self.figures, self._cells.letters
        rest = self.viewport().width()
        for column, key in enumerate(model.columns):
            if key in ("name", "picture"):
                continue
            texts = [t.body_bold.width(model.text(row, column)) for row in range(model.rowCount())]
            width = round(max([*texts, t.caption_medium.width(model.title(column))])) + SIDE + 6
            self.setColumnWidth(column, width)
            rest -= width
        names = max((t.body.width(row.title) for row in model.rows if not row.heading), default=0.0) + 2 * SIDE + 8
        name = min(round(names), rest - t.px(PICTURE)) if "picture" in model.columns else rest
        self.setColumnWidth(0, max(name, t.px(NAME_LEAST)))
        if "picture" in model.columns:
            left = rest - max(name, t.px(NAME_LEAST))
            self.setColumnWidth(model.columns.index("picture"), max(left, 24))
        self.clearSpans()
        for row, found in enumerate(model.rows):
            if found.heading and len(model.columns) > 1:
                self.setSpan(row, 0, 1, len(model.columns))
