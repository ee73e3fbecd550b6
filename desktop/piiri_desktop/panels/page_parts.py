"""What the pages on one school are made of: a column that scrolls, sections, lines of a field, and a sentence that says
what cannot be."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QObject, QRegularExpression, Qt
from PySide6.QtGui import QFont, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from ..banner import announce
from ..icons import CONTROL, picture
from ..palette import BODY, CAPTION, Palette
from ..typeset import text_label, typeset

SIDE = 12
SHORT = 92
"""How wide a field for a number is, logical pixels at a text scale of 100 %."""


class Section(QWidget):
    """A heading and what stands under it.

    Parameters
    ----------
    title
        The heading; empty for none.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
        if title:
            self.column.addWidget(text_label(title, BODY, QFont.Weight.DemiBold))


class Column(QScrollArea):
    """Sections under one another; scrolls up and down where there is no room, never sideways."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.inside = QWidget()
        self.inside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.sections = QVBoxLayout(self.inside)
        self.sections.setContentsMargins(SIDE, SIDE, SIDE, SIDE)
        self.sections.setSpacing(14)
        self.setWidget(self.inside)
        self.inside.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)

    def add(self, section: QWidget) -> None:
        """Put one more section at the end."""
        self.sections.addWidget(section)

    def end(self) -> None:
        """All sections are there: what is left of the height stays empty."""
        self.sections.addStretch(1)


class TabOrder:
    """Lets Tab go through the stops of a page from top to bottom; parts that are made later would come last.

    The stops are named, not looked up in the layouts: Python's wrappers of layout items outlive the items.
    """

    def __init__(self) -> None:
        self._stops: list[QWidget] = []

    def put(self, stops: list[QWidget]) -> None:
        """Set the order where it is another one than before."""
        if stops != self._stops:
            self._stops = stops
            for one, other in pairwise(stops):
                QWidget.setTabOrder(one, other)


class Problem(QWidget):
    """A sentence that says what cannot be and how to mend it; hidden while there is none."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette, self._scale = palette, 1.0
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words = text_label("", tone="bad", wrap=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        self.hide()

    @property
    def text(self) -> str:
        """What is said; empty for nothing."""
        return self._words.text()

    def say(self, sentence: str) -> None:
        """Say a sentence, aloud too; an empty one hides it."""
        if sentence and sentence != self.text:
            announce(self, sentence)
        self._words.setText(sentence)
        self.setAccessibleName(sentence)
        self.setVisible(bool(sentence))

    def set_palette(self, palette: Palette, scale: float) -> None:
        """Draw in another theme, at a text scale."""
        self._palette, self._scale = palette, scale
        self._icon.setPixmap(picture("error", palette.bad, round(CONTROL * scale), self.devicePixelRatioF()))


def lay_ground(page: QWidget, palette: Palette) -> None:
    """Give a page the paper of the panels."""
    colours = page.palette()
    colours.setColor(page.backgroundRole(), palette.surface)
    page.setPalette(colours)
    page.setAutoFillBackground(True)


def field(label: str, hint: str = "") -> QLineEdit:
    """Return a field of one line, named for those who hear it.

    Parameters
    ----------
    label
        What is written into it.
    hint
        Stands in it while it is empty.
    """
    made = QLineEdit()
    made.setAccessibleName(label)
    made.setPlaceholderText(hint)
    typeset(made)
    return made


def digits(most: int, parent: QObject) -> QRegularExpressionValidator:
    """Return a validator of whole numbers with so many digits at most. Empty is as good as any: a validator of numbers
    would hold Enter back there."""
    return QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{most}}}"), parent)


def number_field(label: str, most: int, hint: str = "") -> QLineEdit:
    """Return a short field for a whole number of so many digits at most."""
    made = field(label, hint)
    made.setValidator(digits(most, made))
    made.setAlignment(Qt.AlignmentFlag.AlignRight)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return made


def label_for(text: str, field: QWidget) -> QLabel:
    """Return the label of a field, in the secondary tone."""
    label = text_label(text, tone="secondary")
    label.setBuddy(field)
    return label


def fields() -> QGridLayout:
    """Return a grid of lines: labels on the left, all fields behind them at one edge."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(6)
    grid.setColumnStretch(3, 1)
    return grid


def empty_or_full(page: QWidget, empty: QWidget, begin: QWidget, full: QWidget) -> QStackedLayout:
    """Return the layout of a page that is empty, 0, with a button to begin under what it says, or full, 1."""
    bare = QWidget()
    column = QVBoxLayout(bare)
    column.setContentsMargins(0, 0, 0, 24)
    column.addWidget(empty)
    column.addWidget(begin, 0, Qt.AlignmentFlag.AlignHCenter)
    column.addStretch(1)
    pages = QStackedLayout(page)
    for each in (bare, full):
        pages.addWidget(each)
    return pages


def caption(text: str) -> QLabel:
    """Return a small line in the secondary tone that may run over several lines."""
    return text_label(text, CAPTION, tone="secondary", wrap=True)


def places_of(text: str) -> int:
    """Return the places written into a field; −1, not known, where it is empty."""
    return int(text) if text.strip() else -1
