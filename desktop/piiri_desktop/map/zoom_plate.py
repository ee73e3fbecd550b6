"""Zoom in, out and to everything, at the top right of the map."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from piiri.i18n import tr

from ..palette import Palette
from .plates import Plate, PlateButton


class ZoomPlate(Plate):
    """Three buttons."""

    def __init__(
        self,
        parent: QWidget,
        palette: Palette,
        zoom_in: Callable[[], None],
        zoom_out: Callable[[], None],
        zoom_to_all: Callable[[], None],
    ) -> None:
        super().__init__(parent, palette)
        self.setAccessibleName(tr("Zoom"))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        self.buttons = []
        for icon, text, key, slot in (
            ("in", tr("Zoom in"), "+", zoom_in),
            ("out", tr("Zoom out"), "−", zoom_out),
            ("whole", tr("Whole map"), tr("Home"), zoom_to_all),
        ):
            button = PlateButton(self, icon)
            button.setAccessibleName(text)
            button.setToolTip(f"{text} ({key})")
            button.clicked.connect(slot)
            column.addWidget(button)
            self.buttons.append(button)
