"""What closing and merging a school share in the window: a form, a preview that stands while its page is open, and the
table of the schools that take pupils in, until the person keeps it or goes away.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, QTimer

from piiri.edits import Edit
from piiri.errors import EditRejected
from piiri.i18n import distance, tr
from piiri.model.dataset import Dataset
from piiri.model.plan import Plan
from piiri.publish.network_change import NetworkChange, network_change
from piiri.school_years import school_year
from piiri.session import State

from .banner import Way, announce
from .bridge import Attention, Bridge
from .panels.change_page import ChangePage
from .panels.strip import TopStrip
from .previewing import Previewing

SOON_MS = 120
"""So long after the last change of the form the work begins."""


class Told(Protocol):
    """Where things are said: :class:`piiri_desktop.messages.Messages`."""

    def show(self, box: str, what: str, how: str = "", ways: tuple[Way, ...] = ()) -> None: ...

    def show_error(self, error: BaseException) -> None: ...


class Ending(QObject):
    """What closing and merging share.

    Parameters
    ----------
    page
        Its page.
    bridge, attention
        Of the session.
    strip
        Which group is shown.
    messages
        Where it is said that something is done.
    """

    def __init__(
        self, page: ChangePage, bridge: Bridge, attention: Attention, strip: TopStrip, messages: Told, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._ended, self._bridge, self._attention, self._strip = page, bridge, attention, strip
        self._messages = messages
        self._school = ""
        self._said = ""
        self._counting = False
        self.previewing = Previewing(bridge, self)
        self.previewing.shown.connect(self._show)
        self.previewing.refused.connect(self._refuse)
        self.previewing.outdated.connect(self._begin)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._work)
        page.opened.connect(self._open)
        page.left.connect(self._leave)
        page.wished.connect(self._wish)
        page.kept.connect(self._keep)
        page.mended.connect(self._mend)
        page.chosen.connect(attention.zoom_to_school)
        strip.group_chosen.connect(self._again)

    @property
    def _plan(self) -> Plan:
        return self._bridge.session.committed.plan

    def close(self) -> None:
        """Let go of the page: the window shows another one."""
        self._leave()

    def _open(self, school: int) -> None:
        index = school if school >= 0 else self._attention.target
        self.previewing.start()
        self._school = self._plan.schools.ids[index] if 0 <= index < len(self._plan.schools) else ""
        self._said = ""
        self._ended.show_sentence("")
        self._begin()

    def _leave(self) -> None:
        self._soon.stop()
        self._drop_work()
        self.previewing.stop()

    def _begin(self) -> None:
        """Show the school as the plan has it now; the plan may be another one than before."""
        self._drop_work()
        plan, page = self._plan, self._ended
        if self._school not in plan.schools:
            page.show_sentence(tr("Choose a school first: T finds one."), form=False)
            return
        h = plan.schools.index(self._school)
        name = plan.schools.names[h]
        if plan.schools.closed[h]:
            self._show_closed(name, int(plan.schools.closed_from[h]))
            return
        page.show_form()
        self._show_form(h)
        self._wish()

    def _show_closed(self, name: str, year: int) -> None:
        words = tr("{school} is closed from school year {year}.", school=name, year=school_year(year))
        self._ended.head.set_title(name)
        self._ended.show_sentence(words, form=False)

    def _wish(self) -> None:
        if self.previewing.is_open:
            self._drop_work()
            self._counting = True
            self._ended.show_counting()
            self._soon.start()

    def _again(self, _: int = 0) -> None:
        state = self._bridge.state
        if self.previewing.is_shown and not self._counting:
            self._show(state)

    def _show(self, state: State) -> None:
        if self._counting:
            return  # of a wish that is no longer what the form says
        kept = self._bridge.session.committed
        change = network_change(
            state.dataset, (kept.plan, kept.evaluation), (state.plan, state.evaluation), self._school, self._listed()
        )
        group = self._strip.group if state.dataset.groups else -1
        name = tr(state.dataset.groups[group].name) if group >= 0 else ""
        missing, mends = self._missing(change, state.dataset)
        self._ended.show_change(change, state.plan, (group, name), missing, mends)
        said = missing or tr("Every pupil has a place.")
        if said != self._said:
            self._said = said
            announce(self._ended, said)

    def _refuse(self, rejection: EditRejected) -> None:
        self._say_instead(rejection.sentence)

    def _say_instead(self, words: str) -> None:
        """Say why there is nothing to preview."""
        self._counting = False
        self.previewing.show(None)
        self._ended.show_sentence(words)

    def _preview(self, edit: Edit) -> None:
        self._counting = False
        self.previewing.show(edit)

    def _keep(self) -> None:
        if self._counting:
            return
        name = self._plan.schools.names[self._plan.schools.index(self._school)] if self._school else ""
        if self.previewing.keep():
            self._ended.head.back.emit()
            self._messages.show("note", self._done(name), "", ((tr("Take it back"), self._take_back),))

    def _take_back(self) -> None:
        self._bridge.undo()

    def _near(self, h: int) -> list[int]:
        """The other schools that are not closed: first those that teach a stage of this one, the nearest first."""
        schools, c = self._plan.schools, self._plan.catchments
        teaches = np.zeros((len(schools), len(self._plan.stages)), dtype=bool)
        there = ~c.closed[c.server_catchment]
        teaches[c.server_school[there], c.stage[c.server_catchment[there]]] = True
        others = ~(teaches & teaches[h]).any(axis=1)
        far = np.hypot(*(schools.xy - schools.xy[h]).T)
        order = np.lexsort((far, others)).tolist()
        return [each for each in order if each != h and not schools.closed[each]]

    def _words(self, h: int, other: int) -> str:
        schools = self._plan.schools
        return f"{schools.names[other]}, {distance(float(np.hypot(*(schools.xy[other] - schools.xy[h]))))}"

    # ------------------------------------------------------------------------------------------------ each its own

    def _show_form(self, h: int) -> None:
        """Fill the form for a school, by its index in the kept plan."""
        raise NotImplementedError

    def _work(self) -> None:
        """Work out what the form wishes, and preview it."""
        raise NotImplementedError

    def _drop_work(self) -> None:
        """Forget what is being worked out."""

    def _listed(self) -> str:
        """Id of a school that is listed though it takes nobody in; empty for none."""
        return ""

    def _missing(self, change: NetworkChange, dataset: Dataset) -> tuple[str, tuple[str, ...]]:
        """Say what places are missing, empty where none is, and name the mends that are offered."""
        raise NotImplementedError

    def _mend(self, name: str) -> None:
        """Carry out a mend that was offered."""
        raise NotImplementedError

    def _done(self, name: str) -> str:
        """Say that it is done, with the school's name."""
        raise NotImplementedError
