"""The pages on the school network in the window: closing, merging, assigned and expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from piiri.i18n import tr

from .actions import NETWORK
from .closing import Closing
from .expecting import Expecting
from .jobs import Job, Jobs
from .merging import Merging
from .panels.closing_page import ClosingPage
from .panels.expected_page import ExpectedPage
from .panels.merging_page import MergingPage

if TYPE_CHECKING:
    from .main_window import MainWindow
    from .workbench import Workbench

PAGES = {"close_school": "closing", "merge_schools": "merging", "expected": "expected"}
"""Which page an action opens."""


class NetworkDesk(QObject):
    """Leads the pages of whatever workbench the window shows.

    Parameters
    ----------
    window
        The window.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._jobs = Jobs(self)
        self._jobs.started.connect(self._watch)
        self._workbench: Workbench | None = None
        self.closing: Closing | None = None
        self.merging: Merging | None = None
        self.expecting: Expecting | None = None

    @property
    def running(self) -> tuple[Job, ...]:
        """The work under way."""
        return self._jobs.running

    def show_in(self, workbench: Workbench) -> None:
        """Lead the pages of a workbench, and let go of those of the one before."""
        window, pages = self._window, workbench.views.pages.pages
        for each in (self.closing, self.merging, self.expecting):
            if each is not None:
                each.close()
                each.deleteLater()
        bridge, attention, strip = workbench.bridge, workbench.attention, workbench.views.strip
        closing, merging, expected = (pages[name] for name in PAGES.values())
        assert isinstance(closing, ClosingPage)
        assert isinstance(merging, MergingPage)
        assert isinstance(expected, ExpectedPage)
        self._workbench = workbench
        self.closing = Closing(closing, bridge, attention, strip, window.messages, self._jobs, workbench)
        self.merging = Merging(merging, bridge, attention, strip, window.messages, workbench)
        self.expecting = Expecting(expected, bridge, attention, self._jobs, window.messages, workbench)
        actions = window.actions_of
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
        some = self._school >= 0
        for name in NETWORK:
            self._window.actions_of.enable(name, name == "expected" or some, tr("Choose a target school first."))

    @property
    def _school(self) -> int:
        """The school that is meant; −1 for none."""
        return self._workbench.of_school.school if self._workbench is not None else -1

    def _close_school(self) -> None:
        self._ask("closing")

    def _merge_schools(self) -> None:
        self._ask("merging")

    def _expected(self) -> None:
        self._ask("expected")

    def _ask(self, page: str) -> None:
        if self._workbench is not None:
            self._workbench.attention.ask_page(page, self._school)

    def _watch(self, job: Job) -> None:
        self._window.watch(job)
