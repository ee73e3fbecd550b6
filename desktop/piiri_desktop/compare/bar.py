"""The bar over the compared maps: back, grades, side by side or swipe, what the blocks are coloured by, the legend."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QFont
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from piiri.i18n import tr
from piiri.model.stages import Stage

from ..bridge import Attention
from ..palette import HEADING, Palette
from ..panels.controls import PickButton
from ..typeset import ElidedLabel, typeset
from .colouring import USE
from .key import CompareKey
from .maps import LETTERS


def joined_buttons(texts: Sequence[tuple[str, str]], group: QButtonGroup) -> list[QPushButton]:
    """Return buttons of one row that exclude each other, from texts and tooltips."""
    found = []
    for position, (text, tip) in enumerate(texts):
        button = QPushButton(text)
        button.setCheckable(True)
        last = position == len(texts) - 1
        button.setProperty("kind", "left" if not position else "right" if last else "middle")
        button.setToolTip(tip)
        typeset(button)
        group.addButton(button, position)
        found.append(button)
    found[0].setChecked(True)
    return found


class CompareBar(QFrame):
    """Two rows of controls.

    Signals
    -------
    swipe_chosen(bool)
        One map over the other, or beside each other.
    colour_chosen()
        :attr:`colour` is another one.
    against_chosen()
        :attr:`position` is another one.
    """

    swipe_chosen = Signal(bool)
    colour_chosen = Signal()
    against_chosen = Signal()

    def __init__(self, stages: Sequence[Stage], attention: Attention, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("box", "head")
        self._attention, self._stages = attention, stages
        self.colour = USE
        self.back = QPushButton(tr("‹ Planning"))
        self.back.setToolTip(tr("Back to planning (Esc)"))
        typeset(self.back, weight=QFont.Weight.Medium)
        self._title = ElidedLabel(tr("Compare plans"), HEADING, QFont.Weight.DemiBold)
        self.stage_pick = PickButton(tr("Grades:"), palette, self)
        self.stage_pick.setMenu(self._stage_menu())
        self._ways = QButtonGroup(self)
        self.way_buttons = joined_buttons(
            (
                (tr("Side by side"), tr("Each plan has a map of its own")),
                (tr("Swipe"), tr("One map over the other, with a divider to drag or move with the arrow keys")),
            ),
            self._ways,
        )
        self._ways.idClicked.connect(self._choose_way)
        self.colour_pick = PickButton(tr("Colour by:"), palette, self)
        self.colour_pick.setMenu(QMenu(self.colour_pick))
        self.key = CompareKey(palette, self)
        self.against = QWidget()
        self._against = QButtonGroup(self)
        row = QHBoxLayout(self.against)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.against_buttons = joined_buttons(
            [(f"A → {letter}", tr("From plan {a} to plan {b}", a="A", b=letter)) for letter in LETTERS[1:]],
            self._against,
        )
        for button in self.against_buttons:
            row.addWidget(button)
        self._against.idClicked.connect(self._choose_against)
        self._build()
        attention.stage_changed.connect(self._show_stage)
        self._show_stage()

    def _build(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(0)
        upper.addWidget(self.back)
        upper.addSpacing(16)
        upper.addWidget(self._title, 1)
        upper.addWidget(self.stage_pick)
        upper.addSpacing(12)
        for button in self.way_buttons:
            upper.addWidget(button)
        lower = QHBoxLayout()
        lower.setSpacing(16)
        lower.addWidget(self.colour_pick)
        lower.addWidget(self.key)
        lower.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 4)
        column.setSpacing(4)
        column.addLayout(upper)
        column.addLayout(lower)

    # ------------------------------------------------------------------------------------------------ grades
    def _stage_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        names = [(position, tr(stage.name)) for position, stage in enumerate(self._stages)]
        if len(names) > 1:
            names.append((-1, tr("All grades")))
        for stage, name in names:
            action = QAction(name, group, checkable=True)
            action.setData(stage)
            action.triggered.connect(partial(self._attention.set_stage, stage))
            menu.addAction(action)
        return menu

    def _show_stage(self) -> None:
        stage = self._attention.stage
        for action in self.stage_pick.menu().actions():
            action.setChecked(action.data() == stage)
        self.stage_pick.set_value(tr("All grades") if stage < 0 else tr(self._stages[stage].name))
        self.stage_pick.updateGeometry()

    # ------------------------------------------------------------------------------------------------ the rest
    def show_choices(self, colours: Sequence[tuple[str, str]], plans: int) -> None:
        """Offer what the blocks can be coloured by, and as many plans to look at as there are."""
        menu = self.colour_pick.menu()
        menu.clear()
        group = QActionGroup(menu)
        for key, name in colours:
            action = QAction(name, group, checkable=True, checked=key == self.colour)
            action.setData(key)
            menu.addAction(action)
        group.triggered.connect(self._choose_colour)
        self.colour_pick.set_value(dict(colours)[self.colour])
        self.colour_pick.updateGeometry()
        for position, button in enumerate(self.against_buttons):
            button.setVisible(plans > 2)
            if position >= plans - 1 and button.isChecked():
                self.against_buttons[0].setChecked(True)

    @property
    def position(self) -> int:
        """Which plan the lists are about: 1 for B, 2 for C."""
        return self._against.checkedId() + 1

    def _choose_colour(self, action: QAction) -> None:
        self.set_colour(str(action.data()))

    def set_colour(self, key: str) -> None:
        """Colour the blocks by something else."""
        self.colour = key
        for action in self.colour_pick.menu().actions():
            if action.data() == key:
                action.setChecked(True)
                self.colour_pick.set_value(action.text())
        self.colour_pick.updateGeometry()
        self.colour_chosen.emit()

    def _choose_way(self, way: int) -> None:
        self.swipe_chosen.emit(way == 1)

    def _choose_against(self) -> None:
        self.against_chosen.emit()

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        for pick in (self.stage_pick, self.colour_pick):
            pick.set_palette(palette)
            pick.set_text_scale(scale)
        self.key.set_look(palette, scale)
