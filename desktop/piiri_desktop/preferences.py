"""What a person sets for themselves: language, colours, text size, letter keys; each takes effect at once."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from .actions import Actions
from .settings import LARGEST_SCALE, SMALLEST_SCALE, Settings


class Preferences(QObject):
    """Turns the actions of the *View* menu into settings and says what has to be drawn anew.

    Signals
    -------
    language_changed()
        Everything has to be made anew.
    look_changed()
        Colours or text size are others.
    letters_changed()
        Where letter keys work is another place.
    """

    language_changed = Signal()
    look_changed = Signal()
    letters_changed = Signal()

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._actions: Actions | None = None
        self._next_language = settings.language
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._system_theme_changed)

    def take(self, actions: Actions) -> None:
        """Serve the actions of a window, made anew with each language."""
        self._actions = actions
        settings = self._settings
        for name, slot in (
            ("text_larger", self._larger),
            ("text_smaller", self._smaller),
            ("text_normal", self._normal),
            ("letters_on_map_only", self._letters),
        ):
            actions.connect(name, slot)
        actions.groups["theme"].triggered.connect(self._theme_chosen)
        actions.groups["language"].triggered.connect(self._language_chosen)
        actions[f"theme_{settings.theme}"].setChecked(True)
        actions[f"language_{settings.language}"].setChecked(True)
        actions["letters_on_map_only"].setChecked(settings.letters_on_map_only)
        self._enable()

    def _enable(self) -> None:
        assert self._actions is not None
        scale = self._settings.text_scale
        self._actions.enable("text_larger", scale < LARGEST_SCALE)
        self._actions.enable("text_smaller", scale > SMALLEST_SCALE)
        self._actions.enable("text_normal", scale != 1.0)

    def set_language(self, language: str) -> None:
        """Speak another language from the next turn of the event loop on: what was clicked goes with the old page."""
        if language != self._settings.language:
            self._next_language = language
            QTimer.singleShot(0, self, self._change_language)

    def _change_language(self) -> None:
        self._settings.language = self._next_language
        self._settings.save()
        self.language_changed.emit()

    def set_text_scale(self, scale: float) -> None:
        """Write at another size, 1.0 to 2.0."""
        self._settings.text_scale = scale
        self._settings.save()
        self._enable()
        self.look_changed.emit()

    def set_theme(self, theme: str) -> None:
        """Draw in ``"light"``, ``"dark"`` or the ``"system"``'s colours."""
        self._settings.theme = theme
        self._settings.save()
        self.look_changed.emit()

    def _theme_chosen(self) -> None:
        assert self._actions is not None
        chosen = self._actions.groups["theme"].checkedAction()
        if chosen is not None:
            self.set_theme(chosen.objectName().removeprefix("theme_"))

    def _language_chosen(self) -> None:
        assert self._actions is not None
        chosen = self._actions.groups["language"].checkedAction()
        if chosen is not None:
            self.set_language(chosen.objectName().removeprefix("language_"))

    def _system_theme_changed(self) -> None:
        if self._settings.theme == "system":
            self.look_changed.emit()

    def _larger(self) -> None:
        self.set_text_scale(self._settings.scaled(+1))

    def _smaller(self) -> None:
        self.set_text_scale(self._settings.scaled(-1))

    def _normal(self) -> None:
        self.set_text_scale(1.0)

    def _letters(self) -> None:
        assert self._actions is not None
        self._settings.letters_on_map_only = self._actions["letters_on_map_only"].isChecked()
        self._settings.save()
        self.letters_changed.emit()
