"""The plans as a list that is drawn as a tree: name, what each was branched from, how many steps, its note."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QLineEdit, QListView, QStyleOptionViewItem, QWidget

from piiri.i18n import number, tr, trn
from piiri.tree import PlanNode

from ..palette import Palette
from .lettering import RIGHT, Lettering, lettering
from .row_list import Index, RowDelegate, RowList

ROOT = QModelIndex()
Role = Qt.ItemDataRole

MARGIN, STEP, DOT = 12, 18, 9
HEADING, ROW, NOTED = 28, 44, 60
"""Logical pixels at a text scale of 100 %: margin, indent of a branch, dot; heights of the rows."""


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan of the list.

    Attributes
    ----------
    node
        The plan.
    parent
        Name of the plan it was branched from; empty for none.
    is_active, is_compared
        Worked on, compared with.
    last
        True where no other plan below hangs on the same one: the line beside it ends here.
    open_above
        The depths at which a line passes by.
    """

    node: PlanNode
    parent: str = ""
    is_active: bool = False
    is_compared: bool = False
    last: bool = True
    open_above: tuple[int, ...] = ()

    @property
    def state(self) -> str:
        """In one word what is done with it; empty for nothing."""
        if self.is_active:
            return tr("worked on")
        if self.is_compared:
            return tr("compared with")
        return tr("deleted") if self.node.deleted else ""

    @property
    def facts(self) -> str:
        """Steps, and where it comes from, in one line."""
        node = self.node
        parts = [trn("{n} step", "{n} steps", node.steps)]
        if node.taken_back:
            parts.append(trn("{n} taken back", "{n} taken back", node.taken_back))
        if self.parent and node.branched_at:
            parts.append(tr("from {plan}, step {step}", plan=tr(self.parent), step=number(node.branched_at)))
        elif self.parent:
            parts.append(tr("from the start of {plan}", plan=tr(self.parent)))
        return " · ".join(parts)


def plan_rows(tree: Sequence[PlanNode], active: int, compared: int | None) -> list[PlanRow | str]:
    """Return the rows of a list: the tree, and under a heading what is deleted.

    Parameters
    ----------
    tree
        As :func:`piiri.tree.arranged` orders it.
    active, compared
        Numbers of the plan worked on and of the one compared with; None for its own start.
    """
    names = {node.number: node.name for node in tree}
    rows: list[PlanRow | str] = []
    living = [node for node in tree if not node.deleted]
    for at, node in enumerate(living):
        after = [other.depth for other in living[at + 1 :]]
        own = after[: next((i for i, depth in enumerate(after) if depth < node.depth), len(after))]
        passing = tuple(depth for depth in range(1, node.depth) if _goes_on(after, depth))
        rows.append(
            PlanRow(
                node,
                names.get(node.parent or 0, ""),
                node.number == active,
                node.number == compared,
                node.depth not in own,
                passing,
            )
        )
    deleted = [node for node in tree if node.deleted]
    if deleted:
        rows.append(f"{number(len(deleted))} · {tr('Deleted')}")
        rows += [PlanRow(node, names.get(node.parent or 0, "")) for node in deleted]
    return rows


def _goes_on(after: list[int], depth: int) -> bool:
    """True where a later plan hangs at ``depth`` before the tree goes back above it."""
    for each in after:
        if each <= depth:
            return each == depth
    return False


