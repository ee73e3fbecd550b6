"""Opening and closing the import in the window; what was dropped and decided stays while Piiri runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedLayout

from piiri.i18n import tr
from piiri.progress import Progress

from ..jobs import Job, Jobs
from ..menu_row import MenuRow
from ..projects import dropped, opens_as_it_is
from ..renewing.desk import Renewing

if TYPE_CHECKING:
    from piiri.io import ImportReport
    from piiri.io.pile import Decisions
    from piiri.storage import Project

    from ..main_window import MainWindow
    from ..renewing.page import RenewalPage
    from .page import ImportPage
    from .work import ImportWork

_STAY = (
    *("demo", "open", "new", "import_files", "quit", "shortcuts", "about", "theme_light", "theme_dark", "theme_system"),
    *("text_larger", "text_smaller", "text_normal", "language_fi", "language_sv", "language_en"),
)
"""Actions that make sense beside an import."""

READ = "*.gpkg *.shp *.zip *.geojson *.json *.topojson *.kml *.kmz *.gml *.csv *.tsv *.txt *.xlsx *.xlsm *.pbf"


def prepare(progress: Progress) -> None:
    """Load what reads files: libraries that take a second, so not in the window's thread."""
    progress(0.0, "")
    from . import page  # noqa: F401  # loaded here, used by the desk


