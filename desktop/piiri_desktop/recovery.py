"""What earlier sittings left: looked for beside the window, shown on the start page, opened on demand."""

from __future__ import annotations

from PySide6.QtCore import QObject

from piiri.edits import AssignFaces, Edit, MoveVertex, SetCapacity, SetLock
from piiri.i18n import number, tr, trn
from piiri.progress import Progress
from piiri.storage import Recovered, recoverable

from .jobs import Jobs
from .palette import Palette
from .projects import Projects
from .settings import Settings
from .start import StartPage
from .start.kept import KeptEdits
from .start.recent import RecentList, RecentProject, find_recent


def look(entries: tuple[tuple[str, str], ...], progress: Progress) -> tuple[object, object]:
    """Return what was left behind and which recent projects are still there."""
    return recoverable(), find_recent(entries, progress)


def in_words(edit: Edit | None) -> str:
    """Say what a kept edit did, without loading its project; None is an undo or a redo."""
    match edit:
        case None:
            return tr("Steps taken back or done again")
        case AssignFaces():
            n = len(edit.faces)
            return trn("{n} block given to another school", "{n} blocks given to another school", n)
        case MoveVertex():
            return tr("A corner moved")
        case SetCapacity():
            return tr("Places of school {school} set to {places}", school=edit.school, places=number(edit.places))
        case SetLock():
            return (
                tr("School {school} locked", school=edit.school)
                if edit.locked
                else tr("School {school} unlocked", school=edit.school)
            )


class Recovery(QObject):
    """Fills the start page as soon as it is known what there is."""

    def __init__(self, projects: Projects, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._projects, self._settings = projects, settings
        self._jobs = Jobs(self)
        self._page: StartPage | None = None
        self._colours: Palette | None = None
        self._left: list[Recovered] = []
        self._later: set[object] = set()

    def show_on(self, page: StartPage, p: Palette) -> None:
        """Look again, and show it on this page."""
        self._page, self._colours = page, p
        page.destroyed.connect(self._forget_page)
        self._jobs.start("", look, tuple(self._settings.recent), done=self._show, failed=self._ignore)

    def finish(self) -> None:
        """Stop looking."""
        self._jobs.finish()

    def _forget_page(self) -> None:
        self._page = None

    def _ignore(self, error: Exception) -> None:
        raise error

    def _show(self, found: tuple[tuple[Recovered, ...], tuple[RecentProject, ...]]) -> None:
        left, recent = found
        self._left = [each for each in left if each.working not in self._later]
        if self._page is None or self._colours is None:
            return
        self._page.show_recent(RecentList(recent, self._colours) if recent else None)
        self._show_next()

    def _show_next(self) -> None:
        assert self._page is not None and self._colours is not None
        if not self._left:
            self._page.show_kept(None)
            return
        first = self._left[0]
        steps = tuple((step.at, in_words(step.edit)) for step in first.steps)
        name = first.path.stem if first.path else first.name
        kept = KeptEdits(name, steps, True, first.path is not None, self._colours)
        kept.with_edits.connect(self._open_with_edits)
        kept.saved_project.connect(self._open_saved)
        kept.later.connect(self._put_off)
        self._page.show_kept(kept)

    def _open_with_edits(self) -> None:
        self._projects.recover(self._left[0])

    def _open_saved(self) -> None:
        path = self._left[0].path
        assert path is not None
        self._projects.open(path)

    def _put_off(self) -> None:
        self._later.add(self._left.pop(0).working)
        self._show_next()
