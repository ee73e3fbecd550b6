"""The page of a school that is about to be opened: its name, places, stages and first year, shown on the map as they
are written. Opening it is one step; leaving the page drops it."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from piiri.edits import OpenSchool
from piiri.errors import EditRejected
from piiri.i18n import tr
from piiri.model.dataset import Dataset
from piiri.session import State

from ..bridge import Attention, Bridge
from ..opening import open_school
from ..palette import Palette
from ..typeset import keep_fonts, typeset
from .page_parts import (
    SHORT,
    Column,
    Problem,
    Section,
    TabOrder,
    caption,
    field,
    fields,
    label_for,
    lay_ground,
    number_field,
    places_of,
)
from .pages import Page


class OpeningPage(Page):
    """Writes into the edit that opens a school, while it is previewed.

    Parameters
    ----------
    bridge
        Has the edit that is previewed.
    attention
        Takes the school as the target once it is there.
    palette
        The theme.
    """

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(palette, parent)
        self._bridge, self._attention, self._palette, self._scale = bridge, attention, palette, 1.0
        self._dataset: Dataset | None = None
        self._open = False
        self._drawn = ""  # id of the school whose words stand in the fields
        self._asked: OpenSchool | None = None
        self._order = TabOrder()
        self.setAccessibleName(tr("New school"))
        self.head.set_title(tr("New school"))
        self.body = Column(self)
        self.name = field(tr("Name of the school"))
        self.places = number_field(tr("Places of the school; empty where not known"), 5, tr("not known"))
        self.year = number_field(tr("Year in which it opens"), 4)
        self.stages: dict[str, QCheckBox] = {}
        self._stage_section = Section(tr("Stages it teaches"))
        self.problem = Problem(palette)
        self.accept = QPushButton(tr("Open the school"))
        self.accept.setProperty("kind", "primary")
        self.drop = QPushButton(tr("Drop"))
        for button in (self.accept, self.drop):
            button.setAutoDefault(False)
            typeset(button)
        self._build()
        self._connect()
        self.setFocusProxy(self.name)
        self.set_palette(palette)

    def _build(self) -> None:
        first = Section("")
        grid = fields()
        for row, (text, written) in enumerate(
            ((tr("Name"), self.name), (tr("Places"), self.places), (tr("Opens in"), self.year))
        ):
            grid.addWidget(label_for(text, written), row, 0)
            grid.addWidget(written, row, 1, 1, 1 if row else 3)
        first.column.addLayout(grid)
        for short in (self.places, self.year):
            short.setFixedWidth(SHORT)
        self._stage_section.column.setSpacing(4)
        last = Section("")
        last.column.addWidget(self.problem)
        beside = QHBoxLayout()
        beside.setSpacing(8)
        beside.addWidget(self.accept)
        beside.addWidget(self.drop)
        beside.addStretch(1)
        last.column.addLayout(beside)
        last.column.addWidget(
            caption(tr("It begins without blocks: paint its area once it is open. A click on the map moves it."))
        )
        for section in (first, self._stage_section, last):
            self.body.add(section)
        self.body.end()
        self.column.addWidget(self.body, 1)

    def _connect(self) -> None:
        for written in (self.name, self.places, self.year):
            written.textEdited.connect(self._write)
            written.returnPressed.connect(self.keep)
        self.accept.clicked.connect(self.keep)
        self.drop.clicked.connect(self.head.back)
        self._bridge.changed.connect(self.show_state)
        self._bridge.rejected.connect(self._show_rejection)

    # ------------------------------------------------------------------------------------------------ the edit
    @property
    def edit(self) -> OpenSchool | None:
        """The edit that opens the school, None without."""
        asked = self._bridge.asked
        return asked if isinstance(asked, OpenSchool) else None

    def open_for(self, school: int) -> None:
        """Wait for the place that the map asks for; the name is selected, so that typing replaces it."""
        self._open = True
        self.problem.say("")
        self._list_stages(self._bridge.state)
        edit = self.edit
        if edit is not None:
            self._show(edit)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        opened, self._open = self._open, False
        if opened and self.edit is not None:
            self._bridge.cancel()

    def show_state(self, state: State) -> None:
        """Follow the edit; where it is kept, or dropped elsewhere, the page has nothing to say any more."""
        if not self._open:
            return
        edit = self.edit
        if edit is None:
            if not state.provisional:
                self._open = False
                self.head.back.emit()
            return
        self.problem.say("")
        self._show(edit)

    def _list_stages(self, state: State) -> None:
        if self._dataset is state.dataset:
            return
        self._dataset = state.dataset
        for box in self.stages.values():
            self._stage_section.column.removeWidget(box)
            box.deleteLater()
        self.stages = {}
        for stage in state.plan.stages:
            box = QCheckBox(tr(stage.name))
            typeset(box, scale=self._scale)
            box.clicked.connect(self._write)
            self.stages[stage.id] = box
            self._stage_section.column.addWidget(box)
        keep_fonts(self._stage_section)
        stops = (self.name, self.places, self.year, *self.stages.values(), self.accept, self.drop)
        self._order.put([self.head.button, *stops])

    def _show(self, edit: OpenSchool) -> None:
        """Show an edit; a field that a person writes in stays as it is."""
        self.head.set_title(edit.name)
        texts = (
            (self.name, edit.name),
            (self.places, str(edit.places) if edit.places >= 0 else ""),
            (self.year, str(edit.open_from)),
        )
        fresh = not self.name.text() or self._drawn != edit.school
        self._drawn = edit.school
        for written, text in texts:
            if written.text() != text:
                written.setText(text)
        for key, box in self.stages.items():
            box.setChecked(key in edit.stages)
        if fresh:
            self.name.selectAll()

    def _write(self) -> None:
        """What is written goes into the edit."""
        edit = self.edit
        if edit is None:
            return
        stages = tuple(key for key, box in self.stages.items() if box.isChecked())
        year = int(self.year.text() or 0)
        written = replace(
            edit, name=self.name.text(), places=places_of(self.places.text()), stages=stages, open_from=year
        )
        self.problem.say("")
        self._asked = written
        self._bridge.preview(written)

    def _show_rejection(self, rejection: EditRejected) -> None:
        if self._open and self.edit is not None:
            self.problem.say(rejection.sentence)

    def keep(self) -> None:
        """Open the school, unless something written cannot be."""
        edit = self.edit
        if edit is None or self.problem.text:
            return
        written = self._asked if self._asked is not None and self._asked.school == edit.school else edit
        if not written.name.strip():
            return
        self._open = False
        self.head.back.emit()
        open_school(self._bridge, self._attention, replace(written, x_m=edit.x_m, y_m=edit.y_m))

    # ------------------------------------------------------------------------------------------------ look
    def set_palette(self, palette: Palette) -> None:
        super().set_palette(palette)
        self._palette = palette
        lay_ground(self, palette)
        self.problem.set_palette(palette, self._scale)

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self._scale = scale
        for short in (self.places, self.year):
            short.setFixedWidth(round(SHORT * scale))
        self.problem.set_palette(self._palette, scale)
