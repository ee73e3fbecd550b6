"""Icons by meaning, so that one meaning has one picture everywhere; drawn from QtAwesome's Phosphor font."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import qtawesome
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QPixmap

from piiri.resources import resource

INLINE, CONTROL, TOOL, EMPTY = 14, 16, 18, 24
"""The sizes icons are drawn at, in logical pixels at a text scale of 100 %."""

_WHOLE = 1 / 0.875
"""QtAwesome leaves an eighth free around each picture; Phosphor's have their own margin already."""

_NAMES = {
    "pan": "ph.hand",
    "select": "ph.cursor",
    "paint": "ph.paint-brush",
    "lasso": "ph.scribble-loop",
    "rectangle": "ph.rectangle",
    "flood": "ph.paint-bucket",
    "nearer": "ph.arrows-in",
    "pick": "ph.eyedropper",
    "corner": "ph.bounding-box",
    "redraw": "ph.line-segments",
    "split": "ph.knife",
    "lock": "ph.lock-simple",
    "place_school": "ph.map-pin",
    "move_school": "ph.arrows-out-cardinal",
    "school": "ph.graduation-cap",
    "closed": "ph.x-circle",
    "new_school": "ph.square",
    "target": "ph.target",
    "undo": "ph.arrow-u-up-left",
    "redo": "ph.arrow-u-up-right",
    "plan": "ph.git-branch",
    "rename": "ph.pencil-simple",
    "note": "ph.note-pencil",
    "delete": "ph.trash",
    "import": "ph.download-simple",
    "compare": "ph.arrows-left-right",
    "problem": "ph.warning",
    "question": "ph.question",
    "error": "ph.warning-octagon",
    "information": "ph.info",
    "kept": "ph.clock-counter-clockwise",
    "offline": "ph.wifi-slash",
    "saved": "ph.check",
    "unsaved": "ph.circle-dashed",
    "close": "ph.x",
    "back": "ph.arrow-left",
    "fold": "ph.caret-down",
    "unfold": "ph.caret-up",
    "demo": "ph.play",
    "open": "ph.folder-open",
    "new": "ph.file-plus",
    "save": "ph.floppy-disk",
    "copy": "ph.copy",
    "picture": "ph.image",
    "print": "ph.printer",
    "search": "ph.magnifying-glass",
    "missing": "ph.file-x",
    "float": "ph.arrow-square-out",
    "in": "ph.plus",
    "out": "ph.minus",
    "whole": "ph.corners-out",
    "pupils": "ph.users",
    "statistics": "ph.chart-bar",
}


_PLUS = {"place_school": ((-0.12, 0.04), (0.32, -0.26)), "new_school": ((0.0, 0.0), (0.0, 0.0))}
"""Pictures that get a plus, since Phosphor has none of them with one: how far picture and plus are from the middle."""


def icon(meaning: str, colour: QColor, *, disabled: QColor | None = None, on: QColor | None = None) -> QIcon:
    """Return the icon of a meaning.

    Parameters
    ----------
    meaning
        One of the names DESIGN lists: ``"paint"``, ``"undo"``, ``"offline"``, ...
    colour, disabled, on
        Colours of the normal, the disabled and the checked state; ``colour`` where None.

    Raises
    ------
    KeyError
        No icon has that meaning.
    """
    return _icon(meaning, colour.name(), (disabled or colour).name(), (on or colour).name())


@cache
def _icon(meaning: str, colour: str, disabled: str, on: str) -> QIcon:
    colours = {"color": colour, "color_disabled": disabled, "color_on": on}
    if meaning in _PLUS:
        away, plus_away = _PLUS[meaning]
        below = {"scale_factor": _WHOLE, "offset": away, **colours}
        plus = {"scale_factor": _WHOLE * 0.55, "offset": plus_away, **colours}
        made = qtawesome.icon(f"{_NAMES[meaning]}-bold", "ph.plus-bold", options=[below, plus])
    else:
        made = qtawesome.icon(f"{_NAMES[meaning]}-bold", scale_factor=_WHOLE, **colours)
    assert isinstance(made, QIcon)
    return made


def picture(meaning: str, colour: QColor, size: int, ratio: float) -> QPixmap:
    """Return an icon as a picture of ``size`` logical pixels for a screen of the given device pixel ratio."""
    return _picture(meaning, colour.name(), size, ratio)


@cache
def _picture(meaning: str, colour: str, size: int, ratio: float) -> QPixmap:
    # drawing it anew costs more than all else in a table cell
    return icon(meaning, QColor(colour)).pixmap(QSize(size, size), ratio)


def mark_path() -> Path:
    """Return the file of Piiri's mark."""
    return resource("icons", "piiri-mark.svg")
