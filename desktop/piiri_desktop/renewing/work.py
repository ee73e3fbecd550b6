"""The renewal that is under way: this year's files and answers, and what they lead to, read beside the window."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from piiri.again import Matched, Renewal, decisions_kept, kept_mapping, match_opened, renew_matched
from piiri.errors import InputError, PiiriError
from piiri.i18n import N_, tr
from piiri.io.guarded import kept_readings
from piiri.io.mapping import ImportMapping
from piiri.io.pile import Decisions, Opened, open_pile
from piiri.model import Dataset
from piiri.progress import Part, Progress
from piiri.storage import PlanCarried, Project, renewed_project

from ..importing.under_way import UnderWay
from ..jobs import Jobs

Read = tuple[Opened, "Matched | PiiriError"]


def read(
    dataset: Dataset, paths: tuple[Path, ...], before: Opened | None, answers: Mapping[str, str], progress: Progress
) -> Read:
    """Open files and match them to last year's; where they do not match, why."""
    opened = open_pile(paths, before, progress)
    try:
        return opened, match_opened(dataset, opened, answers)
    except InputError as why:
        return opened, why


def renewed(project: Project, matched: Matched, repair: bool, opened: Opened | None, progress: Progress) -> Renewal:
    """Import in memory what has been opened, compare, and carry the plans over."""
    with kept_readings(None if opened is None else opened.readings):
        return renew_matched(project, matched, progress, repair=repair)


def make(renewal: Renewal, active: str, progress: Progress) -> Project:
    """Return the new project as a working copy; nothing is left where it is cancelled."""
    carried = [
        PlanCarried(each.kept.number, each.kept.name, each.history, each.kept.note, each.parent, each.branched_at)
        for each in renewal.carried
    ]
    progress(0.0, tr("Project"))
    return renewed_project(renewal.dataset, carried, renewal.plans, active=active)


def write_new(renewal: Renewal, active: str, path: Path, progress: Progress) -> Project:
    """Make the new project and write it to a file of its own, all or nothing."""
    made = make(renewal, active, progress)
    try:
        made.save_as(path, Part(progress, 0.2, 1.0))
    except BaseException:
        made.close(discard=True)
        raise
    return made


def replace_old(renewal: Renewal, old: Project, backup: Path, progress: Progress) -> Project:
    """Write the new project in the place of the old one, whose file is kept beside it; all or nothing.

    Parameters
    ----------
    old
        With a file of its own; what is not saved of it is saved first, so that the kept file has all of it.
    backup
        Where its file is kept.
    """
    path = old.path
    assert path is not None
    if old.unsaved:
        old.save(Part(progress, 0.0, 0.3))
    temporary = backup.with_name(f".piiri-{secrets.token_hex(8)}.tmp")
    progress(0.3, tr("Keeping {file}", file=backup.name))
    try:
        shutil.copy2(path, temporary)
        os.replace(temporary, backup)
    except OSError as problem:
        with suppress(OSError):
            temporary.unlink()
        raise InputError(
            "file-not-written",
            N_("The file {file} cannot be written: {reason}."),
            N_("Choose a folder that you may write to."),
            file=backup.name,
            reason=problem.strerror or "?",
        ) from problem
    try:
        return write_new(renewal, old.active, path, Part(progress, 0.4, 1.0))
    except BaseException:
        with suppress(OSError):
            backup.unlink()
        raise


def backup_of(path: Path, day: str) -> Path:
    """Return a name for the old file that is not taken: ``town (until 2026-11-24).gpkg``."""
    name = tr("{name} (until {day})", name=path.stem, day=day)
    found, n = path.with_name(f"{name}{path.suffix}"), 2
    while found.exists():
        found, n = path.with_name(f"{name} {n}{path.suffix}"), n + 1
    return found


