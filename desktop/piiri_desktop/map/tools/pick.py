"""Pick target: point at a school's area, or at one without a school, to make it the one that painted blocks go to."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt

from piiri.i18n import tr

from .base import Button, Modifier
from .keyed import BlockTool


class PickTarget(BlockTool):
    """The eyedropper; it hands over to the brush."""

    name = "pick"
    icon = "pick"

    @property
    def title(self) -> str:
        return tr("Pick target")

    def hint(self) -> str:
        return tr("Click the area of the school that blocks shall go to. Arrow keys and Enter do the same.")

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.PointingHandCursor

    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button in (Button.LeftButton, Button.RightButton) and self.pick(at):
            self.canvas.set_tool("paint")

    def enter(self, modifiers: Modifier) -> None:
        if self.pick_block(self.canvas.focus_block.face):
            self.canvas.set_tool("paint")
