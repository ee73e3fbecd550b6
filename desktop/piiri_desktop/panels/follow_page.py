"""The follow-up of a decision: what the plan expected beside what was observed, and why a later year is otherwise."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from piiri.i18n import tr
from piiri.model.observations import Observations
from piiri.school_years import school_year
from piiri.session import State
from piiri.years import FollowUp

from ..bridge import Attention
from ..charts.parts import PartsChart
from ..charts.years import YearsChart
from ..palette import Palette
from ..typeset import typeset
from .controls import letters
from .grid_table import GridTable
from .knowledge import Knowledge
from .page_parts import caption, empty_or_full
from .pick import Pick
from .row_list import EmptyState
from .years_rows import Why, follow_lines, follow_rows, pupils_among, why_parts, why_rows

SIDE, EMPTY_PX = 12, 190


class FollowPage(QWidget):
    """Expected and observed, year by year; and, against the project of a later year, why.

    Parameters
    ----------
    attention
        Which stage and school are looked at; hears which row was chosen.
    palette
        The theme.
    """

    def __init__(self, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attention = attention
        self._desk: Knowledge | None = None
        self._state: State | None = None
        self._start, self._indicator = -1, ""
        self._asked: tuple[object, ...] = ()
        self._found: FollowUp | None = None
        self._why: Why | None = None
        self.parts = Pick("", palette, self)
        self.start = Pick(tr("First school year of the plan:"), palette, self)
        self.later = _button(tr("Why? A later year’s project…"))
        self.add_first = _button(tr("Add observations…"))
        self.chart = YearsChart(tr("Expected and observed"), tr("dashed = expected by the plan"), palette, self)
        self.why_chart = PartsChart(palette, self)
        self.table = GridTable(tr("Expected and observed by school"), attention, palette, self)
        self.words = caption("")
        self.words.setWordWrap(True)
        what = tr("No pupils observed in later years yet")
        how = tr(
            "Add a table with year, school and pupils: then it is shown whether each school got the pupils that the "
            "plan expected. Why it differs is told against the project of a later year."
        )
        self.empty = EmptyState("kept", what, how, palette, self)
        self.empty.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.empty.setMinimumSize(1, EMPTY_PX)  # its text wraps, though the label does not know
        self._build()
        self.table.chosen.connect(attention.set_target)
        self.later.clicked.connect(self._choose_later)
        self.add_first.clicked.connect(self._add)

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SIDE, 0, 8, 4)
        head.setSpacing(6)
        head.addWidget(self.start)
        head.addWidget(self.parts)
        head.addStretch(1)
        self.charts = QStackedWidget()
        for chart in (self.chart, self.why_chart):
            self.charts.addWidget(chart)
        both = QSplitter(Qt.Orientation.Vertical)
        both.setChildrenCollapsible(False)
        both.addWidget(self.charts)
        both.addWidget(self.table)
        both.setSizes([180, 240])
        foot = QVBoxLayout()
        foot.setContentsMargins(SIDE, 2, 8, 4)
        foot.addWidget(self.words)
        foot.addWidget(self.later, 0, Qt.AlignmentFlag.AlignRight)
        full = QWidget()
        column = QVBoxLayout(full)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(both, 1)
        column.addLayout(foot)
        self._pages = empty_or_full(self, self.empty, self.add_first, full)

    def set_desk(self, desk: Knowledge) -> None:
        """Let this count."""
        self._desk = desk

    # ------------------------------------------------------------------------------------------------ what is shown
    def show_state(self, kept: State) -> None:
        """Show the plan kept last beside what was observed; counted anew only where either is another."""
        self._state = kept
        seen = kept.dataset.observations
        indicator = pupils_among(seen)
        self._pages.setCurrentIndex(1 if indicator or self._why is not None else 0)
        years = _years(seen, indicator)
        if self._start not in years:
            self._start = years[0] if years else -1
        self.start.offer(
            [school_year(year) for year in years], years.index(self._start) if years else 0, self._choose_start
        )
        self._offer_parts()
        asked = kept.plan, seen, self._start, indicator
        if self._desk is not None and indicator and (len(self._asked) != 4 or any(map(_differ, asked, self._asked))):
            self._asked, self._found = asked, None
            self._desk.follow(self._start, indicator, self._take)
        self._show()

    def _offer_parts(self) -> None:
        both = [tr("Expected and observed"), tr("Why it differs")]
        self.parts.offer(both, self._part, self._choose_part)
        self.parts.setVisible(self._why is not None)
        self.start.setVisible(self._part == 0)

    @property
    def _part(self) -> int:
        return int(self.charts.currentIndex()) if self._why is not None else 0

    def _choose_part(self, position: int, *_: object) -> None:
        self.charts.setCurrentIndex(position)
        self._offer_parts()
        self._show()

    def _choose_start(self, position: int, *_: object) -> None:
        if self._state is not None:
            self._start = _years(self._state.dataset.observations, pupils_among(self._state.dataset.observations))[
                position
            ]
            self.show_state(self._state)

    def _take(self, found: FollowUp) -> None:
        self._found = found
        self._show()

    def take_why(self, why: Why) -> None:
        """Show why a later year came out otherwise."""
        self._why = why
        self.charts.setCurrentIndex(1)
        if self._state is not None:
            self.show_state(self._state)

    def _show(self) -> None:
        state = self._state
        if state is None:
            return
        schools, target = state.plan.schools, self._attention.target
        school = target if 0 <= target < len(schools) else -1
        if self._part == 1 and self._why is not None:
            title, parts, decimals = why_parts(self._why, schools.ids[school] if school >= 0 else "")
            name = tr(schools.names[school]) if school >= 0 else ""
            self.why_chart.show_parts(f"{name} · {title}" if name else title, parts, decimals)
            names = dict(zip(schools.ids, schools.names, strict=True))
            order = {key: h for h, key in enumerate(schools.ids)}
            self.table.show_rows(*why_rows(self._why, names, order))
            left = self._why.found[0][1].left_out
            self.words.setText(
                tr(
                    "Against {project}. The parts sum to the difference (Shapley value): blocks and schools that both "
                    "know; left out {before} and {after} pupils. Source: pupils of both projects.",
                    project=self._why.project,
                    before=left[0],
                    after=left[1],
                )
            )
            return
        self.charts.setCurrentIndex(0)
        found = self._found
        if found is None:
            self.words.setText(tr("Counting who is expected where"))
            return
        title = tr(schools.names[school]) if school >= 0 else tr("Schools told of")
        self.chart.show_lines(title, follow_lines(found, schools.names, school))
        self.table.show_rows(*follow_rows(found, schools.names))
        rule = tr("Expected: all may finish their stage where they are, siblings follow. “..” is hidden, “–” not told.")
        self.words.setText(f"{rule} {tr('Source: {source}', source=tr('pupil file, and a file of the municipality'))}.")

    # ------------------------------------------------------------------------------------------------ asking
    def _choose_later(self) -> None:
        if self._desk is not None and self._state is not None:
            at = self._attention.stage
            stages = self._state.plan.stages
            self._desk.choose_later(stages[at].id if 0 <= at < len(stages) else None, self.take_why)

    def _add(self) -> None:
        if self._desk is not None:
            self._desk.choose_observations()

    def copy(self) -> None:
        """Put the table on the clipboard."""
        self.table.copy()

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        for each in (self.parts, self.start, self.chart, self.why_chart):
            each.set_palette(palette)
        self.empty.palette_ = palette
        self.table.set_look(palette, self.empty.letters)
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        for each in (self.parts, self.start, self.chart, self.why_chart):
            each.set_text_scale(scale)
        self.empty.letters = letters(scale)
        self.empty.setMinimumHeight(round(EMPTY_PX * scale))
        self.table.set_look(self.empty.palette_, self.empty.letters)


def _years(seen: Observations, indicator: str) -> list[int]:
    """The years in which pupils were observed."""
    mine = np.array([key == indicator for key in seen.indicator], dtype=np.bool_)
    return [int(year) for year in np.unique(seen.year[mine])]


def _differ(one: object, other: object) -> bool:
    return one != other if isinstance(one, int | str) else one is not other


def _button(text: str) -> QPushButton:
    button = QPushButton(text)
    typeset(button)
    return button
