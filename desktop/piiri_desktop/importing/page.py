"""The import in the window: steps above, one screen, the way back and on below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from piiri.i18n import tr
from piiri.io.pile import STEPS, Step

from ..palette import Palette
from ..typeset import text_label
from .columns_step import ColumnsStep
from .empty import EmptyState
from .files_step import FilesStep
from .foot import Foot
from .place_step import PlaceStep
from .problems_step import ProblemsStep
from .repair_step import RepairStep
from .step import StepPage
from .summary_step import SummaryStep
from .wizard import Wizard
from .work import ImportWork


class ImportPage(Wizard):
    """One import.

    Parameters
    ----------
    work
        Files and decisions; they outlive the page.
    menu
        The row of menus above it.

    Signals
    -------
    mapping_asked()
        A mapping file is to be chosen.
    project_asked()
        The project is to be made.
    """

    mapping_asked = Signal()
    project_asked = Signal()

    def __init__(self, work: ImportWork, menu: QWidget, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale, STEPS)
        self.work = work
        self.layer = ""
        self.empty = EmptyState(palette, scale)
        self.empty.files_asked.connect(self.files_asked)
        self.empty.mapping_asked.connect(self.mapping_asked)
        files = FilesStep(work, palette, scale)
        files.add_asked.connect(self.files_asked)
        self.steps: dict[Step, StepPage] = {
            "files": files,
            "columns": ColumnsStep(work, palette, scale),
            "place": PlaceStep(work, palette, scale),
            "problems": ProblemsStep(work, palette, scale),
            "repair": RepairStep(work, palette, scale),
            "summary": SummaryStep(work, palette, scale),
        }
        for page in self.steps.values():
            page.layer_chosen.connect(self._look_at)
        self._state = text_label("", tone="secondary")
        leave, kept = tr("Leave for now"), tr("Your files and answers stay until you close Piiri.")
        foot = Foot(palette, scale, leave, kept, state=self._state)
        self._build(menu, tr("New project from our own data"), self.empty, [*self.steps.values()], foot)
        self.anew.clicked.connect(self._begin_anew)
        work.changed.connect(self.refresh)
        self.refresh()

    # ------------------------------------------------------------------------------------------------ going
    @property
    def step(self) -> Step:
        """Where the person is."""
        return next(step for step in STEPS if step == self._at)

    @property
    def page(self) -> StepPage:
        """The step that is shown."""
        return self.steps[self.step]

    def page_of(self, step: str) -> StepPage:
        return next(page for each, page in self.steps.items() if each == step)

    def has_files(self) -> bool:
        return self.work.standing is not None

    def arrived(self) -> None:
        """Look at the first layer about which something waits."""
        standing = self.work.standing
        if standing is None:
            return
        keys = [layer.key for layer in standing.proposal.layers]
        for question in standing.questions(self.step):
            about = question.key.partition(":")[2]
            if question.open and about in keys:
                self.layer = about
                return

    def finish(self) -> None:
        self.project_asked.emit()

    def _begin_anew(self) -> None:
        self._at, self.layer = "files", ""
        self.work.forget()
        self.empty.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look_at(self, layer: str) -> None:
        self.layer = layer
        self.page.refresh(layer)

    # ------------------------------------------------------------------------------------------------ showing
    def refresh(self) -> None:
        """Show where the import stands."""
        work = self.work
        if work.standing is None:
            self._at = "files"
            self._body.setCurrentWidget(self.empty)
        else:
            self.page.refresh(self.layer)
            self._body.setCurrentWidget(self.page)
        standing, last = work.standing, self.last
        waiting: dict[str, int] = {step: standing.open(step) if standing is not None else 0 for step in STEPS}
        waiting["repair"] = len(work.outcome.undecided) if work.outcome is not None else 0
        made = tr("Compare with the year before") if work.renews else tr("Make the project")
        self.on.setText(made if last else tr("Continue"))
        why = self.page.waiting() if standing is not None else tr("Choose files first.")
        again = self._stopped
        at_work = work.busy and (last or not work.current)
        if again:
            why = tr("Reading was stopped.")
            self.on.setText(tr("Read again"))
        elif at_work:
            why = tr("Making the project…") if work.making else tr("Reading what follows from your choice…")
        self.reason.setText(why)
        self._sign.setVisible(bool(why) and not work.busy)
        self._show_ways(waiting, why, at_work=at_work, usable=not why or (again and bool(work.paths)))
        self.anew.setVisible(standing is not None)
