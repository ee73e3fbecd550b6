"""The problems panel: what is wrong with the plan, by kind; a click or Enter shows the place on the map.

It only informs: a plan with problems can be saved and compared as it is. What is wrong is looked for when the hand
rests after an edit was kept, never while something is being dragged.
"""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QLabel,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from piiri.i18n import tr, trn
from piiri.parts import Ground, Kind, PlanProblem, plan_problems
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from .controls import letters
from .problem_list import ProblemDelegate, ProblemModel
from .row_list import EmptyState, RowList
from .tinting import fill_ground, quieten

IDLE_MS = 150


class ProblemsPanel(QWidget):
    """What is wrong with the plan.

    Parameters
    ----------
    bridge
        Announces the states.
    attention
        Told what to show on the map.
    palette
        The theme.

    Signals
    -------
    counted()
        What is wrong has been looked for again; see :attr:`problems`.
    """

    counted = Signal()

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attention = attention
        self._state = bridge.state
        self._looked_at: State | None = None
        self._ground = Ground()
        self.problems: tuple[PlanProblem, ...] = ()
        self.shown: PlanProblem | None = None
        self.setAccessibleName(tr("Problems"))
        self.model = ProblemModel(self)
        self.list = RowList(
            self.model,
            ProblemDelegate,
            tr("Problems"),
            tr("Enter or a click shows the place on the map and selects its blocks."),
            palette,
            self,
        )
        why = tr("Every block has a catchment, no catchment is in pieces, and every school has room.")
        self.empty = EmptyState("saved", tr("No problems"), why, palette, self, good=True)
        self._count = QLabel(self)
        self._count.setContentsMargins(12, 8, 12, 8)
        self._note = QLabel(tr("A plan with problems can be saved and compared as it is."), self)
        self._note.setWordWrap(True)
        self._note.setContentsMargins(12, 6, 12, 6)
        for label in (self._count, self._note, self.empty):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, label.sizePolicy().verticalPolicy())
        self._pages = QStackedLayout()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._count)
        column.addLayout(self._pages, 1)
        column.addWidget(self._note)
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self.look)
        self.list.chosen.connect(self._choose)
        bridge.changed.connect(self.show_state)
        self.set_palette(palette)
        self.set_text_scale(1.0)
        self.look()

    def show_state(self, state: State) -> None:
        """Look for problems soon where a state was kept; while something is dragged the list stays as it is."""
        self._state = state
        if state.provisional:
            self._idle.stop()
        elif self._is_stale:
            self._idle.start()

    @property
    def _is_stale(self) -> bool:
        looked_at, state = self._looked_at, self._state
        return looked_at is None or looked_at.plan is not state.plan or looked_at.dataset is not state.dataset

    def look(self) -> None:
        """Look for problems now, unless something is being dragged or nothing has changed."""
        state = self._state
        if state.provisional or not self._is_stale:
            return
        self._idle.stop()
        self._looked_at = state
        self.problems = plan_problems(state.dataset, state.plan, state.tally, state.evaluation, self._ground)
        self.model.show_problems(self.problems)
        self.shown = None
        count = len(self.problems)
        self._pages.setCurrentWidget(self.list if count else self.empty)
        self._count.setText(trn("{n} problem", "{n} problems", count) if count else "")
        self._note.setVisible(count > 0)
        self.counted.emit()

    def of_kind(self, kind: Kind) -> list[PlanProblem]:
        """Return the problems of a kind, in the order listed."""
        return [problem for problem in self.problems if problem.kind == kind]

    def next_of(self, kind: Kind) -> PlanProblem | None:
        """Show the next problem of a kind on the map and return it; None where there is none.

        It goes round and round those of the stage shown; only where that has none, to other stages.
        """
        self.look()
        stage = self._attention.stage
        found = self.of_kind(kind)
        here = [problem for problem in found if problem.stage == stage] or found
        if not here:
            return None
        at = next((i for i, problem in enumerate(here) if problem is self.shown), -1)
        self.show_problem(here[(at + 1) % len(here)])
        return self.shown

    def show_problem(self, problem: PlanProblem) -> None:
        """Show a problem on the map, at its stage, with its blocks selected, and mark it in the list."""
        self.shown = problem
        row = next((i for i, each in enumerate(self.model.rows) if each is problem), -1)
        here = self.model.index(row)
        self.list.setCurrentIndex(here)
        if row > 0 and self.model.problem(row - 1) is None:
            self.list.scrollTo(self.model.index(row - 1))  # the first of its kind, with its heading
        self.list.scrollTo(here)
        if problem.stage >= 0:
            self._attention.set_stage(problem.stage)
        self._attention.blocks_shown.emit(problem.box, problem.faces)

    def _choose(self, row: int) -> None:
        if self._is_stale:  # a click faster than the timer: what the row says may be over
            self.look()
            return
        problem = self.model.problem(row)
        if problem is not None and not self._state.provisional:
            self.show_problem(problem)

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self.empty.palette_ = self.list.rows.palette = palette
        fill_ground(self, palette)
        quieten(palette, self._count, self._note)
        self.list.viewport().update()
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        text = letters(scale)
        self.empty.letters = self.list.rows.letters = text
        self._count.setFont(text.caption.font)
        self._note.setFont(text.caption.font)
        self.list.doItemsLayout()
        self.update()
