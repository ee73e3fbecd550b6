"""What the actions on one school do: its page, keeping it open; which school is meant; and tools that pages ask for."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt

from piiri.edits import ReopenSchool
from piiri.i18n import tr

from .actions import Actions
from .bridge import Attention, Bridge
from .views import Views


class SchoolActions(QObject):
    """Serves the actions on a school for one workbench, and goes with it.

    Parameters
    ----------
    actions
        Of the window.
    bridge, attention
        Of the session.
    views
        Table and map tell which school is meant.
    """

    def __init__(self, actions: Actions, bridge: Bridge, attention: Attention, views: Views, parent: QObject) -> None:
        super().__init__(parent)
        self._actions, self._bridge, self._attention, self._views = actions, bridge, attention, views
        actions.connect("school_page", self._open_page)
        actions.connect("reopen_school", self._reopen)
        attention.tool_asked.connect(self._take_tool)
        attention.target_changed.connect(self.enable)
        attention.school_hovered.connect(self.enable)

    @property
    def school(self) -> int:
        """The school that is meant: of the table's row that has the keys, pointed at on the map, of the block that the
        arrow keys have reached, or the target; −1 for none."""
        table, view = self._views.schools.table, self._views.map
        if table.hasFocus() and table.current_school >= 0:
            return table.current_school
        if self._attention.hovered_school >= 0:
            return self._attention.hovered_school
        if view.hasFocus() and view.focus_block.face >= 0:
            of_block = view.content.school_of_face(view.focus_block.face)
            if of_block >= 0:
                return of_block
        return max(self._attention.target, -1)

    @property
    def to_change(self) -> int:
        """The school that a command shall close or merge: of the table's row that has the keys, else the target, even
        where the pointer lies on another one; without a target the one that is meant. −1 for none."""
        table = self._views.schools.table
        by_row = table.hasFocus() and table.current_school >= 0
        return self.school if by_row or self._attention.target < 0 else self._attention.target

    def enable(self) -> None:
        """Let the actions be used or not."""
        schools, school = self._bridge.state.plan.schools, self.school
        self._actions.enable("reopen_school", 0 <= school < len(schools) and bool(schools.closed[school]))

    def _open_page(self) -> None:
        school = self.school
        if 0 <= school < len(self._bridge.state.plan.schools) and not self._bridge.state.provisional:
            self._attention.ask_page("school", school)
        else:
            self._views.map.say(tr("Choose a school first: press T, or point at one."))

    def _reopen(self) -> None:
        schools, school = self._bridge.state.plan.schools, self.school
        if 0 <= school < len(schools):
            self._bridge.commit(ReopenSchool(schools.ids[school]))

    def _take_tool(self, name: str) -> None:
        """Take a tool in hand, with the keys on the map, where it works."""
        self._views.map.setFocus(Qt.FocusReason.OtherFocusReason)
        self._actions[name].trigger()
