"""The page on which a school is closed: from when, and by which rule its blocks go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from piiri.i18n import tr, trn

from ..palette import Palette
from ..typeset import text_label, typeset
from .change_page import ChangePage

_SHOWN = 5
"""Lines of the list of schools that are seen at once."""


@dataclass(frozen=True, slots=True)
class ClosingWish:
    """What the form says: year, rule (``"nearest"``, ``"within_places"``, ``"named"``), ids of the named schools."""

    year: int
    rule: str
    to: tuple[str, ...]


class ClosingPage(ChangePage):
    """Closes a school.

    Signals
    -------
    reopened()
        The closed school shall stay open.
    """

    reopened = Signal()

    def __init__(self, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(tr("Close the school"), palette, parent)
        self.setAccessibleName(tr("Close a school"))
        self.add_row(tr("From school year"), self.year)
        self.rules = QButtonGroup(self)
        self.rules.setExclusive(True)
        self.rule_buttons: dict[str, QPushButton] = {}
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for name, text, tip, kind, share in (
            ("nearest", tr("Nearest"), tr("Every block goes to the nearest school, full or not."), "left", 3),
            (
                "within_places",
                tr("Within places"),
                tr("The shortest ways in all that keep to the free places, worked out exactly."),
                "middle",
                4,
            ),
            ("named", tr("To named ones"), tr("Every block goes to the nearest of the schools you name."), "right", 4),
        ):
            button = QPushButton(text)
            button.setCheckable(True)
            button.setProperty("kind", kind)
            button.setToolTip(tip)
            button.setAccessibleDescription(tip)
            button.setObjectName(name)
            typeset(button)
            self.rules.addButton(button)
            self.rule_buttons[name] = button
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            row.addWidget(button, share)
        self._rules = QWidget()
        self._rules.setLayout(row)
        self._rules.setAccessibleName(tr("Where its blocks go"))
        self.rows.addRow(self._rules)
        self.rule_buttons["nearest"].setChecked(True)
        self.rules.buttonClicked.connect(self._rule_chosen)
        self.schools = QListWidget()
        self.schools.setAccessibleName(tr("Schools that receive"))
        self.schools.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.schools.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.schools.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.schools.itemChanged.connect(self._schools_chosen)
        typeset(self.schools)
        self.named = text_label("", tone="secondary")
        self.rows.addRow(self.named, self.schools)
        self.reopen = QPushButton(tr("Reopen the school"))
        typeset(self.reopen)
        self.reopen.clicked.connect(self.reopened)
        self.add_below(self.reopen)
        self.shortage.add_mend("raise", tr("Add the places")).setToolTip(
            tr("The receiving schools get the places that are missing, in the same step.")
        )
        self.shortage.add_mend("within_places", tr("Within places"))
        self.shortage.add_mend("show", tr("Show the blocks"))
        self.order(self.year.box, *self.rule_buttons.values(), self.schools, self.reopen)
        self._show_list()

    @property
    def rule(self) -> str:
        """The rule that is chosen."""
        return next(name for name, button in self.rule_buttons.items() if button.isChecked())

    @property
    def wish(self) -> ClosingWish:
        """What the form says."""
        items = [self.schools.item(row) for row in range(self.schools.count())]
        to = tuple(
            str(each.data(Qt.ItemDataRole.UserRole)) for each in items if each.checkState() == Qt.CheckState.Checked
        )
        rule = self.rule
        return ClosingWish(self.year.value, rule, to if rule == "named" else ())

    def set_rule(self, rule: str) -> None:
        """Choose a rule, as a person does."""
        self.rule_buttons[rule].setChecked(True)
        self._rule_chosen()

    def show_school(self, name: str, year: int, others: Sequence[tuple[str, str, bool]]) -> None:
        """Begin with a school.

        Parameters
        ----------
        name
            Its name.
        year
            The first school year without it.
        others
            Id and words of each school that could receive, the nearest first, and whether it is named.
        """
        self.head.set_title(tr("Close {school}", school=name))
        self.year.set_value(year)
        self.schools.blockSignals(True)
        self.schools.clear()
        for key, words, named in others:
            item = QListWidgetItem(words)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if named else Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setToolTip(words)
            self.schools.addItem(item)
        self.schools.blockSignals(False)
        self._show_list()

    def show_sentence(self, words: str, *, form: bool = True) -> None:
        self.reopen.hide()
        self.setFocusProxy(self.year)
        super().show_sentence(words, form=form)

    def offer_reopening(self) -> None:
        """The school is closed: it can stay open."""
        self.reopen.show()
        self.setFocusProxy(self.reopen)

    def _rule_chosen(self) -> None:
        self._show_list()
        self.wished.emit()

    def _schools_chosen(self) -> None:
        self._count_named()
        self.wished.emit()

    def _count_named(self) -> None:
        n = sum(self.schools.item(row).checkState() == Qt.CheckState.Checked for row in range(self.schools.count()))
        self.named.setText(trn("{n} named", "{n} named", n))

    def _show_list(self) -> None:
        high = round(24 * self._scale)
        for row in range(self.schools.count()):
            self.schools.item(row).setSizeHint(QSize(0, high))
        self.schools.setFixedHeight(high * min(max(self.schools.count(), 2), _SHOWN) + 4)
        self._count_named()
        self.rows.setRowVisible(self.schools, self.rule == "named")

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self._show_list()
