"""The row above each map: which plan it shows, and what differs in it, in words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QSizePolicy, QWidget

from piiri.compare import Comparison
from piiri.i18n import tr, trn
from piiri.indicators import at_least

from ..palette import Palette
from ..panels.controls import IconButton, PickButton, letters
from ..panels.lettering import CENTRE
from ..typeset import ElidedLabel
from .maps import LETTERS
from .source import PlanSource


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

    def say(self, text: str, spoken: str) -> None:
        """Say what differs in this plan, as it is written and as it is read out."""
        self._said.setText(text)
        self._said.setAccessibleName(spoken)

    @property
    def written(self) -> str:
        """What is said of the plan, as it is written."""
        return self._said.text()

    @property
    def said(self) -> str:
        """What is said of the plan, as it is read out."""
        return self._said.accessibleName()

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        self._letter.set_look(palette, scale)
        for widget in (self.pick, self.add, self.remove):
            widget.set_palette(palette)
            widget.set_text_scale(scale)
        self._said.setFont(letters(scale).caption.font)


class PlanHeads(QWidget):
    """The rows of all plans, and which plans they are.

    Parameters
    ----------
    source
        The plans that can be chosen.
    chosen
        Keys of the plans to begin with, two or three.

    Signals
    -------
    changed()
        Other plans were chosen.
    """

    changed = Signal()

    def __init__(self, source: PlanSource, chosen: tuple[str, ...], palette: Palette) -> None:
        super().__init__()
        self._source = source
        self.chosen = chosen
        self.heads = [PlanHead(letter, palette) for letter in LETTERS]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for head in self.heads:
            row.addWidget(head, 1)
            head.plan_chosen.connect(self._choose_plan)
            head.add_asked.connect(self._add_plan)
            head.remove_asked.connect(self._remove_plan)
        self._show()

    def choose(self, chosen: tuple[str, ...]) -> None:
        """Choose two or three plans."""
        if chosen != self.chosen:
            self.chosen = chosen
            self._show()
            self.changed.emit()

    def keep_what_is_there(self) -> None:
        """Let go of plans that are no longer to be had; others take their place, so that there are two."""
        names = self._source.names()
        kept = tuple(name for name in self.chosen if name in names)
        free = [name for name in names if name not in kept]
        self.chosen = (*kept, *free[: max(0, 2 - len(kept))])
        self._show()

    def _show(self) -> None:
        names, count = self._source.names(), len(self.chosen)
        offered = [(name, self._source.title(name)) for name in names]
        for position, head in enumerate(self.heads):
            head.setVisible(position < count)
            head.add.setVisible(position == count - 1 == 1 and len(names) > 2)
            head.remove.setVisible(count == 3 and position > 0)
            if position < count:
                head.show_plans(offered, self.chosen[position])

    def _position(self) -> int:
        return self.heads.index(self.sender())  # type: ignore[arg-type]  # only heads are connected

    def _choose_plan(self, name: str) -> None:
        chosen, at = list(self.chosen), self._position()
        if name in chosen:  # the two change places
            chosen[chosen.index(name)] = chosen[at]
        chosen[at] = name
        self.choose(tuple(chosen))

    def _add_plan(self) -> None:
        free = [name for name in self._source.names() if name not in self.chosen]
        if free and len(self.chosen) < len(LETTERS):
            self.choose((*self.chosen, free[0]))

    def _remove_plan(self) -> None:
        at = self._position()
        self.choose((*self.chosen[:at], *self.chosen[at + 1 :]))

    def set_look(self, palette: Palette, scale: float) -> None:
        """Draw in another theme and text scale."""
        for head in self.heads:
            head.set_look(palette, scale)


def head_words(comparison: Comparison, stage: int) -> list[tuple[str, str]]:
    """Return what is said above each plan, as it is written and as it is read out.

    ``stage``: whose figures, −1 for all together.
    """
    found = []
    for position, each in enumerate(comparison.plans):
        parts = []
        if position:
            n, cells = _count_of(comparison, "changed_pupils", position, stage)
            few = trn("{n} changes school", "{n} change school", n)
            least = trn("at least {n} changes school", "at least {n} change school", n)
            parts.append((at_least.sign(few, cells), least if cells else few))
        if len(comparison.plans) == 2:  # three leave no room for it; it stands among the figures
            n, cells = _count_of(comparison, "schools_over_capacity", position, stage)
            few = trn("{n} school over capacity", "{n} schools over capacity", n)
            least = trn("at least {n} school over capacity", "at least {n} schools over capacity", n)
            parts.append((at_least.sign(few, cells), least if cells else few))
        problems = trn("{n} problem", "{n} problems", len(each.problems))
        written, spoken = (", ".join(words) for words in zip(*parts, (problems, problems), strict=True))
        found.append((written, spoken))
    return found


def _count_of(comparison: Comparison, key: str, position: int, stage: int) -> tuple[int, float]:
    """A count of a plan, and how many cells behind it are not told."""
    totals = comparison.totals
    at = position, stage, totals.index(key)
    return int(totals.values[at]), totals.untold.at(*at)[0]
