"""Who attends where: a row each school's own area, a column each school attended, pupils in the cells."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QMouseEvent, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from piiri.flows import Flows
from piiri.i18n import number, share, tr
from piiri.model.arrays import IntArray

from ..banner import announce
from ..bridge import Attention
from ..collation import by_name
from ..palette import Palette
from .lettering import CENTRE, LEFT, RIGHT, Lettering, lettering
from .plain_cells import Index, PlainCells, PlainHead
from .plain_table import PlainTable

ROOT = QModelIndex()
CELL, NAME = 46, 108


class FlowModel(QAbstractTableModel):
    """Schools by name, those without pupils left out; the first column names the row, the second tells how many of
    its own it holds."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.flows: Flows | None = None
        self.names: tuple[str, ...] = ()
        self.order: IntArray = np.zeros(0, dtype=np.int64)
        self._told: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self._by_name: IntArray = np.zeros(0, dtype=np.int64)

    def show_flows(self, flows: Flows | None, names: tuple[str, ...]) -> None:
        """Show other flows; where they are of the same schools, as at each step of a drag, rows and columns stay."""
        if names != self._told or not len(self._by_name):
            self._told, self._names = names, tuple(map(tr, names))
            self._by_name = np.array(by_name(self._names), dtype=np.int64)
        some = self._by_name
        some = some[:0] if flows is None else some[(flows.living + flows.enrolled)[some] > 0]
        if self.names is self._names and np.array_equal(some, self.order):
            self.flows = flows
            if self.order.size:
                self.dataChanged.emit(self.index(0, 1), self.index(len(self.order) - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self.flows, self.names, self.order = flows, self._names, some
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or not len(self.order) else 2 + len(self.order)

    def school(self, position: int) -> int:
        """Return the school of a row, or of a column less two; −1 for none."""
        return int(self.order[position]) if 0 <= position < len(self.order) else -1

    def pupils(self, row: int, column: int) -> int:
        """Return the pupils of a cell."""
        assert self.flows is not None
        return int(self.flows.between[self.order[row], self.order[column - 2]])

    def held(self, row: int) -> float:
        """Return the share of a row's pupils who attend their own school."""
        assert self.flows is not None
        living = int(self.flows.living[self.order[row]])
        return float(self.flows.staying[self.order[row]] / living) if living else float("nan")

    def text(self, row: int, column: int) -> str:
        """Return a cell as written; nothing where nobody goes."""
        if column == 0:
            return str(self.names[self.order[row]])
        if column == 1:
            return share(self.held(row))
        n = self.pupils(row, column)
        return number(n) if n else ""

    def said(self, row: int, column: int) -> str:
        """Return a cell in words."""
        one = self.names[self.order[row]]
        if column < 2:
            return tr("{school}: {share} of the pupils assigned attend it", school=one, share=share(self.held(row)))
        n, other = number(self.pupils(row, column)), self.names[self.order[column - 2]]
        if row == column - 2:
            return tr("{school}: {n} pupils assigned to it attend it", school=one, n=n)
        return tr("{n} pupils assigned to {school} attend {other}", n=n, school=one, other=other)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.flows is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.said(index.row(), index.column())
        return None

    def title(self, column: int) -> str:
        """Return the title of a column."""
        if column == 0:
            return tr("Assigned ↓ attends →")
        return tr("Own") if column == 1 else self.names[self.order[column - 2]]

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal and role in (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return self.title(section)
        return None

    def as_text(self) -> str:
        """Return the matrix tab-separated, zeros written."""
        lines = [[self.title(column) for column in range(self.columnCount())]]
        for row in range(self.rowCount()):
            cells = [str(self.pupils(row, column)) for column in range(2, self.columnCount())]
            lines.append([self.text(row, 0), self.text(row, 1), *cells])
        return "\n".join("\t".join(line) for line in lines) + "\n"


class _Cells(PlainCells):
    def __init__(self, model: FlowModel, attention: Attention, palette: Palette, view: FlowMatrix) -> None:
        super().__init__(palette, view)
        self._model, self._attention = model, attention

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.letters.px(CELL), self.letters.px(24))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, p, t, rect = self._model, self.palette, self.letters, QRectF(option.rect)
        row, column = index.row(), index.column()
        target = self._attention.target
        here = target in (model.school(row), model.school(column - 2)) and target >= 0
        self.lay(painter, rect, p.tint if here else p.surface)
        own = column - 2 == row
        if column >= 2 and not own and model.pupils(row, column):
            assert model.flows is not None
            part = model.pupils(row, column) / max(int(model.flows.living[model.school(row)]), 1)
            ink = QColor(p.bar)
            ink.setAlphaF(min(0.15 + 2.0 * part, 0.6))
            painter.fillRect(rect.adjusted(1, 1, -2, -2), ink)
        face = t.body_bold if own or (column == 0 and model.school(row) == target) else t.body
        if column == 0:
            room = rect.adjusted(12, 0, -4, 0)
            face.draw(painter, room, face.elided(model.text(row, 0), room.width() + 1), p.text, LEFT)
        else:
            face.draw(painter, rect.adjusted(0, 0, -6, 0), model.text(row, column), p.text, RIGHT)
        self.ring(painter, rect, index)


class FlowMatrix(PlainTable):
    """The view; Enter or a click makes a row's school the target, Ctrl+C copies the matrix.

    Signals
    -------
    chosen(int)
        A school was clicked, or Enter pressed on its row.
    """

    chosen = Signal(int)

    def __init__(self, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matrix = FlowModel(self)
        self.setModel(self.matrix)
        self._attention = attention
        self._cells = _Cells(self.matrix, attention, palette, self)
        self.setItemDelegate(self._cells)
        self._head = PlainHead(self.matrix.title, palette, self, side=4, others=CENTRE)
        self.setHorizontalHeader(self._head)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Who attends where"))
        self.setAccessibleDescription(tr("Enter makes the school of the row the target, Ctrl+C copies the matrix."))
        self.set_look(palette, lettering())
        attention.target_changed.connect(self.viewport().update)

    def show_flows(self, flows: Flows | None, names: tuple[str, ...]) -> None:
        """Show other flows."""
        order = self.matrix.order
        self.matrix.show_flows(flows, names)
        if self.matrix.order is not order:  # else its columns are as wide as they were
            self._arrange()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.matrix.as_text())
        announce(self, tr("Copied"))

    def enter(self, row: int) -> None:
        if self.matrix.school(row) >= 0:
            self.chosen.emit(self.matrix.school(row))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        at = self.indexAt(event.position().toPoint())
        self._attention.hover_school(self.matrix.school(at.column() - 2 if at.column() >= 2 else at.row()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.enter(self.indexAt(event.position().toPoint()).row())

    def set_look(self, palette: Palette, letters: Lettering) -> None:
        """Draw in another theme and text scale."""
        self.dress(self._cells, self._head, palette, letters)
        self._arrange()

    def _arrange(self) -> None:
        t = self._cells.letters
        names = max((t.body_bold.width(name) for name in self.matrix.names), default=0.0)
        for column in range(self.matrix.columnCount()):
            if column == 0:
                wide = max(min(round(names) + 18, t.px(150)), t.px(NAME))
            else:  # names of schools are not cut
                wide = max(t.px(CELL), round(t.caption_medium.width(self.matrix.title(column))) + 10)
            self.setColumnWidth(column, wide)


def flow_words(flows: Flows | None, names: tuple[str, ...], target: int) -> str:
    """Say how well a school, or without one all of them, holds its own."""
    if flows is None:
        return tr("The data do not say which school a pupil attends today: import the column “attends”.")
    if 0 <= target < len(flows.living) and (flows.living[target] or flows.enrolled[target]):
        living = int(flows.living[target])
        return tr(
            "{school}: {living} assigned, of them {held} attend it; {left} go elsewhere, {came} come from elsewhere.",
            school=tr(names[target]),
            living=number(living),
            held=share(flows.staying[target] / living) if living else ".",
            left=number(int(flows.left[target])),
            came=number(int(flows.came[target])),
        )
    living = int(flows.living.sum())
    return tr(
        "{share} of {n} pupils attend the school they are assigned to.",
        share=share(np.sum(flows.staying) / living if living else float("nan")),
        n=number(living),
    )
