"""The plans of the open project in the window: the views that show them, and the questions that they need; and what is
known beside them.

It is :class:`~piiri_desktop.plans.Plans` with a window around: it asks for a file, and shows what did not fit.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from piiri.copying import Copied
from piiri.i18n import tr
from piiri.storage import ForeignProject, Project

from .actions import Actions
from .bridge import Bridge
from .dialogs.import_plan import ImportPlanDialog
from .dialogs.misfits import MisfitsDialog
from .jobs import Jobs
from .knowing import Knowing
from .messages import Messages
from .plans import Plans
from .plans_menu import PlansMenu
from .projects import PROJECT
from .views import Views


class PlansDesk(Plans):
    """Plans with the window's questions.

    Parameters
    ----------
    project, bridge, messages, jobs
        As of :class:`~piiri_desktop.plans.Plans`.
    window
        The window.
    """

    def __init__(self, project: Project, bridge: Bridge, messages: Messages, jobs: Jobs, window: QWidget) -> None:
        super().__init__(project, bridge, messages, jobs, window)
        self._window = window
        self.knowing = Knowing(project, bridge, messages, jobs, window, self)
        self.refused.connect(self._show_misfits)
        self.read.connect(self._show_foreign)

    def show_in(self, views: Views, actions: Actions) -> None:
        """Let the views of a page show the plans, and the actions of the window do what they say."""
        views.strip.set_plan_menu(PlansMenu(self, actions, views.strip))
        views.plans.set_book(self, self.ask_file)
        views.history.set_book(self)
        views.funding.against.set_book(self)
        views.indicators.set_desk(self.knowing)
        actions.connect("branch", self.branch_active)
        actions.connect("import_plan", self.ask_file)

    def branch_active(self) -> None:
        """Branch the plan worked on."""
        self.branch()

    def ask_file(self) -> None:
        """Ask for a project of somebody else's and read it."""
        title = tr("Import a plan from a project")
        name, _ = QFileDialog.getOpenFileName(self._window, title, "", f"{tr('Projects')} (*{PROJECT})")
        if name:
            self.read_file(Path(name))

    def _show_misfits(self, copied: Copied, plan: str, keep: Callable[[], object]) -> None:
        scale = self._messages.text_scale
        self._messages.show_dialog(MisfitsDialog(copied, plan, keep, scale, self._window))

    def _show_foreign(self, theirs: ForeignProject) -> None:
        self._messages.show_dialog(ImportPlanDialog(theirs, self, self._messages.text_scale, self._window))
