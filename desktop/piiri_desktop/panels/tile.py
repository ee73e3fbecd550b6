"""The widgets of the top strip: a field that says what is shown, and a tile with one value."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from ..palette import Palette
from .controls import draw_icon
from .lettering import Face, Lettering, lettering
from .tiles import TileText

SIDE = 12


class Field(QToolButton):
    """Three lines: what it is, what is chosen, and a fact; opens a menu where it has one.

    Parameters
    ----------
    label
        What it is.
    icon
        Meaning of the icon before the chosen value; empty for none.
    """

    def __init__(self, label: str, palette: Palette, icon: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._icon, self._palette = label, icon, palette
        self._value = self._fact = ""
        self._opens = False
        self._lettering = lettering()
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_text(self, value: str, fact: str) -> None:
        """Show what is chosen and a fact about it."""
        if (value, fact) == (self._value, self._fact):
            return
        self._value, self._fact = value, fact
        self.setAccessibleName(f"{self._label}: {value}, {fact}" if fact else f"{self._label}: {value}")
        self.setToolTip(self.accessibleName())
        self.update()

    def set_menu(self, menu: QMenu | None) -> None:
        """Open a menu on press; None for none."""
        self._opens = menu is not None
        self.setMenu(menu)  # type: ignore[arg-type]  # Qt takes none, its stub does not say so
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self._opens else Qt.FocusPolicy.NoFocus)
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text."""
        self._lettering = lettering(scale)
        self.updateGeometry()

    @property
    def natural_width(self) -> int:
        """How wide it is with nothing cut, logical pixels."""
        t = self._lettering
        value = t.body_bold.width(self._value) + self._before_value() + self._after_value()
        return math.ceil(max(value, t.caption.width(self._label), t.caption.width(self._fact))) + 2 * SIDE + 2

    def _before_value(self) -> int:
        return self._lettering.px(14) + 5 if self._icon else 0

    def _after_value(self) -> int:
        return self._lettering.px(14) + 6 if self._opens else 0

    def sizeHint(self) -> QSize:
        return QSize(self.natural_width, strip_height(self._lettering))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        p, t = self._palette, self._lettering
        painter.fillRect(self.rect(), p.hover if self._opens and self.underMouse() else p.surface)
        inner = self.width() - 2 * SIDE
        y = t.px(8)
        t.caption.draw(
            painter, QRectF(SIDE, y, inner, t.caption.line), t.caption.elided(self._label, inner), p.text_secondary
        )
        y += t.caption.line + t.px(2)
        x: float = SIDE
        if self._icon:
            size = t.px(14)
            draw_icon(painter, self._icon, p.text, x, y + (t.body.line - size) / 2, size)
            x += self._before_value()
        text = t.body_bold.elided(self._value, self.width() - SIDE - self._after_value() - x)
        t.body_bold.draw(painter, QRectF(x, y, self.width() - x, t.body.line), text, p.text)
        if self._opens:
            size = t.px(14)
            draw_icon(painter, "fold", p.text, x + t.body_bold.width(text) + 6, y + (t.body.line - size) / 2 + 1, size)
        y += t.body.line + t.px(2)
        t.caption.draw(
            painter, QRectF(SIDE, y, inner, t.caption.line), t.caption.elided(self._fact, inner), p.text_secondary
        )


