"""What the pages on closing and merging share: a form, figures of the school that ends, what is missing, the table of
the schools that take its pupils in, and the buttons.

The page only draws: what it shows is worked out elsewhere, and what a person wants is announced.
"""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QResizeEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from piiri.i18n import tr
from piiri.model.plan import Plan
from piiri.publish.network_change import NetworkChange

from ..banner import announce
from ..palette import CAPTION, Palette
from ..typeset import apply_text_scale, text_label, typeset
from .change_rows import change_headings, change_line, facts
from .pages import Page
from .step_field import StepField
from .two_lines import TwoLineTable

LEFT_COLUMN = 112


class Shortage(QFrame):
    """Says that something is missing, and offers mends.

    Signals
    -------
    mended(str)
        The name of the mend that was chosen.
    """

    mended = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("box", "error")
        self.words = text_label("", wrap=True)
        self.words.setSizePolicy(self.words.sizePolicy().horizontalPolicy(), self.words.sizePolicy().Policy.Minimum)
        self._row = QHBoxLayout()
        self._row.setSpacing(8)
        self.buttons: dict[str, QPushButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 10, 8)
        column.setSpacing(6)
        column.addWidget(self.words)
        column.addLayout(self._row)
        self._row.addStretch(1)
        self.hide()

    def add_mend(self, name: str, text: str) -> QPushButton:
        """Add a way out; it is shown only where :meth:`show_words` names it."""
        button = QPushButton(text, self)
        button.setObjectName(name)
        typeset(button)
        button.clicked.connect(self._mend)
        self.buttons[name] = button
        self._row.insertWidget(len(self.buttons) - 1, button)
        return button

    def show_words(self, words: str, mends: tuple[str, ...] = ()) -> None:
        """Say what is missing, with some of the mends; nothing is shown for no words."""
        self.words.setText(words)
        self.setAccessibleName(words)
        for name, button in self.buttons.items():
            button.setVisible(name in mends)
        self.setVisible(bool(words))

    def _mend(self) -> None:
        sender = self.sender()
        assert sender is not None
        self.mended.emit(sender.objectName())


