"""The row above each map: which plan it shows, and what differs in it, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QWidget

from piiri.i18n import tr

from ..palette import Palette
from ..panels.controls import IconButton, PickButton, letters
from ..panels.lettering import CENTRE
from ..typeset import ElidedLabel


class Letter(QWidget):
    """The letter of a plan in a box."""

    def __init__(self, letter: str, palette: Palette) -> None:
        super().__init__()
        self._letter = letter
        self.set_look(palette, 1.0)

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self._colours, self._letters = palette, letters(scale)
        self.setFixedSize(QSize(self._letters.px(20), self._letters.px(20)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colours.text, 1))
        painter.setBrush(self._colours.surface)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        self._letters.body_bold.draw(painter, QRectF(self.rect()), self._letter, self._colours.text, CENTRE)


class PlanHead(QFrame):
    """One plan's row.

    Signals
    -------
    plan_chosen(str)
        Another plan was picked.
    add_asked(), remove_asked()
        A third plan beside these, or this one away.
    """

    plan_chosen = Signal(str)
    add_asked = Signal()
    remove_asked = Signal()

    def __init__(self, letter: str, palette: Palette) -> None:
        super().__init__()
        self.letter = letter
        self.setProperty("box", "surface")
        self._letter = Letter(letter, palette)
        self.pick = PickButton("", palette, self)
        self.pick.setMenu(QMenu(self.pick))
        self.pick.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._said = ElidedLabel("", tone="secondary")
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.add = IconButton("in", tr("Compare a third plan"), palette, "", self)
        self.add.clicked.connect(self.add_asked)
        self.remove = IconButton("close", tr("Compare without plan {letter}", letter=letter), palette, "", self)
        self.remove.clicked.connect(self.remove_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 6, 3)
        row.setSpacing(8)
        row.addWidget(self._letter)
        row.addWidget(self.pick, 3)
        row.addWidget(self._said, 4)
        row.addWidget(self.add)
        row.addWidget(self.remove)
        for button in (self.add, self.remove):
            button.hide()

    def show_plans(self, plans: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer plans (key and name) and show the chosen one."""
        menu = self.pick.menu()
        menu.clear()
        group = QActionGroup(menu)
        for key, title in plans:
            action = QAction(title.replace("&", "&&"), group, checkable=True, checked=key == chosen)
            action.setData(key)
            menu.addAction(action)
        group.triggered.connect(self._choose)
        self.pick.set_value(dict(plans).get(chosen, chosen))
        self.pick.setAccessibleName(tr("Plan {letter}: {plan}", letter=self.letter, plan=dict(plans).get(chosen, "")))

    def _choose(self, action: QAction) -> None:
        self.plan_chosen.emit(str(action.data()))

    def say(self, text: str) -> None:
        """Say what differs in this plan."""
        self._said.setText(text)

    @property
    def said(self) -> str:
        """What is said of the plan."""
        return self._said.text()

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self._letter.set_look(palette, scale)
        for widget in (self.pick, self.add, self.remove):
            widget.set_palette(palette)
            widget.set_text_scale(scale)
        self._said.setFont(letters(scale).caption.font)
