"""The numbers of the funding model, each as a slider and a field: what they move is seen while the mouse is down."""

from __future__ import annotations

import re
from fractions import Fraction

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QScrollArea, QSizePolicy, QWidget

from piiri.funding import FundingModel
from piiri.funding.currency import sign_of
from piiri.funding.numbers import Adjustable, Measure, NumberPath, numbers_of
from piiri.funding.writing import decimal_text
from piiri.i18n import number, tr

from ..palette import CAPTION, Palette
from ..typeset import ElidedLabel, apply_text_scale, text_label, typeset
from .value_slider import ValueSlider

FIELD, STEPS = 84, 100
_WEIGHT_STEP = Fraction(1, 20)
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def scale_of(each: Adjustable) -> tuple[Fraction, Fraction, int]:
    """Return where a slider begins, how long a step is and how many steps there are.

    A weight goes by 0.05 up to 3, or twice what it is; money by round steps up to twice what it is; a share by 1 % of
    the whole; other numbers by round steps.
    """
    if each.measure == "weight":
        most = max(Fraction(3), 2 * each.value)
        return Fraction(0), _WEIGHT_STEP, int(most / _WEIGHT_STEP)
    if each.measure == "share":
        low = Fraction(-1) if each.value < 0 else Fraction(0)
        return low, Fraction(1, 100), int((1 - low) * 100)
    size = max(abs(each.value), Fraction(1))
    step = _round_step(2 * size / STEPS)
    below = each.value < 0 or each.path[:2] == ("index", "post")
    low = -step * (STEPS // 2) if below else Fraction(0)
    return low, step, int((2 * size - low) / step)


def _round_step(wanted: Fraction) -> Fraction:
    """1, 2 or 5 times a power of ten, not above what is wanted."""
    power = Fraction(1)
    while power > wanted:
        power /= 10
    while power * 10 <= wanted:
        power *= 10
    return next(power * k for k in (5, 2, 1) if power * k <= wanted)


def written(value: Fraction, measure: Measure) -> str:
    """Return a number as its field shows it: a share in percent, without signs and units."""
    shown = value * 100 if measure == "share" else value
    decimals = len(decimal_text(shown).partition(".")[2])
    return number(float(shown), max(decimals, 2) if measure == "weight" else decimals)


def read(text: str, measure: Measure) -> str:
    """Return what a person wrote as the edit takes it; what is no number stays as it is, to be refused in words.

    >>> read("1\\u202f000,5", "money"), read("85", "share"), read("much", "weight")
    ('1000.5', '0.85', 'much')
    """
    plain = _SPACES.sub("", text).replace(",", ".").replace("\u2212", "-").removesuffix("%")
    if not re.fullmatch(r"-?\d+(\.\d+)?", plain):
        return text.strip()
    return decimal_text(Fraction(plain) / 100) if measure == "share" else plain


class _Field(QLineEdit):
    """Enter keeps what is written, Esc puts back what was."""

    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.dropped.emit()
        else:
            super().keyPressEvent(event)


class NumberRow(QObject):
    """One number: its parts stand in the grid of :class:`NumberList`.

    Signals
    -------
    moved(tuple, str)
        A slider is at another value: path and value, to be previewed.
    kept(tuple, str)
        Path and value, to be kept.
    dropped()
        What was moved is dropped.
    """

    moved = Signal(object, str)
    kept = Signal(object, str)
    dropped = Signal()

    def __init__(self, each: Adjustable, title: str, unit: str, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self.path, self._measure = each.path, each.measure
        self._low, self._step, self._steps = scale_of(each)
        self._value = each.value
        self.label = ElidedLabel(title)
        self.label.setToolTip(each.title)
        self.slider = ValueSlider(each.title, palette, parent)
        self.slider.setRange(0, self._steps)
        self.slider.setSingleStep(1)
        self.slider.setPageStep(10)
        self.field = _Field()
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setAccessibleName(each.title)
        typeset(self.field)
        self.unit = text_label(unit, tone="secondary")
        self.slider.moved.connect(self._move)
        self.slider.kept.connect(self._keep)
        self.slider.dropped.connect(self.dropped)
        self.field.editingFinished.connect(self._written)
        self.field.dropped.connect(self._put_back)
        self.show_value(each.value, None)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """Name, slider, field and unit."""
        return (self.label, self.slider, self.field, self.unit)

    @property
    def value(self) -> Fraction:
        """The number shown."""
        return self._value

    def show_value(self, value: Fraction, before: Fraction | None) -> None:
        """Show a number; ``before`` is the one kept last, where another is previewed."""
        self._value = value
        if value > self._low + self._step * self._steps or value < self._low:
            self._low, self._step, self._steps = scale_of(Adjustable(self.path, "", value, self._measure))
            self.slider.setRange(0, self._steps)
        self.slider.show_step(self._step_of(value), None if before is None else self._step_of(before))
        self._put_back()

    def _step_of(self, value: Fraction) -> int:
        return round((value - self._low) / self._step)

    def _put_back(self) -> None:
        text = written(self._value, self._measure)
        if self.field.text() != text or self.field.isModified():
            self.field.setText(text)
        self.slider.setAccessibleDescription(f"{text}\u00a0{self.unit.text()}".strip())

    def _at(self, step: int) -> Fraction:
        return self._low + self._step * step

    def _move(self, step: int) -> None:
        self.moved.emit(self.path, decimal_text(self._at(step)))

    def _keep(self) -> None:
        self.kept.emit(self.path, decimal_text(self._at(self.slider.value())))

    def _written(self) -> None:
        if self.field.isModified():
            text = read(self.field.text(), self._measure)
            self._put_back()
            self.kept.emit(self.path, text)


class NumberList(QScrollArea):
    """All numbers of a model; scrolls where there are many.

    Signals
    -------
    moved, kept, dropped
        As of its rows.
    """

    moved = Signal(object, str)
    kept = Signal(object, str)
    dropped = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._palette, self._scale = palette, 1.0
        self.rows: list[NumberRow] = []
        self._named: tuple[object, ...] = ()
        self._currency = ""
        self._model: FundingModel | None = None
        self._columns = 1
        self._room = 146
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Numbers of the funding model"))

    def row(self, path: NumberPath) -> NumberRow:
        """Return the row of a number; ``KeyError`` where the model has none of that path."""
        return {each.path: each for each in self.rows}[path]

    def show_model(self, model: FundingModel, kept: FundingModel | None) -> None:
        """Show the numbers of a model; ``kept`` is the one kept last, where another is previewed."""
        found = numbers_of(model)
        named = tuple((each.path, each.title, each.measure) for each in found)
        if named != self._named or model.model.currency != self._currency:
            self._named, self._currency = named, model.model.currency
            self._build(model, found)
        self._model = model
        before = {} if kept is None or kept is model else {each.path: each.value for each in numbers_of(kept)}
        for each, row in zip(found, self.rows, strict=True):
            row.show_value(each.value, before.get(each.path))

    def set_columns(self, columns: int) -> None:
        """Stand in one column, or in two: pot, shares, rates and limits beside the weights."""
        if columns != self._columns:
            self._columns = columns
            if self._model is not None:
                self._build(self._model, numbers_of(self._model))

    def _build(self, model: FundingModel, found: tuple[Adjustable, ...]) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(12, 2, 12, 4)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        weighted = any(each.measure == "weight" for each in found)
        two = self._columns == 2 and weighted and any(each.measure != "weight" for each in found)
        for first in (0, 5) if two else (0,):
            grid.setColumnStretch(first, 9 if two else 5)  # names are cut before sliders are too short to pull
            grid.setColumnStretch(first + 1, 2 if two else 4)
        if two:
            grid.setColumnMinimumWidth(4, 12)
        self.rows = []
        titles = {each.id: each.title for each in model.indicator}
        lines, parts = [0, 0], ["", ""]
        for each in found:
            title = each.title
            if each.measure == "weight":
                title = titles.get(each.path[-1], title)
            here = "weight" if each.measure == "weight" else "pot" if each.path == ("model", "pot") else "other"
            side = int(two and here == "weight")
            if here != parts[side] and here != "pot" and (parts[side] or side):
                grid.addWidget(_heading(here), lines[side], 5 * side, 1, 4)
                lines[side] += 1
            parts[side] = here
            unit = {"money": sign_of(model.model.currency), "share": "%"}.get(each.measure, "")
            row = NumberRow(each, title, unit, self._palette, inside)
            for column, widget in enumerate(row.parts):
                grid.addWidget(widget, lines[side], 5 * side + column)
            row.moved.connect(self.moved)
            row.kept.connect(self.kept)
            row.dropped.connect(self.dropped)
            self.rows.append(row)
            lines[side] += 1
        grid.setRowStretch(max(lines), 1)
        self.setWidget(inside)
        inside.setAutoFillBackground(False)  # Qt has just set it
        self.viewport().setAutoFillBackground(False)
        self.set_look(self._palette, self._scale)

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self._palette, self._scale = palette, scale
        for row in self.rows:
            row.slider.set_look(palette, scale)
            row.field.setFixedWidth(round(FIELD * scale))
        inside = self.widget()
        if inside is not None:
            apply_text_scale(inside, scale)
            self._fit()

    def set_room(self, height: int) -> None:
        """Take up to so much of the height of the panel, logical pixels; one number is always seen."""
        self._room = height
        self._fit()

    def _fit(self) -> None:
        inside = self.widget()
        if inside is not None:
            least = round(34 * self._scale)
            self.setFixedHeight(min(inside.sizeHint().height(), max(least, self._room)))


def _heading(part: str) -> QLabel:
    text = tr("Weights in the need index") if part == "weight" else tr("Shares, rates and limits")
    return text_label(text, CAPTION, QFont.Weight.DemiBold, tone="secondary")
