"""A table whose cells have two lines: what counts above, what it is compared with below, smaller and paler."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QPainter, QPen
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ..palette import BODY, CAPTION, Palette, font
from .controls import draw_icon, letters
from .lettering import LEFT, RIGHT
from .plain_table import PlainTable
from .school_delegate import paint_use_bar

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
ROOT = QModelIndex()
SIDE, FIRST, NARROWEST_NAME, BAR = 4, 12, 84, 6
WIDEST_HEAD, BAR_WIDTH = 60, 46

Tone = Literal["", "secondary", "bad"]


@dataclass(frozen=True, slots=True)
class TwoLines:
    """One cell.

    Attributes
    ----------
    above, below
        As written; ``below`` may be empty.
    said
        Both in words, for those who hear the table.
    tone
        ``"bad"``, ``"secondary"``, or empty for the text colour; the words say the same.
    bold
        True for what counts most.
    warned
        True for a sign of warning before it.
    bar
        Use after and before, as a bar in place of the second line; None for none.
    """

    above: str
    below: str = ""
    said: str = ""
    tone: Tone = ""
    bold: bool = False
    warned: bool = False
    bar: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column and what it means; the first one stands left. A long one may be cut short, so that the
    column is as wide as its cells."""

    text: str
    tip: str = ""
    long: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its cells, and the school that it is about, −1 for several together."""

    cells: tuple[TwoLines, ...]
    about: int = -1


class TwoLineModel(QAbstractTableModel):
    """The rows."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.headings: tuple[Heading, ...] = ()
        self.lines: tuple[Line, ...] = ()

    def show(self, headings: Sequence[Heading], lines: Sequence[Line]) -> None:
        """Show other rows; cells alone are drawn anew where rows and columns are the same."""
        same = tuple(headings) == self.headings and [each.about for each in lines] == [x.about for x in self.lines]
        if same and len(lines):
            self.lines = tuple(lines)
            self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, len(headings) - 1))
            return
        self.beginResetModel()
        self.headings, self.lines = tuple(headings), tuple(lines)
        self.endResetModel()

    def cell(self, index: Index) -> TwoLines:
        """Return a cell."""
        return self.lines[index.row()].cells[index.column()]

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.headings)

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cell, head = self.cell(index), self.headings[index.column()].text
        if role == Role.DisplayRole:
            return cell.above
        if role == Role.AccessibleTextRole:
            return cell.said or cell.above
        if role == Role.ToolTipRole:
            return f"{head}: {cell.said or cell.above}" if index.column() else cell.said or cell.above
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.headings):
            return None
        heading = self.headings[section]
        if role == Role.DisplayRole:
            return heading.text
        if role == Role.ToolTipRole:
            return f"{heading.text}. {heading.tip}" if heading.tip else heading.text
        if role == Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if section else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def as_text(self) -> str:
        """Return the table tab-separated; of each column what it is and what it is compared with."""
        rows = [[heading.text for heading in self.headings]]
        rows += [[(each.said if n else "") or each.above for n, each in enumerate(line.cells)] for line in self.lines]
        return "\n".join("\t".join(row) for row in rows) + "\n"


class TwoLineDelegate(QStyledItemDelegate):
    """Paints the cells."""

    def __init__(self, model: TwoLineModel, table: TwoLineTable) -> None:
        super().__init__(table)
        self._model, self._table = model, table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        text, cell = letters(self._table.scale), self._model.cell(index)
        face = text.body_bold if cell.bold else text.body
        wide = max(face.width(cell.above), text.caption.width(cell.below))
        wide += text.px(12) + 3 if cell.warned and index.column() else 0
        wide = max(wide, text.px(BAR_WIDTH)) if cell.bar is not None else wide
        return QSize(math.ceil(wide) + 2 * SIDE + 1, self._table.row_height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        p, text, table = self._table.colours, letters(self._table.scale), self._table
        cell, line = self._model.cell(index), self._model.lines[index.row()]
        first = index.column() == 0
        rect = QRectF(option.rect)
        chosen = 0 <= line.about == table.marked
        painter.fillRect(rect, p.tint if chosen else p.surface)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), p.grid)
        if line.about < 0:
            painter.fillRect(QRectF(rect.left(), rect.top(), rect.width(), 1), p.control)
        ink = {"bad": p.bad, "secondary": p.text_secondary, "": p.text}[cell.tone]
        room = rect.adjusted(FIRST if first else SIDE, 0, -SIDE, 0)
        high = text.body.line + text.caption.line
        top = rect.top() + (rect.height() - (high if cell.below or cell.bar else text.body.line)) / 2
        above = QRectF(room.left(), top, room.width(), text.body.line)
        below = QRectF(room.left(), above.bottom(), room.width(), text.caption.line)
        face, align = (text.body_bold if cell.bold else text.body), LEFT if first else RIGHT
        if cell.warned:  # a name has the sign before its second line, so that the name is not cut for it
            size, line_of = text.px(12), below if first else above
            wide = 0.0 if first else min(face.width(cell.above), above.width() - size - 3)
            left = below.left() if first else above.right() - wide - size - 3
            draw_icon(painter, "problem", p.bad, left, line_of.center().y() - size / 2, size)
            line_of.setLeft(left + size + 3)
        face.draw(painter, above, face.elided(cell.above, above.width() + 1), ink, align)
        if cell.bar is not None:
            width = int(min(below.width(), text.px(60)))
            track = QRect(round(below.right()) - width, round(below.center().y() - BAR / 2 + 1), width, BAR)
            paint_use_bar(painter, p, track, *cell.bar)
        elif cell.below:
            paler = p.bad if first and cell.tone == "bad" else p.text_secondary
            text.caption.draw(painter, below, text.caption.elided(cell.below, below.width() + 1), paler, align)
        if table.hasFocus() and table.currentIndex() == index:
            painter.setPen(QPen(p.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))