class TileFace:
    """How a tile is measured and painted, whatever widget it is on.

    Attributes
    ----------
    palette, letters
        Theme and fonts.
    shown
        The text.
    chooses
        True where the label opens a menu.
    """

    def __init__(self, palette: Palette, *, chooses: bool = False) -> None:
        self.palette = palette
        self.letters = lettering()
        self.shown = TileText("", "")
        self.chooses = chooses

    @property
    def natural_width(self) -> int:
        """How wide it is with nothing cut, logical pixels."""
        label = self.letters.caption.width(self.shown.label) + self._caret()
        return max(self.needed_width, round(label) + 2 * SIDE)

    @property
    def needed_width(self) -> int:
        """How wide it must be for value and change to be read in full, logical pixels."""
        t, s = self.letters, self.shown
        value = t.figure.width(s.value) + 4 + t.body.width(s.unit)
        change = sum(face.width(text) for face, text in self._change())
        return math.ceil(max(value, change, t.caption.width(s.reserve))) + 2 * SIDE

    def _caret(self) -> int:
        return self.letters.px(12) + 4 if self.chooses else 0

    def _change(self) -> tuple[tuple[Face, str], ...]:
        t, s = self.letters, self.shown
        return (
            (t.caption, f"{s.mark} " if s.mark else ""),
            (t.caption_bold, s.change),
            (t.caption, f", {s.rest}" if s.change and s.rest else s.rest),
        )

    def paint(self, painter: QPainter, rect: QRectF, *, hovered: bool = False) -> None:
        """Paint label, value and change, and the edge of a value that a stroke is changing."""
        p, t, s = self.palette, self.letters, self.shown
        painter.fillRect(rect, p.hover if hovered else p.surface)
        inner = rect.width() - 2 * SIDE
        y = float(t.px(7))
        label = t.caption.elided(s.label, inner - self._caret())
        t.caption.draw(painter, QRectF(SIDE, y, inner, t.caption.line), label, p.text_secondary)
        if self.chooses:
            size = t.px(12)
            draw_icon(painter, "fold", p.text_secondary, SIDE + t.caption.width(label) + 4, y + t.px(1), size)
        y += t.caption.line
        self._paint_value(painter, y, inner)
        y += t.figure.line
        colour = {"good": p.good, "bad": p.bad}.get(s.judgement, p.text_secondary)
        x, right = float(SIDE), SIDE + inner
        for face, text in self._change():
            if text:
                cut = face.elided(text, right - x)
                face.draw(painter, QRectF(x, y, right - x, face.line), cut, colour)
                x += face.width(cut)
        if s.live:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(
                QPen(p.accent, 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap, Qt.PenJoinStyle.MiterJoin)
            )
            painter.drawRect(rect.adjusted(1, 1, -1, -1))

    def _paint_value(self, painter: QPainter, y: float, inner: float) -> None:
        p, t, s = self.palette, self.letters, self.shown
        wide = t.figure.width(s.value)
        t.figure.draw(painter, QRectF(SIDE, y, wide + 1, t.figure.line), s.value, p.text)
        # one baseline: both texts are centred in boxes of one height, so the smaller one is lowered
        lower = (t.figure.metrics.capHeight() - t.body.metrics.capHeight()) / 2
        box = QRectF(SIDE + wide + 4, y + lower, max(0.0, inner - wide - 4), t.figure.line)
        t.body.draw(painter, box, t.body.elided(s.unit, box.width()), p.text_secondary)


class Tile(QLabel):
    """One figure of the plan. As a label, its text is the whole tile in words; what is seen is painted."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face = TileFace(palette)
        self.setTextFormat(Qt.TextFormat.PlainText)

    def show_text(self, text: TileText) -> None:
        """Show a value; nothing is drawn again where it is what is shown."""
        if text != self.face.shown:
            self.face.shown = text
            self.setText(text.sentence)
            _say(self, text)

    def sizeHint(self) -> QSize:
        return QSize(self.face.natural_width, strip_height(self.face.letters))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, strip_height(self.face.letters))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.face.paint(painter, QRectF(self.rect()))


class ChoiceTile(QToolButton):
    """A tile whose figure can be of one thing or another: pressing it opens a menu."""

    def __init__(self, palette: Palette, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.face = TileFace(palette, chooses=True)
        self.setMenu(menu)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_text(self, text: TileText) -> None:
        """Show a value; nothing is drawn again where it is what is shown."""
        if text != self.face.shown:
            self.face.shown = text
            _say(self, text)

    def sizeHint(self) -> QSize:
        return QSize(self.face.natural_width, strip_height(self.face.letters))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, strip_height(self.face.letters))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.face.paint(painter, QRectF(self.rect()), hovered=self.underMouse())


def _say(widget: QWidget, text: TileText) -> None:
    widget.setAccessibleName(text.sentence)
    widget.setToolTip(f"{text.label}. {text.tip}" if text.tip else text.label)
    widget.update()


def strip_height(text: Lettering) -> int:
    """Return the height of one row of the strip: 68 px at a text scale of 100 %."""
    return text.px(68)
