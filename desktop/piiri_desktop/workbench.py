"""The planning view of one project: strip, tool rail, map over charts, panels on the right, status line.

It is the part of the window that is made anew when the language changes; the session stays.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from functools import partial

from PySide6.QtCore import QByteArray, QEvent, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMainWindow, QMenu, QSizePolicy, QTabWidget, QToolBar, QVBoxLayout, QWidget

from piiri.errors import EditRejected
from piiri.i18n import number, tr
from piiri.session import State

from .actions import TOOLS, Actions
from .banner import Notices, announce
from .bridge import Attention, Bridge
from .docks import ChartsArea, Dock
from .map.view import View
from .menu_row import MenuRow
from .palette import Palette
from .planning_actions import PlanningActions
from .school_actions import SchoolActions
from .settings import Settings
from .status_line import StatusLine
from .tool_rail import ToolRail
from .typeset import apply_text_scale, keep_fonts
from .views import make_views

LAYOUT_VERSION = 5
WORDS_FROM, LOW, TALL = 1600, 680, 900
FUNDING_WIDE = 640
"""Width of the panel of money in a wide window: two columns."""
SLACK = 8
"""Logical pixels by which Qt may miss the width of a panel that was asked for."""
NOTICE_MARGIN, WIDEST_NOTICE = 8, 640
TABS_FROM = 1.75
"""Text scale from which the charts are a tab."""

Area = Qt.DockWidgetArea


def dock_width(width: int) -> int:
    """Return how wide the right panels are in a window of ``width`` logical pixels.

    >>> dock_width(1280), dock_width(1920)
    (404, 560)
    """
    for least, wide in ((1600, 560), (1440, 440), (1280, 404)):
        if width >= least:
            return wide
    return 344


def chart_height(height: int) -> int:
    """Return how high the charts are in a window of ``height`` logical pixels; 0 where they fold to a strip.

    >>> chart_height(640), chart_height(720), chart_height(1080)
    (0, 155, 231)
    """
    return 0 if height < LOW else 155 if height < TALL else 231


class Workbench(QMainWindow):
    """Everything around one session."""

    def __init__(
        self,
        bridge: Bridge,
        attention: Attention,
        actions: Actions,
        settings: Settings,
        p: Palette,
    ) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName("workbench")
        self.bridge, self.attention = bridge, attention
        self._actions, self._settings, self._colours = actions, settings, p
        self._scale = 1.0
        self._sizes: tuple[int, int] = (-1, -1)
        self._rejected = self._charts_tabbed = self._money_shown = self._money_had_room = False
        self._first_view: View | None = None
        self.views = make_views(bridge, attention, p)
        self.menu_row = MenuRow(actions, settings, p)
        self.notices = Notices()
        self.rail = ToolRail(actions, p)
        self.status = StatusLine(p)
        self._build()
        self._connect()
        self.set_look(p, settings.text_scale)
        self.show_state(bridge.state)

    def _build(self) -> None:
        head = QWidget()
        column = QVBoxLayout(head)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.menu_row, self.views.strip):
            column.addWidget(widget)
        self.setMenuWidget(head)
        bar = QToolBar()
        bar.setObjectName("rail")
        bar.setMovable(False)
        bar.addWidget(self.rail)
        self.addToolBar(Qt.ToolBarArea.LeftToolBarArea, bar)
        self.views.map.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setCentralWidget(self.views.map)
        self.setStatusBar(self.status)
        self.setCorner(Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea)
        self.setCorner(Qt.Corner.TopRightCorner, Area.RightDockWidgetArea)
        self.setDockOptions(
            QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
            | QMainWindow.DockOption.GroupedDragging
        )
        for area in (Area.RightDockWidgetArea, Area.LeftDockWidgetArea, Area.BottomDockWidgetArea):
            self.setTabPosition(area, QTabWidget.TabPosition.North)
        views, p = self.views, self._colours
        self.charts = ChartsArea(
            {
                tr("Pupils against places"): views.places,
                tr("Distance to school"): views.distance,
                tr("Money follows need"): views.need,
            },
            p,
        )
        self.docks = {
            "schools": Dock("schools", tr("Schools"), views.pages, p, self, False),
            "funding": Dock("funding", tr("Funding"), views.funding, p, self, False),
            "indicators": Dock("indicators", tr("Indicators"), views.indicators, p, self, False),
            "history": Dock("history", tr("History"), views.history, p, self, False),
            "plans": Dock("plans", tr("Plans"), views.plans, p, self, False),
            "problems": Dock("problems", tr("Problems"), views.problems, p, self, False),
            "charts": Dock("charts", tr("Charts"), self.charts, p, self, True),
        }
        self._retitle = QTimer(self)
        self._retitle.setSingleShot(True)
        self._retitle.setInterval(0)
        for dock in self.docks.values():
            dock.moved.connect(self._retitle.start)
            self._retitle.timeout.connect(dock.retitle)
        self._retitle.timeout.connect(self._place_notices)
        self.docks["funding"].visibilityChanged.connect(self._money_turned)
        self._retitle.timeout.connect(self._make_room_for_money)
        self._place_docks()
        self.notices.setParent(self)
        self.notices.rearranged.connect(self._place_notices)
        panels = self.menu_row.submenus["docks"]
        for dock in self.docks.values():
            panels.addAction(dock.toggleViewAction())

    def _place_docks(self) -> None:
        self.addDockWidget(Area.RightDockWidgetArea, self.docks["schools"])
        self.tabifyDockWidget(self.docks["schools"], self.docks["funding"])
        self.tabifyDockWidget(self.docks["funding"], self.docks["indicators"])
        self.tabifyDockWidget(self.docks["indicators"], self.docks["history"])
        self.tabifyDockWidget(self.docks["history"], self.docks["plans"])
        self.tabifyDockWidget(self.docks["plans"], self.docks["problems"])
        self.addDockWidget(Area.BottomDockWidgetArea, self.docks["charts"])
        self.docks["schools"].raise_()

    def _connect(self) -> None:
        self.bridge.changed.connect(self.show_state)
        self.attention.indicator_changed.connect(partial(setattr, self._settings, "indicator"))
        self.attention.set_indicator(self._settings.indicator)
        self.bridge.rejected.connect(self._show_rejection)
        self.planning = PlanningActions(self._actions, self.bridge, self.attention, self.views, self.status, self)
        self.of_school = SchoolActions(self._actions, self.bridge, self.attention, self.views, self)
        self.attention.page_asked.connect(self.docks["schools"].bring_up)
        self.views.problems.counted.connect(self._show_problem_count)
        self._show_problem_count()
        view = self.views.map
        view.status.connect(self._show_hint)
        view.coordinates.connect(self.status.show_place)
        view.scale.connect(self.status.show_scale)
        view.tool_changed.connect(self._mark_tool)
        self._actions.groups["tool"].triggered.connect(self._choose_tool)
        for name, slot in (("zoom_in", view.zoom_in), ("zoom_out", view.zoom_out), ("zoom_all", view.zoom_to_all)):
            self._actions.connect(name, slot)
        for name, slot in (
            ("focus_map", self._focus_map),
            ("focus_schools", self.docks["schools"].bring_up),
            ("focus_funding", self.docks["funding"].bring_up),
            ("focus_indicators", self.docks["indicators"].bring_up),
            ("focus_history", self.docks["history"].bring_up),
            ("focus_plans", self.docks["plans"].bring_up),
            ("focus_problems", self.docks["problems"].bring_up),
            ("next_pane", self._next_pane),
            ("undo", self.bridge.undo),
            ("redo", self.bridge.redo),
        ):
            self._actions.connect(name, slot)

    # ------------------------------------------------------------------------------------------------ what is shown

    def show_state(self, state: State) -> None:
        """Keep what is around the views up with a state; the views listen themselves."""
        self.status.show_time(state.took_ms)
        self.status.show_untold(state.evaluation.total.untold)
        if self._rejected:
            self._rejected = False
            self.status.show_hint(self.views.map.tool.hint())
        if not state.provisional:
            history = state.history
            undo = history.describe(history.cursor) if history.can_undo else ""
            self._actions.enable("undo", history.can_undo)
            self._actions.enable("redo", history.can_redo)
            if undo:
                tip = self._actions["undo"].toolTip()
                self._actions["undo"].setToolTip(f"{tip}\n{undo}")
            self.planning.enable()
            self.of_school.enable()

    def _show_hint(self, text: str) -> None:
        if not self._rejected:
            self.status.show_hint(text)

    def _show_rejection(self, rejection: EditRejected) -> None:
        if self.views.map.tool.outgrows(rejection):
            return
        self._rejected = True
        self.status.show_hint(rejection.sentence)
        announce(self, rejection.sentence)

    def set_look(self, p: Palette, scale: float) -> None:
        """Draw in the colours of a theme, at a text scale of 1.0 to 2.0."""
        self._colours = p
        self.views.set_palette(p)
        self._scale = scale
        apply_text_scale(self, scale)
        self.views.set_text_scale(scale)
        self.rail.set_palette(p)
        self.menu_row.set_palette(p, scale)
        self.status.set_palette(p, scale)
        self.charts.set_palette(p, scale)
        for dock in self.docks.values():
            dock.set_palette(p)
        keep_fonts(self)
        self.charts.fold(self.charts.is_folded)
        self._sizes = (-1, -1)
        self._arrange()

    # ------------------------------------------------------------------------------------------------ layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()
        self._place_notices()

    def _arrange(self) -> None:
        """Follow the design's rules for widths and heights, once for each class of size: what a person drags stays."""
        width, height = round(self.width() / self._scale), round(self.height() / self._scale)
        wanted = dock_width(width), chart_height(height)
        around = sum(bar.sizeHint().height() for bar in (self.menu_row, self.views.strip, self.status))
        self.rail.arrange(width >= WORDS_FROM, self._scale, self.height() - around)
        if wanted == self._sizes or not self.isVisible():
            return
        self._sizes = wanted
        self._seat_charts(self._scale >= TABS_FROM)
        self._money_had_room = self._money_wide
        if self._money_wide:
            wanted = FUNDING_WIDE, wanted[1]
        wide = min(round(wanted[0] * self._scale), self.width() * 45 // 100)
        self.resizeDocks([self.docks["schools"]], [wide], Qt.Orientation.Horizontal)
        if self._charts_tabbed:
            return
        self.charts.fold(wanted[1] == 0)
        high = round((wanted[1] or 28) * self._scale)
        self.resizeDocks([self.docks["charts"]], [high], Qt.Orientation.Vertical)

    def _money_turned(self, shown: bool) -> None:
        """The panel of money is in front now, or behind another one's tab: of tabs only their signal tells."""
        self._money_shown = shown

    @property
    def _money_wide(self) -> bool:
        """True where the panel of money is in front of a wide window's right side."""
        wide = round(self.width() / self._scale) >= WORDS_FROM
        return wide and self._money_shown and not self.docks["funding"].isFloating()

    def _make_room_for_money(self) -> None:
        """In a wide window money takes two columns, and gives the room back; a width that a person chose stays."""
        if self._money_wide == self._money_had_room or not self.isVisible():
            return
        self._money_had_room = self._money_wide
        usual, wide = (round(w * self._scale) for w in (dock_width(round(self.width() / self._scale)), FUNDING_WIDE))
        had, wants = (usual, wide) if self._money_wide else (wide, usual)
        if abs(self.width() - self.views.map.geometry().right() - 1 - had) <= SLACK:
            self.resizeDocks([self.docks["schools"]], [wants], Qt.Orientation.Horizontal)

    def _place_notices(self) -> None:
        """Messages lie over the map, under the plate of its tool: nothing moves because one comes."""
        if not self.notices.isHidden():
            room = self.views.map.geometry()
            beside, below = round(48 * self._scale), round(36 * self._scale)  # the plates for zooming and of the tool
            width = min(room.width() - 2 * NOTICE_MARGIN - beside, round(WIDEST_NOTICE * self._scale))
            left, top = room.left() + NOTICE_MARGIN, room.top() + 2 * NOTICE_MARGIN + below
            self.notices.setGeometry(left, top, width, self.notices.height_for(width))
            self.notices.raise_()

    def _seat_charts(self, tabbed: bool) -> None:
        """Large text leaves no room under the map: then the charts are one more tab on the right."""
        if tabbed == self._charts_tabbed:
            return
        self._charts_tabbed = tabbed
        charts = self.docks["charts"]
        if tabbed:
            right = [dock for dock in self.docks.values() if dock is not charts and not dock.visibleRegion().isEmpty()]
            self.charts.fold(False)
            self.tabifyDockWidget(self.docks["problems"], charts)
            (right[0] if right else self.docks["schools"]).raise_()
        else:
            self.addDockWidget(Area.BottomDockWidgetArea, charts)

    def keep_layout(self) -> None:
        """Write into the settings where the panels stand."""
        self._settings.layout = b64encode(self.saveState(LAYOUT_VERSION).data()).decode("ascii")

    def restore_layout(self) -> None:
        """Put the panels where they stood last; the customary places where that is not known."""
        if self._settings.layout:
            self.restoreState(QByteArray(b64decode(self._settings.layout)), LAYOUT_VERSION)

    def createPopupMenu(self) -> QMenu:
        menu = QMenu(self)
        for dock in self.docks.values():
            menu.addAction(dock.toggleViewAction())
        return menu

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.Show:
            self._arrange()
            QTimer.singleShot(0, self, self._look)
        return handled

    def start_at(self, view: View) -> None:
        """Let the map stand where it stood before the page was made anew."""
        self._first_view = view

    def _look(self) -> None:
        """Once the panels have found their places: the whole municipality, or where the map stood before."""
        view, shown = self.views.map, self._first_view
        self._first_view = None
        if shown is None:
            view.zoom_to_all()
        else:
            view.look_at(shown.resized(view.width(), view.height(), view.devicePixelRatioF()))
        view.settle()  # at once, so that nobody sees the frame before at the wrong scale
        self.status.show_scale(view.view.scale)

    # ------------------------------------------------------------------------------------------------ tools and panes

    def _choose_tool(self) -> None:
        action = self._actions.groups["tool"].checkedAction()
        if action is not None:
            self.views.map.set_tool(action.objectName())

    def _mark_tool(self, name: str) -> None:
        if name in TOOLS:
            self._actions[name].setChecked(True)

    def _focus_map(self) -> None:
        self.views.map.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_pane(self) -> None:
        """F6: map, charts, panels, strip, rail, and round again."""
        panes: list[QWidget] = [self.views.map, *self.docks.values(), self.views.strip, self.rail]
        shown = [pane for pane in panes if pane.isVisible()]
        focus = self.focusWidget()
        at = next((i for i, pane in enumerate(shown) if focus is pane or pane.isAncestorOf(focus)), -1)
        for step in range(1, len(shown) + 1):
            pane = shown[(at + step) % len(shown)]
            if isinstance(pane, Dock):
                pane.bring_up()
            elif pane.focusPolicy() != Qt.FocusPolicy.NoFocus:
                pane.setFocus(Qt.FocusReason.ShortcutFocusReason)
            else:
                first = next((w for w in pane.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus), None)
                if first is None:
                    continue
                first.setFocus(Qt.FocusReason.ShortcutFocusReason)
            return

    def _show_problem_count(self) -> None:
        problems = self.views.problems
        count = len(problems.problems)
        title = tr("Problems {n}", n=number(count)) if count else tr("Problems")
        self.docks["problems"].setWindowTitle(title)
        self._actions.enable("next_unassigned", bool(problems.of_kind("unassigned")))
        self._actions.enable("next_stray", bool(problems.of_kind("stray")))
