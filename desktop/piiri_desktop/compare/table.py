"""A table of written cells: sorted by a click or S, copied as it looks, read out cell by cell."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from piiri.i18n import tr

from ..palette import BODY, CAPTION, Palette, font
from ..panels.controls import letters
from ..panels.lettering import LEFT, RIGHT
from ..panels.plain_table import PlainTable

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()
SIDE = 7
"""Logical pixels between a cell's edge and its words."""

Tone = Literal["", "secondary", "good", "bad"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell.

    Attributes
    ----------
    text
        As written.
    key
        What it is sorted by.
    tone
        ``"secondary"``, ``"good"``, ``"bad"``, or empty for the text colour; the words say the same.
    bold
        True for what counts most.
    said
        As it is read out; empty where that is as it is written.
    why
        More to know about it, below what the tip says anyway.
    """

    text: str
    key: float | str = 0.0
    tone: Tone = ""
    bold: bool = False
    said: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column; words stand left, numbers right. No cell is narrower than ``least`` logical pixels."""

    text: str
    words: bool = False
    tip: str = ""
    least: int = 0


@dataclass(frozen=True, slots=True)
class Row:
    """Cells, and what the row is about: an index that is handed back when it is chosen, −1 for nothing."""

    cells: tuple[Cell, ...]
    about: int = -1


class CellModel(QAbstractTableModel):
    """Rows of cells."""

    def __init__(self, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self.palette_, self.scale = palette, 1.0
        self.headings: tuple[Heading, ...] = ()
        self.rows: list[Row] = []
        self.totals: Row | None = None
        self.sorted_by: tuple[int, bool] | None = None

    def show(self, headings: Sequence[Heading], rows: Sequence[Row], totals: Row | None = None) -> None:
        """Show other rows; the chosen order is kept where the columns are the same."""
        self.beginResetModel()
        if tuple(headings) != self.headings:
            self.sorted_by = None
        self.headings, self.rows, self.totals = tuple(headings), list(rows), totals
        self._order()
        self.endResetModel()

    def sort_by(self, column: int) -> None:
        """Sort by a column: numbers from the largest, words from A; a second time the other way round."""
        down = not self.headings[column].words
        if self.sorted_by is not None and self.sorted_by[0] == column:
            down = not self.sorted_by[1]
        self.beginResetModel()
        self.sorted_by = column, down
        self._order()
        self.endResetModel()

    def _order(self) -> None:
        if self.sorted_by is not None:
            column, down = self.sorted_by
            self.rows.sort(key=lambda row: _sortable(row.cells[column].key), reverse=down)

    def row_at(self, row: int) -> Row | None:
        """Return a row as it stands; the totals come last."""
        if 0 <= row < len(self.rows):
            return self.rows[row]
        return self.totals if row == len(self.rows) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows) + (self.totals is not None)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.headings)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None:
            return None
        cell = row.cells[index.column()]
        if role == Role.DisplayRole:
            return cell.text
        if role == Role.AccessibleTextRole:
            return cell.said or cell.text
        if role == Role.ToolTipRole:
            tip = f"{self.headings[index.column()].text}: {cell.text}" if cell.text else ""
            return "\n".join(part for part in (tip, cell.why) if part) or None
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if self.headings[index.column()].words else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.headings):
            return None
        heading = self.headings[section]
        if role == Role.DisplayRole:
            arrow = ""
            if self.sorted_by is not None and self.sorted_by[0] == section:
                arrow = " ↓" if self.sorted_by[1] else " ↑"
            return heading.text + arrow
        if role == Role.AccessibleTextRole and self.sorted_by is not None and self.sorted_by[0] == section:
            return f"{heading.text}, {tr('sorted downwards') if self.sorted_by[1] else tr('sorted upwards')}"
        if role == Role.ToolTipRole:
            return heading.tip or heading.text
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if heading.words else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def as_text(self) -> str:
        """Return the table as it looks, tab-separated: headings, rows, totals."""
        rows = [*self.rows, self.totals] if self.totals is not None else self.rows
        lines = [[heading.text for heading in self.headings], *([cell.text for cell in row.cells] for row in rows)]
        return "\n".join("\t".join(line) for line in lines) + "\n"


def _sortable(key: float | str) -> tuple[int, float, str]:
    """Numbers before words, what is not a number first of all."""
    if isinstance(key, str):
        return 1, 0.0, key.casefold()
    return (0, key, "") if key == key else (-1, 0.0, "")


