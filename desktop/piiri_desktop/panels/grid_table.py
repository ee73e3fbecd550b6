"""A table of written cells, a row a school: names first, a small line of the years where there is one, then figures."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from piiri.i18n import tr
from piiri.years import Series

from ..banner import announce
from ..bridge import Attention
from ..palette import Palette
from .lettering import LEFT, RIGHT, Lettering, lettering
from .plain_cells import Index, PlainCells, PlainHead
from .plain_table import PlainTable
from .spark import paint_spark

ROOT = QModelIndex()
NAME_LEAST, NAME_MOST, SPARK = 96, 168, 64


@dataclass(frozen=True)
class GridRow:
    """One row.

    Attributes
    ----------
    cells
        Its name, then what stands under each heading.
    said
        All of it in words.
    school
        The school it is on, −1 for none.
    series
        Drawn after the name; None for none.
    whole
        True for a row of all schools together.
    """

    cells: tuple[str, ...]
    said: str = ""
    school: int = -1
    series: Series | None = field(default=None, compare=False)
    whole: bool = False


class GridModel(QAbstractTableModel):
    """Rows under headings; with any series the second column is the line of the years."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.heads: tuple[str, ...] = ("",)
        self.rows: list[GridRow] = []

    @property
    def with_lines(self) -> bool:
        """True where the second column is the line of the years."""
        return any(row.series is not None for row in self.rows)

    def show_rows(self, heads: tuple[str, ...], rows: list[GridRow]) -> None:
        """Show other rows under other headings."""
        self.beginResetModel()
        self.heads, self.rows = heads, rows
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.heads) + self.with_lines

    def is_line(self, column: int) -> bool:
        """Tell whether a column is the line of the years."""
        return self.with_lines and column == 1

    def text(self, row: int, column: int) -> str:
        """Return a cell as written."""
        if self.is_line(column):
            return ""
        return self.rows[row].cells[column - (self.with_lines and column > 1)]

    def title(self, column: int) -> str:
        """Return the title of a column."""
        return "" if self.is_line(column) else self.heads[column - (self.with_lines and column > 1)]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            row, title = self.rows[index.row()], self.title(index.column())
            if index.column() == 0 or not title:
                return row.said or row.cells[0]
            return f"{row.cells[0]}, {title}: {self.text(index.row(), index.column())}"
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wanted = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        if orientation == Qt.Orientation.Horizontal and role in wanted:
            return self.title(section) or tr("Line of the years")
        return None

    def as_text(self) -> str:
        """Return the table tab-separated."""
        return "\n".join("\t".join(line) for line in (self.heads, *(row.cells for row in self.rows))) + "\n"


class _Cells(PlainCells):
    def __init__(self, model: GridModel, attention: Attention, palette: Palette, view: GridTable) -> None:
        super().__init__(palette, view)
        self._model, self._attention = model, attention

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, p, t, rect = self._model, self.palette, self.letters, QRectF(option.rect)
        row, column = model.rows[index.row()], index.column()
        target = row.school >= 0 and row.school == self._attention.target
        hovered = row.school >= 0 and row.school == self._attention.hovered_school
        self.lay(painter, rect, p.window if row.whole else p.tint if target else p.hover if hovered else p.surface)
        face = t.body_bold if row.whole or target else t.body
        if column == 0:
            room = rect.adjusted(12, 0, -4, 0)
            face.draw(painter, room, face.elided(row.cells[0], room.width() + 1), p.text, LEFT)
        elif model.is_line(column):
            if row.series is not None:
                paint_spark(painter, rect.adjusted(8, 5, -8, -6), row.series, p)
        else:
            text = model.text(index.row(), column)
            quiet = not any(letter.isdigit() for letter in text)
            face.draw(painter, rect.adjusted(0, 0, -6, 0), text, p.text_secondary if quiet else p.text, RIGHT)
        self.ring(painter, rect, index)


class GridTable(PlainTable):
    """The view; Enter or a click makes a row's school the target, Ctrl+C copies the table.

    Signals
    -------
    chosen(int)
        The school of a row was clicked, or Enter pressed on it.
    """

    chosen = Signal(int)

    def __init__(self, name: str, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.grid = GridModel(self)
        self.setModel(self.grid)
        self._attention = attention
        self._cells = _Cells(self.grid, attention, palette, self)
        self.setItemDelegate(self._cells)
        self._head = PlainHead(self.grid.title, palette, self)
        self.setHorizontalHeader(self._head)
        self.setMouseTracking(True)
        self.setAccessibleName(name)
        self.setAccessibleDescription(tr("Enter makes the school of the row the target, Ctrl+C copies the table."))
        self.set_look(palette, lettering())
        attention.target_changed.connect(self.viewport().update)
        attention.school_hovered.connect(self.viewport().update)

    def show_rows(self, heads: tuple[str, ...], rows: list[GridRow]) -> None:
        """Show other rows; the current one stays where it was."""
        at, others = self.currentIndex(), heads != self.grid.heads
        self.grid.show_rows(heads, rows)
        if at.isValid() and rows and self.grid.columnCount():
            row, column = min(at.row(), len(rows) - 1), min(at.column(), self.grid.columnCount() - 1)
            self.setCurrentIndex(self.grid.index(row, column))
        self._arrange()
        target = self._attention.target
        if others:
            self.scrollToTop()
        for position, shown in enumerate(rows):
            if target >= 0 and shown.school == target:
                self.scrollTo(self.grid.index(position, 0))

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.grid.as_text())
        announce(self, tr("Copied"))

    def enter(self, row: int) -> None:
        if 0 <= row < len(self.grid.rows) and self.grid.rows[row].school >= 0:
            self.chosen.emit(self.grid.rows[row].school)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        row = self.indexAt(event.position().toPoint()).row()
        self._attention.hover_school(self.grid.rows[row].school if row >= 0 else -1)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.enter(self.indexAt(event.position().toPoint()).row())

    def set_look(self, palette: Palette, letters: Lettering) -> None:
        """Draw in another theme and text scale."""
        self.dress(self._cells, self._head, palette, letters)
        self._arrange()

    def _arrange(self) -> None:
        """Figures as wide as they need, names as wide as they may; what has no room scrolls."""
        model, t = self.grid, self._cells.letters
        for column in range(model.columnCount()):
            texts = [t.body_bold.width(model.text(row, column)) for row in range(model.rowCount())]
            widest = round(max([*texts, t.caption_medium.width(model.title(column))]))
            if column == 0:
                self.setColumnWidth(0, min(max(widest + 18, t.px(NAME_LEAST)), t.px(NAME_MOST)))
            else:
                self.setColumnWidth(column, t.px(SPARK) if model.is_line(column) else widest + 14)
