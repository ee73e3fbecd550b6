"""The problems of a plan as a list: a heading with the count for each kind, under it what is wrong, in two lines."""

from __future__ import annotations

from collections import Counter
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem

from piiri.i18n import number, tr
from piiri.parts import KINDS, Kind, PlanProblem

from ..palette import Palette
from .controls import draw_icon
from .lettering import Lettering, lettering
from .row_list import Index, RowDelegate

ROOT = QModelIndex()
Role = Qt.ItemDataRole

MARGIN, MARK, HEADING, ROW = 12, 14, 28, 40
"""Logical pixels at a text scale of 100 %: margin, icon, height of a heading and of a problem."""


class ProblemModel(QAbstractListModel):
    """One row a problem, and one before each kind; a heading can be neither chosen nor reached by the arrow keys."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[PlanProblem | tuple[Kind, int]] = []

    def show_problems(self, problems: tuple[PlanProblem, ...]) -> None:
        """Show problems that are sorted by kind."""
        counts = Counter(problem.kind for problem in problems)
        self.beginResetModel()
        self.rows = []
        for problem in problems:
            if counts[problem.kind]:
                self.rows.append((problem.kind, counts.pop(problem.kind)))
            self.rows.append(problem)
        self.endResetModel()

    def problem(self, row: int) -> PlanProblem | None:
        """Return the problem in a row; None for a heading or where there is no such row."""
        found = self.rows[row] if 0 <= row < len(self.rows) else None
        return found if isinstance(found, PlanProblem) else None

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.problem(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Role.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if not isinstance(row, PlanProblem):
            kind, count = row
            return (
                f"{number(count)} · {tr(KINDS[kind])}" if role in (Role.DisplayRole, Role.AccessibleTextRole) else None
            )
        if role == Role.DisplayRole:
            return row.sentence
        if role == Role.ToolTipRole:
            return f"{row.sentence}\n{row.detail}"
        if role == Role.AccessibleTextRole:
            return f"{row.sentence}, {row.detail}"
        return None


class ProblemDelegate(RowDelegate):
    """Paints a heading, or a problem: its sentence, and under it where and how much."""

    def __init__(self, model: ProblemModel, palette: Palette, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._model, self._view = model, view
        self.palette = palette
        self.letters: Lettering = lettering()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(80, self.letters.px(HEADING if self._model.problem(index.row()) is None else ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        p, t, row = self.palette, self.letters, index.row()
        rect = QRectF(option.rect)
        room = rect.adjusted(MARGIN, 0, -MARGIN, -1)
        problem = self._model.problem(row)
        if problem is None:
            painter.fillRect(rect, p.window)
            left = t.px(MARK) + 6
            draw_icon(painter, "problem", p.bad, room.left(), rect.center().y() - t.px(MARK) / 2, t.px(MARK))
            words = t.body_bold.elided(str(self._model.data(index)), room.width() - left)
            t.body_bold.draw(painter, room.adjusted(left, 0, 0, 0), words, p.text)
        else:
            current = self._view.currentIndex().row() == row
            painter.fillRect(rect, p.tint if current else p.hover if self.hovered == row else p.surface)
            top = QRectF(room.left(), room.top() + t.px(4), room.width(), t.body.line)
            t.body.draw(painter, top, t.body.elided(problem.sentence, top.width()), p.text)
            below = QRectF(room.left(), top.bottom(), room.width(), t.caption.line)
            t.caption.draw(painter, below, t.caption.elided(problem.detail, below.width()), p.text_secondary)
            if current and self._view.hasFocus():
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(p.accent, 2))
                painter.drawRect(rect.adjusted(1, 1, -1, -2))
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), p.grid)
