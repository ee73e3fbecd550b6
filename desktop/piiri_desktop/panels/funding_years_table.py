"""The table of the money by school and year: a small line and the amounts. The sum stands under it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QMouseEvent, QPainter, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

from piiri.funding.currency import amount, sign_of
from piiri.funding.years import Years
from piiri.i18n import number, tr

from ..banner import announce
from ..bridge import Attention
from ..collation import by_name
from ..palette import Palette
from .lettering import LEFT, RIGHT, Lettering, lettering
from .plain_cells import Index, PlainCells, PlainHead
from .plain_table import PlainTable
from .school_columns import NOT_KNOWN

ROOT = QModelIndex()
SIDE, LINE, NAME_LEAST, NAME_MOST = 6, 40, 92, 190
NAME, SMALL, LAST = 0, 1, 2
"""The columns before those of the years."""


class YearsModel(QAbstractTableModel):
    """A row a school, by name."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.found: Years | None = None
        self._order: list[int] = []
        self._schools: list[int] = []

    def show_years(self, found: Years | None, ids: tuple[str, ...]) -> None:
        """Show other years; ``ids`` are the plan's schools."""
        self.beginResetModel()
        self.found = found
        self._order, self._schools = [], []
        if found is not None:
            inputs = found.full.inputs
            self._order = by_name(inputs.names)
            position = {key: at for at, key in enumerate(ids)}
            self._schools = [position.get(inputs.ids[at], -1) for at in self._order]
        self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.found is None else len(self._order)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() or self.found is None else 3 + len(self.found.years)

    def school_at(self, row: int) -> int:
        """Return a row's school by its number in the plan; −1 for none."""
        return self._schools[row] if 0 <= row < len(self._schools) else -1

    def name(self, row: int) -> str:
        """Return what stands first in a row."""
        assert self.found is not None
        return tr(self.found.full.inputs.names[self._order[row]])

    def steps(self, row: int) -> list[int | None]:
        """Return last year and the years, in the smallest amount; None where not known."""
        found = self.found
        assert found is not None
        at = self._order[row]
        return [found.last[at], *(each.allocation.amounts[at] for each in found.years)]

    def text(self, row: int, column: int) -> str:
        """Return a cell as written."""
        if column == NAME:
            return self.name(row)
        if column == SMALL:
            return ""
        value = self.steps(row)[column - LAST]
        assert self.found is not None
        head = self.found.full.model.model
        return NOT_KNOWN if value is None else number(float(value * head.rounding))

    def said(self, row: int, column: int) -> str:
        """Return a cell in words."""
        if column == NAME:
            return self.name(row)
        assert self.found is not None
        unit = sign_of(self.found.full.model.model.currency)
        if column == SMALL:
            values = [self.text(row, at) for at in range(LAST, self.columnCount())]
            return f"{self.name(row)}: {' → '.join(values)} {unit}"
        year = f"{tr('Last year')}, {self.title(column)}" if column == LAST else self.title(column)
        return f"{self.name(row)}, {year}: {self.text(row, column)} {unit}"

    def title(self, column: int) -> str:
        """Return the title of a column."""
        assert self.found is not None
        if column == NAME:
            return tr("School")
        if column == SMALL:
            return ""
        return str(self.found.years[0].year + column - LAST - 1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or self.found is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(index.row(), index.column())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self.said(index.row(), index.column())
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal and self.found is not None:
            return self.title(section) or tr("Course")
        return None

    def as_text(self) -> str:
        """Return the table tab-separated, to the cent."""
        if self.found is None:
            return ""
        head = self.found.full.model.model
        columns = [column for column in range(self.columnCount()) if column != SMALL]
        lines = [[self.title(column) for column in columns]]
        for row in range(self.rowCount()):
            money = [NOT_KNOWN if value is None else amount(head, value) for value in self.steps(row)]
            lines.append([self.name(row), *money])
        last = [value for value in self.found.last if value is not None]
        totals = [sum(last) if last else None, *(each.allocation.total for each in self.found.years)]
        lines.append([tr("Together"), *(NOT_KNOWN if value is None else amount(head, value) for value in totals)])
        return "\n".join("\t".join(line) for line in lines) + "\n"


class _Cells(PlainCells):
    def __init__(self, model: YearsModel, attention: Attention, palette: Palette, view: YearsTable) -> None:
        super().__init__(palette, view)
        self._model, self._attention = model, attention

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model, p, t, rect = self._model, self.palette, self.letters, QRectF(option.rect)
        row, column = index.row(), index.column()
        school = model.school_at(row)
        target = school >= 0 and school == self._attention.target
        hovered = school >= 0 and school == self._attention.hovered_school
        self.lay(painter, rect, p.tint if target else p.hover if hovered else p.surface)
        face = t.body_bold if target else t.body
        if column == NAME:
            room = rect.adjusted(SIDE + 6, 0, -SIDE, 0)
            face.draw(painter, room, face.elided(model.name(row), room.width() + 1), p.text, LEFT)
        elif column == SMALL:
            self._paint_line(painter, rect.adjusted(4, 5, -4, -6), model.steps(row))
        else:
            quiet = column == LAST
            face.draw(
                painter,
                rect.adjusted(0, 0, -SIDE, 0),
                model.text(row, column),
                p.text_secondary if quiet else p.text,
                RIGHT,
            )
        self.ring(painter, rect, index)

    def _paint_line(self, painter: QPainter, room: QRectF, steps: list[int | None]) -> None:
        """The years as a line from last year, a hollow ring, to the last one, a dot; zero is the bottom."""
        p, top = self.palette, max((value for value in steps if value is not None), default=0)
        if not top:
            return
        wide = room.width() / max(1, len(steps) - 1)
        points = [
            QPointF(room.left() + at * wide, room.bottom() - value / top * room.height())
            for at, value in enumerate(steps)
            if value is not None
        ]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(p.bar, 1.5))
        painter.drawPolyline(QPolygonF(points))
        if steps[0] is not None:
            painter.setBrush(p.surface)
            painter.drawEllipse(points[0], 2.5, 2.5)
        painter.setBrush(p.bar)
        painter.drawEllipse(points[-1], 2.5, 2.5)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


