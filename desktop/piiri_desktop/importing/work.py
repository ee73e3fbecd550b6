"""The import that is under way: files, decisions and what they lead to, read beside the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from piiri.errors import InputError
from piiri.i18n import N_, tr
from piiri.io.pile import Decisions, Opened, Outcome, Standing, dry_run, open_pile, stand
from piiri.io.recognise.looking import files_of
from piiri.progress import Cancelled, Progress
from piiri.storage import Project, create_project

from ..jobs import Job, Jobs


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


class ImportWork(QObject):
    """What has been dropped and decided so far; it outlives the page that shows it.

    Signals
    -------
    changed()
        Files, standing, outcome or what is being done are others.
    failed(Exception)
        Something could not be done; everything is as it was before.
    made(Project, ImportReport)
        The project is there.
    """

    changed = Signal()
    failed = Signal(object)
    made = Signal(object, object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._job: Job | None = None
        self.paths: tuple[Path, ...] = ()
        self.decisions = Decisions()
        self.standing: Standing | None = None
        self.outcome: Outcome | None = None
        self.stopped = False
        self.making = False
        self.renews = False
        self._reading: tuple[Path, ...] | None = None
        self._over = False

    # ------------------------------------------------------------------------------------------------ what is decided
    @property
    def busy(self) -> bool:
        """True while files are read or tried."""
        return self._job is not None

    @property
    def current(self) -> bool:
        """True where the standing is that of the decisions."""
        return self.standing is not None and self.standing.decisions is self.decisions and self._reading is None

    def add(self, paths: Sequence[Path]) -> None:
        """Take files in, and those of folders."""
        try:
            found = files_of(paths)
        except (InputError, OSError) as error:
            self.failed.emit(_said(error, paths))
            return
        new = [path for path in found if path not in self.paths]
        if new:
            self.paths = (*self.paths, *new)
            self._read()

    def take_over(self, paths: Sequence[Path], decisions: Decisions) -> None:
        """Begin anew with files and decisions of another year's import; what comes of it is compared with that one."""
        self.forget()
        self.decisions, self.renews = decisions, True
        self.add(paths)

    def remove(self, path: Path) -> None:
        """Take a file out; what was decided about it is kept for when it comes back."""
        self.paths = tuple(each for each in self.paths if each != path)
        if self.paths:
            self._read()
        else:
            self._stop()
            self.standing = self.outcome = self._reading = None
            self.changed.emit()

    def decide(self, decisions: Decisions) -> None:
        """Take over decisions; what follows from them comes by itself."""
        if decisions == self.decisions:
            return
        self.decisions = decisions
        self._read()

    def answer(self, key: str, answer: str | None) -> None:
        """Answer a question; None takes the answer back."""
        self.decide(self.decisions.answered(key, answer))

    def try_again(self) -> None:
        """Read what was stopped."""
        self._read()

    # ------------------------------------------------------------------------------------------------ what follows
    def _stop(self) -> None:
        job, self._job = self._job, None
        if job is not None:
            job.cancel()

    def stop(self) -> None:
        """Stop what is under way, and begin nothing more: the window goes."""
        self._over = True
        self._stop()

    def _read(self) -> None:
        self._stop()
        self.stopped = False
        self._reading = self.paths
        before = self.standing.opened if self.standing else None
        self._start(tr("Reading the files"), read, self.paths, before, self.decisions, done=self._stood)

    def _start(self, name: str, function: Callable[..., object], *inputs: object, done: Callable[[Any], None]) -> None:
        if self._over:
            return
        job = self._jobs.start(name, function, *inputs, done=done, failed=self._fail)
        job.stopped.connect(self._was_stopped)
        self._job = job
        self.changed.emit()

    def _mine(self) -> bool:
        return self.sender() is None or self.sender() is self._job

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
        self._stop()
        self.paths, self.decisions = (), Decisions()
        self.standing = self.outcome = self._reading = None
        self.stopped = self.renews = False
        self.changed.emit()


def _said(error: Exception, paths: Sequence[Path]) -> Exception:
    if isinstance(error, OSError):
        return InputError(
            "file-not-read",
            N_("The file {file} cannot be read: {reason}."),
            N_("Check that it is there and that you may read it."),
            file=", ".join(path.name for path in paths),
            reason=error.strerror or "?",
        )
    return error