class ChangePage(Page):
    """A page on a school that ends.

    Signals
    -------
    opened(int)
        The page is asked for, on a school or −1.
    left()
        Another page comes.
    wished()
        The person has changed the form: :meth:`wish` of the page says what is wanted.
    kept()
        The person wants what is previewed.
    mended(str)
        A way out of what is missing.
    chosen(int)
        A school of the table.
    """

    opened = Signal(int)
    left = Signal()
    wished = Signal()
    kept = Signal()
    mended = Signal(str)
    chosen = Signal(int)

    def __init__(self, keep: str, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(palette, parent)
        self._palette, self._scale = palette, 1.0
        self.year = StepField(tr("From school year"), palette, self, years=True)
        self.year.changed.connect(self.wished)
        self.sentence: QLabel = text_label("", wrap=True)
        self.form = QWidget()
        self.rows = QFormLayout(self.form)
        self.rows.setContentsMargins(12, 10, 12, 8)
        self.rows.setHorizontalSpacing(8)
        self.rows.setVerticalSpacing(6)
        self.rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.shortage = Shortage(self)
        self.shortage.mended.connect(self.mended)
        self.facts = [
            (text_label("", tone="secondary"), text_label("", weight=QFont.Weight.DemiBold)) for _ in range(3)
        ]
        self.figures = QWidget()
        figures = QFormLayout(self.figures)
        figures.setContentsMargins(12, 2, 12, 8)
        figures.setVerticalSpacing(2)
        for name, value in self.facts:
            figures.addRow(name, value)
        self.heading = text_label(tr("Schools that take the pupils in"), weight=QFont.Weight.DemiBold)
        self.legend = text_label(tr("now, before underneath"), CAPTION, tone="secondary")
        self._titles = QWidget()
        titles = QHBoxLayout(self._titles)
        titles.setContentsMargins(12, 4, 12, 2)
        titles.addWidget(self.heading)
        titles.addWidget(self.legend, 1)
        self.table = TwoLineTable(tr("Schools that take the pupils in"), palette)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.chosen.connect(self.chosen)
        self.table.reached.connect(self._come_into_view)
        self._inside = inside = QFrame()
        inside.setProperty("box", "surface")
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(self.form)
        self._said = QWidget()
        said = QVBoxLayout(self._said)
        said.setContentsMargins(12, 8, 12, 8)
        said.setSpacing(6)
        said.addWidget(self.sentence)
        said.addWidget(self.shortage)
        self._below = said
        for each in (self.figures, self._said, self._titles, self.table):
            stack.addWidget(each)
        stack.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.setMinimumWidth(1)  # what is too wide is cut short; nothing is pushed out at the side
        self.area.setWidget(inside)
        self.column.addWidget(self.area, 1)
        self.column.addWidget(self._foot(keep))
        self.setFocusProxy(self.year)
        self.figures.hide()

    def _foot(self, keep: str) -> QWidget:
        foot = QFrame()
        foot.setProperty("box", "window")
        self.keep = QPushButton(keep)
        self.keep.setProperty("kind", "primary")
        self.keep.clicked.connect(self.kept)
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(self.head.back)
        self.state = text_label("", CAPTION, tone="secondary")
        row = QHBoxLayout(foot)
        row.setContentsMargins(12, 8, 12, 8)
        row.setSpacing(8)
        row.addWidget(self.state, 1)
        for button in (self.cancel, self.keep):
            typeset(button)
            row.addWidget(button)
        return foot

    def add_row(self, name: str, field: QWidget | None) -> QWidget | None:
        """Add a line to the form; without a field the name takes the whole line."""
        label = text_label(name, tone="secondary")
        if field is None:
            self.rows.addRow(label)
        else:
            label.setBuddy(field)
            self.rows.addRow(label, field)
        return field

    def order(self, *form: QWidget) -> None:
        """Let Tab go down the page: the form, the ways out, the table, the buttons."""
        stops = [self.head.button, *form, *self.shortage.buttons.values(), self.table, self.cancel, self.keep]
        for first, then in pairwise(stops):
            self.setTabOrder(first, then)

    def add_below(self, button: QPushButton) -> None:
        """Add a button under the sentence."""
        button.hide()
        self._below.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    # ------------------------------------------------------------------------------------------------ what is shown

    def open_for(self, school: int) -> None:
        self.opened.emit(school)

    def leave(self) -> None:
        self.left.emit()

    def show_sentence(self, words: str, *, form: bool = True) -> None:
        """Say one sentence in place of figures; without a form where there is nothing to choose."""
        self.sentence.setText(words)
        self.sentence.setVisible(bool(words))
        self.form.setVisible(form)
        self.keep.setVisible(form)
        self._said.setVisible(bool(words))
        self.shortage.show_words("")
        for each in (self.figures, self._titles, self.table):
            each.hide()
        self.keep.setEnabled(False)
        self.keep.setToolTip(words)
        self.state.setText("")
        if words:
            announce(self, words)

    def show_form(self) -> None:
        """Let the person choose; what is shown below stays until something else is worked out."""
        self.form.show()
        self.keep.show()

    def show_counting(self) -> None:
        """What is shown is about to be worked out anew."""
        self.keep.setEnabled(False)
        self.keep.setToolTip(tr("Being worked out."))
        self.state.setText(tr("Being worked out…"))

    def show_change(
        self, change: NetworkChange, plan: Plan, group: tuple[int, str], missing: str, mends: tuple[str, ...]
    ) -> None:
        """Show what the end of the school does.

        Parameters
        ----------
        change, plan
            The figures, and the plan that has the schools.
        group
            Index and name of the group whose share is shown; −1 for none.
        missing, mends
            What is missing in words, and the ways out to offer.
        """
        self.sentence.hide()
        for (name, value), (label, figure) in zip(self.facts, facts(change), strict=True):
            name.setText(label)
            value.setText(figure)
            value.setAccessibleName(f"{label}: {figure}")
        self.shortage.show_words(missing, mends)
        self._said.setVisible(bool(missing))
        lines = [change_line(each, plan.schools.index(each.school), group[0]) for each in change.receivers]
        self.table.show_lines(change_headings(group[1]), lines)
        some = bool(lines)
        self.figures.show()
        self._titles.setVisible(some)
        self.table.setVisible(some)
        self._fit_table()
        self.keep.setEnabled(True)
        self.keep.setToolTip("")
        self.state.setText(tr("Previewed; Esc drops it"))

    def _fit_table(self) -> None:
        high = self.table.horizontalHeader().height() + self.table.row_height * len(self.table.rows.lines) + 2
        self.table.setFixedHeight(high)

    def _come_into_view(self, _: int) -> None:
        at = self.table.visualRect(self.table.currentIndex()).center()
        place = self.table.viewport().mapTo(self._inside, at)
        self.area.ensureVisible(place.x(), place.y(), 0, self.table.row_height)

    # ------------------------------------------------------------------------------------------------ look

    def set_palette(self, palette: Palette) -> None:
        super().set_palette(palette)
        self._palette = palette
        self.year.set_palette(palette)
        self.table.set_look(palette, self._scale)

    def set_text_scale(self, scale: float) -> None:
        super().set_text_scale(scale)
        self._scale = min(max(scale, 1.0), 2.0)
        apply_text_scale(self, self._scale)
        self.year.set_text_scale(self._scale)
        self.table.set_look(self._palette, self._scale)
        self._fit_table()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.fit()
