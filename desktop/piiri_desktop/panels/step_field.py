"""A number that is typed, or stepped by the arrow keys or the two buttons beside it; also a school year."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QSpinBox, QWidget

from piiri.i18n import tr
from piiri.school_years import school_year

from ..palette import Palette
from ..typeset import typeset
from .controls import IconButton

FIRST_YEAR, LAST_YEAR, MOST_PLACES = 2000, 2100, 99_999
INSIDE = 7
"""Logical pixels between the frame and the text."""


class _Box(QSpinBox):
    def __init__(self, years: bool) -> None:
        super().__init__()
        self._years = years

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        # under a style sheet Qt gives a field without buttons of its own no width for its text
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.lineEdit().setGeometry(self.rect().adjusted(INSIDE, 1, -INSIDE, -1))
        return handled

    def textFromValue(self, value: int) -> str:
        return school_year(value) if self._years else str(value)

    def valueFromText(self, text: str) -> int:
        digits = "".join(c for c in text[:4] if c.isdigit()) if self._years else text
        return int(digits) if digits.strip().isdecimal() else self.minimum()

    def validate(self, text: str, at: int) -> tuple[QValidator.State, str, int]:
        if not self._years:
            return super().validate(text, at)
        year = text[:4]
        if len(year) == 4 and year.isdecimal() and self.minimum() <= int(year) <= self.maximum():
            return QValidator.State.Acceptable, text, at
        good = not year.strip() or year.isdecimal()
        return (QValidator.State.Intermediate if good else QValidator.State.Invalid), text, at


class StepField(QWidget):
    """The field.

    Parameters
    ----------
    name
        What the number is, for those who hear it.
    years
        True for a school year; else a number of places, where the least, −1, is written as *not known*.

    Signals
    -------
    changed(int)
        Another number, by the person.
    """

    changed = Signal(int)

    def __init__(self, name: str, palette: Palette, parent: QWidget | None = None, *, years: bool = False) -> None:
        super().__init__(parent)
        self.box = _Box(years)
        self.box.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self.box.setKeyboardTracking(False)
        self.box.setAccessibleName(name)
        self.box.setToolTip(name)
        typeset(self.box)
        typeset(self.box.lineEdit())  # under a style sheet it does not follow the box around it
        if years:
            self.box.setRange(FIRST_YEAR, LAST_YEAR)
        else:
            self.box.setRange(-1, MOST_PLACES)
            self.box.setSpecialValueText(tr("not known"))
        self.box.valueChanged.connect(self.changed)
        self.less = IconButton("out", tr("{field}: less", field=name), palette, "↓", self, size=14)
        self.more = IconButton("in", tr("{field}: more", field=name), palette, "↑", self, size=14)
        self.less.clicked.connect(self.box.stepDown)
        self.more.clicked.connect(self.box.stepUp)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for each in (self.box, self.less, self.more):
            row.addWidget(each)
        for button in (self.less, self.more):
            button.setFocusPolicy(button.focusPolicy().NoFocus)  # the arrow keys do the same
        self.setFocusProxy(self.box)

    @property
    def value(self) -> int:
        """The number."""
        return self.box.value()

    def set_value(self, value: int) -> None:
        """Show a number that is not the person's."""
        self.box.blockSignals(True)
        self.box.setValue(value)
        self.box.blockSignals(False)

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self.less.set_palette(palette)
        self.more.set_palette(palette)

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text."""
        for button in (self.less, self.more):
            button.set_text_scale(scale)