class RenewalWork(UnderWay):
    """Files and answers for one open project.

    Signals
    -------
    made(Project)
        The new project is there, in its file.

    Parameters
    ----------
    project
        Of the year before; it is only read, until its file is replaced.
    """

    made = Signal(object)

    def __init__(self, project: Project, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(jobs, parent)
        self.project = project
        self.answers: dict[str, str] = {}
        self.opened: Opened | None = None
        self.matched: Matched | None = None
        self.renewal: Renewal | None = None
        self.why: PiiriError | None = None
        self.repair = False
        self.writing = False

    @property
    def mapping(self) -> ImportMapping | None:
        """Last year's; None where the project keeps none."""
        try:
            return kept_mapping(self.project.dataset)
        except InputError:
            return None

    # ------------------------------------------------------------------------------------------------ what is decided
    def remove(self, name: str) -> None:
        """Take a file out."""
        self.paths = tuple(each for each in self.paths if each.name != name)
        if self.paths:
            self.read()
        else:
            self.forget()

    def answer(self, key: str, answer: str) -> None:
        """Answer a question."""
        self.answers[key] = answer
        self.read()

    def agree(self) -> None:
        """Agree to have areas mended, and compare."""
        self.repair = True
        self.compare()

    def take_mapping(self, mapping: ImportMapping, repair: bool) -> None:
        """Go on with what an import from the beginning made of the files."""
        files = dict.fromkeys(layer.file for layer in mapping.layers)
        self.stop(over=False)
        self.matched = Matched(mapping, (), tuple((file, file) for file in files), ())
        self.repair = repair
        self.compare()

    def handed_over(self) -> Decisions:
        """What last year's mapping says of these files, for an import from the beginning."""
        mapping = self.mapping
        return decisions_kept(mapping, self.opened) if mapping is not None and self.opened is not None else Decisions()

    # ------------------------------------------------------------------------------------------------ what follows
    def read(self) -> None:
        """Read the files, or again what was stopped."""
        self.stop(over=False)
        self.stopped, self.why, self.renewal, self.matched = False, None, None, None
        inputs = (self.project.dataset, self.paths, self.opened, dict(self.answers))
        self._start(tr("Reading the files"), read, *inputs, done=self._matched)

    def _matched(self, found: Read) -> None:
        if not self._mine():
            return
        self._job = None
        self.opened, matched = found
        if isinstance(matched, Matched):
            self.matched = matched
            if matched.mapping is not None:
                self.compare()
                return
        else:
            self.why = matched
        self.changed.emit()

    def compare(self) -> None:
        """Import in memory and compare, or once more: the plans may have changed since."""
        self.why = self.renewal = None
        self.stopped = False
        assert self.matched is not None
        inputs = (self.project, self.matched, self.repair, self.opened)
        self._start(tr("Comparing with the year before"), renewed, *inputs, done=self._compared)

    def _compared(self, renewal: Renewal) -> None:
        if self._mine():
            self._job = None
            self.renewal = renewal
            self.changed.emit()

    def _was_stopped(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self.stopped = not self.writing
            self.writing = False
            self.changed.emit()

    def _fail(self, error: Exception) -> None:
        if not self._mine():
            return
        self._job = None
        if self.writing or not isinstance(error, PiiriError):
            self.writing = False
            self.failed.emit(error)
        else:
            self.why = error
        self.changed.emit()

    def forget(self) -> None:
        """Begin anew."""
        self.stop(over=False)
        self.paths, self.answers = (), {}
        self.opened = self.matched = self.renewal = self.why = None
        self.repair = self.stopped = False
        self.changed.emit()

    # ------------------------------------------------------------------------------------------------ into a project
    def write(self, path: Path) -> None:
        """Write the new project to a file of its own."""
        if self.renewal is not None and not self.busy:
            self.writing = True
            name = tr("Saving {file}", file=path.name)
            self._start(name, write_new, self.renewal, self.project.active, path, done=self._made)

    def replace(self, backup: Path) -> None:
        """Write the new project in the place of the old one, which is kept as ``backup``."""
        path = self.project.path
        if self.renewal is not None and path is not None and not self.busy:
            self.writing = True
            name = tr("Saving {file}", file=path.name)
            self._start(name, replace_old, self.renewal, self.project, backup, done=self._made)

    def _made(self, project: Project) -> None:
        self._job = None
        self.writing = False
        self.made.emit(project)
