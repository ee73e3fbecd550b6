"""What the money is compared with: another plan, the start of this one, last year, the same for all pupils."""

from __future__ import annotations

from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from piiri.i18n import tr
from piiri.session import State
from piiri.tree import PlanNode

from ..palette import Palette
from .controls import PickButton
from .funding_rows import Against, knows_last_year


class PlansToCompare(Protocol):
    """The plans of a project, as far as one can be chosen to compare with."""

    changed: Any

    @property
    def living(self) -> tuple[PlanNode, ...]: ...

    @property
    def active(self) -> int: ...

    @property
    def compared(self) -> int | None: ...

    def compare_with(self, number: int | None) -> None: ...


class AgainstPick(PickButton):
    """The field with its menu.

    Signals
    -------
    chosen()
        Something else was chosen.
    """

    chosen = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(tr("Against:"), palette, parent)
        self.key: Against = "plan"
        self._book: PlansToCompare | None = None
        self._names: dict[Against, str] = {}
        self.setMenu(QMenu(self))

    def set_book(self, book: PlansToCompare) -> None:
        """Offer the other plans of the project as well."""
        self._book = book
        book.changed.connect(self._fill)
        self._fill()

    def choose(self, key: Against) -> None:
        """Compare with something else; what there is no data for is passed over."""
        if key in self._names:
            self.key = key
            self.set_value(self._names[key])
            self._fill()
            self.chosen.emit()

    def show_state(self, state: State) -> None:
        """Offer what there is data for."""
        names: dict[Against, str] = {"plan": tr(state.before_plan.name)}
        if state.before_plan is not state.history.start:
            names["start"] = tr("The start of the plan")
        funding = state.funding
        if funding is not None and funding.allocation is not None and knows_last_year(funding.allocation):
            names["last"] = tr("Last year")
        names["flat"] = tr("Same for all pupils")
        self._names = names
        if self.key not in names:
            self.key = "plan"
        self.set_value(names[self.key])
        self._fill()

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        group = QActionGroup(menu)
        for key, name in self._names.items():
            action = menu.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(key == self.key)
            action.triggered.connect(partial(self.choose, key))
            group.addAction(action)
        book = self._book
        others = [n for n in book.living if n.number not in (book.active, book.compared)] if book is not None else []
        if others:
            menu.addSeparator()
        for node in others:
            text = tr("Another plan: {plan}", plan=tr(node.name))
            menu.addAction(text.replace("&", "&&")).triggered.connect(partial(self._compare, node.number))

    def _compare(self, number: int) -> None:
        """Compare everything, not the money alone, with another plan: two things to compare with would mislead."""
        assert self._book is not None
        self.key = "plan"
        self._book.compare_with(number)
