"""Move corner: drag a corner that blocks share, put a new one on an edge, or take one away.

Where several stages have a border at the corner, strokes for all stages move all of their borders; without, the border
of the stage shown moves alone, and blocks are split where it sweeps. A place the plan refuses shows as such and changes
nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QRegion

from piiri.edits import DeleteCorner, InsertCorner, MoveCornerInStage, MoveVertex
from piiri.errors import EditRejected
from piiri.i18n import number, tr
from piiri.model.arrays import on_grid
from piiri.session import State

from ..moves import corner_tip
from ..snapping import around, nearest_on
from ..strokes import draw_cased
from ..tip import Tip
from .base import Button, Modifier
from .borders import Borders
from .corner_keys import corners_of
from .handle import draw_handle, handle_box
from .keyed import ARROWS, BlockTool

if TYPE_CHECKING:
    from ..canvas import MapView

REACH = 24
"""Logical pixels within which a corner is found."""

_ON_CORNER, _ON_EDGE = 14.0, 8.0
"""Logical pixels: nearer to a corner than this, or farther from every edge than that, no new corner is offered."""

Asked = MoveVertex | MoveCornerInStage | InsertCorner


class MoveCorner(BlockTool):
    """Drags one corner, or moves it by keys."""

    name = "corner"
    icon = "corner"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._vertex = -1
        self._edge: tuple[int, int] | None = None
        self._ghost: tuple[float, float] | None = None
        self._down = False
        self._by_keys = False
        self._keeping = False
        self._grip = QPointF()
        self._at: QPointF | None = None
        self._asked: Asked | None = None
        self._unanswered = False
        self._refused: Tip | None = None
        self._tip: Tip | None = None
        self.borders = Borders(canvas)

    @property
    def title(self) -> str:
        return tr("Move corner")

    def hint(self) -> str:
        if self._down:
            return tr("Let go to keep, Esc puts the corner back.")
        if self._by_keys:
            return tr(
                "Arrows move it by 1 m, Shift 10, Ctrl 100. Enter keeps. Insert adds a corner, Delete takes it away."
            )
        return tr("Drag a corner, or an edge for a new one; Delete takes one away. By keys: arrows to a block, Tab.")

    @property
    def busy(self) -> bool:
        return self._down

    @property
    def waiting(self) -> bool:
        return self._unanswered

    # ------------------------------------------------------------------------------------------------ which corner
    def corner_at(self, at: QPointF) -> int:
        """Return the nearest corner within reach, one on a catchment's border before all others; −1 for none."""
        near, places = self.canvas.frame.corners_near(at.x(), at.y(), REACH)
        distance = np.hypot(places[:, 0] - at.x(), places[:, 1] - at.y())
        near, distance = near[distance <= REACH], distance[distance <= REACH]
        if not len(near):
            return -1
        on_border = self.borders.corners()[near]
        if on_border.any():
            near, distance = near[on_border], distance[on_border]
        return int(near[np.argmin(distance)])

    def _point_at(self, at: QPointF) -> None:
        """Find the corner under the pointer, or the edge on which one could be put."""
        self._vertex, self._edge, self._ghost = self.corner_at(at), None, None
        near, places = self.canvas.frame.corners_near(at.x(), at.y(), _ON_CORNER)
        if len(near) and np.hypot(places[:, 0] - at.x(), places[:, 1] - at.y()).min() <= _ON_CORNER:
            return
        view = self.canvas.view
        ends, vertex, _, _ = self.canvas.kept_sheet.segments_in(around(view, at.x(), at.y(), _ON_EDGE))
        if not len(ends):
            return
        which, away, foot = nearest_on(ends, *self.canvas.place_of(at))
        if away <= _ON_EDGE * view.metres:
            self._vertex, self._edge, self._ghost = -1, (int(vertex[which, 0]), int(vertex[which, 1])), foot

    # ------------------------------------------------------------------------------------------------ the hand
    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button != Button.LeftButton or self._down:
            return
        self.cancel()
        self._point_at(at)
        self._at = at
        if self._vertex >= 0 or self._ghost is not None:
            self.canvas.hover.clear()
            self._down = True
            self._grip = at - self._place()
            self._tip = None
            self.canvas.status.emit(self.hint())

    def press_again(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button == Button.LeftButton and not self._down and self._ghost is not None:
            self.insert()
        else:
            self.press(at, button, modifiers)

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        self._at = at
        if not self._down:
            if not self._by_keys:
                self._refused = self._tip = None
                if self.canvas.frame_is_current:
                    self._point_at(at)
                    whose = self.borders.whose(self._vertex) if self._vertex >= 0 else ""
                    self._tip = Tip(whose) if whose else None
                else:
                    self._vertex, self._edge, self._ghost = -1, None, None
            return
        self._ask(*self.canvas.place_of(at - self._grip))

    def move_away(self) -> None:
        if not self._down and not self._by_keys:
            self.leave()

    def release(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if self._down and button == Button.LeftButton:
            self._keep()

    def _ask(self, x: float, y: float) -> None:
        if self._edge is not None:
            self._asked = InsertCorner(*self._edge, x, y)
        elif self.borders.moves_alone(self._vertex):
            stage = self.base_plan.stages[self.canvas.content.stage].id
            self._asked = MoveCornerInStage(stage, self._vertex, x, y)
        else:
            self._asked = MoveVertex(self._vertex, x, y)
        self._unanswered = True
        self.canvas.bridge.preview(self._asked)

    def _keep(self) -> bool:
        asked = self._asked
        self._end()
        # the corner stays where it was asked to be, or, where that is refused, where it was before
        return asked is None or self._kept(asked)

    def _kept(self, edit: Asked | DeleteCorner) -> bool:
        meant = self._vertex, self._edge, self._ghost
        if not isinstance(edit, MoveVertex):
            self._vertex, self._edge, self._ghost = -1, None, None  # corners get other numbers
        self._keeping = True
        kept = self.canvas.bridge.commit(edit)
        self._keeping = False
        if not kept:
            self._vertex, self._edge, self._ghost = meant
        elif isinstance(edit, InsertCorner | MoveCornerInStage):
            self._vertex = self._corner_on(edit.x_m, edit.y_m)
        self.canvas.refresh_overlay()
        return kept

    def _corner_on(self, x: float, y: float) -> int:
        """The corner that stands at a place now; −1 for none."""
        found = np.flatnonzero((self.base_plan.coverage.vertices == on_grid((x, y))).all(axis=1))
        return int(found[0]) if len(found) else -1

    def insert(self) -> bool:
        """Put a corner where the pointer is on an edge; by keys halfway to the block's next corner."""
        if self._by_keys and self._vertex >= 0:
            corners = corners_of(self.base_plan.coverage.topology, self.canvas.focus_block.face)
            following = corners[(corners.index(self._vertex) + 1) % len(corners)]
            x, y = self.base_plan.coverage.vertices[[self._vertex, following]].mean(axis=0).tolist()
            edit = InsertCorner(self._vertex, following, x, y)
        elif self._edge is not None and self._ghost is not None:
            edit = InsertCorner(*self._edge, *self._ghost)
        else:
            return False
        by_keys = self._by_keys
        if self._asked is not None:
            self.cancel()
        self._refused = None
        if self._kept(edit):
            self._by_keys = by_keys and self._vertex >= 0
            self.canvas.say(tr("Corner added"))
        return True

    def delete(self) -> bool:
        """Take away the corner in focus."""
        vertex, by_keys = self._vertex, self._by_keys
        if vertex < 0 or self._down:
            return False
        if self._asked is not None:
            self.cancel()
        self._vertex, self._by_keys, self._refused = vertex, by_keys, None
        if self._kept(DeleteCorner(vertex)):
            self._by_keys = False
            self.canvas.say(tr("Corner removed"))
        return True

    def _end(self) -> None:
        self._down = self._by_keys = self._unanswered = False
        self._asked = self._tip = self._refused = None
        self.canvas.status.emit(self.hint())

    def cancel(self) -> None:
        if self._down or self._by_keys:
            asked = self._asked
            self._end()
            if asked is not None:
                self.canvas.bridge.cancel()

    def leave(self) -> None:
        self._vertex, self._at, self._refused, self._tip = -1, None, None, None
        self._edge = self._ghost = None

    def state_shown(self, state: State) -> None:
        self._unanswered = False
        if self._keeping:
            return
        if self._asked is not None and not state.provisional:
            self._end()  # undone, or dropped, from elsewhere
        elif state.provisional and self._asked is not None and state.edit == self._asked:
            self._tip, self._refused = self._what_moves(state), None
            if self._by_keys:
                self.canvas.read_out(self._tip.spoken)
        if not state.provisional and state.change.reshaped is not None:
            self._vertex, self._edge, self._ghost = -1, None, None  # corners may have other numbers now

    def _what_moves(self, state: State) -> Tip:
        asked = self._asked
        assert asked is not None
        if isinstance(asked, InsertCorner):
            return Tip(tr("New corner"))
        old = self.base_plan.coverage.vertices[self._vertex]
        metres = float(np.hypot(asked.x_m - old[0], asked.y_m - old[1]))
        return corner_tip(state, self.canvas.content.stage, metres, self.borders.whose(self._vertex))

    def rejected(self, rejection: EditRejected) -> None:
        self._unanswered = False
        self._refused = Tip(rejection.sentence, problem=True)
        if self._by_keys or self._keeping:
            self.canvas.read_out(rejection.sentence)

    def option_changed(self) -> None:
        if self._vertex >= 0 and not self._down:
            whose = self.borders.whose(self._vertex)
            self._tip = Tip(whose) if whose else None
            self.canvas.refresh_overlay()

    # ------------------------------------------------------------------------------------------------ keys
    def key(self, event: QKeyEvent) -> bool:
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        if key == Qt.Key.Key_Escape and (self._down or self._by_keys):
            self.cancel()
            self._vertex = -1
            return True
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return self._next_corner(-1 if key == Qt.Key.Key_Backtab else 1)
        if key == Qt.Key.Key_Insert and not self._down:
            return self.insert()
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return self.delete()
        if self._by_keys and key in ARROWS:
            step = 100.0 if modifiers & Modifier.ControlModifier else 1.0
            step = 10.0 if modifiers & Modifier.ShiftModifier else step
            old = self.base_plan.coverage.vertices[self._vertex]
            x, y = (self._asked.x_m, self._asked.y_m) if self._asked else (float(old[0]), float(old[1]))
            self._ask(x + ARROWS[key][0] * step, y + ARROWS[key][1] * step)
            return True
        if self._by_keys and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._keep()
            self._by_keys = self._vertex >= 0
            return True
        return super().key(event)

    def enter(self, modifiers: Modifier) -> None:
        """Enter takes the first corner of the block."""
        self._next_corner(1)

    def _next_corner(self, step: int) -> bool:
        """Go on to the next corner of the focus block; False behind the last one, so that Tab leaves the map."""
        face, t = self.canvas.focus_block.face, self.base_plan.coverage.topology
        if face < 0:
            return False
        corners = corners_of(t, face)
        if self._by_keys and self._vertex in corners:
            at = corners.index(self._vertex) + step
        else:
            at = 0 if step > 0 else len(corners) - 1
        self.cancel()
        if not 0 <= at < len(corners):
            self._vertex = -1
            return False
        self._vertex, self._by_keys = corners[at], True
        self._edge = self._ghost = self._at = None
        whose = self.borders.whose(self._vertex)
        self._tip = Tip(whose) if whose else None
        told = tr("Corner {n} of {count}", n=number(at + 1), count=number(len(corners)))
        self.canvas.say(f"{told}. {whose}" if whose else told)
        self.canvas.status.emit(self.hint())
        return True

    # ------------------------------------------------------------------------------------------------ paint
    @property
    def _meant(self) -> bool:
        """True where a corner or a place for one is meant."""
        return self._vertex >= 0 or self._ghost is not None

    def _place(self) -> QPointF:
        """Return where the corner is drawn now, logical pixels."""
        asked = self._asked
        if isinstance(asked, MoveVertex):
            xy = self.canvas.state.plan.coverage.vertices[self._vertex]
        elif asked is not None:
            xy = np.array((asked.x_m, asked.y_m))
        elif self._ghost is not None:
            xy = np.array(self._ghost)
        else:
            xy = self.base_plan.coverage.vertices[self._vertex]
        x, y = self.canvas.view.to_screen(xy).tolist()
        return QPointF(x, y)

    def _wanted(self) -> QPointF:
        """Return where the corner was asked to be."""
        if self._asked is None:
            return self._place()
        x, y = self.canvas.view.to_screen(np.array((self._asked.x_m, self._asked.y_m)))
        return QPointF(float(x), float(y))

    def _spokes(self) -> QPainterPath:
        """Return the edges as they would run to a refused place."""
        plan, here = self.base_plan, self._wanted()
        t = plan.coverage.topology
        path = QPainterPath()
        if self._edge is not None:
            far = np.array(self._edge)
        else:
            ends = t.edges[t.edges_of_vertex(self._vertex)]
            far = np.where(ends[:, 0] == self._vertex, ends[:, 1], ends[:, 0])
        for x, y in self.canvas.view.to_screen(plan.coverage.vertices[far]).tolist():
            path.moveTo(x, y)
            path.lineTo(here)
        return path

    def _label(self) -> Tip | None:
        return self._refused or self._tip

    def _pointer(self) -> QPointF:
        return self._at if self._at is not None else self._wanted()

    def region(self) -> QRegion:
        region = super().region()
        if not self._meant:
            return region
        for place in (self._place(), self._wanted()):
            region += QRegion(handle_box(place.x(), place.y()).toAlignedRect())
        if self._refused is not None and self._asked is not None:
            region += QRegion(self._spokes().boundingRect().toAlignedRect().adjusted(-4, -4, 4, 4))
        tip = self._label()
        if tip is not None:
            region += QRegion(self.canvas.furniture.tip_rectangle(tip, self._pointer()).toAlignedRect())
        return region

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if not self._meant:
            return
        tip = self._label()
        p, bad = self.canvas.palette_, self._refused is not None and self._asked is not None
        if bad:
            draw_cased(painter, self._spokes(), p.bad, 2.0, p.catchment_casing, 4.0, (6.0, 3.0))
        at = self._wanted() if bad else self._place()
        ghost = self._ghost is not None and self._asked is None
        draw_handle(painter, at, p.bad if bad else p.accent, p.plate, crossed=bad, ghost=ghost)
        if tip is not None:
            self.canvas.furniture.paint_tip(painter, tip, self._pointer())
