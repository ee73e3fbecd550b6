"""What an earlier sitting left, after a crash or to be kept for next time: said in words, with three ways on."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from piiri.i18n import tr, trn

from ..banner import labelled_icon
from ..icons import TOOL
from ..palette import Palette
from ..typeset import ElidedLabel, text_label

SHOWN = 3
Step = tuple[str, str]


def clock(when: str) -> str:
    """Return the hour and minute of an ISO 8601 time, as written in Finland.

    >>> clock("2026-09-17T09:05:07+03:00")
    '9.05'
    """
    then = datetime.fromisoformat(when)
    return f"{then.hour}.{then.minute:02d}"


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
        (time as ISO 8601, description) of each step that is not in the project file, oldest first.
    has_file
        False where the project has never been saved to a file.
    behind
        True where the file has been saved by someone else since, or is gone.

    Signals
    -------
    with_edits()
        Open it with what was kept.
    without_edits()
        Open the saved project; where there is none, let the work go.
    later()
        Not now.
    """

    with_edits = Signal()
    without_edits = Signal()
    later = Signal()

    def __init__(
        self, project: str, steps: tuple[Step, ...], has_file: bool, behind: bool, p: Palette, scale: float = 1.0
    ) -> None:
        super().__init__()
        self.setProperty("box", "kept")
        n = len(steps)
        if n:
            what = trn(
                "Your last step in {project} was kept", "Your last {n} steps in {project} were kept", n, project=project
            )
        else:
            what = tr("{project} was kept; it has not been saved to a file", project=project)
        self.setAccessibleName(what)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 10, 12, 10)
        row.setSpacing(16)
        row.addWidget(labelled_icon("kept", p, round(TOOL * scale), "accent"))
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(text_label(what, weight=QFont.Weight.DemiBold, wrap=True))
        how = _how(steps, has_file, behind)
        if how:
            words.addWidget(text_label(how, tone="secondary", wrap=True))
        if n:
            words.addSpacing(4)
            words.addLayout(_table(steps))
            words.addStretch(1)
        row.addLayout(words, 1)
        buttons = QVBoxLayout() if n else QHBoxLayout()
        buttons.setSpacing(8)
        self.first = QPushButton(trn("Open with the step", "Open with the {n} steps", n) if n else tr("Open it"))
        self.first.setProperty("kind", "primary")
        self.first.clicked.connect(self.with_edits)
        self.second = QPushButton(tr("Open the saved project") if has_file else tr("Let it go"))
        self.second.clicked.connect(self.without_edits)
        self.third = QPushButton(tr("Decide later"))
        self.third.setProperty("kind", "link")
        self.third.clicked.connect(self.later)
        for button in (self.first, self.second, self.third):
            buttons.addWidget(button)
        if not n:
            words.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        if has_file and behind:
            self.second.hide()  # it is another one by now, or gone: the list of recent projects leads there
        row.addLayout(buttons)
        row.setAlignment(buttons, Qt.AlignmentFlag.AlignTop)


def _how(steps: tuple[Step, ...], has_file: bool, behind: bool) -> str:
    parts = []
    last = steps[-1][0] if steps else ""
    if last:
        when = tr("{day} at {time}", day=day(last), time=clock(last))
        parts.append(tr("Piiri was closed before they were saved; the last one is from {when}.", when=when))
    if behind and has_file:
        parts.append(tr("The file has changed or gone since, so save them under another name."))
    elif has_file:
        parts.append(tr("The saved project is untouched; these steps came after it."))
    elif steps:
        parts.append(tr("The project has not been saved to a file yet."))
    return " ".join(parts)


def _table(steps: tuple[Step, ...]) -> QGridLayout:
    table = QGridLayout()
    table.setHorizontalSpacing(14)
    table.setVerticalSpacing(4)
    hidden = len(steps) - SHOWN
    if hidden > 0:
        table.addWidget(text_label(trn("and {n} before", "and {n} before", hidden), tone="secondary"), 0, 1)
    for line, (when, text) in enumerate(steps[-SHOWN:], 1):
        table.addWidget(text_label(clock(when) if when else "", tone="secondary"), line, 0)
        table.addWidget(ElidedLabel(text), line, 1)
    table.setColumnStretch(1, 1)
    return table
