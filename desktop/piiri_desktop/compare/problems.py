"""The tab of problems: what is wrong with each plan, which are new and which are mended; a click shows the place."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedLayout, QWidget

from piiri.compare import Comparison, SharedProblem, shared_problems
from piiri.compare.problems import Fate
from piiri.i18n import tr, trn
from piiri.parts import KINDS

from ..palette import Palette
from ..panels.row_list import EmptyState
from .maps import LETTERS
from .table import Cell, CellTable, Heading, Row, Tone


class ProblemsTab(QWidget):
    """What is wrong with the plans. It only informs: a plan with problems is compared like any other.

    Signals
    -------
    shown(object, object)
        Asks for a place on the maps: its box (west, south, east, north; metres), and the blocks there on each map.
    """

    shown = Signal(object, object)

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._comparison: Comparison | None = None
        self._problems: list[SharedProblem] = []
        self.table = CellTable(tr("Problems of the plans"), palette, self)
        self.table.setAccessibleDescription(
            tr("Enter or a click shows the place on all maps, S sorts by the column, Ctrl+C copies the table.")
        )
        self.table.chosen.connect(self._choose)
        self.empty = EmptyState(
            "saved", tr("No problems"), tr("Nothing is wrong with any of these plans."), palette, self, good=True
        )
        self._pages = QStackedLayout(self)
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.empty)

    def show_comparison(self, comparison: Comparison, stage: int) -> str:
        """Show what is wrong at a stage (−1 for all), and return in words how the plans differ in it."""
        self._comparison = comparison
        self._problems = [
            each for each in shared_problems(comparison) if stage < 0 or each.problem.stage in (stage, -1)
        ]
        rows = []
        for about, each in enumerate(self._problems):
            plans = ", ".join(LETTERS[position] for position in each.plans)
            since, tone = against_first(each)
            cells = [plans, since, tr(KINDS[each.problem.kind]), each.problem.sentence, each.problem.detail]
            tones = [Cell(text, text) for text in cells]
            tones[1] = Cell(since, since, tone)
            tones[2] = Cell(cells[2], cells[2], "secondary")
            rows.append(Row(tuple(tones), about))
        heads = [
            Heading(tr("Plans"), True, tr("The plans that have the problem"), 72),
            Heading(tr("Against A"), True, "", 96),
            Heading(tr("Kind"), True, "", 180),
            Heading(tr("What"), True, "", 240),
            Heading(tr("Where and how much"), True, "", 240),
        ]
        self.table.stretched = -1
        self.table.show_rows(heads, rows)
        self._pages.setCurrentWidget(self.table if rows else self.empty)
        fates = [fate for each in self._problems for fate in each.fates]
        new, gone = fates.count("new"), fates.count("mended")
        return f"{trn('{n} new problem', '{n} new problems', new)}, {trn('{n} mended', '{n} mended', gone)}"

    @property
    def count(self) -> int:
        """How many problems are listed."""
        return len(self._problems)

    def _choose(self, about: int) -> None:
        if self._comparison is None:
            return
        problem, plans = self._problems[about].problem, self._comparison.plans
        own = plans[self._problems[about].plans[0]].plan.coverage
        ids = [own.face_ids[face] for face in problem.faces]
        faces = []
        for each in plans:
            index = each.plan.coverage.topology.face_index
            faces.append([index[key] for key in ids if key in index])
        self.shown.emit(problem.box, faces)

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self.table.set_look(palette, scale)
        self.empty.palette_ = palette


def against_first(each: SharedProblem) -> tuple[str, Tone]:
    """Say what a problem is in the other plans against the first, and whether that is good or bad.

    Where there are three plans, the letters of those it is said of are named.
    """
    words: dict[Fate, str] = {
        "new": tr("new"),
        "worse": tr("worse"),
        "less": tr("better"),
        "mended": tr("mended"),
    }
    parts = []
    for fate, said in words.items():
        which = [LETTERS[position] for position, found in enumerate(each.fates) if found == fate]
        if which:
            parts.append(said if len(each.fates) == 2 else f"{said}: {', '.join(which)}")
    bad = any(fate in each.fates for fate in ("new", "worse"))
    return ", ".join(parts), "bad" if bad else "good" if parts else ""
