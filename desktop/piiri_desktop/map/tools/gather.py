"""What lasso, rectangle, flood and nearer blocks share: a set of blocks found anew with every move, shown live,
kept as one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QRegion

from piiri.edits import Edit
from piiri.errors import EditRejected
from piiri.model.arrays import Array
from piiri.session import State

from ..strokes import draw_cased
from ..tip import Tip
from .base import Button, Modifier
from .giving import NO_BLOCKS
from .keyed import BlockTool

if TYPE_CHECKING:
    from ..canvas import MapView


class Gather(BlockTool):
    """Offers blocks to the target while the button is down; letting go keeps them, Esc drops them.

    A tool of this kind says in :meth:`begin` and :meth:`go_on` which blocks are meant, through :meth:`offer`.
    """

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._open = False
        self._removing = False
        self._at: QPointF | None = None
        self._faces: Array = NO_BLOCKS
        self._tip: Tip | None = None
        self._asked = False
        self._path: list[int] = []

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    @property
    def busy(self) -> bool:
        return self._open

    @property
    def waiting(self) -> bool:
        return self._asked

    # ------------------------------------------------------------------------------------------------ what is meant
    def begin(self, at: QPointF) -> None:
        """The button has gone down on the map, and blocks can be given."""
        raise NotImplementedError

    def go_on(self, at: QPointF) -> None:
        """The pointer moves with the button down."""

    def stretched(self, path: list[int]) -> Array:
        """Return the blocks meant by keys that have gone from block to block along a path, with Shift held."""
        return np.unique(np.array(path, dtype=np.int32))

    def outline(self) -> QPainterPath:
        """Return the line that is drawn over the map, logical pixels."""
        return QPainterPath()

    def forget(self) -> None:
        """The offer is kept or dropped: what :meth:`outline` draws is over."""

    def offer(self, found: Array) -> None:
        """Show what giving some blocks would do, in place of those offered before.

        Parameters
        ----------
        found
            Indices of blocks; those that would not change and those of locked schools are left out.
        """
        free, reason = self.free_of_locks(self.that_change(found, removing=self._removing), removing=self._removing)
        if reason:
            self._tip = Tip(reason, problem=True)
        elif (self._tip and self._tip.problem) or not len(free):
            self._tip = None
        if np.array_equal(free, self._faces):
            return
        self._faces = free
        edit = self._edit()
        self._asked = edit is not None
        if edit is not None:
            self.canvas.bridge.preview(edit)
        else:
            self.canvas.bridge.cancel()

    def _edit(self) -> Edit | None:
        return self.giving(removing=self._removing).edit(self._faces)

    # ------------------------------------------------------------------------------------------------ the hand
    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if self._path:
            self.cancel()
        self._at = at
        if button == Button.RightButton or (button == Button.LeftButton and modifiers & Modifier.AltModifier):
            if not self._open:
                self.pick(at)
            return
        if button != Button.LeftButton or self._open:
            return
        if self.open(removing=bool(modifiers & Modifier.ControlModifier)):
            self.begin(at)

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        if self._path:
            return
        self._at = at
        if self._open:
            self.go_on(at)
        else:
            self._tip = None

    def move_away(self) -> None:
        if not self._open:
            self._at = self._tip = None

    def release(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if self._open and not self._path and button == Button.LeftButton:
            self.keep()

    def open(self, *, removing: bool) -> bool:
        """Begin an offer; False, with the reason at the pointer, where no block can be given away now."""
        problem = self.problem(removing=removing)
        if problem:
            self._tip = Tip(problem, problem=True)
            return False
        self.canvas.hover.clear()
        self._open, self._removing = True, removing
        self._faces, self._tip = NO_BLOCKS, None
        self.canvas.status.emit(self.hint())
        return True

    def keep(self) -> None:
        """Keep what is offered, as one step."""
        edit = self._edit()
        self._end()
        if edit is not None:
            self.canvas.bridge.commit(edit)

    def cancel(self) -> None:
        if self._open:
            self._end()
            self.canvas.bridge.cancel()

    def leave(self) -> None:
        self._at = self._tip = None

    def _end(self) -> None:
        self._open = self._asked = False
        self._faces, self._tip = NO_BLOCKS, None
        if self._path:
            self._path, self._at = [], None
        self.forget()
        self.canvas.status.emit(self.hint())

    # ------------------------------------------------------------------------------------------------ what is shown
    def state_shown(self, state: State) -> None:
        self._asked = False
        if not self._open or not len(self._faces):
            return
        if not state.provisional:
            self._end()  # undone, or dropped, from elsewhere
        elif not (self._tip and self._tip.problem):
            self._tip = self.stroke_tip(state, len(self._faces), removing=self._removing)
            if self._path:
                self.canvas.read_out(self._tip.spoken)

    def rejected(self, rejection: EditRejected) -> None:
        self._asked = False
        self._tip = Tip(rejection.sentence, problem=True)

    def key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape and self._open:
            self.cancel()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._path:
            self.keep()
            return True
        return super().key(event)

    def stretch(self, direction: tuple[int, int]) -> None:
        focus = self.canvas.focus_block
        if not self._open:
            if not self.open(removing=False):
                self.canvas.say(self.problem())
                return
            self._path = [focus.face]
            self.canvas.status.emit(self.hint())
        focus.step(direction)
        self._path.append(focus.face)
        self._at = self.keys_at()
        self.offer(self.stretched(self._path))

    # ------------------------------------------------------------------------------------------------ paint
    def pointer(self) -> QPointF | None:
        """Return where the label lies, logical pixels; None for nowhere."""
        return self._at

    def region(self) -> QRegion:
        region = super().region()
        path, at = self.outline(), self.pointer()
        if not path.isEmpty():
            region += QRegion(path.boundingRect().toAlignedRect().adjusted(-4, -4, 5, 5))
        if self._tip is not None and at is not None:
            region += QRegion(self.canvas.furniture.tip_rectangle(self._tip, at).toAlignedRect())
        return region

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        p, path, at = self.canvas.palette_, self.outline(), self.pointer()
        if not path.isEmpty():
            draw_cased(painter, path, p.text, 2.0, p.catchment_casing, 4.0)
        if self._tip is not None and at is not None:
            self.canvas.furniture.paint_tip(painter, self._tip, at)
