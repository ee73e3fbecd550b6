"""The start page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

import piiri
from piiri.i18n import N_, language, tr

from ..actions import SPECS, Actions, shown_key
from ..banner import Notices
from ..icons import INLINE, icon, mark_path, picture
from ..palette import CAPTION, FIGURE, Palette
from ..typeset import ElidedLabel, apply_text_scale, text_label
from .door import Door
from .kept import KeptEdits
from .pictures import paint_demo, paint_files, paint_projects
from .recent import RecentList

LANGUAGE_NAMES = (("fi", "Suomi"), ("sv", "Svenska"), ("en", "English"))

_DOORS = (
    (
        "demo",
        N_("Try the demo municipality"),
        N_(
            "An invented town with schools, pupils and statistics, nothing to prepare. Your own first edit in a minute."
        ),
        paint_demo,
    ),
    (
        "open",
        N_("Open a project"),
        N_(
            "A .gpkg project of yours or of a colleague. Opens as a working copy; your file changes only when you save."
        ),
        paint_projects,
    ),
    (
        "new",
        N_("New from our data"),
        N_("Drop your files in this window. Piiri says what each is, shows every problem and asks before it repairs."),
        paint_files,
    ),
)


class StartPage(QScrollArea):
    """Three doors, what was kept, recent projects.

    Signals
    -------
    language_chosen(str)
        ``"en"``, ``"fi"`` or ``"sv"``.
    recent_chosen(str)
        The path of a project.
    """

    language_chosen = Signal(str)
    recent_chosen = Signal(str)

    def __init__(self, actions: Actions, p: Palette, scale: float) -> None:
        super().__init__()
        self._actions, self._colours, self._scale = actions, p, scale
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(24, 10, 24, 10)
        self._column.setSpacing(16)
        self._column.addLayout(self._head())
        self.notices = Notices()
        self._column.addWidget(self.notices)
        self._kept_at = self._column.count()
        self.doors: dict[str, Door] = {}
        row = QHBoxLayout()
        row.setSpacing(20)
        for name, title, sentence, paint in _DOORS:
            spec = next(spec for spec in SPECS if spec.name == name)
            door = Door(spec.icon, tr(title), shown_key(spec), tr(sentence), paint, p, scale)
            door.clicked.connect(actions[name].trigger)
            self.doors[name] = door
            row.addWidget(door, 1)
        self._above = self._column.count()
        self._column.addStretch(1)
        self._column.addLayout(row)
        self._column.addStretch(2)
        self._column.addLayout(self._foot())
        self.setWidget(inside)
        self.kept: KeptEdits | None = None
        self.recent: RecentList | None = None
        apply_text_scale(self, scale)
        self.setFocusProxy(self.doors["demo"])

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        mark = QLabel()
        side = round(32 * self._scale)
        mark.setPixmap(QIcon(str(mark_path())).pixmap(side, side))
        row.addWidget(mark)
        row.addWidget(text_label("Piiri", FIGURE, QFont.Weight.DemiBold))
        tagline = ElidedLabel(tr("School catchments, planned with live figures"), tone="secondary")
        tagline.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        row.addWidget(tagline, 1)
        self._languages = QButtonGroup(self)
        switch = QHBoxLayout()
        switch.setSpacing(0)
        for place, (code, name) in zip(("left", "middle", "right"), LANGUAGE_NAMES, strict=True):
            button = QPushButton(name)
            button.setProperty("kind", place)
            button.setObjectName(code)
            button.setCheckable(True)
            button.setChecked(code == language())
            button.setAccessibleName(name)
            button.clicked.connect(self._choose_language)
            self._languages.addButton(button)
            switch.addWidget(button)
        row.addLayout(switch)
        help_button = QPushButton(tr("Keys"))
        help_button.setIcon(icon("question", self._colours.text))
        help_button.clicked.connect(self._actions["shortcuts"].trigger)
        row.addWidget(help_button)
        return row

    def _foot(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        mark = QLabel()
        mark.setPixmap(picture("offline", self._colours.text_secondary, round(INLINE * self._scale), 1.0))
        row.addWidget(mark)
        row.addWidget(ElidedLabel(tr("Works without a network. Nothing leaves this computer."), CAPTION), 1)
        version = tr("Version {version}", version=piiri.__version__)
        row.addWidget(text_label(version, CAPTION, tone="secondary"))
        about = QPushButton(tr("Licences"))
        about.setProperty("kind", "link")
        about.clicked.connect(self._actions["about"].trigger)
        row.addWidget(about)
        return row

    def _choose_language(self) -> None:
        self.language_chosen.emit(self.sender().objectName())

    def show_kept(self, kept: KeptEdits | None) -> None:
        """Show what was kept over the doors; None takes it away."""
        if self.kept is not None:
            self._column.removeWidget(self.kept)
            self.kept.hide()
            self.kept.deleteLater()
        self.kept = kept
        if kept is not None:
            self._column.insertWidget(self._kept_at, kept)
            apply_text_scale(kept, self._scale)
            kept.first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._balance()

    def show_recent(self, recent: RecentList | None) -> None:
        """Show recent projects under the doors; None takes them away."""
        if self.recent is not None:
            self._column.removeWidget(self.recent)
            self.recent.hide()
            self.recent.deleteLater()
        self.recent = recent
        if recent is not None:
            self._column.insertWidget(self._column.count() - 2, recent)
            apply_text_scale(recent, self._scale)
            recent.chosen.connect(self.recent_chosen)
        self._balance()

    def _balance(self) -> None:
        """Doors alone stand a little above the middle; with anything beside them they move up."""
        alone = self.kept is None and self.recent is None
        above = self._above + (self.kept is not None)
        self._column.setStretch(above, 1 if alone else 0)
