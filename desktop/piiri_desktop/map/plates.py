"""The plates that float on the map: flat boxes with a one-pixel edge, and the small buttons on them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QFrame, QWidget

from ..icons import CONTROL, picture
from ..palette import BODY, Palette, font

EDGE = 8
"""Logical pixels from a plate to the map's edge."""


class Plate(QFrame):
    """A plate; it keeps the mouse to itself."""

    def __init__(self, parent: QWidget, palette: Palette) -> None:
        super().__init__(parent)
        self.colours, self.text_scale = palette, 1.0
        self.setAttribute(Qt.WidgetAttribute.WA_NoMousePropagation)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def px(self, pixels: float) -> int:
        """Return a length at the text scale."""
        return round(pixels * self.text_scale)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.colours.control, 1))
        painter.setBrush(self.colours.plate)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)


class PlateButton(QAbstractButton):
    """A flat button with an icon before or behind its text.

    Parameters
    ----------
    plate
        Where it lies.
    icon, trailing
        Meanings of the icons before and behind the text; empty for none.
    text
        What a person reads; empty for an icon alone, which then needs an accessible name and a tooltip.
    framed
        True for an edge of its own.
    weight
        Of the text.

    Attributes
    ----------
    dot, hollow
        True for a dot in the accent colour before the text, and for one that is only a ring.
    """

    def __init__(
        self,
        plate: Plate,
        icon: str = "",
        text: str = "",
        *,
        trailing: str = "",
        framed: bool = False,
        weight: QFont.Weight = QFont.Weight.Normal,
    ) -> None:
        super().__init__(plate)
        self._plate, self._icon, self._trailing, self._framed, self._weight = plate, icon, trailing, framed, weight
        self.dot = self.hollow = False
        self.setText(text)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def _font(self) -> QFont:
        return font(BODY, self._weight, self._plate.text_scale)

    def sizeHint(self) -> QSize:
        px = self._plate.px
        self.setFont(self._font())
        width = 0
        if self._icon:
            width += px(CONTROL)
        if self.dot:
            width += px(9) + px(7)
        if self.text():
            width += self.fontMetrics().horizontalAdvance(self.text()) + (px(7) if self._icon else 0)
        if self._trailing:
            width += px(CONTROL) + px(6)
        alone = not self.text() and not self.dot
        return QSize(max(px(28), width + (px(12) if alone else px(14))), px(28 if alone else 24))

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(hint.width(), self.maximumWidth()), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        p, px = self._plate.colours, self._plate.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        fill = p.tint if self.isDown() else p.hover if self.underMouse() and self.isEnabled() else p.plate
        painter.setPen(QPen(p.accent if self.isDown() else p.control if self._framed else fill, 1))
        painter.setBrush(fill)
        painter.drawRoundedRect(box, 4, 4)
        ink = p.text if self.isEnabled() else p.text_disabled
        size, ratio = px(CONTROL), self.devicePixelRatioF()
        middle = (self.height() - size) // 2
        left = px(7)
        if self._icon:
            if not self.text():
                left = (self.width() - size) // 2
            painter.drawPixmap(left, middle, picture(self._icon, ink, size, ratio))
            left += size + px(7)
        if self.dot:
            box = QRectF(left, (self.height() - px(9)) / 2, px(9), px(9))
            painter.setPen(QPen(p.accent, 2) if self.hollow else Qt.PenStyle.NoPen)
            painter.setBrush(fill if self.hollow else p.accent)
            painter.drawEllipse(box.adjusted(1, 1, -1, -1) if self.hollow else box)
            left += px(9) + px(7)
        right = self.width() - px(7)
        if self._trailing:
            right -= size
            painter.drawPixmap(right, middle, picture(self._trailing, ink, size, ratio))
            right -= px(6)
        painter.setPen(ink)
        painter.setFont(self._font())
        text = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, right - left + 1)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(QRectF(left, 0, right - left + 2, self.height()), flags, text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.EnabledChange, QEvent.Type.FontChange):
            self.update()
