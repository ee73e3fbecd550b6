"""The funding panel: a model's numbers to pull, what every school gets by it, and that the sum is the pot."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from piiri.edits import Edit, SetFundingModel, SetFundingNumber
from piiri.errors import EditRejected
from piiri.i18n import number, tr
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import Palette
from ..typeset import Weight, text_label, typeset
from .controls import IconButton, letters
from .funding_cells import beside_words
from .funding_choice import FundingChoice
from .funding_files import FundingFiles
from .funding_head import FundingHead
from .funding_key import FundingKey, OrderPick
from .funding_numbers import NumberList
from .funding_pages import FundingPages
from .funding_rows import Against, FundingRows, funding_rows
from .funding_sum import FundingSum, PotLine
from .funding_table import FundingTable
from .funding_why import WhyPage
from .page_parts import Problem, caption, lay_ground

SIDE, LOW, TWO_COLUMNS = 12, 420, 600
"""Logical pixels: at the sides; the height below which words make room; the width from which two columns stand."""


class FundingPanel(QWidget):
    """Money by need.

    Parameters
    ----------
    bridge
        Announces the states, previews and keeps edits.
    attention
        Which school is looked at.
    palette
        The theme.
    """

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._attention, self._palette = bridge, attention, palette
        self._state = bridge.state
        self._scale = 1.0
        self._stale = True
        self._wide = self._explains = False
        self._edit: Edit | None = None
        self._refusal = ""
        self.setAccessibleName(tr("Funding"))
        self.choice = FundingChoice(palette, self)
        self.files = FundingFiles(self)
        self.head = FundingHead(self.files, palette, self)
        self.against = self.head.against
        self.numbers = NumberList(palette, self)
        self.refused = Problem(palette, self)
        self.shared = text_label("", weight=Weight.DemiBold, wrap=True)
        self.moved = caption("")
        self.borders = caption("")
        self.notes = caption("")
        self.table = FundingTable(attention, palette, self)
        self.key = FundingKey(self.table, palette, self)
        self.order = OrderPick(self.table, palette, self)
        self.sum = FundingSum(self.table, palette, self)
        self.pot = PotLine(palette, self)
        self.why = QPushButton()
        self.why.setProperty("kind", "link")
        typeset(self.why)
        self.copy = IconButton("copy", tr("Copy the table"), palette, "Ctrl+C", self)
        self.page = WhyPage(bridge, palette, self)
        self._build()
        self.page.head.back.connect(self.go_back)
        for each in (self.choice, self.head):
            each.chosen.connect(self._set_model)
        self.choice.offer(self.files)
        self.files.read.connect(self._commit)
        self.files.failed.connect(self._say)
        self.numbers.moved.connect(self._preview)
        self.numbers.kept.connect(self._keep)
        self.numbers.dropped.connect(self._drop)
        self.table.chosen.connect(attention.set_target)
        self.table.why_asked.connect(self.explain)
        self.table.reached.connect(self._follow)
        self.against.chosen.connect(self._refresh_all)
        self.copy.clicked.connect(self.table.copy)
        self.why.clicked.connect(self._explain_current)
        bridge.rejected.connect(self._refuse)
        bridge.changed.connect(self.show_state)
        attention.target_changed.connect(self._follow)
        self.set_palette(palette)
        self._refresh()

    def _build(self) -> None:
        self.body = QWidget(self)
        sums = QVBoxLayout()
        sums.setContentsMargins(SIDE, 2, 8, 2)
        sums.setSpacing(1)
        for each in (self.refused, self.shared, self.moved, self.borders, self.notes):
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # no word widens the panel
            policy.setHeightForWidth(True)
            each.setSizePolicy(policy)
        line = QHBoxLayout()
        line.setSpacing(4)
        line.addWidget(self.moved, 1)
        line.addWidget(self.order)
        line.addWidget(self.copy)
        sums.addWidget(self.refused)
        sums.addWidget(self.shared)
        sums.addLayout(line)
        sums.addWidget(self.borders)
        sums.addWidget(self.notes)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 2, 8, 4)
        foot.addWidget(self.pot, 1)
        foot.addWidget(self.why)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.table, 1)
        left.addWidget(self.sum)
        left.addLayout(foot)
        self._beside = QHBoxLayout()  # the table, and in a wide panel the ledger
        self._beside.setSpacing(1)
        self._beside.addLayout(left, 5)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.numbers)
        column.addLayout(sums)
        column.addWidget(self.key)
        column.addLayout(self._beside, 1)
        self._none = QWidget(self.body)  # takes what the table leaves while there is none
        column.addWidget(self._none)
        self._pages = QStackedLayout(self)
        self._pages.setContentsMargins(0, 0, 0, 0)
        self._pages.addWidget(self.choice)
        self._pages.addWidget(self.body)
        self._pages.addWidget(self.page)
        self.more = FundingPages(
            self._pages,
            self._bridge,
            self._attention,
            self._palette,
            why=self.page,
            files=self.files,
            explain=self.explain,
            go_back=self.go_back,
        )
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self.page)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.go_back)

    # ------------------------------------------------------------------------------------------------ what is shown
    def show_state(self, state: State) -> None:
        """Show a state; nothing is counted while the panel is not seen."""
        self._state, self._stale = state, True
        if not state.provisional:
            self._edit = None
        if self.isVisible():
            self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def _refresh_all(self) -> None:
        self._refresh(back=True)

    def _refresh(self, back: bool = False) -> None:
        self._stale = False
        state = self._state
        if self.more.stays(state, back):
            return
        kept = self._bridge.session.committed
        if not state.plan.funding:
            self._explains = False
            if not state.provisional:
                self.choice.show_state(state)
            self._pages.setCurrentWidget(self.choice)
            self.setFocusProxy(self.choice)
            return
        self._explains = self._explains and self.page.show_state(state)
        if self._explains and not self._wide and not back:
            self._pages.setCurrentWidget(self.page)
            return
        self._pages.setCurrentWidget(self.body)
        if self._wide:
            self.page.setVisible(self._explains)
        self.setFocusProxy(self.table)
        funding = state.funding
        assert funding is not None
        before = kept.funding.model if state.provisional and kept.funding is not None else None
        if funding.model is not None:
            self.numbers.show_model(funding.model, before)
        self.numbers.setVisible(funding.model is not None)
        if not state.provisional:
            self.head.show_model(funding.model, state)
        rows = funding_rows(state, kept, self.against.key)
        self.table.money.against = self.against.key
        self.table.money.show_rows(rows)
        for each in (self.table, self.order, self.copy, self.sum, self.pot):
            each.setVisible(rows is not None)
        self._none.setVisible(rows is None)
        self.shared.setVisible(rows is None)
        self.notes.setVisible(rows is not None and bool(rows.allocation.notes))
        if rows is not None:
            self.moved.setText(self._moved_words(rows))
            line, sentences = beside_words(rows)
            self.borders.setText(line)
            self.borders.setToolTip(sentences)
            self.borders.setAccessibleDescription(sentences)
            self.pot.show_rows(rows)
            self.notes.setText("\n".join(note.sentence for note in rows.allocation.notes))
        elif funding.problem is not None:
            self.shared.setText(tr("The model cannot be counted yet."))
            self.moved.setText(funding.problem.sentence)
        self._fold(rows)
        if not state.provisional:
            self.refused.say("")
            self.table.arrange()
            self.key.refresh()
            self.order.refresh()
        self._name_why()

    def _moved_words(self, rows: FundingRows) -> str:
        if not rows.known.any():
            return tr("Nothing to compare with.")
        words = {"gain": number(rows.gainers), "lose": number(rows.losers)}
        return tr("{moved} moved: {gain} gain, {lose} lose", moved=rows.exact(rows.moved), **words)

    def compare_with(self, against: Against) -> None:
        """Choose what amounts are compared with."""
        self.against.choose(against)

    # ------------------------------------------------------------------------------------------------ why
    def _name_why(self) -> None:
        school, rows = self.table.current_school, self.table.money.rows
        row = self.table.money.row_of(school)
        if rows is None or row < 0:
            self.why.setEnabled(False)
            self.why.setText(tr("Why?"))
            self.why.setToolTip(tr("Choose a school."))
            return
        at = self.table.money.at(row)
        self.why.setEnabled(True)
        amount = rows.exact(rows.allocation.amounts[at])
        self.why.setText(tr("Why {amount}?", amount=amount))
        self.why.setToolTip(tr(rows.names[at]))
        self.why.setAccessibleName(tr("Why does {school} get {amount}?", school=tr(rows.names[at]), amount=amount))

    def _explain_current(self) -> None:
        if self.table.current_school >= 0:
            self.explain(self.table.current_school)

    def _follow(self) -> None:
        """Another row or target: the ledger beside the table is that school's."""
        self._name_why()
        school = self.table.current_school
        if self._wide and self._explains and school not in (-1, self.page.school):
            self.page.open_for(school)

    def explain(self, school: int) -> None:
        """Show the ledger of a school: beside the table where there is room, else in its place."""
        self._explains = True
        self.page.open_for(school)
        if self._wide:
            self._pages.setCurrentWidget(self.body)
            self.setFocusProxy(self.table)
            self.page.show()
            self.table.arrange()
            row = self.table.money.row_of(school)
            if row >= 0:
                self.table.setCurrentIndex(self.table.money.index(row, 0))
            return
        self._pages.setCurrentWidget(self.page)
        self.setFocusProxy(self.page)
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        """Show the money of all schools again; a ledger beside the table stays where another page was left."""
        turned = self.more.shown is not None
        if self._explains or turned:
            school = self.page.school
            self._explains = self._explains and turned and self._wide
            self._refresh(back=True)
            row = self.table.money.row_of(school)
            if row >= 0:
                self.table.setCurrentIndex(self.table.money.index(row, 0))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------------------------------------ edits
    def _set_model(self, text: str) -> None:
        self._commit(SetFundingModel(text))

    def _commit(self, edit: Edit) -> None:
        """Keep an edit; where the plan cannot take it, say why."""
        self._edit, self._refusal = edit, ""
        self._say("")
        if not self._bridge.commit(edit):
            self._say(self._refusal)  # the state that was gone back to has taken the sentence away
        self._edit = None

    def _say(self, sentence: str) -> None:
        here = self.choice.problem if self._pages.currentWidget() is self.choice else self.refused
        here.say(sentence)

    def _preview(self, path: tuple[str, ...], value: str) -> None:
        self._edit = SetFundingNumber(path, value)
        self._bridge.preview(self._edit)

    def _keep(self, path: tuple[str, ...], value: str) -> None:
        self._commit(SetFundingNumber(path, value))

    def _drop(self) -> None:
        self._edit = None
        self._bridge.cancel()

    def _refuse(self, rejection: EditRejected) -> None:
        if self._edit is not None:
            self._refusal = rejection.sentence
            self._say(rejection.sentence)

    # ------------------------------------------------------------------------------------------------ look
    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        lay_ground(self, palette)
        for each in (self.order, self.copy):
            each.set_palette(palette)
        self._set_look()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        self._scale = scale
        for each in (self.order, self.copy):
            each.set_text_scale(scale)
        self._set_look()

    def _set_look(self) -> None:
        self.choice.set_look(self._palette, self._scale)
        self.head.set_look(self._palette, self._scale)
        self.page.set_palette(self._palette)
        self.page.set_text_scale(self._scale)
        self.more.set_look(self._palette, self._scale)
        self.numbers.set_look(self._palette, self._scale)
        self.refused.set_palette(self._palette, self._scale)
        self.table.set_look(self._palette, letters(self._scale))
        for each in (self.key, self.sum, self.pot):
            each.set_look(self._palette, letters(self._scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._widen(self.width() >= round(TWO_COLUMNS * self._scale))
        self.numbers.set_room(self.height() * 26 // 100)
        self._fold(self.table.money.rows)

    def _widen(self, wide: bool) -> None:
        """In a wide panel the numbers stand in two columns and the ledger beside the table."""
        if wide == self._wide:
            return
        self._wide = wide
        self.numbers.set_columns(2 if wide else 1)
        if wide:
            self._pages.removeWidget(self.page)
            self._beside.addWidget(self.page, 4)
        else:
            self._beside.removeWidget(self.page)
            self._pages.addWidget(self.page)
        if self.isVisible():
            self._refresh()

    def _fold(self, rows: FundingRows | None) -> None:
        """In a low panel the lines that tooltips and the tile of money say as well make room."""
        low = self.height() < round(LOW * self._scale)
        self.head.fold(low)
        self.moved.setVisible(not low or rows is None)
        self.borders.setVisible(not low and rows is not None and rows.beside is not None)
        self.key.setVisible(not low and rows is not None)
        self.why.setVisible(not low and rows is not None)  # Enter does the same

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._palette.surface)
