"""A plan from a colleague's project: are the data the same, where not what differs, and which plan to take."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QLabel, QListWidget, QListWidgetItem, QPushButton, QWidget

from piiri.copying import Refused
from piiri.errors import StorageError
from piiri.history import History
from piiri.i18n import tr, trn
from piiri.storage import ForeignPlan, ForeignProject

from ..typeset import text_label
from .frame import Frame
from .misfits import fill_misfits, misfits_table

TABLE_PX, HIGHEST_PX = 132, 680
"""The least height of the steps that do not fit at a text scale of 100 %, and the most of the dialog at any."""


class Taker(Protocol):
    """Who tries and takes a plan."""

    def try_foreign(self, theirs: ForeignProject, plan: ForeignPlan) -> tuple[History, tuple[Refused, ...]]: ...

    def take(self, history: History, note: str) -> None: ...


class ImportPlanDialog(Frame):
    """The plans of another project; nothing is changed before one is taken.

    Parameters
    ----------
    theirs
        The other project.
    taker
        Tries and takes a plan.
    """

    def __init__(self, theirs: ForeignProject, taker: Taker, scale: float, parent: QWidget) -> None:
        super().__init__(tr("Import a plan from {file}", file=theirs.path.name), scale, parent)
        self._theirs, self._taker = theirs, taker
        self._tried: tuple[History, tuple[Refused, ...]] | None = None
        if theirs.same_data:
            how = tr("The data are the same. The plan comes in with all its steps, notes and times.")
            self.column.addWidget(text_label(how, wrap=True))
        else:
            self.column.addWidget(text_label(tr("The data differ"), weight=QFont.Weight.DemiBold))
            self.differences = text_label("\n".join(f"• {each.sentence}" for each in theirs.differences), wrap=True)
            self.differences.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.column.addWidget(self.differences)
            how = tr("The steps of the plan are carried out again on your data, from the start of your first plan.")
            self.column.addWidget(text_label(how, wrap=True, tone="secondary"))
        self.plans = QListWidget()
        self.plans.setAccessibleName(tr("Plans in {file}", file=theirs.path.name))
        self.plans.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        high = round(28 * scale)
        for plan in theirs.plans:
            item = _item(plan)
            item.setSizeHint(QSize(0, high))
            self.plans.addItem(item)
        self.plans.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.plans.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.plans.setFixedHeight(high * min(max(len(theirs.plans), 2), 7) + 4)
        self.column.addWidget(self.plans)
        self.outcome: QLabel = text_label("", wrap=True)
        self.column.addWidget(self.outcome)
        self.table = misfits_table((), scale)
        self.column.addWidget(self.table, 1)
        self.take_button = QPushButton(tr("Import"))
        self.take_button.setProperty("kind", "primary")
        self.take_button.setAutoDefault(True)
        self.take_button.clicked.connect(self._take)
        close = self.close_button()
        close.setText(tr("Close"))
        self.column.addStretch(0)
        self.add_buttons(close, self.take_button)
        self.plans.currentRowChanged.connect(self._try)
        self.plans.itemActivated.connect(self._take)
        self.plans.setCurrentRow(0)
        self.plans.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(round(min(900, 600 * scale)), min(HIGHEST_PX, self.sizeHint().height()))
        self._grow()

    def _try(self, row: int) -> None:
        """Find out at once what would become of the plan."""
        self._tried = None
        refused: tuple[Refused, ...] = ()
        if not 0 <= row < len(self._theirs.plans):
            words, tone = "", ""
        else:
            words, tone, refused = self._outcome(self._theirs.plans[row])
        self.outcome.setText(words)
        self.outcome.setProperty("tone", tone)
        self.outcome.style().polish(self.outcome)
        fill_misfits(self.table, refused)
        self.table.setVisible(bool(refused))
        self.table.setMinimumHeight(round(TABLE_PX * self._scale) if refused else 0)
        self._grow()
        self.take_button.setEnabled(self._tried is not None)
        self.take_button.setText(tr("Import what fits") if refused else tr("Import"))

    def _grow(self) -> None:
        """Be as high as what is shown needs, as far as a laptop's screen goes; a person's own size is left."""
        self.column.activate()
        needed = self.column.totalHeightForWidth(self.width())
        if needed > self.height():
            self.resize(self.width(), min(HIGHEST_PX, needed))

    def _outcome(self, plan: ForeignPlan) -> tuple[str, str, tuple[Refused, ...]]:
        try:
            self._tried = self._taker.try_foreign(self._theirs, plan)
        except StorageError as problem:
            return problem.sentence, "bad", ()
        history, refused = self._tried
        if self._theirs.same_data:
            return "", "", ()
        n = len(history.entries)
        words = trn("{n} step fits.", "{n} steps fit.", n)
        if refused:
            words += " " + trn("{n} does not:", "{n} do not:", len(refused))
        return words, "", refused

    def _take(self) -> None:
        if self._tried is not None:
            history, _ = self._tried
            note = self._theirs.plans[self.plans.currentRow()].node.note
            self.accept()
            self._taker.take(history, note)


def _item(plan: ForeignPlan) -> QListWidgetItem:
    node = plan.node
    steps = trn("{n} step", "{n} steps", node.steps)
    text = "\u2003" * node.depth + f"{tr(node.name)} · {steps}"
    if node.note:
        text += f" · {' '.join(node.note.split())}"
    item = QListWidgetItem(text)
    item.setToolTip("\n".join(part for part in (tr(node.name), steps, node.note) if part))
    return item
