"""All views of a state, made in one place: the map, the strip, the panels and the charts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from .bridge import Attention, Bridge
from .charts.distance import DistanceChart
from .charts.need import NeedChart
from .charts.places import PlacesChart
from .looking import SameSchools
from .map import MapView
from .palette import Palette
from .panels.closing_page import ClosingPage
from .panels.expected_page import ExpectedPage
from .panels.funding import FundingPanel
from .panels.history import HistoryPanel
from .panels.indicators import IndicatorsPanel
from .panels.merging_page import MergingPage
from .panels.opening_page import OpeningPage
from .panels.pages import Page, Pages
from .panels.plans import PlansPanel
from .panels.problems import ProblemsPanel
from .panels.school_page import SchoolPage
from .panels.schools import SchoolsPanel
from .panels.strip import TopStrip


class View(Protocol):
    """What every view can do."""

    def set_palette(self, palette: Palette, /) -> None: ...

    def set_text_scale(self, scale: float, /) -> None: ...


@dataclass(frozen=True)
class Views:
    """The views of one window."""

    map: MapView
    strip: TopStrip
    schools: SchoolsPanel
    pages: Pages
    funding: FundingPanel
    indicators: IndicatorsPanel
    history: HistoryPanel
    plans: PlansPanel
    problems: ProblemsPanel
    places: PlacesChart
    distance: DistanceChart
    need: NeedChart

    @property
    def all(self) -> tuple[View, ...]:
        """Every view. Each listens to the bridge itself; they are made, and so told, in this order."""
        dock: tuple[View, ...] = (self.schools, *self.pages.pages.values(), self.funding, self.indicators)
        charts: tuple[View, ...] = (self.places, self.distance, self.need)
        return (self.map, self.strip, *dock, self.history, self.plans, self.problems, *charts)

    def set_palette(self, p: Palette) -> None:
        """Draw in the colours of a theme."""
        for view in self.all:
            view.set_palette(p)

    def set_text_scale(self, scale: float) -> None:
        """Draw at a text scale, 1.0 to 2.0."""
        for view in self.all:
            view.set_text_scale(scale)


def make_views(bridge: Bridge, attention: Attention, p: Palette) -> Views:
    """Make all views of a session."""
    same_schools = SameSchools(bridge, attention)
    schools = SchoolsPanel(bridge, attention, p)
    school_page = SchoolPage(bridge, attention, p)
    pages: dict[str, Page] = {
        "school": school_page,
        "opening": OpeningPage(bridge, attention, p),
        "closing": ClosingPage(p),
        "merging": MergingPage(p),
        "expected": ExpectedPage(p),
    }
    views = Views(
        MapView(bridge, attention, p),
        TopStrip(bridge, attention, p),
        schools,
        Pages(schools, pages, attention),
        FundingPanel(bridge, attention, p),
        IndicatorsPanel(bridge, attention, p),
        HistoryPanel(bridge, attention, p),
        PlansPanel(bridge, attention, p),
        ProblemsPanel(bridge, attention, p),
        PlacesChart(bridge, attention, p),
        DistanceChart(bridge, attention, p),
        NeedChart(bridge, attention, p),
    )
    school_page.offer(views.pages.pages)
    same_schools.go_with(views.map)
    return views
