"""A message that sits where its cause is: what happened, how to mend it, and at most two ways out. And progress."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from piiri.i18n import number, tr

from .icons import CONTROL, icon, picture
from .jobs import Job
from .palette import Palette
from .typeset import ElidedLabel, apply_text_scale, text_label, typeset

SHOW_PROGRESS_AFTER_MS = 1000
Way = tuple[str, Callable[[], object]]


def announce(widget: QWidget, text: str) -> None:
    """Say a text to whoever listens to the screen instead of looking at it."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


def labelled_icon(meaning: str, p: Palette, size: int, colour: str = "text") -> QLabel:
    """Return a label that shows an icon and says nothing: the words stand beside it."""
    label = QLabel()
    label.setPixmap(picture(meaning, getattr(p, colour), size, label.devicePixelRatioF()))
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
    return label


class Banner(QFrame):
    """One message.

    Parameters
    ----------
    box
        ``"error"`` or ``"note"``.
    what, how
        Both in the user's language; ``how`` may be empty.
    ways
        At most two (text, function) pairs.
    """

    closed = Signal()

    def __init__(
        self, p: Palette, scale: float, box: str, what: str, how: str = "", ways: tuple[Way, ...] = ()
    ) -> None:
        super().__init__()
        self.setProperty("box", box)
        self.setAccessibleName(what)
        self.text = f"{what} {how}".strip()
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 8, 8, 8)
        line.setSpacing(10)
        error = box == "error"
        line.addWidget(labelled_icon("error" if error else "information", p, CONTROL, "bad" if error else "accent"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text_label(what, weight=QFont.Weight.DemiBold, wrap=True))
        if how:
            words.addWidget(text_label(how, wrap=True))
        if ways:
            row = QHBoxLayout()
            row.setContentsMargins(0, 4, 0, 0)
            for text, function in ways[:2]:
                button = QPushButton(text)
                button.clicked.connect(function)
                row.addWidget(button)
            row.addStretch(1)
            words.addLayout(row)
        line.addLayout(words, 1)
        close = QToolButton()
        close.setIcon(icon("close", p.text_secondary))
        close.setFixedSize(24, 24)
        close.setToolTip(tr("Close this message"))
        close.setAccessibleName(tr("Close this message"))
        close.clicked.connect(self.closed)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        apply_text_scale(self, scale)

    def keyPressEvent(self, event: object) -> None:
        key = getattr(event, "key", None)
        if key is not None and key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)  # type: ignore[arg-type]


class ProgressLine(QFrame):
    """Name, what is being done, percent and Cancel over a thin bar; appears only after one second."""

    def __init__(self, job: Job, scale: float) -> None:
        super().__init__()
        self.setProperty("box", "lined")
        self.setAccessibleName(job.name)
        self._job = job
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(text_label(job.name, weight=QFont.Weight.DemiBold))
        self._text = ElidedLabel("", tone="secondary")
        row.addWidget(self._text, 1)
        self._percent = text_label("")
        row.addWidget(self._percent)
        cancel = QPushButton(tr("Cancel"))
        cancel.clicked.connect(self._cancel)
        typeset(cancel)
        row.addWidget(cancel)
        column.addLayout(row)
        self._bar = QProgressBar()
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(job.name)
        column.addWidget(self._bar)
        apply_text_scale(self, scale)
        self.hide()
        job.progressed.connect(self._show_progress)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.show)
        self._timer.start(SHOW_PROGRESS_AFTER_MS)

    def _cancel(self) -> None:
        self._text.setText(tr("Stopping…"))
        self._job.cancel()

    def _show_progress(self, fraction: float, text: str) -> None:
        self._bar.setValue(round(fraction * 1000))
        self._text.setText(text)
        self._percent.setText(f"{number(fraction * 100)}\u00a0%")


class Notices(QWidget):
    """The place under the menu row where banners and progress appear; takes no room while there is nothing."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._banner: Banner | None = None

    @property
    def banner(self) -> Banner | None:
        """The message shown, if any; the newest replaces the one before."""
        return self._banner

    def show_banner(self, banner: Banner) -> None:
        """Show a message instead of the one before, and read it out."""
        self.clear()
        self._banner = banner
        banner.closed.connect(self.clear)
        self._column.insertWidget(0, banner)
        banner.show()
        announce(banner, banner.text)

    def clear(self) -> None:
        """Take the message away."""
        if self._banner is not None:
            self._banner.hide()
            self._banner.deleteLater()
            self._banner = None

    def watch(self, job: Job, scale: float) -> None:
        """Show the progress of a piece of work until it ends."""
        line = ProgressLine(job, scale)
        self._column.addWidget(line)
        for signal in (job.done, job.failed, job.stopped):
            signal.connect(line.deleteLater)
