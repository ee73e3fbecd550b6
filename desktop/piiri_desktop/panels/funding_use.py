"""What a school does with its money: its own plan by category and in words, and what it used last year."""

from __future__ import annotations

import re
from fractions import Fraction

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPlainTextEdit, QWidget

from piiri.edits.money_use import LONGEST, use_edit
from piiri.funding.currency import amount, sign_of
from piiri.funding.writing import decimal_text
from piiri.i18n import number, tr
from piiri.model.money_use import CATEGORIES, MoneyUse, Uses, total_of, use_of
from piiri.session import State

from ..bridge import Bridge
from ..palette import BODY, CAPTION, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .page_parts import SHORT, Column, Problem, Section, TabOrder, caption, field, lay_ground
from .pages import Page

_SPACES = dict.fromkeys(map(ord, " \u00a0\u202f\u2009"), "")
LINES, LARGE = 4, 1.5


class _Words(QPlainTextEdit):
    """A school's words: Tab leaves them, Ctrl+Enter keeps them, Esc puts back what was there."""

    left = Signal()

    def __init__(self, name: str, hint: str) -> None:
        super().__init__()
        self.kept = ""
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setPlaceholderText(hint)
        typeset(self)

    def show_text(self, text: str, other: bool) -> None:
        if other or text != self.kept:
            self.kept = text
            if self.toPlainText().strip() != text:
                self.setPlainText(text)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.toPlainText().strip() != self.kept:
            self.setPlainText(self.kept)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class UsePage(Page):
    """A school's own plan for its money; kept as one step whenever a field is left.

    Parameters
    ----------
    bridge
        Whose plan it is written into.
    """

    def __init__(self, bridge: Bridge, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(palette, parent)
        self._bridge, self._palette, self._scale = bridge, palette, 1.0
        self._id, self._saving = "", False
        self.school = -1
        self.setAccessibleName(tr("Use of the money"))
        self.head.button.setAccessibleName(tr("Back to the explanation"))
        self.head.button.setToolTip(tr("Back to the explanation") + " (Esc)")
        self.sheet = Column(self)
        self.problem = Problem(palette)
        self.gets = text_label("", BODY, QFont.Weight.DemiBold, wrap=True)
        self.planned: dict[str, QLineEdit] = {}
        self.used: dict[str, QLineEdit] = {}
        self.sums = text_label("", weight=QFont.Weight.DemiBold), text_label("", weight=QFont.Weight.DemiBold)
        self.left = text_label("", wrap=True)
        hint = tr("What the money shall do, for whom, and how you will see it")
        self.note = _Words(tr("The school's plan in words"), hint)
        self.report = _Words(tr("What came of last year's money"), tr("What was done, and what it changed"))
        self._build()
        self.column.addWidget(self.sheet, 1)
        self.setFocusProxy(self.planned["teaching_assistants"])
        TabOrder().put([*self.planned.values(), self.note, *self.used.values(), self.report])

    def _build(self) -> None:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        self._grid, self._names = grid, [text_label(tr(name), wrap=True) for name in CATEGORIES.values()]
        for at, title in ((1, tr("Plan")), (2, tr("Used last year"))):
            label = text_label(title, CAPTION, tone="secondary", wrap=True)
            label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom)
            grid.addWidget(label, 0, at)
        for row, (key, name) in enumerate(CATEGORIES.items(), 1):
            for at, (fields, said) in enumerate(((self.planned, tr("Plan")), (self.used, tr("Used last year"))), 1):
                made = field(f"{tr(name)}: {said}", number(0))
                made.setAlignment(Qt.AlignmentFlag.AlignRight)
                made.setFixedWidth(SHORT)
                made.editingFinished.connect(self._keep)
                fields[key] = made
                grid.addWidget(made, 2 * row, at, Qt.AlignmentFlag.AlignRight)
        self._seat_names(above=False)
        last = 2 * len(CATEGORIES) + 1
        grid.addWidget(text_label(tr("Together"), weight=QFont.Weight.DemiBold), last, 0)
        for at, label in enumerate(self.sums, 1):
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(label, last, at)
        for each in (self.gets, self.problem, table, self.left):
            self.sheet.add(each)
        for words in (self.note, self.report):
            self.sheet.add(_titled(words))
            words.left.connect(self._keep)
        self.sheet.add(caption(tr("Kept with the plan when a field is left; undo takes it back.")))
        self.sheet.end()

    def _seat_names(self, above: bool) -> None:
        """Names of the categories beside their fields; in large text above them."""
        for row, label in enumerate(self._names, 1):
            if above:
                self._grid.addWidget(label, 2 * row - 1, 0, 1, 3)
            else:
                self._grid.addWidget(label, 2 * row, 0)

    # ------------------------------------------------------------------------------------------------ what is shown
    def open_for(self, school: int) -> None:
        self._id = self._bridge.state.plan.schools.ids[school]
        self.problem.say("")
        self.show_state(self._bridge.state, other=True)
        self.sheet.verticalScrollBar().setValue(0)

    def show_state(self, state: State, *, other: bool = False) -> bool:
        """Show the school's plan in a state; False where the school gets no money there."""
        found = state.funding.allocation if state.funding is not None else None
        if found is None or self._id not in found.inputs.index:
            return False
        self.school = state.plan.schools.index(self._id)
        use, head = use_of(state.plan.money_use, self._id), found.model.model
        name = tr(state.plan.schools.names[self.school])
        self.head.set_title(tr("Use of the money: {school}", school=name))
        gets = found.amount_of(self._id)
        self.gets.setText(tr("The model gives {amount}.", amount=amount(head, gets / head.rounding)))
        for fields, uses in ((self.planned, use.planned), (self.used, use.used)):
            said = dict(uses)
            for key, made in fields.items():
                text = _shown(said[key]) if key in said else ""
                if not made.hasFocus() or other or not made.isModified():
                    made.setText(text)
        self.note.show_text(use.note, other)
        self.report.show_text(use.report, other)
        for label, uses in zip(self.sums, (use.planned, use.used), strict=True):
            label.setText(_shown(decimal_text(total_of(uses))))
        rest = gets - use.planned_total
        unit = sign_of(head.currency)
        if not use.planned:
            said_left = tr("Nothing is planned yet. The school decides what its money does.")
        elif rest >= 0:
            said_left = tr("Not planned: {amount}.", amount=amount(head, rest / head.rounding))
        else:
            said_left = tr("Planned beyond it: {amount}.", amount=amount(head, -rest / head.rounding))
        self.left.setText(said_left)
        for label, column in zip(self.sums, (tr("Plan"), tr("Used last year")), strict=True):
            label.setAccessibleName(f"{column}: {label.text()} {unit}")
        return True

    # ------------------------------------------------------------------------------------------------ what is kept
    def _keep(self) -> None:
        if self._saving or not self._id or not self.isVisible():
            return
        before = use_of(self._bridge.session.committed.plan.money_use, self._id)
        try:
            planned, used = _uses(self.planned), _uses(self.used)
        except ValueError as problem:
            said = tr("“{amount}” is no amount of money.", amount=problem)
            self.problem.say(f"{said} {tr('Write a number from 0 on, with two decimals at most.')}")
            return
        note, report = (words.toPlainText().strip() for words in (self.note, self.report))
        long = max(len(note), len(report))
        if long > LONGEST:
            said = tr("The text has {n} characters; {most} is the most.", n=number(long), most=number(LONGEST))
            self.problem.say(f"{said} {tr('Shorten it.')}")
            self.sheet.ensureWidgetVisible(self.problem)
            return
        use = MoneyUse(self._id, planned, note, used, report)
        self.problem.say("")
        if use == before:
            return
        self._saving = True
        try:
            self._bridge.commit(use_edit(use))
        finally:
            self._saving = False
        self.show_state(self._bridge.state, other=False)

    def leave(self) -> None:
        """Keep what is being written."""
        self._keep()

    # ------------------------------------------------------------------------------------------------ look
    def set_palette(self, palette: Palette) -> None:
        super().set_palette(palette)
        self._palette = palette
        lay_ground(self, palette)
        self._set_look()

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self._scale = scale
        self._set_look()

    def _set_look(self) -> None:
        p = self._palette
        apply_text_scale(self.sheet.inside, self._scale)
        self.problem.set_palette(p, self._scale)
        self._seat_names(above=self._scale > LARGE)
        for fields in (self.planned, self.used):
            for made in fields.values():
                made.setFixedWidth(round(SHORT * self._scale))
        for words in (self.note, self.report):
            line = QFontMetricsF(words.font()).lineSpacing()
            words.setFixedHeight(round(LINES * line + 2 * words.document().documentMargin() + 4))
            words.setStyleSheet(
                f"QPlainTextEdit {{ background: {p.surface.name()}; color: {p.text.name()}; "
                f"border: 1px solid {p.control.name()}; border-radius: 4px; padding: 1px 2px; }}"
            )


def _titled(words: _Words) -> QWidget:
    section = Section("")
    label: QLabel = text_label(words.accessibleName(), CAPTION, tone="secondary")
    label.setBuddy(words)
    section.column.addWidget(label)
    section.column.addWidget(words)
    section.column.setSpacing(4)
    return section


def _uses(fields: dict[str, QLineEdit]) -> Uses:
    """What the fields say; ``ValueError`` with the text that is no amount."""
    found = []
    for key, made in fields.items():
        text = made.text().translate(_SPACES).replace(",", ".").removesuffix("€")
        if not text:
            continue
        if not re.fullmatch(r"\d{1,12}(\.\d{1,2})?", text):
            raise ValueError(made.text())
        if Fraction(text):
            found.append((key, decimal_text(Fraction(text))))
    return tuple(found)


def _shown(value: str) -> str:
    exact = Fraction(value)
    return number(float(exact), 0 if exact.denominator == 1 else 2)
