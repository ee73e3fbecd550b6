"""The areas of a school, stage by stage: who serves each, with what shares, and how the pupils are shared out.

An area that several schools serve is a joint zone. A share that is written is shown at once, with the pupils each
school would get; Enter keeps it, Esc drops it."""

from __future__ import annotations

from functools import partial
from typing import Literal

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QLineEdit, QMenu, QPushButton, QWidget

from piiri.edits import SetServers
from piiri.i18n import number, tr
from piiri.indicators.table import IntakeTable
from piiri.model.plan import Plan
from piiri.session import State

from ..collation import by_name
from ..palette import BODY, Palette
from ..typeset import ElidedLabel, apply_text_scale, text_label, typeset
from .controls import IconButton, PickButton
from .page_parts import Section, caption, number_field
from .shares import fractions, percents, with_one_more, with_percent, without

Sharing = Literal["shares", "places"]
BY_SHARES: Sharing = "shares"
BY_PLACES: Sharing = "places"


class Zone(QWidget):
    """One area: its schools with their shares.

    Signals
    -------
    previewed(object)
        An edit to be shown.
    asked(object)
        An edit to be kept.
    dropped()
        What is shown is to be dropped.
    """

    previewed = Signal(object)
    asked = Signal(object)
    dropped = Signal()

    def __init__(self, plan: Plan, catchment: int, palette: Palette, scale: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = plan.catchments.ids[catchment]
        servers = plan.servers_of(catchment)
        self._schools = [school for school, _ in servers]
        self._percent = percents([share for _, share in servers])
        self._by: Sharing = BY_PLACES if self.key in plan.by_places else BY_SHARES
        self._free = _could_serve(plan, self._schools)
        self._palette = palette
        self.fields: list[QLineEdit] = []
        self.takers: list[IconButton] = []
        self._pupils: list[QLabel] = []
        held = bool(plan.locked_catchment[catchment])
        column = QGridLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setHorizontalSpacing(8)
        column.setVerticalSpacing(4)
        column.setColumnStretch(0, 1)
        stage = tr(plan.stages[int(plan.catchments.stage[catchment])].name)
        name, joint = plan.catchments.names[catchment], len(self._schools) > 1
        alone = not joint and name == plan.schools.names[plan.schools.index(self._schools[0])]
        title = stage if alone else f"{stage}: {name}"
        column.addWidget(ElidedLabel(title, BODY, QFont.Weight.Medium), 0, 0, 1, 4 if joint else 1)
        for at, school in enumerate(self._schools):
            self._add_school(plan, column, at, school, joint=joint, held=held)
        self._add_foot(column, len(self._schools) + 1, joint=joint, held=held)
        apply_text_scale(self, scale)
        for taker in self.takers:
            taker.set_text_scale(scale)
        self.add.set_text_scale(scale)
        for written in self.fields:
            written.setFixedWidth(round(52 * scale))

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        pairs = [widget for pair in zip(self.fields, self.takers, strict=True) for widget in pair]
        return [*pairs, self.by_shares, self.by_places, self.add]

    def _add_school(self, plan: Plan, grid: QGridLayout, at: int, school: str, *, joint: bool, held: bool) -> None:
        name = plan.schools.names[plan.schools.index(school)]
        pupils = text_label("", tone="secondary")
        pupils.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._pupils.append(pupils)
        if not joint:  # the title says whose it is
            grid.addWidget(pupils, 0, 1)
            return
        grid.addWidget(ElidedLabel(name), at + 1, 0)
        grid.addWidget(pupils, at + 1, 1)
        share = number_field(tr("Share of {school}, percent", school=name), 2)
        share.setText(str(self._percent[at]))
        share.textEdited.connect(partial(self._preview, at))
        share.editingFinished.connect(partial(self._keep, at))
        share.installEventFilter(self)
        share.setEnabled(not held and self._by == BY_SHARES)
        share.setToolTip(_why_not(held=held, by_places=self._by == BY_PLACES))
        self.fields.append(share)
        pair = QHBoxLayout()
        pair.setSpacing(2)
        pair.addWidget(share)
        pair.addWidget(text_label("%", tone="secondary"))
        grid.addLayout(pair, at + 1, 2)
        taker = IconButton("close", tr("Take {school} out of the zone", school=name), self._palette, "", self, size=14)
        taker.clicked.connect(partial(self._take_out, at))
        taker.setEnabled(not held)
        self.takers.append(taker)
        grid.addWidget(taker, at + 1, 3)

    def _add_foot(self, grid: QGridLayout, row: int, *, joint: bool, held: bool) -> None:
        foot = QHBoxLayout()
        foot.setSpacing(8)
        self.by_shares, self.by_places = (
            QPushButton(text, self) for text in (tr("By share"), tr("Nearest with places"))
        )
        self._how = QButtonGroup(self)
        for button, kind, by in ((self.by_shares, "left", BY_SHARES), (self.by_places, "right", BY_PLACES)):
            button.setProperty("kind", kind)
            button.setCheckable(True)
            button.setAutoDefault(False)
            button.setChecked(by == self._by)
            button.setEnabled(not held)
            button.clicked.connect(partial(self._share_by, by))
            typeset(button)
            self._how.addButton(button)
        self.by_shares.setToolTip(tr("Each school takes in its share of the zone's pupils."))
        self.by_places.setToolTip(tr("Each pupil goes to the nearest school of the zone that has places left."))
        if joint:
            pair = QHBoxLayout()
            pair.setSpacing(0)
            pair.addWidget(self.by_shares)
            pair.addWidget(self.by_places)
            foot.addLayout(pair)
        for button in (self.by_shares, self.by_places):
            button.setVisible(joint)
        self.add = PickButton("", self._palette, self)
        self.add.set_value(tr("Add a school") if joint else tr("Share with a school"))
        menu = QMenu(self.add)
        for key, name in self._free:
            menu.addAction(name.replace("&", "&&")).triggered.connect(partial(self._add, key))
        self.add.setMenu(menu)
        self.add.setEnabled(bool(self._free) and not held)
        if held:
            self.add.setToolTip(_why_not(held=True, by_places=False))
        if not joint:
            grid.addWidget(self.add, 0, 2, 1, 2)
            return
        foot.addStretch(1)
        grid.addLayout(foot, row, 0, 1, 4)
        grid.addWidget(self.add, row + 1, 0, 1, 4, Qt.AlignmentFlag.AlignLeft)

    # ------------------------------------------------------------------------------------------------ what is shown
    def show_state(self, state: State) -> None:
        """Show how many pupils of the stage each school has, before the edit that is previewed and with it."""
        plan = state.plan
        if self.key not in plan.catchments.ids:
            return
        stage = int(plan.catchments.stage[plan.catchments.index(self.key)])
        there = state.history.plan.schools
        for label, school in zip(self._pupils, self._schools, strict=True):
            if school not in plan.schools or school not in there:
                continue
            now = _pupils(state.evaluation.table, plan.schools.index(school), stage)
            was = _pupils(state.committed.table, there.index(school), stage)
            text = number(now) if now == was else f"{number(was)} → {number(now)}"
            label.setText(tr("{pupils} pupils", pupils=text))
        shown = dict(plan.servers_of(plan.catchments.index(self.key)))
        if self._by == BY_SHARES and set(shown) == set(self._schools):
            for at, value in enumerate(percents([shown[school] for school in self._schools])[: len(self.fields)]):
                if not self.fields[at].hasFocus():
                    self.fields[at].setText(str(value))

    # ------------------------------------------------------------------------------------------------ edits
    def _edit(self, schools: list[str], percent: list[int], by: Sharing) -> SetServers:
        return SetServers(self.key, tuple(schools), fractions(percent), by)

    def _written(self, at: int) -> list[int] | None:
        text = self.fields[at].text()
        return with_percent(self._percent, at, int(text)) if text.isdecimal() else None

    def _preview(self, at: int, _: str) -> None:
        percent = self._written(at)
        if percent is not None:
            self.previewed.emit(self._edit(self._schools, percent, self._by))

    def _keep(self, at: int) -> None:
        percent = self._written(at)
        if percent is None or percent == self._percent:
            self.fields[at].setText(str(self._percent[at]))
            self.dropped.emit()
            return
        self._percent = percent
        self.asked.emit(self._edit(self._schools, percent, self._by))

    def _share_by(self, by: Sharing, _: bool = False) -> None:
        if by != self._by:
            self.asked.emit(self._edit(self._schools, self._percent, by))

    def _add(self, school: str, _: bool = False) -> None:
        self.asked.emit(self._edit([*self._schools, school], with_one_more(self._percent), self._by))

    def _take_out(self, at: int, _: bool = False) -> None:
        rest = [school for position, school in enumerate(self._schools) if position != at]
        self.asked.emit(self._edit(rest, without(self._percent, at), self._by if len(rest) > 1 else BY_SHARES))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc in a field drops what is written there; the page is left by the next one."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and watched in self.fields
        ):
            at = self.fields.index(watched)
            if self.fields[at].text() != str(self._percent[at]):
                event.accept()
                return True
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            for written, value in zip(self.fields, self._percent, strict=True):
                written.setText(str(value))
            self.dropped.emit()
            return True
        return super().eventFilter(watched, event)


