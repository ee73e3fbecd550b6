"""The rail of tools at the left edge: icons, with words and keys from 1600 pixels on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from piiri.i18n import tr

from .actions import SPECS, TOOLS, Actions, shown_key
from .icons import TOOL, picture
from .palette import BODY, CAPTION, Palette, font

NARROW, WIDE = 44, 156
_BEFORE_A_LINE = {"paint", "corner"}


class RailButton(QToolButton):
    """One tool, 36 × 32; with its word and key where there is room."""

    def __init__(self, name: str, actions: Actions, p: Palette) -> None:
        super().__init__()
        spec = next(spec for spec in SPECS if spec.name == name)
        self._meaning, self._key = spec.icon, shown_key(spec)
        self.colours, self.scale, self.words = p, 1.0, False
        self.setDefaultAction(actions[name])
        self.setAccessibleName(tr(spec.text))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(round((148 if self.words else 36) * self.scale), round(32 * self.scale))

    minimumSizeHint = sizeHint

    def paintEvent(self, event: QPaintEvent) -> None:
        p, on, usable = self.colours, self.isChecked(), self.isEnabled()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        fill, edge = None, None
        if on:
            fill = p.accent
        elif self.isDown():
            fill, edge = p.tint, p.accent
        elif self.underMouse() and usable:
            fill = p.hover
        if fill is not None:
            painter.setBrush(fill)
            painter.setPen(QPen(edge or fill, 1))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        ink = p.on_accent if on else p.text if usable else p.text_disabled
        size = round(TOOL * self.scale)
        left = round(9 * self.scale) if self.words else (self.width() - size) // 2
        drawn = picture(self._meaning, ink, size, self.devicePixelRatioF())
        painter.drawPixmap(left, (self.height() - size) // 2, drawn)
        if not self.words:
            return
        painter.setPen(ink)
        painter.setFont(font(BODY, QFont.Weight.Medium, self.scale))
        start = left + size + round(8 * self.scale)
        end = self.width() - round(9 * self.scale)
        middle = Qt.AlignmentFlag.AlignVCenter
        key_font = font(CAPTION, scale=self.scale)
        key_width = QFontMetrics(key_font).horizontalAdvance(self._key)
        room = QRect(start, 0, end - key_width - 4 - start, self.height())
        word = painter.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, middle | Qt.AlignmentFlag.AlignLeft, word)
        painter.setPen(ink if on else p.text_secondary)
        painter.setFont(key_font)
        painter.drawText(QRect(0, 0, end, self.height()), middle | Qt.AlignmentFlag.AlignRight, self._key)


class ToolRail(QWidget):
    """All tools under one another; one of them is active."""

    def __init__(self, actions: Actions, p: Palette) -> None:
        super().__init__()
        self.setAccessibleName(tr("Tools"))
        self._colours, self._scale, self._words = p, 1.0, False
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(2)
        self.buttons: dict[str, RailButton] = {}
        self._lines: list[QFrame] = []
        for name in TOOLS:
            if name in _BEFORE_A_LINE:
                line = QFrame()
                line.setFixedHeight(7)
                self._lines.append(line)
                column.addWidget(line)
            self.buttons[name] = RailButton(name, actions, p)
            column.addWidget(self.buttons[name])
        column.addStretch(1)
        self.arrange(False, 1.0)

    def set_palette(self, p: Palette) -> None:
        """Draw in the colours of a theme."""
        self._colours = p
        for button in self.buttons.values():
            button.colours = p
        self.update()

    def arrange(self, words: bool, scale: float) -> None:
        """Show words and keys beside the icons or not, at a text scale."""
        self._words, self._scale = words, scale
        for button in self.buttons.values():
            button.words, button.scale = words, scale
            button.updateGeometry()
        self.setFixedWidth(round((WIDE if words else NARROW) * scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._colours.window)
        for line in self._lines:
            middle = line.geometry().center().y()
            painter.fillRect(QRect(8, middle, self.width() - 16, 1), self._colours.line)
