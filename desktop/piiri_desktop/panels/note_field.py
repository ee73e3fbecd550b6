"""A note that is written where it is read: a caption over a field of two lines, kept when the field is left."""

from __future__ import annotations

import math

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetricsF, QKeyEvent
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget

from ..palette import Palette
from ..typeset import ElidedLabel
from .lettering import Lettering, lettering
from .tinting import quieten

LINES = 2
FRAME_PX = 2
"""Border and padding of the field, see its style sheet."""


class _Text(QPlainTextEdit):
    """Two lines; Tab leaves it, Ctrl+Enter keeps what is written, Esc puts back what was there."""

    left = Signal()
    dropped = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.dropped.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class NoteField(QWidget):
    """A note about one thing at a time, told by its number.

    Signals
    -------
    written(int, str)
        The note about a thing is another one: the field was left, another thing is shown, or Ctrl+Enter was pressed.
    """

    written = Signal(int, str)

    def __init__(self, placeholder: str, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self._kept, self._about = "", -1
        self.caption = ElidedLabel(tone="secondary")
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.text = _Text(self)
        self.text.setPlaceholderText(placeholder)
        self.caption.setBuddy(self.text)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 10)
        column.setSpacing(4)
        column.addWidget(self.caption)
        column.addWidget(self.text)
        self.text.left.connect(self.keep)
        self.text.dropped.connect(self._drop)
        self.letters: Lettering = lettering()
        self.set_palette(palette)
        self.set_text_scale(self.letters)

    def show_note(self, about: int, caption: str, note: str) -> None:
        """Show the note about a thing; what is being written is left alone while it is about the same."""
        same = about == self._about
        if not same:
            self.keep()
        self._about = about
        self.caption.setText(caption)
        self.text.setAccessibleName(caption)
        if not same or not self.text.hasFocus():
            self._kept = note
            if self.text.toPlainText() != note:
                self.text.setPlainText(note)

    def keep(self) -> None:
        """Say what has been written, where that is another note than before."""
        note = self.text.toPlainText().strip()
        if note != self._kept:
            self._kept = note
            self.written.emit(self._about, note)

    def _drop(self) -> None:
        self.text.setPlainText(self._kept)
        self.text.clearFocus()

    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        quieten(palette, self.caption)
        self._colours = palette
        self._frame()

    def set_text_scale(self, letters: Lettering) -> None:
        """Grow with the text."""
        self.letters = letters
        self.caption.setFont(letters.caption.font)
        self.text.setFont(letters.body.font)
        line = QFontMetricsF(letters.body.font).lineSpacing()
        margin = self.text.document().documentMargin()
        self.text.setFixedHeight(math.ceil(LINES * line + 2 * margin) + 2 * FRAME_PX)
        self.text.setViewportMargins(0, 0, 0, math.ceil(margin))  # no head of a third line
        self._frame()

    def _frame(self) -> None:
        p = self._colours
        self.text.setStyleSheet(
            f"QPlainTextEdit {{ background: {p.surface.name()}; color: {p.text.name()}; "
            f"border: 1px solid {p.control.name()}; border-radius: 4px; padding: 1px 2px; }}"
        )

    def sizeHint(self) -> QSize:
        return QSize(200, self.letters.caption.line + self.text.height() + 20)
