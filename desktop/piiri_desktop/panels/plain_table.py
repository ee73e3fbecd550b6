"""What every table of Piiri has in common: cells painted by a delegate, no grid, no selection, the same keys."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QStyleOptionViewItem, QTableView, QWidget

from piiri.i18n import tr

from ..banner import announce
from ..palette import Palette
from .lettering import Lettering
from .plain_cells import HEAD_PX, ROW_PX, PlainCells, PlainHead


class PlainTable(QTableView):
    """A table whose current cell is the only thing that stands out.

    Ctrl+C copies it, Enter means the current row, S its column where the table can be sorted. All other letters are the
    window's, not a search for a name. With the first focus the keys come to a row.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setProperty("own_focus", True)  # the ring is drawn around the current cell
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setMinimumSectionSize(24)

    def copy(self) -> None:
        """Put the table on the clipboard, tab-separated."""
        raise NotImplementedError

    def picture(self) -> QPixmap:
        """Return the whole table as a picture, also what is scrolled out of sight."""
        head, model = self.horizontalHeader(), self.model()
        rows, columns = range(model.rowCount()), range(model.columnCount())
        left = [sum(self.columnWidth(each) for each in range(column)) for column in columns]
        top = [head.height() + sum(self.rowHeight(each) for each in range(row)) for row in rows]
        wide = max(sum(self.columnWidth(column) for column in columns), 1)
        high = head.height() + sum(self.rowHeight(row) for row in rows)
        ratio = self.devicePixelRatioF()
        made = QPixmap(round(wide * ratio), round(high * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill(self.palette().color(self.palette().ColorRole.Base))
        painter = QPainter(made)
        option = QStyleOptionViewItem()
        for column in columns:
            head.paintSection(painter, QRect(left[column], 0, self.columnWidth(column), head.height()), column)
        for row in rows:
            column = 0
            while column < model.columnCount():
                span = self.columnSpan(row, column)
                width = sum(self.columnWidth(column + each) for each in range(span))
                option.rect = QRect(left[column], top[row], width, self.rowHeight(row))
                self.itemDelegate().paint(painter, option, model.index(row, column))
                column += span
        painter.end()
        return made

    def copy_picture(self) -> None:
        """Put the whole table on the clipboard as a picture."""
        QGuiApplication.clipboard().setPixmap(self.picture())
        announce(self, tr("Copied"))

    def enter(self, row: int) -> None:
        """Enter was pressed on a row, −1 for none."""
        raise NotImplementedError

    def sort(self, column: int) -> bool:
        """S was pressed in a column: sort by it; False where the table cannot be sorted."""
        return False

    def first_row(self) -> int:
        """Return the row that the keys come to with the first focus."""
        return 0

    def lay_ground(self, palette: Palette) -> None:
        """Take the surface of a theme as what lies behind the cells."""
        colours = self.palette()
        colours.setColor(colours.ColorRole.Base, palette.surface)
        self.setPalette(colours)

    def dress(self, cells: PlainCells, head: PlainHead, palette: Palette, letters: Lettering) -> None:
        """Draw cells and titles in another theme and text scale."""
        cells.palette = head.palette_ = palette
        cells.letters = head.letters = letters
        self.lay_ground(palette)
        self.verticalHeader().setDefaultSectionSize(letters.px(ROW_PX))
        head.setFixedHeight(letters.px(HEAD_PX))
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        at = self.currentIndex()
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.enter(at.row())
        elif event.text().strip() and plain:
            if event.key() != Qt.Key.Key_S or not self.sort(max(0, at.column())):
                event.ignore()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(self.first_row(), 0))  # before Qt takes the first row
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
