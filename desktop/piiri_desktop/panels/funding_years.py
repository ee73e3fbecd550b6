"""The money of every school year by year, from last year to the formula in full: a table with a small line a school."""

from __future__ import annotations

from fractions import Fraction

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from piiri.errors import InputError
from piiri.funding.currency import amount
from piiri.funding.years import Years, over_years, parse_pots
from piiri.i18n import tr
from piiri.publish.funding_years import years_words
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from ..typeset import apply_text_scale, text_label
from .controls import IconButton, letters
from .funding_years_table import YearsTable
from .page_parts import Problem, caption, field, fields, label_for, lay_ground
from .pages import Page
from .step_field import StepField

FIRST, MOST, GROWTH, LOW = 3, 10, 20, 300


class YearsPage(Page):
    """Money by school and year.

    Parameters
    ----------
    bridge, attention
        Whose plan is counted, and which school is looked at.

    Signals
    -------
    why_asked(int)
        The person wants to know why a school gets its money this year.
    """

    why_asked = Signal(int)

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(palette, parent)
        self._bridge, self._palette, self._scale = bridge, palette, 1.0
        self.found: Years | None = None
        self.setAccessibleName(tr("Money year by year"))
        self.head.set_title(tr("Money year by year"))
        self.head.button.setAccessibleName(tr("Back to the money"))
        self.head.button.setToolTip(tr("Back to the money") + " (Esc)")
        self.copy_button = IconButton("copy", tr("Copy the table"), palette, "Ctrl+C", self.head)
        row = self.head.layout()
        assert isinstance(row, QHBoxLayout)
        row.addWidget(self.copy_button)
        self.number = StepField(tr("Number of years"), palette)
        self.number.box.setSpecialValueText("")
        self.number.box.setRange(1, MOST)
        self.number.set_value(FIRST)
        self.growth = StepField(tr("Change of the pot each year, per cent"), palette)
        self.growth.box.setSpecialValueText("")
        self.growth.box.setRange(-GROWTH, GROWTH)
        self.growth.set_value(0)
        lines = fields()
        lines.setContentsMargins(12, 8, 12, 4)
        for line, (label, each) in enumerate(((tr("Years"), self.number), (tr("Pot, % a year"), self.growth))):
            lines.addWidget(label_for(label, each.box), line, 0)
            lines.addWidget(each, line, 1)
            each.changed.connect(self._count)
        self.pots = field(tr("Pots of the years, between semicolons"), tr("one a year, between semicolons"))
        self.pots.setToolTip(tr("Pots of the years, between semicolons; the last one holds on."))
        self.pots.editingFinished.connect(self._count)
        lines.addWidget(label_for(tr("Pots"), self.pots), 2, 0)
        lines.addWidget(self.pots, 2, 1, 1, 3)
        self.problem = Problem(palette)
        lines.addWidget(self.problem, 3, 0, 1, 4)
        self.words = caption("")
        self.words.setContentsMargins(12, 0, 12, 6)
        self.empty = text_label("", weight=QFont.Weight.DemiBold, wrap=True)
        self.empty.setContentsMargins(12, 6, 12, 6)
        self.table = YearsTable(attention, palette, self)
        self.column.addLayout(lines)
        self.column.addWidget(self.empty)
        self.column.addWidget(self.words)
        self.column.addWidget(self.table, 1)
        self.sum = caption("")
        self.sum.setContentsMargins(12, 4, 12, 8)
        self.column.addWidget(self.sum)
        self.setFocusProxy(self.table)
        self.copy_button.clicked.connect(self.table.copy)
        self.table.chosen.connect(attention.set_target)
        self.table.why_asked.connect(self.why_asked)

    def open_for(self, school: int) -> None:
        self.show_state(self._bridge.state)

    def show_state(self, state: State) -> bool:
        """Count the years of a state; during a stroke the table stands still. False where there is no money."""
        funding = state.funding
        if funding is None or funding.allocation is None:
            return False
        if not state.provisional:
            self._state = state
            self._count()
        return True

    def _count(self) -> None:
        funding = self._state.funding
        if funding is None or funding.allocation is None:
            return
        base, years = funding.allocation, self.number.value
        pot = base.model.model.pot
        self.pots.setEnabled(pot is not None)
        pots: list[Fraction] = []
        try:
            pots = parse_pots(self.pots.text(), base.model) if pot is not None else []
            self.problem.say("")
        except InputError as problem:
            self.problem.say(problem.sentence)
        self.growth.setEnabled(pot is not None and not pots)
        if pot is not None and self.growth.value and not pots:
            step = base.model.model.rounding
            factor = 1 + Fraction(self.growth.value, 100)
            pots = [round(pot * factor**year / step) * step for year in range(years)]
        try:
            self.found = over_years(base.model, base.inputs, base.reference, years, pots)
        except InputError as problem:
            self.found = None
            self.empty.setText(problem.sentence)
        if self.found is not None:
            self.empty.setText("" if self.found.knows_last else tr("Last year's amounts are not known yet."))
            mend = tr("Give them by “Figures of the schools from a file…” in the menu of the formula.")
            said = years_words(self.found)
            self.words.setText(" ".join(said if self.found.knows_last else [*said, mend]))
        self.empty.setVisible(bool(self.empty.text()))
        self.table.setVisible(self.found is not None)
        self.table.show_years(self.found, self._state.plan.schools.ids)
        self.sum.setText("" if self.found is None else sum_words(self.found))
        self._fold()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """In a low page the words make room for the table, whose tooltip then has them."""
        low = self.height() < round(LOW * self._scale)
        for words in (self.words, self.sum):
            words.setVisible(self.found is not None and not low)
        self.table.setToolTip(f"{self.words.text()}\n{self.sum.text()}" if low else "")

    def copy(self) -> None:
        """Put the table on the clipboard."""
        self.table.copy()

    # ------------------------------------------------------------------------------------------------ look
    def set_palette(self, palette: Palette) -> None:
        super().set_palette(palette)
        self._palette = palette
        lay_ground(self, palette)
        for each in (self.copy_button, self.number, self.growth):
            each.set_palette(palette)
        self.problem.set_palette(palette, self._scale)
        self.table.set_look(palette, letters(self._scale))

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self._scale = scale
        apply_text_scale(self, scale)
        for each in (self.copy_button, self.number, self.growth):
            each.set_text_scale(scale)
        self.problem.set_palette(self._palette, scale)
        self.table.set_look(self._palette, letters(scale))


def sum_words(found: Years) -> str:
    """Return what all schools get in each year, and that it is the pot."""
    head = found.full.model.model
    totals = [each.allocation.total for each in found.years]
    if len(set(totals)) == 1:
        said = [tr("{amount} every year", amount=amount(head, totals[0]))]
    else:
        said = [f"{each.year}: {amount(head, each.allocation.total)}" for each in found.years]
    if all(each.allocation.pot is not None and not each.allocation.over for each in found.years):
        said.append(tr("the pot to the cent"))
    return f"{tr('Together')}: {' · '.join(said)}"
