"""The import that is under way: files, decisions and what they lead to, read beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from piiri.i18n import tr
from piiri.io.pile import Decisions, Opened, Outcome, Standing, dry_run, open_pile, stand
from piiri.progress import Cancelled, Progress
from piiri.storage import Project, create_project

from ..jobs import Jobs
from .under_way import UnderWay


def read(paths: tuple[Path, ...], before: Opened | None, decisions: Decisions, progress: Progress) -> Standing:
    """Open files and say what they are."""
    return stand(open_pile(paths, before, progress, decisions.answers), decisions)


def make(outcome: Outcome, progress: Progress) -> Project:
    """Return the project of a dry run that is ready; nothing is left where it is cancelled."""
    progress(0.1, tr("Project"))
    project = create_project(*outcome.made())
    try:
        progress(1.0, tr("Imported"))
    except Cancelled:
        project.close(discard=True)
        raise
    return project


class ImportWork(UnderWay):
    """What has been dropped and decided so far.

    Signals
    -------
    made(Project, ImportReport)
        The project is there.
    """

    made = Signal(object, object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self.decisions = Decisions()
        self.standing: Standing | None = None
        self.outcome: Outcome | None = None
        self.making = False
        self.renews = False
        self._reading: tuple[Path, ...] | None = None

    # ------------------------------------------------------------------------------------------------ what is decided
    @property
    def current(self) -> bool:
        """True where the standing is that of the decisions."""
        return self.standing is not None and self.standing.decisions is self.decisions and self._reading is None

    def take_over(self, paths: Sequence[Path], decisions: Decisions) -> None:
        """Begin anew with files and decisions of another year's import; what comes of it is compared with that one."""
        self.forget()
        self.decisions, self.renews = decisions, True
        self.add(paths)

    def remove(self, path: Path) -> None:
        """Take a file out; what was decided about it is kept for when it comes back."""
        self.paths = tuple(each for each in self.paths if each != path)
        if self.paths:
            self.read()
        else:
            self.stop(over=False)
            self.standing = self.outcome = self._reading = None
            self.changed.emit()

    def decide(self, decisions: Decisions) -> None:
        """Take over decisions; what follows from them comes by itself."""
        if decisions == self.decisions:
            return
        self.decisions = decisions
        self.read()

    def answer(self, key: str, answer: str | None) -> None:
        """Answer a question; None takes the answer back."""
        self.decide(self.decisions.answered(key, answer))

    # ------------------------------------------------------------------------------------------------ what follows
    def read(self) -> None:
        """Read the files, or again what was stopped."""
        self.stop(over=False)
        self.stopped = False
        self._reading = self.paths
        before = self.standing.opened if self.standing else None
        self._start(tr("Reading the files"), read, self.paths, before, self.decisions, done=self._stood)

    def _stood(self, standing: Standing) -> None:
        if not self._mine():
            return
        self._job = self._reading = None
        self.standing, self.outcome = standing, None
        self.paths = tuple(standing.opened.files)
        if standing.proposal.mapping is not None and standing.wrong is None:
            self._start(tr("Trying the import"), dry_run, standing, done=self._tried)
        else:
            self.changed.emit()

    def _tried(self, outcome: Outcome) -> None:
        if self._mine():
            self._job = None
            self.outcome = outcome
            self.changed.emit()

    def _was_stopped(self) -> None:
        if self.sender() is not self._job:
            return  # a newer one has taken its place
        self._job = None
        self.making = False
        self.stopped = True
        if self._reading is not None and self.standing is not None:
            # what was being read never came in
            self.paths = tuple(self.standing.opened.files)
            self.decisions = self.standing.decisions
        elif self._reading is not None:
            self.paths = ()
        self._reading = None
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        if not self._mine():
            return
        self._job = None
        self.making = False
        if self._reading is not None:
            self.paths = tuple(self.standing.opened.files) if self.standing else ()
            if self.standing is not None:
                self.decisions = self.standing.decisions
        self._reading = None
        self.failed.emit(error)
        self.changed.emit()

    # ------------------------------------------------------------------------------------------------ into a project
    def commit(self) -> None:
        """Make the project."""
        if self.outcome is None or not self.outcome.ready or self.busy:
            return
        self.making = True
        self._start(tr("Making the project"), make, self.outcome, done=self._made)

    def _made(self, project: Project) -> None:
        self._job = None
        self.making = False
        outcome = self.outcome
        assert outcome is not None
        self.made.emit(project, outcome.report)

    def forget(self) -> None:
        """Begin anew."""
        self.stop(over=False)
        self.paths, self.decisions = (), Decisions()
        self.standing = self.outcome = self._reading = None
        self.stopped = self.renews = False
        self.changed.emit()
