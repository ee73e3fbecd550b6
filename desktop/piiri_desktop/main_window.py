"""The window: the start page or one project, with everything a person can do to projects from there."""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QGuiApplication, QIcon
from PySide6.QtWidgets import QDialog, QFileDialog, QStackedLayout, QWidget

from piiri.errors import PiiriError
from piiri.i18n import tr, trn
from piiri.session import Session
from piiri.storage import Project, Recovered

from .actions import Actions
from .banner import Banner, Notices, Way
from .bridge import Attention, Bridge
from .dialogs.about import AboutDialog
from .dialogs.shortcuts import ShortcutsDialog
from .dialogs.unsaved import ask_unsaved
from .faults import record
from .icons import mark_path
from .jobs import Job, Jobs
from .language import use_language
from .projects import MAPPING, PROJECT, Projects
from .recovery import Recovery
from .settings import Settings
from .start import StartPage
from .start.kept import clock
from .style import FocusRing, apply_style, theme_name
from .workbench import Workbench

if TYPE_CHECKING:
    from piiri.io import ImportReport

REPAIRABLE = {"polygon-invalid", "overlap", "gap", "block-tiny"}
"""Problems of an import that go away where the person agrees to a repair."""

SMALLEST = (960, 560)
CUSTOMARY = (1280, 720)


