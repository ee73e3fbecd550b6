"""A list of painted rows, and what stands in its place when it is empty; history and problems are such lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QLabel, QListView, QStyledItemDelegate, QWidget

from ..palette import Palette
from .controls import draw_icon
from .lettering import CENTRE, Lettering, lettering

Index = QModelIndex | QPersistentModelIndex


class RowDelegate(QStyledItemDelegate):
    """Paints the rows of a list; ``hovered`` is the one pointed at, −1 for none."""

    hovered = -1


M = TypeVar("M", bound=QAbstractListModel)
D = TypeVar("D", bound=RowDelegate)


class RowList(QListView, Generic[M, D]):
    """Rows that a click or Enter chooses.

    Parameters
    ----------
    model
        The rows.
    delegate
        Makes the delegate that paints them, from model, theme and view.
    name, description
        For those who hear the list.

    Signals
    -------
    chosen(int)
        A row was clicked, or Enter pressed on it.
    """

    chosen = Signal(int)

    def __init__(
        self,
        model: M,
        delegate: Callable[[M, Palette, QListView], D],
        name: str,
        description: str,
        palette: Palette,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.rows = delegate(model, palette, self)
        self.setItemDelegate(self.rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("own_focus", True)  # the ring is drawn around the current row
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.rows.hovered:
            old, self.rows.hovered = self.rows.hovered, row
            for each in (old, row):
                self.update(self.model().index(each, 0))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid():
            self.chosen.emit(index.row())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row())
        elif event.text().strip():
            event.ignore()  # letters choose tools; these lists are not searched by their first letter
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()


class EmptyState(QLabel):
    """An icon, one bold line and one sentence. As a label, its text is both.

    Parameters
    ----------
    meaning
        The icon's, see :mod:`piiri_desktop.icons`.
    what, why
        The bold line, without a full stop, and the sentence.
    good
        True where having nothing to show is what one hopes for.
    """

    def __init__(
        self, meaning: str, what: str, why: str, palette: Palette, parent: QWidget, *, good: bool = False
    ) -> None:
        super().__init__(parent)
        self.palette_ = palette
        self.letters: Lettering = lettering()
        self._meaning, self._what, self._why, self._good = meaning, what, why, good
        self.setText(f"{what}. {why}")
        self.setAccessibleName(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        p, t = self.palette_, self.letters
        painter.fillRect(self.rect(), p.surface)
        size = t.px(24)
        y = max(16.0, self.height() / 3 - size)
        colour = p.good if self._good else p.text_secondary
        draw_icon(painter, self._meaning, colour, (self.width() - size) / 2, y, size)
        y += size + t.px(8)
        t.body_bold.draw(painter, QRectF(0, y, self.width(), t.body.line), self._what, p.text, CENTRE)
        painter.setFont(t.body.font)
        painter.setPen(p.text_secondary)
        room = QRectF(24, y + t.body.line + t.px(4), self.width() - 48, t.body.line * 6)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), self._why)