class Zones(Section):
    """All areas of a school, closed ones left out.

    Signals
    -------
    previewed(object)
        An edit to be shown.
    asked(object)
        An edit to be kept.
    dropped()
        What is shown is to be dropped.
    """

    previewed = Signal(object)
    asked = Signal(object)
    dropped = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(tr("Its areas and who shares them"), parent)
        self._palette, self._scale = palette, 1.0
        self._made_for: tuple[object, ...] = ()
        self.zones: list[Zone] = []
        self.none = caption(tr("It has no area: tick a stage."))
        self.column.addWidget(self.none)

    @property
    def stops(self) -> list[QWidget]:
        """What Tab reaches, in order."""
        return [stop for zone in self.zones for stop in zone.stops]

    def show_school(self, state: State, school: int) -> None:
        """Show a school of a state; the areas are made anew only where a kept plan has others."""
        plan = state.history.plan
        key = state.plan.schools.ids[school]
        if key in plan.schools:
            mine = areas_of(plan, plan.schools.index(key))
            made_for = (key, self._scale, self._palette, plan.schools.names, tuple(_made_of(plan, k) for k in mine))
            if made_for != self._made_for:
                self._made_for = made_for
                self._make(plan, mine)
        for zone in self.zones:
            zone.show_state(state)

    def _make(self, plan: Plan, catchments: list[int]) -> None:
        focus = next((at for at, zone in enumerate(self.zones) if zone.isAncestorOf(self.focusWidget())), -1)
        for zone in self.zones:
            self.column.removeWidget(zone)
            zone.hide()
            zone.deleteLater()
        self.zones = [Zone(plan, catchment, self._palette, self._scale, self) for catchment in catchments]
        for zone in self.zones:
            zone.previewed.connect(self.previewed)
            zone.asked.connect(self.asked)
            zone.dropped.connect(self.dropped)
            self.column.addWidget(zone)
        self.none.setVisible(not self.zones)
        if 0 <= focus < len(self.zones):
            self.zones[focus].add.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette

    def set_text_scale(self, scale: float) -> None:
        """Remember the text scale for areas made later."""
        self._scale = scale


