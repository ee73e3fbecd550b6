"""What earlier sittings left: looked for beside the window, shown on the start page, opened on demand."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from piiri.edits import (
    AssignFaces,
    CloseSchool,
    DeleteCorner,
    Edit,
    InsertCorner,
    JoinFaces,
    MergeSchools,
    MoveCornerInStage,
    MoveSchool,
    MoveVertex,
    OpenSchool,
    RedrawBorder,
    RenameSchool,
    ReopenSchool,
    SetCapacity,
    SetFundingModel,
    SetFundingNumber,
    SetLock,
    SetMoneyUse,
    SetSchoolFigures,
    SetServers,
    SetStages,
    SplitFaces,
    Together,
)
from piiri.i18n import N_, number, tr, trn
from piiri.progress import Progress
from piiri.storage import Recovered, RecoveredStep, discard_recovered, recoverable

from .jobs import Jobs
from .palette import Palette
from .projects import Projects
from .settings import Settings
from .start import StartPage
from .start.kept import KeptEdits
from .start.recent import RecentList, RecentProject, find_recent

Found = tuple[tuple[Recovered, ...], tuple[RecentProject, ...]]


def look(entries: tuple[tuple[str, str], ...], progress: Progress) -> Found:
    """Return what was left behind, and which recent projects are still there."""
    return recoverable(), find_recent(entries, progress)


def in_words(edit: Edit | None) -> str:
    """Say what a kept step did without loading its project; None is an undo or a redo."""
    match edit:
        case AssignFaces():
            n = len(edit.faces)
            return trn("{n} block given to another school", "{n} blocks given to another school", n)
        case MoveVertex():
            return tr("A corner moved")
        case SetCapacity():
            return tr("Places of school {school} set to {places}", school=edit.school, places=number(edit.places))
        case SetLock():
            return tr("Locks set") if edit.locked else tr("Locks taken away")
        case SetFundingModel() | SetFundingNumber() | SetSchoolFigures():
            return tr("The funding changed")
        case SetMoneyUse():
            return tr("Use of the money of {school}", school=edit.school)
        case OpenSchool():
            return tr("School {school} opened", school=edit.name)
        case CloseSchool() | MergeSchools():
            return tr("School {school} closed", school=edit.school)
        case ReopenSchool() | MoveSchool() | RenameSchool() | SetStages() | SetServers():
            return tr("The school network changed")
        case SplitFaces() | JoinFaces():
            return tr("Blocks split or joined")
        case RedrawBorder() | MoveCornerInStage() | InsertCorner() | DeleteCorner():
            return tr("A border drawn anew")
        case Together():
            return trn("{n} change in one step", "{n} changes in one step", len(edit.edits))
        case _:
            return tr("Undo or redo")


def kept_step(step: RecoveredStep) -> str:
    """Say what a kept step did, also where it was done to a plan as a whole."""
    texts = {
        "start": N_("Plan {plan} added"),
        "name": N_("Plan {plan} got its name"),
        "note": N_("Note written in the plan {plan}"),
        "delete": N_("Plan {plan} deleted"),
        "restore": N_("Plan {plan} brought back"),
        "discard": N_("A deleted plan thrown away"),
        "told": N_("Observations or own indicators brought in"),
    }
    text = texts.get(step.action)
    return in_words(step.edit) if text is None else tr(text, plan=tr(step.plan))


class Recovery(QObject):
    """Fills the start page as soon as it is known what there is.

    Signals
    -------
    passed_over(Recovered)
        The saved project was opened instead; what was left is still there.
    failed(Exception)
        Looking, or letting go, did not work.
    """

    passed_over = Signal(object)
    failed = Signal(object)

    def __init__(self, projects: Projects, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._projects, self._settings = projects, settings
        self._jobs = Jobs(self)
        self._page: StartPage | None = None
        self._colours: Palette | None = None
        self._left: list[Recovered] = []
        self._later: set[Path] = set()

    @property
    def looking(self) -> bool:
        """True until everything found is shown."""
        return bool(self._jobs.running)

    def show_on(self, page: StartPage, p: Palette) -> None:
        """Look again, and show it on this page, the newest first."""
        self._page, self._colours = page, p
        page.destroyed.connect(self._forget_page)
        self._jobs.start("", look, tuple(self._settings.recent), done=self._show, failed=self._fail)

    def finish(self) -> None:
        """Stop looking."""
        self._jobs.finish()

    def _fail(self, error: Exception) -> None:
        self.failed.emit(error)

    def _forget_page(self) -> None:
        self._page = None

    def _show(self, found: Found) -> None:
        left, recent = found
        self._left = [each for each in reversed(left) if each.working not in self._later]
        if self._page is None or self._colours is None:
            return
        self._page.show_recent(RecentList(recent, self._colours) if recent else None)
        self._show_next()

    def _show_next(self) -> None:
        if self._page is None or self._colours is None:
            return
        if not self._left:
            self._page.show_kept(None)
            return
        first = self._left[0]
        steps = tuple((step.at, kept_step(step)) for step in first.steps)
        name = first.path.stem if first.path else first.name
        kept = KeptEdits(name, steps, first.path is not None, first.behind, self._colours, self._settings.text_scale)
        kept.with_edits.connect(self._open_with_edits)
        kept.without_edits.connect(self._open_without)
        kept.later.connect(self._put_off)
        self._page.show_kept(kept)

    def _open_with_edits(self) -> None:
        self._projects.recover(self._left[0])

    def _open_without(self) -> None:
        first = self._left[0]
        if first.path is None:
            self.let_go(first)
            self._left.pop(0)
            self._show_next()
        else:
            self._later.add(first.working)
            self.passed_over.emit(first)
            self._projects.open(first.path, recover=False)

    def _put_off(self) -> None:
        self._later.add(self._left.pop(0).working)
        self._show_next()

    def let_go(self, left: Recovered) -> None:
        """Remove what was left, for good."""
        try:
            discard_recovered(left)
        except Exception as error:  # said on the page, whatever it is
            self.failed.emit(error)
