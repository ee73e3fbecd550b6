"""First step: which of this year's files stands for which of last year's, and why it does not where it does not."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from piiri.again import Matched
from piiri.i18n import tr, trn
from piiri.io.recognise import KINDS

from ..banner import labelled_icon
from ..icons import CONTROL
from ..importing.controls import clear_layout
from ..importing.layer_list import ICON_OF
from ..importing.questions import Questions
from ..importing.step import panel, scrolling
from ..importing.text_table import Line, TextTable
from ..messages import REPAIRABLE
from ..palette import BODY, CAPTION, HEADING, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .empty import kinds_of
from .step import RenewalStep
from .work import RenewalWork


class FilesStep(RenewalStep):
    """Last year's files beside this year's; questions, or what stands in the way, below.

    Signals
    -------
    add_asked()
        Choose more files.
    import_asked()
        Go on in the import, with what last year's mapping says.
    problems_asked()
        Show all problems of the new files.
    """

    add_asked = Signal()
    import_asked = Signal()
    problems_asked = Signal()

    def __init__(self, work: RenewalWork, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        box, column = panel(16)
        outer.addWidget(scrolling(box) if self.is_large else box)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(text_label(tr("Last year's files and this year's"), HEADING, QFont.Weight.DemiBold), 1)
        self.add = QPushButton(tr("Add files…"))
        self.add.clicked.connect(self.add_asked)
        self.remove = QPushButton(tr("Remove"))
        self.remove.clicked.connect(self._remove)
        for button in (self.add, self.remove):
            typeset(button)
            head.addWidget(button)
        column.addLayout(head)
        self.files = TextTable(tr("Last year's files and this year's"), palette, scale)
        self.files.setMinimumHeight(self.px(120))
        self.files.chosen.connect(self._turned)
        column.addWidget(self.files, 3)
        self._stop = QVBoxLayout()
        column.addLayout(self._stop)
        self.questions = Questions(palette, scale)
        self.questions.answered.connect(work.answer)
        column.addWidget(self.questions)
        stays = tr("Nothing is made here, and last year's project stays as it is.")
        column.addWidget(text_label(stays, CAPTION, tone="secondary", wrap=True))
        apply_text_scale(self, scale)

    @property
    def first(self) -> QWidget:
        return self.questions.first or self.files

    def waiting(self) -> str:
        work = self.work
        if work.matched is not None and (n := len(work.matched.open)):
            return trn("Answer {n} question about the files.", "Answer {n} questions about the files.", n)
        if work.why is not None:
            return work.why.what
        return super().waiting()

    def refresh(self) -> None:
        work = self.work
        lines = self._lines(work.matched) if work.matched is not None else self._unmatched()
        heads = (tr("Last year"), tr("This year"), tr("What it is"), tr("What happens"))
        self.files.fill(heads, lines, stretch=3, widest=340)
        questions = work.matched.questions if work.matched is not None else ()
        self.questions.show_questions(sorted(questions, key=lambda each: not each.open))
        self.questions.limit(10_000 if self.is_large else self.px(250))
        clear_layout(self._stop)
        if work.why is not None:
            self._stop.addWidget(self._card())
        self._turned()
        apply_text_scale(self, self.scale)

    def _lines(self, matched: Matched) -> list[Line]:
        mapping = self.work.mapping
        kinds = kinds_of(mapping) if mapping is not None else {}
        asked = " ".join(question.key for question in matched.open)
        lines = []
        for before, now in matched.files:
            kind = kinds.get(before, "leave-out")
            words, tone, sign = tr("read as last year"), "good", ICON_OF[kind]
            if now and now in asked:
                words, tone = tr("waits for your answer"), "bad"
            elif not now:
                words, tone = tr("no new file; what the project holds stays"), "secondary"
                if f"file:{before}" in asked:
                    words, tone = tr("waits for your answer"), "bad"
            cells = (before, now or "–", tr(KINDS[kind]), words)
            lines.append(Line(cells, now or before, sign, ("", "" if now else "secondary", "secondary", tone)))
        for each in matched.unused:
            name = f"{each.file} {each.layer}".strip()
            cells = ("–", name, "–", tr("Not imported: {why}", why=each.why.text))
            lines.append(Line(cells, each.file, "missing", ("secondary", "", "secondary", "bad")))
        return lines

    def _unmatched(self) -> list[Line]:
        """Where nothing could be matched: both lists, one after the other."""
        mapping = self.work.mapping
        kinds = kinds_of(mapping) if mapping is not None else {}
        lines = [Line((file, "–", tr(KINDS[kind]), ""), file, ICON_OF[kind]) for file, kind in kinds.items()]
        return lines + [Line(("–", path.name, "–", ""), path.name, "missing") for path in self.work.paths]

    def _card(self) -> QFrame:
        """What stands in the way, and the ways on."""
        why = self.work.why
        assert why is not None
        card = QFrame()
        card.setProperty("box", "error")
        card.setAccessibleName(why.sentence)
        row = QHBoxLayout(card)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(10)
        row.addWidget(labelled_icon("error", self.colours, round(CONTROL * self.scale), "bad"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text_label(why.what, BODY, QFont.Weight.DemiBold, wrap=True))
        words.addWidget(text_label(why.how, BODY, wrap=True))
        row.addLayout(words, 1)
        report = getattr(why, "report", None)
        ways = [(tr("Go on in the import"), self.import_asked.emit)]
        if report is not None:
            ways.insert(0, (tr("Show all problems"), self.problems_asked.emit))
            if all(problem.code in REPAIRABLE for problem in report.blocking):
                ways.insert(0, (tr("Repair and compare"), self.work.agree))
        for n, (text, slot) in enumerate(ways):
            button = QPushButton(text)
            button.setProperty("kind", "primary" if n == 0 else "")
            button.setObjectName(f"way-{n}")
            button.clicked.connect(slot)
            typeset(button)
            row.addWidget(button)
        return card

    def _of_this_year(self) -> str:
        """The new file of the current row, without its layer; empty for none."""
        row = self.files.current_row
        name = self.files.lines[row].cells[1] if 0 <= row < len(self.files.lines) else ""
        names = [path.name for path in self.work.paths]
        return next(
            (each for each in names if name == each or name.startswith((f"{each}/", f"{each}#", f"{each} "))), ""
        )

    def _turned(self, _: int = 0) -> None:
        there = bool(self._of_this_year())
        self.remove.setEnabled(there)
        self.remove.setToolTip("" if there else tr("Choose a row with a file of this year."))

    def _remove(self) -> None:
        if name := self._of_this_year():
            self.work.remove(name)
