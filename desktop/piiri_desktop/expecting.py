"""Assigned and expected attendance in the window: counted beside it whenever a state is kept, and remembered."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, QTimer

from piiri.expected import StayRules, attendance
from piiri.i18n import tr
from piiri.model.dataset import Dataset
from piiri.model.plan import Plan
from piiri.progress import Progress
from piiri.publish.attendance import AttendanceTable, attendance_table, knows_attendance
from piiri.school_years import next_school_year
from piiri.session import State

from .bridge import Attention, Bridge
from .ending import SOON_MS, Told
from .jobs import Job, Jobs
from .panels.expected_page import ExpectedPage

REMEMBERED = 8
"""So many answers are kept, so that undo and redo show them at once."""

_Key = tuple[int, int, StayRules]


class Expecting(QObject):
    """Counts and shows.

    Parameters
    ----------
    page
        Its page.
    bridge, attention
        Of the session.
    jobs
        Where it is counted.
    messages
        Where it is said that something failed.
    """

    def __init__(
        self, page: ExpectedPage, bridge: Bridge, attention: Attention, jobs: Jobs, messages: Told, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._page, self._bridge, self._attention, self._jobs = page, bridge, attention, jobs
        self._messages = messages
        self._open = False
        self._job: Job | None = None
        self._asked = 0
        self._revision = -1
        self._shown: AttendanceTable | None = None
        # plans are kept beside what was counted for them, so that their ids stay theirs
        self._answers: OrderedDict[_Key, tuple[Plan, Plan, AttendanceTable]] = OrderedDict()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SOON_MS)
        self._soon.timeout.connect(self._work)
        page.year.set_value(next_school_year())
        page.opened.connect(self._begin)
        page.left.connect(self.close)
        page.wished.connect(self._wish)
        page.reached.connect(self._show_school)
        page.chosen.connect(self._choose)
        attention.target_changed.connect(self._show_school)
        bridge.changed.connect(self._follow)

    @property
    def remembered(self) -> int:
        """How many answers are kept."""
        return len(self._answers)

    def close(self) -> None:
        """Stop counting: another page comes."""
        self._open = False
        self._soon.stop()
        self._stop()

    def _begin(self, school: int) -> None:
        self._open = True
        if school >= 0:
            self._attention.set_target(school)
        self._wish()

    def _wish(self) -> None:
        if not self._open:
            return
        self._stop()
        known = self._answers.get(self._key)
        if known is not None:
            self._answers.move_to_end(self._key)
            self._show(known[2])
        else:
            self._page.show_counting()
            self._soon.start()

    @property
    def _rules(self) -> StayRules:
        page = self._page
        return StayRules(page.stay_from_grade, page.siblings.isChecked(), page.year.value)

    @property
    def _key(self) -> _Key:
        state = self._bridge.session.committed
        return id(state.before_plan), id(state.plan), self._rules

    def _follow(self, state: State) -> None:
        if not self._open:
            return
        if state.provisional:
            self._page.show_stroke(True)
            return
        self._page.show_stroke(False)
        if state.revision != self._revision:
            self._revision = state.revision
            self._wish()
        elif self._job is not None:
            self._page.show_counting()

    def _work(self) -> None:
        state = self._bridge.session.committed
        self._revision = state.revision
        self._asked += 1
        inputs = state.dataset, state.before_plan, state.plan, self._rules
        self._job = self._jobs.start(
            tr("Counting who is expected where"), _count, self._asked, *inputs, done=self._take, failed=self._fail
        )
        self._job.stopped.connect(self._stopped)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job = None
        self._asked += 1

    def _take(self, answer: tuple[int, Plan, Plan, StayRules, AttendanceTable]) -> None:
        asked, before, plan, rules, table = answer
        if asked != self._asked:
            return
        self._job = None
        self._answers[id(before), id(plan), rules] = before, plan, table
        while len(self._answers) > REMEMBERED:
            self._answers.popitem(last=False)
        self._show(table)

    def _fail(self, error: Exception) -> None:
        if self._job is not None and self.sender() is self._job:
            self._job = None
            self._page.show_failure(tr("It could not be worked out."))
            self._messages.show_error(error)

    def _stopped(self) -> None:
        if self._job is not None and self.sender() is self._job:
            self._job = None
            self._page.show_failure(tr("Stopped. Choose the rule again to go on."))

    def _show(self, table: AttendanceTable) -> None:
        self._shown = table
        state = self._bridge.state
        self._page.show_table(table, knows_attendance(state.dataset), self._attention.target)
        if state.provisional:
            self._page.show_stroke(True)

    def _show_school(self, school: int) -> None:
        if self._open and self._shown is not None and school >= 0:
            self._page.show_school(school)

    def _choose(self, school: int) -> None:
        self._attention.set_target(school)
        self._attention.zoom_to_school.emit(school)


def _count(
    asked: int, dataset: Dataset, before: Plan, plan: Plan, rules: StayRules, progress: Progress
) -> tuple[int, Plan, Plan, StayRules, AttendanceTable]:
    """In the background."""
    progress(0.0, tr("Following pupils through school"))
    table = attendance_table(attendance(dataset, before, plan, rules), plan)
    progress(1.0, "")
    return asked, before, plan, rules, table
