"""What every tool answers to."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QRegion

from piiri.errors import EditRejected
from piiri.session import State

if TYPE_CHECKING:
    from ..canvas import MapView

Button = Qt.MouseButton
Modifier = Qt.KeyboardModifier


class Tool:
    """A tool that does nothing; the others say what they do differently.

    Places are logical pixels of the map.
    """

    name: ClassVar[str]
    icon: ClassVar[str]

    def __init__(self, canvas: MapView) -> None:
        self.canvas = canvas

    @property
    def title(self) -> str:
        """Its name for people."""
        raise NotImplementedError

    def hint(self) -> str:
        """What can be done now, for the status line."""
        raise NotImplementedError

    def cursor(self) -> Qt.CursorShape:
        """The pointer's shape."""
        return Qt.CursorShape.ArrowCursor

    @property
    def busy(self) -> bool:
        """True while the hand is down: nothing else may move."""
        return False

    @property
    def holds_view(self) -> bool:
        """True while the map may be neither panned nor zoomed."""
        return self.busy

    @property
    def waiting(self) -> bool:
        """True where a preview has been asked for and not been answered: what is painted now would be painted twice."""
        return False

    @property
    def reach_px(self) -> float:
        """How far around the pointer it works, logical pixels."""
        return 0.0

    def press(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        """A button goes down."""

    def press_again(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        """A button goes down for the second time in a double click."""
        self.press(at, button, modifiers)

    def move(self, at: QPointF, buttons: Button, modifiers: Modifier) -> None:
        """The pointer moves, with or without a button down."""

    def move_away(self) -> None:
        """The pointer leaves the map."""

    def release(self, at: QPointF, button: Button, modifiers: Modifier) -> None:
        """A button goes up."""

    def key(self, event: QKeyEvent) -> bool:
        """A key goes down; True where the tool has used it."""
        return False

    def cancel(self) -> None:
        """Drop what has been begun."""

    def chosen(self) -> None:
        """It is chosen, or chosen once more."""

    def leave(self) -> None:
        """Another tool is chosen."""

    def keep(self) -> None:
        """Keep what is shown."""

    def option_changed(self) -> None:
        """One of its options on the plate has changed."""

    def state_shown(self, state: State) -> None:
        """A state has been drawn."""

    def rejected(self, rejection: EditRejected) -> None:
        """The plan cannot take the edit asked for."""

    def outgrows(self, rejection: EditRejected) -> bool:
        """True where what is begun need only go on to be no longer refused, so that nobody needs to hear of it."""
        return False

    def region(self) -> QRegion:
        """Return what :meth:`paint` covers."""
        return QRegion()

    def paint(self, painter: QPainter) -> None:
        """Paint over the map; antialiased, logical pixels."""
