"""A table of words to read and to choose a row from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ..icons import CONTROL, icon
from ..palette import BODY, Palette, font

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Line:
    """A row: its cells, the name of an icon before the first one, and the tone of each cell (empty: as text).

    Attributes
    ----------
    key
        Tells it from the others when the table is filled anew.
    """

    cells: tuple[str, ...]
    key: str = ""
    icon: str = ""
    tones: tuple[str, ...] = ()
    spoken: str = ""


class _Model(QAbstractTableModel):
    def __init__(self, palette: Palette, scale: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.palette, self.scale = palette, scale
        self.heads: tuple[str, ...] = ()
        self.lines: tuple[Line, ...] = ()
        self.right: frozenset[int] = frozenset()

    def fill(self, heads: Sequence[str], lines: Sequence[Line], right: frozenset[int]) -> None:
        self.beginResetModel()
        self.heads, self.lines, self.right = tuple(heads), tuple(lines), right
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and section < len(self.heads):
            if role == Qt.ItemDataRole.DisplayRole:
                return self.heads[section]
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return self._side(section)
        return None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        side = Qt.AlignmentFlag.AlignRight if column in self.right else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        column = index.column()
        text = line.cells[column] if column < len(line.cells) else ""
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if role == Qt.ItemDataRole.ToolTipRole:
            return text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return line.spoken if column == 0 and line.spoken else text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._side(column)
        if role == Qt.ItemDataRole.FontRole:
            return font(BODY, scale=self.scale)
        tone = line.tones[column] if column < len(line.tones) else ""
        if role == Qt.ItemDataRole.ForegroundRole and tone:
            return self._colour(tone)
        if role == Qt.ItemDataRole.DecorationRole and column == 0 and line.icon:
            return icon(line.icon, self._colour(tone or "secondary"))
        return None

    def _colour(self, tone: str) -> QColor:
        p = self.palette
        return {"bad": p.bad, "good": p.good, "accent": p.accent}.get(tone, p.text_secondary)


class TextTable(QTableView):
    """Rows of words; the current one is tinted. Ctrl+C copies all, Enter and Space mean the current row.

    Signals
    -------
    chosen(int)
        The keys or the mouse have come to a row.
    entered_row(int)
        Enter, Space or a double click on a row.
    """

    chosen = Signal(int)
    entered_row = Signal(int)

    def __init__(self, name: str, palette: Palette, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own = _Model(palette, scale, self)
        self._scale = scale
        self._filling = False
        self.setModel(self._own)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setProperty("own_focus", True)  # the ring is drawn around the current cell
        self.setCornerButtonEnabled(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(round(26 * scale))
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(round(28 * scale))
        head.setFixedHeight(round(28 * scale))
        colours = self.palette()
        colours.setColor(colours.ColorRole.Highlight, palette.tint)
        colours.setColor(colours.ColorRole.HighlightedText, palette.text)
        colours.setColor(colours.ColorRole.Base, palette.surface)
        self.setPalette(colours)
        size = round(CONTROL * scale)
        self.setIconSize(self.iconSize().scaled(size, size, Qt.AspectRatioMode.IgnoreAspectRatio))

    def fill(
        self,
        heads: Sequence[str],
        lines: Sequence[Line],
        *,
        right: Sequence[int] = (),
        stretch: int = -1,
        widest: int = 320,
    ) -> None:
        """Show rows; the current one stays where its key is still there.

        Parameters
        ----------
        heads, lines
            Titles of the columns, and rows.
        right
            Columns of numbers.
        stretch
            The column that takes the rest of the room; none for −1.
        widest
            Logical pixels that a column takes of itself at most, at a text scale of 1.
        """
        key = self.current_key
        if lines == self._own.lines and tuple(heads) == self._own.heads:
            return
        self._filling = True
        self._own.fill(heads, lines, frozenset(right))
        head = self.horizontalHeader()
        for column in range(len(heads)):
            if column == stretch:
                head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
                continue
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.resizeColumnToContents(column)
            wide = min(self.columnWidth(column) + round(8 * self._scale), round(widest * self._scale))
            self.setColumnWidth(column, wide)
        at = next((n for n, line in enumerate(lines) if line.key and line.key == key), 0)
        if lines:
            self.setCurrentIndex(self._own.index(at, 0))
        self._filling = False

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._own.lines

    @property
    def current_row(self) -> int:
        """The row the keys are on; −1 for none."""
        return self.currentIndex().row()

    @property
    def current_key(self) -> str:
        """The key of that row; empty for none."""
        row = self.currentIndex().row()
        return self._own.lines[row].key if 0 <= row < len(self._own.lines) else ""

    def choose(self, key: str) -> None:
        """Go to the row of a key."""
        for row, line in enumerate(self._own.lines):
            if line.key == key and row != self.current_row:
                self.setCurrentIndex(self._own.index(row, 0))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if not self._filling and current.isValid() and current.row() != previous.row():
            self.chosen.emit(current.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = [self._own.heads, *(line.cells for line in self._own.lines)]
            QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in rows))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.current_row >= 0:
            self.entered_row.emit(self.current_row)
        elif event.text().strip() and not event.modifiers():
            event.ignore()  # letters are the window's
        else:
            super().keyPressEvent(event)