class PlanModel(QAbstractListModel):
    """One row a plan; a heading before the deleted ones.

    Signals
    -------
    renamed(int, str)
        A person gave the plan in a row another name.
    """

    renamed = Signal(int, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[PlanRow | str] = []

    def show_rows(self, rows: list[PlanRow | str]) -> None:
        """Show other rows; where the plans are the same ones, only what is said of them changes."""
        if [_key(row) for row in rows] == [_key(row) for row in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def plan(self, row: int) -> PlanRow | None:
        """Return the plan in a row; None for a heading or where there is no such row."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, PlanRow) else None

    def row_of(self, plan: int) -> int:
        """Return the row of a plan, −1 where it is not listed."""
        return next((i for i, row in enumerate(self.rows) if isinstance(row, PlanRow) and row.node.number == plan), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        row = self.plan(index.row())
        if row is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags if row.node.deleted else flags | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if isinstance(row, str):
            return row if role in (Role.DisplayRole, Role.AccessibleTextRole) else None
        name = tr(row.node.name)
        if role in (Role.DisplayRole, Role.EditRole):
            return name
        if role == Role.AccessibleTextRole:
            level = tr("level {n}", n=number(row.node.depth + 1)) if row.node.depth else ""
            return ", ".join(part for part in (name, row.state, level, row.facts, row.node.note) if part)
        if role == Role.ToolTipRole:
            return "\n".join(part for part in (name, row.facts, row.node.note) if part)
        return None

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        row = self.plan(index.row())
        if row is None or role != Role.EditRole:
            return False
        self.renamed.emit(row.node.number, str(value))
        return True


def _key(row: PlanRow | str) -> tuple[int, bool] | None:
    return (row.node.number, row.node.deleted) if isinstance(row, PlanRow) else None


class PlanDelegate(RowDelegate):
    """Paints a plan: lines to the one it hangs on, a dot, its name, what is done with it, its facts and its note."""

    def __init__(self, model: PlanModel, palette: Palette, view: QListView) -> None:
        super().__init__(view)
        self._model, self._view = model, view
        self.palette = palette
        self.letters: Lettering = lettering()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        row = self._model.plan(index.row())
        return QSize(80, self.letters.px(HEADING if row is None else NOTED if row.node.note else ROW))

    def _left(self, row: PlanRow) -> float:
        t = self.letters
        return MARGIN + t.px(STEP) * min(row.node.depth, 6) + t.px(DOT) + 8

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        p, t = self.palette, self.letters
        rect = QRectF(option.rect)
        row = self._model.plan(index.row())
        if row is None:
            painter.fillRect(rect, p.window)
            room = rect.adjusted(MARGIN, 0, -MARGIN, -1)
            t.body_bold.draw(painter, room, t.body_bold.elided(str(self._model.data(index)), room.width()), p.text)
            painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), p.grid)
            return
        current = self._view.currentIndex().row() == index.row()
        hovered = self.hovered == index.row()
        painter.fillRect(rect, p.tint if current else p.hover if hovered else p.surface)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), p.grid)
        self._paint_lines(painter, rect, row)
        left = rect.left() + self._left(row)
        line = QRectF(left, rect.top() + t.px(5), rect.right() - MARGIN - left, t.body.line)
        state = row.state
        wide = t.caption.width(state)
        colour = p.accent if row.is_active else p.text_secondary
        (t.caption_bold if row.is_active else t.caption).draw(painter, line, state, colour, RIGHT)
        face = t.body_bold if row.is_active else t.body
        room = line.adjusted(0, 0, -wide - 10 if state else 0, 0)
        name = face.elided(tr(row.node.name), room.width())
        face.draw(painter, room, name, p.text_secondary if row.node.deleted else p.text)
        below = QRectF(left, line.bottom() + t.px(2), line.width(), t.caption.line)
        t.caption.draw(painter, below, t.caption.elided(row.facts, below.width()), p.text_secondary)
        if row.node.note:
            note = QRectF(left, below.bottom() + t.px(1), below.width(), t.caption.line)
            words = " ".join(row.node.note.split())
            t.caption.draw(painter, note, t.caption.elided(words, note.width()), p.text)
        if current and self._view.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(p.accent, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _paint_lines(self, painter: QPainter, rect: QRectF, row: PlanRow) -> None:
        """The tree's lines and the plan's dot: filled for the one worked on, a ring for the one compared with."""
        p, t, node = self.palette, self.letters, row.node
        step, size = t.px(STEP), t.px(DOT)
        middle = rect.top() + t.px(5) + t.body.line / 2

        def x(depth: int) -> float:
            return rect.left() + MARGIN + step * min(depth, 6) + size / 2

        painter.setPen(QPen(p.control, 1))
        for depth in row.open_above:
            painter.drawLine(QPointF(x(depth - 1), rect.top()), QPointF(x(depth - 1), rect.bottom()))
        if node.depth:
            above = x(node.depth - 1)
            painter.drawLine(QPointF(above, rect.top()), QPointF(above, middle if row.last else rect.bottom()))
            painter.drawLine(QPointF(above, middle), QPointF(x(node.depth) - size / 2 - 2, middle))
        at = self._model.row_of(node.number)
        below = self._model.plan(at + 1)
        if below is not None and not below.node.deleted and below.node.depth == node.depth + 1:
            painter.drawLine(QPointF(x(node.depth), middle + size / 2), QPointF(x(node.depth), rect.bottom()))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strong = row.is_active or row.is_compared
        painter.setPen(QPen(p.accent if strong else p.control, 2 if row.is_compared else 1.5))
        painter.setBrush(p.accent if row.is_active else p.surface)
        painter.drawEllipse(QPointF(x(node.depth), middle), size / 2 - 0.5, size / 2 - 0.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setFont(self.letters.body.font)
        editor.setAccessibleName(tr("Name of the plan"))
        return editor

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        row = self._model.plan(index.row())
        if row is not None:
            rect = option.rect
            left = round(self._left(row)) - 7
            high = self.letters.body.line + 8
            editor.setGeometry(rect.left() + left, rect.top() + 2, rect.width() - left - MARGIN + 4, high)

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text(), Role.EditRole)


class PlanList(RowList[PlanModel, PlanDelegate]):
    """Plans; a click chooses one, a double click or Enter works on it.

    Signals
    -------
    opened(int), deleted(int)
        Enter or a double click on a row; Del on it.
    asked(int, QPoint)
        The context menu of a row, or of none (−1), is wanted at a place on the screen.
    """

    opened = Signal(int)
    deleted = Signal(int)
    asked = Signal(int, object)
    moved = Signal()

    def rename(self, row: int) -> None:
        """Let a person type another name where the name stands."""
        index = self.model().index(row, 0)
        if self.model().flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.scrollTo(index)
            self.edit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row = self.currentIndex().row()
        if self.state() == QAbstractItemView.State.EditingState:
            event.accept()  # the Return that ends a name goes on to here, and is no wish to work on the plan
        elif row >= 0 and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit(row)
        elif row >= 0 and event.key() == Qt.Key.Key_F2:
            self.rename(row)
        elif row >= 0 and event.key() == Qt.Key.Key_Delete:
            self.deleted.emit(row)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.opened.emit(index.row())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(index).center())
        self.asked.emit(index.row(), place)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.moved.emit()
