"""The pupils of a school by grade and group: before, now and the change."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from piiri.i18n import number, tr
from piiri.indicators.table import IntakeTable
from piiri.session import State

from ..palette import BODY, CAPTION
from ..typeset import keep_fonts, text_label, typeset
from .page_parts import Section


class PupilsOfSchool(Section):
    """A small table; each row also says itself in a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Its pupils"), parent)
        self._scale = 1.0
        self._labels: list[tuple[QLabel, ...]] = []
        self._inside = QWidget()
        self.grid = QGridLayout(self._inside)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(16)
        self.grid.setVerticalSpacing(3)
        self.grid.setColumnStretch(0, 1)
        self.column.addWidget(self._inside)

    @property
    def rows(self) -> list[tuple[str, ...]]:
        """What is written, the heading first."""
        return [tuple(label.text() for label in labels) for labels in self._labels]

    def show_school(self, state: State, school: int) -> None:
        """Show a school of a state."""
        rows = [("", tr("before"), tr("now"), tr("change")), *pupils_of(state, school)]
        while len(self._labels) > len(rows):
            for label in self._labels.pop():
                label.deleteLater()
        while len(self._labels) < len(rows):
            self._labels.append(self._row(len(self._labels)))
        for labels, row in zip(self._labels, rows, strict=True):
            for label, text in zip(labels, row, strict=True):
                if label.text() != text:
                    label.setText(text)

    def _row(self, at: int) -> tuple[QLabel, ...]:
        made = []
        for column in range(4):
            size = CAPTION if at == 0 else BODY
            strong = QFont.Weight.DemiBold if column == 2 and at else QFont.Weight.Normal
            label = text_label("", size, strong, tone="" if column == 2 and at else "secondary")
            typeset(label, size, strong, self._scale)
            if column:
                label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.grid.addWidget(label, at, column)
            made.append(label)
        keep_fonts(self)
        return tuple(made)

    def set_text_scale(self, scale: float) -> None:
        """Remember the text scale for rows made later."""
        self._scale = scale


def pupils_of(state: State, school: int) -> list[tuple[str, ...]]:
    """Return name, before, now and change: of all pupils, of each grade that it has or had pupils of, of each group."""
    schools, there = state.plan.schools, state.before_plan.schools
    key = schools.ids[school]
    before = there.index(key) if key in there else -1
    columns = [("pupils", tr("All pupils"))]
    grades = sorted({grade for stage in state.plan.stages for grade in stage.grades if grade})
    columns += [(f"grade_{grade}", tr("Grade {grade}", grade=str(grade))) for grade in grades]
    groups = [(group.key, tr(group.name)) for group in state.dataset.groups]
    found: list[tuple[str, ...]] = []
    for column, name in [*columns, *groups]:
        was, now = (_sum(e.table, at, column) for e, at in ((state.before, before), (state.evaluation, school)))
        if column.startswith("grade_") and not was and not now:
            continue
        found.append((name, number(was), number(now), number(now - was, sign=True)))
    return found


def _sum(table: IntakeTable, school: int, column: str) -> int:
    if school < 0 or not table.has(column):
        return 0
    return round(float(table.column(column)[table.school == school].sum()))
