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
from .funding_bars import paint_amount, paint_change
from .funding_cells import detail
from .funding_model import CHANGE, COLUMNS, EACH, MONEY, NAME, NEED, PUPILS, STROKE, FundingTableModel, Index
from .lettering import LEFT, RIGHT, Lettering, lettering
from .plain_table import PlainTable
from .school_delegate import gutter

SIDE = 6
NARROWEST_NAME, NARROWEST_BAR, WIDEST_BAR, ROW, TWO_LINES = 84, 40, 96, 24, 37
_BARRED = (MONEY, CHANGE)
_DROPPED = (EACH, STROKE)
"""Left out where there is no room, in this order."""
_UNDER_THE_NAME = (PUPILS, NEED)


class FundingDelegate(QStyledItemDelegate):
    """Paints a cell."""

    def __init__(self, model: FundingTableModel, attention: Attention, palette: Palette, view: QTableView) -> None:
        super().__init__(view)
        self._view, self._model, self._attention = view, model, attention
        self.palette = palette
        self.letters: Lettering = lettering()
        self.number_width: dict[str, float] = {}

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(48, self.letters.px(TWO_LINES if self._model.compact else ROW))

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
            room = rect.adjusted(0, 0, -SIDE, 0)
            if model.compact and key in _BARRED:
                room.setHeight(t.px(ROW - 2))
            face.draw(painter, room, text, p.text_secondary if zero else p.text, RIGHT)
            self._paint_bar(painter, rect, key, at)
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
        if self._model.compact:
            room.setHeight(t.px(ROW - 2))
            under = QRectF(left, rect.top() + t.px(ROW - 4), room.width(), t.caption.line)
            t.caption.draw(painter, under, t.caption.elided(detail(rows, at), room.width() + 1), p.text_secondary)
        face.draw(painter, room, face.elided(text, room.width() + 1), p.text)

    def _paint_bar(self, painter: QPainter, rect: QRectF, key: str, at: int) -> None:
        """The bar of a cell: under its number in rows of two lines, else to the left of it."""
        model, rows = self._model, self._model.rows
        assert rows is not None
        if key not in _BARRED or (key == CHANGE and not rows.known[at]):
            return
        if model.compact:
            box = rect.adjusted(SIDE + 2, self.letters.px(ROW - 4), -SIDE, -self.letters.px(6))
        else:
            right = rect.right() - SIDE - self.number_width.get(key, 0.0) - 8
            box = QRectF(max(rect.left() + 8, right - WIDEST_BAR), rect.top(), 0, rect.height())
            box.setRight(right)
        if box.width() < 12:
            return
        if key == MONEY:
            paint_amount(painter, box, rows, at, model.amount_scale, self.palette)
        else:
            paint_change(painter, box, rows, at, model.scale, self.palette)


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
    ordered()
        The rows stand in another order.
    arranged()
        The columns are others, or have other widths.
    """

    chosen = Signal(int)
    why_asked = Signal(int)
    reached = Signal()
    ordered = Signal()
    arranged = Signal()

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
        self.header.setFixedHeight(letters.px(28))
        self.updateGeometries()
        self.arrange()
        self._repaint()

    def arrange(self) -> None:
        """Choose the columns there is room for and share the width out. Not while something is being dragged.

        Where there is room, every figure has a column. Else the rows have two lines: pupils and need stand under the
        name, the bars under their numbers.
        """
        rows = self.money.rows
        if rows is None:
            return
        t, room = self._letters, self.viewport().width()
        name = t.px(NARROWEST_NAME) + gutter(t)
        keys = [key for key in COLUMNS if key != NEED or rows.allocation.index is not None]
        widths = {key: self._width_of(key) for key in COLUMNS[1:]}
        beside = sum(widths[key] + (t.px(NARROWEST_BAR) if key in _BARRED else 0) for key in keys[1:])
        compact = name + beside > room
        if compact:
            keys = [key for key in keys if key not in _UNDER_THE_NAME]
            bars = 2 * t.px(NARROWEST_BAR)
            for key in _DROPPED:
                if name + bars + sum(widths[each] for each in keys[1:]) > room:
                    keys.remove(key)
        else:
            for key in _BARRED:
                widths[key] += t.px(NARROWEST_BAR)
        self.money.set_keys(tuple(keys), compact)
        self.verticalHeader().setDefaultSectionSize(t.px(TWO_LINES if compact else ROW))
        spare = max(0, room - name - sum(widths[key] for key in keys[1:]))
        wanted = (
            max((t.caption.width(detail(rows, at)) for at in range(len(rows.ids))), default=0.0) if compact else 0.0
        )
        wider = min(spare, max(0, math.ceil(wanted) + gutter(t) + 4 + SIDE - name))
        share = (spare - wider) // 2 if compact else min((spare - wider) // 3, t.px(WIDEST_BAR))
        for key in _BARRED:
            widths[key] += share
        self.setColumnWidth(0, name + spare - 2 * share)
        for section, key in enumerate(keys[1:], start=1):
            self.setColumnWidth(section, widths[key])
        self.arranged.emit()

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
        wide = max(wide, t.body_bold.width(model.total(key)))
        self.cells.number_width[key] = wide
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
        self.sort_by(self.money.keys[column])
        return True

    def sort_by(self, key: str) -> None:
        """Order by a column, also by one there is no room for; a second time the other way round."""
        self.money.sort_by(key)
        self._repaint()
        self.ordered.emit()

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
