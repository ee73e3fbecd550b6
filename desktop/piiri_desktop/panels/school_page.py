"""The page of one school: what it is, which stages it teaches, its areas, its pupils, and what can be done with it.

Everything that is changed here is one step of the history. The school is kept by its id: where undo or another plan
takes it away, the page gives the table back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from piiri.edits import Edit
from piiri.errors import EditRejected
from piiri.i18n import tr
from piiri.model.plan import UNASSIGNED
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from ..typeset import typeset
from .page_parts import Column, Problem, Section, TabOrder, caption, lay_ground
from .pages import Page
from .school_facts import Facts, blocks_of
from .school_pupils import PupilsOfSchool
from .school_stages import Stages
from .school_zones import Zones


class SchoolPage(Page):
    """Shows one school and changes it.

    Parameters
    ----------
    bridge
        Announces the states, takes the edits.
    attention
        Is asked for tools, other pages, and the place on the map.
    palette
        The theme.
    """

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(palette, parent)
        self._bridge, self._attention, self._palette, self._scale = bridge, attention, palette, 1.0
        self._school = ""
        self._asked: Edit | None = None
        self._order = TabOrder()
        self.setAccessibleName(tr("The page of the school"))
        self.body = Column(self)
        self.problem = Problem(palette)
        self.facts, self.stages, self.pupils = Facts(), Stages(), PupilsOfSchool()
        self.zones = Zones(palette)
        self._build()
        self._connect()
        self.setFocusProxy(self.facts.name)
        self.set_palette(palette)

    def _build(self) -> None:
        self.bare = Section("")
        self.bare.column.addWidget(caption(tr("It has no blocks yet. Paint its area, or give it what lies nearest.")))
        self.paint_area = self._button(tr("Paint its area"), partial(self._with_tool, "paint"))
        self.nearer = self._button(tr("Give it everything nearer to it"), partial(self._with_tool, "nearer"))
        beside = QGridLayout()
        beside.setSpacing(8)
        beside.addWidget(self.paint_area, 0, 0)
        beside.addWidget(self.nearer, 0, 1)
        beside.setColumnStretch(2, 1)
        self.bare.column.addLayout(beside)
        self.show_on_map = self._button(tr("Show it on the map"), self._show_on_map)
        self.move_button = self._button(tr("Move it on the map"), partial(self._with_tool, "move_school"))
        self.close_school = self._button(tr("Close the school…"), partial(self._ask_page, "closing"))
        self.merge = self._button(tr("Merge into another…"), partial(self._ask_page, "merging"))
        doing = Section("")
        grid = QGridLayout()
        grid.setSpacing(8)
        for at, button in enumerate((self.show_on_map, self.move_button, self.close_school, self.merge)):
            grid.addWidget(button, at // 2, at % 2)
        doing.column.addLayout(grid)
        for section in (self.problem, self.facts, self.bare, doing, self.stages, self.zones, self.pupils):
            self.body.add(section)
        self.body.end()
        self.column.addWidget(self.body, 1)
        self.offer(())

    def _button(self, text: str, slot: Callable[..., object]) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        typeset(button)
        button.clicked.connect(slot)
        return button

    def _connect(self) -> None:
        for part in (self.facts, self.stages, self.zones):
            part.asked.connect(self._keep)
        self.stages.refused.connect(self._say)
        self.zones.previewed.connect(self._preview)
        self.zones.dropped.connect(self._drop)
        self._bridge.changed.connect(self.show_state)
        self._bridge.rejected.connect(self._show_rejection)

    def offer(self, pages: Iterable[str]) -> None:
        """Offer what other pages do, where they are there: ``"closing"``, ``"merging"``."""
        self._offered = frozenset(pages)
        self.close_school.setVisible("closing" in self._offered)
        self.merge.setVisible("merging" in self._offered)

    # ------------------------------------------------------------------------------------------------ what is shown
    @property
    def school(self) -> int:
        """Index of the school in the plan shown, −1 for none."""
        schools = self._bridge.state.plan.schools
        return schools.index(self._school) if self._school in schools else -1

    def open_for(self, school: int) -> None:
        schools = self._bridge.state.plan.schools
        self._school = schools.ids[school] if 0 <= school < len(schools) else ""
        self.problem.say("")
        self.body.verticalScrollBar().setValue(0)
        self.show_state(self._bridge.state)

    def leave(self) -> None:
        self._drop()
        self._school = ""

    def show_state(self, state: State) -> None:
        """Show the school as it is in a state; go back where the state does not have it."""
        if not self._school:
            return
        if self._school not in state.plan.schools:
            self._school = ""
            self.head.back.emit()
            return
        if not state.provisional:
            self._asked = None
        plan, school = state.plan, state.plan.schools.index(self._school)
        self.head.set_title(plan.schools.names[school])
        for part in (self.facts, self.stages, self.zones, self.pupils):
            part.show_school(state, school)
        taught = [s for s in range(len(plan.stages)) if plan.catchments.of_school(school, s) != UNASSIGNED]
        closed, locked = bool(plan.schools.closed[school]), self._school in plan.locked
        own = [s for s in taught if len(plan.catchments.schools_of(plan.catchments.of_school(school, s))) == 1]
        self.bare.setVisible(bool(own) and not any(blocks_of(state, school, s) for s in own) and not locked)
        self.zones.setVisible(not closed)
        for button in (self.close_school, self.merge, self.move_button):
            button.setEnabled(not locked and not closed)
            reason = tr("The school is locked.") if locked else tr("The school is closed.") if closed else ""
            button.setToolTip("" if button.isEnabled() else reason)
        doing = (self.paint_area, self.nearer, self.show_on_map, self.move_button, self.close_school, self.merge)
        self._order.put([self.head.button, *self.facts.stops, *doing, *self.stages.stops, *self.zones.stops])

    # ------------------------------------------------------------------------------------------------ edits
    def _keep(self, edit: Edit) -> None:
        self.problem.say("")
        self._asked = edit
        if not self._bridge.commit(edit):
            self.facts.show_again()
            self.show_state(self._bridge.state)

    def _preview(self, edit: Edit) -> None:
        self.problem.say("")
        self._asked = edit
        self._bridge.preview(edit)

    def _drop(self) -> None:
        """Drop what this page shows, and nothing that another tool does."""
        asked, self._asked = self._asked, None
        if asked is not None and self._bridge.asked == asked:
            self._bridge.cancel()

    def _show_rejection(self, rejection: EditRejected) -> None:
        if self._school and self._asked is not None:
            self._say(rejection.sentence)

    def _say(self, sentence: str) -> None:
        """Say why something cannot be, where it is seen: at the top."""
        self.problem.say(sentence)
        self.body.verticalScrollBar().setValue(0)

    # ------------------------------------------------------------------------------------------------ elsewhere
    def _show_on_map(self) -> None:
        if self.school >= 0:
            self._attention.zoom_to_school.emit(self.school)

    def _with_tool(self, tool: str, _: bool = False) -> None:
        """Make the school the target and take a tool in hand."""
        if self.school >= 0:
            self._attention.set_target(self.school)
            self._attention.ask_tool(tool)

    def _ask_page(self, name: str, _: bool = False) -> None:
        if self.school >= 0:
            self._attention.ask_page(name, self.school)

    # ------------------------------------------------------------------------------------------------ look
    def set_palette(self, palette: Palette) -> None:
        super().set_palette(palette)
        self._palette = palette
        lay_ground(self, palette)
        self.problem.set_palette(palette, self._scale)
        self.zones.set_palette(palette)
        self.show_state(self._bridge.state)

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self._scale = scale
        self.problem.set_palette(self._palette, scale)
        for part in (self.facts, self.stages, self.zones, self.pupils):
            part.set_text_scale(scale)
        self.show_state(self._bridge.state)
