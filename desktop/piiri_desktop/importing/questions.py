"""What only a person knows, asked on the step it belongs to; what was taken for granted stands there too."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from piiri.i18n import tr
from piiri.io.recognise import Question

from ..banner import labelled_icon
from ..icons import CONTROL
from ..palette import BODY, CAPTION, Palette
from ..typeset import Weight, apply_text_scale, text_label, typeset
from .controls import ChoiceField, clear_layout, keeping_focus
from .systems import SYSTEMS, system_name


class Questions(QScrollArea):
    """Questions under one another, those that wait for an answer first.

    Signals
    -------
    answered(str, str)
        Key of a question, and the answer.
    """

    answered = Signal(str, str)

    def __init__(self, palette: Palette, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._colours, self._scale = palette, scale
        self._shown: tuple[Question, ...] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QFrame()
        inside.setProperty("box", "surface")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self.setWidget(inside)
        self._most = 10_000
        self.hide()

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Show questions with what holds; hidden where there are none."""
        if tuple(questions) == self._shown:
            return
        self._shown = tuple(questions)
        keeping_focus(self, self._fill)
        self.setVisible(bool(questions))
        self._fit()

    @property
    def first(self) -> QWidget | None:
        """The field of the first question that waits."""
        waiting = next((each for each in self._shown if each.open), None)
        return self.findChild(QWidget, waiting.key) if waiting else None

    def limit(self, most: int) -> None:
        """Take as much height as the questions need, but not more than ``most``; the rest scrolls."""
        self._most = most
        self._fit()

    def _fit(self) -> None:
        width = max(200, self.viewport().width())
        self._column.invalidate()
        need = (
            self._column.heightForWidth(width) if self._column.hasHeightForWidth() else self._column.sizeHint().height()
        )
        self.setFixedHeight(min(self._most, max(need, 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def _fill(self) -> None:
        clear_layout(self._column)
        for question in self._shown:
            card = self._card(question)
            self._column.addWidget(card)
            card.show()  # a card that is added while the rest is hidden would stay so
        apply_text_scale(self, self._scale)

    def _card(self, question: Question) -> QWidget:
        card = QFrame()
        card.setProperty("box", "error" if question.open else "lined")
        row = QHBoxLayout(card)
        row.setContentsMargins(10, 7, 10, 7)
        row.setSpacing(10)
        sign = ("question", "bad") if question.open else ("saved", "good" if question.answer else "text_secondary")
        row.addWidget(labelled_icon(sign[0], self._colours, round(CONTROL * self._scale), sign[1]))
        words = QVBoxLayout()
        words.setSpacing(2)
        weight = Weight.DemiBold if question.open else Weight.Normal
        words.addWidget(text_label(question.said.text, BODY, weight, wrap=True))
        if note := self._note(question):
            words.addWidget(text_label(note, CAPTION, tone="secondary", wrap=True))
        row.addLayout(words, 1)
        if self._scale > 1.4:  # no room beside large words
            words.addWidget(self._field(question), 0, Qt.AlignmentFlag.AlignLeft)
        else:
            row.addWidget(self._field(question), 0, Qt.AlignmentFlag.AlignVCenter)
        return card

    @staticmethod
    def _note(question: Question) -> str:
        if question.open:
            return tr("The import waits for your answer.")
        if question.answer is not None:
            return tr("As you answered.")
        return tr("Taken for granted: {why}", why=question.why.text) if question.why else tr("Taken for granted.")

    def _field(self, question: Question) -> QWidget:
        name = question.said.text
        system = question.key.startswith("crs:") and all(":" in choice.key for choice in question.choices)
        if len(question.choices) == 1 and not system:
            only = question.choices[0]
            button = QPushButton(only.said.text)
            button.setProperty("kind", "primary" if question.open else "")
            button.setAccessibleName(f"{name} {only.said.text}")
            button.clicked.connect(partial(self.answered.emit, question.key, only.key))
            button.setObjectName(question.key)
            typeset(button)
            button.setEnabled(question.open)
            if not question.open:
                button.setToolTip(tr("As you answered."))
            return button
        if question.choices or system:
            field = ChoiceField(name, self._scale)
            field.setPlaceholderText(tr("Choose…"))
            choices = [(choice.key, choice.said.text) for choice in question.choices]
            if system:
                keys = dict.fromkeys([*(key for key, _ in choices), *SYSTEMS])
                choices = [(key, system_name(key)) for key in keys]
            if question.value is not None and question.value not in dict(choices):
                choices.append((question.value, question.value))
            field.offer(choices, question.value)
            field.setFixedWidth(round(270 * self._scale))
            field.picked.connect(partial(self.answered.emit, question.key))
            field.setObjectName(question.key)
            return field
        line = QLineEdit(question.value or "")
        line.setAccessibleName(name)
        line.setObjectName(question.key)
        line.setFixedWidth(round(270 * self._scale))
        typeset(line)
        line.editingFinished.connect(partial(self._said, line, question))
        return line

    def _said(self, line: QLineEdit, question: Question) -> None:
        if line.text().strip() and line.text().strip() != (question.value or ""):
            self.answered.emit(question.key, line.text().strip())
