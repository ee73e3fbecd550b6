"""The first row of the window: menus on the left; undo, redo and what is saved on the right."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QMenuBar, QSizePolicy, QToolButton

from piiri.i18n import N_, tr

from .actions import Actions, plain
from .icons import CONTROL, INLINE, picture
from .palette import Palette
from .settings import Settings
from .typeset import text_label

_LINE = ""
_MENUS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("&Project"),
        (
            "open",
            "recent",
            "new",
            "import_files",
            "demo",
            _LINE,
            "save",
            "save_as",
            "next_year",
            _LINE,
            "close",
            "quit",
        ),
    ),
    (
        N_("&Edit"),
        (
            *("undo", "redo", _LINE, "pan", "select", "paint", "lasso", "rectangle", "flood", "pick"),
            *("corner", "redraw", "split", "lock", _LINE, "join_selection", "join_all", _LINE),
            *("lock_selection", "unlock_selection", "unlock_all", _LINE),
            "letters_on_map_only",
        ),
    ),
    (
        N_("&View"),
        (
            *("zoom_in", "zoom_out", "zoom_all", _LINE, "docks", _LINE),
            *("text_larger", "text_smaller", "text_normal", "theme", "language"),
        ),
    ),
    (
        N_("&School"),
        (
            *("school_page", "place_school", "move_school", _LINE),
            *("close_school", "merge_schools", "reopen_school", _LINE, "expected"),
        ),
    ),
    (
        N_("P&lan"),
        (
            *("branch", "import_plan", "compare", _LINE),
            *("nearer", _LINE, "find_target", "target_0", "target_previous", "target_next", "all_stages", _LINE),
            *("stage_next", "stage_previous", _LINE, "next_unassigned", "next_stray", _LINE),
            *(
                "focus_map",
                "focus_schools",
                "focus_history",
                "focus_plans",
                "focus_funding",
                "focus_indicators",
                "focus_problems",
                "next_pane",
            ),
        ),
    ),
    (N_("&Help"), ("shortcuts", "about")),
)
_SUBMENUS = {"recent": N_("Open &recent"), "docks": N_("&Panels"), "theme": N_("&Colours"), "language": N_("L&anguage")}


class MenuRow(QFrame):
    """Menus, undo, redo, saved state.

    Signals
    -------
    recent_chosen(str)
        A path from *Open recent*.
    """

    recent_chosen = Signal(str)

    def __init__(self, actions: Actions, settings: Settings, p: Palette) -> None:
        super().__init__()
        self.setProperty("box", "menu")
        self._settings = settings
        self._saved = (False, "")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 12, 0)
        row.setSpacing(4)
        self.bar = QMenuBar()
        self.bar.setNativeMenuBar(False)
        self.bar.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        row.addWidget(self.bar, 1, Qt.AlignmentFlag.AlignVCenter)
        self.submenus: dict[str, QMenu] = {}
        for title, names in _MENUS:
            self._fill(self.bar.addMenu(tr(title)), names, actions)
        self.submenus["recent"].aboutToShow.connect(self._list_recent)
        self.buttons = []
        for name in ("undo", "redo"):
            button = QToolButton()
            button.setDefaultAction(actions[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setAccessibleName(plain(actions[name].text()))
            self.buttons.append(button)
            row.addWidget(button)
        row.addSpacing(8)
        self._mark = QLabel()
        self._words = text_label("", tone="secondary")
        row.addWidget(self._mark)
        row.addWidget(self._words)
        self.set_palette(p, 1.0)

    def _fill(self, menu: QMenu, names: tuple[str, ...], actions: Actions) -> None:
        menu.setToolTipsVisible(True)
        for name in names:
            if name == _LINE:
                menu.addSeparator()
            elif name in _SUBMENUS:
                self.submenus[name] = menu.addMenu(tr(_SUBMENUS[name]))
                if name in actions.groups:
                    self.submenus[name].addActions(actions.groups[name].actions())
            else:
                menu.addAction(actions[name])

    def _list_recent(self) -> None:
        menu = self.submenus["recent"]
        menu.clear()
        for path, _ in self._settings.recent:
            entry = menu.addAction(path.replace("&", "&&"))
            entry.setData(path)
            entry.triggered.connect(self._choose_recent)
        if menu.isEmpty():
            menu.addAction(tr("No project has been opened yet")).setEnabled(False)

    def _choose_recent(self) -> None:
        entry = self.sender()
        self.recent_chosen.emit(str(entry.data()))  # type: ignore[attr-defined]  # only actions are connected

    def set_palette(self, p: Palette, scale: float) -> None:
        """Draw in the colours of a theme, at a text scale."""
        self._colours, self._scale = p, scale
        self.setFixedHeight(round(32 * scale))
        side = round(24 * scale)
        for button in self.buttons:
            button.setFixedSize(side, side)
            button.setIconSize(QSize(round(CONTROL * scale), round(CONTROL * scale)))
        self.show_saved(*self._saved)

    @property
    def saved(self) -> tuple[bool, str]:
        """What :meth:`show_saved` said last."""
        return self._saved

    def show_saved(self, unsaved: bool, words: str) -> None:
        """Say whether the work is in the project file."""
        self._saved = (unsaved, words)
        size = round(INLINE * self._scale)
        ratio = self.devicePixelRatioF()
        self._mark.setPixmap(picture("unsaved" if unsaved else "saved", self._colours.text_secondary, size, ratio))
        self._words.setText(words)
        self._mark.setVisible(bool(words))
