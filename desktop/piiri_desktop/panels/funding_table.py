"""The view of the money of the schools: rows that follow the pointer and the keys, gains and losses as bars."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from piiri.i18n import tr

from ..bridge import Attention
from ..palette import Palette
from .controls import draw_icon
from .funding_model import CHANGE, COLUMNS, EACH, NAME, NEED, PUPILS, STROKE, FundingTableModel, Index
from .lettering import LEFT, RIGHT, Lettering, lettering
from .plain_table import PlainTable
from .school_delegate import gutter

SIDE = 6
NARROWEST_NAME, NARROWEST_BAR, WIDEST_BAR, BAR = 84, 36, 84, 8
_DROPPED = (NEED, PUPILS, EACH, STROKE)
"""Left out where there is no room, in this order."""


class FundingDelegate(QStyledItemDelegate):
    """Paints a cell."""

    def __init__(self, model: FundingTableModel, attention: Attention, palette: Palette, view: QTableView) -> None:
        super().__init__(view)
        self._view, self._model, self._attention = view, model, attention
        self.palette = palette
        self.letters: Lettering = lettering()
        self.number_width = 0.0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(48, self.letters.px(24))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, p, t = self._model, self.palette, self.letters
        rows = model.rows
        if rows is None:
            return
        key, at = model.keys[index.column()], model.at(index.row())
        school = int(rows.schools[at])
        rect = QRectF(option.rect)
        target, hovered = school == self._attention.target, school == self._attention.hovered_school
        painter.fillRect(rect, p.tint if target else p.hover if hovered else p.surface)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 1, rect.width(), 1), p.grid)
        text = model.text(key, at)
        if key == NAME:
            self._paint_name(painter, rect, text, at, target)
        else:
            zero = (key == STROKE and not rows.stroke[at]) or (key == CHANGE and not rows.change[at])
            face = t.body_bold if key == STROKE and not zero else t.body
            face.draw(painter, rect.adjusted(0, 0, -SIDE, 0), text, p.text_secondary if zero else p.text, RIGHT)
            if key == CHANGE:
                self._paint_bar(painter, rect, at)
        current = self._view.currentIndex()
        if self._view.hasFocus() and current.row() == index.row() and current.column() == index.column():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(p.accent, 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))

    def _paint_name(self, painter: QPainter, rect: QRectF, text: str, at: int, target: bool) -> None:
        p, t, rows = self.palette, self.letters, self._model.rows
        assert rows is not None
        size = t.px(14)
        if rows.held(at):
            draw_icon(painter, "lock", p.text, 8, rect.center().y() - size / 2, size)
        elif target:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(p.accent)
            painter.drawEllipse(QPointF(8 + size / 2, rect.center().y()), t.px(10) / 2, t.px(10) / 2)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        face, left = t.body_bold if target else t.body, gutter(t) + 4.0
        room = QRectF(left, rect.top(), rect.right() - SIDE - left, rect.height())
        face.draw(painter, room, face.elided(text, room.width() + 1), p.text)

    def _paint_bar(self, painter: QPainter, rect: QRectF, at: int) -> None:
        """Gain to the right, loss to the left of a line in the middle; the tick is before what is under way."""
        p, model, rows = self.palette, self._model, self._model.rows
        assert rows is not None
        if not rows.known[at]:
            return
        left = round(rect.left()) + 8
        width = int(min(WIDEST_BAR, rect.right() - SIDE - self.number_width - 6 - left))
        if width < 12:
            return
        half = width // 2
        middle, top = left + half, round(rect.center().y() - BAR / 2)

        def reach(steps: int) -> int:
            return round(min(1.0, max(-1.0, steps / model.scale)) * half)

        now = reach(int(rows.change[at]))
        colour = p.diverging[-1] if now > 0 else p.diverging[0]
        painter.fillRect(QRect(min(middle, middle + now), top, abs(now), BAR), colour)
        painter.fillRect(QRect(middle, top - 4, 1, BAR + 8), p.control)
        if rows.stroke[at]:
            tick = middle + reach(int(rows.change[at] - rows.stroke[at]))
            painter.fillRect(QRect(tick - 2, top - 3, 4, BAR + 6), p.surface)
            painter.fillRect(QRect(tick - 1, top - 3, 2, BAR + 6), p.text)


class _Header(QHeaderView):
    """Titles in the caption face; the sorted one has an arrow."""

    def __init__(self, model: FundingTableModel, palette: Palette, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model, self.palette_ = model, palette
        self.letters: Lettering = lettering()
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setAccessibleName(tr("Columns of the funding table"))
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(24)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.letters.px(28))

    def title(self, key: str) -> str:
        """Return the title of a column, with the arrow where it is the sorted one."""
        arrow = ("↓" if self._model.descending else "↑") if key == self._model.sort_key else ""
        title = self._model.title(key)
        return title if not arrow else f"{title} {arrow}" if key == NAME else f"{arrow} {title}"

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        p, t, key = self.palette_, self.letters.caption_medium, self._model.keys[section]
        painter.fillRect(rect, p.window)
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), p.line)
        room = QRectF(rect).adjusted(gutter(self.letters) + 4 if key == NAME else SIDE, 0, -SIDE, 0)
        text = t.elided(self.title(key), room.width() + 1)
        t.draw(painter, room, text, p.text_secondary, LEFT if key == NAME else RIGHT)


class FundingTable(PlainTable):
    """The rows.

    Signals
    -------
    chosen(int)
        A school was clicked.
    why_asked(int)
        Enter or a double click: why does the school get this?
    reached()
        Another row is the current one.
    """

    chosen = Signal(int)
    why_asked = Signal(int)
    reached = Signal()

    def __init__(self, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attention = attention
        self._letters = lettering()
        self.money = FundingTableModel(self)
        self.setModel(self.money)
        self.cells = FundingDelegate(self.money, attention, palette, self)
        self.setItemDelegate(self.cells)
        self.header = _Header(self.money, palette, self)
        self.setHorizontalHeader(self.header)
        self.header.sectionClicked.connect(self.sort)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Money of the schools"))
        self.setAccessibleDescription(tr("Enter shows why a school gets its money, S sorts by the column."))
        attention.school_hovered.connect(self._repaint)
        attention.target_changed.connect(self._repaint)

    def set_look(self, palette: Palette, letters: Lettering) -> None:
        """Draw in another theme and text scale."""
        self.cells.palette = self.header.palette_ = palette
        self._letters = self.cells.letters = self.header.letters = letters
        self.verticalHeader().setDefaultSectionSize(letters.px(24))
        self.header.setFixedHeight(letters.px(28))
        self.updateGeometries()
        self.arrange()
        self._repaint()

    def arrange(self) -> None:
        """Choose the columns there is room for and share the width out. Not while something is being dragged."""
        rows = self.money.rows
        if rows is None:
            return
        room, name = self.viewport().width(), self._letters.px(NARROWEST_NAME) + gutter(self._letters)
        widths = {key: self._width_of(key) for key in COLUMNS[1:]}
        keys = [*COLUMNS] if rows.allocation.index is not None else [key for key in COLUMNS if key != NEED]
        for key in _DROPPED:
            if key in keys and name + sum(widths[each] for each in keys[1:]) > room:
                keys.remove(key)
        self.money.set_keys(tuple(keys))
        spare = max(0, room - name - sum(widths[key] for key in keys[1:]))
        more = min(spare // 2, WIDEST_BAR - NARROWEST_BAR)
        widths[CHANGE] += more
        self.setColumnWidth(0, name + spare - more)
        for section, key in enumerate(keys[1:], start=1):
            self.setColumnWidth(section, widths[key])

    def _width_of(self, key: str) -> int:
        """Width of a column in which no number is cut, with room for one more digit."""
        t, model = self._letters, self.money
        rows = model.rows
        assert rows is not None
        written = CHANGE if key == STROKE else key
        texts = [model.text(written, at) for at in range(len(rows.ids))]
        wide = max((t.body_bold.width(text) for text in texts), default=0.0) + t.body.width("0")
        if key in (CHANGE, STROKE):
            wide = max(wide, t.body_bold.width("+10\u202f000"))
        if key == CHANGE:
            self.cells.number_width = wide
            wide += NARROWEST_BAR + 8
        return math.ceil(max(wide, t.caption_medium.width(f"↓ {model.title(key)}"))) + 2 * SIDE

    # ------------------------------------------------------------------------------------------------ attention
    @property
    def current_school(self) -> int:
        """The school of the current row, else the target; −1 for none."""
        found = self.money.school_at(self.currentIndex().row())
        if found >= 0:
            return found
        return self._attention.target if self.money.row_of(self._attention.target) >= 0 else -1

    def _repaint(self) -> None:
        self.viewport().update()
        self.header.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._attention.hover_school(self.money.school_at(self.rowAt(round(event.position().y()))))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._attention.hover_school(-1)
        super().leaveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        school = self.money.school_at(self.rowAt(round(event.position().y())))
        if event.button() == Qt.MouseButton.LeftButton and school >= 0:
            self.chosen.emit(school)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        school = self.money.school_at(self.rowAt(round(event.position().y())))
        if event.button() == Qt.MouseButton.LeftButton and school >= 0:
            self.why_asked.emit(school)

    # ------------------------------------------------------------------------------------------------ keys
    def enter(self, row: int) -> None:
        if self.current_school >= 0:
            self.why_asked.emit(self.current_school)

    def copy(self) -> None:
        """Put the table on the clipboard, tab-separated."""
        QGuiApplication.clipboard().setText(self.money.as_text())

    def sort(self, column: int) -> bool:
        self.money.sort_by(self.money.keys[column])
        self._repaint()
        return True

    def first_row(self) -> int:
        return max(0, self.money.row_of(self._attention.target))

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if self.hasFocus():
            self._attention.hover_school(self.money.school_at(current.row()))
        self.reached.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()
