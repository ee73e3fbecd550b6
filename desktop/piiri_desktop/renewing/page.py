"""The renewal in the window: steps above, one screen, the way back and on below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from piiri.i18n import tr

from ..banner import Notices, announce
from ..importing.foot import Foot
from ..importing.stepper import Stepper
from ..palette import HEADING, Palette
from ..typeset import ElidedLabel, apply_text_scale
from .empty import EmptyState
from .facts_step import FactsStep
from .files_step import FilesStep
from .plans_step import PlansStep
from .step import STEPS, RenewalStep, Step
from .work import RenewalWork


class RenewalPage(QWidget):
    """One renewal.

    Parameters
    ----------
    work
        Files and answers; they outlive the page.
    menu
        The row of menus above it.

    Signals
    -------
    left()
        Back to planning; nothing of the work is lost.
    files_asked()
        Files are to be chosen.
    import_asked()
        The import is to go on with these files and last year's decisions.
    problems_asked()
        All problems of the new files are to be shown.
    written()
        The project is to be written to a new file.
    replaced()
        It is to take the place of last year's file.
    """

    left = Signal()
    files_asked = Signal()
    import_asked = Signal()
    problems_asked = Signal()
    written = Signal()
    replaced = Signal()

    def __init__(self, work: RenewalWork, menu: QWidget, palette: Palette, scale: float) -> None:
        super().__init__()
        self.work, self._colours, self._scale = work, palette, scale
        self.step: Step = "files"
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(menu)
        column.addWidget(self._head())
        self.notices = Notices()
        column.addWidget(self.notices)
        self._body = QStackedWidget()
        self.empty = EmptyState(work.project.dataset.name, work.mapping, palette, scale)
        self.empty.files_asked.connect(self.files_asked)
        self.empty.import_asked.connect(self.import_asked)
        self._body.addWidget(self.empty)
        files, facts = FilesStep(work, palette, scale), FactsStep(work, palette, scale)
        plans = PlansStep(work, palette, scale)
        files.add_asked.connect(self.files_asked)
        files.import_asked.connect(self.import_asked)
        files.problems_asked.connect(self.problems_asked)
        plans.problems_asked.connect(self.problems_asked)
        self.steps: dict[Step, RenewalStep] = {"files": files, "facts": facts, "plans": plans}
        for page in self.steps.values():
            self._body.addWidget(page)
        column.addWidget(self._body, 1)
        column.addWidget(self._foot())
        apply_text_scale(self, scale)
        for keys, slot in (("Alt+Right", self.go_on), ("Alt+Left", self.go_back)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        work.changed.connect(self.refresh)
        self.refresh()

    def _head(self) -> QFrame:
        head = QFrame()
        head.setProperty("box", "head")
        row = QHBoxLayout(head)
        row.setContentsMargins(16, 9, 16, 9)
        title = tr("Next year's files into {name}", name=self.work.project.dataset.name)
        row.addWidget(ElidedLabel(title, HEADING, QFont.Weight.DemiBold), 1)
        self.stepper = Stepper(self._colours, self._scale, STEPS)
        self.stepper.asked.connect(self.go)
        row.addWidget(self.stepper)
        return head

    def _foot(self) -> Foot:
        self.replace = QPushButton(tr("Replace last year's file"))
        self.replace.clicked.connect(self.replaced)
        leave, kept = tr("Back to planning"), tr("Your files and answers stay until you close the project.")
        foot = Foot(self._colours, self._scale, leave, kept, other=self.replace)
        self.back, self.leave, self.anew, self.on = foot.back, foot.leave, foot.anew, foot.on
        self.reason, self._sign = foot.reason, foot.sign
        self.back.clicked.connect(self.go_back)
        self.leave.clicked.connect(self.left)
        self.anew.clicked.connect(self._begin_anew)
        self.on.clicked.connect(self.go_on)
        return foot

    # ------------------------------------------------------------------------------------------------ going
    @property
    def page(self) -> RenewalStep:
        """The step that is shown."""
        return self.steps[self.step]

    def why_not(self, step: Step) -> str:
        """Return why a step cannot be gone to; empty where it can."""
        order = list(STEPS)
        if not self.work.paths and step != "files":
            return tr("Choose files first.")
        for each in order[: order.index(step)]:
            if why := self.steps[each].waiting():
                return why
        return ""

    def go(self, step: str) -> None:
        """Go to a step, if it can be gone to."""
        wanted = next(each for each in STEPS if each == step)
        if wanted != self.step and self.why_not(wanted):
            return
        self.step = wanted
        self.refresh()
        self.page.first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, tr("Step {n}: {step}", n=list(STEPS).index(wanted) + 1, step=tr(STEPS[wanted])))

    def go_on(self) -> None:
        """Go to the next step; from the last one, write the project."""
        order = list(STEPS)
        at = order.index(self.step)
        if self.work.stopped and not self.work.busy:
            self.work.read()
        elif at + 1 < len(order):
            self.go(order[at + 1])
        elif self.on.isEnabled():
            self.written.emit()

    def go_back(self) -> None:
        """Go to the step before."""
        order = list(STEPS)
        at = order.index(self.step)
        if at:
            self.go(order[at - 1])

    def _begin_anew(self) -> None:
        self.step = "files"
        self.work.forget()
        self.empty.choose.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------------------ showing
    def refresh(self) -> None:
        """Show where the renewal stands."""
        work, order = self.work, list(STEPS)
        if work.renewal is None:
            self.step = "files"
        self.page.refresh()
        self._body.setCurrentWidget(self.page if work.paths else self.empty)
        waiting = dict.fromkeys(STEPS, 0)
        waiting["files"] = len(work.matched.open) if work.matched is not None else int(work.why is not None)
        self.stepper.show_steps(self.step, waiting, {step: self.why_not(step) for step in order})
        last = self.step == order[-1]
        again = work.stopped and not work.busy
        why = self.page.waiting() if work.paths else tr("Choose files first.")
        if again:
            why = tr("Reading was stopped.")
        elif work.busy:
            why = tr("Writing the project…") if work.writing else tr("Reading and comparing…")
        self.on.setText(tr("Read again") if again else tr("Write to a new file…") if last else tr("Continue"))
        empty = not work.paths and work.mapping is None
        self.reason.setText("" if empty else why)
        self._sign.setVisible(bool(self.reason.text()) and not work.busy)
        self.reason.setProperty("tone", "secondary" if work.busy else "bad")
        self.reason.style().polish(self.reason)
        self.on.setEnabled(not why or (again and bool(work.paths)))
        self.on.setToolTip(why or tr("{action} ({key})", action=self.on.text(), key=tr("Alt+Right arrow")))
        self.replace.setVisible(last)
        nowhere = tr("This project has no file yet.") if work.project.path is None else ""
        self.replace.setEnabled(not why and not nowhere)
        self.replace.setToolTip(why or nowhere or tr("Last year's file is kept beside it under another name."))
        self.back.setEnabled(self.step != order[0])
        way_back = tr("{action} ({key})", action=self.back.text(), key=tr("Alt+Left arrow"))
        self.back.setToolTip(way_back if self.back.isEnabled() else tr("This is the first step."))
        self.anew.setVisible(bool(work.paths) and not (last and self._scale > 1.4))  # no room beside two long buttons
        self.reason.setVisible(not last or bool(self.reason.text()))
