"""What every table of Piiri has in common: cells painted by a delegate, no grid, no selection, the same keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

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
