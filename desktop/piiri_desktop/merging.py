"""Merging schools in the window: what its page shows, and what it does."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject

from piiri.edits import MergeSchools
from piiri.i18n import tr
from piiri.model.dataset import Dataset
from piiri.publish.network_change import NetworkChange
from piiri.publish.network_change_text import missing_words
from piiri.school_years import next_school_year, school_year

from .bridge import Attention, Bridge
from .ending import Ending, Told
from .panels.merging_page import MergingPage
from .panels.strip import TopStrip


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
