"""The page on assigned and expected attendance: who may stay, when the change is complete, every school by year."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QFrame,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from piiri.i18n import number, tr
from piiri.publish.attendance import AttendanceTable, complete_words, known_words, unknown_words
from piiri.school_years import school_year

from ..banner import announce
from ..charts.attendance import AttendanceChart
from ..palette import CAPTION, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .pages import Page
from .step_field import StepField
from .two_lines import Heading, Line, TwoLines, TwoLineTable

CHART, ROWS = 148, 4
"""Height of the chart in logical pixels, and rows of the table seen at least; in a low window the page scrolls."""


class ExpectedPage(Page):
    """Assigned and expected.

    Signals
    -------
    opened(int)
        The page is asked for, on a school or −1.
    left()
        Another page comes.
    wished()
        The person has changed a rule.
    reached(int)
        A school of the table.
    chosen(int)
        The same, by a click or Enter.
    """

    opened = Signal(int)
    left = Signal()
    wished = Signal()
    reached = Signal(int)
    chosen = Signal(int)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(palette, parent)
        self._palette, self._scale = palette, 1.0
        self.setAccessibleName(tr("Assigned and expected"))
        self.head.set_title(tr("Assigned and expected"))
        self.grade = QComboBox()
        for grade in range(11):
            self.grade.addItem(_stay_words(grade), grade)
        self.grade.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.grade.setAccessibleName(tr("May stay in the old school"))
        self.grade.currentIndexChanged.connect(self.wished)
        self.siblings = QCheckBox(tr("Siblings follow into the old school"))
        self.siblings.setChecked(True)
        self.siblings.toggled.connect(self.wished)
        self.year = StepField(tr("From school year"), palette, self, years=True)
        self.year.changed.connect(self.wished)
        form = QWidget()
        rows = QFormLayout(form)
        rows.setContentsMargins(12, 8, 12, 4)
        rows.setHorizontalSpacing(8)
        rows.setVerticalSpacing(5)
        for name, field in ((tr("From school year"), self.year), (tr("May stay"), self.grade)):
            label = text_label(name, tone="secondary")
            label.setBuddy(field)
            rows.addRow(label, field)
        rows.addRow("", self.siblings)
        self.choosers = text_label(
            tr("Who has chosen another school stays there. Nobody moves in or out: no forecast."),
            CAPTION,
            tone="secondary",
            wrap=True,
        )
        self.complete: QLabel = text_label("", wrap=True)
        typeset(self.complete, weight=self.complete.font().Weight.DemiBold)
        self.notes: QLabel = text_label("", CAPTION, tone="secondary", wrap=True)
        words = QWidget()
        said = QVBoxLayout(words)
        said.setContentsMargins(12, 2, 12, 6)
        said.setSpacing(3)
        for each in (self.choosers, self.complete, self.notes):
            said.addWidget(each)
        self.chart = AttendanceChart(palette, self)
        self.table = TwoLineTable(tr("Expected, assigned underneath"), palette)
        self.table.reached.connect(self.reached)
        self.table.chosen.connect(self.chosen)
        self._table: AttendanceTable | None = None
        for typed in (self.grade, self.siblings):
            typeset(typed)
        inside = QFrame()
        inside.setProperty("box", "surface")
        inside.setMinimumWidth(1)
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        for widget in (form, words, self.chart):
            stack.addWidget(widget)
        stack.addWidget(self.table, 1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        self.column.addWidget(self.area, 1)
        stops = (self.head.button, self.year.box, self.grade, self.siblings, self.chart.menu_button, self.table)
        for first, then in pairwise(stops):
            self.setTabOrder(first, then)
        self.setAutoFillBackground(True)
        self.setFocusProxy(self.year)
        self.set_palette(palette)
        self.set_text_scale(1.0)

    @property
    def stay_from_grade(self) -> int:
        """Who is in this grade or above may stay."""
        return int(self.grade.currentData())

    def open_for(self, school: int) -> None:
        self.opened.emit(school)

    def leave(self) -> None:
        self.left.emit()

    def show_counting(self) -> None:
        """Figures are being worked out; those that are shown are of before."""
        self.complete.setText(tr("Being worked out…"))

    def show_stroke(self, drawing: bool) -> None:
        """Say that what is shown is of before the stroke, while one is drawn."""
        self.chart.setEnabled(not drawing)
        if self._table is not None:
            words = tr("While you draw: before the stroke.") if drawing else complete_words(self._table)
            self.complete.setText(words)

    def show_failure(self, words: str) -> None:
        """Say that there are no figures, and why."""
        self.complete.setText(words)
        announce(self, words)

    def show_table(self, table: AttendanceTable, known: bool, school: int) -> None:
        """Show attendance.

        Parameters
        ----------
        table
            The figures.
        known
            False where the data do not say who attends which school.
        school
            The one that the chart is of, −1 for the first.
        """
        said = complete_words(table)
        fresh = table is not self._table
        self._table = table
        self.complete.setText(said)
        notes = [words for words in ("" if known else unknown_words(), known_words(table)) if words]
        nowhere = float(table.nowhere.max(initial=0.0))
        if nowhere > 0:
            notes.append(tr("At no school: up to {n} pupils a year.", n=number(nowhere)))
        self.notes.setText(" ".join(notes))
        self.notes.setVisible(bool(notes))
        headings = [Heading(tr("School")), *(Heading(school_year(year)[2:], _tip()) for year in table.years)]
        lines = [_line(table, h) for h in table.schools]
        lines.append(_total(table))
        self.table.show_lines(headings, lines)
        self.show_school(school)
        if fresh:
            announce(self, said)

    def show_school(self, school: int) -> None:
        """Let the chart be of a school; of the first one where it has no pupils at all."""
        table = self._table
        if table is None or not table.schools:
            self.chart.show_school(None, -1)
            return
        shown = school if school in table.schools else table.schools[0]
        self.table.mark(shown)
        self.chart.show_school(table, shown)

    def set_palette(self, palette: Palette) -> None:
        super().set_palette(palette)
        self._palette = palette
        self.year.set_palette(palette)
        self.chart.set_palette(palette)
        self.table.set_look(palette, self._scale)
        colours = self.palette()
        colours.setColor(self.backgroundRole(), palette.surface)
        self.setPalette(colours)

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self._scale = min(max(scale, 1.0), 2.0)
        apply_text_scale(self, self._scale)
        self.year.set_text_scale(self._scale)
        self.chart.set_text_scale(self._scale)
        self.chart.setFixedHeight(round(CHART * min(self._scale, 1.4)))
        self.table.set_look(self._palette, self._scale)
        self.table.setMinimumHeight(self.table.horizontalHeader().height() + ROWS * self.table.row_height)


def _tip() -> str:
    return tr("Expected pupils; assigned underneath.")


def _stay_words(grade: int) -> str:
    if grade == 0:
        return tr("all pupils, until the stage ends")
    if grade > 9:
        return tr("nobody")
    return tr("from grade {n} on", n=grade)


def _line(table: AttendanceTable, h: int) -> Line:
    places = table.places[h]
    name = TwoLines(
        table.names[h],
        tr("{n} places", n=number(places)) if places >= 0 else "",
        tr("{school}, {n} places", school=table.names[h], n=number(places)) if places >= 0 else table.names[h],
    )
    cells = [name]
    for expected, assigned in zip(table.expected[h].tolist(), table.assigned[h].tolist(), strict=True):
        over = 0 <= places < expected - 1e-6
        cells.append(_cell(expected, assigned, over))
    return Line(tuple(cells), h)


def _cell(expected: float, assigned: float, over: bool) -> TwoLines:
    said = tr("{expected} expected, {assigned} assigned", expected=number(expected), assigned=number(assigned))
    if over:
        said = tr("{figures}, over the places", figures=said)
    return TwoLines(number(expected), number(assigned), said, "bad" if over else "", bold=over, warned=over)


def _total(table: AttendanceTable) -> Line:
    name = tr("Together")
    rows = zip(np.sum(table.expected, axis=0).tolist(), np.sum(table.assigned, axis=0).tolist(), strict=True)
    return Line((TwoLines(name, "", name, bold=True), *(_cell(e, a, False) for e, a in rows)))
