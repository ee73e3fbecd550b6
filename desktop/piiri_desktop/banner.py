"""A message that sits where its cause is: what happened, how to mend it, and at most two ways out. And progress."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QFont, QKeyEvent
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
        line.addWidget(
            labelled_icon("error" if error else "information", p, round(CONTROL * scale), "bad" if error else "accent")
        )
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text_label(what, weight=QFont.Weight.DemiBold, wrap=True))
        if how:
            words.addWidget(text_label(how, wrap=True))
        if ways:
            row = QHBoxLayout()
            row.setContentsMargins(0, 4, 0, 0)
            row.setSpacing(8)
            for text, function in ways[:2]:
                button = QPushButton(text)
                button.clicked.connect(function)
                row.addWidget(button)
            row.addStretch(1)
            words.addLayout(row)
        line.addLayout(words, 1)
        close = QToolButton()
        close.setIcon(icon("close", p.text_secondary))
        close.setFixedSize(round(24 * scale), round(24 * scale))
        close.setToolTip(tr("Close this message"))
        close.setAccessibleName(tr("Close this message"))
        close.clicked.connect(self.closed)
        line.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        apply_text_scale(self, scale)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class ProgressLine(QFrame):
    """Name, what is being done, percent and Cancel over a thin bar; appears only after one second.

    Signals
    -------
    appeared()
        The work takes long enough to be shown.
    ended(ProgressLine)
        The work is over, in whatever way.
    """

    appeared = Signal()
    ended = Signal(object)

    def __init__(self, job: Job, scale: float) -> None:
        super().__init__()
        self.setProperty("box", "plate")
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
        self._timer.timeout.connect(self._appear)
        self._timer.start(SHOW_PROGRESS_AFTER_MS)
        for signal in (job.done, job.failed, job.stopped):
            signal.connect(self._end)

    def _appear(self) -> None:
        self.show()
        self.appeared.emit()

    def _end(self) -> None:
        self._timer.stop()
        self.ended.emit(self)

    def _cancel(self) -> None:
        self._text.setText(tr("Stopping…"))
        self._job.cancel()

    def _show_progress(self, fraction: float, text: str) -> None:
        self._bar.setValue(round(fraction * 1000))
        self._text.setText(text)
        self._percent.setText(f"{number(fraction * 100)}\u00a0%")


class Notices(QWidget):
    """Where banners and progress appear: a message and a line for each piece of work; hidden while there is nothing.

    Signals
    -------
    rearranged()
        Something came, went or grew, so that it needs another height.
    """

    rearranged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._banner: Banner | None = None
        self._lines: list[ProgressLine] = []
        self.hide()

    def height_for(self, width: int) -> int:
        """Return the height that everything shown needs at a width, logical pixels."""
        return max(self._column.heightForWidth(width), 0)

    def _settle(self) -> None:
        shown = self._banner is not None or any(not line.isHidden() for line in self._lines)
        self.setVisible(shown)
        self.rearranged.emit()

    def event(self, event: QEvent) -> bool:
        handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.rearranged.emit()
        return handled

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
        self._settle()
        announce(banner, banner.text)

    def clear(self) -> None:
        """Take the message away."""
        if self._banner is not None:
            self._banner.hide()
            self._column.removeWidget(self._banner)
            self._banner.deleteLater()
            self._banner = None
            self._settle()

    def watch(self, job: Job, scale: float) -> None:
        """Show the progress of a piece of work until it ends."""
        line = ProgressLine(job, scale)
        self._lines.append(line)
        self._column.addWidget(line)
        line.appeared.connect(self._settle)
        line.ended.connect(self._drop)

    def _drop(self, line: ProgressLine) -> None:
        self._lines.remove(line)
        self._column.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._settle()
