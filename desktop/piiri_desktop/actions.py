"""Every action of the window, once: its name, key, icon and menu, and why it cannot be used when it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QWidget

from piiri.i18n import N_, tr

from .icons import icon
from .palette import Palette


@dataclass(frozen=True)
class Spec:
    """What an action is.

    Attributes
    ----------
    name
        Stable name for programs.
    text
        What a person reads; marked for translation, ``&`` before the letter for Alt.
    keys
        Shortcuts in Qt's portable form; the first one is shown.
    icon
        Meaning of the icon, see :mod:`piiri_desktop.icons`.
    group
        Actions of one group exclude each other and are checkable; ``"toggle"`` is checkable alone.
    reason
        Said while the action cannot be used.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    group: str = ""
    reason: str = ""


TOOLS = (
    *("pan", "select", "paint", "lasso", "rectangle", "flood", "nearer", "pick"),
    *("corner", "redraw", "split", "place_school", "move_school", "lock"),
)
"""The tools of the map, in the order of the rail."""

_NO_PROJECT = N_("Open a project first.")

SPECS: tuple[Spec, ...] = (
    Spec("demo", N_("Try the &demo municipality"), ("Ctrl+D",), "demo"),
    Spec("open", N_("&Open a project…"), ("Ctrl+O",), "open"),
    Spec("new", N_("&New from our data…"), ("Ctrl+N",), "new"),
    Spec("import_files", N_("&Import files…"), ("Ctrl+I",), "import"),
    Spec("next_year", N_("Next &year's files…"), ("Ctrl+Shift+I",), "import", reason=_NO_PROJECT),
    Spec("save", N_("&Save"), ("Ctrl+S",), "save", reason=N_("Everything is saved.")),
    Spec("save_as", N_("Save &as…"), ("Ctrl+Shift+S",), reason=_NO_PROJECT),
    Spec("close", N_("&Close the project"), ("Ctrl+W",), reason=_NO_PROJECT),
    Spec("quit", N_("&Quit"), ("Ctrl+Q",)),
    Spec("undo", N_("&Undo"), ("Ctrl+Z",), "undo", reason=N_("There is nothing to take back.")),
    Spec("redo", N_("&Redo"), ("Ctrl+Y", "Ctrl+Shift+Z"), "redo", reason=N_("Nothing has been taken back.")),
    Spec("pan", N_("Pan"), ("H",), "pan", "tool"),
    Spec("select", N_("Select"), ("V",), "select", "tool"),
    Spec("paint", N_("Paint"), ("B",), "paint", "tool"),
    Spec("lasso", N_("Lasso"), ("L",), "lasso", "tool"),
    Spec("rectangle", N_("Rectangle"), ("G",), "rectangle", "tool"),
    Spec("flood", N_("Flood"), ("F",), "flood", "tool"),
    Spec("nearer", N_("Nearer blocks"), ("N",), "nearer", "tool"),
    Spec("pick", N_("Pick target"), ("I",), "pick", "tool"),
    Spec("corner", N_("Move corner"), ("M",), "corner", "tool"),
    Spec("redraw", N_("Redraw border"), ("R",), "redraw", "tool"),
    Spec("split", N_("Split blocks"), ("X",), "split", "tool"),
    Spec("place_school", N_("Place school"), ("P",), "place_school", "tool"),
    Spec("move_school", N_("Move school"), ("Shift+M",), "move_school", "tool"),
    Spec("lock", N_("Lock"), ("K",), "lock", "tool"),
    Spec("school_page", N_("The page of the &school"), ("F4",), "school"),
    Spec("reopen_school", N_("&Keep the school open"), reason=N_("Choose a school that closes.")),
    Spec(
        "join_selection",
        N_("&Join the selected pieces"),
        ("Ctrl+J",),
        reason=N_("Select pieces of a block that was split."),
    ),
    Spec("join_all", N_("Join all pieces where nothing needs the spli&t"), reason=N_("No split is needless.")),
    Spec("lock_selection", N_("Lock the se&lection"), ("Ctrl+L",), reason=N_("Select blocks first.")),
    Spec("unlock_selection", N_("Unlock the selectio&n"), ("Ctrl+Shift+L",), reason=N_("Select locked blocks first.")),
    Spec("unlock_all", N_("Unlock &everything"), reason=N_("Nothing is locked.")),
    Spec("find_target", N_("&Find a target…"), ("T",), "target"),
    Spec("target_0", N_("Un&assigned as target"), ("0", "Alt+0")),
    *(
        Spec(f"target_{digit}", N_("Target: one of the nearest schools"), (f"{digit}", f"Alt+{digit}"))
        for digit in range(1, 10)
    ),
    Spec("target_previous", N_("Pre&vious target"), ("[", "Alt+Up")),
    Spec("target_next", N_("Ne&xt target"), ("]", "Alt+Down")),
    Spec(
        "all_stages",
        N_("Strokes for all sta&ges"),
        ("Shift+A",),
        "",
        "toggle",
        reason=N_("This project has one stage."),
    ),
    Spec("zoom_in", N_("Zoom &in"), ("+", "="), "in"),
    Spec("zoom_out", N_("Zoom &out"), ("-",), "out"),
    Spec("zoom_all", N_("&Whole map"), ("Ctrl+Shift+F",), "whole"),
    Spec("focus_map", N_("Go to the &map"), ("Ctrl+1",)),
    Spec("focus_schools", N_("Go to the &schools"), ("Ctrl+2",)),
    Spec("focus_history", N_("Go to the &history"), ("Ctrl+3",)),
    Spec("focus_problems", N_("Go to the p&roblems"), ("Ctrl+4",)),
    Spec("focus_plans", N_("Go to the p&lans"), ("Ctrl+5",)),
    Spec("focus_funding", N_("Go to the fun&ding"), ("Ctrl+6",)),
    Spec("focus_indicators", N_("Go to the indicat&ors"), ("Ctrl+7",)),
    Spec("branch", N_("&Branch this plan"), ("Ctrl+B",), "plan"),
    Spec("import_plan", N_("&Import a plan from a project…"), (), "import"),
    Spec("next_unassigned", N_("Next &unassigned blocks"), ("U",), reason=N_("Every block has a catchment.")),
    Spec("next_stray", N_("Next s&tray part"), ("Shift+U",), reason=N_("No catchment is in pieces.")),
    Spec("next_pane", N_("Next part of the &window"), ("F6",)),
    Spec("compare", N_("&Compare plans"), ("F7",), "compare", reason=_NO_PROJECT),
    Spec("stage_next", N_("&Next stage"), ("Ctrl+PgDown",), reason=N_("This project has one stage.")),
    Spec("stage_previous", N_("&Previous stage"), ("Ctrl+PgUp",), reason=N_("This project has one stage.")),
    Spec("close_school", N_("Clos&e the target school…"), ("F8",)),
    Spec("merge_schools", N_("Merge the target sch&ool…"), ("Shift+F8",)),
    Spec("expected", N_("Assigne&d and expected"), ("F9",)),
    Spec("theme_light", N_("&Light"), (), "", "theme"),
    Spec("theme_dark", N_("&Dark"), (), "", "theme"),
    Spec("theme_system", N_("As the &system"), (), "", "theme"),
    Spec("text_larger", N_("&Larger text"), ("Ctrl++", "Ctrl+="), reason=N_("The text is at its largest, 200 %.")),
    Spec("text_smaller", N_("&Smaller text"), ("Ctrl+-",), reason=N_("The text is at its smallest, 100 %.")),
    Spec("text_normal", N_("&Normal text"), ("Ctrl+0",), reason=N_("The text is at its normal size.")),
    Spec("letters_on_map_only", N_("Letter keys only when the &map has the focus"), (), "", "toggle"),
    Spec("language_fi", "&Suomi", (), "", "language"),
    Spec("language_sv", "S&venska", (), "", "language"),
    Spec("language_en", "&English", (), "", "language"),
    Spec("shortcuts", N_("&Keys…"), ("F1",)),
    Spec("about", N_("&About Piiri…")),
)

