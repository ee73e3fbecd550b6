"""The colours of a panel that Qt draws by itself: its ground, and captions that step back."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from ..palette import Palette


def fill_ground(panel: QWidget, palette: Palette) -> None:
    """Fill a panel with the colour of surfaces."""
    colours = panel.palette()
    colours.setColor(panel.backgroundRole(), palette.surface)
    panel.setPalette(colours)
    panel.setAutoFillBackground(True)


def quieten(palette: Palette, *captions: QWidget) -> None:
    """Write captions in the colour of what is said beside."""
    for caption in captions:
        colours = caption.palette()
        colours.setColor(caption.foregroundRole(), palette.text_secondary)
        caption.setPalette(colours)
