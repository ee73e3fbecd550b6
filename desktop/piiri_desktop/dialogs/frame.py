"""What all dialogs share: a title, words, a row of buttons."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from piiri.i18n import tr

from ..palette import HEADING
from ..typeset import apply_text_scale, text_label


class Frame(QDialog):
    """A dialog with a heading; :attr:`column` is for what it shows.

    Parameters
    ----------
    title
        Heading and window title, in the user's language.
    scale
        Text scale, 1.0 to 2.0.
    """

    def __init__(self, title: str, scale: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._scale = scale
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(12)
        self.column.addWidget(text_label(title, HEADING, QFont.Weight.DemiBold, wrap=True))

    def add_buttons(self, *buttons: QPushButton) -> None:
        """Add the last row."""
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in buttons:
            row.addWidget(button)
        self.column.addLayout(row)
        apply_text_scale(self, self._scale)

    def close_button(self) -> QPushButton:
        """Return a button that closes the dialog."""
        button = QPushButton(tr("Close"))
        button.setDefault(True)
        button.clicked.connect(self.accept)
        return button