TARGETS = ("find_target", *(f"target_{digit}" for digit in range(10)), "target_previous", "target_next")
"""What chooses who gets the blocks."""

JOINS = ("join_selection", "join_all")

LOCKS = ("lock_selection", "unlock_selection", "unlock_all")

NETWORK = ("close_school", "merge_schools", "expected")
"""Pages on the school network."""

_MAP_KEYS = {*TOOLS, *TARGETS, "all_stages", "zoom_in", "zoom_out", "next_unassigned", "next_stray"}


class Actions:
    """The ``QAction`` of every :class:`Spec`, on a window.

    Parameters
    ----------
    window
        Gets all actions, so that their keys work everywhere in it.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._map: QWidget | None = None
        self.of: dict[str, QAction] = {}
        self.groups: dict[str, QActionGroup] = {}
        for spec in SPECS:
            action = QAction(tr(spec.text), window)
            action.setObjectName(spec.name)
            action.setShortcuts([QKeySequence(key) for key in spec.keys])
            if spec.group:
                action.setCheckable(True)
            if spec.group not in ("", "toggle"):
                if spec.group not in self.groups:
                    self.groups[spec.group] = QActionGroup(window)
                self.groups[spec.group].addAction(action)
            self.of[spec.name] = action
            window.addAction(action)
            self.enable(spec.name)

    def __getitem__(self, name: str) -> QAction:
        return self.of[name]

    def connect(self, name: str, slot: Callable[[], object]) -> None:
        """Call ``slot()`` when an action is triggered."""
        self.of[name].triggered.connect(slot)

    def enable(self, name: str, usable: bool = True, reason: str = "") -> None:
        """Let an action be used or not; its tooltip says its name, its key and, where it cannot be used, why.

        Parameters
        ----------
        reason
            Already in the user's language; the one of its :class:`Spec` where empty.
        """
        spec = next(spec for spec in SPECS if spec.name == name)
        action = self.of[name]
        action.setEnabled(usable)
        tip = plain(action.text())
        if spec.keys:
            tip = f"{tip} ({shown_key(spec)})"
        if not usable:
            tip = f"{tip}\n{reason or tr(spec.reason)}".strip()
        action.setToolTip(tip)

    def paint_icons(self, p: Palette) -> None:
        """Draw the icons in the colours of a theme."""
        for spec in SPECS:
            if spec.icon:
                self.of[spec.name].setIcon(icon(spec.icon, p.text, disabled=p.text_disabled, on=p.on_accent))

    def keep_letters_to(self, widget: QWidget | None) -> None:
        """Let keys without Ctrl or Alt work only while ``widget`` or a part of it has the focus; anywhere for None."""
        for name in _MAP_KEYS:
            action = self.of[name]
            for owner in (self._window, self._map):
                if owner is not None:
                    owner.removeAction(action)
            context = Qt.ShortcutContext.WidgetWithChildrenShortcut if widget else Qt.ShortcutContext.WindowShortcut
            action.setShortcutContext(context)
            (widget or self._window).addAction(action)
        self._map = widget


def plain(text: str) -> str:
    """Return a menu text without its ``&`` and its ellipsis.

    >>> plain("Save &as…")
    'Save as'
    """
    return text.replace("&", "").removesuffix("…")


def shown_key(spec: Spec) -> str:
    """Return an action's first key as the platform writes it; empty where it has none."""
    return QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.keys else ""
