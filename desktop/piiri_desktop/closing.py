"""Closing a school in the window: what its page shows, and what it does.

Where the blocks go is worked out beside the window; whatever was asked for before the newest wish, or on a plan that
has changed since, is dropped.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from piiri.edits import ReopenSchool
from piiri.errors import EditRejected
from piiri.i18n import tr
from piiri.model.dataset import Dataset
from piiri.model.plan import Plan
from piiri.optimise import Rule, WorkedOut, work_out
from piiri.progress import Progress
from piiri.publish.network_change import NetworkChange
from piiri.publish.network_change_text import left_words, missing_words
from piiri.school_years import next_school_year, school_year
from piiri.tally import Tally

from .banner import announce
from .bridge import Attention, Bridge
from .ending import Ending, Told
from .jobs import Job, Jobs
from .panels.closing_page import ClosingPage
from .panels.strip import TopStrip


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
        if self._bridge.commit(ReopenSchool(self._school)):
            announce(self._page, tr("The school stays open. Give it blocks, or go back."))


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
