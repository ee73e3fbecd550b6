"""What was observed year by year: a line of the school looked at beside the municipality, and the table of all."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QSplitter, QVBoxLayout, QWidget

from piiri.i18n import tr
from piiri.indicators.blocks import SMALLEST_BASE
from piiri.session import State

from ..bridge import Attention
from ..charts.years import YearsChart
from ..palette import Palette
from ..typeset import typeset
from .controls import letters
from .grid_table import GridTable
from .knowledge import Knowledge
from .page_parts import caption, empty_or_full
from .pick import Pick
from .row_list import EmptyState
from .years_rows import breaks_in_words, observed_lines, observed_rows

SIDE, EMPTY_PX = 12, 190


class YearsPage(QWidget):
    """The observations of one indicator.

    Parameters
    ----------
    attention
        Which school is looked at; hears which row was chosen.
    palette
        The theme.
    """

    def __init__(self, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attention = attention
        self._desk: Knowledge | None = None
        self._state: State | None = None
        self._at = 0
        self.indicators = Pick(tr("Indicator:"), palette, self)
        self.add = _button(tr("Add observations…"))
        self.add_first = _button(tr("Add observations…"))
        self.chart = YearsChart(tr("Over the years"), tr("dashed = all schools, hollow = few pupils"), palette, self)
        self.table = GridTable(tr("Observations by school and year"), attention, palette, self)
        self.words = caption("")
        self.words.setWordWrap(True)
        what = tr("Nothing observed in other years yet")
        how = tr(
            "Add a table with a row a school and year and a column an indicator: year, school, shares or counts. "
            "“..” is a hidden value, an empty cell none."
        )
        self.empty = EmptyState("kept", what, how, palette, self)
        self.empty.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.empty.setMinimumSize(1, EMPTY_PX)  # its text wraps, though the label does not know
        self._build()
        self.table.chosen.connect(attention.set_target)
        for button in (self.add, self.add_first):
            button.clicked.connect(self._add)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SIDE, 0, 8, 4)
        head.addWidget(self.indicators)
        head.addStretch(1)
        head.addWidget(self.add)
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.chart)
        both.addWidget(self.table)
        both.setSizes([170, 260])
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(both, 1)
        self.words.setContentsMargins(SIDE, 2, SIDE, 4)
        column.addWidget(self.words)
        self._pages = empty_or_full(self, self.empty, self.add_first, full)

    def set_desk(self, desk: Knowledge) -> None:
        """Ask this for files."""
        self._desk = desk

    def show_state(self, state: State) -> None:
        """Show what a state's data tell of other years."""
        self._state = state
        seen = state.dataset.observations
        self._pages.setCurrentIndex(1 if len(seen) else 0)
        if not len(seen):
            return
        known = list(seen.indicators)
        self._at = min(self._at, len(known) - 1)
        self.indicators.offer(known, self._at, self._choose)
        key, plan, target = known[self._at], state.plan, self._attention.target
        school = target if 0 <= target < len(plan.schools) else -1
        lines = observed_lines(seen, key, plan.schools, school)
        self.chart.show_lines(lines[0].name if len(lines) > 1 else key, lines)
        self.table.show_rows(*observed_rows(seen, key, plan.schools))
        signs = tr(".. hidden  – not told  * fewer than {n} behind it", n=SMALLEST_BASE)
        source = tr("Source: {source}", source=tr("observed, from a file of the municipality"))
        mean = tr("All schools: mean weighted by what the values rest on, where that is told.")
        self.words.setText("\n".join(filter(None, (breaks_in_words(seen, key), f"{signs}. {mean} {source}."))))

    def _choose(self, position: int, *_: object) -> None:
        self._at = position
        if self._state is not None:
            self.show_state(self._state)

    def _add(self) -> None:
        if self._desk is not None:
            self._desk.choose_observations()

    def copy(self) -> None:
        """Put the table on the clipboard."""
        self.table.copy()

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self.indicators.set_palette(palette)
        self.chart.set_palette(palette)
        self.empty.palette_ = palette
        self.table.set_look(palette, self.empty.letters)
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        self.indicators.set_text_scale(scale)
        self.chart.set_text_scale(scale)
        self.empty.letters = letters(scale)
        self.empty.setMinimumHeight(round(EMPTY_PX * scale))
        self.table.set_look(self.empty.palette_, self.empty.letters)


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    typeset(button)
    return button
