"""Fourth step: what is wrong, row by row, and what becomes of every row."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from piiri.errors import InputError
from piiri.i18n import N_, number, tr, trn
from piiri.io.pile import ProblemGroup, grouped, problems_csv
from piiri.io.pile.problem_groups import advice
from piiri.io.pile.repairs import MENDABLE
from piiri.io.report import Problem

from ..icons import icon
from ..palette import BODY, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .controls import ChoiceField
from .ledger import LedgerView
from .step import StepPage, panel, rule
from .text_table import Line, TextTable
from .work import ImportWork

_ALL = ""
MOST_ROWS = 2000


class ProblemsStep(StepPage):
    """Groups above, the rows of the current one below, the ledger at the right."""

    def __init__(self, work: ImportWork, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale)
        self._groups: tuple[ProblemGroup, ...] = ()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left, column = panel()
        row.addWidget(left, 1)
        row.addWidget(rule())
        right, side = panel()
        right.setFixedWidth(self.side(250))
        row.addWidget(right)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        self.title = text_label("", BODY, QFont.Weight.DemiBold)
        if self.is_large:
            column.addWidget(self.title)
        else:
            tools.addWidget(self.title, 1)
        self.file = ChoiceField(tr("Problems of which file"), scale)
        self.file.setFixedWidth(self.side(190))
        self.file.picked.connect(self._fill)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Filter"))
        self.search.setAccessibleName(tr("Filter the problems"))
        self.search.setFixedWidth(self.side(130))
        self.search.textChanged.connect(self._fill)
        self.export = QPushButton(tr("Export as CSV…"))
        self.export.setIcon(icon("save", palette.text, disabled=palette.text_disabled))
        self.export.clicked.connect(self._ask_export)
        typeset(self.search)
        typeset(self.export)
        for widget in (self.file, self.search, self.export):
            tools.addWidget(widget)
        column.addLayout(tools)
        self.groups = TextTable(tr("Groups of problems"), palette, scale)
        self.groups.chosen.connect(self._show_rows)
        self.groups.setMinimumHeight(self.px(86))
        column.addWidget(self.groups, 5)
        self.sentence = text_label("", BODY, wrap=True)
        self.mend = text_label("", BODY, tone="secondary", wrap=True)
        column.addWidget(self.sentence)
        column.addWidget(self.mend)
        self.rows = TextTable(tr("Rows with this problem"), palette, scale)
        self.rows.chosen.connect(self._show_sentence)
        column.addWidget(self.rows, 4)
        self.ledger = LedgerView(palette, scale)
        side.addWidget(self.ledger)
        side.addStretch(1)
        apply_text_scale(self, scale)

    @property
    def first(self) -> QWidget:
        return self.groups

    def waiting(self) -> str:
        outcome = self.work.outcome
        if outcome is None:
            return tr("The import is being tried.") if self.work.busy else tr("The import has not been tried yet.")
        stopped = outcome.checked.stopped
        if stopped is not None and not outcome.repairs:
            return stopped.what
        return ""

    def refresh(self, layer: str) -> None:
        outcome = self.work.outcome
        if outcome is None:
            self.title.setText(tr("Trying the import…") if self.work.busy else tr("Not tried yet"))
            self.ledger.hide()
            self.groups.fill((), ())
            self.rows.fill((), ())
            self.sentence.setText("")
            self.mend.setText("")
            self.export.setEnabled(False)
            return
        files = dict.fromkeys(problem.file for problem in outcome.report.problems)
        chosen = str(self.file.currentData() or _ALL)
        self.file.offer(
            [(_ALL, tr("All files")), *((each, each) for each in files)], chosen if chosen in files else _ALL
        )
        self.ledger.setVisible(bool(outcome.report.ledgers))
        self.ledger.show_ledgers(outcome.report.ledgers)
        self._fill()

    def _problems(self) -> tuple[Problem, ...]:
        return tuple(problem for group in self._groups for problem in group.problems)

    def _fill(self, _: object = None) -> None:
        outcome = self.work.outcome
        if outcome is None:
            return
        self._groups = grouped(outcome.report.problems, self.search.text(), str(self.file.currentData() or _ALL))
        n, stops = len(self._problems()), sum(group.blocking for group in self._groups)
        words = trn("{n} problem", "{n} problems", n) if n else tr("No problems")
        if stops:
            words += ", " + trn("{n} group stops the import", "{n} groups stop the import", stops)
        self.title.setText(words)
        self.export.setEnabled(n > 0)
        self.export.setToolTip("" if n else tr("There is nothing to export."))
        lines = []
        for group in self._groups:
            stop = group.blocking
            waits = group.code in MENDABLE and bool(outcome.undecided)
            state = tr("stops the import") if stop else tr("imported as told")
            if waits:
                state = tr("decided under Repairs")
            key = f"{group.code}/{group.file}/{group.layer}/{group.column}"
            cells = (number(group.rows), group.title, group.file, group.mend, state)
            tones = (
                "bad" if stop else "secondary",
                "bad" if stop else "",
                "secondary",
                "secondary",
                "bad" if stop else "secondary",
            )
            lines.append(Line(cells, key, "error" if stop else "information", tones, ", ".join(cells)))
        heads = (tr("Rows"), tr("Problem"), tr("File"), tr("Repair or advice"), tr("What happens"))
        self.groups.fill(heads, lines, stretch=3, widest=210)
        self._show_rows(self.groups.current_row)

    def _show_rows(self, at: int) -> None:
        if not 0 <= at < len(self._groups):
            self.rows.fill((), ())
            self.sentence.setText(tr("Nothing is wrong with these files.") if not self.search.text() else "")
            self.mend.setText("")
            return
        group = self._groups[at]
        lines = [
            Line(
                (
                    "–" if each.row is None else number(each.row),
                    each.layer,
                    each.column,
                    each.value,
                    each.code,
                    each.what,
                ),
                str(n),
                tones=("", "secondary", "", "", "secondary", "secondary"),
                spoken=each.sentence,
            )
            for n, each in enumerate(group.by_row[:MOST_ROWS])
        ]
        heads = (tr("Row"), tr("Sheet or layer"), tr("Column"), tr("Value"), tr("Rule"), tr("Problem"))
        self.rows.fill(heads, lines, right=(0,), stretch=5, widest=170)
        self._show_sentence(max(0, self.rows.current_row))

    def _show_sentence(self, at: int) -> None:
        group_at = self.groups.current_row
        found = self._groups[group_at].by_row if 0 <= group_at < len(self._groups) else ()
        if 0 <= at < len(found):
            problem = found[at]
            self.sentence.setText(problem.what)
            self.mend.setText(advice(problem))

    def _ask_export(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, tr("Export as CSV"), tr("problems.csv"), "CSV (*.csv)")
        if name:
            self.write(Path(name))

    def write(self, path: Path) -> None:
        """Write the problems that are listed to a file."""
        try:
            path.write_text(problems_csv(self._problems()), encoding="utf-8", newline="")
        except OSError as problem:
            error = InputError(
                "file-not-written",
                N_("The file {file} cannot be written: {reason}."),
                N_("Choose a folder that you may write to."),
                file=path.name,
                reason=problem.strerror or "?",
            )
            self.work.failed.emit(error)
