"""Why a school gets its money: every step from its figures to the cent, in words, to be read, copied or printed.

Under it stands what the school itself plans to do with the money.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMargins, QMimeData, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence, QTextDocument
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)

from piiri.errors import InputError
from piiri.funding.ledger import ledger
from piiri.funding.sensitivity import Nudge, nudged
from piiri.funding.use_words import use_words
from piiri.funding.words import Line, as_text, change_heading, explained
from piiri.i18n import tr
from piiri.model.money_use import use_of
from piiri.session import State

from ..banner import announce
from ..bridge import Bridge
from ..icons import icon
from ..palette import BODY, CAPTION, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .controls import IconButton
from .funding_paper import paper, print_paper, write_pdf
from .page_parts import Column, Problem, lay_ground
from .pages import Page

PARTS = ("input", "index", "amount", "compared", "change", "use")
COLUMNS = 88
"""Characters in a line of the copied text."""


class WhyPage(Page):
    """The ledger of one school; it follows what is under way.

    Parameters
    ----------
    bridge
        Whose state is explained.

    Signals
    -------
    use_asked(int)
        The person wants to write what the school does with its money.
    """

    use_asked = Signal(int)

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
        self.print_button = QToolButton(self.head)
        self.print_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.print_button.setAccessibleName(tr("Print the explanation"))
        self.print_button.setToolTip(f"{tr('Print the explanation')} (Ctrl+P)")
        self.print_button.setAutoRaise(True)
        menu = QMenu(self.print_button)
        menu.addAction(tr("Print…"), self.print)
        menu.addAction(tr("Save as PDF…"), self.choose_pdf)
        self.print_button.setMenu(menu)
        row.addWidget(self.print_button)
        self.sheet = Column(self)
        self.sheet.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.sheet.setAccessibleName(tr("Why this money"))
        self.setFocusProxy(self.sheet)
        self.column.addWidget(self.sheet, 1)
        self.problem = Problem(palette, self)
        self.column.addWidget(self.problem)
        self._table: QWidget | None = None
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 2, 8, 2)
        self.previous, self.next = QPushButton(tr("Previous")), QPushButton(tr("Next school"))
        for button, step in ((self.previous, -1), (self.next, +1)):
            button.setProperty("kind", "link")
            typeset(button)
            button.clicked.connect(self._go_back if step < 0 else self._go_on)
        self.use = QPushButton(tr("Use of the money"))
        self.use.setProperty("kind", "link")
        self.use.setToolTip(tr("What the school itself plans to do with the money"))
        typeset(self.use)
        self.use.clicked.connect(self._ask_use)
        foot.addWidget(self.use)
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
        self.lines = (*explained(book, self._nudges), *use_words(found, use_of(state.plan.money_use, self._id)))
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
        """Put the explanation on the clipboard: as text, and as a table for programs that take one."""
        data = QMimeData()
        data.setText(self.text)
        data.setHtml(self.paper().toHtml())
        QGuiApplication.clipboard().setMimeData(data)
        announce(self, tr("Copied"))

    def paper(self) -> QTextDocument:
        """Return the explanation as a document for paper."""
        return paper(self.title, self.lines, {part: _heading(part) for part in PARTS})

    @property
    def title(self) -> str:
        """What is explained."""
        return self.head.title.text()

    def print(self) -> None:
        """Ask for a printer and print the explanation."""
        print_paper(self.paper(), self.title, self)

    def choose_pdf(self) -> None:
        """Ask where to save the explanation as a PDF."""
        title = tr("Save as PDF")
        name, _ = QFileDialog.getSaveFileName(self, title, f"{self._id}.pdf", f"{tr('PDF files')} (*.pdf)")
        if name:
            self.save_pdf(Path(name))

    def save_pdf(self, path: Path) -> None:
        """Write the explanation as a PDF; where that cannot be, say why."""
        try:
            write_pdf(self.paper(), path if path.suffix else path.with_suffix(".pdf"), self.title)
        except InputError as problem:
            self.problem.say(problem.sentence)
        else:
            self.problem.say("")
            announce(self, tr("Saved as {file}", file=path.name))

    def _ask_use(self) -> None:
        self.use_asked.emit(self.school)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Print):
            self.print()
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
        self.print_button.setIcon(icon("print", palette.text))
        self.problem.set_palette(palette, self._scale)
        self._shape = ()
        if self.lines:
            self._show_lines()

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self._scale = scale
        self.copy_button.set_text_scale(scale)
        self.print_button.setFixedSize(self.copy_button.size().grownBy(QMargins(0, 0, 8, 0)))
        self.problem.set_palette(self._palette, scale)
        if self._table is not None:
            apply_text_scale(self._table, scale)


def _heading(part: str) -> str:
    return {
        "input": tr("Figures of the school"),
        "index": tr("From figures to need"),
        "amount": tr("From need to money"),
        "compared": tr("Compared with"),
        "change": change_heading(),
        "use": tr("What the school does with it"),
    }.get(part, "")
