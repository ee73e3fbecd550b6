"""What every step has in common."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ..palette import HEADING, Palette
from ..typeset import text_label
from .work import ImportWork


class Screen(QWidget):
    """One screen of the import, or of next year's files: why it cannot be left, and sizes that grow with the text.

    Parameters
    ----------
    palette, scale
        Theme and text scale.
    """

    def __init__(self, palette: Palette, scale: float) -> None:
        super().__init__()
        self.colours, self.scale = palette, scale

    def waiting(self) -> str:
        """Return why the person cannot go on from here; empty where they can."""
        return ""

    @property
    def first(self) -> QWidget:
        """What gets the focus when the step is gone to."""
        raise NotImplementedError("each screen says what it begins with")

    @property
    def is_large(self) -> bool:
        """True where the text is so large that things stand under one another, or scroll."""
        return self.scale > 1.4

    def side(self, length: float) -> int:
        """Return the width of a panel at the side: with large text it leaves room for what is beside it."""
        return round(length * min(self.scale, 1.3))

    def px(self, length: float) -> int:
        """Return a length that grows with the text."""
        return round(length * self.scale)


class StepPage(Screen):
    """One screen of the import.

    Parameters
    ----------
    work
        The import.

    Signals
    -------
    layer_chosen(str)
        The person looks at another layer.
    """

    layer_chosen = Signal(str)

    def __init__(self, work: ImportWork, palette: Palette, scale: float) -> None:
        super().__init__(palette, scale)
        self.work = work

    def refresh(self, layer: str) -> None:
        """Show what is found and decided; ``layer`` is the one that is looked at."""
        raise NotImplementedError("each screen shows its own")


def panel(margin: int = 12) -> tuple[QFrame, QVBoxLayout]:
    """Return a white box with a column in it."""
    box = QFrame()
    box.setProperty("box", "surface")
    column = QVBoxLayout(box)
    column.setContentsMargins(margin, margin, margin, margin)
    column.setSpacing(8)
    return box, column


def scrolling(inside: QWidget) -> QScrollArea:
    """Return what scrolls up and down where there is no room for all of a panel."""
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inside)
    return area


def rule() -> QFrame:
    """Return a line between two panels."""
    line = QFrame()
    line.setFixedWidth(1)
    line.setProperty("box", "rule")
    return line


def heading(text: str) -> QHBoxLayout:
    """Return a row with a heading."""
    row = QHBoxLayout()
    row.addWidget(text_label(text, HEADING, QFont.Weight.DemiBold, wrap=True), 1)
    return row
