"""Paint: sweep blocks to the target."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from piiri.i18n import tr

from .base import Button, Modifier
from .brush import Brush


class Paint(Brush):
    """The brush."""

    name = "paint"
    icon = "paint"

    @property
    def title(self) -> str:
        return tr("Brush")

    def resting_hint(self) -> str:
        return tr(
            "Sweep over blocks. Ctrl removes, Alt or right button picks the target. By keys: arrows, Enter, Shift."
        )

    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        if button == Button.RightButton or (button == Button.LeftButton and modifiers & Modifier.AltModifier):
            self.pick(at)
            return
        super().press(at, button, modifiers)
