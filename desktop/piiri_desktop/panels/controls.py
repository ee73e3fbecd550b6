"""Small controls that the panels share: painted icons, a flat icon button, and a field that opens a menu."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from ..icons import picture
from ..palette import Palette
from .lettering import Lettering, lettering


class Dressed(Protocol):
    """What is drawn in a theme and grows with the text."""

    def set_palette(self, palette: Palette, /) -> None: ...

    def set_text_scale(self, scale: float, /) -> None: ...


def draw_icon(painter: QPainter, meaning: str, colour: QColor, x: float, y: float, size: int) -> None:
    """Draw the icon of a meaning, see :mod:`piiri_desktop.icons`, with its top left corner at (x, y)."""
    ratio = painter.device().devicePixelRatioF()
    painter.drawPixmap(round(x), round(y), picture(meaning, colour, size, ratio))


class IconButton(QToolButton):
    """A flat button of an icon alone; its tooltip and accessible name say what it does and by which key.

    Parameters
    ----------
    icon
        Its meaning: ``"copy"``.
    text
        What it does.
    key
        The key that does the same, as written on it; empty for none.
    size
        Of the icon, logical pixels at a text scale of 100 %.
    """

    def __init__(
        self, icon: str, text: str, palette: Palette, key: str = "", parent: QWidget | None = None, *, size: int = 16
    ) -> None:
        super().__init__(parent)
        self._icon, self._palette, self._plain_size = icon, palette, size
        self.setAccessibleName(text)
        self.setToolTip(f"{text} ({key})" if key else text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_text_scale(1.0)

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text."""
        self._size = round(self._plain_size * scale)
        side = max(24, round(16 * scale) + 8)
        self.setFixedSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        p = self._palette
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(p.tint if self.isDown() else p.hover)
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        at = (self.width() - self._size) / 2
        draw_icon(painter, self._icon, p.text if self.isEnabled() else p.text_disabled, at, at, self._size)


class PickButton(QToolButton):
    """A field that opens a menu: ``Columns: Places ⌄``.

    Parameters
    ----------
    label
        What is chosen, in secondary text; empty for none.
    """

    def __init__(self, label: str, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self._palette, self._value = label, palette, ""
        self._lettering = lettering()
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_text_scale(1.0)

    def set_value(self, value: str) -> None:
        """Show what is chosen."""
        self._value = value
        self.setAccessibleName(f"{self._label} {value}".strip())
        self.setToolTip(self.accessibleName())
        self.update()

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text."""
        self._lettering = lettering(scale)
        self.setFixedHeight(self._lettering.body.line + 8)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        body = self._lettering.body
        return QSize(round(body.width(f"{self._label} {self._value}")) + 16 + 20, body.line + 8)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._lettering.px(72), self._lettering.body.line + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        p, body = self._palette, self._lettering.body
        painter.setPen(p.control)
        painter.setBrush(p.hover if self.underMouse() else p.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        size = self._lettering.px(12)
        right = self.width() - 8 - size
        draw_icon(painter, "fold", p.text_secondary, right, (self.height() - size) / 2, size)
        x = 8.0
        if self._label:
            # what is chosen goes before what it is the choice of, of which no half word is left
            wide = min(body.width(self._label + " "), right - 4 - x - body.width(self._value))
            if wide >= body.width(self._label) + 2:
                body.draw(painter, QRectF(x, 0, wide, self.height()), self._label, p.text_secondary)
                x += wide
        text = body.elided(self._value, right - 4 - x)
        body.draw(painter, QRectF(x, 0, right - 4 - x, self.height()), text, p.text)


def letters(scale: float) -> Lettering:
    """Return the lettering of a scale kept within 1 to 2."""
    return lettering(min(max(scale, 1.0), 2.0))