class Importing(QObject):
    """The import in a window.

    Parameters
    ----------
    window
        Whose page it takes for a while.
    stack
        Its pages: the import is shown in place of the one before, which stays as it is behind it.
    """

    def __init__(self, window: MainWindow, stack: QStackedLayout) -> None:
        super().__init__(window)
        self._window, self._stack = window, stack
        self._jobs = Jobs(self)
        self._jobs.started.connect(self._watch)
        self.page: ImportPage | None = None
        self.work: ImportWork | None = None
        self._menu: MenuRow | None = None
        self._coming: list[Path] = []
        self._handed: tuple[Sequence[Path], Decisions] | None = None
        self._opening = False
        self._turned_off: list[str] = []
        self.again = Renewing(window, stack, self._jobs)
        self.again.shown.connect(self._turn_off)
        self.again.closed.connect(self._turn_on)
        self.again.import_asked.connect(self._take_over)
        self._before: tuple[str, str] = ("files", "")

    @property
    def ways(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """The actions that lead here, and what each does."""
        return ("new", self.show), ("import_files", self.choose_files), ("next_year", self.again.show)

    @property
    def shown(self) -> ImportPage | RenewalPage | None:
        """The page that is shown: of the import, or of next year's files."""
        return self.page or self.again.page

    # ------------------------------------------------------------------------------------------------ opening
    def show(self) -> None:
        """Show the import as it was left, or what a city may drop."""
        self.add(())

    def add(self, paths: Sequence[Path]) -> None:
        """Show the import and take files in."""
        self._coming += paths
        if self.page is not None:
            self._take()
        elif not self._opening:
            self._opening = True
            self._jobs.start(tr("Getting ready to read"), prepare, done=self._open, failed=self._failed)

    def choose_files(self) -> None:
        """Ask for files and take them in."""
        if self.again.page is not None:
            self.again.choose_files()
            return
        name = tr("Files that Piiri reads")
        names, _ = QFileDialog.getOpenFileNames(
            self._window, tr("Import files"), "", f"{name} ({READ});;{tr('All files')} (*)"
        )
        if names:
            self.add([Path(each) for each in names])

    def _open(self, _: object = None) -> None:
        from .page import ImportPage
        from .work import ImportWork

        window = self._window
        self._opening = False
        self.again.close()
        window.comparing.close()
        if window.bridge is not None:
            window.bridge.cancel()
        if self.work is None:
            self.work = ImportWork(self._jobs, self)
            self.work.failed.connect(self._failed)
            self.work.made.connect(self._made)
        self._menu = MenuRow(window.actions_of, window.settings, window.colours)
        self._menu.recent_chosen.connect(window.open_recent)
        self._menu.set_palette(window.colours, window.settings.text_scale)
        self._menu.show_saved(False, "")
        page = ImportPage(self.work, self._menu, window.colours, window.settings.text_scale)
        page.left.connect(self.leave)
        page.files_asked.connect(self.choose_files)
        page.mapping_asked.connect(window.choose_mapping)
        page.project_asked.connect(self.commit)
        self.page = page
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        self._turn_off()
        step, page.layer = self._before
        page.go(step)
        if self.work.standing is None:
            page.empty.choose.setFocus(Qt.FocusReason.OtherFocusReason)
        self._take()

    def _take_over(self, handed: tuple[Sequence[Path], Decisions] | None) -> None:
        """Go on with files and decisions of next year's import; what comes of it goes back there."""
        self._handed, self._before = handed, ("files", "")
        self.show()

    def _take(self) -> None:
        handed, self._handed = self._handed, None
        if handed is not None and self.work is not None:
            self.work.take_over(*handed)
        coming, self._coming = self._coming, []
        if coming and self.work is not None:
            self._window.notices.clear()
            self.work.add(coming)

    def _turn_off(self) -> None:
        actions = self._window.actions_of
        reason = tr("Leave the import first.") if self.page is not None else tr("Go back to planning first.")
        self._turned_off = [name for name, action in actions.of.items() if action.isEnabled() and name not in _STAY]
        for name in self._turned_off:
            actions.enable(name, False, reason)

    def _turn_on(self) -> None:
        for name in self._turned_off:
            self._window.actions_of.enable(name)
        self._turned_off = []

    # ------------------------------------------------------------------------------------------------ leaving
    def leave(self) -> None:
        """Go back to the page before; files and decisions stay."""
        window = self._window
        if self.page is None:
            return
        self.close()
        behind = window.workbench.views.map if window.workbench is not None else window.start
        if behind is not None:
            behind.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """Take the page away."""
        self.again.close()
        page, self.page, self._menu = self.page, None, None
        if page is None:
            return
        self._before = (page.step, page.layer)
        page.work.changed.disconnect(page.refresh)
        self._stack.removeWidget(page)
        page.hide()
        page.deleteLater()
        self._turn_on()

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Make the page anew after a change of language or look; the work stays."""
        shown = self if self.page is not None else self.again if self.again.page is not None else None
        yield
        if shown is not None:
            shown.close()
            shown.show()

    # ------------------------------------------------------------------------------------------------ dropping
    def drag(self, event: QDragEnterEvent) -> None:
        """Files come over the window."""
        if dropped(event):
            event.acceptProposedAction()

    def drop(self, event: QDropEvent) -> None:
        """Files are let go of over the window: one project or mapping is opened, all else is imported."""
        paths = dropped(event)
        if not paths:
            return
        event.acceptProposedAction()
        if len(paths) == 1 and opens_as_it_is(paths[0]):
            self._window.open_path(paths[0])
        elif self.again.page is not None:
            self.again.add(paths)
        else:
            self.add(paths)

    def finish(self) -> None:
        """Stop what is under way; before the window goes."""
        if self.work is not None:
            self.work.stop()
        self.again.forget()
        self._jobs.finish()

    # ------------------------------------------------------------------------------------------------ what comes of it
    def commit(self) -> None:
        """Make the project; the one that is open may hold work that is not in its file, so that is asked first."""
        work = self.work
        outcome = work.outcome if work is not None else None
        if work is None or outcome is None or not outcome.ready or work.busy:
            return
        if work.renews and self.again.is_here:
            mapping, decided = outcome.checked.proposal.mapping, outcome.standing.decisions.repairs
            assert mapping is not None
            self.close()
            self.again.take_mapping(mapping, any(decided.get(each.key) for each in outcome.repairs))
        elif self._window.may_leave(self.commit):
            work.commit()

    def _watch(self, job: Job) -> None:
        self._window.watch(job)

    def _failed(self, error: Exception) -> None:
        self._opening = False
        self._window.messages.show_failure("import", error)

    def _made(self, project: Project, report: ImportReport) -> None:
        work, self.work = self.work, None
        if work is not None:
            work.deleteLater()
        self._before = ("files", "")
        self.close()
        self._window.projects.take_imported(project, report)
