"""Why a school gets its money: every step from its figures to the cent, in words, to be read, copied or printed."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QWidget

from piiri.funding.ledger import ledger
from piiri.funding.sensitivity import Nudge, nudged
from piiri.funding.words import Line, as_text, explained
from piiri.i18n import tr
from piiri.session import State

from ..banner import announce
from ..bridge import Bridge
from ..palette import BODY, CAPTION, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .controls import IconButton
from .page_parts import Column, lay_ground
from .pages import Page

COLUMNS = 88
"""Characters in a line of the copied text."""


class WhyPage(Page):
    """The ledger of one school; it follows what is under way.

    Parameters
    ----------
    bridge
        Whose state is explained.
    """

    def __init__(self, bridge: Bridge, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(palette, parent)
        self._bridge, self._palette, self._scale = bridge, palette, 1.0
        self._id = ""
        self.school = -1
        self.lines: tuple[Line, ...] = ()
        self._nudges: tuple[Nudge, ...] = ()
        self._shape: tuple[tuple[str, bool], ...] = ()
        self._labels: list[tuple[QLabel, QLabel]] = []
        self.setAccessibleName(tr("Why this money"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.copy_button = IconButton("copy", tr("Copy the explanation"), palette, "Ctrl+C", self.head)
        self.copy_button.clicked.connect(self.copy)
        row = self.head.layout()
        assert isinstance(row, QHBoxLayout)
        row.addWidget(self.copy_button)
        self.sheet = Column(self)
        self.sheet.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sheet.setAccessibleName(tr("Why this money"))
        self.setFocusProxy(self.sheet)
        self.column.addWidget(self.sheet, 1)
        self._table: QWidget | None = None
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 2, 8, 2)
        self.previous, self.next = QPushButton(tr("Previous")), QPushButton(tr("Next school"))
        for button, step in ((self.previous, -1), (self.next, +1)):
            button.setProperty("kind", "link")
            typeset(button)
            button.clicked.connect(self._go_back if step < 0 else self._go_on)
        foot.addStretch(1)
        foot.addWidget(self.previous)
        foot.addWidget(self.next)
        self.column.addLayout(foot)

    # ------------------------------------------------------------------------------------------------ what is shown
    def open_for(self, school: int) -> None:
        self._id = self._bridge.state.plan.schools.ids[school]
        self.show_state(self._bridge.state)
        self.sheet.verticalScrollBar().setValue(0)

    def show_state(self, state: State) -> bool:
        """Explain the school's money in a state; False where it has none there."""
        found = state.funding.allocation if state.funding is not None else None
        if found is None or self._id not in found.inputs.index:
            return False
        self.school = state.plan.schools.index(self._id)
        book = ledger(found, self._id)
        # what would change it takes a count for each figure: too long for every step of a drag
        self._nudges = () if state.provisional else nudged(found, self._id)
        self.lines = explained(book, self._nudges)
        total = next(line for line in self.lines if line.part == "total")
        self.head.set_title(tr("Why {amount}? {school}", amount=total.money, school=tr(book.name)))
        self._show_lines()
        return True

    def _show_lines(self) -> None:
        shape = tuple((line.part, bool(line.money)) for line in self.lines)
        if shape != self._shape:
            self._shape = shape
            self._build()
        for line, (words, money) in zip(self.lines, self._labels, strict=True):
            for label, text in ((words, line.text), (money, line.money)):
                if label.property("said") != text:
                    label.setProperty("said", text)
                    label.setText(text)

    def _build(self) -> None:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        self._labels = []
        at, before = 0, ""
        for line in self.lines:
            if line.part != before:
                heading = _heading(line.part)
                if line.part == "total":
                    grid.addWidget(self._rule(), at, 0, 1, 2)
                    at += 1
                elif heading:
                    grid.setRowMinimumHeight(at, round(8 * self._scale))
                    grid.addWidget(text_label(heading, BODY, QFont.Weight.DemiBold), at + 1, 0, 1, 2)
                    at += 2
                before = line.part
            bold = QFont.Weight.DemiBold if line.part == "total" else QFont.Weight.Normal
            quiet = line.part in ("school", "compared") and bool(self._labels)
            size = CAPTION if line.part in ("input", "index") else BODY
            words = text_label("", size, bold, tone="secondary" if quiet else "", wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            words.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            money = text_label("", BODY, bold)
            money.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, at, 0, 1, 1 if line.money else 2)
            if line.money:
                grid.addWidget(money, at, 1)
            else:
                money.setParent(table)
                money.hide()
            self._labels.append((words, money))
            at += 1
        old, self._table = self._table, table
        if old is not None:
            self.sheet.sections.removeWidget(old)
            old.hide()
            old.deleteLater()
        else:
            self.sheet.end()
        self.sheet.sections.insertWidget(0, table)
        apply_text_scale(table, self._scale)

    def _rule(self) -> QFrame:
        rule = QFrame()
        rule.setFixedHeight(1)
        rule.setProperty("rule", True)
        rule.setStyleSheet(f"background: {self._palette.control.name()}; border: 0;")
        return rule

    @property
    def text(self) -> str:
        """The whole explanation as it is copied."""
        return as_text(self.lines, COLUMNS)

    def copy(self) -> None:
        """Put the explanation on the clipboard."""
        QGuiApplication.clipboard().setText(self.text)
        announce(self, tr("Copied"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    # ------------------------------------------------------------------------------------------------ other schools
    def _go_back(self) -> None:
        self._step(-1)

    def _go_on(self) -> None:
        self._step(+1)

    def _step(self, step: int) -> None:
        state = self._bridge.state
        found = state.funding.allocation if state.funding is not None else None
        if found is None:
            return
        ids = found.inputs.ids
        at = (found.inputs.index.get(self._id, 0) + step) % len(ids)
        self.open_for(state.plan.schools.index(ids[at]))

    # ------------------------------------------------------------------------------------------------ look
    def set_palette(self, palette: Palette) -> None:
        super().set_palette(palette)
        self._palette = palette
        lay_ground(self, palette)
        self.copy_button.set_palette(palette)
        self._shape = ()
        if self.lines:
            self._show_lines()

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self._scale = scale
        self.copy_button.set_text_scale(scale)
        if self._table is not None:
            apply_text_scale(self._table, scale)


def _heading(part: str) -> str:
    return {
        "input": tr("Figures of the school"),
        "index": tr("From figures to need"),
        "amount": tr("From need to money"),
        "compared": tr("Compared with"),
        "change": tr("What would change it"),
    }.get(part, "")