class TwoLineTable(PlainTable):
    """Shows a :class:`TwoLineModel`.

    Signals
    -------
    chosen(int)
        A row was clicked, or Enter pressed on it: the school.
    reached(int)
        The keys or the mouse came to a row: the school, −1 for several together.
    """

    chosen = Signal(int)
    reached = Signal(int)

    def __init__(self, name: str, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colours, self.scale, self.marked = palette, 1.0, -1
        self.row_height = 36
        self.rows = TwoLineModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(TwoLineDelegate(self.rows, self))
        self.setAccessibleName(name)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setMinimumSectionSize(24)
        header.setStyleSheet(
            f"QHeaderView::section {{ padding: 0 {SIDE}px; }} QHeaderView::section:first {{ padding-left: {FIRST}px; }}"
        )
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.clicked.connect(self._clicked)
        self.set_look(palette, 1.0)

    def show_lines(self, headings: Sequence[Heading], lines: Sequence[Line]) -> None:
        """Show other rows."""
        at = self.currentIndex()
        row, column = at.row(), at.column()
        self.rows.show(headings, lines)
        self.fit()
        if 0 <= row < len(lines) and 0 <= column < len(headings):
            self.setCurrentIndex(self.rows.index(row, column))

    def fit(self) -> None:
        """Make every column as wide as its cells, the first as wide as is left, but never too narrow for a name."""
        header, text = self.horizontalHeader(), letters(self.scale)
        widths = []
        for column in range(1, self.rows.columnCount()):
            wide = max(
                (self.sizeHintForIndex(self.rows.index(r, column)).width() for r in range(len(self.rows.lines))),
                default=0,
            )
            head = math.ceil(text.caption_medium.width(self.rows.headings[column].text)) + 2 * SIDE + 3
            widths.append(max(wide, 0 if self.rows.headings[column].long else min(head, text.px(WIDEST_HEAD))))
        rest = self.viewport().width() - sum(widths)
        for column, wide in enumerate((max(rest, text.px(NARROWEST_NAME)), *widths)):
            if column < header.count():
                header.resizeSection(column, wide)

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self.colours, self.scale = palette, scale
        text = letters(scale)
        self.row_height = text.body.line + text.caption.line + text.px(6)
        self.setFont(font(BODY, scale=scale))
        self.horizontalHeader().setFont(font(CAPTION, QFont.Weight.Medium, scale))
        self.horizontalHeader().setFixedHeight(text.px(26))
        self.verticalHeader().setDefaultSectionSize(self.row_height)
        self.lay_ground(palette)
        self.fit()
        self.viewport().update()

    def mark(self, school: int) -> None:
        """Tint the row of a school; −1 for none."""
        if school != self.marked:
            self.marked = school
            self.viewport().update()

    def copy(self) -> None:
        """Put the table on the clipboard, tab-separated."""
        QGuiApplication.clipboard().setText(self.rows.as_text())

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.fit()

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid() and self.hasFocus():
            self.reached.emit(self.rows.lines[current.row()].about)

    def _clicked(self, index: QModelIndex) -> None:
        self.enter(index.row())

    def enter(self, row: int) -> None:
        if 0 <= row < len(self.rows.lines) and self.rows.lines[row].about >= 0:
            self.chosen.emit(self.rows.lines[row].about)
