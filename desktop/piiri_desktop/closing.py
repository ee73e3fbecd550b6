"""Closing and merging a school in the window: what their pages show, and what they do.

Where the blocks of a closing school go is worked out beside the window; whatever was asked for before the newest wish,
or on a plan that has changed since, is dropped.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from PySide6.QtCore import QObject, QTimer

from piiri.edits import Edit, MergeSchools, ReopenSchool
from piiri.errors import EditRejected, PiiriError
from piiri.i18n import distance, tr
from piiri.model.dataset import Dataset
from piiri.model.plan import Plan
from piiri.optimise import Rule, WorkedOut, work_out
from piiri.progress import Progress
from piiri.publish.network_change import NetworkChange, network_change
from piiri.publish.network_change_text import left_words, missing_words
from piiri.school_years import next_school_year, school_year
from piiri.session import State
from piiri.tally import Tally

from .banner import Way, announce
from .bridge import Attention, Bridge
from .jobs import Job, Jobs
from .panels.change_page import ChangePage
from .panels.closing_page import ClosingPage
from .panels.merging_page import MergingPage
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
        """The other schools that are not closed, the nearest first."""
        schools = self._plan.schools
        far = np.hypot(*(schools.xy - schools.xy[h]).T)
        order = np.argsort(far, kind="stable").tolist()
        return [each for each in order if each != h and not schools.closed[each]]

    def _words(self, h: int, other: int) -> str:
        schools = self._plan.schools
        return f"{schools.names[other]}, {distance(float(np.hypot(*(schools.xy[other] - schools.xy[h]))))}"

    # ------------------------------------------------------------------------------------------------ each its own

    def _show_form(self, h: int) -> None:
        raise NotImplementedError

    def _work(self) -> None:
        raise NotImplementedError

    def _drop_work(self) -> None:
        """Forget what is being worked out."""

    def _listed(self) -> str:
        return ""

    def _missing(self, change: NetworkChange, dataset: Dataset) -> tuple[str, tuple[str, ...]]:
        raise NotImplementedError

    def _mend(self, name: str) -> None:
        raise NotImplementedError

    def _done(self, name: str) -> str:
        raise NotImplementedError


class Closing(Ending):
    """Closes schools.

    Parameters
    ----------
    jobs
        Where it is worked out where the blocks go.
    page, bridge, attention, strip, messages
        As of :class:`Ending`.
    """

    def __init__(
        self,
        page: ClosingPage,
        bridge: Bridge,
        attention: Attention,
        strip: TopStrip,
        messages: Told,
        jobs: Jobs,
        parent: QObject,
    ) -> None:
        super().__init__(page, bridge, attention, strip, messages, parent)
        self._page, self._jobs = page, jobs
        self._job: Job | None = None
        self._asked = 0
        self._found: WorkedOut | None = None
        self._raise = False
        self._last: tuple[str, int] = ("", 0)
        page.reopened.connect(self._reopen)

    def _show_form(self, h: int) -> None:
        schools, wish = self._plan.schools, self._page.wish
        same = self._last[0] == self._school
        named = set(wish.to) if same else set()
        others = [(schools.ids[each], self._words(h, each), schools.ids[each] in named) for each in self._near(h)]
        year = self._page.year.value if same else next_school_year()
        self._last = self._school, year
        if not same:
            self._raise = False
        self._page.show_school(schools.names[h], year, others)

    def _show_closed(self, name: str, year: int) -> None:
        super()._show_closed(name, year)
        self._page.offer_reopening()

    def _wish(self) -> None:
        self._raise = False
        super()._wish()

    def _drop_work(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._asked += 1
        self._found = None

    def _work(self) -> None:
        wish, kept = self._page.wish, self._bridge.session.committed
        self._asked += 1
        self._job = self._jobs.start(
            tr("Working out where the blocks go"),
            _work_out,
            self._asked,
            kept.dataset,
            kept.plan,
            kept.tally,
            (self._school, wish.rule, wish.year, wish.to),
            done=self._take,
            failed=self._fail,
        )
        self._job.stopped.connect(self._stopped)

    def _take(self, answer: tuple[int, WorkedOut | EditRejected]) -> None:
        asked, found = answer
        if asked != self._asked:
            return
        self._job = None
        if isinstance(found, EditRejected):
            self._refuse(found)
            return
        self._found = found
        self._preview(found.step(raise_places=self._raise))

    def _fail(self, error: Exception) -> None:
        if self._job is not None and self.sender() is self._job:
            self._job = None
            self._say_instead(tr("It could not be worked out."))
            self._messages.show_error(error)

    def _stopped(self) -> None:
        if self._job is not None and self.sender() is self._job:
            self._job = None
            self._say_instead(tr("Stopped. Choose the rule again to go on."))

    def _missing(self, change: NetworkChange, dataset: Dataset) -> tuple[str, tuple[str, ...]]:
        words = missing_words(change)
        if not words or self._found is None:
            return "", ()
        left = self._found.closing.unplaced
        mends = ("raise", *(("within_places",) if self._page.rule == "nearest" else ()), *(("show",) if left else ()))
        return f"{words} {left_words(left, dataset)}".strip(), mends

    def _mend(self, name: str) -> None:
        if name == "within_places":
            self._page.set_rule("within_places")
        elif self._found is None:
            return
        elif name == "raise":
            self._raise = True
            self._preview(self._found.step(raise_places=True))
        elif name == "show":
            self._show_left(self._found)

    def _show_left(self, found: WorkedOut) -> None:
        coverage = self._plan.coverage
        index = coverage.topology.face_index
        faces = np.array(sorted({index[each.block] for each in found.closing.unplaced}), dtype=np.int32)
        places = coverage.label_points[faces]
        box = (*places.min(axis=0).tolist(), *places.max(axis=0).tolist())
        self._attention.blocks_shown.emit(box, faces)

    def _done(self, name: str) -> str:
        return tr("{school} closes in school year {year}", school=name, year=school_year(self._page.year.value))

    def _reopen(self) -> None:
        edit: Edit = ReopenSchool(self._school)
        try:
            if self._bridge.commit(edit):
                announce(self._page, tr("The school stays open. Give it blocks, or go back."))
        except PiiriError as error:
            self._messages.show_error(error)


class Merging(Ending):
    """Merges schools; nothing has to be worked out for it beside the window."""

    def __init__(
        self, page: MergingPage, bridge: Bridge, attention: Attention, strip: TopStrip, messages: Told, parent: QObject
    ) -> None:
        super().__init__(page, bridge, attention, strip, messages, parent)
        self._page = page
        self._last = ""
        self._soon.setInterval(0)
        self._enough = -1

    def _show_form(self, h: int) -> None:
        schools = self._plan.schools
        same = self._last == self._school
        others = [(schools.ids[each], self._words(h, each), int(schools.places[each])) for each in self._near(h)]
        year = self._page.year.value if same else next_school_year()
        self._last = self._school
        self._page.show_school(schools.names[h], year, others, self._page.wish.into if same else "")

    def _work(self) -> None:
        wish = self._page.wish
        if not wish.into:
            self._say_instead(tr("There is no other school to merge into."))
            return
        self._preview(MergeSchools(self._school, wish.into, wish.year, wish.places))

    def _listed(self) -> str:
        return self._page.wish.into

    def _missing(self, change: NetworkChange, dataset: Dataset) -> tuple[str, tuple[str, ...]]:
        heir = next((each for each in change.receivers if each.school == self._page.wish.into), None)
        self._enough = -1 if heir is None else int(np.ceil(heir.pupils[1] - 1e-6))
        words = missing_words(change)
        return words, ("raise",) if words else ()

    def _mend(self, name: str) -> None:
        if name == "raise" and self._enough >= 0:
            self._page.places.set_value(self._enough)
            self._wish()

    def _done(self, name: str) -> str:
        wish, schools = self._page.wish, self._plan.schools
        into = schools.names[schools.index(wish.into)]
        return tr(
            "{school} merges into {into} in school year {year}", school=name, into=into, year=school_year(wish.year)
        )


def _work_out(
    asked: int,
    dataset: Dataset,
    plan: Plan,
    tally: Tally,
    wish: tuple[str, Rule, int, tuple[str, ...]],
    progress: Progress,
) -> tuple[int, WorkedOut | EditRejected]:
    """In the background; a refusal is an answer like another."""
    school, rule, year, to = wish
    try:
        return asked, work_out(dataset, plan, tally, school, rule, year, to=to, progress=progress)
    except EditRejected as rejection:
        return asked, rejection
