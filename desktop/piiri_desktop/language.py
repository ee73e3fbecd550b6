"""One language for Piiri's texts, Qt's own texts and Qt's numbers."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from piiri.i18n import set_language

_LOCALES = {"en": "en_FI", "fi": "fi_FI", "sv": "sv_FI"}
_installed: list[QTranslator] = []


def use_language(language: str) -> None:
    """Speak a language from now on; what is on the screen already has to be made anew.

    Parameters
    ----------
    language
        ``"en"``, ``"fi"`` or ``"sv"``. Qt's own texts (file dialogs, menus of fields) come from the translations in its
        wheel; where these are missing they stay English.
    """
    set_language(language)
    QLocale.setDefault(QLocale(_LOCALES.get(language, "en_FI")))
    while _installed:
        QCoreApplication.removeTranslator(_installed.pop())
    translator = QTranslator()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language != "en" and translator.load(f"qtbase_{language}", folder):
        QCoreApplication.installTranslator(translator)
        _installed.append(translator)
