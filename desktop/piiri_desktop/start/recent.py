"""Recent projects that are still where they were, with what is in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from piiri.errors import PiiriError
from piiri.i18n import HARD_SPACE, number, tr, trn
from piiri.progress import Progress
from piiri.storage import Summary, project_summary

from ..palette import CAPTION, Palette
from ..typeset import ElidedLabel, text_label
from .kept import clock, day

_COLUMNS = (5, 2, 2, 1)


@dataclass(frozen=True)
class RecentProject:
    """A project file that exists.

    Attributes
    ----------
    path
        Where it is.
    opened
        When it was opened last, ISO 8601.
    size_bytes
        How large the file is.
    name, contents
        Its name and what is in it, in words; empty where the file cannot be read.
    """

    path: str
    opened: str
    size_bytes: int
    name: str
    contents: str


def find_recent(entries: Iterable[tuple[str, str]], progress: Progress) -> tuple[RecentProject, ...]:
    """Return the recent projects whose file exists; runs beside the window, since a file may lie on a slow share."""
    found = []
    for path, opened in entries:
        progress(0.0, path)
        try:
            size = Path(path).stat().st_size
        except OSError:
            continue
        name, contents = Path(path).stem, ""
        try:
            summary = project_summary(Path(path))
            contents = _contents(summary)
        except PiiriError as error:
            contents = error.what
        found.append(RecentProject(path, opened, size, name, contents))
    return tuple(found)


def _contents(summary: Summary) -> str:
    plans = trn("{n} plan", "{n} plans", len(summary.plans))
    schools = trn("{n} school", "{n} schools", summary.schools)
    return f"{summary.name}: {plans}, {schools}"


class _Row(QAbstractButton):
    def __init__(self, project: RecentProject, p: Palette) -> None:
        super().__init__()
        self.path, self._colours = project.path, p
        self.setAccessibleName(tr("{project}, opened {day}", project=project.name, day=day(project.opened)))
        self.setAccessibleDescription(f"{project.path} {project.contents}")
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 6, 12, 6)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        path = ElidedLabel(project.path, CAPTION, tone="secondary")
        path.elide_mode = Qt.TextElideMode.ElideMiddle
        grid.addWidget(ElidedLabel(project.name, weight=QFont.Weight.DemiBold), 0, 0)
        grid.addWidget(path, 1, 0)
        when = f"{day(project.opened)} {clock(project.opened)}"
        megabytes = project.size_bytes / 1e6
        size = f"{number(megabytes, 1 if megabytes < 10 else 0)}{HARD_SPACE}MB"
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for column, text in ((1, project.contents), (2, when), (3, size)):
            label = ElidedLabel(text)
            if column > 1:
                label.setAlignment(right)
            grid.addWidget(label, 0, column, 2, 1)
        for column, stretch in enumerate(_COLUMNS):
            grid.setColumnStretch(column, stretch)
        for part in self.findChildren(QWidget):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def sizeHint(self) -> Any:
        layout = self.layout()
        assert layout is not None
        return layout.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self.underMouse() or self.isDown():
            painter.fillRect(QRectF(self.rect()), self._colours.hover)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), self._colours.grid)


class RecentList(QFrame):
    """The list under the doors.

    Signals
    -------
    chosen(str)
        The path of a project.
    """

    chosen = Signal(str)

    def __init__(self, projects: tuple[RecentProject, ...], p: Palette) -> None:
        super().__init__()
        self.setProperty("box", "lined")
        self.setAccessibleName(tr("Recent projects"))
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        head = QFrame()
        head.setProperty("box", "head")
        grid = QGridLayout(head)
        grid.setContentsMargins(12, 6, 12, 6)
        grid.setHorizontalSpacing(16)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        grid.addWidget(text_label(tr("Recent projects"), weight=QFont.Weight.DemiBold), 0, 0)
        for at, text in ((1, tr("Contents")), (2, tr("Last opened")), (3, tr("Size"))):
            label = ElidedLabel(text, CAPTION, tone="secondary")
            if at > 1:
                label.setAlignment(right)
            grid.addWidget(label, 0, at)
        for at, stretch in enumerate(_COLUMNS):
            grid.setColumnStretch(at, stretch)
        column.addWidget(head)
        self.rows = [_Row(project, p) for project in projects]
        for row in self.rows:
            row.clicked.connect(self._choose)
            column.addWidget(row)

    def _choose(self) -> None:
        row = self.sender()
        assert isinstance(row, _Row)
        self.chosen.emit(row.path)
