"""The tab of who moves: pupils from school to school as a matrix, or as a list where there is no room for one."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from piiri.compare import Comparison, Moves
from piiri.i18n import number, tr, trn
from piiri.indicators import at_least
from piiri.model.arrays import Array

from ..palette import Palette
from ..panels.controls import PickButton, letters
from ..typeset import typeset
from .table import Cell, CellTable, Heading, Row, Tone

LEAST_COLUMN = 84
"""Logical pixels a column of the matrix needs; where there is less, the list is shown."""


class MovesTab(QWidget):
    """Pupils who belong elsewhere in another plan.

    Signals
    -------
    shown(int, int)
        A row was chosen: source and target, indices of places; −1 for any.
    said(str)
        How many move and stay, in words.
    """

    shown = Signal(int, int)
    said = Signal(str)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._stage, self._position, self._grade = -1, 1, -1
        self._form = ""
        self._scale = 1.0
        self._ends: list[tuple[int, int]] = []
        self.matrix = CellTable(tr("Who moves, as a matrix"), palette, self)
        self.list = CellTable(tr("Who moves, as a list"), palette, self)
        for table in (self.matrix, self.list):
            table.chosen.connect(self._choose)
        self._pages = QStackedLayout()
        self._pages.addWidget(self.matrix)
        self._pages.addWidget(self.list)
        self.pick = PickButton(tr("Grade:"), palette, self)
        self.pick.setMenu(QMenu(self.pick))
        self._forms = QButtonGroup(self)
        self.form_buttons: dict[str, QPushButton] = {}
        for form, text, kind in (("matrix", tr("Matrix"), "left"), ("list", tr("List"), "right")):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("kind", kind)
            typeset(button)
            self.form_buttons[form] = button
            self._forms.addButton(button)
        self._forms.buttonClicked.connect(self._choose_form)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 3, 12, 3)
        bar.setSpacing(0)
        bar.addWidget(self.pick)
        bar.addSpacing(12)
        for button in self.form_buttons.values():
            bar.addWidget(button)
        bar.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addLayout(self._pages, 1)

    @property
    def table(self) -> CellTable:
        """The form that is shown."""
        return self.list if self._pages.currentWidget() is self.list else self.matrix

    def show_comparison(self, comparison: Comparison, stage: int, position: int) -> None:
        """Show who moves to one of the plans."""
        self._comparison, self._stage, self._position = comparison, stage, position
        self._fill_menu()
        self._show()

    # ------------------------------------------------------------------------------------------------ grades
    @property
    def _moves(self) -> Moves:
        assert self._comparison is not None
        return self._comparison.differences[self._position - 1].moves

    def _fill_menu(self) -> None:
        moves = self._moves
        mine = (moves.stage == self._stage) if self._stage >= 0 else np.ones(len(moves), dtype=bool)
        present = np.flatnonzero(moves.by_grade[mine].any(axis=0)).tolist()
        if self._grade not in present:
            self._grade = -1
        menu = self.pick.menu()
        menu.clear()
        group = QActionGroup(menu)
        for grade in (-1, *present):
            action = QAction(_grade_text(grade), group, checkable=True, checked=grade == self._grade)
            action.setData(grade)
            menu.addAction(action)
        group.triggered.connect(self._pick_grade)

    def _pick_grade(self, action: QAction) -> None:
        self.show_grade(int(action.data()))

    def show_grade(self, grade: int) -> None:
        """Show one grade: −1 for all, 0 for those whose grade is not known."""
        self._grade = grade
        self._show()

    # ------------------------------------------------------------------------------------------------ both forms
    def _show(self) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        self.pick.set_value(_grade_text(self._grade))
        self.pick.updateGeometry()
        source, target, pupils = self._moves.chosen(self._stage, self._grade)
        # how many, and in how many cells behind them the number is not told
        counts = np.column_stack((pupils, self._moves.chosen_cells(self._stage, self._grade)))
        moving = source != target
        names = [place.name for place in comparison.places]
        stay = dict(zip(source[~moving].tolist(), counts[~moving], strict=True))
        ways = source[moving], target[moving], counts[moving]
        self._show_list(names, *ways, self._by_grade(source[moving], target[moving]))
        self._show_matrix(names, stay, *ways)
        self._choose_page()
        (n, untold), everyone = counts[moving].sum(axis=0).tolist(), counts[~moving].sum(axis=0)
        said = trn("{n} pupil changes school", "{n} pupils change school", n)
        if untold:
            said = trn("at least {n} pupil changes school", "at least {n} pupils change school", n)
        self.said.emit(f"{said}, {tr('{n} stay', n=at_least.words(number(everyone[0]), everyone[1]))}")

    def _by_grade(self, source: Array, target: Array) -> dict[int, Array]:
        """How many go each way, grade by grade, where all grades are shown and there are several."""
        if self._grade >= 0:
            return {}
        index = {(int(a), int(b)): way for way, (a, b) in enumerate(zip(source, target, strict=True))}
        moves = self._moves
        table = np.zeros((len(index), moves.by_grade.shape[1], 2), dtype=np.int64)
        cells = np.column_stack([moves.cells_of(grade) for grade in range(moves.by_grade.shape[1])])
        mine = moves.moving & ((moves.stage == self._stage) if self._stage >= 0 else True)
        for row in np.flatnonzero(mine).tolist():
            way = table[index[int(moves.source[row]), int(moves.target[row])]]
            way[:, 0] += moves.by_grade[row]
            way[:, 1] += cells[row]
        present = np.flatnonzero(table[..., 0].any(axis=0)).tolist()
        # those whose grade is not known stand last; alone they would only say the sum once more
        grades = [*(grade for grade in present if grade), *(grade for grade in present if not grade)]
        return {grade: table[:, grade] for grade in grades} if len(grades) > 1 else {}

    def _show_list(
        self, names: list[str], source: Array, target: Array, counts: Array, by_grade: dict[int, Array]
    ) -> None:
        order = np.argsort(-counts[:, 0], kind="stable")
        self._ends = [(int(source[i]), int(target[i])) for i in order]
        rows = []
        for row, (i, (a, b)) in enumerate(zip(order, self._ends, strict=True)):
            grades = (_count(each[i]) for each in by_grade.values())
            rows.append(
                Row(
                    (Cell(names[a], names[a]), Cell(names[b], names[b]), *grades, _count(counts[i], bold=True)),
                    row,
                )
            )
        sums = (_count(each.sum(axis=0)) for each in by_grade.values())
        total = Row((Cell(tr("All who move")), Cell(""), *sums, _count(counts.sum(axis=0))))
        heads = [Heading(tr("From"), True, "", 200), Heading(tr("To"), True, "", 200)]
        heads += [Heading(_grade_head(grade), False, _grade_text(grade), 44) for grade in by_grade]
        heads.append(Heading(tr("Pupils"), least=80))
        self.list.stretched = -1
        self.list.show_rows(heads, rows, total)

    def _show_matrix(
        self, names: list[str], stay: dict[int, Array], source: Array, target: Array, counts: Array
    ) -> None:
        none = np.zeros(2, dtype=np.int64)
        targets = sorted(set(target.tolist()), key=lambda t: -int(counts[target == t, 0].sum()))
        sources = sorted(set(source.tolist()), key=lambda s: -int(counts[source == s, 0].sum()))
        cell = {(int(s), int(t)): n for s, t, n in zip(source, target, counts, strict=True)}
        rows = []
        for s in sources:
            moved = [cell.get((s, t), none) for t in targets]
            cells = [Cell(names[s], names[s]), *(_count(n) for n in moved), _count(sum(moved, none), bold=True)]
            rows.append(Row((*cells, _count(stay.get(s, none), quiet=True)), len(self._ends) + s))
        columns = [counts[target == t].sum(axis=0) for t in targets]
        total = Row(
            (
                Cell(tr("All who move")),
                *map(_count, columns),
                _count(sum(columns, none)),
                _count(sum((stay.get(s, none) for s in sources), none)),
            )
        )
        heads = [Heading(tr("From ↓ to →"), True, "", 160), *(Heading(names[t], least=LEAST_COLUMN) for t in targets)]
        heads += [Heading(tr("All who leave"), least=100), Heading(tr("Stay"), least=LEAST_COLUMN)]
        self.matrix.stretched = -1
        self.matrix.show_rows(heads, rows, total if len(rows) else None)

    # ------------------------------------------------------------------------------------------------ which form
    def _choose_form(self, button: QPushButton) -> None:
        self._form = next(form for form, each in self.form_buttons.items() if each is button)
        self._choose_page()

    def _choose_page(self) -> None:
        """The form a person chose; before that the matrix where it has room."""
        room = self.width() - letters(self._scale).px(150)
        needed = (self.matrix.cells.columnCount() - 1) * letters(self._scale).px(LEAST_COLUMN)
        form = self._form or ("matrix" if needed <= room else "list")
        self._pages.setCurrentWidget(self.list if form == "list" else self.matrix)
        self.form_buttons[form].setChecked(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose_page()

    def _choose(self, about: int) -> None:
        if about < len(self._ends):
            self.shown.emit(*self._ends[about])
        else:
            self.shown.emit(about - len(self._ends), -1)

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self._scale = scale
        for table in (self.matrix, self.list):
            table.set_look(palette, scale)
        self.pick.set_palette(palette)
        self.pick.set_text_scale(scale)


def _grade_text(grade: int) -> str:
    if grade < 0:
        return tr("All grades")
    return tr("grade {n}", n=grade) if grade else tr("grade not known")


def _grade_head(grade: int) -> str:
    """A grade above a column: its number, as short as it can be said."""
    return tr("gr. {n}", n=grade) if grade else tr("gr. ?")


def _count(count: Array, *, bold: bool = False, quiet: bool = False) -> Cell:
    """The cell of how many pupils, and in how many cells behind them the number is not told."""
    n, cells = (int(each) for each in count)
    some = bool(n or cells)
    text = number(n)
    tone: Tone = "secondary" if quiet or not some else ""
    return Cell(
        at_least.sign(text, cells), float(n), tone, bold and some, at_least.words(text, cells), at_least.why(cells)
    )
