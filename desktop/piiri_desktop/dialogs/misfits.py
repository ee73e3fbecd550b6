"""Steps that do not fit another plan, each with its reason; those that fit can be kept all the same."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QPushButton, QTableWidget, QTableWidgetItem, QWidget

from piiri.copying import Copied, Refused
from piiri.i18n import number, tr, trn

from ..typeset import text_label
from .frame import Frame


class MisfitsDialog(Frame):
    """What became of steps tried on another plan; nothing has been changed yet.

    Parameters
    ----------
    copied
        What fits and what does not.
    plan
        Name of the plan they were tried on.
    keep
        Keeps those that fit.
    """

    def __init__(self, copied: Copied, plan: str, keep: Callable[[], object], scale: float, parent: QWidget) -> None:
        n, fit = len(copied.refused), len(copied.entries)
        title = trn("{n} step does not fit {plan}", "{n} steps do not fit {plan}", n, plan=tr(plan))
        super().__init__(title, scale, parent)
        if fit:
            words = trn(
                "{n} step fits. Nothing has been copied yet.", "{n} steps fit. Nothing has been copied yet.", fit
            )
        else:
            words = tr("No step fits, so nothing is copied.")
        self.column.addWidget(text_label(words, wrap=True))
        self.table = misfits_table(copied.refused, scale)
        self.column.addWidget(self.table, 1)
        self._keep = keep
        close = self.close_button()
        if fit:
            close.setText(tr("Copy nothing"))
            self.keep_button = QPushButton(trn("Copy the one that fits", "Copy the {n} that fit", fit))
            self.keep_button.setProperty("kind", "primary")
            self.keep_button.clicked.connect(self._keep_them)
            self.add_buttons(close, self.keep_button)
            self.keep_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.add_buttons(close)
        high = 180 + 40 * min(n, 8)
        self.resize(round(min(900, 640 * scale)), round(min(640, high * scale)))

    def _keep_them(self) -> None:
        self.accept()
        self._keep()


def misfits_table(refused: Sequence[Refused], scale: float) -> QTableWidget:
    """Return a table to read: which step, what it did, why it does not fit; whole texts, over several lines."""
    table = QTableWidget(0, 3)
    table.setAccessibleName(tr("Steps that do not fit"))
    table.setHorizontalHeaderLabels([tr("Step"), tr("What it did"), tr("Why it does not fit")])
    table.verticalHeader().hide()
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setWordWrap(True)
    table.setTabKeyNavigation(False)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.verticalHeader().setMinimumSectionSize(round(24 * scale))
    fill_misfits(table, refused)
    return table


def fill_misfits(table: QTableWidget, refused: Sequence[Refused]) -> None:
    """Show other steps in the table."""
    table.setRowCount(len(refused))
    for row, each in enumerate(refused):
        for column, text in enumerate((number(each.step) if each.step else tr("start"), each.text, each.reason)):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            table.setItem(row, column, item)
