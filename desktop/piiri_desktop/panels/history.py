"""The history panel: every edit in words; a click or Enter goes there, and nothing is lost by going back.

A note can be written on any step, and steps can be copied to another plan."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from piiri.i18n import tr, trn
from piiri.session import State
from piiri.tree import PlanNode

from ..bridge import Attention, Bridge
from ..palette import Palette
from .controls import IconButton, letters
from .history_list import HistoryDelegate, HistoryList, HistoryModel
from .note_field import NoteField
from .row_list import EmptyState
from .tinting import fill_ground, quieten


class StepBook(Protocol):
    """The other plans of a project, as the history needs them."""

    changed: Any

    @property
    def living(self) -> tuple[PlanNode, ...]: ...

    @property
    def active(self) -> int: ...

    def copy(self, steps: Sequence[int], target: int) -> None: ...


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
        self._state, self._stale = bridge.state, False
        self.setAccessibleName(tr("History"))
        self.model = HistoryModel(self._state.history, tr(self._state.history.start.name), self)
        self.list = HistoryList(
            self.model,
            HistoryDelegate,
            tr("History"),
            tr("Enter or a click goes to a step. Steps after it stay until a new edit. Shift and arrows mark several."),
            palette,
            self,
        )
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self._book: StepBook | None = None
        what, how = tr("No edits yet"), tr("Paint blocks or move a corner: every edit is listed here.")
        self.empty = EmptyState("kept", what, how, palette, self)
        self.undo_button = IconButton("undo", tr("Undo"), palette, "Ctrl+Z", self)
        self.redo_button = IconButton("redo", tr("Redo"), palette, "Ctrl+Y", self)
        self.copy_button = IconButton("copy", tr("Copy to plan…"), palette, "", self)
        self.note = NoteField(tr("Why, what was agreed…"), palette, self)
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
        bar.addWidget(self.copy_button)
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
        column.addWidget(self.note)
        self.list.chosen.connect(self._go)
        self.list.marked.connect(self._mark)
        self.list.asked.connect(self._ask)
        self.note.written.connect(bridge.annotate)
        self.copy_button.clicked.connect(self._open_copy_menu)
        self.undo_button.clicked.connect(bridge.undo)
        self.redo_button.clicked.connect(bridge.redo)
        bridge.changed.connect(self.show_state)
        self.set_palette(palette)
        self.set_text_scale(1.0)
        self._refresh()

    def show_state(self, state: State) -> None:
        """Show the history of a state; a preview has none of its own."""
        same = state.history is self._state.history
        other = state.history.start is not self._state.history.start
        moved = state.history.cursor != self._state.history.cursor
        longer = len(state.history.entries) != len(self._state.history.entries)
        self._state = state
        if not same:
            if other:
                self.note.keep()
            follow = other or moved or longer
            if self.isVisible():
                self._refresh(follow=follow)
            else:
                self._stale = True

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def set_book(self, book: StepBook) -> None:
        """Let steps be copied to the project's other plans."""
        self._book = book
        book.changed.connect(self._mark)
        self._mark()

    def _refresh(self, follow: bool = True) -> None:
        """Show the history; ``follow`` makes the step in force the current one."""
        self._stale = False
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
        self.list.doItemsLayout()  # a row with a note is higher
        if follow:
            here = self.model.index(history.cursor)
            self.list.setCurrentIndex(here)
            self.list.scrollTo(here)
        self._mark()

    def _mark(self) -> None:
        """Follow the current row: its note, and whether steps can be copied."""
        row, steps = self.list.currentIndex().row(), self.list.steps
        entries = self._state.history.entries
        self.note.setVisible(0 < row <= len(entries))
        if 0 < row <= len(entries):
            self.note.show_note(row, tr("Note on: {step}", step=self.model.text(row)), entries[row - 1].note)
        targets = bool(self._targets)
        self.copy_button.setEnabled(bool(steps) and targets)
        n = len(steps)
        text = trn("Copy {n} step to plan…", "Copy {n} steps to plan…", n) if n > 1 else tr("Copy to plan…")
        why = "" if targets else tr("There is no other plan yet.")
        self.copy_button.setAccessibleName(text)
        self.copy_button.setToolTip("\n".join(part for part in (text, why) if part))

    @property
    def _targets(self) -> list[PlanNode]:
        book = self._book
        return [] if book is None else [node for node in book.living if node.number != book.active]

    def _open_copy_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_targets(menu)
        menu.popup(self.copy_button.mapToGlobal(self.copy_button.rect().bottomLeft()))

    def _fill_targets(self, menu: QMenu) -> None:
        """The other plans, each copies the steps that are marked now."""
        steps = self.list.steps
        for node in self._targets:
            assert self._book is not None
            name = "\u2003" * node.depth + tr(node.name).replace("&", "&&")
            menu.addAction(name, partial(self._book.copy, steps, node.number))

    def _ask(self, row: int, place: QPoint) -> None:
        menu = self.menu_of(row)
        if menu is not None:
            menu.popup(place)

    def menu_of(self, row: int) -> QMenu | None:
        """Return what can be done with a step; None for the start."""
        if not 0 < row <= len(self._state.history.entries):
            return None
        if row not in self.list.steps:
            self.list.setCurrentIndex(self.model.index(row))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Go here"), partial(self._go, row)).setEnabled(row != self._state.history.cursor)
        menu.addAction(tr("Write a note"), self._focus_note)
        n = len(self.list.steps)
        text = trn("Copy {n} step to plan…", "Copy {n} steps to plan…", n) if n > 1 else tr("Copy to plan…")
        copying = menu.addMenu(text)
        self._fill_targets(copying)
        copying.setEnabled(not copying.isEmpty())
        return menu

    def _focus_note(self) -> None:
        self.note.text.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self, row: int) -> None:
        if row != self._state.history.cursor:
            self._bridge.jump(row)

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        for button in (self.copy_button, self.undo_button, self.redo_button):
            button.set_palette(palette)
        self.note.set_palette(palette)
        self.empty.palette_ = self.list.rows.palette = palette
        fill_ground(self, palette)
        quieten(palette, self._count, self._taken_back)
        self.list.viewport().update()
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        text = letters(scale)
        self.empty.letters = self.list.rows.letters = text
        self._count.setFont(text.caption.font)
        self._taken_back.setFont(text.caption.font)
        self.note.set_text_scale(text)
        for button in (self.copy_button, self.undo_button, self.redo_button):
            button.set_text_scale(text.scale)
        self.list.doItemsLayout()
        self.update()
