"""By what the map is coloured, chosen where the figure stands: a button and a menu for the current row."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from piiri.i18n import tr
from piiri.session import State
from piiri.shading import PLACES, shadeable

from ..bridge import Attention
from ..palette import Palette
from .controls import PickButton
from .indicator_rows import Figure


class ColourButton(PickButton):
    """*Colour the map ⌄*: blocks, catchments or schools by a figure.

    Parameters
    ----------
    attention
        Is told of the choice.
    palette
        The theme.
    """

    def __init__(self, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__("", palette, parent)
        self._attention = attention
        self._figure = Figure("")
        self._state: State | None = None
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._fill)
        self.set_value(tr("Colour the map"))

    def offer(self, figure: Figure, state: State) -> None:
        """Let the map be coloured by a figure of a state; the button is off where it cannot be."""
        self._figure, self._state = figure, state
        some = bool(figure.figure)
        self.setEnabled(some)
        self.setToolTip(
            tr("Colour the map by {figure}", figure=figure.title)
            if some
            else tr("This figure is one of all schools together: it has no place on the map.")
        )

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        state, wanted = self._state, self._figure.figure
        if state is None or not wanted:
            return
        known = {each.place: each.key for each in shadeable(state) if each.figure == wanted}
        if wanted.startswith("group_share."):
            known["block"] = wanted.removeprefix("group_share.")
        elif wanted == "pupils":
            known["block"] = wanted
        for place, name in PLACES:
            action = menu.addAction(tr(name))
            action.setCheckable(True)
            action.setEnabled(place in known)
            if place in known:
                action.setChecked(self._attention.indicator == known[place])
                action.triggered.connect(partial(self._choose, known[place]))
            else:
                action.setText(tr("{place}: no figure", place=tr(name)))

    def _choose(self, key: str, *_: object) -> None:
        self._attention.set_indicator(key)

    def pop_up(self, at: QPoint) -> None:
        """Open the menu at a place of the screen."""
        if self.isEnabled():
            self._fill()
            self.menu().popup(at)