class MainWindow(QWidget):
    """The one window.

    Parameters
    ----------
    settings
        The person's choices; kept up to date and written as they change.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings = settings
        self.setWindowIcon(QIcon(str(mark_path())))
        self.setMinimumSize(*SMALLEST)
        self.setAcceptDrops(True)
        self.jobs = Jobs(self)
        self.projects = Projects(self.jobs, self)
        self.start: StartPage | None = None
        self.workbench: Workbench | None = None
        self.bridge: Bridge | None = None
        self.attention: Attention | None = None
        self.actions_of: Actions
        self._leaving = False
        self._after_save: str = ""
        self._stack = QStackedLayout(self)
        self._focus_ring = FocusRing(self)
        self.jobs.started.connect(self._watch)
        self.projects.opened.connect(self._show_project)
        self.projects.imported.connect(self._show_report)
        self.projects.saved.connect(self._saved)
        self.projects.failed.connect(self._show_failure)
        self.recovery = Recovery(self.projects, settings, self)
        self.recovery.passed_over.connect(self._remember_passed_over)
        self.recovery.failed.connect(self._show_error)
        self._passed_over: Recovered | None = None
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_theme_changed)
        self.colours = apply_style(theme_name(settings.theme), settings.text_scale)
        use_language(settings.language)
        self._make_actions()
        self.show_start()
        self.resize(*CUSTOMARY)
        if settings.geometry:
            self.restoreGeometry(QByteArray(b64decode(settings.geometry)))

    # ------------------------------------------------------------------------------------------------ pages

    @property
    def notices(self) -> Notices:
        """Where messages appear on the page that is shown."""
        page = self.workbench or self.start
        assert page is not None
        return page.notices

    def show_start(self) -> None:
        """Show the start page."""
        self.start = StartPage(self.actions_of, self.colours, self.settings.text_scale)
        self.start.language_chosen.connect(self.change_language)
        self.start.recent_chosen.connect(self.open_recent)
        self._show_page(self.start)
        self._enable()
        self.recovery.show_on(self.start, self.colours)
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_project(self, project: Project) -> None:
        if self.bridge is not None:
            self.bridge.close()
        session = Session(project.dataset, project.history(project.active), journal=project)
        self.bridge = Bridge(session, self)
        self.bridge.changed.connect(self._show_saved_state)
        self.bridge.failed.connect(self._show_error)
        self.attention = Attention(self)
        if project.path:
            self.settings.remember(Path(project.path))
            self.settings.save()
        self._show_workbench()
        self._say_what_came_back(project)

    def _show_workbench(self) -> None:
        assert self.bridge is not None and self.attention is not None
        self.workbench = Workbench(self.bridge, self.attention, self.actions_of, self.settings, self.colours)
        self.workbench.menu_row.recent_chosen.connect(self.open_recent)
        self._show_page(self.workbench)
        self.workbench.restore_layout()
        self.actions_of.keep_letters_to(self.workbench.views.map if self.settings.letters_on_map_only else None)
        self.actions_of["pan"].trigger()
        self._enable()
        self._show_saved_state()
        self.workbench.views.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, page: QWidget) -> None:
        old = self._stack.currentWidget()
        self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        if old is not None:
            self._stack.removeWidget(old)
            old.hide()
            old.deleteLater()
        if page is not self.start:
            self.start = None
        if page is not self.workbench:
            self.workbench = None

    def change_language(self, language: str) -> None:
        """Speak another language from now on; the page is made anew, the work stays."""
        if language == self.settings.language:
            return
        self.settings.language = language
        self.settings.save()
        use_language(language)
        self.rebuild()

    def rebuild(self) -> None:
        """Make actions and page anew."""
        if self.workbench is not None:
            self.workbench.keep_layout()
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()
        self._make_actions()
        if self.workbench is not None:
            self._show_workbench()
        else:
            self.show_start()

    # ------------------------------------------------------------------------------------------------ actions

    def _make_actions(self) -> None:
        self.actions_of = actions = Actions(self)
        actions.paint_icons(self.colours)
        for name, slot in (
            ("demo", self.open_demo),
            ("open", self.choose_project),
            ("new", self.choose_mapping),
            ("save", self.save),
            ("save_as", self.save_as),
            ("close", self.close_project),
            ("quit", self.close),
            ("text_larger", self._larger),
            ("text_smaller", self._smaller),
            ("text_normal", self._normal),
            ("letters_on_map_only", self._letters),
            ("shortcuts", self.show_shortcuts),
            ("about", self.show_about),
        ):
            actions.connect(name, slot)
        actions.groups["theme"].triggered.connect(self._theme_chosen)
        actions.groups["language"].triggered.connect(self._language_chosen)
        actions[f"theme_{self.settings.theme}"].setChecked(True)
        actions[f"language_{self.settings.language}"].setChecked(True)
        actions["letters_on_map_only"].setChecked(self.settings.letters_on_map_only)

    def _enable(self) -> None:
        """Say of each action whether it can be used now; the workbench looks after undo, redo and stages itself."""
        here = self.workbench is not None
        actions, scale, no_project = self.actions_of, self.settings.text_scale, tr("Open a project first.")
        on_map = ("pan", "select", "paint", "pick", "corner", "zoom_in", "zoom_out", "zoom_all", "focus_map")
        for name in (*on_map, "focus_schools", "focus_history", "next_pane", "save_as", "close"):
            actions.enable(name, here, "" if here else no_project)
        if not here:
            for name in ("save", "undo", "redo", "stage_next", "stage_previous"):
                actions.enable(name, False, no_project)
        actions.enable("text_larger", scale < 2.0)
        actions.enable("text_smaller", scale > 1.0)
        actions.enable("text_normal", scale != 1.0)

    def show_shortcuts(self) -> None:
        """Show the list of keys; planning goes on beside it."""
        self._show_dialog(ShortcutsDialog(self.settings.text_scale, self))

    def show_about(self) -> None:
        """Show what Piiri is."""
        self._show_dialog(AboutDialog(self.settings.text_scale, self))

    def _show_dialog(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        FocusRing(dialog)
        dialog.show()

    def _theme_chosen(self) -> None:
        chosen = self.actions_of.groups["theme"].checkedAction()
        if chosen is not None:
            self.settings.theme = chosen.objectName().removeprefix("theme_")
            self.settings.save()
            self._restyle()

    def _system_theme_changed(self) -> None:
        if self.settings.theme == "system":
            self._restyle()

    def _language_chosen(self) -> None:
        chosen = self.actions_of.groups["language"].checkedAction()
        if chosen is not None:  # on the next turn: the menu that was clicked goes with the old page
            self._next_language = chosen.objectName().removeprefix("language_")
            QTimer.singleShot(0, self, self._change_language_now)

    def _change_language_now(self) -> None:
        self.change_language(self._next_language)

    def _larger(self) -> None:
        self.set_text_scale(self.settings.scaled(+1))

    def _smaller(self) -> None:
        self.set_text_scale(self.settings.scaled(-1))

    def _normal(self) -> None:
        self.set_text_scale(1.0)

    def set_text_scale(self, scale: float) -> None:
        """Write at another size, 1.0 to 2.0."""
        self.settings.text_scale = scale
        self.settings.save()
        self._restyle()

    def _letters(self) -> None:
        self.settings.letters_on_map_only = self.actions_of["letters_on_map_only"].isChecked()
        self.settings.save()
        if self.workbench is not None:
            self.actions_of.keep_letters_to(self.workbench.views.map if self.settings.letters_on_map_only else None)

    def _restyle(self) -> None:
        self.colours = apply_style(theme_name(self.settings.theme), self.settings.text_scale)
        self.actions_of.paint_icons(self.colours)
        if self.workbench is not None:
            self.workbench.set_palette(self.colours)
            self.workbench.set_text_scale(self.settings.text_scale)
        else:
            self.show_start()
        self._enable()

    # ------------------------------------------------------------------------------------------------ projects

    def open_demo(self) -> None:
        """Open the demo municipality."""
        if self._may_leave():
            self.projects.demo()

    def choose_project(self) -> None:
        """Ask for a project file and open it."""
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a project"), "", f"{tr('Projects')} (*{PROJECT})")
        if name:
            self.open_path(Path(name))

    def choose_mapping(self) -> None:
        """Ask for a mapping file and make a project of what it names."""
        name, _ = QFileDialog.getOpenFileName(self, tr("New from our data"), "", f"{tr('Mappings')} (*{MAPPING})")
        if name:
            self.open_path(Path(name))

    def open_recent(self, path: str) -> None:
        """Open a project from the list of recent ones."""
        self.open_path(Path(path))

    def open_path(self, path: Path) -> None:
        """Open a project, or make one from a mapping file."""
        if self._may_leave():
            self.notices.clear()
            self.projects.open(path)

    def save(self) -> None:
        """Save to the project's file; asks for one where there is none yet."""
        project = self.projects.project
        if project is None or self.projects.saving:
            return
        if project.path:
            self.projects.save()
        else:
            self.save_as()

    def save_as(self) -> None:
        """Ask for a file and save there."""
        project = self.projects.project
        if project is None or self.projects.saving:
            return
        suggested = str(project.path or Path.home() / f"{project.dataset.name}{PROJECT}")
        name, _ = QFileDialog.getSaveFileName(self, tr("Save as"), suggested, f"{tr('Projects')} (*{PROJECT})")
        if name:
            path = Path(name)
            self.projects.save(path if path.suffix.lower() == PROJECT else path.with_name(path.name + PROJECT))
        else:
            self._after_save = ""

    def close_project(self) -> None:
        """Close the project and show the start page."""
        if self.workbench is not None and self._may_leave(then="close"):
            self._close_project()

    def _close_project(self) -> None:
        assert self.workbench is not None
        self.workbench.keep_layout()
        self.settings.save()
        if self.bridge is not None:
            self.bridge.close()
        self.show_start()

    def _may_leave(self, then: str = "") -> bool:
        """Close the open project, asking where it holds work that is not in its file. False where it stays open;
        after *Save* the step ``then`` follows by itself once the file is written."""
        if self.projects.project is None:
            return True
        if self.projects.saving:
            return False
        if self.projects.worth_keeping:
            choice = ask_unsaved(self.projects.name, self.settings.text_scale, self)
            if choice == "save":
                self._after_save = then
                self.save()
                return False
            if choice == "back":
                return False
            discard = choice == "discard"
        else:
            discard = True
        self.projects.close(discard=discard)
        return True

    def _saved(self) -> None:
        project = self.projects.project
        if project is not None and project.path:
            self.settings.remember(Path(project.path))
            self.settings.save()
        self._show_saved_state()
        then, self._after_save = self._after_save, ""
        if then == "close":
            self.close_project()
        elif then == "quit":
            self.close()

    def _show_saved_state(self, _: object = None) -> None:
        """Title, mark and words: is the work in the file? Asked only of committed states."""
        if self.workbench is None or self.bridge is None or self.bridge.state.provisional:
            return
        project, unsaved = self.projects.project, self.projects.unsaved
        if project is None:
            return
        at = self.projects.saved_at
        if not project.path:
            words = tr("Not saved to a file yet")
        elif unsaved:
            words = tr("Changes not saved yet")
        elif at is not None:
            words = tr("Saved {time}", time=clock(at.isoformat()))
        else:
            words = tr("Saved")
        self.workbench.menu_row.show_saved(unsaved, words)
        self.actions_of.enable("save", unsaved or not project.path)
        self.setWindowTitle(f"{self.projects.name}[*] – Piiri")
        self.setWindowModified(unsaved)

    # ------------------------------------------------------------------------------------------------ messages

    def _watch(self, job: Job) -> None:
        self.notices.watch(job, self.settings.text_scale)

    def show_message(self, box: str, what: str, how: str = "", ways: tuple[Way, ...] = ()) -> None:
        """Show a banner: ``box`` is ``"error"`` or ``"note"``."""
        self.notices.show_banner(Banner(self.colours, self.settings.text_scale, box, what, how, ways))

    def _show_failure(self, doing: str, error: Exception) -> None:
        ways: tuple[Way, ...] = ()
        report = getattr(error, "report", None)
        if report is not None:
            self._report = report
            ways = ((tr("Show all problems"), self.show_problems),)
            if all(problem.code in REPAIRABLE for problem in report.blocking):
                ways = ((tr("Repair and import"), self._import_with_repairs), *ways)
        if doing == "save":
            self._after_save = ""
            ways = ((tr("Save elsewhere"), self.save_as), (tr("Try again"), self.save))
        self._show_error(error, ways)

    def _show_error(self, error: Exception, ways: tuple[Way, ...] = ()) -> None:
        if isinstance(error, PiiriError):
            self.show_message("error", error.what, error.how, ways)
        else:
            self.show_fault(error, record(error))

    def show_fault(self, error: BaseException, log: Path) -> None:
        """Show that something nobody foresaw has happened; the details are in the log."""
        if isinstance(error, PiiriError):
            self._show_error(error)
            return
        self.show_message(
            "error",
            tr("Something unexpected happened. Piiri goes on; your edits are kept as you make them."),
            tr("Details, without personal data, are in {file}.", file=str(log)),
        )

    def _say_what_came_back(self, project: Project) -> None:
        """A project never changes behind a person's back: what was brought back, passed over or edited is said."""
        passed_over, self._passed_over = self._passed_over, None
        texts = project.recovered_texts()
        if texts:
            what = trn("{n} step that no file had is back", "{n} steps that no file had are back", len(texts))
            self.show_message("note", what, "; ".join(texts[-3:]) + ".")
        elif project.edited_elsewhere:
            layers = ", ".join(project.edited_elsewhere)
            self.show_message(
                "note",
                tr("Another program has changed layers of this file: {layers}", layers=layers),
                tr("Piiri does not read them and does not overwrite them. Save under another name."),
            )
        elif passed_over is not None:
            self._let_go_of = passed_over
            n = len(passed_over.steps)
            self.show_message(
                "note",
                trn("{n} step is still kept beside the file", "{n} steps are still kept beside the file", n),
                tr("You can bring them back from the start page."),
                ((trn("Let it go", "Let them go", n), self._let_go),),
            )

    def _remember_passed_over(self, left: Recovered) -> None:
        self._passed_over = left

    def _let_go(self) -> None:
        self.notices.clear()
        self.recovery.let_go(self._let_go_of)

    def _show_report(self, report: ImportReport) -> None:
        """What was imported, in one line; the list is one click away."""
        self._report = report
        rows = sum(line.rows for line in report.ledgers)
        left_out = sum(line.rejected + line.excluded for line in report.ledgers)
        what = trn("{n} row read", "{n} rows read", rows)
        how = trn("{n} row left out, and listed.", "{n} rows left out, and listed.", left_out) if left_out else ""
        if not report.problems:
            self.show_message("note", what, how)
            return
        found = trn("{n} thing to look at.", "{n} things to look at.", len(report.problems))
        self.show_message("note", what, f"{how} {found}".strip(), ((tr("Show the list"), self.show_problems),))

    def show_problems(self) -> None:
        """Show what the last import found."""
        from .dialogs.problems import ProblemsDialog

        self._show_dialog(ProblemsDialog(self._report, self.settings.text_scale, self))

    def _import_with_repairs(self) -> None:
        mapping = self.projects.mapping
        if mapping is not None:
            self.notices.clear()
            self.projects.read_mapping(mapping, repair=True)

    # ------------------------------------------------------------------------------------------------ Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_path(path)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_leave(then="quit"):
            event.ignore()
            return
        if self.workbench is not None:
            self.workbench.keep_layout()
        self.settings.geometry = b64encode(self.saveGeometry().data()).decode("ascii")
        self.settings.save()
        self.jobs.finish()
        self.recovery.finish()
        if self.bridge is not None:
            self.bridge.close()
        event.accept()


def _dropped(event: QDropEvent) -> Path | None:
    """Return the one project or mapping file that is being dropped."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in (MAPPING, PROJECT) else None