class CellDelegate(QStyledItemDelegate):
    """Paints cells with room at their sides and a line below."""

    def __init__(self, model: CellModel, table: CellTable) -> None:
        super().__init__(table)
        self._model, self._table = model, table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text = letters(self._model.scale)
        wide = math.ceil(text.body_bold.width(str(index.data() or ""))) + 2 * SIDE + 1
        return QSize(max(wide, text.px(self._model.headings[index.column()].least)), text.px(24))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        p, text, table = self._model.palette_, letters(self._model.scale), self._table
        row = self._model.row_at(index.row())
        if row is None:
            return
        cell, total = row.cells[index.column()], row is self._model.totals
        rect = QRectF(option.rect)
        chosen = table.currentIndex().row() == index.row() and not total and row.about >= 0
        painter.fillRect(rect, p.tint if chosen else p.surface)
        line = rect.top() + 0.5 if total else rect.bottom() - 0.5
        painter.setPen(QPen(p.control if total else p.grid, 1))
        painter.drawLine(QPointF(rect.left(), line), QPointF(rect.right(), line))
        ink = {"secondary": p.text_secondary, "good": p.good, "bad": p.bad, "": p.text}[cell.tone]
        face = text.body_bold if cell.bold or total else text.body
        room = rect.adjusted(SIDE, 0, -SIDE, 0)
        align = LEFT if self._model.headings[index.column()].words else RIGHT
        face.draw(painter, room, face.elided(cell.text, room.width() + 1), ink, align)
        if table.hasFocus() and table.currentIndex() == index:
            painter.setPen(QPen(p.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))


class CellTable(PlainTable):
    """Shows a :class:`CellModel`.

    Signals
    -------
    chosen(int)
        A row was clicked, or Enter pressed on it: what it is about.
    """

    chosen = Signal(int)

    def __init__(self, name: str, palette: Palette, parent: QWidget, *, sortable: bool = True) -> None:
        super().__init__(parent)
        self.cells = CellModel(palette, self)
        self.setModel(self.cells)
        self.setItemDelegate(CellDelegate(self.cells, self))
        self.setAccessibleName(name)
        self._sortable = sortable
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(sortable)
        header.sectionClicked.connect(self._header_clicked)
        header.setMinimumSectionSize(24)
        self.clicked.connect(self._clicked)
        self.stretched = 0  # the column that takes the width that is left, −1 for none
        if sortable:
            self.setAccessibleDescription(tr("S sorts by the column, Ctrl+C copies the table."))

    def show_rows(self, headings: Sequence[Heading], rows: Sequence[Row], totals: Row | None = None) -> None:
        """Show other rows."""
        at = self.currentIndex()
        self.cells.show(headings, rows, totals)
        self.fit()
        if at.isValid() and at.row() < self.cells.rowCount() and at.column() < self.cells.columnCount():
            self.setCurrentIndex(self.cells.index(at.row(), at.column()))

    def fit(self) -> None:
        """Make every column as wide as its words; the stretched one takes what is left."""
        header = self.horizontalHeader()
        for section in range(self.cells.columnCount()):
            wide = section == self.stretched
            header.setSectionResizeMode(
                section, QHeaderView.ResizeMode.Stretch if wide else QHeaderView.ResizeMode.ResizeToContents
            )

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self.cells.palette_, self.cells.scale = palette, scale
        text = letters(scale)
        self.setFont(font(BODY, scale=scale))
        self.horizontalHeader().setFont(font(CAPTION, QFont.Weight.Medium, scale))
        self.horizontalHeader().setFixedHeight(text.px(28))
        self.verticalHeader().setDefaultSectionSize(text.px(24))
        self.lay_ground(palette)
        self.viewport().update()

    def copy(self) -> None:
        """Put the table on the clipboard, tab-separated."""
        QGuiApplication.clipboard().setText(self.cells.as_text())

    def step(self, by: int) -> None:
        """Go to the row after or before the current one, round the ends, and choose it."""
        count = len(self.cells.rows)
        if count:
            now = self.currentIndex().row()
            row = (now + by) % count if now >= 0 else 0 if by > 0 else count - 1
            self.setCurrentIndex(self.cells.index(row, 0))
            self.enter(row)

    def enter(self, row: int) -> None:
        found = self.cells.row_at(row)
        if found is not None and found.about >= 0:
            self.chosen.emit(found.about)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()  # the whole row is tinted

    def _clicked(self, index: QModelIndex) -> None:
        self.enter(index.row())

    def _header_clicked(self, section: int) -> None:
        if self._sortable:
            self.cells.sort_by(section)

    def sort(self, column: int) -> bool:
        self._header_clicked(column)
        if self._sortable:
            self.setCurrentIndex(self.cells.index(0, column))  # the keys stay in the table, which was made anew
        return self._sortable
