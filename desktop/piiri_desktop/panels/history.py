"""The history panel: every edit in words; a click or Enter goes there, and nothing is lost by going back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from piiri.i18n import tr, trn
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from .controls import IconButton, draw_icon, letters
from .history_list import HistoryDelegate, HistoryModel, Index
from .lettering import CENTRE, Lettering, lettering


class HistoryView(QListView):
    """The list of steps.

    Signals
    -------
    chosen(int)
        A row was clicked, or Enter pressed on it.
    """

    chosen = Signal(int)

    def __init__(self, model: HistoryModel, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.steps = HistoryDelegate(model, palette, self)
        self.setItemDelegate(self.steps)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setProperty("own_focus", True)  # the ring is drawn around the current step
        self.setAccessibleName(tr("History"))
        self.setAccessibleDescription(tr("Enter or a click goes to a step. Steps after it stay until a new edit."))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.indexAt(event.position().toPoint()).row())
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    def _hover(self, row: int) -> None:
        if row != self.steps.hovered:
            old, self.steps.hovered = self.steps.hovered, row
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
            event.ignore()  # letters choose tools; a list of edits is not searched by its first letter
        else:
            super().keyPressEvent(event)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()


class EmptyHistory(QLabel):
    """What is shown before the first edit. As a label, its text is both sentences."""

    def __init__(self, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self.palette_ = palette
        self.letters: Lettering = lettering()
        self._what, self._how = tr("No edits yet"), tr("Paint blocks or move a corner: every edit is listed here.")
        self.setText(f"{self._what}. {self._how}")
        self.setAccessibleName(self.text())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        p, t = self.palette_, self.letters
        painter.fillRect(self.rect(), p.surface)
        size = t.px(24)
        y = max(16.0, self.height() / 3 - size)
        draw_icon(painter, "kept", p.text_secondary, (self.width() - size) / 2, y, size)
        y += size + t.px(8)
        t.body_bold.draw(painter, QRectF(0, y, self.width(), t.body.line), self._what, p.text, CENTRE)
        painter.setFont(t.body.font)
        painter.setPen(p.text_secondary)
        room = QRectF(24, y + t.body.line + t.px(4), self.width() - 48, t.body.line * 4)
        painter.drawText(room, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), self._how)


class HistoryPanel(QWidget):
    """All edits of the plan, oldest first, from its start.

    Parameters
    ----------
    bridge
        Announces the states, goes to any step.
    attention
        Not needed here; every panel takes it.
    palette
        The theme.
    """

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._palette = bridge, palette
        self._state = bridge.state
        self.setAccessibleName(tr("History"))
        self.model = HistoryModel(self._state.history, tr(self._state.history.start.name), self)
        self.list = HistoryView(self.model, palette, self)
        self.empty = EmptyHistory(palette, self)
        self.undo_button = IconButton("undo", tr("Undo"), palette, "Ctrl+Z", self)
        self.redo_button = IconButton("redo", tr("Redo"), palette, "Ctrl+Y", self)
        self._count = QLabel(self)
        self._taken_back = QLabel(self)
        self._taken_back.setWordWrap(True)
        self._taken_back.setContentsMargins(12, 6, 12, 6)
        for label in (self._count, self._taken_back, self.empty):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, label.sizePolicy().verticalPolicy())
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 8, 6)
        bar.setSpacing(4)
        bar.addWidget(self._count, 1)
        bar.addWidget(self.undo_button)
        bar.addWidget(self.redo_button)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addLayout(self._pages, 1)
        column.addWidget(self._taken_back)
        self.list.chosen.connect(self._go)
        self.undo_button.clicked.connect(bridge.undo)
        self.redo_button.clicked.connect(bridge.redo)
        bridge.changed.connect(self.show_state)
        self.set_palette(palette)
        self.set_text_scale(1.0)
        self._refresh()

    def show_state(self, state: State) -> None:
        """Show the history of a state; a preview has none of its own."""
        same = state.history is self._state.history
        self._state = state
        if not same:
            self._refresh()

    def _refresh(self) -> None:
        history = self._state.history
        self.model.show_history(history)
        steps, undone = len(history.entries), len(history.entries) - history.cursor
        self._pages.setCurrentWidget(self.list if steps else self.empty)
        self._count.setText(trn("{n} edit", "{n} edits", steps) if steps else "")
        self._taken_back.setVisible(undone > 0)
        self._taken_back.setText(
            trn(
                "{n} edit is taken back. Redo brings it back; a new edit drops it.",
                "{n} edits are taken back. Redo brings them back; a new edit drops them.",
                undone,
            )
        )
        self.undo_button.setEnabled(history.can_undo)
        self.redo_button.setEnabled(history.can_redo)
        here = self.model.index(history.cursor)
        self.list.setCurrentIndex(here)
        self.list.scrollTo(here)

    def _go(self, row: int) -> None:
        if row != self._state.history.cursor:
            self._bridge.jump(row)

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        for button in (self.undo_button, self.redo_button):
            button.set_palette(palette)
        self.empty.palette_ = self.list.steps.palette = palette
        colours = self.palette()
        colours.setColor(self.backgroundRole(), palette.surface)
        self.setPalette(colours)
        self.setAutoFillBackground(True)
        quiet = self._count.palette()
        quiet.setColor(self._count.foregroundRole(), palette.text_secondary)
        self._count.setPalette(quiet)
        self._taken_back.setPalette(quiet)
        self.list.viewport().update()
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        text = letters(scale)
        self.empty.letters = self.list.steps.letters = text
        self._count.setFont(text.caption.font)
        self._taken_back.setFont(text.caption.font)
        for button in (self.undo_button, self.redo_button):
            button.set_text_scale(text.scale)
        self.list.doItemsLayout()
        self.update()
