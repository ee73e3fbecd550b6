"""First step: what each file is, how sure that is and why."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from piiri.i18n import number, tr, trn
from piiri.io.pile import Standing
from piiri.io.pile.standing import protected_column
from piiri.io.recognise import KINDS, Recognised

from ..palette import BODY, CAPTION, HEADING, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .controls import FORMATS, ChoiceField, clear_layout, file_label, size_of
from .layer_list import LayerList
from .questions import Questions
from .sample_table import SampleTable
from .step import StepPage, panel, rule, scrolling
from .work import ImportWork


def reading_of(layer: Recognised) -> str:
    """Return how a text file was read: encoding and delimiter; empty for others."""
    if layer.format not in ("csv",):
        return tr("column names in row {n}", n=number(layer.header_row)) if layer.header_row > 1 else ""
    words = {";": tr("semicolon"), "\t": tr("tabulator"), "|": "|"}
    encoding = {"cp1252": "Windows-1252", "": "UTF-8"}.get(layer.encoding, layer.encoding.upper())
    parts = [
        tr("encoding {encoding}", encoding=encoding),
        tr("delimiter {sign}", sign=words.get(layer.delimiter, tr("comma"))),
    ]
    if layer.header_row > 1:
        parts.append(tr("column names in row {n}", n=number(layer.header_row)))
    return ", ".join(parts)


class FilesStep(StepPage):
    """Files at the left, what the current one is at the right, its first rows below.

    Signals
    -------
    add_asked()
        The person wants to choose more files.
    """

    add_asked = Signal()

    def __init__(self, work: ImportWork, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        left, column = panel(0)
        left.setFixedWidth(self.side(250))
        self.files = LayerList(palette, scale)
        self.files.chosen.connect(self.layer_chosen)
        column.addWidget(self.files, 1)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(10, 4, 10, 10)
        self.add = QPushButton(tr("Add files…"))
        self.add.clicked.connect(self.add_asked)
        self.remove = QPushButton(tr("Remove"))
        self.remove.clicked.connect(self._remove)
        for button in (self.add, self.remove):
            typeset(button)
            buttons.addWidget(button, 1)
        column.addLayout(buttons)
        row.addWidget(left)
        row.addWidget(rule())
        right, self._column = panel()
        row.addWidget(scrolling(right), 1)
        self.name = file_label("", HEADING, QFont.Weight.DemiBold)
        self.facts = file_label("", CAPTION, tone="secondary")
        self._column.addWidget(self.name)
        self._column.addWidget(self.facts)
        kinds = QHBoxLayout()
        kinds.setSpacing(10)
        self._label = text_label(tr("It is"), BODY)
        self.kind = ChoiceField(tr("What the file is"), scale)
        self.kind.setFixedWidth(self.px(230))
        self.kind.picked.connect(self._say_kind)
        self.sure = text_label("", BODY)
        for widget in (self._label, self.kind, self.sure):
            kinds.addWidget(widget)
        kinds.addStretch(1)
        self._column.addLayout(kinds)
        self._reasons = QVBoxLayout()
        self._reasons.setSpacing(2)
        self._column.addLayout(self._reasons)
        self.questions = Questions(palette, scale)
        self.questions.answered.connect(work.answer)
        self._column.addWidget(self.questions)
        self.sample = SampleTable(palette, scale, fields=False)
        self._column.addWidget(self.sample, 1)
        self._spare = QWidget()
        self._column.addWidget(self._spare, 1)
        apply_text_scale(self, scale)

    @property
    def first(self) -> QWidget:
        return self.questions.first or self.files

    def waiting(self) -> str:
        standing = self.work.standing
        if standing is None:
            return tr("Choose files first.")
        if n := standing.open("files"):
            return trn("Answer {n} question about the files.", "Answer {n} questions about the files.", n)
        if standing.proposal.lacking is not None:
            return standing.proposal.lacking.text
        return ""

    def refresh(self, layer: str) -> None:
        standing = self.work.standing
        if standing is None:
            return
        self.files.show_layers(standing, "files", layer)
        current = self.files.current
        found = next((each for each in standing.proposal.layers if each.key == current), None)
        clear_layout(self._reasons)
        if found is None:
            self._show_unreadable(standing, current)
        else:
            self._show_layer(standing, found)
        apply_text_scale(self, self.scale)

    def _show_unreadable(self, standing: Standing, key: str) -> None:
        why = next((each for each in standing.proposal.unread if each.file == key), None)
        self.name.setText(key)
        self.facts.setText("")
        for widget in (self._label, self.kind, self.sure, self.sample):
            widget.hide()
        self._spare.show()
        asked = [each for each in standing.questions("files") if each.key.partition(":")[2] == key]
        self.questions.show_questions([each for each in asked if not each.key.startswith("kind:")])
        if why is not None:
            self._reasons.addWidget(text_label(why.why.text, BODY, tone="bad", wrap=True))
            if why.problem is not None:
                self._reasons.addWidget(text_label(why.problem.how, BODY, wrap=True))

    def _show_layer(self, standing: Standing, layer: Recognised) -> None:
        seen = standing.opened.of(layer.key)
        self._spare.hide()
        for widget in (self._label, self.kind, self.sure, self.sample):
            widget.show()
        self.name.setText(layer.key)
        size = size_of(seen.spec.path) if seen is not None and seen.spec.path is not None else ""
        facts = [
            FORMATS.get(layer.format, layer.format),
            size,
            trn("{n} row", "{n} rows", layer.rows),
            reading_of(layer),
            layer.source,
        ]
        self.facts.setText(" · ".join(filter(None, facts)))
        question = next(each for each in standing.proposal.questions if each.key == f"kind:{layer.key}")
        value = self.work.decisions.answers.get(question.key, question.value)
        self.kind.offer([(choice.key, choice.said.text) for choice in question.choices], value)
        answered = question.key in self.work.decisions.answers
        share = number(100 * layer.sure)
        self.sure.setText(tr("as you said") if answered else tr("{share} % sure", share=share))
        reasons = [reason.text for reason in layer.reasons[:4]]
        left = [
            each.why.text for each in standing.proposal.unread if (each.file, each.layer) == (layer.file, layer.layer)
        ]
        for text in left:
            self._reasons.addWidget(text_label(tr("Not imported: {why}", why=text), BODY, tone="bad", wrap=True))
        for text in reasons:
            self._reasons.addWidget(text_label(f"•  {text}", BODY, tone="secondary", wrap=True))
        others = [
            f"{tr(KINDS[other.kind])} {number(100 * other.sure)}\u00a0%" for other in layer.others if other.sure >= 0.05
        ]
        if others and not answered:
            said = tr("It might also be: {kinds}", kinds=", ".join(others))
            self._reasons.addWidget(text_label(said, CAPTION, tone="secondary", wrap=True))
        questions = [each for each in standing.questions("files") if not each.key.startswith("kind:")]
        mine = [each for each in questions if each.key.partition(":")[2] in (layer.key, "")]
        mine = [each for each in mine if each.key != "make-blocks" or layer.kind == "catchments"]
        self.questions.show_questions(mine)
        self.questions.limit(10_000 if self.is_large else self.px(150))
        if seen is not None:
            roles = dict(layer.columns)
            sample = standing.opened.sample(layer.key, protected_column(layer))
            if sample is not None:
                self.sample.show_sample(sample, roles)

    def _say_kind(self, kind: str) -> None:
        self.work.answer(f"kind:{self.files.current}", kind)

    def _remove(self) -> None:
        standing = self.work.standing
        key = self.files.current
        if standing is None:
            return
        seen = standing.opened.of(key)
        path = seen.spec.path if seen is not None else None
        if path is None:
            path = next((each for each in standing.opened.files if each.name == key.partition("#")[0]), None)
        if path is not None:
            self.work.remove(path)
