"""What a crash, or *Keep for next time*, left: said in words, with three ways on."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from piiri.i18n import tr, trn

from ..banner import labelled_icon
from ..palette import Palette
from ..typeset import ElidedLabel, text_label

SHOWN = 3


def clock(when: str) -> str:
    """Return the hour and minute of an ISO 8601 time, as written in Finland: ``16.42``.

    >>> clock("2026-09-17T16:42:07+03:00")
    '16.42'
    """
    return f"{datetime.fromisoformat(when):%H.%M}".lstrip("0") or "0"


def day(when: str, today: datetime | None = None) -> str:
    """Return a day in words where it is near, else as a date: ``"today"``, ``"yesterday"``, ``"2.11.2026"``."""
    then = datetime.fromisoformat(when)
    now = today or datetime.now().astimezone()
    days = (now.date() - then.date()).days
    if days == 0:
        return tr("today")
    if days == 1:
        return tr("yesterday")
    return f"{then.day}.{then.month}.{then.year}"


class KeptEdits(QFrame):
    """The banner over the doors.

    Parameters
    ----------
    project
        The project's name.
    steps
        (time as ISO 8601, description) of each edit that is not in the project file, oldest first.
    unexpected
        True after a crash, False where the person chose to keep them.
    has_file
        False where the project has never been saved to a file.
    """

    with_edits = Signal()
    saved_project = Signal()
    later = Signal()

    def __init__(
        self, project: str, steps: tuple[tuple[str, str], ...], unexpected: bool, has_file: bool, p: Palette
    ) -> None:
        super().__init__()
        self.setProperty("box", "kept")
        n = len(steps)
        what = trn(
            "Your last edit in {project} was kept", "Your last {n} edits in {project} were kept", n, project=project
        )
        self.setAccessibleName(what)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(16)
        row.addWidget(labelled_icon("kept", p, 18, "accent"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text_label(what, weight=QFont.Weight.DemiBold, wrap=True))
        words.addWidget(text_label(self._how(steps, unexpected, has_file), tone="secondary", wrap=True))
        words.addSpacing(4)
        table = QGridLayout()
        table.setHorizontalSpacing(14)
        table.setVerticalSpacing(4)
        for line, (when, text) in enumerate(steps[-SHOWN:]):
            table.addWidget(text_label(clock(when) if when else "", tone="secondary"), line, 0)
            table.addWidget(ElidedLabel(text), line, 1)
        if n > SHOWN:
            more = trn("and {n} more before that", "and {n} more before those", n - SHOWN)
            table.addWidget(text_label(more, tone="secondary"), SHOWN, 1)
        table.setColumnStretch(1, 1)
        words.addLayout(table)
        row.addLayout(words, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(8)
        first = QPushButton(trn("Open with the edit", "Open with the {n} edits", n))
        first.setProperty("kind", "primary")
        first.clicked.connect(self.with_edits)
        buttons.addWidget(first)
        if has_file:
            second = QPushButton(tr("Open the saved project"))
            second.clicked.connect(self.saved_project)
            buttons.addWidget(second)
        third = QPushButton(tr("Decide later"))
        third.setProperty("kind", "link")
        third.clicked.connect(self.later)
        buttons.addWidget(third)
        buttons.addStretch(1)
        row.addLayout(buttons)
        row.setAlignment(buttons, Qt.AlignmentFlag.AlignTop)
        self.first = first

    @staticmethod
    def _how(steps: tuple[tuple[str, str], ...], unexpected: bool, has_file: bool) -> str:
        last = steps[-1][0] if steps else ""
        if unexpected and last:
            how = tr("Piiri was closed unexpectedly {day} after {time}.", day=day(last), time=clock(last))
        elif unexpected:
            how = tr("Piiri was closed unexpectedly.")
        else:
            how = tr("You closed the project without saving.")
        after = (
            tr("The saved project is untouched; these edits came after it.")
            if has_file
            else tr("The project has not been saved to a file yet.")
        )
        return f"{how} {after}"
