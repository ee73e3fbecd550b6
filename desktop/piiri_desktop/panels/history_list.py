"""The steps of a plan as a list: what each did, when, and which of them are in force."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QItemSelection, QModelIndex, QObject, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyleOptionViewItem

from piiri.history import History
from piiri.i18n import tr

from ..palette import Palette
from .lettering import RIGHT, Lettering, lettering
from .row_list import Index, RowDelegate, RowList

ROOT = QModelIndex()
Role = Qt.ItemDataRole


def written_time(at: str, today: date) -> str:
    """Write when a step was made: the time, with the day where that was another one.

    >>> written_time("2026-09-20T16:42:05+03:00", date(2026, 9, 20))
    '16.42'
    >>> written_time("2026-09-20T16:42:05+03:00", date(2026, 9, 21))
    '20.9. 16.42'
    """
    try:
        when = datetime.fromisoformat(at)
    except ValueError:
        return ""
    time = f"{when.hour}.{when.minute:02}"
    if when.date() == today:
        return time
    day = f"{when.day}.{when.month}."
    return f"{day} {time}" if when.year == today.year else f"{day}{when.year} {time}"


class HistoryModel(QAbstractListModel):
    """Row 0 is the start, row i the plan after i steps."""

    def __init__(self, history: History, start: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.history = history
        self._start = start
        self._described: list[str] = []

    def show_history(self, history: History) -> None:
        """Show a history; only rows that differ are announced, and only new steps are put into words."""
        old = self.history
        if history is old:
            return
        if history.start is not old.start:
            self.beginResetModel()
            self._described.clear()
            self.history = history
            self.endResetModel()
            return
        same = 0
        for a, b in zip(old.entries, history.entries, strict=False):
            if a is not b and a.edit is not b.edit:  # another note is no other step
                break
            same += 1
        del self._described[same:]
        if same < len(old.entries):
            self.beginRemoveRows(ROOT, same + 1, len(old.entries))
            self.history = History(old.start, old.entries[:same], min(old.cursor, same))
            self.endRemoveRows()
        if same < len(history.entries):
            self.beginInsertRows(ROOT, same + 1, len(history.entries))
            self.history = history
            self.endInsertRows()
        self.history = history
        low, high = sorted((old.cursor, history.cursor))
        last = len(history.entries)
        noted = [i for i in range(same) if old.entries[i].note != history.entries[i].note]
        low, high = min([low, *(i + 1 for i in noted)]), max([high, *(i + 1 for i in noted)])
        self.dataChanged.emit(self.index(min(low, last)), self.index(min(high, last)))

    def text(self, row: int) -> str:
        """Say what a row is."""
        if row == 0:
            return tr("Start: {plan}", plan=self._start)
        while len(self._described) < row:
            at = len(self._described)
            self._described.append(self.history.describe(at + 1))
        return self._described[row - 1]

    def when(self, row: int) -> str:
        """Say when a step was made, empty for the start."""
        return written_time(self.history.entries[row - 1].at, datetime.now().astimezone().date()) if row else ""

    def note(self, row: int) -> str:
        """Return what a person wrote about a step."""
        return self.history.entries[row - 1].note if row else ""

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.history.entries) + 1

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = index.row()
        if role == Role.DisplayRole:
            return self.text(row)
        if role == Role.AccessibleTextRole:
            state = tr("taken back") if row > self.history.cursor else ""
            here = tr("the plan is here") if row == self.history.cursor else ""
            return ", ".join(part for part in (self.text(row), self.when(row), self.note(row), state, here) if part)
        if role == Role.ToolTipRole:
            return "\n".join(part for part in (self.text(row), self.note(row)) if part)
        return None


class HistoryDelegate(RowDelegate):
    """Paints a step: a dot on a line, its words, its time. What was taken back has a hollow dot and quieter words."""

    def __init__(self, model: HistoryModel, palette: Palette, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._model, self._view = model, view
        self.palette = palette
        self.letters: Lettering = lettering()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self.letters.px(40 if self._model.note(index.row()) else 24))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        p, t, row = self.palette, self.letters, index.row()
        rect = QRectF(option.rect)
        current = self._view.currentIndex().row() == row and self._view.hasFocus()
        hovered = self.hovered == row
        history = self._model.history
        here, undone = row == history.cursor, row > history.cursor
        painter.fillRect(rect, p.tint if here else p.hover if hovered else p.surface)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), p.grid)
        selection = self._view.selectionModel().selectedRows()
        if len(selection) > 1 and any(each.row() == row for each in selection):
            painter.fillRect(QRectF(rect.left(), rect.top(), 4, rect.height() - 1), p.accent)
            if not here:
                painter.fillRect(rect.adjusted(4, 0, 0, -1), p.hover)
        self._paint_dot(painter, rect, row, len(history.entries), here=here, undone=undone)
        first = QRectF(rect.left(), rect.top(), rect.width(), t.px(24))
        when = self._model.when(row)
        wide = t.caption.width(when)
        t.caption.draw(painter, first.adjusted(0, 0, -12, 0), when, p.text_secondary, RIGHT)
        face = t.body_bold if here else t.body
        left = 12 + t.px(16)
        room = first.adjusted(left, 0, -12 - wide - 8, 0)
        colour = p.text_secondary if undone else p.text
        face.draw(painter, room, face.elided(self._model.text(row), room.width()), colour)
        note = self._model.note(row)
        if note:
            room = QRectF(rect.left() + left, rect.top() + t.px(20), rect.width() - left - 12, t.caption.line)
            t.caption.draw(painter, room, t.caption.elided(note, room.width()), p.text_secondary)
        if current:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(p.accent, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _paint_dot(self, painter: QPainter, rect: QRectF, row: int, last: int, *, here: bool, undone: bool) -> None:
        p, t = self.palette, self.letters
        x, y = rect.left() + 12 + t.px(10) / 2, rect.top() + t.px(24) / 2
        radius = t.px(10 if here else 7) / 2
        painter.setPen(QPen(p.control, 1))
        if row > 0:
            painter.drawLine(QPointF(x, rect.top()), QPointF(x, y - radius))
        if row < last:
            painter.drawLine(QPointF(x, y + radius), QPointF(x, rect.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(p.accent if here else p.control, 1.5))
        painter.setBrush(p.accent if here else p.surface if undone else p.control)
        painter.drawEllipse(QPointF(x, y), radius, radius)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class HistoryList(RowList[HistoryModel, HistoryDelegate]):
    """Steps; a click goes to one. With Ctrl or Shift, by mouse or arrows, several are marked for copying.

    Signals
    -------
    marked()
        Another row is current, or others are marked.
    asked(int, QPoint)
        The context menu of a row is wanted at a place on the screen.
    """

    marked = Signal()
    asked = Signal(int, object)

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps that are marked, from 1; the current one where none is."""
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(row for row in rows if row > 0) or ((self.currentIndex().row(),) * (self.currentIndex().row() > 0))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            QListView.mouseReleaseEvent(self, event)  # marks, and does not go there
        else:
            super().mouseReleaseEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index, place = self.indexAt(event.pos()), event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(index).center())
        if index.isValid():
            self.asked.emit(index.row(), place)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.marked.emit()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        self.viewport().update()
        self.marked.emit()
