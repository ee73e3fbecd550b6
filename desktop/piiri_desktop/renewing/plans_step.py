"""Third step: how much of each plan fits the new data and what does not; then the new project is written."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from piiri.again import Renewal, Unfit
from piiri.i18n import number, tr, trn

from ..importing.ledger import LedgerView
from ..importing.step import panel, rule, scrolling
from ..importing.text_table import Line, TextTable
from ..palette import BODY, CAPTION, HEADING, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .step import RenewalStep
from .work import RenewalWork


class PlansStep(RenewalStep):
    """Plans above, what no longer fits below; what will be written at the right.

    Signals
    -------
    problems_asked()
        Show all problems of the new files.
    """

    problems_asked = Signal()

    def __init__(self, work: RenewalWork, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale)
        self._renewal: Renewal | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left, column = panel()
        row.addWidget(left, 1)
        row.addWidget(rule())
        right, side = panel(16)
        room = scrolling(right)
        room.setFixedWidth(self.side(360 if self.is_large else 310))
        row.addWidget(room)
        column.addWidget(text_label(tr("Plans carried over"), BODY, QFont.Weight.DemiBold))
        self.plans = TextTable(tr("Plans carried over"), palette, scale)
        self.plans.setMinimumHeight(self.px(90))
        self.plans.chosen.connect(self._fill)
        column.addWidget(self.plans, 2)
        tools = QHBoxLayout()
        tools.setSpacing(8)
        self.title = text_label("", BODY, QFont.Weight.DemiBold)
        tools.addWidget(self.title, 1)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Filter"))
        self.search.setAccessibleName(tr("Filter what no longer fits"))
        self.search.setFixedWidth(self.side(170))
        self.search.textChanged.connect(self._fill)
        typeset(self.search)
        tools.addWidget(self.search)
        column.addLayout(tools)
        self.unfit = TextTable(tr("What no longer fits"), palette, scale)
        self.unfit.setMinimumHeight(self.px(84))
        self.unfit.chosen.connect(self._say)
        column.addWidget(self.unfit, 3)
        self.sentence = text_label("", BODY, wrap=True)
        column.addWidget(self.sentence)
        side.addWidget(text_label(tr("What will be made"), HEADING, QFont.Weight.DemiBold))
        self.made = text_label("", BODY, wrap=True)
        side.addWidget(self.made)
        side.addWidget(text_label(tr("Last year's project"), BODY, QFont.Weight.DemiBold))
        self.old = text_label("", BODY, tone="secondary", wrap=True)
        side.addWidget(self.old)
        side.addSpacing(8)
        self.ledger = LedgerView(palette, scale)
        side.addWidget(self.ledger)
        self.problems = QPushButton()
        self.problems.clicked.connect(self.problems_asked)
        typeset(self.problems)
        side.addWidget(self.problems)
        side.addStretch(1)
        kept = tr("Kept with the project: each file's name, size and checksum, the time, the mapping and the repairs.")
        side.addWidget(text_label(kept, CAPTION, tone="secondary", wrap=True))
        apply_text_scale(self, scale)

    @property
    def first(self) -> QWidget:
        return self.plans

    def refresh(self) -> None:
        renewal = self.work.renewal
        if renewal is self._renewal:
            return
        self._renewal = renewal
        lines = [Line((tr("All plans"), *self._sums(renewal)), "")] if renewal is not None else []
        for each in renewal.carried if renewal is not None else ():
            had, has = len(each.kept.history.entries), len(each.history.entries)
            steps = tr("{after} of {before} steps", after=number(has), before=number(had))
            if not had:
                steps = tr("no steps of its own")
            n = len(each.unfit)
            cells = (tr(each.kept.name), steps, number(len(each.already)), number(n))
            sign, tones = ("problem", ("bad", "", "", "bad")) if n else ("saved", ("good", "", "", "good"))
            name = ("", *tones[1:])
            lines.append(Line(cells, f"plan {each.kept.name}", sign, name))
        new = renewal.plans if renewal is not None else ()
        lines += [Line((tr(each.name), tr("new, from the files"), "–", "–"), f"new {each.name}", "in") for each in new]
        heads = (tr("Plan"), tr("Carried over"), tr("So already"), tr("No longer fits"))
        self.plans.fill(heads, lines, right=(2, 3), stretch=0, widest=260)
        self._show_made()
        self._fill()

    @staticmethod
    def _sums(renewal: Renewal) -> tuple[str, str, str]:
        had = sum(len(each.kept.history.entries) for each in renewal.carried)
        has = sum(len(each.history.entries) for each in renewal.carried)
        already = sum(len(each.already) for each in renewal.carried)
        steps = tr("{after} of {before} steps", after=number(has), before=number(had))
        return steps, number(already), number(len(renewal.unfit))

    def _show_made(self) -> None:
        renewal = self._renewal
        if renewal is None:
            return
        dataset = renewal.dataset
        pupils = dataset.pupils
        parts = (
            trn("{n} school", "{n} schools", len(dataset.schools)),
            trn("{n} block", "{n} blocks", dataset.coverage.face_count),
            trn("{n} pupil", "{n} pupils", pupils.points.total("pupils") if len(pupils) else 0),
            trn("{n} plan", "{n} plans", len(renewal.carried) + len(renewal.plans)),
        )
        self.made.setText(f"{dataset.name}: {', '.join(parts)}.")
        path = self.work.project.path
        if path is None:
            self.old.setText(tr("It has no file yet: save it first if you want to keep it."))
        else:
            self.old.setText(
                tr(
                    "A new file leaves {file} as it is. Replaced, it is kept beside it under another name, with every "
                    "step of its plans.",
                    file=path.name,
                )
            )
        self.ledger.setVisible(bool(renewal.report.ledgers))
        self.ledger.show_ledgers(renewal.report.ledgers, files=False)
        n = len(renewal.report.problems)
        self.problems.setText(trn("Show {n} problem in the files", "Show {n} problems in the files", n))
        self.problems.setVisible(n > 0)

    def _fill(self, _: object = None) -> None:
        renewal = self._renewal
        key = self.plans.current_key
        words = self.search.text().casefold().split()
        found: list[Unfit] = [
            each
            for each in (renewal.unfit if renewal is not None else ())
            if key in ("", f"plan {each.plan}") and all(word in each.sentence.casefold() for word in words)
        ]
        n = len(found)
        fits = tr("Everything fits.") if not words else tr("Nothing found.")
        self.title.setText(trn("{n} thing no longer fits", "{n} things no longer fit", n) if n else fits)
        lines = []
        for at, each in enumerate(found):
            step = number(each.step) if each.step else "–"
            does = each.text or tr("its start")
            done = tr("partly done") if each.partly else tr("left out")
            cells = (tr(each.plan), step, done, does, each.reason)
            tones = ("", "secondary", "accent" if each.partly else "bad", "", "secondary")
            lines.append(Line(cells, f"{at}", "problem", tones, each.sentence))
        heads = (tr("Plan"), tr("Step"), tr("What happens"), tr("What it did"), tr("Why it no longer fits"))
        self.unfit.fill(heads, lines, right=(1,), stretch=4, widest=230)
        self._say(self.unfit.current_row)

    def _say(self, at: int) -> None:
        lines = self.unfit.lines
        self.sentence.setText(lines[at].spoken if 0 <= at < len(lines) else "")
