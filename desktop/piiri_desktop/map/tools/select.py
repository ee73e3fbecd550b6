"""Select: click a school to make it the target, click blocks to pick them; Enter gives them to the target."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent

from piiri.i18n import tr

from .base import Button, Modifier
from .keyed import BlockTool


class Select(BlockTool):
    """Picks schools and blocks."""

    name = "select"
    icon = "select"

    @property
    def title(self) -> str:
        return tr("Select")

    def hint(self) -> str:
        if self.canvas.content.selected.any():
            return tr("Enter gives the selected blocks to the target, Esc clears the selection.")
        return tr("Click a school or a block. Ctrl adds blocks, a double click on a school zooms there.")

    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button == Button.RightButton:
            self.pick(at)
            return
        if button != Button.LeftButton:
            return
        school = self.canvas.marks.school_at(at.x(), at.y())
        if school >= 0:
            self.canvas.attention.set_target(school)
            return
        face = self.canvas.frame.face_at(at.x(), at.y())
        self._choose(face, adding=bool(modifiers & (Modifier.ControlModifier | Modifier.ShiftModifier)))

    def _choose(self, face: int, *, adding: bool) -> None:
        selected = self.canvas.content.selected.copy() if adding else np.zeros_like(self.canvas.content.selected)
        if face >= 0:
            selected[face] = not self.canvas.content.selected[face]
        self.canvas.select(selected)

    def stretch(self, direction: tuple[int, int]) -> None:
        focus, selected = self.canvas.focus_block, self.canvas.content.selected.copy()
        selected[focus.face] = True
        focus.step(direction)
        selected[focus.face] = True
        self.canvas.select(selected)

    def enter(self, modifiers: Modifier) -> None:
        if not self.canvas.content.selected.any():
            super().enter(modifiers)

    def key(self, event: QKeyEvent) -> bool:
        chosen = np.flatnonzero(self.canvas.content.selected)
        if len(chosen) and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.give(chosen.tolist(), to_nobody=bool(event.modifiers() & Modifier.ControlModifier)):
                self.canvas.select(np.zeros_like(self.canvas.content.selected))
            return True
        if len(chosen) and event.key() == Qt.Key.Key_Escape:
            self.canvas.select(np.zeros_like(self.canvas.content.selected))
            return True
        if event.key() == Qt.Key.Key_Insert and self.canvas.focus_block.face >= 0:
            self._choose(self.canvas.focus_block.face, adding=True)
            return True
        return super().key(event)
