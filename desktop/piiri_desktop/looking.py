"""What a person looks at stays the same school: two plans may count their schools otherwise.

A school that was opened comes after all others, so undo, or another plan, can take its number away or give it to
another school. What is the target or pointed at is found again by id. Where its number changes, it is let go of before
the views see the other state and taken up again when they have, so that none of them meets a number of another plan.
"""

from __future__ import annotations

from PySide6.QtCore import QObject

from piiri.model.schools import Schools
from piiri.session import State

from .bridge import UNCHOSEN, Attention, Bridge


class SameSchools(QObject):
    """Keeps target and hovered school of one session by id. Made before its views.

    Parameters
    ----------
    bridge, attention
        Of the session.
    """

    def __init__(self, bridge: Bridge, attention: Attention) -> None:
        super().__init__()
        self._bridge, self._attention = bridge, attention
        self._schools: Schools = bridge.state.plan.schools
        self._target_again = UNCHOSEN
        bridge.changed.connect(self._before_the_views)

    def go_with(self, views: QObject) -> None:
        """The views are made: hear of each state after them, too, and live as long as they do."""
        self.setParent(views)
        self._bridge.changed.connect(self._after_the_views)

    def _before_the_views(self, state: State) -> None:
        old, new = self._schools, state.plan.schools
        self._schools, self._target_again = new, UNCHOSEN
        if old.ids == new.ids:
            return
        attention = self._attention
        if _place(attention.hovered_school, old, new) != attention.hovered_school:
            attention.hover_school(-1)
        target = _place(attention.target, old, new)
        if target != attention.target:
            self._target_again = target
            attention.set_target(UNCHOSEN)

    def _after_the_views(self, state: State) -> None:
        if self._target_again != UNCHOSEN:
            self._attention.set_target(self._target_again)
            self._target_again = UNCHOSEN


def _place(school: int, old: Schools, new: Schools) -> int:
    """The number of a school among others; :data:`UNCHOSEN` where they do not have it."""
    if school < 0:
        return school
    key = old.ids[school] if school < len(old) else ""
    return new.index(key) if key in new else UNCHOSEN
