"""The import in the window: steps above, one screen, the way back and on below."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from piiri.i18n import tr
from piiri.io.pile import STEPS, Step

from ..banner import Notices, announce
from ..palette import HEADING, Palette
from ..typeset import ElidedLabel, apply_text_scale, text_label
from .columns_step import ColumnsStep
from .empty import EmptyState
from .files_step import FilesStep
from .foot import Foot
from .place_step import PlaceStep
from .problems_step import ProblemsStep
from .repair_step import RepairStep
from .step import StepPage
from .stepper import Stepper
from .summary_step import SummaryStep
from .work import ImportWork


class ImportPage(QWidget):
    """One import.

    Parameters
    ----------
    work
        Files and decisions; they outlive the page.
    menu
        The row of menus above it.

    Signals
    -------
    left()
        Back to where the person came from; nothing of the work is lost.
    files_asked(), mapping_asked()
        Files, or a mapping file, are to be chosen.
    project_asked()
        The project is to be made.
    """

    left = Signal()
    files_asked = Signal()
    mapping_asked = Signal()
    project_asked = Signal()

    def __init__(self, work: ImportWork, menu: QWidget, palette: Palette, scale: float) -> None:
        super().__init__()
        self.work, self._colours, self._scale = work, palette, scale
        self.step: Step = "files"
        self.layer = ""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(menu)
        column.addWidget(self._head())
        self.notices = Notices()
        column.addWidget(self.notices)
        self._body = QStackedWidget()
        self.empty = EmptyState(palette, scale)
        self.empty.files_asked.connect(self.files_asked)
        self.empty.mapping_asked.connect(self.mapping_asked)
        self._body.addWidget(self.empty)
        self.steps: dict[Step, StepPage] = {
            "files": FilesStep(work, palette, scale),
            "columns": ColumnsStep(work, palette, scale),
            "place": PlaceStep(work, palette, scale),
            "problems": ProblemsStep(work, palette, scale),
            "repair": RepairStep(work, palette, scale),
            "summary": SummaryStep(work, palette, scale),
        }
        for page in self.steps.values():
            page.layer_chosen.connect(self._look_at)
            self._body.addWidget(page)
        files = self.steps["files"]
        assert isinstance(files, FilesStep)
        files.add_asked.connect(self.files_asked)
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
        title = ElidedLabel(tr("New project from our own data"), HEADING, QFont.Weight.DemiBold)
        row.addWidget(title, 1)
        self.stepper = Stepper(self._colours, self._scale)
        self.stepper.asked.connect(self.go)
        row.addWidget(self.stepper)
        return head

    def _foot(self) -> Foot:
        self._state = text_label("", tone="secondary")
        leave, kept = tr("Leave for now"), tr("Your files and answers stay until you close Piiri.")
        foot = Foot(self._colours, self._scale, leave, kept, state=self._state)
        self.back, self.leave, self.anew, self.on = foot.back, foot.leave, foot.anew, foot.on
        self.reason, self._sign = foot.reason, foot.sign
        self.back.clicked.connect(self.go_back)
        self.leave.clicked.connect(self.left)
        self.anew.clicked.connect(self._begin_anew)
        self.on.clicked.connect(self.go_on)
        return foot

    # ------------------------------------------------------------------------------------------------ going
    @property
    def page(self) -> StepPage:
        """The step that is shown."""
        return self.steps[self.step]

    def _order(self) -> list[Step]:
        return list(STEPS)

    def why_not(self, step: Step) -> str:
        """Return why a step cannot be gone to; empty where it can."""
        order = self._order()
        if self.work.standing is None and step != "files":
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
        self._choose_waiting()
        self.refresh()
        self.page.first.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, tr("Step {n}: {step}", n=self._order().index(wanted) + 1, step=tr(STEPS[wanted])))

    def _choose_waiting(self) -> None:
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

    def go_on(self) -> None:
        """Go to the next step (Alt+Right); from the last one, make the project."""
        if not self.on.isEnabled():
            return
        order = self._order()
        at = order.index(self.step)
        if self.work.stopped and not self.work.busy:
            self.work.try_again()
        elif at + 1 < len(order):
            self.go(order[at + 1])
        else:
            self.project_asked.emit()

    def go_back(self) -> None:
        """Go to the step before."""
        order = self._order()
        at = order.index(self.step)
        if at:
            self.go(order[at - 1])

    def _begin_anew(self) -> None:
        self.step, self.layer = "files", ""
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
            self.step = "files"
            self._body.setCurrentWidget(self.empty)
        else:
            self.page.refresh(self.layer)
            self._body.setCurrentWidget(self.page)
        order = self._order()
        standing = work.standing
        waiting = {step: standing.open(step) if standing is not None else 0 for step in order}
        waiting["repair"] = len(work.outcome.undecided) if work.outcome is not None else 0
        self.stepper.show_steps(self.step, waiting, {step: self.why_not(step) for step in order})
        last = self.step == order[-1]
        made = tr("Compare with the year before") if work.renews else tr("Make the project")
        self.on.setText(made if last else tr("Continue"))
        why = self.page.waiting() if standing is not None else tr("Choose files first.")
        again = work.stopped and not work.busy
        if again:
            why = tr("Reading was stopped.")
            self.on.setText(tr("Read again"))
        elif work.busy and (last or not work.current):
            why = tr("Making the project…") if work.making else tr("Reading what follows from your choice…")
        self.reason.setText(why)
        self._sign.setVisible(bool(why) and not work.busy)
        at_work = work.busy and (last or not work.current)
        self.reason.setProperty("tone", "secondary" if at_work else "bad")
        self.reason.style().polish(self.reason)
        self.on.setEnabled(not why or (again and bool(work.paths)))
        self.on.setToolTip(why or tr("{action} ({key})", action=self.on.text(), key=tr("Alt+Right arrow")))
        self.back.setEnabled(self.step != order[0])
        way_back = tr("{action} ({key})", action=self.back.text(), key=tr("Alt+Left arrow"))
        self.back.setToolTip(way_back if self.back.isEnabled() else tr("This is the first step."))
        self.anew.setVisible(standing is not None)
