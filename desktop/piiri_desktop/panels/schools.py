"""The panel of the schools: filter, columns, the table with its totals, and the card of one school."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QVBoxLayout, QWidget

from piiri.edits import SetCapacity, SetLock
from piiri.i18n import tr
from piiri.session import State

from ..bridge import Attention, Bridge
from ..icons import icon
from ..palette import Palette
from .card_text import card_text, most_affected
from .controls import IconButton, PickButton, letters
from .lettering import lettering
from .receives import ReceivesCard
from .school_columns import MONEY, ColumnSet, column_sets, school_columns
from .school_header import TotalsRow
from .school_model import SchoolModel
from .school_rows import RowsOfState, locked_at
from .school_table import SchoolTable

_LOW, _LOWEST = 524, 240
"""Below these heights, in pixels at a text scale of 100 %, the card folds to one line, and gives way to the table."""


class SchoolsPanel(QWidget):
    """The schools of the chosen stage.

    While the mouse is down only figures change: order, columns and the school of the card stay as they are until it is
    released.

    Parameters
    ----------
    bridge
        Announces the states, takes the edits.
    attention
        Stage, target and hovered school.
    palette
        The theme.
    """

    def __init__(self, bridge: Bridge, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bridge, self._attention, self._palette = bridge, attention, palette
        self._letters = lettering()
        self._state = bridge.state
        self._rows_of = RowsOfState(money=True)
        self._sets = column_sets(self._state.dataset, money=bool(self._state.plan.funding))
        self._set: ColumnSet = self._sets[0]
        self._card_school = -1
        self._low: bool | None = None
        rows = self._rows_of(self._state, attention.stage)
        self.model = SchoolModel(school_columns(self._state.dataset), rows, self._set_places, self)
        self.setAccessibleName(tr("Schools"))
        self._build()
        self._connect()
        self.set_palette(palette)
        self.set_text_scale(1.0)
        self._settle()
        self._show_card()

    def _build(self) -> None:
        palette = self._palette
        self.filter = QLineEdit(self)
        self.filter.setPlaceholderText(tr("Filter schools"))
        self.filter.setAccessibleName(tr("Filter schools"))
        self.filter.setClearButtonEnabled(True)
        self._magnifier = QAction(self)
        self.filter.addAction(self._magnifier, QLineEdit.ActionPosition.LeadingPosition)
        self.columns = PickButton(tr("Columns:"), palette, self)
        self.columns.setMenu(self._column_menu())
        self.columns.set_value(self._set.name)
        self.copy_button = IconButton("copy", tr("Copy the table"), palette, "Ctrl+C", self)
        self.table = SchoolTable(self.model, self._attention, palette, self)
        self.totals = TotalsRow(self.model, self.table.header, palette, self)
        self.card = ReceivesCard(palette, self)
        bar = QHBoxLayout()
        bar.setContentsMargins(8, 6, 8, 6)
        bar.setSpacing(8)
        bar.addWidget(self.filter, 2)
        bar.addWidget(self.columns, 3)
        bar.addWidget(self.copy_button)
        self.filter.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.columns.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.totals)
        column.addWidget(self.card)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._filter)
        self.copy_button.clicked.connect(self.copy)
        self.table.chosen.connect(self._attention.set_target)
        self.table.lock_asked.connect(self.toggle_lock)
        self.table.sort_asked.connect(self.sort_by)
        self.table.copy_asked.connect(self.copy)
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._open_menu)
        self.table.viewport().installEventFilter(self)
        self.table.horizontalScrollBar().valueChanged.connect(self.totals.update)
        find = QShortcut(QKeySequence.StandardKey.Find, self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.filter.setFocus)
        self._bridge.changed.connect(self.show_state)
        self._attention.stage_changed.connect(self._stage_chosen)
        self._attention.target_changed.connect(self._target_chosen)

    # ------------------------------------------------------------------------------------------------ state
    def show_state(self, state: State) -> None:
        """Show the figures of a state; what is the same is not drawn again."""
        if state is self._state:
            return
        self._state = state
        self._refresh(settle=not state.provisional)

    def _refresh(self, *, settle: bool) -> None:
        self.model.show_rows(self._rows_of(self._state, self._attention.stage), settle=settle)
        if settle:
            self._settle()
        else:
            self.totals.show_totals()
        self._show_card()

    def _settle(self) -> None:
        """Choose columns and widths anew, now that nothing is being dragged."""
        self._offer_money()
        self.table.arrange(self._set)
        self.totals.show_totals()
        self.totals.update()

    def _show_card(self) -> None:
        rows, target = self.model.rows, self._attention.target
        served = bool(target >= 0 and (rows.now.serves[target] or rows.before.serves[target]))
        if served:
            self._card_school = target
        elif not self._state.provisional or self._card_school < 0:
            self._card_school = most_affected(rows)
        names = tuple(tr(group.name) for group in self._state.dataset.groups)
        self.card.show_text(card_text(rows, self._card_school, names), target=served)

    def _stage_chosen(self, stage: int) -> None:
        self._card_school = -1
        self._refresh(settle=True)

    def _target_chosen(self, school: int) -> None:
        self._show_card()

    # ------------------------------------------------------------------------------------------------ look
    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = palette
        self._magnifier.setIcon(icon("search", palette.text_secondary))
        for part in (self.columns, self.copy_button, self.table, self.card):
            part.set_palette(palette)
        self.totals.palette_ = palette
        background = self.palette()
        background.setColor(self.backgroundRole(), palette.surface)
        self.setPalette(background)
        self.setAutoFillBackground(True)
        self.update()

    def set_text_scale(self, scale: float) -> None:
        """Grow with the text, 1.0 to 2.0."""
        self._letters = letters(scale)
        self.filter.setFont(self._letters.body.font)
        self.filter.setMinimumHeight(self._letters.px(24))
        self.columns.set_text_scale(self._letters.scale)
        self.copy_button.set_text_scale(self._letters.scale)
        self.totals.letters = self._letters
        self.totals.updateGeometry()
        self.table.set_letters(self._letters)
        self.card.set_letters(self._letters)
        self._settle()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        low = self.height() < self._letters.px(_LOW)
        if low != self._low:
            self._low = low
            self.card.fold(low)
        self.card.setVisible(self.height() >= self._letters.px(_LOWEST))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and not self._state.provisional:
            self._settle()
        return super().eventFilter(watched, event)

    # ------------------------------------------------------------------------------------------------ doing
    def _column_menu(self) -> QMenu:
        menu = QMenu(self)
        group = QActionGroup(menu)
        for chosen in self._sets:
            action = QAction(chosen.name, group, checkable=True, checked=chosen is self._set)
            action.triggered.connect(partial(self.choose_columns, chosen.key))
            menu.addAction(action)
        return menu

    def _offer_money(self) -> None:
        """Offer the columns of money while the plan has a funding model."""
        money = bool(self._state.plan.funding)
        if money == any(each.key == MONEY for each in self._sets):
            return
        self._sets = column_sets(self._state.dataset, money=money)
        self._set = next((each for each in self._sets if each.key == self._set.key), self._sets[0])
        self.columns.setMenu(self._column_menu())
        self.columns.set_value(self._set.name)

    def choose_columns(self, key: str) -> None:
        """Show another set of columns."""
        self._set = next(chosen for chosen in self._sets if chosen.key == key)
        self.columns.set_value(self._set.name)
        self._settle()

    def sort_by(self, key: str) -> None:
        """Sort by a column; a second time the other way round."""
        self.model.sort_by(key)
        self._settle()  # the arrow needs room
        self.table.header.viewport().update()

    def _filter(self, text: str) -> None:
        self.model.filter_by(text)
        self.table.viewport().update()
        self.totals.show_totals()

    def toggle_lock(self, school: int) -> None:
        """Lock a school, or unlock it, and with it what is locked of its catchments at the grades shown."""
        plan = self._state.plan
        key, mine = plan.schools.ids[school], locked_at(plan, self._attention.stage)
        held = tuple(plan.catchments.ids[each] for each in mine if school in plan.catchments.schools_of(each))
        locking = key not in plan.locked and not held
        self._bridge.commit(SetLock(locking, (key,) if locking or key in plan.locked else (), held))

    def _set_places(self, school: int, places: int) -> None:
        self._bridge.commit(SetCapacity(self._state.plan.schools.ids[school], places))

    def copy(self) -> None:
        """Put the table on the clipboard as it looks: header, rows, totals."""
        QGuiApplication.clipboard().setText(self.model.as_text(self.totals.cells))

    def _open_menu(self, place: QPoint) -> None:
        school = self.table.current_school
        if school < 0:
            return
        menu = self.row_menu(school)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.table.viewport().mapToGlobal(place))

    def row_menu(self, school: int) -> QMenu:
        """Return the menu of a row: everything that the mouse and single keys do, in words."""
        menu = QMenu(self)
        key = self.model.keys[max(0, self.table.currentIndex().column())]
        locked = bool(self.model.rows.locked[school])
        title = str(self.model.headerData(self.model.keys.index(key), Qt.Orientation.Horizontal))
        for text, keys, slot in (
            (tr("Make it the target"), "Return", partial(self._attention.set_target, school)),
            (tr("The page of the school"), "F4", partial(self._attention.ask_page, "school", school)),
            (tr("Show it on the map"), "", partial(self._attention.zoom_to_school.emit, school)),
            (tr("Unlock") if locked else tr("Lock"), "K", partial(self.toggle_lock, school)),
            (tr("Change its places"), "F2", self.table.edit_places),
            (tr("Sort by {column}", column=title), "S", partial(self.sort_by, key)),
            (tr("Copy the table"), "Ctrl+C", self.copy),
        ):
            action = menu.addAction(text)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
        return menu
