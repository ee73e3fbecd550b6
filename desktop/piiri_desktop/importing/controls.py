"""Small pieces of the steps: fields of choices, file names cut in the middle, focus that survives filling anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLayout, QSizePolicy, QWidget

from piiri.i18n import number

from ..palette import BODY
from ..typeset import ElidedLabel, Weight, typeset

FORMATS = {
    "gpkg": "GeoPackage",
    "json": "GeoJSON",
    "shp": "Shapefile",
    "shp-zip": "Shapefile (zip)",
    "kml": "KML",
    "kmz": "KMZ",
    "gml": "GML",
    "osm": "OpenStreetMap",
    "csv": "CSV",
    "xlsx": "Excel",
}
"""Format -> its name; the same in every language."""


class ChoiceField(QComboBox):
    """A field of choices that a wheel over it does not change.

    Signals
    -------
    picked(str)
        The person has chosen the value with this key.
    """

    picked = Signal(str)

    def __init__(self, name: str, scale: float) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(round(26 * scale))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        typeset(self, BODY, scale=scale)
        self.activated.connect(self._pick)

    def offer(self, choices: Sequence[tuple[str, str]], value: str | None) -> None:
        """Show choices, (key, words) each, and the one that holds; none for None."""
        self.blockSignals(True)
        self.clear()
        for key, words in choices:
            self.addItem(words, key)
            self.setItemData(self.count() - 1, words, Qt.ItemDataRole.ToolTipRole)
        keys = [key for key, _ in choices]
        self.setCurrentIndex(keys.index(value) if value in keys else -1)
        self.setToolTip(self.currentText())
        self.blockSignals(False)

    def _pick(self, at: int) -> None:
        self.setToolTip(self.currentText())
        self.picked.emit(str(self.itemData(at)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


def file_label(text: str, size: int = BODY, weight: Weight = Weight.Normal, *, tone: str = "") -> ElidedLabel:
    """Return a label for a name of a file: cut in the middle, since names differ at both ends."""
    label = ElidedLabel(text, size, weight, tone=tone)
    label.elide_mode = Qt.TextElideMode.ElideMiddle
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return label


def clear_layout(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            clear_layout(inner)


def keeping_focus(root: QWidget, fill: Callable[[], None]) -> None:
    """Fill a part anew; the focus goes to the new widget with the name of the one that had it."""
    at = QApplication.focusWidget()
    name = at.objectName() if at is not None and root.isAncestorOf(at) else ""
    fill()
    if name:
        found = root.findChildren(QWidget, name)  # the last one is the new one
        if found:
            found[-1].setFocus(Qt.FocusReason.OtherFocusReason)


def size_of(path: Path) -> str:
    """Return the size of a file for people; empty where it cannot be told."""
    try:
        size = path.stat().st_size
    except OSError:
        return ""
    return f"{number(size / 1e6, 1)}\u00a0MB" if size >= 100_000 else f"{number(size / 1e3, 1)}\u00a0kB"