def areas_of(plan: Plan, school: int) -> list[int]:
    """Return the open catchments that a school serves, by stage."""
    c = plan.catchments
    mine = [int(k) for k in c.server_catchment[c.server_school == school] if not c.closed[k]]
    return sorted(mine, key=lambda k: (int(c.stage[k]), k))


def _made_of(plan: Plan, catchment: int) -> tuple[object, ...]:
    key = plan.catchments.ids[catchment]
    held = bool(plan.locked_catchment[catchment])
    return key, plan.servers_of(catchment), key in plan.by_places, held, tuple(_could_serve(plan, []))


def _could_serve(plan: Plan, besides: list[str]) -> list[tuple[str, str]]:
    """The ids and names of the schools that could join a zone: open, not locked, not in it; by name."""
    found = [
        (key, name)
        for key, name, closed in zip(plan.schools.ids, plan.schools.names, plan.schools.closed.tolist(), strict=True)
        if key not in besides and not closed and key not in plan.locked
    ]
    return [found[at] for at in by_name([name for _, name in found])]


def _why_not(*, held: bool, by_places: bool) -> str:
    if held:
        return tr("The area is locked.")
    return tr("Pupils go to the nearest school with places; shares do not count.") if by_places else ""


def _pupils(table: IntakeTable, school: int, stage: int) -> int:
    mine = (table.school == school) & (table.stage == stage)
    return round(float(table.column("pupils")[mine].sum()))
