"""The history panel: every edit in words; a click or Enter goes there, and nothing is lost by going back."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from piiri.i18n import tr, trn
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from .controls import IconButton, letters
from .history_list import HistoryDelegate, HistoryModel
from .row_list import EmptyState, RowList


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
        self.list = RowList(
            self.model,
            HistoryDelegate,
            tr("History"),
            tr("Enter or a click goes to a step. Steps after it stay until a new edit."),
            palette,
            self,
        )
        what, how = tr("No edits yet"), tr("Paint blocks or move a corner: every edit is listed here.")
        self.empty = EmptyState("kept", what, how, palette, self)
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
        self.empty.palette_ = self.list.rows.palette = palette
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
        self.empty.letters = self.list.rows.letters = text
        self._count.setFont(text.caption.font)
        self._taken_back.setFont(text.caption.font)
        for button in (self.undo_button, self.redo_button):
            button.set_text_scale(text.scale)
        self.list.doItemsLayout()
        self.update()
