"""The plans panel: the tree of the project's plans, which is worked on and which compared with, and what can be done.

The panel draws and asks; what is asked for is done by whoever stands behind :class:`PlanBook`, and is seen here when
that says that something changed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from piiri.i18n import tr, trn
from piiri.tree import PlanNode

from ..bridge import Attention, Bridge
from ..icons import icon
from ..palette import Palette
from .controls import IconButton, letters
from .note_field import NoteField
from .plan_list import PlanDelegate, PlanList, PlanModel, PlanRow, plan_rows
from .tinting import fill_ground, quieten


class PlanBook(Protocol):
    """The plans of a project, as the panel needs them; plans are named by their numbers."""

    changed: Any
    branched: Any

    @property
    def tree(self) -> tuple[PlanNode, ...]: ...

    @property
    def active(self) -> int: ...

    @property
    def compared(self) -> int | None: ...

    def work_on(self, number: int) -> None: ...

    def compare_with(self, number: int | None) -> None: ...

    def branch(self, number: int | None = None) -> None: ...

    def rename(self, number: int, name: str) -> bool: ...

    def set_note(self, number: int, note: str) -> None: ...

    def delete(self, number: int) -> None: ...

    def restore(self, number: int) -> None: ...

    def discard(self, number: int) -> None: ...


class PlansPanel(QWidget):
    """The plans of the project.

    Parameters
    ----------
    bridge, attention
        Not needed here; every panel takes them.
    palette
        The theme.
    """

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette = palette
        self._book: PlanBook | None = None
        self.setAccessibleName(tr("Plans"))
        self.model = PlanModel(self)
        self.list = PlanList(
            self.model,
            PlanDelegate,
            tr("Plans"),
            tr("Enter works on a plan, F2 renames it, Del deletes it; the menu key shows all that can be done."),
            palette,
            self,
        )
        self.branch_button = QPushButton(tr("Branch"), self)
        self.branch_button.setAutoDefault(False)
        self.compare_button = IconButton("compare", tr("Compare with this plan"), palette, "", self)
        self.rename_button = IconButton("rename", tr("Rename"), palette, "F2", self)
        self.delete_button = IconButton("delete", tr("Delete"), palette, "Del", self)
        self.restore_button = IconButton("kept", tr("Bring back"), palette, "", self)
        self.import_button = IconButton("import", tr("Import a plan from a project…"), palette, "", self)
        self._buttons = (
            *(self.compare_button, self.rename_button, self.delete_button),
            *(self.restore_button, self.import_button),
        )
        self._count = QLabel(self)
        self._count.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.note = NoteField(tr("Why this plan, what was agreed…"), palette, self)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 8, 6)
        bar.setSpacing(4)
        bar.addWidget(self.branch_button)
        bar.addSpacing(4)
        bar.addWidget(self._count, 1)
        for button in self._buttons:
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.list, 1)
        column.addWidget(self.note)
        self.setFocusProxy(self.list)
        self._connect()
        self.set_palette(palette)
        self.set_text_scale(1.0)
        self._refresh()

    def _connect(self) -> None:
        self.list.moved.connect(self._choose)
        self.list.opened.connect(self._open)
        self.list.deleted.connect(self._delete)
        self.list.asked.connect(self._ask)
        self.model.renamed.connect(self._rename)
        self.branch_button.clicked.connect(self._branch)
        self.compare_button.clicked.connect(self._compare)
        self.rename_button.clicked.connect(self.rename_current)
        self.delete_button.clicked.connect(self._delete_current)
        self.restore_button.clicked.connect(self._restore)
        self.note.written.connect(self._write_note)

    def set_book(self, book: PlanBook, import_plan: Callable[[], object]) -> None:
        """Show the plans of a project; ``import_plan`` asks for a file of somebody else's."""
        self._book = book
        book.changed.connect(self._refresh)
        book.branched.connect(self._name)
        self.import_button.clicked.connect(import_plan)
        self._refresh()

    # ------------------------------------------------------------------------------------------------ what is shown

    @property
    def current(self) -> PlanRow | None:
        """The row that keys and buttons act on."""
        return self.model.plan(self.list.currentIndex().row())

    def _refresh(self) -> None:
        book = self._book
        rows = plan_rows(book.tree, book.active, book.compared) if book is not None else []
        before = self.current
        self.model.show_rows(rows)
        row = self.model.row_of(before.node.number) if before is not None else -1
        now = self.model.plan(row)
        if book is not None and (now is None or before is None or now.node.deleted != before.node.deleted):
            # what was shown is gone, or stands elsewhere now
            row = row if now is not None and not now.node.deleted else self.model.row_of(book.active)
        if row != self.list.currentIndex().row():
            self.list.setCurrentIndex(self.model.index(row))
        self.list.doItemsLayout()
        living = sum(isinstance(each, PlanRow) and not each.node.deleted for each in rows)
        self._count.setText(trn("{n} plan", "{n} plans", living) if living else "")
        self._choose()

    def _choose(self) -> None:
        """Follow the current row: what the buttons can do, and its note."""
        row, book = self.current, self._book
        living = row is not None and not row.node.deleted
        several = sum(isinstance(each, PlanRow) and not each.node.deleted for each in self.model.rows) > 1
        self.branch_button.setEnabled(living)
        self.rename_button.setEnabled(living)
        self.compare_button.setEnabled(living and row is not None and not row.is_active and not row.is_compared)
        self.delete_button.setEnabled(row is not None and (several or not living))
        text = tr("Delete") if living or row is None else tr("Throw away for good")
        self.delete_button.setAccessibleName(text)
        why = "" if several or not living else tr("The only plan cannot be deleted.")
        self.delete_button.setToolTip("\n".join(part for part in (f"{text} (Del)", why) if part))
        self.restore_button.setVisible(row is not None and row.node.deleted)
        self.rename_button.setVisible(not self.restore_button.isVisibleTo(self))
        self.compare_button.setVisible(not self.restore_button.isVisibleTo(self))
        self.note.setVisible(living and book is not None)
        if row is not None and living:
            self.note.show_note(row.node.number, tr("Note on {plan}", plan=tr(row.node.name)), row.node.note)

    # ------------------------------------------------------------------------------------------------ what is asked

    def _number(self) -> int | None:
        row = self.current
        return row.node.number if row is not None and self._book is not None else None

    def _open(self, row: int) -> None:
        plan = self.model.plan(row)
        if plan is not None and self._book is not None:
            if plan.node.deleted:
                self._book.restore(plan.node.number)
            else:
                self._book.work_on(plan.node.number)

    def _branch(self) -> None:
        number = self._number()
        if number is not None and self._book is not None:
            self._book.branch(number)

    def _name(self, number: int) -> None:
        """A branch was made: show it, and let its name be typed."""
        row = self.model.row_of(number)
        if row >= 0 and self.isVisible():
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            self.list.rename(row)

    def rename_current(self) -> None:
        """Let the name of the current plan be typed."""
        self.list.rename(self.list.currentIndex().row())

    def _rename(self, number: int, name: str) -> None:
        if self._book is not None:
            self._book.rename(number, name)

    def _compare(self) -> None:
        number = self._number()
        if number is not None and self._book is not None:
            self._book.compare_with(number)

    def _delete(self, row: int) -> None:
        plan = self.model.plan(row)
        if plan is not None and self._book is not None and self.delete_button.isEnabled():
            if plan.node.deleted:
                self._book.discard(plan.node.number)
            else:
                self._book.delete(plan.node.number)

    def _delete_current(self) -> None:
        self._delete(self.list.currentIndex().row())

    def _restore(self) -> None:
        number = self._number()
        if number is not None and self._book is not None:
            self._book.restore(number)

    def _write_note(self, number: int, note: str) -> None:
        if self._book is not None:
            self._book.set_note(number, note)

    def _ask(self, row: int, place: QPoint) -> None:
        menu = self.menu_of(row)
        if menu is not None:
            menu.popup(place)

    def menu_of(self, row: int) -> QMenu | None:
        """Return what can be done to the plan in a row; None where that is no plan."""
        plan, book = self.model.plan(row), self._book
        if plan is None or book is None:
            return None
        self.list.setCurrentIndex(self.model.index(row))
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        number = plan.node.number
        if plan.node.deleted:
            menu.addAction(tr("Bring back"), partial(book.restore, number))
            menu.addAction(tr("Throw away for good"), partial(book.discard, number))
            return menu
        menu.addAction(tr("Work on this plan"), partial(book.work_on, number)).setEnabled(not plan.is_active)
        if plan.is_compared:
            menu.addAction(tr("Compare with its own start"), partial(book.compare_with, None))
        else:
            compare = menu.addAction(tr("Compare with this plan"), partial(book.compare_with, number))
            compare.setEnabled(not plan.is_active)
        menu.addSeparator()
        menu.addAction(tr("Branch"), partial(book.branch, number))
        menu.addAction(f"{tr('Rename')}\tF2", self.rename_current)
        menu.addAction(tr("Write a note"), self._focus_note)
        menu.addSeparator()
        menu.addAction(f"{tr('Delete')}\tDel", self._delete_current).setEnabled(self.delete_button.isEnabled())
        return menu

    def _focus_note(self) -> None:
        self.note.text.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------------------ how it looks

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        for button in self._buttons:
            button.set_palette(palette)
        self.branch_button.setIcon(icon("plan", palette.text, disabled=palette.text_disabled))
        self.note.set_palette(palette)
        self.list.rows.palette = palette
        fill_ground(self, palette)
        quieten(palette, self._count)
        self.list.viewport().update()
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        text = letters(scale)
        self.list.rows.letters = text
        self.note.set_text_scale(text)
        self._count.setFont(text.caption.font)
        self.branch_button.setFont(text.body.font)
        for button in self._buttons:
            button.set_text_scale(text.scale)
        self.list.doItemsLayout()
        self.update()
