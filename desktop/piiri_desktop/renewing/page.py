"""The renewal in the window: steps above, one screen, the way back and on below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from piiri.i18n import tr

from ..importing.foot import Foot
from ..importing.wizard import Wizard
from ..palette import Palette
from .empty import EmptyState
from .facts_step import FactsStep
from .files_step import FilesStep
from .plans_step import PlansStep
from .step import STEPS, RenewalStep, Step
from .work import RenewalWork


class RenewalPage(Wizard):
    """One renewal.

    Parameters
    ----------
    work
        Files and answers; they outlive the page.
    menu
        The row of menus above it.

    Signals
    -------
    import_asked()
        The import is to go on with these files and last year's decisions.
    problems_asked()
        All problems of the new files are to be shown.
    written()
        The project is to be written to a new file.
    replaced()
        It is to take the place of last year's file.
    """

    import_asked = Signal()
    problems_asked = Signal()
    written = Signal()
    replaced = Signal()

    def __init__(self, work: RenewalWork, menu: QWidget, palette: Palette, scale: float) -> None:
        super().__init__(work, palette, scale, STEPS)
        self.work = work
        self.empty = EmptyState(work.project.dataset.name, work.mapping, palette, scale)
        self.empty.files_asked.connect(self.files_asked)
        self.empty.import_asked.connect(self.import_asked)
        files, facts = FilesStep(work, palette, scale), FactsStep(work, palette, scale)
        plans = PlansStep(work, palette, scale)
        files.add_asked.connect(self.files_asked)
        files.import_asked.connect(self.import_asked)
        files.problems_asked.connect(self.problems_asked)
        plans.problems_asked.connect(self.problems_asked)
        self.steps: dict[Step, RenewalStep] = {"files": files, "facts": facts, "plans": plans}
        self.replace = QPushButton(tr("Replace last year's file"))
        self.replace.clicked.connect(self.replaced)
        leave, kept = tr("Back to planning"), tr("Your files and answers stay until you close the project.")
        foot = Foot(palette, scale, leave, kept, other=self.replace)
        title = tr("Next year's files into {name}", name=work.project.dataset.name)
        self._build(menu, title, self.empty, [*self.steps.values()], foot)
        self.anew.clicked.connect(self._begin_anew)
        work.changed.connect(self.refresh)
        self.refresh()

    # ------------------------------------------------------------------------------------------------ going
    @property
    def step(self) -> Step:
        """Where the person is."""
        return next(step for step in STEPS if step == self._at)

    @property
    def page(self) -> RenewalStep:
        """The step that is shown."""
        return self.steps[self.step]

    def page_of(self, step: str) -> RenewalStep:
        return next(page for each, page in self.steps.items() if each == step)

    def has_files(self) -> bool:
        return bool(self.work.paths)

    def finish(self) -> None:
        self.written.emit()

    def _begin_anew(self) -> None:
        self._at = "files"
        self.work.forget()
        self.empty.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------------------ showing
    def refresh(self) -> None:
        """Show where the renewal stands."""
        work = self.work
        if work.renewal is None:
            self._at = "files"
        self.page.refresh()
        self._body.setCurrentWidget(self.page if work.paths else self.empty)
        waiting: dict[str, int] = dict.fromkeys(STEPS, 0)
        waiting["files"] = len(work.matched.open) if work.matched is not None else int(work.why is not None)
        last, again = self.last, self._stopped
        why = self.page.waiting() if work.paths else tr("Choose files first.")
        if again:
            why = tr("Reading was stopped.")
        elif work.busy:
            why = tr("Writing the project…") if work.writing else tr("Reading and comparing…")
        self.on.setText(tr("Read again") if again else tr("Write to a new file…") if last else tr("Continue"))
        empty = not work.paths and work.mapping is None
        self.reason.setText("" if empty else why)
        self._sign.setVisible(bool(self.reason.text()) and not work.busy)
        self._show_ways(waiting, why, at_work=work.busy, usable=not why or (again and bool(work.paths)))
        self.replace.setVisible(last)
        nowhere = tr("This project has no file yet.") if work.project.path is None else ""
        self.replace.setEnabled(not why and not nowhere)
        self.replace.setToolTip(why or nowhere or tr("Last year's file is kept beside it under another name."))
        self.anew.setVisible(bool(work.paths) and not (last and self._scale > 1.4))  # no room beside two long buttons
        self.reason.setVisible(not last or bool(self.reason.text()))
