"""The project that is open, and the long work on projects: making, opening, importing and saving, beside the window."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QDropEvent

from piiri.errors import InputError
from piiri.i18n import N_, tr
from piiri.progress import Part, Progress
from piiri.storage import Project, Recovered, create_project, open_project, open_recovered

from .jobs import Jobs

if TYPE_CHECKING:
    from piiri.io import ImportReport

MAPPING, PROJECT = ".toml", ".gpkg"


def make_demo(progress: Progress) -> Project:
    """Return a new project on the demo municipality."""
    from piiri.io.demo import demo_municipality

    dataset, plan = demo_municipality(ways=True, progress=Part(progress, 0.0, 0.9))
    progress(0.9, tr("Project"))
    return create_project(dataset, (plan,))


def make_from_mapping(path: Path, repair: bool, progress: Progress) -> tuple[Project, ImportReport]:
    """Return a new project made from the files a mapping names, and the report of what was found in them."""
    from piiri.io import import_mapping  # reads files with libraries that take a second to load

    imported = import_mapping(path, Part(progress, 0.0, 0.9), repair=repair)
    progress(0.9, tr("Project"))
    return create_project(imported.dataset, imported.plans), imported.report


def open_file(path: Path, recover: bool, progress: Progress) -> Project:
    """Return the project in a file, as a working copy; with what was left behind where ``recover``."""
    progress(0.0, tr("Checking the file"))
    return open_project(path, recover=recover)


def open_left(left: Recovered, progress: Progress) -> Project:
    """Return what an earlier sitting left."""
    progress(0.0, tr("Checking the file"))
    return open_recovered(left)


class Projects(QObject):
    """The open project.

    Signals
    -------
    opened(Project)
        A project is there, in place of the one before.
    imported(ImportReport)
        It was made from files; this is what was found in them.
    saved()
        It has been written to its file.
    failed(str, Exception)
        What could not be done (``"open"``, ``"new"``, ``"demo"``, ``"save"``) and why.
    """

    opened = Signal(object)
    imported = Signal(object)
    saved = Signal()
    failed = Signal(str, object)

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.project: Project | None = None
        self.saved_at: datetime | None = None
        self.saving = False
        self.discard_when_left = False
        self._doing = ""
        self._is_demo = False
        self.mapping: Path | None = None

    @property
    def name(self) -> str:
        """Name of the open project for people: its file's, or its municipality's while it has none."""
        project = self.project
        if project is None:
            return ""
        return Path(project.path).stem if project.path else project.dataset.name

    @property
    def unsaved(self) -> bool:
        """True where the open project holds work that is not in its file."""
        return self.project is not None and self.project.unsaved

    @property
    def worth_keeping(self) -> bool:
        """True where something would be missed: unsaved work, other than a demo municipality nobody has touched."""
        project = self.project
        if project is None or not self.unsaved:
            return False
        touched = project.told_more or any(project.history(plan).entries for plan in project.plans)
        return touched or not self._is_demo

    @property
    def busy(self) -> bool:
        """True while a project is being opened, made or saved."""
        return bool(self._jobs.running)

    # ------------------------------------------------------------------------------------------------ coming

    def demo(self) -> None:
        """Make the demo municipality and open it."""
        self._start("demo", tr("Demo municipality"), make_demo)

    def open(self, path: Path, *, recover: bool = True) -> None:
        """Open a project file, with what an earlier sitting left of it unless told not to, or make a project from a
        mapping file."""
        if path.suffix.lower() == MAPPING:
            self.read_mapping(path)
        elif path.suffix.lower() != PROJECT:
            error = InputError(
                "not-a-project",
                N_("{file} is neither a project (.gpkg) nor a mapping (.toml)."),
                N_("Choose a file of one of these kinds."),
                file=path.name,
            )
            self.failed.emit("open", error)
        else:
            self._start("open", tr("Opening {file}", file=path.name), open_file, path, recover)

    def read_mapping(self, path: Path, *, repair: bool = False) -> None:
        """Make a project from a mapping file; ``repair`` where the person agrees to have areas mended."""
        self._doing, self.mapping = "new", path
        self._jobs.start(
            tr("Reading {file}", file=path.name),
            make_from_mapping,
            path,
            repair,
            done=self._take_imported,
            failed=self._fail,
        )

    def recover(self, left: Recovered) -> None:
        """Open what an earlier sitting left."""
        name = left.path.name if left.path else left.name
        self._start("open", tr("Opening {file}", file=name), open_left, left)

    def _start(self, doing: str, name: str, function: Callable[..., object], *inputs: object) -> None:
        self._doing = doing
        self._jobs.start(name, function, *inputs, done=self.take, failed=self._fail)

    def _take_imported(self, result: tuple[Project, ImportReport]) -> None:
        self.take_imported(*result)

    def take_imported(self, project: Project, report: ImportReport) -> None:
        """Put a project that was made from files in the place of the one before."""
        self._doing = "new"
        self.take(project)
        self.imported.emit(report)

    def take(self, project: Project) -> None:
        """Put a project in the place of the one before, which is closed with its work kept."""
        self.close()
        self.project = project
        self._is_demo = self._doing == "demo"
        self.saved_at = None
        self.opened.emit(project)

    def _fail(self, error: Exception) -> None:
        self.saving = False
        self.failed.emit(self._doing, error)

    # ------------------------------------------------------------------------------------------------ saving and going

    def save(self, path: Path | None = None) -> None:
        """Write the open project to its file, or to another one that becomes its file."""
        project = self.project
        if project is None:
            return
        self._doing, self.saving = "save", True
        if path is None:
            self._jobs.start(tr("Saving"), project.save, done=self._kept, failed=self._fail)
        else:
            name = tr("Saving {file}", file=path.name)
            self._jobs.start(name, project.save_as, path, done=self._kept, failed=self._fail)

    def _kept(self, _: object) -> None:
        self.saving = False
        self.saved_at = datetime.now().astimezone()
        self.saved.emit()

    def close(self) -> None:
        """Close the open project; its unsaved work is kept for next time, unless :attr:`discard_when_left`."""
        discard = self.discard_when_left or not self.worth_keeping
        project, self.project = self.project, None
        self.discard_when_left = False
        if project is not None:
            project.close(discard=discard)


def dropped(event: QDropEvent) -> list[Path]:
    """Return the files and folders of this computer that are being dropped."""
    urls = event.mimeData().urls()
    return [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]


def opens_as_it_is(path: Path) -> bool:
    """Tell whether a file is a mapping or a project; another GeoPackage is data to be imported."""
    if path.suffix.lower() == MAPPING:
        return True
    if path.suffix.lower() != PROJECT:
        return False
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)) as database:
            found = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'piiri_schema'").fetchone()
    except (sqlite3.Error, OSError):
        return True  # opening it says what is wrong with it
    return found is not None
