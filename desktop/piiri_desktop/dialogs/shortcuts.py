"""The list of all keys, made from the actions themselves, so that it cannot be wrong."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from piiri.i18n import N_, tr

from ..actions import SPECS, plain
from .frame import Frame

_ON_THE_MAP = (
    (N_("Drag with the active tool"), N_("Left mouse button")),
    (N_("Pan with any tool"), N_("Space held, or the middle mouse button")),
    (N_("Zoom at the pointer"), N_("Mouse wheel")),
    (N_("Drop a drag"), "Esc"),
    (N_("Show which digit means which school"), N_("Alt held")),
    (N_("Size of the brush, distance of nearer blocks"), N_("Comma and full stop")),
    (N_("Go from block to block"), N_("Arrow keys")),
    (N_("Give the block to the target, or the target's to no school"), N_("Enter, or Ctrl and Enter")),
    (N_("Take more blocks on the way, then keep them"), N_("Shift and arrow keys, Enter")),
    (N_("Go from corner to corner of a block"), N_("Tab")),
    (N_("Go from school to school while one is moved"), N_("Tab")),
    (N_("Open the page of a school"), N_("Double click on its symbol")),
    (N_("Move a corner or a school, or lead a line, by 1, 10 or 100 m"), N_("Arrow keys, with Shift, with Ctrl")),
    (N_("Begin a line at a corner, set a corner of it, keep it"), N_("Enter")),
    (N_("Take the last corner of a line back"), N_("Backspace")),
    (N_("Add a corner to an edge, take a corner away"), N_("Insert, Delete")),
    (N_("Draw a line without snapping"), N_("Ctrl held")),
)

_DIGITS = tuple(f"target_{digit}" for digit in range(1, 10))
"""Nine actions, one line."""


class ShortcutsDialog(Frame):
    """Two columns: what, and the key."""

    def __init__(self, scale: float, parent: QWidget) -> None:
        super().__init__(tr("Keys"), scale, parent)
        rows = [(tr(what), tr(key)) for what, key in _ON_THE_MAP]
        for spec in SPECS:
            if spec.name in _DIGITS:
                if spec.name == _DIGITS[0]:
                    rows.append((plain(tr(spec.text)), ", ".join(name[-1] for name in _DIGITS)))
                continue
            keys = [QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.keys]
            if keys:
                rows.append(
                    (
                        plain(tr(spec.text)),
                        tr("{key} or {other}", key=keys[0], other=keys[1]) if len(keys) > 1 else keys[0],
                    )
                )
        self.table = QTableWidget(len(rows), 2)
        self.table.setAccessibleName(tr("Keys"))
        self.table.setHorizontalHeaderLabels([tr("Action"), tr("Key")])
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setHighlightSections(False)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.table.verticalHeader().setDefaultSectionSize(round(24 * scale))
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                self.table.setItem(at, column, QTableWidgetItem(text))
        self.column.addWidget(self.table, 1)
        self.add_buttons(self.close_button())
        self.resize(round(560 * scale), round(560 * min(scale, 1.3)))
