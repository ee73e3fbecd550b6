"""A door: a large button with a picture, a name, its key and one sentence."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from piiri.i18n import tr

from ..icons import TOOL, picture
from ..palette import CAPTION, HEADING, Palette
from ..typeset import text_label

PICTURE_HEIGHT = 140
PaintPicture = Callable[[QPainter, QRectF, Palette], None]


class Door(QAbstractButton):
    """One way in.

    Parameters
    ----------
    meaning
        Of its icon.
    name, key, sentence
        In the user's language; ``key`` as written on the keyboard.
    paint_picture
        Paints the upper part.
    """

    def __init__(
        self, meaning: str, name: str, key: str, sentence: str, paint_picture: PaintPicture, p: Palette, scale: float
    ) -> None:
        super().__init__()
        self._paint_picture, self._colours, self._scale = paint_picture, p, scale
        self.setText(name)
        self.setAccessibleName(name)
        self.setAccessibleDescription(sentence)
        self.setToolTip(tr("{action} ({key})", action=name, key=key))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(17, PICTURE_HEIGHT + 12, 17, 13)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        mark = QLabel()
        size = round(TOOL * scale)
        mark.setPixmap(picture(meaning, p.text, size, self.devicePixelRatioF()))
        row.addWidget(mark)
        row.addWidget(text_label(name, HEADING, QFont.Weight.DemiBold, wrap=True), 1)
        row.addWidget(text_label(key, CAPTION, tone="secondary"))
        column.addLayout(row)
        words = text_label(sentence, tone="secondary", wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.addWidget(words, 1)
        for label in self.findChildren(QWidget):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        width = max(self.width(), 200)
        return QSize(round(300 * self._scale), max(layout.heightForWidth(width), layout.minimumSize().height()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        assert layout is not None
        return layout.heightForWidth(width)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = self._colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        shape = QPainterPath()
        shape.addRoundedRect(frame, 4, 4)
        painter.fillPath(shape, p.hover if self.underMouse() or self.isDown() else p.surface)
        painter.save()
        painter.setClipPath(shape)
        upper = QRectF(frame.left(), frame.top(), frame.width(), PICTURE_HEIGHT)
        painter.fillRect(upper, p.sunken)
        self._paint_picture(painter, upper, p)
        painter.setPen(QPen(p.control, 1))
        painter.drawLine(upper.bottomLeft(), upper.bottomRight())
        painter.restore()
        painter.setPen(QPen(p.accent if self.isDown() else p.control, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
