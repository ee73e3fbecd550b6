"""Colours, sizes and fonts of the visual language, read once from ``resources/design/tokens.json``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from piiri.resources import resource

CAPTION, BODY, HEADING, FIGURE = 11, 12, 14, 20
"""The four text sizes, in logical pixels at a text scale of 100 %."""


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, by their names in the tokens."""

    name: str
    window: QColor
    surface: QColor
    sunken: QColor
    plate: QColor
    line: QColor
    grid: QColor
    control: QColor
    text: QColor
    text_secondary: QColor
    text_disabled: QColor
    hover: QColor
    tint: QColor
    accent: QColor
    on_accent: QColor
    good: QColor
    bad: QColor
    good_tint: QColor
    bad_tint: QColor
    bar: QColor
    bar_track: QColor
    tip: QColor
    tip_text: QColor
    water: QColor
    land_outside: QColor
    no_data: QColor
    hatch: QColor
    block_line: QColor
    catchment_border: QColor
    catchment_casing: QColor
    road: QColor
    river: QColor
    block_line_opacity: float
    road_opacity: float
    sequential: tuple[QColor, ...]
    diverging: tuple[QColor, ...]
    categories: tuple[QColor, ...]

    @property
    def is_dark(self) -> bool:
        """True for the dark theme."""
        return self.name == "dark"


@cache
def palette(name: str) -> Palette:
    """Return the theme ``"light"`` or ``"dark"``."""
    tokens = json.loads(resource("design", "tokens.json").read_text(encoding="utf-8"))[name]
    values: dict[str, object] = {}
    for key, value in tokens.items():
        if isinstance(value, str):
            values[key] = QColor(value)
        elif isinstance(value, list):
            values[key] = tuple(QColor(item) for item in value)
        else:
            values[key] = float(value)
    return Palette(name=name, **values)  # type: ignore[arg-type]  # the tokens' keys are the fields


@cache
def _family() -> str:
    families = QFontDatabase.families()
    for wanted in ("Inter", "Inter Variable", "Segoe UI"):
        if wanted in families:
            return wanted
    return QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()


def font(size: int = BODY, weight: QFont.Weight = QFont.Weight.Normal, scale: float = 1.0) -> QFont:
    """Return the interface font with tabular figures and case-sensitive forms.

    Parameters
    ----------
    size
        One of the four sizes, logical pixels at 100 %.
    weight
        Weight tells rank: 400 text, 500 buttons, 600 values and titles.
    scale
        The text scale, 1.0 to 2.0.
    """
    made = QFont(_family())
    made.setPixelSize(max(1, round(size * scale)))
    made.setWeight(weight)
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    for feature in ("tnum", "case"):
        made.setFeature(QFont.Tag(feature), 1)
    return made


def qt_palette(p: Palette) -> QPalette:
    """Return the palette roles of Qt's own widgets."""
    roles = QPalette.ColorRole
    q = QPalette()
    for role, colour in (
        (roles.Window, p.window),
        (roles.WindowText, p.text),
        (roles.Base, p.surface),
        (roles.AlternateBase, p.sunken),
        (roles.Text, p.text),
        (roles.Button, p.surface),
        (roles.ButtonText, p.text),
        (roles.BrightText, p.bad),
        (roles.Highlight, p.accent),
        (roles.HighlightedText, p.on_accent),
        (roles.Link, p.accent),
        (roles.ToolTipBase, p.tip),
        (roles.ToolTipText, p.tip_text),
        (roles.PlaceholderText, p.text_secondary),
        (roles.Mid, p.control),
        (roles.Midlight, p.line),
        (roles.Light, p.surface),
        (roles.Dark, p.control),
        (roles.Accent, p.accent),
    ):
        q.setColor(role, colour)
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        q.setColor(QPalette.ColorGroup.Disabled, role, p.text_disabled)
    return q
