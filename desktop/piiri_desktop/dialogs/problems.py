"""What an import found: every problem with its place and its mend, and what became of every row."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from piiri.i18n import number, tr, trn
from piiri.io import ImportReport, Problem

from ..typeset import text_label
from .frame import Frame


class ProblemsDialog(Frame):
    """A list to read, problems that stop the import first; nothing is decided here.

    Parameters
    ----------
    report
        Of the import.
    """

    def __init__(self, report: ImportReport, scale: float, parent: QWidget) -> None:
        n = len(report.problems)
        super().__init__(trn("{n} problem in the data", "{n} problems in the data", n), scale, parent)
        stopping = len(report.blocking)
        if stopping:
            words = trn("{n} of them stops the import.", "{n} of them stop the import.", stopping)
            self.column.addWidget(text_label(words, tone="bad", wrap=True))
        self.problems = _table([tr("File"), tr("Row"), tr("Problem"), tr("How to mend it")], tr("Problems"), scale)
        ordered = sorted(report.problems, key=lambda problem: problem.severity != "blocking")
        for problem in ordered:
            _add(self.problems, _problem_row(problem))
        self.problems.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.column.addWidget(self.problems, 3)
        self.ledger: QTableWidget | None = None
        if report.ledgers:
            self.column.addWidget(text_label(tr("Every row is accounted for"), weight=QFont.Weight.DemiBold))
            heads = [tr("File"), tr("Rows"), tr("As they were"), tr("Repaired"), tr("Rejected"), tr("Excluded")]
            self.ledger = _table(heads, tr("Rows"), scale)
            for line in report.ledgers:
                name = f"{line.file} {line.layer}".strip()
                counts = (line.rows, line.accepted, line.repaired, line.rejected, line.excluded)
                _add(self.ledger, [name, *map(number, counts)])
            self.ledger.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
            self.column.addWidget(self.ledger, 1)
        self.add_buttons(self.close_button())
        self.resize(round(min(900, 700 * scale)), round(min(700, 480 * scale)))


def _problem_row(problem: Problem) -> list[str]:
    file = f"{problem.file} {problem.layer}".strip()
    return [file, "" if problem.row is None else number(problem.row), problem.what, problem.how]


def _table(heads: list[str], name: str, scale: float) -> QTableWidget:
    table = QTableWidget(0, len(heads))
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(heads)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(round(24 * scale))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return table


def _add(table: QTableWidget, texts: list[str]) -> None:
    at = table.rowCount()
    table.insertRow(at)
    for column, text in enumerate(texts):
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        table.setItem(at, column, item)