class YearsTable(PlainTable):
    """The view; Enter explains a school, Ctrl+C copies all.

    Signals
    -------
    chosen(int)
        A school was clicked, by its number in the plan.
    why_asked(int)
        The person wants to know why it gets its money.
    """

    chosen = Signal(int)
    why_asked = Signal(int)

    def __init__(self, attention: Attention, palette: Palette, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.years = YearsModel(self)
        self.setModel(self.years)
        self._cells = _Cells(self.years, attention, palette, self)
        self.setItemDelegate(self._cells)
        self._head = PlainHead(self.years.title, palette, self)
        self.setHorizontalHeader(self._head)
        self.setAccessibleName(tr("Money year by year"))
        self.setAccessibleDescription(tr("Enter explains the money of a school, Ctrl+C copies the table."))
        self.set_look(palette, lettering())
        attention.target_changed.connect(self.viewport().update)
        attention.school_hovered.connect(self.viewport().update)

    def show_years(self, found: Years | None, ids: tuple[str, ...]) -> None:
        """Show other years; the current school stays the current one."""
        at = self.currentIndex()
        row, column = at.row(), at.column()
        self.years.show_years(found, ids)
        if row >= 0 and found is not None:
            self.setCurrentIndex(
                self.years.index(min(row, self.years.rowCount() - 1), max(0, min(column, self.years.columnCount() - 1)))
            )
        self._arrange()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.years.as_text())
        announce(self, tr("Copied"))

    def enter(self, row: int) -> None:
        school = self.years.school_at(row)
        if school >= 0:
            self.why_asked.emit(school)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        school = self.years.school_at(self.indexAt(event.position().toPoint()).row())
        if event.button() == Qt.MouseButton.LeftButton and school >= 0:
            self.chosen.emit(school)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.enter(self.indexAt(event.position().toPoint()).row())

    def set_look(self, palette: Palette, letters: Lettering) -> None:
        """Draw in another theme and text scale."""
        self.dress(self._cells, self._head, palette, letters)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Numbers as wide as they need; the name takes what is left; where that is too little, all can be moved."""
        model, t = self.years, self._cells.letters
        if model.found is None:
            return
        rest = self.viewport().width() - t.px(LINE)
        for column in range(LAST, model.columnCount()):
            texts = [model.text(row, column) for row in range(model.rowCount())]
            wide = max([t.body_bold.width(text) for text in texts] + [t.caption_medium.width(model.title(column))])
            width = round(wide) + SIDE + 5
            self.setColumnWidth(column, width)
            rest -= width
        self.setColumnWidth(SMALL, t.px(LINE))
        self.setColumnWidth(NAME, min(max(rest, t.px(NAME_LEAST)), t.px(NAME_MOST)))
