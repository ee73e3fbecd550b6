"""The line at the bottom of the import, and of next year's files: back, leave, begin anew, why not on, and on."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from piiri.i18n import tr

from ..banner import labelled_icon
from ..icons import CONTROL
from ..palette import Palette
from ..typeset import ElidedLabel, typeset


class Foot(QFrame):
    """Buttons and a reason; what each does is connected by the page.

    Parameters
    ----------
    colours, scale
        Theme and text scale.
    leave, kept
        What the button that leaves says, and until when all is kept.
    state
        Stands before the reason, where there is more to say.
    other
        Stands before the button that goes on, where there are two ways.
    """

    def __init__(
        self,
        colours: Palette,
        scale: float,
        leave: str,
        kept: str,
        state: QWidget | None = None,
        other: QPushButton | None = None,
    ) -> None:
        super().__init__()
        self.setProperty("box", "window")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 9, 16, 9)
        row.setSpacing(8)
        self.back, self.leave, self.anew = QPushButton(tr("Back")), QPushButton(leave), QPushButton(tr("Begin anew"))
        self.leave.setToolTip(kept)
        self.anew.setProperty("kind", "link")
        self.sign = labelled_icon("question", colours, round(CONTROL * scale), "bad")
        self.sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.reason = ElidedLabel("", tone="bad")
        self.reason.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.reason.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.on = QPushButton(tr("Continue"))
        self.on.setProperty("kind", "primary")
        for button in (self.back, self.leave, self.anew, other, self.on):
            if button is not None:
                typeset(button)
        for widget in (self.back, self.leave, self.anew, state):
            if widget is not None:
                row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.reason, 1_000)  # the stretch keeps buttons small where there is no reason
        for widget in (self.sign, other, self.on):
            if widget is not None:
                row.addWidget(widget)
