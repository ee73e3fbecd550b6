"""A field with a menu of names, one of them chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QSizePolicy, QWidget

from ..palette import Palette
from .controls import PickButton


class Pick(PickButton):
    """A field with a menu of names."""

    def __init__(self, label: str, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(label, palette, parent)
        self.setMenu(QMenu(self))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # gives way where room is short
        self.at = 0

    def offer(self, names: list[str], at: int, choose: Callable[..., None]) -> None:
        """Offer names, one of them chosen; ``choose(position)`` is told of another."""
        self.at = at
        menu = self.menu()
        menu.clear()
        group = QActionGroup(menu)
        for position, name in enumerate(names):
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(position == at)
            action.triggered.connect(partial(choose, position))
            group.addAction(action)
        self.set_value(names[at] if names else "")
        self.updateGeometry()
