"""The funding panel: a model's numbers to pull, what every school gets by it, and that the sum is the pot."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from piiri.edits import Edit, SetFundingModel, SetFundingNumber
from piiri.errors import EditRejected
from piiri.funding import FundingModel, preset, preset_names
from piiri.funding.terms import STATUS_WORDS
from piiri.funding.texts import text_of
from piiri.i18n import tr, trn
from piiri.session import State

from ..bridge import Attention, Bridge
from ..palette import CAPTION, Palette
from ..typeset import ElidedLabel, Weight, text_label, typeset
from .controls import IconButton, PickButton, letters
from .funding_choice import FundingChoice, dated_title
from .funding_files import FundingFiles
from .funding_numbers import NumberList
from .funding_pages import FundingPages
from .funding_rows import Against, funding_rows, knows_last_year, pot_words
from .funding_table import FundingTable
from .funding_why import WhyPage
from .page_parts import Problem, caption, lay_ground

SIDE, LOW = 12, 420


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
        self._against: Against = "plan"
        self._edit: Edit | None = None
        self._refusal = ""
        self.setAccessibleName(tr("Funding"))
        self.choice = FundingChoice(palette, self)
        self.formula = PickButton(tr("Formula:"), palette, self)
        self.against = PickButton(tr("Against:"), palette, self)
        self.status = ElidedLabel("", CAPTION, tone="secondary")
        self.source = ElidedLabel("", CAPTION, tone="secondary")
        self.numbers = NumberList(palette, self)
        self.refused = Problem(palette, self)
        self.shared = text_label("", weight=Weight.DemiBold, wrap=True)
        self.moved = caption("")
        self.notes = caption("")
        self.table = FundingTable(attention, palette, self)
        self.why = QPushButton()
        self.why.setProperty("kind", "link")
        typeset(self.why)
        self.copy = IconButton("copy", tr("Copy the table"), palette, "Ctrl+C", self)
        self.files = FundingFiles(self)
        self.page = WhyPage(bridge, palette, self)
        self._build()
        self.page.head.back.connect(self.go_back)
        self.choice.chosen.connect(self._set_model)
        self.choice.offer(self.files)
        self.files.read.connect(self._commit)
        self.files.failed.connect(self._say)
        self.numbers.moved.connect(self._preview)
        self.numbers.kept.connect(self._keep)
        self.numbers.dropped.connect(self._drop)
        self.table.chosen.connect(attention.set_target)
        self.table.why_asked.connect(self.explain)
        self.table.reached.connect(self._name_why)
        self.copy.clicked.connect(self.table.copy)
        self.why.clicked.connect(self._explain_current)
        bridge.rejected.connect(self._refuse)
        bridge.changed.connect(self.show_state)
        attention.target_changed.connect(self._name_why)
        self.set_palette(palette)
        self._refresh()

    def _build(self) -> None:
        self.body = QWidget(self)
        head = QHBoxLayout()
        head.setContentsMargins(SIDE, 6, SIDE, 2)
        head.setSpacing(8)
        for button in (self.formula, self.against):
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        head.addWidget(self.formula, 3)
        head.addWidget(self.against, 2)
        words = QVBoxLayout()
        words.setContentsMargins(SIDE, 2, SIDE, 4)
        words.setSpacing(1)
        words.addWidget(self.status)
        words.addWidget(self.source)
        sums = QVBoxLayout()
        sums.setContentsMargins(SIDE, 4, SIDE, 6)
        sums.setSpacing(1)
        for each in (self.refused, self.shared, self.moved, self.notes):
            policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # no word widens the panel
            policy.setHeightForWidth(True)
            each.setSizePolicy(policy)
            sums.addWidget(each)
        foot = QHBoxLayout()
        foot.setContentsMargins(8, 2, 8, 2)
        foot.addWidget(self.why)
        foot.addStretch(1)
        foot.addWidget(self.copy)
        column = QVBoxLayout(self.body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(words)
        column.addWidget(self.numbers)
        column.addLayout(sums)
        column.addWidget(self.table, 1)
        column.addLayout(foot)
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

    def _refresh(self, back: bool = False) -> None:
        self._stale = False
        state = self._state
        if self.more.stays(state, back):
            return
        kept = self._bridge.session.committed
        if not state.plan.funding:
            if not state.provisional:
                self.choice.show_state(state)
            self._pages.setCurrentWidget(self.choice)
            self.setFocusProxy(self.choice)
            return
        if not back and self._pages.currentWidget() is self.page and self.page.show_state(state):
            return
        self._pages.setCurrentWidget(self.body)
        self.setFocusProxy(self.table)
        funding = state.funding
        assert funding is not None
        before = kept.funding.model if state.provisional and kept.funding is not None else None
        if funding.model is not None:
            self.numbers.show_model(funding.model, before)
        self.numbers.setVisible(funding.model is not None)
        rows = funding_rows(state, kept, self._against)
        self.table.money.against = self._against
        self.table.money.show_rows(rows)
        self.table.setVisible(rows is not None)
        self._none.setVisible(rows is None)
        if rows is not None:
            total, pot = pot_words(rows)
            if pot == total:
                said = tr("Shared out to the cent: {total}, the whole pot", total=total)
            elif pot:
                said = tr("Shared out: {total} of a pot of {pot}", total=total, pot=pot)
            else:
                said = tr("Shared out: {total}; the model has no pot", total=total)
            self.shared.setText(said)
            self.moved.setText(
                self._moved_words(rows.exact(rows.moved), rows.gainers, rows.losers, bool(rows.known.any()))
            )
            self.notes.setText("\n".join(note.sentence for note in rows.allocation.notes))
            self.notes.setVisible(bool(rows.allocation.notes))
        elif funding.problem is not None:
            self.shared.setText(tr("The model cannot be counted yet."))
            self.moved.setText(funding.problem.sentence)
            self.notes.hide()
        if not state.provisional:
            self.refused.say("")
            self._show_head(funding.model)
            self._fold()
            self.table.arrange()
        self._name_why()

    def _moved_words(self, moved: str, gainers: int, losers: int, known: bool) -> str:
        if not known:
            return tr("Nothing to compare with.")
        gain = trn("{n} school gains", "{n} schools gain", gainers)
        lose = trn("{n} loses", "{n} lose", losers)
        return tr("{moved} moved: {gain}, {lose}", moved=moved, gain=gain, lose=lose)

    def _show_head(self, model: FundingModel | None) -> None:
        head = model.model if model is not None else None
        self.formula.set_value(dated_title(model) if model is not None else tr("not readable"))
        self.status.setText(tr(STATUS_WORDS[head.status]) if head is not None else "")
        self.source.setText(
            tr("Source: {source}", source=str(head.source)) if head is not None and str(head.source) else ""
        )
        about = (self.formula.accessibleName(), self.status.text(), self.source.text())
        self.formula.setToolTip("\n".join(part for part in about if part))
        self.formula.setMenu(self._formula_menu(model))
        self.against.setMenu(self._against_menu())
        self.against.set_value(dict(self._comparisons())[self._against])

    def _formula_menu(self, model: FundingModel | None) -> QMenu:
        menu, group = QMenu(self.formula), QActionGroup(self.formula)
        for each in sorted((preset(name) for name in preset_names()), key=lambda found: found.title):
            action = QAction(dated_title(each).replace("&", "&&"), group, checkable=True)
            action.setChecked(model is not None and each.model.id == model.model.id)
            action.setToolTip(tr(STATUS_WORDS[each.model.status]))
            action.triggered.connect(partial(self._set_model, text_of(each)))
            menu.addAction(action)
        menu.addSeparator()
        self.files.fill(menu, figures=bool(self._state.plan.school_figures))
        menu.addSeparator()
        menu.addAction(tr("Take the model away"), partial(self._set_model, ""))
        return menu

    def _comparisons(self) -> list[tuple[Against, str]]:
        found: list[tuple[Against, str]] = [("plan", tr(self._state.before_plan.name))]
        funding = self._state.funding
        if funding is not None and funding.allocation is not None and knows_last_year(funding.allocation):
            found.append(("last", tr("Last year")))
        elif self._against == "last":
            self._against = "plan"
        return [*found, ("flat", tr("Same for all pupils"))]

    def _against_menu(self) -> QMenu:
        menu, group = QMenu(self.against), QActionGroup(self.against)
        for key, name in self._comparisons():
            action = QAction(name.replace("&", "&&"), group, checkable=True, checked=key == self._against)
            action.triggered.connect(partial(self.compare_with, key))
            menu.addAction(action)
        return menu

    def compare_with(self, against: Against) -> None:
        """Choose what amounts are compared with."""
        self._against = against
        self._refresh()

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

    def explain(self, school: int) -> None:
        """Show the ledger of a school."""
        self.page.open_for(school)
        self._pages.setCurrentWidget(self.page)
        self.setFocusProxy(self.page)
        self.page.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_back(self) -> None:
        """Show the money of all schools again."""
        if self._pages.currentWidget() is self.page or self.more.shown is not None:
            school = self.page.school
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
        for each in (self.formula, self.against, self.copy):
            each.set_palette(palette)
        self._set_look()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        self._scale = scale
        for each in (self.formula, self.against, self.copy):
            each.set_text_scale(scale)
        self._set_look()

    def _set_look(self) -> None:
        self.choice.set_look(self._palette, self._scale)
        self.page.set_palette(self._palette)
        self.page.set_text_scale(self._scale)
        self.more.set_look(self._palette, self._scale)
        self.numbers.set_look(self._palette, self._scale)
        self.refused.set_palette(self._palette, self._scale)
        self.table.set_look(self._palette, letters(self._scale))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.numbers.set_room(self.height() * 26 // 100)
        self._fold()

    def _fold(self) -> None:
        """In a low panel the lines that the formula's tooltip and the tile of money say as well make room."""
        low = self.height() < round(LOW * self._scale)
        for each in (self.status, self.moved):
            each.setVisible(not low)
        for button in (self.why, self.copy):  # Enter and Ctrl+C do the same
            button.setVisible(not low and self.table.money.rows is not None)
        self.source.setVisible(not low and bool(self.source.text()))

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), self._palette.surface)
