"""The map for those who hear it instead of seeing it: a list of schools and the block the keys have reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from piiri.session import State

if TYPE_CHECKING:
    from .canvas import MapView


def install(canvas: MapView) -> None:
    """Let screen readers see into the map."""


def say(canvas: MapView, text: str) -> None:
    """Have a text read out."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(canvas, text))


def announce(canvas: MapView, state: State) -> None:
    """Have what was kept read out."""
