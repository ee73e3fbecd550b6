"""Opening and closing the comparison of plans in the window, and keeping it up with the plan that is worked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QStackedLayout

from piiri.i18n import tr
from piiri.model import Plan
from piiri.session import State
from piiri.storage import Project

from .actions import NETWORK, TOOLS
from .bridge import Bridge
from .compare import ComparePage
from .compare.work import CompareWork
from .jobs import Job, Jobs
from .menu_row import MenuRow

if TYPE_CHECKING:
    from .main_window import MainWindow

START = "\0start"
"""Behind a plan's name: the plan as it was before its first step."""

_OF_PLANNING = (
    *(*TOOLS, "zoom_in", "zoom_out", "zoom_all", "focus_map", "focus_schools", "focus_history", "focus_problems"),
    *("next_unassigned", "next_stray", "next_pane", "school_page", *NETWORK),
)


class ProjectPlans:
    """The plans of a project as they stand now, and the one that is worked on as it was at its start."""

    def __init__(self, project: Project, bridge: Bridge) -> None:
        self._project, self._bridge = project, bridge

    def names(self) -> tuple[str, ...]:
        """Names of the plans, and of the start of the one that is worked on where it differs."""
        names = self._project.plans
        active = self._project.active
        if self._bridge.session.committed.history.cursor or len(names) == 1:
            at = names.index(active)
            return (*names[:at], f"{active}{START}", *names[at:])
        return names

    def title(self, name: str) -> str:
        """What a plan is called."""
        if name.endswith(START):
            return tr("{plan}, at its start", plan=tr(name.removesuffix(START)))
        return tr(name)

    def plan(self, name: str) -> Plan:
        """Return a plan as it stands now."""
        if name.endswith(START):
            return self._project.history(name.removesuffix(START)).start
        if name == self._project.active:
            return self._bridge.session.committed.plan
        return self._project.history(name).plan

    def customary(self) -> tuple[str, str]:
        """The two to begin with: what the active plan is compared with, and the plan itself."""
        active, compared = self._project.active, self._bridge.state.before_plan.name
        names = self.names()
        if compared != active and compared in names:
            return compared, active
        start = f"{active}{START}"
        return (start if start in names else next(name for name in names if name != active)), active


class Comparing(QObject):
    """The comparison in a window.

    Parameters
    ----------
    window
        Whose plans are compared.
    stack
        Its pages: the comparison is shown in place of the planning page, which stays as it is behind it.
    """

    def __init__(self, window: MainWindow, stack: QStackedLayout) -> None:
        super().__init__(window)
        self._window, self._stack = window, stack
        self._jobs = Jobs(self)
        self._jobs.started.connect(self._watch)
        self.page: ComparePage | None = None
        self._menu: MenuRow | None = None
        self._work: CompareWork | None = None
        self._revision = -1
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(0)
        self._soon.timeout.connect(self._refresh)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The plans that are compared; empty while planning."""
        return self.page.chosen if self.page is not None else ()

    def show(self) -> None:
        """Show the comparison of the customary two plans."""
        if self.page is None:
            self.open()

    def open(self, chosen: tuple[str, ...] = ()) -> None:
        """Show the comparison of two or three plans; the customary two where none are named."""
        window, project = self._window, self._window.projects.project
        if window.workbench is None or window.bridge is None or window.attention is None or project is None:
            return
        self.close()
        window.bridge.cancel()
        plans = ProjectPlans(project, window.bridge)
        self._menu = MenuRow(window.actions_of, window.settings, window.colours)
        self._menu.recent_chosen.connect(window.open_recent)
        self._work = CompareWork(project.dataset, self._jobs, self, project.today)
        self._work.failed.connect(self._failed)
        self._revision = window.bridge.state.revision
        self.page = ComparePage(
            project.dataset,
            plans,
            self._work,
            window.attention,
            chosen or plans.customary(),
            self._menu,
            window.colours,
            window.settings.text_scale,
        )
        self.page.closed.connect(self.close)
        self._menu.set_palette(window.colours, window.settings.text_scale)
        window.bridge.changed.connect(self._follow)
        self._stack.addWidget(self.page)
        self._stack.setCurrentWidget(self.page)
        self._menu.show_saved(*window.workbench.menu_row.saved)
        for name in _OF_PLANNING:
            window.actions_of.enable(name, False, tr("Go back to planning first (Esc)."))
        self.page.bar.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def close(self) -> None:
        """Go back to planning."""
        window, page = self._window, self.page
        if page is None or self._work is None:
            return
        self._soon.stop()
        self._work.stop()
        self._work.deleteLater()
        self.page = self._work = self._menu = None
        if window.bridge is not None:
            window.bridge.changed.disconnect(self._follow)
        self._stack.removeWidget(page)
        page.hide()
        page.deleteLater()
        for name in _OF_PLANNING:
            window.actions_of.enable(name)
        if window.workbench is not None and window.bridge is not None:
            window.network.enable()
            window.workbench.views.problems.counted.emit()  # which knows whether there is a next problem
            window.workbench.views.map.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_look(self) -> None:
        """Take over theme and text scale from the window."""
        if self.page is not None and self._menu is not None:
            self.page.set_look(self._window.colours, self._window.settings.text_scale)
            self._menu.set_palette(self._window.colours, self._window.settings.text_scale)

    def show_saved(self, unsaved: bool, words: str) -> None:
        """Say whether the work is in the project file."""
        if self._menu is not None:
            self._menu.show_saved(unsaved, words)

    def finish(self) -> None:
        """Stop comparing; before the window goes."""
        self._jobs.finish()

    def _watch(self, job: Job) -> None:
        self._window.watch(job)

    def _follow(self, state: State) -> None:
        if not state.provisional and state.revision != self._revision:
            self._revision = state.revision
            self._soon.start()

    def _refresh(self) -> None:
        if self.page is not None:
            self.page.refresh()

    def _failed(self, error: Exception) -> None:
        self._window.messages.show_failure("compare", error)
