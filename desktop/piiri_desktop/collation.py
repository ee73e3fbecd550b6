"""Names in the order of the alphabet: å, ä and ö come last, and 9 before 10."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cmp_to_key

from PySide6.QtCore import QCollator, QLocale

from piiri.i18n import language


def by_name(names: Sequence[str]) -> list[int]:
    """Return the positions of names in the order of the alphabet.

    The names are Finnish or Swedish whatever the language of the window, so its order is never the English one.
    """
    collator = QCollator(QLocale("sv" if language() == "sv" else "fi"))
    collator.setNumericMode(True)
    key = cmp_to_key(collator.compare)
    return sorted(range(len(names)), key=lambda at: key(names[at]))
