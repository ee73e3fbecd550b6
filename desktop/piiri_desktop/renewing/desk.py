"""Opening and closing the renewal in the window; files and answers stay while the project is open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QStackedLayout

from piiri.i18n import tr, trn
from piiri.progress import Progress

from ..jobs import Jobs
from ..menu_row import MenuRow
from ..projects import PROJECT

if TYPE_CHECKING:
    from piiri.io.mapping import ImportMapping
    from piiri.storage import Project

    from ..main_window import MainWindow
    from .page import RenewalPage
    from .work import RenewalWork


def prepare(progress: Progress) -> None:
    """Load what reads files: libraries that take a second, so not in the window's thread."""
    progress(0.0, "")
    from . import page  # noqa: F401  # loaded here, used by the desk


class Renewing(QObject):
    """The renewal of the open project.

    Parameters
    ----------
    window
        Whose page it takes for a while.
    stack
        Its pages: the renewal is shown in place of planning, which stays as it is behind it.
    jobs
        Those of the import.

    Signals
    -------
    shown(), closed()
        Its page is there, or gone.
    import_asked(object)
        The import is to go on: (files, decisions), or None for one without files.
    """

    shown = Signal()
    closed = Signal()
    import_asked = Signal(object)

    def __init__(self, window: MainWindow, stack: QStackedLayout, jobs: Jobs) -> None:
        super().__init__(window)
        self._window, self._stack, self._jobs = window, stack, jobs
        self.page: RenewalPage | None = None
        self.work: RenewalWork | None = None
        self._coming: list[Path] = []
        self._mapping: tuple[ImportMapping, bool] | None = None
        self._opening = False
        self._step = "files"

    # ------------------------------------------------------------------------------------------------ opening
    def show(self) -> None:
        """Show the renewal as it was left, or which files the project was made of."""
        self.add(())

    def add(self, paths: Sequence[Path]) -> None:
        """Show the renewal and take files in."""
        self._coming += paths
        if self.page is not None:
            self._take()
        elif not self._opening and self._window.projects.project is not None:
            self._opening = True
            self._jobs.start(tr("Getting ready to read"), prepare, done=self._open, failed=self._failed)

    def choose_files(self) -> None:
        """Ask for files and take them in."""
        from ..importing.desk import READ

        name = tr("Files that Piiri reads")
        names, _ = QFileDialog.getOpenFileNames(
            self._window, tr("This year's files"), "", f"{name} ({READ});;{tr('All files')} (*)"
        )
        if names:
            self.add([Path(each) for each in names])

    def _open(self, _: object = None) -> None:
        from .page import RenewalPage
        from .work import RenewalWork

        window, self._opening = self._window, False
        project = window.projects.project
        if project is None:
            return
        window.comparing.close()
        window.importing.close()
        if window.bridge is not None:
            window.bridge.cancel()
        if self.work is None or self.work.project is not project:
            self.forget()
            self.work = RenewalWork(project, self._jobs, self)
            self.work.failed.connect(self._failed)
            self.work.made.connect(self._made)
        elif self.work.renewal is not None:  # plans may have changed since
            self.work.compare()
        menu = MenuRow(window.actions_of, window.settings, window.colours)
        menu.recent_chosen.connect(window.open_recent)
        menu.set_palette(window.colours, window.settings.text_scale)
        menu.show_saved(*window.workbench.menu_row.saved if window.workbench is not None else (False, ""))
        page = RenewalPage(self.work, menu, window.colours, window.settings.text_scale)
        page.left.connect(self.leave)
        page.files_asked.connect(self.choose_files)
        page.import_asked.connect(self._hand_over)
        page.problems_asked.connect(self._show_problems)
        page.written.connect(self.write)
        page.replaced.connect(self.replace)
        self.page = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self.shown.emit()
        page.go(self._step)
        if not self.work.paths:
            page.empty.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self._take()

    def _take(self) -> None:
        coming, self._coming = self._coming, []
        if coming and self.work is not None and self.work.mapping is not None:
            self._window.notices.clear()
            self.work.add(coming)

        mapped, self._mapping = self._mapping, None
        if mapped is not None and self.work is not None:
            self.work.take_mapping(*mapped)

    @property
    def is_here(self) -> bool:
        """True where files and answers are those of the project that is open."""
        return self.work is not None and self.work.project is self._window.projects.project

    def take_mapping(self, mapping: ImportMapping, repair: bool) -> None:
        """Show what differs by a mapping that the import has made of the files."""
        self._mapping, self._step = (mapping, repair), "files"
        self.show()

    # ------------------------------------------------------------------------------------------------ leaving
    def leave(self) -> None:
        """Go back to planning; files and answers stay."""
        self.close()
        if self._window.workbench is not None:
            self._window.workbench.views.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """Take the page away."""
        page, self.page = self.page, None
        if page is None:
            return
        self._step = page.step
        page.work.changed.disconnect(page.refresh)
        self._stack.removeWidget(page)
        page.hide()
        page.deleteLater()
        self.closed.emit()

    def forget(self) -> None:
        """Let go of files and answers: they belong to a project that is not open any more."""
        work, self.work = self.work, None
        self._step = "files"
        if work is not None:
            work.stop()
            work.deleteLater()

    # ------------------------------------------------------------------------------------------------ ways on
    def _hand_over(self) -> None:
        work = self.work
        if work is None or not work.paths:
            self.import_asked.emit(None)
        else:
            self.import_asked.emit((work.paths, work.handed_over()))

    def _show_problems(self) -> None:
        from ..dialogs.problems import ProblemsDialog

        work = self.work
        if work is None:
            return
        report = work.renewal.report if work.renewal is not None else getattr(work.why, "report", None)
        if report is not None:
            dialog = ProblemsDialog(report, self._window.settings.text_scale, self._window)
            self._window.messages.show_dialog(dialog)

    def write(self) -> None:
        """Ask for a file and write the new project there."""
        project = self._window.projects.project
        if project is None or self.work is None:
            return
        suggested = str(next_year(project.path or Path.home() / f"{project.dataset.name}{PROJECT}"))
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Write the new project"), suggested, f"{tr('Projects')} (*{PROJECT})"
        )
        if name:
            path = Path(name)
            self.write_to(path if path.suffix.lower() == PROJECT else path.with_name(path.name + PROJECT))

    def write_to(self, path: Path) -> None:
        """Write the new project; what the old one holds beyond its file is asked about first."""
        window, work = self._window, self.work
        project = window.projects.project
        if work is None or project is None:
            return
        if project.path is not None and path.resolve() == project.path.resolve():
            self.replace()
        elif window.may_leave(lambda: self.write_to(path)):
            work.write(path)

    def replace(self) -> None:
        """Write the new project in the place of the old one, which is kept beside it."""
        from .work import backup_of

        work = self.work
        if work is not None and work.project.path is not None and not self._window.projects.busy:
            work.replace(backup_of(work.project.path, datetime.now().astimezone().date().isoformat()))

    def _failed(self, error: Exception) -> None:
        self._opening = False
        self._window.messages.show_failure("renew", error)

    def _made(self, project: Project) -> None:
        work, self.work = self.work, None
        self._step = "files"
        unfit = len(work.renewal.unfit) if work is not None and work.renewal is not None else 0
        if work is not None:
            work.deleteLater()
        self.close()
        self._window.projects.take(project)
        words = tr("The new project is open: {file}", file=project.path.name if project.path else project.dataset.name)
        fits = trn(
            "{n} thing of your plans was left out, as listed before.",
            "{n} things of your plans were left out, as listed before.",
            unfit,
        )
        self._window.messages.show("note", words, fits if unfit else tr("All steps of your plans were carried over."))


def next_year(path: Path) -> Path:
    """Return a name for the new file: the year in the old one's name counted on, else the year added.

    >>> next_year(Path("town 2025.gpkg")).name
    'town 2026.gpkg'
    """
    found = list(re.finditer(r"(?<!\d)20\d\d(?!\d)", path.stem))
    if found:
        at = found[-1]
        stem = f"{path.stem[: at.start()]}{int(at.group()) + 1}{path.stem[at.end() :]}"
    else:
        stem = f"{path.stem} {datetime.now().astimezone().year}"
    return path.with_name(f"{stem}{path.suffix}")
