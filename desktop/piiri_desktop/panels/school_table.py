"""The view of the schools table: rows that follow the pointer and the keys, columns that fit the width."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget

from piiri.i18n import tr

from ..bridge import Attention
from ..palette import Palette
from .lettering import Lettering, lettering
from .plain_table import PlainTable
from .school_columns import PLACES, USE, ColumnSet
from .school_delegate import NARROWEST_BAR, SIDE, WIDEST_BAR, SchoolDelegate, gutter
from .school_header import SchoolHeader
from .school_model import Index, SchoolModel

NARROWEST_NAME = 90


class SchoolTable(PlainTable):
    """The rows.

    Signals
    -------
    chosen(int)
        A school was clicked or Enter pressed on it.
    lock_asked(int)
        K on a school.
    sort_asked(str)
        A header was clicked, or S pressed in a column.
    copy_asked()
        Ctrl+C.
    """

    chosen = Signal(int)
    lock_asked = Signal(int)
    sort_asked = Signal(str)
    copy_asked = Signal()

    def __init__(self, model: SchoolModel, attention: Attention, palette: Palette, parent: QWidget) -> None:
        super().__init__(parent)
        self.schools = model
        self._attention = attention
        self._letters = lettering()
        self._palette = palette
        self.setModel(model)
        self.cells = SchoolDelegate(model, attention, palette, self)
        self.setItemDelegate(self.cells)
        self.header = SchoolHeader(model, palette, self)
        self.setHorizontalHeader(self.header)
        self.header.sectionClicked.connect(self.sort)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setAccessibleName(tr("Schools"))
        self.setAccessibleDescription(
            tr(
                "Enter makes a school the target, F4 opens its page, F2 changes its places, K locks it, S sorts by the "
                "column."
            )
        )
        attention.school_hovered.connect(self._hover_moved)
        attention.target_changed.connect(self._target_moved)
        self._hovered, self._target = attention.hovered_school, attention.target

    # ------------------------------------------------------------------------------------------------ look
    def set_palette(self, palette: Palette) -> None:
        """Draw in another theme."""
        self._palette = self.cells.palette = self.header.palette_ = palette
        self.viewport().update()
        self.header.viewport().update()

    def set_letters(self, letters: Lettering) -> None:
        """Draw with other fonts."""
        self._letters = self.cells.letters = self.header.letters = letters
        self.verticalHeader().setDefaultSectionSize(letters.px(24))
        self.header.setFixedHeight(letters.px(28))
        self.updateGeometries()

    def arrange(self, chosen: ColumnSet) -> None:
        """Choose the columns there is room for, and share the width out. Not while something is being dragged."""
        room = self.viewport().width()
        widths = {key: self._width_of(key) for key in chosen.rank}
        name = self._letters.px(NARROWEST_NAME) + gutter(self._letters)
        keys = list(chosen.rank[: chosen.keep])
        for key in chosen.rank[chosen.keep :]:
            if name + sum(widths[k] for k in (*keys, key)) > room:
                break
            keys.append(key)
        shown = tuple(key for key in chosen.order if key in keys)
        self.schools.set_columns(shown)
        spare = room - name - sum(widths[key] for key in shown)
        if USE in shown and spare > 0:
            more = min(spare, WIDEST_BAR - NARROWEST_BAR)
            widths[USE] += more
            spare -= more
        each = max(0, spare - self._letters.px(60)) // max(1, len(shown) + 1)
        self.setColumnWidth(0, name + max(0, spare) - each * len(shown))
        for section, key in enumerate(shown, start=1):
            self.setColumnWidth(section, widths[key] + each)
        self.executeDelayedItemsLayout()  # a new order would else be laid out after the old one was painted once more

    def _width_of(self, key: str) -> int:
        """Width of a column in which no number is cut, with room for one more digit."""
        t, model = self._letters, self.schools
        column = model.columns[key]
        texts = [model.text(key, int(school)) for school in model.rows.schools]
        texts.append(column.sum(model.rows, model.shown))
        wide = max(t.body_bold.width(text) for text in texts)
        arrow = self.header.arrow(key)
        title = t.caption_medium.width(f"{column.title} {arrow}" if arrow else column.title)
        if key == USE:
            self.cells.percent_width = max(wide, t.body_bold.width("100\u00a0%"))
            return math.ceil(max(10 + NARROWEST_BAR + 6 + self.cells.percent_width, title + 10)) + SIDE
        longest_title = t.px(92) if key.startswith("group:") else title
        return math.ceil(max(wide + t.body.width("0"), min(title, longest_title))) + 2 * SIDE

    # ------------------------------------------------------------------------------------------------ attention
    def _hover_moved(self, school: int) -> None:
        self._update_row(self._hovered)
        self._hovered = school
        self._update_row(school)

    def _target_moved(self, school: int) -> None:
        self._update_row(self._target)
        self._target = school
        self._update_row(school)

    def _update_row(self, school: int) -> None:
        row = self.schools.row_of(school)
        if row >= 0:
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            self.viewport().update(QRect(0, top, self.viewport().width(), height))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        row = self.rowAt(round(event.position().y()))
        self._attention.hover_school(self.schools.schools[row] if row >= 0 else -1)
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._attention.hover_school(-1)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        row = self.rowAt(round(event.position().y()))
        if event.button() == Qt.MouseButton.LeftButton and row >= 0:
            self.chosen.emit(self.schools.schools[row])

    # ------------------------------------------------------------------------------------------------ keys
    @property
    def current_school(self) -> int:
        """The school of the current row, −1 for none."""
        row = self.currentIndex().row()
        return self.schools.schools[row] if 0 <= row < len(self.schools.schools) else -1

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and event.key() == Qt.Key.Key_K and self.current_school >= 0:
                event.accept()  # here K locks the school of the row; elsewhere it is the tool that locks blocks
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        school = self.current_school
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if school >= 0 and plain and event.key() == Qt.Key.Key_F2:
            self.edit_places()
        elif school >= 0 and plain and event.key() == Qt.Key.Key_K:
            self.lock_asked.emit(school)
        else:
            super().keyPressEvent(event)

    def edit_places(self) -> None:
        """Open the field of the current school's places, where that column is shown."""
        row = self.currentIndex().row()
        if row >= 0 and PLACES in self.schools.keys:
            index = self.schools.index(row, self.schools.keys.index(PLACES))
            self.setCurrentIndex(index)
            self.edit(index)

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self._attention.hover_school(self.current_school if self.hasFocus() else self._attention.hovered_school)

    def sort(self, column: int) -> bool:
        self.sort_asked.emit(self.schools.keys[column])
        return True

    def copy(self) -> None:
        self.copy_asked.emit()

    def enter(self, row: int) -> None:
        if self.current_school >= 0:
            self.chosen.emit(self.current_school)

    def first_row(self) -> int:
        return max(0, self.schools.row_of(self._attention.target))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.schools.schools:
            painter = QPainter(self.viewport())
            face = self._letters.body
            room = QRectF(self.viewport().rect()).adjusted(12, 12, -12, 0)
            words = tr("No school has “{text}” in its name.", text=self.schools.wanted)
            painter.setFont(face.font)
            painter.setPen(self._palette.text_secondary)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), words)
