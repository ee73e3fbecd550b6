"""What the window has to say: errors with their mend, what an import found, what came back from an earlier sitting."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QDialog, QWidget

from piiri.errors import PiiriError
from piiri.i18n import tr, trn
from piiri.storage import Project, Recovered

from .banner import Banner, Notices, Way
from .faults import record
from .palette import Palette
from .projects import Projects
from .recovery import Recovery
from .settings import Settings
from .style import FocusRing

if TYPE_CHECKING:
    from piiri.io import ImportReport

REPAIRABLE = {"polygon-invalid", "overlap", "gap", "block-tiny"}
"""Problems of an import that go away where the person agrees to a repair."""

SHOWN_STEPS = 3


class Page(Protocol):
    """What messages need of the window."""

    settings: Settings
    colours: Palette
    projects: Projects
    recovery: Recovery

    @property
    def notices(self) -> Notices: ...

    def save(self) -> None: ...

    def save_as(self) -> None: ...


class Messages(QObject):
    """Shows them where their cause is, in the page that is up.

    Parameters
    ----------
    page, window
        The window, as what it offers and as a widget.
    """

    def __init__(self, page: Page, window: QWidget) -> None:
        super().__init__(window)
        self._page, self._window = page, window
        self._report: ImportReport | None = None
        self._passed_over: Recovered | None = None

    def show(self, box: str, what: str, how: str = "", ways: tuple[Way, ...] = ()) -> None:
        """Show a banner: ``box`` is ``"error"`` or ``"note"``."""
        page = self._page
        page.notices.show_banner(Banner(page.colours, page.settings.text_scale, box, what, how, ways))

    @property
    def palette(self) -> Palette:
        """The theme in force."""
        return self._page.colours

    @property
    def text_scale(self) -> float:
        """The text scale in force, 1.0 to 2.0."""
        return self._page.settings.text_scale

    def clear(self) -> None:
        """Take the banner away."""
        self._page.notices.clear()

    def show_dialog(self, dialog: QDialog) -> None:
        """Show a dialog beside the window; it goes when it is closed."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        FocusRing(dialog)
        dialog.show()

    # ------------------------------------------------------------------------------------------------ errors

    def show_failure(self, doing: str, error: Exception) -> None:
        """Show what could not be done (``"save"``, ``"new"``, ...) with the ways out there are."""
        ways: tuple[Way, ...] = ()
        report = getattr(error, "report", None)
        if doing == "save":
            ways = ((tr("Save elsewhere"), self._page.save_as), (tr("Try again"), self._page.save))
        elif report is not None:
            self._report = report
            ways = ((tr("Show all problems"), self.show_problems),)
            if all(problem.code in REPAIRABLE for problem in report.blocking):
                ways = ((tr("Repair and import"), self._import_with_repairs), *ways)
        self.show_error(error, ways)

    def show_error(self, error: BaseException, ways: tuple[Way, ...] = ()) -> None:
        """Show an error's two sentences; of one nobody foresaw, that it happened."""
        if isinstance(error, PiiriError):
            self.show("error", error.what, error.how, ways)
        else:
            self.show_fault(error, record(error))

    def show_fault(self, error: BaseException, log: Path) -> None:
        """Show that something nobody foresaw has happened; the details are in the log."""
        if isinstance(error, PiiriError):
            self.show_error(error)
            return
        self.show(
            "error",
            tr("Something unexpected happened. Piiri goes on; your edits are kept as you make them."),
            tr("Details, without personal data, are in {file}.", file=str(log)),
        )

    # ------------------------------------------------------------------------------------------------ import

    def show_report(self, report: ImportReport) -> None:
        """Show what was imported, in one line; the list is one click away."""
        self._report = report
        rows = sum(line.rows for line in report.ledgers)
        left_out = sum(line.rejected + line.excluded for line in report.ledgers)
        what = trn("{n} row read", "{n} rows read", rows)
        how = trn("{n} row left out, and listed.", "{n} rows left out, and listed.", left_out) if left_out else ""
        if not report.problems:
            self.show("note", what, how)
            return
        found = trn("{n} thing to look at.", "{n} things to look at.", len(report.problems))
        self.show("note", what, f"{how} {found}".strip(), ((tr("Show the list"), self.show_problems),))

    def show_problems(self) -> None:
        """Show the list of what the last import found."""
        from .dialogs.problems import ProblemsDialog  # brings piiri.io, and with it libraries that load slowly

        if self._report is not None:
            self.show_dialog(ProblemsDialog(self._report, self._page.settings.text_scale, self._window))

    def _import_with_repairs(self) -> None:
        mapping = self._page.projects.mapping
        if mapping is not None:
            self._page.notices.clear()
            self._page.projects.read_mapping(mapping, repair=True)

    # ------------------------------------------------------------------------------------------------ kept work

    def remember_passed_over(self, left: Recovered) -> None:
        """The saved project is about to be opened instead of what was left; it will be said."""
        self._passed_over = left

    def say_what_came_back(self, project: Project) -> None:
        """A project never changes behind a person's back: what was brought back, passed over or edited is said."""
        passed_over, texts = self._passed_over, project.recovered_texts()
        if texts:
            what = trn("{n} step that no file had is back", "{n} steps that no file had are back", len(texts))
            self.show("note", what, "; ".join(texts[-SHOWN_STEPS:]) + ".")
        elif project.edited_elsewhere:
            layers = ", ".join(project.edited_elsewhere)
            self.show(
                "note",
                tr("Another program has changed layers of this file: {layers}", layers=layers),
                tr("Piiri does not read them and does not overwrite them. Save under another name."),
            )
        elif passed_over is not None and passed_over.path == project.path:
            n = len(passed_over.steps)
            self.show(
                "note",
                trn("{n} step is still kept beside the file", "{n} steps are still kept beside the file", n),
                tr("You can bring them back from the start page."),
                ((trn("Let it go", "Let them go", n), self._let_go),),
            )

    def _let_go(self) -> None:
        left, self._passed_over = self._passed_over, None
        self._page.notices.clear()
        if left is not None:
            self._page.recovery.let_go(left)
