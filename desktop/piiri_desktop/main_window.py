"""The window: the start page or one project, with everything a person can do to projects from there."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QIcon
from PySide6.QtWidgets import QFileDialog, QStackedLayout, QWidget

from piiri.i18n import tr
from piiri.session import Session
from piiri.storage import Project

from .actions import JOINS, LOCKS, NETWORK, TARGETS, TOOLS, Actions
from .banner import Notices
from .bridge import Attention, Bridge
from .comparing import Comparing
from .dialogs.about import AboutDialog
from .dialogs.shortcuts import ShortcutsDialog
from .dialogs.unsaved import ask_unsaved
from .icons import mark_path
from .importing import Importing
from .jobs import Job, Jobs
from .language import use_language
from .messages import Messages
from .network_desk import NetworkDesk
from .plans_desk import PlansDesk
from .preferences import Preferences
from .projects import MAPPING, PROJECT, Projects
from .recovery import Recovery
from .settings import Settings
from .start import StartPage
from .start.kept import clock
from .style import FocusRing, apply_style, theme_name
from .workbench import Workbench

SMALLEST = (960, 560)
CUSTOMARY = (1280, 720)
_NEED_A_PROJECT = (
    *(*TOOLS, *TARGETS, "zoom_in", "zoom_out", "zoom_all", "focus_map", "focus_schools", "focus_history", "next_pane"),
    *("focus_plans", "focus_funding", "focus_indicators", "import_plan", "save_as", "compare", "school_page"),
    *("branch", "close", "next_year"),
)
_LOOKED_AFTER = (
    *("save", "undo", "redo", "stage_next", "stage_previous", "all_stages", "reopen_school", *JOINS, *LOCKS, *NETWORK),
)
"""Need a project as well; while there is one, their state is known elsewhere."""


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
        self.start: StartPage | None = None
        self.workbench: Workbench | None = None
        self.bridge: Bridge | None = None
        self.attention: Attention | None = None
        self.plans: PlansDesk | None = None
        self._after_save: Callable[[], object] | None = None
        self._stack = QStackedLayout(self)
        self._focus_ring = FocusRing(self)
        self.jobs = Jobs(self)
        self.projects = Projects(self.jobs, self)
        self.recovery = Recovery(self.projects, settings, self)
        self.preferences = Preferences(settings, self)
        self.messages = Messages(self, self)
        self.comparing = Comparing(self, self._stack)
        self.importing = Importing(self, self._stack)
        self.network = NetworkDesk(self.messages, self.watch, self)
        self.colours = apply_style(theme_name(settings.theme), settings.text_scale)
        use_language(settings.language)
        self._connect()
        self._make_actions()
        self.show_start()
        self.resize(*CUSTOMARY)
        if settings.geometry:
            self.restoreGeometry(QByteArray(b64decode(settings.geometry)))

    def _connect(self) -> None:
        self.jobs.started.connect(self.watch)
        self.projects.opened.connect(self._show_project)
        self.projects.imported.connect(self.messages.show_report)
        self.projects.saved.connect(self._saved)
        self.projects.failed.connect(self._failed)
        self.recovery.passed_over.connect(self.messages.remember_passed_over)
        self.recovery.failed.connect(self.messages.show_error)
        self.preferences.language_changed.connect(self.rebuild)
        self.preferences.look_changed.connect(self._restyle)
        self.preferences.letters_changed.connect(self._place_letters)

    # ------------------------------------------------------------------------------------------------ pages

    @property
    def notices(self) -> Notices:
        """Where messages appear on the page that is shown."""
        page = self.importing.shown or self.comparing.page or self.workbench or self.start
        assert page is not None
        return page.notices

    def show_start(self) -> None:
        """Show the start page."""
        self.start = StartPage(self.actions_of, self.colours, self.settings.text_scale)
        self.start.language_chosen.connect(self.preferences.set_language)
        self.start.recent_chosen.connect(self.open_recent)
        self._show_page(self.start)
        self._enable()
        self.setWindowTitle("Piiri")
        self.setWindowModified(False)
        self.recovery.show_on(self.start, self.colours)
        self.start.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_project(self, project: Project) -> None:
        self._forget_session()
        session = Session(project.dataset, project.history(project.active), journal=project, today=project.today)
        self.bridge = Bridge(session, self)
        self.bridge.changed.connect(self._show_saved_state)
        self.bridge.failed.connect(self.messages.show_error)
        self.attention = Attention(self)
        self.plans = PlansDesk(project, self.bridge, self.messages, self.jobs, self)
        self.plans.changed.connect(self._show_saved_state)
        if project.path:
            self.settings.remember(project.path)
            self.settings.save()
        self._show_workbench()
        self.messages.say_what_came_back(project)

    def _forget_session(self) -> None:
        """Let go of the session that was worked on, so that no action reaches it any more."""
        self.comparing.close()
        if self.bridge is not None and self.attention is not None:
            self.bridge.close()
            self.bridge.deleteLater()
            self.attention.deleteLater()
        if self.plans is not None:
            self.plans.deleteLater()
            self.plans = None
        self.bridge = self.attention = None

    def _show_workbench(self) -> None:
        assert self.bridge is not None and self.attention is not None
        view = self.workbench.views.map.view if self.workbench is not None else None
        tool = self.workbench.views.map.chosen_tool.name if self.workbench is not None else TOOLS[0]
        self.workbench = Workbench(self.bridge, self.attention, self.actions_of, self.settings, self.colours)
        self.workbench.menu_row.recent_chosen.connect(self.open_recent)
        assert self.plans is not None
        self.plans.show_in(self.workbench.views, self.actions_of)
        self.network.show_in(self.workbench, self.actions_of)
        self._show_page(self.workbench)
        self.workbench.restore_layout()
        self._place_letters()
        self._enable()
        self.actions_of[tool].trigger()
        self._show_saved_state()
        if view is not None:
            self.workbench.start_at(view)
        self.workbench.views.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, page: QWidget) -> None:
        self.comparing.close()
        self.importing.close()
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

    def rebuild(self) -> None:
        """Make actions and page anew in the language of the settings; the work stays."""
        use_language(self.settings.language)
        compared = self.comparing.chosen
        if self.workbench is not None:
            self.workbench.keep_layout()
        for action in self.actions():
            self.removeAction(action)
            action.deleteLater()
        self._make_actions()
        with self.importing.kept():
            if self.workbench is not None:
                self._show_workbench()
            else:
                self.show_start()
        if compared:
            self.comparing.open(compared)

    def _restyle(self) -> None:
        self.colours = apply_style(theme_name(self.settings.theme), self.settings.text_scale)
        self.actions_of.paint_icons(self.colours)
        with self.importing.kept():
            if self.workbench is not None:
                self.workbench.set_look(self.colours, self.settings.text_scale)
                self.comparing.set_look()
            else:
                self.show_start()

    def _place_letters(self) -> None:
        if self.workbench is not None:
            alone = self.settings.letters_on_map_only
            self.actions_of.keep_letters_to(self.workbench.views.map if alone else None)

    # ------------------------------------------------------------------------------------------------ actions

    def _make_actions(self) -> None:
        self.actions_of = actions = Actions(self)
        actions.paint_icons(self.colours)
        self.preferences.take(actions)
        for name, slot in (
            ("demo", self.open_demo),
            ("open", self.choose_project),
            *self.importing.ways,
            ("save", self.save),
            ("save_as", self.save_as),
            ("close", self.close_project),
            ("quit", self.close),
            ("shortcuts", self.show_shortcuts),
            ("about", self.show_about),
            ("compare", self.comparing.show),
        ):
            actions.connect(name, slot)

    def _enable(self) -> None:
        here = self.workbench is not None
        reason = "" if here else tr("Open a project first.")
        for name in _NEED_A_PROJECT:
            self.actions_of.enable(name, here, reason)
        if not here:
            for name in _LOOKED_AFTER:
                self.actions_of.enable(name, False, reason)

    def show_shortcuts(self) -> None:
        """Show the list of keys; planning goes on beside it."""
        self.messages.show_dialog(ShortcutsDialog(self.settings.text_scale, self))

    def show_about(self) -> None:
        """Show what Piiri is."""
        self.messages.show_dialog(AboutDialog(self.settings.text_scale, self))

    # ------------------------------------------------------------------------------------------------ opening

    def open_demo(self) -> None:
        """Open the demo municipality."""
        if self.may_leave(self.open_demo):
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
        if self.may_leave(partial(self.open_path, path)):
            self.notices.clear()
            self.projects.open(path)

    # ------------------------------------------------------------------------------------------------ saving, leaving

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
            self._after_save = None

    def close_project(self) -> None:
        """Close the project and show the start page."""
        if self.workbench is not None and self.may_leave(self.close_project):
            self._end_project()
            self.show_start()

    def _end_project(self) -> None:
        if self.workbench is not None:
            self.workbench.keep_layout()
            self.settings.save()
        self._forget_session()
        self.projects.close()

    def may_leave(self, then: Callable[[], object]) -> bool:
        """Tell whether the open project may be left, asking where it holds work that is not in its file. It stays open
        until the next one is there. After *Save* ``then`` follows by itself once the file is written."""
        if self.projects.busy:
            return False
        if not self.projects.worth_keeping:
            return True
        choice = ask_unsaved(self.projects.name, self.settings.text_scale, self)
        if choice == "save":
            self._after_save = then
            self.save()
        self.projects.discard_when_left = choice == "discard"
        return choice in ("keep", "discard")

    def _saved(self) -> None:
        project = self.projects.project
        if project is not None and project.path:
            self.settings.remember(project.path)
            self.settings.save()
        self.notices.clear()
        self._show_saved_state()
        then, self._after_save = self._after_save, None
        if then is not None:
            then()

    def _failed(self, doing: str, error: Exception) -> None:
        self._after_save = None
        self.messages.show_failure(doing, error)

    def _show_saved_state(self) -> None:
        """Title, mark and words: is the work in the file? Asked only of committed states."""
        project = self.projects.project
        if project is None or self.workbench is None or self.bridge is None or self.bridge.state.provisional:
            return
        unsaved, at = self.projects.unsaved, self.projects.saved_at
        if not project.path:
            words = tr("Not saved to a file yet")
        elif unsaved:
            words = tr("Changes not saved yet")
        elif at is not None:
            words = tr("Saved {time}", time=clock(at.isoformat()))
        else:
            words = tr("Saved")
        self.workbench.menu_row.show_saved(unsaved, words)
        self.comparing.show_saved(unsaved, words)
        self.actions_of.enable("save", unsaved)
        self.setWindowTitle(f"{self.projects.name}[*] – Piiri")
        self.setWindowModified(unsaved)

    def watch(self, job: Job) -> None:
        """Show the progress of a piece of work."""
        self.notices.watch(job, self.settings.text_scale)

    # ------------------------------------------------------------------------------------------------ Qt

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.importing.drag(event)

    def dropEvent(self, event: QDropEvent) -> None:
        self.importing.drop(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.projects.saving:
            event.ignore()
            return
        for part in (self.jobs, self.comparing, self.importing, self.network):
            part.finish()
        if not self.may_leave(self.close):
            event.ignore()
            return
        self._end_project()
        self.settings.geometry = b64encode(self.saveGeometry().data()).decode("ascii")
        self.settings.save()
        self.recovery.finish()
        event.accept()
