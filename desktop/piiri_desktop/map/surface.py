"""What mouse, wheel and keys do to the map: most goes to the tool, the rest pans and zooms."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from piiri.model.arrays import Array, BoolArray

from ..bridge import Attention
from . import accessible
from .block_card import BlockCard
from .content import Content
from .furniture import Furniture
from .hover import Hover
from .schools import SchoolMarks
from .targets import Targets
from .tools import Tool
from .view import View

_WHEEL_STEP = 1.25
_CLOSEST_LOOK_M = 2.6
"""A place asked for is shown at most at a scale of about 1 : 10 000, so that what lies around it is seen too."""
_AROUND_PX = 96


class Surface(QWidget):
    """The events of :class:`~piiri_desktop.map.canvas.MapView`, which has everything named here."""

    tool_changed = Signal(str)
    status = Signal(str)
    coordinates = Signal(float, float)

    attention: Attention
    tools: dict[str, Tool]
    _tool: Tool
    _over_tool: Tool | None
    furniture: Furniture
    card: BlockCard
    content: Content
    hover: Hover
    marks: SchoolMarks
    targets: Targets
    pointer: QPointF | None = None
    """Where the pointer is, logical pixels; None while it is elsewhere, or the arrow keys were used last."""

    @property
    def view(self) -> View:
        """Where the map stands."""
        raise NotImplementedError

    @property
    def tool(self) -> Tool:
        """The tool in use: the chosen one, or Pan while the Space bar or the middle button is held."""
        return self._over_tool or self._tool

    @property
    def chosen_tool(self) -> Tool:
        """The tool chosen, whatever is held for a moment."""
        return self._tool

    def look_at(self, view: View) -> None:
        """Show another view."""
        raise NotImplementedError

    def zoom_to_all(self) -> None:
        """Show everything."""
        raise NotImplementedError

    def select(self, selected: BoolArray) -> None:
        """Pick blocks."""
        raise NotImplementedError

    def refresh_overlay(self) -> None:
        """Paint the tool's marks again."""
        raise NotImplementedError

    def set_tool(self, name: str) -> None:
        """Choose a tool by its name, as in :data:`piiri_desktop.actions.TOOLS`."""
        wanted = self.tools[name]
        if wanted is self._tool:
            wanted.chosen()
            return
        self._tool.cancel()
        self._tool.leave()
        self._tool = wanted
        self.setCursor(wanted.cursor())
        self.furniture.show_tool()
        self.refresh_overlay()
        self.tool_changed.emit(name)
        self.status.emit(wanted.hint())
        wanted.chosen()

    def hold_pan(self, held: bool) -> None:
        """Pan for as long as the Space bar or the middle button is held."""
        if held == (self._over_tool is not None) or (held and self._tool.holds_view):
            return
        self._over_tool = self.tools["pan"] if held and self._tool is not self.tools["pan"] else None
        self.setCursor(self.tool.cursor())
        self.refresh_overlay()

    def say(self, text: str) -> None:
        """Tell in words what has happened or why it has not: in the status line, and read out."""
        self.status.emit(text)
        self.read_out(text)

    def read_out(self, text: str) -> None:
        """Have a text read out to those who hear the map."""
        accessible.say(self, text)

    def show_blocks(self, box: tuple[float, float, float, float], faces: Array) -> None:
        """Show a place (west, south, east, north; metres) and pick some blocks, and no others."""
        if self.tool.busy:
            return
        fitted = View.fitting(box, self.width(), self.height(), self.view.ratio, _AROUND_PX)
        self.look_at(fitted.centred(fitted.x, fitted.y, max(fitted.metres, _CLOSEST_LOOK_M)))
        selected = np.zeros_like(self.content.selected)
        selected[faces] = True
        self.select(selected)

    def zoom_to_school(self, school: int) -> None:
        """Bring a school to the middle, at most a scale of about 1 : 25 000."""
        schools = self.content.state.plan.schools
        if 0 <= school < len(schools):
            x, y = schools.xy[school]
            self.look_at(self.view.centred(float(x), float(y), min(self.view.metres, 6.6)))

    def place_of(self, at: QPointF) -> tuple[float, float]:
        """Return the place, metres, under a logical pixel."""
        return self.view.to_map(at.x(), at.y())

    def zoom_in(self) -> None:
        """Twice as close."""
        self.look_at(self.view.zoomed(2.0, self.width() / 2, self.height() / 2))

    def zoom_out(self) -> None:
        """Half as close."""
        self.look_at(self.view.zoomed(0.5, self.width() / 2, self.height() / 2))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if event.button() == Qt.MouseButton.MiddleButton:
            self.hold_pan(True)
        self.card.go()
        self.tool.press(event.position(), event.button(), event.modifiers())
        self.refresh_overlay()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.pointer = event.position()
        self.coordinates.emit(*self.view.to_map(at.x(), at.y()))
        if not self.tool.busy:
            self.hover.point_at(at)
            self.card.follow()
        self.tool.move(at, event.buttons(), event.modifiers())
        if not self.tool.waiting:
            self.refresh_overlay()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self.tool.release(event.position(), event.button(), event.modifiers())
        if event.button() == Qt.MouseButton.MiddleButton:
            self.hold_pan(False)
        self.refresh_overlay()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        school = self.marks.school_at(event.position().x(), event.position().y())
        free = not self.tool.busy and not self.content.state.provisional
        if school >= 0 and free and event.button() == Qt.MouseButton.LeftButton:
            self.attention.ask_page("school", school)
        else:
            self.tool.press_again(event.position(), event.button(), event.modifiers())
            self.refresh_overlay()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        event.accept()  # the right button picks the target

    def wheelEvent(self, event: QWheelEvent) -> None:
        steps = event.angleDelta().y() / 120.0
        if steps and not self.tool.holds_view:
            at = event.position()
            finer = 0.25 if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1.0
            self.look_at(self.view.zoomed(_WHEEL_STEP ** (steps * finer), at.x(), at.y()))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self.pointer = None
        self.hover.point_away()
        self.tool.move_away()
        self.coordinates.emit(float("nan"), float("nan"))
        self.refresh_overlay()
        super().leaveEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.status.emit(self.tool.hint())
        super().enterEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.status.emit(self.tool.hint())
        self.refresh_overlay()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hold_pan(False)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # the finder shows them too
            self.targets.hold_numbers(False)
        self.refresh_overlay()
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            if not event.isAutoRepeat():
                self.hold_pan(True)
        elif event.key() == Qt.Key.Key_Alt:
            if not event.isAutoRepeat():
                self.targets.hold_numbers(True)
            super().keyPressEvent(event)
            return
        elif not self.tool.key(event) and not self._pan_key(event):
            super().keyPressEvent(event)
            return
        self.refresh_overlay()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.tools["pan"].cancel()
            self.hold_pan(False)
        else:
            if event.key() == Qt.Key.Key_Alt:
                self.targets.hold_numbers(False)
            super().keyReleaseEvent(event)

    def _pan_key(self, event: QKeyEvent) -> bool:
        """Keys of the map itself: plus, minus, Home for all, arrows to pan, Esc to pick no block."""
        step = {
            Qt.Key.Key_Left: QPoint(1, 0),
            Qt.Key.Key_Right: QPoint(-1, 0),
            Qt.Key.Key_Up: QPoint(0, 1),
            Qt.Key.Key_Down: QPoint(0, -1),
        }.get(Qt.Key(event.key()))
        if step is not None:
            self.look_at(self.view.panned(step.x() * self.width() / 4, step.y() * self.height() / 4))
        elif event.key() in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif event.key() == Qt.Key.Key_Minus:
            self.zoom_out()
        elif event.key() == Qt.Key.Key_Home:
            self.zoom_to_all()
        elif event.key() == Qt.Key.Key_Escape and self.content.selected.any():
            self.select(np.zeros_like(self.content.selected))
        else:
            return False
        return True

    def _tab(self, event: QKeyEvent) -> bool:
        """Offer Tab to the tool before it moves the focus on."""
        return event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self.tool.key(event)
