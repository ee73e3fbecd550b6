"""The head of the funding panel: the formula with its source, and what amounts are compared with."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from piiri.funding import FundingModel, preset, preset_names
from piiri.funding.terms import STATUS_WORDS
from piiri.funding.texts import text_of
from piiri.i18n import tr
from piiri.session import State

from ..palette import CAPTION, Palette
from ..typeset import ElidedLabel
from .controls import PickButton
from .funding_against import AgainstPick
from .funding_choice import dated_title
from .funding_files import FundingFiles

SIDE = 12


class FundingHead(QWidget):
    """Two fields, and below them how official the formula is and where it comes from.

    Signals
    -------
    chosen(str)
        Another model, as the text that a plan carries; empty to take it away.
    """

    chosen = Signal(str)

    def __init__(self, files: FundingFiles, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._files = files
        self.formula = PickButton(tr("Formula:"), palette, self)
        self.against = AgainstPick(palette, self)
        self.status = ElidedLabel("", CAPTION, tone="secondary")
        self.source = ElidedLabel("", CAPTION, tone="secondary")
        self.source.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        fields = QHBoxLayout()
        fields.setSpacing(8)
        for button, share in ((self.formula, 3), (self.against, 2)):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            fields.addWidget(button, share)
        words = QHBoxLayout()
        words.setSpacing(10)
        words.addWidget(self.status)
        words.addWidget(self.source, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SIDE, 6, SIDE, 4)
        column.setSpacing(4)
        column.addLayout(fields)
        column.addLayout(words)

    def show_model(self, model: FundingModel | None, state: State) -> None:
        """Show a model that is kept; None for one that cannot be read."""
        head = model.model if model is not None else None
        self.formula.set_value(dated_title(model) if model is not None else tr("not readable"))
        self.status.setText(tr(STATUS_WORDS[head.status]) if head is not None else "")
        named = head is not None and bool(str(head.source))
        self.source.setText(tr("Source: {source}", source=str(head.source)) if head is not None and named else "")
        about = (self.formula.accessibleName(), self.status.text(), self.source.text())
        self.formula.setToolTip("\n".join(part for part in about if part))
        self.formula.setMenu(self._menu(model, state))
        self.against.show_state(state)

    def _menu(self, model: FundingModel | None, state: State) -> QMenu:
        menu, group = QMenu(self.formula), QActionGroup(self.formula)
        for each in sorted((preset(name) for name in preset_names()), key=lambda found: found.title):
            action = QAction(dated_title(each).replace("&", "&&"), group, checkable=True)
            action.setChecked(model is not None and each.model.id == model.model.id)
            action.setToolTip(tr(STATUS_WORDS[each.model.status]))
            action.triggered.connect(partial(self.chosen.emit, text_of(each)))
            menu.addAction(action)
        menu.addSeparator()
        self._files.fill(menu, figures=bool(state.plan.school_figures))
        menu.addSeparator()
        menu.addAction(tr("Take the model away"), partial(self.chosen.emit, ""))
        return menu

    def fold(self, low: bool) -> None:
        """In a low panel the words make room; the formula's tooltip has them as well."""
        self.status.setVisible(not low)
        self.source.setVisible(not low and bool(self.source.text()))

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        for each in (self.formula, self.against):
            each.set_palette(palette)
            each.set_text_scale(scale)
