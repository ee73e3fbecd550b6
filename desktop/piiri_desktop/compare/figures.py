"""The tab of figures: every figure of every plan, its difference in words, and beside it the schools that differ."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFont, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from piiri.compare import Comparison, FigureKind, FigureTable
from piiri.compare.words import certainty_text, change_text, figure_text, judgement_text
from piiri.i18n import HIDDEN, number, tr
from piiri.indicators import at_least
from piiri.indicators.blocks import SMALLEST_BASE

from ..palette import BODY, Palette
from ..panels.controls import PickButton
from ..typeset import ElidedLabel, typeset
from .maps import LETTERS
from .table import Cell, CellTable, Heading, Row, Tone

EXACT = (0.0, 0.0, 0.0)
TONES: dict[str, Tone] = {"better": "good", "worse": "bad", "": ""}


def figure_cell(kind: FigureKind, value: float, cells: float) -> Cell:
    """Return the cell of a figure: at least so much where it has cells behind it whose number is not told."""
    text = figure_text(kind, value, cells)
    return Cell(text, value, said=at_least.spoken(text), why=at_least.why(cells) if _told(text) else "")


def change_cells(kind: FigureKind, change: float, untold: tuple[float, float, float] = EXACT) -> tuple[Cell, Cell]:
    """Return the cells of a difference: how much, and what it means in words.

    Parameters
    ----------
    kind, change
        The figure, and by how much it differs.
    untold
        Cells behind it whose number is not told: all, those of this plan only, those of the first plan only.
    """
    cells, gained, lost = untold
    limit = at_least.limit_of_change(gained, lost)
    written, judgement = change_text(kind, change, limit)
    none = not any(digit in written for digit in "123456789")
    why = at_least.why_change(gained, lost, cells)
    if written == HIDDEN:
        return Cell(written, change, "secondary"), Cell("", 0.0)
    if unsure := certainty_text(change, limit):
        spoken = at_least.spoken(written)
        return Cell(written, change, "secondary", said=spoken, why=why), Cell(unsure, 1.0, "secondary", why=why)
    if none:
        return Cell(written, 0.0, "secondary", why=why), Cell(tr("no change"), 0.0, "secondary")
    mark = "▲" if change > 0 else "▼"
    words = f"{mark} {judgement_text(judgement) or (tr('more') if change > 0 else tr('fewer'))}"
    rank = {"worse": 2.0, "": 1.0, "better": 0.0}[judgement]
    number = Cell(written, change, "", True, at_least.spoken(written), why)
    return number, Cell(words, rank, TONES[judgement] if judgement else "secondary")


class FiguresTab(QWidget):
    """Figures of the whole and, beside them, one figure of the schools.

    Signals
    -------
    school_chosen(str)
        Id of the school whose row was chosen.
    """

    school_chosen = Signal(str)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._stage = -1
        self._figure = "pupils"
        self._laid_out = 0
        self.totals = CellTable(tr("Figures of the plans"), palette, self)
        self.schools = CellTable(tr("Schools of the plans"), palette, self)
        self._count = ElidedLabel("", BODY, QFont.Weight.DemiBold)
        self.pick = PickButton(tr("Figure:"), palette, self)
        self.pick.setMenu(QMenu(self.pick))
        self.only = QCheckBox(tr("Only what differs"))
        typeset(self.only)
        self.only.setChecked(True)
        self.only.toggled.connect(self._show_schools)
        self.schools.chosen.connect(self._choose)
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 3, 6, 3)
        bar.setSpacing(10)
        bar.addWidget(self._count, 1)
        for widget in (self.only, self.pick):
            bar.addWidget(widget)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.schools, 1)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(self.totals)
        self.split.addWidget(right)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.split)

    def show_comparison(self, comparison: Comparison, stage: int) -> None:
        """Show the figures of a stage, of all together for −1."""
        self._comparison, self._stage = comparison, stage
        self._show_totals(comparison)
        self._fill_menu(comparison)
        self._show_schools()

    def copy(self) -> None:
        """Copy both tables, the schools below."""
        QGuiApplication.clipboard().setText(f"{self.totals.cells.as_text()}\n{self.schools.cells.as_text()}")

    # ------------------------------------------------------------------------------------------------ the whole
    def _headings(self, first: str, count: int, words: bool) -> list[Heading]:
        heads = [Heading(first, True), Heading("A")]
        for letter in LETTERS[1:count]:
            heads += [Heading(letter), Heading(f"{letter} − A", False, tr("{b} less {a}", a="A", b=letter))]
            if words:
                heads.append(Heading("", True, tr("better or worse than {a}", a="A")))
        return heads

    def _show_totals(self, comparison: Comparison) -> None:
        table, count = comparison.totals, len(comparison.plans)
        values = table.values[:, self._stage]
        rows = []
        for position, kind in enumerate(table.kinds):
            each = table.values[:, -1, position] if kind.unit == "money" else values[:, position]
            if np.isnan(each).all():
                continue
            title = self._title(kind)
            untold = [table.untold.at(plan, self._stage, position) for plan in range(count)]
            cells = [Cell(title, title), figure_cell(kind, float(each[0]), untold[0][0])]
            for value, behind in zip(each[1:], untold[1:], strict=True):
                change, words = change_cells(kind, float(value - each[0]), behind)
                cells += [figure_cell(kind, float(value), behind[0]), change, words]
            rows.append(Row(tuple(cells)))
        whole = tr("All grades") if self._stage < 0 else tr(comparison.dataset.stages[self._stage].name)
        self.totals.show_rows(self._headings(whole, count, True), rows)
        if count != self._laid_out:
            self._laid_out = count
            self.split.setSizes([560, 440] if count == 2 else [640, 360])

    # ------------------------------------------------------------------------------------------------ the schools
    def _fill_menu(self, comparison: Comparison) -> None:
        menu = self.pick.menu()
        menu.clear()
        group = QActionGroup(menu)
        kinds = [kind for kind in comparison.school_figures.kinds if self._stage < 0 or not _at_the_end(kind)]
        if self._figure not in [kind.key for kind in kinds]:
            self._figure = "pupils"
        for kind in kinds:
            action = QAction(self._title(kind), group, checkable=True, checked=kind.key == self._figure)
            action.setData(kind.key)
            menu.addAction(action)
        group.triggered.connect(self._pick_figure)

    def _pick_figure(self, action: QAction) -> None:
        self._figure = str(action.data())
        self._show_schools()

    def _title(self, kind: FigureKind) -> str:
        """The name of a figure; money counts all grades, whatever stage is shown."""
        if kind.unit == "money" and self._stage >= 0:
            return tr("{figure}, all grades", figure=kind.title)
        return kind.title

    def show_figure(self, key: str) -> None:
        """Show another figure of the schools."""
        self._figure = key
        self._show_schools()

    def _show_schools(self) -> None:
        comparison = self._comparison
        if comparison is None:
            return
        table = comparison.school_figures
        kind = table.kinds[table.index(self._figure)]
        self.pick.set_value(self._title(kind))
        self.pick.updateGeometry()
        values = _shown(table, self._figure)[:, -1 if kind.unit == "money" else self._stage]
        served = np.asarray(~np.isnan(table.of("pupils")[:, self._stage]).all(axis=0))
        stage, at, count = -1 if kind.unit == "money" else self._stage, table.index(self._figure), len(values)
        untold = [[table.untold.at(plan, stage, h, at) for plan in range(count)] for h in range(values.shape[1])]
        changes = [[change_text(kind, value - each[0])[0] for value in each[1:]] for each in values.T]
        differ = np.array(
            [_differs(each, written) for each, written in zip(values.T, changes, strict=True)], dtype=bool
        )
        # a school that gets or loses nothing but cells whose numbers are not told differs as well
        differ |= np.array([any(gained or lost for _, gained, lost in behind) for behind in untold], dtype=bool)
        rows = []
        for position, name in enumerate(comparison.schools.values()):
            if not served[position] or (self.only.isChecked() and not differ[position]):
                continue
            each, behind = values[:, position], untold[position]
            cells = [Cell(name, name), self._cell(kind, each[0], behind[0][0])]
            for value, here in zip(each[1:], behind[1:], strict=True):
                cells += [self._cell(kind, value, here[0]), change_cells(kind, float(value - each[0]), here)[0]]
            rows.append(Row(tuple(cells), position))
        rows.sort(key=lambda row: -max(_size(cell.key) for cell in row.cells[3::2]))
        self.schools.show_rows(self._headings(tr("School"), len(comparison.plans), False), rows)
        self._count.setText(
            tr("{n} of {all} schools differ", n=number(int((differ & served).sum())), all=number(int(served.sum())))
        )

    def _cell(self, kind: FigureKind, value: float, untold: float) -> Cell:
        cell = figure_cell(kind, float(value), untold)
        if kind.key != "use_share" or not value > 1.0:
            return cell
        return replace(cell, text=f"! {cell.text}", tone="bad", bold=True, said=f"! {cell.said}")

    def _choose(self, about: int) -> None:
        if self._comparison is not None:
            self.school_chosen.emit(list(self._comparison.schools)[about])

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        for table in (self.totals, self.schools):
            table.set_look(palette, scale)
        self.pick.set_palette(palette)
        self.pick.set_text_scale(scale)
        if self._comparison is not None:
            with QSignalBlocker(self.schools):
                self.show_comparison(self._comparison, self._stage)


def _at_the_end(kind: FigureKind) -> bool:
    """Figures that are shown for all grades only."""
    return kind.key in ("places", "use_share")


def _shown(table: FigureTable, key: str) -> np.ndarray:
    """(plans, S + 1, H): a figure, without percentages of under ten pupils."""
    values = np.array(table.of(key))
    if key.startswith("group_share") or key == "beyond_limit_share":
        values[table.of("pupils") < SMALLEST_BASE] = np.nan
    return values


def _told(text: str) -> bool:
    """Tell whether a figure exists at all."""
    return any(each.isdigit() for each in text)


def _differs(values: np.ndarray, written: list[str]) -> bool:
    if (np.isnan(values) != np.isnan(values[0])).any():
        return True
    return any(any(digit in text for digit in "123456789") for text in written)


def _size(key: float | str) -> float:
    return abs(key) if isinstance(key, float) and key == key else -1.0
