"""How the cells and titles of a plain table are painted: what its tables share; each then paints its own figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from ..palette import Palette
from .lettering import LEFT, RIGHT, Lettering, lettering

Index = QModelIndex | QPersistentModelIndex
ROW_PX, HEAD_PX = 24, 28
"""Logical pixels at a text scale of one."""


class PlainCells(QStyledItemDelegate):
    """Rows of one height on a ground of their own; a ring around the current cell while the table has the keys.

    Attributes
    ----------
    palette, letters
        Theme and text, set by :meth:`PlainTable.dress`.
    """

    def __init__(self, palette: Palette, view: QTableView) -> None:
        super().__init__(view)
        self._view = view
        self.palette = palette
        self.letters: Lettering = lettering()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(48, self.letters.px(ROW_PX))

    def lay(self, painter: QPainter, rect: QRectF, colour: QColor) -> None:
        """Lay the ground of a cell, with the line under it."""
        painter.fillRect(rect, colour)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), self.palette.grid)

    def ring(self, painter: QPainter, rect: QRectF, index: Index) -> None:
        """Draw the ring where this is the current cell and the table has the keys."""
        current = self._view.currentIndex()
        if self._view.hasFocus() and (current.row(), current.column()) == (index.row(), index.column()):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.palette.accent, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))


class PlainHead(QHeaderView):
    """Quiet titles, the first at the left, cut where they are too long.

    Parameters
    ----------
    title
        Gives the title of a column.
    first, side
        Logical pixels before the first title, and after each.
    others
        Where the other titles stand.
    """

    def __init__(
        self,
        title: Callable[[int], str],
        palette: Palette,
        parent: QWidget,
        *,
        first: int = 12,
        side: int = 6,
        others: int = RIGHT,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._title, self.palette_ = title, palette
        self._first, self._side, self._others = first, side, others
        self.letters: Lettering = lettering()
        self.setHighlightSections(False)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.letters.px(HEAD_PX))

    def paintSection(self, painter: QPainter, rect: Any, section: int) -> None:
        p, face, room = self.palette_, self.letters.caption_medium, QRectF(rect)
        painter.fillRect(room, p.window)
        painter.fillRect(QRectF(room.left(), room.bottom() - 1, room.width(), 1), p.line)
        room = room.adjusted(self._first if section == 0 else 2, 0, -self._side, 0)
        title = face.elided(self._title(section), room.width() + 1)
        face.draw(painter, room, title, p.text_secondary, LEFT if section == 0 else self._others)
