"""The menu of the plan's field: which plan of the project is worked on, and what it is compared with."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from piiri.i18n import tr
from piiri.storage import Project

from .bridge import Bridge


class PlansMenu(QMenu):
    """Lists the plans anew whenever it is opened.

    Parameters
    ----------
    project
        The open project.
    bridge
        Whose session works on one of its plans.
    """

    def __init__(self, project: Project, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self._project, self._bridge = project, bridge
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.list_plans)
        self.list_plans()

    @property
    def compared(self) -> str:
        """Name of the other plan that is compared with; empty where it is the start of this one."""
        name = self._bridge.state.before_plan.name
        return "" if name == self._project.active else name

    def list_plans(self) -> None:
        """Fill the menu."""
        self.clear()
        active = self._project.active
        self.addSection(tr("Work on"))
        group = QActionGroup(self)
        for name in self._project.plans:
            self._add(group, tr(name), name == active, partial(self.work_on, name))
        self.addSection(tr("Compare with"))
        group = QActionGroup(self)
        self._add(group, tr("Its own start"), not self.compared, partial(self.compare_with, ""))
        for name in self._project.plans:
            if name != active:
                self._add(group, tr(name), name == self.compared, partial(self.compare_with, name))

    def _add(self, group: QActionGroup, text: str, checked: bool, slot: partial[None]) -> None:
        action = QAction(text.replace("&", "&&"), group, checkable=True, checked=checked)
        action.triggered.connect(slot)
        self.addAction(action)

    def work_on(self, plan: str) -> None:
        """Work on another plan; it is compared with its own start until something else is chosen."""
        if plan == self._project.active:
            return
        self._bridge.cancel()
        self._project.active = plan
        self._open("")

    def compare_with(self, plan: str) -> None:
        """Compare with another plan as it stands, or with the start of this one where empty."""
        if plan != self.compared:
            self._bridge.cancel()
            self._open(plan)

    def _open(self, compared: str) -> None:
        before = self._project.history(compared).plan if compared else None
        self._bridge.session.open_plan(self._project.history(self._project.active), before)
