"""The indicators panel: the monitoring set, the choice of school, the mix of each school, flows and curves."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QPainter, QPaintEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from piiri.flows import Choice, choice_of
from piiri.i18n import N_, number, tr
from piiri.session import State

from ..bridge import Attention, Bridge
from ..charts.curve import CurveChart
from ..palette import Palette
from ..typeset import text_label, typeset
from .colour_menu import ColourButton
from .controls import Dressed, IconButton, letters
from .flow_matrix import FlowMatrix, flow_words
from .follow_page import FollowPage
from .indicator_rows import Figure, choices, flows_at, mixes, monitoring, sides
from .indicator_table import Column, FigureTable
from .knowledge import Knowledge
from .page_parts import caption
from .pick import Pick
from .plain_table import PlainTable
from .years_page import YearsPage

View = Literal["set", "choice", "mix", "flows", "curves", "years", "follow"]
VIEWS: tuple[tuple[View, str], ...] = (
    ("set", N_("Monitoring set")),
    ("choice", N_("Choice of school")),
    ("mix", N_("Mix of the schools")),
    ("flows", N_("Who attends where")),
    ("curves", N_("Curves")),
    ("years", N_("Over the years")),
    ("follow", N_("Follow-up of the decision")),
)
_COLUMNS: dict[str, tuple[Column, ...]] = {
    "set": ("name", "before", "now", "chance", "picture"),
    "choice": ("name", "now", "chance", "picture"),
    "mix": ("name", "before", "now", "picture"),
}
_LIVE = ("set", "mix", "curves")
"""Views with figures of the state itself."""
SIDE, CALM_MS = 12, 150


class IndicatorsPanel(QWidget):
    """Knowing, not guessing: each figure before and now, beside what chance makes of it, with its method and source.

    While something is dragged the figures follow; chance and intervals are those of the plan kept last.

    Parameters
    ----------
    bridge
        Announces the states.
    attention
        Which stage and school are looked at.
    palette
        The theme.
    """

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._attention, self._palette = bridge, attention, palette
        self._state, self._kept = bridge.state, bridge.session.committed
        self._scale, self._stale, self._group, self._flow_group = 1.0, True, 0, 0
        self.view: View = "set"
        self._choice: tuple[State, int, int, Choice] | None = None
        self.setAccessibleName(tr("Indicators"))
        self.views = Pick("", palette, self)
        self.groups = Pick(tr("Group:"), palette, self)
        self.copy = IconButton("copy", tr("Copy the table"), palette, "Ctrl+C", self)
        self.picture = IconButton("picture", tr("Copy the picture"), palette, "Ctrl+Shift+C", self)
        self.files = IconButton("import", tr("Own indicators, observations: from a file"), palette, "", self)
        self.files.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.files.setMenu(QMenu(self))
        self.years = YearsPage(attention, palette, self)
        self.follow = FollowPage(attention, palette, self)
        self.words = caption("")
        self.table = FigureTable(attention, palette, self)
        self.matrix = FlowMatrix(attention, palette, self)
        self.curve = CurveChart(False, palette, self)
        self.lorenz = CurveChart(True, palette, self)
        self.method = QPushButton(tr("Method and source"))
        self.method.setProperty("kind", "link")
        self.method.setCheckable(True)
        typeset(self.method)
        self.colour = ColourButton(attention, palette, self)
        self.key = caption("")
        self.told = text_label("", wrap=True)
        self._build()
        self.copy.clicked.connect(self._copy)
        self.picture.clicked.connect(self._copy_picture)
        self.method.toggled.connect(self._tell)
        self.table.reached.connect(self._tell)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._colour_here)
        self.table.method_asked.connect(lambda row: self.method.setChecked(not self.method.isChecked()))
        for view in (self.table, self.matrix):
            view.chosen.connect(attention.set_target)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(CALM_MS)
        self._later.timeout.connect(self._refresh)
        bridge.changed.connect(self.show_state)
        attention.stage_changed.connect(self._look_again)
        attention.target_changed.connect(self._look_again)
        self.set_palette(palette)
        self._offer()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(SIDE, 6, 8, 4)
        head.setSpacing(6)
        head.addWidget(self.views)
        head.addWidget(self.groups)
        head.addStretch(1)
        for button in (self.files, self.picture, self.copy):
            head.addWidget(button)
        self.pages = QStackedWidget(self)
        curves = QWidget()
        both = QVBoxLayout(curves)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(1)
        both.addWidget(self.curve, 1)
        both.addWidget(self.lorenz, 1)
        self._curves = curves
        for page in (self.table, self.matrix, curves, self.years, self.follow):
            self.pages.addWidget(page)
        foot = QHBoxLayout()
        foot.setContentsMargins(SIDE, 2, 8, 4)
        foot.addWidget(self.key, 1)
        foot.addWidget(self.colour)
        foot.addWidget(self.method)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        self.words.setContentsMargins(SIDE, 0, SIDE, 4)
        self.words.setWordWrap(True)
        column.addWidget(self.words)
        column.addWidget(self.pages, 1)
        column.addLayout(foot)
        self.key.setWordWrap(True)
        self.told.setContentsMargins(SIDE, 0, SIDE, 8)
        self.told.hide()
        column.addWidget(self.told)
        for keys, slot in (
            (QKeySequence(QKeySequence.StandardKey.Copy), self._copy),
            (QKeySequence("Ctrl+Shift+C"), self._copy_picture),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)

    def set_desk(self, desk: Knowledge) -> None:
        """Ask this for files, and for what is counted beside the window."""
        self.years.set_desk(desk)
        self.follow.set_desk(desk)
        menu = self.files.menu()
        menu.clear()
        menu.addAction(tr("Own indicators from a file…"), desk.choose_own)
        self._drop = menu.addAction(tr("Take own indicators away"), desk.drop_own)
        menu.addAction(tr("Add observations…"), desk.choose_observations)
        menu.aboutToShow.connect(self._offer_files)

    def _offer_files(self) -> None:
        self._drop.setEnabled(bool(self._state.dataset.own_indicators))

    # ------------------------------------------------------------------------------------------------ what is shown
    def show_state(self, state: State) -> None:
        """Show the figures of a state; what is not seen waits."""
        if state is self._state:
            return
        self._state = state
        if not self.isVisible():
            self._stale = True
        else:
            # what costs more than a frame is counted when the hand rests: until then that of the plan before stands
            known = state.dataset is self._kept.dataset
            if state.provisional or (known and self.view in _LIVE):
                self._refresh(settle=not known)
            if not state.provisional or self._later.isActive():
                self._later.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_arcs()
        if self._stale:
            self._refresh()

    def _look_again(self, *_: object) -> None:
        self._stale = True
        if self.isVisible():
            self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._attention.show_flows(False)

    def show_view(self, view: View) -> None:
        """Turn to another page of the panel; the map shows flows with that of who attends where."""
        self.view = view
        self._show_arcs()
        self._offer()
        self._look_again()

    def _choose_view(self, position: int, *_: object) -> None:
        self.show_view(VIEWS[position][0])

    def _show_arcs(self) -> None:
        shown = self.view == "flows" and self.isVisible()
        self._attention.show_flows(shown, self._flow_key if shown else "")

    @property
    def _flow_key(self) -> str:
        """The group whose flows are shown; empty for everybody."""
        groups = self._state.dataset.groups
        return groups[self._flow_group - 1].key if 0 < self._flow_group <= len(groups) else ""

    def _choose_group(self, position: int, *_: object) -> None:
        if self.view == "flows":
            self._flow_group = position
        else:
            self._group = position
        self._show_arcs()
        self._offer()
        self._look_again()

    def _offer(self) -> None:
        self.views.offer([tr(name) for _, name in VIEWS], [key for key, _ in VIEWS].index(self.view), self._choose_view)
        groups = self._state.dataset.groups
        self._group = min(self._group, max(len(groups) - 1, 0))
        names = [tr(group.name) for group in groups]
        if self.view == "flows":
            self._flow_group = min(self._flow_group, len(groups))
            self.groups.offer([tr("All pupils"), *names], self._flow_group, self._choose_group)
        else:
            self.groups.offer(names, self._group, self._choose_group)
        self.groups.setVisible(bool(groups) and self.view not in ("years", "follow"))
        pages = {"flows": self.matrix, "curves": self._curves, "years": self.years, "follow": self.follow}
        page = pages.get(self.view, self.table)
        self.pages.setCurrentWidget(page)
        self.method.setVisible(page is self.table)
        self.colour.setVisible(page is self.table)
        self.told.setVisible(page is self.table and self.method.isChecked())
        for button in (self.copy, self.picture):
            button.setVisible(page is not self._curves)

    @property
    def _stage(self) -> int:
        stage = self._attention.stage
        return stage if stage < len(self._state.plan.stages) else 0

    def _refresh(self, *, settle: bool = True) -> None:
        self._stale = False
        if settle:
            self._later.stop()
            self._kept = self._bridge.session.committed
        state = self._state
        if not state.dataset.groups and self.view in ("set", "choice", "mix", "curves"):
            self.words.setText(tr("The data tell no groups of pupils: import one, as mother tongue or support."))
            self.table.show_rows([], _COLUMNS["set"])
            return
        self.words.setText("")
        if self.view == "years":
            self.years.show_state(self._kept)
        elif self.view == "follow":
            self.follow.show_state(self._kept)
        elif self.view == "flows":
            self._show_flows()
        elif self.view == "curves":
            group, stage = state.dataset.groups[self._group], self._stage
            now, before = sides(state, stage, group), sides(state, stage, group, before=True)
            for chart in (self.curve, self.lorenz):
                chart.show_sides(now, before, settled=not state.provisional)
            self.words.setText(self.curve.summary())
        else:
            self.table.show_rows(self._rows(), _COLUMNS[self.view])
        self.words.setVisible(bool(self.words.text()))
        self.key.setText(self._key())
        self._tell()

    def _rows(self) -> list[Figure]:
        state, stage, group = self._state, self._stage, self._state.dataset.groups[self._group]
        if self.view == "set":
            return monitoring(state, self._kept, stage, self._attention.target, group, self._group)
        if self.view == "mix":
            return mixes(state, stage, group)
        found = self._choices(stage)
        if found is None or not found.pupils:
            self.words.setText(
                tr("The data do not say which school a pupil attends today: import the column “attends”.")
            )
            return []
        self.words.setText(
            tr(
                "{n} pupils, the same in each row; {left} left out.",
                n=number(found.pupils),
                left=number(found.left_out),
            )
        )
        return choices(found)

    def _choices(self, stage: int) -> Choice | None:
        kept = self._kept
        if self._choice is None or self._choice[0] is not kept or self._choice[1:3] != (stage, self._group):
            where = kept.whereabouts
            if where is None:
                return None
            members = kept.dataset.pupils.points.column(kept.dataset.groups[self._group].key)
            found = choice_of(where, members, None if stage < 0 else stage, draws=100)
            self._choice = (kept, stage, self._group, found)
        return self._choice[3]

    def _show_flows(self) -> None:
        names = self._state.plan.schools.names
        flows = flows_at(self._state, self._stage, self._flow_key)
        flows = flows if flows is not None and flows.table.any() else None
        self.words.setText(flow_words(flows, names, self._attention.target))
        self.matrix.show_flows(flows, names)

    def _key(self) -> str:
        match self.view:
            case "set":
                return tr("bar now · tick before · ◇ by chance · ├─┤ 95 %")
            case "choice":
                return tr("bar value · ◇ by chance")
            case "mix":
                return tr("bar now · tick before")
            case "flows":
                return tr("pupils; bold = own school, darker = a larger part of the row")
        return ""

    def _tell(self, *_: object) -> None:
        """Say how the figure of the current row is computed, and from what."""
        shown = self.method.isChecked() and self.pages.currentWidget() is self.table
        rows, row = self.table.figures.rows, self.table.currentIndex().row()
        self.colour.offer(rows[row] if 0 <= row < len(rows) else Figure(""), self._state)
        if shown:
            row = row if 0 <= row < len(rows) else 1
            found = rows[row] if row < len(rows) else Figure("")
            source = tr("Source: {source}", source=found.source) if found.source else ""
            parts = [f"{found.title}: {found.formula}" if found.formula else found.title, source]
            self.told.setText("\n".join(part for part in parts if part))
        self.told.setVisible(shown)

    def _colour_here(self, at: QPoint) -> None:
        """Offer to colour the map by the row that was asked about, by mouse or by the menu key."""
        self.colour.pop_up(self.table.viewport().mapToGlobal(at))

    def _copy(self) -> None:
        page = self.pages.currentWidget()
        if page is self._curves:
            (self.lorenz if self.lorenz.plot.hasFocus() else self.curve).copy_figures()
        else:
            self._table.copy()

    def _copy_picture(self) -> None:
        if self.pages.currentWidget() is not self._curves:
            self._table.copy_picture()

    @property
    def _table(self) -> PlainTable:
        """The table of the page that is shown."""
        tables = {"flows": self.matrix, "years": self.years.table, "follow": self.follow.table}
        return tables.get(self.view, self.table)

    # ------------------------------------------------------------------------------------------------ look
    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        for each in self._dressed:
            each.set_palette(palette)
        for table in (self.table, self.matrix):
            table.set_look(palette, letters(self._scale))
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        self._scale = scale
        for each in self._dressed:
            each.set_text_scale(scale)
        for table in (self.table, self.matrix):
            table.set_look(self._palette, letters(scale))
        self._look_again()

    @property
    def _dressed(self) -> tuple[Dressed, ...]:
        """What is drawn in the theme and grows with the text, the tables apart."""
        fields = (self.views, self.groups, self.colour, self.files, self.picture, self.copy)
        return (*fields, self.curve, self.lorenz, self.years, self.follow)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._palette.surface)
