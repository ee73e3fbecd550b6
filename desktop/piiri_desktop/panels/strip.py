"""The top strip: what is shown (plan, grades, school year) and what the plan does, in five tiles."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from piiri.i18n import tr
from piiri.indicators import at_least
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from .controls import letters
from .funding_tile import money_tile
from .lettering import lettering
from .school_rows import ALL_STAGES
from .tile import ChoiceTile, Field, Tile, strip_height
from .tiles import TileText, tile_texts

_WIDEST_FIELD = 228


class TopStrip(QWidget):
    """Plan, grades, year and tiles; one row of 68 px, two where the text does not fit in one.

    Parameters
    ----------
    bridge
        Announces the states.
    attention
        Whose stage is shown and chosen.
    palette
        The theme.

    Signals
    -------
    group_chosen(int)
        Which of the dataset's groups is shown.
    """

    group_chosen = Signal(int)

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._attention, self._palette = bridge, attention, palette
        self._letters = lettering()
        self._state = bridge.state
        self._group = 0
        self._two_rows = False
        self.setAccessibleName(tr("Plan and its figures"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        dataset = self._state.dataset
        self._plan = Field(tr("Plan"), palette, "plan", self)
        self._stage = Field(tr("Grades"), palette, "", self)
        self._stage.set_menu(self._stage_menu())
        self._fields = [self._plan, self._stage]
        year = dataset.notes.get("school_year", "")
        if year:
            field = Field(tr("School year"), palette, "", self)
            field.set_text(year, "")
            self._fields.append(field)
        self._tiles: list[Tile | ChoiceTile] = []
        texts = tile_texts(self._state, attention.stage, self._group)
        for position in range(len(texts)):
            chooses = position == 3 and len(dataset.groups) > 1
            tile = ChoiceTile(palette, self._group_menu(), self) if chooses else Tile(palette, self)
            self._tiles.append(tile)
        bridge.changed.connect(self.show_state)
        attention.stage_changed.connect(self._stage_chosen)
        self._refresh()

    def set_plan_menu(self, menu: QMenu | None) -> None:
        """Let the plan's field open a menu: other plans, what to compare with."""
        self._plan.set_menu(menu)
        self._arrange()

    @property
    def group(self) -> int:
        """Which of the dataset's groups segregation is shown of."""
        return self._group

    def show_state(self, state: State) -> None:
        """Show the figures of a state; nothing but values changes while one is previewed."""
        if state is not self._state:
            self._state = state
            self._refresh()

    def _refresh(self) -> None:
        state = self._state
        stage = self._attention.stage
        for tile, text in zip(self._tiles, self._texts(), strict=True):
            tile.show_text(text)
        self._plan.set_text(tr(state.plan.name), tr("compared with: {plan}", plan=tr(state.before_plan.name)))
        figures = state.evaluation.figures(None if stage == ALL_STAGES else stage)
        few = at_least.pupils(figures.pupils, figures.untold)
        name = tr("All grades") if stage == ALL_STAGES else tr(state.plan.stages[stage].name)
        self._stage.set_text(name, few)
        if not state.provisional:
            self._arrange()

    def _texts(self) -> tuple[TileText, ...]:
        """The tiles; where the plan has a funding model, money in place of the last, which the problems say as well."""
        texts = tile_texts(self._state, self._attention.stage, self._group)
        money = money_tile(self._state, self._bridge.session.committed)
        return texts if money is None else (*texts[:-1], money)

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        for field in self._fields:
            field.set_palette(palette)
        for tile in self._tiles:
            tile.face.palette = palette
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        self._letters = letters(scale)
        for field in self._fields:
            field.set_text_scale(self._letters.scale)
        for tile in self._tiles:
            tile.face.letters = self._letters
        self._arrange()
        self.update()

    def _stage_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        stages = self._state.plan.stages
        names = [(position, tr(stage.name)) for position, stage in enumerate(stages)]
        if len(stages) > 1:
            names.append((ALL_STAGES, tr("All grades")))
        for stage, name in names:
            action = QAction(name, group, checkable=True, checked=stage == self._attention.stage)
            action.setData(stage)
            action.triggered.connect(partial(self._attention.set_stage, stage))
            menu.addAction(action)
        return menu

    def _group_menu(self) -> QMenu:
        menu = QMenu(self)
        exclusive = QActionGroup(menu)
        for position, group in enumerate(self._state.dataset.groups):
            action = QAction(tr(group.name), exclusive, checkable=True, checked=position == self._group)
            action.triggered.connect(partial(self.set_group, position))
            menu.addAction(action)
        return menu

    def set_group(self, group: int) -> None:
        """Show segregation of another of the dataset's groups."""
        self._group = group
        self._refresh()
        self.group_chosen.emit(group)

    def _stage_chosen(self, stage: int) -> None:
        for action in self._stage.menu().actions():
            action.setChecked(action.data() == stage)
        self._refresh()

    # ------------------------------------------------------------------------------------------------ where things are
    def _arrange(self) -> None:
        """Place fields and tiles; called when nothing is being dragged."""
        row = strip_height(self._letters)
        most = round(_WIDEST_FIELD * self._letters.scale)
        fields = [min(field.natural_width, most) for field in self._fields]
        needed = [tile.face.needed_width + 1 for tile in self._tiles]
        width, used = self.width(), sum(fields)
        self._two_rows = used + sum(needed) > width
        height = row * 2 + 2 if self._two_rows else row
        if self.height() != height or self.minimumHeight() != height:
            self.setFixedHeight(height)
        self._place(self._fields, fields, 0, 0, row - 1 if height == row else row)
        above = len(needed)
        if self._two_rows:
            above = self._tiles_above(used, needed)
            below = self._shared(needed[above:], width)
            self._place(self._tiles[above:], below, 0, row + 1, row)
        self._place(self._tiles[:above], self._shared(needed[:above], width - used), used, 0, self._fields[0].height())
        self.update()

    def _tiles_above(self, used: int, needed: list[int]) -> int:
        """Return how many tiles stand beside the fields so that the fuller one of two rows is the least full."""
        return min(range(len(needed)), key=lambda n: max(used + sum(needed[:n]), sum(needed[n:])))

    def _shared(self, needed: list[int], width: int) -> list[int]:
        """Share a width out: equally where every tile then fits, else by what each needs."""
        if not needed:
            return []
        count = len(needed)
        each = [width // count] * count
        if max(needed) > each[0]:
            over = width - sum(needed)
            each = [need + (over // count if over > 0 else over * need // sum(needed)) for need in needed]
        each[-1] += width - sum(each)
        return each

    def _place(self, widgets: Sequence[QWidget], widths: list[int], x: int, y: int, height: int) -> None:
        for widget, width in zip(widgets, widths, strict=True):
            widget.setGeometry(QRect(x + 1, y, width - 1, height))
            x += width

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()

    def sizeHint(self) -> QSize:
        return QSize(960, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(320, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Dividers: what the fields and tiles leave free."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._palette.surface)
        painter.setPen(Qt.PenStyle.NoPen)
        line, row = self._palette.line, strip_height(self._letters)
        painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), line)
        if self._two_rows:
            painter.fillRect(QRect(0, row, self.width(), 1), line)
        for widget in (*self._fields[1:], *self._tiles):
            if widget.x() > 1:
                painter.fillRect(QRect(widget.x() - 1, widget.y(), 1, widget.height()), line)
