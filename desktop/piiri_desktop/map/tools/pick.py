"""Pick target: point at a school's area, or at one without a school, to make it the one that painted blocks go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QRegion

from piiri.i18n import tr

from ..tip import Tip
from .base import Button, Modifier
from .keyed import BlockTool

if TYPE_CHECKING:
    from ..canvas import MapView


class PickTarget(BlockTool):
    """The eyedropper; it hands over to the brush."""

    name = "pick"
    icon = "pick"

    def __init__(self, canvas: MapView) -> None:
        super().__init__(canvas)
        self._at: QPointF | None = None
        self._tip: Tip | None = None

    @property
    def title(self) -> str:
        return tr("Pick target")

    def hint(self) -> str:
        return tr("Click the area of the school that blocks shall go to. Arrow keys and Enter do the same.")

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.PointingHandCursor

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        """Say whose area lies under the pointer."""
        meant, names = self.meant_at(at), self.base_plan.schools.names
        words = None if meant is None else tr(names[meant]) if 0 <= meant < len(names) else tr("Unassigned")
        self._at, self._tip = at, None if words is None else Tip(tr("Target: {target}", target=words))
        self.canvas.refresh_overlay()

    def move_away(self) -> None:
        self._at = self._tip = None

    def leave(self) -> None:
        self.move_away()

    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button in (Button.LeftButton, Button.RightButton) and self.pick(at):
            self.canvas.set_tool("paint")

    def enter(self, modifiers: Modifier) -> None:
        if self.pick_block(self.canvas.focus_block.face):
            self.canvas.set_tool("paint")

    def region(self) -> QRegion:
        region = super().region()
        if self._tip is not None and self._at is not None:
            region += QRegion(self.canvas.furniture.tip_rectangle(self._tip, self._at).toAlignedRect())
        return region

    def paint(self, painter: QPainter) -> None:
        super().paint(painter)
        if self._tip is not None and self._at is not None:
            self.canvas.furniture.paint_tip(painter, self._tip, self._at)
