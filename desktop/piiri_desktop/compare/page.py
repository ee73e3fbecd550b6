"""The page on which plans are compared: maps above, figures, moved blocks and who moves below. Esc goes back."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from piiri.compare import Comparison
from piiri.i18n import tr
from piiri.model.arrays import Array
from piiri.model.dataset import Dataset

from ..banner import Notices, announce
from ..bridge import Attention
from ..palette import Palette
from ..panels.controls import IconButton
from ..panels.row_list import EmptyState
from ..status_line import StatusLine
from ..typeset import apply_text_scale, keep_fonts
from .bar import CompareBar
from .blocks import BlocksTab, Box, box_of
from .colouring import colour_choices, differing, pictures
from .figures import FiguresTab
from .heads import PlanHeads, head_words
from .maps import CompareMaps
from .moves import MovesTab
from .problems import ProblemsTab
from .source import PlanSource
from .work import CompareWork

CTRL = Qt.KeyboardModifier.ControlModifier
NOTICE_MARGIN = 12
AROUND_SCHOOL_M = 900.0
MAPS_LEAVE = 0.42
"""So much of the height is for the tables."""


class ComparePage(QWidget):
    """Two or three plans.

    Parameters
    ----------
    dataset
        What the plans rest on.
    source
        The plans.
    work
        Compares them beside the window.
    attention
        Whose stage is shown and chosen.
    chosen
        Keys of the plans to begin with, two or three.
    top
        What stands above the page: the menus.
    palette, scale
        Theme and text scale.

    Signals
    -------
    closed()
        Back to planning.
    """

    closed = Signal()

    def __init__(
        self,
        dataset: Dataset,
        source: PlanSource,
        work: CompareWork,
        attention: Attention,
        chosen: tuple[str, ...],
        top: QWidget,
        palette: Palette,
        scale: float,
    ) -> None:
        super().__init__()
        self.setObjectName("compare")
        self.setAccessibleName(tr("Compare plans"))
        self.setAutoFillBackground(True)
        self.source, self.work, self.attention = source, work, attention
        self.comparison: Comparison | None = None
        self._compared: tuple[str, ...] = ()
        self._laid_out = False
        self._hints = ["", "", "", ""]
        self._colours, self._scale = palette, scale
        self.bar = CompareBar(dataset.stages, attention, palette, self)
        self.plans = PlanHeads(source, chosen, palette)
        self.maps = CompareMaps(palette, self)
        self.empty = EmptyState(
            "compare", tr("Comparing the plans"), tr("Every pupil is looked at in each."), palette, self
        )
        self.figures, self.blocks, self.moves, self.problems = (
            FiguresTab(palette, self),
            BlocksTab(palette, self),
            MovesTab(palette, self),
            ProblemsTab(palette, self),
        )
        self.tabs = QTabWidget(self)
        self.copy_button = IconButton("copy", tr("Copy the table"), palette, "Ctrl+C", self)
        self.status = StatusLine(palette)
        self.notices = Notices()
        self._build(top)
        self._connect()
        self.set_look(palette, scale)
        self.refresh()

    def _build(self, top: QWidget) -> None:
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(tr("What differs"))
        self.tabs.setAccessibleDescription(tr("Ctrl+Tab shows the next tab."))
        for widget, title in (
            (self.figures, tr("Figures")),
            (self.blocks, tr("Moved blocks")),
            (self.moves, tr("Who moves")),
            (self.problems, tr("Problems")),
        ):
            self.tabs.addTab(widget, title)
        self.tabs.setCornerWidget(self._corner(), Qt.Corner.TopRightCorner)
        upper = QWidget()
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.plans)
        column.addWidget(self.maps, 1)
        column.addWidget(self.empty, 1)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self.split.setChildrenCollapsible(False)
        self.split.addWidget(upper)
        self.split.addWidget(self.tabs)
        self.split.setStretchFactor(0, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        for part in (top, self.bar):
            whole.addWidget(part)
        whole.addWidget(self.split, 1)
        whole.addWidget(self.status)
        self.maps.hide()
        self.notices.setParent(self)
        self.notices.rearranged.connect(self._place_notices)

    def _corner(self) -> QWidget:
        """What stands beside the tabs: which plan the lists are about, and copying."""
        corner = QWidget()
        row = QHBoxLayout(corner)
        row.setContentsMargins(8, 2, 6, 2)
        row.setSpacing(8)
        row.addWidget(self.bar.against)
        row.addWidget(self.copy_button)
        return corner

    def _connect(self) -> None:
        self.bar.back.clicked.connect(self.closed)
        self.bar.swipe_chosen.connect(self.maps.set_swipe)
        self.bar.colour_chosen.connect(self._colour)
        self.bar.against_chosen.connect(self._show_lists)
        self.attention.stage_changed.connect(self._show)
        self.work.done.connect(self._take)
        self.plans.changed.connect(self.refresh)
        self.maps.next_asked.connect(self._next_difference)
        self.maps.scale.connect(self.status.show_scale)
        self.blocks.shown.connect(self._show_blocks)
        self.moves.shown.connect(self._show_way)
        self.moves.said.connect(self._hear_moves)
        self.problems.shown.connect(self._show_problem)
        self.figures.school_chosen.connect(self._show_school)
        self.copy_button.clicked.connect(self.copy)
        self.tabs.currentChanged.connect(self._show_hint)

    # ------------------------------------------------------------------------------------------------ which plans
    @property
    def chosen(self) -> tuple[str, ...]:
        """Keys of the plans that are compared."""
        return self.plans.chosen

    def choose(self, chosen: tuple[str, ...]) -> None:
        """Compare other plans, two or three."""
        self.plans.choose(chosen)

    def refresh(self) -> None:
        """Compare anew: a plan is another one now, or others were chosen."""
        self.plans.keep_what_is_there()
        if len(self.chosen) >= 2:
            self.work.start(self.chosen, [self.source.plan(name) for name in self.chosen])

    # ------------------------------------------------------------------------------------------------ what is shown
    def _take(self, chosen: tuple[str, ...], comparison: Comparison) -> None:
        if chosen != self.chosen:
            return
        first = self.comparison is None
        self.comparison, self._compared = comparison, chosen
        self.empty.hide()
        self.maps.show()
        self.bar.show_choices(colour_choices(comparison), len(comparison.plans))
        self._show()
        if first:
            self._show_hint()
            self.maps.panes[0].setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, "; ".join(head.said for head in self.plans.heads[: len(comparison.plans)]))

    @property
    def stage(self) -> int:
        """Index of the stage shown, −1 for all together."""
        return self.attention.stage

    def _colour(self) -> None:
        self._show_maps()

    @property
    def _to_show(self) -> Comparison | None:
        """The comparison, unless other plans were chosen since: theirs is on its way then, and shown when it comes."""
        return self.comparison if self._compared == self.chosen else None

    def _show(self) -> None:
        comparison = self._to_show
        if comparison is None:
            return
        self._show_heads_said(comparison)
        self._show_maps()
        self.figures.show_comparison(comparison, self.stage)
        self._show_lists()

    def _show_maps(self) -> None:
        comparison = self._to_show
        if comparison is None:
            return
        made = pictures(comparison, self.stage, self.bar.colour, self._colours)
        titles = [self.source.title(name) for name in self.chosen]
        said = [head.said for head in self.plans.heads[: len(made)]]
        self.maps.show_pictures(made, titles, said)
        _, reshaped = differing(comparison, self.stage)
        self.bar.key.show_classes(made[0].classes, any(mask.any() for mask in reshaped))

    def _show_heads_said(self, comparison: Comparison) -> None:
        for head, (text, spoken) in zip(self.plans.heads, head_words(comparison, self.stage), strict=False):
            head.say(text, spoken)

    def _show_lists(self) -> None:
        comparison = self._to_show
        if comparison is None:
            return
        position = min(self.bar.position, len(comparison.plans) - 1)
        blocks = self.blocks.show_comparison(comparison, self.stage, position)
        self._hints[1] = blocks
        self.moves.show_comparison(comparison, self.stage, position)
        count = len(self.blocks.table.cells.rows)
        self.tabs.setTabText(1, tr("Moved blocks {n}", n=count) if count else tr("Moved blocks"))
        self._hints[3] = self.problems.show_comparison(comparison, self.stage)
        count = self.problems.count
        self.tabs.setTabText(3, tr("Problems {n}", n=count) if count else tr("Problems"))
        self._show_hint()

    def _hear_moves(self, said: str) -> None:
        self._hints[2] = said
        self._show_hint()

    def _show_hint(self) -> None:
        tab = self.tabs.currentIndex()
        self.bar.against.setVisible(self.tabs.currentWidget() in (self.blocks, self.moves))
        keys = tr("D goes to the next difference, Ctrl+Tab to the next tab, Esc back.")
        said = self._hints[tab]
        self.status.show_hint(f"{said}. {keys}" if said else keys)

    # ------------------------------------------------------------------------------------------------ where to look
    def _show_blocks(self, box: Box, faces: tuple[Array, Array]) -> None:
        self.maps.zoom_to(box)
        self.maps.pin(self._on_each(*faces))

    def _show_problem(self, box: Box, faces: list[list[int]]) -> None:
        self.maps.zoom_to(box)
        self.maps.pin([np.array(mine, dtype=np.int32) for mine in faces])

    def _on_each(self, before: Array, after: Array) -> list[Array]:
        """Blocks of the first plan and of the one the lists are about, for each map; the third shows the same by id."""
        comparison = self.comparison
        assert comparison is not None
        found = []
        for position, each in enumerate(comparison.plans):
            if position == 0:
                found.append(before)
            elif position == self.bar.position:
                found.append(after)
            else:
                ids = [comparison.plans[0].plan.coverage.face_ids[face] for face in before]
                index = each.plan.coverage.topology.face_index
                found.append(np.array([index[key] for key in ids if key in index], dtype=np.int32))
        return found

    def _show_way(self, source: int, target: int) -> None:
        """Show the blocks that go from one place to another, to any for −1."""
        comparison = self.comparison
        if comparison is None:
            return
        position = min(self.bar.position, len(comparison.plans) - 1)
        blocks = comparison.differences[position - 1].blocks
        mine = blocks.source == source
        if target >= 0:
            mine &= blocks.target == target
        if self.stage >= 0:
            mine &= blocks.stage == self.stage
        before, after = np.unique(blocks.face_before[mine]), np.unique(blocks.face[mine])
        before, after = before[before >= 0], after[after >= 0]
        if len(before):
            self._show_blocks(box_of([comparison.plans[0].plan.coverage.bounds[before]]), (before, after))

    def _show_school(self, school: str) -> None:
        comparison = self.comparison
        if comparison is None:
            return
        for each in comparison.plans:
            if school in each.plan.schools:
                x, y = (float(value) for value in each.plan.schools.xy[each.plan.schools.index(school)])
                r = AROUND_SCHOOL_M
                self.maps.zoom_to((x - r, y - r, x + r, y + r))
                return

    def _next_difference(self, by: int) -> None:
        self.tabs.setCurrentWidget(self.blocks)
        self.blocks.table.step(by)

    # ------------------------------------------------------------------------------------------------ look and keys
    def copy(self) -> None:
        """Copy the table that is shown, tab-separated."""
        tab = self.tabs.currentWidget()
        if tab is self.figures:
            self.figures.copy()
        else:
            next(each for each in (self.blocks, self.moves, self.problems) if each is tab).table.copy()

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in the colours of a theme, at a text scale of 1.0 to 2.0."""
        self._colours, self._scale = palette, scale
        apply_text_scale(self, scale)
        self.plans.set_look(palette, scale)
        self.bar.set_look(palette, scale)
        self.maps.set_look(palette, scale)
        for tab in (self.figures, self.blocks, self.moves, self.problems):
            tab.set_look(palette, scale)
        self.copy_button.set_palette(palette)
        self.copy_button.set_text_scale(scale)
        self.status.set_palette(palette, scale)
        self.empty.palette_ = palette
        keep_fonts(self)
        self._show()

    def _place_notices(self) -> None:
        if not self.notices.isHidden():
            room = self.split.geometry()
            width = min(room.width() - 2 * NOTICE_MARGIN, round(640 * self._scale))
            top = self.split.geometry().top() + round(44 * self._scale)
            self.notices.setGeometry(NOTICE_MARGIN, top, width, self.notices.height_for(width))
            self.notices.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_notices()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._laid_out:
            self._laid_out = True
            high = self.split.height()
            lower = max(round(MAPS_LEAVE * high), round(180 * self._scale))
            self.split.setSizes([high - lower, lower])
        self._show_hint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif event.key() == Qt.Key.Key_D and not event.modifiers() & ~Qt.KeyboardModifier.ShiftModifier:
            self._next_difference(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and event.modifiers() & CTRL:
            # also from the maps, where the tabs would not hear it
            by = -1 if event.key() == Qt.Key.Key_Backtab or event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
            self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
        else:
            super().keyPressEvent(event)
