"""Pan: drag the paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt

from piiri.i18n import tr

from .base import Button, Modifier, Tool

if TYPE_CHECKING:
    from ..canvas import MapView


class Pan(Tool):
    """Drags the map; also in use while the Space bar or the middle button is held."""

    name = "pan"
    icon = "pan"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._from: QPointF | None = None

    @property
    def title(self) -> str:
        return tr("Pan")

    def hint(self) -> str:
        return tr("Drag the map or use the arrow keys. The wheel zooms at the pointer, Home shows everything.")

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.ClosedHandCursor if self._from is not None else Qt.CursorShape.OpenHandCursor

    @property
    def busy(self) -> bool:
        return self._from is not None

    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button in (Button.LeftButton, Button.MiddleButton):
            self._from = at
            self.canvas.setCursor(self.cursor())

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        if self._from is None:
            return
        way, before = at - self._from, self.canvas.view
        after = before.panned(way.x(), way.y())
        self.canvas.look_at(after)
        # the paper moves by whole device pixels; what is left over is made up for with the next move
        self._from += QPointF((before.x - after.x) / before.metres, (after.y - before.y) / before.metres)

    def release(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        self.cancel()

    def cancel(self) -> None:
        if self._from is not None:
            self._from = None
            self.canvas.setCursor(self.cursor())
