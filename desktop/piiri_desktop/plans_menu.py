"""The menu of the plan's field: which plan of the project is worked on, what it is compared with, and a new branch."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget, QWidgetAction

from piiri.i18n import tr

from .actions import Actions
from .palette import CAPTION
from .plans import Plans
from .typeset import text_label

INDENT = "\u2003"
"""Before the name of a branch, once for each plan above it."""


class PlansMenu(QMenu):
    """Lists the living plans as an indented tree, anew whenever it is opened.

    Parameters
    ----------
    plans
        What there is, and what is done.
    actions
        Give the entries that the menu bar has too.
    """

    def __init__(self, plans: Plans, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self._plans, self._actions = plans, actions
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self.list_plans)
        self.list_plans()

    def list_plans(self) -> None:
        """Fill the menu."""
        self.clear()
        plans = self._plans
        active, compared, living = plans.active, plans.compared, plans.living
        self._add_heading(tr("Work on"))
        group = QActionGroup(self)
        for node in living:
            slot = partial(plans.work_on, node.number)
            self._add(group, INDENT * node.depth + tr(node.name), node.number == active, slot, node.note)
        self.addSeparator()
        self._add_heading(tr("Compare with"))
        group = QActionGroup(self)
        self._add(group, tr("Its own start"), compared is None, partial(plans.compare_with, None))
        for node in living:
            if node.number != active:
                slot = partial(plans.compare_with, node.number)
                self._add(group, INDENT * node.depth + tr(node.name), node.number == compared, slot, node.note)
        self.addSeparator()
        for name in ("branch", "import_plan", "focus_plans"):
            self.addAction(self._actions[name])

    def _add_heading(self, text: str) -> None:
        """A line that is only read: the style draws sections as plain dividers."""
        label = text_label(text, CAPTION, tone="secondary")
        label.setContentsMargins(8, 4, 8, 2)
        heading = QWidgetAction(self)
        heading.setDefaultWidget(label)
        heading.setEnabled(False)
        self.addAction(heading)

    def _add(self, group: QActionGroup, text: str, checked: bool, slot: partial[None], note: str = "") -> None:
        action = QAction(text.replace("&", "&&"), group, checkable=True, checked=checked)
        action.setToolTip(note)
        action.triggered.connect(slot)
        self.addAction(action)
