"""The pages on the school network in the window: closing, merging, assigned and expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from piiri.i18n import tr

from .actions import NETWORK, Actions
from .closing import Closing
from .ending import Told
from .expecting import Expecting
from .jobs import Job, Jobs
from .merging import Merging
from .panels.closing_page import ClosingPage
from .panels.expected_page import ExpectedPage
from .panels.merging_page import MergingPage

if TYPE_CHECKING:
    from .workbench import Workbench

PAGES = {"close_school": "closing", "merge_schools": "merging", "expected": "expected"}
"""Which page an action opens."""


class NetworkDesk(QObject):
    """Leads the pages of whatever workbench the window shows.

    Parameters
    ----------
    messages
        Where things are said.
    watch
        Shows the progress of a piece of work.
    """

    def __init__(self, messages: Told, watch: Callable[[Job], None], parent: QObject) -> None:
        super().__init__(parent)
        self._messages = messages
        self._actions: Actions | None = None
        self._jobs = Jobs(self)
        self._jobs.started.connect(watch)
        self._workbench: Workbench | None = None
        self.closing: Closing | None = None
        self.merging: Merging | None = None
        self.expecting: Expecting | None = None

    @property
    def running(self) -> tuple[Job, ...]:
        """The work under way."""
        return self._jobs.running

    def show_in(self, workbench: Workbench, actions: Actions) -> None:
        """Lead the pages of a workbench by the window's actions, and let go of those of the one before."""
        pages, messages, jobs = workbench.views.pages.pages, self._messages, self._jobs
        for each in (self.closing, self.merging, self.expecting):
            if each is not None:
                each.close()
                each.deleteLater()
        bridge, attention, strip = workbench.bridge, workbench.attention, workbench.views.strip
        closing, merging, expected = (pages[name] for name in PAGES.values())
        assert isinstance(closing, ClosingPage)
        assert isinstance(merging, MergingPage)
        assert isinstance(expected, ExpectedPage)
        self._workbench, self._actions = workbench, actions
        self.closing = Closing(closing, bridge, attention, strip, messages, jobs, workbench)
        self.merging = Merging(merging, bridge, attention, strip, messages, workbench)
        self.expecting = Expecting(expected, bridge, attention, jobs, messages, workbench)
        for name, slot in zip(PAGES, (self._close_school, self._merge_schools, self._expected), strict=True):
            actions.connect(name, slot)
        attention.target_changed.connect(self.enable)
        attention.school_hovered.connect(self.enable)
        self.enable()

    def finish(self) -> None:
        """Stop working; before the window goes."""
        self._jobs.finish()

    def enable(self) -> None:
        """Let the actions be used or not; some school must be meant to end it."""
        if self._actions is None:
            return
        some = self._school >= 0
        for name in NETWORK:
            self._actions.enable(name, name == "expected" or some, tr("Choose a target school first."))

    @property
    def _school(self) -> int:
        """The school that is to be changed; −1 for none."""
        return self._workbench.of_school.to_change if self._workbench is not None else -1

    def _close_school(self) -> None:
        self._ask("closing")

    def _merge_schools(self) -> None:
        self._ask("merging")

    def _expected(self) -> None:
        self._ask("expected")

    def _ask(self, page: str) -> None:
        if self._workbench is not None:
            self._workbench.attention.ask_page(page, self._school)
