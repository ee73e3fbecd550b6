"""The rail of tools at the left edge: icons, with words and keys from 1600 pixels on."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QToolButton, QWidget

from piiri.i18n import tr

from .actions import SPECS, TOOLS, Actions, shown_key
from .icons import TOOL, picture
from .palette import BODY, CAPTION, Palette, font

NARROW, WIDE = 44, 156
_BEFORE_A_LINE = {"paint", "corner", "place_school", "lock"}

_BUTTON, _LINE_HIGH, _GAP, _MARGIN = 32, 7, 2, 4
"""Logical pixels at a text scale of 100 %."""


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
        return QSize(round((148 if self.words else 36) * self.scale), round(_BUTTON * self.scale))

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
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        self._grid.setSpacing(_GAP)
        self.buttons = {name: RailButton(name, actions, p) for name in TOOLS}
        self._lines = {name: QFrame(self) for name in TOOLS if name in _BEFORE_A_LINE}
        for line in self._lines.values():
            line.setFixedHeight(_LINE_HIGH)
        self._columns = 0
        self.arrange(False, 1.0, 0)

    def set_palette(self, p: Palette) -> None:
        """Draw in the colours of a theme."""
        self._colours = p
        for button in self.buttons.values():
            button.colours = p
        self.update()

    def arrange(self, words: bool, scale: float, room: int) -> None:
        """Show words and keys beside the icons where they are wanted, in as few columns as nothing is cut in.

        Parameters
        ----------
        words
            True where there is room for them beside the icons.
        scale
            Of the text.
        room
            How high the rail may be, logical pixels; 0 for any height.
        """
        columns = 1
        while room and columns < 3 and self._high(columns, scale) > room:
            columns += 1
        words = words and columns == 1
        self._words, self._scale = words, scale
        if columns != self._columns:
            self._place(columns)
        for button in self.buttons.values():
            button.words, button.scale = words, scale
            button.updateGeometry()
        self.setFixedWidth(round((WIDE if words else 8 + (NARROW - 8) * columns) * scale))

    def _high(self, columns: int, scale: float) -> int:
        """How high the tools are in so many columns."""
        rows, in_group, lines = 0, 0, 0
        for name in self.buttons:
            if name in self._lines:
                rows, in_group, lines = rows + -(-in_group // columns), 0, lines + 1
            in_group += 1
        rows += -(-in_group // columns)
        return 2 * _MARGIN + rows * round(_BUTTON * scale) + lines * _LINE_HIGH + (rows + lines - 1) * _GAP

    def _place(self, columns: int) -> None:
        """Lay the tools out row by row; a line begins a new row."""
        self._columns = columns
        while self._grid.takeAt(0) is not None:
            pass
        row = column = 0
        for name, button in self.buttons.items():
            if name in self._lines:
                row, column = row + (column > 0), 0
                self._grid.addWidget(self._lines[name], row, 0, 1, columns)
                row += 1
            self._grid.addWidget(button, row, column)
            row, column = (row + 1, 0) if column + 1 == columns else (row, column + 1)
        for spare in range(self._grid.rowCount() + 1):
            self._grid.setRowStretch(spare, int(spare == row + 1))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._colours.window)
        for line in self._lines.values():
            middle = line.geometry().center().y()
            painter.fillRect(QRect(8, middle, self.width() - 16, 1), self._colours.line)
