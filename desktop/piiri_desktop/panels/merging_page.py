"""The page on which a school is merged into another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from piiri.i18n import tr

from ..palette import Palette
from ..typeset import typeset
from .change_page import ChangePage
from .step_field import StepField


@dataclass(frozen=True, slots=True)
class MergingWish:
    """What the form says: the id of the school that goes on, the year, and its places; −1 where not known."""

    into: str
    year: int
    places: int


class MergingPage(ChangePage):
    """Merges a school into another."""

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(tr("Merge the schools"), palette, parent)
        self.setAccessibleName(tr("Merge schools"))
        self.into = QComboBox()
        self.into.setAccessibleName(tr("Into the school"))
        self.into.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.into.currentIndexChanged.connect(self._into_chosen)
        typeset(self.into)
        self.places = StepField(tr("Places afterwards"), palette, self)
        self.places.changed.connect(self.wished)
        self._places_of: dict[str, int] = {}
        self.add_row(tr("Into the school"), self.into)
        self.add_row(tr("From school year"), self.year)
        self.add_row(tr("Places afterwards"), self.places)
        self.shortage.add_mend("raise", tr("Add the places"))
        self.order(self.into, self.year.box, self.places.box)
        self.setFocusProxy(self.into)

    @property
    def wish(self) -> MergingWish:
        """What the form says."""
        return MergingWish(
            str(self.into.currentData(Qt.ItemDataRole.UserRole) or ""), self.year.value, self.places.value
        )

    def show_school(self, name: str, year: int, others: Sequence[tuple[str, str, int]], into: str = "") -> None:
        """Begin with a school.

        Parameters
        ----------
        name
            Its name.
        year
            The first school year without it.
        others
            Id, words and places of each school that could go on, the nearest first.
        into
            Id of the one that is chosen; the nearest where empty or not among them.
        """
        self.head.set_title(tr("Merge {school}", school=name))
        self.year.set_value(year)
        self._places_of = {key: places for key, _, places in others}
        self.into.blockSignals(True)
        self.into.clear()
        for key, words, _ in others:
            self.into.addItem(words, key)
        self.into.setCurrentIndex(max(self.into.findData(into), 0) if others else -1)
        self.into.blockSignals(False)
        self._suggest_places()

    def _suggest_places(self) -> None:
        self.places.set_value(self._places_of.get(self.wish.into, -1))

    def _into_chosen(self) -> None:
        self._suggest_places()
        self.wished.emit()

    def set_palette(self, palette: Palette) -> None:
        super().set_palette(palette)
        self.places.set_palette(palette)

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self.places.set_text_scale(self._scale)
