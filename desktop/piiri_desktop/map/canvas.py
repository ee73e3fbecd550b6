"""The map widget: it keeps a rendered frame, hands mouse and keys to the active tool and paints what moves.

Panning moves the frame and draws the strips that come into view; zooming scales it until the hand rests, then it is
drawn anew. Both are done in slices between events, so that no hand waits for them. An edit draws again only the
rectangle it touches.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QRegion,
)
from PySide6.QtWidgets import QWidget

from piiri.edits import Reshaped
from piiri.errors import EditRejected
from piiri.i18n import tr
from piiri.model.arrays import BoolArray
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from ..panels.controls import letters
from . import accessible
from .arcs import FlowArcs
from .attentive import Attentive
from .badges import Badges
from .block_card import BlockCard
from .content import Content, Difference
from .finder import Finder
from .focus_block import FocusBlock
from .frame import Frame
from .furniture import Furniture
from .ground import Ground
from .hover import Hover
from .paper import rectangles_of
from .pieces import same_block
from .schools import SchoolMarks
from .sheet import Sheet
from .targets import Targets
from .tools import Tool, make_tools
from .view import View

IDLE_MS = 80

SLICE_S = 0.004
"""So long the map draws at a time while something is still missing."""


class MapView(Attentive):
    """The map of one session.

    Parameters
    ----------
    bridge
        Runs the edits; its states are drawn.
    attention
        What the person looks at: stage, target, indicator, what is pointed at.
    palette
        The theme.

    Signals
    -------
    tool_changed(str)
        The name of the tool now active.
    status(str)
        What can be done now, for the status line.
    coordinates(float, float)
        Place under the pointer, metres; NaN where the pointer is elsewhere.
    scale(float)
        The denominator of the map's scale.
    selection_changed()
        Other blocks are picked now.
    """

    scale = Signal(float)
    selection_changed = Signal()

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bridge, self.attention = bridge, attention
        self.palette_, self.text_scale = palette, 1.0
        self.setObjectName("map")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(240, 160)
        self.setAccessibleName(tr("Map"))
        self.content = Content(bridge.state, attention, palette)
        self.marks = SchoolMarks(palette, 1.0, self.devicePixelRatioF())
        self.badges = Badges()
        self.hover = Hover(self)
        self.arcs = FlowArcs(self)
        self.focus_block = FocusBlock(self)
        self._sheet = self._sheet_kept = Sheet(bridge.state.plan.coverage, Ground(bridge.state.dataset.backdrop))
        self._frame: Frame | None = None
        self._coming: Frame | None = None
        self._arriving = False
        self._view: View | None = None
        self._whole = True  # until a person looks closer, everything stays in view
        self._shown = self._kept = bridge.state
        self._overlay = QRegion()
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(IDLE_MS)
        self._idle.timeout.connect(self._begin)
        self._slices = QTimer(self)
        self._slices.setSingleShot(True)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._go_on)
        self.tools = make_tools(self)
        self._tool = self.tools["pan"]
        self._over_tool: Tool | None = None
        self.targets = Targets(self)
        self._show_marks()  # the legend says what their symbols mean
        self.furniture = Furniture(self)
        self.finder = Finder(self)
        self.card = BlockCard(self)
        bridge.changed.connect(self.show_state)
        bridge.rejected.connect(self._show_rejection)
        attention.target_changed.connect(self._show_target)
        attention.scope_changed.connect(self._show_scope)
        attention.stage_changed.connect(self._show_stage)
        attention.indicator_changed.connect(self.show_indicator)
        attention.school_hovered.connect(self._show_hovered_school)
        attention.face_hovered.connect(self._show_hovered_face)
        attention.zoom_to_school.connect(self.zoom_to_school)
        attention.blocks_shown.connect(self.show_blocks)
        accessible.install(self)

    # ------------------------------------------------------------------------------------------------ state
    @property
    def view(self) -> View:
        """Where the map stands."""
        if self._view is None:
            self._view = self._everything()
        return self._view

    def _everything(self) -> View:
        extent = self.state.plan.coverage.extent
        return View.fitting(extent, self.width(), self.height(), self.devicePixelRatioF())

    @property
    def kept_sheet(self) -> Sheet:
        """The blocks of the plan kept last, whatever is being previewed."""
        return self._sheet_kept

    @property
    def frame(self) -> Frame:
        """The rendered view; rendered now where it is not of the present view."""
        if not self.frame_is_current:
            self.settle()
        assert self._frame is not None
        return self._frame

    @property
    def frame_is_current(self) -> bool:
        """True where the rendered view is the present one; False while it is being moved."""
        return self._frame is not None and self._frame.view == self._view and self._frame.is_whole

    @property
    def missing_share(self) -> float:
        """The part of the view, 0 to 1, of which nothing has been rendered, not at another scale either."""
        return 1.0 if self._frame is None else self._frame.bare_share

    def show_state(self, state: State) -> None:
        """Draw a state: during a drag only what it changes."""
        if state is self._shown:
            return
        before, self._shown = self._shown, state
        difference = self.content.show(state)
        if difference.elsewhere:
            self._start_anew(state)
            return
        if difference.reshaped is not None:
            self._take_blocks(before, state, difference.reshaped)
        self._draw(difference)
        if difference.reshaped is not None:  # once they are drawn: the outline is taken from the picture
            topologies = before.plan.coverage.topology, state.plan.coverage.topology
            self.attention.hover_face(same_block(self.attention.hovered_face, *topologies))
        self.update(self.marks.show(state, self.content.stage, self.content.fills))
        if not state.provisional:
            self._idle.start()  # colours settle, and the plates on locked and unassigned areas
            self._slices.start()
            self.furniture.show_state()
            accessible.announce(self, self._kept, state)
            self._kept, self._sheet_kept = state, self._sheet
        self.card.follow()
        self.tool.state_shown(state)
        self.refresh_overlay()

    def _take_blocks(self, before: State, state: State, reshaped: Reshaped) -> None:
        """Take over other blocks: the lines of those that differ, and the one the keys have reached, by id."""
        coverage, kept = state.plan.coverage, self._sheet_kept
        if coverage.topology is kept.coverage.topology:
            self._sheet = kept
        elif state.provisional:
            self._sheet = kept.reshaped(coverage, reshaped.made)
        else:
            self._sheet = Sheet(coverage, kept.ground)
        old, new = before.plan.coverage.topology, coverage.topology
        self.hover.clear()
        self.focus_block.face = same_block(self.focus_block.face, old, new)

    def _start_anew(self, state: State) -> None:
        self._sheet = self._sheet_kept = Sheet(state.plan.coverage, Ground(state.dataset.backdrop))
        self._frame = self._coming = self._view = None
        self._whole, self._kept = True, state
        self._tool.cancel()
        self.hover.clear()
        self.focus_block.leave()
        self.finder.close_up()
        self.card.go()
        self._show_marks()
        self.furniture.show_state()
        self.update()
        self._idle.start()

    def _draw(self, difference: Difference) -> None:
        if self._coming is not None:
            self._coming = None
            self._idle.start()
        if self._frame is None:
            return
        scene = self.content.scene()
        if difference.reshaped is not None:
            area = self._frame.show_reshaped(scene, difference.faces, difference.reshaped, self._sheet)
        elif len(difference.vertices) or not difference.everything:
            area = self._frame.show(scene, difference.faces, difference.vertices)
        if difference.everything:
            self._frame.show_everything(scene)
            self.update()
            return
        if self._frame.view == self._view:
            self.update(self._logical(area))
        else:
            self.update()

    def redraw(self) -> None:
        """Draw everything again at the same view."""
        self._draw(Difference(True, np.zeros(0, dtype=np.int32), np.zeros(0, dtype=np.int32)))

    # ------------------------------------------------------------------------------------------------ rest
    def settle(self) -> None:
        """Render the present view and give the labels their places, all of it now."""
        if self._begin():
            for frame in (self._coming, self._frame):
                if frame is not None:
                    frame.finish()
            self._arrive()

    def _begin(self) -> bool:
        """The hand rests: begin to render the present view. False where there is nothing to be seen."""
        self._idle.stop()
        if self.width() <= 0 or self.height() <= 0:
            return False
        recoloured = not self.content.settled and not self.state.provisional
        if recoloured:
            self.content.settle()
            self._show_marks()
            self.furniture.show_state()
        view, frame = self.view, self._frame
        if frame is None or not frame.scroll(view) or frame.is_worn:
            if self._coming is None or not self._coming.scroll(view):
                self._coming = Frame(view, self.content.scene(), self._sheet)
        elif recoloured:
            frame.show_everything(self.content.scene())
        self._arriving = True
        self._slices.start()
        return True

    def _go_on(self) -> None:
        """Draw a slice of what is missing."""
        frame = self._coming or self._frame
        if frame is None or (frame.is_whole and not self._arriving and self._edits):
            return  # what nobody sees can wait until the hand is up
        for piece in rectangles_of(frame.work(SLICE_S)):
            if frame is self._frame:
                self.update(self._logical(piece))
        if self._arriving and frame.is_whole and not self._idle.isActive():
            self._arrive()
        elif not frame.is_done:
            self._slices.start()

    @property
    def _edits(self) -> bool:
        """True while a hand is down with anything but the paper in it."""
        return self.tool.busy and self.tool is not self.tools["pan"]

    def _arrive(self) -> None:
        """Show what has been rendered, with the labels in their places."""
        self._arriving = False
        if self._coming is not None:
            self._frame, self._coming = self._coming, None
            self.scale.emit(self.view.scale)
        if not self.tool.busy:  # nothing else may move while the hand is down
            self.marks.arrange(self.view, self.state, self.furniture.obstacles())
            self._arrange_badges(self.view)
        self.hover.move_to_view()
        self._slices.start()
        self.update()

    def _follow(self) -> None:
        """Move what is rendered along with the view, where it can be moved, and draw what comes into view."""
        frame = self._frame
        if frame is None or frame.view == self.view or not frame.scroll(self.view):
            return
        frame.work(SLICE_S, only_seen=True)
        self._slices.start()

    def _arrange_badges(self, view: View) -> None:
        content, kept_free = self.content, [*self.furniture.obstacles(), *self.marks.covers]
        stage, locked, middles = content.stage, content.locked, content.middles
        self.badges.arrange(view, self.state.plan, stage, locked, middles, letters(self.text_scale), kept_free)

    # ------------------------------------------------------------------------------------------------ look
    def show_pupils(self, shown: bool) -> None:
        """Draw a dot a pupil, or not."""
        self.content.pupils_shown = shown
        self.forget_frame()
        self.settle()

    def rest(self) -> None:
        """Settle soon, when the hand rests."""
        self._idle.start()

    def forget_frame(self) -> None:
        """Drop the rendered view; it is made anew when it is needed next."""
        self._frame = self._coming = None

    # ------------------------------------------------------------------------------------------------ where
    def look_at(self, view: View) -> None:
        """Show another view at once; it is rendered when the hand rests."""
        if view == self._view:
            return
        self._view, self._whole = view, False
        if self._coming is not None and not self._coming.scroll(view):
            self._coming = None
        self.marks.move_to(view, self.state)
        self.hover.move_to_view()
        self._idle.start()
        self.update()

    def zoom_to_all(self) -> None:
        """Show the whole municipality."""
        self.look_at(self._everything())
        self._whole = True

    # ------------------------------------------------------------------------------------------------ tools
    def select(self, selected: BoolArray) -> None:
        """Pick blocks, (F,) bool."""
        before = self.content.selected
        self.content.selected = selected
        self._draw(Difference(False, np.flatnonzero(before != selected), np.zeros(0, dtype=np.int32)))
        self.status.emit(self.tool.hint())
        self.selection_changed.emit()

    def refresh_overlay(self) -> None:
        """Paint again where the tool's marks were and where they are now."""
        now = self.tool.region()
        self.update(self._overlay.united(now))
        self._overlay = now

    def _show_rejection(self, rejection: EditRejected) -> None:
        self.tool.rejected(rejection)
        self.refresh_overlay()

    # ------------------------------------------------------------------------------------------------ events
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        frame = self._frame
        if frame is None:
            self.settle()
            frame = self._frame
        assert frame is not None
        if event.rect().contains(self.rect()):
            self._follow()
        frame.blit(painter, self.view, event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.hover.paint(painter, event.region())
        if frame.view == self.view:  # while the paper moves they would lie beside their areas
            ratio, target = self.devicePixelRatioF(), self.attention.target
            self.badges.paint(painter, event.region(), self.palette_, letters(self.text_scale), ratio, target)
        self.arcs.paint(painter, event.region())
        self.marks.paint(painter, event.region())
        self.furniture.paint(painter, event.region())
        self.tool.paint(painter)

    def _logical(self, device: QRect) -> QRect:
        ratio = self.view.ratio
        return QRectF(
            device.x() / ratio, device.y() / ratio, device.width() / ratio, device.height() / ratio
        ).toAlignedRect()
