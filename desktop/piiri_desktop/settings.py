"""What a person chose for themselves: language, theme, text scale, recent files, window layout. Never project data."""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QLocale

from piiri.i18n import LANGUAGES

logger = logging.getLogger(__name__)

THEMES = ("light", "dark", "system")
SMALLEST_SCALE, LARGEST_SCALE, SCALE_STEP = 1.0, 2.0, 0.25
RECENT_KEPT = 8


@dataclass
class Settings:
    """The person's choices, written to a small JSON file in the customary folder of the system.

    Attributes
    ----------
    language
        ``"en"``, ``"fi"`` or ``"sv"``.
    theme
        ``"light"``, ``"dark"`` or ``"system"``.
    text_scale
        1.0 to 2.0.
    letters_on_map_only
        True where single letters choose a tool only while the map has the focus.
    recent
        Paths of projects and when each was opened last (ISO 8601), newest first.
    indicator
        Key of what the map is coloured by.
    geometry, layout
        Where the window and its docks stood, as Qt wrote them, in base64.
    """

    language: str = "en"
    theme: str = "system"
    text_scale: float = 1.0
    letters_on_map_only: bool = False
    recent: list[tuple[str, str]] = field(default_factory=list)
    indicator: str = "pupil_density"
    geometry: str = ""
    layout: str = ""

    def remember(self, path: Path) -> None:
        """Put a project at the head of the recent ones."""
        name = str(path.resolve())
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        kept = [entry for entry in self.recent if entry[0] != name]
        self.recent = [(name, now), *kept][:RECENT_KEPT]

    def forget(self, path: str) -> None:
        """Drop a project from the recent ones."""
        self.recent = [entry for entry in self.recent if entry[0] != path]

    def scaled(self, step: int) -> float:
        """Return the text scale ``step`` steps larger, within its bounds."""
        return min(LARGEST_SCALE, max(SMALLEST_SCALE, round(self.text_scale + step * SCALE_STEP, 2)))

    def save(self) -> None:
        """Write the choices; a disk that refuses them costs no work, so it is only logged."""
        path = settings_path()
        text = json.dumps(asdict(self), indent=1, ensure_ascii=False)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            fresh.write_text(text, encoding="utf-8")
            os.replace(fresh, path)
        except OSError as error:
            logger.info("settings not written: %s", type(error).__name__)


def settings_path() -> Path:
    """Return where the choices are kept."""
    return platformdirs.user_config_path("Piiri", appauthor=False) / "settings.json"


def load_settings() -> Settings:
    """Read the choices; what is missing, broken or out of range takes its default."""
    settings = Settings(language=_system_language())
    try:
        data = json.loads(settings_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return settings
    for each in fields(Settings) if isinstance(data, dict) else ():
        if each.name in data and _fits(each.name, data[each.name]):
            setattr(settings, each.name, data[each.name])
    settings.recent = [(path, when) for path, when in settings.recent]
    return settings


def _fits(name: str, value: Any) -> bool:
    match name:
        case "language":
            return value in LANGUAGES
        case "theme":
            return value in THEMES
        case "text_scale":
            return isinstance(value, int | float) and SMALLEST_SCALE <= value <= LARGEST_SCALE
        case "letters_on_map_only":
            return isinstance(value, bool)
        case "recent":
            return isinstance(value, list) and all(
                isinstance(entry, list) and len(entry) == 2 and all(isinstance(part, str) for part in entry)
                for entry in value
            )
    return isinstance(value, str)


def _system_language() -> str:
    short = QLocale.system().name().split("_")[0]
    return short if short in LANGUAGES else "en"
